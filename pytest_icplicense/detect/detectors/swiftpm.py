"""Packages of Swift, by files of its own package manager (whose program is not run), of Xcode and of Carthage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.detect.loose_trees import mapping, mappings
from pytest_icplicense.detect.purl import repository
from pytest_icplicense.detect.source.tokens import tokens
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_REPOSITORY = expression(r"\s*repositoryURL\s*=\s*\"?([^\";\s]{1,500})\"?;")
_CARTHAGE = expression(r"\s*(github|git)\s+\"([^\"\s]{1,500})\"")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The repositories that the package needs."""
    if artifact.name == "project.pbxproj":
        for number, line in enumerate(artifact.lines, 1):
            if (found_ := _REPOSITORY.match(line[:2000])) and (name := repository(found_[1])):
                yield Sighting("repository", name, number)
        return
    if artifact.name.startswith("Cartfile"):
        yield from _of_carthage(artifact)
        return
    if artifact.name == "Package.swift":
        found = list(tokens(artifact.text))
        for before, sign, value in zip(found, found[1:], found[2:], strict=False):
            if (
                before.words == "url"
                and sign.words == ":"
                and value.kind == "text"
                and (name := repository(value.words))
            ):
                yield Sighting("repository", name, (value.line, value.column))
        return
    tree = artifact.json()
    pins = tree.get("pins") or mapping(tree, "object").get("pins") if isinstance(tree, Mapping) else ()
    for pin in mappings(pins):
        address = pin.get("location", pin.get("repositoryURL"))
        if isinstance(address, str) and (name := repository(address)):
            yield Sighting("repository", name, Needle(address))


def _of_carthage(artifact: Artifact) -> Iterator[Sighting]:
    """What is fetched; which of it tests alone need, `Cartfile.resolved` does not say."""
    if artifact.name.endswith(".resolved") and artifact.beside("Cartfile") is not None:
        return
    for number, line in enumerate(artifact.lines, 1):
        if found := _CARTHAGE.match(line[:2000]):
            host = "https://github.com/" if found[1] == "github" and "://" not in found[2] else ""
            if name := repository(host + found[2]):
                yield Sighting("repository", name, number)


DETECTOR = Detector(
    name="swiftpm",
    files=("Package.swift", "Package.resolved", "project.pbxproj", "Cartfile", "Cartfile.resolved"),
    read=read,
    summary=Text("packages of Swift and Carthage", "Swift 与 Carthage 软件包"),
)
