"""Serverless Framework and Serverless Devs: what `${…}` stands for, as far as the file itself says it."""

from __future__ import annotations

from pytest_icplicense.detect.listing import before_production
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression

NAME = expression(r"(?:serverless|s[.-][\w.-]+|s)\.(?:yml|yaml|json)\Z")
_MOST_USES = 20
"""Variables in one word; what stands for one may make others, without end."""
_USE = expression(r"\$\{([\w:.-]{1,200})(?:\s*,\s*['\"]?([\w.-]{1,100})['\"]?)?\}")


def resolved(root: Node) -> Node:
    """The document with its own variables; options and the environment are what they are by default."""
    return _resolved(root, root)


def _resolved(node: Node, root: Node) -> Node:
    if isinstance(node, Word):
        if "${" not in node:
            return node
        return _said(node, root) if node.startswith("${") and node.endswith("}") else None
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
    """What one variable stands for, also one whose name another one is part of."""
    text = str(word)
    for _ in range(_MOST_USES):
        use = _USE.search(text)
        if use is None:
            break
        value = _value(use[1], root) or use[2]
        # By default a stage is often one of developers, which says nothing of the others.
        if value is None or "${" in value or (len(use[0]) < len(text) and before_production(value)):
            return None
        text = text[: use.start()] + value + text[use.end() :]
    said = Word(text)
    said.line, said.column = word.line, word.column
    return None if "${" in text else said


def _value(name: str, root: Node) -> str | None:
    where, own, path = name.rpartition(":")
    if not ((where == "self" and own) or (not own and path.startswith("vars."))):
        return None
    found = root
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found if isinstance(found, Word) else None
