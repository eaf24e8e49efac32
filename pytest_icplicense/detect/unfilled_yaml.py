"""Files with `{{ … }}` that are no YAML before a program has filled them in: what they say in so many words."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact, Malformed, Needle
from pytest_icplicense.detect.detector import DomainSighting, PartPassedOver, Seen, Sighting
from pytest_icplicense.detect.image_references import image
from pytest_icplicense.detect.yaml_nodes import Node
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import IcpError, Text

_FIELD = expression(
    r"\s*(?:-\s+)?(image|host|hostname|chart):[ \t]+(\"[^\"]*\"|'[^']*'|[^\s#\"'][^\s#]*(?:[ \t]+[^\s#]+)*)"
)
_TEMPLATE = Text(
    "a template: only images and hosts that it writes out are looked at, the rest is in the values",
    "模板文件：只检查直接写明的镜像和主机名，其余取决于 values",
)
_WHAT = {"image": "image", "chart": "chart"}


def trees(artifact: Artifact) -> Iterator[Node]:
    """The YAML documents of a file.

    Raises:
        Templated: it is no YAML, but a template for some.
        Unjudged: it is neither, or too large a tree.
    """
    try:
        yield from artifact.yaml()
    except Malformed:
        if "{{" not in artifact.text:
            raise
        raise Templated() from None


class Templated(IcpError):
    """A template that is no YAML."""

    def __init__(self) -> None:
        super().__init__(Text("a template that is no YAML", "是模板，不是 YAML"))


def written_out(artifact: Artifact) -> Iterator[Seen]:
    """What a template names whatever it is filled in with, and that the rest is passed over."""
    yield PartPassedOver(artifact.path, Needle("{{"), _TEMPLATE)
    for number, line in enumerate(artifact.lines, 1):
        if ":" not in line or not (found := _FIELD.match(line[:1024])):
            continue
        what, value = _WHAT.get(found[1], "domain"), found[2].strip("\"'")
        name = image(value) if what == "image" else value
        if name and not name.startswith("{{") and (what != "domain" or "{{" not in name):
            at = number, found.start(2) + 1
            if what == "domain":
                yield DomainSighting(name, at)
            else:
                yield Sighting(what, name.rpartition("/")[2] if what == "chart" else name, at)
