"""What is certainly written in a picture: its text without the characters that the recognizer may have taken for others.

Nothing is cleared away before, unlike in scans of a license: what a reader does not see must not be read.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from pytest_icplicense.intake.scan import recognizer
from pytest_icplicense.intake.scan.decoding import pages_of
from pytest_icplicense.intake.scan.recognition import recognition
from pytest_icplicense.intake.scan.scanned_lines import ScannedLine, around, lines_of
from pytest_icplicense.model.number import find_numbers
from pytest_icplicense.pages.color import Rgba, contrast
from pytest_icplicense.pages.legibility import legibility
from pytest_icplicense.text import Text

UNSURE = "\ufffd"
"""What stands for a character that may be another one."""
_FILLED = (" ", "0", "-")
"""What such a character may be: where a number ends or goes on with it, it is certain with none of them."""
_MOST_PIXELS = 20_000
"""Around a number, that its contrast is measured at."""
_HUNDREDTH = 100
"""Of the pixels around a number the darkest and the lightest, which may be noise."""
_CUT = re.compile(r"(?:^|(?<=\s))(?=[AB]\s*[12])")
"""Where a place may stand before a number that has none, which was not found as text."""
_GAP = re.compile(r"\s(?!\s*[-0-9])")
"""What parts words, however sure it is; before a digit it may be a hyphen."""
_PARTED = re.compile(r"\s+(?=-)")


class CertainText(NamedTuple):
    """Of all pages of a file."""

    size: str
    """Of the first page in pixels: `1080x2400`."""
    text: str
    """A line of the picture in each, with `UNSURE` where it is not certain."""
    numbers: tuple[str, ...]
    """License numbers that are certain and legible."""
    doubts: tuple[Text, ...]
    """Those that are not."""


def certain_text(data: bytes, form: str) -> CertainText:
    """What is certainly written in a picture or on the pages of a PDF, as they are drawn.

    Raises:
        NotReadable: a library is not installed, or the file is broken, protected, too large, animated or too small.
    """
    import numpy as np

    size, text = "", list[str]()
    numbers, doubts = dict[str, None](), dict[Text, None]()
    for at, page in enumerate(pages_of(data, form), 1):
        size = size or f"{page.wide}x{page.high}"
        pixels = np.frombuffer(page.pixels, "uint8").reshape(page.high, page.wide, 3)
        boxes = recognizer.found_text(pixels)
        pieces = recognizer.recognized(recognizer.cut_out(pixels, boxes), boxes)
        for line in lines_of(pieces, page.wide, page.high, at)[0]:
            written = _certain(line)
            text.append(written)
            sure = certain_numbers(written)
            for number in map(str, find_numbers(line.text)):
                if number not in sure:
                    doubts[_unsure(number)] = None
                elif (ratio := _contrast(pixels, line, number)) < legibility().contrast.seen_from:
                    doubts[_faint(number, ratio)] = None
                else:
                    numbers[number] = None
    return CertainText(size, "\n".join(text), tuple(numbers), tuple(doubts))


def _certain(line: ScannedLine) -> str:
    known = recognition()
    return "".join(
        UNSURE
        if char in known.mistaken_when_sure or (sure < known.doubted_below and not _GAP.match(line.text, at))
        else char
        for at, (char, sure) in enumerate(zip(line.text, line.confidences, strict=True))
    )


def certain_numbers(text: str) -> frozenset[str]:
    """The license numbers in a text that are the same whatever its unsure characters are."""
    whole = _CUT.sub(UNSURE, _PARTED.sub("", text))
    return frozenset.intersection(
        *(frozenset(map(str, find_numbers(whole.replace(UNSURE, each)))) for each in _FILLED)
    )


def _contrast(pixels: Any, line: ScannedLine, number: str) -> float:
    """Of a number, or of the line where it is written with spaces, with what is around it."""
    at = line.text.find(number)
    left, top, right, bottom = around(line.boxes[at : at + len(number)] if at >= 0 else line.boxes)
    part = pixels[max(top, 0) : bottom, max(left, 0) : right].reshape(-1, 3)
    part = part[:: len(part) // _MOST_PIXELS + 1]
    if not len(part):
        return 1.0
    shades = sorted((Rgba(*(each / 255)) for each in part.astype(float)), key=lambda each: each.luminance)
    least = len(shades) // _HUNDREDTH
    return contrast(shades[least], shades[-1 - least])


def _unsure(number: str) -> Text:
    return Text(f"'{number}' is not read with certainty", f"“{number}”的识别结果不够确定")


def _faint(number: str, ratio: float) -> Text:
    return Text(
        f"'{number}' has a contrast of {ratio:.1f} with its ground",
        f"“{number}”与背景的对比度只有 {ratio:.1f}",
    )
