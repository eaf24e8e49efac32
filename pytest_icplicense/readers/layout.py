"""From characters at places on a page to lines in the order in which a reader reads them.

A page's content comes in any order: a form's labels first and its values last, a page foot before all else. So places
decide, and the order of the content only tells which of the lines under each other were written together, a table's
cell say. Two columns side by side, labels and their values, are read label by label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_SAME_LINE = 0.45
"""Baselines less apart than this, in characters' heights, are one line's."""
_LEVEL = 0.15
"""How far in heights a digit stands from the baseline of the one before it where both are one number's."""
_SPACE = 0.25
"""A gap from which a reader sees a space between Latin characters."""
_WIDE_SPACE = 0.6
"""The same between Chinese ones, which stand apart where lines are stretched."""
_SHADOW = 0.16
"""How far in heights a shadow stands from its character; the narrowest characters are wider than that."""
_COLUMN = 2.2
"""A gap that parts columns; behind a colon `_VALUE` does."""
_VALUE = 0.9
_UNDER = 2.0
"""The farthest that a line of a paragraph stands under the one before it."""
_INDENT = 2.6
"""The most that lines of one paragraph begin apart; two characters are usual."""
_LABEL_LINES, _LABEL_WIDTH = 4, 12
"""The most lines of a label that does not end in the first, and their characters."""
_COLONS = (":", "：")


class Character(NamedTuple):
    """A character, where its baseline begins, and how large it is; x from the left, y from the top."""

    text: str
    x: float
    y: float
    right: float
    size: float


@dataclass(slots=True)
class _Piece:
    """Characters of one line that stand together."""

    text: str
    x: float
    right: float
    y: float
    size: float
    order: int
    """Its first character's place in the page's content."""
    members: list[int]

    @property
    def top(self) -> float:
        return self.y - self.size

    @property
    def is_label(self) -> bool:
        return self.text.rstrip().endswith(_COLONS)


class Row(NamedTuple):
    """A line of a page."""

    text: str
    members: tuple[int, ...] = ()
    """The places of its characters in what was handed in, from the left."""


def reading_order(characters: Iterable[Character]) -> list[str]:
    """The lines of a page; an empty one where the page leaves more room than between its lines."""
    return [row.text for row in rows_in_order(characters)]


def rows_in_order(characters: Iterable[Character]) -> list[Row]:
    """The same, each line with its characters; a character may also be a whole piece of a line."""
    pieces = [piece for row in _rows(characters) for piece in _pieces(row)]
    lines: list[Row] = []
    bottom: float | None = None
    for band in _with_whole_labels(_bands(_blocks(pieces))):
        top = min(block[0].top for block in band)
        size = median(block[0].size for block in band)
        if bottom is not None and top - bottom > 0.9 * size:
            lines.append(Row(""))
        lines += [Row(piece.text, tuple(piece.members)) for piece in _across(band)]
        bottom = max(block[-1].y for block in band)
    return lines


_Row = list[tuple[int, Character]]


def _rows(characters: Iterable[Character]) -> list[_Row]:
    """Characters by baseline, from the top; each row from the left."""
    ordered = sorted(enumerate(characters), key=lambda each: (each[1].y, each[1].x))
    rows: list[_Row] = []
    base = size = 0.0
    for each in ordered:
        character = each[1]
        if not rows or character.y - base > _SAME_LINE * min(size, character.size or size):
            rows.append([])
            base, size = character.y, character.size or size
        rows[-1].append(each)
    for row in rows:
        row.sort(key=lambda each: (each[1].x, each[0]))
    return rows


def _pieces(row: _Row) -> Iterator[_Piece]:
    """A row cut where columns part, with spaces where a reader sees them."""
    piece: _Piece | None = None
    spaced = False
    base = 0.0
    for order, character in row:
        if character.text.isspace():
            spaced = True
            continue
        if piece is not None:
            size = max(piece.size, character.size)
            gap = character.x - piece.right
            if gap <= (_VALUE if piece.is_label else _COLUMN) * size:
                if _doubled(piece, character):
                    continue
                spaced |= gap > _space(piece.text[-1], character.text) * size
                spaced |= piece.text[-1].isdigit() and character.text.isdigit() and _lifted(base, character)
                space, spaced = " " if spaced else "", False
                piece.text += space + character.text
                piece.right, piece.size = max(piece.right, character.right), size
                piece.order = min(piece.order, order)
                piece.members.append(order)
                base = character.y
                continue
            yield piece
        spaced = False
        base = character.y
        piece = _Piece(
            character.text, character.x, character.right, character.y, character.size, order, [order]
        )
    if piece is not None:
        yield piece


