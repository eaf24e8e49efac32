"""Applies each scenario's patch to a copy of the example, runs pytest there, and compares what it says.

    python example_project/scenarios/run.py                 every scenario, its output shown
    python example_project/scenarios/run.py --update NAME   write down what it says now as what is expected

A scenario is a folder with `change.patch` (what a team changes) and `expected.txt` (what pytest must answer).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent
PYTEST = (
    "-m",
    "pytest",
    "-q",
    "--no-header",
    "--color=no",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:randomly",
    "ads-console.icp.yaml",
)


def names() -> list[str]:
    """The scenarios, in order."""
    return sorted(patch.parent.name for patch in HERE.glob("*/change.patch"))


def said(scenario: str | None) -> tuple[int, str]:
    """Exit code and output of pytest on the example, changed by the scenario; unchanged for None."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "example"
        shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
        if scenario is not None:
            patch = HERE / scenario / "change.patch"
            subprocess.run(["git", "apply", "--unsafe-paths", str(patch)], cwd=project, check=True)
        environment = {**os.environ, "COLUMNS": "110", "PYTHONUTF8": "1"}
        for name in ("PYTEST_ADDOPTS", "CI", "BUILD_NUMBER", "FORCE_COLOR"):  # they change what pytest prints
            environment.pop(name, None)
        done = subprocess.run(
            [sys.executable, *PYTEST],
            cwd=project,
            env=environment,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    return done.returncode, done.stdout


def without_time(output: str) -> str:
    """What can be compared: the time that pytest took is another each time."""
    return re.sub(r" in \d+\.\d+s", " in TIME", output)


def answer(scenario: str | None) -> tuple[int, str]:
    """The same as `said`, as it stands in `expected.txt`."""
    code, output = said(scenario)
    return code, without_time(output)


def main() -> int:
    """Run the example and the scenarios; 0 where each came out as it should."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenario", nargs="*", help="only these")
    parser.add_argument("--update", action="store_true", help="write down the output as expected")
    options = parser.parse_args()
    chosen = options.scenario or names()
    if unknown := [name for name in chosen if name not in names()]:
        parser.error(f"no scenario {', '.join(unknown)}; there are {', '.join(names())}")
    wrong: list[str] = []
    code, output = said(None)
    print(f"== the example as it is\n{output}")
    if code != 0:
        wrong.append("the example (should be green)")
    for name in chosen:
        code, output = said(name)
        expected = HERE / name / "expected.txt"
        if options.update:
            expected.write_text(without_time(output), encoding="utf-8")
        print(f"== scenario {name} (change.patch in {expected.parent.relative_to(EXAMPLE.parent)})\n{output}")
        if code != 1 or without_time(output) != expected.read_text(encoding="utf-8"):
            wrong.append(name)
    if wrong:
        print(f"NOT as expected: {', '.join(wrong)}")
        return 1
    print(
        f"As expected: the example is green, and each of {len(chosen)} changes that exceed the license is stopped."
    )
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # `make demo | head`: nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
