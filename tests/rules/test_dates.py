"""Deadlines and periods, against counts so slow and plain that they are obviously right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.rules.days.calendar import add_days, add_months, add_working_days, is_working_day
from pytest_icplicense.text import Text

DAYS = st.dates(date(2004, 1, 1), date(2025, 12, 1))
DAY = timedelta(days=1)


@given(DAYS, st.integers(0, 400))
def test_days_are_counted_from_the_day_after(start, days):
    day = start
    for _ in range(days):
        day += DAY
    assert add_days(start, days).day == day
    assert add_days(day, -days).day == start


@pytest.mark.slow
@given(DAYS, st.integers(1, 40))
def test_working_days_skip_holidays_and_count_shifted_weekends(start, days):
    day, left = start, days
    while left:
        day += DAY
        if chinese_calendar.is_workday(day):
            left -= 1
    assert add_working_days(start, days).day == day


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2022-01-21", 10, "2022-02-09"),  # over the Spring Festival, 29 and 30 January worked
        ("2021-09-30", 1, "2021-10-08"),  # the week of the National Day
        ("2021-09-24", 1, "2021-09-26"),  # a Sunday that was worked
        ("2022-06-01", 1, "2022-06-02"),
    ],
)
def test_known_working_days(start, days, due):
    assert add_working_days(date.fromisoformat(start), days).day == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2022-06-01", True),
        ("2022-06-03", False),  # a Friday, the Dragon Boat Festival
        ("2022-01-29", True),  # a Saturday that was worked
        ("2050-01-01", False),  # a statutory holiday in any year
        ("2050-01-07", None),  # a Friday
        ("2050-01-08", None),  # a Saturday
        ("2089-10-01", None),  # the lunar calendar is disputed, and with it which days the law means
    ],
)
def test_a_working_day_where_anybody_can_know(day, worked):
    assert is_working_day(date.fromisoformat(day)) is worked


def test_outside_the_holiday_table_the_last_day_lies_between_two():
    """Thursday 6 January 2050: the weekend may be worked for New Year's Day, or Friday and Monday off by decree."""
    deadline = add_working_days(date(2050, 1, 6), 2)
    assert (deadline.earliest, deadline.latest, deadline.sure) == (date(2050, 1, 8), date(2050, 1, 12), False)
    assert deadline.note == Text(
        " (the shifted weekends of 2050 are not in the holiday table: counted by the statutory holidays, both ways)",
        "（节假日表未载 2050 年的调休安排，按法定节假日推算最早和最晚两种可能）",
    )
    known = add_working_days(date(2022, 6, 1), 2)
    assert (known.earliest, known.latest, known.sure, known.note) == (
        date(2022, 6, 6),
        date(2022, 6, 6),
        True,
        Text("", ""),
    )


def test_far_from_any_holiday_a_decree_may_still_set_days_off():
    """Monday 5 to Friday 16 July 2027, with a weekend that may be worked, or two days that may be off."""
    deadline = add_working_days(date(2027, 7, 2), 10)
    assert (deadline.earliest, deadline.latest) == (date(2027, 7, 15), date(2027, 7, 20))


def test_a_period_that_runs_into_the_table_is_uncertain_from_its_first_day():
    """The table begins with 2004."""
    assert not add_working_days(date(2003, 12, 29), 5).sure
    assert add_working_days(date(2003, 12, 31), 1).sure


@pytest.mark.parametrize(
    ("start", "earliest", "year"),
    [(date(2089, 3, 1), date(2089, 3, 11), 2089), (date(1999, 5, 1), date(1999, 5, 11), 1999)],
)
def test_where_no_holiday_is_known_there_is_no_latest_day(start, earliest, year):
    deadline = add_working_days(start, 10)
    assert (deadline.earliest, deadline.latest) == (earliest, None)
    assert f"the statutory holidays of {year} are not known" in deadline.note.en
    assert f"无法推算 {year} 年的法定节假日" in deadline.note.zh


def test_a_last_day_that_is_no_working_day_is_not_moved_and_the_note_says_so():
    deadline = add_days(date(2022, 4, 1), 30)
    assert deadline.day == date(2022, 5, 1)
    assert deadline.note == Text(
        " (not a working day; days are counted, so it is not moved)", "（非工作日；按日计算，期限不顺延）"
    )
    assert add_days(date(2022, 4, 1), 27).note == Text("", "")  # a working day


