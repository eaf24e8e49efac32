"""The scope of a license: from wordings of 2003, 2015 and 2019 to rows of a License document, and what is said of them."""

from __future__ import annotations

import pytest

from pytest_icplicense.intake.scope.parser import Unread, read_scope
from pytest_icplicense.model.license import Grant

EVERY_REGION = (
    "北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 福建省"
    " 江西省 山东省 河南省 湖北省 湖南省 广东省 广西壮族自治区 海南省 重庆市 四川省 贵州省 云南省 西藏自治区"
    " 陕西省 甘肃省 青海省 宁夏回族自治区 新疆维吾尔自治区"
).split()
EXPLAINED = "【依法须经批准的项目，经相关部门批准后方可开展相应经营活动】"
"""What licenses print below the scope: it explains, and takes nothing out of it."""


UNKNOWN_PLACE = (
    "is no provincial region and no city that is known: write its province before it"
    " (江苏省昆山市), so that it can be matched"
)


def row(category, limitation="none", excludes=(), only=(), coverage=None):
    """A row without its wording."""
    tree = {"category": category, "limitation": limitation, "excludes": list(excludes)}
    return tree | ({"only": list(only)} if only else {}) | {"coverage": coverage}


def closed(*categories):
    """Rows of which the wording alone is known, since each excludes itself."""
    return [row(category, excludes=[category]) for category in categories]


def closing(text, category):
    """What is said of such a row."""
    return f"'{text}' is kept with its wording and excludes {category} as a whole: write down what its words allow"


def read(library, text):
    """The rows without their wording, and the doubts in English."""
    rows, doubts = read_scope(text, library.catalogue)
    return [{key: value for key, value in each.items() if key != "text"} for each in rows], [
        doubt.en for doubt in doubts
    ]


def quoting(text, doubts):
    """The doubts with the whole text where they have `{}`."""
    return [doubt.replace("{}", f"'{text}'") for doubt in doubts]


def test_the_scope_of_the_seed_license_is_that_of_its_file(library):
    grant = library.licenses["京B2-20181623"].scope[0]
    text = "信息服务业务（仅限互联网信息服务）  \n不含信息搜索查询服务、信息即时交互服务。  \n" + EXPLAINED
    rows, doubts = read_scope(text, library.catalogue)
    assert doubts == []
    assert rows == [
        {
            "category": grant.category,
            "limitation": grant.limitation,
            "excludes": list(grant.excludes),
            "coverage": None,
            "text": grant.text,
        }
    ]


