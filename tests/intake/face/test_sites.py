"""The sites of an annexe: each value in the site that has it, and none where two sites may have it."""

from __future__ import annotations

import pytest

from pytest_icplicense import library as libraries
from pytest_icplicense.intake.draft import Draft
from pytest_icplicense.intake.face.fields import segments
from pytest_icplicense.intake.face.sites import read_sites
from pytest_icplicense.readers.lines import Line

LIBRARY = libraries.load()
FIRST = {"name": "甲站", "domain": "a.example", "server_location": "南京", "access_provider": "某甲"}
SECOND = {"name": "乙站", "domain": "b.example", "server_location": "苏州", "access_provider": "某乙"}


def read(text: str) -> Draft:
    """The sites in an annexe's text."""
    draft = Draft()
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]
    read_sites(segments(lines), LIBRARY, draft)
    return draft


def missing(draft: Draft) -> list[tuple[int | None, str]]:
    """What is missing, each with its line."""
    assert all(doubt.missing for doubt in draft.doubts)
    return [(doubt.line, doubt.message.zh) for doubt in draft.doubts]


@pytest.mark.parametrize(
    "text",
    [
        "网站名称：甲站\n网站域名：a.example\n服务器放置地：南京\n网站接入服务提供单位：某甲\n"
        "网站名称：乙站\n网站域名：b.example\n服务器放置地：苏州\n网站接入服务提供单位：某乙",
        "网站域名：a.example\n网站名称：甲站\n服务器放置地：南京\n网站接入服务提供单位：某甲\n"
        "网站域名：b.example\n网站名称：乙站\n服务器放置地：苏州\n网站接入服务提供单位：某乙",
        "网站名称 网站域名 服务器放置地 网站接入服务提供单位\n甲站 a.example 南京 某甲\n乙站 b.example 苏州 某乙",
        "网站名称\n网站域名\n服务器放置地\n网站接入服务提供单位\n甲站\na.example\n南京\n某甲\n乙站\nb.example\n苏州\n某乙",
        "网站域名 网站名称 服务器放置地 网站接入服务提供单位\na.example 甲站 南京 某甲\n"
        "网站域名 网站名称 服务器放置地 网站接入服务提供单位\nb.example 乙站 苏州 某乙",
        "序号 网站名称 网站域名 服务器放置地 网站接入服务提供单位\n1 甲站 a.example 南京 某甲\n2 乙站 b.example 苏州 某乙",
        "| 序号 | 网站名称 | 网站域名 | 服务器放置地 | 网站接入服务提供单位 |\n|---|---|:-:|---|---|\n"
        "| 1 | 甲站 | a.example | 南京 | 某甲 |\n| 2 | 乙站 | b.example | 苏州 | 某乙 |",
        "网站名称｜网站域名｜服务器放置地｜网站接入服务提供单位\n甲站｜a.example｜南京｜某甲\n乙站｜b.example｜苏州｜某乙",
        "序号\n网站名称\n网站域名\n服务器放置地\n网站接入服务提供单位\n"
        "1\n甲站\na.example\n南京\n某甲\n2\n乙站\nb.example\n苏州\n某乙",
        "序号\t网站名称\t域名\t服务器放置地\t接入商\n1\t甲站\ta.example\t南京\t某甲\n2\t乙站\tb.example\t苏州\t某乙",
        "序号 网站名称 网站域名 服务器放置地 网站接入服务提供单位 备注\n"
        "1 甲站 a.example 南京 某甲 /\n2 乙站 b.example 苏州 某乙",
    ],
    ids=[
        *("labels", "domain-first", "table-row-by-row", "table-cell-by-cell", "table-on-two-pages"),
        *("numbered", "ruled", "ruled-in-full-width", "numbered-cell-by-cell"),
        *("table-with-numbers", "table-with-remarks"),
    ],
)
def test_layouts(text):
    draft = read(text)
    assert (draft.tree["sites"], draft.doubts) == ([FIRST, SECOND], [])
    lines = text.split("\n")
    for pointer, line in draft.lines.items():
        _, _, index, name = pointer.split("/")
        assert [FIRST, SECOND][int(index)][name] in lines[line - 1]


def test_a_domain_between_two_sites_that_lack_one_belongs_to_neither():
    text = (
        "网站名称：甲站\n服务器放置地：南京\n网站接入服务提供单位：某甲\n网站域名：b.example\n"
        "网站名称：乙站\n服务器放置地：苏州\n网站接入服务提供单位：某乙"
    )
    draft = read(text)
    assert [site.get("domain") for site in draft.tree["sites"]] == [None, None]
    assert (4, "“网站域名：b.example”可能属于其前或其后的网站") in missing(draft)


def test_so_it_is_with_each_of_a_row_of_sites():
    rest = "网站名称：{0}站\n服务器放置地：{0}\n网站接入服务提供单位：某{0}\n"
    text = f"网站域名：{{0}}.example\n{rest}"
    draft = read(rest.format("z") + text.format("a") + text.format("b"))
    assert [site["name"] for site in draft.tree["sites"]] == ["z站", "a站", "b站"]
    assert not any("domain" in site for site in draft.tree["sites"])


def test_a_site_without_provider_between_whole_ones_takes_none_from_them():
    site = "网站名称：甲站\n网站域名：a.example\n服务器放置地：南京\n"
    provider = "网站接入服务提供单位：某甲\n"
    draft = read(f"{site}{provider}{site}{site}{provider}")
    assert ["access_provider" in each for each in draft.tree["sites"]] == [True, False, True]
    assert missing(draft) == [(5, "未找到或无法读取“网站接入服务提供单位”")]


