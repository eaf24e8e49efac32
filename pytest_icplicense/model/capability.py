"""Capabilities: what software lets a service do, how it is recognized, and where a repository shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from pytest_icplicense.documents.document import Place, Problem
from pytest_icplicense.model.sign_words import sign_in_words
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
    unless: tuple[str, ...] = ()
    """Capabilities beside which they make it no surer."""


class Sign(NamedTuple):
    """What a name in code, in an interface or in a schema may say, that is a sign of a capability."""

    aspect: str
    """What it tells of; the same told many times counts once."""
    kinds: tuple[str, ...]
    """Of what it must be the name: `route`, `method`, `event`, `table`, `module`, `client`, `relay` or `screen`.

    A `record` is read as a table."""
    says: tuple[str, ...]
    """Phrases, one of which the name must say: words and `<terms>`, with `/` between the parts of a path."""
    columns: tuple[tuple[str, ...], ...] = ()
    """Of a table: from each of these, one must be a column."""
    sure: bool = False
    """Whether it alone says enough."""
    denies: bool = False
    """Whether it says the contrary: signs of this aspect that are not sure count for nothing in the same service.

    Where this one is sure, none does."""
    unless: tuple[str, ...] = ()
    """Words beside which a name is not this sign."""
    regardless: bool = False
    """Whether it is a sign also beside the words that make others none."""


class Words(NamedTuple):
    """How those speak of a capability who write it themselves."""

    terms: Mapping[str, tuple[str, ...]]
    """Words for the same thing, in English, pinyin and Chinese."""
    signs: tuple[Sign, ...]
    unless: tuple[str, ...]
    """Words beside which nothing is a sign: they tell of something else."""
    columns_unless: tuple[str, ...] = ()
    """Columns of a table, and words in their comments, that do so too."""


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
    words: Words | None = None
    """What it is recognized by in a team's own code."""


class Shown(NamedTuple):
    """Where a repository shows something, and what it is that does: `npm @openim/client-sdk`."""

    place: Place
    evidence: str

    @property
    def words(self) -> Text:
        """What does, as people are told."""
        return sign_in_words(self.evidence)


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
        {what: tuple(names) for what, names in row.get("seen", {}).items()},
        Text.of(row["reason"]),
        tuple(row.get("instead", ())),
        tuple(
            Raise(tuple(each["beside"]), Confidence(each["to"]), tuple(each.get("unless", ())))
            for each in row.get("raised", ())
        ),
        _examples(row["examples"]),
        _examples(row["counterexamples"]),
        _words(row["words"]) if "words" in row else None,
    )


def _words(row: Mapping[str, Any]) -> Words:
    terms = {name: tuple(words) for name, words in row.get("terms", {}).items()}
    unless, of_columns = (tuple(row.get(key, ())) for key in ("unless", "columns_unless"))
    return Words(terms, tuple(map(_sign, row["signs"])), unless, of_columns)


def _sign(row: Mapping[str, Any]) -> Sign:
    columns = tuple(tuple(each) for each in row.get("columns", ()))
    return Sign(
        row["aspect"],
        tuple(row["in"]),
        tuple(row["says"]),
        columns,
        row.get("sure", False),
        row.get("denies", False),
        tuple(row.get("unless", ())),
        row.get("regardless", False),
    )


def _examples(rows: Iterable[Mapping[str, str]]) -> tuple[Example, ...]:
    return tuple(Example(row["file"], row["text"]) for row in rows)
