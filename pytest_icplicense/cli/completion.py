"""`icplicense completion`: a script that completes commands and options, for bash, zsh, fish and others."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

_PATHS = {"PATH": "FILE", "POLICY": "FILE", "FILE": "FILE", "DIR": "DIRECTORY"}
"""What is completed for an argument, by its metavar."""
SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def run(options: argparse.Namespace) -> int:
    """Print the script: `icplicense completion bash > …/bash-completion/completions/icplicense`."""
    import shtab

    for action in _actions(options.parser):
        if isinstance(action.metavar, str) and action.metavar in _PATHS:
            action.complete = getattr(shtab, _PATHS[action.metavar])  # type: ignore[attr-defined]
    sys.stdout.write(shtab.complete(options.parser, options.shell) + "\n")
    return 0


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Every option and argument of the parser and its commands."""
    for action in parser._actions:  # there is no public way to list them
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
