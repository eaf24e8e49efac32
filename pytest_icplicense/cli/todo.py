"""`icplicense todo`: what is open or failed, by who can answer it."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_icplicense.cli.options import add_judging, add_paths, gather
from pytest_icplicense.cli.terminal_output import Screen, say_problem, write_data
from pytest_icplicense.model.provision import ANNEXE, FACE, ROLES

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_icplicense.model.result import Result
    from pytest_icplicense.workspace.workspace import Workspace

_SNIPPET = "      | "
"""How a line of YAML begins."""


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_paths(parser)
    parser.add_argument(
        "--role",
        action="append",
        default=[],
        choices=ROLES,
        help="only what this role can answer (repeatable) · 只列出该角色负责的事项（可重复）",
    )
    parser.add_argument(
        "--format",
        default="text",
        choices=("text", "markdown", "csv", "json"),
        help="what to print: text, a ticket's Markdown, a table or JSON · 输出格式",
    )
    add_judging(parser)


def run(options: argparse.Namespace) -> int:
    """Print the list; 0 where nothing is open or failed, 1 where something is, 2 where a document cannot be read."""
    from pytest_icplicense.reports.todo import FORMATS, tasks
    from pytest_icplicense.runs.collect_report import collect_report
    from pytest_icplicense.runs.judge_files import judge_files
    from pytest_icplicense.runs.report import Wants
    from pytest_icplicense.workspace.policy_proof import load_example

    screen = Screen(sys.stdout)
    roles, options.role = options.role, []  # which are chosen from here, and enforce nothing
    workspace, files = gather(options, needed=True)
    wants = Wants(inputs=False)
    judged = judge_files(workspace, files, wants=wants)
    report = collect_report(workspace, screen.track(judged, len(files)), wants)
    lang = workspace.settings.lang
    if report.problems:
        judged_already = {each.id for each in report.results}
        more = [each for each in _foreseen(workspace, files) if each.id not in judged_already]
        report = replace(report, results=(*report.results, *more))
    for problem in report.problems:
        say_problem(problem.to(lang))
    found = tasks(report, workspace.library, load_example(workspace.library), roles)
    written = FORMATS[options.format](found, lang)
    if not found and report.problems and options.format in ("text", "markdown"):
        pass  # what cannot be read is not in order, nor done
    elif options.format == "text":
        screen.write_fitted(written, _SNIPPET)
    else:
        write_data(written)
    return 2 if report.problems else 1 if found else 0


def _foreseen(workspace: Workspace, files: list[Path]) -> list[Result]:
    """Of manifests whose license is not known yet: what is to be done whatever the license says, as `init` counts it."""
    from pytest_icplicense.compare.assumed_license import stand_ins, with_assumed
    from pytest_icplicense.documents import read
    from pytest_icplicense.runs.judge_files import judge_files
    from pytest_icplicense.runs.report import Wants
    from pytest_icplicense.workspace.workspace import Workspace

    settings, known = workspace.settings, workspace.library
    documents = [document for file in files for document in read(file, workspace.show(file)).documents]
    unknown = stand_ins(documents, known, settings.as_of)
    if not unknown:
        return []
    assumed = Workspace(settings, workspace.base, library=with_assumed(known, unknown))
    results = [each for one in judge_files(assumed, files, wants=Wants(inputs=False)) for each in one.results]
    return [
        each
        for each in results
        if not unknown.keys().isdisjoint(each.licenses.split(", "))
        and each.criterion.provision not in (FACE, ANNEXE)
    ]
