"""Licenses that nobody holds: Hypothesis strategies for License documents.

All companies, people, places and domains in them are made up. `printed`, of `layout`, gives the text of one as a scan
would have it, with what must come back from that text; which noise there may be, `scan` says.

The rules of a drawn license: the number's classes are those of its services; a provincial license covers its own region;
all rows of the scope say where they hold, or none does, for else a reader would ask whether something was lost; a name
that several services of the catalogue share is not used.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from layout import Draw, Printed, printed

from pytest_icplicense.library import Library
from pytest_icplicense.model.number import PLACES

__all__ = ["Draw", "Printed", "licenses", "printed"]

_NAMES = ("某甲", "某乙", "示例", "样本", "虚构", "某某", "Example", "Example Sample ")
_TRADES = ("网络科技", "信息技术", "云计算", "数据服务", "通信", "电子商务")
_ENDS = ("有限公司", "股份有限公司", "有限责任公司", "（集团）有限公司")
_PEOPLE = ("张某", "李某某", "欧阳某", "某甲·示例", "王小样", "赵某甲")
_FORMER = {"黔": "贵", "滇": "云", "陇": "甘"}
"""Second short names of places."""
_USUAL = ("B11", "B14", "B21", "B24-1", "B25")
"""What most licenses are for, and what their wordings limit in the most ways."""
_ITEMS = ("publishing", "search", "community", "instant-interaction", "protection")


def licenses(library: Library) -> st.SearchStrategy[dict[str, Any]]:
    """License documents: valid by the schema, without quotes and source."""
    return st.composite(_license)(library)


def _license(draw: Draw, library: Library) -> dict[str, Any]:
    place = draw(st.one_of(st.just(""), st.sampled_from(PLACES)))
    region = next(
        (each for each in library.catalogue.regions if each.place == _FORMER.get(place, place)), None
    )
    said = draw(st.booleans())
    of_one = rows(library, region.name.zh if region else None, said)
    scope = draw(st.lists(of_one, min_size=1, max_size=4, unique_by=_service))
    issued = draw(st.dates(date(2001, 1, 1), date(2029, 12, 31)))
    tree: dict[str, Any] = {"apiVersion": "icplicense/v1", "kind": "License"}
    tree["number"] = draw(_numbers(place, sorted({row["category"][:2] for row in scope})))
    tree["holder"] = draw(_companies())
    if person := draw(st.sampled_from([None, *_PEOPLE])):
        tree["legal_representative"] = person
    tree["subsidiaries"] = draw(st.lists(_companies(), max_size=3, unique=True))
    tree["issued"] = issued.isoformat()
    tree["expires"] = (issued + timedelta(days=draw(st.integers(1, 3650)))).isoformat()
    tree["scope"] = scope
    tree["sites"] = draw(st.lists(_sites(library), max_size=4))
    tree["provisions"] = draw(_provisions(library))
    return tree


def _service(row: dict[str, Any]) -> tuple[str, str]:
    return row["category"], row["limitation"]


@st.composite
def _numbers(draw: Draw, place: str, classes: list[str]) -> str:
    year, serial = draw(st.integers(1999, 2029)), draw(st.integers(0, 9999))
    if place and classes == ["B2"] and draw(st.booleans()):
        return f"{place}ICP证{year % 100:02}{serial:04}号"
    sub = draw(st.sampled_from(["", "", "-1", "-12"]))
    return f"{place}{'.'.join(classes)}-{year}{serial:04}{sub}"


@st.composite
def _companies(draw: Draw) -> str:
    name, trade, end = (draw(st.sampled_from(words)) for words in (_NAMES, _TRADES, _ENDS))
    return f"{name}{draw(st.sampled_from(['', '（北京）', '（某地）']))}{trade}{end}"


@st.composite
def _sites(draw: Draw, library: Library) -> dict[str, str]:
    label = draw(
        st.from_regex(r"[a-z0-9]([a-z0-9-]{0,9}[a-z0-9])?", fullmatch=True).filter(
            lambda made: made[2:4] != "--"
        )
    )
    domain = draw(
        st.sampled_from(
            [
                f"{label}.example.com",
                f"www.{label}.example",
                "示例.测试",
                f"某甲{label}.测试",
                f"{label}.example.cn",
            ]
        )
    )
    region = draw(st.sampled_from(library.catalogue.regions))
    number = draw(st.integers(1, 399))
    return {
        "name": draw(
            st.sampled_from(["示例网", "某甲官方网站", "Example Site 示例站", "样本（移动版）", "示例网2"])
        ),
        "domain": domain,
        "server_location": f"{region.name.zh}示例区样本路{number}号虚构园区{number % 9 + 1}号楼-示例机房",
        "access_provider": draw(_companies()),
    }


@st.composite
def rows(draw: Draw, library: Library, region: str | None, said: bool) -> dict[str, Any]:
    """One row of the scope: a category in some edition's wording, what limits it, and where it holds if that is said."""
    wordings = _wordings(library)
    usual = [each for each in wordings if each[0] in _USUAL]
    category, name = draw(st.one_of(st.sampled_from(usual), st.sampled_from(wordings)))
    row: dict[str, Any] = {"category": category, "limitation": "none", "excludes": [], "coverage": None}
    if category == "B25":
        tail = _limited(draw, row, name, library)
    elif category == "B11" and draw(st.booleans()):
        row["excludes"], tail = ["B11/resource-collaboration"], "（不含互联网资源协作服务）"
    elif category == "B21" and draw(st.booleans()):
        row["only"], tail = ["B21/e-commerce"], "（仅限经营类电子商务）"
    else:
        tail = ""
    which = {"B1": "第一类", "B2": "第二类"}.get(category[:2])
    row["text"] = (
        f"{draw(st.sampled_from(['', '', f'{which}增值电信业务中的']))}{name}{tail}" if which else name
    )
    if said:
        names = [each.name.zh for each in library.catalogue.regions]
        several = st.one_of(
            st.just(["全国"]), st.lists(st.sampled_from(names), min_size=1, max_size=5, unique=True)
        )
        row["coverage"] = [region] if region else draw(several)
    return row


