"""Counting days, working days and months as regulations do: from the day after, and without moving the last day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import NamedTuple

from pytest_icplicense.text import Text


class Deadline(NamedTuple):
    """A last day, and what a reader must know of how it was counted."""

    day: date
    note: Text


PLAIN = Text("", "")


def add_months(start: date, months: int) -> date:
    """The same day `months` later; the last day of that month where it has no such day (31 January + 1 month)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def is_working_day(day: date) -> tuple[bool, bool]:
    """Whether `day` is a working day in China, and whether the holiday table knows its year.

    Shifted working weekends count as working days. Outside the years of the table Monday to Friday do.
    """
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.weekday() < 5, False


def add_days(start: date, days: int) -> Deadline:
    """The last of `days` calendar days counted from the day after `start`; before it where `days` is negative.

    The license counts days, so a last day that is no working day is not moved; the note says so.
    """
    day = start + timedelta(days=days)
    working, known = is_working_day(day)
    if working or not known:
        return Deadline(day, PLAIN)
    return Deadline(
        day,
        Text(
            " (not a working day; days are counted, so it is not moved)",
            "（非工作日；按日计算，期限不顺延）",
        ),
    )


def add_working_days(start: date, days: int) -> Deadline:
    """The last of `days` Chinese working days counted from the day after `start`."""
    day, left, certain = start, days, True
    while left:
        day += timedelta(days=1)
        working, known = is_working_day(day)
        left -= working
        certain = certain and known
    if certain:
        return Deadline(day, PLAIN)
    return Deadline(
        day,
        Text(
            " (outside the years of the holiday table: counted by weekends alone)",
            "（超出节假日表的年份，仅按周末推算）",
        ),
    )
