"""A hundred JSON reports of ten thousand cases each, joined: the time and the memory that it takes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import generate
from measure import NotMeasured, Row, environment

SHARDS, CASES = 100, 10_000
SECONDS, BYTES = 10, 500e6
ICPLICENSE = (sys.executable, "-m", "pytest_icplicense")


def shards(folder: Path, number: int, cases: int) -> int:
    """So many reports of different services in `folder`, each with about as many cases; how many there are in all.

    One is judged; the others are copies in which the services have other names and stand in other folders.
    """
    project = folder / "project"
    generate.project(project, 1)
    a_service = _judged(project)["summary"]
    services = round(cases / sum(a_service.values()))
    shutil.rmtree(project)
    generate.project(project, services)
    report = json.dumps(_judged(project, "service-*.icp.yaml"), ensure_ascii=False)
    total: int = sum(json.loads(report)["summary"].values())
    for shard in range(number):
        text = report.replace("ads-console-", f"ads-console-{shard:03}-")
        text = text.replace('"service-', f'"shard-{shard:03}/service-')
        _write(folder / f"{shard:03}.json", json.loads(text))
    return total * number


def _judged(project: Path, pattern: str = "service-*.icp.yaml") -> dict[str, object]:
    files = sorted(project.glob(pattern))
    done = subprocess.run(
        (*ICPLICENSE, "report", "json", *files), cwd=project, env=environment(), capture_output=True
    )
    if done.returncode == 2:
        raise NotMeasured(done.stderr.decode()[-300:])
    found: dict[str, object] = json.loads(done.stdout)
    return found


def _write(file: Path, report: dict[str, object]) -> None:
    """In the layout in which reports are written: a key a line, and a case a line."""
    cases = ",\n    ".join(json.dumps(case, ensure_ascii=False) for case in report["cases"])  # type: ignore[attr-defined]
    keys = [
        f'  "{key}": [\n    {cases}\n  ]'
        if key == "cases"
        else f'  "{key}": {json.dumps(value, ensure_ascii=False)}'
        for key, value in report.items()
    ]
    file.write_text("{\n" + ",\n".join(keys) + "\n}\n", encoding="utf-8")


def combining(folder: Path, quick: bool) -> Iterator[Row]:
    """`icplicense combine` of all of them, as text and as JSON; the reference is the goal itself."""
    total = shards(folder, 10 if quick else SHARDS, CASES)
    files = sorted(folder.glob("*.json"))
    size = sum(file.stat().st_size for file in files)
    print(f"{total} cases in {len(files)} reports of {size / 1e6:.0f} MB in all")
    for form in ("text", "json"):
        command = (*ICPLICENSE, "combine", *files, "--format", form, "-o", folder / f"joined.{form}")
        begun = time.perf_counter()
        with subprocess.Popen(command, cwd=folder, env=environment(), stderr=subprocess.PIPE) as process:
            assert process.stderr is not None
            told = process.stderr.read()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode == 2:
            raise NotMeasured(told.decode()[-300:])
        spent = used.ru_utime + used.ru_stime
        wall = time.perf_counter() - begun
        scale = len(files) / SHARDS
        yield Row(f"combine --format {form}, cpu", spent, SECONDS * scale, 1)
        yield Row(f"combine --format {form}, wall", wall, SECONDS * scale, 1)
        peak = used.ru_maxrss * 1024
        print(f"combine --format {form}: {peak / 1e6:.0f} MB of memory at most (goal: {BYTES / 1e6:.0f} MB)")
