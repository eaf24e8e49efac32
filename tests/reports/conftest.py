"""Manifests for reports: many findings, hostile text, and a run that is not whole."""

from __future__ import annotations

import pytest
from troubles import trouble

from pytest_icplicense.runs.report import Report

HOSTILE = "=cmd|'/c calc'!A1 @everyone `</failure>]]><script>alert(1)</script> **x** | ::error::x"


@pytest.fixture
def failing(project) -> Report:
    """Findings of three levels, something due soon, and a document that cannot be used."""
    project.leave_tests_out()
    project.add_feature("web-search", "web")
    project.change("ads-console.icp.yaml", "reviewed: 2022-02-20, ", "")
    (project.root / "broken.icp.yaml").write_text("kind: Service\nname: [\n", encoding="utf-8")
    return project.report()


@pytest.fixture
def hostile(project) -> Report:
    """Manifests and a waiver whose texts want to be something else."""
    project.add_feature("web-search", "map")
    project.change("operator.icp.yaml", "\nname: 北京巨量引擎网络技术有限公司", f'\nname: "{HOSTILE}"')
    project.change("ads-console.icp.yaml", "name: 巨量引擎官方网站", f'name: "{HOSTILE}"')
    fields = (
        f'subject: "*", reason: "{HOSTILE}", approver: "{HOSTILE}", from: 2022-01-01, expires: 2022-07-01'
    )
    waivers = "".join(f"- {{check: {clause}, {fields}}}\n" for clause in ("SITE.2", "SP-05.4"))
    (project.root / "icp-waivers.yaml").write_text(waivers, encoding="utf-8")
    (project.root / "a`b=c,d.icp.yaml").write_text(f'kind: "{HOSTILE}"\n', encoding="utf-8")
    run = project.report()
    assert any("=cmd" in each.subject for each in run.results)
    return run


@pytest.fixture
def hostile_text(hostile) -> str:
    """What the hostile run's texts say."""
    return HOSTILE


@pytest.fixture
def troubled(project):
    """A project of every verdict."""
    trouble(project)
    return project
