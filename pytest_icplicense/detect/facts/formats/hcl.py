"""HCL, the language of Terraform and OpenTofu, to expressions and blocks with their places; nothing is evaluated here.

The syntax tree is made by tree-sitter (ast-grep-py): python-hcl2 takes six seconds to build its grammar where it may not
keep it, and twenty seconds for a megabyte, which this takes a second for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Malformed
from pytest_icplicense.detect.source.syntax_tree import syntax_tree
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.text import Text

MAX_DEPTH = 60
"""Levels of blocks and expressions within one another."""
MAX_NODES = 300_000


@dataclass(slots=True)
class Block:
    """A block: `resource "alicloud_oss_bucket" "avatars" { … }`."""

    kind: str
    labels: tuple[str, ...]
    line: int
    column: int
    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name, the syntax of its value, and where it stands."""

    value: Any
    line: int
    column: int


def blocks(artifact: Artifact) -> Block:
    """The file as a block around its blocks and attributes.

    Raises:
        Unjudged: it is no HCL, nested too deep, or too large; or the extra [code] is not installed.
    """
    root = syntax_tree(artifact.text, "hcl")
    _check(root)
    top = Block("", (), 1, 1)
    for node in root.children():
        if node.kind() == "body":
            _body(node, top)
    return top


_EMPTY = ("body", "config_file", "template_literal")


def _check(root: Any) -> None:
    waiting = [(root, 0)]
    count = 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > 4 * MAX_DEPTH or count > MAX_NODES:
            text = Text(
                f"more than {MAX_NODES:,} parts, or nested more than {MAX_DEPTH} levels deep",
                f"超过 {MAX_NODES:,} 个节点，或嵌套超过 {MAX_DEPTH} 层",
            )
            raise Unjudged(text, *_place(node))
        children = node.children()
        # What the parser put there itself.
        left_out = not children and not node.text() and node.kind() not in _EMPTY
        if node.kind() == "ERROR" or left_out:
            raise Malformed(Text("no HCL", "不是有效的 HCL"), *_place(node))
        waiting += ((each, depth + 1) for each in children)


def _place(node: Any) -> tuple[int, int]:
    """Line and column, for which the whole line is counted each time: not to be asked of every part of it."""
    start = node.range().start
    return start.line + 1, start.column + 1


def _body(node: Any, into: Block) -> None:
    for each in node.children():
        line, column = _place(each)
        if each.kind() == "attribute":
            name, *_, value = (child for child in each.children() if child.kind() != "comment")
            into.attributes.setdefault(name.text(), Attribute(value, line, column))
        elif each.kind() == "block":
            words = [child for child in each.children() if child.kind() in ("identifier", "string_lit")]
            block = Block(words[0].text(), tuple(map(_label, words[1:])), line, column)
            into.blocks.append(block)
            for child in each.children():
                if child.kind() == "body":
                    _body(child, block)


def _label(node: Any) -> str:
    return str(node.text()).strip('"')


def parts(node: Any) -> list[Any]:
    """The children of a node that say something."""
    return [each for each in node.children() if each.kind() != "comment"]


def calls(block: Block) -> Iterator[Block]:
    """The modules that a file calls."""
    return (each for each in block.blocks if each.kind == "module" and each.labels)
