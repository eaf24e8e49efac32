"""`*.cabal` of Haskell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_FIELD = expression(r"\s*([A-Za-z-]+)\s*:(.*)")
_STANZA = expression(
    r"(test-suite|benchmark|executable|library|common|flag|source-repository)\b", re.IGNORECASE
)
_PACKAGE = expression(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """What libraries and programs are built of; test suites and benchmarks do not count."""
    aside = listing = False
    for number, line in enumerate(artifact.lines, 1):
        words = line[:4096].partition("--")[0]
        if not words.strip():
            continue
        if stanza := _STANZA.match(words):
            aside, listing = stanza[1].lower() in ("test-suite", "benchmark"), False
            continue
        if field := _FIELD.match(words):
            listing, words = field[1].lower() == "build-depends", field[2]
            if field[1].lower() == "name" and not line.startswith(" "):  # it may be a copy of a known one
                yield Sighting("hackage", words.strip(), number)
        if listing:
            for each in words.split(","):
                if found := _PACKAGE.match(each.strip()):
                    yield Sighting("hackage", found[0], number, DEVELOPMENT if aside else None)


DETECTOR = Detector(
    name="cabal",
    files=("*.cabal",),
    read=read,
    summary=Text("packages of Haskell", "Haskell 软件包"),
)
