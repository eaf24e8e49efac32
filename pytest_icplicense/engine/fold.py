"""Cases to what a run keeps of them: each is judged, in the one way there is, counted, and recorded if somebody reads it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from pytest_icplicense.engine.results import kind_of, record
from pytest_icplicense.engine.waive import decide
from pytest_icplicense.model.case import Case, Outcome
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.proof import of_manifest
from pytest_icplicense.model.provision import Check
from pytest_icplicense.model.result import Result, Tally, nearest

_IN_ORDER = frozenset((Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.PENDING))


class Folded(NamedTuple):
    """What the cases of a manifest come to."""

    tally: Tally
    results: tuple[Result, ...]
    """All of them; or those that are not in order, open, or may be waived, in the order of the cases."""


def fold(
    manifest: Manifest, cases: Iterable[Case], as_of: date, *, every: bool, strict_open: bool = False
) -> Folded:
    """Judge the cases of a manifest; with `every`, each has a result."""
    counts: dict[tuple[Check, Outcome, bool], int] = {}
    due: list[tuple[date, str]] = []
    results: list[Result] = []
    waivable = frozenset(waiver.check for waiver in manifest.waivers)
    for case in cases:
        verdict = decide(case, as_of, strict_open=strict_open)
        check, outcome = case.check, verdict.outcome
        kind = check, outcome, verdict.open
        counts[kind] = counts.get(kind, 0) + 1
        if verdict.due is not None:
            due.append((verdict.due, case.id))
        if (
            every
            or outcome not in _IN_ORDER
            or kind[2]
            or (waivable and (check.id in waivable or check.clause.id in waivable))
        ):
            results.append(record(verdict))
    kinds = {
        kind_of(check, manifest, outcome, open_): number for (check, outcome, open_), number in counts.items()
    }
    proofs = of_manifest(kind.judged for kind in kinds)
    return Folded(Tally(kinds, nearest(due, as_of), proofs), tuple(results))
