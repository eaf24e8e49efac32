"""The face of a license: which values its text gives, and what is never a value but a doubt."""

from __future__ import annotations

import re

import pytest

from pytest_icplicense import library as libraries
from pytest_icplicense.intake.import_file import Imported, import_lines
from pytest_icplicense.intake.read_license import NotALicense
from pytest_icplicense.readers.lines import Line

NUMBER, HOLDER = "经营许可证编号：苏B2-20210456", "公司名称：示例信息技术有限公司"
REPRESENTATIVE = "法定代表人：王小样"
SERVICES, COVERAGE = "业务种类：信息服务业务（仅限互联网信息服务）", "业务覆盖范围：江苏省"
ISSUED, EXPIRES = "发证日期：2021年3月15日", "有效期至：2026年3月15日"
FACE = (NUMBER, HOLDER, REPRESENTATIVE, SERVICES, COVERAGE, ISSUED, EXPIRES)
SPECIAL = ("特别规定事项", "一、你公司应当在每年第一季度参加电信主管部门组织的经营许可证年报。")
SENTENCE = "示例信息技术有限公司获准经营信息服务业务（仅限互联网信息服务）{}相关信息："
SITE = (
    *("网站名称：示例", "网站域名：a.example", "服务器放置地：江苏省南京市"),
    "网站接入服务提供单位：某通信有限公司",
)
ANNEXE = "增值电信业务经营许可证（附页）"


@pytest.fixture(scope="module")
def library():
    return libraries.load()


@pytest.fixture
def read(library):
    """Imports a face, with the special provisions behind it."""

    def imported(*lines: str, special: tuple[str, ...] = SPECIAL) -> Imported:
        whole = ("增值电信业务经营许可证", *lines, *special)
        return import_lines([Line(*each) for each in enumerate(whole, 1)], library, "f.txt", "0" * 64)

    return imported


def face(**changed: str | tuple[str, ...]) -> list[str]:
    """The lines of a face, some of them changed, or with others below them: HOLDER_=(HOLDER, …)."""
    lines: list[str] = []
    names = ("number", "holder", "representative", "services", "coverage", "issued", "expires")
    for name, line in zip(names, FACE, strict=True):
        new = changed.get(name, line)
        lines += [new] if isinstance(new, str) else new
    return lines


def missing(imported: Imported) -> list[str]:
    """What is said of what is missing."""
    return [doubt.message.en for doubt in imported.doubts if doubt.missing]


def doubts(imported: Imported) -> list[str]:
    """What is said, but for the number that the one provision has here."""
    return [doubt.message.en for doubt in imported.doubts if "SP-14" not in doubt.message.en]


def test_a_face_without_anything_odd_is_whole(read):
    found = read(*FACE)
    assert (found.whole, doubts(found)) == (True, [])
    assert found.tree["scope"][0] == {
        "category": "B25",
        "limitation": "internet-only",
        "excludes": [],
        "coverage": ["江苏省"],
        "text": "信息服务业务（仅限互联网信息服务）",
    }


def test_labels_may_be_translated_or_of_another_word(read):
    found = read(
        *("经营许可证编号 License No.：苏B2-20210456", "公司名称 Company：示例信息技术有限公司"),
        *(
            "法人代表 Legal Representative：王小样",
            "业务种类 (Scope)：信息服务业务（仅限互联网信息服务）",
            COVERAGE,
        ),
        *(
            "发证单位：江苏省通信管理局",
            "颁证日期 Date of Issue：2021年3月15日",
            "有效期至 Valid Until：2026年3月15日",
        ),
    )
    assert (found.whole, doubts(found)) == (True, [])
    wanted = read(*FACE).tree
    assert [
        name
        for name in ("number", "holder", "legal_representative", "scope", "issued", "expires")
        if found.tree[name] != wanted[name]
    ] == []


