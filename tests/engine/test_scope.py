"""The main job: a service that exceeds its license fails, with the clause, the line and the remedy."""

from __future__ import annotations

import pytest


def test_the_example_is_in_order(project, outcomes):
    judgement = project.judge()
    assert judgement.problems == ()
    assert set(outcomes(judgement).values()) <= {"pending"}
    assert judgement.exit_code == 0


@pytest.mark.parametrize(
    ("kind", "needs"),
    [
        ("web-search", "B25/search"),
        ("image-search", "B25/search"),
        ("web-directory", "B25/search"),
        ("search-api", "B25/search"),
        ("direct-message", "B25/instant-interaction"),
        ("group-chat", "B25/instant-interaction"),
        ("chat-room", "B25/instant-interaction"),
        ("voice-call", "B25/instant-interaction"),
        ("video-call", "B25/instant-interaction"),
        ("ivr", "B25/non-internet"),
        ("phone-call", "A15"),
        ("marketplace", "B21/e-commerce"),
        ("conference", "B22/internet-conference"),
        ("sms", "B25/non-internet"),
        ("cdn", "B12"),
        ("hosting", "B11/data-centre"),
        ("vpn", "B13"),
        ("domain-resolution", "B26-1"),
    ],
)
def test_a_feature_outside_the_license_fails(project, outcomes, kind, needs):
    project.add_feature(kind)
    judgement = project.judge(project.service)
    failed = outcomes(judgement)
    assert failed["SP-02.2/feature-inside-license[ads-console:new]"] == "failed"
    assert failed["LIC.3/feature-inside-scope[ads-console:new]"] == "failed"
    (finding,) = next(
        verdict.findings
        for verdict in judgement.verdicts
        if verdict.case.id == "SP-02.2/feature-inside-license[ads-console:new]"
    )
    assert f"feature 'new' ({kind}) needs {needs}, which 京B2-20181623 " in finding.message.en
    assert finding.place[1:] == (25, 5)
    assert needs in finding.message.zh
    assert judgement.exit_code == 1


@pytest.mark.parametrize("kind", ["forum", "comments", "virus-scan"])
def test_a_feature_that_implies_an_undeclared_item_is_a_service_in_disguise(project, outcomes, kind):
    project.add_feature(kind)
    failed = outcomes(project.judge(project.service))
    assert failed["SP-02.2/feature-declared[ads-console:new]"] == "failed"
    assert "SP-02.2/feature-inside-license[ads-console:new]" not in failed


@pytest.mark.parametrize("kind", ["site-search", "customer-service-chat", "own-shop"])
def test_a_look_alike_that_needs_nothing_passes(project, outcomes, kind):
    project.add_feature(kind)
    assert set(outcomes(project.judge(project.service)).values()) <= {"pending"}


def test_what_is_excluded_fails_by_its_item_too(project, outcomes):
    project.change("ads-console.icp.yaml", "items: [B25/publishing]", "items: [B25/publishing, B25/search]")
    failed = outcomes(project.judge(project.service))
    assert {name.partition("/")[0] for name in failed if failed[name] == "failed"} == {
        "LIC.3",
        "SP-02.1",
        "SP-15.1.1",
    }


@pytest.mark.parametrize(
    ("old", "new", "failing"),
    [
        ("domain: www.juliangyinqing.com", "domain: juliang.example.cn", "SITE.1/domain-licensed"),
        ("    name: 巨量引擎\n", "    name: 巨量社区\n", "SITE.2/name-licensed"),
    ],
)
def test_the_annexe_binds_each_site(project, outcomes, old, new, failing):
    project.change("ads-console.icp.yaml", old, new)
    failed = [name.partition("[")[0] for name in outcomes(project.judge(project.service))]
    assert failing in failed


@pytest.mark.parametrize(("field", "check"), [("server_location", "SITE.3"), ("access_provider", "SITE.4")])
def test_a_moved_server_and_another_provider_fail(project, outcomes, field, check):
    text = project.service.read_text(encoding="utf-8")
    lines = [
        f"    {field}: 天津某处" if line.startswith(f"    {field}:") else line for line in text.splitlines()
    ]
    project.service.write_text("\n".join(lines), encoding="utf-8")
    failed = outcomes(project.judge(project.service))
    found = [name for name in failed if name.startswith(check) and failed[name] == "failed"]
    assert (
        len(
            [
                name
                for name in found
                if "-licensed[ads-console:www" in name or "-licensed[ads-console:ad." in name
            ]
        )
        == 2
    )


def test_widths_and_spaces_do_not_make_another_site(project, outcomes):
    project.change("ads-console.icp.yaml", "    name: 巨量引擎\n", "    name: 巨量 引擎\n")
    assert "failed" not in outcomes(project.judge(project.service)).values()


@pytest.mark.parametrize(
    ("as_of", "failed"), [("2023-09-12", False), ("2023-09-13", True), ("2021-10-01", True)]
)
def test_an_expired_license_fails(project, outcomes, as_of, failed):
    found = outcomes(project.judge(project.service, as_of=as_of))
    assert (found.get("LIC.4/in-force[ads-console]") == "failed") is failed


def test_another_operator_fails_and_the_line_is_the_operators(project):
    project.change(
        "operator.icp.yaml", "name: 北京巨量引擎网络技术有限公司", "name: 上海某某信息技术有限公司"
    )
    judgement = project.judge(project.service)
    (finding,) = [
        finding
        for verdict in judgement.verdicts
        if verdict.case.check.clause.id == "LIC.2"
        for finding in verdict.findings
    ]
    assert finding.document.path == "operator.icp.yaml"
    assert finding.place[1:] == (4, 1)


def test_the_coverage_is_not_applicable_where_the_license_names_no_region(project):
    (verdict,) = [v for v in project.judge(project.service).verdicts if v.case.check.clause.id == "SP-02.3"]
    assert verdict.outcome == "not-applicable"
    assert verdict.reason.en == "the license names no region, so it sets no limit to judge"
    assert verdict.reason.zh == "许可证未载明覆盖地区，无从判断是否超出"


def test_conditional_provisions_apply_the_moment_the_service_offers_what_they_are_about(project):
    def search(judgement):
        return {v.case.id: v.outcome.value for v in judgement.verdicts if v.case.id.startswith("SP-15.12")}

    assert set(search(project.judge(project.service)).values()) == {"not-applicable"}
    project.add_feature("web-search")
    assert set(search(project.judge(project.service)).values()) == {"pending"}  # of which nothing is said yet
