"""Where things stand in a text: lines and columns are counted from zero here, columns in characters (UTF-32)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from lsprotocol import types as lsp

from pytest_icplicense.documents.document import MAX_BYTES
from pytest_icplicense.documents.positions import Positions, positions

_COMMENT = re.compile(r"\s+#.*$")
_LINE = re.compile(r"(?P<indent> *)(?P<dashes>(?:- +)*)(?P<rest>.*)")
_KEY = re.compile(r"(?P<key>[\w$.@/-]+|\"[^\"]*\"|'[^']*') *:(?: +|$)(?P<value>.*)")
MOST_LINES = 20_000
"""Lines above a cursor that are looked at."""


def lines_of(text: str, *, ends: bool = False) -> list[str]:
    """The lines of a text as editors count them: unlike Python and YAML, they begin none at U+0085 or U+2028."""
    if not ends:
        lines = _BREAK.split(text)
        return lines[:-1] if lines[-1] == "" else lines
    return [each for each in _WITH_BREAK.findall(text) if each]


_BREAK = re.compile("\r\n|\n|\r")
_WITH_BREAK = re.compile("[^\r\n]*(?:\r\n|\n|\r|\\Z)")
_BREAK_OF_YAML = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def end_of(text: str) -> lsp.Position:
    """Where a text ends."""
    last = _BREAK.split(text)
    return lsp.Position(len(last) - 1, len(last[-1]))


def replaced(text: str, where: lsp.Range, new: str) -> str:
    """The text with something else in a range; columns are in characters, and what lies beyond a line is its end."""
    lines = lines_of(text, ends=True)

    def offset(place: lsp.Position) -> int:
        if place.line >= len(lines):
            return len(text)
        line = lines[place.line]
        return sum(map(len, lines[: place.line])) + min(place.character, len(line.rstrip("\r\n")))

    start, end = offset(where.start), offset(where.end)
    return text[:start] + new + text[max(start, end) :]


def as_editors_count(text: str, line: int, column: int) -> tuple[int, int]:
    """A place as YAML and messages count it, from one, as editors count it, also from one."""
    if not _has_breaks_of_yaml(text):
        return line, column
    starts = [0, *(found.end() for found in _BREAK_OF_YAML.finditer(text))]
    offset = starts[min(max(line, 1), len(starts)) - 1] + column - 1
    before = _BREAK.split(text[:offset])
    return len(before), len(before[-1]) + 1


def _has_breaks_of_yaml(text: str) -> bool:
    return any(sign in text for sign in "\x85\u2028\u2029")


def line_range(text: str, line: int, column: int) -> lsp.Range:
    """From a place, counted from one, to what ends its line; never beyond the text."""
    lines = lines_of(text) or [""]
    row = min(max(line - 1, 0), len(lines) - 1)
    start = min(max(column - 1, 0), len(lines[row]))
    end = len(_COMMENT.sub("", lines[row]).rstrip())
    return lsp.Range(lsp.Position(row, start), lsp.Position(row, max(end, start)))


@lru_cache(maxsize=4)
def pointers(text: str) -> list[Positions]:
    """Of each document of a text, as far as it can be read; lines and columns as editors count them, from one."""
    if len(text) > MAX_BYTES:
        return []
    found = list(positions(text))
    if _has_breaks_of_yaml(text):
        return [
            {pointer: as_editors_count(text, *place) for pointer, place in list(each.items())[:MOST_LINES]}
            for each in found
        ]
    return found


class At(NamedTuple):
    """What stands at a cursor."""

    document: int
    pointer: str
    line: int
    column: int


def pointer_at(text: str, row: int, column: int) -> At | None:
    """The value that a line has at a column: the last one that begins before it; None where none does."""
    best: At | None = None
    for number, found in enumerate(pointers(text)):
        for pointer, (line, start) in found.items():
            here = line - 1 == row and start - 1 <= column and pointer
            if here and (best is None or (start - 1, len(pointer)) >= (best.column, len(best.pointer))):
                best = At(number, pointer, row, start - 1)
    return best


def word_at(line: str, column: int) -> tuple[str, int, int]:
    """The word around a column, with where it begins and ends: what stands between spaces and YAML's signs."""
    for match in re.finditer(r"[^\s,\[\]{}\"'#]+", line):
        start, end = match.span()
        word = match[0]
        if word.endswith(":"):
            word, end = word[:-1], end - 1
        if start <= column <= end:
            return word, start, end
    return "", column, column