def test_a_label_without_its_colon_ends_the_value_above(read):
    holder = "单位名称 示例信息技术有限公司"
    assert read(NUMBER, holder, "法人代表 王小样", *FACE[3:]).tree["holder"] == "示例信息技术有限公司"


@pytest.mark.parametrize(
    "special",
    [
        ("附件 特别规定", *SPECIAL[1:]),
        ("附件一：特别规定事项", *SPECIAL[1:]),
        (f"发证机关：江苏省通信管理局 特别规定事项：{SPECIAL[1]}",),
        *(
            (heading, *SPECIAL[1:])
            for heading in (
                *(
                    "特别规定事项：",
                    "【特别规定事项】",
                    "特别规定事项（一）",
                    "—— 特别规定事项 ——",
                    "Special 特别规定事项",
                ),
                *(
                    "附：特别规定事项",
                    "第二部分 特别规定事项",
                    "增值电信业务经营许可证特别规定事项",
                    "特别规定事项如下：",
                ),
            )
        ),
    ],
)
def test_provisions_begin_under_other_headings(read, special):
    found = read(*FACE, special=special)
    assert (found.whole, found.tree["provisions"]) == (True, ["SP-14"])


@pytest.mark.parametrize("sign", "★●■")
def test_provisions_without_numbers_begin_with_signs(read, sign):
    reports = SPECIAL[1].removeprefix("一、")
    lines = (f"{sign} {reports}", f"{sign} 未经批准，你公司不得开展固定网", "电话信息服务业务。")
    found = read(*FACE, special=("特别规定事项", *lines))
    assert (found.whole, found.tree["provisions"]) == (True, ["SP-14", "SP-15.2"])
    numbered = read(*FACE, special=(*SPECIAL, f"{sign} 如实填写。", f"二、{lines[1][2:]}", lines[2]))
    (changed,) = numbered.tree["changed_provisions"]
    assert changed["id"] == "SP-14", "a sign below a number begins nothing"


def test_a_provision_that_speaks_of_the_provisions_begins_none(read):
    words = "违反特别规定事项第一条、特别规定事项（一）的，依法处理。"
    (skeleton,) = read(*FACE, special=(*SPECIAL, f"二、{words}")).skeletons.values()
    assert words in skeleton


ITEMS = "服务项目：仅限互联网信息服务，不含信息搜索查询服务"
PLAIN = "业务种类：信息服务业务"


@pytest.mark.parametrize(
    "lines",
    [
        face(services=(PLAIN, ITEMS)),
        face(services=PLAIN, coverage=(COVERAGE, ITEMS)),
        face(services=(ITEMS, PLAIN)),
        [NUMBER, HOLDER, PLAIN, COVERAGE, REPRESENTATIVE, ITEMS, ISSUED, EXPIRES],
    ],
    ids=["below the services", "below the coverage", "before the services", "below another field"],
)
def test_service_items_limit_the_service_wherever_they_stand(read, lines):
    found = read(*lines)
    assert (found.whole, found.tree["legal_representative"]) == (True, "王小样")
    (row,) = found.tree["scope"]
    assert (row["limitation"], row["excludes"], row["coverage"]) == (
        "internet-only",
        ["B25/search"],
        ["江苏省"],
    )
    assert "不含信息搜索查询服务" in found.tree["quotes"]["LIC.3"]


def test_service_items_of_nobody_knows_which_of_two_services_leave_no_scope(read):
    found = read(*face(services=("业务种类：互联网数据中心业务、信息服务业务", ITEMS)))
    assert "scope" not in found.tree
    assert any("it is not clear to which service it belongs" in text for text in doubts(found))
    assert not found.whole


EXCLUDED = "不含信息搜索查询服务"


