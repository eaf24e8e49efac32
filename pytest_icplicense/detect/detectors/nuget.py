"""Projects of .NET, the properties that they share, `packages.config`, `packages.lock.json`, and Paket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.listing import named_for_development
from pytest_icplicense.detect.loose_trees import mapping
from pytest_icplicense.text import Text


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages that are referred to; a central list of versions refers to none."""
    if artifact.name == "packages.lock.json":
        for packages in mapping(artifact.json(), "dependencies").values():
            for name, facts in mapping(packages).items():
                if mapping(facts).get("type") != "Project":
                    yield Sighting("nuget", name, Needle(f'"{name}"', '"dependencies"'))
        return
    if artifact.name == "paket.dependencies":
        yield from _of_paket(artifact)
        return
    elements = list(artifact.xml().iter())
    of_tests = any(_tag(each) == "IsTestProject" and _is_true(each.text) for each in elements)
    for each in elements:
        tag = _tag(each)
        if tag == "package" and artifact.name.lower() == "packages.config":
            names, development = each.get("id") or "", _is_true(each.get("developmentDependency"))
        elif tag in ("PackageReference", "GlobalPackageReference"):
            names, development = each.get("Include") or "", tag[0] == "G" or _private(each)
        else:
            continue
        reason = DEVELOPMENT if development or of_tests else None
        for name in names.split(";"):
            if name := name.strip():
                yield Sighting("nuget", name, Needle(f'"{names}"'), reason)


def _of_paket(artifact: Artifact) -> Iterator[Sighting]:
    """The packages of each group; what is for developers, groups say by their names."""
    reason: Text | None = None
    for number, line in enumerate(artifact.lines, 1):
        word, name = (*line.split()[:2], "", "")[:2]
        if word == "group":
            reason = DEVELOPMENT if named_for_development(name) or name == "Build" else None
        elif word == "nuget" and name:
            yield Sighting("nuget", name, number, reason)


def _private(reference: Any) -> bool:
    """Whether all of the package stays with the build: `PrivateAssets="all"`, as an attribute or an element."""
    inner = (each.text for each in reference if _tag(each) == "PrivateAssets")
    words = reference.get("PrivateAssets") or next(inner, None) or ""
    return str(words).strip().lower() == "all"


def _is_true(words: str | None) -> bool:
    return (words or "").strip().lower() == "true"


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


DETECTOR = Detector(
    name="nuget",
    files=(
        "*.csproj",
        "*.fsproj",
        "*.vbproj",
        "Directory.Build.props",
        "Directory.Packages.props",
        "packages.config",
        "packages.lock.json",
        "paket.dependencies",
    ),
    read=read,
    summary=Text("packages of NuGet", "NuGet 软件包"),
)
