"""`icplicense check`: judge manifests."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense.cli.cluster import address, cluster
from pytest_icplicense.cli.gate import FAIL, changed_too_much, gather_by_gate
from pytest_icplicense.cli.gate import HELP as GATE
from pytest_icplicense.cli.history import add_history, refuse_history, with_history
from pytest_icplicense.cli.options import (
    WrongUse,
    add_jobs,
    add_judging,
    add_output_format,
    add_paths,
    gather,
    laid_out,
)
from pytest_icplicense.cli.proof_floor import add_floor, exit_code
from pytest_icplicense.cli.terminal_output import Screen, say_in_short
from pytest_icplicense.model.provision import ROLES
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from pytest_icplicense.compare.gate import Differences
    from pytest_icplicense.documents import Problem
    from pytest_icplicense.evidence.result_files import Results
    from pytest_icplicense.runs.report import Report, Wants
    from pytest_icplicense.runs.sharding import Shard
    from pytest_icplicense.workspace.workspace import Workspace

_PICTURED = ("html", "pdf")
"""The formats that show screenshots."""


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    from pytest_icplicense.reports.formats import SHIPPED

    listed = ", ".join(each.name for each in SHIPPED)
    parser.add_argument(
        "--format", default="text", metavar="FORMAT", help=f"what to print: {listed} · 输出的格式：{listed}"
    )
    parser.add_argument(
        "--role",
        action="append",
        default=[],
        choices=ROLES,
        help="enforce only what this role can answer, and count the rest (repeatable); critical checks are always enforced"
        " · 只强制该角色负责的检查，其余仅计数（可重复）；关键（critical）检查始终强制",
    )
    add_floor(parser)
    judging(parser)


def judging(parser: argparse.ArgumentParser) -> None:
    """What `report` takes, too."""
    add_paths(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=_output,
        metavar="OUT",
        help="write the report here (default: standard output) · 报告写入的文件（默认输出到标准输出）",
    )
    parser.add_argument(
        "--base",
        metavar="REF",
        help="let the formats that have room for it (markdown) say what changed since this git reference"
        " · 有篇幅的格式（markdown）同时列出自该 git 引用以来的变化",
    )
    parser.add_argument("--gate", metavar="REF", help=GATE)
    parser.add_argument("--fail-on-gate-change", action="store_true", help=FAIL)
    add_history(parser)
    add_output_format(parser)
    add_jobs(parser)
    parser.add_argument(
        "--shard",
        type=_shard,
        metavar="N/OF",
        help="judge one part of the manifests: 2/5 is the second of five · 只判定其中一片清单：2/5 为五片中的第二片",
    )
    parser.add_argument(
        "--executor",
        type=address,
        metavar="dask:ADDRESS",
        help="judge on a cluster that sees the same files: dask and its scheduler's address (default: here)"
        " · 在能访问相同文件的集群上判定：dask 及其调度器地址（默认在本机）",
    )
    parser.add_argument(
        "--evidence",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="results of tests that prove clauses: a JSON report of pytest's --icp-report, or JUnit XML; or what"
        " 'icplicense render' wrote (repeatable) · 证明条款的测试结果：pytest --icp-report 的 JSON 报告或 JUnit XML；"
        "或 icplicense render 的输出（可重复）",
    )
    parser.add_argument(
        "--render",
        action="store_true",
        help="open the home pages in a browser first · 先在浏览器中打开首页",
    )
    from pytest_icplicense.cli.render import add_rendering

    add_rendering(parser)
    parser.add_argument(
        "--evidence-max-age",
        type=_days,
        metavar="DAYS",
        help="how old results of tests, and pages opened at an address, may be (default: 7)"
        " · 测试结果和按网址打开的页面的最长天数（默认 7）",
    )
    parser.add_argument(
        "--strict-open",
        action="store_true",
        help="fail a case that the evidence at hand does not settle · 现有依据无法判定的用例视为不合规",
    )
    add_judging(parser)


def _output(text: str) -> Path:
    if text.endswith(("/", os.sep)):
        raise argparse.ArgumentTypeError(
            f"{text!r} is a folder; name a file in it · {text!r} 是文件夹；请指定其中的文件"
        )
    return Path(text)


def _shard(text: str) -> Shard:
    from pytest_icplicense.library.settings import Unfit
    from pytest_icplicense.runs.sharding import parse_shard

    try:
        return parse_shard(text)
    except Unfit as error:
        raise argparse.ArgumentTypeError(f"{error.message.en} · {error.message.zh}") from None


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text) <= 3650):
        raise argparse.ArgumentTypeError(
            f"not a number of days from 0 to 3650: {text!r} · 应为 0 至 3650 的天数，而非 {text!r}"
        )
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Judge, print, and give the exit code."""
    from pytest_icplicense.reports.formats import named, rendered
    from pytest_icplicense.reports.refusal import NoReport

    screen = Screen(sys.stdout)
    target = None if options.output is None or str(options.output) == "-" else options.output
    try:
        form = laid_out(named(options.format), options)
        refuse_history(form.name, options)
        if target is not None:
            from pytest_icplicense.reports.writing import refuse

            refuse(target)
        if options.fail_on_gate_change and options.gate is None:
            raise WrongUse(
                Text("--fail-on-gate-change: add --gate REF", "--fail-on-gate-change：请加上 --gate REF")
            )
        report, differs = _judged(options, screen, form.wants)
        if options.base:
            from pytest_icplicense.cli.diff import compared
            from pytest_icplicense.reports.change_summary import in_short

            report = replace(report, changes=tuple(in_short(compared(options, screen))))
        report = with_history(report, options)
        if form.name == "text" and target is None:
            text = str(form.render(report))
            (screen.write if options.output_format == "concise" else screen.write_fitted)(text)
            return _exit_code(options, report, differs, text=True)
        data = rendered(form, report)
        if target is None:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
        else:
            from pytest_icplicense.reports.writing import write

            write(target, data, [*report.used, *options.evidence])
            if report.exit_code:
                say_in_short(report)
    except NoReport as error:
        raise WrongUse(error.message) from None
    return _exit_code(options, report, differs)


