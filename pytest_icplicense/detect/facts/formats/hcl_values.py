"""Values of HCL as the nodes that facts are looked for in, and what is below them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from math import isfinite
from typing import Any

from pytest_icplicense.detect import yaml_nodes as yamlnodes
from pytest_icplicense.detect.facts.formats.hcl_functions import NULL, UNKNOWN, Value
from pytest_icplicense.detect.yaml_nodes import Node, Word

MAX_PARTS = 10_000
"""Entries of a value, those of its entries among them."""


def below(value: Value, steps: Iterable[Any]) -> Value:
    """What the steps lead to.

    Raises:
        KeyError, IndexError: there is no such thing.
    """
    for step in steps:
        if value is NULL:
            raise KeyError(step)
        if not (
            isinstance(step, str)
            if isinstance(value, dict)
            else isinstance(value, list) and isinstance(step, int)
        ):
            return UNKNOWN
        value = value[step]
    return value


def parts_of(value: Value, left: int) -> int:
    """How many parts a value may still have besides its own; less than nothing: it has too many itself."""
    waiting = [value]
    while waiting and left >= 0:
        each = waiting.pop()
        left -= 1
        if isinstance(each, list | dict):
            waiting += each.values() if isinstance(each, dict) else each
    return left


def word_at(text: str, line: int, column: int) -> Word:
    word = Word(text)
    word.line, word.column = line, column
    return word


def node_of(value: Value, line: int, column: int) -> Node:
    """A value as a node; all of it stands where its attribute does, and what is too large is not known."""
    if parts_of(value, MAX_PARTS) < 0:
        return None
    return _node_of(value, line, column)


def _node_of(value: Value, line: int, column: int) -> Node:
    if isinstance(value, bool):
        return word_at("true" if value else "false", line, column)
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and value.lstrip()[:1] == "{" and '"' in value:
        with suppress(ValueError, RecursionError):
            value = json.loads(value)
    if isinstance(value, str | int | float):
        return word_at(str(value), line, column)
    if isinstance(value, list):
        return [_node_of(each, line, column) for each in value]
    if isinstance(value, dict):
        found = yamlnodes.Mapping()
        for key, each in value.items():
            found[key] = _node_of(each, line, column)
            found.where[key] = line, column
        return found
    return None
