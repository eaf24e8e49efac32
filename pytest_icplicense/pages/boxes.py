"""How an element is shown, as far as its style alone tells: surely not, perhaps, or surely.

A browser lays out, this does not. So whatever hangs on a layout (what overflows, overlaps, moves) is a doubt, and only
what hides in any layout hides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.pages.calculation import calculated
from pytest_icplicense.pages.color import BLACK, BLUE, WHITE, Rgba, contrast, parse_color
from pytest_icplicense.pages.elements import BLOCK, INLINE
from pytest_icplicense.pages.legibility import Range, legibility
from pytest_icplicense.pages.stylesheets import Declaration
from pytest_icplicense.pages.viewport import Viewport

_INHERITED = frozenset(
    "color visibility font-size font-family line-height letter-spacing word-spacing text-indent white-space direction"
    " -webkit-text-fill-color -webkit-text-security text-shadow writing-mode text-transform".split()
)
_KEEP = frozenset(("inherit", "initial", "unset", "revert", "revert-layer"))
_DISPLAY = frozenset(
    "none block inline inline-block flex inline-flex grid inline-grid flow-root contents list-item table inline-table"
    " table-row table-cell table-row-group table-header-group table-footer-group table-column table-column-group"
    " table-caption ruby ruby-base ruby-text -webkit-box -webkit-inline-box -webkit-flex -ms-flexbox run-in math"
    " box flow".split()
)
_WORDS = {
    "display": _DISPLAY,
    "visibility": frozenset(("visible", "hidden", "collapse")),
    "position": frozenset(("static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky")),
    "content-visibility": frozenset(("visible", "hidden", "auto")),
    "overflow-x": frozenset(("visible", "hidden", "scroll", "auto", "clip", "overlay")),
    "overflow-y": frozenset(("visible", "hidden", "scroll", "auto", "clip", "overlay")),
}
_LENGTH = expression(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?)([a-z]*|%)")
_ABSOLUTE = {
    "px": 1.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
    "pt": 96 / 72,
    "pc": 16.0,
    "q": 96 / 101.6,
}
_SIZES = dict(
    zip(
        "xx-small x-small small medium large x-large xx-large xxx-large".split(),
        (9, 10, 13, 16, 18, 24, 32, 48),
        strict=True,
    )
)
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
_SIDES = ("top", "right", "bottom", "left")
_LOGICAL = {
    "inline-size": "width", "block-size": "height", "max-inline-size": "max-width", "max-block-size": "max-height",
    "min-inline-size": "min-width", "min-block-size": "min-height",
    "padding-inline-start": "padding-left", "padding-inline-end": "padding-right",
    "padding-block-start": "padding-top", "padding-block-end": "padding-bottom",
    "inset-inline-start": "left", "inset-inline-end": "right", "inset-block-start": "top", "inset-block-end": "bottom",
    "margin-inline-start": "margin-left", "margin-inline-end": "margin-right",
    "margin-block-start": "margin-top", "margin-block-end": "margin-bottom",
    "word-wrap": "overflow-wrap", "-webkit-transform": "transform", "-webkit-animation": "animation",
    "-webkit-animation-name": "animation-name", "-webkit-filter": "filter", "-webkit-clip-path": "clip-path",
    "-webkit-mask": "mask", "-webkit-mask-image": "mask-image", "text-decoration": "text-decoration-line",
    "overflow-inline": "overflow-x", "overflow-block": "overflow-y", "-webkit-opacity": "opacity",
}  # fmt: skip
_FAR = 2_000
"""Pixels to the left or above by which nothing is on a page that people can scroll to."""
_INDENTED = 1_500
"""The same for the first line of a text that is no longer than a window is wide."""
_ASIDE, _DEEP = 100, 10_000
"""Pixels by which a margin moves a text that stays in the window, and on a page that people scroll down."""
_PLACING = frozenset(("grid-area", "grid-row", "grid-column", "grid-row-start", "grid-column-start"))
_MOVING = ("transform", "translate", "rotate", "scale", "offset-path", "perspective", "zoom")
_SHOWN_WHOLE = {
    "zoom": ("1", "100%", "normal"),
    "scale": ("1", "none"),
    "translate": ("0", "0px", "none"),
    "rotate": ("0", "0deg", "none"),
}
_CHANGING = tuple(
    "animation animation-name filter mask mask-image mix-blend-mode clip-path -webkit-line-clamp line-clamp contain"
    " unicode-bidi writing-mode -webkit-text-security -webkit-box-reflect all direction -webkit-text-stroke text-overflow"
    " float content color-scheme background-clip -webkit-background-clip -webkit-text-stroke-width outline-offset"
    " shape-outside overflow-clip-margin columns column-width column-count".split()
)
"""Properties that change how text looks in ways that only a browser knows."""
_BOXES = ("border-box", "padding-box", "content-box")
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
    "outline-offset": ("0", "0px", "1px", "2px", "3px", "4px"),
}
_TRANSLATED = expression(r"translate(x|y|3d)?\(\s*([^,)]+)(?:,\s*([^,)]+))?[^)]*\)")
_NOTHING_LEFT = expression(
    r"inset\(\s*(?:50|[6-9]\d|100)(?:\.\d+)?%\s*\)|circle\(\s*0(?:px|%)?\b[^)]*\)|polygon\(\s*(0(?:px|%)?\s+0(?:px|%)?)(?:\s*,\s*\1){2,}\s*\)|rect\(\s*0(?:px)?[\s,]+0(?:px)?[\s,]+0(?:px)?[\s,]+0(?:px)?\s*\)"
)
_CLIPPED = expression(r"rect\(\s*(?:0|1px|0px)[\s,]+(?:0|1px|0px)[\s,]+(?:0|1px|0px)[\s,]+(?:0|1px|0px)\s*\)")
_PARTS = expression(r"\s+(?![^(]*\))")
"""Between the parts of a value, but not within a function's parentheses."""
_VARIABLE = expression(r"var\(\s*(--[^\s,()]+)\s*(?:,([^()]*(?:\([^()]*\)[^()]*)*))?\)")

