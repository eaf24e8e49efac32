"""Precision and recall of `icplicense detect` on public repositories (`corpus.yaml`), from a folder of their clones.

    python benchmarks/corpus.py FOLDER [NAME…]

A clone of owner/name is FOLDER/owner/name, FOLDER/owner+name or FOLDER/owner+name/repo, with or without a working tree; the
commit that is named is taken from it. What is not there is told and left out. Nothing is fetched.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from pytest_icplicense.cli.main import main as icplicense

LEVELS = ("low", "medium", "high")


def clone(folder: Path, name: str) -> Path | None:
    """Where the clone of a repository is."""
    owner, _, own = name.partition("/")
    places = (folder / owner / own, folder / f"{owner}+{own}" / "repo", folder / f"{owner}+{own}")
    return next((each for each in places if (each / ".git").exists() or (each / "HEAD").exists()), None)


def export(where: Path, commit: str, folder: Path) -> None:
    """Write the files of a commit; links are left out, and so is what a partial clone does not have."""
    git = ["git", "-C", str(where)]
    listed = subprocess.run([*git, "ls-tree", "-r", "-z", commit], check=True, capture_output=True).stdout
    rows = [each.partition(b"\t") for each in listed.split(b"\0") if each.startswith(b"100")]
    names = b"".join(about.split()[2] + b"\n" for about, _, _ in rows)
    told = subprocess.run([*git, "cat-file", "--batch"], input=names, check=True, capture_output=True).stdout
    at = 0
    for _, _, name in rows:
        head, _, _ = told[at : at + 200].partition(b"\n")
        at += len(head) + 1
        if head.endswith(b"missing"):
            continue
        size = int(head.split()[2])
        target = folder / name.decode("utf-8", "surrogateescape")
        if target.resolve().is_relative_to(folder.resolve()):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(told[at : at + size])
        at += size + 1


def detected(where: Path, commit: str) -> list[dict[str, Any]]:
    """What `detect` lists of the repository at a commit."""
    import contextlib
    import json
    import os

    with tempfile.TemporaryDirectory() as folder:
        export(where, commit, Path(folder))
        here, out = Path.cwd(), io.StringIO()
        os.chdir(folder)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
                icplicense(["detect", "--format", "json", "."])
        finally:
            os.chdir(here)
    rows: list[dict[str, Any]] = json.loads(out.getvalue())
    return [each for each in rows if each["capability"] != "domain"]


def within(items: list[str], wanted: list[str]) -> bool:
    """Whether one of the items is wanted, or below one that is."""
    return any(item == each or item.startswith(f"{each}/") for item in items for each in wanted)


def run(folder: Path, names: list[str]) -> int:
    """Print a row for each repository, then precision and recall at medium or above."""
    corpus = yaml.safe_load((Path(__file__).parent / "corpus.yaml").read_text(encoding="utf-8"))[
        "repositories"
    ]
    seen = missed = right = wrong = absent = 0
    for row in corpus:
        name, expect = row["repository"], row["expect"]
        if names and name not in names:
            continue
        where = clone(folder, name)
        if where is None:
            absent += 1
            continue
        start = time.process_time()
        found = detected(where, row["commit"])
        spent = time.process_time() - start
        likely = [each for each in found if each["confidence"] != "low"]
        wanted = expect.get("items", [])
        least = LEVELS.index(expect.get("at_least", "medium"))
        told = [
            each
            for each in found
            if LEVELS.index(each["confidence"]) >= least and within(each["items"], wanted)
        ]
        extra = [each for each in likely if not within(each["items"], wanted)] if expect.get("none") else []
        if wanted:
            seen, missed = seen + bool(told), missed + (not told)
            right += bool([each for each in told if each["confidence"] != "low"])
        wrong += bool(extra)
        mark = "MISSED" if wanted and not told else "FALSE" if extra else "ok"
        shown = sorted(
            {f"{each['capability']}:{each['confidence']}" for each in (likely if not names else found)}
        )
        print(f"{mark:6} {name:50} {spent:6.1f} s  {' '.join(shown)}", flush=True)
        for each in extra if not names else found:
            print(
                f"         {each['capability']} {each['confidence']} {each['path']}:{each['line']} {each['evidence'][:120]}"
            )
    ran = seen + missed
    precision = right / (right + wrong) if right + wrong else 1.0
    print(f"{len(corpus)} repositories, {absent} not at hand")
    print(f"recall {seen}/{ran} = {seen / max(ran, 1):.3f}, precision {precision:.3f}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(run(Path(sys.argv[1]), sys.argv[2:]))