def _exit_code(options: argparse.Namespace, report: Report, differs: int, *, text: bool = False) -> int:
    others = [changed_too_much(differs, options.gate)] if options.fail_on_gate_change and differs else []
    return exit_code(options, report, others, text=text)


def _judged(options: argparse.Namespace, screen: Screen, wants: Wants) -> tuple[Report, int]:
    """The report, and in how many ways the gate's reference judges otherwise than the working tree would."""
    from pytest_icplicense.detect.opening_in_parallel import importing_nothing_here
    from pytest_icplicense.model.evidence import together
    from pytest_icplicense.runs.collect_report import collect_report, part_of
    from pytest_icplicense.runs.judge_files import judge_files
    from pytest_icplicense.workspace.manifest_names import Names

    differences: Differences | None = None
    if options.gate is not None:
        workspace, asked, differences = gather_by_gate(options)
    else:
        workspace, asked = gather(options, needed=True)
    if options.executor:
        asked = [Path(os.path.abspath(file)) for file in asked]  # workers stand in other folders
    files = asked
    names = Names()
    if options.shard:
        from pytest_icplicense.runs.sharding import share

        for file in asked:
            names.resolve(workspace.claims(file))
        files = share(asked, options.shard, workspace.snapshot.repository.root)
    results = _evidence(options, workspace) if options.evidence else None
    if results is not None:
        given = together(results.evidence) if results.evidence or not results.pages else None
        facts = workspace.facts.with_tests(given, unread=bool(results.problems))
        workspace = workspace.with_facts(facts.with_pages(results.pages))
    shown: tuple[Problem, ...] = ()
    if options.render or options.at or options.screenshots:
        from pytest_icplicense.cli.render import rendered

        found = rendered(workspace, files, options, pictures=getattr(options, "format", "") in _PICTURED)
        shown = found.problems
        workspace = workspace.with_facts(workspace.facts.with_pages(found.pages))
    number = min(options.jobs, len(files) or 1)
    several = cluster(options.executor) if options.executor else _workers(number)
    with importing_nothing_here(), several as executor:
        with _uninterrupted():
            judged = judge_files(workspace, files, executor, wants=wants, names=names)
        report = collect_report(workspace, screen.track(judged, len(files)), wants)
    report = part_of(report, workspace, options.shard, asked)
    report = replace(report, warnings=(*report.warnings, *shown))
    if differences is not None:
        report = differences.before(report)
    if results is not None:
        report = replace(
            report,
            problems=(*report.problems, *results.problems),
            warnings=(*report.warnings, *results.warnings),
            inputs=tuple(sorted({*report.inputs, *results.inputs}, key=lambda each: each.path)),
        )
    return report, len((*differences.vanished, *differences.told)) if differences is not None else 0


def _evidence(options: argparse.Namespace, workspace: Workspace) -> Results:
    """What the files of results say."""
    from pytest_icplicense.evidence.freshness import MAX_AGE_DAYS, Standing
    from pytest_icplicense.evidence.result_files import Results, read_all

    days = MAX_AGE_DAYS if options.evidence_max_age is None else options.evidence_max_age
    standing = Standing.here(workspace.settings.folder, days)
    library = workspace.library
    if library.problems:
        return Results((), (), ())  # nothing is judged
    return read_all(dict.fromkeys(options.evidence), standing, library.clause_ids(), workspace.show)


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

    from pytest_icplicense.detect.opening_in_parallel import end_with

    executor = ProcessPoolExecutor(number, initializer=end_with, initargs=(os.getpid(),))
    try:
        yield executor
        executor.shutdown()  # unless it is waited for, it may still close its pipes while the interpreter ends
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