Values = tuple[str | None, ...]
"""The values that a property may have; None: one that only a browser knows."""


@dataclass(frozen=True, slots=True)
class Box:
    """What an element hands down to what is in it."""

    viewport: Viewport
    quirks: bool = False
    """Whether the page has no document type, so that browsers read it as they did in 1998."""
    hidden: str | None = None
    """What hides it in any layout."""
    off: str | None = None
    """What puts it off the page or cuts it off, unless an element in it is placed elsewhere."""
    doubt: str | None = None
    """What may hide it."""
    gone: bool = False
    """Whether it leaves no gap."""
    visibility: str | None = "visible"
    """None: unknown."""
    color: Rgba | None = BLACK
    body: Rgba | None = BLACK
    """The color of the page's body, which tables take where it has quirks."""
    link: Rgba | None = BLUE
    fill: Rgba | str | None = "currentcolor"
    """What is painted in place of the color."""
    backdrop: Rgba | None = WHITE
    ground: Rgba | None = WHITE
    """What is behind it where the boxes around it hold floats alone and so have no height."""
    floats: bool = False
    opacity: float = 1.0
    size: float | None = 16.0
    rem: float | None = 16.0
    """The font size of the root element."""
    family: str | None = ""
    text_indent: float | None = 0.0
    nowrap: bool = False
    clips: bool = False
    items: bool = False
    """Whether what is in it are items of a flex box or a grid."""
    overflows: bool = False
    """Whether it may be lower than what is in it, which then lies behind or over what follows."""
    shadow: bool = False
    positioned: bool = False
    beside: bool = False
    """Whether it may stand beside others, or in what does."""
    leading: float = 1.2
    """The height of its lines, in font sizes."""
    line: float | None = None
    """The same in pixels, where a length gives it."""
    regions: tuple[int, ...] = ()
    """The elements around it out of which something that is moved within them does not reach."""
    cutter: int | None = None
    """The innermost of those that cut off what is in them."""
    holder: int | None = None
    """The same for what is positioned in it (`position: absolute`)."""
    frame: int | None = None
    """The innermost that is positioned itself."""
    wide: bool = False
    """Whether an ancestor is wider than the window, or moved."""
    struck: bool = False
    animated: bool = False
    aligned: bool = True
    """Whether lines begin at the left."""
    variables: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def ink(self) -> Rgba | None:
        """What the text is painted in."""
        return self.color if isinstance(self.fill, str) else self.fill


