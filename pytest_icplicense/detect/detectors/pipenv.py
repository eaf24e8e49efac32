"""`Pipfile` and `Pipfile.lock`."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.lock_reachability import for_development
from pytest_icplicense.detect.loose_trees import mapping
from pytest_icplicense.detect.requirement import named
from pytest_icplicense.text import Text

_NO_PACKAGES = ("_meta", "source", "requires", "scripts", "pipenv")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages of each category; one that is not named for development counts."""
    locked = artifact.name == "Pipfile.lock"
    for category, packages in mapping(artifact.json() if locked else artifact.toml()).items():
        if category in _NO_PACKAGES:
            continue
        reason = DEVELOPMENT if for_development(category) else None
        for name in named(mapping(packages)):
            where = Needle(f'"{name}"', f'"{category}"') if locked else Needle(name, f"[{category}]")
            yield Sighting("pypi", name, where, reason)


DETECTOR = Detector(
    name="pipenv",
    files=("Pipfile", "Pipfile.lock"),
    read=read,
    summary=Text("packages of Pipfile and Pipfile.lock", "Pipfile 与 Pipfile.lock 中的软件包"),
)