NOTHING = "the scope names no service of the catalogue"
INTERNET = row("B25", "internet-only")
MOBILE = row("B25", "non-internet", ["B25/fixed-line-information"])
OTHER_NETWORKS = row("B25", "non-internet")
NO_SEARCH = row("B25", "internet-only", ["B25/search"])
NO_SEARCH_NO_CHAT = row("B25", "internet-only", ["B25/search", "B25/instant-interaction"])


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("信息服务业务", [row("B25")]),
        ("信息服务业务（不含固定网电话信息服务）", [row("B25", excludes=["B25/fixed-line-information"])]),
        ("信息服务业务（仅限互联网信息服务）", [INTERNET]),
        ("信息服务业务(仅限\n互联网信息服务)", [INTERNET]),
        ("信息服务业务 仅限互联网信息服务", [INTERNET]),
        ("信息\u200b服务业务（仅限\u00ad互联网信息服务）", [INTERNET]),
        ("信息服务业务（不含互联网信息服务）", [OTHER_NETWORKS]),
        ("信息服务业务不含互联网信息服务业务", [OTHER_NETWORKS]),
        ("信息服务业务（含互联网信息服务）", [row("B25")]),
        (
            "信息服务业务（不含固定网电话信息服务和互联网信息服务）",
            [row("B25", "non-internet", ["B25/fixed-line-information"])],
        ),
        ("信息服务业务（仅限互联网信息服务）不含信息搜索查询服务", [NO_SEARCH]),
        ("信息服务业务（仅限互联网信息服务，不含信息搜索查询服务、信息即时交互服务）", [NO_SEARCH_NO_CHAT]),
        ("信息服务业务（仅限互联网信息服务）（不含信息搜索查询服务和信息即时交互服务）", [NO_SEARCH_NO_CHAT]),
        ("信息服务业务（仅限互联网信息服务（不含信息搜索查询服务及信息即时交互服务））", [NO_SEARCH_NO_CHAT]),
        (
            "信息服务业务〔仅限互联网信息服务〕，不包括：信息搜索查询服务，信息即时交互服务",
            [NO_SEARCH_NO_CHAT],
        ),
        (
            "信息服务业务（仅限互联网信息服务）含信息发布平台及递送服务和信息社区平台服务，不含信息搜索查询服务",
            [NO_SEARCH],
        ),
        ("信息服务业务（仅限信息发布平台和递送服务）", [row("B25", only=["B25/publishing"])]),
        ("互联网信息服务业务", [INTERNET]),
        ("因特网信息服务业务（ICP）", [INTERNET]),
        (  # as the ministry's own licensing system words these items
            "信息服务业务（仅限互联网信息服务）不含信息社区服务、信息保护和加工处理服务",
            [row("B25", "internet-only", ["B25/community", "B25/protection"])],
        ),
        ("移动网信息服务业务（SP）", [MOBILE]),
        ("信息服务业务（仅限移动网信息服务）", [MOBILE]),
        (
            "信息服务业务（仅限互联网信息服务）、信息服务业务（不含互联网信息服务）",
            [INTERNET, OTHER_NETWORKS],
        ),
        ("在线数据处理与交易处理业务", [row("B21")]),
        ("在线数据处理与交易处理业务（仅限经营类电子商务）", [row("B21", only=["B21/e-commerce"])]),
        ("在线数据处理与交易处理业务（经营类电子商务）", [row("B21", only=["B21/e-commerce"])]),
        ("在线数据处理与交易处理业务（限经营类电子商务）", [row("B21", only=["B21/e-commerce"])]),
        ("在线数据处理与交易处理业务【只限于经营类电子商务】", [row("B21", only=["B21/e-commerce"])]),
        (
            "互联网数据中心业务（不含互联网资源协作服务）",
            [row("B11", excludes=["B11/resource-collaboration"])],
        ),
        (
            "互联网数据中心业务（不含互联网资源协作服务业务）",
            [row("B11", excludes=["B11/resource-collaboration"])],
        ),
        ("互联网数据中心业务（含互联网资源协作服务）", [row("B11")]),
        (
            "互联网数据中心业务（仅限互联网资源协作服务）",
            [row("B11", only=["B11/resource-collaboration"])],
        ),
        ("因特网数据中心业务（IDC）", [row("B11")]),
        ("内容分发网络业务（CDN）", [row("B12")]),
        ("国内呼叫中心业务", [row("B24-1")]),
        ("呼叫中心业务（仅限国内呼叫中心业务）", [row("B24", only=["B24-1"])]),
        ("呼叫中心业务不含离岸呼叫中心业务", [row("B24", excludes=["B24-2"])]),
        ("B25 信息服务业务（仅限互联网信息服务）", [INTERNET]),
        ("第二类增值电信业务中的信息服务业务（仅限互联网信息服务）", [INTERNET]),
    ],
)
def test_one_service(text, rows, library):
    assert read(library, text) == (rows, [])
    assert read(library, text + EXPLAINED) == (rows, [])


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("1.互联网数据中心业务 2.互联网接入服务业务", "B11 B14"),
        ("1、互联网数据中心业务2、互联网接入服务业务", "B11 B14"),
        ("1 互联网数据中心业务 2 互联网接入服务业务", "B11 B14"),
        ("一、内容分发网络业务；二、国内互联网虚拟专用网业务。", "B12 B13"),
        ("（1）国内多方通信服务业务（2）存储转发类业务", "B22 B23"),
        ("(一)国内多方通信服务业务(二)存储转发类业务", "B22 B23"),
        ("①编码和规程转换业务②互联网域名解析服务业务", "B26 B26-1"),
        ("⑴编码和规程转换业务⑵互联网域名解析服务业务", "B26 B26-1"),
        ("国内呼叫中心业务\n内容分发网络业务", "B24-1 B12"),
        ("国内呼叫中心业务内容分发网络业务", "B24-1 B12"),
        ("国内呼叫中心业务、内容分发网络业务；互联网接入服务业务和存储转发类业务", "B24-1 B12 B14 B23"),
        (
            "第一类增值电信业务中的因特网数据中心业务、国内因特网虚拟专用网业务；第二类增值电信业务中的因特网接入服务业务、呼叫中心业务",
            "B11 B13 B14 B24",
        ),
        ("第二类基础电信业务：网络托管业务；第一类增值电信业务：内容分发网络业务", "A27 B12"),
        ("固定网国内数据传送业务、国内甚小口径终端地球站（VSAT）通信业务", "A24-1 A23-2"),
        ("900/1800MHz GSM 第二代数字蜂窝移动通信业务、LTE/第四代数字蜂窝移动通信业务", "A12-1 A12-3"),
        (
            "1、800MHz CDMA第二代数字蜂窝移动通信业务2.900/1800MHz GSM第二代数字蜂窝移动通信业务",
            "A12-1 A12-1",
        ),
        ("卫星转发器出租、出售业务，国内通信设施服务业务", "A23-1 A26"),
    ],
)
def test_several_services_in_one_field(text, categories, library):
    assert read(library, text) == ([row(category) for category in categories.split()], [])


def test_every_wording_of_the_catalogue_is_read(library):
    """2003, 2015 and 2019: none leaves a doubt, and none allows more than the services that have it."""
    catalogue = library.catalogue
    wordings = {}
    for service in catalogue.services.values():
        if service.content or service.id.startswith("B14/"):
            continue  # no service by itself: what it is taken out of, or a part of, is to stand before it
        for name in (service.name.zh, *service.also):
            wordings.setdefault(name, set()).add(service.id)
    for name, ids in wordings.items():
        ((only_row,), doubts) = read_scope(name, catalogue)
        assert doubts == [], name
        assert only_row["text"] == name
        grant = Grant(
            only_row["category"],
            only_row["limitation"],
            tuple(only_row["excludes"]),
            tuple(only_row.get("only", ())),
            None,
            name,
        )
        assert all(grant.refuses(item, catalogue) is None for item in ids), name
        allowed = {item for item in catalogue.services if grant.refuses(item, catalogue) is None}
        below = {item for item in catalogue.services for each in ids if catalogue.covers(each, item)}
        below |= {item for item in catalogue.services if catalogue.services[item].content}
        items = {"B25"} if ids == {"B25/non-internet"} else set()  # the line allows the whole in part
        assert allowed <= ids | below | items, name