@pytest.mark.parametrize(
    "lines",
    [
        face(representative=(REPRESENTATIVE, EXCLUDED)),
        face(representative=(REPRESENTATIVE, "注册地址：南京市示例路1号", EXCLUDED)),
        face(coverage=(COVERAGE, f"备注：{EXCLUDED}")),
        face(coverage=(COVERAGE, f"注：{EXCLUDED}")),
        face(holder=(HOLDER, EXCLUDED)),
        face(holder=(HOLDER, "备注：国内呼叫中心业务")),
        face(holder=(HOLDER, "备注：自2022年1月1日起暂停经营信息服务业务")),
        face(holder=(HOLDER, "备注：信息服务业务除外")),
        [*FACE, ANNEXE, SENTENCE.format(f"，{EXCLUDED}，"), *SITE],
        [*FACE, ANNEXE, EXCLUDED, *SITE],
    ],
    ids=[
        *("below a name", "below an address", "remarks", "a note", "below the holder", "a service"),
        *("a suspended service", "a service that is taken out"),
        *("the sentence of the annexe", "the annexe"),
    ],
)
def test_what_limits_services_outside_of_the_scope_is_never_lost(read, lines):
    told = [text for text in missing(read(*lines)) if "stands outside of" in text]
    assert len(told) == 1, "the license would allow more than its text says, and nobody would know"


def test_a_value_with_a_limitation_behind_it_is_no_value(read):
    assert "legal_representative" not in read(*face(representative=(REPRESENTATIVE, EXCLUDED))).tree


@pytest.mark.parametrize("excluded", ["", "，不含信息搜索查询服务"])
def test_the_annexe_may_say_the_same_or_less_of_the_scope(read, excluded):
    services = f"{SERVICES}不含信息搜索查询服务"
    found = read(*face(services=services), ANNEXE, SENTENCE.format(excluded), *SITE)
    assert (found.whole, len(found.tree["sites"])) == (True, 1)


@pytest.mark.parametrize(
    "label",
    [
        *("统一社会信用代码：91320000MA00000000", "公司类型：有限责任公司", "英文名称：Example Co., Ltd."),
        *("营业场所：南京市示例路1号", "负责人：李示例", "企业类型：有限责任公司", "联系电话：025-00000000"),
        *(
            "备注：本证遗失补办",
            "变更日期：2023年5月6日",
            "首次发证日期：2016年3月15日",
            "原有效期至：2021年3月14日",
        ),
        *("注册住所：南京市示例路1号", "企业住所：南京市示例路1号", "公司注册地址：南京市示例路1号"),
        *("持证人联系人：李示例", "注册资金：1000万元", "成立日期：2017年8月30日"),
    ],
)
def test_a_value_ends_where_another_field_begins(read, label):
    for lines in (
        face(holder=(HOLDER, label)),
        face(representative=(REPRESENTATIVE, label)),
        face(coverage=(COVERAGE, label)),
    ):
        found = read(*lines)
        assert (found.whole, doubts(found)) == (True, [])
        assert (found.tree["holder"], found.tree["legal_representative"]) == (
            "示例信息技术有限公司",
            "王小样",
        )
        assert (found.tree["issued"], found.tree["expires"]) == ("2021-03-15", "2026-03-15")
        assert found.tree["scope"][0]["coverage"] == ["江苏省"]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("representative", "企业法定代表人：王小样"),
        ("expires", "本证有效期至：2026年3月15日"),
        ("number", "证书编号：苏B2-20210456"),
    ],
)
def test_words_before_a_label_are_none_of_the_value_above(read, name, label):
    wanted, found = read(*FACE), read(*face(**{name: label}))
    assert (found.whole, doubts(found)) == (True, [])
    assert {**found.tree, "source": None, "quotes": None} == {**wanted.tree, "source": None, "quotes": None}


@pytest.mark.parametrize(
    "lines",
    [
        ("公司名称：示例信息技术有限", "公司住所：南京市示例路1号"),
        ("公司名称：示例信息技术", "有限公司注册地址：南京市示例路1号"),
        (HOLDER, "变更后公司名称：样本有限公司"),
    ],
)
def test_the_end_of_a_name_and_a_name_from_later_are_no_words_before_a_label(read, lines):
    found = read(*face(holder=lines))
    assert ("holder" in found.tree, found.whole) == (False, False)


