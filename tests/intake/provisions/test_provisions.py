"""The special provisions: cut by their numbering, bound by their words, and what is different shown."""

from __future__ import annotations

import re
import time
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_icplicense import library as libraries
from pytest_icplicense.intake.provisions.cutting import cut
from pytest_icplicense.intake.provisions.matched import State
from pytest_icplicense.intake.provisions.matching import ALIKE, WITHIN
from pytest_icplicense.intake.provisions.provisions import cut_short, read_provisions
from pytest_icplicense.intake.text.cleaning import cleaned
from pytest_icplicense.intake.text.folding import fold
from pytest_icplicense.readers.lines import Line, Passage

SEED = (Path(__file__).parents[2] / "data/license-jing-b2-20181623.txt").read_text(encoding="utf-8")
LIBRARY = libraries.load()
KNOWN = [each for each in LIBRARY.provisions if each.text]
HEADING = "十五、你公司在经营信息服务业务时应当遵守下列规定:"
OPENING = "《特别规定事项》是经营许可证重要组成部分,某某公司应当遵守下列规定事项:"
CHINESE = [f"{tens}{ones}" for tens in ("", "十") for ones in ("", *"一二三四五六七八九")][1:]


def passages(*texts: str) -> list[Passage]:
    """A paragraph a text, each on a line of its own."""
    return [Passage.of([Line(number, text)]) for number, text in enumerate(texts, start=1)]


def read(*texts: str):
    return read_provisions(passages(*texts), LIBRARY)


def imported(text: str):
    lines = [Line(number, line) for number, line in enumerate(text.splitlines(), start=1)]
    return read_provisions(cleaned(lines).provisions, LIBRARY)


def changed(old: str, new: str) -> str:
    assert SEED.count(old) == 1, f"{old!r} stands {SEED.count(old)} times in the license"
    return SEED.replace(old, new)


def odd(special) -> dict[str, str]:
    """The state of each provision that is not as it is known."""
    return {each.id: each.state.value for each in special.matches if each.state is not State.SAME}


def words_of(special, name: str) -> list[tuple[str, str]]:
    (match,) = (each for each in special.matches if each.id == name)
    return [(change.was, change.now) for change in match.changed]


def said(special) -> list[tuple[int | None, str]]:
    return [(doubt.line, doubt.message.en) for doubt in special.doubts]


def test_every_provision_and_item_of_the_license_is_found_and_is_the_same():
    special = imported(SEED)
    assert [each.id for each in special.of(State.SAME)] == [
        *(f"SP-{number:02}" for number in range(1, 16)),
        *(f"SP-15.{number}" for number in range(1, 15)),
    ]
    assert all(each.id == each.piece.id for each in special.matches)
    assert (odd(special), special.doubts) == ({}, ())
    assert special.listed(LIBRARY) == list(LIBRARY.licenses["京B2-20181623"].provisions)
    assert (special.changed(), special.skeletons(LIBRARY)) == ([], {})


def test_a_piece_knows_the_line_of_each_of_its_words():
    lines = SEED.splitlines()
    for each in imported(SEED).matches:
        piece = each.piece
        for offset in range(0, len(piece.text.text), 7):
            assert piece.text.text[offset] in lines[piece.text.line(offset) - 1]
        assert lines[piece.line - 1].startswith(piece.text.text[:4])


def test_changed_words_are_shown_with_the_clauses_that_they_touch():
    text = changed("30 日内向我部提出申请", "60 日内向我部提出申请").replace(
        "第一季度参加", "1月1日至3月31日参加"
    )
    special = imported(text)
    assert odd(special) == {"SP-11": "changed", "SP-14": "changed"}
    assert words_of(special, "SP-11") == [("30", "60")]
    assert special.changed()[0]["review"] == ["SP-11.1"]
    assert special.changed()[1] == {
        "id": "SP-14",
        "text": "十四、你公司应当在每年1月1日至3月31日参加电信主管部门组织的经营许可证年报。",
        "changed_text": [{"was": "第一季度", "now": "1月1日至3月31日"}],
        "review": ["SP-14.1"],
    }


