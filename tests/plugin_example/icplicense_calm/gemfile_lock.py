"""`Gemfile.lock`: the gems that a Ruby service runs with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.text import Text

_GEM = re.compile(r" {4}(\S+) \(")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """Each gem of the section GEM, four blanks deep; what it depends on stands deeper, and has a line of its own."""
    section = ""
    for number, line in enumerate(artifact.lines, 1):
        if line and not line.startswith(" "):
            section = line.strip()
        elif section == "GEM" and (gem := _GEM.match(line)):
            yield Sighting("gem", gem[1], (number, 5))


DETECTOR = Detector(
    name="gemfile-lock",
    files=("Gemfile.lock",),
    read=read,
    summary=Text("gems of Gemfile.lock", "Gemfile.lock 中的 gem"),
)
