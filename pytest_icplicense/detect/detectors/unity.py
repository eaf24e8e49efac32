"""`Packages/manifest.json` of Unity: the packages that come from repositories of their own."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.detect.loose_trees import mapping
from pytest_icplicense.detect.purl import repository
from pytest_icplicense.text import Text


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The repositories that packages are taken from."""
    for name, source in mapping(artifact.json(), "dependencies").items():
        if isinstance(source, str) and "://" in source and (found := repository(source)):
            yield Sighting("repository", found, Needle(source, name))


DETECTOR = Detector(
    name="unity",
    files=("Packages/manifest.json", "**/Packages/manifest.json"),
    read=read,
    summary=Text("packages of Unity", "Unity 软件包"),
)
