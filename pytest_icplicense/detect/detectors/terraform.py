"""Terraform and OpenTofu: the charts that releases of Helm install, and the images that resources run."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, Seen, Sighting
from pytest_icplicense.detect.facts.formats.hcl import Attribute, Block, blocks
from pytest_icplicense.detect.image_references import filled, image
from pytest_icplicense.text import Text

_MARKS = (b"helm_release", b"image")


def read(artifact: Artifact) -> Iterator[Seen]:
    """What resources name in a text; what variables name is left alone."""
    if not any(each in artifact.data for each in _MARKS):
        return
    for block in blocks(artifact).blocks:
        if block.kind == "resource" and block.labels:
            yield from _resource(block, block.labels[0])


def _resource(block: Block, of: str) -> Iterator[Seen]:
    for name, attribute in block.attributes.items():
        text = _text(attribute)
        at = attribute.line, attribute.column
        if of == "helm_release" and name == "chart" and not text.startswith("."):
            yield Sighting("chart", text.rstrip("/").rpartition("/")[2], at)
        elif (name == "image" or (of == "docker_image" and name == "name")) and (
            reference := image(filled(text))
        ):
            yield Sighting("image", reference, at)
    for each in block.blocks:
        yield from _resource(each, of)


def _text(attribute: Attribute) -> str:
    """The text that an attribute states; nothing for another value."""
    text = str(attribute.value.text()).strip()
    return text[1:-1] if text[:1] == text[-1:] == '"' and '"' not in text[1:-1] else ""


DETECTOR = Detector(
    name="terraform",
    files=("*.tf", "*.tofu"),
    read=read,
    summary=Text("charts and images in resources of Terraform", "Terraform 资源中的 chart 和镜像"),
)
