"""Whether an element is moved off the page by its style, or to where only a layout tells."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.pages.arrangement import has_box
from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.declared import SIDES, Style
from pytest_icplicense.pages.lengths import number_of, pixels
from pytest_icplicense.pages.overlaps import MOVING, SHOWN_WHOLE

_FAR = 2_000
"""Pixels to the left or above by which nothing is on a page that people can scroll to."""
_ASIDE, _DEEP = 100, 10_000
"""Pixels by which a margin moves a text that stays in the window, and on a page that people scroll down."""
_TRANSLATED = expression(r"translate(x|y|3d)?\(\s*([^,)]+)(?:,\s*([^,)]+))?[^)]*\)")


def placed(
    outer: Box, box: Box, node: Any, style: Style, doubt: str | None
) -> tuple[str | None, str | None, str | None, Box]:
    """Whether it is moved off the page, or to where only a layout tells."""
    positions = style.of("position", "static")
    moved = any(value not in ("static", "relative") for value in positions)
    off = _off_by_sides(outer, box, style)
    if moved:
        doubt = doubt or f"position: {positions[0]}"
    elif positions != ("static",):
        doubt = doubt or next((name for name in SIDES if _is_offset(style, name)), None)
    box, shrunk, thrown, why = _transformed(outer, box, node, style)
    off, doubt = off or thrown, doubt or why
    aside, why = _off_by_margins(outer, box, node, style, moved=moved)
    off, doubt = off or aside, doubt or why
    if any(value is None or value.startswith("-") or "(" in value for value in style.of("z-index", "auto")):
        doubt = doubt or "z-index"
    return shrunk, off, doubt, replace(box, positioned=outer.positioned or moved or "relative" in positions)


def _length(outer: Box, box: Box, style: Style, name: str) -> float | None:
    """In pixels; None where it is not one length."""
    values = style.of(name, None)
    return pixels(values[0], outer, box.size, outer.viewport.width) if len(values) == 1 else None


def _settled(outer: Box) -> bool:
    return outer.doubt is None and not outer.wide


def _is_offset(style: Style, name: str) -> bool:
    return style.declares(name) and any(
        value not in ("auto", "0", "0px", None) for value in style.of(name, "auto")
    )


def _off_by_sides(outer: Box, box: Box, style: Style) -> str | None:
    """The side by which it stands where nobody can scroll to."""
    length = partial(_length, outer, box, style)
    positions = set(style.of("position", "static"))
    if not _settled(outer):
        return None
    far = [name for name in ("left", "top") if (by := length(name)) is not None and by <= -_FAR]
    if (
        far
        and not style.declares("direction")
        and (
            not style.declares("right" if far[0] == "left" else "bottom")
            # As wide as that.
            or (far[0] == "left" and box.aligned and (length("left") or 0) <= -2 * _FAR)
        )
        and positions <= {"absolute", "fixed"}
        and (far[0] == "left" or not outer.positioned)
        and not style.declares("transform", "translate", "padding-left", "padding-top", "min-width")
        and (length("width") or 0) < 1000
    ):
        return f"{far[0]}: {style.of(far[0])[0]}"
    if positions == {"fixed"} and not style.declares("left", "top", "transform", "translate"):
        for name in ("right", "bottom"):
            if (by := length(name)) is not None and by <= -_FAR:
                return f"{name}: {style.of(name)[0]}"
    return None


def _transformed(
    outer: Box, box: Box, node: Any, style: Style
) -> tuple[Box, str | None, str | None, str | None]:
    """The box with what shrinks it to nothing, what throws it off the page, and what only a layout tells."""
    shrunk: str | None = None
    off: str | None = None
    doubt: str | None = None
    for name in MOVING:
        if not style.declares(name):
            continue
        values = style.of(name, "none")
        harmless = ("none", "auto", *SHOWN_WHOLE.get(name, ()))
        if all(value in harmless for value in values):
            continue
        boxed = has_box(node, style)  # a line has nothing to be moved
        one = values[0] if len(values) == 1 else None
        if (
            boxed
            and name in ("transform", "scale")
            and all(value and _shrunk(name, value) for value in values)
        ):
            shrunk = f"{name}: {values[0]}"
        elif name == "transform" and boxed and _settled(outer) and one and _thrown(one, outer, box.size):
            off = off or f"transform: {one}"
        else:
            doubt = doubt or name
            box = replace(box, resized=True)
    return box, shrunk, off, doubt


def _off_by_margins(
    outer: Box, box: Box, node: Any, style: Style, *, moved: bool
) -> tuple[str | None, str | None]:
    """The margin by which it stands where nobody can scroll to, and one of which only a layout tells where it leads."""
    off: str | None = None
    doubt: str | None = None
    for side in SIDES:
        name = f"margin-{side}"
        if not style.declares(name):
            continue
        far = _length(outer, box, style, name)
        if (
            side == "left"
            and far is not None
            and far <= -_FAR
            and _settled(outer)
            and box.aligned
            and not moved
            and not outer.items
            and not style.declares("padding-left", "float")
            and has_box(node, style)
        ):
            off = f"margin-left: {style.of(name)[0]}"
        elif any(value != "auto" for value in style.of(name, "0")) and (
            far is None
            or far < 0
            or far > (_DEEP if side in ("top", "bottom") and not outer.clips else _ASIDE)
        ):
            doubt = doubt or name
    return off, doubt


def _shrunk(name: str, value: str) -> bool:
    if name == "scale":
        return number_of(value.split()[0]) == 0
    return re.search(r"scale(?:[xy]|3d)?\(\s*0(?:\.0+)?\s*[,)]", value) is not None


def _thrown(value: str, outer: Box, size: float | None) -> bool:
    match = _TRANSLATED.fullmatch(value)
    if match is None:
        return False
    first = pixels(match[2].strip(), outer, size)
    return match[1] != "y" and first is not None and first <= -_FAR
