"""Run as a program of its own (`bounded.py`): writes what stands on a PDF's pages as JSON, a page a line.

What strangers send may crash a parser, keep it forever or fill the memory; here that harms nobody but this process. It
imports nothing of this package.

    pdf_child.py PAGES CHARACTERS < FILE

The first line is `{"pages": N, "damaged": …}`, or `{"refused": …}` with `password` or `broken`. Each other is a page: its
`page` number, how far from the left and the top begins what is `shown` of it, and how wide that is, how many `pictures` it
has, how many of its characters are `unseen`, `unknown` and `turned`, its `characters` in the order of the page's own
content: what it is, x, y from the top, right edge, size; and those of them that nobody sees, as `hidden`: text in render
mode 3 where no picture is that OCR may have read, text in white where nothing else is painted, text off the page or too
small for eyes. More characters than are asked for end with `{"refused": "characters"}`.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable
from io import BytesIO
from itertools import islice
from typing import Any

from pdfminer import settings
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect, PDFXRefFallback
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.utils import apply_matrix_rect, mult_matrix

_UNSEEN = (3, 7)
"""Render modes of text that is there to be searched and copied, behind a scan say."""
_STROKED = (1, 5)
_WHITE = 0.92
"""Of each color's part, from which nobody sees it on a white page (its contrast is below 1.2)."""
_SMALLEST = 2.0
"""Points; what is smaller is a row of dots."""
_TURNED = 0.08
"""How far a line may rise, as a share of its length; characters of a steeper one are read as those of several lines."""
_MOST_PAINTED = 2_000
"""Painted areas of a page that are remembered; where there are more, white text counts as seen."""
_AREA = tuple[float, float, float, float]
_HIDDEN_FLAGS = 2 | 32
_UNKNOWN = "\ufffd"


class _TooMany(Exception):
    """More characters than were asked for."""


def main(arguments: list[str]) -> int:
    """Write the pages of the file in standard input to standard output."""
    most_pages, most_characters = map(int, arguments)
    logging.disable()
    data = sys.stdin.buffer.read()
    for strict in (True, False):
        settings.STRICT = strict
        try:
            _tell(*_read(data, most_pages, most_characters))
        except (PDFPasswordIncorrect, PDFEncryptionError):
            _tell({"refused": "password"})
        except (PDFException, ValueError, TypeError, LookupError, AttributeError, AssertionError):
            if strict:
                continue  # damaged: what can be read is told once more, and that it is not all
            _tell({"refused": "broken"})
        break
    return 0


def _read(data: bytes, most_pages: int, most_characters: int) -> list[dict[str, Any]]:
    document = PDFDocument(PDFParser(BytesIO(data)))
    pages = list(islice(PDFPage.create_pages(document), most_pages + 1))
    rebuilt = any(isinstance(xref, PDFXRefFallback) for xref in document.xrefs)
    records: list[dict[str, Any]] = [{"pages": len(pages), "damaged": rebuilt or not settings.STRICT}]
    if len(pages) > most_pages:
        return records
    resources = PDFResourceManager()
    device = _Places(resources, most_characters)
    interpreter = PDFPageInterpreter(resources, device)
    try:
        for number, page in enumerate(pages, 1):
            interpreter.process_page(page)
            for annotation in resolve1(page.annots) or ():
                _show(resolve1(annotation), interpreter, device)
            records.append({"page": number, **device.found})
    except _TooMany:
        records.append({"refused": "characters"})
    return records


def _show(annotation: Any, interpreter: PDFPageInterpreter, device: _Places) -> None:
    """What stands on top of the page: what was typed into a form's field, a stamp."""
    if not isinstance(annotation, dict) or resolve1(annotation.get("F", 0)) & _HIDDEN_FLAGS:
        return
    shown = resolve1((resolve1(annotation.get("AP")) or {}).get("N"))
    if isinstance(shown, dict):
        state = getattr(resolve1(annotation.get("AS")), "name", None)
        shown = resolve1(shown.get(state))
    if not isinstance(shown, PDFStream) or "BBox" not in shown:
        return
    matrix = tuple(map(resolve1, resolve1(shown.get("Matrix")) or (1, 0, 0, 1, 0, 0)))
    x0, y0, x1, y1 = apply_matrix_rect(matrix, tuple(map(resolve1, resolve1(shown["BBox"]))))
    left, bottom, right, top = map(resolve1, resolve1(annotation["Rect"]))
    across = (right - left) / (x1 - x0) if x1 != x0 else 1.0
    up = (top - bottom) / (y1 - y0) if y1 != y0 else 1.0
    placed = (across, 0, 0, up, left - x0 * across, bottom - y0 * up)
    matrix = mult_matrix(mult_matrix(matrix, placed), device.whole)
    interpreter.subinterp().render_contents(resolve1(shown.get("Resources")) or {}, [shown], ctm=matrix)


