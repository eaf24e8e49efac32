"""How an element is shown, as far as its style alone tells: surely not, perhaps, or surely.

A browser lays out, this does not. So whatever hangs on a layout (what overflows, overlaps, moves) is a doubt, and only
what hides in any layout hides.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.pages.arrangement import has_box, in_a_row, lined
from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.cut_box import cut, unbroken_in
from pytest_icplicense.pages.declared import SIDES, SIZES, Style
from pytest_icplicense.pages.lengths import number_of, pixels
from pytest_icplicense.pages.paint import is_opaque, painted
from pytest_icplicense.pages.placed_box import placed

_SMALLER = {
    "small": 5 / 6,
    "sub": 5 / 6,
    "sup": 5 / 6,
    "rt": 0.5,
    "big": 1.2,
    "h1": 2.0,
    "h2": 1.5,
    "h3": 1.17,
    "h5": 0.83,
    "h6": 0.67,
}
_FONT_TAG = dict(zip("1234567", (10, 13, 16, 18, 24, 32, 48), strict=True))
_CHANGING = tuple(
    "animation animation-name filter mask mask-image mix-blend-mode clip-path -webkit-line-clamp line-clamp contain"
    " unicode-bidi writing-mode -webkit-text-security -webkit-box-reflect all direction -webkit-text-stroke text-overflow"
    " float content color-scheme background-clip -webkit-background-clip -webkit-text-stroke-width outline-offset"
    " shape-outside overflow-clip-margin columns column-width column-count container container-type aspect-ratio"
    " text-decoration-thickness text-underline-offset backdrop-filter font-size-adjust border-shape"
    " column-height column-wrap mask-border mask-border-source -webkit-mask-box-image -webkit-mask-box-image-source"
    " text-transform".split()
)
"""Properties that change how text looks in ways that only a browser knows."""
_INKING = frozenset(
    "background-clip -webkit-background-clip animation animation-name -webkit-text-stroke -webkit-text-stroke-width".split()
)
"""Those by which a text is painted in something else than its color."""
_BOXES = ("border-box", "padding-box", "content-box")
_THIN = ("from-font", "1px", "2px", "3px", "4px", "0.1em", ".1em", "0.2em", ".2em")
_HARMLESS = {
    "writing-mode": ("horizontal-tb",),
    "unicode-bidi": ("embed", "isolate", "plaintext"),
    "direction": ("ltr",),
    "contain": ("layout", "style"),
    "text-overflow": ("clip",),
    "text-transform": ("uppercase", "capitalize", "full-width"),
    "float": ("left", "right"),
    "color-scheme": ("light", "only light", "light dark", "light only"),
    "background-clip": _BOXES,
    "-webkit-background-clip": _BOXES,
    "content": ("''", '""'),
    "-webkit-text-stroke": ("0",),
    "-webkit-text-stroke-width": ("0", "0px"),
    "container-type": ("inline-size",),
    "text-decoration-thickness": _THIN,
    "text-underline-offset": _THIN,
    "outline-offset": ("0", "0px", "1px", "2px", "3px", "4px"),
}
_THICK = expression(r"[-\d.]*(?:[5-9]|\d\d)(?:\.\d+)?px|\dr?em|%|calc|v[hw]")
"""A line under a text that may lie over it."""
_PALE = expression(r"transparent|a\(|/|#(?:[0-9a-f]{4}){1,2}(?![0-9a-f])|var\(")
"""A color through which one may see, so that a line in it may not be seen."""
_MOST_FLOATS = 16
"""Floats in floats that are told from each other; no page that people read has as many."""
_NO_BOX = frozenset(("none", "table-column", "table-column-group"))
"""Of what is displayed so nothing is shown, nor of what is in it."""
_NOTHING_LEFT = expression(
    r"inset\(\s*(?:50|[6-9]\d|100)(?:\.\d+)?%\s*\)|circle\(\s*0(?:px|%)?\b[^)]*\)|polygon\(\s*(0(?:px|%)?\s+0(?:px|%)?)(?:\s*,\s*\1){2,}\s*\)|rect\(\s*0(?:px)?[\s,]+0(?:px)?[\s,]+0(?:px)?[\s,]+0(?:px)?\s*\)"
)
_TRANSPARENT = expression(r"opacity\(\s*0(?:\.0+)?%?\s*\)")
_STRUCK = ("s", "strike", "del")


def entered(
    outer: Box, node: Any, style: Style | None, by_default: str | None, *, clears: bool = False
) -> Box:
    """The box of an element in another one's. `by_default` says why a browser hides it unless a style shows it.

    `style` is None where nothing declares anything for the element; `clears`: generated content ends the floats in it.
    """
    tag = node.tag
    if style is None and by_default is None and tag not in _OWN_LOOK:
        return outer
    if style is None:
        return _unstyled(outer, node, by_default)
    size = _size(outer, node, style)
    aligned = outer.aligned
    if style.declares("text-align"):
        aligned = set(style.of("text-align", "start")) <= {"left", "start", "center", "justify"}
    box = replace(outer, size=size, variables=style.variables, aligned=aligned)
    if tag == "html":
        box = replace(box, rem=size)
    hidden, off = outer.hidden, outer.off
    gone = outer.gone
    doubt = outer.doubt
    if off and style.declares(*_PLACED):
        off, doubt = None, doubt or off

    def doubtful(why: str) -> None:
        nonlocal doubt
        doubt = doubt or why

    shown = style.of("display", "none" if by_default and by_default != UNTIL_FOUND else "block")
    if all(value in _NO_BOX for value in shown):
        reason = (
            by_default if by_default and not style.declares("display") else None
        ) or f"display: {shown[0]}"
        hidden, gone = (hidden or reason), True
    elif None in shown or any(value in _NO_BOX for value in shown):
        doubtful("display" if None in shown else "display: none")
    if style.declares("visibility"):
        seen = style.of("visibility", outer.visibility)
        box = replace(box, visibility=seen[0] if len(set(seen)) == 1 else None)
    found = "hidden" if by_default == UNTIL_FOUND else "visible"
    if any(value in ("hidden", None) for value in style.of("content-visibility", found)):
        if all(value == "hidden" for value in style.of("content-visibility", found)) and has_box(node, style):
            hidden = hidden or "content-visibility: hidden"
        else:
            doubtful("content-visibility")
    box = replace(box, **painted(outer, box, node, style))
    if set(shown) == {"contents"}:  # it has no box that anything could be done to
        return replace(box, hidden=hidden, off=off, doubt=doubt, gone=gone)
    if "contents" in shown:
        doubtful("display: contents")
    own: int | None = getattr(node, "mem_id", None)
    if style.declares("float") and any(value != "none" for value in style.of("float", "none")):
        box = replace(box, floats=True, flow=own, floated=(*box.floated[-_MOST_FLOATS:], outer.flow))
    elif clears or _holds_floats(node, style):
        box = replace(box, ground=box.backdrop, flow=own)
    if box.floated and is_opaque(style):
        box = replace(box, floated=())
    opacities = [number_of(value) for value in style.of("opacity", "1")]
    if len(opacities) == 1 and opacities[0] is not None:
        box = replace(box, opacity=outer.opacity * max(0.0, min(1.0, opacities[0])))
    else:
        doubtful("opacity")
    box, taken, why = _changed(box, style)
    hidden, doubt = hidden or taken, doubt or why
    box, why = _struck(outer, box, tag, style)
    doubt = doubt or why
    shrunk, thrown, doubt, moved = placed(outer, box, node, style, doubt)
    cut_off, doubt, bounded = cut(outer, moved, node, style, doubt)
    bounded = _bounding(outer, bounded, node, style)
    hidden, off = hidden or shrunk, off or thrown or cut_off
    animated = outer.animated or any(
        value != "none" for name in ("animation", "animation-name") for value in style.of(name, "none")
    )
    return replace(bounded, hidden=hidden, off=off, doubt=doubt, gone=gone, animated=animated)


def _unstyled(outer: Box, node: Any, by_default: str | None) -> Box:
    """The box of an element for which nothing declares anything."""
    tag = node.tag
    doubt = "overflow: hidden" if outer.clips and unbroken_in(outer, node, _NO_STYLE) else None
    return replace(
        outer,
        doubt=outer.doubt or doubt,
        size=_size(outer, node, _NO_STYLE),
        struck=outer.struck or tag in _STRUCK,
        beside=outer.beside or tag in _INLINE_BLOCKS,
        flow=node.mem_id if tag in _INLINE_BLOCKS else outer.flow,
        hidden=outer.hidden or by_default,
        gone=outer.gone or by_default not in (None, UNTIL_FOUND),
        **painted(outer, outer, node, _NO_STYLE),
    )


def _changed(box: Box, style: Style) -> tuple[Box, str | None, str | None]:
    """The box as properties that only a browser knows change it: which of them hides it, and which may."""
    hidden: str | None = None
    doubt: str | None = None
    for name in _CHANGING:
        if not style.declares(name):
            continue
        values = style.of(name, "normal")
        harmless = ("none", "normal", "auto", *_HARMLESS.get(name, ()))
        if all(value in harmless for value in values):
            continue
        if name == "clip-path" and all(value and _NOTHING_LEFT.fullmatch(value) for value in values):
            hidden = hidden or f"clip-path: {values[0]}"
        elif name == "filter" and all(value and _TRANSPARENT.search(value) for value in values):
            hidden = hidden or f"filter: {values[0]}"
        else:
            doubt = doubt or name
            box = replace(box, inked=box.inked or name in _INKING)
    return box, hidden, doubt


def _struck(outer: Box, box: Box, tag: str, style: Style) -> tuple[Box, str | None]:
    """The box with a line through its text, or a doubt whether there is one."""
    doubt: str | None = None
    if outer.struck and style.declares("display", "float", "position"):
        box = replace(box, struck=False)  # a line goes through no box of its own
        doubt = "line-through"
    declared = style.of("text-decoration-line", "none")
    lines = [value for value in declared if value != "none"]
    by_tag = tag in _STRUCK and not style.declares("text-decoration-line")
    through = (
        bool(lines) and "none" not in declared and all(value and "line-through" in value for value in lines)
    )
    if by_tag or through:
        colors = style.of("text-decoration-color", "")
        if any(value is None or _PALE.search(value) for value in (*lines, *colors)):
            return box, doubt or "text-decoration"
        return replace(box, struck=True), doubt
    if any(value is None or "line-through" in value or _THICK.search(value) for value in lines):
        doubt = doubt or "text-decoration"
    return box, doubt


def _bounding(outer: Box, box: Box, node: Any, style: Style) -> Box:
    """What it bounds, and whether it may stand beside others."""
    beside = outer.beside or node.tag in _INLINE_BLOCKS or not lined(style, node.tag)
    positions = set(style.of("position", "static"))
    cutter, holder, frame = outer.cutter, outer.holder, outer.frame
    if "fixed" in positions or None in positions:
        cutter = holder = frame = None
    elif positions & {"absolute"}:
        cutter, frame = holder, holder
    own: int | None = getattr(node, "mem_id", None)
    boxed = own is not None and node.tag not in ("html", "body") and has_box(node, style)
    if boxed and any(set(style.of(name, "visible")) <= _SCROLLED for name in ("overflow-x", "overflow-y")):
        cutter = own  # what is visible on one axis is then cut off, too
    if boxed and positions <= {"relative", "absolute", "sticky"}:
        holder, frame = cutter, own
    regions = outer.regions
    if own is not None and own in (cutter, frame):
        regions = (*regions, own)
    return replace(
        box,
        beside=beside or in_a_row(style),
        cutter=cutter,
        holder=holder,
        frame=frame,
        regions=regions,
    )


_INLINE_BLOCKS = ("td", "th", "button", "input", "select", "textarea")
_SCROLLED = {"hidden", "auto", "scroll", "overlay"}
_NO_STYLE = Style((), {})
UNTIL_FOUND = "hidden=until-found"
"""Why a browser does not even paint an element that a style shows."""
_PLACED = (
    *("position", "float", "transform", "translate", "text-indent", "padding-left", "padding-top"),
    *SIDES,
    *(f"margin-{side}" for side in SIDES),
)
"""What may bring back what an element around it has put off the page."""
_OWN_LOOK = frozenset(
    "nobr listing font body button input select textarea mark s strike del table td th tr a marquee pre code kbd samp"
    " tt".split()
) | frozenset(_SMALLER)


def _holds_floats(node: Any, style: Style) -> bool:
    """Whether it is as high as the floats in it."""
    if node.tag in ("html", "body", "td", "th", "fieldset", "button"):
        return True
    if set(style.of("overflow-y", "visible")) <= {"hidden", "auto", "scroll"}:
        return True
    return set(style.of("display", "block")) <= _HOLDING


_HOLDING = frozenset(
    "flow-root flex grid inline-flex inline-grid inline-block table table-cell table-row -webkit-box".split()
)


def _size(outer: Box, node: Any, style: Style) -> float | None:
    base = outer.size
    tag = node.tag
    own = base
    if tag in _SMALLER and base is not None:
        own = base * _SMALLER[tag]
    elif tag in ("button", "input", "select", "textarea"):
        own = 13.3
    elif tag == "table" and outer.quirks:
        own = 16.0
    elif tag == "font" and (given := (node.attributes.get("size") or "").strip()):
        own = float(_FONT_TAG[given]) if given in _FONT_TAG else None if given.isdigit() else base
    if not style.declares("font-size"):
        return own
    found: set[float | None] = set()
    for value in style.of("font-size", "" if own is None else f"{own}px"):
        if value in SIZES:
            found.add(float(SIZES[value]))
        elif value in ("smaller", "larger") and base is not None:
            found.add(base * (5 / 6 if value == "smaller" else 1.2))
        else:
            found.add(pixels(value, outer, base, base) if value else None)
    one = found.pop() if len(found) == 1 else None
    if one and base and one < _LEAST <= base and not _rigid(style.of("font-size")[0]):
        return None
    return one


_LEAST = 6
"""Pixels below which Chromium paints no size that is relative to another one which no absolute length gives."""


def _rigid(value: str | None) -> bool:
    """Whether a font size is a length, or of the root's or the window's."""
    return re.search(r"\d(?:em|%|ch|ex)$|^smaller$", value or "") is None
