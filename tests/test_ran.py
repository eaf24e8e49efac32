"""What workers send, put together: in the order of the files, and complete only if nothing is missing."""

from __future__ import annotations

import pytest

from pytest_icplicense import ran
from pytest_icplicense.engine import decide
from pytest_icplicense.engine.record import record
from pytest_icplicense.ran import Collected, Ran


@pytest.fixture
def judged(project):
    """The workspace, and for each file what it has and its results."""
    workspace = project.workspace()
    found = {}
    for file in (project.service, project.operator):
        with workspace.repository.noting() as used:
            expanded = workspace.expand(file)
        results = [record(decide(case, workspace.settings.as_of)) for case in expanded.cases]
        ids = tuple(case.id for case in expanded.cases)
        found[file] = Collected(ids, expanded.problems, ("京B2-20181623",), tuple(used)), results
    return workspace, found


def worker(found, chosen) -> Ran:
    """A worker that collected everything and judged some of it, the last first."""
    one = Ran()
    for file, (what, results) in reversed(found.items()):
        one.collected(file, what)
        for number, result in reversed(list(enumerate(results))):
            if chosen(number):
                one.judged(file, result, ())
    return one


def test_two_workers_are_one_run(judged, project):
    workspace, found = judged
    together = Ran()
    for rest in (1, 0):
        together.receive(worker(found, lambda number, rest=rest: number % 2 == rest).sent())
    run = together.run(workspace, [project.root])
    assert run.results == project.run().results
    assert (run.complete, run.not_run) == (True, 0)


@pytest.mark.parametrize("sent", [False, True])
def test_a_worker_that_ends_without_a_word(sent, judged, project):
    workspace, found = judged
    together = Ran()
    if sent:
        together.receive(worker(found, lambda number: True).sent())
    together.receive(None)
    run = together.run(workspace, [project.root])
    assert (run.complete, run.not_run, run.exit_code) == (False, None, 2)
    assert [each.path for each in run.problems] == ["ads-console.icp.yaml"]


def test_what_nobody_judged_is_counted(judged, project):
    workspace, found = judged
    run = worker(found, lambda number: number > 2).run(workspace, [project.root])
    assert (run.complete, run.not_run) == (False, 6)


def test_a_folder_that_cannot_be_searched_keeps_a_run_from_being_whole(judged, project, monkeypatch):
    workspace, found = judged
    monkeypatch.setattr(
        ran, "find_manifests", lambda *given: [project.service, project.operator, project.root / "web"]
    )
    run = worker(found, lambda number: True).run(workspace, [project.root])
    assert (run.complete, run.not_run) == (False, None)


def test_nothing_met_is_no_run(project):
    assert Ran().run(project.workspace(), [project.root]) is None
