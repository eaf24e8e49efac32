"""Nodes of a file's tree along a path, each with its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cached_property

from pytest_icplicense.detect.yaml_nodes import Elsewhere, Mapping, Node, Word
from pytest_icplicense.model.observable import Condition, Path

Spot = tuple[int, int]
"""A line and a column, counted from one."""
KEYS = "@keys"
"""The step of a path that leads to the names of a mapping's entries."""


class Root:
    """The root of a file along which many paths are followed: what its names lead to is gathered once for all of them."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def along(self, path: Path) -> Iterator[tuple[Node, Spot]]:
        """The same as `along` from this root."""
        anywhere = path[:1] == ("**",) and len(path) > 1
        if not anywhere or path[1] == KEYS or "*" in path[1] or "**" in path[2:]:
            yield from along(self.node, path)
            return
        for value, spot in self._named.get(path[1], ()):
            yield from along(value, path[2:], spot)

    @cached_property
    def _named(self) -> dict[str, list[tuple[Node, Spot]]]:
        """What the entries of this name have, in the order in which `along` comes to them."""
        found: dict[str, list[tuple[Node, Spot]]] = defaultdict(list)
        for here, spot in along(self.node, ("**",)):
            for each in [here] if isinstance(here, Mapping) else here if isinstance(here, list) else ():
                if isinstance(each, Mapping):
                    start = spot if each is here else _first(each, spot)
                    for key, value in each.items():
                        found[key].append((value, each.where.get(key, start)))
        return found


def along(node: Node, path: Path, spot: Spot = (1, 1)) -> Iterator[tuple[Node, Spot]]:
    """What the path leads to. A name is looked for in each mapping of a list; an entry stands where its key does."""
    waiting: list[tuple[Node, int, Spot]] = [(node, 0, spot)]
    seen: set[tuple[int, int]] = set()
    while waiting:
        here, step, spot = waiting.pop()
        if step == len(path):
            yield here, spot
            continue
        name = path[step]
        if name == "**":
            if (id(here), step) in seen:
                continue
            seen.add((id(here), step))
            waiting += reversed([(value, step, place) for _, value, place in _below(here, spot)])
            waiting.append((here, step + 1, spot))
        elif name == KEYS:
            waiting += reversed([(_key(key, place), step + 1, place) for key, _, place in _below(here, spot)])
        elif name == "*":
            waiting += reversed([(value, step + 1, place) for _, value, place in _below(here, spot)])
        elif isinstance(here, Mapping) and "*" in name:
            fitting = [row for row in _below(here, spot) if fnmatchcase(row[0], name)]
            waiting += reversed([(value, step + 1, place) for _, value, place in fitting])
        elif isinstance(here, Mapping):
            if name in here:
                waiting.append((here[name], step + 1, here.where.get(name, spot)))
        elif isinstance(here, list):
            waiting += reversed(
                [(each, step, _first(each, spot)) for each in here if isinstance(each, Mapping)]
            )


def _below(node: Node, spot: Spot) -> Iterator[tuple[str, Node, Spot]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield key, value, node.where.get(key, spot)
    elif isinstance(node, list):
        for index, each in enumerate(node):
            place = _at(each) if isinstance(each, Word) else _first(each, spot)
            yield str(index), each, place


def _at(word: Word) -> Spot:
    place = word.line, word.column
    return Elsewhere.of(place, word.path) if hasattr(word, "path") else place


def _key(key: str, spot: Spot) -> Word:
    word = Word(key)
    word.line, word.column = spot
    return word


def _first(node: Node, spot: Spot) -> Spot:
    return next(iter(node.where.values()), spot) if isinstance(node, Mapping) else spot


def fits(node: Node, conditions: tuple[Condition, ...]) -> Iterator[bool | None]:
    """Of each condition, whether it holds; None: what stands there is known only where it is deployed."""
    for each in conditions:
        found = [value for value, _ in along(node, each.at)]
        if each.entry:
            entries = [one for value in found for one in (value if isinstance(value, list) else [value])]
            answers = [_all(list(fits(one, each.entry))) for one in entries]
            yield True if True in answers else (None if None in answers or None in entries else False)
        elif any(_fits(value, each.patterns) for value in found):
            yield True
        else:
            yield None if any(value is None for value in found) else False


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _fits(value: Node, patterns: tuple[str, ...]) -> bool:
    if isinstance(value, Word):
        word = value.strip().lower()
        return any(fnmatchcase(word, pattern.lower()) for pattern in patterns)
    if isinstance(value, list):
        return any(_fits(each, patterns) for each in value if isinstance(each, Word)) or (
            bool(value) and "*" in patterns
        )
    return value is not None and "*" in patterns