class Style:
    """What is declared for one element: of each property the values that it may have."""

    def __init__(self, declarations: Iterable[Declaration], variables: Mapping[str, str | None]) -> None:
        listed = _after_all(sorted(declarations, key=lambda each: each.rank, reverse=True))
        self.variables = dict(variables)
        for name in {each.name for each in listed if each.name.startswith("--")}:
            own = [each for each in listed if each.name == name]
            self.variables[name] = own[0].value if own[0].certain else None
        self._values: dict[str, list[str | None]] = {}
        self._settled: set[str] = set()
        for each in listed:
            if not each.name.startswith("--"):
                value = self._resolved(each.value)
                for name, part in _longhands(each.name, value):
                    self._add(name, part, each.certain)

    def _resolved(self, value: str) -> str | None:
        lower = value.lower() if len(value) < 2_000 else ""
        for _ in range(10):
            if "var(" not in lower:
                return lower
            match = _VARIABLE.search(value)
            if match is None:
                return None
            held = self.variables.get(match[1]) if match[1] in self.variables else match[2]
            if held is None or len(value) > 2_000:
                return None
            value = value[: match.start()] + held + value[match.end() :]
            lower = value.lower()
        return None

    def _add(self, name: str, value: str | None, certain: bool) -> None:
        if name in self._settled:
            return
        if value is not None:
            if value.startswith("-") and (name in _NEVER_NEGATIVE or name.startswith("padding-")):
                return  # void
            if value.endswith(("\\", "\ufffd")) or (
                name == "filter" and value.startswith(("alpha(", "progid:"))
            ):
                return  # for Internet Explorer
            known = _WORDS.get(name)
            if known is not None and value not in known and value not in _KEEP:
                if re.fullmatch(r"[a-z-]+", value):
                    return  # void
                value, certain = None, False
            elif (
                name in ("color", "background-color") and value not in _KEEP and parse_color(value) == "void"
            ) or (
                name in _PLAIN_LENGTHS
                and value.isalpha()
                and value not in _KEEP
                and value not in _LENGTH_WORDS
            ):
                return
        self._values.setdefault(name, []).append(value)
        if certain:
            self._settled.add(name)

    def of(self, name: str, otherwise: str | None = None) -> Values:
        """The values that a property may have; `otherwise` stands for the one that it has if nothing declares it."""
        found = tuple(
            "inherited"
            if name == "color" and value in ("inherit", "unset")
            else _kept(name, value, otherwise)
            if value in _KEEP
            else value
            for value in dict.fromkeys(self._values.get(name, ()))
        )
        return found if name in self._settled else (*found, otherwise)

    def declares(self, *names: str) -> bool:
        """Whether one of the properties has or may have a value."""
        return any(name in self._values for name in names)


def _after_all(declared: list[Declaration]) -> list[Declaration]:
    """What `all` leaves of the declarations, of which the first wins: none of those that it overrides."""
    at = next((at for at, each in enumerate(declared) if each.name == "all"), None)
    if at is None:
        return declared
    if declared[at].certain:
        own = declared[at]
        inline = [own._replace(name="display", value="inline")] if own.value in ("unset", "initial") else []
        return declared[: at + 1] + inline
    return declared[: at + 1] + [each._replace(certain=False) for each in declared[at + 1 :]]


def _kept(name: str, value: str | None, otherwise: str | None) -> str | None:
    """What `inherit`, `initial`, `unset` and `revert` stand for."""
    if name == "display":
        return "inline" if value in ("unset", "initial") else otherwise if value == "revert" else None
    if name in _INHERITED:
        return None if value == "initial" else otherwise
    if name == "text-decoration-line" and value == "inherit":
        return "none"  # where one around it is struck through, so is this
    return otherwise if value in ("unset", "initial") else None


