"""A page made ready to be read: its shadows and its red seals taken away, and turned the right way up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import atan2, degrees, hypot
from statistics import median
from typing import Any

from pytest_icplicense.intake.scan.recognizer import Corners, Recognized

_GROUND = 25
"""Into so many parts of a page's longer side the light that falls on it is measured."""
WHITE, WHITE_UNDER_A_WATERMARK = 0.92, 0.78
"""Of the paper's own light, from which nothing is ink. Thin strokes out of focus are as light as watermarks, so only a page
that has one gets the second."""
_RED = 45
"""How much redder than green and blue the ink of a seal is."""
_SEAL = 0.06
"""Of the page's shorter side, the least that a seal measures both ways; a red title's characters are smaller."""
_TOGETHER = 15
"""Pixels, of 600 of the page's longer side, that ink over a seal may part its ring by."""
_SURE = 0.8
"""The mean confidence of a page's longest pieces from which they stand the right way up."""
_SAMPLE = 5
ASLANT = 8.0
"""Degrees against the other lines from which a piece is no line of the page but a watermark, or a seal's curve."""
_AGAIN = 3
_OBLONG = 1.5
"""How much longer than high a piece is whose direction counts."""


def cleared(pixels: Any, white: float = WHITE) -> Any:
    """The page as if it were evenly lit, without its seals, as an array of gray in three equal colors.

    `white`: of the paper's own light, from which nothing is ink.
    """
    import cv2
    import numpy as np

    even = _evenly_lit(pixels)
    red, green, blue = (even[:, :, at].astype("int16") for at in range(3))
    gray = cv2.cvtColor(even, cv2.COLOR_RGB2GRAY)
    reddish = (red - np.maximum(green, blue) > _RED).astype("uint8")
    inside = _seals(reddish)
    if inside is not None:
        gray = np.where(inside, np.maximum(even[:, :, 0], gray), gray)
        faint = inside & (reddish > 0) & (even[:, :, 0] > 140)
        gray = np.where(faint, 255, gray)
    gray = np.clip(gray.astype("float32") / (255 * white), 0, 1) * 255
    return np.repeat(gray.astype("uint8")[:, :, None], 3, axis=2)


def _evenly_lit(pixels: Any) -> Any:
    """Each color divided by that of the paper around: no shadow, and no color of the light."""
    import cv2
    import numpy as np

    high, wide = pixels.shape[:2]
    scale = 400 / max(high, wide)
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    reach = (400 // _GROUND) | 1
    paper = cv2.dilate(small, np.ones((reach, reach), "uint8"))
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, reach), (0, 0), reach / 2)
    paper = cv2.resize(paper, (wide, high), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(pixels, np.maximum(paper, 40), scale=255)


def _seals(reddish: Any) -> Any:
    """Where seals stand: what is red together and large both ways, and all that lies inside it; None: nowhere."""
    import cv2
    import numpy as np

    high, wide = reddish.shape
    scale = 600 / max(high, wide)
    small = cv2.resize(reddish * 255, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    together = cv2.morphologyEx(
        (small > 60).astype("uint8"), cv2.MORPH_CLOSE, np.ones((_TOGETHER, _TOGETHER), "uint8")
    )
    count, _, stats, _ = cv2.connectedComponentsWithStats(together)
    mask = np.zeros(together.shape, "uint8")
    least = _SEAL * min(together.shape)
    for left, top, width, height, _area in stats[1:count]:
        if min(width, height) >= least and max(width, height) < 2.5 * min(width, height):
            more = max(width, height) // 6  # of a ring the ink over it may have cut off a piece
            mask[max(top - more, 0) : top + height + more, max(left - more, 0) : left + width + more] = 1
    if not mask.any():
        return None
    return cv2.resize(mask, (wide, high), interpolation=cv2.INTER_NEAREST) > 0


def quarter_turns(boxes: Sequence[Corners]) -> int:
    """1 where text runs from top to bottom, so that the page lies on its side; else 0."""
    tall = wide = 0.0
    for box in boxes:
        lengths = _length(box, 0), _length(box, 1)
        longer = 0 if lengths[0] >= lengths[1] else 1
        (x0, y0), (x1, y1) = box[longer], box[longer + 1]
        if max(lengths) < _OBLONG * min(lengths):
            continue  # a single character has no direction
        if abs(y1 - y0) > abs(x1 - x0):
            tall += lengths[longer]
        else:
            wide += lengths[longer]
    return 1 if tall > wide else 0


def has_watermark(boxes: Sequence[Corners]) -> bool:
    """Whether text stands aslant on the page, again and again."""
    angle = tilt(boxes)
    oblong = [box for box in boxes if _length(box, 0) > _OBLONG * _length(box, 1)]
    return sum(abs(slant(box) - angle) > ASLANT for box in oblong) >= _AGAIN


def slant(box: Corners) -> float:
    """The angle in degrees of a piece's upper edge; 0 where it is taller than wide, and has no direction."""
    (x0, y0), (x1, y1) = box[0], box[1]
    return degrees(atan2(y1 - y0, x1 - x0)) if _length(box, 0) >= _length(box, 1) else 0.0


def _length(box: Corners, side: int) -> float:
    """Of the upper edge (0) or the right one (1)."""
    (x0, y0), (x1, y1) = box[side], box[side + 1]
    return hypot(x1 - x0, y1 - y0)


def stands_on_its_head(
    cuts: Sequence[Any], boxes: list[Corners], read: Callable[[list[Any], list[Corners]], list[Recognized]]
) -> bool:
    """Whether a page's longest pieces read better the other way up."""
    import numpy as np

    longest = sorted(range(len(cuts)), key=lambda at: -cuts[at].shape[1] / max(cuts[at].shape[0], 1))
    sample = [cuts[at] for at in longest[:_SAMPLE]]
    places = [boxes[at] for at in longest[:_SAMPLE]]
    here = _mean(read(sample, places))
    if here >= _SURE or not sample:
        return False
    return _mean(read([np.rot90(each, 2).copy() for each in sample], places)) > here


def _mean(found: Sequence[Recognized]) -> float:
    characters = [each for piece in found for each in piece.confidences]
    return sum(characters) / len(characters) if characters else 0.0


def tilt(boxes: Sequence[Corners]) -> float:
    """The angle in degrees that lines rise against the picture's edge, by its long pieces."""
    angles = [
        degrees(atan2(box[1][1] - box[0][1], box[1][0] - box[0][0]))
        for box in boxes
        if _length(box, 0) > 4 * _length(box, 1)
    ]
    return median(angles) if angles else 0.0
