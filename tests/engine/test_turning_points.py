"""On which days a verdict is looked at again, so that none is missed and few are tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pytest_icplicense.engine.timeline import Change, changes, history, obligations, turning_points
from pytest_icplicense.engine.waive import decide
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.waiver import Waiver

FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)
DAY = timedelta(days=1)
OF_LICENSE = {date(2021, 10, 2), date(2023, 9, 12)}
YEAR_LATER = {date(2022, 10, 2), date(2024, 9, 12)}
"""Any date may be that of a review, which is good for twelve months."""


def and_the_days_after(days):
    return {moved for day in days for moved in (day, day + DAY)}


def days(*texts):
    return {date.fromisoformat(text) for text in texts}


@pytest.fixture
def record(cases):
    """The case of a check on one record, with nothing else that is dated about it."""

    def made(value, *, waivers=(), operator=None, **check):
        asked = {"for_each": "records[*]", "rule": "due-within", "with": {"to": "done"}} | check
        (case,) = cases(asked, records=[value], approvals=[], attestations=[])
        operator = replace(case.manifest.operator, tree={"name": "x", **(operator or {})})
        return replace(case, manifest=replace(case.manifest, operator=operator, waivers=tuple(waivers)))

    return made


def turning(case, first=FIRST, last=LAST):
    """The turning points but for those of the license, and for the end of each date's year."""
    return turning_points(case, first, last) - and_the_days_after(OF_LICENSE | YEAR_LATER)


def test_the_days_of_the_license_count(record):
    assert turning_points(record({}), FIRST, LAST) == and_the_days_after(OF_LICENSE | YEAR_LATER)


def test_every_date_of_the_subject_counts_and_the_day_after(record):
    value = {"found": "2022-03-12T02:10+08:00", "deeper": [{"done": "2022-05-01"}], "id": "soon", "n": 7}
    assert turning(record(value)) == and_the_days_after(
        days("2022-03-12", "2022-05-01", "2023-03-12", "2023-05-01")
    )


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ({"days": 15}, "2022-01-25"),
        ({"days": -90}, "2021-10-12"),
        ({"working_days": 10}, "2022-01-24"),
        ({"hours": 24}, "2022-01-11"),
        ({"hours": 25}, "2022-01-12"),
        ({"hours": 1}, "2022-01-11"),
        ({"months_by": {"months": {"1": None, "2": 24}}}, "2024-01-10"),
        ({"months_by": {"months": {"3": 12}}}, "2023-01-10"),
    ],
)
def test_so_does_the_end_of_a_period_that_is_counted_from_it(record, period, end):
    case = record({"found": "2022-01-10"}, **{"with": period})
    assert turning(case) >= and_the_days_after(days("2022-01-10", "2023-01-10", end))
    assert (
        len(turning_points(case, FIRST, LAST) - turning_points(record({"found": "2022-01-10"}), FIRST, LAST))
        <= 6
    )


def test_both_ends_of_each_year_s_window_count(record):
    case = record({}, **{"with": {"window": {"from": "01-01", "to": "03-31"}}})
    assert turning(case, FIRST, date(2024, 2, 1)) == days(
        "2022-01-01", "2022-04-01", "2023-01-01", "2023-04-01", "2024-01-01", "2024-04-01"
    )


def test_the_first_day_of_a_waiver_and_the_day_after_its_last_count(record):
    case = record({})
    waiver = Waiver(
        "X.1", "*", "r", "a", None, date(2022, 4, 1), date(2022, 6, 30), case.manifest.document, ""
    )
    assert turning(record({}, waivers=[waiver])) == days("2022-04-01", "2022-07-01")
    both = turning_points(record({}, waivers=[waiver]), FIRST, LAST)
    assert both == turning_points(record({}), FIRST, LAST) | days("2022-04-01", "2022-07-01")


def test_approvals_and_the_clause_s_attestations_count_of_both_documents(record):
    own, other = {"clause": "X.1", "reviewed": "2022-02-01"}, {"clause": "X.2", "reviewed": "2022-02-10"}
    operator = {"attestations": [own, other], "approvals": [{"for": "x", "date": "2022-03-01"}]}
    wanted = and_the_days_after(days("2022-02-01", "2023-02-01", "2022-03-01", "2023-03-01"))
    assert turning(record({}, operator=operator)) == wanted
    case = record({})
    tree = {**case.manifest.tree, **operator}
    manifest = replace(case.manifest, document=replace(case.manifest.document, tree=tree), operator=None)
    assert turning(replace(case, manifest=manifest)) == wanted


def test_the_list_that_a_rule_reads_counts(record):
    operator = {"network": {"upstreams": [{"from": "2022-02-01", "to": "2022-08-01"}]}}
    wanted = and_the_days_after(days("2022-02-01", "2022-08-01", "2023-02-01", "2023-08-01"))
    assert turning(record({}, operator=operator, **{"with": {"in": "network.upstreams"}})) == wanted
    assert turning(record({}, operator=operator)) == set()


def test_a_history_has_the_first_day_and_those_on_which_something_may_change(record):
    case = record({"received": "2022-03-01"}, **{"with": {"from": "received", "to": "done", "days": 10}})
    found = list(history(case, date(2022, 3, 5), date(2022, 3, 12)))
    assert [day for day, _ in found] == [date(2022, 3, 5), date(2022, 3, 11), date(2022, 3, 12)]
    assert [verdict.outcome for _, verdict in found] == ["pending", "pending", "failed"]
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
