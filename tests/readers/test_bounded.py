"""What a program may use that reads what strangers send."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from pytest_icplicense.readers.bounded import bounded_command

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the bounds are those of Linux")


def run(tmp_path, program, *, memory=500_000_000, seconds=20.0, arguments=()):
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    command = bounded_command(tmp_path / "program.py", memory, seconds, *arguments)
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path)


def test_it_is_run_with_its_arguments_and_nothing_of_the_folder(tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit('of the folder')", encoding="utf-8")
    done = run(tmp_path, "import json, sys\nprint(__name__, json.dumps(sys.argv[1:]))", arguments=(1, "中"))
    assert (done.stdout, done.stderr) == ('__main__ ["1", "\\u4e2d"]\n', "")


@pytest.mark.slow
def test_more_memory_is_refused(tmp_path):
    assert "MemoryError" in run(tmp_path, "bytearray(600_000_000)").stderr
    assert run(tmp_path, "bytearray(300_000_000)").returncode == 0


@pytest.mark.slow
def test_more_work_ends_it(tmp_path):
    assert run(tmp_path, "while True: pass", seconds=0.1).returncode in (-signal.SIGXCPU, -signal.SIGKILL)
