"""`icplicense detect`: what the repository shows, beside what the manifests declare of it."""

from __future__ import annotations

import argparse
import sys

from pytest_icplicense.cli.options import WrongUse, add_jobs, add_lang, add_library, add_path, workspace_at
from pytest_icplicense.cli.terminal_output import Screen, say_problem, write_data


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_path(parser)
    parser.add_argument(
        "--format", default="text", choices=("text", "json", "cyclonedx"), help="what to print · 输出格式"
    )
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="also what does not count, and why · 同时列出不计入的内容及原因",
    )
    add_jobs(parser)
    add_lang(parser)
    add_library(parser)


def run(options: argparse.Namespace) -> int:
    """Print what was found; 1 where a likely capability is accounted for by no manifest, 2 where one cannot be read."""
    from pytest_icplicense.hookspecs import BadPlugin
    from pytest_icplicense.reports import detected
    from pytest_icplicense.workspace.declared_and_detected import inventory

    workspace, path = workspace_at(options)
    lang = workspace.settings.lang
    try:
        found = inventory(workspace, path)
    except BadPlugin as error:
        raise WrongUse(error.message) from None
    for problem in found.problems:
        say_problem(problem.to(lang))
    if options.format == "text":
        Screen(sys.stdout).write_fitted(detected.as_text(found, lang, verbose=options.verbose), None)
        return found.exit_code
    for warning in found.unjudged:
        say_problem(warning.to(lang))
    write_data(detected.as_json(found) if options.format == "json" else detected.as_cyclonedx(found))
    return found.exit_code
