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
_MIDDLE = 0.15
"""Of the height of a line, over and under which no stroke goes through its characters."""
_STROKE = 0.82
"""The share of it that is ink, from which a line is a stroke: through characters alone, in bold or blurred print, 0.73."""
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
                elif struck_out(_around(pixels, line, number)):
                    doubts[_struck(number)] = None
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


def _around(pixels: Any, line: ScannedLine, number: str) -> Any:
    """What is drawn around a number, or the line where it is written with spaces."""
    at = line.text.find(number)
    left, top, right, bottom = around(line.boxes[at : at + len(number)] if at >= 0 else line.boxes)
    return pixels[max(top, 0) : bottom, max(left, 0) : right]


def _contrast(pixels: Any, line: ScannedLine, number: str) -> float:
    """Of a number with what is around it."""
    part = _around(pixels, line, number).reshape(-1, 3)
    part = part[:: len(part) // _MOST_PIXELS + 1]
    if not len(part):
        return 1.0
    shades = sorted((Rgba(*(each / 255)) for each in part.astype(float)), key=lambda each: each.luminance)
    least = len(shades) // _HUNDREDTH
    return contrast(shades[least], shades[-1 - least])


def struck_out(pixels: Any) -> bool:
    """Whether one stroke goes through what is drawn around a number, level or slanted: between characters there is none."""
    import numpy as np

    shades = pixels.astype(float).mean(axis=2)
    high, wide = shades.shape
    if not shades.size:
        return False
    light = shades > (np.percentile(shades, 1) + np.percentile(shades, 99)) / 2
    ink = light if light.mean() < 0.5 else ~light
    rows = range(int(high * _MIDDLE), int(high * (1 - _MIDDLE)) + 1)
    columns = np.arange(wide)
    return any(
        ink[np.linspace(left, right, wide).round().astype(int).clip(0, high - 1), columns].mean() >= _STROKE
        for left in rows
        for right in rows
    )


def _unsure(number: str) -> Text:
    return Text(f"'{number}' is not read with certainty", f"“{number}”的识别结果不够确定")


def _struck(number: str) -> Text:
    return Text(f"a line goes through '{number}'", f"“{number}”上有划线")


def _faint(number: str, ratio: float) -> Text:
    return Text(
        f"'{number}' has a contrast of {ratio:.1f} with its ground",
        f"“{number}”与背景的对比度只有 {ratio:.1f}",
    )
