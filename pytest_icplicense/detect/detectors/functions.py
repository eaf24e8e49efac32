"""`serverless.yml` and templates of AWS SAM: the paths by which functions are called."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.text import Text

_TRIGGERS = ("http", "httpApi")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """Paths of functions, and the name of the function beside each."""
    if b"events" not in artifact.data and b"Events" not in artifact.data:
        return
    for root in artifact.yaml():
        for name, function in _entries(_below(root, "functions")):
            events = _below(function, "events")
            for event in events if isinstance(events, list) else ():
                for trigger in _TRIGGERS:
                    said = _below(event, trigger)
                    yield from _path(_below(said, "path") if isinstance(said, Mapping) else said, name)
        for name, resource in _entries(_below(root, "Resources")):
            for _, event in _entries(_below(_below(resource, "Properties"), "Events")):
                if _below(event, "Type") in ("Api", "HttpApi"):
                    yield from _path(_below(_below(event, "Properties"), "Path"), name)


def _path(said: Node, name: str) -> Iterator[Sighting]:
    """A path, perhaps behind its method: `POST /rooms/{id}`."""
    if isinstance(said, Word) and (path := said.rpartition(" ")[2].strip("/")) and "*" not in path:
        yield Sighting("endpoint", f"/{path}", (said.line, said.column), words=name)


def _below(node: Node, key: str) -> Node:
    return node.get(key) if isinstance(node, Mapping) else None


def _entries(node: Node) -> list[tuple[str, Node]]:
    return list(node.items()) if isinstance(node, Mapping) else []


DETECTOR = Detector(
    name="functions",
    files=("serverless.yml", "serverless.yaml", "template.yaml", "template.yml", "sam.yaml", "sam.yml"),
    read=read,
    summary=Text(
        "paths of functions in serverless.yml and AWS SAM", "serverless.yml 与 AWS SAM 中函数的路径"
    ),
)
