"""What is declared for one element: of each property the values that it may have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.pages.color import Rgba, parse_color
from pytest_icplicense.pages.stylesheets import Declaration

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
SIZES = dict(
    zip(
        "xx-small x-small small medium large x-large xx-large xxx-large".split(),
        (9, 10, 13, 16, 18, 24, 32, 48),
        strict=True,
    )
)
SIDES = ("top", "right", "bottom", "left")
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
_PARTS = expression(r"\s+(?![^(]*\))")
"""Between the parts of a value, but not within a function's parentheses."""
_VARIABLE = expression(r"var\(\s*(--[^\s,()]+)\s*(?:,([^()]*(?:\([^()]*\)[^()]*)*))?\)")
Values = tuple[str | None, ...]
"""The values that a property may have; None: one that only a browser knows."""


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
) | frozenset(SIZES)


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
        return [(f"{prefix}{side}", part) for side, part in zip(SIDES, four, strict=True)]
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
    "inset": SIDES,
    "margin": tuple(f"margin-{side}" for side in SIDES),
    "padding": tuple(f"padding-{side}" for side in SIDES),
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


Declared = Callable[[Any], tuple[list[Declaration], list[Style]]]
"""Gives what is declared for an element, and the styles of what is written before and after it."""
