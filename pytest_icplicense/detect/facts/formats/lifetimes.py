"""Lifetimes that databases are told in their own languages: ClickHouse's TTL, MongoDB's expiring indexes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression

_SQL = expression(r"--[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/|'(?>(?:[^'\\]|\\.|'')*)'")
_TABLE = expression(
    r"\b(?:CREATE\s+TABLE(?:\s+IF\s+NOT\s+EXISTS)?|ALTER\s+TABLE)\s+((?:[\w`\"]+\.)?[\w`\"]+)", re.IGNORECASE
)
_TTL = expression(
    r"\bTTL\s+[\w`\"().]{1,100}\s*\+\s*(?:INTERVAL\s+'?(\d{1,9})'?\s+(\w+)|toInterval(\w+)\((\d{1,9})\))(\s+TO\s|\s+GROUP\s|\s+RECOMPRESS|(?:\s+DELETE)?\s+WHERE\s)?",
    re.IGNORECASE,
)
_SCRIPT = expression(r"//[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/")
_INDEX = expression(
    r"(?:\bdb\.(\w{1,100})|getCollection\(\s*[\"'](\w{1,100})[\"']\s*\)|collection\(\s*[\"'](\w{1,100})[\"']\s*\))"
    r"\s*\.(?:createIndex|ensureIndex|create_index)\(([^;]{0,2000}?)expireAfterSeconds[\"']?\s*[:=]\s*"
    r"(\d{1,12}(?:\s*\*\s*\d{1,9}){0,5})\s*[,})]"
)


def of_tables(artifact: Artifact) -> Iterator[Node]:
    """`table` lists those whose rows expire, each with its `name` and `kept`, an amount of time with its unit.

    Of a table that is told several times the last one counts, and what goes only `WHERE` something holds does not.
    """
    if b"ttl" not in artifact.data.lower():
        return
    text = _SQL.sub(
        lambda found: found[0] if found[0][0] == "'" and len(found[0]) < 20 else _blank(found[0]),
        artifact.text,
    )
    tables = list(_TABLE.finditer(text))
    starts = [each.start() for each in tables]
    rows: dict[str, Node] = {}
    for found in _TTL.finditer(text):
        index = bisect_right(starts, found.start()) - 1
        if index < 0 or found[5] or ";" in text[starts[index] : found.start()]:
            continue
        amount = f"{found[1]} {found[2]}" if found[1] else f"{found[4]} {found[3]}"
        name = tables[index][1].replace("`", "").replace('"', "")
        rows[name] = _row(artifact, found.start(), name, amount.lower())
    yield _root("table", list(rows.values()))


def of_collections(artifact: Artifact) -> Iterator[Node]:
    """`collection` lists those whose documents expire, each with its `name` and `kept`, in seconds."""
    text = _SCRIPT.sub(lambda found: _blank(found[0]), artifact.text)
    rows: list[Node] = []
    for found in _INDEX.finditer(text):
        seconds = 1
        for each in found[5].split("*"):
            seconds *= int(each)
        rows.append(_row(artifact, found.start(), found[1] or found[2] or found[3], str(seconds)))
    yield _root("collection", rows)


def _root(name: str, rows: list[Node]) -> Mapping:
    root = Mapping()
    root[name] = rows
    return root


def _row(artifact: Artifact, offset: int, name: str, kept: str) -> Mapping:
    line = artifact.text.count("\n", 0, offset) + 1
    column = offset - (artifact.text.rfind("\n", 0, offset) + 1) + 1
    row = Mapping()
    for key, text in (("name", name), ("kept", kept)):
        word = Word(text)
        word.line, word.column = line, column
        row[key], row.where[key] = word, (line, column)
    return row


def _blank(words: str) -> str:
    return "".join(char if char == "\n" else " " for char in words)
