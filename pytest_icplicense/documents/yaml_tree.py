"""YAML text to plain trees, straight from the parser's events.

Going through events instead of `yaml.load` is what catches duplicate keys, aliases and tags with their place, and it
costs less than half as much. Positions are not kept here: see `positions.py`, which is asked only when there is
something to report.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from pytest_icplicense.documents.scalars import FIRST, Scalar, resolve
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text, short

Tree = dict[str, Any] | list[Any] | Scalar

MAX_DEPTH = 64
MAX_NODES = 100_000
MAX_KEY = 1024
"""Characters of a key. YAML itself sets this bound, but for keys behind a `?`."""
MAX_DOCUMENTS = 5000
MAX_FAULTS = 100
"""After so many in a file the rest of it is not read: nobody reads the next ten thousand."""

_CONTROL = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")

Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The parser whose events are read: libyaml's, or the pure one where PyYAML was built without it."""


class Fault(NamedTuple):
    """A breach of the YAML rules, at a line and column counted from one."""

    line: int
    column: int
    message: Text


class Parsed(NamedTuple):
    """One YAML document: its tree, and the rules that it breaks. A document with faults must not be used."""

    tree: Tree
    faults: tuple[Fault, ...]


class _Stop(Exception):
    """The rest of the file cannot be read."""


def parse(text: str) -> list[Parsed]:
    """The documents of a YAML stream; where the text ends in a syntax error, the last one has it as a fault."""
    reader = _Reader(text)
    try:
        reader.run()
    except _Stop:
        reader.close()
    except yaml.MarkedYAMLError as error:
        from pytest_icplicense.documents.syntax_errors import explained

        reader.faults.append(Fault(*explained(error, text)))
        reader.close()
    return reader.documents


