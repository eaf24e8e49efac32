"""License numbers as they are printed, scanned and shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.model.number import (
    PLACES,
    find_filings,
    find_numbers,
    look_alikes,
    loose_numbers,
    parse_number,
    parted_numbers,
)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("增值电信业务经营许可证编号：沪B2-20100030", ["沪B2-20100030"]),
        ("经营许可证编号：全国B2-20160778 粤B2-20150533", ["B2-20160778", "粤B2-20150533"]),
        ("A2.B1. B2-20090003", ["A2.B1.B2-20090003"]),
        ("ICP经营许可证编号：浙B2-20080224-1", ["浙B2-20080224-1"]),
        ("京ICP证080575号 / 京ICP备09080840号", ["京ICP证080575号"]),
        ("京 B2-20181623", ["京B2-20181623"]),
        ("京Ｂ２－２０１８１６２３", ["京B2-20181623"]),
        ("京B2–20181623", ["京B2-20181623"]),  # an en dash
        ("京B2-201816234", ["京B2-201816234"]),  # a longer number is another number
        ("京B2-20181623 2022年", ["京B2-20181623"]),
        ("合字B2-20210012", ["合字B2-20210012"]),
        ("黔B2-20180011", ["黔B2-20180011"]),
        ("京В2-20181623", []),  # a Cyrillic letter
        # Marks of direction and the like are not seen.
        ("京B2-\u200e2018\u2060\u034f1623", ["京B2-20181623"]),
        ("\u202a京B2-20181623\u202c", ["京B2-20181623"]),
        # As home pages write them: other signs between the classes, a Chinese dash, the place in brackets, a colon.
        ("增值电信业务经营许可证号：滇B1、B2-20090035", ["滇B1.B2-20090035"]),
        (
            "A2/B1/B2-20090003 滇B1，B2-20090035 B1·B2-20090036",
            ["A2.B1.B2-20090003", "滇B1.B2-20090035", "B1.B2-20090036"],
        ),
        (
            "苏B1-20130131、苏B2-20130376，A2.B1.B2-20202637",
            ["苏B1-20130131", "苏B2-20130376", "A2.B1.B2-20202637"],
        ),
        ("沪B2——20140042", ["沪B2-20140042"]),
        (
            "（京）B2-20181623【合字】B2-20170010 粤字B2-20150533",
            ["京B2-20181623", "合字B2-20170010", "粤B2-20150533"],
        ),
        ("许可证（南宁）B2-20170010", ["B2-20170010"]),
        (
            "京ICP证：080527号 桂ICP证字第060172号 （沪）icp证100557",
            ["京ICP证080527号", "桂ICP证060172号", "沪ICP证100557号"],
        ),
        ("京ICP证 030779-1号", ["京ICP证030779-1号"]),
        ("京ICP证：京B2-20191272", ["京B2-20191272"]),
        (
            "京(B2)-20181623 （京B2）-20181624 京(B1.B2)－20181625",
            ["京B2-20181623", "京B2-20181624", "京B1.B2-20181625"],
        ),
        ("滇B1 B2-20090035 京ICP证-070359号", ["滇B1.B2-20090035", "京ICP证070359号"]),
        ("含(B2)-20181623 地上B1 B2-20181623", ["B2-20181623"]),
        ("ABB2-20181623", []),
        ("京公网安备11010802020088号", []),
    ],
)
def test_numbers_in_a_text(text, numbers):
    assert [str(number) for number in find_numbers(text)] == numbers


def test_letters_of_other_alphabets_may_look_like_a_number():
    assert look_alikes("京В2-20181623 京Ｂ2-20200001 Α2.B1-20090003") == ["京B2-20181623", "A2.B1-20090003"]
    assert look_alikes("京В2-20181623 京B2-20181623 В 2 в 1") == []


def test_a_number_may_be_written_with_a_gap():
    assert parted_numbers("京B2-2018 1623，A2.B1-2018\n0001 沪B2-2010-0030") == [
        "京B2-20181623",
        "A2.B1-20180001",
        "沪B2-20100030",
    ]
    assert parted_numbers("京B2-20181623 2022 京B2-2018 162 京B2-2018 1623-1 浙B2-20080224-1") == []


@pytest.mark.parametrize(
    "written",
    [
        *("京b2-20181623", "京B2一20181623", "京B2 20181623", "京B220181623", "京B2:20181623"),
        *("京 B2_20181623", "京B₂-20181623", "京B²－20181623"),
    ],
)
def test_what_people_read_as_a_number_though_it_is_not_written_like_one(written):
    assert find_numbers(written) == []
    assert loose_numbers(f"编号{written}号") == [(written, "京B2-20181623")]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("Jing B2-20181623", "京B2-20181623"),
        ("BEIJING (B2-20181623)", "京B2-20181623"),
        ("Shanghai B1.B2-20100030", "沪B1.B2-20100030"),
        ("(Yue) B2-20150533", "粤B2-20150533"),
        ("Jing B2-201816234", None),
        ("ICP B2-20181623", None),
        ("Jin B2-20181623", None),  # 津, or 晋?
    ],
)
def test_a_place_may_be_written_in_latin_letters(written, number):
    assert [each for _, each in loose_numbers(written)] == ([number] if number else [])


def test_what_is_written_like_a_number_or_is_longer_is_read_as_it_stands():
    assert (
        loose_numbers(
            "京B2-20181623 京b2-201816234 b2 20181623 京B2 2018 京ICP备20181623号 京B2-20181623-1 北京B1 20240315"
        )
        == []
    )


def test_filing_numbers_are_told_apart():
    assert find_filings("京ICP备09080840号-1 京公网安备 11010802020088号 京B2-20181623") == [
        "京ICP备09080840号-1",
        "京公网安备11010802020088号",
    ]


@pytest.mark.parametrize(
    "text", ["", "京ICP备09080840号", "京B2-2018162", "京B2-20181623 京B2-20181624", "x京B2-20181623y"]
)
def test_what_is_no_number(text):
    with pytest.raises(ValueError, match="not a license number"):
        parse_number(text)


@pytest.mark.slow
@given(
    st.sampled_from(["", *PLACES]),
    st.lists(st.sampled_from(["A1", "A2", "B1", "B2"]), min_size=1, max_size=4, unique=True),
    st.integers(19970101, 20991231),
    st.sampled_from(["", "-1", "-12"]),
)
def test_every_number_is_read_back_whatever_its_spacing_and_width(place, classes, digits, sub):
    number = f"{place}{'.'.join(classes)}-{digits}{sub}"
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in number)
    spaced = number.replace(".", ". ").replace("-", " - ", 1)
    for text in (number, wide, spaced):
        assert [str(found) for found in find_numbers(f"编号：{text}。")] == [number]
    assert parse_number(number).trans_regional == (place == "")


def test_the_places_are_those_of_the_catalogue(library):
    assert {region.place for region in library.catalogue.regions} <= set(PLACES)
    assert len(library.catalogue.regions) == 31


@pytest.mark.parametrize("text", ["北京市", "北京", "京", "Beijing", "beijing", "110000", "11"])
def test_a_region_by_any_of_its_names(library, text):
    assert library.catalogue.region(text).code == "110000"


def test_digits_may_stand_apart_one_by_one():
    assert parted_numbers("京 B 2 - 2 0 1 8 1 6 2 3 2022") == ["京B2-20181623"]
    assert parted_numbers("京B2-2018 1623 2022，京B2-2018 16 234") == ["京B2-20181623"]
