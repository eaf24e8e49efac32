"""A source of facts: what it can tell of, and how it is asked. Other packages add theirs by the hook `icplicense_facts`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pytest_icplicense.detect.facts.tree import Tree
from pytest_icplicense.model.facts import Observation
from pytest_icplicense.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSource:
    """One source. Checks ask for its facts by `for_each: observed.<fact>[*]`."""

    name: str
    facts: tuple[str, ...]
    """The ids of the facts that it may give: `log-retention`. If it fails, nobody knows any of them."""
    observe: Callable[[Tree], Iterable[Observation]]
    """What it sees in a repository. It must be quick, end, and neither write nor ask the network."""
    summary: Text