def _lifted(base: float, character: Character) -> bool:
    """Whether a character stands above the baseline of the one before it, or below, as a note or a power does."""
    return abs(character.y - base) > _LEVEL * character.size


def _doubled(piece: _Piece, character: Character) -> bool:
    """Whether a character was printed twice, a hair apart, to look bold or to throw a shadow."""
    width = character.right - character.x
    apart = character.right - piece.right
    return (
        character.text == piece.text[-1] and width > 0 and apart < max(0.2 * width, _SHADOW * character.size)
    )


def _space(left: str, right: str) -> float:
    return _SPACE if left < "\u2e80" and right < "\u2e80" else _WIDE_SPACE


_Block = list[_Piece]


def _blocks(pieces: list[_Piece]) -> list[_Block]:
    """Pieces under each other that were written one after the other: a paragraph, or a table's cell."""
    followed = {piece.order: piece for piece in pieces}
    blocks: list[_Block] = []
    for piece in (followed[order] for order in sorted(followed)):
        if blocks and _continues(blocks[-1][-1], piece):
            blocks[-1].append(piece)
        else:
            blocks.append([piece])
    return blocks


def _continues(above: _Piece, below: _Piece) -> bool:
    size = max(above.size, below.size)
    return (
        not above.is_label
        and 0 < below.y - above.y <= _UNDER * size
        and abs(above.x - below.x) <= _INDENT * size
    )


def _bands(blocks: list[_Block]) -> Iterator[list[_Block]]:
    """Blocks that stand side by side, from the top of the page."""
    band: list[_Block] = []
    bottom = 0.0
    for block in sorted(blocks, key=lambda block: (block[0].top, block[0].x)):
        height = block[0].size
        if band and block[0].top > bottom - 0.3 * height:
            yield band
            band = []
        bottom = max(bottom, block[-1].y) if band else block[-1].y
        band.append(block)
    if band:
        yield band


def _with_whole_labels(bands: Iterable[list[_Block]]) -> Iterator[list[_Block]]:
    """Bands as they are, but a label of several lines and its value as one where both were written row by row."""
    held: list[list[_Block]] = []
    for band in bands:
        label = _label_and_value(band)
        if held and (label is None or not _continues(held[-1][0][0], label) or len(held) >= _LABEL_LINES):
            yield from held
            held = []
        if label is None or (not held and label.is_label):
            yield band
            continue
        held.append([sorted(band, key=lambda block: block[0].x)[at] for at in (0, 1)])
        if label.is_label:
            yield [[piece for each in held for piece in each[at]] for at in (0, 1)]
            held = []
    yield from held


def _label_and_value(band: list[_Block]) -> _Piece | None:
    """What may be a line of a label, with something at its right; None: it is long, or not alone."""
    if len(band) != 2:
        return None
    left = min(band, key=lambda block: block[0].x)
    return left[0] if len(left) == 1 and len(left[0].text) <= _LABEL_WIDTH else None


def _across(band: list[_Block]) -> Iterator[_Piece]:
    """The pieces of blocks side by side: column by column, or label by label where there are several labels."""
    columns = _columns(band)
    labels = [block for block in columns[0] if block[-1].is_label]
    if len(columns) == 2 and len(labels) > 1:
        values = sorted((piece for block in columns[1] for piece in block), key=lambda piece: piece.y)
        yield from _paired(columns[0], values)
        return
    for column in columns:
        for block in column:
            yield from block


def _columns(band: list[_Block]) -> list[list[_Block]]:
    columns: list[list[_Block]] = []
    edge = 0.0
    for block in sorted(band, key=lambda block: min(piece.x for piece in block)):
        left, right = min(piece.x for piece in block), max(piece.right for piece in block)
        if not columns or left >= edge:
            columns.append([])
        edge = max(edge, right) if columns[-1] else right
        columns[-1].append(block)
    for column in columns:
        column.sort(key=lambda block: block[0].y)
    return columns


def _paired(labels: list[_Block], values: list[_Piece]) -> Iterator[_Piece]:
    """Each label, and the values from its first line's height down to the next label's."""
    at = 0
    for label, following in pairwise([*labels, None]):
        assert label is not None
        yield from label
        end = following[0].y - _SAME_LINE * following[0].size if following else float("inf")
        while at < len(values) and values[at].y < end:
            yield values[at]
            at += 1
