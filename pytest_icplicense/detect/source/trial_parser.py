"""Parses code in a process of its own and says that it came to an end: a grammar may take a day over what is no program.

Run as a script, by `syntax_tree`. Each request is a line of JSON, `[language, characters, seconds]`, with the text after it;
the answer is one byte. A text that takes more seconds of the processor ends the process, which is an answer, too.
"""

from __future__ import annotations

import json
import sys

from ast_grep_py import SgRoot


def main() -> None:
    """Answer until nobody asks any more."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := asked.readline():
        language, length, seconds = json.loads(line)
        end_after(seconds)
        SgRoot(asked.read(length).decode(), language).root()
        answers.write(b".")
        answers.flush()


def end_after(seconds: int | None) -> bool:
    """Let the system end this process after so many more seconds of the processor, or no longer; whether it can do that."""
    try:
        import resource
    except ImportError:  # Windows has no such module
        return False
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = most if seconds is None else int(used.ru_utime + used.ru_stime) + 1 + seconds
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (until, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):
        return False
    return True


if __name__ == "__main__":
    main()