def test_the_places_of_a_change_are_those_of_the_words():
    special = imported(changed("第一季度", "第 二 季 度"))
    (match,) = special.of(State.CHANGED)
    (change,) = match.changed
    known = next(each.text for each in KNOWN if each.id == "SP-14").removeprefix("十四、")
    assert (known[slice(*change.was_at)], match.piece.words[slice(*change.now_at)]) == ("一", "二")


def test_a_word_outside_all_quotations_asks_for_a_review_of_all_clauses():
    special = imported(changed("年报。\n\n十五", "年报,并公开结果。\n\n十五"))
    assert words_of(special, "SP-14") == [("", ",并公开结果")]
    clauses = [clause.id for each in KNOWN if each.id == "SP-14" for clause in each.clauses]
    assert special.changed()[0]["review"] == clauses


def test_a_provision_of_which_little_is_left_and_one_with_much_added_are_changed():
    (second,) = (each.text for each in KNOWN if each.id == "SP-02")
    (short,) = (each.text for each in KNOWN if each.id == "SP-15.2")
    left = "二、你公司应当按照许可的业务种类和业务覆盖范围,依法开展业务经营活动。"
    added = "你公司变更法定代表人、注册资本、股东的,应当在完成工商变更登记手续之日起三十日内报告。"
    special = imported(SEED.replace(second, left).replace(short, short + added))
    assert odd(special) == {"SP-02": "changed", "SP-15.2": "changed"}
    assert special.changed()[0]["review"] == ["SP-02.2", "SP-02.3", "SP-02.4"]
    assert special.changed()[1]["changed_text"] == [{"was": "", "now": added}]


def test_another_sentence_above_the_items_asks_for_a_review_of_all_of_them():
    special = imported(changed("在经营信息服务业务时", "在经营在线数据处理业务时"))
    assert odd(special) == {"SP-15": "changed"}
    clauses = [clause.id for each in KNOWN if each.id.startswith("SP-15.") for clause in each.clauses]
    assert special.changed()[0]["review"] == clauses


def test_a_new_item_gets_the_next_free_id_and_the_others_keep_theirs():
    special = imported(changed("(二)未经批准", "(二)你公司应当公布资费。\n\n(三)未经批准"))
    assert odd(special) == {"SP-15.15": "unknown"}
    assert special.listed(LIBRARY)[-2:] == ["SP-15", "SP-15.15"]
    assert said(special) == [
        (97, "this is SP-15.2 by its words, though its number would make it SP-15.3"),
        (99, "'(三)' stands behind number 3: it repeats or goes back"),
    ]


def test_a_new_provision_gets_the_next_free_id():
    assert odd(read(OPENING, "一、你公司应当公布资费。"))["SP-16"] == "unknown"


def test_new_items_below_a_new_sentence_are_items_of_one_new_provision():
    special = imported(
        f"{SEED}\n\n十六、你公司在经营呼叫中心业务时应当遵守下列规定:\n\n(一)不得外呼骚扰用户。\n\n(二)录音应当保存。\n"
    )
    assert [(each.id, each.state.value) for each in special.matches if each.state is not State.SAME] == [
        (None, "unknown"),
        ("SP-16.1", "unknown"),
        ("SP-16.2", "unknown"),
    ]
    assert special.listed(LIBRARY)[-1] == "SP-16.2"


def test_items_of_another_business_are_not_taken_for_those_of_this_one():
    special = imported(
        f"{SEED[: SEED.index('十五、')]}十五、你公司在经营国内呼叫中心业务时应当遵守下列规定:\n\n"
        "(一)不得外呼骚扰用户。\n\n(二)未经批准,你公司不得开展固定网电话信息服务业务。\n\n(三)录音应当保存。\n"
    )
    found = [
        (each.id, each.state.value) for each in special.matches if each.piece and each.piece.path[0] == 15
    ]
    assert found == [(None, "unknown"), ("SP-16.1", "unknown"), ("SP-15.2", "same"), ("SP-16.2", "unknown")]
    assert special.listed(LIBRARY)[-3:] == ["SP-15.2", "SP-16.1", "SP-16.2"]


