"""Changes one thing in a document that a person wrote, and leaves comments, order and layout as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from pytest_icplicense.intake.yaml_documents import to_yaml
from pytest_icplicense.text import IcpError, Text, whole_number

_WIDEST = 1_000_000
_PLAIN = re.compile(r"[\w./][\w./@+-]*(?: [\w./@+-]+)*")
"""Texts that mean the same within brackets as anywhere."""


class NoPlace(IcpError):
    """The document has no place for a change without rewriting what a person wrote."""


_OTHER_SHAPE = Text(
    "the document has another shape there; write it by hand", "此处的文档结构不同；请自行填写"
)


def with_entry(text: str, key: str, entry: Any, index: int = 0) -> tuple[str, int]:
    """The text with one more entry at the end of the list under a key of its `index`-th document, and its line.

    The list comes to be where there is none. Lines are counted from one.

    Raises:
        NoPlace: what is there is no list, or no such document.
    """
    root = _document(text, index)
    name, found = next((pair for pair in root.value if pair[0].value == key), (None, None))
    if isinstance(found, yaml.SequenceNode) and found.value and found.flow_style:
        return _into_one_line(text, found.value[-1].end_mark.index, entry), found.value[-1].end_mark.line + 1
    lines = _lines(text)
    if name is None or found is None:
        at, written = _after_the_last(root), as_entry(entry, 2)
        new = [*(["\n"] if at and lines[at - 1].strip() else []), f"{key}:\n", *written]
        return _joined(text, [*lines[:at], *new, *lines[at:]]), at + len(new) - len(written) + 1
    if _is_empty(found):  # it gives way; what is said behind it stays
        at, end = name.start_mark.line, found.end_mark
        comment = lines[end.line][end.column :].strip()
        lines[at : end.line + 1] = [f"{key}:{'  ' * bool(comment)}{comment}\n", *as_entry(entry, 2)]
        return _joined(text, lines), at + 2
    if not isinstance(found, yaml.SequenceNode):
        raise NoPlace(_OTHER_SHAPE)
    at = _after_remarks(lines, _after_the_last(found.value[-1]), found.start_mark.column)
    lines[at:at] = as_entry(entry, found.start_mark.column)
    return _joined(text, lines), at + 1


def without_entry(text: str, pointer: str, index: int = 0) -> str:
    """The text without an entry of a list, or without the list where it has no other one.

    Raises:
        NoPlace: there is none.
    """
    root = _document(text, index)
    above, _, step = pointer.rpartition("/")
    listed = _at(root, above)
    number = whole_number(step)
    if not isinstance(listed, yaml.SequenceNode) or number is None or number >= len(listed.value):
        raise NoPlace(_OTHER_SHAPE)
    if len(listed.value) == 1:
        return _without_key(text, root, above)
    node = listed.value[number]
    if listed.flow_style:
        start, end = node.start_mark.index, node.end_mark.index
        if number + 1 < len(listed.value):
            end = listed.value[number + 1].start_mark.index
        else:
            start = listed.value[number - 1].end_mark.index
        return text[:start] + text[end:]
    lines = _lines(text)
    del lines[node.start_mark.line : _after_the_last(node)]
    return _joined(text, lines)


def with_field(text: str, pointer: str, field: str, value: Any, index: int = 0) -> str:
    """The text with a field more, or another value of it, in the mapping that a JSON Pointer leads to.

    Raises:
        NoPlace: there is no mapping.
    """
    node = _at(_document(text, index), pointer)
    if not isinstance(node, yaml.MappingNode):
        raise NoPlace(_OTHER_SHAPE)
    for key, old in node.value:
        if key.value == field:
            if not isinstance(old, yaml.ScalarNode):
                raise NoPlace(_OTHER_SHAPE)
            return text[: old.start_mark.index] + _on_one_line(value) + text[old.end_mark.index :]
    if not node.value:
        raise NoPlace(_OTHER_SHAPE)
    if node.flow_style:
        end = node.value[-1][1].end_mark.index
        return f"{text[:end]}, {field}: {_on_one_line(value)}{text[end:]}"
    at, column = _after_the_last(node), node.start_mark.column
    lines = _lines(text)
    new = to_yaml({field: value}).splitlines()
    lines[at:at] = [f"{' ' * column}{line}\n" for line in new]
    return _joined(text, lines)


def as_entry(entry: Any, column: int) -> list[str]:
    """The lines of an entry of a list that is written line by line, whose dash stands at `column`, counted from zero."""
    if not isinstance(entry, Mapping):
        return [f"{' ' * column}- {_on_one_line(entry)}\n"]
    written = to_yaml({"-": [dict(entry)]}).splitlines()[1:]
    return [f"{' ' * column}{line[2:]}\n" for line in written]


def _document(text: str, index: int) -> yaml.MappingNode:
    documents = [each for each in yaml.compose_all(text, yaml.SafeLoader) if each]
    document = documents[index] if index < len(documents) else None
    if not isinstance(document, yaml.MappingNode) or document.flow_style:
        raise NoPlace(_OTHER_SHAPE)
    return document


def _value(node: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for each, value in node.value if each.value == key), None)


def _at(node: yaml.Node, pointer: str) -> yaml.Node | None:
    found: yaml.Node | None = node
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(found, yaml.MappingNode):
            found = _value(found, name)
        elif (
            isinstance(found, yaml.SequenceNode)
            and (index := whole_number(name)) is not None
            and index < len(found.value)
        ):
            found = found.value[index]
        else:
            return None
    return found


def _is_empty(node: yaml.Node) -> bool:
    if isinstance(node, yaml.SequenceNode):
        return not node.value
    return isinstance(node, yaml.ScalarNode) and node.value in ("", "null", "~") and node.style is None


def _without_key(text: str, root: yaml.MappingNode, pointer: str) -> str:
    above, _, name = pointer.rpartition("/")
    node = _at(root, above)
    if not isinstance(node, yaml.MappingNode) or node.flow_style or len(node.value) < 2:
        raise NoPlace(_OTHER_SHAPE)
    key, value = next(pair for pair in node.value if pair[0].value == name)
    if key.start_mark.line == node.start_mark.line and node is not root:  # it stands beside a dash
        raise NoPlace(_OTHER_SHAPE)
    lines = _lines(text)
    del lines[key.start_mark.line : _after_the_last(value)]
    return _joined(text, lines)


def _into_one_line(text: str, end: int, entry: Any) -> str:
    return f"{text[:end]}, {_on_one_line(entry)}{text[end:]}"


def _on_one_line(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_on_one_line(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_on_one_line, value))}]"
    written: str = to_yaml({"-": value}).removeprefix("'-': ").removesuffix("\n")
    if isinstance(value, str) and not (_PLAIN.fullmatch(written) or written.startswith("'")):
        written = yaml.dump(value, default_style='"', allow_unicode=True, width=_WIDEST).removesuffix("\n")
    return written


def _after_the_last(node: yaml.Node) -> int:
    """The number of lines up to the end of what is written; the parser's own end is where the next thing begins."""
    while not getattr(node, "flow_style", True) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end = node.end_mark
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return int(end.line)
    return int(end.line) + 1


def _after_remarks(lines: list[str], at: int, dash: int) -> int:
    """The number of lines up to the end of the comments of an entry, which stand further in than its dash."""
    end = at
    while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
        at += 1
        if lines[at - 1].strip():
            if len(lines[at - 1]) - len(lines[at - 1].lstrip()) <= dash:
                break
            end = at
    return end


def _lines(text: str) -> list[str]:
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return lines


def _joined(before: str, lines: list[str]) -> str:
    """Lines in one text, with ends as they were written before."""
    text = "".join(lines)
    return text.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in before else text
