"""`icplicense facts`: what configuration and code show of duties, and of which service."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense.cli.options import WrongUse, add_lang, add_library, add_path, workspace_at
from pytest_icplicense.cli.terminal_output import Screen, say_problem, write_data
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from pytest_icplicense.model.facts import Facts
    from pytest_icplicense.workspace.workspace import Workspace


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_path(parser)
    parser.add_argument("--format", default="text", choices=("text", "json"), help="what to print · 输出格式")
    parser.add_argument(
        "--since",
        metavar="REF",
        help="also what doubled or halved since a git reference · 同时列出自某 git 引用以来数量翻倍或减半的内容",
    )
    add_lang(parser)
    add_library(parser)


def run(options: argparse.Namespace) -> int:
    """Print the facts; 2 where a source of facts cannot be used."""
    from pytest_icplicense.reports import facts as listing

    workspace, path = workspace_at(options)
    lang = workspace.settings.lang
    facts = workspace.facts
    if options.since is not None:
        facts = listing.changed(facts, _facts_at(workspace, options.since))
    found = listing.listed(workspace.named(facts), workspace.library.catalogue, _below(workspace, path))
    for problem in workspace.facts.problems:
        say_problem(problem.to(lang))
    if options.format == "json":
        for problem in found.unjudged:
            say_problem(problem.to(lang))
        write_data(listing.as_json(found))
    else:
        Screen(sys.stdout).write_fitted(listing.as_text(found, lang), None)
    return 2 if workspace.facts.problems else 0


def _facts_at(workspace: Workspace, reference: str) -> Facts:
    """The facts of a commit, by today's settings and policies."""
    from pytest_icplicense.files.commit import Commit
    from pytest_icplicense.files.git import Git, NoCommit
    from pytest_icplicense.workspace.workspace import Workspace

    try:
        git = Git(workspace.snapshot.surveyed)
        name = git.commit(reference)
        if name is None:
            raise WrongUse(Text(f"there is no commit '{reference}' yet", f"尚无提交“{reference}”"))
        commit = Commit(git, name)
    except NoCommit as error:
        raise WrongUse(error.reason) from None
    try:
        return Workspace(workspace.settings, workspace.base, commit, workspace.library).facts
    finally:
        commit.close()


def _below(workspace: Workspace, path: Path) -> str:
    """The folder or file that is asked about, from the root of what is looked into; empty for all of it."""
    root, asked = workspace.snapshot.surveyed, workspace.files.resolve(path)
    return asked.relative_to(root).as_posix() if asked != root and asked.is_relative_to(root) else ""
