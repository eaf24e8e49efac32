"""`icplicense check`: judge manifests."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pytest_icplicense.cli.options import WrongUse, add_judging, complain, settings_for

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
    from pytest_icplicense.judgement import find_manifests, judge_files
    from pytest_icplicense.workspace import Workspace

    paths: list[Path] = options.paths or [Path()]
    try:
        for path in paths:
            if not path.exists() and not path.is_symlink():
                raise WrongUse(f"{path}: no such file or folder")
        first = paths[0] if paths[0].is_dir() else paths[0].parent
        workspace = Workspace(settings_for(options, first), Path.cwd())
        settings = workspace.settings
        files = [file for path in paths for file in find_manifests(path, settings.exclude, settings.folder)]
        if not files:
            looked = ", ".join(str(path.resolve()) for path in paths)
            raise WrongUse(f"no manifest (icp.yaml or *.icp.yaml) in {looked}")
    except WrongUse as error:
        return complain(error)
    judgement = judge_files(workspace, dict.fromkeys(files))
    if options.format == "json":
        from pytest_icplicense.reports.json import render

        sys.stdout.write(render(judgement))
    else:
        from pytest_icplicense.reports.terminal import render as render_text

        sys.stdout.write(render_text(judgement))
    return judgement.exit_code