@pytest.mark.parametrize(
    ("text", "coverage"),
    [
        ("国内呼叫中心业务：全国", ["全国"]),
        ("国内呼叫中心业务（全国）", ["全国"]),
        ("国内呼叫中心业务 全国范围", ["全国"]),
        ("国内呼叫中心业务：北京市行政区域内", ["北京市"]),
        ("全国范围内国内呼叫中心业务", ["全国"]),
        ("国内呼叫中心业务：31个省（自治区、直辖市）", ["全国"]),
        ("国内呼叫中心业务：全国31个省（自治区、直辖市）", ["全国"]),
        ("国内呼叫中心业务：北京市", ["北京市"]),
        ("国内呼叫中心业务，业务覆盖范围：北京市。", ["北京市"]),
        ("国内呼叫中心业务（业务覆盖范围：北京、天津）", ["北京市", "天津市"]),
        ("业务覆盖范围：北京 天津\n国内呼叫中心业务", ["北京市", "天津市"]),
        ("国内呼叫中心业务：北京、上海、广东3省（直辖市）", ["北京市", "上海市", "广东省"]),
        ("国内呼叫中心业务（北京、上海、广东三省市）", ["北京市", "上海市", "广东省"]),
        ("国内呼叫中心业务（仅限北京市）", ["北京市"]),
        (
            "国内呼叫中心业务：广西、内蒙古、宁夏、新疆、西藏",
            ["广西壮族自治区", "内蒙古自治区", "宁夏回族自治区", "新疆维吾尔自治区", "西藏自治区"],
        ),
        (
            "国内呼叫中心业务：全国（不含西藏、港澳台地区）",
            [each for each in EVERY_REGION if each != "西藏自治区"],
        ),
        (f"国内呼叫中心业务：{'、'.join(EVERY_REGION)}", EVERY_REGION),
        ("国内呼叫中心业务 网站接入：北京；机房所在地为北京市", ["北京市"]),
        ("国内呼叫中心业务：机房所在地为北京、上海", ["北京市", "上海市"]),
    ],
)
def test_where_one_service_may_be_run(text, coverage, library):
    assert read(library, text) == ([row("B24-1", coverage=coverage)], [])


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "信息服务业务（仅限互联网信息服务）不含信息搜索查询服务：北京、天津",
            [row("B25", "internet-only", ["B25/search"], coverage=["北京市", "天津市"])],
        ),
        (
            "信息服务业务（仅限互联网信息服务）不含信息搜索查询服务 业务覆盖范围：全国",
            [row("B25", "internet-only", ["B25/search"], coverage=["全国"])],
        ),
        (
            "1.互联网数据中心业务：北京、上海2直辖市；2.国内呼叫中心业务：全国",
            [row("B11", coverage=["北京市", "上海市"]), row("B24-1", coverage=["全国"])],
        ),
        (
            "北京市：国内呼叫中心业务；上海市：内容分发网络业务",
            [row("B24-1", coverage=["北京市"]), row("B12", coverage=["上海市"])],
        ),
        (
            "业务覆盖范围：全国。国内呼叫中心业务；内容分发网络业务",
            [row("B24-1", coverage=["全国"]), row("B12", coverage=["全国"])],
        ),
        (
            "国内呼叫中心业务、内容分发网络业务 业务覆盖范围：全国",
            [row("B24-1", coverage=["全国"]), row("B12", coverage=["全国"])],
        ),
        (
            "1.国内呼叫中心业务\n2.内容分发网络业务。业务覆盖范围：全国",
            [row("B24-1", coverage=["全国"]), row("B12", coverage=["全国"])],
        ),
        (
            "国内呼叫中心业务、内容分发网络业务：北京、天津",
            [row("B24-1", coverage=["北京市", "天津市"]), row("B12", coverage=["北京市", "天津市"])],
        ),
        (
            "国内呼叫中心业务，业务覆盖范围：北京市；内容分发网络业务，业务覆盖范围：全国",
            [row("B24-1", coverage=["北京市"]), row("B12", coverage=["全国"])],
        ),
        (
            "业务覆盖范围：全国 1.国内呼叫中心业务 2.内容分发网络业务（北京）",
            [row("B24-1", coverage=["全国"]), row("B12", coverage=["北京市"])],
        ),
        (
            "互联网接入服务业务 网站接入：北京、天津；机房所在地为北京、天津；信息服务业务（不含互联网信息服务）全国",
            [
                row("B14", only=["B14/site-access"], coverage=["北京市", "天津市"]),
                row("B25", "non-internet", coverage=["全国"]),
            ],
        ),
    ],
)
def test_where_each_service_may_be_run(text, rows, library):
    assert read(library, text) == (rows, [])


