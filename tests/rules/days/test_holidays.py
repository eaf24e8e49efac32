"""Statutory holidays against two other sources, and what may be said of working days that no table knows."""

from __future__ import annotations

import json
from datetime import date, timedelta

import chinese_calendar
import holidays
import jsonschema
import pytest
from holiday_table import table_of
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_icplicense.documents import read
from pytest_icplicense.files.shipped import shipped
from pytest_icplicense.rules.days import calendar
from pytest_icplicense.rules.days.calendar import (
    add_days,
    add_working_days,
    is_working_day,
    working_days_between,
)
from pytest_icplicense.rules.days.holidays import known_years, statutory_holidays

DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = known_years()[0], known_years()[-1]
TABLE = calendar.table_years()
LAST_SURE = date(TABLE[-1], 12, 1)
"""After it the notice for the year after the table's last may shift days."""
IN_TABLE = st.dates(date(TABLE[0], 1, 1), LAST_SURE)


def test_the_calendar_is_data_that_its_schema_describes():
    """Every festival of a law is known, and the laws are oldest first."""
    (document,) = read(shipped() / "calendar/holidays.yaml").documents
    schema = json.loads((shipped() / "schemas/holidaycalendar.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document.tree)
    known = {each["id"] for each in document.tree["festivals"]}
    assert all(law["days"].keys() <= known for law in document.tree["laws"])
    since = [law["since"] for law in document.tree["laws"]]
    assert since == sorted(since)
    assert since[0] == FIRST_YEAR


def days_after(start, end):
    return [start + index * DAY for index in range(1, (end - start).days + 1)]


def true_count(start, end):
    return sum(chinese_calendar.is_workday(day) for day in days_after(start, end))


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2001, 10),
        (2007, 10),
        (2008, 11),
        (2013, 11),
        (2014, 11),
        (2024, 11),
        (2025, 13),
        (2027, 13),
        (2060, 13),
    ],
)
def test_how_many_days_the_law_gives(year, days):
    """In 2001 the Mid-Autumn Festival, on 1 October, was no holiday yet."""
    assert len(statutory_holidays(year)) == days


def test_two_festivals_on_one_day_are_one_day_off():
    assert len(statutory_holidays(2020)) == 10  # the Mid-Autumn Festival on 1 October


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_other_people_s_tables_have_the_same_holidays(year):
    """`holidays` has its own lunar calendar; what a notice adds to the law, it names otherwise."""
    more = ("休息日（由", "春节延长假期", "中国人民抗日战争")
    named = holidays.country_holidays("CN", years=year, observed=False, language="zh_CN").items()
    theirs = {day for day, name in named if day.year == year and not name.startswith(more)}
    assert set(statutory_holidays(year)) == theirs


@pytest.mark.parametrize("year", TABLE)
def test_the_table_has_each_of_them_off_and_under_the_same_name(year):
    for day, festival in statutory_holidays(year).items():
        off, name = chinese_calendar.get_holiday_detail(day)
        assert off, day
        theirs = chinese_calendar.Holiday(name).chinese if name else festival.name
        both = {"中秋节", "国庆节"}  # one week off where they meet
        assert festival.name.startswith(theirs) or {festival.name, f"{theirs.removesuffix('节')}节"} == both


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1])
def test_of_other_years_none_are_known(year):
    with pytest.raises(ValueError, match=f"the statutory holidays of {year} are not known"):
        statutory_holidays(year)


@pytest.mark.slow
def test_the_true_last_day_lies_between_the_two_for_every_date_of_the_table():
    """Every day of 2004 to 2026, as if the table did not exist; ten working days, as the license counts them."""
    with table_of(range(0)):
        bounds = {}
        day = date(TABLE[0], 1, 1)
        while day < date(TABLE[-1], 11, 1):
            bounds[day] = add_working_days(day, 10)
            day += DAY
    for start, deadline in bounds.items():
        assert deadline.latest is not None
        assert deadline.earliest <= add_working_days(start, 10).day <= deadline.latest, start


@pytest.mark.slow
@given(IN_TABLE, st.integers(0, 500))
def test_the_true_count_lies_between_the_two(start, length):
    end = min(start + length * DAY, LAST_SURE)
    with table_of(range(0)):
        least, most = working_days_between(start, end)
    assert least <= true_count(start, end) <= most


@pytest.mark.slow
@given(IN_TABLE, st.integers(0, 200), st.integers(TABLE[0], TABLE[-1]), st.booleans())
def test_so_it_does_where_the_table_knows_some_years(start, length, year, before):
    end = min(start + length * DAY, LAST_SURE)
    with table_of(range(year, TABLE[-1] + 1) if before else range(TABLE[0], year)):
        least, most = working_days_between(start, end)
    assert least <= true_count(start, end) <= most


@pytest.mark.slow
@given(st.dates(date(1990, 1, 1), date(2095, 1, 1)), st.integers(1, 60))
def test_a_day_more_never_moves_a_deadline_back(start, days):
    later, more = add_working_days(start + DAY, days), add_working_days(start, days + 1)
    for deadline in (later, more):
        first = add_working_days(start, days)
        assert first.earliest <= deadline.earliest
        if deadline.latest is not None and first.latest is not None:
            assert first.latest <= deadline.latest
    assert add_days(start, days).day < add_days(start + DAY, days).day


@pytest.mark.slow
@settings(max_examples=300)
@given(
    IN_TABLE,
    st.none() | st.integers(0, 40),
    st.integers(0, 60),
    st.integers(TABLE[0], TABLE[-1]),
    st.booleans(),
)
def test_a_settled_verdict_stays_when_the_table_becomes_known(ruling, handled, after, wait, year, before):
    record = {"handled": handled.isoformat()}
    if after is not None:
        record["reported"] = (handled + after * DAY).isoformat()
    parameters = {"from": "handled", "to": "reported", "working_days": 10}
    as_of = min(handled + wait * DAY, LAST_SURE).isoformat()
    with table_of(range(year, TABLE[-1] + 1) if before else range(TABLE[0], year)):
        first = ruling("due-within", record, parameters, as_of)
    known = ruling("due-within", record, parameters, as_of)
    if first.outcome != "pending":
        assert first.outcome == known.outcome
    elif first.due is not None:
        assert (first.outcome, first.due) == (known.outcome, known.due)
    else:
        assert first.reason is not None  # open: any verdict may come of it


@pytest.mark.parametrize("year", [2000, 2003, 2027, 2050, 2088])
def test_a_statutory_holiday_is_off_in_any_year(year):
    assert {is_working_day(day) for day in statutory_holidays(year)} == {False}


def test_the_end_of_the_table_waits_for_the_next_notice():
    """Of 2018, 29 December was worked and 31 December off, as the notice for 2019 said."""
    with table_of(range(2004, 2019)):
        assert add_working_days(date(2018, 12, 3), 14).sure
        deadline = add_working_days(date(2018, 12, 24), 5)
        assert deadline.earliest <= date(2018, 12, 29) <= deadline.latest
        assert "2019" in deadline.note.en
    assert add_working_days(date(2018, 12, 24), 5).day == date(2018, 12, 29)
