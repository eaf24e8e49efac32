"""`environment.yml` of conda."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.detect.yaml_nodes import Mapping, Word
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_NAME = expression(r"(?:[\w.-]+::)?([A-Za-z0-9][\w.-]*)")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages of conda, and those that pip installs beside them; most bear the same names."""
    for root in artifact.yaml():
        waiting = [root.get("dependencies")] if isinstance(root, Mapping) else []
        for listed in waiting:
            for each in listed if isinstance(listed, list) else ():
                if isinstance(each, Mapping):
                    waiting.append(each.get("pip"))
                elif isinstance(each, Word) and (found := _NAME.match(each)):
                    yield Sighting("pypi", found[1], (each.line, each.column))


DETECTOR = Detector(
    name="conda",
    files=("environment.yml", "environment.yaml", "conda.yml", "conda.yaml"),
    read=read,
    summary=Text("packages of conda environments", "conda 环境中的软件包"),
)