_PLAIN_LENGTHS = frozenset(("font-size", "width", "height", "left", "top", "opacity", "text-indent"))
_NEVER_NEGATIVE = frozenset(
    "font-size line-height width height min-width min-height max-width max-height".split()
)
_LENGTH_WORDS = frozenset(
    "auto none larger smaller max-content min-content fit-content stretch".split()
) | frozenset(_SIZES)


def _longhands(name: str, value: str | None) -> Iterable[tuple[str, str | None]]:
    name = _LOGICAL.get(name, name)
    if value is None:
        return [(each, None) for each in _SHORTHANDS.get(name, (name,))]
    if value in _KEEP and name in _SHORTHANDS:
        return [(each, value) for each in _SHORTHANDS[name]]
    parts = _PARTS.split(value) if "(" in value else value.split()
    if name == "background":
        return _background(value)
    if name == "font":
        return _font(value)
    if name == "overflow" and parts:
        return [("overflow-x", parts[0]), ("overflow-y", parts[-1])]
    if name in ("inset", "margin", "padding") and 1 <= len(parts) <= 4:
        four = (
            parts[0],
            *(parts[at] if at < len(parts) else parts[max(0, at - 2)] for at in (1, 2)),
            parts[3] if len(parts) == 4 else parts[1 if len(parts) > 1 else 0],
        )
        prefix = "" if name == "inset" else f"{name}-"
        return [(f"{prefix}{side}", part) for side, part in zip(_SIDES, four, strict=True)]
    if (
        name
        in ("margin-inline", "inset-inline", "padding-inline", "margin-block", "inset-block", "padding-block")
        and parts
    ):
        prefix, _, axis = name.partition("-")
        prefix = "" if prefix == "inset" else f"{prefix}-"
        sides = ("left", "right") if axis == "inline" else ("top", "bottom")
        return [(f"{prefix}{sides[0]}", parts[0]), (f"{prefix}{sides[1]}", parts[-1])]
    if name in _SHORTHANDS:
        return [(each, None) for each in _SHORTHANDS[name]]
    return [(name, value)]


_SHORTHANDS = {
    "background": ("background-color", "background-image"),
    "font": ("font-size", "line-height", "font-family"),
    "overflow": ("overflow-x", "overflow-y"),
    "inset": _SIDES,
    "margin": tuple(f"margin-{side}" for side in _SIDES),
    "padding": tuple(f"padding-{side}" for side in _SIDES),
}


def _background(value: str) -> list[tuple[str, str | None]]:
    if "gradient(" in value or "url(" in value or "image-set(" in value or "element(" in value:
        clipped = [("background-clip", "text")] if re.search(r"\btext\b", value) else []
        return [("background-color", None), ("background-image", None), *clipped]
    if value == "none" or value == "0":
        return [("background-color", "transparent"), ("background-image", "none")]
    if re.search(r"\btext\b", value):
        return [("background-color", None), ("background-image", "none"), ("background-clip", "text")]
    for part in re.split(r"(?:\s+|/)(?![^(]*\))", value):
        if isinstance(parse_color(part), Rgba) or parse_color(part) == "currentcolor":
            return [("background-color", part), ("background-image", "none")]
    return [("background-color", None), ("background-image", "none")]


def _font(value: str) -> list[tuple[str, str | None]]:
    match = re.search(
        r"(?:^|\s)((?:[-+.\d]+(?:[a-z]+|%)|0|x{1,3}-(?:small|large)|small|medium|large|smaller|larger))(?:/(\S+))?\s+(.+)$",
        value,
    )
    if match is None:
        return [("font-size", None), ("line-height", None), ("font-family", None)]
    return [("font-size", match[1]), ("line-height", match[2] or "normal"), ("font-family", match[3])]