def test_a_sentence_above_items_that_asks_something_itself_is_a_provision_too():
    special = imported(f"{SEED}\n\n十六、你公司应当每月报告,并遵守下列规定:\n\n(一)不得外呼骚扰用户。\n")
    assert odd(special) == {"SP-16.0": "unknown", "SP-16.1": "unknown"}


def test_an_item_left_out_is_absent_and_the_others_are_named_one_by_one():
    special = imported(re.sub(r"\(二\)未经批准.*\n", "", SEED))
    assert odd(special) == {"SP-15.2": "absent"}
    assert [doubt.missing for doubt in special.doubts] == [True]
    assert said(special) == [(96, "before '(三)' number 2 is missing; was a part of the text left out?")]
    listed = special.listed(LIBRARY)
    assert listed[14:] == [f"SP-15.{number}" for number in range(1, 15) if number != 2]


def test_two_that_changed_places_are_bound_by_their_words():
    third, fourth = (
        next(line for line in SEED.splitlines() if line.startswith(sign)) for sign in ("三、", "四、")
    )
    special = imported(SEED.replace(third, "三、" + fourth[2:]).replace(f"\n{fourth}", "\n四、" + third[2:]))
    assert odd(special) == {}
    assert [text for _, text in said(special)] == [
        "this is SP-04 by its words, though its number would make it SP-03",
        "this is SP-03 by its words, though its number would make it SP-04",
    ]


def test_the_same_words_again_are_bound_once():
    special = read("一、" + KNOWN[13].text[3:], "二、" + KNOWN[13].text[3:])
    assert [each.state.value for each in special.matches[:2]] == ["same", "repeated"]
    assert "this says SP-14 once more" in [text for _, text in said(special)]


STYLES = {
    "1. and (1)": ("{n}. ", "({n}) "),
    "full width": ("{n}．", "（{n}）"),
    "1、 and 1)": ("{n}、", "{n})"),
    "articles": ("第{c}条　", "（{c}）"),
    "digits in articles": ("第 {n} 条 ", "（ {c} ）"),
    "spaces": (" {c} 、 ", "（ {c}　）"),
    "circled": ("{c}．", "{circled}"),
    "one sign": ("{n}.", "{parenthesized}"),
}


@pytest.mark.parametrize("style", STYLES)
def test_other_ways_to_number(style):
    top, item = STYLES[style]

    def numbered(form: str, number: int, words: str) -> str:
        signs = (
            {"circled": chr(0x245F + number), "parenthesized": chr(0x3220 + number - 1)}
            if number < 11
            else {}
        )
        filled = {"circled": f"({number})", "parenthesized": f"({CHINESE[number - 1]})", **signs}
        return form.format(n=number, c=CHINESE[number - 1], **filled) + words

    pieces = cut(passages(*SEED_PARAGRAPHS)).pieces
    special = read(
        OPENING,
        *(numbered(top if len(each.path) == 1 else item, each.path[-1], each.words) for each in pieces),
    )
    assert (odd(special), said(special)) == ({}, [])


SEED_PARAGRAPHS = [
    each.text
    for each in cleaned(
        [Line(number, line) for number, line in enumerate(SEED.splitlines(), start=1)]
    ).provisions
]


def test_items_that_run_together_and_items_that_are_cut_in_two():
    whole = "".join(SEED_PARAGRAPHS)
    assert odd(read(whole)) == {}
    pieces = [whole[start : start + 37] for start in range(0, len(whole), 37)]
    special = read(*pieces)
    assert odd(special) == {}
    assert all(" looks like a numbering" in text for _, text in said(special))


