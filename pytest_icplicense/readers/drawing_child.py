"""Run as a program of its own (`bounded.py`): draws places of a PDF's pages and measures what is seen of the text.

What strangers send may crash PDFium, keep it forever or fill the memory; here that harms nobody but this process. It
imports nothing of this package.

    drawing_child.py CONTRAST < PLACES-AND-FILE

The first line of the input is a list of places, each `{"page": N, "wide": W, "boxes": [[left, top, right, bottom], …]}` in
points from the top left of what is shown of that page, whose width is W; the PDF follows. For each place a line of JSON says
of each box the share of its ink that is `seen` at CONTRAST or more, how `high` the ink is in points, and whether a line has
`crossed` it. The ink is what the text is where it is drawn in black and alone; it is seen where the page is another one
without its text. `{"refused": …}` stands for a file that PDFium does not open.
"""

from __future__ import annotations

import ctypes
import json
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

_HIGH = 48
"""Pixels to which the lowest box is drawn."""
_LARGEST = 12.0
_MOST_PIXELS = 1_000_000
_MARGIN = 1.0
_EDGES = 50
"""Of 255, by which a pixel may be lighter than the darkest and is ink, not an edge of it."""
_FAINTEST = 200
"""Of 255, up to which ink is some: what is half transparent is not drawn in black."""
_DEEPEST = 12
"""Forms within forms."""
_MOST_OBJECTS = 200_000
_ACROSS = 0.9
"""The share of the columns of a box that a line goes through."""
_THIN = 0.4
"""Of the height of a box, above which it is no line."""
_LINE_CONTRAST = 1.5
_SHADOW = 1.02
"""The contrast from which something is drawn at all."""
_EDGE = 0.12
"""Of the height of a box, where a line is over or under the text, and not in it."""

_LINEAR = [each / 255 / 12.92 if each <= 10 else ((each / 255 + 0.055) / 1.055) ** 2.4 for each in range(256)]


class _Area(NamedTuple):
    """A part of a page, in points from the top left of what is shown of it."""

    left: float
    top: float
    right: float
    bottom: float
    scale: float
    """Pixels to a point."""
    points: float
    """Of PDFium to one of these: a page may have a unit of its own."""


class _Pixels(NamedTuple):
    """A drawn area: blue, green, red and one byte more of each pixel."""

    data: bytes
    wide: int
    high: int
    stride: int

    def at(self, x: int, y: int) -> bytes:
        """Blue, green and red."""
        place = y * self.stride + 4 * x
        return self.data[place : place + 3]

    def luminance(self, x: int, y: int) -> float:
        """By WCAG 2.2."""
        blue, green, red = self.at(x, y)
        return 0.2126 * _LINEAR[red] + 0.7152 * _LINEAR[green] + 0.0722 * _LINEAR[blue]


def main(arguments: list[str]) -> int:
    """Write what is seen at each place."""
    (contrast,) = map(float, arguments)
    places = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        document = pypdfium2.PdfDocument(data)
        areas = [_area(document, place) for place in places]
        viewed = [_viewed(document, place, area) for place, area in zip(places, areas, strict=True)]
        for place, area, view in zip(places, areas, viewed, strict=True):
            _tell(_measured(document, place, area, view, contrast))
    except (pypdfium2.PdfiumError, MemoryError, ValueError, IndexError):
        _tell({"refused": "broken"})
    return 0


def _area(document: Any, place: dict[str, Any]) -> _Area:
    page, boxes = document[place["page"] - 1], place["boxes"]
    points = page.get_width() / place["wide"]
    left, top = (max(min(box[side] for box in boxes) - _MARGIN, 0.0) for side in (0, 1))
    right = min(max(box[2] for box in boxes) + _MARGIN, page.get_width() / points)
    bottom = min(max(box[3] for box in boxes) + _MARGIN, page.get_height() / points)
    most = (_MOST_PIXELS / ((right - left) * (bottom - top))) ** 0.5
    scale = min(_LARGEST, _HIGH / min(box[3] - box[1] for box in boxes), most)
    page.close()
    return _Area(left, top, right, bottom, scale, points)


def _viewed(document: Any, place: dict[str, Any], area: _Area) -> _Pixels:
    """As a viewer shows it, also with notes that it draws by itself; the page has no notes once it is measured."""
    page = document[place["page"] - 1]
    viewed = _drawn(page, area)
    page.close()
    return viewed


