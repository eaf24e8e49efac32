"""`icplicense` in a process of its own, begun as a copy of one that has imported everything: to start takes most of a run.

python tests/processes.py    runs what it is asked to on its standard input, one line of JSON a command
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import shutil
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, NamedTuple

PATIENCE = 40
"""Seconds after which what has not ended is ended."""


class Done(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str
    megabytes: float


class Processes:
    """Where commands run, each in a process that knows nothing of the others."""

    def __init__(self) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-P", __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def run(self, *words: str, cwd: Path, program: str | None = None) -> Done:
        """`python -m pytest_icplicense`, or a program as text, with these words and the environment of the moment.

        What Python itself reads of that when it starts (`PYTHONPATH`, `PYTHONUTF8`, the locale) is of the first process.
        """
        asked = {"words": words, "cwd": str(cwd), "program": program, "environment": dict(os.environ)}
        assert self.server.stdin
        assert self.server.stdout
        self.server.stdin.write(f"{json.dumps(asked)}\n")
        self.server.stdin.flush()
        return Done(*json.loads(self.server.stdout.readline()))

    def close(self) -> None:
        """End it with all that it began."""
        self.server.communicate()


def serve() -> None:
    """Judge once, which imports and compiles what the commands need, and then do what is asked."""
    from pytest_icplicense import library
    from pytest_icplicense.cli import main

    asked, answered = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    with open(os.devnull, "r+b") as nothing:
        for stream in (0, 1):
            os.dup2(nothing.fileno(), stream)
    with TemporaryDirectory() as folder:
        example = library.shipped("example_project")
        shutil.copytree(
            example, folder, ignore=shutil.ignore_patterns("scenarios", "__pycache__"), dirs_exist_ok=True
        )
        os.chdir(folder)
        main(["check"])
        os.chdir("/")
    load, shipped = library.load, library.load()

    def loaded(policies: Any = (), licenses: Any = (), *others: Any, judging: bool = True) -> Any:
        own = policies or licenses or not judging
        return load(policies, licenses, *others, judging=judging) if own else shipped

    library.load = loaded
    gc.freeze()
    for line in asked:
        print(json.dumps(_ran(**json.loads(line))), file=answered, flush=True)


def _ran(**asked: Any) -> Done:
    with TemporaryFile() as out, TemporaryFile() as err:
        process = os.fork()
        if not process:
            for file, stream in ((out, 1), (err, 2)):
                os.dup2(file.fileno(), stream)
            _live(**asked)
        _, status, used = os.wait4(process, 0)
        said = [_text(each) for each in (out, err)]
    megabytes = used.ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))
    return Done(os.waitstatus_to_exitcode(status), *said, megabytes)


def _text(file: Any) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "backslashreplace")


def _live(words: list[str], cwd: str, program: str | None, environment: dict[str, str]) -> None:
    """The whole life of the process that runs a command."""
    signal.alarm(PATIENCE)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["-c" if program else "-m", *words]
    code: Any = 0
    try:
        if program:
            exec(compile(program, "<string>", "exec"), {"__name__": "__main__"})
        else:
            runpy.run_module("pytest_icplicense", run_name="__main__", alter_sys=True)
    except SystemExit as error:
        code = error.code
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    serve()
