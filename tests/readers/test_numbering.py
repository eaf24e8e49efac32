"""The numbers that Word writes before paragraphs, from its own description of them."""

from __future__ import annotations

import made
import pytest

from pytest_icplicense.readers.numbering import Numbering


def numbering(*levels: str, more: str = "", num: str = "") -> bytes:
    """A list with these levels, numbered 5."""
    return (
        f'<w:numbering {made.W}><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{more}'
        f'<w:num w:numId="5"><w:abstractNumId w:val="0"/>{num}</w:num></w:numbering>'
    ).encode()


def level(at: int, form: str, text: str, start: int = 1, style: str = "") -> str:
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{linked}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


@pytest.mark.parametrize(
    ("form", "number", "written"),
    [
        ("decimal", 12, "12"),
        ("decimalHalfWidth", 12, "12"),
        ("decimalZero", 7, "07"),
        ("decimalZero", 12, "12"),
        ("decimalFullWidth", 12, "１２"),
        ("none", 12, ""),
        ("ideographDigital", 10, "一〇"),
        ("chineseCounting", 1, "一"),
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 11, "十一"),
        ("taiwaneseCounting", 20, "二十"),
        ("japaneseCounting", 99, "九十九"),
        ("chineseCounting", 100, None),
        ("chineseCounting", 0, None),
        ("decimalEnclosedCircle", 1, "①"),
        ("decimalEnclosedCircleChinese", 20, "⑳"),
        ("decimalEnclosedCircle", 21, None),
        ("lowerLetter", 1, "a"),
        ("upperLetter", 26, "Z"),
        ("upperLetter", 27, None),
        ("hebrew1", 1, None),
    ],
)
def test_a_number_in_each_form_and_none_where_the_form_does_not_reach(form, number, written):
    assert Numbering.of(numbering(level(0, form, "%1", start=number)), None).next("5", 0) == written


def test_levels_count_by_themselves_and_anew_below_each_other():
    counting = Numbering.of(numbering(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2")), None)
    said = [counting.next("5", at) for at in (0, 1, 1, 0, 1)]
    assert said == ["1.", "1.1", "1.2", "2.", "2.1"]


def test_a_level_above_that_was_never_counted_stands_at_its_start():
    counting = Numbering.of(numbering(level(0, "decimal", "%1", start=3), level(1, "decimal", "%1-%2")), None)
    assert counting.next("5", 1) == "3-1"


def test_a_bullet_is_no_number_and_what_is_not_described_cannot_be_told():
    counting = Numbering.of(numbering(level(0, "bullet", "•"), level(1, "decimal", "%4")), None)
    assert counting.next("5", 0) == ""
    assert counting.next("5", 1) is None  # names a level that there is not
    assert counting.next("5", 2) is None
    assert counting.next("6", 0) is None
    assert Numbering.of(None, None).next("5", 0) is None


def test_a_list_may_begin_anew():
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
    counting = Numbering.of(numbering(level(0, "decimal", "%1"), num=restart), None)
    assert [counting.next("5", 0) for _ in range(2)] == ["7", "8"]


def style(name: str, inside: str) -> str:
    return f'<w:style w:styleId="{name}">{inside}</w:style>'


def test_styles_number_paragraphs_too_by_themselves_or_by_what_they_are_based_on():
    number = '<w:pPr><w:numPr>{}<w:numId w:val="5"/></w:numPr></w:pPr>'
    styles = (
        f"<w:styles {made.W}>"
        + style("Deep", number.format('<w:ilvl w:val="1"/>'))
        + style("Linked", number.format(""))
        + style("Plain", number.format(""))
        + style("Child", '<w:basedOn w:val="Deep"/>')
        + style("Round", '<w:basedOn w:val="Round"/>')
        + style("Lost", '<w:basedOn w:val="Gone"/>')
        + style("None", "")
        + "</w:styles>"
    ).encode()
    levels = (level(0, "decimal", "%1"), level(1, "decimal", "%2"), level(2, "decimal", "%3", style="Linked"))
    found = Numbering.of(numbering(*levels), styles).styles
    assert found == {"Deep": ("5", 1), "Linked": ("5", 2), "Plain": ("5", 0), "Child": ("5", 1)}
