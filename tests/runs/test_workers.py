"""Workers, however their processes begin: nothing is inherited, so each way gives the bytes of one process."""

from __future__ import annotations

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.library import settings
from pytest_icplicense.reports.formats import named, rendered
from pytest_icplicense.runs import judge_files as judging
from pytest_icplicense.runs.collect_report import collect_report
from pytest_icplicense.runs.workers import Job
from pytest_icplicense.workspace.workspace import Workspace

pytestmark = pytest.mark.slow  # starts many processes

FORMATS = ("text", "json", "html")


@pytest.fixture
def services(project, monkeypatch):
    """Nine services, two of one name, one with search, and something that the repository shows."""
    text = project.service.read_text(encoding="utf-8")
    for number in range(9):
        name = f"ads-{number if number != 7 else 2}"
        copy = text.replace("name: ads-console", f"name: {name}")
        if number == 4:
            copy = copy.replace("kind: site-search", "kind: web-search")
        (project.root / f"s{number}.icp.yaml").write_text(copy, encoding="utf-8")
    (project.root / "web/package.json").write_text(
        '{"dependencies": {"@rongcloud/imlib-next": "5"}}', encoding="utf-8"
    )
    monkeypatch.setattr(judging, "CHUNK", 2)
    return project.root


def rendering(root, form: str, executor=None) -> bytes:
    """A report of everything in a folder."""
    chosen = named(form)
    workspace = Workspace(settings.load(root), root)
    files = list(find_manifests(root))
    judged = judging.judge_files(workspace, files, executor, wants=chosen.wants)
    return rendered(chosen, collect_report(workspace, judged, chosen.wants))


@pytest.mark.parametrize("start", ["fork", "spawn", "forkserver"])
def test_processes(services, start):
    if start not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system has no {start}")
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(start)) as executor:
        for form in FORMATS:
            assert rendering(services, form, executor) == rendering(services, form), form


def test_threads_of_one_process(services):
    """As the workers of a cluster have them: they share the policies, and nothing that changes."""
    alone = [rendering(services, form) for form in FORMATS]
    with ThreadPoolExecutor(4) as executor:
        assert [rendering(services, form, executor) for form in FORMATS] == alone


def test_what_is_sent_is_the_policies_and_not_where_they_came_from(services):
    """A worker judges by what the run began with, though the files of policies are others by then."""
    workspace = Workspace(settings.load(services), services)
    job = Job.of(workspace, named("text").wants)
    context = pickle.loads(job.content)
    assert context.library.sha256 == workspace.library.sha256
    assert context.library.rules.keys() == workspace.library.rules.keys()
    assert len(job.content) < 4 << 20
