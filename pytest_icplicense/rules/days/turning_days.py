"""Days on which verdicts may turn, as rules say them next to what they judge (`Rule.turns`): what several rules need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta

from pytest_icplicense.documents.formats import day_of, parse_moment
from pytest_icplicense.model.case import Case
from pytest_icplicense.model.license import License

DAY = timedelta(days=1)


def never(case: Case, start: date, end: date) -> tuple[date, ...]:
    """The turns of a rule that does not look at the as-of date: none."""
    return ()


def in_period(days: Iterable[date], start: date, end: date) -> set[date]:
    """Those of `days` that are from `start` to `end`, both included."""
    return {day for day in days if start <= day <= end}


def of_licenses(licenses: Iterable[License]) -> set[date]:
    """The days on which the terms of licenses begin, and those after their last."""
    return {day for held in licenses for term in held.terms for day in (term.issued, term.expires + DAY)}


def dates_in(value: object) -> Iterator[date]:
    """Every day that a part of a document writes."""
    if isinstance(value, str):
        with suppress(ValueError):
            yield day_of(parse_moment(value))
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from dates_in(each)


def years_of(start: date, end: date) -> range:
    """The calendar years that a period touches."""
    return range(start.year, end.year + 1)
