"""Other plugins beside ours, each in a real run: what they choose, count and tell of license cases is right.

`make neighbours` brings them, into an environment of their own; in any other these tests are left out.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("testmon", reason="make neighbours brings the other plugins")
pytestmark = pytest.mark.slow  # each is a run of its own

FEW = ("-k", "SP-02 or LIC.3 or SP-15.10.2 or test_app or test_license")
PROOF = "SP-15.10.2/proven-by-tests[ads-console]"


def run_in(folder, *words: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest as a process: the exit code and what it says."""
    shuffled = () if "randomly" in words else ("-p", "no:randomly")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:hypothesispytest", *shuffled, *words],
        cwd=folder,
        env={**os.environ, "PYTEST_ADDOPTS": "", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture
def run(project):
    """The same in the example."""
    return partial(run_in, project.root)


REPORTERS = (
    "--alluredir=allure",
    *("--json-report", "--json-report-file=report.json"),
    *("--html=report.html", "--self-contained-html"),
    "--report-log=log.jsonl",
)


@pytest.fixture(scope="module")
def reports(unchanged_example, tmp_path_factory):
    """What the reporters wrote of one run in which a feature is forbidden."""
    root = shutil.copytree(unchanged_example, tmp_path_factory.mktemp("reports") / "project")
    service = root / "ads-console.icp.yaml"
    text = service.read_text("utf-8")
    service.write_text(
        text.replace("\nfeatures:\n", "\nfeatures:\n  - {id: web, kind: web-search}\n", 1), "utf-8"
    )
    assert run_in(root, *FEW, *REPORTERS).returncode == 1
    return root


def test_allure_keeps_every_case_apart(reports):
    results = [json.loads(file.read_text("utf-8")) for file in (reports / "allure").glob("*-result.json")]
    names = Counter(each["historyId"] for each in results)
    assert names.most_common(1)[0][1] == 1
    failed = [each for each in results if each["status"] == "failed"]
    assert {
        "SP-02.2/feature-inside-license[ads-console:web]",
        "LIC.3/feature-inside-scope[ads-console:web]",
    } <= {each["name"] for each in failed}
    for each in failed:
        labels = {label["value"] for label in each["labels"] if label["name"] == "severity"}
        assert labels <= {"critical"}
    values = [parameter["value"] for each in results for parameter in each.get("parameters", ())]
    assert max(map(len, values)) < 200


def test_json_report_names_the_manifest(reports):
    report = json.loads((reports / "report.json").read_text("utf-8"))
    (crash,) = (
        each["call"]["crash"]
        for each in report["tests"]
        if each["nodeid"] == "ads-console.icp.yaml::SP-02.2/feature-inside-license[ads-console:web]"
    )
    assert crash["path"].endswith("ads-console.icp.yaml")
    assert crash["lineno"] == 24
    assert max(len(json.dumps(each)) for each in report["tests"]) < 10_000


def test_html_shows_the_finding(reports):
    page = (reports / "report.html").read_text("utf-8")
    assert "needs B25/search" in page
    assert len(page) < 1_000_000


def test_reportlog_has_the_outcome_of_each_case(reports):
    lines = [json.loads(line) for line in (reports / "log.jsonl").read_text("utf-8").splitlines()]
    failed = {each["nodeid"] for each in lines if each.get("outcome") == "failed"}
    assert "ads-console.icp.yaml::SP-02.2/feature-inside-license[ads-console:web]" in failed


@pytest.mark.parametrize(
    "words", [("--reruns", "1"), ("-n", "2", "--dist", "each")], ids=["again", "each worker"]
)
def test_each_case_is_counted_once(words, run, project):
    project.add_feature("web-search", "web")
    done = run("ads-console.icp.yaml", "-k", "SP-02.2 or LIC.3", *words)
    (cases,) = (line for line in done.stdout.splitlines() if line.startswith("cases: "))
    assert ", 2 failed" in cases
    assert "✗ 1 problem (1 critical) in 1 file" in done.stdout


def test_what_waits_for_tests_is_judged_after_them_in_any_order(run):
    done = run(*FEW, "-p", "randomly", "-rA")
    assert done.returncode == 0
    assert f"PASSED ads-console.icp.yaml::{PROOF}" in done.stdout


def test_a_clause_whose_tests_run_in_another_group_is_open(run):
    groups = [run("--splits", "2", "--group", number) for number in "12"]
    assert [each.returncode for each in groups] == [0, 0]
    said = "".join(each.stdout for each in groups)
    assert "✓ inside" not in said
    assert f"FAILED ads-console.icp.yaml::{PROOF}" not in said


def test_testmon_leaves_out_nothing_of_ours(run, project):
    words = ("--testmon", "operator.icp.yaml")
    assert run(*words).returncode == 0
    again = run(*words)
    assert again.returncode == 0
    assert [line for line in again.stdout.splitlines() if line.startswith("✓ inside")]
    (project.root / "evidence/duty.md").unlink()  # no Python file, and no manifest
    assert run(*words).returncode == 1


def test_picked_takes_changed_manifests_where_they_are_named(run, project):
    for words in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *words], cwd=project.root, check=True)
    who = ["-c", "user.name=n", "-c", "user.email=a@b.cn"]
    subprocess.run(["git", *who, "commit", "-qm", "all"], cwd=project.root, check=True)
    project.change("operator.icp.yaml", "submitted: 2022-03-11", "submitted: 2022-04-11")
    done = run("--picked", "-o", "python_files=test_*.py *.icp.yaml icp.yaml")
    assert done.returncode == 1
    assert "SP-14.1" in done.stdout