@pytest.mark.parametrize(
    ("text", "rows", "doubts"),
    [
        (  # the city of Jilin is a part of the province
            "互联网数据中心业务：吉林省吉林市、江苏省昆山市、广州",
            [row("B11", coverage=["吉林省吉林市", "江苏省昆山市", "广州"])],
            [],
        ),
        (
            "互联网接入服务业务（网站接入：北京、上海；机房所在地为北京）",
            [row("B14", only=["B14/site-access"], coverage=["北京市", "上海市"])],
            ["{}: the machine rooms are in 北京市, the coverage is 北京市、上海市"],
        ),
        (
            "1.国内呼叫中心业务 2.内容分发网络业务 业务覆盖范围：全国",
            [row("B24-1", coverage=["全国"]), row("B12", coverage=["全国"])],
            ["'业务覆盖范围：全国' stands once behind several services: read as the coverage of each"],
        ),
        (
            "信息服务业务（仅限互联网信息服务）含信息社区平台服务、信息保护和处理服务、信息即时交互服务、信息搜索查询服务",
            [INTERNET],
            [
                "{} says what is"
                " included (含) and nothing of information publishing platform and delivery services (B25/publishing):"
                " read as not limited"
            ],
        ),
        (
            "信息服务业务（互联网信息服务）",
            [INTERNET],
            ["'互联网信息服务' stands behind its service without 仅限 or 含: read as 仅限"],
        ),
        (
            "信息服务业务（仅限互联网信息服务）不含信息搜索查询服务、互联网接入服务业务",
            [NO_SEARCH, row("B14")],
            ["'互联网接入服务业务' goes on with a list behind another service: read as a service of its own"],
        ),
        (
            "信息服务业务（含信息搜索查询服务，不含信息搜索查询服务）",
            [row("B25", excludes=["B25/search"])],
            ["{} both includes and excludes information search and enquiry services (B25/search)"],
        ),
        (
            "B24信息服务业务（仅限互联网信息服务）",
            [INTERNET],
            ["{}: the code is not that of the service, which is B25"],
        ),
        ("（国内呼叫中心业务", [row("B24-1")], ["a bracket of the scope is not closed"]),
        ("国内呼叫中心业务）", [row("B24-1")], ["a bracket of the scope is not opened"]),
    ],
)
def test_what_is_read_and_may_be_wrong(text, rows, doubts, library):
    assert read(library, text) == (rows, quoting(text, doubts))
    assert not any(isinstance(doubt, Unread) for doubt in read_scope(text, library.catalogue)[1])


@pytest.mark.parametrize(
    ("text", "rows", "doubts"),
    [
        ("", [], [NOTHING]),
        ("第二类增值电信业务", [], [NOTHING]),
        (
            "量子密钥分发、国内呼叫中心业务",
            [row("B24-1")],
            ["'量子密钥分发' in the scope could not be read"],
        ),
        (  # what a name stands in is another name, and its brackets go with it
            "移动终端信息服务业务培训（仅限互联网信息服务）；国内呼叫中心业务",
            [row("B24-1")],
            ["'移动终端信息服务业务培训（仅限互联网信息服务）' in the scope could not be read"],
        ),
        (  # left out by the 2015 edition
            "模拟集群通信业务；国内呼叫中心业务",
            [row("B24-1")],
            ["'模拟集群通信业务' in the scope could not be read"],
        ),
        (
            "国内呼叫中心业务：某市（含某县）",  # where it may be run is not known
            closed("B24-1"),
            [
                "'国内呼叫中心业务': what it is limited to is not clear",
                closing("国内呼叫中心业务", "B24-1"),
                "'某市（含某县）' in the scope could not be read",
            ],
        ),
        (  # what is included besides takes nothing away
            "信息服务业务（含短消息服务业务）",
            [row("B25")],
            [
                "{}: 含'短消息服务业务' names no item of this service in the catalogue;"
                " did you mean '信息服务业务' or '移动网信息服务业务' or '因特网信息服务业务'?"
            ],
        ),
        (
            "国内呼叫中心业务：北京；内容分发网络业务",
            [row("B24-1", coverage=["北京市"]), *closed("B12")],
            [
                "'内容分发网络业务' has no coverage, and other services have one",
                closing("内容分发网络业务", "B12"),
            ],
        ),
    ],
)
def test_what_could_not_be_read_is_quoted_and_never_guessed(text, rows, doubts, library):
    assert read(library, text) == (rows, quoting(text, doubts))
    assert any(isinstance(doubt, Unread) for doubt in read_scope(text, library.catalogue)[1])


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("信息服务业务（仅限互联网信息服务）（不含互联网信息服务）", []),
        (
            "信息服务业务（仅限互联网信息服务）不含以下服务：信息搜索查询服务、信息即时交互服务",
            [
                "'信息搜索查询服务' stands behind its service without 仅限 or 含: read as 仅限",
                "{}: 不含'以下服务' names no item of this service in the catalogue",
            ],
        ),
        (
            "国内呼叫中心业务：全国（除北京某园区外）",
            ["{}: '除北京某园区外' names no item of this service in the catalogue"],
        ),
        ("国内呼叫中心业务（不含）", []),
    ],
)
def test_a_service_with_limits_that_are_not_clear_is_closed(text, doubts, library):
    rows, said = read(library, text)
    assert rows == closed(rows[0]["category"])
    unclear = ["{}: what it is limited to is not clear", closing(text, rows[0]["category"])]
    assert said == quoting(text, [*doubts, *unclear])


