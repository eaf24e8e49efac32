"""Python in processes of their own, each begun as a copy of one that has imported everything: to start takes most of a run.

    python tests/processes.py SOCKET    begins what it is asked for at this socket

`Processes.python` is a program that stands for Python: what is run by it gets the arguments, folder, environment and
streams that it was started with. What Python itself reads of that when it starts (`PYTHONHASHSEED`, `PYTHONUTF8`, the
locale) is of the first process, and a signal reaches the program and not what it stands for, which is ended with it.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import random
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import traceback
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from types import ModuleType
from typing import Any, NamedTuple

PATIENCE = 40
"""Seconds after which what has not ended is ended."""
STANDS_FOR_PYTHON = """\
#!{python} -IS
import _socket, os, struct, sys
if sys.argv[1][:2] not in ("-u", "-c", "-m"):  # what is to be isolated or is a file
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
asked = "\\0".join((os.getcwd(), str(len(sys.argv) - 1), *sys.argv[1:], *map("=".join, os.environ.items())))
begins = _socket.socket(_socket.AF_UNIX)
begins.connect({socket!r})
streams = []
for stream in range(3):
    try:
        streams.append(os.dup(stream))
    except OSError:
        streams.append(os.open(os.devnull, os.O_RDWR))
data = os.fsencode(asked)
begins.sendmsg([struct.pack("!I", len(data))], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, struct.pack("3i", *streams))])
begins.sendall(data)
for stream in range(3):
    os.close(stream)
for stream in streams:
    os.close(stream)