def test_what_is_new_or_failed_first_changes_no_verdict(run, project):
    assert run(*FEW, "--nf").returncode == 0
    os.utime(project.service)  # it is the newest now, and would come first
    assert run(*FEW, "--nf").returncode == 0
    assert run(*FEW, "--ff").returncode == 0


def test_a_proof_of_which_tests_are_left_out_is_open(run, project):
    (project.root / "tests/test_bad.py").write_text("def test_bad():\n    assert 0\n", encoding="utf-8")
    project.change("tests/test_app.py", '== ["ann"]', '== ["bo"]')
    assert f"FAILED ads-console.icp.yaml::{PROOF}" in run().stdout
    project.change("tests/test_app.py", '== ["bo"]', '== ["ann"]')
    done = run("--lf")
    assert "FAILED tests/test_bad.py::test_bad" in done.stdout
    assert "proven-by-tests" not in done.stdout.partition("short test summary")[2]
    assert "✓ inside" not in done.stdout


def test_one_line_tracebacks_and_warnings_as_errors(run, project):
    project.add_feature("web-search", "web")
    done = run("ads-console.icp.yaml", "--tb=line", "-W", "error")
    assert "2 failed, " in done.stdout
    lines = [line for line in done.stdout.splitlines() if line.startswith("ads-console.icp.yaml:25:5: ")]
    assert [line.split()[1:3] for line in lines] == [["LIC.3", "critical"], ["SP-02.2", "critical"]]
    assert "collect/items.py" not in done.stdout


WAIVER = '- {check: SP-14.1, subject: "*", reason: 年报系统停机, approver: 王芳, from: 2022-05-01, expires: 2022-08-01}'
WARNINGS = ("ArtifactWarning", "DeadlineWarning", "ProofWarning", "WaiverWarning")


def test_warnings_stay_warnings_and_can_be_left_out_by_their_public_names(run, project):
    """Of a file that cannot be read, a deadline that comes, a case that is open, and a waiver that nobody needs."""
    (project.root / "package.json").write_text("{", encoding="utf-8")
    (project.root / "icp-waivers.yaml").write_text(WAIVER, encoding="utf-8")
    words = ("ads-console.icp.yaml", "operator.icp.yaml", "icp-waivers.yaml")
    done = run(*words, "-W", "error")
    assert done.returncode == 0
    assert [name for name in WARNINGS if f" {name}: " in done.stdout] == list(WARNINGS)
    without = run(*words, *(f"-Wignore::pytest_icplicense.{name}" for name in WARNINGS))
    assert without.returncode == 0
    assert [name for name in WARNINGS if f" {name}: " in without.stdout] == []


RUN = ("-m", "pytest", "ads-console.icp.yaml", "-q", "-p", "no:randomly")
WATCHERS = {
    "pytest_watcher": (".", "--now", "--patterns", "*.py,*.yaml", "--runner", sys.executable, *RUN),
    "pytest_watch": ("--nobeep", "--ext=.py,.yaml", ".", "--", *RUN[2:]),
}


@pytest.mark.parametrize("watcher", WATCHERS)
def test_watchers_judge_a_manifest_again_when_it_changes(watcher, project):
    said = project.root / "said.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", watcher, *WATCHERS[watcher]],
            cwd=project.root,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        waits_for(said, "✓ inside 京B2-20181623", process)
        project.add_feature("web-search", "web")
        waits_for(
            said, "✗ 1 problem (1 critical) in 1 file · outside 京B2-20181623", process, project.service
        )
    finally:
        with suppress(ProcessLookupError):  # it has ended, which is what the test tells of then
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def waits_for(output: Path, line: str, process: subprocess.Popen[bytes], changed: Path | None = None) -> None:
    """Until the line is there; what changes while tests run may be passed over, so a file is written again."""
    for second in range(60):
        if line in output.read_text("utf-8"):
            return
        assert process.poll() is None, output.read_text("utf-8")
        if changed and second % 3 == 2:
            changed.write_bytes(changed.read_bytes())
        time.sleep(1)
    raise AssertionError(output.read_text("utf-8"))
