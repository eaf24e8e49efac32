"""TOML as Cargo, uv, Poetry and PDM write it, row by row: Python's own parser takes four seconds for 16 MiB.

What these programs do not write (somebody's own hand, a broken file) is left to that parser.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.expressions import expression

_KEY = r'[A-Za-z0-9_-]+|"[^"\\]*"'
_PAIR = expression(rf"({_KEY}) = (\S.*)")
_TABLE = expression(rf"\[((?:{_KEY})(?:\.(?:{_KEY}))*)\]")
_PART = expression(_KEY)
_ARRAY = expression(r"\[\[([A-Za-z0-9_-]+)\]\]")
_FIRST = expression(r'\{ ?([A-Za-z0-9_-]+) = (?:"([^"\\]*)")?')
_STRING = expression(r'"(?>(?:[^"\\]|\\.)*)"')
_STRINGS = expression(r'\[ ?(?:"[^"\\]*"(?:, ?| ?(?=\])))*\]')
_ESCAPED = expression(r'\[ ?(?>(?:"(?>(?:[^"\\]|\\.)*)"(?:, ?| ?(?=\])))*)\]')
_OTHER = expression(r"true|false|[0-9][0-9A-Za-z:.+-]*")

_FILES = ("{ url =", "{file =", "{ path ")
"""How the entries of lists begin that are most of a file, and name no package."""


class _Odd(Exception):
    """A line that no such program writes."""


def lock_tree(artifact: Artifact) -> dict[str, Any]:
    """The content of a lock file. Of a table within a line only the first entry is there, and a value may be unread.

    Raises:
        Unjudged: it is no TOML.
    """
    try:
        return _read(artifact.lines)
    except _Odd:
        return artifact.toml()


def _read(lines: Iterable[str]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    here = tree
    items: list[Any] | None = None  # of the list that goes on over several lines
    for line in lines:
        line = line.rstrip("\r")
        if items is not None:
            words = line.strip()
            if words == "]":
                items = None
            elif words[:7] in _FILES and words[-2:] == "},":
                continue
            elif words:
                items.append(_value(words.removesuffix(",")))
        elif not line or line[0] == "#":
            continue
        elif line[0] == "[":
            here = _table(tree, line)
        else:
            pair = _PAIR.fullmatch(line)
            if not pair:
                raise _Odd
            key, words = pair[1], pair[2]
            if words == "[":
                items = []
            here[key.strip('"')] = items if words == "[" else _value(words)
    if items is not None:
        raise _Odd
    return tree


def _table(tree: dict[str, Any], line: str) -> dict[str, Any]:
    if line == "[[package]]" and type(tables := tree.get("package")) is list:
        tables.append(new := dict[str, Any]())
        return new
    if array := _ARRAY.fullmatch(line):
        tables = tree.setdefault(array[1], [])
        if not isinstance(tables, list):
            raise _Odd
        table: dict[str, Any] = {}
        tables.append(table)
        return table
    if not (header := _TABLE.fullmatch(line)):
        raise _Odd
    here: Any = tree
    for part in _PART.findall(header[1]):
        here = here.setdefault(part.strip('"'), {})
        if isinstance(here, list) and here:
            here = here[-1]
        if not isinstance(here, dict):
            raise _Odd
    return cast("dict[str, Any]", here)


def _value(words: str) -> Any:
    first, last = words[0], words[-1]
    if first == '"':
        if last == '"' and len(words) > 1 and '"' not in words[1:-1] and "\\" not in words:
            return words[1:-1]
        if not words.startswith('"""') and _STRING.fullmatch(words):
            return words
    elif first == "{":
        if last == "}" and (match := _FIRST.match(words)):
            return {match[1]: match[2]}
        if words in ("{}", "{ }"):
            return {}
    elif first == "[":
        if _STRINGS.fullmatch(words):
            return words[1:-1].strip().strip('"').replace('", "', '","').split('","') if '"' in words else []
        if "\\" in words and _ESCAPED.fullmatch(words):
            return words
        if last == "]" and "\\" not in words and words.startswith(("[{", "[ {")):
            return [{key: value} for key, value in _FIRST.findall(words)]
    elif first == "'":
        if last == "'" and len(words) > 1 and "'" not in words[1:-1]:
            return words[1:-1]
    elif _OTHER.fullmatch(words):
        return words == "true" if words in ("true", "false") else words
    raise _Odd
