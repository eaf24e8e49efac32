"""`Package.swift` and `Package.resolved` of Swift, and projects of Xcode. The first is a program, which is not run."""

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


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The repositories that the package needs."""

    if artifact.name == "project.pbxproj":
        for number, line in enumerate(artifact.lines, 1):
            if (found_ := _REPOSITORY.match(line[:2000])) and (name := repository(found_[1])):
                yield Sighting("repository", name, number)
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


DETECTOR = Detector(
    name="swiftpm",
    files=("Package.swift", "Package.resolved", "project.pbxproj"),
    read=read,
    summary=Text("packages of Swift", "Swift 软件包"),
)
