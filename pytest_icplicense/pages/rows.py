"""How wide what stands side by side is at its narrowest: flex boxes that do not wrap, grids and the rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.declared import Declared, Style
from pytest_icplicense.pages.lengths import lengths_in, pixels

_MOST_ITEMS, _MOST_NODES, _MOST_SIGNS = 40, 200, 1_000
"""Rows of a table and items of a row that are measured, and what is measured in each; rows stand in rows."""
_FLEX = frozenset(("flex", "inline-flex", "-webkit-flex", "-ms-flexbox", "-webkit-box"))
_GRID = frozenset(("grid", "inline-grid"))
_REPEATED = expression(r"repeat\(\s*([0-9]{1,2})\s*,([^()]{1,200}(?:\([^()]{1,100}\)[^()]{0,100})?)\)")
_RIGID = expression(r"none|[0-9.]+\s+0(?:\s.*)?|0")
"""Values of `flex` and `flex-shrink` by which an item does not become narrower than its text."""
_CELL = 6.0
"""Pixels around the text of a cell where no style says it."""
_PIECE = expression(r"[^\s/\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef-]+-?|\S")
"""What no line ends within; one may end between any two Chinese characters."""


def least_width(node: Any, box: Box, style: Style | None, declared: Declared) -> float:
    """At least so wide, about and in pixels, are the rows in an element; 0: nothing stands side by side in it."""
    shown = {node.tag} if style is None else set(style.of("display", node.tag))
    if "table" in shown:
        return max((_items(row, box, declared) for row in islice(_rows(node), _MOST_ITEMS)), default=0.0)
    if style is None:
        return 0.0
    if not _GRID.isdisjoint(shown):
        columns = style.of("grid-template-columns", "none")
        named = (_REPEATED.sub(lambda found: f"{found[2]} " * int(found[1]), each or "") for each in columns)
        return max(sum(lengths_in(each)) if "auto-fi" not in each else 0.0 for each in named)
    flow = " ".join(
        each or "" for name in ("flex-wrap", "flex-direction", "flex-flow") for each in style.of(name, "")
    )
    if _FLEX.isdisjoint(shown) or re.search(r"(?<!no)wrap|column", flow):
        return 0.0
    gaps = [
        pixels(each, box, box.size) or 0.0 for name in ("gap", "column-gap") for each in style.of(name, "0")
    ]
    return _around(style, box) + _items(node, box, declared, max(gaps))


def _rows(table: Any) -> Iterator[Any]:
    for part in table.iter():
        yield from (part,) if part.tag == "tr" else part.iter()


def _items(node: Any, box: Box, declared: Declared, gap: float = 0.0) -> float:
    widths = []
    for child in islice(node.iter(include_text=True), _MOST_ITEMS):
        if child.is_text_node:
            widths.append(_text((child.text_content or ""), box.size or 16, whole=False))
        elif child.is_element_node:
            style = Style(declared(child)[0], box.variables)
            if "none" not in style.of("display", ""):
                widths.append(_item(child, box, style))
    widths = [each for each in widths if each]
    return sum(widths) + gap * (len(widths) - 1)


def _item(node: Any, box: Box, style: Style) -> float:
    flex = [each or "" for name in ("flex", "flex-shrink") for each in style.of(name, "")]
    rigid = any(map(_RIGID.fullmatch, flex))
    kept = "nowrap" in node.attributes or not {"nowrap", "pre"}.isdisjoint(style.of("white-space", ""))
    size = max((pixels(each, box, box.size) or 0 for each in style.of("font-size", "")), default=0)
    width = _text(_written(node), size or box.size or 16, whole=rigid or kept)
    named = ("min-width", *(("width", "flex-basis") if rigid else ()))
    lengths = [pixels(each, box, box.size) or 0.0 for name in named for each in style.of(name, "0")]
    lengths += [pixels(each.split()[-1], box, box.size) or 0.0 for each in flex if rigid and each]
    return max(width, *lengths) + (_CELL if node.tag in ("td", "th") else _around(style, box))


def _around(style: Style, box: Box) -> float:
    sides = (f"{name}-{side}" for name in ("padding", "margin") for side in ("left", "right"))
    return sum(max((pixels(each, box, box.size) or 0.0) for each in style.of(name, "0")) for name in sides)


def _written(node: Any) -> str:
    nodes = islice(node.traverse(include_text=True), _MOST_NODES)
    return "".join(each.text_content or "" for each in nodes if each.is_text_node)


def _text(text: str, size: float, *, whole: bool) -> float:
    text = text[:_MOST_SIGNS]
    pieces: Iterable[str] = [" ".join(text.split())] if whole else _PIECE.findall(text)
    return size * max((sum(1.0 if sign > "\u2e7f" else 0.6 for sign in each) for each in pieces), default=0.0)
