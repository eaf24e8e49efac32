"""JSON, and the JSON that people write (comments, single quotes, names without quotes), to nodes with their places."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact, Malformed
from pytest_icplicense.detect.yaml_nodes import Node
from pytest_icplicense.expressions import expression

_SPARED = expression(
    r""""(?>(?:[^"\\\n]|\\.)*)"|'(?>(?:[^'\\\n]|\\.)*)'|//[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/|\t|([\w$]):(?=['"\w\[{])"""
)


def nodes(artifact: Artifact) -> Iterator[Node]:
    """The root of the file, read as YAML, of which JSON is a part; comments become blanks, so that places stay.

    Raises:
        Unjudged: it is none, nested too deep, or has too many nodes.
    """
    text = artifact.text
    plain = _is_plain(text)
    text = text.replace("\t", " ") if plain else _SPARED.sub(lambda found: _blank(found[0]), text)
    spared = Artifact(artifact.path, text.encode())
    try:
        yield from spared.yaml()
    except Malformed:
        if artifact.name.endswith(".json"):
            spared.json()  # which says what is wrong with it as JSON
        raise


def _is_plain(text: str) -> bool:
    """Whether all of a text is JSON that YAML's reader takes as it is, once its tabs are blanks."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return "\\/" not in text


def _blank(words: str) -> str:
    if words[0] in "\"'":
        return words.replace("\\/", "/")
    if words[-1] == ":":
        return f"{words} "  # `name:'entry'`, which YAML takes for one word
    return "".join(char if char == "\n" else " " for char in words)
