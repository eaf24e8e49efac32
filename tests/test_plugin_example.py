"""The example of a plugin: what it adds is found, judged, and installed for real."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from environments import ROOT, Environment

from pytest_icplicense.cli import main

PLUGIN = ROOT / "tests/plugin_example"
PACKAGES = "# for the lobby\nngircd\n"


@pytest.fixture
def announced(tmp_path, monkeypatch):
    """The plugin on the path with what an installation writes beside it."""
    info = tmp_path / "site/icplicense_calm-1.0.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: icplicense-calm\nVersion: 1\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text("[icplicense]\ncalm = icplicense_calm\n", encoding="utf-8")
    monkeypatch.syspath_prepend(PLUGIN)
    monkeypatch.syspath_prepend(info.parent)
    yield
    for name in [each for each in sys.modules if each.startswith("icplicense_calm")]:
        del sys.modules[name]


def test_its_check_proves_itself_and_its_capability_too(announced, capsys):
    assert main(["test", str(PLUGIN / "icplicense_calm/policies")]) == 0
    out = capsys.readouterr().out
    assert "SP-90.1/launched-on-working-day" in out
    assert "SP-90.2/alert-answered-soon" in out
    assert "3 violations caught" in out
    assert "capability/ngircd" in out
    assert "2 examples and counterexamples hold" in out


@pytest.mark.slow
def test_its_rule_judges(announced, project, capsys, monkeypatch):
    monkeypatch.chdir(project.root)
    assert main(["check"]) == 0
    project.change("ads-console.icp.yaml", "date: 2022-05-25", "date: 2022-05-28")
    assert main(["check"]) == 1
    assert "SP-90.1 minor launch 'ai-copy': 2022-05-28 is no working day" in capsys.readouterr().out


@pytest.mark.slow
def test_its_detector_sees_and_its_capability_is_judged(announced, project, capsys, monkeypatch):
    (project.root / "Aptfile").write_text(PACKAGES, encoding="utf-8")
    monkeypatch.chdir(project.root)
    assert main(["check"]) == 1
    assert "Aptfile:2:1: SP-02.2 critical ngIRCd (debian ngircd)" in capsys.readouterr().out


@pytest.mark.slow
def test_its_source_of_facts_is_asked_and_its_check_judges_what_it_says(
    announced, project, capsys, monkeypatch
):
    monkeypatch.chdir(project.root)
    assert main(["check"]) == 0
    oncall = project.root / "deploy/oncall.ini"
    oncall.write_text("[pager]\nalert-minutes = 45\n", encoding="utf-8")
    assert main(["check"]) == 1
    told = "deploy/oncall.ini:2:1: SP-90.2 minor an alert waits 45 minutes (alert-minutes = 45)"
    assert told in capsys.readouterr().out
    oncall.write_text("[pager]\nalert-minutes = 15\n", encoding="utf-8")
    assert main(["check"]) == 0


@pytest.mark.slow
def test_its_report(announced, project, capsys, monkeypatch):
    project.change("ads-console.icp.yaml", "date: 2022-05-25", "date: 2022-05-28")
    monkeypatch.chdir(project.root)
    assert main(["report", "tap"]) == 1
    first, plan, *points = capsys.readouterr().out.splitlines()
    assert (first, plan) == ("TAP version 14", f"1..{len(points)}")
    (bad,) = [line for line in points if line.startswith("not ok")]
    assert bad.endswith("SP-90.1/launched-on-working-day[ads-console:ai-copy]")


def test_a_mistake_in_its_policies_stops_the_run(announced, project, tmp_path, capsys, monkeypatch):
    broken = tmp_path / "broken"
    shutil.copytree(PLUGIN, broken)
    policy = broken / "icplicense_calm/policies/SP-90.yaml"
    policy.write_text(
        policy.read_text(encoding="utf-8").replace("on-working-day\n", "on-work-day\n"), encoding="utf-8"
    )
    monkeypatch.syspath_prepend(broken)
    monkeypatch.chdir(project.root)
    assert main(["check"]) == 2
    told = capsys.readouterr()
    assert (
        "SP-90.yaml:20:9: no rule is named 'on-work-day'; did you mean 'on-working-day'?"
        in told.out + told.err
    )


@pytest.mark.slow
def test_its_policies_count_in_the_digest_of_the_policies(announced, project, capsys, monkeypatch):
    monkeypatch.chdir(project.root)

    def digest() -> str:
        main(["report", "json"])
        return str(re.findall('"policies_sha256": "([0-9a-f]{64})"', capsys.readouterr().out))

    with_plugin = digest()
    monkeypatch.setattr("pytest_icplicense.hookspecs.announced", lambda: False)
    assert with_plugin != digest() != "[]"


@pytest.mark.slow
def test_it_is_installed_and_used(project, tmp_path):
    environment = Environment(tmp_path / "venv")
    environment.install(ROOT, _copied(tmp_path))
    (project.root / "Aptfile").write_text(PACKAGES, encoding="utf-8")
    proven = environment.run("icplicense", "test", cwd=tmp_path)
    assert "SP-90.1/launched-on-working-day" in proven.stdout, proven.stderr
    assert "0 checks prove nothing" in proven.stdout
    explained = environment.run("icplicense", "explain", "SP-90", cwd=tmp_path)
    assert "Launches on working days" in explained.stdout, explained.stderr
    tested = environment.run(
        "pytest", "-q", "-p", "no:cacheprovider", "--icp-report", "tap:out.tap", cwd=project.root
    )
    assert tested.returncode == 1
    assert "ngIRCd (debian ngircd)" in tested.stdout
    assert (project.root / "out.tap").read_text(encoding="utf-8").startswith("TAP version 14\n1..")
    environment.uninstall("icplicense-calm")
    assert environment.run("icplicense", "explain", "SP-90", cwd=tmp_path).returncode == 2


def _copied(folder: Path) -> Path:
    """A copy, since building leaves files behind."""
    copy = folder / "icplicense-calm"
    shutil.copytree(PLUGIN, copy, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
    return copy
