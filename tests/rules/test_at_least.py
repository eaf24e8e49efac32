"""One number of the manifest against another."""

from __future__ import annotations

import pytest

from pytest_icplicense.text import Text

STAFF = {"field": "security.dedicated_staff", "than": "security.required_staff"}


@pytest.mark.parametrize(("have", "outcome"), [(7, "passed"), (6, "passed"), (5.5, "failed"), (0, "failed")])
def test_as_many_are_enough(ruling, have, outcome):
    record = {"security": {"dedicated_staff": have, "required_staff": 6}}
    assert ruling("at-least", record, STAFF, "2022-06-01").outcome == outcome


def test_too_few_are_told_at_their_field(ruling):
    record = {"security": {"dedicated_staff": 5, "required_staff": 6}}
    (breach,) = ruling("at-least", record, STAFF, "2022-06-01", pointer="/units/0").breaches
    assert breach.pointer == "/units/0/security/dedicated_staff"
    assert breach.why == Text(
        "security.dedicated_staff is 5, less than security.required_staff, 6",
        "security.dedicated_staff 为 5，少于 security.required_staff 的 6",
    )


@pytest.mark.parametrize(
    ("security", "missing"),
    [
        ({"required_staff": 6}, "security.dedicated_staff"),
        ({"dedicated_staff": 5}, "security.required_staff"),
        ({"dedicated_staff": "many", "required_staff": 6}, "security.dedicated_staff"),
    ],
)
def test_what_is_no_number_is_missing(ruling, security, missing):
    got = ruling("at-least", {"security": security}, STAFF, "2022-06-01", pointer="/units/0")
    (breach,) = got.breaches
    assert breach.pointer == f"/units/0/{missing.replace('.', '/')}"
    assert breach.why == Text(f"'{missing}' is missing", f"缺少 {missing}")
