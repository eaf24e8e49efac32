"""`--icp-shard` and `check --shard`: each judges its part as a whole run would, names, operators and waivers included."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest


@pytest.fixture
def several(project):
    """Six services in folders, one waived, two of one name, and the operator of all."""
    project.leave_tests_out()
    project.change("ads-console.icp.yaml", "name: 巨量引擎官方网站", "name: 巨量")
    waiver = "{check: SITE.2, subject: '*', reason: r, approver: a, from: 2022-01-01, expires: 2022-12-01}"
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


def run(folder, *words: str, code: int | None = None) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, capture_output=True, encoding="utf-8", timeout=300
    )
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done.stdout


def judged(report: dict) -> list:
    """What a report says of its manifests."""
    return [*report["cases"], *report["errors"]]


def test_three_shards_judge_what_one_run_does(several, tmp_path):
    whole = json.loads(run(several, "pytest_icplicense", "report", "json", code=2))
    assert "s4' is already used by services/s4/icp.yaml" in whole["errors"][0]["message"].replace("'s4", "s4")
    assert whole["summary"]["waived"]
    found, documents = [], []
    for number in range(1, 4):
        part = json.loads(run(several, "pytest_icplicense", "report", "json", f"--shard={number}/3"))
        out = tmp_path / f"{number}.json"
        options = (
            "-q",
            "-p",
            "no:cacheprovider",
            "--ignore=tests",
            f"--icp-shard={number}/3",
            f"--icp-report=json:{out}",
        )
        out_of_pytest = run(several, "pytest", *options, *(("-n", "2") if number == 2 else ()))
        assert f"INCOMPLETE: shard {number}/3 alone, " in out_of_pytest
        assert json.loads(out.read_text(encoding="utf-8")) == part
        assert (part["complete"], part["not_run"]) == (False, 0)
        found += judged(part)
        documents.append(
            {each["document"] for each in part["cases"]} | {each["path"] for each in part["errors"]}
        )
    assert sorted(map(len, documents)) == [2, 3, 3]
    assert len(documents[0] | documents[1] | documents[2]) == 8
    assert sorted(map(json.dumps, found)) == sorted(map(json.dumps, judged(whole)))


def test_a_shard_says_that_it_is_one(several):
    out = run(several, "pytest_icplicense", "check", "--shard", "1/8", code=0)
    assert "INCOMPLETE: shard 1/8 alone, 1 of 8 manifests; 'icplicense combine' joins the shards" in out


def test_more_shards_than_manifests(project):
    """An empty one is in order, and is a report of nothing."""
    project.leave_tests_out()
    for number in range(1, 4):
        words = ("-q", "-p", "no:cacheprovider", "--ignore=tests", f"--icp-shard={number}/3")
        run(project.root, "pytest", *words, "--icp-report=json:r.json", code=0)
        report = json.loads((project.root / "r.json").read_text(encoding="utf-8"))
        assert report["not_run"] == 0
    run(project.root, "pytest_icplicense", "check", "--shard=3/3", code=0)


@pytest.mark.parametrize(
    "words", [("pytest", "--icp-shard=6/5"), ("pytest_icplicense", "check", "--shard=6/5")]
)
def test_no_such_shard(words, project):
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=project.root, capture_output=True, encoding="utf-8"
    )
    assert "not a shard such as 2/5" in done.stderr
    assert done.returncode == (4 if words[0] == "pytest" else 2)
