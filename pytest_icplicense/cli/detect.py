"""`icplicense detect`: what the repository shows, beside what the manifests declare of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pytest_icplicense.cli.options import WrongUse, add_lang, add_library, existing, settings_for
from pytest_icplicense.cli.screen import Screen
from pytest_icplicense.text import Text


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="PATH",
        help="a folder or file of the repository (here) · 代码库中的文件夹或文件（默认当前文件夹）",
    )
    parser.add_argument(
        "--format", default="text", choices=("text", "json", "cyclonedx"), help="what to print · 输出格式"
    )
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="also what does not count, and why · 同时列出不计入的内容及原因",
    )
    add_lang(parser)
    add_library(parser)


def run(options: argparse.Namespace) -> int:
    """Print what was found; 1 where a likely capability is accounted for by no manifest, 2 where one cannot be read."""
    from pytest_icplicense.files.repository import repository_root
    from pytest_icplicense.hookspecs import BadPlugin
    from pytest_icplicense.reports import detected
    from pytest_icplicense.workspace.declared_and_detected import inventory
    from pytest_icplicense.workspace.workspace import Workspace

    path = existing(options.path)
    folder = path if path.is_dir() else path.parent
    settings = settings_for(options, folder)
    here, own = Path.cwd(), settings.folder.resolve()
    elsewhere = own != here and own.is_relative_to(here) and repository_root(own) != repository_root(here)
    workspace = Workspace(settings, own if elsewhere else here)
    lang = settings.lang
    if workspace.library.problems:
        raise WrongUse(
            Text(*("\n".join(each.to(lang) for each in workspace.library.problems) for lang in ("en", "zh")))
        )
    try:
        found = inventory(workspace, path)
    except BadPlugin as error:
        raise WrongUse(error.message) from None
    for problem in found.problems:
        print(problem.to(lang), file=sys.stderr)
    if options.format == "text":
        Screen(sys.stdout).write(detected.as_text(found, lang, verbose=options.verbose))
        return found.exit_code
    for warning in found.unjudged:
        print(warning.to(lang), file=sys.stderr)
    sys.stdout.write(detected.as_json(found) if options.format == "json" else detected.as_cyclonedx(found))
    return found.exit_code
