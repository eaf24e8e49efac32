"""What counts as legible (`policies/pages/legibility.yaml`)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from pytest_icplicense.files.shipped import shipped_data


class Range(NamedTuple):
    """Below the first value nobody reads it, from the second on everybody does."""

    hidden_below: float
    seen_from: float


class Legibility(NamedTuple):
    """The bounds of contrast, of size, and of sharpness."""

    contrast: Range
    size: Range
    sharpness: Range


@cache
def legibility() -> Legibility:
    """The bounds that the package ships."""
    data = shipped_data("pages", "legibility.yaml")
    return Legibility(
        *(Range(*(float(data[name][end]) for end in Range._fields)) for name in Legibility._fields)
    )