def _measured(
    document: Any, place: dict[str, Any], area: _Area, viewed: _Pixels, least: float
) -> dict[str, Any]:
    page = document[place["page"] - 1]
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)  # stamps and fields become part of the page
    page.close()
    page = document[place["page"] - 1]
    whole = _drawn(page, area)
    objects = list(_objects(page))
    texts = [each for each, kind in objects if kind == pdfium.FPDF_PAGEOBJ_TEXT]
    for text in texts:
        pdfium.FPDFPageObj_SetIsActive(text, False)
    ground = _drawn(page, area)
    for each, kind in objects:
        pdfium.FPDFPageObj_SetIsActive(each, kind in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM))
    for text in texts:
        _blacken(text, pdfium.FPDFPageObj_GetFillColor, pdfium.FPDFPageObj_SetFillColor)
        _blacken(text, pdfium.FPDFPageObj_GetStrokeColor, pdfium.FPDFPageObj_SetStrokeColor)
    alone = _drawn(page, area)
    page.close()
    drawn = (viewed, whole, ground, alone)
    placed = (
        [round((value - area[side % 2]) * area.scale) for side, value in enumerate(box)]
        for box in place["boxes"]
    )
    return {"boxes": [_of_box(drawn, box, least, area.scale) for box in placed]}


def _objects(holder: Any, depth: int = 0) -> Iterator[tuple[Any, int]]:
    """All that is drawn on a page, also within forms."""
    if depth:
        count, get = pdfium.FPDFFormObj_CountObjects(holder), pdfium.FPDFFormObj_GetObject
    else:
        count, get = pdfium.FPDFPage_CountObjects(holder), pdfium.FPDFPage_GetObject
    if count > _MOST_OBJECTS or depth > _DEEPEST:
        raise ValueError(count)
    for at in range(count):
        each = get(holder, at)
        kind = pdfium.FPDFPageObj_GetType(each)
        yield each, kind
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _objects(each, depth + 1)


def _blacken(text: Any, get: Any, put: Any) -> None:
    """Give a text the color of ink, as transparent as it is: a copy that is only there to be marked has none."""
    parts = [ctypes.c_uint(0) for _ in range(4)]
    if get(text, *parts):
        put(text, 0, 0, 0, parts[3])


def _drawn(page: Any, area: _Area) -> _Pixels:
    left, top, right, bottom = (each * area.points for each in area[:4])
    wide, high = page.get_size()
    crop = (left, high - bottom, wide - right, top)
    bitmap = page.render(scale=area.scale / area.points, crop=crop, prefer_bgrx=True)
    return _Pixels(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)


def _of_box(drawn: tuple[_Pixels, ...], box: list[int], least: float, scale: float) -> dict[str, Any]:
    viewed, whole, ground, alone = drawn
    across, down = (
        range(max(box[0], 0), min(box[2], whole.wide)),
        range(max(box[1], 0), min(box[3], whole.high)),
    )
    shades = {(x, y): max(alone.at(x, y)) for y in down for x in across}
    dark = min(_FAINTEST, min(shades.values(), default=0) + _EDGES)
    marked = 0
    inks: list[float] = []
    rows: list[int] = []
    for y in down:
        for x in across:
            own = whole.luminance(x, y)
            marked += _contrast(viewed.luminance(x, y), own) >= _LINE_CONTRAST
            if shades[x, y] <= dark:
                rows.append(y)
                other = ground.luminance(x, y)
                inks.append(_contrast(own, other) * (1 if own > other else -1))
    light, dim = (sum(each * sign >= least for each in inks) for sign in (1, -1))
    # What is dark beside light letters, or light beside dark ones, is their shadow.
    shadow = sum(each * (-1 if light > dim else 1) > _SHADOW for each in inks)
    seen, ink = max(light, dim), max(len(inks) - shadow, 1)
    crossed = sum(_crossed([ground.luminance(x, y) for y in down]) for x in across)
    return {
        "seen": round(seen / ink, 3),
        "high": round((rows[-1] - rows[0] + 1) / scale, 2) if rows else 0.0,
        "crossed": marked > 0 or crossed >= max(_ACROSS * len(across), 1),
    }


def _crossed(shades: list[float]) -> bool:
    """Whether a column has something thin in it, unlike what is above and below."""
    if not shades:
        return False
    usual = sorted(shades)[len(shades) // 2]
    other = [at for at, each in enumerate(shades) if _contrast(each, usual) >= _LINE_CONTRAST]
    edge = _EDGE * len(shades)
    return 0 < len(other) <= _THIN * len(shades) and edge < other[0] and other[-1] < len(shades) - edge


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _tell(value: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(value).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
