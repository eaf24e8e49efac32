"""JSON reports that version 0.1.0 wrote are still read, and nothing that they say is lost; laid out as text is now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_icplicense.cli import main

KEPT = Path(__file__).parents[1] / "data/reports"
SHARDS = [str(KEPT / f"v1-shard-{number}.json") for number in (1, 2)]


@pytest.mark.slow
def test_they_are_joined_to_the_same_lines(capsys):
    """Two shards of pytest with failures, waivers, deadlines and what tests prove, joined by 0.1.0 and now."""
    assert main(["combine", *SHARDS, "--lang", "en"]) == 1
    assert capsys.readouterr().out == (KEPT / "v1-combined.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_nothing_of_them_is_lost(capsys):
    assert main(["combine", *SHARDS, "--format", "json"]) == 1
    joined = json.loads(capsys.readouterr().out)
    parts = [json.loads(Path(shard).read_text(encoding="utf-8")) for shard in SHARDS]
    for part in (*parts, joined):
        for each in part["evidence"]:
            del each["time"]  # of a test that ran in both, the earlier one
    for each in joined["cases"]:
        assert each.pop("role") is None  # which these versions did not know
        assert each.pop("caused_by") is None
    for key in ("cases", "warnings", "inputs", "evidence"):
        before = [json.dumps(each, sort_keys=True) for part in parts for each in part[key]]
        after = [json.dumps(each, sort_keys=True) for each in joined[key]]
        assert sorted(set(before)) == sorted(set(after)), key
