"""Capabilities: what software lets a service do, how it is recognized, and where a repository shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from pytest_icplicense.documents.document import Place, Problem
from pytest_icplicense.text import Text


class Confidence(StrEnum):
    """How sure it is that what was seen is offered to users as a telecom service."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def weight(self) -> int:
        """A larger number for more of it."""
        return ("low", "medium", "high").index(self.value)


class Raise(NamedTuple):
    """What makes a capability surer than it is by itself: others that the same service shows."""

    beside: tuple[str, ...]
    """Capabilities, one of which is enough."""
    to: Confidence


class Example(NamedTuple):
    """A file in which a capability must be seen, or must not."""

    file: str
    text: str


class Capability(NamedTuple):
    """One entry of `policies/capabilities/`."""

    id: str
    name: Text
    kinds: tuple[str, ...]
    """The feature kinds that it may be; each alone accounts for it where a manifest declares it."""
    confidence: Confidence
    seen: Mapping[str, tuple[str, ...]]
    """What it is recognized by: names, in which `*` stands for anything, by what they name (`npm`, `image`, …)."""
    reason: Text
    instead: tuple[str, ...] = ()
    """Other kinds that it may serve, where a manifest explains it so and declares them."""
    raised: tuple[Raise, ...] = ()
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Example, ...] = ()


class Shown(NamedTuple):
    """Where a repository shows something, and what it is that does: `npm @openim/client-sdk`."""

    place: Place
    evidence: str


class Detected(NamedTuple):
    """A capability that files of a service show."""

    capability: Capability
    confidence: Confidence
    """Of the surest sign, with what others raise it to."""
    shown: tuple[Shown, ...]
    """One for each file, the first that it has."""


class Served(NamedTuple):
    """A domain that files of a service say it answers on."""

    domain: str
    confidence: Confidence
    shown: tuple[Shown, ...]


class Detections(NamedTuple):
    """What the files of one service show."""

    capabilities: tuple[Detected, ...] = ()
    domains: tuple[Served, ...] = ()
    unjudged: tuple[Problem, ...] = ()
    """Files that could not be looked into."""

    @property
    def names(self) -> list[str]:
        """What an explanation may be of: the ids of capabilities, and the domains."""
        return [*(each.capability.id for each in self.capabilities), *(each.domain for each in self.domains)]


def capabilities_of(tree: Mapping[str, Any]) -> dict[str, Capability]:
    """The capabilities of a document of kind CapabilityCatalogue, which its schema accepts."""
    return {row["capability"]: _capability(row) for row in tree["capabilities"]}


def _capability(row: Mapping[str, Any]) -> Capability:
    return Capability(
        row["capability"],
        Text.of(row["name"]),
        tuple(row["kinds"]),
        Confidence(row["confidence"]),
        {what: tuple(names) for what, names in row["seen"].items()},
        Text.of(row["reason"]),
        tuple(row.get("instead", ())),
        tuple(Raise(tuple(each["beside"]), Confidence(each["to"])) for each in row.get("raised", ())),
        _examples(row["examples"]),
        _examples(row["counterexamples"]),
    )


def _examples(rows: Iterable[Mapping[str, str]]) -> tuple[Example, ...]:
    return tuple(Example(row["file"], row["text"]) for row in rows)
