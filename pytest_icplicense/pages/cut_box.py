"""Whether an element is cut off by its style, or by what is around it, or shrunk to nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.pages.arrangement import has_box, has_items, in_a_row, number_of_children
from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.declared import SIDES, Style, Values
from pytest_icplicense.pages.lengths import number_of, pixels, reach

_INDENTED = 1_500
"""Pixels to the left by which the first line of a text that is no longer than a window is wide."""
_CLIPPED = expression(r"rect\(\s*(?:0|1px|0px)[\s,]+(?:0|1px|0px)[\s,]+(?:0|1px|0px)[\s,]+(?:0|1px|0px)\s*\)")


def cut(
    outer: Box, box: Box, node: Any, style: Style, doubt: str | None
) -> tuple[str | None, str | None, Box]:
    """Whether it is cut off, or shrunk to nothing."""
    size = box.size
    off: str | None = None
    cutting = {*style.of("overflow-x", "visible"), *style.of("overflow-y", "visible")} != {"visible"}
    clips = outer.clips or cutting
    top = node.tag in ("html", "body")
    overflows = outer.overflows
    if top and any(value in ("hidden", "clip", None) for value in style.of("overflow-y", "visible")):
        doubt = doubt or "overflow: hidden"  # nobody can scroll to what is below
    for name in ("height", "max-height", "width", "max-width"):
        if style.declares(name):
            nothing, unsure, over = _extent(outer, box, node, style, cutting, name)
            off, doubt = off or nothing, doubt or unsure
            overflows = overflows or over
    if any(value is None or _FIXED_ROW.search(value) for name in _ROW_TRACKS for value in style.of(name, "")):
        doubt = doubt or "grid-template-rows"
    if clips:
        doubt = doubt or _cut_within(outer, box, node, style, cutting)
    if cutting and any(_round(value) for name in _CORNERS for value in style.of(name, "0")):
        doubt = doubt or "border-radius"  # what stands in a corner is cut off
    unbroken = unbroken_in(outer, node, style)
    if unbroken and clips:
        doubt = doubt or "overflow: hidden"
    if style.declares("clip") and any(value != "auto" for value in style.of("clip", "auto")):
        if all(value and _CLIPPED.fullmatch(value) for value in style.of("clip", "auto")) and set(
            style.of("position", "static")
        ) <= {"absolute", "fixed"}:
            off = off or f"clip: {style.of('clip')[0]}"
        else:
            doubt = doubt or "clip"
    if style.declares("text-indent"):
        thrown, unsure = _indent(outer, box, node, style)
        off, doubt = off or thrown, doubt or unsure
    for name in ("letter-spacing", "word-spacing"):
        spaces = [pixels(value, outer, size) for value in style.of(name, "normal") if value != "normal"]
        if any(space is None or not 0 <= space <= 20 for space in spaces):
            doubt = doubt or name
    leading, line = outer.leading, outer.line
    if style.declares("line-height"):
        leading, line = _leading(style.of("line-height", "normal"), outer, size)
        if any(_is_low(value, outer, size) for value in style.of("line-height", "normal")):
            doubt = doubt or "line-height"
    return (
        off,
        doubt,
        replace(
            box,
            clips=clips,
            nowrap=unbroken,
            overflows=overflows,
            items=has_items(style),
            leading=leading,
            line=line,
        ),
    )


def _extent(
    outer: Box, box: Box, node: Any, style: Style, cutting: bool, name: str
) -> tuple[str | None, str | None, bool]:
    """By a height or a width: how all of it is cut off, how part of it may be, and whether it may go on below its end."""
    top = node.tag in ("html", "body")
    values = style.of(name, "auto")
    lengths = [pixels(value, outer, box.size, None) for value in values]
    known = [each for each in lengths if each is not None]
    along = style.of("overflow-y" if name.endswith("height") else "overflow-x", "visible")
    if len(known) == len(lengths) == 1 and known[0] <= 1 and set(along) <= {"hidden", "clip"}:
        padded = any(
            pixels(value, outer, box.size) != 0
            for side in SIDES
            for value in style.of(f"padding-{side}", "0")
        )
        if not padded and not top and not style.declares(*_HIGHER) and has_box(node, style):
            return f"{name}: {values[0]}; overflow: hidden", None, False
    if name.endswith("height"):
        grows = all(
            value in ("auto", "none", "fit-content", "max-content", "min-content")
            or (top and value in ("100%", "100vh", "100dvh"))
            for value in values
        )
        over = not (top or cutting or set(values) <= {"auto", "none"})
        return None, None if grows and not (cutting and values != ("auto",)) else name, over
    wide, clips = outer.viewport.width, outer.clips or cutting
    unknown = any(
        each is None
        and value not in ("auto", "none", "100%", "100vw", "fit-content", "max-content")
        and not (value or "").endswith("%")
        for value, each in zip(values, lengths, strict=True)
    )
    cut_off = clips and (
        (name == "width" and any(each > wide for each in known))
        or any(value and value.endswith("%") and (number_of(value) or 0) > 1 for value in values)
    )
    narrow = any(each < 200 for each in known) or any(_narrow(value, wide) for value in values)
    return None, name if unknown or cut_off or narrow else None, False


def _cut_within(outer: Box, box: Box, node: Any, style: Style, cutting: bool) -> str | None:
    """How what is wider than its surroundings may be cut off."""
    if style.declares("min-width") and any(
        (pixels(value, outer, box.size) or 0) > outer.viewport.width for value in style.of("min-width", "0")
    ):
        return "min-width"
    if any(_stiff(name, value) for name in _TRACKS for value in style.of(name, "")):
        return "overflow: hidden"
    top = node.tag in ("html", "body")
    if in_a_row(style) and ((cutting and not top) or number_of_children(node) > 1):
        return "overflow"  # what is wide in one item moves the others
    if any(reach(value) > 200 for name in _BEFORE for value in style.of(name, "0")):
        return "padding-left"
    return None


_OVERFLOWS = ("overflow-x", "overflow-y")
_BY_READERS = frozenset(("auto", "scroll", "overlay", None))
"""How an element overflows whose readers may scroll it, in Chromium to its indented text, too."""


def _indent(outer: Box, box: Box, node: Any, style: Style) -> tuple[str | None, str | None]:
    """How a text stands off the page by its indent, or may."""
    values = style.of("text-indent", "0")
    indents = [pixels(value, outer, box.size, outer.viewport.width) for value in values]
    if (
        len(indents) == 1
        and indents[0] is not None
        and indents[0] <= -_INDENTED
        and outer.doubt is None
        and box.aligned
        and not node.css_first("br")
        and has_box(node, style)
        and not any(value in _BY_READERS for name in _OVERFLOWS for value in style.of(name, "visible"))
        and len(node.text(deep=True)) * (box.size or 0) < -indents[0]
    ):
        return f"text-indent: {values[0]}", None
    return None, "text-indent" if any(each is None or each < 0 or each > 100 for each in indents) else None


def _is_low(value: str | None, outer: Box, size: float | None) -> bool:
    """Whether lines may be so low that they lie over each other."""
    number = number_of(value) if value != "normal" else 1.0
    if (value and value != "normal" and number is None) or (value or "").endswith("%"):
        high = pixels(value, outer, size, size)
        number = None if high is None or not size else high / size
    return number is None or number < 0.8


def _narrow(value: str | None, wide: int) -> bool:
    """Whether a part of what is around it may be narrower than a number."""
    share = number_of(value) if value and value.endswith("%") else None
    return share is not None and share * wide < 200


def _leading(values: Values, outer: Box, size: float | None) -> tuple[float, float | None]:
    """The height of lines, in font sizes or in pixels."""
    value = values[0]
    if len(values) > 1 or value is None or value == "normal":
        return 1.2 if value == "normal" and len(values) == 1 else 0.8, None
    number = None if value.endswith("%") else number_of(value)
    return (number, None) if number is not None else (0.8, pixels(value, outer, size, size))


_HIGHER = (
    *(
        "min-height",
        "min-width",
        "border",
        "box-sizing",
        "flex",
        "flex-grow",
        "flex-basis",
        "overflow-clip-margin",
    ),
    *("padding", "padding-block", "padding-inline"),
)
"""What may make a box larger than its width and height say."""
_CORNERS = tuple(
    f"border{corner}-radius"
    for corner in (
        *("", "-top-left", "-top-right", "-bottom-left", "-bottom-right"),
        *("-start-start", "-start-end", "-end-start", "-end-end"),
    )
)


def _round(value: str | None) -> bool:
    """Whether a corner may be so round that it cuts off a text."""
    return value is None or "%" in value or reach(value) > 16


_BEFORE = ("padding-left", "border-left", "border-left-width", "border-width", "border")
_WRAPPED = {
    "white-space": ("normal", "pre-wrap", "pre-line", "break-spaces"),
    "text-wrap": ("wrap", "balance", "pretty", "stable"),
    "text-wrap-mode": ("wrap",),
    "word-break": ("normal", "break-all", "break-word"),
}
"""Values with which a text goes on in the next line."""


def unbroken_in(outer: Box, node: Any, style: Style) -> bool:
    """Whether its text may be wider than what is around it."""
    before = (
        outer.nowrap
        or node.tag in ("pre", "listing", "xmp", "plaintext", "nobr", "table")
        or "nowrap" in node.attributes
    )
    declared = [(name, wrapped) for name, wrapped in _WRAPPED.items() if style.declares(name)]
    if not declared:
        return before
    return any(
        value not in wrapped
        for name, wrapped in declared
        for value in style.of(name, "nowrap" if before else wrapped[0])
    )


_TRACKS = (
    "flex",
    "flex-shrink",
    "grid-auto-flow",
    "grid-auto-columns",
    "grid-template-columns",
    "grid-template",
)
_ROW_TRACKS = ("grid-template-rows", "grid-auto-rows", "grid-template", "grid")
_FIXED_ROW = expression(r"(?<![\d.])0(?:fr|px|\b)|\d(?:px|r?em|v[hw]|%)")
"""Rows that do not grow with what is in them."""


def _stiff(name: str, value: str | None) -> bool:
    """Whether it may make a row wider than what is around it."""
    if value is None:
        return True
    if name == "flex-shrink":
        return number_of(value) == 0
    if name == "flex":
        parts = value.split()
        return value == "none" or (len(parts) > 1 and number_of(parts[1]) == 0)
    return (
        "column" in value if name == "grid-auto-flow" else re.search(r"\dpx|max-content", value) is not None
    )