@pytest.mark.parametrize(
    "words", ["仅供办理备案使用，他用无效", "复印无效", " 与原件一致", "（扫描二维码查验）"]
)
def test_the_words_of_a_watermark_are_of_no_name_and_no_place(read, words):
    site = (f"网站名称：示例{words}", "网站域名：a.example", f"服务器放置地：江苏省南京市{words}", SITE[-1])
    found = read(*face(representative=REPRESENTATIVE + words, holder=HOLDER + words), ANNEXE, *site)
    assert not {"legal_representative", "holder"} & found.tree.keys()
    assert found.tree["sites"] == [{"domain": "a.example", "access_provider": "某通信有限公司"}]
    assert len([text for text in missing(found) if "watermark" in text]) == 2


@pytest.mark.parametrize("heading", ["附页", ANNEXE])
def test_the_sites_may_stand_in_a_table_with_numbers(read, heading):
    head = "序号 网站名称 网站域名 服务器放置地 网站接入服务提供单位"
    found = read(*FACE, heading, head, "1 示例 a.example 江苏省南京市 某通信有限公司")
    assert (found.whole, doubts(found)) == (True, [])
    assert [each["domain"] for each in found.tree["sites"]] == ["a.example"]


def test_an_annexe_without_any_known_label_is_told(read):
    found = read(*FACE, ANNEXE, "站点 网络地址 机房 线路", "示例 a.example 江苏省南京市 某通信有限公司")
    assert (found.whole, found.tree["sites"]) == (False, [])
    assert [text for text in missing(found) if "no label that is known" in text]


def test_a_change_that_the_face_records_is_told(read):
    found = read(*FACE, "变更记录：2023年5月6日，公司名称变更为样本有限公司")
    assert [text for text in doubts(found) if "tells of a change" in text]


def test_the_responsible_person_may_stand_behind_the_label_of_the_representative(read):
    found = read(*face(representative="法定代表人（负责人）：王小样"))
    assert (found.tree["legal_representative"], found.whole) == ("王小样", True)


@pytest.mark.parametrize("name", ["holder", "legal_representative"])
def test_an_unknown_field_behind_a_name_leaves_no_name(read, name):
    line = "某某事项：示例"
    lines = face(holder=(HOLDER, line)) if name == "holder" else face(representative=(REPRESENTATIVE, line))
    found = read(*lines)
    assert name not in found.tree
    assert any("could not be read" in text for text in missing(found))


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("公司名称：样本网络有限公司", "holder"),
        ("法定代表人：李示例", "legal_representative"),
        ("发证日期：2022年3月15日", "issued"),
        ("有效期至：2027年3月15日", "expires"),
        ("业务覆盖范围：全国", "scope"),
        ("业务种类：国内呼叫中心业务", "scope"),
        ("授权子公司：乙示例有限公司", "subsidiaries"),
    ],
)
def test_of_two_different_values_none_is_taken(read, line, key):
    found = read(*face(number=(NUMBER, "授权子公司：甲示例有限公司")), line)
    assert not found.tree.get(key), "nobody can say which of the two is right"
    assert [text for text in missing(found) if "is there twice" in text]
    assert f"/{key}" not in found.tree["source"]["lines"]


@pytest.mark.parametrize("line", ["发证日期：2021-03-15", "公司名称：示例信息技术 有限公司"])
def test_the_same_value_again_is_none(read, line):
    assert doubts(read(*FACE, line)) == []


def test_a_colon_in_the_value_of_a_site_is_told_once(read):
    provider = "网站接入服务提供单位：某通信有限公司 说明：仅限互联网接入服务业务"
    found = read(*FACE, ANNEXE, SENTENCE.format(""), *SITE[:3], provider)
    (said,) = missing(found)
    assert "has a colon in it" in said
    assert "access_provider" not in found.tree["sites"][0]


