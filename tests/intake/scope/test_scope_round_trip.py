"""Scopes written as licenses write them, with the noise of scanning, are read back; no text gives a row that is none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pytest_icplicense.intake.scope.parser import Unread, read_scope
from pytest_icplicense.library import load, shipped

CATALOGUE = load().catalogue
_SCHEMA = json.loads((shipped() / "schemas" / "license.schema.json").read_text(encoding="utf-8"))
ROW = Draft202012Validator(_SCHEMA["properties"]["scope"]["items"] | {"$defs": _SCHEMA["$defs"]})
EVERY_REGION = [region.name.zh for region in CATALOGUE.regions]
EXPLAINED = "【依法须经批准的项目，经相关部门批准后方可开展相应经营活动】"

PLAIN = "B11 B12 B13 B14 B21 B22 B23 B24 B24-1 B24-2 B25 B26 B26-1 A11-1 A12-4 A21 A24-1 A26 A27".split()
ITEMS = {
    "B11": {"B11/resource-collaboration": "互联网资源协作服务"},
    "B25": {
        "B25/publishing": "信息发布平台和递送服务",
        "B25/search": "信息搜索查询服务",
        "B25/community": "信息社区平台服务",
        "B25/instant-interaction": "信息即时交互服务",
        "B25/protection": "信息保护和处理服务",
    },
}
LIMITS = {"none": "", "internet-only": "仅限互联网信息服务", "non-internet": "不含互联网信息服务"}


def written(draw, catalogue, tree, covered):
    """A row's wording, as one of the ways that licenses have."""
    service = catalogue.services[tree["category"]]
    names = [name for name in (service.name.zh, *service.also) if "（" not in name and "信息服务" not in name]
    text = draw(st.sampled_from(names or [service.name.zh]))
    limit, out = LIMITS[tree["limitation"]], ""
    if tree["excludes"]:
        names = [ITEMS[tree["category"]][item] for item in tree["excludes"]]
        out = draw(st.sampled_from(["不含", "不包括"])) + draw(st.sampled_from(["、", "和", "及"])).join(
            names
        )
    only = "、".join(
        "经营类电子商务" if item == "B21/e-commerce" else catalogue.services[item].name.zh
        for item in tree.get("only", ())
    )
    first = limit or (f"仅限{only}" if only else "")
    way = draw(st.sampled_from(["outside", "inside", "nested", "apart"]))
    if first and out:
        text += {
            "outside": f"（{first}）{out}",
            "inside": f"（{first}，{out}）",
            "nested": f"（{first}（{out}））",
            "apart": f"({first})({out})",
        }[way]
    elif first or out:
        text += f"（{first or out}）"
    if covered:
        short = {region.name.zh: region.short for region in catalogue.regions}
        regions = "、".join(draw(st.sampled_from([name, short.get(name, name)])) for name in tree["coverage"])
        if tree["coverage"] != ["全国"] and draw(st.booleans()):
            regions += f"{len(tree['coverage'])}省（自治区、直辖市）"
        text += draw(st.sampled_from([f"：{regions}", f"（{regions}）", f"（业务覆盖范围：{regions}）"]))
    return text


@st.composite
def scopes(draw, catalogue):
    """Rows, and a text that says them."""
    categories = draw(st.lists(st.sampled_from(PLAIN), min_size=1, max_size=6, unique=True))
    covered = draw(st.booleans())
    regions = st.lists(st.sampled_from(EVERY_REGION), min_size=1, max_size=31, unique=True)
    rows = []
    for category in categories:
        tree = {"category": category, "limitation": "none", "excludes": [], "coverage": None}
        if category in ITEMS:
            tree["excludes"] = draw(st.lists(st.sampled_from(list(ITEMS[category])), unique=True, max_size=3))
        if category == "B25":
            tree["limitation"] = draw(st.sampled_from(list(LIMITS)))
        if category == "B21" and draw(st.booleans()):
            tree["only"] = ["B21/e-commerce"]
        if category == "B24" and draw(st.booleans()):
            tree["only"] = ["B24-1"]
        if covered:
            tree["coverage"] = draw(st.just(["全国"]) | regions)
        tree["text"] = written(draw, catalogue, tree, covered)
        rows.append(tree)
    ways = st.sampled_from(["{}.", "{}、", "（{}）", "cjk", "circled", "none"])
    way = draw(ways)
    between = draw(
        st.sampled_from(["；", "\n", "；\n", "。"] if way == "none" else ["；", "\n", "；\n", "", "、"])
    )
    pieces = []
    for number, tree in enumerate(rows):
        mark = {"cjk": "一二三四五六"[number] + "、", "circled": "①②③④⑤⑥"[number], "none": ""}.get(way)
        pieces.append((way.format(number + 1) if mark is None else mark) + tree["text"])
    text = between.join(pieces) + draw(st.sampled_from(["", "。", EXPLAINED]))
    return rows, _scanned(draw, text)


def _scanned(draw, text):
    """Spaces, line breaks and other widths, as scanning has them; never between Latin letters."""
    noise = draw(st.lists(st.sampled_from(["", "", "", "", " ", "\n", "　"]), min_size=8, max_size=8))
    half = draw(st.booleans())
    widths = str.maketrans("；：，", ";:,") if half else {}
    out = []
    for at, char in enumerate(text):
        out.append(char.translate(widths))
        if not char.isascii():
            out.append(noise[at % len(noise)])
    return "".join(out)


@pytest.mark.slow
@settings(deadline=None)
@given(scopes(CATALOGUE))
def test_every_scope_is_read_back(scope):
    rows, text = scope
    found, doubts = read_scope(text, CATALOGUE)
    half = {ord(wide): narrow for wide, narrow in zip("；：，", ";:,", strict=True)}
    for each in (*rows, *found):
        each["text"] = each["text"].translate(half)
    assert found == rows, text
    assert doubts == [], text


WORDS = (
    "信息服务业务 互联网信息服务 信息搜索查询服务 国内呼叫中心业务 移动网信息服务业务 经营类电子商务 固定网电话信息服务"
    " （ ） 仅限 不含 含 、 ； ： 。 和 北京 全国 3省 某市 某 业务覆盖范围 网站接入 机房所在地为"
    " 31个省（自治区、直辖市） 1. （一） ① B25 (ICP) 的 地区 第二类增值电信业务中的"
).split()


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*WORDS, EXPLAINED, "某" * 50]), max_size=25).map("".join)
    | st.text(alphabet="".join(WORDS), max_size=200)
)
def test_rows_of_any_words_are_those_of_the_schema(text):
    rows, doubts = read_scope(text, CATALOGUE)
    for each in rows:
        ROW.validate(each)
    assert rows or any(isinstance(doubt, Unread) for doubt in doubts), (
        "nothing was read, and nothing said of it"
    )
