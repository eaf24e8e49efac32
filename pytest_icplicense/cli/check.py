"""`icplicense check`: judge manifests."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from pytest_icplicense.cli.options import WrongUse, add_judging, complain, gather

FORMATS = {"text": "terminal", "json": "json", "github": "github"}
"""What `--format` knows, and the module of `reports` that renders it."""


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
    module = importlib.import_module(f"pytest_icplicense.reports.{FORMATS[options.format]}")
    sys.stdout.write(module.render(judgement))
    return judgement.exit_code