def pixels(value: str | None, box: Box, em: float | None, whole: float | None = None) -> float | None:
    """A length in pixels; a percentage is of `whole`. None: only a layout tells."""
    viewport = box.viewport
    match = _LENGTH.fullmatch(value or "")
    if match is None:
        if value and value.endswith(")") and len(value) < 500:
            return calculated(value, lambda length: pixels(length, box, em, whole))
        return None
    number, unit = float(match[1]), match[2]
    if unit == "":
        return number if number == 0 or box.quirks else None
    if unit in _ABSOLUTE:
        return number * _ABSOLUTE[unit]
    if unit == "rem":
        return None if box.rem is None else number * box.rem
    if unit in ("em", "ch", "ex"):
        return None if em is None else number * em * (1 if unit == "em" else 0.5)
    if unit in ("vw", "svw", "lvw", "dvw", "vi"):
        return number * viewport.width / 100
    if unit in ("vh", "svh", "lvh", "dvh", "vb"):
        return number * viewport.height / 100
    if unit in ("vmin", "vmax"):
        return number * (min if unit == "vmin" else max)(viewport) / 100
    return None if unit != "%" or whole is None else number * whole / 100


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
            **_painted(outer, outer, node, _NO_STYLE),
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
        if all(value == "hidden" for value in style.of("content-visibility", found)) and _blockish(
            node, style
        ):
            hidden = hidden or "content-visibility: hidden"
        else:
            doubtful("content-visibility")
    box = replace(box, **_painted(outer, box, node, style))
    if set(shown) == {"contents"}:  # it has no box that anything could be done to
        return replace(box, hidden=hidden, off=off, doubt=doubt, gone=gone)
    if "contents" in shown:
        doubtful("display: contents")
    if style.declares("float") and any(value != "none" for value in style.of("float", "none")):
        box = replace(box, floats=True)
    elif clears or _holds_floats(node, style):
        box = replace(box, ground=box.backdrop)
    opacities = [_number(value) for value in style.of("opacity", "1")]
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
    if outer.struck and style.declares(
        "display", "float", "position"
    ):  # a line goes through no box of its own
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
    elif any(value is None or "line-through" in value for value in lines):
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
    boxed = own is not None and node.tag not in ("html", "body") and _blockish(node, style)
    if boxed and any(set(style.of(name, "visible")) <= _SCROLLED for name in ("overflow-x", "overflow-y")):
        cutter = own  # what is visible on one axis is then cut off, too
    if boxed and positions <= {"relative", "absolute", "sticky"}:
        holder, frame = cutter, own
    regions = outer.regions
    if own is not None and own in (cutter, frame):
        regions = (*regions, own)
    return replace(
        box,
        beside=beside or _in_a_row(style),
        cutter=cutter,
        holder=holder,
        frame=frame,
        regions=regions,
    )


def lined(style: Style, tag: str) -> bool:
    """Whether nothing stands beside it, as far as it says itself."""
    displays = set(style.of("display", "block" if tag in BLOCK else "inline"))
    return displays <= _LINED and set(style.of("float", "none")) <= {"none"}


