"""The value of calc(), min(), max() and clamp() (CSS Values 4, 10), as far as it hangs on nothing but the window."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

Resolve = Callable[[str], float | None]
"""Gives the pixels of a length as CSS writes it; None: only a layout tells."""


def calculated(text: str, resolve: Resolve) -> float | None:
    """The number or the pixels that a function gives; None: it is no such function, or only a layout tells."""
    import tinycss2

    tokens = [
        each
        for each in tinycss2.parse_component_value_list(text, skip_comments=True)
        if each.type != "whitespace"
    ]
    try:
        return _function(tokens[0], resolve) if len(tokens) == 1 and tokens[0].type == "function" else None
    except (_Unknown, ZeroDivisionError, OverflowError, RecursionError):
        return None


class _Unknown(Exception):
    """Only a layout tells, or it is not CSS."""


def _function(token: Any, resolve: Resolve) -> float:
    parts: list[list[Any]] = [[]]
    for each in token.arguments:
        if each == ",":
            parts.append([])
        elif each.type != "whitespace":
            parts[-1].append(each)
    values = [_sum(part, resolve) for part in parts]
    name = token.lower_name
    if name == "calc" and len(values) == 1:
        return values[0]
    if name in ("min", "max"):
        return min(values) if name == "min" else max(values)
    if name == "clamp" and len(values) == 3:
        return max(values[0], min(values[1], values[2]))
    raise _Unknown


def _sum(tokens: list[Any], resolve: Resolve) -> float:
    total, sign = 0.0, 1
    part: list[Any] = []
    for each in [*tokens, "+"]:
        if part and each in ("+", "-"):
            total += sign * _product(part, resolve)
            sign, part = -1 if each == "-" else 1, []
        else:
            part.append(each)
    if part or not math.isfinite(total):
        raise _Unknown
    return total


def _product(tokens: list[Any], resolve: Resolve) -> float:
    if len(tokens) % 2 == 0:
        raise _Unknown
    value = _value(tokens[0], resolve)
    for sign, token in zip(tokens[1::2], tokens[2::2], strict=True):
        if sign not in ("*", "/"):
            raise _Unknown
        value = value * _value(token, resolve) if sign == "*" else value / _value(token, resolve)
    return value


def _value(token: Any, resolve: Resolve) -> float:
    kind = getattr(token, "type", "")
    if kind == "number":
        return float(token.value)
    if kind == "function":
        return _function(token, resolve)
    if kind == "() block":
        return _sum([each for each in token.content if each.type != "whitespace"], resolve)
    found = resolve(token.serialize()) if kind in ("dimension", "percentage") else None
    if found is None:
        raise _Unknown
    return found
