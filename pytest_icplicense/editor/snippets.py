"""Whole entries to be filled in, made from the schema: every field that an entry must have, in the order of the schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pytest_icplicense.editor.documents import nodes
from pytest_icplicense.explain.snippets import TODO

MOST_CHOICES = 12
"""Words of which a choice is offered at once; of more, completion offers them where they are typed."""
_MARK = "\0"


def entry(schema: dict[str, Any], path: Sequence[str], known: Mapping[str, str] | None = None) -> str:
    """The lines of an entry at a place of the schema, as a snippet; `known` are values of fields that need not be asked."""
    lines = _fields(schema, tuple(path), known or {}, 0)
    return numbered("\n".join(lines))


def numbered(text: str) -> str:
    """A snippet in which each hole has its number."""
    parts = text.split(_MARK)
    return "".join(part if number == 0 else f"${{{number}{part}" for number, part in enumerate(parts))


def plain(snippet: str) -> str:
    """The same for an editor that knows no snippets: what is to be filled in says so."""
    snippet = re.sub(r"\$\{\d+\|([^,|]*)[^}]*\}", r"\1", snippet)
    snippet = re.sub(r"\$\{\d+:([^}]*)\}|\$\{\d+\}", lambda found: found[1] or TODO, snippet)
    return re.sub(r"\$\d+", "", snippet).replace("\\$", "$").replace("\\}", "}").replace("\\\\", "\\")


def escaped(text: str) -> str:
    """A text as a snippet has it."""
    return re.sub(r"([\\$}])", r"\\\1", text)


def _fields(schema: dict[str, Any], path: tuple[str, ...], known: Mapping[str, str], depth: int) -> list[str]:
    node = next((each for each in nodes(schema, path) if "properties" in each), None)
    if node is None or depth > 4:
        return [_hole()]
    needed = node.get("required", ())
    lines: list[str] = []
    for name in node["properties"]:
        if name in known:
            lines.append(f"{name}: {escaped(known[name])}")
        elif name in needed:
            lines += _field(schema, (*path, name), name, depth)
    return lines or [_hole()]


def _field(schema: dict[str, Any], path: tuple[str, ...], name: str, depth: int) -> list[str]:
    ways = list(nodes(schema, path))
    words: list[Any] = next((each["enum"] for each in ways if "enum" in each), [])
    constant = next((each["const"] for each in ways if "const" in each), None)
    if constant is not None:
        return [f"{name}: {_value(constant)}"]
    if words:
        choices = ",".join(_value(each) for each in words)
        return [f"{name}: {_MARK}|{choices}|}}" if len(words) <= MOST_CHOICES else f"{name}: {_hole()}"]
    if any("properties" in each for each in ways):
        return [f"{name}:", *(f"  {line}" for line in _fields(schema, path, {}, depth + 1))]
    if any("items" in each for each in ways):
        first, *others = _fields(schema, (*path, "[]"), {}, depth + 1)
        return [f"{name}:", f"  - {first}", *(f"    {line}" for line in others)]
    if any(each.get("type") == "boolean" for each in ways):
        return [f"{name}: {_MARK}|true,false|}}"]
    return [f"{name}: {_hole()}"]


def _value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else escaped(str(value))


def _hole() -> str:
    return f"{_MARK}:{TODO}}}"
