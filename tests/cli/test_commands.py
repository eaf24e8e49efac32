"""The command line: what it prints, and its exit codes."""

from __future__ import annotations

import csv
import importlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from example_counts import CLAUSES as KNOWN
from example_counts import IN_ORDER
from rich.cells import cell_len

from pytest_icplicense.cli import main
from pytest_icplicense.cli.commands import _MODULES, COMMANDS, EXAMPLES
from pytest_icplicense.cli.parser import Parser
from pytest_icplicense.library import shipped
from pytest_icplicense.workspace import policy_proof

CLAUSES = Path(__file__).parent.parent / "data/clauses.tsv"


@pytest.fixture
def here(project, monkeypatch):
    monkeypatch.chdir(project.root)
    return project


def test_check_in_order(here, capsys):
    assert main(["check"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("ads-console.icp.yaml:114:5: warning SP-15.10.2 to be proven by tests")
    assert out[1] == "license 京B2-20181623 as of 2022-06-01"
    assert out[2].startswith("cases:   ")
    form = r"proof:   \d+ declared, \d+ dated, \d+ artefact, 0 tests, \d+ attested only, 1 not at all"
    assert re.fullmatch(form, out[3])
    assert [line[:14] for line in out[4:7]] == ["due 2022-06-12", "due 2022-06-15", "due 2022-06-19"]
    assert "No legal advice" in out[7]
    assert out[8].startswith("✓ inside 京B2-20181623 as of 2022-06-01 · 1 open · 3 due in 30 days · ")


def test_check_tells_everything_where_it_is_asked(here, capsys):
    assert main(["check", "-v"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[3] == IN_ORDER
    assert out[5].startswith("not settled: SP-15.10.2; ")
    assert out[9].startswith("only attested: SP-01.1, SP-01.2, ")


def test_a_layout_is_for_text_alone(here, capsys):
    assert main(["check", "--format", "json", "--verbose"]) == 2
    assert "--output-format and --verbose lay out text, not 'json'" in capsys.readouterr().err
    assert main(["report", "text", "--output-format", "concise", "-o", "r.txt"]) == 0
    assert len((here.root / "r.txt").read_text(encoding="utf-8").splitlines()) == 2


def test_what_fails_is_also_said_where_its_report_is_a_file(here, capsys):
    assert main(["report", "junit", "-o", "r.xml"]) == 0
    assert capsys.readouterr() == ("", "")
    here.add_feature("web-search", "web")
    assert main(["report", "junit", "-o", "r.xml"]) == 1
    assert capsys.readouterr() == ("", "✗ 1 problem (1 critical) in 1 file · outside 京B2-20181623\n")
    assert main(["report", "json", "--policies", "nowhere", "-o", "r.json"]) == 2
    out, err = capsys.readouterr()
    assert "nowhere" in err.splitlines()[0]
    assert (out, err.splitlines()[-1][0]) == ("", "✗")
    assert main(["combine", "r.json", "-o", "r.txt"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_check_with_findings(here, capsys):
    here.add_feature("web-search", "web")
    assert main(["check"]) == 1
    out = capsys.readouterr().out.splitlines()
    line = out.index(
        "ads-console.icp.yaml:25:5: SP-02.2 critical feature 'web' (web-search) needs B25/search,"
        " which 京B2-20181623 excludes"
    )
    assert out[line + 1 : line + 4][1].startswith("  > 25 |     kind: web-search")
    assert out[line + 4].startswith("  remedy: Take the feature out")


@pytest.mark.slow
def test_json_keeps_its_keys_and_bytes(here, capsys):
    here.add_feature("web-search", "web")
    assert main(["check", "--format", "json"]) == 1
    first = capsys.readouterr().out
    report = json.loads(first)
    assert list(report)[:7] == [
        "schema_version",
        "as_of",
        "license",
        "summary",
        "cases",
        "errors",
        "warnings",
    ]
    assert report["license"] == ["京B2-20181623"]
    assert (
        sum(report["summary"].values())
        == len(report["cases"])
        == len({case["id"] for case in report["cases"]})
    )
    failed = next(c for c in report["cases"] if c["id"] == "SP-02.2/feature-inside-license[ads-console:web]")
    (finding,) = failed.pop("findings")
    assert failed == {
        "id": "SP-02.2/feature-inside-license[ads-console:web]",
        "caused_by": None,
        "clause": "SP-02.2",
        "check": "feature-inside-license",
        "level": "critical",
        "role": "developer",
        "verdict": "failed",
        "document": "ads-console.icp.yaml",
        "pointer": "/features/0",
        "reason": None,
        "due": None,
        "waiver": None,
    }
    assert (finding["path"], finding["line"], finding["column"], finding["pointer"]) == (
        "ads-console.icp.yaml",
        25,
        5,
        "/features/0/kind",
    )
    assert all(case["reason"] for case in report["cases"] if case["verdict"] == "not-applicable")
    pending = [case for case in report["cases"] if case["verdict"] == "pending"]
    assert {case["clause"] for case in pending if not case["due"]} == {
        "SP-15.10.2",  # tests can be run on any day
        "SP-15.12.1",  # of search, which nothing is said of yet
        "SP-15.12.2",
    }
    main(["check", "--format", "json"])
    assert capsys.readouterr().out == first


def test_github_annotations(here, capsys):
    here.add_feature("web-search", "web")
    assert main(["check", "--format", "github"]) == 1
    out = capsys.readouterr().out.splitlines()
    (error,) = (line for line in out if "SP-02.2/feature-inside-license" in line)
    assert error.startswith(
        "::error file=ads-console.icp.yaml,line=25,col=5,title=SP-02.2/feature-inside-license[ads-console%3Aweb]::"
        "feature 'web' (web-search) needs B25/search, which 京B2-20181623 excludes%0ATake the feature out"
    )
    (warning,) = (line for line in out if "SP-15.8.4" in line)
    assert warning.startswith(
        "::warning file=ads-console.icp.yaml,line=77,col=5,title=SP-15.8.4/launch-assessment-reported["
    )
    assert "is due on 2022-06-19, in 18 days" in warning


def test_one_file_is_judged_with_what_it_refers_to(here, capsys):
    assert main(["check", "ads-console.icp.yaml", "--format", "json"]) == 0
    documents = {case["document"] for case in json.loads(capsys.readouterr().out)["cases"]}
    assert documents == {"ads-console.icp.yaml"}


def test_trace_has_every_clause_with_a_check_and_its_verdicts(here, capsys):
    assert main(["trace", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    with CLAUSES.open(encoding="utf-8", newline="") as file:
        wanted = {row["id"]: row["quote"] for row in csv.DictReader(file, delimiter="\t")}
    assert {row["clause"]: row["quote"] for row in rows} == wanted
    assert all(row["checks"] and row["cases"] for row in rows)
    assert rows[0] == {
        "clause": "LIC.1",
        "quote": "经营许可证编号：京B2-20181623",
        "provision": "LIC",
        "how": ["declared"],
        "checks": ["LIC.1/license-is-held"],
        "cases": 1,
        "verdicts": {"passed": 1, "failed": 0, "not-applicable": 0, "waived": 0, "pending": 0, "error": 0},
        "review": False,
        "proof": "declared",
    }


def test_trace_is_aligned_though_chinese_takes_two_cells(here, capsys, library):
    assert main(["trace"]) == 0
    *rows, last, proof = capsys.readouterr().out.splitlines()
    assert last == "{0} of {0} clauses have a check".format(len(library.clause_ids()))
    assert re.fullmatch(r"proof: (\d+ [a-z ]+, ){5}1 not at all", proof)
    columns = {
        cell_len(row[: row.index(" check")]) - len(row[: row.index(" check")].split()[-1]) for row in rows
    }
    assert len(columns) == 1


def test_trace_as_markdown(here, capsys):
    assert main(["trace", "--format", "markdown", "--lang", "zh"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert len(out) == KNOWN + 2
    assert out[2] == "| LIC.1 | 经营许可证编号：京B2-20181623 | 申报 | 申报 | license-is-held | 1 | 1 通过 |"
    assert out[0] == "| 条款 | 原文 | 判定方式 | 依据 | 检查 | 用例 | 判定 |"
    assert main(["trace", "--format", "markdown"]) == 0
    assert " | declared | declared | license-is-held | 1 | 1 passed |" in capsys.readouterr().out


def test_trace_in_chinese_has_no_english_but_ids(here, capsys):
    assert main(["trace", "--lang", "zh"]) == 0
    for row in capsys.readouterr().out.splitlines():
        assert not re.findall(r"(?<![\w.-])[a-z]{3,}(?![\w.-])", row), row


def test_a_clause_that_a_license_adds_is_not_passed_over(here, capsys):
    text = (shipped() / "licenses/jing-b2-20181623.yaml").read_text(encoding="utf-8")
    text = text.replace("number: 京B2-20181623", "number: 京B2-20189999").replace(
        "  - SP-15\n", "  - SP-15\n  - SP-16\n"
    )
    (here.root / "own.yaml").write_text(text, encoding="utf-8")
    assert main(["trace", "--license", "own.yaml"]) == 2
    assert "own.yaml:41:5: no policy says how SP-16 is judged" in capsys.readouterr().err
    assert main(["check", "--license", "own.yaml"]) == 2


@pytest.mark.slow
def test_policies_are_proven(capsys, library):
    assert main(["test"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[-3].startswith(f"{len(library.clause_ids())} clauses, ")
    assert out[-3].endswith(" 0 checks prove nothing")
    assert out[-2].endswith(" 0 capabilities contradict theirs")
    assert out[-1].endswith(" 0 facts contradict theirs")
    assert main(["test", str(shipped() / "provisions/SP-14.yaml")]) == 0
    own = [clause for each in library.provisions if each.id == "SP-14" for clause in each.clauses]
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{len(own)} clause, ")


WEAK = """\
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
      - id: always-true
        level: minor
        of: Service
        require: true
        message: {en: m, zh: 信}
        remedy: {en: r, zh: 改}
        violations: [{patch: [{op: remove, path: /items/0}]}]
      - id: fails-on-the-example
        level: minor
        of: Service
        require: {required: [community]}
        message: {en: m, zh: 信}
        remedy: {en: r, zh: 改}
        violations: [{patch: [{op: remove, path: /changes}]}]
      - id: violation-cannot-be-applied
        level: minor
        of: Service
        require: {required: [changes]}
        message: {en: m, zh: 信}
        remedy: {en: r, zh: 改}
        violations: [{patch: [{op: remove, path: /gone}]}, {patch: [{op: remove, path: /name}]}]
      - id: message-names-nothing
        level: minor
        of: Service
        require: {required: [changes]}
        message: {en: "{nobody} {why}", zh: "{why}"}
        remedy: {en: r, zh: 改}
        violations: [{patch: [{op: remove, path: /changes}]}]
"""


@pytest.mark.slow
def test_what_only_an_extra_reads_is_told_as_not_tried(monkeypatch, capsys):
    for module in ("ast_grep_py", "sqlglot"):
        monkeypatch.setitem(sys.modules, module, None)
    for known in (policy_proof._snapshot, policy_proof._all_facts):
        known.cache_clear()
    try:
        assert main(["test", "--lang", "en"]) == 0
    finally:
        for known in (policy_proof._snapshot, policy_proof._all_facts):
            known.cache_clear()
    *_, last = capsys.readouterr().out.splitlines()
    number, _, rest = last.partition(" ")
    assert int(number) > 20
    assert rest.startswith("examples and violations were not tried: code, SQL and Terraform are read with")


def test_a_check_that_proves_nothing_is_exit_1(tmp_path, capsys):
    policy = tmp_path / "weak.yaml"
    policy.write_text(WEAK, encoding="utf-8")
    assert main(["test", str(policy)]) == 1
    out = capsys.readouterr().out
    assert "violation 1 is not caught: passed" in out
    assert "fails on the example: m" in out
    assert "violation 1 cannot be applied" in out
    assert "violation 1 is caught, but nothing has what the message names: {nobody}" in out
    assert "violation 2 breaks the schema: 'name' is missing" in out
    assert out.splitlines()[-1] == "1 clause, 4 checks, 1 violation caught, 4 checks prove nothing"


def test_an_example_that_is_not_in_order_itself_is_told_once_and_in_words(tmp_path, capsys):
    shutil.copytree(shipped("example_project"), tmp_path / "day-one")
    operator = tmp_path / "day-one/operator.icp.yaml"
    text = operator.read_text(encoding="utf-8")
    operator.write_text(re.sub(r"(?ms)^annual_reports:\n(?:  .*\n)+", "", text), encoding="utf-8")
    policy = str(shipped() / "provisions/SP-14.yaml")
    assert main(["test", policy, "--example", str(tmp_path / "day-one")]) == 1
    out = capsys.readouterr().out
    assert f"{tmp_path / 'day-one'} is not in order for 1 check, so little is proven on it" in out
    assert "violation 1 cannot be applied" in out
    assert "{'" not in out
    assert main(["test", policy, "--example", str(shipped("example_project"))]) == 0
    assert "not in order" not in capsys.readouterr().out


def test_a_folder_of_licenses_has_nothing_to_prove_and_says_so(tmp_path, capsys):
    shutil.copy(shipped() / "licenses/jing-b2-20181623.yaml", tmp_path / "own.yaml")
    assert main(["test", str(tmp_path)]) == 0
    assert capsys.readouterr().out == (
        f"{tmp_path}: nothing to prove: no provision, capability or fact is defined there\n"
    )


@pytest.mark.slow
def test_a_provision_that_no_license_names_binds_everyone(here, capsys):
    (here.root / "own").mkdir()
    (here.root / "own/house.yaml").write_text(WEAK, encoding="utf-8")
    assert main(["check", "--policies", "own"]) == 0
    assert "ads-console.icp.yaml:2:1: warning SP-16.1 m\n" in capsys.readouterr().out
    assert main(["check", "--policies", "own", "--strict-open"]) == 1
    assert "ads-console.icp.yaml:2:1: SP-16.1 minor m\n" in capsys.readouterr().out


def test_a_check_without_a_violation_is_refused(tmp_path, capsys):
    policy = tmp_path / "weak.yaml"
    policy.write_text(
        WEAK.replace("        violations: [{patch: [{op: remove, path: /changes}]}]\n", ""), encoding="utf-8"
    )
    assert main(["test", str(policy)]) == 2
    assert "weak.yaml:19:9: clauses[0].checks[1]: 'violations' is missing" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
def test_any_locale_prints_chinese(here, locale):
    here.add_feature("web-search", "web")
    done = subprocess.run(
        [sys.executable, "-m", "pytest_icplicense", "check", "--lang", "zh"],
        capture_output=True,
        env={"LC_ALL": locale, "PATH": "/usr/bin:/bin", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    assert done.returncode == 1
    assert "功能“web”（web-search）需要 B25/search" in done.stdout.decode()


@pytest.mark.slow
def test_a_closed_pipe_is_no_traceback(here):
    done = subprocess.run(
        f"{sys.executable} -m pytest_icplicense trace | head -1",
        shell=True,
        capture_output=True,
        cwd=here.root,
    )
    assert done.stderr == b""


def test_windows_line_ends_and_a_byte_order_mark(here, capsys):
    for file in (here.service, here.operator):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["check"]) == 0


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "    reported: 2022-03-12T03:00+08:00\n",
            "    reported: 2022-03-12T03:00\n",
            "incidents[0].reported: '2022-03-12T03:00' is not a valid ",
        ),
        (
            "reported: 2022-03-12T03:00+08:00",
            "reported: 2022-03-12T25:00+08:00",
            "incidents[0].reported: '2022-03-12T25",
        ),
    ],
)
def test_a_time_without_offset_is_an_error_with_its_place(here, capsys, old, new, line):
    here.change("operator.icp.yaml", old, new)
    assert main(["check", "operator.icp.yaml"]) == 2
    assert line in capsys.readouterr().out


def test_an_end_before_its_start_is_an_error_with_its_place(here, capsys):
    here.change("operator.icp.yaml", "answered: 2022-04-08", "answered: 2022-03-08")
    assert main(["check"]) == 2
    out = capsys.readouterr().out
    assert "'answered' 2022-03-08 is before 'received' 2022-04-01; correct one of the two" in out
    assert "operator.icp.yaml:47:40: SP-05.4 " in out


def test_two_services_and_one_operator_in_one_file(here, capsys):
    both = f"{here.service.read_text(encoding='utf-8')}---\n{here.operator.read_text(encoding='utf-8')}"
    text = both.replace("operator: operator.icp.yaml", "operator: icp.yaml")
    shutil.rmtree(here.root / "tests")
    here.service.unlink()
    here.operator.unlink()
    (here.root / "icp.yaml").write_text(text, encoding="utf-8")
    assert main(["check", "--verbose"]) == 0
    assert IN_ORDER in capsys.readouterr().out


def test_annotations_name_files_as_the_repository_has_them(here, capsys, monkeypatch):
    """Also where the command runs in a folder of it; else nothing would be attached to its line."""
    subprocess.run(["git", "init", "-q"], cwd=here.root.parent, check=True)
    here.add_feature("web-search", "web")
    assert main(["check", "--format", "github"]) == 1
    assert "::error file=project/ads-console.icp.yaml,line=25,col=5," in capsys.readouterr().out


@pytest.mark.parametrize("form", ["text", "github"])
def test_characters_that_turn_the_writing_are_spelled_out(here, capsys, form):
    here.change("ads-console.icp.yaml", "name: 巨量引擎官方网站", 'name: "巨量\\u202e引擎\\u2066网"')
    assert main(["check", "--format", form]) in (1, 2)
    out = capsys.readouterr().out
    assert "\u202e" not in out
    assert "\\u202e" in out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_with_an_example_that_the_command_takes(command, capsys):
    assert main([command, "--help", "--lang", "en"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    words = EXAMPLES[command].partition(" > ")[0].split()
    assert f"Example: {' '.join(words)}" in shown
    parser = Parser(prog="icplicense")
    importlib.import_module(f"pytest_icplicense.cli.{_MODULES.get(command, command)}").options(parser)
    assert words[:2] == ["icplicense", command]
    parser.parse_args(words[2:])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["check", "--asof=2022-06-01", "--lang", "en"],
            "icplicense check: unrecognized arguments: --asof=2022-06-01; did you mean '--as-of'?"
            " see icplicense check --help",
        ),
        (
            ["attest", "SP-07.1", "--owner=x", "--evidence=y", "--reviewd=2022-01-01", "--lang", "zh"],
            "icplicense attest: 无法识别的参数：--reviewd=2022-01-01；是否应为“--reviewed”？见 icplicense attest --help",
        ),
        (
            ["explain", "a", "b", "--lang", "en"],
            "icplicense explain: unrecognized arguments: b; see icplicense explain --help",
        ),
    ],
)
def test_an_unknown_option_leads_to_the_one_of_its_command(words, said, capsys):
    assert main(words) == 2
    assert capsys.readouterr().err.splitlines() == [said]


def test_render_says_where_there_is_nothing_to_open(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    text = project.service.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if "homepage:" not in line]
    project.service.write_text("".join(kept), encoding="utf-8")
    assert main(["render", "--lang", "en"]) == 0
    assert capsys.readouterr().err.startswith("no page to open: write the HTML file under 'homepage'")
