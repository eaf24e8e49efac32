"""YAML as other programs write it (anchors, merge keys, tags) to nodes that know their lines, bounded.

The manifests' own reader (`documents/tree.py`) refuses what is legal here, and keeps no lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import yaml

from pytest_icplicense.text import Text

MAX_DEPTH = 100
MAX_NODES = 300_000
"""Nodes of a file, each anchored one counted once however often it is referred to."""

Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Word(str):
    """A scalar: its text, and where it stands."""

    __slots__ = ("column", "line")
    line: int
    column: int


Node: TypeAlias = "Word | Mapping | list[Node] | None"


class Mapping(dict[str, Any]):
    """A mapping whose keys know where they stand: `where[key]` is the line and the column, counted from one."""

    __slots__ = ("where",)

    def __init__(self) -> None:
        super().__init__()
        self.where: dict[str, tuple[int, int]] = {}


def documents(text: str) -> Iterator[Node]:
    """The root of each document. Merge keys (`<<`) are followed; tags are passed over.

    Raises:
        yaml.YAMLError: the text is no YAML.
        Unjudged: it is nested too deep or has too many nodes.
    """
    from pytest_icplicense.detect.artifact import Unjudged

    get_event = Loader(text).get_event
    anchors: dict[str, Any] = {}
    root: list[Any] = []
    stack: list[tuple[Any, str | None]] = []  # the containers around this one, and the key that waits in each
    here: Any = root
    key: str | None = None
    count = 0
    while True:
        event = get_event()
        kind = event.__class__
        mark = event.start_mark
        if kind is yaml.ScalarEvent:
            value: Any = Word(event.value)
            value.line, value.column = mark.line + 1, mark.column + 1
        elif kind is yaml.MappingStartEvent:
            value = Mapping()
        elif kind is yaml.SequenceStartEvent:
            value = []
        elif kind is yaml.AliasEvent:
            value = anchors.get(event.anchor)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            if kind is yaml.MappingEndEvent and "<<" in here:
                _merge(here)
            here, key = stack.pop()
            continue
        elif kind is yaml.DocumentStartEvent:
            root, anchors, stack = [], {}, []
            here, key = root, None
            continue
        elif kind is yaml.DocumentEndEvent:
            yield root[0] if root else None
            continue
        elif kind is yaml.StreamEndEvent:
            return
        else:
            continue
        count += 1
        if count > MAX_NODES:
            text_ = Text(f"more than {MAX_NODES:,} nodes", f"节点超过 {MAX_NODES:,} 个")
            raise Unjudged(text_, mark.line + 1, mark.column + 1)
        if kind is not yaml.AliasEvent and event.anchor is not None:
            anchors[event.anchor] = value
        waiting = key
        if isinstance(here, list):
            here.append(value)
        elif key is None:  # a key; one that is no scalar is kept under no name
            key = value if isinstance(value, Word) else Word("")
            here.where.setdefault(str(key), (mark.line + 1, mark.column + 1))
        else:
            here[str(key)] = value
            key = None
        if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if len(stack) >= MAX_DEPTH:
                text_ = Text(f"nested more than {MAX_DEPTH} levels deep", f"嵌套超过 {MAX_DEPTH} 层")
                raise Unjudged(text_, mark.line + 1, mark.column + 1)
            stack.append((here, key if waiting is None else None))
            here, key = value, None


def _merge(mapping: Mapping) -> None:
    """What `<<` brings in, where the mapping does not say otherwise."""
    merged = mapping.pop("<<")
    for each in merged if isinstance(merged, list) else [merged]:
        if isinstance(each, Mapping) and each is not mapping:
            for key, value in each.items():
                if key not in mapping:
                    mapping[key] = value
                    mapping.where.setdefault(key, each.where.get(key, (1, 1)))