_INLINE_BLOCKS = ("td", "th", "button", "input", "select", "textarea")
_SCROLLED = {"hidden", "auto", "scroll", "overlay"}
_LINED = {"block", "flex", "grid", "list-item", "flow-root", "none"}
"""How what stands beside nothing is displayed."""
_NO_STYLE = Style((), {})
UNTIL_FOUND = "hidden=until-found"
"""Why a browser does not even paint an element that a style shows."""
_PLACED = (
    *("position", "float", "transform", "translate", "text-indent", "padding-left", "padding-top"),
    *_SIDES,
    *(f"margin-{side}" for side in _SIDES),
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


def _number(value: str | None) -> float | None:
    if value is None:
        return None
    try:
        return float(value[:-1]) / 100 if value.endswith("%") else float(value)
    except ValueError:
        return None


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
        if value in _SIZES:
            found.add(float(_SIZES[value]))
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


_BLOCKS = "div,p,ul,ol,li,dl,dt,dd,table,h1,h2,h3,h4,h5,h6,section,article,nav,header,footer,main,aside,form,address"


def _hinted(color: str) -> Rgba | None:
    """A color as attributes of HTML have it."""
    parsed = parse_color(color if not re.fullmatch(r"[0-9a-fA-F]{6}", color) else f"#{color}")
    return parsed if isinstance(parsed, Rgba) else None


def _painted(outer: Box, box: Box, node: Any, style: Style) -> dict[str, Any]:
    """Color of the text, and what is painted behind it."""
    color, backdrop, tag = outer.color, outer.backdrop, node.tag
    attributes = node.attributes
    hint = attributes.get("color") if tag == "font" else attributes.get("text") if tag == "body" else None
    if hint:
        color = _hinted(hint)
    elif tag == "a" and "href" in attributes:
        color = outer.link
    elif tag in ("mark", "button", "input", "select", "textarea"):
        color = BLACK
    elif tag == "table" and outer.quirks:
        color = outer.body
    link = outer.link
    if tag == "body" and attributes.get("link"):
        link = _hinted(attributes["link"])
    if style.declares("color"):
        candidates = {
            outer.color
            if value in ("currentcolor", "inherited")
            else color
            if value == ""
            else parse_color(value)
            if value
            else None
            for value in style.of("color", "")
        }
        one = candidates.pop() if len(candidates) == 1 else None
        color = one if isinstance(one, Rgba) else None
    fill = outer.fill
    if style.declares("-webkit-text-fill-color"):
        fills = style.of("-webkit-text-fill-color", "")
        parsed = parse_color(fills[0]) if len(fills) == 1 and fills[0] else None
        fill = parsed if isinstance(parsed, Rgba) or parsed == "currentcolor" else None
    shadow = box.shadow
    if style.declares("text-shadow"):
        shadow = any(value != "none" for value in style.of("text-shadow", "none"))
    hint = (
        attributes.get("bgcolor")
        if tag in ("body", "table", "tr", "td", "th", "thead", "tbody", "tfoot")
        else None
    )
    if tag == "mark":
        backdrop = Rgba(1, 1, 0)
    elif tag in ("button", "input", "select", "textarea"):
        backdrop = Rgba(0.94, 0.94, 0.94)
    if hint:
        backdrop = _hinted(hint)
    if style.declares("background-color"):
        layers = {
            color if value == "currentcolor" else parse_color(value) if value else None
            for value in style.of("background-color", "transparent")
        }
        one = layers.pop() if len(layers) == 1 else None
        if not isinstance(one, Rgba):
            backdrop = None
        elif one.alpha == 1:
            backdrop = one
        elif one.alpha > 0:
            backdrop = one.over(backdrop) if backdrop else None
    if any(value != "none" for value in style.of("background-image", "none")) or "background" in attributes:
        backdrop = None
    if any(
        value is None or ("inset" in value and reach(value) > 4) for value in style.of("box-shadow", "none")
    ):
        backdrop = None
    if backdrop != outer.backdrop:
        displays = set(style.of("display", "inline" if tag in INLINE else "block"))
        if "contents" in displays or None in displays:
            backdrop = outer.backdrop if displays == {"contents"} else None
        elif "inline" in displays and node.css_first(_BLOCKS) is not None:
            backdrop = None  # it is not painted behind blocks
    family = outer.family
    if style.declares("font-family"):
        families = style.of("font-family", outer.family)
        family = families[0] if len(families) == 1 else None
    elif tag in ("pre", "code", "kbd", "samp", "tt"):
        family = "monospace"
    return {
        "color": color,
        "body": color if tag == "body" else outer.body,
        "fill": fill,
        "link": link,
        "backdrop": backdrop,
        "shadow": shadow,
        "family": family,
    }


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
            for name in _SIDES
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
            or (
                far_sides[0] == "left" and box.aligned and (length("left") or 0) <= -2 * _FAR
            )  # as wide as that
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
    for name in _MOVING:
        if style.declares(name):
            values = style.of(name, "none")
            harmless = ("none", "auto", *_SHOWN_WHOLE.get(name, ()))
            if all(value in harmless for value in values):
                continue
            boxed = _blockish(node, style)  # a line has nothing to be moved
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
    for side in _SIDES:
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
            and _blockish(node, style)
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
        return _number(value.split()[0]) == 0
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
                for side in _SIDES
            )
            if not padded and not top and not style.declares(*_HIGHER) and _blockish(node, style):
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
                clips and any(value and value.endswith("%") and (_number(value) or 0) > 1 for value in values)
            )
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
        if _in_a_row(style) and ((cutting and not top) or _number_of_children(node) > 1):
            doubt = doubt or "overflow"  # what is wide in one item moves the others
        if any(reach(value) > 200 for name in _BEFORE for value in style.of(name, "0")):
            doubt = doubt or "padding-left"
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
            and _blockish(node, style)
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
            number = _number(value) if value != "normal" else 1.0
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
            items=_has_items(style),
            leading=leading,
            line=line,
        ),
    )


