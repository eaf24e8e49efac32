"""The last moment of a period: sure, or between two moments where a time or the working days of a year are not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pytest_icplicense.documents.formats import day_of
from pytest_icplicense.model.case import Case
from pytest_icplicense.rules.days.calendar import PLAIN, Deadline, add_days, add_working_days
from pytest_icplicense.rules.days.moments import Moment, Span, show
from pytest_icplicense.text import Text


@dataclass(frozen=True, slots=True)
class Limit:
    """When a period ends, and how a sentence says so."""

    earliest: datetime
    latest: datetime | None
    """None: it cannot be known."""
    period: Text
    """`10 working days after`."""
    until: Text
    """`so by 2022-02-09`, with what a reader must know of how it was counted."""

    @property
    def due(self) -> date | None:
        """The last day, where it is sure."""
        first = day_of(self.earliest)
        return first if self.latest is not None and day_of(self.latest) == first else None

    def kept_by(self, act: Span) -> bool | None:
        """Whether the act is in time; None: that depends on what is not known."""
        if act.last <= self.earliest:
            return True
        return False if self.latest is not None and act.first > self.latest else None

    def over(self, as_of: date) -> bool | None:
        """Whether the period has ended before the day `as_of`; None: that depends on what is not known."""
        if as_of <= day_of(self.earliest):
            return False
        return True if self.latest is not None and as_of > day_of(self.latest) else None


def limit_of(case: Case, start: Moment, name: Text) -> Limit | None:
    """The limit that a rule's `days`, `working_days` or `hours` set from `start`, which sentences call `name`."""
    parameters = case.parameters
    if "days" in parameters:
        days = parameters["days"]
        return _by_day(add_days(day_of(start), days), _days(days))
    if "working_days" in parameters:
        days = parameters["working_days"]
        period = Text(f"{days} working days after", f"之后 {days} 个工作日内")
        return _by_day(add_working_days(day_of(start), days), period)
    if "hours" not in parameters:
        return None
    hours = _hours(case)
    end = Span.of(start).later(hours)
    period = Text(f"{hours:g} hours after", f"之后 {hours:g} 小时内")
    if end.sure:
        return Limit(end.first, end.last, period, _by(show(end.first)))
    note = Text(f" ({name.en} has no time)", f"（{name.zh} 未写时刻）")
    return Limit(end.first, end.last, period, _between(show(end.first), show(end.last), note))


def _by_day(deadline: Deadline, period: Text) -> Limit:
    earliest, latest, note = deadline.earliest.isoformat(), deadline.latest, deadline.note
    if deadline.sure:
        until = _by(earliest, note)
    else:
        until = _between(earliest, None if latest is None else latest.isoformat(), note)
    last = None if latest is None else Span.of(latest).last
    return Limit(Span.of(deadline.earliest).last, last, period, until)


def _by(last: str, note: Text = PLAIN) -> Text:
    return Text(f"so by {last}{note.en}", f"即不迟于 {last}{note.zh}")


def _between(earliest: str, latest: str | None, note: Text) -> Text:
    if latest is None:
        return Text(f"so by {earliest} at the earliest{note.en}", f"即最早于 {earliest} 届满{note.zh}")
    return Text(
        f"so by {earliest} at the earliest and {latest} at the latest{note.en}",
        f"即最早于 {earliest}、最迟于 {latest} 届满{note.zh}",
    )


def _days(days: int) -> Text:
    if days == 0:
        return Text("on the day of", "当日或之前")
    if days < 0:
        return Text(f"{-days} days before", f"之前 {-days} 日")
    return Text(f"{days} days after", f"之后 {days} 日内")


def _hours(case: Case) -> float:
    """The rule's hours, or fewer where the operator has set itself fewer."""
    hours: float = case.parameters["hours"]
    field = case.parameters.get("hours_field")
    operator: Mapping[str, Any] = case.manifest.operator.tree if case.manifest.operator else {}
    own = operator.get(field) if field else None
    return min(hours, own) if isinstance(own, int | float) else hours
