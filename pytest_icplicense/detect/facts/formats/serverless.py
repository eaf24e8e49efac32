"""Serverless Framework and Serverless Devs: what `${…}` stands for, as far as the file itself says it."""

from __future__ import annotations

from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression

NAME = expression(r"(?:serverless|s[.-][\w.-]+|s)\.(?:yml|yaml|json)\Z")
_USE = expression(r"\$\{([\w:.-]{1,200})(?:\s*,\s*['\"]?([\w.-]{1,100})['\"]?)?\}\Z")


def resolved(root: Node) -> Node:
    """The document with its own variables; options and the environment are what they are by default."""
    return _resolved(root, root)


def _resolved(node: Node, root: Node) -> Node:
    if isinstance(node, Word):
        return _said(node, root) if "${" in node else node
    if isinstance(node, list):
        return [_resolved(each, root) for each in node]
    if isinstance(node, Mapping):
        found = Mapping()
        found.where = node.where
        for key, each in node.items():
            found[key] = _resolved(each, root)
        return found
    return None


def _said(word: Word, root: Node) -> Node:
    use = _USE.match(word)
    if use is None:
        return None
    where, own, path = use[1].rpartition(":")
    found: Node = None
    if (where == "self" and own) or (not own and path.startswith("vars.")):
        found = root
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    text = found if isinstance(found, Word) else use[2]
    if text is None or "${" in text:
        return None
    said = Word(text)
    said.line, said.column = word.line, word.column
    return said
