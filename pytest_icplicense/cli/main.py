"""The command line's entry point: exit codes, and nothing that a command needs only later."""

from __future__ import annotations

import os
import sys

from pytest_icplicense import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130
"""128 and the number of SIGINT: what a shell expects of a program that Ctrl-C ended."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the result is the process's exit code: 0 in order, 1 findings, 2 wrong use or unreadable."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Another one where somebody who reads it says so.
            chosen = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
            stream.reconfigure(encoding=None if chosen else "utf-8", errors="backslashreplace")
    if refused := _unusable(words):
        return refused
    try:
        # Answered before argparse is imported, which is half of the time.
        if words in (["--version"], ["-V"]):
            print(f"icplicense {__version__}")
            code = 0
        else:
            from pytest_icplicense.cli.commands import run

            code = run(words)
        sys.stdout.flush()
    except SystemExit as error:  # argparse's, for --help and for wrong use
        return _flushed(2 if error.code else 0, words)
    except KeyboardInterrupt:
        _close_output()
        return INTERRUPTED
    except (OSError, RecursionError) as error:
        return _ended(error, words)
    return code


def _unusable(words: Sequence[str]) -> int | None:
    """The exit code where there is no output, or no folder to work in."""
    gone: OSError | None = None
    try:
        os.getcwd()
    except OSError as error:
        gone = error
    if sys.stdout is not None and gone is None:
        return None
    from pytest_icplicense.cli.commands import language_of
    from pytest_icplicense.cli.refusals import NO_OUTPUT, no_folder, refuse

    why = NO_OUTPUT if sys.stdout is None or gone is None else no_folder(gone)
    return refuse(why, language_of(words))


def _flushed(code: int, words: Sequence[str]) -> int:
    """What was printed before argparse ended the command; it must have reached somebody."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return _ended(error, words)
    return code


def _ended(error: OSError | RecursionError, words: Sequence[str]) -> int:
    from pytest_icplicense.cli.commands import language_of
    from pytest_icplicense.cli.refusals import reason, refuse

    _close_output()
    return 2 if isinstance(error, BrokenPipeError) else refuse(reason(error), language_of(words))


def _close_output() -> None:
    from pytest_icplicense.cli.refusals import close

    close(sys.stdout.fileno())