@pytest.mark.parametrize(
    ("text", "kept", "doubts"),
    [
        (
            "信息服务业务（仅限手机游戏）",
            row("B25"),
            ["{}: 仅限'手机游戏' names no item of this service in the catalogue"],
        ),
        (
            "信息服务业务（仅限互联网信息服务）不含信息搜素查询服务",
            INTERNET,
            [
                "{}: 不含'信息搜素查询服务' names no item of this service in the"
                " catalogue; did you mean '信息搜索查询服务'?"
            ],
        ),
        (  # an exclusion is never a service of its own
            "信息服务业务不含互联网接入服务业务",
            row("B25"),
            ["{}: 不含'互联网接入服务业务' names no item of this service in the catalogue"],
        ),
        (
            "互联网信息服务（不含某某、某某服务）",
            INTERNET,
            ["{}: 不含'某某、某某服务' names no item of this service in the catalogue"],
        ),
        (
            "信息服务业务（仅限互联网信息服务）（不合信息搜索查询服务）",
            INTERNET,
            [
                "{}: '不合信息搜索查询服务' names no item of this service in the catalogue; '不合' looks like 不含"
            ],
        ),
        (
            "信息服务业务（仪限互联网信息服务）",
            row("B25"),
            [
                "{}: '仪限互联网信息服务' names no item of this service in the catalogue; '仪限' looks like 仅限"
            ],
        ),
        (
            "国内呼叫中心业务（试点）",
            row("B24-1"),
            ["{}: '试点' names no item of this service in the catalogue"],
        ),
    ],
)
def test_a_service_that_unknown_words_limit_keeps_its_wording_and_permits_nothing(
    text, kept, doubts, library
):
    category = kept["category"]
    closed = (
        f"{{}} is kept with its wording and excludes {category} as a whole: write down what its words allow"
    )
    assert read(library, text) == ([kept | {"excludes": [category]}], quoting(text, [*doubts, closed]))
    ((tree,), said) = read_scope(text, library.catalogue)
    assert tree["text"] == text
    assert all(isinstance(each, Unread) for each in said)
    grant = Grant(category, tree["limitation"], tuple(tree["excludes"]), (), None, text)
    for item in ("B25", "B25/publishing", "B25/community", "B25/non-internet", "B24-1"):
        assert grant.refuses(item, library.catalogue) is not None


def test_regions_are_listed_by_the_numbers_of_services_in_words_too(library):
    services = "1、互联网数据中心业务；2、信息服务业务（仅限互联网信息服务）；业务覆盖范围：{}"
    both = [
        row("B11", coverage=["全国"]),
        row("B25", "internet-only", coverage=["北京市", "天津市"]),
    ]
    for listed in (
        "第1项：全国；第2项：北京市、天津市",
        "第一项：全国 第二项：北京、天津2市",
        "第1项业务为全国；第2项业务为北京市、天津市",
    ):
        assert read(library, services.format(listed)) == (both, [])
    rows, said = read(library, services.format("第1项：全国"))
    assert rows == [both[0], *closed("B25")]
    assert "'信息服务业务（仅限互联网信息服务）' has no coverage" in said[0]
    assert read(library, services.format("第1、2项：全国"))[0] == closed("B11", "B25")


def test_a_service_of_2003_that_is_part_of_one_of_today_is_not_read_as_the_whole(library):
    rows, _ = read_scope("卫星国际专线业务", library.catalogue)
    assert rows == []  # a part of A13-2, which has no code of its own


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("国内呼叫中心业务：北京；某某业务：广东", [row("B24-1", coverage=["北京市"])]),
        (
            "互联网接入服务业务 网站接入：北京、上海；某某接入：广东",
            [row("B14", only=["B14/site-access"], coverage=["北京市", "上海市"])],
        ),
        ("国内呼叫中心业务；某某业务：广东", closed("B24-1")),
    ],
)
def test_regions_of_a_service_that_is_not_read_are_not_those_of_the_one_before(text, rows, library):
    assert read(library, text)[0] == rows
    assert any(isinstance(doubt, Unread) for doubt in read_scope(text, library.catalogue)[1])


def test_a_region_within_仅限_does_not_hide_what_is_excluded(library):
    text = "信息服务业务（仅限广东省互联网信息服务业务，不含新闻、出版以及其他需前置审批的服务项目）"
    excludes = ["B25/news", "B25/publication", "B25/prior-approval"]
    assert read(library, text)[0] == [row("B25", "internet-only", excludes, coverage=["广东省"])]
    unknown = text.replace("新闻", "某某")
    closed = ["B25", *excludes[1:]]
    assert read(library, unknown)[0] == [row("B25", "internet-only", closed, coverage=["广东省"])]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "互联网接入服务业务：（1）网站接入：全国；（2）用户接入：北京、上海",
            [
                row("B14", only=["B14/site-access"], coverage=["全国"]),
                row("B14", only=["B14/user-access"], coverage=["北京市", "上海市"]),
            ],
        ),
        (
            "互联网接入服务业务，网站接入：全国，用户接入：北京。内容分发网络业务：全国",
            [
                row("B14", only=["B14/site-access"], coverage=["全国"]),
                row("B14", only=["B14/user-access"], coverage=["北京市"]),
                row("B12", coverage=["全国"]),
            ],
        ),
        (
            "互联网接入服务业务（仅限网站接入）：全国",
            [row("B14", only=["B14/site-access"], coverage=["全国"])],
        ),
        (
            "互联网接入服务业务（不含用户接入）：全国",
            [row("B14", excludes=["B14/user-access"], coverage=["全国"])],
        ),
        ("互联网接入服务业务：全国；网站接入：北京", closed("B14")),  # both at once is not clear
    ],
)
def test_a_part_with_regions_of_its_own_says_nothing_of_the_whole(text, rows, library):
    assert read(library, text)[0] == rows


