"""YAML of clusters, charts, playbooks and stacks to nodes; what is filled in later is looked up where that is certain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Known
from posixpath import dirname

from pytest_icplicense.detect.artifact import Artifact, Malformed
from pytest_icplicense.detect.facts.formats.clusters import completed
from pytest_icplicense.detect.facts.formats.jsontext import nodes as json_nodes
from pytest_icplicense.detect.facts.formats.stacks import stack
from pytest_icplicense.detect.facts.layers import merged
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression

_ACTION = expression(r"\{\{-?\s*([^{}]*?)\s*-?\}\}")
_VALUE = expression(
    r"\.Values((?:\.[\w-]+)+)((?:\s*\|\s*(?:quote|squote|toString|int|int64|default\s+[\w.\"'-]+))*)\Z"
)
_VARIABLE = expression(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}\Z")
_ENVIRONMENTS = tuple(
    f"values{between}{name}.yaml" for name in ("prod", "production", "prd", "online") for between in "-./_"
)
"""Values of the environment that users reach."""
_OPEN = "\u2047"
"""What stands in a text for what is known only where it is deployed."""
_CONDITION = ("if ", "else", "end", "range ", "with ", "define ", "include ", "template ", "block ", "/*")


def nodes(artifact: Artifact) -> Iterator[Node]:
    """The root of each document. In a chart's template, the chart's values are filled in.

    Raises:
        Unjudged: the file is no YAML, and no template of a chart either.
    """
    try:
        as_json = artifact.name.endswith(".json")
        roots = list(json_nodes(artifact) if as_json else artifact.yaml())
    except Malformed:
        if "{{" not in artifact.text or as_json:
            raise
        yield from _of_template(artifact)
        return
    templated = "{{" in artifact.text and not as_json
    in_chart = templated and "/templates/" in f"/{artifact.path}"
    if in_chart:
        yield from _of_template(artifact)
        return
    for root in roots:
        if isinstance(root, Mapping) and isinstance(root.get("Resources"), Mapping):
            yield stack(artifact, root)
        else:
            yield completed(_playbook(artifact, root) if templated else root)


def _of_template(artifact: Artifact) -> Iterator[Node]:
    """A template of a Helm chart with the values of its chart; conditions are taken for fulfilled."""
    folder = dirname(artifact.path)
    values: Node = None
    while folder:
        name = "../" * (artifact.path.count("/") - folder.count("/"))
        beside = artifact.beside(f"{name}values.yaml") if folder.rpartition("/")[2] == "templates" else None
        if beside is not None:
            values = next(iter(beside.yaml()), None)
            over = next((each for end in _ENVIRONMENTS if (each := artifact.beside(f"{name}{end}"))), None)
            values = merged(values, next(iter(over.yaml()), None)) if over is not None else values
            break
        folder = dirname(folder)
    lines = [_filled(line, values) for line in artifact.lines]
    try:
        for root in Artifact(artifact.path, "\n".join(lines).encode()).yaml():
            yield completed(_known(root))
    except Unjudged:
        return  # no YAML before Helm has filled it in


def _filled(line: str, values: Node) -> str:
    if "{{" not in line:
        return line
    stripped = line.strip()
    whole = _ACTION.fullmatch(stripped)
    if whole and whole[1].startswith(_CONDITION):
        return ""

    def said(found: re.Match[str]) -> str:
        named = _VALUE.match(found[1])
        if not named:
            return _OPEN
        value: Node = values
        for step in named[1].split(".")[1:]:
            value = value.get(step) if isinstance(value, Mapping) else None
        default = re.search(r"default\s+([\w.\"'-]+)", named[2])
        if isinstance(value, Word):
            return str(value)
        return default[1].strip("\"'") if default and value is None else _OPEN

    filled = _ACTION.sub(said, line)
    return "" if filled.strip() == _OPEN else filled


def _known(node: Node) -> Node:
    """The same, with nothing in the place of what is known only where it is deployed."""
    if isinstance(node, Word):
        return None if _OPEN in node else node
    if isinstance(node, list):
        return [_known(each) for each in node]
    if isinstance(node, Mapping):
        for key in list(node):
            node[key] = _known(node[key])
    return node


def _moved(word: Word | None, to: Word) -> Word | None:
    return None if word is None else _at(Word(word), (to.line, to.column))


def _at(word: Word, place: tuple[int, int]) -> Word:
    word.line, word.column = place
    return word


def _playbook(artifact: Artifact, root: Node) -> Node:
    """A playbook or a role's tasks, with variables of the play or of the files of variables beside it."""
    known: dict[str, Word] = {}
    for name in (
        "group_vars/all.yml",
        "group_vars/all.yaml",
        "vars.yml",
        "../defaults/main.yml",
        "../vars/main.yml",
    ):
        if (beside := artifact.beside(name)) is not None:
            try:
                _take(next(iter(beside.yaml()), None), known)
            except Unjudged:
                continue
    for play in root if isinstance(root, list) else ():
        if isinstance(play, Mapping):
            _take(play.get("vars"), known)
    return _put(root, known)


def _take(node: Node, into: dict[str, Word]) -> None:
    if isinstance(node, Mapping):
        into.update((key, each) for key, each in node.items() if isinstance(each, Word) and "{{" not in each)


def _put(node: Node, known: Known[str, Word]) -> Node:
    if isinstance(node, Word):
        if "{{" not in node:
            return node
        named = _VARIABLE.match(node)
        return _moved(known.get(named[1]), node) if named else None
    if isinstance(node, list):
        return [_put(each, known) for each in node]
    if isinstance(node, Mapping):
        for key in list(node):
            node[key] = _put(node[key], known)
    return node
