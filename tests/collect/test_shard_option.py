"""`--icp-shard` and `check --shard`: each judges its part as a whole run would, names, operators and waivers included."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from sessions import session

from pytest_icplicense.cli import main

pytestmark = pytest.mark.slow  # runs many sessions


@pytest.fixture
def several(project):
    """Six services in folders, one waived, two of one name, and the operator of all."""
    project.leave_tests_out()
    project.change("ads-console.icp.yaml", "name: 巨量引擎官方网站", "name: 巨量")
    waiver = (
        "{check: SITE.2, subject: '*', reason: 更名, approver: 王芳, from: 2022-01-01, expires: 2022-12-01}"
    )
    (project.root / "icp-waivers.yaml").write_text(f"- {waiver}\n", encoding="utf-8")
    text = project.service.read_text(encoding="utf-8")
    for number in range(6):
        file = project.root / f"services/s{number}/icp.yaml"
        file.parent.mkdir(parents=True)
        own = text.replace("name: ads-console", f"name: s{min(number, 4)}").replace(
            "operator: operator.icp.yaml", f"operator: {os.path.relpath(project.operator, file.parent)}"
        )
        file.write_text(own, encoding="utf-8")
    return project.root


@pytest.fixture
def command(project, monkeypatch, capsys):
    """Runs `icplicense` in the project: what it says."""
    monkeypatch.chdir(project.root)

    def run(*words: str, code: int | None = None) -> str:
        capsys.readouterr()
        done = main(words)
        out, err = capsys.readouterr()
        assert code is None or done == code, out + err
        return out

    return run


@pytest.fixture
def in_pytest(project, pytester, monkeypatch):
    """Runs pytest in the project, but for its own tests: what it says."""
    monkeypatch.chdir(project.root)

    def run(*words: str, code: int | None = None) -> str:
        done = session(pytester, "-q", "-p", "no:cacheprovider", "--ignore=tests", *words)
        assert code is None or done.ret == code
        return done.stdout.str()

    return run


def judged(report: dict) -> list:
    """What a report says of its manifests."""
    return [*report["cases"], *report["errors"]]


def test_three_shards_judge_what_one_run_does(several, command, in_pytest, tmp_path):
    whole = json.loads(command("report", "json", code=2))
    assert "s4' is already used by services/s4/icp.yaml" in whole["errors"][0]["message"].replace("'s4", "s4")
    assert whole["summary"]["waived"]
    found, documents = [], []
    for number in range(1, 4):
        part = json.loads(command("report", "json", f"--shard={number}/3"))
        out = tmp_path / f"{number}.json"
        workers = ("-n", "2") if number == 2 else ()
        said = in_pytest(f"--icp-shard={number}/3", f"--icp-report=json:{out}", *workers)
        assert f"INCOMPLETE: shard {number}/3 alone, " in said
        assert json.loads(out.read_text(encoding="utf-8")) == part
        assert (part["complete"], part["not_run"]) == (False, 0)
        found += judged(part)
        documents.append(
            {each["document"] for each in part["cases"]} | {each["path"] for each in part["errors"]}
        )
    assert sorted(map(len, documents)) == [2, 3, 3]
    assert len(documents[0] | documents[1] | documents[2]) == 8
    assert sorted(map(json.dumps, found)) == sorted(map(json.dumps, judged(whole)))


def test_a_shard_says_that_it_is_one(several, command):
    out = command("check", "--shard", "1/8", code=0)
    assert "INCOMPLETE: shard 1/8 alone, 1 of 8 manifests; 'icplicense combine' joins the shards" in out


def test_more_shards_than_manifests(project, command, in_pytest):
    """An empty one is in order, and is a report of nothing."""
    project.leave_tests_out()
    for number in range(1, 4):
        in_pytest(f"--icp-shard={number}/3", "--icp-report=json:r.json", code=0)
        report = json.loads((project.root / "r.json").read_text(encoding="utf-8"))
        assert report["not_run"] == 0
    command("check", "--shard=3/3", code=0)


@pytest.mark.parametrize(
    "words", [("pytest", "--icp-shard=6/5"), ("pytest_icplicense", "check", "--shard=6/5")]
)
def test_no_such_shard(words, project):
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=project.root, capture_output=True, encoding="utf-8"
    )
    assert "not a shard such as 2/5" in done.stderr
    assert done.returncode == (4 if words[0] == "pytest" else 2)
