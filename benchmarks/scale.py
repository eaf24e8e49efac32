"""A thousand and ten thousand manifests, all checks on: against reading them alone, against each other, against peers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import generate
from measure import Cost, NotMeasured, Row, environment, rows

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SPECTRAL = ROOT / "build/bench/node_modules/.bin/spectral"
RULES = 240
DRAWN = {"html": (200, 3.0), "pdf": (20, 5.0)}
"""Of how many services a report is made, and in how many seconds it should be."""
READING = """\
import glob, yaml
for name in sorted(glob.glob("*.icp.yaml")):
    with open(name, "rb") as file:
        yaml.load(file.read(), yaml.CSafeLoader)
"""


def cost(folder: Path, *command: str | Path, codes: tuple[int, ...] = (0,)) -> Cost:
    """What one process costs, with its children."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise NotMeasured(f"{command[0]}: exit code {process.returncode}")
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / scale)


def turns(number: int, folder: tuple[Path, ...], *commands: tuple[str | Path, ...]) -> list[list[Cost]]:
    """The costs of each command in its folder, in turn, after one turn that does not count."""
    pairs = list(zip(folder, commands, strict=True))
    for where, command in pairs:
        cost(where, *command)
    rounds = [[cost(where, *command) for where, command in pairs] for _ in range(number)]
    return [list(costs) for costs in zip(*rounds, strict=True)]


def scale(folder: Path, quick: bool) -> Iterator[Row]:
    """`icplicense check` of 1,000 manifests against reading them, of 10,000 against 1,000, and with two processes."""
    check, reading = (BIN / "icplicense", "check"), (sys.executable, "-c", READING)
    alike, own, many = folder / "alike", folder / "own", folder / "many"
    generate.project(alike, 1000)
    generate.project(own, 1000, own=True)
    times = 3 if quick else 9
    ours, reference = turns(times, (alike, alike), check, reading)
    yield from rows("1,000 manifests against yaml.load of them", [ours, reference], 2.0)
    theirs, again = turns(times, (own, own), check, reading)
    yield from rows("the same, nothing alike in them", [theirs, again], 2.5)
    for form, (services, seconds) in DRAWN.items():
        generate.project(folder / form, services)
        command = (BIN / "icplicense", "report", form, "-o", os.devnull)
        (drawn,) = turns(1 if quick else 3, (folder / form,), command)
        yield Row(f"{form} of {services} services, wall min", *_walls(drawn), seconds, 1)
    generate.project(many, 10_000)
    one, ten, two = turns(1 if quick else 3, (alike, many, many), check, check, (*check, "-j", "2"))
    yield from rows("10,000 manifests against 1,000", [ten, one], 10.5)
    peaks = [min(each.peak for each in costs) for costs in (ten, one)]
    yield Row("the same, memory at its peak", *peaks, 1.3, "MB")
    yield Row("10,000 manifests, -j 2 against -j 1, wall min", *_walls(two, ten), 1 / 1.7)


def _walls(*costs: list[Cost]) -> list[float]:
    return [min(each.wall for each in one) for one in costs]


def peers(folder: Path, quick: bool) -> Iterator[Row]:
    """A manifest, all checks on, against one more file of spectral with 240 small rules and of check-jsonschema."""
    generate.project(folder, 1000)
    files = sorted(file.name for file in folder.glob("service-*.icp.yaml"))
    number = 1 if quick else 3
    ours = _each(folder, number, [], [[BIN / "icplicense", "check", "."]], len(files))
    (folder / "small.schema.json").write_text('{"type": "object", "required": ["kind"]}', encoding="utf-8")
    schema = [BIN / "check-jsonschema", "--schemafile", "small.schema.json"]
    theirs = _each(folder, number, [[*schema, *files[:1]]], [[*schema, *files[:101]]], 100)
    yield Row("a manifest of 1,000 against check-jsonschema, cpu", ours, theirs)
    if not SPECTRAL.exists():
        raise NotMeasured("spectral is not installed (make bench installs it where there is npm)")
    conditions = {
        "conditions": _condition,
        "patterns": _pattern,
    }
    for what, rule in conditions.items():
        rules = {f"rule-{index}": rule(index) for index in range(RULES)}
        (folder / "rules.json").write_text(json.dumps({"rules": rules}), encoding="utf-8")
        lint: list[str | Path] = [SPECTRAL, "lint", "--ruleset", "rules.json"]
        theirs = _each(folder, number, [[*lint, *files[:1]]], [[*lint, *files[:41]]], 40)
        yield Row(f"the same against spectral, {RULES} {what}, cpu", ours, theirs, 1 / 15)


def _condition(index: int) -> dict[str, object]:
    """A rule of spectral as ours are written: a condition on each feature."""
    schema = {"required": ["id", "kind"], "properties": {"kind": {"not": {"const": f"none-{index}"}}}}
    return _rule({"function": "schema", "functionOptions": {"schema": schema}})


def _pattern(index: int) -> dict[str, object]:
    """The smallest rule that there is, which spectral is fastest at."""
    options = {"notMatch": f"^none-{index}$"}
    return _rule({"field": "kind", "function": "pattern", "functionOptions": options})


def _rule(then: dict[str, object]) -> dict[str, object]:
    return {"given": "$.features[*]", "severity": "error", "then": then}


def _each(
    folder: Path, number: int, few: list[list[str | Path]], many: list[list[str | Path]], more: int
) -> float:
    """The processor time of one file: of so many `more`, beyond what the start with `few` costs."""
    best = [min(cost(folder, *command).cpu for _ in range(number)) for command in (*few, *many)]
    return (best[-1] - (best[0] if few else 0)) / more
