"""`serverless.yml` and templates of AWS SAM: the paths by which functions are called."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.detect.loose_trees import mapping, mappings
from pytest_icplicense.detect.yaml_nodes import Node, Word
from pytest_icplicense.text import Text

_TRIGGERS = ("http", "httpApi")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """Paths of functions, and the name of the function beside each."""
    if b"events" not in artifact.data and b"Events" not in artifact.data:
        return
    for root in artifact.yaml():
        for name, function in mapping(root, "functions").items():
            for event in mappings(mapping(function).get("events")):
                for trigger in _TRIGGERS:
                    said = event.get(trigger)
                    yield from _path(said.get("path") if isinstance(said, dict) else said, name)
        for name, resource in mapping(root, "Resources").items():
            for event in map(mapping, mapping(resource, "Properties", "Events").values()):
                if event.get("Type") in ("Api", "HttpApi"):
                    yield from _path(mapping(event, "Properties").get("Path"), name)


def _path(said: Node, name: str) -> Iterator[Sighting]:
    """A path, perhaps behind its method: `POST /rooms/{id}`."""
    if isinstance(said, Word) and (path := said.rpartition(" ")[2].strip("/")) and "*" not in path:
        yield Sighting("endpoint", f"/{path}", (said.line, said.column), words=name)


DETECTOR = Detector(
    name="functions",
    files=("serverless.yml", "serverless.yaml", "template.yaml", "template.yml", "sam.yaml", "sam.yml"),
    read=read,
    summary=Text(
        "paths of functions in serverless.yml and AWS SAM", "serverless.yml 与 AWS SAM 中函数的路径"
    ),
)
