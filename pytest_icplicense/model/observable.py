"""Facts as data: what they are called, what their values mean, and by which signs files show them (`policies/facts/`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pytest_icplicense.model.capability import Example
from pytest_icplicense.text import Text

Path = tuple[str, ...]
"""Steps from a node of a file to others: names; `*` for every entry, `**` for anything in between, `@keys` for the names
themselves."""


class Condition(NamedTuple):
    """What must, or must not, be somewhere below what is looked at."""

    at: Path
    patterns: tuple[str, ...] = ()
    """One of these fits what is there."""
    entry: tuple[Condition, ...] = ()
    """All of these hold of what is there, or of one entry where that is a list."""


class Sign(NamedTuple):
    """One way in which files of a format show a fact."""

    format: str
    files: tuple[str, ...]
    """Patterns of the files, where not all of the format are looked at."""
    at: Path
    """To the nodes that are looked at, each by itself."""
    value: tuple[Path, ...]
    """From such a node to the value; the first that is there counts. None: the fact has no value of its own."""
    unit: str | None
    zero_counts: bool
    """Whether zero means at once; for most it means for ever."""
    where: tuple[Condition, ...]
    """What must be there besides."""
    unless: tuple[Condition, ...]
    """What must not be there."""
    at_most: tuple[Condition, ...]
    """Where one of these holds, the value is only the most: what it may take up deletes it earlier."""
    like: tuple[str, ...]
    """Patterns, one of which the value must fit; none: any value does."""
    part: str | None
    """A regular expression whose group is the value within the text; what it does not fit shows nothing."""
    fixed: str | None
    """The value, where what is looked at needs only be there."""
    of: str | None
    """The cloud that the value is of."""
    host: bool
    """Whether the values are the labels of one name of a host: record and zone."""
    capability: str | None
    """A capability that shows the fact wherever it is seen; there is nothing else then."""


class FactKind(NamedTuple):
    """One entry of `policies/facts/`."""

    id: str
    name: Text
    clauses: tuple[str, ...]
    """The clauses that it is told for."""
    unit: str | None
    """What its values are counted in."""
    reason: Text
    signs: tuple[Sign, ...]
    examples: tuple[FactExample, ...]
    counterexamples: tuple[Example, ...]
    not_in: tuple[str, ...] = ()
    """Patterns of the names of files in which nothing is it."""


class FactExample(NamedTuple):
    """A file in which a fact must be seen, with these values."""

    file: str
    text: str
    values: tuple[str, ...]


class Cloud(NamedTuple):
    """A provider of servers: who it is, and where its regions are."""

    id: str
    names: tuple[str, ...]
    """What tools call it."""
    companies: tuple[str, ...]
    """Beginnings of the names of companies that run it in China, as a license has them under 接入服务提供单位."""
    regions: Mapping[str, str]
    """By their ids; those outside the mainland with `-` before the place."""


def fact_kinds(tree: Mapping[str, Any]) -> dict[str, FactKind]:
    """The facts of a document of kind FactCatalogue, which its schema accepts."""
    return {row["fact"]: _kind(row) for row in tree.get("facts", ())}


def clouds(tree: Mapping[str, Any]) -> dict[str, Cloud]:
    """The clouds of such a document."""
    return {
        row["cloud"]: Cloud(row["cloud"], tuple(row["names"]), tuple(row["companies"]), dict(row["regions"]))
        for row in tree.get("clouds", ())
    }


def _kind(row: Mapping[str, Any]) -> FactKind:
    return FactKind(
        row["fact"],
        Text.of(row["name"]),
        tuple(row["clauses"]),
        row.get("unit"),
        Text.of(row["reason"]),
        tuple(sign for each in row["seen"] for sign in _signs(each)),
        tuple(
            FactExample(each["file"], each["text"], tuple(each.get("values", ()))) for each in row["examples"]
        ),
        tuple(Example(each["file"], each["text"]) for each in row["counterexamples"]),
        tuple(row.get("not_in", ())),
    )


def _signs(row: Mapping[str, Any]) -> Iterable[Sign]:
    """The signs of a row; one that lists several places under `at` is one for each of them."""
    for at in _listed(row.get("at", "")):
        yield Sign(
            row.get("in", ""),
            tuple(row.get("files", ())),
            path(at),
            tuple(map(path, _listed(row.get("host", row.get("value", ()))))),
            row.get("unit"),
            row.get("zero") == "at-once",
            _conditions(row.get("where", {})),
            _conditions(row.get("unless", {})),
            _conditions(row.get("at_most", {})),
            tuple(row.get("like", ())),
            row.get("match"),
            row.get("is"),
            row.get("of"),
            "host" in row,
            row.get("capability"),
        )


def _conditions(rows: Mapping[str, Any]) -> tuple[Condition, ...]:
    return tuple(
        Condition(path(where), entry=_conditions(said))
        if isinstance(said, Mapping)
        else Condition(path(where), tuple(_listed(said)))
        for where, said in rows.items()
    )


def _listed(value: Any) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value


def path(words: str) -> Path:
    """A path as policies write it: `spec/config/retention.ms`; `~1` stands for a slash in a name."""
    return tuple(step.replace("~1", "/") for step in words.split("/")) if words else ()
