"""Files changed at random: no reader crashes, hangs, or looks at anything else. `make fuzz MINUTES=10` tries many more."""

from __future__ import annotations

import json
import os
import random
import time

import pytest
import yaml
from fuzzing import CRASHES, READERS, SHARE, Files, inputs, tried

MINUTES = float(os.environ.get("MINUTES", "0"))
"""What `make fuzz` gives all readers together; without it, each gets its share of 50,000 inputs."""
FOUND = yaml.load(CRASHES.read_bytes(), yaml.CSafeLoader) or []


def test_ci_tries_fifty_thousand() -> None:
    assert sum(SHARE.values()) >= 50_000
    assert SHARE.keys() == READERS.keys()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("row", FOUND, ids=[f"{row['reader']} {row['why']}"[:60] for row in FOUND])
def test_what_was_found_before(row: dict[str, object]) -> None:
    tried(
        str(row["reader"]),
        str(row["path"]),
        {path: data.encode("latin-1") for path, data in row["files"].items()},
    )  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", READERS)
def test_changed_at_random(name: str) -> None:
    seed = time.time_ns() if MINUTES else 0
    end = time.monotonic() + MINUTES * 60 / len(READERS)
    count = 0
    for path, files in inputs(READERS[name], random.Random(f"{name} {seed}")):
        if time.monotonic() > end if MINUTES else count == SHARE[name]:
            break
        count += 1
        try:
            tried(name, path, files)
        except BaseException as error:
            keep(name, path, files, error)
            raise
    print(f"{name}: {count} files")


def keep(name: str, path: str, files: Files, error: BaseException) -> None:
    """Put down what failed, so that every run tries it from now on."""
    row = {
        "reader": name,
        "why": f"{type(error).__name__}: {error}"[:200],
        "path": path,
        "files": {each: data.decode("latin-1") for each, data in files.items()},
    }
    with CRASHES.open("a", encoding="utf-8") as stream:
        stream.write(f"- {json.dumps(row)}\n")
