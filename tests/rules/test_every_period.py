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


@pytest.mark.parametrize(
    ("as_of", "due"), [("2022-05-20", date(2023, 5, 20)), ("2022-05-19", date(2022, 5, 20))]
)
def test_a_test_counts_from_its_day(unit, as_of, due):
    got = unit(a_unit("2021-05-20", "2022-05-20"), as_of)
    assert (got.outcome, got.due) == ("passed", due)
    late = unit(a_unit("2021-05-18", "2022-05-20"), as_of)
    assert late.outcome == "failed"  # due on 2022-05-18, before it and after it


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


def test_a_gap_is_told_at_the_act_that_came_too_late(unit):
    got = unit(a_unit("2021-05-20", "2022-05-21", "2023-05-01"), "2023-06-01")
    assert told(got) == [
        (
            "/units/0/assessments/1/finished",
            Text(
                "the test of 2022-05-21 is too late: after 2021-05-20, one was due by 2022-05-20, 12 months later",
                "2022-05-21 的评测逾期：2021-05-20 之后的一次应不迟于 2022-05-20（12 个月内）",
            ),
        )
    ]


def test_gaps_and_what_is_missing_are_all_told(unit):
    got = unit(a_unit("2021-05-20", "2022-05-21"), "2023-06-01")
    assert [pointer for pointer, _ in told(got)] == ["/units/0/assessments/1/finished"] * 2
    assert got.due is None


def test_a_gap_puts_off_nothing_that_is_still_ahead(unit):
    got = unit(a_unit("2021-05-20", "2022-05-21"), "2022-06-01")
    assert (got.outcome, got.due) == ("failed", date(2023, 5, 21))


@pytest.mark.parametrize(("first", "outcome"), [("2020-10-01", "passed"), ("2020-10-02", "failed")])
def test_a_gap_that_ended_before_the_license_began_is_not_judged(unit, first, outcome):
    """The license was issued on 2021-10-02: what was due on that day is its own."""
    assert unit(a_unit(first, "2022-01-01", graded="2019-11-01"), "2022-06-01").outcome == outcome


def test_what_was_overdue_when_the_license_began_and_is_so_today_fails(unit):
    assert unit(a_unit("2020-05-20", graded="2019-11-01"), "2022-06-01").outcome == "failed"


HISTORY = {"history": "grades", "ends": "retired"}


@pytest.mark.parametrize(
    ("retired", "outcome"),
    [("2022-05-20", "not-applicable"), ("2022-05-21", "failed"), ("2022-06-02", "failed")],
)
def test_out_of_service_before_the_next_was_due(unit, retired, outcome):
    got = unit(a_unit("2021-05-20", retired=retired), "2022-06-01", **HISTORY)
    assert got.outcome == outcome
    if got.reason:
        assert got.reason == Text(
            "out of service since 2022-05-20, before the next test was due (2022-05-20)",
            "已于 2022-05-20 退网，早于下一次评测的期限（2022-05-20）",
        )


def test_a_history_of_grades_sets_the_periods(unit):
    grades = [{"grade": 2, "graded": "2020-06-01"}, {"grade": 3, "graded": "2022-02-01"}]
    got = unit({"grades": grades, "assessments": [{"finished": "2021-05-20"}]}, "2022-06-01", **HISTORY)
    ((pointer, why),) = told(got)
    assert pointer == "/units/0/assessments/0/finished"
    assert why.en == "the last test was on 2021-05-20; the next was due by 2022-05-20, 12 months later"
    assert got.breaches[0].values == (("grade", Text.same("3")),)
    assert unit({"grades": grades}, "2022-06-02", **HISTORY).breaches[0].pointer == "/units/0/grades/0/graded"


@pytest.mark.parametrize(
    ("record", "pointer", "why"),
    [
        (
            {"grades": [{"grade": 2, "graded": "2022-02-01"}, {"grade": 3, "graded": "2021-02-01"}]},
            "/units/0/grades",
            Text("'grades' must be oldest first", "grades 须按日期先后排列，最早的在前"),
        ),
        (
            {"grade": 1, "grades": [{"grade": 3, "graded": "2021-02-01"}]},
            "/units/0/grade",
            Text(
                "'grade' is 1, but the last of 'grades' is 3; correct one of the two",
                "grade 为 1，而 grades 中最后一项为 3；请更正其一",
            ),
        ),
    ],
)
def test_a_history_that_contradicts_itself_is_an_error(unit, record, pointer, why):
    got = unit(record, "2022-06-01", **HISTORY)
    assert (got.outcome, told(got)) == ("error", [(pointer, why)])


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
    assert got.due == date(2023, 3, 31), "and the calendar has the next one"
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