class _Places(PDFTextDevice):
    """Notes where each character is drawn."""

    def __init__(self, resources: PDFResourceManager, most: int) -> None:
        super().__init__(resources)
        self.found: dict[str, Any] = {}
        self.whole: Any = None
        """From the page's own places to what a reader sees, who may have it turned."""
        self._left = most
        self._top = 0.0
        self._shown: _AREA = (0.0, 0.0, 0.0, 0.0)
        self._unseen = self._white = False
        self._painted: list[_AREA] = []
        self._pictured: list[_AREA] = []

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        """See `PDFDevice`."""
        self.whole = ctm
        one, other = apply_matrix_rect(ctm, page.mediabox), apply_matrix_rect(ctm, page.cropbox)
        self._top = one[3]
        low, high = map(max, one[:2], other[:2]), map(min, one[2:], other[2:])
        self._shown = (next(low), next(low), next(high), next(high))
        self._painted, self._pictured = [], []
        self.found = {"pictures": 0, "unseen": 0, "unknown": 0, "turned": 0, "characters": [], "hidden": []}
        left, _, right, top = self._shown
        self.found["shown"] = (left, self._top - top, right - left)

    def render_image(self, name: str, stream: PDFStream) -> None:
        """See `PDFDevice`."""
        self.found["pictures"] += 1
        if len(self._pictured) < _MOST_PAINTED:
            ctm: Any = self.ctm
            self._pictured.append(apply_matrix_rect(ctm, (0, 0, 1, 1)))

    def paint_path(self, state: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
        """See `PDFDevice`."""
        points = [each for part in path for each in zip(part[1::2], part[2::2], strict=False)]
        if not fill or _is_white(state.ncolor, state.ncs) or not points or len(self._painted) > _MOST_PAINTED:
            return
        across, up = zip(*points, strict=True)
        ctm: Any = self.ctm
        self._painted.append(apply_matrix_rect(ctm, (min(across), min(up), max(across), max(up))))

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """See `PDFDevice`."""
        state = graphicstate
        self._unseen = textstate.render in _UNSEEN
        stroked = textstate.render in _STROKED
        self._white = _is_white(*((state.scolor, state.scs) if stroked else (state.ncolor, state.ncs)))
        super().render_string(textstate, seq, ncs, graphicstate)

    def _hides(self, x: float, y: float, wide: float, size: float) -> bool:
        """Whether nobody sees a character that stands here."""
        middle = (x + wide / 2, y + size / 3)
        if not _within(middle, (self._shown,)) or size < _SMALLEST:
            return True
        if self._unseen:
            return not _within(middle, self._pictured, size)
        many = len(self._painted) > _MOST_PAINTED
        return self._white and not many and not _within(middle, (*self._painted, *self._pictured))

    def render_char(
        self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, cid: int, *_: Any
    ) -> float:
        """See `PDFTextDevice`."""
        self._left -= 1
        if self._left < 0:
            raise _TooMany
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = _UNKNOWN
        if not text or text.startswith("(cid:") or text == "\0":
            text = _UNKNOWN
        self.found["unknown"] += text == _UNKNOWN
        a, b, c, d, x, y = matrix
        wide: float = font.char_width(cid) * fontsize * scaling
        size = abs(fontsize) * abs(a * d - b * c) ** 0.5
        hidden = self._hides(x, y + rise * d, wide * a, size)
        self.found["unseen"] += self._unseen and not hidden
        self.found["turned"] += (abs(b) > _TURNED * abs(a) or a < 0) and not hidden
        y = self._top - y - rise * d
        place = (text, *(round(each, 2) for each in (x, y, x + wide * a, size)))
        self.found["hidden" if hidden else "characters"].append(place)
        return wide


def _within(place: tuple[float, float], areas: Iterable[_AREA], around: float = 0) -> bool:
    x, y = place
    return any(
        left - around <= x <= right + around and low - around <= y <= high + around
        for left, low, right, high in areas
    )


def _is_white(color: Any, space: Any) -> bool:
    """Whether a color is that of paper; in a space that is not known, none is."""
    parts = color if isinstance(color, list | tuple) else (color,)
    if not all(isinstance(each, int | float) for each in parts):
        return False
    name = getattr(space, "name", "")
    if len(parts) == 4 and name in ("DeviceCMYK", "CMYK", "ICCBased"):
        return all(each <= 1 - _WHITE for each in parts)
    known = name in ("DeviceGray", "DeviceRGB", "G", "RGB", "CalRGB", "CalGray", "ICCBased")
    return known and len(parts) in (1, 3) and all(each >= _WHITE for each in parts)


def _tell(*values: dict[str, Any]) -> None:
    for value in values:
        sys.stdout.buffer.write(json.dumps(value).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
