"""What is said and read the same way everywhere."""

from __future__ import annotations

import pytest

from pytest_icplicense.text import whole_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("180", 180),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5_000, None),
        ("", None),
        ("-1", None),
        (" 1", None),
        ("1.0", None),
        ("²", None),  # which Python's isdigit() takes for a digit
        ("٣", None),
        ("三", None),
    ],
)
def test_whole_numbers_of_files(written: str, number: int | None) -> None:
    assert whole_number(written) == number
