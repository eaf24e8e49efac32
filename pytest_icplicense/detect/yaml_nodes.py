"""YAML as other programs write it (anchors, merge keys, tags) to nodes that know their lines, bounded.

The manifests' own reader (`documents/yaml_tree.py`) refuses what is legal here, and keeps no lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import yaml

from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.text import Text, plain

MAX_DEPTH = 100
MAX_NODES = 300_000
"""Nodes of a file, an anchored one counted again with all that is in it wherever it is referred to.

So whoever walks through what `documents` gives takes no more steps than this.
"""

Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Word(str):
    """A scalar: its text, and where it stands."""

    __slots__ = ("column", "line", "path", "tag")
    line: int
    column: int
    path: str
    """The file, where it is another one than is looked at."""
    tag: str
    """`!Ref`; only there where it is written."""


class Elsewhere(tuple[int, int]):
    """A line and a column of another file than is looked at."""

    path: str

    @classmethod
    def of(cls, place: tuple[int, int], path: str) -> Elsewhere:
        """The place in that file."""
        found = cls(place)
        found.path = path
        return found


class Tagged(list[Any]):
    """A list with a tag before it: `!If [Production, 180, 7]`."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag = tag


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
        Unjudged: it is nested too deep, has too many nodes, or refers to an anchor that is not there.
    """
    get_event = Loader(text).get_event
    anchors: dict[str, tuple[Any, int, int]] = {}  # what is anchored, its nodes, and its depth
    root: list[Any] = []
    # The containers around this one with the key that waits in each; the anchor, nodes and depth that came before.
    stack: list[tuple[Any, str | None, str | None, int, int]] = []
    deepest = 0
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
            if event.tag is not None:
                value.tag = event.tag
        elif kind is yaml.MappingStartEvent:
            value = Mapping()
        elif kind is yaml.SequenceStartEvent:
            value = [] if event.tag is None else Tagged(event.tag)
        elif kind is yaml.AliasEvent:
            if event.anchor not in anchors:
                raise _unknown(event.anchor, mark)
            value, nodes, depth = anchors[event.anchor]
            count += nodes - 1
            deepest = max(deepest, len(stack) + depth)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            if kind is yaml.MappingEndEvent and "<<" in here:
                _merge(here)
            deepest = max(deepest, len(stack))
            value = here
            here, key, anchor, before, around = stack.pop()
            if anchor is not None:
                anchors[anchor] = value, count - before, deepest - len(stack)
            deepest = max(deepest, around)
            continue
        elif kind is yaml.DocumentStartEvent:
            root, anchors, stack = [], {}, []
            here, key, deepest = root, None, 0
            continue
        elif kind is yaml.DocumentEndEvent:
            yield root[0] if root else None
            continue
        elif kind is yaml.StreamEndEvent:
            return
        elif kind is yaml.StreamStartEvent:
            continue
        else:  # of another copy of PyYAML: there would be no end
            raise TypeError(f"the parser gave {event!r}")
        count += 1
        if count > MAX_NODES:
            raise _refused(f"more than {MAX_NODES:,} nodes", f"节点超过 {MAX_NODES:,} 个", mark)
        if kind is yaml.ScalarEvent and event.anchor is not None:
            anchors[event.anchor] = value, 1, 0
        waiting = key
        if isinstance(here, list):
            here.append(value)
        elif key is None:  # a key; one that is no scalar is kept under no name
            key = value if isinstance(value, Word) else Word("")
            here.where[str(key)] = mark.line + 1, mark.column + 1
        else:
            here[str(key)] = value
            key = None
        if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            anchors.pop(event.anchor, None)  # known when it is complete: nothing can be inside itself
            stack.append((here, key if waiting is None else None, event.anchor, count - 1, deepest))
            here, key, deepest = value, None, 0
        if max(len(stack), deepest) > MAX_DEPTH:
            raise _refused(f"nested more than {MAX_DEPTH} levels deep", f"嵌套超过 {MAX_DEPTH} 层", mark)


def words(node: Node) -> Iterator[Word]:
    """The scalars of a list; a scalar that stands for a list of one."""
    for each in node if isinstance(node, list) else [node]:
        if isinstance(each, Word):
            yield each


def pairs(node: Node) -> Iterator[tuple[str, Word]]:
    """Names with their values, written as a mapping or as a list of `name=value`."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if isinstance(value, Word):
                yield key, value
        return
    for each in words(node):
        name, sign, rest = each.partition("=")
        if sign:
            value = Word(rest)
            value.line, value.column = each.line, each.column
            yield name.strip(), value


def walk(node: Node) -> Iterator[tuple[str, Any, Mapping]]:
    """Each key with its value and the mapping that it stands in, at any depth, outer ones first."""
    waiting: list[Any] = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Mapping):
            for key, value in here.items():
                yield key, value, here
            waiting.extend(reversed(here.values()))
        elif isinstance(here, list):
            waiting.extend(reversed(here))


def rewritten(node: Node, change: Callable[[Word], Node]) -> Node:
    """A node with each of its scalars, at any depth, as `change` gives it; mappings are changed in place."""
    if isinstance(node, Word):
        return change(node)
    if isinstance(node, list):
        return [rewritten(each, change) for each in node]
    if isinstance(node, Mapping):
        for key in list(node):
            node[key] = rewritten(node[key], change)
    return node


def _refused(en: str, zh: str, mark: Any) -> Exception:
    return Unjudged(Text(en, zh), mark.line + 1, mark.column + 1)


def _unknown(anchor: str, mark: Any) -> Exception:
    name = plain(anchor[:80])
    return _refused(
        f"no YAML: '*{name}' refers to nothing that is complete before it",
        f"不是有效的 YAML：“*{name}”之前没有已完整定义的同名锚点",
        mark,
    )


def _merge(mapping: Mapping) -> None:
    """What `<<` brings in, where the mapping does not say otherwise."""
    merged = mapping.pop("<<")
    for each in merged if isinstance(merged, list) else [merged]:
        if isinstance(each, Mapping) and each is not mapping:
            for key, value in each.items():
                if key not in mapping:
                    mapping[key] = value
                    mapping.where.setdefault(key, each.where.get(key, (1, 1)))
