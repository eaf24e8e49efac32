"""`icplicense trace`: clause by clause the quotation, how it is judged, the checks, and their verdicts here."""

from __future__ import annotations

import argparse
import sys

from pytest_icplicense.cli.options import add_judging, add_paths, gather
from pytest_icplicense.cli.terminal_output import Screen, say_problem, write_data


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_paths(parser)
    parser.add_argument(
        "--format", default="text", choices=("text", "json", "markdown"), help="what to print · 输出格式"
    )
    add_judging(parser)


def run(options: argparse.Namespace) -> int:
    """Print the matrix; 1 where a clause has no check, 2 where a document cannot be read."""
    from pytest_icplicense.reports import trace
    from pytest_icplicense.runs.collect_report import collect_report
    from pytest_icplicense.runs.judge_files import judge_files
    from pytest_icplicense.runs.report import Wants

    screen = Screen(sys.stdout)
    workspace, files = gather(options)
    wants = Wants(inputs=False, policies=True)
    judged = judge_files(workspace, files, wants=wants)
    report = collect_report(workspace, screen.track(judged, len(files)), wants)
    lang = workspace.settings.lang
    for problem in report.problems or workspace.library.problems:
        say_problem(problem.to(lang))
    table = trace.rows(report)
    match options.format:
        case "json":
            write_data(trace.as_json(table))
        case "markdown":
            write_data(trace.as_markdown(table, lang))
        case _:
            text = trace.as_text(table, lang, screen.width if screen.interactive else None)
            screen.write_fitted(text, None)
    if report.problems or workspace.library.problems:
        return 2
    return 0 if table and all(row.checks for row in table) else 1
