"""When verdicts change, found by jumping from one day to the next on which, as its rule says, a verdict may be another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, pairwise

from pytest_icplicense.engine.judge import begins_on, undated
from pytest_icplicense.engine.waive import decide
from pytest_icplicense.model.case import Case, Outcome, Rule, Verdict

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
        for (_, before), (day, after) in pairwise(history(case, first, last)):
            if before.outcome is not after.outcome:
                found.append(Change(day, case, before.outcome, after.outcome))
    return sorted(found, key=lambda change: change.day)


def obligations(cases: Iterable[Case], first: date, last: date) -> list[Verdict]:
    """What falls due from `first` to `last`: one verdict for each case and due date, by date.

    What falls due turns its verdict on the day after at the latest, so a case that no day turns is not judged.
    """
    found: dict[tuple[str, date], Verdict] = {}
    for case in cases:
        if not (days := turning_days(case, first, last + DAY)):
            continue
        for day in sorted({first, *days} - {last + DAY}):
            verdict = decide(case, day)
            if verdict.due is not None and first <= verdict.due <= last:
                found.setdefault((case.id, verdict.due), verdict)
    return sorted(found.values(), key=lambda verdict: verdict.due or date.max)


def history(case: Case, first: date, last: date) -> Iterator[tuple[date, Verdict]]:
    """The verdict on `first`, and on each later day up to `last` on which it may be another."""
    for day in sorted({first, *turning_days(case, first, last)}):
        yield day, decide(case, day)


def turning_days(case: Case, first: date, last: date) -> set[date]:
    """The days from `first` to `last` on which the verdict may be another than on the day before.

    Its rule says them, and nobody else knows them: every day is tried where it does not. Without a rule only waivers
    turn a verdict.
    """
    days = _turning_days(case, first, last)
    if days is None:
        return {first + timedelta(days=number) for number in range((last - first).days + 1)}
    for waiver in case.manifest.waivers:
        if waiver.covers(case.check.clause.id, case.check.id, case.subject):
            days |= {day for day in (waiver.starts, waiver.expires + DAY) if first <= day <= last}
    return days


def _turning_days(case: Case, first: date, last: date) -> set[date] | None:
    """What the rule says, of each paper that a license of the case has in these days, and when the next one begins."""
    issued = {
        paper.issued for held in case.manifest.licenses for paper in (held, *held.earlier) if held.earlier
    }
    begun = sorted(day for day in issued if first < day <= last)
    days = set(begun)
    unclear = case.check.unclear
    if unclear and unclear.before and first < unclear.before <= last:
        days.add(unclear.before)
    with suppress(ValueError):  # which is the case's error, on each day
        if (begins := begins_on(case)) and first <= begins + DAY <= last:
            days.add(begins + DAY)
    for day in (first, *begun):
        then = case.on(day)
        rule = _asked(then)
        if (said := set() if rule is None else _said(rule, then, first, last)) is None:
            return None
        days |= said
    return days


def _asked(case: Case) -> Rule | None:
    """The rule that judges the case; None where there is none, or it is never asked."""
    try:
        return case.rule if case.rule and undated(case) is None else None
    except Exception:  # which is the case's error, on each day
        return None


def _said(rule: Rule, case: Case, first: date, last: date) -> set[date] | None:
    """The days that a rule says; None where it says none, or what can be none.

    A rule may come from anywhere: it may raise, give what is no day of the period, and never stop giving.
    """
    if rule.turns is None:
        return None
    most = (last - first).days + 1
    try:
        days = list(islice(rule.turns(case, first, last), most + 1))
    except Exception:  # whatever another package raises
        return None
    plain = all(type(day) is date and first <= day <= last for day in days)
    return set(days) if plain and len(days) <= most else None