CONTENT = [
    *("B25/news", "B25/publication", "B25/education", "B25/health-care", "B25/drugs", "B25/medical-devices"),
    *("B25/culture", "B25/radio-film-television", "B25/electronic-bulletin"),
]


@pytest.mark.parametrize(
    ("words", "excludes"),
    [
        ("不含新闻、出版、教育、医疗保健、药品、医疗器械、文化、广播电影电视节目、电子公告", CONTENT),
        ("不含新闻、出版、教育、医疗保健、药品和医疗器械、文化、广播电影电视节目、电子公告服务", CONTENT),
        (
            "（不含新闻、出版、药品等内容）",
            ["B25/news", "B25/publication", "B25/drugs", "B25/prior-approval"],
        ),
        ("（不含新闻、出版、药品等）", ["B25/news", "B25/publication", "B25/drugs", "B25/prior-approval"]),
        ("。互联网信息服务不含新闻、出版", ["B25/news", "B25/publication"]),
        ("（除新闻、出版和BBS以外的内容）", ["B25/news", "B25/publication", "B25/electronic-bulletin"]),
        ("（不含信息搜索查询服务、新闻）", ["B25/search", "B25/news"]),
    ],
)
def test_content_that_is_taken_out(words, excludes, library):
    assert read(library, f"信息服务业务（仅限互联网信息服务）{words}") == (
        [row("B25", "internet-only", excludes)],
        [],
    )


@pytest.mark.parametrize(
    ("text", "excludes"),
    [
        ("信息服务业务（仅限互联网信息服务）含文化", []),
        ("信息服务业务（含文化；仅限互联网信息服务）", []),
        ("信息服务业务（仅限互联网信息服务，含新闻、出版；不含信息搜索查询服务）", ["B25/search"]),
    ],
)
def test_content_that_is_included_takes_nothing_away(text, excludes, library):
    assert read(library, text) == ([row("B25", "internet-only", excludes)], [])


def test_content_that_is_both_included_and_taken_out_is_told(library):
    text = "信息服务业务（仅限互联网信息服务，含文化；不含文化）"
    assert read(library, text)[1] == [f"'{text}' both includes and excludes culture (B25/culture)"]


def test_content_is_nothing_that_a_service_can_be_limited_to(library):
    assert read(library, "信息服务业务（仅限新闻）")[0] == [row("B25", excludes=["B25"])]
    assert read(library, "新闻、出版")[0] == []


NOT_READ = "words of the scope that were not understood may limit each of its services"


@pytest.mark.parametrize("like", ["不合", "不 舍", "小含", "个含", "下含", "木含", "不台"])
def test_what_scanning_makes_of_不含_permits_nothing(like, library):
    text = f"信息服务业务（仅限互联网信息服务）{like}信息搜索查询服务、信息即时交互服务"
    shown = "".join(text.split())
    rows, doubts = read(library, text)
    assert rows == closed("B25")
    assert f"'{shown}' in the scope could not be read; '{''.join(like.split())}' looks like 不含" in doubts
    rows, doubts = read(library, text.replace("）", "）；", 1))
    assert rows == closed("B25")
    assert doubts[-1] == NOT_READ


@pytest.mark.parametrize(
    "text",
    [
        "增值电信业务（不含信息服务业务）、国内呼叫中心业务",
        "某某平台不含信息搜索查询服务、信息即时交互服务；国内呼叫中心业务",
        "国内呼叫中心业务；以上业务均限本公司",
        "国内呼叫中心业务，供内部使用",
        "国内呼叫中心业务、内容分发网络业务除外",
        "信息服务业务（仅限互联网信息服务），信息搜索查询服务、信息即时交互服务除外",
        "信息服务业务（仅限互联网信息服务）不含：1.信息搜索查询服务；2.信息即时交互服务",  # where do they end?
        "在线数据处理与交易处理业务（仅限经营类电子商务）信息服务业务（仅限互联网信息服务）均不含信息即时交互服务",
        "互联网数据中心业务、互联网接入服务业务，不含互联网资源协作服务",
        "互联网接入服务业务（不含互联网资源协作服务）、互联网数据中心业务",
        "国内呼叫中心业务、存储转发类业务，业务覆盖范围：全国（不合西藏）",
        "国内呼叫中心业务、存储转发类业务，业务覆盖范围：全国（除西藏某市外）",
        "国内呼叫中心业务、存储转发类业务，业务覆盖范围：全国（西藏等除外）",
        "国内呼叫中心业务、存储转发类业务，业务覆盖范围：全国。除西藏外",
        "国内呼叫中心业务、存储转发类业务，业务覆盖范围：全国；西藏除外",
        "业务覆盖范围：全国（西藏等除外）国内呼叫中心业务、存储转发类业务",
        "国内呼叫中心业务：全国但不含西藏",
        "国内呼叫中心业务：全国除西藏外",
        "国内呼叫中心业务，业务覆盖范围：全国、北京市",
        "国内呼叫中心业务、存储转发类业务；业务覆盖范围：国内呼叫中心业务：全国；存储转发类业务：北京市",
        "国内呼叫中心业务、存储转发类业务；业务覆盖范围：全国（第2项）、北京市（第1项）",
    ],
)
def test_words_that_may_limit_several_services_leave_none_of_them(text, library):
    rows, doubts = read_scope(text, library.catalogue)
    assert all(each["category"] in each["excludes"] for each in rows)
    assert any(isinstance(doubt, Unread) for doubt in doubts)


