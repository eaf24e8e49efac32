"""One engine, two front ends: pytest and `icplicense check` say the same of every case."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET

import pytest
from sessions import session

from pytest_icplicense.cli import main
from pytest_icplicense.library import shipped

pytestmark = pytest.mark.slow

SCENARIOS = shipped("example_project") / "scenarios"
NAMES = sorted(patch.parent.name for patch in SCENARIOS.glob("*/change.patch"))


@pytest.fixture
def by_pytest(project, pytester, monkeypatch):
    """Runs pytest: case id to verdict, and to the place that JUnit XML names."""

    def run(*options: str) -> dict[str, tuple[str, str]]:
        monkeypatch.chdir(project.root)
        session(
            pytester,
            "-q",
            "-p",
            "no:cacheprovider",
            f"--rootdir={project.root}",
            "--junitxml=report.xml",
            *options,
        )
        found = {}
        for case in ET.parse(project.root / "report.xml").iter("testcase"):
            properties = {each.get("name"): each.get("value") for each in case.iter("property")}
            if "case" in properties:
                found[properties["case"]] = (
                    properties["verdict"],
                    f"{properties['file']}:{properties['line']}",
                )
        return found

    return run


@pytest.fixture
def by_command(project, monkeypatch, capsys):
    """The same of the command line, where a place is named; and its exit code."""

    def run(*options: str) -> tuple[dict[str, tuple[str, str]], int]:
        monkeypatch.chdir(project.root)
        capsys.readouterr()  # what a run of pytest before it said
        code = main(["check", "--format", "json", *options])
        found = {}
        for case in json.loads(capsys.readouterr().out)["cases"]:
            first = next(iter(case["findings"]), None)
            found[case["id"]] = (case["verdict"], f"{first['path']}:{first['line']}" if first else None)
        return found, code

    return run


@pytest.mark.parametrize("name", [None, *NAMES])
def test_case_by_case(name, project, by_command, by_pytest):
    if name:
        patch = SCENARIOS / name / "change.patch"
        subprocess.run(["git", "apply", "--unsafe-paths", str(patch)], cwd=project.root, check=True)
    pages = project.root / "evidence/home-pages.json"  # what a browser showed, in one of the scenarios
    command, code = by_command(*(["--evidence", str(pages)] if pages.exists() else []))
    items = by_pytest("ads-console.icp.yaml", "operator.icp.yaml")
    assert code == (1 if name else 0)
    assert {case: verdict for case, (verdict, _) in items.items()} == {
        case: verdict for case, (verdict, _) in command.items()
    }
    assert {case: items[case][1] for case, (_, place) in command.items() if place} == {
        case: place for case, (_, place) in command.items() if place
    }
    assert len(command) > 190


def test_with_waivers_and_on_another_day(project, by_command, by_pytest):
    project.change("ads-console.icp.yaml", "reviewed: 2022-02-20, ", "")
    project.change("ads-console.icp.yaml", "name: 巨量引擎官方网站", "name: 巨量")
    waiver = "{check: SITE.2, subject: '*', reason: 更名, approver: 王芳, ticket: t, from: 2022-01-01, expires: 2022-07-01}"
    (project.root / "icp-waivers.yaml").write_text(f"- {waiver}\n", encoding="utf-8")
    for day, waived in (("2022-06-15", "waived"), ("2022-07-02", "failed")):
        command, code = by_command("--as-of", day)
        items = by_pytest("--icp-as-of", day, "ads-console.icp.yaml", "operator.icp.yaml")
        assert {case: verdict for case, (verdict, _) in items.items()} == {
            case: verdict for case, (verdict, _) in command.items()
        }
        site = next(case for case in command if case.startswith("SITE.2/") and "ad.oceanengine.com" in case)
        assert (command[site][0], code) == (waived, 1)
