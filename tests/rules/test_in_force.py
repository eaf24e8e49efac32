"""From the day of issue to the day of expiry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pytest_icplicense.text import Text


@pytest.fixture
def held(library):
    return library.licenses["京B2-20181623"]


@pytest.fixture
def in_force(ruling):
    """Judges licenses, named alone or as a list, on a day."""

    def judge(as_of, *licenses):
        numbers = [each.number for each in licenses]
        named = numbers[0] if len(numbers) == 1 else numbers
        return ruling("in-force", {}, {}, as_of, of="Service", declared={"license": named}, licenses=licenses)

    return judge


@pytest.mark.parametrize(
    ("as_of", "outcome"),
    [("2021-10-01", "failed"), ("2021-10-02", "passed"), ("2023-09-12", "passed"), ("2023-09-13", "failed")],
)
def test_the_first_day_and_the_last_count(in_force, held, as_of, outcome):
    assert in_force(as_of, held).outcome == outcome


def test_a_license_in_force_is_due_when_the_first_of_them_expires(in_force, held):
    longer = replace(held, number="京B2-20200001", expires=date(2025, 1, 31))
    assert in_force("2022-06-01", held).due == date(2023, 9, 12)
    assert in_force("2022-06-01", longer, held).due == date(2023, 9, 12)


@pytest.mark.parametrize(
    ("as_of", "why"),
    [
        (
            "2023-09-13",
            Text(
                "京B2-20181623 expired on 2023-09-12, 1 day before 2023-09-13",
                "京B2-20181623 有效期至 2023-09-12，至 2023-09-13 已过期 1 天",
            ),
        ),
        (
            "2023-09-14",
            Text(
                "京B2-20181623 expired on 2023-09-12, 2 days before 2023-09-14",
                "京B2-20181623 有效期至 2023-09-12，至 2023-09-14 已过期 2 天",
            ),
        ),
        (
            "2021-10-01",
            Text(
                "京B2-20181623 is issued on 2021-10-02 only, after 2021-10-01",
                "京B2-20181623 于 2021-10-02 才颁发，晚于 2021-10-01",
            ),
        ),
    ],
)
def test_what_is_not_in_force_says_since_when_or_from_when(in_force, held, as_of, why):
    (breach,) = in_force(as_of, held).breaches
    assert breach.pointer == "/license"
    assert breach.why == why


def test_each_license_that_is_not_in_force_is_told_at_its_own_line(in_force, held):
    longer = replace(held, number="京B2-20200001", expires=date(2025, 1, 31))
    assert [each.pointer for each in in_force("2024-01-01", longer, held).breaches] == ["/license/1"]
    assert [each.pointer for each in in_force("2026-01-01", longer, held).breaches] == [
        "/license/0",
        "/license/1",
    ]
