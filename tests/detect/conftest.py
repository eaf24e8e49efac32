"""A file as a detector sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import FileNeeded, Seen
from pytest_icplicense.detect.detectors import all_detectors
from pytest_icplicense.detect.listing import Chooser

Shows = Callable[..., list[tuple[str, int]]]


@pytest.fixture(scope="session")
def shows() -> Shows:
    """Names and lines that a file shows; `-name` where it does not count. `beside` are other files of the repository."""
    choose = Chooser(all_detectors()).detectors

    def shown(path: str, text: str, beside: Mapping[str, str] | None = None) -> list[tuple[str, int]]:
        others = {name: content.encode() for name, content in (beside or {}).items()}
        artifact = Artifact(path, text.encode(), others.get)
        detectors = choose(path)
        assert detectors, f"no detector opens {path}"
        return [
            (name(each), artifact.spot(each.at)[0])
            for detector in detectors
            for each in detector.read(artifact)
        ]

    return shown


def name(seen: Seen) -> str:
    """What is named, with a `-` before it where it does not count."""
    if isinstance(seen, FileNeeded):
        return seen.path
    return f"-{seen.name}" if seen.passed_over else seen.name
