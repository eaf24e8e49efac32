"""`icplicense check`: judge manifests."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pytest_icplicense.cli.options import WrongUse, add_judging, complain, gather

FORMATS = ("text", "json")


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="manifests, or folders of them (here)"
    )
    parser.add_argument("--format", default="text", choices=FORMATS, help="what to print")
    add_judging(parser)


def run(options: argparse.Namespace) -> int:
    """Judge, print, and give the exit code."""
    from pytest_icplicense.judgement import judge_files

    try:
        workspace, files = gather(options, needed=True)
    except WrongUse as error:
        return complain(error)
    judgement = judge_files(workspace, files)
    if options.format == "json":
        from pytest_icplicense.reports.json import render

        sys.stdout.write(render(judgement))
    else:
        from pytest_icplicense.reports.terminal import render as render_text

        sys.stdout.write(render_text(judgement))
    return judgement.exit_code
