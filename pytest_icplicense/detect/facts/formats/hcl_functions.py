"""Functions of Terraform's language, as far as their results are certain."""

from __future__ import annotations

import json
import math
from typing import Any

Value = Any
"""A text, a number, a truth value, a list, a dict, or NULL; None: not known."""
UNKNOWN = None
MAX_TEXT = 100_000
"""Characters of what is put together."""
MAX_ENTRIES = 10_000
"""Entries of what is put together."""


class _Null:
    """The value of what is not set."""

    def __repr__(self) -> str:
        return "null"


NULL = _Null()
_SAME = "jsonencode yamlencode tolist toset tomap sensitive nonsensitive".split()


def result(name: str, given: list[Value]) -> Value:
    """What a function gives; unknown where it is not known here.

    Raises:
        ValueError, TypeError, KeyError, IndexError: Terraform would refuse it.
    """
    match name, given:
        case _, [one] if name in _SAME:
            return one
        case "tostring", [str() | int() | float() as one]:
            return str(one)
        case "tonumber", [str() | int() | float() as one]:
            return float(one) if "." in str(one) else int(one)
        case "tobool", [bool() as one]:
            return one
        case "tobool", ["true" | "false" as one]:
            return one == "true"
        case (("lower" | "upper" | "trimspace"), [str() as one]):
            return {"lower": one.lower, "upper": one.upper, "trimspace": one.strip}[name]()
        case "jsondecode", [str() as one]:
            return json.loads(one)
        case "lookup", [dict() as found, str() as key, *rest]:
            return found[key] if key in found else (rest[0] if rest else UNKNOWN)
        case "coalesce", [*values]:
            return next((each for each in values if each is not NULL and each != ""), UNKNOWN)
        case (("max" | "min"), [*numbers]) if numbers and all(map(_is_number, numbers)):
            return max(numbers) if name == "max" else min(numbers)
        case (("ceil" | "floor" | "abs"), [int() | float() as one]):
            return math.ceil(one) if name == "ceil" else math.floor(one) if name == "floor" else abs(one)
        case "merge", [*dicts]:
            dicts = [each for each in dicts if each is not NULL]
            if all(isinstance(each, dict) for each in dicts):
                return {key: value for each in dicts for key, value in each.items()}
        case "concat", [*lists] if all(isinstance(each, list) for each in lists) and _few(lists):
            return [each for one in lists for each in one]
        case "length", [str() | list() | dict() as one]:
            return len(one)
        case "element", [list() as values, int() as at] if values:
            return values[at % len(values)]
        case "one", [list() as values]:
            return NULL if not values else (values[0] if len(values) == 1 else UNKNOWN)
        case "contains", [list() as values, one] if one is not UNKNOWN:
            return True if one in values else (UNKNOWN if UNKNOWN in values else False)
        case (("keys" | "values"), [dict() as one]):
            return [key if name == "keys" else one[key] for key in sorted(one)]
        case "compact", [list() as values] if UNKNOWN not in values:
            return [each for each in values if each is not NULL and each != ""]
        case "distinct", [list() as values] if len(values) < 200:
            return [each for at, each in enumerate(values) if each not in values[:at]]
        case "flatten", [list() as values] if _few([each for each in values if isinstance(each, list)]):
            return [one for each in values for one in (each if isinstance(each, list) else [each])]
        case "zipmap", [list() as keys, list() as values] if len(keys) == len(values):
            return dict(zip(keys, values, strict=True))
        case (("startswith" | "endswith"), [str() as one, str() as part]):
            return one.startswith(part) if name == "startswith" else one.endswith(part)
        case "split", [str() as sign, str() as one] if sign:
            return one.split(sign)
        case "replace", [str() as one, str() as old, str() as new] if old[:1] != "/" and old:
            return one.replace(old, new) if len(one) * (len(new) + 1) < MAX_TEXT else UNKNOWN
        case "trimsuffix", [str() as one, str() as part]:
            return one.removesuffix(part)
        case "trimprefix", [str() as one, str() as part]:
            return one.removeprefix(part)
        case "format", [str() as pattern, *words] if pattern.count("%") == pattern.count("%s") == len(words):
            if all(isinstance(each, str | int) for each in words) and _short(words):
                return pattern.replace("%s", "{}").format(*words)
        case "join", [str() as sign, list() as words] if all(isinstance(each, str) for each in words):
            return sign.join(words) if _short([*words, sign * len(words)]) else UNKNOWN
    return UNKNOWN


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _few(lists: list[list[Value]]) -> bool:
    return sum(map(len, lists)) <= MAX_ENTRIES


def _short(words: list[str | int]) -> bool:
    return sum(len(str(each)) for each in words) <= MAX_TEXT
