"""Facts that files show, held against the manifest: what contradicts fails at its line, what bears out is an artifact."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from pytest_icplicense.api import judge
from pytest_icplicense.library import load, shipped
from pytest_icplicense.model.proof import Proof
from pytest_icplicense.rules import observed_place

LOGS = 'resource "alicloud_log_store" "login" {\n  retention_period = %s\n}\n'
CATALOGUE = load().catalogue
REASON = "只存构建日志，不含用户记录"


@pytest.fixture
def example(tmp_path, monkeypatch):
    root = tmp_path / "example"
    shutil.copytree(shipped("example_project"), root, ignore=shutil.ignore_patterns("scenarios"))
    monkeypatch.chdir(root)
    return root


def judged(check: str):
    report = judge(as_of=date(2022, 6, 1))
    assert not report.problems
    return [each for each in report.results if each.criterion.name == check], report


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def add(manifest: str, text: str) -> None:
    with open(manifest, "a", encoding="utf-8") as file:
        file.write(text)


def test_what_contradicts_fails_at_its_line_and_names_both_places(example):
    write("infra/logs.tf", LOGS % 7)
    (supports, fails), report = judged("log-retention-as-declared")
    assert (supports.outcome, fails.outcome) == ("passed", "failed")
    (finding,) = fails.findings
    assert str(finding.place) == "infra/logs.tf:2:3"
    assert "operator.icp.yaml:58:8" in finding.message.en
    assert report.tally.proofs.kinds["SP-09.2"] is Proof.NONE


def test_what_bears_out_turns_declared_into_an_artifact_and_nothing_leaves_it(example):
    _, report = judged("log-retention-as-declared")
    assert report.tally.proofs.kinds["SP-09.2"] is Proof.ARTEFACT
    assert report.tally.proofs.kinds["SITE.3"] is Proof.ARTEFACT
    Path("deploy/logs-lifecycle.json").unlink()
    (absent,), report = judged("log-retention-as-declared")
    assert absent.outcome == "not-applicable"
    assert report.tally.proofs.kinds["SP-09.2"] is Proof.DECLARED


def test_a_value_that_is_only_the_most_contradicts_and_never_bears_out(example):
    Path("deploy/logs-lifecycle.json").unlink()
    logback = (
        "<configuration><appender name='ACCESS'><rollingPolicy><fileNamePattern>access.%d.log</fileNamePattern>"
        "<maxHistory>{}</maxHistory><totalSizeCap>20GB</totalSizeCap></rollingPolicy></appender></configuration>"
    )
    write("src/main/resources/logback.xml", logback.format(30))
    (fails,), _ = judged("log-retention-as-declared")
    assert fails.outcome == "failed"
    write("src/main/resources/logback.xml", logback.format(400))
    (unsettled,), report = judged("log-retention-as-declared")
    assert unsettled.outcome == "pending"
    assert str(unsettled.place).startswith("src/main/resources/logback.xml:1:")
    assert unsettled.reason.en.startswith("400 is the most here (days of log files: 400), and less")
    assert str(unsettled.place) in [str(each.place) for each in report.warnings]
    write(
        "src/main/resources/logback.xml", logback.format(400).replace("totalSizeCap", "cleanHistoryOnStart")
    )
    (supports,), _ = judged("log-retention-as-declared")
    assert supports.outcome == "passed"


@pytest.mark.parametrize(
    ("manifest", "row", "outcome", "holds"),
    [
        ("operator", "path: infra/logs.tf, is: not-user-logs", "not-applicable", "passed"),
        ("ads-console", "path: infra/logs.tf, value: 7, is: not-user-logs", "not-applicable", "passed"),
        ("ads-console", "path: infra/logs.tf, value: 8, is: not-user-logs", "failed", "failed"),
        ("operator", "path: infra/gone.tf, is: not-user-logs", "failed", "failed"),
    ],
)
def test_an_explanation_in_either_manifest_counts_if_it_matches(example, manifest, row, outcome, holds):
    write("infra/logs.tf", LOGS % 7)
    add(f"{manifest}.icp.yaml", f"observed:\n  - {{fact: log-retention, {row}, reason: {REASON}}}\n")
    (_, judged_fact), report = judged("log-retention-as-declared")
    assert judged_fact.outcome == outcome
    name = "observed-explanation-holds" if manifest.startswith("ads") else "operator-explanation-holds"
    (told,) = (each for each in report.results if each.criterion.name == name)
    assert told.outcome == holds
    if "value: 8" in row:
        assert "'infra/logs.tf' shows log-retention = 7, not 8" in told.findings[0].message.en


def test_logrotate_whose_files_may_be_rotated_earlier_keeps_days_at_most(example):
    rotated = "/var/log/nginx/*.log {{\n  daily\n  maxsize 100M\n  rotate {}\n}}\n"
    for days, outcome in ((30, "failed"), (400, "pending")):
        write("etc/logrotate.d/nginx", rotated.format(days))
        (_, case), _ = judged("log-retention-as-declared")
        assert (case.outcome, str(case.place)) == (outcome, "etc/logrotate.d/nginx:4:3")


def test_a_statement_that_does_not_settle_it_leaves_it_open(example):
    operator = Path("operator.icp.yaml")
    text = operator.read_text(encoding="utf-8")
    operator.write_text(
        text.replace("transmission: 全程 TLS 1.2 及以上", "transmission: 专线传输，逐月核查"),
        encoding="utf-8",
    )
    write("deploy/m.conf", "server {\n  listen 80;\n  server_name ad.oceanengine.com;\n}\n")
    (case,), _ = judged("traffic-encrypted-as-declared")
    assert (case.outcome, case.open) == ("pending", True)
    assert "deploy/m.conf" in case.id


def test_servers_elsewhere_fail_and_an_unknown_region_is_open(example):
    regions = {
        "a": ("alicloud", "cn-beijing"),
        "b": ("aws", "cn-northwest-1"),
        "c": ("alicloud", "cn-nowhere-9"),
    }
    for name, (provider, region) in regions.items():
        write(f"infra/{name}/main.tf", f'provider "{provider}" {{\n  region = "{region}"\n}}\n')
    cases, _ = judged("server-region-licensed")
    assert [each.outcome for each in cases] == ["passed", "passed", "failed", "pending"]
    assert "ads-console.icp.yaml:11:5" in cases[2].findings[0].message.en


@pytest.mark.parametrize(
    ("cloud", "region", "address", "same"),
    [
        ("alicloud", "cn-beijing", "北京市朝阳区酒仙桥路14号", True),
        ("huaweicloud", "cn-north-4", "北京朝阳区", True),
        (None, "cn-north-1", "北京市", True),
        ("aws", "cn-north-1", "北京市", True),
        ("baiducloud", "bj", "北京市", True),
        ("alicloud", "cn-zhangjiakou", "北京市", False),
        ("tencentcloud", "ap-guangzhou", "广东省深圳市南山区", False),
        ("tencentcloud", "ap-guangzhou", "广东省", True),
        ("alicloud", "cn-hangzhou", "杭州市余杭区", True),
        ("volcengine", "cn-shanghai", "上海市", True),
    ],
)
def test_regions_are_compared_by_province_and_city(cloud, region, address, same):
    where = observed_place.where(CATALOGUE, region, cloud)
    assert observed_place.same(CATALOGUE.place_of_address(where), CATALOGUE.place_of_address(address)) is same


@pytest.mark.parametrize(
    ("address", "region", "city"),
    [
        ("海南藏族自治州共和县某数据中心", "青海", "海南州"),
        ("海南省海口市", "海南", "海口"),
        ("吉林市船营区", "吉林", "吉林"),
        ("中国上海市浦东新区", "上海", ""),
    ],
)
def test_an_address_begins_with_a_province_or_with_the_full_name_of_a_city(address, region, city):
    place = CATALOGUE.place_of_address(address)
    assert (place.region.short, place.city) == (region, city)


def test_an_address_without_its_province_may_be_anywhere():
    assert CATALOGUE.place_of_address("朝阳区酒仙桥路14号") is None


def test_a_domain_in_dns_is_held_against_the_annex(example):
    record = 'resource "alicloud_alidns_record" "w" {\n  domain_name = "%s"\n  rr = "www"\n  type = "A"\n}\n'
    write("infra/dns.tf", record % "juliang-new.cn")
    cases, _ = judged("served-domain-licensed")
    (failed,) = (each for each in cases if each.outcome == "failed")
    assert str(failed.findings[0].place) == "infra/dns.tf:3:3"
    assert "www.juliang-new.cn" in failed.id


def test_a_domain_that_is_explained_in_each_file_that_shows_it_is_held_against_nothing(example):
    write("deploy/CNAME", "shop.lvzhou-shop.cn\n")
    explained = "{fact: served-domain, path: %s, is: internal, reason: 仅供员工使用，公众无法访问}"
    add("operator.icp.yaml", f"observed:\n  - {explained % 'deploy/CNAME'}\n")
    for check in ("served-domain-licensed", "served-domain-named"):
        assert not any("shop.lvzhou-shop.cn" in each.id for each in judged(check)[0])
    write("deploy/shop.conf", "server {\n  listen 443 ssl;\n  server_name shop.lvzhou-shop.cn;\n}\n")
    cases, _ = judged("served-domain-licensed")
    assert [each.id.endswith("shop.lvzhou-shop.cn]") for each in cases if each.outcome == "failed"] == [True]


def test_a_file_that_cannot_be_read_is_a_warning(example):
    write("infra/bad.tf", 'resource "alicloud_log_store" "login" {\n  retention_period = = 3\n}\n')
    _, report = judged("log-retention-as-declared")
    assert any(each.path == "infra/bad.tf" and "no HCL" in each.message.en for each in report.warnings)
