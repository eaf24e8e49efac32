"""Text that may stand beside the ground that is painted behind it, for it is wider than what paints the ground.

A footer is as wide as the window; a table of 960 pixels in it is not narrower on a phone, and stands on what is behind.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.declared import Declared, Style
from pytest_icplicense.pages.elements import INLINE
from pytest_icplicense.pages.lengths import pixels
from pytest_icplicense.pages.rows import least_width

STIFF = frozenset(("nobr", "pre", "listing", "xmp", "table"))
"""Elements that may be wider than the window by themselves, or by what is in them."""
_MOST_GROUNDS = 20
"""Grounds one in another, from which all that is in them may be wider."""
_KEPT = ("white-space", "white-space-collapse", "text-wrap", "text-wrap-mode")
_IN_LINE = ("nowrap", "pre")
_TO_END = expression(r"^(?!.*\bsafe\b).*(?:center|\bend|flex-end|right)")
"""How what has no room is aligned so that it goes off at the beginning."""
_PIXELS = expression(r"\s*([0-9]{1,5})(?:px)?\s*")


def spilled(outer: Box, inner: Box, node: Any, style: Style | None, declared: Declared) -> Box:
    """The box, with what is behind the ground in it and whether its text may stand there."""
    tag = node.tag
    astray = _astray(style)
    if outer.astray or astray:
        if (
            _is_long(node, inner, style)
            or _is_wide(node, inner, style, shrinks=outer.astray == "items")
            or least_width(node, inner, style, declared) > inner.viewport.width
        ):
            inner = replace(inner, doubt=inner.doubt or "width")
        scrolls = style is not None and set(style.of("overflow-x", "visible")) <= {"auto", "scroll"}
        inner = replace(inner, astray="" if scrolls else astray or "all")
    painted = inner.backdrop != outer.backdrop
    if tag == "html":
        own = style is not None and set(style.of("background-color", "transparent")) != {"transparent"}
        return replace(inner, behind=(inner.backdrop,)) if own else inner
    if painted and tag == "body" and not outer.behind:
        return inner  # it is painted over the whole page, where the root has no ground of its own
    if painted:
        longer = tag not in INLINE and (
            _is_long(node, inner, style)
            or (tag != "table" and least_width(node, inner, style, declared) > inner.viewport.width)
        )
        if len(outer.behind) > _MOST_GROUNDS:
            return replace(inner, spills=True)
        return replace(
            inner, behind=(*outer.behind, outer.backdrop), spills=longer, in_table=False, in_line=False
        )
    if not outer.behind or outer.spills:
        return inner
    if (
        _is_long(node, inner, style)
        or _is_wide(node, inner, style)
        or least_width(node, inner, style, declared) > inner.viewport.width
    ):
        return replace(inner, spills=True)
    if tag == "table" and not inner.in_table:
        return replace(inner, in_table=True)
    return replace(inner, in_line=True) if _is_kept(node, style) and not inner.in_line else inner


def _astray(style: Style | None) -> str:
    """Where what is wider than the window would go off to its left, by the element's own style."""
    if style is None or not style.declares("float", "display"):
        return ""
    if "right" in style.of("float", "none"):
        return "all"
    displays = set(style.of("display", "block"))
    if not any(each and ("flex" in each or "grid" in each or "box" in each) for each in displays):
        return ""
    down = any(
        "column" in (each or "") for name in ("flex-direction", "flex-flow") for each in style.of(name, "row")
    )
    across = (
        ("align-items", "place-items") if down else ("justify-content", "place-content", "-webkit-box-pack")
    )
    if not any(_TO_END.search(each or "center") for name in across for each in style.of(name, "normal")):
        return ""
    return "all" if down or any("grid" in (each or "") for each in displays) else "items"


def _is_long(node: Any, box: Box, style: Style | None) -> bool:
    """Whether its text goes on in the same line, and is longer than the window."""
    if box.in_line or not _is_kept(node, style):
        return False
    lines = node.text(deep=True).splitlines() or [""]
    return max(map(len, lines)) * (box.size or 16) > box.viewport.width


def _is_kept(node: Any, style: Style | None) -> bool:
    if style is not None and style.declares(*_KEPT):
        return any(value is None or value in _IN_LINE for name in _KEPT for value in style.of(name, ""))
    return node.tag in STIFF - {"table"} or "nowrap" in node.attributes


def _is_wide(node: Any, box: Box, style: Style | None, *, shrinks: bool = False) -> bool:
    if shrinks:
        return style is not None and _widest(box, style, "min-width") > box.viewport.width
    within = node.css("[width]") if node.tag == "table" and not box.in_table else ()
    for each in (node, *within):
        match = _PIXELS.fullmatch(each.attributes.get("width") or "")
        if match and int(match[1]) > box.viewport.width:
            return True
    if style is None:
        return False
    bounded = style.declares("max-width") and all(
        value and (value.endswith("%") or (pixels(value, box, box.size) or 1e9) <= box.viewport.width)
        for value in style.of("max-width")
    )
    return _widest(box, style, *(("min-width",) if bounded else ("width", "min-width"))) > box.viewport.width


def _widest(box: Box, style: Style, *names: str) -> float:
    found = [
        pixels(value, box, box.size) or 0
        for name in names
        if style.declares(name)
        for value in style.of(name, "0")
    ]
    return max(found, default=0)
