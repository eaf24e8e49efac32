"""YAML of clusters, charts, playbooks and stacks to nodes; what is filled in later is looked up where that is certain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname

from pytest_icplicense.detect.artifact import Artifact, Malformed
from pytest_icplicense.detect.compose_variables import interpolated, variables
from pytest_icplicense.detect.facts.environments import in_use
from pytest_icplicense.detect.facts.formats import pulumi, serverless
from pytest_icplicense.detect.facts.formats.clusters import completed
from pytest_icplicense.detect.facts.formats.jsontext import nodes as json_nodes
from pytest_icplicense.detect.facts.formats.playbooks import OPEN, playbook
from pytest_icplicense.detect.facts.formats.stacks import stack
from pytest_icplicense.detect.facts.layers import merged
from pytest_icplicense.detect.listing import PRODUCTION
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word, rewritten
from pytest_icplicense.expressions import expression

_ACTION = expression(r"\{\{-?\s*([^{}]*?)\s*-?\}\}")
_VALUE = expression(
    r"\.Values((?:\.[\w-]+)+)((?:\s*\|\s*(?:quote|squote|toString|int|int64|default\s+[\w.\"'-]+))*)\Z"
)
_IF = expression(r"if\s+(not\s+)?\.Values((?:\.[\w-]+)+)\Z")
_COMPOSE = expression(r"compose[\w.-]*\.ya?ml$")
_ENVIRONMENTS = tuple(f"values{between}{name}.yaml" for name in PRODUCTION for between in "-./_")
"""Values of the environment that users reach."""
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
    if _COMPOSE.search(artifact.name) and not as_json:
        known = variables(artifact)
        roots = [interpolated(each, known) for each in roots]
    for root in map(in_use, _listed(roots)):
        if isinstance(root, Mapping) and isinstance(root.get("Resources"), Mapping):
            yield stack(artifact, root)
        elif artifact.name in pulumi.NAMES:
            yield pulumi.resolved(artifact, root)
        elif serverless.NAME.match(artifact.name):
            yield serverless.resolved(root)
        else:
            yield completed(playbook(artifact, root) if templated else root)


def _listed(roots: list[Node]) -> list[Node]:
    """The objects of a cluster; those that a file lists as one count for themselves."""
    only = roots[0] if len(roots) == 1 else None
    items = only.get("items") if isinstance(only, Mapping) and only.get("kind") == "List" else None
    return items if isinstance(items, list) else roots


def _of_template(artifact: Artifact) -> Iterator[Node]:
    """A template of a Helm chart with the values of its chart; conditions hold unless values deny them."""
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
    lines = [_filled(line, values) for line in _holding(artifact.lines, values)]
    try:
        for root in Artifact(artifact.path, "\n".join(lines).encode()).yaml():
            yield completed(rewritten(root, _known))
    except Unjudged:
        return  # no YAML before Helm has filled it in


def _holding(lines: list[str], values: Node) -> Iterator[str]:
    """The lines of a template, those left blank that are within a condition which the chart's values deny."""
    around: list[bool] = []
    for line in lines:
        action = _ACTION.fullmatch(line.strip())
        word = action[1].split(" ", 1)[0] if action else ""
        if word in ("if", "range", "with", "define", "block"):
            asked = _IF.match(action[1]) if action else None
            denied = asked is not None and (_denied(_at(values, asked[2])) != bool(asked[1]))
            around.append(not denied)
        elif word == "else" and around:
            around[-1] = not around[-1]
        elif word == "end" and around:
            around.pop()
        yield line if all(around) else ""


def _denied(value: Node) -> bool:
    """Whether Helm takes a value for no."""
    return value is None or value in ("", "false", "0", "null", "~") or value == [] or value == {}


def _at(values: Node, path: str) -> Node:
    for step in path.split(".")[1:]:
        values = values.get(step) if isinstance(values, Mapping) else None
    return values


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
            return OPEN
        value = _at(values, named[1])
        default = re.search(r"default\s+([\w.\"'-]+)", named[2])
        if isinstance(value, Word):
            return str(value)
        return default[1].strip("\"'") if default and value is None else OPEN

    filled = _ACTION.sub(said, line)
    return "" if filled.strip() == OPEN else filled


def _known(word: Word) -> Node:
    """The same; nothing where it is known only where it is deployed."""
    return None if OPEN in word else word
