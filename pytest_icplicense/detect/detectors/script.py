"""Scripts of a shell: the packages that they install, and the software that they fetch."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, Seen, Sighting
from pytest_icplicense.detect.shell import WORDPRESS, installed
from pytest_icplicense.text import Text

MAX_BYTES = 400_000
_TOLD = frozenset("debian repository download image chart".split())


def read(artifact: Artifact) -> Iterator[Seen]:
    """Packages of systems, repositories, images and charts; those of languages are told by their own lists."""
    if len(artifact.data) > MAX_BYTES:
        return
    pieces = []
    for number, line in enumerate(artifact.lines, 1):
        words = line.rstrip("\r")
        if words.lstrip().startswith("#"):
            continue
        words = words.partition(" #")[0]
        pieces.append((number, 1, words[:-1] if words.endswith("\\") else f"{words}\n"))
    for seen in installed(pieces):
        if isinstance(seen, Sighting) and (seen.ecosystem in _TOLD or seen.name.startswith(WORDPRESS)):
            yield seen


DETECTOR = Detector(
    name="script",
    files=("*.sh", "*.bash"),
    read=read,
    summary=Text("software that shell scripts install or fetch", "Shell 脚本安装或下载的软件"),
)