@pytest.mark.parametrize(
    ("remark", "closed"),
    [
        ("备注：存储转发类业务仅限电子邮件业务", ["B23"]),
        ("备注：自2022年1月1日起国内呼叫中心业务已注销", ["B24-1"]),
        ("备注：以上业务不含试点项目", ["B24-1", "B23"]),
    ],
)
def test_a_service_that_is_limited_outside_of_the_scope_permits_nothing(read, remark, closed):
    services = "业务种类：国内呼叫中心业务、存储转发类业务"
    found = read(*face(services=services, issued=(remark, ISSUED)))
    assert not found.whole
    rows = found.tree["scope"]
    assert [row["category"] for row in rows if row["category"] in row["excludes"]] == closed


def test_service_items_that_are_not_read_close_the_service(read):
    services = "业务种类：在线数据处理与交易处理业务"
    found = read(*face(services=services, coverage=("服务项目：某某处理业务", COVERAGE)))
    assert not found.whole
    assert [row["excludes"] for row in found.tree["scope"]] == [["B21"]]


def test_services_that_the_face_refers_to_the_annexe_for_are_read_there(read):
    blocks = (ANNEXE, SERVICES, COVERAGE, CENTER, EVERYWHERE)
    found = read(*face(services="业务种类（服务项目）及覆盖范围：详见附页", coverage=()), *blocks)
    assert (found.whole, scope(found)) == (True, BLOCKS)


def test_an_app_of_the_annexe_is_told_and_ends_the_value_before_it(read):
    found = read(*face(expires=(EXPIRES, "应用名称：某应用")))
    assert found.tree["expires"] == "2026-03-15"
    assert ["'某应用' is an app's" in text for text in doubts(found)] == [True]


def test_a_filing_certificate_is_no_license(read):
    with pytest.raises(NotALicense, match="another certificate"):
        read("电信业务备案证明", "备案编号：某备〔2021〕12号", *FACE[1:])


CENTER, EVERYWHERE = "业务种类：国内呼叫中心业务", "业务覆盖范围：全国"
BLOCKS = [("B25", "internet-only", ["江苏省"]), ("B24-1", "none", ["全国"])]


def scope(imported):
    """The rows in short."""
    return [(row["category"], row["limitation"], row["coverage"]) for row in imported.tree.get("scope", [])]


@pytest.mark.parametrize(
    "lines",
    [
        (SERVICES, COVERAGE, CENTER, EVERYWHERE),
        (f"（一）{SERVICES}", COVERAGE, f"（二）{CENTER}", EVERYWHERE),
        (
            SERVICES.replace("：", "1："),
            COVERAGE.replace("：", "1："),
            CENTER.replace("：", "2："),
            "覆盖范围2：全国",
        ),
        (
            "业务种类（服务项目）及覆盖范围：",
            *("（1）信息服务业务", "服务项目：仅限互联网信息服务", COVERAGE),
            *("（2）国内呼叫中心业务", EVERYWHERE),
        ),
    ],
    ids=["labels again", "numbers before labels", "numbers behind labels", "numbered services"],
)
def test_blocks_of_services_and_coverage_are_rows_each(read, lines):
    found = read(*face(services=lines, coverage=()))
    assert (found.whole, doubts(found), scope(found)) == (True, [], BLOCKS)
    assert "国内呼叫中心业务" in found.tree["quotes"]["LIC.3"]
    below = next(at for at, line in enumerate(lines) if "国内呼叫中心业务" in line)
    assert found.tree["source"]["lines"]["/scope/1"] == 5 + below


