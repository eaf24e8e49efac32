"""What pages add to a text is taken out again, and what a scanner broke is put together, with the lines it came from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.intake.text.cleaning import cleaned, folded, joined
from pytest_icplicense.readers.lines import Line, Passage

SEED = (Path(__file__).parents[2] / "data/license-jing-b2-20181623.txt").read_text(encoding="utf-8")


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


@pytest.mark.parametrize(
    "words",
    [
        "30",
        "第 3 页",
        "3/5",
        "增值电信业务经营许可证",
        "特别规定事项",
        "附件",
        "经营许可证编号",
        "中华人民共和国",
    ],
)
def test_words_alone_in_a_line_of_a_sentence_stay(words):
    text = f"特别规定事项\n一、应当在变更后按照\n{words}\n的要求报送。\n二、不得超越范围。"
    assert [each.text for each in cleaned(lines(text)).provisions] == [
        f"一、应当在变更后按照{words}的要求报送。",
        "二、不得超越范围。",
    ]


def told(text: str) -> tuple[str, list[str]]:
    """The face as one text, and the doubts."""
    sections = cleaned(lines(text))
    return joined(sections.face).text, [doubt.message.zh for doubt in sections.doubts]


@pytest.mark.parametrize(
    ("text", "face"),
    [
        ("公司名称：北京\n58\n示例公司", "公司名称：北京58示例公司"),
        ("服务器放置地：示例路\n1\n号", "服务器放置地：示例路1号"),
        ("网站名称：\n\n360\n\n网站域名：a.example", "网站名称：360网站域名：a.example"),
    ],
)
def test_a_number_in_a_value_stays_and_is_doubted(text, face):
    found, doubts = told(text)
    assert found == face
    assert len(doubts) == 1
    assert "独占一行，可能是正文的一部分，已保留" in doubts[0]


@pytest.mark.parametrize("page", ["3", "- 3 -", "3/5", "第 3 页"])
def test_a_page_number_between_two_provisions_is_none_of_their_words(page):
    sections = cleaned(lines(f"特别规定事项\n一、应当甲。\n{page}\n二、应当乙。"))
    assert [each.text for each in sections.provisions] == ["一、应当甲。", "二、应当乙。"]
    assert sections.doubts == ()


@pytest.mark.parametrize(
    "mark", ["Page 1 of 3", "第 2 页 / 共 3 页", "Scanned by CamScanner", "扫描全能王 创建"]
)
def test_what_scanning_programs_write_below_a_page_is_no_provision(mark):
    assert cleaned(lines(f"{SEED}\n{mark}\n")).provisions == cleaned(lines(SEED)).provisions


def test_a_second_license_behind_the_first_is_told_once_and_not_read():
    """The first stays whole; its own face below its provisions, as pages in the wrong order have it, is read."""
    second = SEED.replace("20181623", "20190001")
    sections, alone = cleaned(lines(f"{SEED}\n{second}")), cleaned(lines(SEED))
    assert (sections.provisions, sections.feet) == (alone.provisions, alone.feet)
    (told,) = sections.doubts
    assert told.missing
    assert told.message.en.startswith("another license begins here")
    assert told.line == len(SEED.split("\n")) + SEED[: SEED.index("公司名称")].count("\n") + 1
    face, _, rest = SEED.partition("## 特别规定事项")
    assert cleaned(lines(f"## 特别规定事项{rest}\n{face}")).doubts == ()


def test_numbers_that_count_up_are_those_of_pages():
    text = "特别规定事项\n一、甲，\n\n1\n\n乙，\n\n2\n\n丙，\n\n3\n\n丁。"
    assert [each.text for each in cleaned(lines(text)).provisions] == ["一、甲，乙，丙，丁。"]
    other = text.replace("\n2\n", "\n20\n")
    assert [each.text for each in cleaned(lines(other)).provisions] == ["一、甲，1乙，20丙，3丁。"]


def test_a_number_of_a_pdf_page_is_known_by_its_page():
    written = [(1, "特别规定事项"), (1, "一、应当甲"), (1, "1"), (2, "乙30"), (2, "30"), (2, "日。")]
    found = cleaned(Line(number, text, page) for number, (page, text) in enumerate(written, start=1))
    assert [each.text for each in found.provisions] == ["一、应当甲乙30 30日。"]


def test_what_is_left_out_of_a_sentence_is_told_with_its_words():
    sections = cleaned(lines("特别规定事项\n一、甲应当\n\n增值电信业务经营许可证\n\n开展。"))
    assert [each.text for each in sections.provisions] == ["一、甲应当开展。"]
    assert [doubt.message.zh for doubt in sections.doubts] == [
        "“增值电信业务经营许可证”已按页码或页眉略去：是否为正文的一部分？"
    ]


@pytest.mark.parametrize(
    "pages",
    [
        "（附页）",
        "- 1 -\n经营许可证编号：苏B2-20210456\n增值电信业务经营许可证（附页）",
        "\n经营许可证编号：苏B2-20210456\n\n附页\n",
    ],
)
def test_a_page_break_does_not_cut_the_scope(pages):
    text = (
        "经营许可证编号：苏B2-20210456\n业务种类：信息服务业务（仅限互联网信息服务）\n"
        f"{pages}\n不含信息搜索查询服务\n发证日期：2021年3月15日\n"
        "（附页）\n示例公司获准经营信息服务业务相关信息：\n网站名称：甲站"
    )
    sections = cleaned(lines(text))
    assert "（仅限互联网信息服务）不含信息搜索查询服务发证日期" in joined(sections.face).text
    assert joined(sections.annexe).text.startswith("示例公司获准经营")
    assert len(sections.doubts) == 1
    assert "附页" in sections.doubts[0].message.zh


@pytest.mark.parametrize(
    "behind", ["网站名称：甲站", "网站名称 网站域名", "示例网络科技\n有限公司获准经营信息服务业务"]
)
def test_an_annexe_that_follows_the_scope_at_once_is_one(behind):
    sections = cleaned(lines(f"业务种类：信息服务业务\n（附页）\n{behind}"))
    assert joined(sections.annexe).text == "".join(behind.split("\n"))
    assert sections.doubts == ()


def test_a_page_break_does_not_cut_a_provision():
    sections = cleaned(lines("特别规定事项\n一、控制影响\n（附页）\n范围。\n二、甲。"))
    assert [each.text for each in sections.provisions] == ["一、控制影响范围。", "二、甲。"]


def test_words_behind_a_foot_without_number_are_no_number():
    sections = cleaned(lines("特别规定事项\n一、应当\n\n经营许可证编号：\n\n在30日内报送。"))
    assert ([each.text for each in sections.provisions], sections.feet) == (["一、应当在30日内报送。"], ())


WORDS = st.text(st.sampled_from("甲乙丙丁应当不得，"), min_size=1, max_size=30)


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize("line", ["3", "附页", "特别规定事项\n经营许可证编号：", "3/5\n甲", "3\n\n甲"])
def test_thousands_of_pages_take_no_time(line):
    cleaned(lines(f"{line}\n" * 20_000))


@pytest.mark.parametrize(
    "seal",
    [
        "电子签章：某市通信管理局",
        "签章时间：2023-11-12 10:22:33",
        "请扫描二维码查验",
        "[二维码]",
        "（本电子证照由某平台生成）",
    ],
)
def test_what_an_electronic_certificate_says_of_itself_is_no_text(seal):
    sections = cleaned(lines(f"公司名称：某甲有限公司\n{seal}\n\n特别规定事项\n一、你公司应当甲。\n{seal}"))
    assert [line.text for line in sections.face if line.text] == ["公司名称：某甲有限公司"]
    assert [each.text for each in sections.provisions] == ["一、你公司应当甲。"]


@pytest.mark.parametrize(
    "words",
    [
        "应当公示本单位的\n二维码\n并更新。",
        "应当提供\n电子证照供用户查验。",
        "应当甲。\n电子证照应当提供下载。",
    ],
)
def test_words_of_a_duty_are_kept_whatever_they_are_about(words):
    (only,) = cleaned(lines(f"特别规定事项\n一、你公司{words}")).provisions
    assert only.text == f"一、你公司{words}".replace("\n", "")


def test_a_face_below_the_provisions_is_this_license_s_own_where_there_is_no_other():
    face = "中华人民共和国增值电信业务经营许可证\n经营许可证编号：京B2-20231111\n公司名称：某甲有限公司"
    sections = cleaned(lines(f"特别规定事项\n一、你公司应当甲。\n{face}"))
    assert [line.text for line in sections.face] == ["公司名称：某甲有限公司"]
    assert [line.text for line in sections.feet] == ["经营许可证编号：京B2-20231111"]
    assert [each.text for each in sections.provisions] == ["一、你公司应当甲。"]
