"""`icplicense diff`: what a change does, told from a commit and the working tree of a real git repository."""

from __future__ import annotations

import re
import subprocess
from functools import partial

import pytest
from repository import HOMEPAGE, NUMBER, WEB, commit, git, ids, scope

from pytest_icplicense.cli import main
from pytest_icplicense.library import shipped


@pytest.mark.slow
def test_search_is_added(here, capsys):
    here.add_feature("web-search", "web")
    assert main(["diff", "--base", "HEAD"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[:3] == [
        "ads-console.icp.yaml: ads-console",
        "  + feature web (web-search) ads-console.icp.yaml:24:5",
        "newly failing: 2",
    ]
    line = out.index(
        "ads-console.icp.yaml:25:5: SP-02.2 critical feature 'web' (web-search) needs B25/search,"
        " which 京B2-20181623 excludes"
    )
    assert out[line + 2].startswith("  > 25 |     kind: web-search")
    assert out[line + 4].startswith("  remedy: Take the feature out")
    assert out[line + 5] == "  and 1 more follows: LIC.3"
    assert out[-2].endswith(", as of 2022-06-01: 2 newly failing, 0 newly fixed")
    assert out[-1] == "✗ 1 problem (1 critical) in 1 file · outside 京B2-20181623"


@pytest.mark.slow
def test_in_chinese(here, capsys):
    here.add_feature("web-search", "web")
    assert main(["diff", "--lang", "zh"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[1] == "  + 功能 web (web-search) ads-console.icp.yaml:24:5"
    assert out[2] == "新增不合规：2"
    assert "新增不合规 2 项，新近改正 0 项" in out[-2]


@pytest.mark.slow
def test_output_is_laid_out_as_check_lays_it_out(here, capsys):
    """A line for everything with its place, or by file; JSON and Markdown have no layout."""
    here.add_feature("web-search", "web")
    here.change("operator.icp.yaml", "submitted: 2022-03-11", "submitted: 2022-04-11")
    assert main(["diff", "--output-format", "concise", "--lang", "zh"]) == 1
    *lines, closing, verdict = capsys.readouterr().out.splitlines()
    assert lines == [
        "ads-console.icp.yaml:24:5: + 功能 web (web-search)",
        "ads-console.icp.yaml:25:5: LIC.3 critical 功能“web”（web-search）属于信息搜索查询服务（B25/search），"
        f"但 {NUMBER} 明确不含该业务",
        f"ads-console.icp.yaml:25:5: SP-02.2 critical 功能“web”（web-search）需要 B25/search，而 {NUMBER} 明确不含该业务",
        "operator.icp.yaml:93:18: SP-14.1 major 许可证年报：2022-04-11 不在 2022-01-01 至 2022-03-31 之内",
    ]
    assert "新增不合规 3 项" in closing
    assert verdict == f"✗ 2 个文件中有 2 个问题（关键 1 个） · 超出 {NUMBER} 的许可范围"
    assert main(["diff", "--output-format", "grouped", "--lang", "zh"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert [line for line in out if line.endswith(".yaml:")] == [
        "ads-console.icp.yaml:",
        "operator.icp.yaml:",
    ]
    assert "  24:5: + 功能 web (web-search)" in out
    assert any(line.startswith("  25:5: LIC.3 关键 功能“web”") for line in out)
    assert main(["diff", "--verbose"]) == 1
    assert capsys.readouterr().out.count("  remedy: ") == 3
    assert main(["diff", "--format", "json", "--output-format", "concise"]) == 2
    assert "lay out text, not 'json'" in capsys.readouterr().err


def test_what_is_gone_stands_at_the_first_line(here, capsys):
    here.change("ads-console.icp.yaml", "  - id: campaign-push\n    kind: push\n", "")
    assert main(["diff", "--output-format", "concise"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first == "ads-console.icp.yaml:1:1: - feature campaign-push (push)"


@pytest.mark.slow
def test_nothing_has_changed(here, capsys):
    assert main(["diff"]) == 0
    line, verdict = capsys.readouterr().out.splitlines()
    assert line.startswith("nothing has changed since HEAD (")
    assert verdict.startswith("✓ inside 京B2-20181623 as of 2022-06-01")


def test_what_was_said_and_is_said_no_more_is_not_open(here, report):
    """Silence from the beginning is open; what was taken out fails."""
    text = (here.root / "operator.icp.yaml").read_text(encoding="utf-8")
    before, _, rest = text.partition("\nsecurity:\n")
    after = re.sub(r"\A(?: .*\n|\n)+", "", rest)
    (here.root / "operator.icp.yaml").write_text(f"{before}\n{after}", encoding="utf-8")
    code, told = report()
    assert code == 1
    failing = {case["id"].partition("/")[0] for case in told["newly_failing"]}
    assert {"SP-15.6.1", "SP-15.6.2", "SP-15.7.1"} <= failing
    assert main(["check"]) == 0


@pytest.mark.slow
def test_search_is_taken_out_again(here, report):
    here.add_feature("web-search", "web")
    commit(here.root)
    git("checkout", "--quiet", "HEAD~1", "--", ".", folder=here.root)
    code, told = report()
    assert code == 0
    assert WEB in ids(told["newly_fixed"])
    (case,) = (case for case in told["newly_fixed"] if case["id"] == WEB)
    assert (case["before"], case["after"]) == ("failed", None)
    assert scope(told["manifests"][0]) == [("removed", "feature", "web")]


@pytest.mark.slow
def test_what_failed_before_and_fails_still_is_no_news(here, report):
    here.add_feature("web-search", "web")
    commit(here.root)
    here.change("ads-console.icp.yaml", "  - id: campaign-push\n    kind: push\n", "")
    code, told = report()
    assert code == 0
    assert told["newly_failing"] == []
    assert told["summary"]["failing_as_before"] == 2
    assert scope(told["manifests"][0]) == [("removed", "feature", "campaign-push")]


@pytest.mark.slow
def test_a_failing_case_that_fails_for_another_reason(here, report, capsys):
    here.add_feature("web-search", "web")
    commit(here.root)
    here.change("ads-console.icp.yaml", "kind: web-search", "kind: direct-message")
    code, told = report()
    assert code == 1
    assert WEB not in ids(told["newly_failing"])
    assert WEB in ids(told["failing_for_more_reasons"])
    (case,) = (each for each in told["failing_for_more_reasons"] if each["id"] == WEB)
    assert (case["before"], case["after"]) == ("failed", "failed")
    assert [each["line"] for each in case["findings"]] == [25]
    assert main(["diff"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert "failing for more reasons: 2" in out
    assert ", 2 failing for more reasons, " in out[-2]
    assert main(["diff", "--lang", "zh", "--format", "markdown"]) == 1
    assert "### 不合规原因增加 (2)\n" in capsys.readouterr().out


@pytest.mark.slow
def test_one_reason_more_is_told_alone(here, report):
    owner, evidence = "owner: 法务部 王芳, evidence: evidence/duty.md, ", "evidence: evidence/duty.md, "
    here.change("operator.icp.yaml", owner, evidence)
    commit(here.root)
    here.change("operator.icp.yaml", f"SP-01.2, {evidence}", "SP-01.2, ")
    code, told = report()
    assert (code, told["newly_failing"]) == (1, [])
    (case,) = told["failing_for_more_reasons"]
    assert [each["message"].rpartition(": ")[2] for each in case["findings"]] == ["'evidence' is missing"]
    assert told["summary"]["failing_as_before"] == 0


OPERATOR, SERVICE = "operator.icp.yaml", "ads-console.icp.yaml"
REPORT = "  - {year: 2022, submitted: 2022-03-11}\n"
LATE = "  - {year: 2022, submitted: 2022-05-11}\n"
PARTS = "      - numbering-resources\n      - tariffs\n      - market\n      - service-quality\n"
FEWER = "      - service-quality\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(
            (OPERATOR, "answered: 2022-04-08", "answered: 2022-05-01"),
            (OPERATOR, "received: 2022-04-01", "received: 2022-04-04"),
            id="other days, and no note on a Saturday",
        ),
        pytest.param(
            (OPERATOR, "retention_days: 180", "retention_days: 90"),
            (OPERATOR, "retention_days: 90", "retention_days: 7"),
            id="another number",
        ),
        pytest.param(
            (OPERATOR, REPORT, LATE),
            (OPERATOR, LATE, f"  - {{year: 2020, submitted: 2020-02-11}}\n{LATE}"),
            id="a moved index",
        ),
        pytest.param(
            (OPERATOR, PARTS, FEWER), (OPERATOR, FEWER, f"      - tariffs\n{FEWER}"), id="less is missing"
        ),
        pytest.param(
            (SERVICE, "price: pro, ", "price: prox, "),
            (SERVICE, "- id: pro\n", "- id: basic\n"),
            id="nothing to guess any more",
        ),
        pytest.param(
            (OPERATOR, "covers: [ads-console,", "covers: [other,"),
            (SERVICE, "\nname: ads-console\n", "\nname: ads\n"),
            id="a renamed manifest",
        ),
    ],
)
def test_the_same_reason_in_other_words_is_no_news(here, report, before, now):
    here.change(*before)
    commit(here.root)
    here.change(*now)
    code, told = report()
    assert (code, told["newly_failing"], told["failing_for_more_reasons"]) == (0, [], [])
    assert told["summary"]["failing_as_before"] >= 1


@pytest.mark.slow
def test_reasons_that_differ_in_figures_only_are_counted(here, report):
    """A report outside its time for a year, and then a second one for the year: one reason more."""
    here.change(OPERATOR, REPORT, LATE)
    commit(here.root)
    here.change(OPERATOR, LATE, LATE + LATE.replace("05-11", "05-12"))
    code, told = report()
    assert code == 1
    (case,) = told["failing_for_more_reasons"]
    assert len(case["findings"]) == 1


@pytest.mark.slow
def test_a_part_more_that_nobody_attests(here, report):
    here.change("operator.icp.yaml", "      - numbering-resources\n", "")
    commit(here.root)
    here.change("operator.icp.yaml", "      - tariffs\n", "")
    code, told = report()
    assert (code, len(told["failing_for_more_reasons"])) == (1, 1)


@pytest.mark.slow
def test_the_same_words_about_another_document(here, report):
    """The service's own attestation named no owner; now the operator's does not, and the service has none."""
    line = "  - {clause: SP-15.3.2, owner: 法务部 王芳, evidence: evidence/content-rules.md, reviewed: 2022-03-08}\n"
    nobody = line.replace("owner: 法务部 王芳, ", "")
    here.change(SERVICE, line, nobody)
    commit(here.root)
    here.change(SERVICE, nobody, "")
    here.change(OPERATOR, "attestations:\n", f"attestations:\n{nobody}")
    code, told = report()
    assert code == 1
    (case,) = told["failing_for_more_reasons"]
    (finding,) = case["findings"]
    assert (finding["path"], finding["message"].rpartition(": ")[2]) == (
        "operator.icp.yaml",
        "'owner' is missing",
    )


OWN_POLICY = """\
apiVersion: icplicense/v1
kind: Provision
id: SP-16
title: {en: Own rule, zh: 自定规定}
text: 十六、自定规定。
clauses:
  - id: SP-16.1
    quote: 自定规定
    how: [declared]
    means: {en: Own rule, zh: 自定规定}
    checks:
      - id: numbers-its-features
        level: critical
        of: Service
        require: {required: [numbering]}
        message: {en: "features have no numbers: {why}", zh: "功能没有编号：{why}"}
        remedy: {en: Number them., zh: 请编号。}
        violations: [{patch: [{op: remove, path: /changes}]}]
"""


@pytest.mark.slow
def test_a_policy_s_new_words_are_no_new_reason(here, report):
    here.change("pyproject.toml", 'lang = "en"\n', 'lang = "en"\npolicies = ["own"]\n')
    (here.root / "own").mkdir()
    policy = here.root / "own/house.yaml"
    policy.write_text(OWN_POLICY, encoding="utf-8")
    commit(here.root)
    reworded = OWN_POLICY.replace("features have no numbers", "number the features")
    policy.write_text(reworded, encoding="utf-8")
    code, told = report()
    assert (code, told["failing_for_more_reasons"], told["summary"]["failing_as_before"]) == (0, [], 1)
    policy.write_text(reworded.replace("[numbering]", "[numbering, lettering]"), encoding="utf-8")
    code, told = report()
    assert code == 1
    (case,) = told["failing_for_more_reasons"]
    assert [each["message"] for each in case["findings"]] == ["number the features: 'lettering' is missing"]


@pytest.mark.slow
def test_a_feature_of_another_kind(here, report):
    here.change("ads-console.icp.yaml", "kind: site-search", "kind: web-search")
    code, told = report()
    assert code == 1
    (entry,) = told["manifests"][0]["scope"]
    assert (entry["change"], entry["name"], entry["was"], entry["kind"]) == (
        "changed",
        "help-search",
        "site-search",
        "web-search",
    )


@pytest.mark.slow
def test_a_renamed_service_is_compared_with_what_it_was(here, report):
    here.add_feature("web-search", "web")
    commit(here.root)
    here.change("ads-console.icp.yaml", "\nname: ads-console\n", "\nname: ads\n")
    here.change("operator.icp.yaml", "covers: [ads-console,", "covers: [ads,")
    code, told = report()
    assert (code, told["newly_failing"]) == (0, [])
    (manifest,) = told["manifests"]
    assert manifest["change"] == "renamed"
    assert manifest["was"] == {"name": "ads-console", "path": "ads-console.icp.yaml"}


@pytest.mark.slow
def test_a_renamed_file_is_the_same_manifest(here, report):
    here.add_feature("web-search", "web")
    commit(here.root)
    here.service.rename(here.root / "广告 平台.icp.yaml")
    code, told = report()
    assert (code, told["newly_failing"]) == (0, [])
    (manifest,) = told["manifests"]
    assert (manifest["change"], manifest["path"], manifest["scope"]) == (
        "moved",
        "广告 平台.icp.yaml",
        [],
    )


@pytest.mark.slow
def test_a_manifest_that_moved_into_the_folder_asked_about(here, report):
    here.add_feature("web-search", "web")
    commit(here.root)
    (here.root / "services").mkdir()
    text = here.service.read_text(encoding="utf-8").replace("operator: ", "operator: ../")
    for folder in ("web", "ads", "evidence"):
        text = text.replace(f" {folder}/", f" ../{folder}/")
    (here.root / "services/ads.icp.yaml").write_text(text, encoding="utf-8")
    here.service.unlink()
    for paths in ((), ("services",), ("services/ads.icp.yaml",)):
        code, told = report(*paths)
        assert (code, told["newly_failing"]) == (0, [])
        assert [(each["change"], each["was"]["path"]) for each in told["manifests"]] == [
            ("moved", "ads-console.icp.yaml")
        ]


@pytest.mark.slow
def test_a_removed_service(here, report, capsys):
    here.add_feature("web-search", "web")
    commit(here.root)
    here.service.unlink()
    code, told = report()
    assert code == 0
    (manifest,) = told["manifests"]
    assert (manifest["change"], manifest["name"]) == ("removed", "ads-console")
    assert WEB in ids(told["newly_fixed"])
    assert main(["diff", "ads-console.icp.yaml"]) == 0
    assert "ads-console.icp.yaml: ads-console (removed Service)\n" in capsys.readouterr().out


@pytest.mark.slow
def test_a_new_manifest_counts_before_it_is_added(here, report):
    text = here.service.read_text(encoding="utf-8")
    text = text.replace("name: ads-console", "name: shop").replace("site-search", "web-search")
    (here.root / "shop.icp.yaml").write_text(text, encoding="utf-8")
    code, told = report()
    assert code == 1
    assert "SP-02.2/feature-inside-license[shop:help-search]" in ids(told["newly_failing"])
    (manifest,) = told["manifests"]
    assert (manifest["change"], manifest["name"]) == ("added", "shop")
    assert ("added", "feature", "help-search") in scope(manifest)


@pytest.mark.slow
def test_the_operator_s_providers(here, report):
    here.change("operator.icp.yaml", "provider: 中国联合网络通信有限公司", "provider: 中国电信股份有限公司")
    code, told = report()
    assert code == 0
    assert scope(told["manifests"][0]) == [
        ("added", "provider", "中国电信股份有限公司"),
        ("removed", "provider", "中国联合网络通信有限公司"),
    ]


@pytest.mark.slow
def test_an_entry_put_before_others_moves_no_verdict(here, report):
    """Subjects without a name are known by their content: what failed at place 0 fails at place 1 as before."""
    good = (here.root / "evidence/premises.md").read_text(encoding="utf-8")
    (here.root / "evidence/premises.md").write_text("", encoding="utf-8")
    (here.root / "evidence/second.md").write_text(good, encoding="utf-8")
    commit(here.root)
    second = "premises:\n  - {address: 上海市徐汇区, license_number_displayed: evidence/second.md}\n"
    here.change("operator.icp.yaml", "premises:\n", second)
    code, told = report()
    assert (code, told["newly_failing"], told["summary"]["failing_as_before"]) == (0, [], 1)
    (here.root / "evidence/second.md").write_text("", encoding="utf-8")
    code, told = report()
    assert (code, len(told["newly_failing"])) == (1, 1)


@pytest.mark.slow
def test_a_home_page_is_read_from_the_commit(here, report):
    page = here.root / "web/index.html"
    good = page.read_text(encoding="utf-8")
    page.write_text(good.replace(NUMBER, "京B2-20200001"), encoding="utf-8")
    code, told = report()  # the disk alone would say that it failed before, too
    assert (code, ids(told["newly_failing"])) == (1, [HOMEPAGE])
    commit(here.root)
    page.write_text(good, encoding="utf-8")
    code, told = report()
    assert (code, ids(told["newly_fixed"])) == (0, [HOMEPAGE])


@pytest.mark.slow
def test_a_page_that_git_does_not_have_here_hides_no_failure(here, report):
    """A page that Git LFS keeps and that was not fetched fails to show the number, but nobody knows that it did."""
    page = here.root / "web/index.html"
    good = page.read_bytes()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize {len(good)}\n"
    page.write_text(pointer, encoding="utf-8")
    commit(here.root)
    page.write_bytes(good.replace(NUMBER.encode(), b""))
    code, told = report()
    assert (code, ids(told["newly_failing"])) == (1, [HOMEPAGE])
    (error,) = told["base_errors"]
    assert (error["path"], "kept by Git LFS" in error["message"]) == ("web/index.html", True)
    page.write_bytes(good)
    assert report()[0] == 0


@pytest.mark.slow
def test_one_name_in_two_projects_of_a_repository(project, monkeypatch, report):
    for name in ("a", "b"):
        folder = project.root / name
        folder.mkdir()
        for each in list(project.root.iterdir()):
            if each.name not in ("a", "b"):
                subprocess.run(["cp", "-r", str(each), str(folder)], check=True)
    git("init", "--quiet", folder=project.root)
    commit(project.root)
    (project.root / "b/ads-console.icp.yaml").unlink()
    monkeypatch.chdir(project.root / "a")
    code, told = report()
    assert (code, told["manifests"], told["base_errors"]) == (0, [], [])


@pytest.mark.slow
def test_waivers_are_told_and_change_no_exit_code(here, report):
    here.change("ads-console.icp.yaml", 'price: pro, amount: "99.00"', 'price: pro, amount: "199.00"')
    (here.root / "icp-waivers.yaml").write_text(
        "- {check: SP-15.5.2, subject: '*', reason: 迁移, approver: 王芳, from: 2022-05-01, expires: 2022-08-01}\n",
        encoding="utf-8",
    )
    code, told = report()
    assert code == 0
    assert [(each["before"], each["after"]) for each in told["newly_waived"]] == [("passed", "waived")]
    commit(here.root)
    (here.root / "icp-waivers.yaml").unlink()
    code, told = report()
    assert code == 1
    assert [(each["before"], each["after"]) for each in told["newly_failing"]] == [("waived", "failed")]


@pytest.mark.slow
def test_a_new_deadline(here, report):
    here.change("operator.icp.yaml", "received: 2022-05-28", "received: 2022-05-25")
    code, told = report()
    assert code == 0
    assert [each["due"] for each in told["newly_due"]] == ["2022-06-09"]


@pytest.mark.slow
def test_a_manifest_that_is_newly_excluded(here, report):
    here.change("pyproject.toml", 'lang = "en"\n', 'lang = "en"\nexclude = ["ads-*"]\n')
    code, told = report()
    assert code == 0
    (manifest,) = told["manifests"]
    assert (manifest["change"], manifest["name"]) == ("passed-over", "ads-console")


@pytest.mark.slow
def test_a_renewed_license_is_read_from_the_commit_too(here, report):
    text = (shipped() / "licenses/jing-b2-20181623.yaml").read_text(encoding="utf-8")
    text = text.replace(f"number: {NUMBER}", "number: 京B2-20189999")
    (here.root / "licenses").mkdir()
    (here.root / "licenses/own.yaml").write_text(
        text.replace("expires: 2023-09-12", "expires: 2022-05-01"), "utf-8"
    )
    here.change("pyproject.toml", 'lang = "en"\n', 'lang = "en"\nlicenses = ["licenses"]\n')
    here.change("ads-console.icp.yaml", f"license: {NUMBER}", "license: 京B2-20189999")
    commit(here.root)
    (here.root / "licenses/own.yaml").write_text(text, encoding="utf-8")
    _, told = report()
    assert "LIC.4/in-force[ads-console]" in ids(told["newly_fixed"])


@pytest.mark.slow
def test_both_sides_are_judged_for_one_day(here, report):
    here.change("pyproject.toml", 'as_of = "2022-06-01"', 'as_of = "2024-01-01"')
    code, told = report()
    assert (code, told["newly_failing"], told["as_of"]) == (0, [], "2024-01-01")
    assert told["summary"]["failing_as_before"] > 0


@pytest.mark.slow
def test_broken_yaml_at_the_base_is_told_and_judges_nothing_there(here, report, capsys):
    good = here.service.read_bytes()
    here.add_feature("web-search", "web")
    bad = here.service.read_bytes()
    here.service.write_bytes(b"kind: [\n" + good)
    commit(here.root)
    here.service.write_bytes(bad)
    code, told = report()
    assert code == 1
    assert WEB in ids(told["newly_failing"])
    assert [each["path"] for each in told["base_errors"]] == ["ads-console.icp.yaml"]
    (manifest,) = told["manifests"]
    assert (manifest["change"], manifest["scope"]) == ("unknown", [])
    main(["diff"])
    assert "at HEAD, not judged there: ads-console.icp.yaml:" in capsys.readouterr().out


@pytest.mark.slow
def test_broken_yaml_now_is_exit_2_and_nothing_is_called_fixed(here, report, capsys):
    here.add_feature("web-search", "web")
    commit(here.root)
    here.service.write_bytes(b"kind: [\n")
    code, told = report()
    assert code == 2
    assert (told["newly_fixed"], told["manifests"]) == ([], [])
    assert [each["path"] for each in told["errors"]] == ["ads-console.icp.yaml"]
    assert main(["diff"]) == 2
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("ads-console.icp.yaml:2:1: ")
    assert "nothing has changed" not in out[-2]
    assert "documents that cannot be used: " in out[-2]


@pytest.mark.parametrize("table", ["lang = 7\n", "= broken\n", 'licenses = ["gone"]\n'])
def test_a_configuration_that_cannot_be_used_at_the_base(here, report, table):
    good = (here.root / "pyproject.toml").read_bytes()
    here.add_feature("web-search", "web")
    here.change("pyproject.toml", 'lang = "en"\n', table)
    commit(here.root)
    (here.root / "pyproject.toml").write_bytes(good)
    code, told = report()
    assert code == 1
    assert WEB in ids(told["newly_failing"])
    assert len(told["base_errors"]) == 1


def test_json_keeps_its_keys(here, report):
    here.add_feature("web-search", "web")
    _, told = report("--base", "main")
    assert list(told) == [
        "schema_version",
        "base",
        "as_of",
        "summary",
        "manifests",
        "newly_failing",
        "failing_for_more_reasons",
        "newly_fixed",
        "newly_waived",
        "no_longer_waived",
        "newly_due",
        "gate",
        "errors",
        "base_errors",
    ]
    assert (told["base"]["reference"], told["base"]["relation"]) == ("main", "ancestor")
    (manifest,) = told["manifests"]
    assert manifest == {
        "kind": "Service",
        "name": "ads-console",
        "path": "ads-console.icp.yaml",
        "change": "changed",
        "was": None,
        "scope": [
            {
                "field": "feature",
                "change": "added",
                "name": "web",
                "kind": "web-search",
                "was": None,
                "path": "ads-console.icp.yaml",
                "line": 24,
                "column": 5,
            }
        ],
    }
    case = next(case for case in told["newly_failing"] if case["id"] == WEB)
    assert (case["before"], case["after"], case["level"]) == (None, "failed", "critical")
    assert case["findings"][0]["line"] == 25


@pytest.mark.slow
def test_markdown_shows_names_word_for_word(here, capsys):
    here.add_feature("web-search", "web")
    assert main(["diff", "--format", "markdown"]) == 1
    out = capsys.readouterr().out
    assert "### ads-console.icp.yaml: ads-console\n\n- `+` feature web (web-search) ads" in out
    assert "### newly failing (2)\n" in out


@pytest.mark.slow
def test_a_name_that_is_taken_over_does_not_bring_its_failures(here, report):
    """A failing service goes, a good one takes its name and breaks the license in the same way: that is new."""
    text = here.service.read_text(encoding="utf-8")
    failing = text.replace("name: ads-console", "name: alpha").replace(
        "kind: site-search", "kind: web-search"
    )
    good = text.replace("name: ads-console", "name: beta")
    here.service.unlink()
    (here.root / "a.icp.yaml").write_text(failing, encoding="utf-8")
    (here.root / "b.icp.yaml").write_text(good, encoding="utf-8")
    commit(here.root)
    (here.root / "a.icp.yaml").unlink()
    (here.root / "b.icp.yaml").write_text(failing, encoding="utf-8")
    code, told = report()
    assert code == 1
    assert "SP-02.2/feature-inside-license[alpha:help-search]" in ids(told["newly_failing"])


@pytest.mark.slow
def test_of_two_services_in_a_file_nobody_knows_which_was_renamed(here, report):
    text = here.service.read_text(encoding="utf-8")
    failing = text.replace("name: ads-console", "name: alpha").replace(
        "kind: site-search", "kind: web-search"
    )
    good = text.replace("name: ads-console", "name: beta")
    here.service.write_text(f"{failing}---\n{good}", encoding="utf-8")
    commit(here.root)
    here.service.write_text(failing.replace("name: alpha", "name: beta2"), encoding="utf-8")
    code, told = report()
    assert code == 1
    assert "SP-02.2/feature-inside-license[beta2:help-search]" in ids(told["newly_failing"])


@pytest.mark.slow
def test_an_entry_that_is_gone_does_not_lend_its_failure_to_the_next(here, report):
    good = "  - address: 北京市海淀区北三环西路甲18号\n    license_number_displayed: evidence/premises.md\n"
    bad = "  - address: 北京市朝阳区甲1号\n    license_number_displayed: evidence/gone.md\n"
    here.change("operator.icp.yaml", f"premises:\n{good}", f"premises:\n{bad}{good}")
    commit(here.root)
    here.change("operator.icp.yaml", f"{bad}{good}", good.replace("premises.md", "lost.md"))
    code, told = report()
    assert code == 1
    assert [case["clause"] for case in told["newly_failing"]] == ["SP-02.4"]


@pytest.mark.slow
def test_a_manifest_that_is_excluded_is_not_gone(here, capsys, report):
    """Excluding what one is about to break is no way around: it is said."""
    here.add_feature("web-search", "web")
    here.change("pyproject.toml", "[tool.icplicense]\n", '[tool.icplicense]\nexclude = ["ads*"]\n')
    assert main(["diff"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == (
        "ads-console.icp.yaml: ads-console"
        " (this Service is still there, but no longer judged: it is excluded, or where no run looks)"
    )
    _, told = report()
    assert [manifest["change"] for manifest in told["manifests"]] == ["passed-over"]


@pytest.mark.slow
def test_a_license_that_nobody_has_imported_yet_still_guards(tmp_path, monkeypatch, capsys):
    """What is declared is taken to be allowed; what is declared newly is not."""
    monkeypatch.chdir(tmp_path)
    run = partial(subprocess.run, cwd=tmp_path, check=True, capture_output=True)
    run(["git", "init", "-q", "."])
    assert main(["init", "--license-number", "浙B2-20080224-1", "--company", "某公司", "--ci", "none"]) == 0
    (service,) = tmp_path.glob(f"{tmp_path.name}*.icp.yaml") or tmp_path.glob("[!o]*.icp.yaml")
    text = service.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^features:.*$", "features: [{id: news, kind: article}]", text)
    service.write_text(text, encoding="utf-8")
    run(["git", "add", "."])
    run(["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "begin"])
    capsys.readouterr()
    assert main(["diff"]) == 0
    assert "浙B2-20080224-1 is not known yet" in capsys.readouterr().err
    service.write_text(text.replace("kind: article", "kind: web-search"), encoding="utf-8")
    assert main(["diff"]) == 1
    out = capsys.readouterr().out
    assert "SP-02.2 critical feature 'news' (web-search) needs B25/search" in out
    assert "did you mean" not in out
