"""On which days a verdict is looked at again, so that none is missed and few are tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pytest_icplicense.engine.timeline import Change, changes, history, obligations, turning_days
from pytest_icplicense.engine.waive import decide
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.waiver import Waiver

FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)
PERIOD = {"from": "received", "to": "done", "days": 10}


def days(*texts):
    return {date.fromisoformat(text) for text in texts}


@pytest.fixture
def record(cases):
    """The case of a check on one record, with nothing else that is dated about it."""

    def made(value, *, waivers=(), **check):
        asked = {"for_each": "records[*]", "rule": "due-within", "with": {"to": "done"}} | check
        (case,) = cases(
            {word: each for word, each in asked.items() if each is not None},
            records=[value],
            approvals=[],
            attestations=[],
        )
        return replace(case, manifest=replace(case.manifest, waivers=tuple(waivers)))

    return made


@pytest.fixture
def waiver(record):
    """A waiver from 1 April to 30 June."""

    def made(check="X.1", subject="*"):
        document = record({}).manifest.document
        return Waiver(check, subject, "r", "a", None, date(2022, 4, 1), date(2022, 6, 30), document, "")

    return made


def test_the_days_are_those_that_the_rule_says(record):
    case = record(
        {"received": "2022-03-12", "done": "2022-05-01", "checked": "2022-06-01"}, **{"with": PERIOD}
    )
    assert turning_days(case, FIRST, LAST) == days("2022-03-12", "2022-03-23", "2022-05-01")
    assert turning_days(case, date(2022, 3, 13), date(2022, 3, 23)) == days("2022-03-23")
    assert turning_days(case, date(2022, 3, 13), date(2022, 3, 22)) == set()


def test_a_requirement_looks_at_no_day_whatever_dates_it_has_formats_for(record):
    schema = {"properties": {"done": {"format": "date"}}, "required": ["done"]}
    case = record({"done": "2022-05-01"}, rule=None, require=schema, **{"with": None})
    assert turning_days(case, FIRST, LAST) == set()
    assert {decide(case, day).outcome for day in (date(1950, 1, 1), FIRST, date(2199, 1, 1))} == {"passed"}


def test_the_first_day_of_a_waiver_and_the_day_after_its_last_count(record, waiver):
    case = record({"received": "2022-03-12"}, waivers=[waiver()], **{"with": PERIOD})
    assert turning_days(case, FIRST, LAST) == days("2022-03-12", "2022-03-23", "2022-04-01", "2022-07-01")
    plain = {"rule": None, "with": None, "require": {"required": ["done"]}}
    case = record({}, waivers=[waiver()], **plain)
    assert turning_days(case, FIRST, LAST) == days("2022-04-01", "2022-07-01")
    assert [(str(each.day), each.after) for each in changes([case], FIRST, LAST)] == [
        ("2022-04-01", "waived"),
        ("2022-07-01", "failed"),
    ]
    assert turning_days(case, date(2022, 4, 2), date(2022, 6, 30)) == set()


def test_a_waiver_of_something_else_does_not(record, waiver):
    others = [waiver(check="X.2"), waiver(subject="other")]
    assert turning_days(record({}, waivers=others), FIRST, LAST) == set()


def test_a_waiver_counts_where_the_rule_says_no_days_too(record, waiver):
    case = record({"received": "2022-03-12"}, waivers=[waiver()], **{"with": PERIOD})
    case = replace(case, rule=replace(case.rule, turns=None))
    assert [(str(each.day), each.after) for each in changes([case], FIRST, LAST)] == [
        ("2022-03-12", "pending"),
        ("2022-03-23", "failed"),
        ("2022-04-01", "waived"),
        ("2022-07-01", "failed"),
    ]


def test_a_history_has_the_first_day_and_those_on_which_something_may_change(record):
    case = record({"received": "2022-03-01"}, **{"with": {"from": "received", "to": "done", "days": 10}})
    found = list(history(case, date(2022, 3, 5), date(2022, 3, 12)))
    assert [day for day, _ in found] == [date(2022, 3, 5), date(2022, 3, 12)]
    assert [verdict.outcome for _, verdict in found] == ["pending", "failed"]
    assert found == [(day, decide(case, day)) for day, _ in found]
    assert [day for day, _ in history(case, date(2022, 3, 12), date(2022, 3, 12))] == [date(2022, 3, 12)]


def test_a_change_is_told_on_its_day_with_both_verdicts(record):
    rule = {"with": {"from": "received", "to": "done", "days": 10}}
    late = record({"received": "2022-03-01"}, **rule)
    later = record({"received": "2022-03-02", "done": "2022-03-20"}, **rule)
    found = changes([later, late], date(2022, 3, 1), date(2022, 3, 20))
    assert found == [
        Change(date(2022, 3, 2), later, Outcome.NOT_APPLICABLE, Outcome.PENDING),
        Change(date(2022, 3, 12), late, Outcome.PENDING, Outcome.FAILED),
        Change(date(2022, 3, 13), later, Outcome.PENDING, Outcome.FAILED),
    ]
    assert changes([late], date(2022, 3, 1), date(2022, 3, 11)) == []
    assert changes([late], date(2022, 3, 12), date(2022, 12, 1)) == []


def test_what_falls_due_is_told_once_by_date_if_it_is_in_the_time_asked_for(record):
    rule = {"with": {"from": "received", "to": "done", "days": 10}}
    soon, later = (record({"received": f"2022-03-0{day}"}, **rule) for day in (1, 2))
    later = replace(later, id="later")
    found = obligations([later, soon], date(2022, 3, 1), date(2022, 3, 12))
    assert [(str(verdict.due), verdict.case) for verdict in found] == [
        ("2022-03-11", soon),
        ("2022-03-12", later),
    ]
    assert [each.case for each in obligations([later, soon], date(2022, 3, 2), date(2022, 3, 11))] == [soon]
    assert [each.case for each in obligations([soon], date(2022, 3, 11), date(2022, 3, 11))] == [soon]
    assert obligations([soon], date(2022, 3, 1), date(2022, 3, 10)) == []


def test_of_a_due_date_the_first_verdict_that_names_it_is_told(record):
    case = record({"received": "2022-03-01"}, **{"with": {"from": "received", "to": "done", "days": 10}})
    (verdict,) = obligations([case], date(2022, 3, 2), date(2022, 3, 31))
    assert verdict == decide(case, date(2022, 3, 2))


def test_cases_of_the_same_due_date_are_both_told(record):
    rule = {"with": {"from": "received", "to": "done", "days": 10}}
    one, other = (replace(record({"received": "2022-03-01"}, **rule), id=name) for name in ("a", "b"))
    assert [each.case.id for each in obligations([other, one], FIRST, LAST)] == ["b", "a"]


def test_what_is_to_be_mended_by_a_day_turns_on_the_day_after(record):
    case = record({"published": "2022-06-01"}, begins="published")
    assert date(2022, 6, 2) in turning_days(case, FIRST, LAST)
    outcomes = [decide(case, date(2022, 6, day)).outcome for day in (1, 2)]
    assert outcomes == [Outcome.PENDING, Outcome.FAILED]
