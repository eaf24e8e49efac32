"""Files of pictures to the lines of a license, with their pages: decoded, made ready, recognized, put in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import PurePath
from typing import Any, NamedTuple

from pytest_icplicense.intake.scan import recognizer, upright
from pytest_icplicense.intake.scan.decoding import MAX_PAGES, Page, pages_of, too_many_pages
from pytest_icplicense.intake.scan.scanned_lines import ScannedLine, lines_of
from pytest_icplicense.readers.lines import Doubt, Line
from pytest_icplicense.readers.refusal import NotReadable
from pytest_icplicense.text import Text

_QUALITY = 70
"""Of the JPEG that a page is kept as until it is shown beside its values."""


class FileNotReadable(NotReadable):
    """A file, one of several perhaps, that cannot be read."""

    def __init__(self, file: str, message: Text) -> None:
        super().__init__(message)
        self.file = file


class PageFile(NamedTuple):
    """A file with one or more pages."""

    path: str
    """As it was named."""
    form: str
    """PNG, JPEG, TIFF, WebP, BMP, HEIC or PDF."""
    data: bytes

    @property
    def name(self) -> str:
        """Without its folders."""
        return PurePath(self.path).name


class ScannedPage(NamedTuple):
    """A page as it stands upright."""

    file: str
    wide: int
    high: int
    jpeg: bytes


class Scan(NamedTuple):
    """The pages of a license and what stands on them."""

    pages: tuple[ScannedPage, ...]
    """Page 1 first."""
    lines: tuple[ScannedLine, ...]
    """Line 1 first; one without text parts what stands apart."""
    doubts: tuple[Doubt, ...]

    def text(self) -> list[Line]:
        """The lines as every other format gives them."""
        return [Line(at, line.text, line.page) for at, line in enumerate(self.lines, 1)]


def read_scan(files: Iterable[PageFile]) -> Scan:
    """The pages of these files, in their order.

    Raises:
        FileNotReadable: a file has no page that can be read, or there are too many pages.
        NotReadable: there is no text on any of them.
    """
    pages: list[ScannedPage] = []
    lines: list[ScannedLine] = []
    doubts: list[Doubt] = []
    for file in files:
        try:
            for page in pages_of(file.data, file.form):
                if len(pages) >= MAX_PAGES:
                    raise too_many_pages(len(pages) + 1)
                scanned, found, said = _read_page(page, file.name, len(pages) + 1)
                pages.append(scanned)
                first = len(lines) + 1
                lines += [*found, ScannedLine("", page=len(pages))]
                doubts += [Doubt(first, why) for why in said]
        except NotReadable as error:
            raise FileNotReadable(file.path, error.message) from None
    if not any(line.text for line in lines):
        raise NotReadable(
            Text(
                "no text was found in the picture; take it from straight above, in good light, with the page filling it",
                "图片中没有识别到文字；请在光线充足时正对页面拍摄，并让页面充满画面",
            )
        )
    return Scan(tuple(pages), tuple(lines), tuple(doubts))


def _read_page(page: Page, file: str, number: int) -> tuple[ScannedPage, list[ScannedLine], list[Text]]:
    import numpy as np

    pixels = np.frombuffer(page.pixels, "uint8").reshape(page.high, page.wide, 3)
    turns, pieces = _recognized(pixels)
    pixels = np.rot90(pixels, turns).copy()
    high, wide = pixels.shape[:2]
    lines, said = lines_of(pieces, wide, high, number)
    if not lines:
        said = [
            *said,
            Text(f"no text was found on page {number} ({file})", f"第 {number} 页（{file}）没有识别到文字"),
        ]
    return ScannedPage(file, wide, high, _jpeg(pixels)), lines, said


def _recognized(pixels: Any) -> tuple[int, Sequence[recognizer.Recognized]]:
    """How many quarter turns to the left the page needs, and what stands on it then."""
    import numpy as np

    clear = upright.cleared(pixels)
    turns = 0
    boxes = recognizer.found_text(clear)
    if upright.has_watermark(boxes):
        clear = upright.cleared(pixels, upright.WHITE_UNDER_A_WATERMARK)
        boxes = recognizer.found_text(clear)
    if turned := upright.quarter_turns(boxes):
        turns = turned
        clear = np.rot90(clear, turns).copy()
        boxes = recognizer.found_text(clear)
    cuts = recognizer.cut_out(clear, boxes)
    if upright.stands_on_its_head(cuts, boxes, recognizer.recognized):
        turns += 2
        clear = np.rot90(clear, 2).copy()
        boxes = recognizer.found_text(clear)
        cuts = recognizer.cut_out(clear, boxes)
    return turns, recognizer.recognized(cuts, boxes)


def _jpeg(pixels: Any) -> bytes:
    from PIL import Image

    out = BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def cut_outs(page: ScannedPage, boxes: Iterable[tuple[int, int, int, int]], most: int) -> Iterator[bytes]:
    """JPEGs of parts of a page, none wider than `most` pixels."""
    from PIL import Image

    with Image.open(BytesIO(page.jpeg)) as whole:
        for box in boxes:
            left, top, right, bottom = box
            part = whole.crop(
                (
                    max(left, 0),
                    max(top, 0),
                    min(max(right, left + 1), page.wide),
                    min(max(bottom, top + 1), page.high),
                )
            )
            part.thumbnail((most, most))
            out = BytesIO()
            part.save(out, "JPEG", quality=_QUALITY)
            yield out.getvalue()
