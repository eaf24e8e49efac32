"""`oh-package.json5` of HarmonyOS, and its lock where that is alone."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.loose_trees import mapping
from pytest_icplicense.text import Text


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages; those that only development needs do not count."""
    tree = artifact.json5()
    if artifact.name == "oh-package-lock.json5":
        if artifact.beside("oh-package.json5") is None:  # which tells what is for development only
            for each in mapping(tree, "packages").values():
                if isinstance(name := mapping(each).get("name"), str):
                    yield Sighting("ohpm", name, Needle(name))
        return
    if isinstance(own := mapping(tree).get("name"), str):  # it may be a copy of a known one
        yield Sighting("ohpm", own, Needle(own, "name"))
    for field in ("dependencies", "dynamicDependencies", "overrides", "devDependencies"):
        for name in mapping(tree, field):
            yield Sighting(
                "ohpm", name, Needle(name, field), DEVELOPMENT if field.startswith("dev") else None
            )


DETECTOR = Detector(
    name="ohpm",
    files=("oh-package.json5", "oh-package-lock.json5"),
    read=read,
    summary=Text("packages of HarmonyOS", "HarmonyOS 软件包"),
)
