"""What pages add to a text is taken out again, and what a scanner broke is put together, with the lines it came from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.intake.cleaning import cleaned, folded, joined
from pytest_icplicense.intake.passages import Line, Passage

SEED = (Path(__file__).parent.parent / "data/license-jing-b2-20181623.txt").read_text(encoding="utf-8")


def lines(text: str) -> list[Line]:
    """A text's lines."""
    return [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]


def test_the_seed_license_has_its_three_sections():
    sections = cleaned(lines(SEED))
    assert sections.sections == {"annexe", "provisions"}
    assert folded(joined(sections.face).text).startswith("经营许可证编号:京B2-20181623根据《")
    assert joined(sections.annexe).text.startswith(
        "北京巨量引擎网络技术有限公司获准经营信息服务业务(仅限互联网信息服务)"
    )
    assert len(sections.provisions) == 1 + 15 + 14
    assert [foot.number for foot in sections.feet] == [26, 51, 73, 101, 121]


def test_a_provision_that_a_page_foot_cut_in_two_is_whole_again():
    eighth = next(each for each in cleaned(lines(SEED)).provisions if each.text.startswith("八、"))
    assert "控制影响范围,消除事件危害" in eighth.text
    assert eighth.lines == (71, 77)
    assert eighth.line(eighth.text.index("消除")) == 77
    assert eighth.line(0) == 71


@pytest.mark.parametrize(
    "foot",
    [
        "经营许可证编号: 京 B2-20181623",
        "经营许可证编号：",
        "经营许可证编号：\n京B2-20181623",
        "- 3 -",
        "第 3 页 共 5 页",
        "3/5",
        "## 特别规定事项",
        "特 别 规 定 事 项",
        "经营许可证编号：京B2-2O181623\n\n**特别规定事项**",
        "中华人民共和国\n增值电信业务经营许可证",
    ],
)
def test_page_feet_in_the_middle_of_a_sentence(foot):
    text = f"特别规定事项\n一、你公司应当按照要求开展\n\n{foot}\n\n业务。\n二、不得超越范围。"
    assert [each.text for each in cleaned(lines(text)).provisions] == [
        "一、你公司应当按照要求开展业务。",
        "二、不得超越范围。",
    ]


@pytest.mark.parametrize("mark", ["二、", "2.", "２、", "第二条", "（二）", "(2)", "( 二 )"])
def test_a_numbering_begins_a_paragraph_without_a_blank_line(mark):
    text = f"特别规定事项\n一、甲方应当\n履行义务。\n{mark}乙方。"
    assert [each.text for each in cleaned(lines(text)).provisions] == [
        "一、甲方应当履行义务。",
        f"{mark}乙方。",
    ]


def test_latin_words_keep_the_space_that_a_line_break_was():
    assert joined(lines("Beijing\nNetwork 有限\n公司")).text == "Beijing Network 有限公司"


def test_a_heading_is_no_heading_inside_a_sentence():
    text = "特别规定事项\n一、《特别规定事项》是经营许可证重要组成部分。"
    assert len(cleaned(lines(text)).provisions) == 1


WORDS = st.text(st.sampled_from("甲乙丙丁应当不得，"), min_size=1, max_size=30)


@given(st.lists(WORDS, min_size=1, max_size=8), st.data())
def test_wrapping_and_page_breaks_lose_nothing_and_add_nothing(texts, data):
    written = ["特别规定事项"]
    numerals = "一二三四五六七八"
    for number, text in enumerate(texts):
        whole = f"{numerals[number]}、{text}。"
        at = data.draw(st.integers(1, len(whole) - 1))
        breaks = data.draw(
            st.sampled_from(["\n", "\n\n", "\n\n经营许可证编号：京B2-20181623\n\n特别规定事项\n\n"])
        )
        cut = whole[:at] + breaks + whole[at:] if at > 1 else whole  # a numbering is not parted from its mark
        written.append(cut)
    found = [each.text for each in cleaned(lines("\n".join(written))).provisions]
    assert found == [f"{numerals[number]}、{text}。" for number, text in enumerate(texts)]


@given(st.lists(st.text(max_size=5), max_size=6), st.data())
def test_a_passage_knows_the_line_of_each_character(texts, data):
    passage = Passage.of([Line(number, text) for number, text in enumerate(texts)])
    assert passage.text == "".join(texts)
    expected = [number for number, text in enumerate(texts) for _ in text]
    assert [passage.line(at) for at in range(len(passage.text))] == expected
    if expected:
        start = data.draw(st.integers(0, len(expected) - 1))
        end = data.draw(st.integers(start + 1, len(expected)))
        part = passage.cut(start, end)
        assert part.text == passage.text[start:end]
        assert [part.line(at) for at in range(len(part.text))] == expected[start:end]
