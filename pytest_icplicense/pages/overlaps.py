"""What may come to lie on others that it is not in: what is placed, moved, or larger than its line."""

from __future__ import annotations

import re

from pytest_icplicense.pages.arrangement import has_items, lined
from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.declared import SIDES, Style
from pytest_icplicense.pages.lengths import lengths_in, pixels, reach

_PLACING = ("grid-area", "grid-row", "grid-column", "grid-row-start", "grid-column-start")
MOVING = ("transform", "translate", "rotate", "scale", "offset", "offset-path", "perspective", "zoom")
SHOWN_WHOLE = {
    "zoom": ("1", "100%", "normal"),
    "scale": ("1", "none"),
    "translate": ("0", "0px", "none"),
    "rotate": ("0", "0deg", "none"),
}
_TOUCHING = 4
"""Pixels by which one may reach into the line of another without covering its letters."""
_SHADOW = 20
"""The same for letters that are higher than their line, and for shadows of letters, which seldom have its ground's color."""
_CONTENT = 1.5
"""The height of a line's background, in font sizes, in fonts for Chinese."""


def covers(style: Style, outer: Box, inner: Box, tag: str) -> str | None:
    """How an element may come to lie on others that are not in it; None: it does not."""
    if set(style.of("display", "block")) == {"none"}:
        return None
    positions = style.of("position", "static")
    if any(value not in ("static", "relative") for value in positions):
        return f"position: {positions[0] or '?'}"
    return shifts(style, outer, inner, tag)


def shifts(style: Style, outer: Box, inner: Box, tag: str) -> str | None:
    """How an element that stands where it would may come to lie on others; None: it does not."""
    positions = style.of("position", "static")

    def length(value: str | None) -> float | None:
        return pixels(value, outer, inner.size)

    if "relative" in positions and any(
        value != "auto" and ((far := length(value)) is None or abs(far) > _TOUCHING)
        for side in SIDES
        for value in style.of(side, "auto")
    ):
        return "position: relative"
    for name in MOVING:
        if any(value not in ("none", "auto", *SHOWN_WHOLE.get(name, ())) for value in style.of(name, "none")):
            return name
    aside = not outer.beside and lined(style, tag)  # what it reaches into on its sides is empty
    for side in SIDES:
        for value in style.of(f"margin-{side}", "0"):
            if value == "auto" or (value and value[0] != "-" and "(" not in value):
                continue
            far = length(value)
            if far is None or (far < 0 and not (aside and side in ("left", "right"))):
                return f"margin-{side}"
    for name in ("outline", "outline-width", "outline-offset"):
        if style.declares(name) and any(reach(value) > 4 for value in style.of(name, "0")):
            return name
    if any(reach(value) > _SHADOW for value in style.of("text-shadow", "none") if value != "none"):
        return "text-shadow"
    line = inner.leading * (inner.size or 0) if inner.line is None else inner.line
    if style.declares("line-height", "font-size") and (inner.size or 0) - line > _SHADOW:
        return "line-height"
    if any(value is None or "drop-shadow" in value for value in style.of("filter", "none")):
        return "filter"
    if any(
        value != "none"
        for name in ("shape-outside", "-webkit-box-reflect")
        for value in style.of(name, "none")
    ):
        return "shape-outside"
    return next((name for name in _PLACING if any(value != "auto" for value in style.of(name, "auto"))), None)


def bounding(style: Style, outer: Box, empty: bool) -> int | None:
    """The element that what may lie over others does not reach out of; None: it may lie anywhere."""
    positions = set(style.of("position", "static"))
    if positions == {"absolute"}:
        inside = empty and not style.declares(*_ENLARGING, *MOVING)
        insets = [pixels(value, outer, None, 1.0) for side in SIDES for value in style.of(side, "auto")]
        if inside and all(each is not None and each >= 0 for each in insets):
            return outer.frame
        return outer.holder
    return outer.cutter if positions <= {"static", "relative", "sticky", "-webkit-sticky"} else None


_ENLARGING = (
    *("width", "height", "min-width", "min-height", "border", "border-width", "box-shadow", "outline"),
    *("outline-width", "outline-offset", "outline-style", "filter"),
    *(f"{name}-{side}" for name in ("padding", "margin", "border") for side in SIDES),
)
"""What may make a box larger than its insets say, or move it."""


def rises(style: Style, inline: bool, box: Box) -> str | None:
    """How an element may come to lie on what stands before it, though it is moved nowhere; None: it does not."""
    displays = style.of("display", "inline" if inline else "block")
    size = box.size or 0.0
    high = box.leading * size if box.line is None else box.line
    free = max(6.0, (high - _CONTENT * size) / 2 + _TOUCHING)
    if "inline" in displays:
        ground = any(
            value not in ("transparent", "none") for value in style.of("background-color", "transparent")
        )
        sides = ("padding-top", "padding-bottom") if ground or style.declares("background-image") else ()
        for name, least in (*((side, free) for side in sides), *((border, 4) for border in _BORDERS)):
            if style.declares(name) and any(reach(value) > least for value in style.of(name, "0")):
                return name
    if box.overflows and has_items(style):
        for name in ("align-items", "align-content", "place-items", "place-content", "justify-content"):
            if any(
                value is None or re.search(r"end|center|baseline", value)
                for value in style.of(name, "normal")
            ):
                return name
    return None


_BORDERS = (
    "border",
    "border-width",
    "border-top",
    "border-bottom",
    "border-top-width",
    "border-bottom-width",
)


def has_thick_border(style: Style) -> bool:
    """Whether a float before it may stand on its border."""
    return style.declares(*_BORDERS) and any(
        reach(value) > _TOUCHING for name in _BORDERS for value in style.of(name, "0")
    )


def reaches(style: Style) -> bool:
    """Whether its shadow may lie behind what stands beside it."""
    for value in style.of("box-shadow", "none"):
        if value is None:
            return True
        for each in re.split(r",(?![^(]*\))", value):
            lengths = lengths_in(re.sub(r"\([^)]*\)", "", each))
            if "inset" not in each and len(lengths) > 1:
                spread = lengths[3] if len(lengths) > 3 else 0.0
                if max(abs(lengths[0]), abs(lengths[1])) + spread > 40:
                    return True
    return False
