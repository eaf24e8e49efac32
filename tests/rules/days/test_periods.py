"""When what comes back is due next, as grades change."""

from __future__ import annotations

from datetime import date

import pytest

from pytest_icplicense.rules.days.periods import Stage, next_due

MONTHS = {1: None, 2: 24, 3: 12}


def due(last, *stages):
    """The due day, and the grade and months that it is counted by."""
    found = next_due(
        date.fromisoformat(last),
        [
            Stage(date.fromisoformat(start) if start else None, grade, MONTHS[grade])
            for start, grade in stages
        ],
    )
    return found and (found.day.isoformat(), found.stage.grade, found.months)


def test_one_grade_counts_from_the_last_act():
    assert due("2021-05-20", ("2020-01-01", 3)) == ("2022-05-20", 3, 12)
    assert due("2021-05-20", (None, 2)) == ("2023-05-20", 2, 24)
    assert due("2021-05-20", ("2020-01-01", 1)) is None


def test_an_act_long_before_the_first_grade_was_for_none():
    assert due("2016-05-20", ("2021-01-01", 3)) == ("2022-01-01", 3, None)
    assert due("2020-05-20", ("2021-01-01", 3)) == ("2021-05-20", 3, 12)


RAISED = (("2020-01-01", 2), ("2022-02-01", 3))


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2021-05-20", ("2022-05-20", 3, 12)),  # a year after the last act ends under the new grade
        ("2021-02-01", ("2022-02-01", 3, 12)),  # on its first day
        ("2021-01-31", ("2023-01-31", 2, 24)),  # it would have been due already: two years were promised
        ("2020-03-01", ("2022-03-01", 2, 24)),
        ("2020-01-31", ("2022-01-31", 2, 24)),  # was due before the grade was raised
        ("2022-02-01", ("2023-02-01", 3, 12)),  # done under the new grade
    ],
)
def test_a_raised_grade(last, expected):
    assert due(last, *RAISED) == expected


def test_a_raised_grade_begins_a_new_period_where_none_ran():
    assert due("2019-05-20", ("2019-01-01", 1), ("2022-02-01", 3)) == ("2023-02-01", 3, None)


LOWERED = (("2020-01-01", 3), ("2022-02-01", 2))


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2021-05-20", ("2023-05-20", 2, 24)),
        ("2021-02-01", ("2023-02-01", 2, 24)),  # the year ends on the day of the change
        ("2021-01-31", ("2022-01-31", 3, 12)),  # and a day before it
    ],
)
def test_a_lowered_grade(last, expected):
    assert due(last, *LOWERED) == expected


def test_a_grade_without_a_period_ends_what_was_due():
    assert due("2021-05-20", ("2020-01-01", 3), ("2022-02-01", 1)) is None
    assert due("2020-05-20", ("2020-01-01", 3), ("2022-02-01", 1)) == ("2021-05-20", 3, 12)
