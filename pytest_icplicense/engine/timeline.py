"""When verdicts change, found by jumping from one date that matters to the next."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from pytest_icplicense.documents.formats import day_of, parse_moment
from pytest_icplicense.engine.waive import decide
from pytest_icplicense.model.case import Case, Outcome, Verdict
from pytest_icplicense.rules import approved
from pytest_icplicense.rules.attested import VALID_MONTHS
from pytest_icplicense.rules.calendar import add_months, add_working_days
from pytest_icplicense.rules.fields import dotted

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which a verdict is no longer what it was on the day before."""

    day: date
    case: Case
    before: Outcome
    after: Outcome


def changes(cases: Iterable[Case], first: date, last: date) -> list[Change]:
    """Every change of a verdict after `first`, up to and including `last`, by day and then in the order of the cases."""
    found = []
    for case in cases:
        verdicts = list(history(case, first, last))
        for (_, before), (day, after) in pairwise(verdicts):
            if before.outcome is not after.outcome:
                found.append(Change(day, case, before.outcome, after.outcome))
    return sorted(found, key=lambda change: change.day)


def obligations(cases: Iterable[Case], first: date, last: date) -> list[Verdict]:
    """What falls due from `first` to `last`: one verdict for each case and due date, by date."""
    found: dict[tuple[str, date], Verdict] = {}
    for case in cases:
        for _, verdict in history(case, first, last):
            if verdict.due is not None and first <= verdict.due <= last:
                found.setdefault((case.id, verdict.due), verdict)
    return sorted(found.values(), key=lambda verdict: verdict.due or date.max)


def history(case: Case, first: date, last: date) -> Iterator[tuple[date, Verdict]]:
    """The verdict on `first`, and on each later day up to `last` on which it may be another."""
    for day in sorted({first, *(day for day in turning_points(case, first, last) if first < day <= last)}):
        yield day, decide(case, day)


def turning_points(case: Case, first: date, last: date) -> set[date]:
    """The days on which the verdict of a case may change: those that its dates and its rule's periods make.

    A day counts, and the day after it: deadlines pass at the end of a day.
    """
    found: set[date] = set()
    for day in _dates(case):
        for moved in (day, *_moved(case, day)):
            found |= {moved, moved + DAY}
    if window := case.parameters.get("window"):
        for year in range(first.year, last.year + 1):
            found |= {
                date.fromisoformat(f"{year}-{window['from']}"),
                date.fromisoformat(f"{year}-{window['to']}") + DAY,
            }
    for waiver in case.manifest.waivers:
        found |= {waiver.starts, waiver.expires + DAY}
    return found


def _dates(case: Case) -> set[date]:
    """Every date that the verdict can look at: the subject's, its licenses', and in lists that its rule reads."""
    found = set(_dates_in(case.value))
    for held in case.manifest.licenses:
        found |= {held.issued, held.expires}
    documents = [case.manifest.tree, *((case.manifest.operator.tree,) if case.manifest.operator else ())]
    for tree in documents:
        found.update(_dates_in(tree.get("approvals")))
        rows = tree.get("attestations", ())
        found.update(_dates_in([row for row in rows if row["clause"] == case.check.clause.id]))
        if "in" in case.parameters:
            found.update(_dates_in(dotted(tree, case.parameters["in"])))
    if case.rule is approved.RULE:
        found.update(approved.turns(case))
    return found


def _dates_in(value: Any) -> Iterator[date]:
    if isinstance(value, str):
        try:
            yield day_of(parse_moment(value))
        except ValueError:
            return
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _dates_in(each)


def _moved(case: Case, day: date) -> Iterator[date]:
    """The ends of the rule's periods, counted from `day`."""
    parameters = case.parameters
    if "days" in parameters:
        yield day + timedelta(days=parameters["days"])
    if "working_days" in parameters:
        yield add_working_days(day, parameters["working_days"]).day
    if "hours" in parameters:
        yield day + timedelta(days=math.ceil(parameters["hours"] / 24))
    months = [*parameters.get("months_by", {}).get("months", {}).values(), VALID_MONTHS]
    for number in {number for number in months if number}:
        yield add_months(day, number)
