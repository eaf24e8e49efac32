"""The command line against the interpreter that it starts and against a peer's: how long a commit hook waits."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import generate
from measure import NotMeasured, Row, environment, paired, rows

SEED = Path(__file__).resolve().parent.parent / "tests/data/license-jing-b2-20181623.txt"
BIN = Path(sys.executable).parent
SMALL_SCHEMA = '{"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}'
WITHOUT_FAST = """\
import sys
sys.modules["jsonschema_rs"] = None
from pytest_icplicense.cli import command
sys.exit(command())
"""
"""The command line as it is where jsonschema-rs is not installed."""
_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \| +(\S+)")


def run(folder: Path, *command: str | Path) -> str:
    """What the command wrote to its error stream; it must succeed."""
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, encoding="utf-8")
    if done.returncode != 0:
        raise NotMeasured(f"{command[0]}: exit code {done.returncode}: {(done.stderr or done.stdout)[-300:]}")
    return done.stderr


def imports(folder: Path, *arguments: str) -> None:
    """Print how long `-X importtime` says that importing takes, and which packages take longest, without what is in them."""
    listed = run(folder, sys.executable, "-X", "importtime", "-m", "pytest_icplicense", *arguments)
    packages: dict[str, int] = {}
    for microseconds, module in _IMPORT.findall(listed):
        package = module.partition(".")[0]
        packages[package] = packages.get(package, 0) + int(microseconds)
    longest = sorted(packages.items(), key=lambda each: -each[1])[:8]
    shown = ", ".join(f"{name} {spent / 1000:.1f}" for name, spent in longest)
    print(f"importing for '{' '.join(arguments)}', ms: {sum(packages.values()) / 1000:.1f} in all; {shown}")


def commands(folder: Path, quick: bool) -> Iterator[Row]:
    """`icplicense check` beside check-jsonschema, each with one manifest, and `--version` beside doing nothing."""
    generate.project(folder, 1)
    (folder / "small.schema.json").write_text(SMALL_SCHEMA, encoding="utf-8")
    (service,) = (file.name for file in folder.glob("*.icp.yaml") if not file.name.startswith("operator"))
    ours, peer = BIN / "icplicense", BIN / "check-jsonschema"
    for needed in (ours, peer):
        if not needed.exists():
            raise NotMeasured(f"{needed.name} is not installed")

    def check(*files: str) -> Callable[[], object]:
        return lambda: run(folder, ours, "check", *files)

    schema = (peer, "--schemafile", "small.schema.json", service)
    one, both, slow, theirs = paired(
        5 if quick else 25,
        check(service),
        check(service, "operator.icp.yaml"),
        lambda: run(folder, sys.executable, "-c", WITHOUT_FAST, "check", service),
        lambda: run(folder, *schema),
    )
    for what, costs in (
        ("check, a service that has an operator", one),
        ("check, service and operator both", both),
        ("check, the service, without jsonschema-rs", slow),
    ):
        yield from rows(what, [costs, theirs], 0.5)
        yield from rows(what, [costs, theirs], 0.5, statistics.median, "median")
    version, nothing = paired(
        10 if quick else 50,
        lambda: run(folder, ours, "--version"),
        lambda: run(folder, sys.executable, "-c", "pass"),
    )
    yield from rows("--version against python -c pass", [version, nothing], 1.6)
    yield from rows("--version against python -c pass", [version, nothing], 1.6, statistics.median, "median")
    (imported,) = paired(5 if quick else 25, lambda: run(folder, ours, "import", SEED))
    beyond = min(cost.wall for cost in imported) - min(cost.wall for cost in nothing)
    print(f"import of the seed license, beyond python -c pass, wall min: {beyond * 1000:.0f} ms")
    imports(folder, "--version")
    imports(folder, "check", service)
