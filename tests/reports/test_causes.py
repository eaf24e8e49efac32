"""What has one cause is one problem: told once, with what follows from it, and found again in JSON."""

from __future__ import annotations

import json

import pytest

from pytest_icplicense.reports import terminal
from pytest_icplicense.reports.causes import caused_by, clause_list
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
