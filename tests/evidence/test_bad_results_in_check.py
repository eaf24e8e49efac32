"""`check --evidence` with a file that is no good: one line that says why, no traceback, and nothing is proven."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from pytest_icplicense.cli import main

NODE = "tests/test_app.py::test_it"
BOMB = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><testsuites>&b;</testsuites>'
FOREIGN = '<testsuites><testsuite name="jest"><testcase classname="a" name="b"/></testsuite></testsuites>'


@pytest.fixture
def checked(project, own_git, monkeypatch, capsys):
    """Judges the example's service with a file of results: the exit code, and the lines."""
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run(["git", *words], cwd=project.root, check=True)
    monkeypatch.chdir(project.root)

    def check(content: str, *words: str) -> tuple[int, list[str]]:
        (project.root / "results").write_text(content, encoding="utf-8")
        code = main(["check", "ads-console.icp.yaml", "--evidence=results", *words])
        out, err = capsys.readouterr()
        assert (err, "Traceback" in out) == ("", False)
        return code, out.splitlines()

    check.root = project.root
    return check


def report(root, days: int = 0, commit: str = "", twice: bool = False) -> str:
    """A JSON report in which the test passed so many days from now, at the commit that is checked out or another."""
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, encoding="utf-8", check=True
    )
    entry = {
        "node": NODE,
        "clause": "SP-15.10.2",
        "subject": "ads-console",
        "outcome": "passed",
        "commit": commit or done.stdout.strip(),
        "time": (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    tool = {"name": "pytest-icplicense", "version": "9.9"}
    return json.dumps({"schema_version": 1, "tool": tool, "evidence": [entry] * (2 if twice else 1)})


def test_the_file_that_is_meant(checked):
    code, lines = checked(report(checked.root))
    assert code == 0
    assert any("1 tests" in line for line in lines)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("<testsuites><testcase", "not whole XML: "),
        (BOMB, "XML with a DTD or entities"),
        ("<html/>", "no JUnit XML: its root is <html>"),
        ("", "the file is empty"),
        ("half", "not whole JSON: "),
        ("twice", f"evidence[1]: '{NODE}' stands there twice"),
    ],
    ids=["corrupt", "bomb", "foreign XML", "empty", "half", "twice"],
)
def test_a_file_that_cannot_be_used(content, why, checked):
    if content in ("half", "twice"):
        whole = report(checked.root, twice=content == "twice")
        content = whole[:-40] if content == "half" else whole
    code, lines = checked(content)
    assert code == 2
    (line,) = (line for line in lines if line.startswith("results:"))
    assert why in line
    assert not any(
        " major " in line for line in lines
    )  # one cause, one line: nobody knows what the tests gave
    assert any(
        "SP-15.10.2 to be proven by tests, and results of tests that were given" in line for line in lines
    )


def test_junit_xml_of_another_tool_proves_nothing_and_says_so(checked):
    code, lines = checked(FOREIGN)
    assert code == 1
    (line,) = (line for line in lines if line.startswith("results:"))
    assert "no test in it is marked icp_evidence, so it proves nothing" in line


@pytest.mark.parametrize(
    ("changes", "words", "why"),
    [
        ({"days": 1}, (), "which lies in the future"),
        ({"days": -8}, (), "more than 7 days ago"),
        ({"days": -2}, ("--evidence-max-age=1",), "more than 1 days ago"),
        ({"commit": "f" * 40}, (), "passed at commit ffffffffffff, and "),
    ],
)
def test_results_that_do_not_count_fail_the_case(changes, words, why, checked):
    code, lines = checked(report(checked.root, **changes), *words)
    assert code == 1
    (line,) = (line for line in lines if NODE in line)
    assert line.startswith("ads-console.icp.yaml:114:5: SP-15.10.2 major not proven by tests: ")
    assert why in line


@pytest.mark.slow
def test_without_results_it_is_open_and_said_in_the_formats_of_ci_servers(checked, capsys):
    assert main(["check", "ads-console.icp.yaml", "--verbose"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert any(line.startswith("not settled: SP-15.10.2; ") for line in out)
    assert main(["check", "ads-console.icp.yaml", "--format=github"]) == 0
    assert "::warning file=ads-console.icp.yaml,line=114,col=5" in capsys.readouterr().out
    for form in ("gitlab", "sarif", "markdown", "json"):
        assert main(["check", "ads-console.icp.yaml", f"--format={form}"]) == 0
        assert "--evidence" in capsys.readouterr().out
    for floor in ("0", "60"):
        assert main(["check", "ads-console.icp.yaml", f"--fail-under-proof={floor}"]) == 1
        last = capsys.readouterr().out.splitlines()[-1]  # in which no ✓ is
        assert last.startswith("✗ --fail-under-proof: not settled: SP-15.10.2")
        assert main(["check", "--format=json", "ads-console.icp.yaml", f"--fail-under-proof={floor}"]) == 1
        assert capsys.readouterr().err.startswith("--fail-under-proof: not settled: SP-15.10.2")