def test_numbers_in_running_text_are_no_numbering():
    special = read(
        "一、你公司应当按照《办法》",
        "第十五条、第十六条和(工业和信息化部令第11号)的要求,在",
        "30 日内报告(含合作推广、试点、商用等),版本3.1、4.0 除外;第二条所列内容见 www.example.com。",
        "二、你公司符合本条(一)、(二)项的,不得经营。",
    )
    assert [each.id for each in special.of(State.UNKNOWN)] == ["SP-16", "SP-17"]
    assert special.of(State.UNKNOWN)[0].piece.text.text.endswith("www.example.com。")


def test_a_list_inside_an_item_stays_in_it():
    special = read(
        "一、你公司应当遵守下列规定:",
        "（一）应当做到:",
        "1. 公布资费;",
        "2. 公布编号。",
        "（二）不得转租。",
        "二、应当年报。",
    )
    assert [each.piece.path for each in special.of(State.UNKNOWN)] == [(1,), (1, 1), (1, 2), (2,)]
    assert special.doubts == ()


@pytest.mark.parametrize(
    ("texts", "told", "missing"),
    [
        (
            ("一、应当甲。", "三、应当乙。"),
            "before '三、' number 2 is missing; was a part of the text left out?",
            True,
        ),
        (
            ("二、应当甲。", "三、应当乙。"),
            "before '二、' number 1 is missing; was a part of the text left out?",
            True,
        ),
        (("一、应当甲。", "一、应当乙。"), "'一、' stands behind number 1: it repeats or goes back", False),
        (
            ("—、应当甲。", "二、应当乙。"),
            "'—、' was taken as the numbering 1; correct it if it is another",
            False,
        ),
        (
            ("一、应当甲。", "二，应当乙。"),
            "'二，' was taken as the numbering 2; correct it if it is another",
            False,
        ),
        (("一、", "二、应当乙。"), "there are no words behind '一、'", True),
        (
            ("一、应当甲和", "四、五组。"),
            "'四、' looks like a numbering, but continues none; it was left in the text before it",
            False,
        ),
        (
            ("你公司应当甲。", "一、应当乙。"),
            "before the first numbering stands a duty that belongs to no provision, so nothing judges it",
            True,
        ),
        (
            ("应当甲。",),
            "the provisions have no numbers that are known: each paragraph that asks something was taken as one",
            False,
        ),
        (("此页无正文。",), "no numbered provision (一、…) was found", True),
        ((), "no numbered provision (一、…) was found", True),
    ],
)
def test_what_is_odd_about_a_numbering_is_said(texts, told, missing):
    assert [(doubt.message.en, doubt.missing) for doubt in read(*texts).doubts] == [(told, missing)]


def test_a_hundredth_provision_has_no_id():
    special = read(*(f"{number % 90 + 1}、你公司应当报告第{number}项。" for number in range(90)))
    assert [each.id for each in special.of(State.UNKNOWN)][83:85] == ["SP-99", None]
    assert any("no number is free" in text for _, text in said(special))


