"""`composer.json` and `composer.lock`."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.loose_trees import mapping, mappings
from pytest_icplicense.text import Text


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages that are required, or locked; suggestions, conflicts and replacements are none."""
    tree = artifact.json()
    if artifact.name == "composer.lock":
        for field, reason in (("packages", None), ("packages-dev", DEVELOPMENT)):
            for package in mappings(mapping(tree).get(field)):
                if isinstance(name := package.get("name"), str):
                    yield Sighting("composer", name, Needle(f'"name": "{name}"'), reason)
        return
    if isinstance(name := mapping(tree).get("name"), str):
        yield Sighting("composer", name, Needle('"name"'))
    for field, reason in (("require", None), ("require-dev", DEVELOPMENT)):
        for name in mapping(tree, field):
            yield Sighting("composer", name, Needle(f'"{name}"', f'"{field}"'), reason)


DETECTOR = Detector(
    name="composer",
    files=("composer.json", "composer.lock"),
    read=read,
    summary=Text("packages of Composer", "Composer 软件包"),
)