def _wordings(library: Library) -> list[tuple[str, str]]:
    """Each service with each of its names that is no other service's as well."""
    found = [
        (service.id, name)
        for service in library.catalogue.services.values()
        if "/" not in service.id
        for name in (service.name.zh, *service.also)
        if "（" not in name
    ]
    times = Counter(name for _, name in found)
    return [(category, name) for category, name in found if times[name] == 1]


def _limited(draw: Draw, row: dict[str, Any], name: str, library: Library) -> str:
    """What stands behind 信息服务业务, and its meaning in the row."""
    way = draw(st.sampled_from(["whole", "internet", "other", "only"]))
    if "网信息服务" in name:
        row["limitation"], tail = "internet-only", ""
    elif way == "internet":
        row["limitation"], tail = "internet-only", "（仅限互联网信息服务）"
    elif way == "other":
        row["limitation"] = "non-internet"
        return "（不含互联网信息服务）"
    else:
        tail = ""
    items = draw(st.lists(st.sampled_from(_ITEMS), max_size=3, unique=True))
    if items:
        ids = [f"B25/{item}" for item in items]
        names = "、".join(library.catalogue.services[each].name.zh for each in ids)
        if way == "only" and row["limitation"] == "none":
            row["only"] = ids
            return f"（仅限{names}）"
        row["excludes"] = ids
        names = draw(st.sampled_from([names, "和".join(names.rsplit("、", 1))]))
        ways = ["{}不含{}", "{}（不含{}）", "{}(不含{})"] + (["{:.10}，不含{}）"] if tail else [])
        tail = draw(st.sampled_from(ways)).format(tail, names)
    return tail


@st.composite
def _provisions(draw: Draw, library: Library) -> list[str]:
    """The first so many of the known ones, or a choice of them; of all fifteenths, as licenses bind them, SP-15."""
    known = [each.id for each in library.provisions if each.text]
    items = [name for name in known if "." in name]
    if draw(st.booleans()):
        chosen = known[: draw(st.integers(1, len(known)))]
    else:
        picked = draw(st.sets(st.sampled_from(known), min_size=1))
        chosen = [name for name in known if name in picked]
    if set(items) <= set(chosen):
        return [*(name for name in chosen if "." not in name), "SP-15"]
    return chosen
