"""How an element is shown, as far as its style alone tells: surely not, perhaps, or surely.

A browser lays out, this does not. So whatever hangs on a layout (what overflows, overlaps, moves) is a doubt, and only
what hides in any layout hides.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.pages.arrangement import has_box, has_items, in_a_row, lined, number_of_children
from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.declared import SIDES, SIZES, Style, Values
from pytest_icplicense.pages.lengths import number_of, pixels, reach
from pytest_icplicense.pages.overlaps import MOVING, SHOWN_WHOLE
from pytest_icplicense.pages.paint import painted

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
_FAR = 2_000
"""Pixels to the left or above by which nothing is on a page that people can scroll to."""
_INDENTED = 1_500
"""The same for the first line of a text that is no longer than a window is wide."""
_ASIDE, _DEEP = 100, 10_000
"""Pixels by which a margin moves a text that stays in the window, and on a page that people scroll down."""
_CHANGING = tuple(
    "animation animation-name filter mask mask-image mix-blend-mode clip-path -webkit-line-clamp line-clamp contain"
    " unicode-bidi writing-mode -webkit-text-security -webkit-box-reflect all direction -webkit-text-stroke text-overflow"
    " float content color-scheme background-clip -webkit-background-clip -webkit-text-stroke-width outline-offset"
    " shape-outside overflow-clip-margin columns column-width column-count container container-type aspect-ratio"
    " text-decoration-thickness text-underline-offset backdrop-filter font-size-adjust border-shape"
    " column-height column-wrap".split()
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
_TRANSLATED = expression(r"translate(x|y|3d)?\(\s*([^,)]+)(?:,\s*([^,)]+))?[^)]*\)")
_NOTHING_LEFT = expression(
    r"inset\(\s*(?:50|[6-9]\d|100)(?:\.\d+)?%\s*\)|circle\(\s*0(?:px|%)?\b[^)]*\)|polygon\(\s*(0(?:px|%)?\s+0(?:px|%)?)(?:\s*,\s*\1){2,}\s*\)|rect\(\s*0(?:px)?[\s,]+0(?:px)?[\s,]+0(?:px)?[\s,]+0(?:px)?\s*\)"
)
_CLIPPED = expression(r"rect\(\s*(?:0|1px|0px)[\s,]+(?:0|1px|0px)[\s,]+(?:0|1px|0px)[\s,]+(?:0|1px|0px)\s*\)")


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
        return replace(
            outer,
            doubt=outer.doubt
            or ("overflow: hidden" if outer.clips and _unbroken(outer, node, _NO_STYLE) else None),
            size=_size(outer, node, _NO_STYLE),
            struck=outer.struck or tag in ("s", "strike", "del"),
            beside=outer.beside or tag in _INLINE_BLOCKS,
            hidden=outer.hidden or by_default,
            gone=outer.gone or by_default is not None,
            **painted(outer, outer, node, _NO_STYLE),
        )
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
    if all(value == "none" for value in shown):
        reason = (by_default if by_default and not style.declares("display") else None) or "display: none"
        hidden, gone = (hidden or reason), True
    elif "none" in shown or None in shown:
        doubtful("display: none" if "none" in shown else "display")
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
    if style.declares("float") and any(value != "none" for value in style.of("float", "none")):
        box = replace(box, floats=True)
    elif clears or _holds_floats(node, style):
        box = replace(box, ground=box.backdrop)
    opacities = [number_of(value) for value in style.of("opacity", "1")]
    if len(opacities) == 1 and opacities[0] is not None:
        box = replace(box, opacity=outer.opacity * max(0.0, min(1.0, opacities[0])))
    else:
        doubtful("opacity")
    for name in _CHANGING:
        if style.declares(name) and any(
            value not in ("none", "normal", "auto") and value not in _HARMLESS.get(name, ())
            for value in style.of(name, "normal")
        ):
            values = style.of(name, "normal")
            if name == "clip-path" and all(value and _NOTHING_LEFT.fullmatch(value) for value in values):
                hidden = hidden or f"clip-path: {values[0]}"
            elif name == "filter" and all(
                value and re.search(r"opacity\(\s*0(?:\.0+)?%?\s*\)", value) for value in values
            ):
                hidden = hidden or f"filter: {values[0]}"
            else:
                doubtful(name)
                box = replace(box, inked=box.inked or name in _INKING)
    # A line goes through no box of its own.
    if outer.struck and style.declares("display", "float", "position"):
        box = replace(box, struck=False)
        doubtful("line-through")
    lines = [value for value in style.of("text-decoration-line", "none") if value != "none"]
    struck = tag in ("s", "strike", "del") if not style.declares("text-decoration-line") else False
    if struck or (
        lines
        and all(value and "line-through" in value for value in lines)
        and "none" not in style.of("text-decoration-line", "none")
    ):
        box = replace(box, struck=True)
    elif any(value is None or "line-through" in value or _THICK.search(value) for value in lines):
        doubtful("text-decoration")
    shrunk, thrown, doubt, moved = _placed(outer, box, node, style, doubt)
    cut, doubt, bounded = _cut(outer, moved, node, style, doubt)
    bounded = _bounding(outer, bounded, node, style)
    hidden, off = hidden or shrunk, off or thrown or cut
    animated = outer.animated or any(
        value != "none" for name in ("animation", "animation-name") for value in style.of(name, "none")
    )
    return replace(bounded, hidden=hidden, off=off, doubt=doubt, gone=gone, animated=animated)


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


def _placed(
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


def _cut(
    outer: Box, box: Box, node: Any, style: Style, doubt: str | None
) -> tuple[str | None, str | None, Box]:
    """Whether it is cut off, or shrunk to nothing."""
    viewport, size = outer.viewport, box.size
    off: str | None = None
    flows = {*style.of("overflow-x", "visible"), *style.of("overflow-y", "visible")}
    cutting = flows != {"visible"}
    clips = outer.clips or cutting
    top = node.tag in ("html", "body")
    overflows = outer.overflows
    if top and any(value in ("hidden", "clip", None) for value in style.of("overflow-y", "visible")):
        doubt = doubt or "overflow: hidden"  # nobody can scroll to what is below
    for name in ("height", "max-height", "width", "max-width"):
        if not style.declares(name):
            continue
        lengths = [pixels(value, outer, size, None) for value in style.of(name, "auto")]
        known = [each for each in lengths if each is not None]
        along = style.of("overflow-y" if name.endswith("height") else "overflow-x", "visible")
        if len(known) == len(lengths) == 1 and known[0] <= 1 and set(along) <= {"hidden", "clip"}:
            padded = any(
                any(pixels(value, outer, size) != 0 for value in style.of(f"padding-{side}", "0"))
                for side in SIDES
            )
            if not padded and not top and not style.declares(*_HIGHER) and has_box(node, style):
                off = off or f"{name}: {style.of(name)[0]}; overflow: hidden"
                continue
        values = style.of(name, "auto")
        if name.endswith("height"):
            if not all(
                value in ("auto", "none", "fit-content", "max-content", "min-content")
                or (top and value in ("100%", "100vh", "100dvh"))
                for value in values
            ) or (cutting and values != ("auto",)):
                doubt = doubt or name
            overflows = overflows or not (top or cutting or set(values) <= {"auto", "none"})
        elif (
            any(
                each is None
                and value not in ("auto", "none", "100%", "100vw", "fit-content", "max-content")
                and not (value or "").endswith("%")
                for value, each in zip(values, lengths, strict=True)
            )
            or any(each < 200 for each in known)
            or (clips and any(each > viewport.width for each in known) and name == "width")
            or (
                clips
                and any(value and value.endswith("%") and (number_of(value) or 0) > 1 for value in values)
            )
            or any(_narrow(value, viewport.width) for value in values)
        ):
            doubt = doubt or name
    if any(value is None or _FIXED_ROW.search(value) for name in _ROW_TRACKS for value in style.of(name, "")):
        doubt = doubt or "grid-template-rows"
    if outer.clips or cutting:
        if style.declares("min-width") and any(
            (pixels(value, outer, size) or 0) > viewport.width for value in style.of("min-width", "0")
        ):
            doubt = doubt or "min-width"
        if any(_stiff(name, value) for name in _TRACKS for value in style.of(name, "")):
            doubt = doubt or "overflow: hidden"
        if in_a_row(style) and ((cutting and not top) or number_of_children(node) > 1):
            doubt = doubt or "overflow"  # what is wide in one item moves the others
        if any(reach(value) > 200 for name in _BEFORE for value in style.of(name, "0")):
            doubt = doubt or "padding-left"
    if cutting and any(_round(value) for name in _CORNERS for value in style.of(name, "0")):
        doubt = doubt or "border-radius"  # what stands in a corner is cut off
    unbroken = _unbroken(outer, node, style)
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
        indents = [pixels(value, outer, size, outer.viewport.width) for value in style.of("text-indent", "0")]
        if (
            len(indents) == 1
            and indents[0] is not None
            and indents[0] <= -_INDENTED
            and outer.doubt is None
            and box.aligned
            and not node.css_first("br")
            and has_box(node, style)
            and len(node.text(deep=True)) * (size or 0) < -indents[0]
        ):
            off = off or f"text-indent: {style.of('text-indent')[0]}"
        elif any(each is None or each < 0 or each > 100 for each in indents):
            doubt = doubt or "text-indent"
    for name in ("letter-spacing", "word-spacing"):
        spaces = [pixels(value, outer, size) for value in style.of(name, "normal") if value != "normal"]
        if any(space is None or not 0 <= space <= 20 for space in spaces):
            doubt = doubt or name
    leading, line = outer.leading, outer.line
    if style.declares("line-height"):
        leading, line = _leading(style.of("line-height", "normal"), outer, size)
        for value in style.of("line-height", "normal"):
            number = number_of(value) if value != "normal" else 1.0
            if (value and value != "normal" and number is None) or (value or "").endswith("%"):
                high = pixels(value, outer, size, size)
                number = None if high is None or not size else high / size
            if number is None or number < 0.8:
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


def _unbroken(outer: Box, node: Any, style: Style) -> bool:
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
