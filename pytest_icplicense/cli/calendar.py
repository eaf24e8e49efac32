"""`icplicense calendar`: what falls due, as an iCalendar, text or JSON."""

from __future__ import annotations

import argparse

from pytest_icplicense.cli.options import WrongUse, add_judging, add_paths, add_period, gather, period
from pytest_icplicense.cli.terminal_output import say_problem, write_data
from pytest_icplicense.text import Text


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_paths(parser)
    parser.add_argument(
        "--format", default="ics", choices=("ics", "text", "json"), help="what to print · 输出格式"
    )
    add_period(parser)
    add_judging(parser)


def run(options: argparse.Namespace) -> int:
    """Print what falls due; 2 where a document cannot be read."""
    from pytest_icplicense.engine.timeline import obligations
    from pytest_icplicense.reports import calendar

    workspace, files = gather(options, needed=True)
    first, last = period(options, workspace.settings.as_of)
    files_bound = list(workspace.bind_files(files))
    found = obligations((case for each in files_bound for case in workspace.cases(each)), first, last)
    lang = workspace.settings.lang
    match options.format:
        case "text":
            write_data(calendar.as_text(found, lang))
        case "json":
            write_data(calendar.as_json(found, lang))
        case _:
            try:
                write_data(calendar.as_ics(found, workspace.settings.as_of))
            except ModuleNotFoundError as error:
                raise WrongUse(
                    Text(
                        f"{error}; install pytest-icplicense[calendar]",
                        f"{error}；请安装 pytest-icplicense[calendar]",
                    )
                ) from None
    problems = dict.fromkeys(problem for each in files_bound for problem in each.problems)
    for problem in problems:
        say_problem(problem.to(lang))
    return 2 if problems else 0
