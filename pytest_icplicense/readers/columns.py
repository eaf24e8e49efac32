"""Fields that stand side by side in plain text: what goes on below one of them is put to that one, by where it begins."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.readers.lines import Doubt, Line
from pytest_icplicense.readers.page_furniture import LONGEST_HEADING, folded, heading_of, label_begins
from pytest_icplicense.text import Text

_PIECE = expression(r"\S(?:\S|[ \u3000](?=\S))*")
"""What one space parts is one piece; of two fields there is a wider gap between."""
_GAP = 3
"""Cells between two fields, a Chinese character taking two."""
_AWAY = 2
"""Cells by which the lines of a column may begin apart."""
_MOST = 12
"""Lines of a field."""
_TAB = 8
_BEGINS = expression(r"\s*(?:根据|【|.{0,80}获准经营|.{2,20}(?:通信管理局|信息化部)|[(（]?(?:公章|盖章|章))")
_COLON = expression("[:：]")


class _Piece(NamedTuple):
    column: int
    end: int
    text: str


def parted(lines: Sequence[Line]) -> tuple[list[Line], list[Doubt]]:
    """The lines, with those of fields side by side one field after the other; a doubt where they cannot be told apart."""
    found: list[Line] = []
    doubts: list[Doubt] = []
    at = 0
    while at < len(lines):
        fields = _fields(lines[at])
        below = list(_below(lines[at + 1 : at + 1 + _MOST])) if fields else []
        if not below:
            found.append(lines[at])
            at += 1
            continue
        columns = [[lines[at]._replace(text=each.text)] for each in fields]
        used = 0
        for line, pieces in below:
            places = [_place(each, fields, index) for index, each in enumerate(pieces)]
            if None in places or len(set(places)) < len(places):
                doubts.append(_unclear(lines[at], line))
                break
            if len(pieces) == 1 and places == [0] and pieces[0].end > fields[1].column:
                break  # as wide as the page: it is below all of them
            for place, piece in zip(places, pieces, strict=True):
                columns[place or 0].append(line._replace(text=piece.text))
            used += 1
        if used:
            found += [line for column in columns for line in column]
        else:
            found.append(lines[at])
        at += 1 + used
    return found, doubts


def _fields(line: Line) -> list[_Piece]:
    """The fields of a line that has several, each a label with a colon; else none."""
    if not _COLON.search(line.text):
        return []
    pieces = _joined(_pieces(line.text))
    labels = all(label_begins(each.text) and _COLON.search(each.text) for each in pieces)
    return pieces if len(pieces) > 1 and labels else []


def _joined(pieces: list[_Piece]) -> list[_Piece]:
    """Pieces of which each begins with a label; one that does not is part of the one before it."""
    out: list[_Piece] = []
    for each in pieces:
        if out and not (label_begins(each.text) and _COLON.search(each.text)):
            before = out.pop()
            each = _Piece(before.column, each.end, f"{before.text} {each.text}")
        out.append(each)
    return out


def _below(lines: Sequence[Line]) -> Iterator[tuple[Line, list[_Piece]]]:
    """The lines below that begin no field themselves, and no section or text of its own."""
    for line in lines:
        pieces = _pieces(line.text)
        if not pieces or any(label_begins(each.text) for each in pieces) or _BEGINS.match(line.text):
            return
        if len(line.text) <= LONGEST_HEADING and heading_of(folded(line.text)):
            return
        yield line, pieces


def _place(piece: _Piece, fields: Sequence[_Piece], index: int) -> int | None:
    """The field that a piece begins under."""
    if index == 0 and piece.column <= fields[0].column + _AWAY:
        return 0
    near = [at for at, each in enumerate(fields) if abs(each.column - piece.column) <= _AWAY]
    if near:
        return near[0]
    # a value that goes on under itself, behind the label
    inside = [
        at
        for at, (each, following) in enumerate(pairwise([*fields, None]))
        if each is not None
        and each.column < piece.column <= each.end
        and (following is None or piece.end < following.column)
    ]
    return inside[0] if len(inside) == 1 else None


def _pieces(text: str) -> list[_Piece]:
    """What wide gaps part, with the cells that it begins and ends in."""
    out: list[_Piece] = []
    cell = at = 0
    for match in _PIECE.finditer(text):
        cell = _cells(text[at : match.start()], cell)
        begin, cell = cell, _cells(match[0], cell)
        at = match.end()
        if out and begin - out[-1].end < _GAP:
            out[-1] = _Piece(out[-1].column, cell, f"{out[-1].text} {match[0]}")
        else:
            out.append(_Piece(begin, cell, match[0]))
    return out


def _cells(text: str, cell: int) -> int:
    for char in text:
        if char == "\t":
            cell += _TAB - cell % _TAB
        else:
            cell += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return cell


def _unclear(line: Line, below: Line) -> Doubt:
    shown = " ".join(below.text.split())[:80]
    why = Text(
        f"line {line.number} has fields side by side, and it is not clear to which of them '{shown}' belongs",
        f"第 {line.number} 行并列数个栏目，不能确定“{shown}”属于哪一栏",
    )
    return Doubt(below.number, why, missing=True)