def test_days_outside_the_holiday_table_need_no_note():
    assert add_days(date(2050, 1, 1), 7).note == Text("", "")  # a Saturday
    assert add_days(date(2050, 1, 1), 7).day == date(2050, 1, 8)


@given(st.dates(date(1999, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_months_end_on_the_same_day_or_on_the_last_one_there_is(start, months):
    end = add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and (end + DAY).day == 1)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2020-02-29", 12, "2021-02-28"), ("2022-01-31", 1, "2022-02-28"), ("2021-11-30", 3, "2022-02-28")],
)
def test_known_months(start, months, end):
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(end)


def slow_outcome(start, act, days, as_of):
    """Day by day: the period runs from the day after `start`."""
    if act is not None and act < start:
        return "error"
    if start > as_of:
        return "not-applicable"
    day, in_time = start, [start]
    for _ in range(days):
        day += DAY
        in_time.append(day)
    if act is not None and act <= as_of:
        return "passed" if act in in_time else "failed"
    return "pending" if as_of in in_time else "failed"


NEAR = st.dates(date(2022, 1, 1), date(2022, 6, 30))


@pytest.mark.slow
@given(NEAR, st.none() | NEAR, st.integers(0, 60), NEAR)
def test_due_within_agrees_with_counting_day_by_day(ruling, start, act, days, as_of):
    record = {"received": start.isoformat()} | ({"answered": act.isoformat()} if act else {})
    parameters = {"from": "received", "to": "answered", "days": days}
    got = ruling("due-within", record, parameters, as_of.isoformat())
    assert got.outcome == slow_outcome(start, act, days, as_of)
    if got.outcome == "pending":
        assert got.due == start + timedelta(days=days)


@pytest.mark.parametrize(
    ("answered", "as_of", "outcome"),
    [
        ("2022-04-16", "2022-06-01", "passed"),  # the fifteenth day
        ("2022-04-17", "2022-06-01", "failed"),  # the sixteenth
        (None, "2022-04-16", "pending"),
        (None, "2022-04-17", "failed"),
        ("2022-04-10", "2022-04-09", "pending"),  # planned for tomorrow: has not happened yet
        ("2022-03-31", "2022-06-01", "error"),  # before it was received
    ],
)
def test_a_complaint(ruling, answered, as_of, outcome):
    record = {"received": "2022-04-01"} | ({"answered": answered} if answered else {})
    got = ruling("due-within", record, {"from": "received", "to": "answered", "days": 15}, as_of)
    assert got.outcome == outcome


@pytest.mark.parametrize(
    ("reported", "outcome"),
    [
        ("2022-03-12T04:10+08:00", "passed"),
        ("2022-03-12T04:11+08:00", "failed"),
        ("2022-03-11T20:10Z", "passed"),  # the same moment, written in another zone
        ("2022-03-11T20:11Z", "failed"),
        ("2022-03-12T02:09+08:00", "error"),
        ("2022-03-12", "pending"),  # a day alone may be in time or late
        ("2022-03-13", "failed"),
    ],
)
def test_hours_and_the_operator_s_own_limit(ruling, reported, outcome):
    """The example's operator has set itself two hours."""
    record = {"found": "2022-03-12T02:10+08:00", "reported": reported}
    parameters = {"from": "found", "to": "reported", "hours": 24, "hours_field": "response_hours"}
    assert ruling("due-within", record, parameters, "2022-06-01").outcome == outcome


RENEWAL = {"from": "@expires", "to": "renewal.applied", "days": -90, "beforehand": True}


@pytest.mark.parametrize(
    ("applied", "as_of", "outcome"),
    [
        (None, "2022-06-01", "pending"),
        (None, "2023-06-14", "pending"),  # ninety days before 2023-09-12
        (None, "2023-06-15", "failed"),
        ("2023-06-14", "2023-07-01", "passed"),
        ("2023-06-15", "2023-07-01", "failed"),  # eighty-nine days
        ("2023-06-14", "2023-06-01", "pending"),  # only planned
        ("2018-06-01", "2022-06-01", "pending"),  # that was for the license before this one
        ("2018-06-01", "2023-07-01", "failed"),
    ],
)
def test_renewal(ruling, applied, as_of, outcome):
    operator = {"renewal": {"intent": "continue"} | ({"applied": applied} if applied else {})}
    got = ruling("due-within", operator, RENEWAL, as_of)
    assert got.outcome == outcome
    if outcome == "pending":
        assert got.due == date(2023, 6, 14)


def test_an_assessment_belongs_before_its_launch(ruling):
    parameters = {"from": "date", "to": "assessment.finished", "days": 0, "beforehand": True}

    def launch(finished, as_of="2022-06-01"):
        record = {"date": "2022-03-01"} | ({"assessment": {"finished": finished}} if finished else {})
        return ruling("due-within", record, parameters, as_of).outcome

    assert launch("2022-02-20") == launch("2022-03-01") == "passed"
    assert launch("2022-03-02") == launch(None) == "failed"
    assert launch(None, "2022-02-01") == "pending"


REPORTS = {
    "records": "annual_reports",
    "date": "submitted",
    "year": "year",
    "window": {"from": "01-01", "to": "03-31"},
}


@pytest.mark.parametrize(
    ("reports", "as_of", "outcome"),
    [
        ([], "2021-12-31", "not-applicable"),  # no earlier 31 December
        ([], "2022-01-01", "pending"),
        ([], "2022-03-31", "pending"),
        ([], "2022-04-01", "failed"),
        ([(2022, "2022-03-31")], "2022-06-01", "passed"),
        ([(2022, "2022-04-01")], "2022-06-01", "failed"),
        ([(2022, "2021-12-31")], "2022-06-01", "failed"),
        ([(2022, "2022-03-11")], "2023-02-01", "pending"),
        ([(2022, "2022-03-11")], "2023-04-01", "failed"),
        ([(2022, "2022-03-11"), (2023, "2023-01-01")], "2023-12-01", "passed"),
        # Expired in 2023: none due in 2024.
        ([(2022, "2022-03-11"), (2023, "2023-01-01")], "2024-12-01", "passed"),
    ],
)
def test_annual_reports(ruling, reports, as_of, outcome):
    operator = {"annual_reports": [{"year": year, "submitted": day} for year, day in reports]}
    assert ruling("every-period", operator, REPORTS, as_of).outcome == outcome


TESTS = {
    "records": "assessments",
    "name": {"en": "test", "zh": "评测"},
    "date": "finished",
    "match": {"kind": "compliance"},
    "since": "graded",
    "months_by": {"field": "grade", "months": {"1": None, "2": 24, "3": 12}},
}


@pytest.mark.parametrize(
    ("grade", "finished", "as_of", "outcome"),
    [
        (3, ["2021-05-20"], "2022-05-20", "passed"),
        (3, ["2021-05-20"], "2022-05-21", "failed"),
        (2, ["2021-05-20"], "2023-05-20", "passed"),
        (2, ["2021-05-20"], "2023-05-21", "failed"),
        (3, ["2020-01-01", "2022-05-01"], "2022-06-01", "failed"),  # one was due a year after the grade
        (3, ["2020-01-01", "2022-02-01"], "2022-06-01", "passed"),
        (3, ["2022-07-01"], "2022-06-01", "failed"),  # has not happened yet, and the first was due
        (3, [], "2022-02-01", "pending"),
        (3, [], "2022-02-02", "failed"),
        (1, [], "2030-01-01", "not-applicable"),
    ],
)
def test_a_test_every_twelve_or_twenty_four_months(ruling, grade, finished, as_of, outcome):
    unit = {"grade": grade, "graded": "2021-02-01"}
    unit["assessments"] = [{"kind": "compliance", "finished": day} for day in finished] + [
        {"kind": "risk", "finished": "2022-01-01"}
    ]
    assert ruling("every-period", unit, TESTS, as_of).outcome == outcome


def test_the_provincial_license_is_returned_only_beside_a_trans_regional_one(ruling, library):
    parameters = {"from": "@issued", "to": ["cancelled", "changed"], "days": 30, "license": "trans-regional"}
    held = library.licenses["京B2-20181623"]
    assert ruling("due-within", {"number": "沪B2-1"}, parameters, "2022-06-01").outcome == "not-applicable"
    ministry = (replace(held, number="B2-20181623"),)
    late = ruling("due-within", {"changed": "2021-11-02"}, parameters, "2022-06-01", licenses=ministry)
    in_time = ruling("due-within", {"changed": "2021-11-01"}, parameters, "2022-06-01", licenses=ministry)
    assert (late.outcome, in_time.outcome) == ("failed", "passed")
