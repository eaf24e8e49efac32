"""China's statutory holidays by the rule of law, for years whose shifted weekends no table knows.

What the law gives, and how far notices have gone beside it, is data: `policies/calendar/holidays.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pytest_icplicense.documents import read
from pytest_icplicense.files.shipped import shipped


@dataclass(frozen=True, slots=True)
class Festival:
    """A statutory holiday of one or several days, and how far notices have gone beside it."""

    name: str
    off: int
    """The most weekdays that were off in addition to the statutory ones."""
    worked: int
    """The most weekend days that were worked in exchange, among those nearer to this than to another holiday."""


class Shifts(NamedTuple):
    """How far from a holiday, or how often in a year, weekdays are off and weekend days worked."""

    off: int
    worked: int


@cache
def _calendar() -> Mapping[str, Any]:
    file = shipped() / "calendar/holidays.yaml"
    (document,) = read(file).documents
    tree: Mapping[str, Any] = document.tree
    return tree


def known_years() -> range:
    """The years whose statutory holidays are known."""
    years = _calendar()["years"]
    return range(years["first"], years["last"] + 1)


@cache
def reach() -> Shifts:
    """How many days from a holiday notices shift weekends and weekdays."""
    return Shifts(**_calendar()["reach"])


@cache
def decreed() -> Shifts:
    """How many days of a year a decree may set anywhere."""
    return Shifts(**_calendar()["decreed"])


@cache
def _festival(identifier: str) -> Festival:
    row = next(each for each in _calendar()["festivals"] if each["id"] == identifier)
    return Festival(row["name"], row["off"], row["worked"])


def _own_day(row: Mapping[str, Any], year: int) -> date:
    from borax.calendars.lunardate import LunarDate, TermUtils

    if "term" in row:
        found: date = TermUtils.nth_term_day(year, term_name=row["term"])
        return found
    month, day = map(int, row.get("solar", row.get("lunar")).split("-"))
    if "solar" in row:
        return date(year, month, day)
    lunar: date = LunarDate(year, month, day).to_solar_date()
    return lunar


@lru_cache(maxsize=256)
def statutory_holidays(year: int) -> Mapping[date, Festival]:
    """The holidays of all citizens in `year`, by day; of two on one day the first.

    Raises:
        ValueError: the year is none of the known ones.
    """
    if year not in known_years():
        raise ValueError(f"the statutory holidays of {year} are not known")
    law = [each for each in _calendar()["laws"] if each["since"] <= year][-1]
    days: dict[date, Festival] = {}
    for row in _calendar()["festivals"]:
        for distance in law["days"].get(row["id"], ()):
            days.setdefault(_own_day(row, year) + timedelta(days=distance), _festival(row["id"]))
    return days
