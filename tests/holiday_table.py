"""The table of shifted weekends as if it knew other years, with nothing of them remembered afterwards."""

from __future__ import annotations

from contextlib import contextmanager
from unittest.mock import patch

from pytest_icplicense.rules.days import calendar

REMEMBERED = (calendar.is_working_day, calendar.add_working_days, calendar.add_days)


@contextmanager
def table_of(years):
    """As if the table of shifted weekends knew these years alone."""
    try:
        with patch.object(calendar, "table_years", lambda: years):
            _forget()
            yield
    finally:
        _forget()


def _forget():
    for each in REMEMBERED:
        each.cache_clear()
