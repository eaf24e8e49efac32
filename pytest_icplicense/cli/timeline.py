"""`icplicense timeline`: each day of a period on which some verdict changes, and which."""

from __future__ import annotations

import argparse
import sys

from pytest_icplicense.cli.options import add_judging, add_paths, add_period, gather, period
from pytest_icplicense.cli.terminal_output import Screen, say_problem
from pytest_icplicense.text import Text


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_paths(parser)
    add_period(parser)
    add_judging(parser)


def run(options: argparse.Namespace) -> int:
    """Print the changes; 1 where something fails that did not, 2 where a document cannot be read."""
    from pytest_icplicense.engine.timeline import changes
    from pytest_icplicense.model.case import OUTCOME_NAMES, Outcome

    workspace, files = gather(options, needed=True)
    first, last = period(options, workspace.settings.as_of)
    lang = workspace.settings.lang
    screen = Screen(sys.stdout)
    files_bound = list(workspace.bind_files(files))
    found = changes((case for each in files_bound for case in workspace.cases(each)), first, last)
    for change in found:
        before, after = (OUTCOME_NAMES[each].to(lang) for each in (change.before, change.after))
        screen.write_fitted(f"{change.day}  {change.case.id}: {before} → {after}\n")
    problems = dict.fromkeys(problem for each in files_bound for problem in each.problems)
    if not found and not problems:
        said = f"no verdict changes from {first} to {last}", f"{first} 至 {last} 没有判定变化"
        screen.write_fitted(f"{Text(*said).to(lang)}\n")
    for problem in problems:
        say_problem(problem.to(lang))
    if problems:
        return 2
    return 1 if any(change.after is Outcome.FAILED for change in found) else 0
