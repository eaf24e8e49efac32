"""`icplicense diff`: what a change does, told from a commit and the working tree of a real git repository."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.library import shipped

WEB = "SP-02.2/feature-inside-license[ads-console:web]"
HOMEPAGE = "SP-02.4/homepage-shows-number[ads-console:ad.oceanengine.com]"
NUMBER = "京B2-20181623"


@pytest.fixture(autouse=True)
def _own_git(monkeypatch):
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Li Min")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "limin@example.com")


def git(*arguments: str, folder: Path | None = None) -> str:
    """What git prints, run in `folder`."""
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def commit(root: Path) -> None:
    """Commit everything that is in the folder."""
    git("add", "--all", folder=root)
    git("commit", "--quiet", "--allow-empty", "--message", "change", folder=root)


@pytest.fixture
def here(project, monkeypatch):
    """The example, committed; one stands in its folder."""
    git("init", "--quiet", "--initial-branch=main", folder=project.root)
    commit(project.root)
    monkeypatch.chdir(project.root)
    return project


@pytest.fixture
def report(capsys):
    """Runs `diff --format json`: the exit code and the report."""

    def run(*words: str):
        code = main(["diff", "--format", "json", *words])
        return code, json.loads(capsys.readouterr().out)

    return run


def ids(cases) -> list[str]:
    """The ids of reported cases."""
    return [case["id"] for case in cases]


def scope(manifest) -> list[tuple[str, str, str]]:
    """What changed in the scope of a manifest, in short."""
    return [(entry["change"], entry["field"], entry["name"]) for entry in manifest["scope"]]


def test_search_is_added(here, capsys):
    here.add_feature("web-search", "web")
    assert main(["diff", "--base", "HEAD"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[:3] == [
        "ads-console.icp.yaml: ads-console",
        "  + feature web (web-search) ads-console.icp.yaml:24:5",
        "newly failing: 4",
    ]
    line = out.index(
        "ads-console.icp.yaml:25:5: SP-02.2 critical feature 'web' (web-search) needs B25/search,"
        " which 京B2-20181623 excludes"
    )
    assert out[line + 1].startswith("    Take the feature out")
    assert out[-1].endswith(", as of 2022-06-01: 4 newly failing, 0 newly fixed")


def test_in_chinese(here, capsys):
    here.add_feature("web-search", "web")
    assert main(["diff", "--lang", "zh"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[1] == "  + 功能 web (web-search) ads-console.icp.yaml:24:5"
    assert out[2] == "新增不合规：4"
    assert "新增不合规 4 项，新近改正 0 项" in out[-1]


def test_nothing_has_changed(here, capsys):
    assert main(["diff"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("nothing has changed since HEAD (")


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


def test_what_failed_before_and_fails_still_is_no_news(here, report):
    here.add_feature("web-search", "web")
    commit(here.root)
    here.change("ads-console.icp.yaml", "  - id: campaign-push\n    kind: push\n", "")
    code, told = report()
    assert code == 0
    assert told["newly_failing"] == []
    assert told["summary"]["failing_as_before"] == 4
    assert scope(told["manifests"][0]) == [("removed", "feature", "campaign-push")]


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
    assert ", 2 failing for more reasons, " in out[-1]
    assert main(["diff", "--lang", "zh", "--format", "markdown"]) == 1
    assert "### 不合规原因增加 (2)\n" in capsys.readouterr().out


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
            (OPERATOR, "covers: [ads-console]", "covers: [other]"),
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


def test_reasons_that_differ_in_figures_only_are_counted(here, report):
    """A report outside its time for a year, and then a second one for the year: one reason more."""
    here.change(OPERATOR, REPORT, LATE)
    commit(here.root)
    here.change(OPERATOR, LATE, LATE + LATE.replace("05-11", "05-12"))
    code, told = report()
    assert code == 1
    (case,) = told["failing_for_more_reasons"]
    assert len(case["findings"]) == 1


def test_a_part_more_that_nobody_attests(here, report):
    here.change("operator.icp.yaml", "      - numbering-resources\n", "")
    commit(here.root)
    here.change("operator.icp.yaml", "      - tariffs\n", "")
    code, told = report()
    assert (code, len(told["failing_for_more_reasons"])) == (1, 1)


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
        level: minor
        of: Service
        require: {required: [numbering]}
        message: {en: "features have no numbers: {why}", zh: "功能没有编号：{why}"}
        remedy: {en: Number them., zh: 请编号。}
        violations: [{patch: [{op: remove, path: /changes}]}]
"""


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


