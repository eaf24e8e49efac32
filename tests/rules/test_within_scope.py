"""Services, features and regions against what the licenses allow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_icplicense.text import Text

NUMBER = "京B2-20181623"


@pytest.fixture
def held(library):
    return library.licenses[NUMBER]


@pytest.fixture
def within(ruling):
    """Judges an aspect of a subject: a service of the catalogue, a feature, or a region."""

    def judge(aspect, subject, *, items=("B25/publishing",), features=(), pointer="/features/0", **given):
        declared = {"items": list(items), "features": list(features), "capabilities": []}
        parameters = {"aspect": aspect, **given.pop("parameters", {})}
        return ruling(
            "within-scope",
            subject,
            parameters,
            "2022-06-01",
            of="Service",
            pointer=pointer,
            declared=declared,
            **given,
        )

    return judge


def test_a_service_that_the_license_excludes(within):
    assert within("licensed", "B25/publishing", pointer="/items/0").outcome == "passed"
    (breach,) = within("licensed", "B25/search", pointer="/items/0").breaches
    assert breach.pointer == "/items/0"
    assert breach.why == Text(f"{NUMBER} excludes", f"{NUMBER} 明确不含该业务")
    assert dict(breach.values) == {
        "needs": Text("B25/search", "B25/search"),
        "item": Text(
            "information search and enquiry services (B25/search)", "信息搜索查询服务（B25/search）"
        ),
    }


def test_a_feature_is_judged_by_the_services_that_it_needs(within):
    assert within("licensed", {"kind": "article"}).outcome == "passed"
    (breach,) = within("licensed", {"kind": "web-search"}).breaches
    assert breach.pointer == "/features/0/kind"
    assert breach.why.en == f"{NUMBER} excludes"
    assert dict(breach.values)["needs"] == Text("B25/search", "B25/search")


def test_a_feature_that_needs_nothing_is_licensed_and_need_not_be_declared(within):
    assert within("licensed", {"kind": "site-search"}).outcome == "passed"
    got = within("declared", {"kind": "site-search"})
    assert got.outcome == "not-applicable"
    assert got.reason.en.startswith(
        "site search needs no telecom service: Users search only what the operator"
    )
    assert got.reason.zh.startswith("站内搜索不需要许可项目：用户检索的只是经营者自己发布的内容")


@pytest.mark.parametrize(
    ("items", "outcome"),
    [
        (["B25/community"], "passed"),
        (["B25"], "passed"),
        (["B25/publishing"], "failed"),
        ([], "failed"),
        (["B21", "B25/community"], "passed"),
    ],
)
def test_what_a_feature_needs_is_declared_by_itself_or_with_all_of_its_category(within, items, outcome):
    assert within("declared", {"kind": "forum"}, items=items).outcome == outcome


def test_what_is_not_declared_is_told_by_name(within):
    (breach,) = within("declared", {"kind": "forum"}).breaches
    assert breach.pointer == "/features/0/kind"
    assert breach.why == Text("'items' does not declare B25/community", "items 中未申报 B25/community")
    assert {name: text.en for name, text in breach.values} == {
        "needs": "B25/community",
        "item": "information community platform services (B25/community)",
    }


def test_what_is_not_licensed_need_not_be_declared_as_well(within):
    got = within("declared", {"kind": "web-search"})
    assert got.outcome == "not-applicable"
    assert got.reason == Text("not licensed at all, which is a finding of its own", "根本未获许可，另行报告")


def test_another_field_may_stand_for_a_kind(within):
    """A facility of the operator's network is judged as the feature that it amounts to."""
    as_kinds = {"parameters": {"field": "use", "kinds": {"cdn": "cdn", "pages": "article"}}}
    assert within("licensed", {"use": "pages"}, **as_kinds).outcome == "passed"
    (breach,) = within("licensed", {"use": "cdn"}, **as_kinds).breaches
    assert breach.pointer == "/features/0/use"
    got = within("licensed", {"use": "server"}, **as_kinds)
    assert got.outcome == "not-applicable"
    assert got.reason == Text("no telecom service of its own", "本身不构成电信业务")


