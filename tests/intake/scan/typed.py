"""A license's pages as a recognizer gives them, without one: pieces of text at places, made of rows of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from math import cos, radians, sin

from PIL import Image
from sheets import SEED, paragraphs

from pytest_icplicense.intake.scan.read_scan import Scan, ScannedPage
from pytest_icplicense.intake.scan.recognizer import Recognized
from pytest_icplicense.intake.scan.scanned_lines import ScannedLine, lines_of

WIDE, HIGH, SIZE, ROWS, PER_ROW = 1240, 1754, 24, 36, 40
Unsure = Mapping[str, float]
"""How sure the recognizer is of a character, or of the first one of some words."""


def piece(
    text: str,
    x: float = 130,
    y: float = 100,
    *,
    unsure: Unsure | None = None,
    confidence: float = 0.99,
    size: float = SIZE,
    skipped: Sequence[int] = (),
    slant: float = 0.0,
) -> Recognized:
    """A piece whose characters stand in one row; before each of `skipped` there is room for one more."""
    confidences = [confidence] * len(text)
    for words, sure in (unsure or {}).items():
        if words in text:
            confidences[text.index(words)] = sure
    steps, at = [], 0.0
    for place, char in enumerate(text):
        at += size if place in skipped else 0.0
        width = size if ord(char) > 0x2E80 else size / 2
        steps.append(at + width / 2)
        at += width
    corners = tuple(
        (
            x + dx * cos(radians(slant)) - dy * sin(radians(slant)),
            y + dx * sin(radians(slant)) + dy * cos(radians(slant)),
        )
        for dx, dy in ((0, 0), (at, 0), (at, size), (0, size))
    )
    return Recognized(text, tuple(confidences), tuple(step / max(at, 1) for step in steps), corners)


@cache
def picture() -> bytes:
    """An empty page."""
    out = BytesIO()
    Image.new("RGB", (WIDE, HIGH), "white").save(out, "JPEG")
    return out.getvalue()


def scan(
    *changes: tuple[str, str], unsure: Unsure | None = None, skipped: Mapping[str, int] | None = None
) -> Scan:
    """The seed license as it is recognized: some words as others, some characters unsure, and room before some."""
    lines: list[ScannedLine] = []
    pages = 0
    for section in paragraphs(SEED.read_text(encoding="utf-8")):
        rows = [row for line in section for row in _rows(line, changes)]
        for first in range(0, len(rows), ROWS):
            pages += 1
            y, found = 100.0, []
            for row in rows[first : first + ROWS]:
                y += SIZE * 1.6 if row else SIZE
                if row:
                    room = [at for words, at in (skipped or {}).items() if words in row]
                    place = [row.index(words) + at for words, at in (skipped or {}).items() if words in row]
                    found.append(piece(row, 130, y, unsure=unsure, skipped=place if room else ()))
            lines += lines_of(found, WIDE, HIGH, pages)[0]
            lines.append(ScannedLine("", page=pages))
    return Scan(
        tuple(ScannedPage(f"{at}.png", WIDE, HIGH, picture()) for at in range(1, pages + 1)), tuple(lines), ()
    )


def _rows(line: str, changes: Sequence[tuple[str, str]]) -> list[str]:
    for old, new in changes:
        line = line.replace(old, new)
    line = line.strip()
    return [line[at : at + PER_ROW] for at in range(0, len(line), PER_ROW)] or [""]
