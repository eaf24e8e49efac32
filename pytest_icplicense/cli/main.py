"""The command line's entry point: options, exit codes, and nothing that a command needs only later."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from pytest_icplicense import __version__

COMMANDS = {
    "check": "judge manifests against their licenses",
    "calendar": "list what falls due, for a calendar program",
    "timeline": "list the days on which some verdict changes",
    "trace": "show each clause of the license with its checks and verdicts",
    "test": "prove that every check of the policies can fail",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the result is the process's exit code: 0 in order, 1 findings, 2 wrong use or unreadable."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sys.stdout is None:
        print("icplicense: there is no standard output to write to", file=sys.stderr)
        return 2
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="icplicense", description="Is a service inside its Chinese telecom license?"
    )
    parser.add_argument("--version", action="version", version=f"icplicense {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asked = next((word for word in words if not word.startswith("-")), None)
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text.capitalize() + ".")
        if name == asked:
            module = importlib.import_module(f"pytest_icplicense.cli.{name}")
            module.options(command)
            command.set_defaults(run=module.run)
    options = parser.parse_args(words)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except OSError as error:  # a full disk; what commands read themselves never gets here
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"icplicense: cannot write the output: {error.strerror}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return code
