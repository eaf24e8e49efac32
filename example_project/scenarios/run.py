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


def answer(scenario: str | None) -> tuple[int, str]:
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
    return done.returncode, re.sub(r" in \d+\.\d+s", " in TIME", done.stdout)


def main() -> int:
    """Run the example and the scenarios; 0 where each came out as it should."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenario", nargs="*", help="only these")
    parser.add_argument("--update", action="store_true", help="write down the output as expected")
    options = parser.parse_args()
    wrong: list[str] = []
    code, output = answer(None)
    print(f"== the example as it is\n{output}")
    if code != 0:
        wrong.append("the example (should be green)")
    chosen = options.scenario or names()
    for name in chosen:
        code, output = answer(name)
        expected = HERE / name / "expected.txt"
        if options.update:
            expected.write_text(output, encoding="utf-8")
        print(f"== scenario {name}\n{output}")
        if code != 1 or output != expected.read_text(encoding="utf-8"):
            wrong.append(name)
    if wrong:
        print(f"NOT as expected: {', '.join(wrong)}")
        return 1
    print(
        f"As expected: the example is green, and each of {len(chosen)} changes that exceed the license is stopped."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