class _Reader:
    def __init__(self, text: str) -> None:
        self.loader = Loader(text)
        self.documents: list[Parsed] = []
        self.faults: list[Fault] = []
        self.reported = 0
        self.root: list[Any] = []
        self.open = False

    def fault(self, mark: Any, message: Text) -> None:
        self.faults.append(Fault(mark.line + 1, mark.column + 1, message))
        self.reported += 1
        if self.reported == MAX_FAULTS:
            self.stop(mark, _too_much())

    def stop(self, mark: Any, message: Text) -> None:
        self.faults.append(Fault(mark.line + 1, mark.column + 1, message))
        raise _Stop

    def close(self) -> None:
        """End the current document, if one is open or has faults."""
        if self.open or self.faults:
            self.documents.append(Parsed(self.root[0] if self.root else None, tuple(self.faults)))
        self.faults, self.root, self.open = [], [], False

    def run(self) -> None:
        get_event = self.loader.get_event
        scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
        ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
        first = FIRST
        container: Any = self.root  # where the next node goes
        key: str | None = None  # under which key, when the container is a mapping
        is_map = False
        stack: list[tuple[Any, str | None, bool]] = []
        nodes = 0
        while True:
            event = get_event()
            kind = event.__class__
            if kind is scalar:
                nodes += 1
                if event.tag is not None or event.anchor is not None:
                    self.tagged(event)
                value = event.value
                if not event.implicit[0] and not value.isprintable():
                    self.unprintable(event)
                if is_map and key is None:
                    if len(value) > MAX_KEY:
                        self.stop(event.start_mark, _long_key())
                    if value in container:
                        self.fault(event.start_mark, _duplicate(value))
                    key = value
                    container[key] = None
                    continue
                if event.implicit[0] and (not value or value[0] in first):
                    value = resolve(value)
            elif kind is mapping or kind is sequence:
                nodes += 1
                if event.tag is not None or event.anchor is not None:
                    self.tagged(event)
                if len(stack) >= MAX_DEPTH:
                    self.stop(event.start_mark, _deep())
                value = {} if kind is mapping else []
                if is_map and key is None:
                    self.fault(event.start_mark, _complex_key())
                    stack.append((container, "", True))
                else:
                    if is_map:
                        container[key] = value
                    else:
                        container.append(value)
                    stack.append((container, None, is_map))
                container, key, is_map = value, None, kind is mapping
                continue
            elif kind in ends:
                container, key, is_map = stack.pop()
                if nodes > MAX_NODES:
                    self.stop(event.start_mark, _many())
                continue
            elif kind is yaml.AliasEvent:
                self.fault(event.start_mark, _alias(event.anchor))
                if is_map and key is None:
                    key = ""
                    continue
                value = None
            elif kind is yaml.DocumentStartEvent:
                if len(self.documents) >= MAX_DOCUMENTS:
                    self.stop(event.start_mark, _many_documents())
                self.open, nodes = True, 0
                container, key, is_map = self.root, None, False
                self.directives(event)
                continue
            elif kind is yaml.DocumentEndEvent:
                if nodes > MAX_NODES:
                    self.stop(event.start_mark, _many())
                self.close()
                continue
            elif kind is yaml.StreamEndEvent:
                return
            elif kind is yaml.StreamStartEvent:
                continue
            else:  # of another copy of PyYAML, or none at all: there would be no end
                raise TypeError(f"the parser gave {event!r}")
            if is_map:
                container[key] = value
                key = None
            else:
                container.append(value)
            if nodes > MAX_NODES:
                self.stop(event.start_mark, _many())

    def directives(self, event: Any) -> None:
        if event.tags:
            self.fault(event.start_mark, _tag("%TAG"))
        if event.version and tuple(event.version) not in ((1, 1), (1, 2)):
            version = ".".join(map(str, event.version))
            self.fault(event.start_mark, Text(f"YAML {version} is not known", f"不支持 YAML {version}"))

    def unprintable(self, event: Any) -> None:
        if control := _CONTROL.search(event.value):
            code = f"U+{ord(control[0]):04X}"
            self.fault(
                event.start_mark,
                Text(f"control character {code} in a value; remove it", f"值中含有控制字符 {code}；请删除"),
            )

    def tagged(self, event: Any) -> None:
        if event.anchor is not None:
            self.fault(event.start_mark, _alias(event.anchor))
        if event.tag is not None:
            self.fault(event.start_mark, _tag(event.tag))


def _duplicate(key: str) -> Text:
    shown = short(key)
    return Text(f"duplicate key '{shown}'; keep one", f"键“{shown}”重复；请只保留一个")


def _alias(name: str) -> Text:
    name = short(name)
    return Text(
        f"anchors and aliases are not allowed ('{name}'); write the value out",
        f"不允许使用锚点和别名（“{name}”）；请把值写全",
    )


def _tag(tag: str) -> Text:
    tag = short(tag)
    return Text(f"tags are not allowed ('{tag}'); remove it", f"不允许使用标签（“{tag}”）；请删除")


def _complex_key() -> Text:
    return Text("a key must be plain text, not a list or a mapping", "键必须是文本，不能是列表或映射")


def _deep() -> Text:
    return Text(f"nested more than {MAX_DEPTH} levels deep", f"嵌套超过 {MAX_DEPTH} 层")


def _many() -> Text:
    return Text(f"more than {MAX_NODES:,} nodes in one document", f"单个文档超过 {MAX_NODES:,} 个节点")


def _long_key() -> Text:
    return Text(f"a key has more than {MAX_KEY:,} characters", f"键超过 {MAX_KEY:,} 个字符")


def _many_documents() -> Text:
    return Text(
        f"more than {MAX_DOCUMENTS:,} documents in one file; split it",
        f"单个文件超过 {MAX_DOCUMENTS:,} 份文档；请拆分",
    )


def _too_much() -> Text:
    return Text(
        f"more than {MAX_FAULTS} faults in this file; fix these first, the rest is not read",
        f"该文件的错误超过 {MAX_FAULTS} 处；请先改正以上各处，其余未读取",
    )