@pytest.fixture
def covered(within, held):
    """Judges a region, where lines of the scope name these regions; None: a line names none."""

    def judge(region, *coverages, items=("B25/publishing",), features=()):
        (line,) = held.scope
        scope = tuple(line._replace(coverage=coverage) for coverage in coverages)
        return within(
            "coverage",
            region,
            items=items,
            features=features,
            pointer="/regions/0",
            licenses=(replace(held, scope=scope),),
        )

    return judge


@pytest.mark.parametrize(
    ("region", "coverages", "outcome"),
    [
        ("北京市", [("北京市",)], "passed"),
        ("110000", [("北京",)], "passed"),
        ("上海市", [("全国",)], "passed"),
        ("上海市", [("北京市", "上海")], "passed"),
        ("上海市", [("北京市",), ("上海市",)], "passed"),
        ("上海市", [("北京市",)], "failed"),
        ("上海市", [("北京市",), None], "not-applicable"),
        ("上海市", [None], "not-applicable"),
        ("上海市", [()], "failed"),
    ],
)
def test_a_region_is_covered_by_some_line_of_the_scope(covered, region, coverages, outcome):
    assert covered(region, *coverages).outcome == outcome


def test_a_region_outside_is_told_with_what_is_covered(covered):
    (breach,) = covered("上海市", ("北京市", "天津市"), ("北京市",)).breaches
    assert breach.pointer == "/regions/0"
    assert breach.why == Text(
        "is outside the coverage of information publishing platform and delivery services (B25/publishing):"
        " 北京市, 天津市",
        "超出信息发布平台和递送服务（B25/publishing）的覆盖范围：北京市, 天津市",
    )


def test_each_service_that_is_offered_must_be_covered(covered):
    both = {"items": ["B25/publishing"], "features": [{"id": "talk", "kind": "forum"}]}
    got = covered("上海市", ("北京市",), **both)
    assert [breach.why.en.partition("(")[2] for breach in got.breaches] == [
        "B25/publishing): 北京市",
        "B25/community): 北京市",
    ]


def test_a_service_that_is_not_licensed_has_no_coverage_to_exceed(covered):
    got = covered("上海市", ("北京市",), items=["B25/search"])
    assert got.outcome == "not-applicable"
    after = covered("上海市", ("北京市",), items=["B25/search", "B25/publishing"])
    assert [breach.why.en.partition("(")[2] for breach in after.breaches] == ["B25/publishing): 北京市"]


def test_a_line_that_does_not_allow_the_service_covers_no_region_for_it(within, held):
    (line,) = held.scope
    here = line._replace(only=("B25/community",), coverage=("上海市",))
    there = line._replace(coverage=("北京市",))
    licenses = (replace(held, scope=(here, there)),)
    assert within("coverage", "北京市", licenses=licenses).outcome == "passed"
    assert within("coverage", "上海市", licenses=licenses).outcome == "failed"


def test_without_a_region_in_the_license_there_is_no_limit(covered):
    assert covered("上海市", None).reason == Text(
        "the license names no region, so it sets no limit to judge", "许可证未载明覆盖地区，无从判断是否超出"
    )


def test_what_is_no_region_cannot_be_matched(covered):
    (breach,) = covered("华北", ("北京市",)).breaches
    assert breach.pointer == "/regions/0"
    assert breach.why == Text(
        "is not the name or code of a provincial region, so it cannot be matched with the coverage",
        "不是省级行政区的名称或代码，无法与覆盖范围比对",
    )
    assert breach.remedy == Text(
        "Write each provincial region by itself, by name or code: 北京市, 北京 or 110000.",
        "请逐一写明省级行政区的名称或代码，如北京市、北京或 110000。",
    )