@pytest.mark.parametrize(
    ("coverage", "doubts"),
    [
        ("10个省", ["'{}10个省' says how many regions there are and not which"]),
        ("北京等3省", ["'{}北京等3省' counts 3 regions and names 1"]),
        (
            "北京、上海、广东4省（直辖市）",
            ["'{}北京、上海、广东4省（直辖市）' counts 4 regions and names 3"],
        ),
        ("北京、夭津、河北", ["'夭津' is no region; probably 天津"]),
        ("北京、湖比", ["'湖比' is no region; probably 湖北"]),
        ("陜西、山西", ["'陜西' is no region; probably 陕西"]),
        ("本市", ["'本市' is no name of a place"]),
        ("中国联通网络", ["'中国联通网络' is no name of a place"]),
        ("某省", ["'某省' is no name of a place"]),
        ("江苏省备注", ["'江苏省备注' is no name of a place"]),
        ("北京、湖北等", ["'湖北等' is no name of a place"]),
        (
            "全国，西藏、新疆除外",
            ["'{}全国，西藏、新疆除外' is not one coverage", "'新疆除外' is no name of a place"],
        ),
        ("1全国2北京市", ["'1全国2北京市' is no name of a place"]),
        ("北京、张江", [f"'张江' {UNKNOWN_PLACE}"]),
        ("", ["'业务覆盖范围' names no region"]),
    ],
)
def test_a_service_with_a_coverage_that_is_not_clear_is_closed(coverage, doubts, library):
    doubts = [f"'国内呼叫中心业务': {doubt.replace('{}', '业务覆盖范围：')}" for doubt in doubts]
    unclear = ["'国内呼叫中心业务': where it may be run is not clear", closing("国内呼叫中心业务", "B24-1")]
    text = f"国内呼叫中心业务，业务覆盖范围：{coverage}"
    assert read(library, text) == (closed("B24-1"), [*doubts, *unclear])


@pytest.mark.parametrize(
    "text",
    [
        "国内呼叫中心业务全国；业务覆盖范围：北京市",
        "国内呼叫中心业务北京市；业务覆盖范围：全国",
        "国内呼叫中心业务：全国（西藏等地除外）",
        "国内呼叫中心业务：中国境外",
        "国内呼叫中心业务：全国（不含西藏自治区拉萨市）",
        "国内呼叫中心业务：全国（不含西藏、新疆等地区）",
        "国内呼叫中心业务：全国（仅限北京）",
        "国内呼叫中心业务：北京市（不含天津）",
    ],
)
def test_a_coverage_that_contradicts_itself_or_takes_out_what_is_not_clear_is_none(text, library):
    rows, doubts = read(library, text)
    assert rows == closed("B24-1")
    assert any(doubt.endswith(": where it may be run is not clear") for doubt in doubts)


@pytest.mark.parametrize(
    "coverage",
    [
        "中国",
        "中国境内",
        "中国大陆",
        "中国内地",
        "各省、自治区、直辖市",
        "中华人民共和国境内",
        "全国各地",
        "全国（除港澳台地区）",
        "全国（港、澳、台除外）",
        "中国（不包括香港、澳门、台湾）",
        "全国（香港特别行政区、澳门特别行政区和台湾地区除外）",
    ],
)
def test_the_whole_country_in_other_words(coverage, library):
    """No license is for 香港, 澳门 or 台湾, whether it says so or not."""
    everywhere = [row("B24-1", coverage=["全国"])]
    assert read(library, f"国内呼叫中心业务：{coverage}") == (everywhere, [])
    assert read(library, f"国内呼叫中心业务；业务覆盖范围：{coverage}") == (everywhere, [])


@pytest.mark.parametrize(
    "name", ["长三角地区", "粤港澳大湾区", "华东地区", "华东区", "成渝经济区", "大湾区九市"]
)
def test_names_for_several_regions_without_one_meaning_are_no_coverage(name, library):
    rows, doubts = read(library, f"国内呼叫中心业务：{name}、上海")
    assert rows == closed("B24-1")
    assert doubts[0].endswith(
        f"'{name}' is no one place: which provinces or cities it means, nobody can tell from its name"
    )


@pytest.mark.parametrize("without", ["（杭州市除外）", "（不含杭州）", "（除杭州市以外）"])
def test_cities_are_taken_out_of_their_province(without, library):
    rows, doubts = read(library, f"国内呼叫中心业务：江苏省、浙江省{without}")
    assert doubts == []
    coverage = rows[0]["coverage"]
    assert coverage[:3] == ["江苏省", "宁波市", "温州市"]
    assert not {"杭州市", "浙江省"}.intersection(coverage)
    assert read(library, f"国内呼叫中心业务：江苏省{without}")[0] == closed("B24-1")  # it was never in it


def test_a_coverage_of_which_nothing_is_left_is_no_coverage_without_limit(library):
    assert read(library, "国内呼叫中心业务：吉林省（吉林除外）")[0] == closed("B24-1")


