"""Dates and license numbers as scans have them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_icplicense.intake.face.figures import numeral, read_date, read_number, tight
from pytest_icplicense.model.number import PLACES, find_filings, find_numbers, parse_number

MIB = 1_000_000


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021年 10月 2日", "2021-10-02"),
        ("2023年 09月 12日", "2023-09-12"),
        ("2021-10-02", "2021-10-02"),
        ("2021/10/2", "2021-10-02"),
        ("2021.10.02", "2021-10-02"),
        ("2 0 2 1 年 1 0 月 2 日", "2021-10-02"),
        ("２０２１年１０月２日", "2021-10-02"),
        ("２０２１－１０－０２", "2021-10-02"),
        ("二〇二一年十月二日", "2021-10-02"),
        ("二○二一年十月二日", "2021-10-02"),
        ("二零二一年十二月三十一日", "2021-12-31"),
        ("二〇二一年十月二十日", "2021-10-20"),
        ("二〇二一年十月廿二日", "2021-10-22"),
        ("贰零贰壹年壹拾月零贰日", "2021-10-02"),
        ("贰零贰壹年拾月贰拾壹日", "2021-10-21"),
        ("二〇二一年十月卅一日", "2021-10-31"),
        ("二〇二一年〇一月〇五日", "2021-01-05"),
        ("2021年十月2日", "2021-10-02"),
        ("2021年10月2日。", "2021-10-02"),
        ("至2021年10月2日止", "2021-10-02"),
        ("2021年10月2日（含）", "2021-10-02"),
        ("2020年2月29日", "2020-02-29"),
    ],
)
def test_dates_however_they_are_written(text, day):
    assert read_date(text) == (date.fromisoformat(day), [])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "2021年10月2曰",
            "'2021年10月2曰': character 10 is '曰', probably '日'; probably 2021-10-02: compare with the original",
        ),
        (
            "2O21年1O月2日",
            "'2O21年1O月2日': character 2 is 'O', probably '0', character 7 is 'O', probably '0';"
            " probably 2021-10-02: compare with the original",
        ),
        (
            "2021年l0月2日",
            "'2021年l0月2日': character 6 is 'l', probably '1'; probably 2021-10-02: compare with the original",
        ),
        (
            "二O二一年十月二日",
            "'二O二一年十月二日': character 2 is 'O', probably '0'; probably 2021-10-02: compare with the original",
        ),
        # And then there is no such day.
        ("2021年I3月2日", "'2021年I3月2日': character 6 is 'I', probably '1'"),
        ("2021年2月30日", "there is no such day as '2021年2月30日'"),
        ("2021年2月29日", "there is no such day as '2021年2月29日'"),
        ("二〇二一年十三月一日", "there is no such day as '二〇二一年十三月一日'"),
        ("2021年", "'2021年' has no month and no day"),
        ("2021年10月", "'2021年10月' has no day"),
        (
            "2021年10月2",
            "'2021年10月2' has no 日 at its end; probably 2021-10-02: compare with the original",
        ),
        ("20211002", "'20211002' is no date; probably 2021-10-02: compare with the original"),
        ("21年10月2日", "'21年10月2日' is no date that is written in full"),
        ("长期", "'长期' is no day; a license for telecom services has one on which it ends"),
        (
            "2021年10月2日至2023年9月12日",
            "'2021年10月2日至2023年9月12日' is not one date alone: '至2023年9月12日' stands behind it",
        ),
        ("2021-10/02", "'2021-10/02' is not one date alone: '/02' stands behind it"),
        ("见附页", "'见附页' is no date"),
        (" ", "no date stands here"),
    ],
)
def test_what_is_not_clear_is_said_and_not_mended(text, why):
    value, doubts = read_date(text)
    assert value is None
    assert [doubt.en for doubt in doubts] == [why]
    assert doubts[0].zh != why


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("京 B2-20181623", "京B2-20181623"),
        ("京B2－20181623", "京B2-20181623"),
        ("京Ｂ２－２０１８１６２３", "京B2-20181623"),
        ("京B2-2018 1623", "京B2-20181623"),
        ("京 B 2 - 2 0 1 8 1 6 2 3", "京B2-20181623"),
        ("A2.B1. B2-20090003", "A2.B1.B2-20090003"),
        ("浙B2-20080224-1", "浙B2-20080224-1"),
        ("京ICP证080575号", "京ICP证080575号"),
        ("全国B2-20160778", "B2-20160778"),
        ("合字B2-20210012", "合字B2-20210012"),
        ("经营许可证编号：京B2-20181623", "京B2-20181623"),
        ("京B2-20181623 京 B2-20181623", "京B2-20181623"),  # page feet repeat it
    ],
)
def test_numbers_however_they_are_scanned(text, number):
    assert read_number(text) == (number, [])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "京B2-2O181623",
            "'京B2-2O181623': character 6 is 'O', probably '0'; probably 京B2-20181623: compare with the original",
        ),
        (
            "京B2-2018l6S3",
            "'京B2-2018l6S3': character 9 is 'l', probably '1', character 11 is 'S', probably '5';"
            " probably 京B2-20181653: compare with the original",
        ),
        (
            "京82-20181623",
            "'京82-20181623': character 2 is '8', probably 'B'; probably 京B2-20181623: compare with the original",
        ),
        (
            "京Bl-20181623",
            "'京Bl-20181623': character 3 is 'l', probably '1'; probably 京B1-20181623: compare with the original",
        ),
        (
            "京В2-20181623",  # a Cyrillic letter
            "'京В2-20181623': character 2 is 'В', probably 'B'; probably 京B2-20181623: compare with the original",
        ),
        (
            "京B2一20181623",
            "'京B2一20181623': character 4 is '一', probably '-'; probably 京B2-20181623: compare with the original",
        ),
        (
            "京B220181623",
            "'京B220181623': '-' is missing before character 4; probably 京B2-20181623: compare with the original",
        ),
        (
            "京lCP证08O575号",
            "'京lCP证08O575号': character 2 is 'l', probably 'I', character 8 is 'O', probably '0';"
            " probably 京ICP证080575号: compare with the original",
        ),
        ("京B2-2018162", "'京B2-2018162' has 7 digits where a license number has 8"),
        ("京ICP证08057号", "'京ICP证08057号' has 5 digits where a license number has 6"),
        ("京B2-98181623", "the digits of '京B2-98181623' begin with no year"),
        ("京B2-20181623-1234", "'京B2-20181623-1234' has a sub-number that is too long"),
        ("x京B2-20181623y", "'x京B2-20181623y' is no license number"),
        ("京ICP备09080840号", "'京ICP备09080840号' is a filing number, no license number"),
        ("京B2-20181623 京B2-20181624", "there are 2 different numbers: 京B2-20181623, 京B2-20181624"),
        ("待定", "'待定' is no license number"),
        ("", "no number stands here"),
    ],
)
def test_numbers_that_are_none_or_not_clear(text, why):
    value, doubts = read_number(text)
    assert value is None
    assert [doubt.en for doubt in doubts] == [why]
    assert doubts[0].zh != why


def test_what_stands_beside_a_number_is_said():
    value, (doubt,) = read_number("京B2-20181623（正本）")
    assert value == "京B2-20181623"
    assert doubt.en == "beside 京B2-20181623 there stands '正本'"
    assert read_number("京ICP证080575号 京ICP备09080840号")[0] == "京ICP证080575号"


@pytest.mark.slow
@settings(deadline=None)
@given(st.dates(date(1949, 1, 1), date(2099, 12, 31)), st.data())
def test_every_date_is_read_back_in_every_writing(day, data):
    chinese = "〇一二三四五六七八九"
    year = "".join(chinese[int(digit)] for digit in str(day.year))
    written = data.draw(
        st.sampled_from(
            [
                f"{day.year}年{day.month}月{day.day}日",
                f"{day.year}年{day.month:02}月{day.day:02}日",
                f"{day:%Y-%m-%d}",
                f"{day:%Y/%m/%d}",
                f"{day:%Y.%m.%d}",
                f"{year}年{_numeral(day.month)}月{_numeral(day.day)}日",
                f"{day.year}年{_numeral(day.month)}月{day.day}日",
            ]
        )
    )
    wide = data.draw(st.booleans())
    shown = "".join(chr(ord(char) + 0xFEE0) if wide and "!" <= char <= "~" else char for char in written)
    assert read_date(_spaced(data, shown)) == (day, [])


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.sampled_from(["", *PLACES]),
    st.lists(st.sampled_from(["A1", "A2", "B1", "B2"]), min_size=1, max_size=4, unique=True),
    st.integers(19970101, 20991231),
    st.sampled_from(["", "-1", "-12"]),
    st.data(),
)
def test_every_number_is_read_back_and_a_confusion_in_it_never_mended(place, classes, digits, sub, data):
    number = f"{place}{'.'.join(classes)}-{digits}{sub}"
    assert read_number(_spaced(data, number)) == (str(parse_number(number)), [])
    at = data.draw(st.sampled_from([at for at, char in enumerate(number) if char in "0158"]) | st.none())
    if at is None:
        return
    mistaken = number[:at] + {"0": "O", "1": "l", "5": "S", "8": "B"}[number[at]] + number[at + 1 :]
    value, doubts = read_number(mistaken)
    assert value is None, f"{mistaken} was read as {value}"
    assert doubts


@pytest.mark.parametrize("number", range(1, 100))
def test_chinese_numerals(number):
    assert numeral(_numeral(number)) == number
    assert numeral(str(number)) == number


@pytest.mark.parametrize("text", ["百", "十十", "〇十", "二廿", "一二", "100", ""])
def test_what_is_no_numeral_below_a_hundred(text):
    assert numeral(text) is None


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("处置后的 10 个工作日", "处置后的10个工作日"),
        ("京 B2-2018 1623", "京B2-20181623"),
        ("30\n日内", "30日内"),
        ("900/1800MHz GSM 第二代", "900/1800MHz GSM第二代"),
    ],
)
def test_spaces_that_scanning_left(text, without):
    assert tight(text) == without


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "一",
        " ",
        "(",
        "京",
        "京 ",
        "A1. ",
        "A1.",
        "B2-",
        "9O",
        "2021年",
        "2021年1月1日",
        "京ICP备1",
        "、",
    ],
)
def test_a_hostile_line_takes_no_longer_than_its_length_asks_for(piece):
    line = piece * (MIB // len(piece))
    for read in (read_date, read_number, tight, find_numbers, find_filings):
        read(line)


def _numeral(number: int) -> str:
    chinese = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    before = {0: "", 1: "十"}.get(tens, f"{chinese[tens]}十")
    return f"{before}{chinese[ones] if ones else ''}"


def _spaced(data: st.DataObject, text: str) -> str:
    """The text with spaces that scanning puts in."""
    gaps = data.draw(
        st.lists(st.sampled_from(["", "", "", " ", "  "]), min_size=len(text), max_size=len(text))
    )
    return "".join(f"{char}{gap}" for char, gap in zip(text, gaps, strict=True))
