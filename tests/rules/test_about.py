"""Whether an assessment is about the launch or the change that it stands beside."""

from __future__ import annotations

import pytest

from pytest_icplicense.text import Text

LAUNCH = {
    "from": "date",
    "to": "assessment.finished",
    "days": 0,
    "beforehand": True,
    "about": {"months": 12, "since": "changes"},
}
CHANGE = LAUNCH | {"days": 30, "about": {"months": 12, "days": 30, "since": "changes"}}


@pytest.fixture
def assessed(ruling):
    """Judges an assessment of what happened on 2022-03-01."""

    def judge(finished, parameters, *changes, as_of="2022-06-01", day="2022-03-01"):
        return ruling(
            "due-within",
            {"date": day, "assessment": {"finished": finished}},
            parameters,
            as_of,
            of="Service",
            pointer="/launches/0",
            declared={"changes": [{"id": "c", "date": each} for each in changes]},
        )

    return judge


@pytest.mark.parametrize(
    ("finished", "launch", "change"),
    [
        ("2021-02-28", "failed", "failed"),
        ("2021-03-01", "passed", "pending"),  # twelve months
        ("2022-01-29", "passed", "pending"),
        ("2022-01-30", "passed", "passed"),  # thirty days
        ("2022-03-01", "passed", "passed"),
        ("2022-03-02", "failed", "passed"),
        ("2022-03-31", "failed", "passed"),
        ("2022-04-01", "failed", "failed"),
    ],
)
def test_around_the_day(assessed, finished, launch, change):
    assert assessed(finished, LAUNCH).outcome == launch
    got = assessed(finished, CHANGE)
    assert got.outcome == change
    assert got.due is None


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        (["2022-02-20"], "passed"),  # assessed on the day of the change
        (["2022-02-21"], "failed"),
        (["2022-02-21", "2022-01-01"], "failed"),
        (["2022-03-01"], "passed"),  # the change itself, or one of the same day
        (["2022-03-02"], "passed"),  # later changes have assessments of their own
    ],
)
def test_it_is_not_before_the_last_major_change(assessed, changes, outcome):
    assert assessed("2022-02-20", LAUNCH, *changes).outcome == outcome
    assert assessed("2022-02-20", CHANGE, *changes).outcome == outcome


def test_what_does_not_count_is_still_pending_before_its_day(assessed):
    got = assessed("2018-01-01", LAUNCH, as_of="2022-03-01")
    assert (got.outcome, str(got.due)) == ("pending", "2022-03-01")
    assert got.reason.en.startswith(
        "'assessment.finished' 2018-01-01 is more than 12 months before 'date' 2022-03-01"
    )


def test_it_says_why(assessed):
    (breach,) = assessed("2022-02-20", LAUNCH, "2022-02-25").breaches
    assert breach.pointer == "/launches/0/assessment/finished"
    assert breach.why == Text(
        "'assessment.finished' 2022-02-20 is before the last of 'changes' ahead of 'date' 2022-03-01, 2022-02-25:"
        " it does not cover what has changed; it was due on the day of 'date' 2022-03-01, so by 2022-03-01",
        "assessment.finished 2022-02-20 早于 date 2022-03-01 之前最近一次 changes（2022-02-25），未涵盖此后的变化；"
        "期限为 date 2022-03-01 当日或之前，即不迟于 2022-03-01，已逾期",
    )
    assert assessed("2021-12-01", CHANGE).reason == Text(
        "'assessment.finished' 2021-12-01 is more than 30 days before 'date' 2022-03-01:"
        " whether it is about that cannot be told",
        "assessment.finished 2021-12-01 早于 date 2022-03-01 30 日以上，无法判断是否针对本次",
    )