@pytest.mark.parametrize(
    "coverage",
    ["中国（含港澳台）", "全国及港澳台地区", "全国（含香港、澳门、台湾）", "全国，含香港特别行政区和澳门"],
)
def test_regions_outside_that_a_license_takes_in_are_told(coverage, library):
    rows, (doubt,) = read(library, f"国内呼叫中心业务：{coverage}")
    assert rows == [row("B24-1", coverage=["全国"])]
    assert doubt == (
        "the coverage names Hong Kong, Macao or Taiwan (港澳台), where no license of the mainland holds: passed over"
    )


BUT_TIBET = [each for each in EVERY_REGION if each != "西藏自治区"]


@pytest.mark.parametrize(
    "text",
    [
        "国内呼叫中心业务、存储转发类业务；业务覆盖范围：全国（不含西藏）",
        "国内呼叫中心业务、存储转发类业务；业务覆盖范围：全国（除西藏）",
        "国内呼叫中心业务、存储转发类业务；业务覆盖范围：全国（除西藏自治区以外）",
        "国内呼叫中心业务、存储转发类业务；业务覆盖范围：中国境内（西藏除外）",
        "业务覆盖范围：全国（西藏除外）国内呼叫中心业务、存储转发类业务",
        "1.国内呼叫中心业务；2.存储转发类业务；业务覆盖范围：全国（不含西藏）",
        "国内呼叫中心业务、存储转发类业务；业务覆盖范围：全国，不含西藏",
        "国内呼叫中心业务、存储转发类业务；业务覆盖范围：31个省（自治区、直辖市）（不含：西藏）",
        "业务覆盖范围：全国（不含西藏）国内呼叫中心业务、存储转发类业务",
    ],
)
def test_regions_are_taken_out_for_every_service(text, library):
    rows = [row("B24-1", coverage=BUT_TIBET), row("B23", coverage=BUT_TIBET)]
    assert read(library, text) == (rows, [])


@pytest.mark.parametrize(
    "listed",
    [
        "1.全国2.北京市",
        "1、全国 2、北京市",
        "（1）全国；（2）北京市",
        "①全国②北京市",
        "一、全国二、北京市",
        "2.北京市1.全国",
    ],
)
def test_coverage_that_is_listed_by_number(listed, library):
    scope = "1.国内呼叫中心业务2.信息服务业务（不含互联网信息服务）；业务覆盖范围："
    rows = [row("B24-1", coverage=["全国"]), row("B25", "non-internet", coverage=["北京市"])]
    assert read(library, scope + listed) == (rows, [])


def test_coverage_by_numbers_that_no_service_has_is_for_none(library):
    scope = "1.国内呼叫中心业务2.存储转发类业务；业务覆盖范围："
    rows, doubts = read(library, f"{scope}1.北京3.全国")
    assert rows == closed("B24-1", "B23")
    assert doubts[0] == "it is not clear which service '全国' is for"
    rows, doubts = read(library, f"{scope}1.北京2.全国；天津")
    assert rows == closed("B24-1", "B23")
    assert doubts[0] == "it is not clear which service '天津' is for"
    rows, doubts = read(library, f"{scope}1.北京")
    assert rows == [row("B24-1", coverage=["北京市"]), *closed("B23")]
    assert doubts == [
        "'存储转发类业务' has no coverage, and other services have one",
        closing("存储转发类业务", "B23"),
    ]
    both = read(library, "国内呼叫中心业务、存储转发类业务；业务覆盖范围：1.北京2.全国")[0]
    assert both == closed("B24-1", "B23")


def test_more_services_than_a_license_has_are_not_read(library):
    rows, doubts = read(library, "国内呼叫中心业务；" * 301)
    assert rows == []
    assert doubts == ["the scope names 301 services, too many for a license: it is not read"]


def test_doubts_are_in_both_languages_and_few(library):
    rows, doubts = read_scope(";".join(f"某{number}项" for number in range(500)), library.catalogue)
    assert rows == []
    assert len(doubts) == 22
    assert doubts[-2].en == "480 more parts of the scope could not be read"
    assert all(doubt.zh != doubt.en for doubt in doubts)


HOSTILE = [
    "（",
    "()",
    "(仅限",
    "1",
    "1.",
    " ",
    "、",
    "一",
    "；",
    "信息服务业务、",
    "信息服务业务(a)",
    "北京、",
    "3省",
    "a;",
]


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", [*HOSTILE, "信息服务业务不含a、", "业务覆盖范围：", "全国（不含北京）", "不含", "B11"]
)
def test_a_hostile_field_takes_time_by_its_length(piece, library):
    for length in (20_000, 1_000_000):  # the second is longer than any scope is: it is said, and not read
        read_scope((piece * length)[:length], library.catalogue)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "国内呼叫中心业务：北京市；存储转发类业务：上海市。业务覆盖范围：全国",  # the label is for both
            [
                "'北京市；业务覆盖范围：全国' is not one coverage",
                "'上海市；业务覆盖范围：全国' is not one coverage",
            ],
        ),
        ("国内呼叫中心业务：北京市（不含西藏）", ["'西藏自治区' is taken out and not in it"]),
        ("国内呼叫中心业务（不含西藏）", ["'西藏' is taken out of no coverage"]),
    ],
)
def test_regions_that_contradict_others_close_the_service(text, said, library):
    rows, doubts = read(library, text)
    assert rows == closed(*(each["category"] for each in rows))
    for each in said:
        assert any(doubt.endswith(each) for doubt in doubts), each
