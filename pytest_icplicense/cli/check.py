"""`icplicense check`: judge manifests."""

from __future__ import annotations

import argparse
import importlib
import sys

from pytest_icplicense.cli.options import add_judging, add_paths, gather
from pytest_icplicense.cli.screen import Screen

FORMATS = {"text": "terminal", "json": "json", "github": "github"}
"""What `--format` knows, and the module of `reports` that renders it."""


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_paths(parser)
    parser.add_argument("--format", default="text", choices=FORMATS, help="what to print · 输出格式")
    add_judging(parser)


def run(options: argparse.Namespace) -> int:
    """Judge, print, and give the exit code."""
    from pytest_icplicense.judgement import judge_files

    screen = Screen(sys.stdout)
    workspace, files = gather(options, needed=True)
    judgement = judge_files(workspace, screen.track(files))
    module = importlib.import_module(f"pytest_icplicense.reports.{FORMATS[options.format]}")
    (screen.write if options.format == "text" else sys.stdout.write)(module.render(judgement))
    return judgement.exit_code