def test_the_bracket_of_a_number_may_stand_at_the_end_of_a_line(read):
    lines = ("业务种类及覆盖范围：(1)互联网数据中心业务：河北省。(", "2)国内呼叫中心业务：全国")
    found = read(*face(services=lines, coverage=()))
    assert (doubts(found), scope(found)) == (
        [],
        [("B11", "none", ["河北省"]), ("B24-1", "none", ["全国"])],
    )


@pytest.mark.parametrize(
    "lines",
    [
        (SERVICES, COVERAGE, "业务种类：信息服务业务", EVERYWHERE),  # wider than the one before it
        (CENTER, COVERAGE, CENTER, EVERYWHERE),
        (COVERAGE, SERVICES, EVERYWHERE, CENTER),  # which coverage is whose?
        (SERVICES, COVERAGE, REPRESENTATIVE, CENTER, EVERYWHERE),  # something else between them
        (SERVICES, COVERAGE, EVERYWHERE),
    ],
)
def test_blocks_that_may_contradict_each_other_leave_no_scope(read, lines):
    found = read(*face(representative=(), services=lines, coverage=()))
    assert (scope(found), found.whole) == ([], False)


def test_a_block_without_coverage_beside_one_that_has_it_is_closed(read):
    found = read(*face(services=(SERVICES, CENTER, EVERYWHERE), coverage=()))
    assert scope(found) == [("B25", "internet-only", None), *BLOCKS[1:]]
    assert "B25" in found.tree["scope"][0]["excludes"]
    assert any("has no coverage" in text for text in missing(found))


def test_a_coverage_labelled_with_服务项目_is_the_coverage(read):
    found = read(*face(coverage="业务覆盖范围（服务项目）：江苏省"))
    assert (found.whole, doubts(found), scope(found)) == (True, [], BLOCKS[:1])


def test_负责人_alone_is_told_and_not_taken_for_the_legal_representative(read):
    found = read(*face(representative="负责人：王小样"))
    assert "legal_representative" not in found.tree
    (said,) = doubts(found)
    assert (
        said == "'负责人：王小样' need not be the legal representative (法定代表人), and was not taken for it"
    )
    assert found.whole
    assert doubts(read(*face(representative=(REPRESENTATIVE, "负责人：李小样")))) == []


def test_two_faces_are_not_one_license(read):
    other = ("经营许可证编号：苏B1-20210999", *FACE[1:])
    assert not read(*FACE, *SPECIAL, "增值电信业务经营许可证", *other).whole


def test_two_numbers_in_fields_leave_no_number(read):
    found = read(*FACE[:3], "许可证编号：苏B1-20210999", *FACE[3:])
    assert "number" not in found.tree
    assert any("another number" in text for text in missing(found))


def test_another_number_in_a_foot_is_a_doubt(read):
    found = read(*FACE, "经营许可证编号：苏B2-20210457")
    assert (found.tree["number"], found.whole) == ("苏B2-20210456", True)
    assert doubts(found)[0].startswith("another number, 苏B2-20210457")


@pytest.mark.parametrize(
    "below",
    [
        ("江苏省通信管理局",),
        ("（盖章）",),
        ("中华人民共和国工业和信息化部",),
        ("江苏省通信管理局（公章）", "2021年3月15日"),
    ],
)
def test_the_seal_below_the_dates_needs_no_label(read, below):
    found = read(*FACE, *below)
    assert (found.tree["expires"], found.whole, doubts(found)) == ("2026-03-15", True, [])


def test_the_day_of_the_seal_must_be_that_of_issue(read):
    found = read(*FACE, "江苏省通信管理局", "2022年3月15日")
    assert ("issued" in found.tree, found.whole) == (False, False)


