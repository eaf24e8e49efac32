"""What is said of what should have come back; on which days it is due is in test_dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pytest_icplicense.text import Text

TESTS = {
    "records": "assessments",
    "name": {"en": "test", "zh": "评测"},
    "date": "finished",
    "since": "graded",
    "months_by": {"field": "grade", "months": {"2": 24, "3": 12}},
}
REPORTS = {
    "records": "annual_reports",
    "date": "submitted",
    "year": "year",
    "window": {"from": "01-01", "to": "03-31"},
}


@pytest.fixture
def unit(ruling):
    """Judges the tests of a unit of the network."""

    def judge(record, as_of, **more):
        return ruling("every-period", record, TESTS | more, as_of, pointer="/units/0")

    return judge


@pytest.fixture
def reports(ruling):
    """Judges annual reports: pairs of the year and the day."""

    def judge(as_of, *rows, **given):
        records = [{"year": year} | ({"submitted": day} if day else {}) for year, day in rows]
        return ruling("every-period", {"annual_reports": records}, REPORTS, as_of, **given)

    return judge


def told(got):
    """Where each breach is, and why."""
    return [(breach.pointer, breach.why) for breach in got.breaches]


def a_unit(*days, **more):
    return {"grade": 3, "graded": "2021-02-01", "assessments": [{"finished": day} for day in days], **more}


def test_a_test_in_time_says_when_the_next_is_due(unit):
    got = unit(a_unit("2021-05-20", "2022-02-01", "2021-12-01"), "2022-06-01")
    assert (got.outcome, got.due) == ("passed", date(2023, 2, 1))


def test_a_test_that_is_too_long_ago_is_told_at_the_last_one(unit):
    assert told(unit(a_unit("2021-05-20", "2020-05-20"), "2022-06-01")) == [
        (
            "/units/0/assessments/0/finished",
            Text(
                "the last test was on 2021-05-20; the next was due by 2022-05-20, 12 months later",
                "上一次评测为 2021-05-20；下一次应不迟于 2022-05-20（12 个月内）",
            ),
        )
    ]


@pytest.mark.parametrize(("as_of", "outcome"), [("2022-05-20", "passed"), ("2022-05-19", "failed")])
def test_a_test_counts_from_its_day(unit, as_of, outcome):
    record = a_unit("2022-05-20", graded="2021-01-01")
    assert unit(record, as_of).outcome == outcome


def test_only_records_that_match_and_are_dated_count(unit):
    risk = {"kind": "risk", "finished": "2022-05-01"}
    planned = {"kind": "compliance"}
    test = {"kind": "compliance", "finished": "2021-05-20"}
    record = {"grade": 3, "graded": "2021-02-01", "assessments": [risk, planned, test]}
    ((pointer, why),) = told(unit(record, "2022-06-01", match={"kind": "compliance"}))
    assert pointer == "/units/0/assessments/2/finished"
    assert "the last test was on 2021-05-20" in why.en


def test_the_first_test_is_counted_from_another_day(unit):
    never = Text(
        "no test since 2021-07-01; the first is due by 2022-07-01",
        "自 2021-07-01 起尚无评测；首次应不迟于 2022-07-01",
    )
    record = a_unit(graded="2021-07-01")
    got = unit(record, "2022-06-01")
    assert (got.outcome, got.due, got.reason) == ("pending", date(2022, 7, 1), never)
    assert told(unit(record, "2022-07-02")) == [("/units/0/graded", never)]
    assert unit(record, "2021-07-01").outcome == "pending"


def test_a_unit_without_any_records_is_judged_the_same(unit):
    assert unit({"grade": 3, "graded": "2021-07-01"}, "2022-07-02").outcome == "failed"


def test_what_is_graded_tomorrow_needs_no_test_today(unit):
    got = unit(a_unit(graded="2022-06-02"), "2022-06-01")
    assert got.outcome == "not-applicable"
    assert got.reason == Text("2022-06-02 lies ahead", "2022-06-02 尚未到来")


def test_where_there_is_nothing_to_count_from_it_fails(unit):
    assert told(unit({"grade": 3}, "2022-06-01")) == [
        (
            "/units/0",
            Text("no test is recorded, nor 'graded' to count from", "没有评测记录，也缺少起算日期 graded"),
        )
    ]


@pytest.mark.parametrize("grade", [1, None])
def test_a_grade_without_a_period(unit, grade):
    got = unit({"grade": grade, "graded": "2021-07-01"}, "2022-06-01")
    assert got.outcome == "not-applicable"
    assert got.reason == Text(f"no period is set for grade {grade}", f"grade 为 {grade} 时没有规定周期")


def test_no_report_yet_says_until_when(reports):
    got = reports("2022-03-31")
    assert (got.outcome, got.due) == ("pending", date(2022, 3, 31))
    assert got.reason == Text("the report of 2022 is due by 2022-03-31", "2022 年的年报应不迟于 2022-03-31")


def test_no_report_at_all_is_told_at_the_list(reports):
    assert told(reports("2022-04-01")) == [
        (
            "/annual_reports",
            Text(
                "no report in 2022; it was due from 2022-01-01 to 2022-03-31",
                "2022 年没有年报记录；应在 2022-01-01 至 2022-03-31 之间报送",
            ),
        )
    ]


def test_a_report_outside_the_window_is_told_at_its_day(reports):
    assert told(reports("2022-06-01", (2021, "2021-02-01"), (2022, "2022-04-02"), (2022, "2022-05-02"))) == [
        (
            "/annual_reports/1/submitted",
            Text(
                "2022-04-02 is outside 2022-01-01 to 2022-03-31",
                "2022-04-02 不在 2022-01-01 至 2022-03-31 之内",
            ),
        ),
        (
            "/annual_reports/2/submitted",
            Text(
                "2022-05-02 is outside 2022-01-01 to 2022-03-31",
                "2022-05-02 不在 2022-01-01 至 2022-03-31 之内",
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2022-01-01", "passed"),
        ("2021-12-31", "failed"),
        ("2022-03-31", "passed"),
        ("2022-04-01", "failed"),
        (None, "failed"),
        ("2022-06-02", "failed"),
    ],
)
def test_the_first_day_and_the_last_of_the_window_count(reports, day, outcome):
    assert reports("2022-06-01", (2022, day)).outcome == outcome


def test_a_report_counts_from_its_day(reports):
    assert reports("2022-02-01", (2022, "2022-02-01")).outcome == "passed"
    assert reports("2022-01-31", (2022, "2022-02-01")).outcome == "pending"


def test_a_second_report_in_the_window_mends_the_first(reports):
    assert reports("2022-06-01", (2022, "2021-12-31"), (2022, "2022-02-01")).outcome == "passed"


def test_each_year_is_judged_and_a_late_year_outweighs_one_that_is_pending(reports):
    got = reports("2023-02-01")
    assert [why.en[:17] for _, why in told(got)] == ["no report in 2022"]
    got = reports("2023-06-01", (2022, "2021-12-31"))
    assert [pointer for pointer, _ in told(got)] == ["/annual_reports/0/submitted", "/annual_reports"]
    assert reports("2023-02-01", (2022, "2022-02-01")).due == date(2023, 3, 31)


def test_a_license_that_was_not_in_force_on_the_eve_owes_no_report(reports, library):
    held = library.licenses["京B2-20181623"]
    new_year = replace(held, issued=date(2022, 1, 1))
    assert reports("2022-06-01", licenses=(new_year,)).reason == Text(
        "no license was in force on an earlier 31 December", "此前没有许可证在 12 月 31 日处于有效期内"
    )
    eve = replace(held, issued=date(2021, 12, 31))
    assert reports("2022-06-01", licenses=(new_year, eve)).outcome == "failed"
    assert reports("2022-06-01", licenses=(replace(held, expires=date(2021, 12, 30)),)).reason
    assert reports("2022-06-01", licenses=()).outcome == "not-applicable"
