"""`oh-package.json5` of HarmonyOS."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.loose_trees import mapping
from pytest_icplicense.text import Text


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages; those that only development needs do not count."""
    tree = artifact.json5()
    if isinstance(own := mapping(tree).get("name"), str):  # it may be a copy of a known one
        yield Sighting("ohpm", own, Needle(own, "name"))
    for field in ("dependencies", "dynamicDependencies", "overrides", "devDependencies"):
        for name in mapping(tree, field):
            yield Sighting(
                "ohpm", name, Needle(name, field), DEVELOPMENT if field.startswith("dev") else None
            )


DETECTOR = Detector(
    name="ohpm",
    files=("oh-package.json5",),
    read=read,
    summary=Text("packages of HarmonyOS", "HarmonyOS 软件包"),
)