def test_a_license_that_ends_before_it_begins_has_neither_day(read):
    """One of the two is wrong, and which one nobody can say."""
    found = read(*face(issued="发证日期：2028年3月15日", expires="有效期至：2023年3月15日"))
    assert found.tree.keys().isdisjoint({"issued", "expires"})
    assert not found.whole
    assert doubts(found) == [
        "it expires on 2023-03-15, before it is issued on 2028-03-15: one of the two is wrong"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "有效期：5年（自2021年3月15日至2026年3月15日）",
        "有效期：2021年3月15日至2026年3月15日",
        "有效期：自2021年3月15日起至2026年3月15日止",
        "有效期：2021年3月15日-2026年3月15日",
        "有效期：2021年3月15日——2026年3月15日",
        "有效期：2021.3.15~2026.3.15",
        "有效期：2021-03-15-2026-03-15",
        "有效期：2021年3月15日到2026年3月15日",
        "有效期：五年（2021年3月15日－2026年3月15日）",
        "发证日期 2021年3月15日 有效期至 2026年3月15日",
        "首次发证日期 2016年3月15日 发证日期 2021年3月15日 原有效期至 2021年3月14日 有效期至 2026年3月15日",
    ],
)
def test_a_term_has_both_days(read, line):
    found = read(*face(issued=(), expires=line))
    assert (found.tree["issued"], found.tree["expires"], found.whole) == ("2021-03-15", "2026-03-15", True)


@pytest.mark.parametrize(
    "line",
    [
        "有效期：5年",
        "有效期至：2021年3月15日（延续至2026年3月15日）",
        "有效期至：2026年3月15日延期至2031年3月15日",
    ],
)
def test_a_term_that_does_not_end_on_one_day_has_none(read, line):
    found = read(*face(expires=line))
    assert ("expires" in found.tree, found.whole) == (False, False)


def test_a_term_that_begins_on_another_day_than_that_of_issue_is_a_doubt(read):
    found = read(*face(expires="有效期：2020年3月15日至2026年3月15日"))
    assert doubts(found) == ["the term begins on '2020年3月15日', and it is issued on 2021-03-15"]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (
            ("授权子公司：甲有限公司（北京）、乙有限公司；丙有限公司",),
            ["甲有限公司（北京）", "乙有限公司", "丙有限公司"],
        ),
        (("授权子公司：", "1.甲示例有限公司", "2.乙示例有限公司"), ["甲示例有限公司", "乙示例有限公司"]),
        (("授权子公司：", "甲示例有限公司", "乙示例有限公司"), ["甲示例有限公司", "乙示例有限公司"]),
        (("授权子公司：甲示例有", "限公司"), ["甲示例有限公司"]),
        (("授权子公司：无",), []),
    ],
)
def test_subsidiaries_are_companies(read, lines, names):
    found = read(*face(representative=(REPRESENTATIVE, *lines)))
    assert (found.tree["subsidiaries"], found.whole) == (names, True)


@pytest.mark.parametrize(
    "lines",
    [
        ("授权子公司：", "（一）甲示例有限公司 业务范围：北京", "（二）乙示例有限公司"),
        ("授权子公司：", "序号 名称 覆盖范围", "1 甲示例有限公司 北京", "2 乙示例有限公司 上海"),
        ("授权子公司：甲示例有限公司乙示例有限公司",),
        ("授权子公司：甲示例有限公司、北京",),
    ],
)
def test_what_is_no_company_leaves_no_subsidiaries(read, lines):
    found = read(*face(representative=(REPRESENTATIVE, *lines)))
    assert found.tree["subsidiaries"] == []
    assert "is no name of one company" in missing(found)[0]


@pytest.mark.parametrize(
    "table",
    [
        (
            "序号  业务种类  服务项目  业务覆盖范围",
            "1  B25 信息服务业务  仅限互联网信息服务，不含信息搜索查询服务  江苏省",
            "2  B24 国内呼叫中心业务  -  全国",
        ),
        (
            *("业务种类", "服务项目", "业务覆盖范围"),
            *("信息服务业务", "仅限互联网信息服务，不含信息搜索查询服务", "江苏省"),
            *("国内呼叫中心业务", "全国"),
        ),
    ],
    ids=["a line a row", "a line a cell"],
)
def test_services_in_a_table(read, table):
    found = read(NUMBER, HOLDER, REPRESENTATIVE, *table, ISSUED, EXPIRES)
    rows = [
        (row["category"], row["limitation"], row["excludes"], row["coverage"]) for row in found.tree["scope"]
    ]
    assert rows == [
        ("B25", "internet-only", ["B25/search"], ["江苏省"]),
        ("B24-1", "none", [], ["全国"]),
    ]
    assert found.whole


