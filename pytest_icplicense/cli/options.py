"""The options that several commands have, and the settings that come of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_icplicense import settings
from pytest_icplicense.settings import BadSetting, Settings
from pytest_icplicense.text import LANGUAGES

if TYPE_CHECKING:
    from pytest_icplicense.workspace import Workspace


class WrongUse(Exception):
    """The command was called in a way that it cannot serve; exit code 2."""


def add_judging(parser: argparse.ArgumentParser) -> None:
    """`--as-of`, `--lang`, `--license` and `--policies`, which override `[tool.icplicense]`."""
    parser.add_argument("--as-of", metavar="DATE", help="judge for this day: 2022-06-01, today or +90d")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of messages")
    parser.add_argument(
        "--license", action="append", default=[], metavar="PATH", help="a further license file"
    )
    parser.add_argument(
        "--policies", action="append", default=[], metavar="DIR", help="a further policy folder"
    )


def settings_for(options: argparse.Namespace, start: Path) -> Settings:
    """The settings that hold in the folder `start`, with the command's options over them.

    Raises:
        WrongUse: a setting or an option cannot be used.
    """
    try:
        found = settings.load(start)
    except BadSetting as error:
        raise WrongUse(error.problem.to(options.lang or "en")) from None
    changes: dict[str, Any] = {}
    if options.as_of is not None:
        changes["as_of"] = _parsed("--as-of", settings.parse_as_of, options.as_of)
    if options.lang:
        changes["lang"] = options.lang
    if options.license:
        changes["licenses"] = (*found.licenses, *(Path(path).resolve() for path in options.license))
    if options.policies:
        changes["policies"] = (*found.policies, *(Path(path).resolve() for path in options.policies))
    return replace(found, **changes)


def add_period(parser: argparse.ArgumentParser) -> None:
    """`--from` and `--to`."""
    parser.add_argument("--from", dest="first", metavar="DATE", help="first day (the as-of date)")
    parser.add_argument("--to", dest="last", metavar="DATE", help="last day (a year later)")


def period(options: argparse.Namespace, as_of: date) -> tuple[date, date]:
    """The first and the last day that the command was asked about.

    Raises:
        WrongUse: a date is none, the end is before the beginning, or they are more than fifty years apart.
    """
    first = _parsed("--from", settings.parse_as_of, options.first) if options.first else as_of
    last = (
        _parsed("--to", settings.parse_as_of, options.last) if options.last else first + timedelta(days=365)
    )
    if not first <= last <= first + timedelta(days=50 * 366):
        raise WrongUse(f"--from {first} --to {last}: the end must follow the beginning within fifty years")
    return first, last


def gather(options: argparse.Namespace, *, needed: bool = False) -> tuple[Workspace, list[Path]]:
    """The workspace and the manifests of the paths that the command was given, or of the folder one stands in.

    Raises:
        WrongUse: a path does not exist, a setting cannot be used, or manifests are `needed` and there are none.
    """
    from pytest_icplicense.discovery import find_manifests
    from pytest_icplicense.workspace import Workspace

    paths: list[Path] = options.paths or [Path()]
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise WrongUse(f"{path}: no such file or folder")
    first = paths[0] if paths[0].is_dir() else paths[0].parent
    settings = settings_for(options, first)
    found = [file for path in paths for file in find_manifests(path, settings.exclude, settings.folder)]
    if needed and not found:
        looked = ", ".join(str(path.resolve()) for path in paths)
        raise WrongUse(f"no manifest (icp.yaml or *.icp.yaml) in {looked}")
    return Workspace(settings, Path.cwd()), list(dict.fromkeys(found))


def _parsed(option: str, parse: Callable[[str], Any], text: str) -> Any:
    try:
        return parse(text)
    except ValueError as error:
        raise WrongUse(f"{option}: {error}") from None


def complain(error: WrongUse) -> int:
    """Say what was wrong with the call, and give its exit code."""
    print(f"icplicense: {error}", file=sys.stderr)
    return 2
