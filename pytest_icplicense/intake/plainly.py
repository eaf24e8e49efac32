"""YAML of values that need no thought: texts of letters and common signs, whole numbers, and lists and mappings of them.

It says no to whatever else there is, such as a text that may be read as a number, instead of knowing all of YAML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))
"""What YAML reads as something else than text."""
_LETTERS = frozenset("acdfgijklmnpqrstuvwyzACDFGIJKLMNPQRSTUVWYZ")
"""Of these no number has any, but one that begins with `0x`."""
_SIGNS = frozenset("[]{}#&*!|>%@`\"',")
"""A text that begins with one of them is quoted."""
_LONGEST_KEY = 100
"""Characters; the names and pointers that are keys here have fewer."""


class NotPlain(ValueError):
    """There is a value that needs the library."""


OnOneLine = Callable[[list[Any]], bool]


def written(tree: dict[str, Any], on_one_line: OnOneLine) -> str:
    """The document; lists of which `on_one_line` is true are written so.

    Raises:
        NotPlain: it has a value that is not as simple as all that.
    """
    if not tree:
        raise NotPlain
    return "\n".join([*_mapping(tree, "", on_one_line), ""])


def _mapping(tree: dict[str, Any], indent: str, on_one_line: OnOneLine) -> Iterator[str]:
    for key, value in tree.items():
        if not isinstance(key, str) or len(key) > _LONGEST_KEY or _scalar(key) != key:
            raise NotPlain
        if isinstance(value, dict) and value:
            yield f"{indent}{key}:"
            yield from _mapping(value, f"{indent}  ", on_one_line)
        elif isinstance(value, list) and not on_one_line(value):
            yield f"{indent}{key}:"
            yield from _list(value, f"{indent}  ", on_one_line)
        elif isinstance(value, list):
            yield f"{indent}{key}: [{', '.join(map(_in_a_list, value))}]"
        elif isinstance(value, str) and "\n" in value:
            yield f"{indent}{key}: |-"
            yield from (f"{indent}  {_line(line)}" for line in value.split("\n"))
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _list(values: list[Any], indent: str, on_one_line: OnOneLine) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict) and value:
            first, *others = _mapping(value, f"{indent}  ", on_one_line)
            yield f"{indent}- {first.lstrip()}"
            yield from others
        else:
            yield f"{indent}- {_scalar(value)}"


def _line(line: str) -> str:
    """A line of a text of several."""
    if not line or line[0] == " " or line[-1] == " " or not line.isprintable():
        raise NotPlain
    return line


def _in_a_list(value: object) -> str:
    """A value between square brackets."""
    text = _scalar(value)
    if not all(not char.isascii() or char.isalnum() or char in " -_./" for char in text):
        raise NotPlain
    return text


def _scalar(value: object) -> str:
    """A value on one line."""
    if value is None:
        return "null"
    if type(value) is int:
        return str(value)
    if value == {}:
        return "{}"
    if type(value) is not str or not value or not value.isprintable() or " " in (value[0], value[-1]):
        raise NotPlain
    if value[0] not in _SIGNS and not _is_text(value):
        raise NotPlain
    if value[0] in _SIGNS or ": " in value or " #" in value or value[-1] == ":":
        doubled = value.replace("'", "''")
        return f"'{doubled}'"
    return value


def _is_text(value: str) -> bool:
    """Whether a text cannot be read as anything else, and begins with no sign that means something."""
    first = value[0]
    if not value.isascii():
        return first not in "-?:"
    if first.isdigit():
        return _is_day(value) or (not _LETTERS.isdisjoint(value) and value[:2] not in ("0x", "0b", "0o"))
    return (first.isalpha() and value.lower() not in _WORDS) or first in "/("


def _is_day(value: str) -> bool:
    """Whether it is written as a day: 2021-10-02."""
    return len(value) == 10 and value[4] == value[7] == "-" and value.replace("-", "").isdigit()
