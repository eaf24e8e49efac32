"""The part of a document that an explanation shows, as YAML that can be pasted into a manifest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

import yaml

from pytest_icplicense.documents.scalars import resolve

WIDTH = 80
"""Characters after which a list of plain values goes on in the next line."""
_MISSING = "MISSING-FROM-THIS-MAPPING"


def cut(tree: Mapping[str, Any], pointers: Iterable[str]) -> dict[str, Any]:
    """What the JSON Pointers lead to, inside what is around it: of a list the whole entry that a pointer enters, of a
    mapping below the root the plain fields beside it too.

    A key that a mapping lacks is marked, so that `lines` can say so; of a list that has no such entry, the first stands
    for the others.
    """
    kept: dict[str, Any] = {}
    for pointer in pointers:
        tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
        if tokens:
            _keep(tree, tokens, kept)
    return _settled(kept)


class _Entries(dict[int, Any]):
    """The entries of a list that are kept, by their index."""

    def __init__(self, listed: list[Any]) -> None:
        super().__init__()
        self.listed = listed


def _keep(node: Mapping[str, Any], tokens: list[str], kept: dict[str, Any]) -> None:
    key, *rest = tokens
    value = node.get(key, _MISSING)
    if isinstance(value, list) and rest:
        entries = kept.setdefault(key, _Entries(value))
        index = int(rest[0]) if rest[0].isdecimal() else len(value) - 1
        if isinstance(entries, _Entries) and 0 <= index < len(value):
            entries[index] = value[index]
    elif isinstance(value, Mapping) and rest:
        inner = kept.setdefault(key, {})
        if len(rest) == 1:
            inner.update((name, each) for name, each in value.items() if not isinstance(each, dict | list))
        _keep(value, rest, inner)
    elif isinstance(value, Mapping):
        kept[key] = {**deepcopy(value), **kept.get(key, {})}
    else:
        kept[key] = value


def _settled(kept: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in kept.items():
        if isinstance(value, _Entries):
            out[key] = [value[index] for index in sorted(value)] or value.listed[:1]
        else:
            out[key] = _settled(value) if isinstance(value, dict) else value
    return out


def lines(value: Any, missing: str) -> list[str]:
    """`value` as lines of YAML; a key that is marked as missing becomes a comment that says so in the word given."""
    text = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH, default_flow_style=False
    )
    text = re.sub(rf"(?m)^( *)(\S+): {_MISSING}$", rf"\1# \2: {missing}", text)
    return text.removesuffix("...\n").splitlines()


class _Dumper(yaml.SafeDumper):
    """Writes what our reader reads again: dates without quotes, and in quotes whatever another reader could mistake."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        tag = super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]
        if kind is not yaml.ScalarNode or not implicit[0] or not isinstance(resolve(value), str):
            text = kind is yaml.ScalarNode and implicit[0] and tag == _TEXT
            return "tag:yaml.org,2002:float" if text and not isinstance(resolve(value), str) else tag
        return _TEXT if tag == "tag:yaml.org,2002:timestamp" else tag

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def list_of(self, data: list[Any]) -> Any:
        plain = not any(isinstance(each, dict | list) for each in data)
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=plain)


_TEXT = "tag:yaml.org,2002:str"
_Dumper.add_representer(list, _Dumper.list_of)
_Dumper.add_representer(tuple, lambda dumper, data: dumper.list_of(list(data)))
