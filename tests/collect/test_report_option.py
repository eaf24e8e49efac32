"""`--icp-report`: written once, from what ran, and never a report that looks whole and is not."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from sessions import session

pytestmark = pytest.mark.slow  # runs many sessions


@pytest.fixture
def runs(project, pytester):
    """Runs pytest in a copy of the example."""
    root = pytester.path / "p"
    shutil.copytree(project.root, root)

    def run(*words: str, apart: bool = False) -> pytest.RunResult:
        return session(pytester, "-q", f"--rootdir={root}", "-p", "no:cacheprovider", *words, apart=apart)

    pytester.chdir()
    pytester._monkeypatch.chdir(root)
    run.root = root
    return run


def report(runs, name: str = "r.json"):
    return json.loads((runs.root / name).read_text(encoding="utf-8"))


def test_several_reports_and_nothing_else_of_the_run_changes(runs):
    plain = runs()
    told = runs("--icp-report=json:r.json", "--icp-report", "csv:r.csv")
    assert (told.ret, told.parseoutcomes()) == (plain.ret, plain.parseoutcomes())
    assert report(runs)["complete"] is True
    assert (runs.root / "r.csv").exists()
    assert "--icp-report" not in told.stdout.str()


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_only_what_ran_is_in_it_and_it_says_so(workers, runs, project):
    done = runs("-k", "SP-02", "--icp-report=json:r.json", "--icp-report=text:r.txt", *workers)
    found = report(runs)
    assert {case["clause"][:5] for case in found["cases"]} == {"SP-02"}
    assert found["complete"] is False
    assert found["not_run"] + len(found["cases"]) == len(project.report().results)
    done.stdout.fnmatch_lines([f"--icp-report: INCOMPLETE: {found['not_run']} cases did not run*"])
    assert "INCOMPLETE" in (runs.root / "r.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ["--deselect", "operator.icp.yaml"],
        ["--ignore", "operator.icp.yaml"],
        ["ads-console.icp.yaml", "-m", "icp_critical"],
        ["--lf", "-p", "cacheprovider"],
        ["-x"],
    ],
    ids=lambda words: words[0],
)
def test_whatever_leaves_something_out(words, runs):
    text = (runs.root / "ads-console.icp.yaml").read_text(encoding="utf-8")
    (runs.root / "ads-console.icp.yaml").write_text(
        text.replace("\nfeatures:\n", "\nfeatures:\n  - {id: web, kind: web-search}\n"), encoding="utf-8"
    )
    if "--lf" in words:
        runs("-p", "cacheprovider")
    runs(*words, "--icp-report=json:r.json")
    assert report(runs)["complete"] is False


def test_a_chosen_file_is_whole(runs):
    runs("ads-console.icp.yaml", "--icp-report=json:r.json")
    assert report(runs)["complete"] is True


@pytest.mark.parametrize("restarts", [(), ("--max-worker-restart=0",)])
def test_a_worker_that_crashes(restarts, runs):
    (runs.root / "tests/test_crash.py").write_text(
        "import os, time\n\n\ndef test_crash():\n    time.sleep(1)  # until xdist has sent what it sends\n    os._exit(3)\n",
        encoding="utf-8",
    )
    done = runs("-n", "1", *restarts, "--icp-report=json:r.json", "--icp-report=gitlab:r.gitlab")
    assert done.ret == 1
    found = report(runs)
    assert found["complete"] is False
    assert [each["message"] for each in found["errors"]] == [
        "a worker of pytest-xdist ended before its time; what it judged is not in this report"
    ]
    assert report(runs, "r.gitlab")[0]["severity"] == "blocker"


def test_another_testcase_of_the_users_is_not_in_it(runs):
    done = runs("tests/test_license.py", "--icp-report=json:r.json")
    assert done.ret == 2
    done.stdout.fnmatch_lines(["--icp-report: no manifest was judged, so no report is written"])
    assert not (runs.root / "r.json").exists()


def test_properties_of_junit_xml_stay_as_they_were(runs):
    runs("--junitxml=plain.xml")
    runs("--junitxml=told.xml", "--icp-report=json:r.json")
    plain, told = ((runs.root / name).read_text(encoding="utf-8") for name in ("plain.xml", "told.xml"))
    assert plain.count("<property ") == told.count("<property ")


def test_the_page_draws_earlier_runs_as_the_command_line_has_them(runs, tmp_path):
    (tmp_path / "history").mkdir()
    runs(f"--icp-report=json:{tmp_path / 'history/one.json'}", "--icp-as-of=2022-05-15")
    done = runs("--icp-report=html:r.html", f"--icp-history={tmp_path / 'history'}")
    assert done.ret == 0
    page = (runs.root / "r.html").read_text(encoding="utf-8")
    assert 'id="history"' in page
    assert "one.json" in page
    (tmp_path / "history/two.json").write_text("{}", encoding="utf-8")
    refused = runs("--icp-report=html:s.html", f"--icp-history={tmp_path / 'history'}")
    assert refused.ret == 2
    refused.stdout.fnmatch_lines([f"--icp-history: {tmp_path / 'history/two.json'}: no report of this tool*"])
    assert not (runs.root / "s.html").exists()
    wrong = runs("--icp-report=json:r.json", "--icp-history=web", apart=True)
    assert wrong.ret == 2
    assert "Exit: --icp-history: add --icp-report html:PATH, which draws it" in wrong.stderr.str()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--icp-report=jsn:r"], "no report format 'jsn'; did you mean 'json'"),
        (["--icp-report=json"], "write FORMAT:PATH, such as json:report.json, instead of 'json'"),
        (["--icp-report=json:"], "write FORMAT:PATH"),
        (["--icp-report=json:r", "--icp-report=csv:./r"], "r: two reports cannot be written to one path"),
        (
            ["--icp-report=junit:r.xml", "--junitxml=r.xml"],
            "r.xml: two reports cannot be written to one path",
        ),
        (["--icp-report=json:gone/r"], "gone/r: the report cannot be written: there is no folder"),
        (["--icp-report=json:web"], "web: the report cannot be written: a folder; name a file in it"),
        (["--icp-report=jsn:r", "-n", "2"], "no report format 'jsn'; did you mean 'json'"),
    ],
)
def test_wrong_use_is_told_before_anything_runs(words, why, runs):
    done = runs(*words, apart=True)
    assert done.ret == 2
    (line,) = (each for each in done.stderr.lines if each)
    assert line.startswith("Exit: --icp-report: ")
    assert why in line
    assert "passed" not in done.stdout.str()
    assert not (runs.root / "r").exists()


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
@pytest.mark.parametrize(("fails", "code"), [(False, 2), (True, 1)])
def test_a_disk_that_is_full_leaves_the_verdicts_and_the_other_reports(workers, fails, code, runs):
    if fails:
        text = (runs.root / "ads-console.icp.yaml").read_text(encoding="utf-8")
        (runs.root / "ads-console.icp.yaml").write_text(
            text.replace("\nfeatures:\n", "\nfeatures:\n  - {id: web, kind: web-search}\n"), encoding="utf-8"
        )
    plain = runs()
    done = runs("--icp-report=json:/dev/full", "--icp-report=json:r.json", *workers)
    assert done.parseoutcomes() == plain.parseoutcomes()
    assert done.ret == code
    done.stdout.fnmatch_lines(
        ["--icp-report: /dev/full: the report cannot be written: no space is left on the disk"]
    )
    assert report(runs)["complete"] is True


def test_a_manifest_is_not_written_over(runs):
    before = (runs.root / "ads-console.icp.yaml").read_bytes()
    done = runs("--icp-report=json:ads-console.icp.yaml")
    assert done.ret == 2
    assert "a file that was judged; write elsewhere" in done.stdout.str()
    assert (runs.root / "ads-console.icp.yaml").read_bytes() == before


def test_a_configuration_that_cannot_be_used(runs):
    (runs.root / "pyproject.toml").write_text("[tool.icplicense]\nas_of = 1\n", encoding="utf-8")
    done = runs("--icp-report=json:r.json", "ads-console.icp.yaml")
    assert done.ret == 1
    assert "--icp-report: " in done.stdout.str()
    assert not (runs.root / "r.json").exists()


@pytest.mark.parametrize("option", ["--collect-only", "--setup-plan", "--setup-only"])
def test_where_nothing_runs_nothing_is_judged_or_written(runs, option):
    done = runs(option, "--icp-report=json:r.json", "--icp-fail-under-proof=100")
    assert done.ret == 0
    assert not (runs.root / "r.json").exists()
    assert not re.search(r"[✓✗]|not in order|fail-under", done.stdout.str())


def test_without_manifests_there_is_no_report(runs):
    done = runs("--no-icp", "--icp-report=json:r.json", apart=True)
    assert done.ret == 2
    assert "Exit: --icp-report: --no-icp leaves nothing to report" in done.stderr.str()
