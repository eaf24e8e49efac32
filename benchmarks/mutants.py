"""What `make mutate` found: how many mutants of each module some test notices, and which none does.

A mutant that makes a test run for ever, or end the process, is noticed too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

MUTANTS = Path(__file__).parent.parent / "build/mutation/mutants"
LEAST = 0.95
"""Of all mutants, those that must be noticed."""
UNNOTICED = (0, 33)
"""What mutmut writes down where the tests pass, and where none runs the function."""


def modules() -> Iterator[tuple[str, dict[str, int | None]]]:
    """Each module that has mutants, with how the tests ended on each; None: not tried yet."""
    for file in sorted(MUTANTS.glob("pytest_icplicense/**/*.py.meta")):
        ended = json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
        if ended:
            yield file.relative_to(MUTANTS / "pytest_icplicense").with_suffix("").as_posix(), ended


def main() -> int:
    """Print both; 1 where too few are noticed, or some have not been tried."""
    all_noticed = total = 0
    untried, unnoticed = 0, []
    for name, ended in modules():
        kept = [mutant for mutant, code in ended.items() if code in UNNOTICED]
        waiting = list(ended.values()).count(None)
        noticed = len(ended) - len(kept) - waiting
        print(f"{name:28}{noticed:5} / {len(ended):4}{noticed / len(ended):7.1%}")
        all_noticed, total = all_noticed + noticed, total + len(ended)
        untried += waiting
        unnoticed += kept
    if not total:
        print(f"no mutants in {MUTANTS}; run 'make mutate'", file=sys.stderr)
        return 1
    print(f"{'all':28}{all_noticed:5} / {total:4}{all_noticed / total:7.1%}")
    print(*(f"  mutmut show {mutant}" for mutant in unnoticed), sep="\n")  # in build/mutation
    if untried:
        print(f"{untried} not tried yet; run 'make mutate' again", file=sys.stderr)
    return int(untried > 0 or all_noticed / total < LEAST)


if __name__ == "__main__":
    sys.exit(main())
