"""From characters at places on a page to lines, as a reader reads them."""

from __future__ import annotations

import pytest

from pytest_icplicense.readers.layout import Character, reading_order


def line(*parts):
    """Characters side by side, each part so far above its line and so large."""
    found, x = [], 40.0
    for text, above, size in parts:
        for sign in text:
            found.append(Character(sign, x, 100.0 - above, x + size / 2, size))
            x += size / 2
    return reading_order(found)


@pytest.mark.parametrize(
    ("parts", "read"),
    [
        ([("京B2-20181623", 0, 14)], "京B2-20181623"),
        (
            [("京B2-2018", 0, 14), ("1623", 6, 14)],
            "京B2-2018 1623",
        ),  # raised digits are no part of the number
        ([("京B2-2018", 0, 14), ("1623", -3, 14)], "京B2-2018 1623"),
        ([("京B2-20181623", 0, 14), ("1", 3, 7)], "京B2-20181623 1"),  # a note
        ([("京B2-2018", 0, 14), ("1623", 1, 14)], "京B2-20181623"),
        ([("编号：", 0, 20), ("京B2-20181623", 3, 12)], "编号：京B2-20181623"),
    ],
)
def test_digits_above_a_line_are_no_digits_of_its_number(parts, read):
    assert line(*parts) == [read]


def test_digits_of_a_line_that_rises_are_one_number():
    rising = [Character(sign, 40 + 7 * at, 100 - at, 47 + 7 * at, 14) for at, sign in enumerate("20181623")]
    assert "".join(reading_order(rising)) == "20181623"
