"""Pieces of text at places on a page to lines in the order in which a reader reads them, each character with its place."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, radians, sin
from statistics import median
from typing import NamedTuple

from pytest_icplicense.intake.scan.recognizer import Corners, Recognized
from pytest_icplicense.intake.scan.upright import ASLANT, slant, tilt
from pytest_icplicense.readers.layout import Character, rows_in_order
from pytest_icplicense.text import Text, short

_SHORTEST = 2
"""Characters of a piece whose slant says anything."""
_NOTHING = 0.35
"""The mean confidence below which a piece is no text: a stain, a fold, a star."""
_ABREAST = (0.35, 0.65)
"""Of the page's width, where two pages side by side meet."""
_FEWEST = 4
"""Pieces on each side of that."""
_WIDE = 0.22
"""Of the page's width, the least that half of the pieces of a page have which is one of two."""
_EDGE = 3
"""Pixels beside a picture's edge, in which no margin of a page is left."""
_BASE = 0.18
"""Of a piece's height, what is under the baseline."""

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels of the page, as it stands upright."""


class ScannedLine(NamedTuple):
    """A line of a page."""

    text: str
    confidences: tuple[float, ...] = ()
    """Of each character, from 0 to 1; a space is as sure as what stands around it."""
    boxes: tuple[Box, ...] = ()
    """Of each character."""
    page: int = 1
    """Counted from one, through all files."""

    @property
    def box(self) -> Box:
        """Around all of it."""
        return around(self.boxes)


def around(boxes: Sequence[Box]) -> Box:
    """The least box that has all of these in it."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True) if boxes else ((0,), (0,), (0,), (0,))
    return min(lefts), min(tops), max(rights), max(bottoms)


def lines_of(
    pieces: Sequence[Recognized], wide: int, high: int, page: int
) -> tuple[list[ScannedLine], list[Text]]:
    """The lines of a page; of two pages side by side those of the left one first. And what was left out."""
    straight, left_out = _straight(pieces)
    angle = tilt([piece.corners for piece in straight])
    levelled = [_levelled(piece.corners, angle, wide, high) for piece in straight]
    found: list[ScannedLine] = []
    for members in _abreast(levelled, wide, high):
        if found:
            found.append(ScannedLine("", page=page))
        rows = rows_in_order([_as_character(straight[at], levelled[at]) for at in members])
        found += [_line([straight[members[at]] for at in row.members], page) for row in rows]
    cut = [line for line in found if line.boxes and (line.box[0] < _EDGE or line.box[2] > wide - _EDGE)]
    return found, [*left_out, *map(_at_edge, cut[:1])]


def _at_edge(line: ScannedLine) -> Text:
    shown = short(line.text, 40)
    return Text(
        f"the text of page {line.page} reaches the edge of the picture, and may be cut off there: '{shown}';"
        " take it again with the whole page on it",
        f"第 {line.page} 页的文字到达图片边缘，可能被截去：“{shown}”；请重新拍摄，使整页都在图片内",
    )


def _straight(pieces: Sequence[Recognized]) -> tuple[list[Recognized], list[Text]]:
    """The pieces that are lines of the page, and what is said of the others."""
    angle = tilt([piece.corners for piece in pieces])
    kept: list[Recognized] = []
    aslant: list[str] = []
    for piece in pieces:
        if piece.confidence < _NOTHING:
            continue
        if abs(slant(piece.corners) - angle) > ASLANT and len(piece.text) >= _SHORTEST:
            aslant.append(piece.text)
        else:
            kept.append(piece)
    if not aslant:
        return kept, []
    shown = short(" ".join(aslant), 80)
    said = Text(
        f"'{shown}' stands aslant, as a watermark or a seal does, and was left out",
        f"“{shown}”倾斜于正文，视为水印或印章，未读取",
    )
    return kept, [said]


def _levelled(corners: Corners, angle: float, wide: int, high: int) -> tuple[float, float, float, float]:
    """The place of a piece, once the page is turned so that its lines are level: left, right, middle, height."""
    turn, (x0, y0) = radians(-angle), (wide / 2, high / 2)
    points = [
        (
            x0 + (x - x0) * cos(turn) - (y - y0) * sin(turn),
            y0 + (x - x0) * sin(turn) + (y - y0) * cos(turn),
        )
        for x, y in corners
    ]
    left = (points[0][0] + points[3][0]) / 2
    right = (points[1][0] + points[2][0]) / 2
    middle = sum(y for _, y in points) / len(points)
    height = (hypot(*_step(points[0], points[3])) + hypot(*_step(points[1], points[2]))) / 2
    return left, right, middle, height


def _step(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return other[0] - one[0], other[1] - one[1]


def _as_character(piece: Recognized, place: tuple[float, float, float, float]) -> Character:
    left, right, middle, height = place
    return Character(piece.text.strip(), left, middle + height * (0.5 - _BASE), right, height)


def _abreast(places: Sequence[tuple[float, float, float, float]], wide: int, high: int) -> list[list[int]]:
    """The pieces of each page in the picture: all of them, or where nothing crosses the middle those of two."""
    everything = list(range(len(places)))
    if wide < high or len(places) < 2 * _FEWEST:
        return [everything]
    first, last = _ABREAST[0] * wide, _ABREAST[1] * wide
    edges = sorted({first, *(place[1] for place in places if first <= place[1] <= last)})
    gaps = []
    for edge in edges:
        ahead = min((place[0] for place in places if place[0] >= edge), default=float(wide))
        crossed = any(left < edge < right for left, right, _, _ in places)
        if not crossed and ahead > edge:
            gaps.append((ahead - edge, (edge + ahead) / 2))
    if not gaps:
        return [everything]
    _, middle = max(gaps)
    sides = [[at for at in everything if (places[at][0] >= middle) is right] for right in (False, True)]
    if any(len(side) < _FEWEST or _narrow([places[at] for at in side], wide) for side in sides):
        return [everything]
    return sides


def _narrow(places: Sequence[tuple[float, float, float, float]], wide: int) -> bool:
    """Whether they are a column of labels or of values, and not lines of a page."""
    widths = sorted(right - left for left, right, _, _ in places)
    return median(widths[len(widths) // 2 :]) < _WIDE * wide


def _line(pieces: Sequence[Recognized], page: int) -> ScannedLine:
    text = ""
    confidences: list[float] = []
    boxes: list[Box] = []
    for piece in pieces:
        if boxes:
            text += " "
            confidences.append(1.0)
            boxes.append(boxes[-1])
        for char, sure, box in zip(piece.text, piece.confidences, _boxes(piece), strict=True):
            if char.isprintable():
                text += char
                confidences.append(sure)
                boxes.append(box)
    return ScannedLine(text, tuple(confidences), tuple(boxes), page)


def _boxes(piece: Recognized) -> list[Box]:
    """The place of each character: as wide as it is high, around its middle, whichever way the line runs."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = piece.corners
    half = max(hypot(x3 - x0, y3 - y0), hypot(x2 - x1, y2 - y1)) / 2
    length = max(hypot(x1 - x0, y1 - y0), 1.0)
    found = []
    for at in piece.across:
        reach = min(half / length, 0.5)
        points = [
            (
                left_x + (right_x - left_x) * share,
                left_y + (right_y - left_y) * share,
            )
            for share in (max(at - reach, 0.0), min(at + reach, 1.0))
            for left_x, left_y, right_x, right_y in ((x0, y0, x1, y1), (x3, y3, x2, y2))
        ]
        across, down = zip(*points, strict=True)
        found.append((int(min(across)), int(min(down)), int(max(across)) + 1, int(max(down)) + 1))
    return found
