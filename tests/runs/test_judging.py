"""Many files: one after the other, or by any executor; the same results in the same order."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_icplicense.cli import main
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.library import load, shipped
from pytest_icplicense.library import settings as settings_of
from pytest_icplicense.runs import judge_files as judging
from pytest_icplicense.runs.collect_report import collect_report
from pytest_icplicense.runs.judge_file import judge_file
from pytest_icplicense.runs.report import Wants
from pytest_icplicense.workspace.workspace import Workspace


@pytest.fixture
def many(project, monkeypatch):
    """A project of a dozen services, in which two have one name, one has search, and one is broken."""
    text = project.service.read_text(encoding="utf-8")
    for number in range(12):
        name = f"name: ads-{number:02}" if number != 9 else "name: ads-03"
        (project.root / f"s{number:02}.icp.yaml").write_text(
            text.replace("name: ads-console", name), encoding="utf-8"
        )
    project.change("s05.icp.yaml", "kind: site-search", "kind: web-search")
    (project.root / "s07.icp.yaml").write_text("kind: Service\nkind: Service\n", encoding="utf-8")
    monkeypatch.setattr(judging, "CHUNK", 3)  # so that the two of one name are in different chunks
    monkeypatch.chdir(project.root)
    return project


LIBRARY = load()


def outcome(root: Path, executor=None):
    """What a run over a folder found out."""
    workspace = Workspace(settings_of.load(root), root, library=LIBRARY)
    judged = judging.judge_files(workspace, list(find_manifests(root)), executor, wants=Wants())
    return replace(collect_report(workspace, judged, Wants()), files=())


@pytest.mark.slow
@pytest.mark.parametrize("pool", [ProcessPoolExecutor, ThreadPoolExecutor])
def test_workers_find_the_same_in_the_same_order(many, pool):
    alone = outcome(many.root)
    with pool(2) as executor:
        assert outcome(many.root, executor) == alone
    assert [problem.to("en") for problem in alone.problems] == [
        "s07.icp.yaml:2:1: duplicate key 'kind'; keep one",
        "s09.icp.yaml:4:1: the name 'ads-03' is already used by s03.icp.yaml; give each manifest its own",
    ]
    assert [
        each.id for each in alone.results if each.outcome == "failed" and each.criterion.clause == "SP-02.2"
    ] == ["SP-02.2/feature-inside-license[ads-05:help-search]"]


@pytest.mark.slow
def test_a_name_that_a_chunk_gave_to_the_second_file_of_a_link(many):
    """The first of a chunk is a link to a file in another: neither chunk knows who had the name before."""
    (many.root / "s04.icp.yaml").unlink()
    (many.root / "s04.icp.yaml").symlink_to("s10.icp.yaml")
    alone = outcome(many.root)
    with ThreadPoolExecutor(2) as executor:
        assert outcome(many.root, executor) == alone


def test_results_travel_and_are_small(many):
    """A thousand files of this size would be some 30 MB between processes; verdicts would be twice as much and slower."""
    one = judge_file(many.workspace(), many.root / "s00.icp.yaml", wants=Wants())
    sent = pickle.dumps(one)
    assert pickle.loads(sent) == one
    assert len(sent) < 60_000


@pytest.mark.slow
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_the_command_prints_the_same_bytes(many, form, capsys):
    assert main(["check", "--format", form]) == 2
    alone = capsys.readouterr()
    assert main(["check", "--format", form, "-j", "2"]) == 2
    assert capsys.readouterr() == alone


@pytest.mark.parametrize("number", ["0", "-1", "two", "257", "", "２"])
def test_a_number_of_processes_that_is_none(number, project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    assert main(["check", f"--jobs={number}"]) == 2
    assert "not 'auto' or a number from 1 to 256" in capsys.readouterr().err


def started(project, services: int) -> subprocess.Popen[str]:
    """`icplicense check -j 2` on so many services, with its workers at work, in a process group of its own."""
    text = project.service.read_text(encoding="utf-8")
    for number in range(services):
        copy = text.replace("name: ads-console", f"name: ads-{number:04}")
        (project.root / f"s{number:04}.icp.yaml").write_text(copy, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest_icplicense", "check", "-j", "2"],
        cwd=project.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    while process.poll() is None and len(workers(process)) < 2:
        time.sleep(0.01)
    return process


def workers(process) -> list[int]:
    """The process's children."""
    try:
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
            return [int(child) for child in file.read().split()]
    except FileNotFoundError:
        return []


on_linux = pytest.mark.skipif(
    not os.path.isdir("/proc/self"), reason="asks the kernel for a process's children"
)


@on_linux
@pytest.mark.slow
def test_a_worker_that_is_killed_is_no_silent_pass(project):
    process = started(project, 400)
    os.kill(workers(process)[0], signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert err.startswith("icplicense: a process of -j ended before its time, so nothing was judged;")
    assert "Traceback" not in err


@on_linux
@pytest.mark.slow
def test_ctrl_c_ends_all_of_them(project):
    process = started(project, 400)
    children = workers(process)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == ""
    assert not [child for child in children if os.path.exists(f"/proc/{child}")]


@on_linux
@pytest.mark.slow
def test_ctrl_c_twice_ends_them_too(project):
    process = started(project, 400)
    children = workers(process)
    for _ in range(3):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.03)
    _, err = process.communicate(timeout=60)
    assert process.returncode in (130, -signal.SIGINT)
    assert not gone(children)
    assert "Traceback" not in err or process.returncode == -signal.SIGINT


@on_linux
@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_workers_do_not_outlive_who_started_them(project, end):
    process = started(project, 400)
    children = workers(process)
    process.send_signal(end)
    process.communicate(timeout=60)
    assert not gone(children)


def gone(children: list[int]) -> list[int]:
    """Those that are still there after a while."""
    for _ in range(900):
        left = [child for child in children if os.path.exists(f"/proc/{child}")]
        if not left:
            break
        time.sleep(0.1)
    return left


KINDS = st.sampled_from(["own", "dup", "dup unlicensed", "broken", "both"])


@pytest.mark.slow
@given(st.lists(KINDS, min_size=4, max_size=14), st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_whatever_is_wrong_with_which_file_workers_say_the_same(kinds, chunk):
    """Names that several files claim, some of which cannot be used for other reasons, are the same file's either way."""
    template = (shipped("example_project") / "ads-console.icp.yaml").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copy(shipped("example_project") / "operator.icp.yaml", root)
        for number, kind in enumerate(kinds):
            text = template.replace(
                "name: ads-console", f"name: {'dup' if 'dup' in kind else f'own-{number}'}"
            )
            if kind == "dup unlicensed":
                text = text.replace("license: 京B2-20181623", "license: 京B2-20990001")
            if kind == "broken":
                text = "kind: Service\nkind: Service\n"
            if kind == "both":
                text = f"{text}---\n{text.replace(f'name: own-{number}', 'name: dup')}"
            (root / f"s{number:02}.icp.yaml").write_text(text, encoding="utf-8")
        with ThreadPoolExecutor(2) as executor, pytest.MonkeyPatch.context() as patch:
            patch.setattr(judging, "CHUNK", chunk)
            assert outcome(root, executor) == outcome(root)


def test_a_folder_is_judged_alike_whoever_copied_it(project, tmp_path):
    """Nothing of a result depends on where the project lies."""
    there = tmp_path / "elsewhere"
    shutil.copytree(project.root, there)
    assert type(project)(there).report().results == project.report().results
