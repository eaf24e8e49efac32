"""Terraform, OpenTofu and Nomad: the charts that releases of Helm install, and the images that resources and jobs run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, Seen, Sighting
from pytest_icplicense.detect.facts.formats.hcl import Attribute, Block, blocks
from pytest_icplicense.detect.image_references import filled, image
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_MARKS = (b"helm_release", b"image")
_WITHIN = expression(r'\bimage\b\\?"?\s*[=:]\s*(?:\\?"([^"\\\n]{2,300})\\?"|(var\.\w{1,80}))')
"""An image in an object of HCL, or in JSON within a text: the containers of a task."""
_MOST, _LONGEST = 50, 100_000


def read(artifact: Artifact) -> Iterator[Seen]:
    """What resources name in a text, in an object, or by a variable that has a default in this file or in its own."""
    if not any(each in artifact.data for each in _MARKS):
        return
    root = blocks(artifact)
    variables = _defaults(root)
    if b"var." in artifact.data and (own := artifact.beside("variables.tf")):
        with suppress(Unjudged):  # which is told of that file
            variables = {**_of_file(own.data), **variables}
    for block in root.blocks:
        if block.kind in ("resource", "job") and block.labels:  # a job of Nomad
            yield from _resource(block, block.labels[0], variables)


@lru_cache(maxsize=4)
def _of_file(data: bytes) -> dict[str, str]:
    """The defaults in a file of variables, which every file beside it may ask for."""
    return _defaults(blocks(Artifact("variables.tf", data)))


def _defaults(root: Block) -> dict[str, str]:
    """By `var.name`, the texts that variables are where nobody sets them."""
    return {
        f"var.{each.labels[0]}": _text(each.attributes["default"])
        for each in root.blocks
        if each.kind == "variable" and each.labels and "default" in each.attributes
    }


def _resource(block: Block, of: str, variables: Mapping[str, str]) -> Iterator[Seen]:
    for name, attribute in block.attributes.items():
        written = str(attribute.value.text())[:_LONGEST].strip()
        text = _text(attribute) or variables.get(written, "")
        at = attribute.line, attribute.column
        if of == "helm_release" and name == "chart":
            if text and not text.startswith("."):
                yield Sighting("chart", text.rstrip("/").rpartition("/")[2], at)
            continue
        asked = name == "image" or (of == "docker_image" and name == "name")
        within = (one or variables.get(other, "") for one, other in _WITHIN.findall(written)[:_MOST])
        for each in [text] if asked else within if not text else ():
            if reference := image(filled(each)):
                yield Sighting("image", reference, at)
    for inner in block.blocks:
        yield from _resource(inner, of, variables)


def _text(attribute: Attribute) -> str:
    """The text that an attribute states; nothing for another value."""
    text = str(attribute.value.text()).strip()
    return text[1:-1] if text[:1] == text[-1:] == '"' and '"' not in text[1:-1] else ""


DETECTOR = Detector(
    name="terraform",
    files=("*.tf", "*.tofu", "*.nomad", "*.nomad.hcl"),
    read=read,
    summary=Text(
        "charts and images in resources of Terraform and jobs of Nomad",
        "Terraform 资源与 Nomad 作业中的 chart 和镜像",
    ),
)
