"""What shows that a clause is kept: the one place where proofs are told apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.provision import natural


class Proof(StrEnum):
    """What shows that a clause is kept, from the weakest to the strongest."""

    NONE = "none"
    ATTESTED = "attested"
    DECLARED = "declared"
    DATED = "dated"
    ARTEFACT = "artefact"
    TESTS = "tests"


_STRENGTH = {proof: place for place, proof in enumerate(Proof)}
_KEPT = (Outcome.PASSED, Outcome.PENDING)


class Proofs(NamedTuple):
    """What shows that clauses are kept."""

    kinds: Mapping[str, Proof]
    """Of each clause that applies; of several manifests the one with the weakest proof counts."""
    waiting: tuple[str, ...]
    """The clauses with a case that is open: what tests are to prove and nobody ran, and what else nothing settles."""


NOTHING_JUDGED = Proofs({}, ())


class Judged(NamedTuple):
    """A case, as far as it matters for the proof of its clause."""

    clause: str
    how: str
    """As a sentence lists it: `declared, dated`."""
    outcome: Outcome
    open: bool = False


def of_manifest(cases: Iterable[Judged]) -> Proofs:
    """What cases of one manifest come to.

    Nothing shows that a clause is kept where a case failed, even if it is waived, or could not be judged, or is open.
    """
    found: dict[str, set[tuple[str, Outcome]]] = {}
    waiting: dict[str, None] = {}
    for clause, how, outcome, open_ in cases:
        if outcome is not Outcome.NOT_APPLICABLE:
            found.setdefault(clause, set()).add((how, Outcome.ERROR if open_ else outcome))
        if open_:
            waiting[clause] = None
    return Proofs({clause: _proof(known) for clause, known in found.items()}, _sorted(waiting))


def weakest(proofs: Iterable[Proofs]) -> Proofs:
    """What several manifests come to."""
    different = {id(each): each for each in proofs}  # of a fleet, many are one object
    if len(different) == 1:
        return next(iter(different.values()))
    kinds: dict[str, Proof] = {}
    for each in different.values():
        for clause, proof in each.kinds.items():
            if (known := kinds.get(clause)) is None or _STRENGTH[proof] < _STRENGTH[known]:
                kinds[clause] = proof
    return Proofs(kinds, _sorted({clause for each in different.values() for clause in each.waiting}))


def _sorted(clauses: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(clauses, key=natural))


def _proof(known: Collection[tuple[str, Outcome]]) -> Proof:
    if any(outcome not in _KEPT for _, outcome in known):
        return Proof.NONE
    words = {word for how, _ in known for word in how.split(", ")}
    return max((proof for proof in Proof if proof in words), key=_STRENGTH.__getitem__, default=Proof.NONE)
