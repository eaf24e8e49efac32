"""`pubspec.yaml` and `pubspec.lock` of Dart and Flutter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.git_address import of_git
from pytest_icplicense.detect.loose_trees import mapping, texts
from pytest_icplicense.detect.yaml_nodes import Mapping as Nodes
from pytest_icplicense.text import Text


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages; those that only development needs do not count."""
    for root in artifact.yaml():
        if not isinstance(root, Nodes):
            continue
        if artifact.name.endswith(".lock"):
            packages = mapping(root, "packages")
            for name, facts in packages.items():
                kind = facts.get("dependency") if isinstance(facts, Mapping) else None
                yield Sighting(
                    "pub", name, _at(packages, name), DEVELOPMENT if kind == "direct dev" else None
                )
            continue
        if isinstance(own := root.get("name"), str):  # it may be a copy of a known one
            yield Sighting("pub", own, _at(root, "name"))
        for field in ("dependencies", "dependency_overrides", "dev_dependencies"):
            packages = mapping(root, field)
            for name in packages:
                reason = DEVELOPMENT if field.startswith("dev") else None
                yield Sighting("pub", name, _at(packages, name), reason)
                source = mapping(packages, name).get("git")
                for address in texts([source.get("url") if isinstance(source, Mapping) else source]):
                    yield from of_git("pub", address, _at(packages, name), reason)


def _at(packages: Mapping[str, object], name: str) -> tuple[int, int]:
    return packages.where.get(name, (1, 1)) if isinstance(packages, Nodes) else (1, 1)


DETECTOR = Detector(
    name="pubspec",
    files=("pubspec.yaml", "pubspec.lock"),
    read=read,
    summary=Text("packages of Dart and Flutter", "Dart 与 Flutter 软件包"),
)
