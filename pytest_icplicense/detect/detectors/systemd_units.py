"""Units of systemd: the containers of Podman's quadlets, and what services run."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.detect.image_references import image
from pytest_icplicense.detect.shell import installed
from pytest_icplicense.text import Text

MAX_BYTES = 100_000
_PREFIXES = "-@+!:"
"""What may stand before a command: how its failure is taken, and as whom it runs."""


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The images of containers, also of those that a service has Docker run."""
    if len(artifact.data) > MAX_BYTES:
        return
    pieces = []
    for number, line in enumerate(artifact.lines, 1):
        if line.lstrip().startswith(("#", ";")):
            continue  # which may stand between the lines of a command
        key, _, value = line.partition("=")
        if key.strip() == "Image" and (name := image(value)):
            yield Sighting("image", name, (number, len(key) + 2))
        elif key.strip() == "ExecStart":
            program, _, rest = value.strip().lstrip(_PREFIXES).partition(" ")
            pieces.append((number, 1, _continued(f"{basename(program)} {rest}")))
        elif pieces and pieces[-1][2].endswith(" "):
            pieces.append((number, 1, _continued(line.strip())))
    for seen in installed(pieces):
        if isinstance(seen, Sighting) and seen.ecosystem == "image":
            yield seen


def _continued(words: str) -> str:
    return f"{words[:-1].rstrip()} " if words.endswith("\\") else f"{words}\n"


DETECTOR = Detector(
    name="systemd",
    files=("*.container", "*.service"),
    read=read,
    summary=Text("images that units of systemd run", "systemd 单元运行的镜像"),
)
