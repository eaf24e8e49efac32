"""A rule of another package, counted in weeks: its verdicts turn on its own days, whether it names them or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise, repeat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_icplicense.engine.timeline import changes, history, obligations, turning_days
from pytest_icplicense.engine.waive import decide
from pytest_icplicense.model.case import Breach, Outcome, Rule, Ruling
from pytest_icplicense.text import Text

DAY = timedelta(days=1)
FIRST, LAST = date(2022, 3, 1), date(2022, 4, 30)
RECEIVED = date(2022, 3, 3)
DUE = date(2022, 3, 24)  # three weeks later


def due(case):
    return date.fromisoformat(case.value["received"]) + timedelta(weeks=case.parameters["weeks"])


def judge(case, as_of):
    """Pending until the last day, failed from the next."""
    if as_of <= due(case):
        return Ruling.pending(due(case), Text("open", "未办"))
    return Ruling.of([Breach(case.pointer, Text("late", "逾期"))])


def turns(case, start, end):
    """The day after the last."""
    return [day for day in (due(case) + DAY,) if start <= day <= end]


def outside(case, start, end):
    yield due(case) + DAY
    yield end + DAY


def late_error(case, start, end):
    yield due(case) + DAY
    raise RuntimeError("later than the first day")


def raising(case, start, end):
    raise ValueError("no turns")


WEEKS = Rule("weeks", judge, {"type": "object"}, Text("within weeks", "若干周内"))
WRONG = {
    "it raises": raising,
    "it raises after a day": late_error,
    "it returns nothing at all": lambda case, start, end: None,
    "it returns a number": lambda case, start, end: 7,
    "it returns texts": lambda case, start, end: ["2022-03-25"],
    "it returns moments": lambda case, start, end: [datetime(2022, 3, 25)],
    "a day is after the end": outside,
    "a day is before the start": lambda case, start, end: [start - DAY],
    "it never ends": lambda case, start, end: repeat(start),
    "it takes something else": lambda case: [],
    "it is no function": "2022-03-25",
}


@pytest.fixture
def case_of(cases):
    """The case of a complaint that is to be answered within three weeks, judged by a rule."""

    def made(rule=WEEKS, received=RECEIVED):
        check = {"of": "Operator", "for_each": "complaints[*]", "rule": "weeks", "with": {"weeks": 3}}
        complaints = [{"id": "c", "received": str(received)}]
        (case,) = cases(check, rules={"weeks": rule}, complaints=complaints)
        return case

    return made


@pytest.mark.parametrize("given_turns", [None, turns])
def test_a_rule_that_counts_weeks_turns_on_its_own_day(case_of, given_turns):
    case = case_of(replace(WEEKS, turns=given_turns))
    (change,) = changes([case], FIRST, LAST)
    assert (change.day, change.before, change.after) == (DUE + DAY, Outcome.PENDING, Outcome.FAILED)
    (verdict,) = obligations([case], FIRST, LAST)
    assert verdict.due == DUE


def test_so_it_does_on_a_day_that_nothing_but_its_rule_could_name(case_of):
    case = case_of(WEEKS)
    assert [day for day, _ in history(case, FIRST, LAST)] == [FIRST + DAY * n for n in range(61)]
    case = case_of(replace(WEEKS, turns=turns))
    assert [day for day, _ in history(case, FIRST, LAST)] == [FIRST, DUE + DAY]


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_where_a_rule_says_its_days_wrong_each_day_is_tried(case_of, wrong):
    case = case_of(replace(WEEKS, turns=wrong))
    assert turning_days(case, FIRST, LAST) == {FIRST + DAY * n for n in range(61)}
    (change,) = changes([case], FIRST, LAST)
    assert change.day == DUE + DAY


def test_a_rule_that_raises_gives_an_error_on_each_day_and_no_change(case_of):
    def broken(case, as_of):
        raise RuntimeError("broken")

    case = case_of(replace(WEEKS, judge=broken))
    assert changes([case], FIRST, LAST) == []
    assert {verdict.outcome for _, verdict in history(case, FIRST, LAST)} == {Outcome.ERROR}


def test_days_may_come_more_than_once_and_in_any_order(case_of):
    def twice(case, start, end):
        yield DUE + DAY
        yield start
        yield DUE + DAY

    assert turning_days(case_of(replace(WEEKS, turns=twice)), FIRST, LAST) == {FIRST, DUE + DAY}


def test_a_period_of_one_day_is_one_day(case_of):
    for rule in (WEEKS, replace(WEEKS, turns=turns), replace(WEEKS, turns=raising)):
        assert [day for day, _ in history(case_of(rule), DUE, DUE)] == [DUE]


def test_a_rule_that_is_not_asked_is_not_asked_for_days(cases):
    check = {"of": "Operator", "for_each": "complaints[*]", "rule": "weeks", "with": {"weeks": 3}}
    (nothing,) = cases(check, rules={"weeks": WEEKS}, complaints=[])
    assert turning_days(nothing, FIRST, LAST) == set()
    when = {"when": {"required": ["answered"]}, "reason": {"en": "open", "zh": "未办"}}
    (elsewhere,) = cases(check | when, rules={"weeks": WEEKS}, complaints=[{"received": "2022-03-03"}])
    assert turning_days(elsewhere, FIRST, LAST) == set()
    assert [day for day, _ in history(elsewhere, FIRST, LAST)] == [FIRST]


@pytest.mark.slow
@given(st.dates(FIRST - 40 * DAY, LAST + 10 * DAY), st.sampled_from([None, turns, outside]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_day_no_change_is_missed(case_of, received, given_turns):
    case = case_of(replace(WEEKS, turns=given_turns), received)
    every = [FIRST + DAY * n for n in range(61)]
    verdicts = [(day, decide(case, day).outcome) for day in every]
    slow = [day for (_, before), (day, after) in pairwise(verdicts) if before is not after]
    assert [change.day for change in changes([case], FIRST, LAST)] == slow


@pytest.mark.slow
@pytest.mark.parametrize("given_turns", [None, raising])
def test_fifty_years_of_every_day_are_tried(case_of, given_turns):
    case = case_of(replace(WEEKS, turns=given_turns))
    last = FIRST + timedelta(days=50 * 366)
    assert len(list(history(case, FIRST, last))) == 50 * 366 + 1
    assert [change.day for change in changes([case], FIRST, last)] == [DUE + DAY]