def test_a_renamed_service_is_compared_with_what_it_was(here, report):
    here.add_feature("web-search", "web")
    commit(here.root)
    here.change("ads-console.icp.yaml", "\nname: ads-console\n", "\nname: ads\n")
    here.change("operator.icp.yaml", "covers: [ads-console]", "covers: [ads]")
    code, told = report()
    assert (code, told["newly_failing"]) == (0, [])
    (manifest,) = told["manifests"]
    assert manifest["change"] == "renamed"
    assert manifest["was"] == {"name": "ads-console", "path": "ads-console.icp.yaml"}


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


def test_the_operator_s_providers(here, report):
    here.change("operator.icp.yaml", "provider: 中国联合网络通信有限公司", "provider: 中国电信股份有限公司")
    code, told = report()
    assert code == 0
    assert scope(told["manifests"][0]) == [
        ("added", "provider", "中国电信股份有限公司"),
        ("removed", "provider", "中国联合网络通信有限公司"),
    ]


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


def test_a_new_deadline(here, report):
    here.change("operator.icp.yaml", "received: 2022-05-28", "received: 2022-05-25")
    code, told = report()
    assert code == 0
    assert [each["due"] for each in told["newly_due"]] == ["2022-06-09"]


def test_a_manifest_that_is_newly_excluded(here, report):
    here.change("pyproject.toml", 'lang = "en"\n', 'lang = "en"\nexclude = ["ads-*"]\n')
    code, told = report()
    assert code == 0
    (manifest,) = told["manifests"]
    assert (manifest["change"], manifest["name"]) == ("passed-over", "ads-console")


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


def test_both_sides_are_judged_for_one_day(here, report):
    here.change("pyproject.toml", 'as_of = "2022-06-01"', 'as_of = "2024-01-01"')
    code, told = report()
    assert (code, told["newly_failing"], told["as_of"]) == (0, [], "2024-01-01")
    assert told["summary"]["failing_as_before"] > 0


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
    assert "nothing has changed" not in out[-1]
    assert "documents that cannot be used: " in out[-1]


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


