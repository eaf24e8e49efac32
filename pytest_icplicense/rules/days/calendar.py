"""Counting days, working days and months as regulations do: from the day after, and without moving the last day."""

from __future__ import annotations

import calendar
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from pytest_icplicense.rules.days.holidays import (
    Festival,
    decreed,
    known_years,
    reach,
    statutory_holidays,
)
from pytest_icplicense.text import Text, enumeration

DAY = timedelta(days=1)
PLAIN = Text("", "")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, or the two days between which it lies, and what a reader must know of how it was counted."""

    earliest: date
    latest: date | None
    """None: it cannot be known."""
    note: Text = PLAIN

    @property
    def day(self) -> date:
        """The last day, where it is sure; else the first day that it may be."""
        return self.earliest

    @property
    def sure(self) -> bool:
        """Whether there is one last day."""
        return self.earliest == self.latest


@cache
def table_years() -> range:
    """The years whose shifted weekends are known."""
    from chinese_calendar.constants import holidays

    return range(min(holidays).year, max(holidays).year + 1)


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool | None:
    """Whether `day` is a working day in China: by the table of shifted weekends, and outside its years by law.

    None: nobody can say yet. The last days of the table's last year are among those, since the notice for the year after
    may shift them (as 2018-12-29 for the New Year's Day of 2019).
    """
    worked = _by_table(day)
    if worked is None and _has_law(day) and day in statutory_holidays(day.year):
        return False
    return worked


def _by_table(day: date) -> bool | None:
    known = table_years()
    if day.year not in known or _after(day) not in known:
        return None
    import chinese_calendar

    return bool(chinese_calendar.is_workday(day))


def _after(day: date) -> int:
    """The year of the last day whose holidays may shift this one."""
    return (day + reach().worked * DAY).year


def _has_law(day: date) -> bool:
    return day.year in known_years() and _after(day) in known_years()


@lru_cache(maxsize=4096)
def _near(day: date) -> tuple[int, Festival] | None:
    """The festival, with its year, for whose sake the day may be shifted: the nearest within reach."""
    holidays = [
        (abs(day - holiday), year, festival)
        for year in {day.year, _after(day)}
        for holiday, festival in statutory_holidays(year).items()
    ]
    distance, year, festival = min(holidays, key=lambda each: each[0])
    far = reach().off if day.weekday() < 5 else reach().worked
    return (year, festival) if distance <= far * DAY else None


@lru_cache(maxsize=4096)
def add_months(start: date, months: int) -> date:
    """The same day `months` later; the last day of that month where it has no such day (31 January + 1 month)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


@lru_cache(maxsize=4096)
def add_days(start: date, days: int) -> Deadline:
    """The last of `days` calendar days counted from the day after `start`; before it where `days` is negative.

    The license counts days, so a last day that is no working day is not moved; the note says so, in the table's years.
    """
    day = start + timedelta(days=days)
    if _by_table(day) is not False:
        return Deadline(day, day)
    return Deadline(
        day,
        day,
        Text(
            " (not a working day; days are counted, so it is not moved)",
            "（非工作日；按日计算，期限不顺延）",
        ),
    )


def working_days_between(start: date, end: date) -> tuple[int, int]:
    """The least and the most working days that there may be after `start`, up to and including `end`."""
    count = _Count()
    for index in range((end - start).days):
        count.add(start + (index + 1) * DAY)
    return count.least, count.most


@lru_cache(maxsize=4096)
def add_working_days(start: date, days: int) -> Deadline:
    """The last of `days` Chinese working days counted from the day after `start`.

    Outside the years of the table of shifted weekends, the two days between which it lies whatever that table will be.
    """
    count, day = _Count(), start
    earliest: date | None = None
    while count.least < days:
        day += DAY
        if is_working_day(day) is None and not _has_law(day):
            # From here on each day may be worked or not, and none is sure to be.
            return Deadline(earliest or day + (days - count.most - 1) * DAY, None, _out_of_range(day))
        count.add(day)
        if earliest is None and count.most >= days:
            earliest = day
    assert earliest is not None  # the most is never below the least
    return Deadline(earliest, day, PLAIN if earliest == day else _unannounced(count.years))


class _Count:
    """Working days so far: the least and the most that there may be."""

    def __init__(self) -> None:
        self.least = self.most = 0
        self.years: set[int] = set()
        """Those whose shifted weekends would have to be known."""
        self._shifted: Counter[tuple[object, bool]] = Counter()

    def add(self, day: date) -> None:
        """Count a day whose year has a law.

        Raises:
            ValueError: it has none, nor is it in the table.
        """
        worked = is_working_day(day)
        if worked is not None:
            self.least += worked
            self.most += worked
            return
        weekday = day.weekday() < 5
        shifted = self._may_be_shifted(day, weekday)
        self.least += weekday and not shifted
        self.most += weekday or shifted

    def _may_be_shifted(self, day: date, weekday: bool) -> bool:
        near = _near(day)
        self.years.add(near[0] if near else day.year + (day.year in table_years()))
        if near is not None:
            most = near[1].off if weekday else near[1].worked
            if self._shifted[near, weekday] < most:
                self._shifted[near, weekday] += 1
                return True
        self._shifted[day.year, weekday] += 1
        return self._shifted[day.year, weekday] <= (decreed().off if weekday else decreed().worked)


def _unannounced(years: set[int]) -> Text:
    en, zh = enumeration(map(str, sorted(years)))
    return Text(
        f" (the shifted weekends of {en} are not in the holiday table: counted by the statutory holidays, both ways)",
        f"（节假日表未载 {zh} 年的调休安排，按法定节假日推算最早和最晚两种可能）",
    )


def _out_of_range(day: date) -> Text:
    known = known_years()
    year = day.year if day.year < known[0] else _after(day)
    return Text(
        f" (the statutory holidays of {year} are not known: working days are counted from {known[0]} to {known[-1]})",
        f"（无法推算 {year} 年的法定节假日：工作日仅可计算 {known[0]} 年至 {known[-1]} 年）",
    )