def _leading(values: Values, outer: Box, size: float | None) -> tuple[float, float | None]:
    """The height of lines, in font sizes or in pixels."""
    value = values[0]
    if len(values) > 1 or value is None or value == "normal":
        return 1.2 if value == "normal" and len(values) == 1 else 0.8, None
    number = None if value.endswith("%") else _number(value)
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


def _has_items(style: Style) -> bool:
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


def _in_a_row(style: Style) -> bool:
    """Whether what is in it may stand side by side."""
    if not _has_items(style):
        return False
    directions = (
        style.of("flex-direction", "row")
        if style.declares("flex-direction")
        else style.of("flex-flow", "row")
    )
    grid = any(value is None or "grid" in value for value in style.of("display", "block"))
    return grid or any(value is None or not value.startswith("column") for value in directions)


def _number_of_children(node: Any) -> int:
    return sum(
        1
        for child in node.iter(include_text=True)
        if child.is_element_node or (child.text_content or "").strip()
    )


_REACH = expression(r"(?<![#\w.])(-?(?:\d+\.?\d*|\.\d+))(px|r?em|pt|vw|vh|%|)(?![\w.])")
_ROUGHLY = {"px": 1.0, "": 1.0, "pt": 1.4, "em": 16.0, "rem": 16.0, "vw": 13.0, "vh": 8.0, "%": 13.0}


def reach(value: str | None) -> float:
    """The greatest length in a value, roughly and in pixels; a very great one where nobody can tell."""
    if value is None or "calc(" in value:
        return 1e9
    return max(map(abs, _lengths(value)), default=0.0)


def _lengths(value: str) -> list[float]:
    """The lengths in a value, roughly and in pixels."""
    return [float(number) * _ROUGHLY[unit] for number, unit in _REACH.findall(value)]


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
        return _number(value) == 0
    if name == "flex":
        parts = value.split()
        return value == "none" or (len(parts) > 1 and _number(parts[1]) == 0)
    return (
        "column" in value if name == "grid-auto-flow" else re.search(r"\dpx|max-content", value) is not None
    )


def _blockish(node: Any, style: Style) -> bool:
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


def text_state(box: Box, fonts: Iterable[str]) -> tuple[str, str]:
    """Whether text in the box is `seen`, `hidden` or `open`, and why."""
    bounds = legibility()
    if box.animated and not box.gone:
        return "open", "animation"
    if box.hidden or box.off:
        return "hidden", box.hidden or box.off or ""
    if box.visibility in ("hidden", "collapse"):
        return "hidden", f"visibility: {box.visibility}"
    if box.struck:
        return "hidden", "line-through"
    if box.opacity < 0.1:
        return "hidden", f"opacity: {box.opacity:g}"
    if (
        box.size is not None
        and box.size < bounds.size.hidden_below
        and box.doubt not in (*_MOVING, "::first-line", "::first-letter")
    ):
        return "hidden", f"font-size: {box.size:g}px"
    if (
        box.ink is not None
        and box.ink.alpha < 0.05
        and not box.shadow
        and box.doubt
        not in (
            "background-clip",
            "-webkit-background-clip",
            "animation",
            "animation-name",
            "-webkit-text-stroke",
            "-webkit-text-stroke-width",
            "::first-line",
            "::first-letter",
        )
    ):
        return "hidden", "color: transparent"
    if box.doubt:
        return "open", box.doubt
    if box.visibility is None:
        return "open", "visibility"
    if box.ink is None or box.backdrop is None:
        return "open", "color" if box.ink is None else "background"
    ratio = _ratio(box)
    if box.floats and box.ground != box.backdrop:
        beside = 1.0 if box.ground is None else _ratio(replace(box, backdrop=box.ground))
        if min(ratio, beside) < bounds.contrast.seen_from <= max(ratio, beside):
            return "open", "float"
    if ratio < bounds.contrast.seen_from:
        if ratio < bounds.contrast.hidden_below and not box.shadow:
            return "hidden", f"{PALE} {ratio:.2f}"
        return "open", f"contrast {ratio:.2f}"
    if box.size is None or not bounds.size.seen_from <= box.size <= _LARGE:
        return "open", "font-size"
    if box.clips and box.size > 28:
        return "open", "overflow: hidden"
    if box.family is None or any(name.strip(" '\"") in set(fonts) for name in box.family.split(",")):
        return "open", "font-family"
    return "seen", ""


