"""The example's scenarios beside what they may be told with. That each answers as written, `make demo` proves."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.library import shipped

pytestmark = pytest.mark.slow

SCENARIOS = shipped("example_project") / "scenarios"
_spec = importlib.util.spec_from_file_location("scenarios_run", SCENARIOS / "run.py")
assert _spec is not None
assert _spec.loader is not None
run = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(run)


def test_the_demo_shows_pytest_s_own_output_and_names_what_there_is(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["run.py", "hides-number"])
    assert run.main() == 0
    shown = capsys.readouterr().out
    assert " in TIME" not in shown
    assert run.without_time(shown).count(" in TIME\n") == 2
    monkeypatch.setattr("sys.argv", ["run.py", "adds-serch"])
    with pytest.raises(SystemExit):
        run.main()
    assert "no scenario adds-serch; there are adds-instant-messaging, adds-search" in capsys.readouterr().err


def test_the_scenarios_that_were_asked_for_are_there():
    assert {"adds-search", "adds-instant-messaging", "new-domain", "expired"} <= set(run.names())


def rendered(project) -> list[str]:
    """The option for what a browser showed of the pages, where a scenario has that."""
    evidence = project.root / "evidence/home-pages.json"
    return ["--evidence", str(evidence)] if evidence.exists() else []


@pytest.mark.parametrize(
    ("name", "clauses", "unsaid"),
    [
        ("adds-search", {"LIC.3", "SP-02.2"}, {"SP-15.12.1", "SP-15.12.2"}),
        ("adds-instant-messaging", {"LIC.3", "SP-02.2"}, {"SP-15.14.1", "SP-15.14.2", "SP-15.14.3"}),
        ("undeclared-forum", {"SP-02.2"}, {"SP-15.13.1", "SP-15.13.2", "SP-15.13.3"}),
        ("new-domain", {"SITE.1", "SP-15.7.3"}, set()),
        ("hides-number", {"SP-02.4"}, set()),
        ("hidden-on-phones", {"SP-02.4"}, set()),
        ("number-only-in-placeholder", {"SP-02.4"}, set()),
    ],
)
def test_the_command_line_finds_the_same_clauses(name, clauses, unsaid, project, monkeypatch, capsys):
    import subprocess

    subprocess.run(
        ["git", "apply", "--unsafe-paths", str(SCENARIOS / name / "change.patch")],
        cwd=project.root,
        check=True,
    )
    monkeypatch.chdir(project.root)
    assert main(["check", "--format", "json", "ads-console.icp.yaml", *rendered(project)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert {case["clause"] for case in report["cases"] if case["verdict"] == "failed"} == clauses
    undated = [case for case in report["cases"] if case["verdict"] == "pending" and not case["due"]]
    assert unsaid <= {case["clause"] for case in undated}


def test_the_built_site_of_the_example_is_what_its_script_builds(project):
    site = project.root / "web/juliangyinqing/site"
    built = {file.name: file.read_bytes() for file in site.iterdir()}
    shutil.rmtree(site)
    subprocess.run([sys.executable, str(site.parent / "build.py")], check=True)
    assert {file.name: file.read_bytes() for file in site.iterdir()} == built