ended = begins.recv(64)
os._exit(int(ended.split()[0]) % 256 if ended else 1)
"""


class Done(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str
    megabytes: float


class Processes:
    """Where they run, none of which knows anything of the others."""

    def __init__(self, folder: Path) -> None:
        """`folder` is for the socket and the program."""
        self.socket, self.python = str(folder / "s"), folder / "python"
        self.python.write_text(STANDS_FOR_PYTHON.format(python=sys.executable, socket=self.socket), "utf-8")
        self.python.chmod(0o755)
        self.programs = folder / "bin"
        """A folder of programs, as that of an environment."""
        self.programs.mkdir()
        for name, module in (("icplicense", "pytest_icplicense"), ("pytest", "pytest")):
            program = self.programs / name
            program.write_text(f'#!/bin/sh\nexec "{self.python}" -m {module} "$@"\n', "utf-8")
            program.chmod(0o755)
        self.server = subprocess.Popen(
            [sys.executable, "-P", __file__, self.socket], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.server.stdout
        self.server.stdout.readline()  # it listens

    def run(self, *words: str, cwd: Path) -> Done:
        """Python with these words, in the environment of the moment."""
        asked = "\0".join((str(cwd), str(len(words)), *words, *map("=".join, os.environ.items())))
        data = os.fsencode(asked)
        with (
            TemporaryFile() as out,
            TemporaryFile() as err,
            open(os.devnull, "rb") as nothing,
            socket.socket(socket.AF_UNIX) as begins,
        ):
            begins.connect(self.socket)
            begins.settimeout(PATIENCE)
            streams = [each.fileno() for each in (nothing, out, err)]
            socket.send_fds(begins, [len(data).to_bytes(4, "big")], streams)
            begins.sendall(data)
            code, kilobytes = map(int, begins.recv(64).split())
            megabytes = kilobytes / (1 << (20 if sys.platform == "darwin" else 10))
            return Done(code, _text(out), _text(err), megabytes)

    def close(self) -> None:
        """End it, with all that it began."""
        self.server.communicate()


def _text(file: Any) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "backslashreplace")


def serve(path: str) -> None:
    """Import and compile what runs of the command and of pytest need, and then begin what is asked for."""
    _prepare()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        print("listening", flush=True)
        while True:
            ready, _, _ = select.select([listening, 0], [], [], 1)
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            if 0 in ready:
                break
            if listening in ready:
                with listening.accept()[0] as asking:
                    if not os.fork():
                        listening.close()
                        _begin(asking, str(Path(path).with_name("python")))
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _prepare() -> None:
    from _pytest.assertion.rewrite import AssertionRewritingHook
    from _pytest.config import default_plugins

    from pytest_icplicense import library
    from pytest_icplicense.cli import main

    for name in default_plugins:
        importlib.import_module(f"_pytest.{name}")
    for plugin in entry_points(group="pytest11"):
        if plugin.name != "hypothesispytest":  # which no run of a test loads
            importlib.import_module(plugin.value.partition(":")[0])
    with suppress(ImportError):
        importlib.import_module("pytest_icplicense.editor.features")
    AssertionRewritingHook._warn_already_imported = lambda *_: None  # type: ignore[method-assign]
    printed = sys.stdout
    with TemporaryDirectory() as folder, open(os.devnull, "w") as sys.stdout:
        example = library.shipped("example_project")
        ignored = shutil.ignore_patterns("scenarios", "__pycache__")
        shutil.copytree(example, folder, ignore=ignored, dirs_exist_ok=True)
        os.chdir(folder)
        main(["check"])
        os.chdir("/")
    sys.stdout = printed
    load, shipped = library.load, library.load()

    def loaded(policies: Any = (), licenses: Any = (), *others: Any, judging: bool = True) -> Any:
        from pytest_icplicense.hookspecs import announced

        own = policies or licenses or not judging or announced()
        return load(policies, licenses, *others, judging=judging) if own else shipped

    library.load = loaded


def _begin(asking: socket.socket, python: str) -> None:
    """Begin one, wait for its end or that of whoever asked, and say how it ended."""
    size, streams, _, _ = socket.recv_fds(asking, 4, 3)
    data = b""
    while len(data) < int.from_bytes(size, "big"):
        data += asking.recv(1 << 20)
    cwd, count, *rest = os.fsdecode(data).split("\0")
    words, environment = rest[: int(count)], dict(each.split("=", 1) for each in rest[int(count) :])
    process = os.fork()
    if not process:
        asking.close()
        for stream, file in enumerate(streams):
            os.dup2(file, stream)
        os.closerange(3, max(streams) + 1)
        _live(words, cwd, environment, python)
    for stream in (0, 1, 2, *streams):
        os.close(stream)
    while not (ended := os.wait4(process, os.WNOHANG))[0]:
        if select.select([asking], [], [], 0.01)[0]:
            os.kill(process, signal.SIGKILL)
            ended = os.wait4(process, 0)
            break
    with suppress(OSError):
        asking.sendall(b"%d %d" % (os.waitstatus_to_exitcode(ended[1]), ended[2].ru_maxrss))
    os._exit(0)


def _live(words: list[str], cwd: str, environment: dict[str, str], python: str) -> None:
    """The whole life of a process."""
    code: Any = 1
    try:
        own = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(environment)
        added = environment.get("PYTHONPATH", "").split(os.pathsep)
        sys.path[:] = ["", *filter(None, added), *(each for each in sys.path if each not in own)]
        random.seed()
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)
        code = _run(words, python)
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
    except OSError:
        code = 120
    finally:
        os._exit(code)


def _run(words: list[str], python: str) -> int:
    while words[0] in ("-u", "-B", "-P"):
        del words[0]
    option, what, rest = words[0][:2], *([words[0][2:], words[1:]] if words[0][2:] else [words[1], words[2:]])
    sys.argv = [option, *rest]
    code: Any = 0
    try:
        if option == "-c":
            main = sys.modules["__main__"] = ModuleType("__main__")
            exec(compile(what, "<string>", "exec"), main.__dict__)
        else:
            assert option == "-m"
            sys.path[0] = os.getcwd()
            if what == "pytest":  # whose workers begin in the same way
                sys.executable = python
            runpy.run_module(what, run_name="__main__", alter_sys=True)
    except SystemExit as error:
        code = error.code
    except BaseException:
        traceback.print_exc()
        code = 1
    if isinstance(code, str):
        print(code, file=sys.stderr)
    return code if isinstance(code, int) else int(code is not None)


if __name__ == "__main__":
    serve(sys.argv[1])
