"""Programs that read what strangers send: each a process of its own, with no more memory and work than it is given.

Run by its path it imports nothing of this package, sets the bounds, and runs the program in the same process:

    python bounded.py MEMORY SECONDS PROGRAM [ARGUMENT …]
"""

from __future__ import annotations

import runpy
import sys
from math import ceil
from pathlib import Path


def bounded_command(program: Path, memory: int, seconds: float, *arguments: object) -> list[str]:
    """The command that runs a program with at most `memory` bytes and `seconds` of work, where the system can bound them."""
    return [sys.executable, "-I", __file__, *map(str, (memory, seconds, program, *arguments))]


def _bound(memory: int, seconds: float) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds),) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):  # Windows has no such module, macOS no such bound
        pass


if __name__ == "__main__":
    _bound(int(sys.argv[1]), float(sys.argv[2]))
    del sys.argv[:3]
    runpy.run_path(sys.argv[0], run_name="__main__")
