"""Sites against the annexe of the license."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_icplicense.documents import Place
from pytest_icplicense.model.capability import Shown
from pytest_icplicense.text import Text

SITE = {
    "domain": "ad.oceanengine.com",
    "name": "巨量引擎官方网站",
    "server_location": "北京市朝阳区酒仙桥路14号兆维工业园区-兆维机房",
    "access_provider": "北京快网科技有限公司",
}


@pytest.fixture
def held(library):
    return library.licenses["京B2-20181623"]


@pytest.fixture
def annexed(ruling):
    """Judges a field of a site."""

    def judge(field, site=SITE, **given):
        return ruling(
            "matches-annexe",
            site,
            {"field": field},
            "2022-06-01",
            of="Service",
            pointer="/sites/0",
            **given,
        )

    return judge


@pytest.mark.parametrize("domain", ["oceanengine.com", "ad.oceanengine.com", "AD.OCEANENGINE.COM."])
def test_a_licensed_domain_and_what_lies_below_it(annexed, domain):
    assert annexed("domain", {"domain": domain}).outcome == "passed"


def test_another_domain_is_told_with_those_that_there_are(annexed):
    (breach,) = annexed("domain", {"domain": "example.cn"}).breaches
    assert breach.pointer == "/sites/0/domain"
    assert breach.why == Text(
        "'example.cn' is neither a licensed domain (juliangyinqing.com, oceanengine.com) nor a subdomain of one",
        "“example.cn”既不是许可证载明的域名（juliangyinqing.com, oceanengine.com），也不是其子域名",
    )


@pytest.mark.parametrize(
    ("domain", "meant"),
    [("oceanengin.com", True), ("ocean-motor.com", False), ("shop.oceanengine.cn", False)],
)
def test_a_slip_of_the_pen_is_told_from_another_domain(annexed, domain, meant):
    (breach,) = annexed("domain", {"domain": domain}).breaches
    assert ("did you mean 'oceanengine.com'?" in breach.why.en) is meant
    assert ("是否应为“oceanengine.com”？" in breach.why.zh) is meant


def test_two_licenses_that_name_the_same_domain_list_it_once(annexed, held):
    (breach,) = annexed("domain", {"domain": "example.cn"}, licenses=(held, held)).breaches
    assert "(juliangyinqing.com, oceanengine.com)" in breach.why.en


@pytest.mark.parametrize(
    ("field", "en", "zh"),
    [
        ("name", "name", "网站名称"),
        ("server_location", "server location", "服务器放置地"),
        ("access_provider", "access provider", "网站接入服务提供单位"),
    ],
)
def test_each_field_is_that_of_the_domain(annexed, field, en, zh):
    licensed = SITE[field]
    assert annexed(field).outcome == "passed"
    assert annexed(field, {**SITE, field: f" {licensed}"}).outcome == "passed"
    (breach,) = annexed(field, {**SITE, field: "别处"}).breaches
    assert breach.pointer == f"/sites/0/{field}"
    assert breach.why == Text(
        f"'别处' is not the licensed {en} of oceanengine.com, '{licensed}'",
        f"“别处”与 oceanengine.com 的许可{zh}“{licensed}”不符",
    )
    (breach,) = annexed(field, {"domain": SITE["domain"]}).breaches
    assert breach.pointer == "/sites/0"
    assert breach.why == Text(
        f"'{field}' is missing; the license names '{licensed}'",
        f"缺少 {field}（{zh}）；许可证载明“{licensed}”",
    )


def test_of_two_licenses_for_a_domain_either_may_be_meant(annexed, held):
    moved = replace(held, sites=tuple(site._replace(name="巨量新站") for site in held.sites))
    for name in ("巨量引擎官方网站", "巨量新站"):
        assert annexed("name", {**SITE, "name": name}, licenses=(held, moved)).outcome == "passed"
    (breach,) = annexed("name", {**SITE, "name": "别处"}, licenses=(held, moved)).breaches
    assert breach.why.en.endswith(" of oceanengine.com, '巨量引擎官方网站 / 巨量新站'")


def test_of_a_domain_that_is_not_licensed_only_the_domain_is_a_finding(annexed):
    got = annexed("name", {**SITE, "domain": "example.cn"})
    assert got.outcome == "not-applicable"
    assert got.reason == Text(
        "the domain is not licensed, which is a finding of its own (SITE.1)", "域名未获许可，另见 SITE.1"
    )


def test_an_annexe_without_sites_sets_no_limit(annexed, held):
    got = annexed("domain", {"domain": "example.cn"}, licenses=(replace(held, sites=()),))
    assert got.outcome == "not-applicable"
    assert got.reason == Text("the license's annex names no site", "许可证附页未载明网站")


SHOWN = (Shown(Place("nginx.conf", 3, 34), "server_name x.cn"),)


@pytest.fixture
def served(annexed):
    """Judges x.cn, which files of the repository show with this confidence, beside what the manifest explains."""

    def judge(confidence, explained=(), shown=SHOWN):
        value = {"domain": "x.cn", "confidence": confidence}
        declared = {"capabilities": [{"detected": "x.cn", "is": word} for word in explained]}
        return annexed("domain", value, declared=declared, shown=shown)

    return judge


def test_a_domain_that_the_repository_shows_is_judged_as_one_that_is_declared(served):
    assert served("medium").outcome == "failed"
    assert served("medium", ["site-search"]).outcome == "failed"


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        (
            "internal",
            Text(
                "explained: only the operator's own staff and systems use it",
                "已说明：仅供本公司人员和系统使用",
            ),
        ),
        (
            "third-party",
            Text(
                "explained: somebody else's service, which this one only calls",
                "已说明：由第三方提供，本服务仅调用",
            ),
        ),
    ],
)
def test_a_shown_domain_may_be_explained(served, word, reason):
    got = served("medium", [word])
    assert (got.outcome, got.reason) == ("not-applicable", reason)


def test_a_shown_domain_of_an_example_is_not_served(served):
    got = served("low")
    assert got.outcome == "not-applicable"
    assert got.reason == Text("seen in examples or documentation only", "仅见于示例或文档")


def test_a_declared_domain_cannot_be_explained_away(served):
    assert served("low", ["internal"], shown=()).outcome == "failed"
