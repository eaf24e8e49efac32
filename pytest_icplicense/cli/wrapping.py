"""Line breaking by the customs of both languages: punctuation stays with what it belongs to, words and ids are whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

_WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U0001f300-\U0003fffd"
_NUMBER = r"[\u4e00-\u9fff]?[AB]\d(?:\.[AB]\d)*-\d{8}(?:-\d+)?(?!\d)|[\u4e00-\u9fff]ICP[\u5907\u8bc1]\d+\u53f7(?:-\d+)?"
"""Numbers of licenses (京B2-20181623) and filings (京ICP备09080840号)."""
_ATOM = re.compile(rf"(?P<gap>[ \u3000]+)|{_NUMBER}|[{_WIDE}]|[^ \u3000{_WIDE}]+")
_WORD = re.compile(rf"[^ \u3000{_WIDE}\u2018-\u201d]+")
_WHOLE = (re.compile(_NUMBER), _WORD)
_ODD_SPACE = re.compile(r"[^\S \u3000\xa0]")
_EMOJI = "\ufe0f"
"""Takes no cell itself, but widens the symbol before it."""
_CLOSING = re.compile(
    r"[、。，．：；！？…）〕］｝〉》」』】〗”’％%,;:!?)\]}]|\.(?!\w)|[\u0300-\u036f\u200d\u3099\u309a\ufe00-\ufe0f]"
)
"""What no line begins with."""
_OPENING = "（〔［｛〈《「『【〖“‘([{"
"""What no line ends with."""
_STRAIGHT = "'\""
"""Quotation marks that close behind what they follow at once, and else open."""


def lines(text: str, room: int, first: int | None = None) -> Iterator[str]:
    """`text` in lines of at most `room` cells, the first of at most `first`; its own line breaks stay.

    Between Chinese characters any break is good, except before closing and after opening punctuation. Words and ids
    are divided only where they are wider than a line.
    """
    for paragraph in text.split("\n"):
        yield from _lines(_ODD_SPACE.sub(" ", paragraph), room, room if first is None else first)


def _lines(paragraph: str, below: int, room: int) -> Iterator[str]:
    line, used = "", 0
    for gap, chunk in _chunks(paragraph):
        size = cell_len(gap) + cell_len(chunk)
        if used + size > room:
            if line:
                yield line
                room = below
            line, used, gap, size = "", 0, "", cell_len(chunk)
        if size > room:
            *full, chunk = _cut(chunk, room)
            yield from full
            room = below
            size = cell_len(chunk)
        line += gap + chunk
        used += size
    yield line


def _chunks(paragraph: str) -> Iterator[tuple[str, str]]:
    """What stays on one line, each with the space before it."""
    gap = before = chunk = ""
    for atom in _ATOM.finditer(paragraph):
        if atom["gap"]:
            gap = atom[0]
        elif chunk and (
            _CLOSING.match(atom[0])
            or chunk[-1] in _OPENING
            or (atom[0][0] in _STRAIGHT and not gap)
            or not chunk.strip(_STRAIGHT + _OPENING)
        ):
            chunk += gap + atom[0]
            gap = ""
        else:
            if chunk:
                yield before, chunk
            gap, before, chunk = "", gap, atom[0]
    if chunk:
        yield before, chunk


def _cut(chunk: str, room: int) -> list[str]:
    """A chunk that is wider than `room`, in pieces that are not: where it harms least."""
    sizes = [1 if char == _EMOJI else cell_len(char) for char in chunk]
    found = (word.span() for kind in _WHOLE for word in kind.finditer(chunk))
    whole = [(first, end) for first, end in found if sum(sizes[first:end]) <= room]
    inside = {place for first, end in whole for place in range(first + 1, end)}
    pieces, start = [], 0
    while start < len(chunk):
        end, used = start + 1, sizes[start]
        while end < len(chunk) and used + sizes[end] <= room:
            used += sizes[end]
            end += 1
        if end < len(chunk):
            places = range(end, start, -1)
            fine = [place for place in places if place not in inside] or places
            good = (
                each for each in fine if not _CLOSING.match(chunk, each) and chunk[each - 1] not in _OPENING
            )
            end = next(good, fine[0])
        pieces += [piece] if (piece := chunk[start:end].strip()) else []
        start = end
    return pieces
