"""`check --executor dask:ADDRESS`: the verdicts of one process, whatever becomes of a worker."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_icplicense.cli import cluster as clusters
from pytest_icplicense.cli import main
from pytest_icplicense.cli.cluster import cluster
from pytest_icplicense.cli.options import WrongUse
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.library import settings as settings_of
from pytest_icplicense.runs.collect_report import collect_report
from pytest_icplicense.runs.judge_files import judge_files
from pytest_icplicense.runs.report import LINES_ONLY, Wants
from pytest_icplicense.workspace.workspace import Workspace


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A process of dask's command line, as somebody starts it on a machine of a cluster."""
    command = [sys.executable, "-m", "dask", *arguments]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def running(folder: Path, number: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler's address and so many workers, each of one thread, all on loopback."""
    known = folder / "scheduler.json"
    processes = [
        start(
            folder,
            *("scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0"),
            *("--scheduler-file", str(known)),
        )
    ]
    try:
        for _ in range(600):
            if known.exists() and known.read_text(encoding="utf-8").endswith("}"):
                break
            time.sleep(0.1)
        address = json.loads(known.read_text(encoding="utf-8"))["address"]
        workers = [
            start(
                folder,
                "worker",
                address,
                "--nthreads",
                "1",
                "--no-nanny",
                "--no-dashboard",
                "--host",
                "127.0.0.1",
            )
            for _ in range(number)
        ]
        processes += workers
        yield address, workers
    finally:
        for process in processes:
            process.kill()
            process.wait()


@pytest.fixture
def services(project, tmp_path):
    """A hundred and sixty services, of which one has search and two have one name."""
    text = project.service.read_text(encoding="utf-8")
    for number in range(160):
        name = f"ads-{number:03}" if number != 159 else "ads-000"
        copy = text.replace("name: ads-console", f"name: {name}")
        if number == 80:
            copy = copy.replace("kind: site-search", "kind: web-search")
        (project.root / f"s{number:03}.icp.yaml").write_text(copy, encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    return project.root, elsewhere


def found(root: Path, executor=None, wants: Wants = LINES_ONLY, midway=lambda: None):
    """What a run over a folder found out, as plain values; `midway` is called when the first file has been judged."""
    workspace = Workspace(settings_of.load(root), root)
    files = sorted(find_manifests(root))

    def judged():
        for number, each in enumerate(judge_files(workspace, files, executor, wants=wants)):
            if number == 0:
                midway()
            yield each

    return replace(collect_report(workspace, judged(), wants), files=())


@pytest.mark.slow
def test_a_cluster_gives_the_verdicts_of_one_process_though_a_worker_is_killed(services):
    root, elsewhere = services
    wants = Wants()  # all that there is; the text of the command wants less
    alone = found(root, wants=wants)
    with running(elsewhere, 2) as (address, workers), cluster(address) as executor:
        executor._client.wait_for_workers(2, timeout=60)
        killed = []

        def kill() -> None:
            os.kill(workers[0].pid, signal.SIGKILL)
            killed.append(workers[0].wait())

        assert found(root, executor, wants, kill) == alone
        assert killed == [-signal.SIGKILL]
        (project,) = root.glob("s080.icp.yaml")
        project.write_text(
            project.read_text(encoding="utf-8").replace("web-search", "push"), encoding="utf-8"
        )
        # Nothing is left of the run before.
        assert found(root, executor, wants) == found(root, wants=wants) != alone


@pytest.mark.slow
def test_the_command_prints_what_it_prints_without_a_cluster(services, monkeypatch, capsys):
    root, elsewhere = services
    monkeypatch.chdir(root)
    assert main(["check"]) == 2
    alone = capsys.readouterr()
    with running(elsewhere, 1) as (address, _):
        assert main(["check", "--executor", f"dask:{address}"]) == 2
    assert capsys.readouterr() == alone


@pytest.mark.slow
def test_an_address_at_which_nobody_answers(project, monkeypatch, capsys):
    pytest.importorskip("distributed")
    monkeypatch.setattr(clusters, "PATIENCE", 1)
    monkeypatch.chdir(project.root)
    with socket.socket() as taken:  # bound and not listening, so that nobody else does either
        taken.bind(("127.0.0.1", 0))
        where = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        assert main(["check", "--executor", f"dask:{where}"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert f"no dask scheduler answers at {where}" in err


@pytest.mark.parametrize("text", ["dask", "dask:", "ray:10.0.0.1", "tcp://127.0.0.1:8786"])
def test_an_executor_that_is_none(text, project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    assert main(["check", "--executor", text]) == 2
    assert "not dask:ADDRESS" in capsys.readouterr().err


def test_without_the_extra_the_command_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WrongUse) as caught, cluster("tcp://127.0.0.1:1"):
        pass
    assert "pip install 'pytest-icplicense[dask]'" in caught.value.message.en
