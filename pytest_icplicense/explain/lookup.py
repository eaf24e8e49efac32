"""What a word means that somebody typed or pasted: a provision, a clause, a check, a feature kind, a telecom service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_icplicense.library import Library
from pytest_icplicense.model.catalogue import FeatureKind, TelecomService
from pytest_icplicense.model.number import fold
from pytest_icplicense.model.provision import Check, Clause, Provision
from pytest_icplicense.text import Text, near


@dataclass(frozen=True, slots=True)
class Chapter:
    """A number of the license that has provisions below it and no policy of its own: SP-15."""

    id: str


Topic = Chapter | Provision | Clause | Check | FeatureKind | TelecomService


def find(library: Library, word: str) -> list[Topic]:
    """Everything that `word` names, by id or by name; upper and lower case, and full width, are the same.

    A case id stands for its check, with or without the file that pytest puts before it.
    """
    wanted = _folded(_bare(word))
    return list(dict.fromkeys(topic for name, topic in _names(library) if _folded(name) == wanted))


def like(library: Library, word: str) -> Text:
    """`; did you mean …?` for what there is that looks like `word`; an empty text where nothing does."""
    known = dict.fromkeys(name for name, _ in _names(library))
    bare = fold(_bare(word[:200])).strip()
    hints = (near(each, known) for each in (bare, bare.upper(), bare.lower()))
    return next((hint for hint in hints if hint.en), Text("", ""))


def _names(library: Library) -> Iterator[tuple[str, Topic]]:
    known = {provision.id for provision in library.provisions}
    for provision in library.provisions:
        above = provision.id.rpartition(".")[0]
        if above and above not in known:
            yield above, Chapter(above)
        yield provision.id, provision
        for clause in provision.clauses:
            yield clause.id, clause
            for check in clause.checks:
                yield check.id, check
                yield check.name, check
    for kind in library.catalogue.features.values():
        for name in (kind.kind, kind.name.en, kind.name.zh):
            yield name, kind
    for service in library.catalogue.services.values():
        for name in (service.id, service.name.en, service.name.zh, *service.also):
            yield name, service


def _bare(word: str) -> str:
    """Without pytest's file before a case id, and without the subject behind it."""
    return re.sub(r"\[.*\]?\s*\Z", "", word.rpartition("::")[2], flags=re.DOTALL)


def _folded(text: str) -> str:
    return " ".join(fold(text).casefold().split())
