"""Reports of shards carry what tests gave: joined, they count and say what one run does."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.model.evidence import Evidence, together

NOW = datetime.now(UTC)


def at(day: datetime) -> str:
    """The time as reports write it."""
    return day.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def services(project, own_git, monkeypatch):
    """Three services, each with a clause that tests prove, committed."""
    text = project.service.read_text(encoding="utf-8")
    for name in ("b", "c"):
        own = text.replace("name: ads-console", f"name: {name}")
        (project.root / f"{name}.icp.yaml").write_text(own, encoding="utf-8")
    project.change("operator.icp.yaml", "covers: [ads-console,", "covers: [ads-console, b, c,")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run(["git", *words], cwd=project.root, check=True)
    monkeypatch.chdir(project.root)
    return project.root


@pytest.fixture
def head(services):
    """The commit that is checked out."""
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=services, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()


@pytest.fixture
def results(services, head):
    """Writes a file of results: for each subject an outcome, and for `c` one of another commit."""

    def write(name: str, when: datetime = NOW, commit: str = head, **outcomes: str) -> str:
        entries = [
            {
                "node": f"tests/test_{subject}.py::test_it",
                "clause": "SP-15.10.2",
                "subject": subject.replace("_", "-"),
                "outcome": outcome,
                "commit": commit,
                "time": at(when),
            }
            for subject, outcome in outcomes.items()
        ]
        tool = {"name": "pytest-icplicense", "version": "9.9"}
        report = {"schema_version": 1, "tool": tool, "evidence": entries}
        (services / name).write_text(json.dumps(report), encoding="utf-8")
        return f"--evidence={name}"

    return write


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["json", "text", "markdown", "html"])
def test_joined_shards_are_one_run(form, lang, results, tmp_path):
    words = [
        results("one.json", ads_console="passed", b="failed"),
        results("other.json", commit="f" * 40, c="passed"),
        f"--lang={lang}",
    ]
    shards = [str(tmp_path / f"{number}.json") for number in (1, 2)]
    for number, file in enumerate(shards, 1):
        main(["report", "json", f"--shard={number}/2", *words, "-o", file])
    whole, joined = tmp_path / "whole", tmp_path / "joined"
    code = main(["report", form, *words, "-o", str(whole)])
    assert main(["combine", *shards, "--format", form, f"--lang={lang}", "-o", str(joined)]) == code == 1
    assert joined.read_bytes() == whole.read_bytes()
    if form == "json":
        report = json.loads(joined.read_text(encoding="utf-8"))
        assert (report["proof"]["tests"], len(report["evidence"])) == (0, 3)
        assert [bool(each["refused"]) for each in report["evidence"]] == [False, False, True]


@pytest.mark.slow
def test_what_jobs_ran_apart_stands_there_once(results, tmp_path, capsys):
    """Each job ran the tests itself, a minute after the other."""
    files = []
    for number in (1, 2):
        given = results(
            f"r{number}.json", NOW - timedelta(minutes=number), ads_console="passed", b="passed", c="passed"
        )
        files.append(str(tmp_path / f"{number}.json"))
        main(["report", "json", f"--shard={number}/2", given, "-o", files[-1]])
    capsys.readouterr()
    assert main(["combine", *files, "--format", "json", "--fail-under-proof=50"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [each["time"] for each in report["evidence"]] == [at(NOW - timedelta(minutes=2))] * 3
    assert report["proof"]["tests"] == 1


@pytest.mark.slow
def test_what_was_joined_is_results_again(results, services, tmp_path):
    """Also where several runs gave several outcomes of one test."""
    given = [results("a.json", ads_console="skipped", b="passed", c="passed")]
    given.append(results("b.json", NOW - timedelta(hours=1), ads_console="passed"))
    assert main(["report", "json", *given, "-o", "joined.json"]) == 0
    assert main(["check", "--evidence=joined.json"]) == 0


@pytest.mark.slow
def test_jobs_that_tested_different_commits_are_refused(results, services, tmp_path, capsys):
    words = ["report", "json", "-o"]
    given = results("a.json", ads_console="passed", b="passed", c="passed")
    main([*words, "1.json", "--shard=1/2", given])
    subprocess.run(["git", "commit", "-qm", "more", "--allow-empty"], cwd=services, check=True)
    report = json.loads((services / "1.json").read_text(encoding="utf-8"))
    main([*words, "2.json", "--shard=2/2"])
    other = json.loads((services / "2.json").read_text(encoding="utf-8"))
    other["record"]["evidence"] = [[*each[:4], "f" * 40, *each[5:]] for each in report["record"]["evidence"]]
    (services / "2.json").write_text(json.dumps(other), encoding="utf-8")
    capsys.readouterr()
    assert main(["combine", "1.json", "2.json"]) == 2
    out, err = capsys.readouterr()
    assert (out, "tests ran at different commits: " in err, "ffffffffffff (2.json)" in err) == (
        "",
        True,
        True,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "row",
    [
        [],
        ["n", "c", "s", "fine", None, at(NOW), -1],
        ["n", "c", "s", "passed", 1, at(NOW), -1],
        ["n", "c", "s", "passed", None, "today", -1],
        ["n", "c", "s", "passed", None, "2026-03-01T08:30:00", -1],
        ["n", "c", "s", "passed", None, at(NOW), 10**6],
        ["n", "c", "s", "passed", None, at(NOW), -2],
        ["n", "c", "s", "passed", None, at(NOW), "x"],
        [1, "c", "s", "passed", None, at(NOW), -1],
    ],
)
def test_evidence_of_a_record_that_is_damaged(row, services, capsys):
    main(["report", "json", "-o", "r.json"])
    report = json.loads((services / "r.json").read_text(encoding="utf-8"))
    report["record"]["evidence"] = [row]
    (services / "r.json").write_text(json.dumps(report), encoding="utf-8")
    assert main(["combine", "r.json"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), "its key 'record' is damaged" in err) == ("", 1, True)


def test_together_keeps_what_differs():
    one = Evidence("n", "c", "s", "passed", "a", "2026-03-01T08:30:00Z")
    later = replace(one, time="2026-03-01T09:30:00+00:00")
    assert together([later, one]) == (one,)
    others = [replace(one, outcome="failed"), replace(one, commit="b"), replace(one, node="m")]
    assert len(together([one, *others])) == 4
