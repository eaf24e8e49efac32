"""What is said of an act that is late, missing, planned or too early; the counting itself is in test_dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pytest_icplicense.text import Text

ANSWERED = {"from": "received", "to": "answered", "days": 15}
AT = "/complaints/0"


@pytest.fixture
def held(library):
    return library.licenses["京B2-20181623"]


@pytest.fixture
def due(ruling):
    """Judges a record of the operator."""

    def judge(record, parameters, as_of="2022-06-01", **given):
        return ruling("due-within", record, parameters, as_of, pointer=AT, **given)

    return judge


def told(got):
    """Where the one breach is, and why."""
    (breach,) = got.breaches
    return breach.pointer, breach.why


def test_too_late_is_told_at_the_act(due):
    got = due({"received": "2022-04-06", "answered": "2022-04-22"}, ANSWERED)
    assert told(got) == (
        f"{AT}/answered",
        Text(
            "'answered' 2022-04-22 is too late: due 15 days after 'received' 2022-04-06, so by 2022-04-21",
            "answered 2022-04-22 逾期：应为 received 2022-04-06 之后 15 日内，即不迟于 2022-04-21",
        ),
    )


def test_missing_and_overdue_is_told_at_what_it_is_counted_from(due):
    assert told(due({"received": "2022-04-06"}, ANSWERED)) == (
        f"{AT}/received",
        Text(
            "'answered' is missing; it was due 15 days after 'received' 2022-04-06, so by 2022-04-21",
            "缺少 answered；期限为 received 2022-04-06 之后 15 日内，即不迟于 2022-04-21，已逾期",
        ),
    )


def test_planned_and_overdue_is_told_at_the_plan(due):
    got = due({"received": "2022-04-06", "answered": "2022-06-02"}, ANSWERED)
    pointer, why = told(got)
    assert pointer == f"{AT}/answered"
    assert why.en.startswith("'answered' 2022-06-02 has not happened yet on 2022-06-01; it was due 15 days")
    assert why.zh.startswith("answered 2022-06-02 在判定日 2022-06-01 尚未发生；期限为 received")


def test_pending_says_until_when(due):
    got = due({"received": "2022-04-06"}, ANSWERED, "2022-04-21")
    assert (got.outcome, got.due) == ("pending", date(2022, 4, 21))
    assert got.reason == Text(
        "'answered' is missing; due 15 days after 'received' 2022-04-06, so by 2022-04-21",
        "缺少 answered；期限为 received 2022-04-06 之后 15 日内，即不迟于 2022-04-21",
    )


def test_an_act_before_what_it_answers_is_an_error(due):
    got = due({"received": "2022-04-06", "answered": "2022-04-05"}, ANSWERED)
    why = Text(
        "'answered' 2022-04-05 is before 'received' 2022-04-06; correct one of the two",
        "answered 2022-04-05 早于 received 2022-04-06；请更正其一",
    )
    assert got.outcome == "error"
    assert told(got) == (f"{AT}/answered", why)
    assert got.reason == why


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({}, Text("'received' has not happened", "received 尚未发生")),
        (
            {"received": "2022-06-02"},
            Text(
                "'received' lies ahead (2022-06-02 is after 2022-06-01)",
                "received 尚未发生（2022-06-02 晚于判定日 2022-06-01）",
            ),
        ),
    ],
)
def test_nothing_is_due_before_it_begins(due, record, reason):
    got = due(record, ANSWERED)
    assert (got.outcome, got.reason) == ("not-applicable", reason)


def test_a_period_begins_on_its_first_day(due):
    assert due({"received": "2022-06-01"}, ANSWERED).outcome == "pending"


def test_an_act_without_a_period_is_done_or_it_is_not(due):
    done = {"to": "security.filed"}
    assert due({"security": {"filed": "2022-06-01"}}, done).outcome == "passed"
    assert told(due({"security": {"filed": "2022-06-02"}}, done)) == (
        f"{AT}/security/filed",
        Text(
            "'security.filed' 2022-06-02 has not happened yet on 2022-06-01",
            "security.filed 2022-06-02 在判定日 2022-06-01 尚未发生",
        ),
    )
    missing = Text("'security.filed' is missing", "缺少 security.filed")
    assert told(due({"security": {}}, done)) == (f"{AT}/security", missing)


MEASURE = {"to": "done", "by": "due"}


@pytest.mark.parametrize(
    ("record", "as_of", "outcome"),
    [
        ({"due": "2022-05-10", "done": "2022-05-09"}, "2022-06-01", "passed"),
        ({"due": "2022-05-10", "done": "2022-05-10"}, "2022-06-01", "passed"),
        ({"due": "2022-05-10", "done": "2022-05-10"}, "2022-05-10", "passed"),
        ({"due": "2022-05-10", "done": "2022-05-11"}, "2022-06-01", "failed"),
        ({"due": "2022-05-10", "done": "2022-05-11"}, "2022-05-11", "failed"),
        ({"due": "2022-05-10", "done": "2022-05-11"}, "2022-05-10", "pending"),
        ({"due": "2022-05-10"}, "2022-05-10", "pending"),
        ({"due": "2022-05-10"}, "2022-05-11", "failed"),
        ({"done": "2022-05-11"}, "2022-05-11", "passed"),
        ({}, "2022-05-11", "failed"),
    ],
)
def test_a_day_that_the_record_sets_itself(due, record, as_of, outcome):
    assert due(record, MEASURE, as_of).outcome == outcome


def test_a_day_that_the_record_sets_itself_in_words(due):
    late = due({"due": "2022-05-10", "done": "2022-05-11"}, MEASURE)
    assert told(late) == (
        f"{AT}/done",
        Text(
            "'done' 2022-05-11 is too late: due by 2022-05-10 ('due')",
            "done 2022-05-11 逾期：期限为 2022-05-10（due）",
        ),
    )
    waiting = due({"due": "2022-05-10"}, MEASURE, "2022-05-10")
    why = Text("'done' is missing; due by 2022-05-10 ('due')", "缺少 done；期限为 2022-05-10（due）")
    assert (waiting.due, waiting.reason) == (date(2022, 5, 10), why)
    assert told(due({"due": "2022-05-10"}, MEASURE, "2022-05-11")) == (AT, why)


def test_an_act_of_the_term_that_is_missing(due):
    in_term = {"to": "filed", "in_term": True}
    assert told(due({}, in_term)) == (AT, Text("'filed' is missing", "缺少 filed"))
    assert due({"filed": "2022-05-11"}, in_term).outcome == "passed"


def test_the_first_of_several_acts_that_is_there_counts(due):
    either = ANSWERED | {"to": ["refused", "answered"]}
    assert due({"received": "2022-04-06", "answered": "2022-04-10"}, either).outcome == "passed"
    _, why = told(due({"received": "2022-04-06"}, either))
    assert why.en.startswith("'refused' is missing; ")


@pytest.mark.parametrize(
    ("days", "en", "zh"),
    [
        (0, "on the day of 'received' 2022-04-06, so by 2022-04-06", "received 2022-04-06 当日或之前"),
        (1, "1 days after 'received' 2022-04-06, so by 2022-04-07", "received 2022-04-06 之后 1 日内"),
        (-1, "1 days before 'received' 2022-04-06, so by 2022-04-05 (not", "received 2022-04-06 之前 1 日"),
        (-30, "30 days before 'received' 2022-04-06, so by 2022-03-07", "received 2022-04-06 之前 30 日"),
    ],
)
def test_a_period_in_words(due, days, en, zh):
    parameters = ANSWERED | {"days": days, "beforehand": True}
    _, why = told(due({"received": "2022-04-06"}, parameters))
    assert f"it was due {en}" in why.en
    assert f"期限为 {zh}" in why.zh


def test_working_days_in_words_with_what_a_reader_must_know(due):
    parameters = {"from": "found", "to": "reported", "working_days": 10}
    _, why = told(due({"found": "2022-01-21T09:10+08:00", "reported": "2022-02-10"}, parameters))
    assert why == Text(
        "'reported' 2022-02-10 is too late:"
        " due 10 working days after 'found' 2022-01-21T09:10+08:00, so by 2022-02-09",
        "reported 2022-02-10 逾期：应为 found 2022-01-21T09:10+08:00 之后 10 个工作日内，即不迟于 2022-02-09",
    )
    _, why = told(due({"found": "2050-01-06"}, parameters, "2051-01-01"))
    assert why.en.endswith(
        "so by 2050-01-16 at the earliest and 2050-02-02 at the latest (the shifted weekends of 2050 are not in the holiday"
        " table: counted by the statutory holidays, both ways)"
    )
    assert "即最早于 2050-01-16、最迟于 2050-02-02 届满（节假日表未载 2050 年的调休安排" in why.zh
    between = due({"found": "2050-01-06", "reported": "2050-01-20"}, parameters, "2051-01-01")
    assert (between.outcome, between.due) == ("pending", None)
    assert between.reason.en.endswith(", both ways)")  # a time of day would settle nothing
    assert between.reason.zh.endswith("）")


def test_a_last_day_that_is_not_moved_says_so(due):
    parameters = ANSWERED | {"days": 30}
    _, why = told(due({"received": "2022-04-01"}, parameters))
    assert why.en.endswith("so by 2022-05-01 (not a working day; days are counted, so it is not moved)")
    assert "2022-05-01（非工作日；按日计算，期限不顺延）" in why.zh


HOURS = {"from": "found", "to": "reported", "hours": 24}


@pytest.mark.parametrize(
    ("found", "reported", "outcome"),
    [
        ("2022-03-12T02:10+08:00", "2022-03-13T02:10+08:00", "passed"),
        ("2022-03-12T02:10+08:00", "2022-03-13T02:11+08:00", "failed"),
        ("2022-03-12", "2022-03-12", "passed"),  # days alone: on the same day less than 24 hours have gone
        ("2022-03-12", "2022-03-13", "pending"),  # one minute, or nearly two days
        ("2022-03-12", "2022-03-14", "failed"),  # more than 24 hours, whatever the times
        ("2022-03-12T02:10+08:00", "2022-03-12", "passed"),
        ("2022-03-12T02:10+08:00", "2022-03-13", "pending"),
        ("2022-03-12T02:10+08:00", "2022-03-14", "failed"),
        ("2022-03-12", "2022-03-13T00:00+08:00", "passed"),
        ("2022-03-12", "2022-03-12T16:00Z", "passed"),  # the same moment
        ("2022-03-12", "2022-03-13T00:01+08:00", "pending"),
        ("2022-03-12", "2022-03-13T23:59+08:00", "pending"),
        ("2022-03-12", "2022-03-13T16:00Z", "failed"),  # midnight of 14 March in China
    ],
)
def test_hours(due, found, reported, outcome):
    assert due({"found": found, "reported": reported}, HOURS).outcome == outcome


def test_what_hangs_on_a_time_is_open_and_says_so(due):
    got = due({"found": "2022-03-12", "reported": "2022-03-13"}, HOURS | {"hours": 2})
    assert (got.outcome, got.due) == ("pending", None)
    assert got.reason == Text(
        "whether 'reported' 2022-03-13 is in time cannot be told: due 2 hours after 'found' 2022-03-12,"
        " so by 2022-03-12T02:00+08:00 at the earliest and 2022-03-13T01:59+08:00 at the latest ('found' has no time);"
        " write the moments with time and offset, as 2022-03-12T02:10+08:00",
        "无法判断 reported 2022-03-13 是否逾期：应为 found 2022-03-12 之后 2 小时内，"
        "即最早于 2022-03-12T02:00+08:00、最迟于 2022-03-13T01:59+08:00 届满（found 未写时刻）；"
        "请将时间写到时分并带时区，如 2022-03-12T02:10+08:00",
    )


@pytest.mark.parametrize(
    ("hours", "as_of", "outcome", "last"),
    [
        (2, "2022-03-12", "pending", None),
        (2, "2022-03-13", "pending", None),
        (2, "2022-03-14", "failed", None),
        (24, "2022-03-13", "pending", date(2022, 3, 13)),  # whatever the time, 24 hours end on the next day
        (24, "2022-03-14", "failed", None),
    ],
)
def test_what_is_not_done_is_due_on_a_day_only_where_that_is_sure(due, hours, as_of, outcome, last):
    got = due({"found": "2022-03-12"}, HOURS | {"hours": hours}, as_of)
    assert (got.outcome, got.due) == (outcome, last)


def test_hours_in_words(due):
    record = {"found": "2022-03-12T02:10+08:00", "reported": "2022-03-12T05:00+08:00"}
    assert told(due(record, HOURS | {"hours": 1.5})) == (
        f"{AT}/reported",
        Text(
            "'reported' 2022-03-12T05:00+08:00 is too late:"
            " due 1.5 hours after 'found' 2022-03-12T02:10+08:00, so by 2022-03-12T03:40+08:00",
            "reported 2022-03-12T05:00+08:00 逾期：应为 found 2022-03-12T02:10+08:00 之后 1.5 小时内，"
            "即不迟于 2022-03-12T03:40+08:00",
        ),
    )


@pytest.mark.parametrize(
    ("own", "outcome"), [(2, "failed"), (3, "passed"), (48, "passed"), ("fast", "passed"), (None, "passed")]
)
def test_an_operator_may_set_itself_fewer_hours_and_not_more(due, own, outcome):
    record = {"found": "2022-03-12T02:10+08:00", "reported": "2022-03-12T05:10+08:00"}
    limit = HOURS | {"hours_field": "response_hours"}
    assert due(record, limit, recorded={"response_hours": own}).outcome == outcome
    late = record | {"reported": "2022-03-13T02:11+08:00"}
    assert due(late, limit, recorded={"response_hours": own}).outcome == "failed"
    assert due(record, HOURS, recorded={"response_hours": 2}).outcome == "passed"  # nothing says whose hours
    assert due(record, limit, operator=None).outcome == "passed"


def test_the_days_of_a_license_have_names(due, held):
    parameters = {"from": "@issued", "to": "told", "days": 30}
    assert told(due({}, parameters)) == (
        AT,
        Text(
            "'told' is missing; it was due 30 days after the issue of 京B2-20181623 2021-10-02, so by 2021-11-01",
            "缺少 told；期限为 京B2-20181623 的发证日期 2021-10-02 之后 30 日内，即不迟于 2021-11-01，已逾期",
        ),
    )
    parameters = {"from": "@expires", "to": "told", "days": -90, "beforehand": True}
    got = due({}, parameters)
    assert got.reason == Text(
        "'told' is missing; due 90 days before the expiry of 京B2-20181623 2023-09-12, so by 2023-06-14",
        "缺少 told；期限为 京B2-20181623 的有效期届满日 2023-09-12 之前 90 日，即不迟于 2023-06-14",
    )


def test_an_act_on_the_day_of_issue_is_about_this_license(due):
    parameters = {"from": "@issued", "to": "told", "days": 30}
    assert due({"told": "2021-10-02"}, parameters).outcome == "passed"
    assert told(due({"told": "2021-10-01"}, parameters))[1].en.startswith("'told' is missing")


def test_of_several_licenses_the_worst_counts_and_of_the_same_the_first_due(due, held):
    parameters = {"from": "@issued", "to": "told", "days": 30}
    newer = replace(held, number="京B2-20220009", issued=date(2022, 5, 10), expires=date(2027, 5, 9))
    newest = replace(newer, number="京B2-20220002", issued=date(2022, 5, 20))
    late = due({}, parameters, licenses=(newest, held))
    assert "京B2-20181623" in told(late)[1].en
    for licenses in ((newest, newer), (newer, newest)):
        got = due({}, parameters, licenses=licenses)
        assert (got.outcome, got.due) == ("pending", date(2022, 6, 9))
    assert due({"told": "2022-05-20"}, parameters, licenses=(newer, newest)).outcome == "passed"


def test_no_trans_regional_license_nothing_due(due):
    parameters = {"from": "@issued", "to": "told", "days": 30, "license": "trans-regional"}
    assert due({}, parameters).reason == Text(
        "no license issued by the ministry (trans-regional) is held",
        "未持有工业和信息化部颁发的跨地区许可证",
    )


def test_without_a_period_an_act_is_due_when_the_other_has_happened(due):
    after = {"from": "date", "to": "reported"}
    assert due({"date": "2022-05-01", "reported": "2022-05-01"}, after).outcome == "passed"
    assert told(due({"date": "2022-05-01"}, after)) == (AT, Text("'reported' is missing", "缺少 reported"))
    before = after | {"beforehand": True}
    got = due({"date": "2022-06-02"}, before)
    assert (got.outcome, got.due) == ("pending", date(2022, 6, 2))
    assert got.reason == Text("'reported' is missing", "缺少 reported")
    assert due({"date": "2022-06-01"}, before).outcome == "failed"
    planned = due({"date": "2022-06-10", "reported": "2022-06-05"}, before)
    assert (planned.outcome, planned.due) == ("pending", date(2022, 6, 10))
    assert planned.reason.en == "'reported' 2022-06-05 has not happened yet on 2022-06-01"


def test_two_moments_of_one_day_are_in_order_by_their_hours(due):
    record = {"received": "2022-04-06T10:00+08:00", "answered": "2022-04-06T09:59+08:00"}
    assert due(record, ANSWERED).outcome == "error"
    assert due(record | {"answered": "2022-04-06T10:00+08:00"}, ANSWERED).outcome == "passed"
    assert due(record | {"answered": "2022-04-06"}, ANSWERED).outcome == "passed"


REVOCABLE = {
    "from": "decided",
    "to": "applied",
    "days": 30,
    "lapses": {"by": "withdrawn", "never_with": "carried_out"},
}


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        ({"withdrawn": "2022-03-01"}, "not-applicable"),
        ({"withdrawn": "2022-03-31"}, "not-applicable"),  # the thirtieth day
        ({"withdrawn": "2022-04-01"}, "failed"),
        ({"withdrawn": "2022-06-02"}, "failed"),  # planned only
        ({"withdrawn": "2022-02-28"}, "error"),
        ({"withdrawn": "2022-03-11", "carried_out": "2022-03-20"}, "error"),
        ({"withdrawn": "2022-03-11", "applied": "2022-03-10"}, "passed"),
        ({"withdrawn": "2022-03-11", "applied": "2022-04-10"}, "failed"),
    ],
)
def test_what_is_withdrawn_in_time_needs_no_act(due, record, outcome):
    assert due({"decided": "2022-03-01"} | record, REVOCABLE).outcome == outcome


def test_a_withdrawal_in_words(due):
    record = {"decided": "2022-03-01", "withdrawn": "2022-03-11"}
    assert due(record, REVOCABLE).reason == Text(
        "'withdrawn' 2022-03-11, before the period ended", "withdrawn 2022-03-11，在期限届满之前"
    )
    assert told(due(record | {"withdrawn": "2022-02-28"}, REVOCABLE))[0] == f"{AT}/withdrawn"
    both = due(record | {"carried_out": "2022-03-20"}, REVOCABLE)
    assert told(both) == (
        f"{AT}/carried_out",
        Text(
            "'carried_out' 2022-03-20 stands beside 'withdrawn' 2022-03-11:"
            " only one of them can be true; remove the other",
            "carried_out 2022-03-20 与 withdrawn 2022-03-11 并存：二者只能有一项属实，请删除另一项",
        ),
    )


@pytest.mark.parametrize(
    ("responded", "outcome"),
    [
        ("2022-03-12T02:09+08:00", "passed"),
        ("2022-03-05T02:10+08:00", "passed"),  # seven days
        ("2022-03-05T02:09+08:00", "error"),
        ("2022-03-05", "passed"),
        ("2022-03-04", "error"),
    ],
)
def test_a_machine_may_act_before_people_notice(due, responded, outcome):
    early = {"from": "found", "to": "responded", "hours": 24, "early_days": 7}
    assert due({"found": "2022-03-12T02:10+08:00", "responded": responded}, early).outcome == outcome


EACH = {"from": "graded", "to": "filed", "days": 30, "each": "grades", "lapses": {"by": "retired"}}


def test_of_a_list_each_entry_is_judged_and_nothing_beside_it(due):
    late = {"grade": 2, "graded": "2022-01-01", "filed": "2022-02-01"}
    good = {"grade": 3, "graded": "2022-03-01", "filed": "2022-03-31"}
    beside = {"graded": "2022-05-25", "filed": "2022-05-26"}
    got = due(beside | {"grades": [late, good, late]}, EACH)
    assert [breach.pointer for breach in got.breaches] == [f"{AT}/grades/0/filed", f"{AT}/grades/2/filed"]
    assert due(beside | {"grades": [good]}, EACH).outcome == "passed"
    assert due(beside | {"grades": [good, {"graded": "2022-05-25"}]}, EACH).due == date(2022, 6, 24)
    assert due(beside | {"grades": [{"graded": "2022-03-01"}], "retired": "2022-03-31"}, EACH).reason
    assert due({"graded": "2022-01-01", "filed": "2022-02-01"}, EACH).outcome == "failed"
    assert due(beside | {"grades": []}, EACH).outcome == "passed"
