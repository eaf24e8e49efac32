"""Which kind of document a text is, and what its schema says of a place in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pytest_icplicense import WAIVERS, is_manifest
from pytest_icplicense.library import Library

_KIND = re.compile(r"^kind: *[\"']?(\w+)", re.MULTILINE)
_SCHEMAS = {"Service": "service", "Operator": "operator", "License": "license", "Provision": "provision"}


def schema_of(library: Library, file: Path, text: str) -> dict[str, Any] | None:
    """The schema of a document, as editors show it; None: it is none of ours."""
    if file.name in WAIVERS:
        return library.schema_for_editors("waivers")
    found = _KIND.search(text)
    kind = _SCHEMAS.get(found[1]) if found else None
    if kind is None:
        return library.schema_for_editors("service") if is_manifest(file.name) and found is None else None
    return library.schema_for_editors(kind)


def nodes(schema: dict[str, Any], path: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What a schema says of a place: several where it may be one of several things."""
    found = [*_ways(schema, schema)]
    for step in path:
        below: list[dict[str, Any]] = []
        for each in found:
            inner = each.get("items") if step == "[]" or step.isdigit() else None
            inner = each.get("properties", {}).get(step) if inner is None else inner
            if isinstance(inner, dict):
                below += _ways(inner, schema)
        found = below
    yield from found


def _ways(node: dict[str, Any], schema: dict[str, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
    """The node with what it refers to, and each of the ways that it allows."""
    if depth > 8:
        return
    if isinstance(reference := node.get("$ref"), str) and reference.startswith("#/"):
        target: Any = schema
        for step in reference[2:].split("/"):
            target = target.get(step, {})
        own = {name: value for name, value in node.items() if name != "$ref"}
        yield from _ways({**target, **own}, schema, depth + 1)
        return
    yield node
    for name in ("anyOf", "oneOf", "allOf"):
        for each in node.get(name, ()):
            if isinstance(each, dict):
                yield from _ways(each, schema, depth + 1)


def told(node: dict[str, Any], lang: str) -> str:
    """What a schema says of a field, in one language: its descriptions have both, the English one first."""
    title = str(node.get("title", ""))
    description = str(node.get("description", ""))
    en, _, zh = title.partition(" · ")
    found = re.search(r"\[[^\]]*\]\s*$", description)
    said = (description[: found.start()] if found else description).rstrip()
    note = found and found[0].rstrip()
    first, _, second = said.rpartition(". ")  # Chinese sentences end with another sign
    if not re.search(r"[\u3000-\u9fff\uff00-\uffef]", second):
        first, second = "", said
    says = " ".join(filter(None, (second if lang == "zh" or not first else f"{first}.", note)))
    name = zh or en if lang == "zh" else en
    return f"**{name}**\n\n{says}".strip() if name else says
