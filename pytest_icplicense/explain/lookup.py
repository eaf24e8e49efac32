"""What a word means that somebody typed or pasted: a provision, clause, check, feature kind, telecom service or license."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from pytest_icplicense.library import Library
from pytest_icplicense.model.catalogue import FeatureKind, TelecomService
from pytest_icplicense.model.license import License
from pytest_icplicense.model.number import fold, normal
from pytest_icplicense.model.provision import Check, Clause, Provision
from pytest_icplicense.text import Text, did_you_mean


@dataclass(frozen=True, slots=True)
class Chapter:
    """A number of the license that has provisions below it and no policy of its own: SP-15."""

    id: str


Topic = Chapter | Provision | Clause | Check | FeatureKind | TelecomService | License

_LIKENESS = 0.75
"""How like a name must be to be a guess; less, and `critical` would be like `article`."""
_GUESSES = 3


def find(library: Library, word: str) -> list[Topic]:
    """Everything that `word` names: by id or name, else by what people call it besides.

    Upper and lower case, full width, hyphens and spaces, SP-2.2 and SP-02.2 are the same. A case id stands for its
    check, with or without the file that pytest puts before it.
    """
    wanted = _folded(_bare(word))
    found: list[Topic] = [topic for name, topic in _names(library) if _folded(name) == wanted]
    if not found:
        kinds = library.catalogue.features.values()
        found = [kind for kind in kinds if wanted in map(_folded, kind.also)]
    if not found:
        content = (each for each in library.catalogue.services.values() if each.content)
        found = [each for each in content if wanted in map(_folded, (*each.name, *each.also))]
    number = normal(word[:200].strip().upper())
    held = [each for each in library.licenses.values() if each.number == number]
    return [*dict.fromkeys(found), *held]


def like(library: Library, word: str) -> Text:
    """`; did you mean …?` for what there is that looks like `word`; an empty text where nothing does.

    What looks like an id is first compared with the ids of its shape.
    """
    known = {_folded(name): name for name in reversed(_all_names(library))}  # of several, the id
    bare = _folded(_bare(word[:200]))
    alike = [name for name in known if re.search("[0-9]", name) and _shape(name) == _shape(bare)]
    for pool, least in ((alike, 0.6), (known, _LIKENESS)):
        if close := get_close_matches(bare[:80], pool, n=_GUESSES, cutoff=least):
            return did_you_mean([known[name] for name in close])
    within = [name for name in known if len(bare) > 1 and bare in name]
    return did_you_mean([known[name] for name in sorted(within, key=len)[:_GUESSES]])


def ids(library: Library) -> list[str]:
    """What can be asked for by id: provisions, clauses, checks, feature kinds, telecom services and licenses."""
    known = (getattr(topic, "kind", "") or getattr(topic, "id", "") for _, topic in _names(library))
    return list(dict.fromkeys([*known, *library.licenses]))


def _all_names(library: Library) -> list[str]:
    also = [name for kind in library.catalogue.features.values() for name in kind.also]
    return list(dict.fromkeys([*(name for name, _ in _names(library)), *also, *library.licenses]))


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
            for stand_in in clause.stand_in:
                yield stand_in.id, clause
    for kind in library.catalogue.features.values():
        for name in (kind.kind, kind.name.en, kind.name.zh):
            yield name, kind
    for service in library.catalogue.services.values():
        # a subject matter (新闻) comes last: it must not hide the feature that people mean by it
        known_as = () if service.content else (service.name.en, service.name.zh, *service.also)
        for name in (service.id, *known_as):
            yield name, service


def _bare(word: str) -> str:
    """Without pytest's file before a case id, and without the subject behind it."""
    return re.sub(r"\[.*\]?\s*\Z", "", word.rpartition("::")[2], flags=re.DOTALL)


@lru_cache(maxsize=10_000)
def _folded(text: str) -> str:
    """In one case and width, with a hyphen for each space, and without the zero of SP-02."""
    plain = re.sub(r"[-_\s]+", "-", fold(text).casefold().strip())
    return re.sub(r"\A([a-z]{2,})-?0*(?=[0-9])", r"\1-", plain)


def _shape(name: str) -> str:
    """What ids have in common: `sp-0.0` of SP-15.8 and SP-99.1."""
    return re.sub("[0-9]+", "0", name.partition("/")[0])
