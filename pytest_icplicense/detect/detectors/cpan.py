"""`cpanfile` of Perl. It is a program, which is not run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_NEEDED = expression(
    r"""\s*(requires|recommends|test_requires|build_requires|author_requires)\s*\(?\s*["']([\w:]+)["']"""
)
_PHASE = expression(r"""\s*on\s+\(?["']?(\w+)["']?""")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The modules; those of other phases than running do not count."""
    aside = False
    for number, line in enumerate(artifact.lines, 1):
        words = line[:4096]
        if words.lstrip().startswith("#"):
            continue
        if phase := _PHASE.match(words):
            aside = phase[1] in ("test", "build", "configure", "develop")
        if found := _NEEDED.match(words):
            reason = (
                DEVELOPMENT
                if aside or found[1] in ("test_requires", "build_requires", "author_requires")
                else None
            )
            yield Sighting("cpan", found[2], number, reason)
        if re.match(r"\s*\}", words):
            aside = False


DETECTOR = Detector(
    name="cpan",
    files=("cpanfile",),
    read=read,
    summary=Text("modules of Perl", "Perl 模块"),
)
