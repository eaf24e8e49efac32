"""Sentences of a license that no clause says in these words: proposed, bound, and never where they say the contrary."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from pytest_icplicense import library as libraries
from pytest_icplicense.intake.import_file import Imported, import_lines
from pytest_icplicense.intake.import_report import in_words
from pytest_icplicense.intake.provisions.clause_readings import Acceptance, NotAcceptable
from pytest_icplicense.intake.provisions.matched import ClauseReading
from pytest_icplicense.intake.provisions.meaning import (
    Hindrance,
    alike,
    bounds,
    hindrance,
    meaning,
    understood,
    weights_of,
)
from pytest_icplicense.intake.text.folding import fold
from pytest_icplicense.model.license import license_of
from pytest_icplicense.readers.lines import Line

SEED = (Path(__file__).parents[2] / "data/license-jing-b2-20181623.txt").read_text(encoding="utf-8")
LIBRARY = libraries.load()
FACE = SEED[: SEED.index("一、你公司应当")]
CLAUSES = {clause.id: clause for each in LIBRARY.provisions for clause in each.clauses if clause.quote}


def imported(text: str, *accepted: str | int) -> Imported:
    percents = [each for each in accepted if isinstance(each, int)]
    clauses = frozenset(each for each in accepted if isinstance(each, str))
    lines = [Line(number, line) for number, line in enumerate(text.splitlines(), 1)]
    return import_lines(
        lines, LIBRARY, "license.txt", "0" * 64, Acceptance(min(percents, default=None), clauses)
    )


def own(*provisions: str) -> str:
    """A license with these provisions alone."""
    return FACE + "\n".join(f"{'一二三四五六七八九十'[at]}、{text}\n" for at, text in enumerate(provisions))


def readings(found: Imported) -> list[ClauseReading]:
    return [each for match in found.matches for each in match.clauses]


def changed(old: str, new: str) -> Imported:
    assert SEED.count(old) == 1
    return imported(SEED.replace(old, new))


def unbound(found: Imported) -> set[str]:
    return {name for row in found.tree.get("changed_provisions", ()) for name in row.get("unbound", ())}


def binding(found: Imported) -> set[str]:
    """The clauses of the policies that would be judged under the license."""
    held = license_of(found.tree)
    return {clause.id for each in LIBRARY.provisions for clause in each.bound_by(held)}


def test_the_nearest_clause_is_proposed_with_its_percentage_and_nothing_is_bound():
    found = imported(own("公司应当在经营场所、网站主页等醒目位置公示经营许可证编号。"))
    (each,) = readings(found)
    assert (each.nearest, each.bound, each.hindrance) == ("SP-02.4", False, None)
    assert bounds().asked_from <= each.percent < 100
    assert ("标明", "公示") in each.differing
    assert found.tree["provisions"] == ["SP-16"]
    told = "\n".join(in_words(found, "license.txt", "en"))
    assert f"judge as SP-02.4? {each.percent} %" in told


def test_what_is_accepted_is_judged_as_the_clause_and_quoted_in_its_own_words():
    text = own("公司应当在经营场所、网站主页等醒目位置公示经营许可证编号。", "应当每半年组织一次消防演练。")
    for accepted in (80, "SP-02.4", "SP-16.1"):
        found = imported(text, accepted)
        assert found.tree["provisions"] == ["SP-02.4", "SP-17"]
        assert binding(found) - {"LIC.1"} >= {"SP-02.4"}
        assert "SP-02.1" not in binding(found)
        assert list(found.skeletons) == ["SP-17"], "the id of what is left does not change"
        words = "公司应当在经营场所、网站主页等醒目位置公示经营许可证编号"
        assert CLAUSES["SP-02.4"].quoted([license_of(found.tree)]) == words
        assert found.tree["source"]["accepted"].keys() == {"SP-02.4"}


@pytest.mark.parametrize("accepted", [90, 100])
def test_below_the_percentage_nothing_is_bound(accepted):
    found = imported(own("公司应当在经营场所、网站主页等醒目位置公示经营许可证编号。"), accepted)
    assert found.tree["provisions"] == ["SP-16"]


@pytest.mark.parametrize(
    "text",
    [
        "公司可以向未经许可擅自开展电信业务的经营者提供电信资源。",
        "公司不得向经许可开展电信业务的经营者提供电信资源。",
        "公司无需在公司主要经营场所、网站首页、业务宣传手册等显著位置标明经营许可证编号。",
        "鼓励公司在公司主要经营场所、网站首页、业务宣传手册等显著位置标明经营许可证编号。",
        "公司应当在公司主要经营场所、网站首页、业务宣传手册等显著位置隐藏经营许可证编号。",
        "公司不得超越许可的业务覆盖范围开展经营活动，经备案的除外。",
        "公司应当拒绝电信主管部门依法开展监督检查工作。",
    ],
)
def test_the_contrary_is_never_bound_whoever_accepts_it(text):
    found = imported(own(text), 65)
    assert not any(each.bound for each in readings(found))
    assert [name for name in binding(found) if name.startswith("SP-")] == []
    for each in readings(found):
        if each.hindrance is Hindrance.CONTRARY:
            with pytest.raises(NotAcceptable):
                imported(own(text), each.nearest)
            with pytest.raises(NotAcceptable):
                imported(own(text), "SP-16.1")


def test_other_numbers_are_bound_by_name_alone():
    text = own("你公司经营许可证有效期届满需要继续经营的，应当提前60日向原发证机关提出续办申请。")
    assert {each.hindrance for each in readings(imported(text, 80))} == {Hindrance.NUMBERS}
    assert "SP-12.2" not in binding(imported(text, 65))
    assert "SP-12.2" in binding(imported(text, "SP-12.2"))


def test_numbers_are_the_same_in_figures_and_words():
    assert meaning("自决定之日起三十天内").numbers == meaning("自决定之日起 30 日内").numbers
    assert meaning("每半年").numbers != meaning("每年").numbers
    assert meaning("10个工作日内").numbers != meaning("10日内").numbers


@pytest.mark.slow
@pytest.mark.parametrize("word", ["可以", "无需", "不必", "原则上"])
@pytest.mark.parametrize("duty", ["你公司应当", "不得"])
def test_no_reversed_sentence_of_the_license_is_bound(duty, word):
    """However much of a known provision stays: what was asked or forbidden, and is not any more, is not judged."""
    for place in re.finditer(duty, SEED[len(FACE) :]):
        start = len(FACE) + place.start()
        found = imported(
            SEED[:start] + duty.replace("应当", "").replace("不得", "") + word + SEED[start + len(duty) :]
        )
        behind = fold(SEED[start + len(duty) : start + len(duty) + 20]).text[:14]
        meant = [
            name
            for name, clause in CLAUSES.items()
            if fold(clause.quote or "").text.removeprefix("不得").startswith(behind)
        ]
        assert not binding(found) & set(meant), (SEED[start : start + 30], word)


def test_a_clause_that_is_gone_does_not_bind_and_what_replaces_it_is_attested():
    found = changed("配备用户投诉受理人员", "设立二十四小时服务热线")
    assert unbound(found) == {"SP-05.3"}
    assert {"SP-05.1", "SP-05.2", "SP-05.4"} <= binding(found)
    assert "SP-05.3" not in binding(found)
    assert [each.quote for each in readings(found)] == ["设立二十四小时服务热线"]
    assert list(found.skeletons) == ["SP-16"]


def test_an_added_duty_is_attested_and_the_known_ones_stay():
    found = changed("年报。\n\n十五", "年报,并向社会公开年报内容。\n\n十五")
    assert unbound(found) == set()
    assert [each.quote for each in readings(found)] == ["向社会公开年报内容"]


def test_a_known_provision_with_a_word_more_is_judged_and_quoted_as_it_stands():
    found = changed("(二)未经批准", "(二)未经书面批准")
    assert "SP-15.2.1" in binding(found)
    assert found.tree["quotes"]["SP-15.2.1"] == "未经书面批准,你公司不得开展固定网电话信息服务业务"


def test_an_accepted_sentence_of_a_changed_provision_binds_again():
    old = "建立健全服务管理制度,配备用户投诉受理人员"
    text = SEED.replace(old, "建立健全服务管理制度,安排用户投诉专门受理人员")
    assert unbound(imported(text)) == {"SP-05.3"}
    (each,) = readings(imported(text))
    assert (each.quote, each.nearest) == ("安排用户投诉专门受理人员", "SP-05.3")
    found = imported(text, "SP-05.3")
    assert (unbound(found), found.skeletons) == (set(), {})
    assert found.tree["quotes"]["SP-05.3"] == "安排用户投诉专门受理人员"


def test_short_words_that_mean_what_stands_before_them_are_asked_for():
    found = imported(own("变更服务器放置地的，应当提前申请，经批准后方可实施。"))
    assert not any(each.bound for each in readings(found))


def test_one_line_says_that_provisions_are_numbered_in_another_way():
    numbers = [
        "一",
        "二",
        "三",
        "四",
        "五",
        "六",
        "七",
        "八",
        "九",
        "十",
        *(f"十{each}" for each in "一二三四五六"),
    ]
    lines = [
        re.sub(r"^([一二三四五六七八九十]+)、", lambda sign: f"{numbers[numbers.index(sign[1]) + 1]}、", line)
        for line in SEED.splitlines()
    ]
    text = "\n".join(lines).replace(
        "二、你公司应当按照《中华", "一、你公司应当遵守本省的规定。\n\n二、你公司应当按照《中华"
    )
    found = imported(text)
    assert [doubt.message.en for doubt in found.doubts] == [
        "15 provisions are numbered in another way: SP-01 to SP-15 by their words stand as SP-02 to SP-16;"
        " they are bound by their words"
    ]


def test_the_bounds_are_as_their_basis_says():
    meanings = {name: meaning(clause.quote or "", understood(name)) for name, clause in CLAUSES.items()}
    weights, rarest = weights_of(meanings.values())
    scores = {
        (one, other): int(100 * alike(meanings[one], meanings[other], weights, rarest))
        for one, other in combinations(meanings, 2)
        if hindrance(meanings[one], meanings[other]) is None
    }
    assert max(scores.values()) == scores["SP-01.3", "SP-09.1"] == 78
    assert sum(score >= 59 for score in scores.values()) == 5
    assert bounds().bound_without_question == 100
    assert bounds().bound_within_provision > max(scores.values())


def test_a_skeleton_of_another_license_does_not_bind_through_the_provision_above():
    found = imported(f"{SEED}\n\n(十五)你公司应当建立未成年人保护制度。\n")
    (text,) = found.skeletons.values()
    assert "only_listed: true" in text
