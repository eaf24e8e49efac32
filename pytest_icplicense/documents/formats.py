"""Dates and moments as documents write them: `2022-03-01`, and where order within a day matters with time and offset."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from pytest_icplicense.expressions import expression

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The license's time. China has kept one offset without summer time since 1991, so no time zone table is needed."""

FIRST, LAST = date(1950, 1, 1), date(2199, 12, 31)
"""No license, report or deadline lies outside; a day that does is a slip of the pen, and could not be counted from."""

_DATE = expression(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_MOMENT = expression(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})\Z", re.ASCII)


def parse_date(text: str) -> date:
    """A calendar date in the form `2022-03-01`.

    Raises:
        ValueError: the text has another form, there is no such day, or it lies outside 1950 to 2199.
    """
    try:
        if _DATE.match(text) and FIRST <= (day := date.fromisoformat(text)) <= LAST:
            return day
    except ValueError:
        pass  # 30 February
    raise ValueError(f"not a date as 2022-03-01: {text!r}")


def parse_moment(text: str) -> date | datetime:
    """A date, or a date and time with its offset from UTC.

    Raises:
        ValueError: the text has another form (a time without offset, say), or there is no such moment.
    """
    if _MOMENT.match(text):
        parse_date(text[:10])
        return datetime.fromisoformat(text)
    return parse_date(text)


def day_of(moment: date | datetime) -> date:
    """The calendar day of a moment, in China's time."""
    return moment.astimezone(CHINA).date() if isinstance(moment, datetime) else moment


def today() -> date:
    """Today in China."""
    return datetime.now(CHINA).date()


def valid(parse: object, text: object) -> bool:
    """Whether `parse` accepts `text`; anything but text is left to the schema's `type`."""
    if not isinstance(text, str) or not callable(parse):
        return True
    try:
        parse(text)
    except ValueError:
        return False
    return True
