"""What a Compose file takes its variables from: the `.env` beside it, as Compose reads it."""

from __future__ import annotations

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.image_references import filled
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Node, Word, rewritten
from pytest_icplicense.expressions import expression

_LINE = expression(r"(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(\"[^\"\n]*\"|'[^'\n]*'|[^\n]*)$")
_REMARK = expression(r"(?:^|\s)#.*")


def variables(artifact: Artifact) -> dict[str, str]:
    """The variables of the `.env` in the file's folder; none where there is no such file, or it cannot be read."""
    beside = artifact.beside(".env") if "$" in artifact.text else None
    try:
        rows = _LINE.findall(beside.text[:200_000].replace("\r", "")) if beside is not None else []
    except Unjudged:
        return {}
    return {
        name: value[1:-1] if value[:1] in ("'", '"') else _REMARK.sub("", value).strip()
        for name, value in rows
    }


def interpolated(node: Node, known: dict[str, str]) -> Node:
    """A node with its variables filled in, where their values or their defaults are known; each word keeps its place."""

    def change(word: Word) -> Node:
        if "$" not in word:
            return word
        found = Word(filled(word, known))
        found.line, found.column = word.line, word.column
        return found

    return rewritten(node, change)
