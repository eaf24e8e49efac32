"""Pulumi's programs in YAML: what `${…}` stands for, by the file itself and by the stacks that users reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.layers import of_file
from pytest_icplicense.detect.listing import before_production, in_production
from pytest_icplicense.detect.unjudged import Unjudged, unknown_variables
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word, rewritten
from pytest_icplicense.expressions import expression

NAMES = ("Pulumi.yaml", "Main.yaml")
_USE = expression(r"\$\{([\w-]+)\}\Z")
_STACK = expression(r"Pulumi\.([\w.-]{1,100})\.ya?ml")


def resolved(artifact: Artifact, root: Node) -> Node:
    """The program with its configuration and variables; what stacks of production disagree about is nothing."""
    if not isinstance(root, Mapping):
        return root
    known: dict[str, Node] = dict(_entries(root.get("variables")))
    for name in ("config", "configuration"):
        known |= {key: _default(each) for key, each in _entries(root.get(name))}
    project = root.get("name")
    given: dict[str, Word | None] = {}
    for beside in artifact.all_beside(_STACK):
        stack = beside.name.split(".", 1)[1].rpartition(".")[0]
        if not in_production(stack) and stack != "main":
            continue
        try:
            document = of_file(next(iter(beside.yaml()), None), beside.path)
        except Unjudged as error:
            raise unknown_variables(beside.path, error) from None
        for key, value in _entries(document.get("config") if isinstance(document, Mapping) else None):
            where, _, own = key.rpartition(":")
            if where in ("", project):
                said = value if isinstance(value, Word) else None
                given[own] = said if given.get(own, said) == said else None
    known |= given
    for name, each in _entries(root.get("resources")):
        if isinstance(each, Mapping):
            each["@name"] = Word(name)
    return rewritten(root, _filling(known))


def _filling(known: dict[str, Node]) -> Callable[[Word], Node]:
    def filled(word: Word) -> Node:
        if "${" not in word:
            return word
        use = _USE.match(word)
        value = known.get(use[1]) if use else None
        return value if isinstance(value, Word) and "${" not in value else None

    return filled


def _default(entry: Node) -> Node:
    """What an entry of the configuration is where no stack says it; a default for developers says nothing."""
    value = entry.get("default", entry.get("value")) if isinstance(entry, Mapping) else entry
    return None if isinstance(value, Word) and before_production(value) else value


def _entries(node: Node) -> Iterator[tuple[str, Node]]:
    yield from node.items() if isinstance(node, Mapping) else ()
