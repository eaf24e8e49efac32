"""How an element stands among others: in a line of its own, in a box, beside them."""

from __future__ import annotations

from typing import Any

from pytest_icplicense.pages.declared import Style
from pytest_icplicense.pages.elements import BLOCK, INLINE


def lined(style: Style, tag: str) -> bool:
    """Whether nothing stands beside it, as far as it says itself."""
    displays = set(style.of("display", "block" if tag in BLOCK else "inline"))
    return displays <= _LINED and set(style.of("float", "none")) <= {"none"}


_LINED = {"block", "flex", "grid", "list-item", "flow-root", "none"}
"""How what stands beside nothing is displayed."""


def has_items(style: Style) -> bool:
    """Whether what is in it may be items of a flex box or a grid."""
    return any(
        value is None or "flex" in value or "grid" in value or "box" in value
        for value in style.of("display", "block")
    )


def lined_up(style: Style) -> bool:
    """Whether what is in it stands side by side and never goes on below."""
    return (
        set(style.of("display", "")) <= {"flex", "inline-flex"}
        and set(style.of("flex-direction", "row")) <= {"row", "row-reverse"}
        and set(style.of("flex-wrap", "nowrap")) <= {"nowrap"}
        and not style.declares("flex-flow")
    )


def in_a_row(style: Style) -> bool:
    """Whether what is in it may stand side by side."""
    if not has_items(style):
        return False
    directions = (
        style.of("flex-direction", "row")
        if style.declares("flex-direction")
        else style.of("flex-flow", "row")
    )
    grid = any(value is None or "grid" in value for value in style.of("display", "block"))
    return grid or any(value is None or not value.startswith("column") for value in directions)


def number_of_children(node: Any) -> int:
    return sum(
        1
        for child in node.iter(include_text=True)
        if child.is_element_node or (child.text_content or "").strip()
    )


def has_box(node: Any, style: Style) -> bool:
    """Whether it has a box whose width and height are as they are declared."""
    tag = node.tag
    by_default = "inline" if tag in INLINE else "table" if tag in _TABLES else "block"
    displays = style.of("display", by_default)
    if set(style.of("position", "static")) <= {"absolute", "fixed"}:
        return all(value == "inline" or value in _BOXED for value in displays)
    return all(value in _BOXED for value in displays)


_BOXED = ("block", "inline-block", "flow-root", "flex", "grid", "list-item", "inline-flex", "inline-grid")
_TABLES = frozenset("table caption colgroup col thead tbody tfoot tr td th legend img".split())
"""What is as large as what is in it, whatever its style says."""
