"""How the signs of a number stand to each other and to the window."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pytest_icplicense.pages.pixels import Box


def within(box: Sequence[float], wide: float, high: float) -> Box:
    """The part of a control, or of an element with text of its style, that the window shows: its text begins there."""
    left, top, width, height = box
    return left, top, min(width, wide - left), min(height, high - top)


def in_order(cells: list[Box]) -> bool:
    """Whether the signs stand side by side, or go on in the next line."""
    for before, after in pairwise(cells):
        high = max(before[3], after[3])
        same_line = abs(before[1] - after[1]) < high / 2
        if same_line and not -1 <= after[0] - before[0] - before[2] <= high:
            return False
        if same_line and _is_raised(before, after):
            return False
        if not same_line and not before[1] <= after[1] <= before[1] + 4 * high:
            return False
    return True


def _is_raised(one: Box, other: Box) -> bool:
    """Whether the smaller of two signs stands above or below the other's line, as a note or a power does."""
    small, large = sorted((one, other), key=lambda box: box[3])
    lower = large[1] + large[3] - small[1] - small[3]
    apart, room = large[3] - small[3], large[3] / 12
    return apart > 1 and not -room <= lower <= apart / 2 + room