_TOUCHING = 4
"""Pixels by which one may reach into the line of another without covering its letters."""
_CONTENT = 1.5
"""The height of a line's background, in font sizes, in fonts for Chinese."""
PALE = "contrast"
"""What hides a text only where nothing else lies behind it."""
_LARGE = 40
"""Pixels above which a number may be wider than a phone's window."""


def _ratio(box: Box) -> float:
    assert box.ink is not None
    assert box.backdrop is not None
    painted = Rgba(*box.ink[:3], box.ink.alpha * box.opacity).over(box.backdrop)
    return contrast(painted, box.backdrop)


def on(box: Box, ground: Rgba | None) -> tuple[float, Range]:
    """The contrast of the box's text with what else may lie behind it, and its bounds."""
    return (0.0 if ground is None else _ratio(replace(box, backdrop=ground))), legibility().contrast


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
        for side in _SIDES
        for value in style.of(side, "auto")
    ):
        return "position: relative"
    for name in _MOVING:
        if any(
            value not in ("none", "auto", *_SHOWN_WHOLE.get(name, ())) for value in style.of(name, "none")
        ):
            return name
    aside = not outer.beside and lined(style, tag)  # what it reaches into on its sides is empty
    for side in _SIDES:
        for value in style.of(f"margin-{side}", "0"):
            if value == "auto" or (value and value[0] != "-" and "(" not in value):
                continue
            far = length(value)
            if far is None or (far < 0 and not (aside and side in ("left", "right"))):
                return f"margin-{side}"
    for name in ("outline", "outline-width", "outline-offset"):
        if style.declares(name) and any(reach(value) > 4 for value in style.of(name, "0")):
            return name
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
        inside = empty and not style.declares(*_ENLARGING, *_MOVING)
        insets = [pixels(value, outer, None, 1.0) for side in _SIDES for value in style.of(side, "auto")]
        if inside and all(each is not None and each >= 0 for each in insets):
            return outer.frame
        return outer.holder
    return outer.cutter if positions <= {"static", "relative", "sticky", "-webkit-sticky"} else None


_ENLARGING = (
    *("width", "height", "min-width", "min-height", "border", "border-width", "box-shadow", "outline"),
    *("outline-width", "outline-offset", "outline-style", "filter"),
    *(f"{name}-{side}" for name in ("padding", "margin", "border") for side in _SIDES),
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
        borders = (
            "border",
            "border-width",
            "border-top",
            "border-bottom",
            "border-top-width",
            "border-bottom-width",
        )
        for name, least in (*((side, free) for side in sides), *((border, 4) for border in borders)):
            if style.declares(name) and any(reach(value) > least for value in style.of(name, "0")):
                return name
    if box.overflows and _has_items(style):
        for name in ("align-items", "align-content", "place-items", "place-content", "justify-content"):
            if any(
                value is None or re.search(r"end|center|baseline", value)
                for value in style.of(name, "normal")
            ):
                return name
    return None


def reaches(style: Style) -> bool:
    """Whether its shadow may lie behind what stands beside it."""
    for value in style.of("box-shadow", "none"):
        if value is None:
            return True
        for each in re.split(r",(?![^(]*\))", value):
            lengths = _lengths(re.sub(r"\([^)]*\)", "", each))
            if "inset" not in each and len(lengths) > 1:
                spread = lengths[3] if len(lengths) > 3 else 0.0
                if max(abs(lengths[0]), abs(lengths[1])) + spread > 40:
                    return True
    return False
