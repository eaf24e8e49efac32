"""Lengths of CSS in pixels, as far as no layout is needed."""

from __future__ import annotations

from pytest_icplicense.expressions import expression
from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.calculation import calculated

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


def number_of(value: str | None) -> float | None:
    if value is None:
        return None
    try:
        return float(value[:-1]) / 100 if value.endswith("%") else float(value)
    except ValueError:
        return None


_REACH = expression(r"(?<![#\w.])(-?(?:\d+\.?\d*|\.\d+))(px|r?em|pt|vw|vh|%|)(?![\w.])")
_ROUGHLY = {"px": 1.0, "": 1.0, "pt": 1.4, "em": 16.0, "rem": 16.0, "vw": 13.0, "vh": 8.0, "%": 13.0}


def reach(value: str | None) -> float:
    """The greatest length in a value, roughly and in pixels; a very great one where nobody can tell."""
    if value is None or "calc(" in value:
        return 1e9
    return max(map(abs, lengths_in(value)), default=0.0)


def lengths_in(value: str) -> list[float]:
    """The lengths in a value, roughly and in pixels."""
    return [float(number) * _ROUGHLY[unit] for number, unit in _REACH.findall(value)]