def test_a_face_alone_is_a_license_without_provisions(read):
    found = read(*FACE, special=())
    assert (found.tree["number"], found.whole) == ("苏B2-20210456", False)
    assert any("特别规定事项" in text for text in missing(found))


def test_a_certificate_of_code_numbers_is_refused(library):
    lines = ("中华人民共和国电信网码号资源使用证书", *FACE)
    with pytest.raises(NotALicense, match="电信网码号资源使用证书"):
        import_lines([Line(*each) for each in enumerate(lines, 1)], library, "f.txt", "0" * 64)


def test_a_duty_before_the_first_numbering_is_missing(read):
    found = read(*FACE, special=(SPECIAL[0], "你公司不得经营搜索业务。", SPECIAL[1]))
    assert missing(found) == [
        "before the first numbering stands a duty that belongs to no provision, so nothing judges it"
    ]


def test_labels_in_brackets_are_labels(read):
    plain = face()
    bracketed = [re.sub(r"^([^：]{2,20})：", r"【\1】", line) for line in plain]
    assert bracketed != plain
    assert read(*bracketed).tree["number"] == read(*plain).tree["number"]
    assert scope(read(*bracketed)) == scope(read(*plain)) != []


@pytest.mark.parametrize(
    "said",
    [
        "某甲有限公司（原某乙有限公司）",
        "某甲有限公司 Sample Co., Ltd.",
        "某甲有限公司（Sample Network Co. Ltd）",
    ],
)
def test_another_name_beside_the_companys_is_not_part_of_it(read, said):
    found = read(*face(holder=f"公司名称：{said}"))
    assert found.tree["holder"] == "某甲有限公司"
    assert doubts(found) == [f"'{said}' also has another name: '某甲有限公司' was taken"]


def test_a_label_within_a_bracket_ends_the_name_before_the_bracket(read):
    found = read(*face(holder="公司名称：某甲有限公司(曾用名：某乙有限公司)"))
    assert (found.tree["holder"], doubts(found)) == ("某甲有限公司", [])


def test_former_names_of_subsidiaries_are_not_part_of_theirs(read):
    found = read(*FACE, "授权经营的子公司：某甲有限公司（原某乙有限公司）、某丙（北京）有限公司")
    assert found.tree["subsidiaries"] == ["某甲有限公司", "某丙（北京）有限公司"]
    assert doubts(found) == [
        "'某甲有限公司（原某乙有限公司）' also has another name: '某甲有限公司' was taken"
    ]


@pytest.mark.parametrize(
    "name", ["某甲（北京）有限公司", "某（原野）有限公司", "Sample 某甲有限公司", "某甲有限公司（中外合资）"]
)
def test_brackets_and_latin_words_of_a_name_are_its_own(read, name):
    found = read(*face(holder=f"公司名称：{name}"))
    assert (found.tree["holder"], doubts(found)) == (name, [])


def test_two_people_are_no_legal_representative(read):
    found = read(*face(holder=("公司名称：某甲有限公司", "法定代表人：冯某、沈某")))
    assert ("legal_representative" in found.tree, found.whole) == (False, False)


def test_what_an_electronic_license_says_beside_a_value_is_not_of_it(read):
    found = read(*face(holder="公司名称：某甲有限公司    打印时间：2024-01-02"))
    assert (found.tree["holder"], doubts(found)) == ("某甲有限公司", [])
