"""`environment.yml` of conda, and `pixi.toml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.listing import named_for_development
from pytest_icplicense.detect.loose_trees import mapping
from pytest_icplicense.detect.yaml_nodes import Mapping, Word
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_NAME = expression(r"(?:[\w.-]+::)?([A-Za-z0-9][\w.-]*)")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages of conda, and those that pip installs beside them; most bear the same names."""
    if artifact.name == "pixi.toml":
        yield from _of_pixi(artifact)
        return
    for root in artifact.yaml():
        waiting = [root.get("dependencies")] if isinstance(root, Mapping) else []
        for listed in waiting:
            for each in listed if isinstance(listed, list) else ():
                if isinstance(each, Mapping):
                    waiting.append(each.get("pip"))
                elif isinstance(each, Word) and (found := _NAME.match(each)):
                    yield Sighting("pypi", found[1], (each.line, each.column))


def _of_pixi(artifact: Artifact) -> Iterator[Sighting]:
    """Those of all features and platforms; what is for developers, features say by their names."""
    waiting: list[tuple[Any, Text | None]] = [(artifact.toml(), None)]
    for table, reason in waiting:
        for field in ("dependencies", "pypi-dependencies"):
            for name in mapping(table, field):
                yield Sighting("pypi", name, Needle(name, f"{field}]"), reason)
        for field in ("target", "feature"):
            for name, each in mapping(table, field).items():
                aside = field == "feature" and named_for_development(name)
                waiting.append((each, DEVELOPMENT if aside else reason))


DETECTOR = Detector(
    name="conda",
    files=("environment.yml", "environment.yaml", "conda.yml", "conda.yaml", "pixi.toml"),
    read=read,
    summary=Text("packages of conda environments", "conda 环境中的软件包"),
)