@pytest.mark.parametrize(
    "domains",
    [
        "a.example\nb.example",
        "a.example b.example",
        "a.example、b",
        "a.example\nb",
        "a.example、b.example c.example",
    ],
)
def test_domains_are_not_put_together(domains):
    draft = read(f"网站名称：甲站\n网站域名：{domains}\n服务器放置地：南京\n网站接入服务提供单位：某甲")
    assert draft.tree["sites"] == [{name: text for name, text in FIRST.items() if name != "domain"}]
    assert missing(draft)[0][1].endswith("不是单个域名")


@pytest.mark.parametrize("between", ["、", "；", ";", ",", "，", "、\n"])
def test_each_domain_of_one_row_is_a_site(between):
    draft = read(
        f"网站名称：甲站\n网站域名：a.example{between}b.example\n服务器放置地：南京\n网站接入服务提供单位：某甲"
    )
    assert (draft.tree["sites"], draft.doubts) == ([FIRST, FIRST | {"domain": "b.example"}], [])


def test_each_domain_of_a_cell_is_a_site():
    draft = read("网站名称 网站域名 服务器放置地 网站接入服务提供单位\n甲站 a.example、b.example 南京 某甲")
    assert (draft.tree["sites"], draft.doubts) == ([FIRST, FIRST | {"domain": "b.example"}], [])


def test_several_places_and_providers_are_listed_beside_the_field_as_it_is_written():
    draft = read(
        "网站名称：甲站\n网站域名：a.example\n服务器放置地：南京；苏州\n网站接入服务提供单位：某甲、某乙"
    )
    (site,) = draft.tree["sites"]
    assert site["server_location"] == "南京；苏州"
    assert site["server_locations"] == ["南京", "苏州"]
    assert site["access_providers"] == ["某甲", "某乙"]
    assert draft.lines["/sites/0/server_locations"] == 3


def test_a_wrapped_domain_is_one():
    draft = read(
        "网站名称：甲站\n网站域名：www.very-long-\nname.example\n服务器放置地：南京\n网站接入服务提供单位：某甲"
    )
    assert draft.tree["sites"][0]["domain"] == "www.very-long-name.example"


@pytest.mark.parametrize(
    "rows",
    [
        "甲站 a.example 南京 某甲 其他",
        "甲站\na.example\n江苏省\n南京市\n某甲",
        "甲站 南京 a.example 某甲",
        "甲站 a.example 南京 某甲\n乙站 b.example 苏州",
        "1\n甲站\na.example\n南京\n某甲",
    ],
)
def test_a_table_that_cannot_be_told_apart_gives_no_site(rows):
    draft = read(f"网站名称\n网站域名\n服务器放置地\n网站接入服务提供单位\n{rows}")
    assert draft.tree["sites"] == []
    assert missing(draft) == [
        (5, "网站信息为表格，无法分辨各行：请将各项内容写在相应栏目名称之后")
    ] or missing(draft) == [(1, "网站信息为表格，无法分辨各行：请将各项内容写在相应栏目名称之后")]


def test_a_value_that_swallowed_another_field_is_missing():
    draft = read(
        "网站名称：甲站\n网站域名：a.example\n服务器放置地：南京\n网站接入服务提供单位：某甲\n内容说明：不含新闻"
    )
    assert "access_provider" not in draft.tree["sites"][0]
    assert "某甲内容说明：不含新闻" in missing(draft)[0][1]


@pytest.mark.parametrize(
    ("domains", "places"),
    [
        ("a.example/b.example.cn/c.example", "江苏省南京市甲机房/上海市乙机房"),
        ("https://a.example/、b.example.cn、c.example", "江苏省南京市甲机房，上海市乙机房"),
    ],
)
def test_a_stroke_parts_domains_and_places_as_a_comma_does(domains, places):
    draft = read(
        f"网站名称：甲站\n网站域名：{domains}\n服务器放置地：{places}\n网站接入服务提供单位：甲公司/乙公司"
    )
    sites = draft.tree["sites"]
    assert [each["domain"] for each in sites] == ["a.example", "b.example.cn", "c.example"]
    assert sites[0]["server_locations"] == ["江苏省南京市甲机房", "上海市乙机房"]
    assert sites[0]["access_providers"] == ["甲公司", "乙公司"]


def test_a_path_behind_a_domain_is_no_domain():
    draft = read(
        "网站名称：甲站\n网站域名：a.example/index.html\n服务器放置地：南京\n网站接入服务提供单位：某甲"
    )
    assert "domain" not in draft.tree["sites"][0]


@pytest.mark.parametrize("first", ["项目", "No.", "排序"])
def test_a_head_that_is_not_seen_as_one_is_told(first):
    text = f"{first} | 网站名称 | 网站域名 | 服务器放置地 | 网站接入服务提供单位\n1 | 甲站 | a.example | 南京 | 某甲"
    draft = read(text)
    assert draft.tree["sites"] == []
    assert missing(draft) == [
        (1, "网站信息为表格，无法分辨各行：请将各项内容写在相应栏目名称之后"),
    ]


def test_the_end_of_a_name_and_the_label_below_it_are_no_label_together():
    draft = read("网站名称\n甲官方网站\n域名：a.example\n服务器放置地：南京\n网站接入服务提供单位：某甲")
    assert (draft.tree["sites"], draft.doubts) == ([FIRST | {"name": "甲官方网站"}], [])
