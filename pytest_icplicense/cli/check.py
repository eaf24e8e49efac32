"""`icplicense check`: judge manifests."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense.cli.options import WrongUse, add_judging, add_paths, gather
from pytest_icplicense.cli.screen import Screen
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from concurrent.futures import Executor

FORMATS = {"text": "terminal", "json": "json", "github": "github"}
"""What `--format` knows, and the module of `reports` that renders it."""
MOST_JOBS = 256


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_paths(parser)
    parser.add_argument("--format", default="text", choices=FORMATS, help="what to print · 输出格式")
    parser.add_argument(
        "-j",
        "--jobs",
        default=1,
        type=_jobs,
        metavar="N",
        help="judge in N processes; auto: one a processor (1) · 并行进程数；auto 为每个处理器一个（默认 1）",
    )
    add_judging(parser)


def _jobs(text: str) -> int:
    if text == "auto":
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_JOBS):
        raise argparse.ArgumentTypeError(f"not 'auto' or a number from 1 to {MOST_JOBS}: {text!r}")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Judge, print, and give the exit code."""
    from pytest_icplicense.documents.repository import repository_root
    from pytest_icplicense.run import gathered, judge_all

    screen = Screen(sys.stdout)
    # An annotation names a file as the repository has it, wherever in it the command runs.
    base = repository_root(Path()) if options.format == "github" else None
    workspace, files = gather(options, needed=True, base=base)
    with _workers(min(options.jobs, len(files))) as executor:
        with _uninterrupted():
            judged = judge_all(workspace, files, executor)
        run = gathered(workspace, screen.track(judged, len(files)))
    module = importlib.import_module(f"pytest_icplicense.reports.{FORMATS[options.format]}")
    (screen.write if options.format == "text" else sys.stdout.write)(module.render(run))
    return run.exit_code


@contextmanager
def _workers(number: int) -> Iterator[Executor | None]:
    """So many processes, or none for one alone.

    Raises:
        WrongUse: one of them has died.
    """
    if number == 1:
        yield None
        return
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

    executor = ProcessPoolExecutor(number, initializer=_end_with, initargs=(os.getpid(),))
    try:
        yield executor
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would find everything half ended
        raise
    except BrokenExecutor:
        raise WrongUse(
            Text(
                "a process of -j ended before its time, so nothing was judged; was there memory enough? Try -j 1",
                "-j 的一个进程意外退出，未得出判定；内存是否不足？请尝试 -j 1",
            )
        ) from None
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _end_with(parent: int) -> None:
    """Let a worker end when the process that started it has, however that ended: else it would wait for ever."""
    import threading
    import time

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back. Processes that start meanwhile never get it: this one ends them in good order."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