def test_no_commit_yet(project, monkeypatch, capsys):
    git("init", "--quiet", folder=project.root)
    monkeypatch.chdir(project.root)
    assert main(["diff"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "this repository has no commit yet: everything is new"
    assert out[1] == "ads-console.icp.yaml: ads-console (new Service)"
    project.add_feature("web-search", "web")
    assert main(["diff"]) == 1
    assert main(["diff", "--base", "elsewhere"]) == 2


def test_a_branch_without_a_commit(here, capsys):
    git("checkout", "--quiet", "--orphan", "empty", folder=here.root)
    assert main(["diff"]) == 2
    assert "HEAD has no commit yet, name another: main" in capsys.readouterr().err
    assert main(["diff", "--base", "main"]) == 0


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("nope", "'nope': no such branch, tag or commit here\n"),
        ("mian", "'mian': no such branch, tag or commit here; did you mean 'main'?\n"),
        ("topci", "'topci': no such branch, tag or commit here\n"),
        ("--help", "'--help' is no git reference"),
        ("-x", "'-x' is no git reference"),
        ("--output=stolen", "'--output=stolen' is no git reference"),
        ("", "'' is no git reference"),
        ("a\nb", "'a\\nb' is no git reference"),
        ("HEAD:ads-console.icp.yaml", "'HEAD:ads-console.icp.yaml' is no commit\n"),
        ("HEAD^{tree}", "'HEAD^{tree}' is no commit\n"),
        ("^HEAD", "'^HEAD': no such branch"),
        ("HEAD..HEAD", "'HEAD..HEAD': no such branch"),
        ("main...HEAD", "'main...HEAD': no such branch, tag or commit here; one commit is compared with"),
        ("nope...", "'nope': no such branch, tag or commit here\n"),
        ("...", "'' is no git reference"),
        ("....", "'.': no such branch"),
        ("0" * 40, "'0000000000000000000000000000000000000000': no such branch"),
    ],
)
def test_what_is_no_reference_is_one_line(here, capsys, reference, why):
    git("checkout", "--quiet", "-b", "topic", folder=here.root)
    assert main(["diff", f"--base={reference}"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"icplicense: {why}")
    assert captured.err.count("\n") == 1
    assert not (here.root / "stolen").exists()


def test_an_option_is_no_value(here, capsys):
    assert main(["diff", "--base", "-x"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("reference", ["HEAD", "@", "main", "refs/heads/main", "v1", "HEAD^{/change}"])
def test_ways_to_name_a_commit(here, reference):
    git("tag", "--annotate", "--message", "v1", "v1", folder=here.root)
    assert main(["diff", "--base", reference]) == 0


def test_a_shallow_clone(here, tmp_path, monkeypatch, capsys):
    commit(here.root)
    clone = tmp_path / "clone"
    git("clone", "--quiet", "--depth=1", here.root.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    assert main(["diff"]) == 0
    capsys.readouterr()
    assert main(["diff", "--base", "HEAD~1"]) == 2
    err = capsys.readouterr().err
    assert "'HEAD~1': no such branch, tag or commit here; this clone is shallow: " in err
    assert "git fetch --deepen=" in err
    assert err.count("\n") == 1


@pytest.fixture
def topic(here):
    """A branch that changes nothing, while main takes out what was not licensed and adds a feature."""
    here.add_feature("web-search", "web")
    commit(here.root)
    git("branch", "topic", folder=here.root)
    here.change(
        "ads-console.icp.yaml", "  - id: web\n    kind: web-search\n", "  - id: posts\n    kind: blog\n"
    )
    commit(here.root)
    git("checkout", "--quiet", "topic", folder=here.root)
    return here


def test_a_branch_is_not_blamed_for_what_its_base_did_since(topic, report):
    code, told = report("--base", "main...")
    assert (code, told["newly_failing"], told["manifests"]) == (0, [], [])
    assert told["summary"]["failing_as_before"] == 4
    began = git("rev-parse", "main~1", folder=topic.root).strip()
    assert told["base"] == {"reference": "main...", "commit": began, "relation": "ancestor"}
    topic.add_feature("forum", "talk")
    code, told = report("--base", "main...")
    assert code == 1
    assert scope(told["manifests"][0]) == [("added", "feature", "talk")]


def test_a_base_that_went_on_is_told(topic, capsys, report):
    """Compared with the tip of main, everything that main did meanwhile looks undone; one line says so, and a way out."""
    assert main(["diff", "--base", "main"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0] == (
        "main is not in the history of HEAD: what was changed there alone is told as if it had been undone here;"
        " --base main... compares with where the branch began"
    )
    assert "newly failing: 4" in out
    assert main(["diff", "--base", "main", "--format", "markdown"]) == 1
    assert capsys.readouterr().out.startswith("- main is not in the history of HEAD: ")
    assert main(["diff", "--base", "main", "--lang", "zh"]) == 1
    assert capsys.readouterr().out.startswith("main 不在 HEAD 的历史中：")
    assert report("--base", "main")[1]["base"]["relation"] == "apart"
    for reference in ("HEAD", "HEAD~1", "main...", "main~1"):
        main(["diff", "--base", reference])
        assert "in the history of HEAD" not in capsys.readouterr().out


def test_branches_without_a_common_commit(topic, capsys, report):
    git("checkout", "--quiet", "--orphan", "other", folder=topic.root)
    assert main(["diff", "--base", "main..."]) == 2
    assert capsys.readouterr().err == (
        "icplicense: HEAD has no commit yet, so it left 'main' nowhere; name 'main' without '...'\n"
    )
    commit(topic.root)
    assert main(["diff", "--base", "main..."]) == 2
    assert capsys.readouterr().err == (
        "icplicense: 'main' and HEAD have no commit in common;"
        " name 'main' without '...' to compare with it as it is\n"
    )
    main(["diff", "--base", "main"])
    out = capsys.readouterr().out
    assert out.startswith("main and HEAD have no commit in common: everything that differs is told")
    assert "main..." not in out
    assert report("--base", "main")[1]["base"]["relation"] == "unrelated"


@pytest.fixture
def shallow(topic, tmp_path, monkeypatch):
    """A clone as CI makes it of the branch: its last commit and nothing else."""
    clone = tmp_path / "clone"
    git("clone", "--quiet", "--depth=1", "--branch=topic", topic.root.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    return clone


def advised(err: str, opening: str) -> list[str]:
    """The git command that a line of advice gives, as words."""
    assert err.count("\n") == 1
    assert err.startswith(f"icplicense: {opening}")
    return shlex.split(err.partition("'git ")[2].partition("'")[0])


def test_the_advice_in_a_shallow_clone_works(shallow, capsys):
    assert main(["diff", "--base", "origin/main"]) == 2
    missing = "'origin/main': no such branch, tag or commit here; if origin has it, fetch it with 'git "
    words = advised(capsys.readouterr().err, missing)
    assert words == ["fetch", "--depth=1", "origin", "main:refs/remotes/origin/main"]
    git(*words, folder=shallow)
    assert main(["diff", "--base", "origin/main"]) == 1
    assert capsys.readouterr().out.startswith(
        "origin/main and HEAD have no commit in common in this shallow clone: "
    )
    assert main(["diff", "--base", "origin/main..."]) == 2
    words = advised(capsys.readouterr().err, "'origin/main' and HEAD have no commit in common in this clone")
    assert words == ["fetch", "--unshallow"]
    git(*words, folder=shallow)
    assert main(["diff", "--base", "origin/main..."]) == 0


@pytest.mark.parametrize("reference", ["origin/main...", "origin/main~1"])
def test_the_advice_where_history_is_needed_works_at_once(shallow, capsys, reference):
    assert main(["diff", "--base", reference]) == 2
    words = advised(capsys.readouterr().err, f"'{reference.removesuffix('...')}': no such branch")
    assert words == ["fetch", "--unshallow", "origin", "main:refs/remotes/origin/main"]
    git(*words, folder=shallow)
    assert main(["diff", "--base", reference]) == 0


def test_a_branch_that_only_the_remote_has(shallow, capsys):
    git("fetch", "--quiet", "--unshallow", folder=shallow)
    assert main(["diff", "--base", "main"]) == 2
    err = capsys.readouterr().err
    assert err.endswith("; then name 'origin/main'\n")
    git(*advised(err, "'main': no such branch"), folder=shallow)
    assert main(["diff", "--base", "origin/main..."]) == 0
    capsys.readouterr()
    assert main(["diff", "--base", "main"]) == 2
    assert capsys.readouterr().err == (
        "icplicense: 'main': no such branch, tag or commit here; did you mean 'origin/main'?\n"
    )


@pytest.mark.parametrize("detached", [False, True])
@pytest.mark.parametrize("reference", ["topik", "origin/topik", "origin/main"])
def test_the_branch_itself_is_never_proposed(shallow, capsys, reference, detached):
    """Compared with itself, a branch never has anything new: CI would be green for ever."""
    if detached:
        git("checkout", "--quiet", "--detach", folder=shallow)
    for lang in ("en", "zh"):
        assert main(["diff", "--base", reference, "--lang", lang]) == 2
        err = capsys.readouterr().err
        assert "topic" not in err
        assert not any(doubled in err for doubled in ("?;", "？；", ";;", "；；"))


def test_a_slip_where_there_is_a_remote(shallow, capsys):
    git("fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main", folder=shallow)
    assert main(["diff", "--base", "origin/mian"]) == 2
    assert capsys.readouterr().err == (
        "icplicense: 'origin/mian': no such branch, tag or commit here; did you mean 'origin/main'?"
        " If origin has it, fetch it with 'git fetch --depth=1 origin mian:refs/remotes/origin/mian'\n"
    )
    assert main(["diff", "--base", "origin/mian", "--lang", "zh"]) == 2
    assert "；是否应为 'origin/main'？若 origin 上存在，请用 git fetch " in capsys.readouterr().err


def test_a_command_that_is_advised_is_safe_to_paste(shallow, capsys):
    assert main(["diff", "--base", "origin/$(touch${IFS}ran)"]) == 2
    err = capsys.readouterr().err
    subprocess.run(
        err.partition("with '")[2].removesuffix("'\n"), shell=True, cwd=shallow, capture_output=True
    )
    assert "git fetch " in err
    assert not (shallow / "ran").exists()


def test_no_repository(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.root.parent))
    assert main(["diff"]) == 2
    assert capsys.readouterr().err == f"icplicense: {project.root} is in no git repository\n"


def test_no_git(here, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(here.root))
    assert main(["diff"]) == 2
    assert capsys.readouterr().err == "icplicense: git is not installed, or not on PATH\n"


def test_a_repository_that_git_does_not_trust(here, monkeypatch, capsys):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert main(["diff"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("icplicense: git: detected dubious ownership in repository at ")
    assert "safe.directory" in err
    assert err.count("\n") == 1


def test_a_bare_repository(here, tmp_path, monkeypatch, capsys):
    git("clone", "--quiet", "--bare", str(here.root), str(tmp_path / "bare"))
    monkeypatch.chdir(tmp_path / "bare")
    assert main(["diff"]) == 2
    assert capsys.readouterr().err == "icplicense: git: this operation must be run in a work tree\n"


def test_paths_that_are_nowhere_or_outside(here, tmp_path, capsys):
    assert main(["diff", "gone.icp.yaml"]) == 2
    assert capsys.readouterr().err == "icplicense: gone.icp.yaml: no such file or folder\n"
    assert main(["diff", ".", str(tmp_path)]) == 2
    assert "outside of the repository" in capsys.readouterr().err
    assert main(["diff", "a\0b"]) == 2
    assert "not a path" in capsys.readouterr().err
    assert main(["diff", "web"]) == 2
    assert "neither now nor at HEAD" in capsys.readouterr().err


def test_from_a_folder_inside_the_repository(project, monkeypatch, report):
    inside = project.root / "产品/ads"
    inside.mkdir(parents=True)
    for each in list(project.root.iterdir()):
        if each.name != "产品":
            each.rename(inside / each.name)
    git("init", "--quiet", folder=project.root)
    commit(project.root)
    text = (inside / "ads-console.icp.yaml").read_text(encoding="utf-8")
    (inside / "ads-console.icp.yaml").write_text(
        text.replace("kind: site-search", "kind: web-search"), "utf-8"
    )
    for folder in (inside, project.root, inside / "web"):
        monkeypatch.chdir(folder)
        code, told = report(*([] if folder != inside / "web" else [".."]))
        assert code == 1
        assert told["newly_failing"]
        assert told["newly_failing"][0]["before"] == "passed"


def test_windows_line_ends_and_attributes_do_not_matter(here, report):
    (here.root / ".gitattributes").write_text(
        "*.yaml text eol=crlf export-ignore diff=loud filter=loud\n*.html -text export-ignore\n",
        encoding="utf-8",
    )
    for setting in ("filter.loud.smudge", "filter.loud.clean", "diff.loud.textconv", "diff.loud.command"):
        git("config", setting, "touch ran; cat", folder=here.root)
    git("config", "core.fsmonitor", "touch ran; false", folder=here.root)
    git("config", "core.pager", "touch ran; cat", folder=here.root)
    commit(here.root)
    for file in (here.service, here.operator):
        file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    (here.root / "ran").unlink(missing_ok=True)
    code, told = report()
    assert (code, told["manifests"], told["base_errors"]) == (0, [], [])
    assert not (here.root / "ran").exists()


def test_a_linked_manifest(here, report):
    here.service.rename(here.root / "real.yaml")
    here.service.symlink_to("real.yaml")
    commit(here.root)
    text = (here.root / "real.yaml").read_text(encoding="utf-8")
    (here.root / "real.yaml").write_text(
        text.replace("kind: site-search", "kind: web-search"), encoding="utf-8"
    )
    code, told = report()
    assert code == 1
    assert told["base_errors"] == []
    assert {case["before"] for case in told["newly_failing"]} <= {"passed", "not-applicable"}


def test_a_second_worktree(here, tmp_path, monkeypatch, report):
    tree = tmp_path / "tree"
    git("worktree", "add", "--quiet", str(tree), folder=here.root)
    assert (tree / ".git").is_file()
    monkeypatch.chdir(tree)
    here.add_feature("web-search", "web")  # in the first one
    code, told = report()
    assert (code, told["manifests"]) == (0, [])
    (tree / "ads-console.icp.yaml").write_bytes(here.service.read_bytes())
    code, told = report()
    assert (code, WEB in ids(told["newly_failing"])) == (1, True)


def test_inside_a_hook_the_repository_is_the_one_around(here, tmp_path, monkeypatch, report):
    git("init", "--quiet", str(tmp_path / "other"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_INDEX_FILE", "elsewhere")
    code, told = report()
    assert (code, told["manifests"]) == (0, [])
    assert told["base"]["commit"] is not None


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


def test_markdown_shows_names_word_for_word(here, capsys):
    here.add_feature("web-search", "web")
    assert main(["diff", "--format", "markdown"]) == 1
    out = capsys.readouterr().out
    assert "### ads-console.icp.yaml: ads-console\n\n- `+` feature web (web-search) ads" in out
    assert "### newly failing (4)\n" in out


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


def test_an_entry_that_is_gone_does_not_lend_its_failure_to_the_next(here, report):
    good = "  - address: 北京市海淀区北三环西路甲18号\n    license_number_displayed: evidence/premises.md\n"
    bad = "  - address: 北京市朝阳区甲1号\n    license_number_displayed: evidence/gone.md\n"
    here.change("operator.icp.yaml", f"premises:\n{good}", f"premises:\n{bad}{good}")
    commit(here.root)
    here.change("operator.icp.yaml", f"{bad}{good}", good.replace("premises.md", "lost.md"))
    code, told = report()
    assert code == 1
    assert [case["clause"] for case in told["newly_failing"]] == ["SP-02.4"]


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