def test_the_least_alike_that_are_bound_are_far_from_those_that_are_not():
    """Why ALIKE is what it is: of different provisions no two come near it, and half of a provision still does."""

    def alike(first: str, second: str) -> tuple[float, float]:
        one, other = (Counter(pairwise(fold(text).text)) for text in (first, second))
        common = (one & other).total()
        return 2 * common / (one.total() + other.total()), common / min(one.total(), other.total())

    different = [alike(one.text, other.text) for one, other in combinations(KNOWN, 2)]
    assert max(dice for dice, _ in different) < ALIKE - 0.15
    assert max(within for _, within in different) < WITHIN - 0.3
    assert min(alike(each.text, each.text[: len(each.text) // 2])[0] for each in KNOWN) > ALIKE + 0.02


SPACES = st.sampled_from(["", "", "", " ", "　", "\u200b", "\t"])
WIDE = str.maketrans(",;:()", "，；：（）")


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_however_it_is_numbered_and_spaced_it_is_the_same(data):
    chosen = data.draw(st.lists(st.sampled_from(KNOWN), min_size=1, max_size=8, unique=True))
    form = data.draw(st.sampled_from(["{c}、", "{n}.", "{n}、", "第{c}条", "第{n}条 ", "({c})", "（{n}）"]))
    texts = []
    for number, each in enumerate(chosen, start=1):
        words = each.text[re.match(r"\(?[一二三四五六七八九十]+[、)]", each.text).end() :]
        if data.draw(st.booleans()):
            words = words.translate(WIDE)
        spaces = data.draw(st.lists(SPACES, min_size=5, max_size=5))
        spaced = "".join(char + spaces[at % 5] for at, char in enumerate(words))
        texts.append(form.format(c=CHINESE[number - 1], n=number) + spaced)
    special = read(*texts)
    assert [each.id for each in special.of(State.SAME)] == [each.id for each in chosen]


INSERTED = st.text(st.sampled_from("甲乙丙丁戊己庚辛壬癸0123456789AZ"), min_size=1, max_size=8).filter(
    str.isalnum
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.sampled_from(KNOWN), st.data(), INSERTED)
def test_an_inserted_word_is_shown_alone(known, data, word):
    begins = re.match(r"\(?[一二三四五六七八九十]+[、)]", known.text).end()
    place = data.draw(st.integers(begins, len(known.text)))
    around = known.text[:place].rstrip()[-1] + known.text[place:].lstrip()[:1]
    if re.search(r"[0-9A-Za-z]", around):
        place = begins  # inside a number, or beside it, the whole number is another one
    special = read("一、" + known.text[begins:place] + word + known.text[place:])
    (match,) = special.of(State.CHANGED)
    assert (match.id, [(change.was, change.now) for change in match.changed]) == (known.id, [("", word)])
    assert set(match.review) <= {clause.id for clause in known.clauses}
    assert match.review


HOSTILE = {
    "brackets": lambda size: ["（" * size],
    "numberings": lambda size: ["。1、" * (size // 3)],
    "half a numbering": lambda size: ["一、(一" * (size // 4)],
    "digits": lambda size: ["1" * size],
    "spaces": lambda size: ["一、" + " " * size + "应当"],
    "one provision over and over": lambda size: ["一、" + KNOWN[0].text[2:] * (size // len(KNOWN[0].text))],
    "ends of sentences": lambda size: ["。" * size],
    "duties": lambda size: ["一、" + "应当," * (size // 3)],
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_line_takes_linear_time(kind):
    def seconds(size: int) -> float:
        texts = passages(*HOSTILE[kind](size))
        start = time.process_time()
        read_provisions(texts, LIBRARY).skeletons(LIBRARY)
        return time.process_time() - start

    assert min(seconds(200_000) for _ in range(2)) < max(25 * seconds(20_000), 0.5)


@pytest.mark.slow
def test_ten_thousand_items_take_linear_time():
    def seconds(count: int) -> float:
        words = [each.text.partition("你公司")[2] for each in KNOWN]
        items = [f"({number}){words[number % len(words)][:-1]}甲" for number in range(1, count + 1)]
        texts = passages("一、你公司应当遵守下列规定:", *items)
        start = time.process_time()
        special = read_provisions(texts, LIBRARY)
        assert len(special.of(State.UNKNOWN)) >= count - len(KNOWN)
        return time.process_time() - start

    assert seconds(10_000) < max(25 * seconds(1_000), 0.5)


def test_a_text_that_ends_within_a_sentence_has_lost_its_rest():
    whole = read(KNOWN[0].text, KNOWN[5].text)
    assert not any("ends within a sentence" in doubt.message.en for doubt in whole.doubts)
    cut_off = read(KNOWN[0].text, KNOWN[5].text[: len(KNOWN[5].text) // 2])
    (doubt,) = (each for each in cut_off.doubts if "ends within a sentence" in each.message.en)
    assert (doubt.line, doubt.missing) == (2, True)


INFORMATION, CALLS = [{"category": "B25"}], [{"category": "B24-1"}]


@pytest.mark.parametrize(
    ("behind", "scope", "first"),
    [
        ("\n十、", CALLS, "SP-10"),
        ("\n十五、", INFORMATION, "SP-15"),
        ("\n(十)", INFORMATION, "SP-15.10"),
        ("\n十五、", CALLS, None),  # only who runs information services has more
        ("\n三、", CALLS, None),  # two known ones are no copy of which most is there
        ("", INFORMATION, None),
    ],
)
def test_a_text_that_ends_between_two_provisions_may_have_lost_its_rest(behind, scope, first):
    special = imported(SEED.partition(behind)[0] if behind else SEED)
    assert special.doubts == ()
    told = [doubt.message.en for doubt in cut_short(special, scope)]
    assert [each.split()[4] for each in told] == ([first] if first else [])


def test_what_is_missing_in_the_midst_is_no_lost_page():
    without = re.sub(r"\n十、.*\n", "\n", SEED)
    assert cut_short(imported(without), INFORMATION) == []


def test_provisions_numbered_within_a_chapter_are_the_same():
    texts = [f"1.{number} {each.text.partition('、')[2]}" for number, each in enumerate(KNOWN[:3], start=1)]
    special = read(*texts)
    assert [(each.id, each.state) for each in special.matches if each.piece] == [
        (each.id, State.SAME) for each in KNOWN[:3]
    ]


MARKS = {
    "capitals": ("壹、", "贰、", "叁、"),
    "capitals in brackets": ("（壹）", "（贰）", "（叁）"),
    "roman": ("Ⅰ、", "Ⅱ、", "Ⅲ、"),
    "roman of letters": ("I. ", "II. ", "III. "),
    "dashes": ("- ", "- ", "- "),
    "long dashes": ("——", "——", "——"),
    "points": ("• ", "• ", "• "),
    "letters": ("A. ", "B. ", "C. "),
    "stems": ("甲、", "乙、", "丙、"),
    "words": ("其一，", "其二，", "其三，"),
    "nothing": ("", "", ""),
}


@pytest.mark.parametrize("marks", MARKS)
def test_however_the_provisions_are_marked_they_are_known_by_their_words(marks):
    known = [each for each in KNOWN if each.id in ("SP-05", "SP-10", "SP-14")]
    words = [re.sub(r"^[一二三四五六七八九十]+、", "", each.text) for each in known]
    lines = [f"{mark}{text}" for mark, text in zip(MARKS[marks], words, strict=True)]
    special = imported("\n".join(["特别规定事项", "", "你公司应当遵守下列规定事项：", *lines, ""]))
    assert [(each.id, each.state) for each in special.matches if each.piece] == [
        (each.id, State.SAME) for each in known
    ]


@pytest.mark.parametrize("numbers", ["壹贰叁伍", "ⅠⅡⅢⅤ"])
def test_a_number_left_out_is_missing_in_every_script(numbers):
    cutting = cut(passages(*(f"{number}、你公司应当甲{number}。" for number in numbers)))
    assert [(doubt.message.en.partition(";")[0], doubt.missing) for doubt in cutting.doubts] == [
        (f"before '{numbers[-1]}、' number 4 is missing", True)
    ]


def test_what_has_no_number_is_not_said_to_have_another_one():
    assert [doubt.message.en for doubt in imported(f"特别规定事项\n\n- {KNOWN[-1].text[5:]}\n").doubts] == [
        "the provisions have no numbers that are known: each paragraph that asks something was taken as one"
    ]


def test_a_number_behind_the_words_is_no_reason_to_read_none():
    cutting = cut(passages("你公司应当甲。（一）", "你公司应当乙。（二）"))
    assert len(cutting.pieces) == 2
