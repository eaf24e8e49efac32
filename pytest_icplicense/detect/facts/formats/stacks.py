"""CloudFormation and ROS: the resources of a stack with its parameters, mappings and conditions, as far as known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import splitext

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.formats.jsontext import nodes as json_nodes
from pytest_icplicense.detect.listing import PRODUCTION, before_production
from pytest_icplicense.detect.unjudged import Unjudged, unknown_variables
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Tagged, Word


def stack(artifact: Artifact, root: Mapping) -> Node:
    """A template with what is known put into it. A resource whose condition does not hold, or is not known, is none."""
    evaluation = _Stack(artifact, root)
    given = root["Resources"]
    resources = Mapping()
    resources.where = given.where
    for name, each in given.items():
        if isinstance(each, Mapping) and "Condition" in each and not evaluation.holds(each["Condition"]):
            continue
        resources[name] = known = evaluation.resolved(each)
        if isinstance(known, Mapping):
            known["@name"] = _placed(name, given.where.get(name, (1, 1)))
            known["@written"] = _placed(_written(each.get("Properties")), (1, 1))
    for name, each in resources.items():
        properties = given[name].get("Properties") if isinstance(each, Mapping) else None
        for link, name in (("@balancer", "LoadBalancerArn"), ("@bucket", "Bucket")):
            _, other = _function(properties.get(name) if isinstance(properties, Mapping) else None)
            if isinstance(each, Mapping) and isinstance(other, Word) and other in resources:
                each[link] = resources[other]
    found = Mapping()
    found["Resources"], found.where["Resources"] = resources, root.where["Resources"]
    return found


class _Stack:
    def __init__(self, artifact: Artifact, root: Mapping) -> None:
        self.parameters = dict(_parameters(artifact, root))
        self.conditions, self.mappings = (
            found if isinstance(found := root.get(name), Mapping) else Mapping()
            for name in ("Conditions", "Mappings")
        )
        self.known: dict[str, bool | None] = {}
        """Conditions that were looked into; while one is, nobody knows it, so one that rests on itself is not known."""

    def holds(self, node: Node) -> bool | None:
        """Whether a condition holds; None: it is known only where the stack is deployed."""
        if isinstance(node, Word) and getattr(node, "tag", "!Condition") == "!Condition":
            if node not in self.known:
                self.known[node] = None
                self.known[node] = self.holds(self.conditions.get(node))
            return self.known[node]
        name, given = _function(node)
        match name, given:
            case "Condition", Word():
                return self.holds(Word(given))
            case "Not", [one]:
                answer = self.holds(one)
                return None if answer is None else not answer
            case (("And" | "Or"), list()):
                answers = [self.holds(each) for each in given]
                settled = name == "Or"
                return settled if settled in answers else (None if None in answers else not settled)
            case "Equals", [left, right]:
                first, second = self.resolved(left), self.resolved(right)
                return first == second if isinstance(first, Word) and isinstance(second, Word) else None
        return None

    def resolved(self, node: Node) -> Node:
        """A node with its references to what is known; what is not known becomes nothing."""
        name, given = _function(node)
        match name, given:
            case "Ref", Word():
                return _moved(self.parameters.get(str(given)), given)
            case "Sub", Word():
                parameters = self.parameters
                text = re.sub(
                    r"\$\{(\w+)\}", lambda found: str(parameters.get(found[1]) or found[0]), str(given)
                )
                return None if "${" in text else _placed(text, (given.line, given.column))
            case "If", [asked, yes, no]:
                answer = self.holds(asked)
                first, second = (self.resolved(each) for each in (yes, no))
                return (first if answer else second) if answer is not None or first == second else None
            case "FindInMap", [*keys]:
                return self._mapped([self.resolved(each) for each in keys])
        if name is not None:
            return None
        if isinstance(node, list):
            return [self.resolved(each) for each in node]
        if isinstance(node, Mapping):
            found = Mapping()
            found.where = node.where
            for key, each in node.items():
                found[key] = self.resolved(each)
            return found
        return node

    def _mapped(self, keys: list[Node]) -> Node:
        found: Node = self.mappings
        for key in keys:
            found = found.get(key) if isinstance(found, Mapping) and isinstance(key, Word) else None
        return found if isinstance(found, Word) else None


def _written(properties: Node) -> str:
    """What the name of a group of logs is put together from, whether it is known or not."""
    waiting: list[Node] = [properties.get("LogGroupName") if isinstance(properties, Mapping) else None]
    found: list[str] = []
    while waiting and len(found) < _MOST_WORDS:
        here = waiting.pop()
        if isinstance(here, Word):
            found.append(str(here)[:_MOST_WORDS])
        elif isinstance(here, list | Mapping):
            waiting += reversed(here if isinstance(here, list) else list(here.values()))
    return "".join(found)


_MOST_WORDS = 200
"""Parts of a name, and the length of one."""


def _function(node: Node) -> tuple[str | None, Node]:
    """The name and the argument of `!If […]`, `{"Fn::If": […]}`, `!Ref x` and their kind; None: it is none of them."""
    if isinstance(node, Word):
        tag = getattr(node, "tag", "!")
        return (None, node) if tag in ("!", "") or tag.startswith("tag:") else (tag[1:], node)
    if isinstance(node, Tagged):
        return node.tag[1:], node
    if isinstance(node, Mapping) and len(node) == 1:
        ((key, value),) = node.items()
        if key.startswith("Fn::") or (key in ("Ref", "Condition") and isinstance(value, Word)):
            return key.removeprefix("Fn::"), value
    return None, node


def _parameters(artifact: Artifact, root: Mapping) -> Iterator[tuple[str, Word | None]]:
    """What parameters are by default, or by a file beside; a default for development says nothing of what is deployed."""
    for name, row in _pairs(root.get("Parameters")):
        default = row.get("Default") if isinstance(row, Mapping) else None
        if isinstance(default, Word) and not before_production(default):
            yield name, default
    stem = splitext(artifact.name)[0]
    given: dict[str, Word | None] = {}
    for name in (
        *("parameters.json", "params.json", f"{stem}.parameters.json", f"{stem}-parameters.json"),
        *(f"parameters/{each}.json" for each in (*PRODUCTION, stem)),
    ):
        if (beside := artifact.beside(name)) is None:
            continue
        try:
            for key, word in _given(next(iter(json_nodes(beside)), None)):
                given[key] = word if given.get(key, word) == word else None
        except Unjudged as error:
            raise unknown_variables(beside.path, error) from None
    yield from given.items()


def _given(node: Node) -> Iterator[tuple[str, Word]]:
    """The parameters of a file, in the form of AWS's tools or as names and values."""
    for row in node if isinstance(node, list) else ():
        if isinstance(row, Mapping):
            key, value = row.get("ParameterKey"), row.get("ParameterValue")
            if isinstance(key, Word) and isinstance(value, Word):
                yield str(key), value
    within = node.get("Parameters", node) if isinstance(node, Mapping) else None
    yield from ((key, value) for key, value in _pairs(within) if isinstance(value, Word))


def _pairs(node: Node) -> Iterator[tuple[str, Node]]:
    yield from node.items() if isinstance(node, Mapping) else ()


def _moved(word: Word | None, to: Word) -> Word | None:
    return None if word is None else _placed(word, (to.line, to.column))


def _placed(text: str, place: tuple[int, int]) -> Word:
    word = Word(text)
    word.line, word.column = place
    return word
