"""From the day of issue to the day of expiry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pytest_icplicense.model.term import Term
from pytest_icplicense.text import Text


@pytest.fixture
def held(library):
    return library.licenses["京B2-20181623"]


@pytest.fixture
def in_force(ruling):
    """Judges licenses, named alone or as a list, on a day."""

    def judge(as_of, *licenses, said=None):
        numbers = [each.number for each in licenses]
        named = numbers[0] if len(numbers) == 1 else numbers
        given = {"declared": {"license": named}, "recorded": said, "licenses": licenses}
        return ruling("in-force", {}, {"days": -90}, as_of, of="Service", **given)

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


def applied(day):
    return {"renewal": {"intent": "continue", "applied": day}}


@pytest.mark.parametrize(
    ("as_of", "said", "outcome"),
    [
        ("2023-09-12", applied("2023-06-14"), "passed"),
        ("2023-09-13", applied("2023-06-14"), "pending"),
        ("2023-09-13", applied("2023-06-15"), "failed"),  # too late to count as renewed
        ("2023-09-13", applied("2021-10-02"), "failed"),  # for the term before
        ("2023-09-13", {"renewal": {"intent": "continue"}}, "failed"),
        ("2023-09-13", {"renewals": [{"license": "京B2-20181623", "applied": "2023-06-14"}]}, "pending"),
        ("2023-09-13", {"renewals": [{"license": "京B2-20200001", "applied": "2023-06-14"}]}, "failed"),
        ("2025-08-22", applied("2023-06-14"), "pending"),  # as long as the term that ended
        ("2025-08-23", applied("2023-06-14"), "failed"),
    ],
)
def test_what_was_applied_for_in_time_may_count_as_renewed(in_force, held, as_of, said, outcome):
    got = in_force(as_of, held, said=said)
    assert (got.outcome, got.due if outcome == "pending" else None) == (outcome, None)
    if outcome == "pending":
        assert "renewal was applied for on 2023-06-14" in got.reason.en
        assert "已于 2023-06-14 申请续办" in got.reason.zh


@pytest.mark.parametrize(
    ("as_of", "said", "outcome"),
    [
        ("2021-09-12", {}, "passed"),
        ("2021-09-13", {}, "pending"),
        ("2021-10-01", {}, "pending"),
        ("2021-10-01", applied("2021-06-14"), "pending"),
        ("2021-10-01", applied("2021-06-15"), "failed"),
        ("2021-10-02", {}, "passed"),
    ],
)
def test_between_two_terms_of_one_number(in_force, held, as_of, said, outcome):
    renewed = replace(held, former=(Term(date(2016, 9, 13), date(2021, 9, 12)),))
    got = in_force(as_of, renewed, said={"renewal": {}} | said)
    assert got.outcome == outcome
    if outcome == "pending":
        assert "expired on 2021-09-12" in got.reason.en
        assert "and is in force again from 2021-10-02" in got.reason.en
        assert "2021-10-02 起方再次有效" in got.reason.zh


def test_one_that_is_open_does_not_hide_one_that_is_not(in_force, held):
    other = replace(held, number="京B2-20200001", expires=date(2023, 9, 1))
    rows = {"renewal": {}, "renewals": [{"license": held.number, "applied": "2023-06-14"}]}
    assert [each.pointer for each in in_force("2023-09-13", held, other, said=rows).breaches] == [
        "/license/1"
    ]
