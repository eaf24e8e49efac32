"""Parses code in a process of its own and says that it came to an end: a grammar may take a day over what is no program.

Run as a script, by `syntax_tree`. Each request is a line of JSON, `[language, characters, seconds]`, with the text after it;
the answer is one byte. A text that takes more seconds of the processor ends the process, which is an answer, too.
"""

from __future__ import annotations

import json
import os
import sys

from ast_grep_py import SgRoot


def main() -> None:
    """Answer until nobody asks any more."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := asked.readline():
        language, length, seconds = json.loads(line)
        _bound(seconds)
        SgRoot(asked.read(length).decode(), language).root()
        answers.write(b".")
        answers.flush()


def _bound(seconds: int) -> None:
    """Where the system can, no more than so many seconds of the processor from now on."""
    try:
        import resource

        used = sum(os.times()[:2])
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 1 + seconds, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):  # Windows has no such module
        pass


if __name__ == "__main__":
    main()
