"""Whether an element is moved off the page by its style, or to where only a layout tells."""

from __future__ import annotations

import re
from dataclasses import replace
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
    size = box.size
    shrunk: str | None = None
    off: str | None = None
    positions = style.of("position", "static")
    settled = outer.doubt is None and not outer.wide

    def length(name: str) -> float | None:
        values = style.of(name, None)
        return pixels(values[0], outer, size, outer.viewport.width) if len(values) == 1 else None

    moved = any(value not in ("static", "relative") for value in positions)
    offset = next(
        (
            name
            for name in SIDES
            if style.declares(name)
            and any(value not in ("auto", "0", "0px", None) for value in style.of(name, "auto"))
        ),
        None,
    )
    far_sides = [name for name in ("left", "top") if (far := length(name)) is not None and far <= -_FAR]
    if (
        far_sides
        and settled
        and not style.declares("direction")
        and (
            not style.declares("right" if far_sides[0] == "left" else "bottom")
            # As wide as that.
            or (far_sides[0] == "left" and box.aligned and (length("left") or 0) <= -2 * _FAR)
        )
        and set(positions) <= {"absolute", "fixed"}
        and (far_sides[0] == "left" or not outer.positioned)
    ):
        own_width = length("width") or 0
        if (
            not style.declares("transform", "translate", "padding-left", "padding-top", "min-width")
            and own_width < 1000
        ):
            off = off or f"{far_sides[0]}: {style.of(far_sides[0])[0]}"
    if set(positions) == {"fixed"} and settled:
        for name in ("right", "bottom"):
            if (
                (far := length(name)) is not None
                and far <= -_FAR
                and not style.declares("left", "top", "transform", "translate")
            ):
                off = off or f"{name}: {style.of(name)[0]}"
    if moved:
        doubt = doubt or f"position: {positions[0]}"
    elif offset and positions != ("static",):
        doubt = doubt or offset
    for name in MOVING:
        if style.declares(name):
            values = style.of(name, "none")
            harmless = ("none", "auto", *SHOWN_WHOLE.get(name, ()))
            if all(value in harmless for value in values):
                continue
            boxed = has_box(node, style)  # a line has nothing to be moved
            if (
                boxed
                and name in ("transform", "scale")
                and all(value and _shrunk(name, value) for value in values)
            ):
                shrunk = f"{name}: {values[0]}"
            elif (
                name == "transform"
                and boxed
                and settled
                and len(values) == 1
                and values[0]
                and _thrown(values[0], outer, size)
            ):
                off = off or f"transform: {values[0]}"
            else:
                doubt = doubt or name
                box = replace(box, resized=True)
    for side in SIDES:
        name = f"margin-{side}"
        if not style.declares(name):
            continue
        far = length(name)
        if (
            side == "left"
            and far is not None
            and far <= -_FAR
            and settled
            and box.aligned
            and not moved
            and not outer.items
            and not style.declares("padding-left", "float")
            and has_box(node, style)
        ):
            off = off or f"margin-left: {style.of(name)[0]}"
        elif any(value != "auto" for value in style.of(name, "0")) and (
            far is None
            or far < 0
            or far > (_DEEP if side in ("top", "bottom") and not outer.clips else _ASIDE)
        ):
            doubt = doubt or name
    if any(value is None or value.startswith("-") or "(" in value for value in style.of("z-index", "auto")):
        doubt = doubt or "z-index"
    return shrunk, off, doubt, replace(box, positioned=outer.positioned or moved or "relative" in positions)


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