class Context(NamedTuple):
    """What may be written at a cursor."""

    path: tuple[str, ...]
    """Keys from the root, `[]` for an entry of a list."""
    key: str | None
    """The key whose value is written; None: a key is."""
    typed: str
    """What is written of it so far."""


def context(text: str, row: int, column: int) -> Context:
    """The place of a cursor in a text that may be no YAML yet, by its indentation."""
    lines = lines_of(text)
    line = lines[row][:column] if row < len(lines) else ""
    match = _LINE.match(line)
    assert match is not None
    at, rest = len(match["indent"]) + len(match["dashes"]), match["rest"]
    level = len(match["indent"]) if match["dashes"] else at
    path = [*_above(lines, row, level, dashed=bool(match["dashes"])), *(["[]"] if match["dashes"] else [])]
    if "{" in rest or "[" in rest:
        return _flow(path, rest)
    if found := _KEY.match(rest):
        return Context(tuple(path), _bare(found["key"]), found["value"].strip("\"'"))
    return Context(tuple(path), None, rest.strip("\"'"))


def _above(lines: list[str], row: int, level: int, *, dashed: bool) -> list[str]:
    """The keys and lists that a line of this indentation is in."""
    path: list[str] = []
    for line in reversed(lines[max(0, row - MOST_LINES) : row]):
        if line.startswith("---"):
            break
        match = _LINE.match(line)
        if match is None or not match["rest"] or match["rest"].startswith("#"):
            continue
        indent, at = len(match["indent"]), len(match["indent"]) + len(match["dashes"])
        found = _KEY.match(match["rest"])
        if match["dashes"] and at == level and not dashed:  # the first key of the entry that this one is in
            path.insert(0, "[]")
            level, dashed = indent, True
            continue
        above = at < level or (dashed and at == level and not match["dashes"])
        if found and above and not _COMMENT.sub("", found["value"]).strip():
            path.insert(0, _bare(found["key"]))
            level, dashed = at, False
            if match["dashes"]:
                path.insert(0, "[]")
                level, dashed = indent, True
        if level == 0 and not dashed:
            break
    return path


def _flow(path: list[str], rest: str) -> Context:
    """The same inside of `{…}` and `[…]` on one line."""
    stack: list[str] = []
    key: str | None = None
    piece = ""
    for sign in re.findall(r"[{}\[\],]|[^{}\[\],]+", rest):
        if sign == "{" or sign == "[":
            if key is not None:
                stack.append(key)
            elif stack and stack[-1] == "[":
                stack.append("[]")
            stack.append(sign)
            key, piece = None, ""
        elif sign in ("}", "]"):
            while stack and stack.pop() not in ("{", "["):
                pass
            if stack and stack[-1] not in ("{", "["):
                stack.pop()
            key, piece = None, ""
        elif sign == ",":
            key, piece = None, ""
        else:
            piece = sign.strip()
            if found := _KEY.match(f"{piece} " if piece.endswith(":") else piece):
                key, piece = _bare(found["key"]), found["value"].strip()
    inside = [each for each in stack if each not in ("{", "[")]
    if stack and stack[-1] == "[" and key is None:  # entries of a list of words
        return Context((*path, *inside[:-1]), inside[-1] if inside else None, piece.strip("\"'"))
    return Context((*path, *inside), key, piece.strip("\"'"))


def _bare(key: str) -> str:
    return key.strip("\"'")


def steps(pointer: str) -> Iterator[str]:
    """The keys and indexes of a JSON Pointer."""
    for step in pointer.split("/")[1:]:
        yield step.replace("~1", "/").replace("~0", "~")
