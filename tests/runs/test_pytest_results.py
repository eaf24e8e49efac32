"""What workers send, put together: in the order of the files, and complete only if nothing is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_icplicense.engine import decide
from pytest_icplicense.engine.results import record
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.runs import pytest_results
from pytest_icplicense.runs.pytest_results import PytestResults
from pytest_icplicense.runs.report import Wants


@pytest.fixture
def judged(project):
    """The workspace, and for each file what it is bound to, its cases and their results."""
    workspace = project.workspace()
    found = []
    for bound in workspace.bind_files((project.service, project.operator)):
        cases = workspace.cases(bound)
        found.append((bound, cases, [record(decide(case, workspace.settings.as_of)) for case in cases]))
    return workspace, found


def worker(judged, chosen) -> PytestResults:
    """A worker that collected everything and judged some of it, the last first."""
    workspace, found = judged
    one = PytestResults(Wants())
    for bound, cases, results in reversed(found):
        one.collected(workspace, bound, (case.id for case in cases))
        for number, result in reversed(list(enumerate(results))):
            if chosen(number):
                one.judged(workspace, bound.file, result, ())
    return one


@pytest.mark.slow
def test_two_workers_are_one_run(judged, project):
    together = PytestResults(Wants())
    for rest in (1, 0):
        together.receive(worker(judged, lambda number, rest=rest: number % 2 == rest).sent())
    report = together.report(judged[0], [project.root])
    assert report.results == project.report().results
    assert (report.complete, report.not_run) == (True, 0)


@pytest.mark.parametrize("sent", [False, True])
def test_a_worker_that_ends_without_a_word(sent, judged, project):
    together = PytestResults(Wants())
    if sent:
        together.receive(worker(judged, lambda number: True).sent())
    together.receive(None)
    report = together.report(judged[0], [project.root])
    assert (report.complete, report.not_run, report.exit_code) == (False, None, 2)
    assert [each.path for each in report.problems] == ["ads-console.icp.yaml"]


def test_what_nobody_judged_is_counted(judged, project):
    report = worker(judged, lambda number: number > 2).report(judged[0], [project.root])
    assert (report.complete, report.not_run) == (False, 6)


def test_a_case_that_is_run_again_stands_for_no_other(judged):
    workspace, [(bound, cases, results), *_] = judged
    one = PytestResults(None)
    one.collected(workspace, bound, (case.id for case in cases))
    again = replace(results[1], outcome=Outcome.FAILED)
    for result in (again, *results[1:]):
        one.judged(workspace, bound.file, result, ())
    assert workspace.show(bound.file) in one.not_in_order().unfinished


def test_a_folder_that_cannot_be_searched_keeps_a_run_from_being_whole(judged, project, monkeypatch):
    monkeypatch.setattr(
        pytest_results,
        "find_manifests",
        lambda *given: [project.service, project.operator, project.root / "web"],
    )
    report = worker(judged, lambda number: True).report(judged[0], [project.root])
    assert (report.complete, report.not_run) == (False, None)


def test_nothing_met_is_no_run(project):
    assert PytestResults(None).report(project.workspace(), [project.root]) is None
