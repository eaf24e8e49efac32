"""When what comes back is due next, where the period depends on a grade that may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pytest_icplicense.rules.days.calendar import add_months


@dataclass(frozen=True, slots=True)
class Stage:
    """A time in which one grade was in force, up to the next stage."""

    start: date | None
    """The day on which the grade was set; None: nobody says."""
    grade: int | None
    months: int | None
    """The period under this grade; None: none is set."""


@dataclass(frozen=True, slots=True)
class Due:
    """The last day for the next act."""

    day: date
    stage: Stage
    """Whose period it is."""
    months: int | None
    """The months since the last act, where it is counted from that; None: it is counted from a change of the grade."""


def next_due(last: date, stages: Sequence[Stage]) -> Due | None:
    """When the act after that of `last` is due; None: under no grade since then is any.

    The period is that of the grade in force when it ends. Where a grade is set that would have made the act due already, the
    new period begins on that day, and what was due under the old grade stays due.
    """
    due: Due | None = None
    for index, stage in enumerate(stages):
        end = stages[index + 1].start if index + 1 < len(stages) else None
        if end is not None and end <= last:
            continue
        due = _under(last, stage, due)
        if due is not None and end is not None and due.day < end:
            return due
    return due


def _under(last: date, stage: Stage, before: Due | None) -> Due | None:
    if stage.months is None:
        return None
    usual = Due(add_months(last, stage.months), stage, stage.months)
    if stage.start is None or usual.day >= stage.start:
        return usual
    fresh = Due(add_months(stage.start, stage.months), stage, None)
    return fresh if before is None else min(before, fresh, key=lambda each: each.day)
