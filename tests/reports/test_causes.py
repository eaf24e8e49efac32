"""What has one cause is one problem: told once, with what follows from it, and found again in JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pytest_icplicense.reports import markdown, terminal, wecom
from pytest_icplicense.reports.causes import caused_by, clause_list
from pytest_icplicense.reports.pages.dossier import dossier
from pytest_icplicense.reports.pages.first_screen import first_screen
from pytest_icplicense.reports.record import json as json_report
from pytest_icplicense.runs.report import TERMINAL


def clauses(names) -> set[str]:
    return {name.partition("/")[0] for name in names}


def test_a_forbidden_feature_is_one_problem(project):
    project.add_feature("group-chat", "chat")
    run = project.report()
    causes = caused_by(run.results)
    assert clauses(causes.values()) == {"SP-02.2"}
    assert {"LIC.3", "SP-15.14.1", "SP-15.14.2", "SP-15.14.3"} <= clauses(causes)
    failed = [each.id for each in run.results if each.outcome == "failed"]
    assert len([each for each in failed if each not in causes]) == 1
    assert "✗ 1 problem (1 critical) in 1 file · outside 京B2-20181623" in terminal.render(run).splitlines()


def test_two_forbidden_features_are_two_problems(project):
    project.add_feature("web-search", "web")
    project.add_feature("group-chat", "chat")
    run = project.report()
    assert len(set(caused_by(run.results).values())) == 2
    assert "✗ 2 problems (2 critical)" in terminal.render(run)


def test_a_cause_causes_nothing_elsewhere(project):
    """What fails besides, at another value or by another rule, stays a problem of its own."""
    project.add_feature("web-search", "web")
    project.change("ads-console.icp.yaml", "reviewed: 2022-02-20, ", "")
    run = project.report()
    causes = caused_by(run.results)
    apart = {each.criterion.clause for each in run.results if each.findings and each.id not in causes}
    assert {"SP-02.2", "SP-15.4.2"} <= apart


@pytest.fixture
def fleet(project):
    """Three services, of which each has a forbidden feature, and two more the same gap in their operator's measures."""
    project.add_feature("web-search", "web")
    text = project.service.read_text(encoding="utf-8")
    for name in ("second", "third"):
        other = text.replace("name: ads-console", f"name: {name}")
        (project.root / f"{name}.icp.yaml").write_text(other, encoding="utf-8")
    return project


def test_one_cause_of_several_services_is_told_once(fleet):
    run = fleet.report()
    text = terminal.render(run)
    (head,) = (line for line in text.splitlines() if "feature 'web' (web-search) needs B25/search" in line)
    assert head.startswith("ads-console.icp.yaml:")
    line = head.split(":")[1]
    assert f"  and the same in 2 more places: second.icp.yaml:{line}, third.icp.yaml:{line}\n" in text
    assert "  and 9 more follow: LIC.3, SP-15.12.1–2\n" in text
    assert text.count("is under no security measure") == 1
    assert "  and the same in 1 more place: third.icp.yaml:4\n" in text
    assert "✗ 5 problems (3 critical) in 3 files" in text
    each_alone = terminal.render(run, verbose=True)
    assert each_alone.count("feature 'web' (web-search) needs B25/search") == 3
    page = first_screen(dossier(run))
    assert [cause.clauses for cause in page.causes] == [("SP-02.2",), ("SP-15.7.3",)]
    assert [(each.problem.path, each.others) for each in page.open] == [("ads-console.icp.yaml", 2)]
    assert page.causes[0].more[0].zh.startswith("另有 2 处相同：second.icp.yaml:")


def test_what_differs_in_more_than_the_service_is_told_apart(fleet):
    file = fleet.root / "third.icp.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("id: web\n", "id: other\n"), encoding="utf-8")
    text = terminal.render(fleet.report())
    assert "and the same in 1 more place: second.icp.yaml:" in text
    assert "feature 'other' (web-search) needs B25/search" in text


def test_one_deadline_of_several_services_is_told_once(fleet):
    run = fleet.report()
    (told,) = (line for line in markdown.render(run).splitlines() if "2022-06-19" in line)
    assert "**SP-15.8.4** ads-console:ai-copy (and 2 more): 'assessment.reported' is missing" in told
    message = wecom.render(replace(run, settings=replace(run.settings, lang="zh")))
    assert "ads-console:ai-copy（另有 2 个）：缺少 assessment.reported" in message


def test_what_is_in_order_causes_nothing(project):
    assert caused_by(project.report().results) == {}


def test_json_names_the_cause(project):
    project.add_feature("web-search", "web")
    made = json.loads(json_report.render(project.report()))
    named = {case["clause"]: case["caused_by"] for case in made["cases"] if case["caused_by"]}
    assert named["LIC.3"] == "SP-02.2/feature-inside-license[ads-console:web]"
    assert all(case["caused_by"] is None for case in made["cases"] if case["clause"] == "SP-02.2")


def test_everything_is_told_where_it_is_asked(project):
    project.add_feature("web-search", "web")
    run = project.report(wants=TERMINAL)
    short, whole = terminal.render(run), terminal.render(run, verbose=True)
    assert "LIC.3 critical" not in short
    assert "and 3 more follow: LIC.3, SP-15.12.1–2" in short
    assert "LIC.3 critical" in whole
    assert "only attested:" in whole
    assert short.splitlines()[-1] == whole.splitlines()[-1]


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (["SP-15.14.3", "LIC.3", "SP-15.14.1", "SP-15.14.2"], "LIC.3, SP-15.14.1–3"),
        (["SP-15.2.1", "SP-15.1.1", "SP-15.1.3"], "SP-15.1.1, SP-15.1.3, SP-15.2.1"),
        (["SP-02.2", "SP-02.2"], "SP-02.2"),
        ([], ""),
    ],
)
def test_clauses_that_follow_each_other_are_a_range(listed, said):
    assert clause_list(listed) == said
