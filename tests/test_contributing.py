"""The steps of CONTRIBUTING.md, done in a clone as they stand there."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from pages import ROOT, blocks, commands

STEPS = [block for block in blocks(ROOT / "CONTRIBUTING.md") if block.language in ("diff", "console")]
PROOF = {
    "clause": "SP-14.2",
    "rule": "0 checks prove nothing",
    "detector": "Aptfile:1:1  debian mumble-server",
    "report": "TAP version 14",
}
"""What must have been said at the end."""


def test_all_steps_are_tried():
    assert {block.info for block in STEPS} == set(PROOF)


def test_make_alone_lists_every_target():
    done = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    phony = next(
        line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if line.startswith(".PHONY:")
    )
    hidden = {"help", "browser", "bandit"}  # parts of others
    for target in set(phony.split()[1:]) - hidden:
        assert f"make {target} " in done.stdout, target


@pytest.mark.slow
@pytest.mark.parametrize("chapter", PROOF)
def test_the_steps_lead_where_they_should(chapter, tmp_path):
    clone = tmp_path / "clone"
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    clone.mkdir()
    for name in tracked.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file() and not name.startswith(("tests/data", "tests/intake")):
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            (clone / name).write_bytes((ROOT / name).read_bytes())
    (clone / "icplicense").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m pytest_icplicense "$@"\n', encoding="utf-8"
    )
    (clone / "icplicense").chmod(0o755)
    subprocess.run(["git", "init", "-q"], cwd=clone, check=True)
    environment = {
        **os.environ,
        "PATH": f"{clone}:{os.environ['PATH']}",
        "PYTHONPATH": str(clone),
        "PYTHONUTF8": "1",
    }
    said = ""
    for block in STEPS:
        if block.info != chapter:
            continue
        if block.language == "diff":
            subprocess.run(
                ["git", "apply", "--recount", "-"], cwd=clone, input=block.text.encode(), check=True
            )
            continue
        for command, _ in commands(block.text):
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=clone,
                env=environment,
                encoding="utf-8",
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            assert done.returncode == 0, f"$ {command}\n{done.stdout}"
            said += done.stdout
    assert PROOF[chapter] in said
