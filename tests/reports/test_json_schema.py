"""The JSON report keeps to its published schema."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from pytest_icplicense.cli import main
from pytest_icplicense.reports.record import json as report


@pytest.fixture
def schema(capsys, tmp_path, monkeypatch):
    """What `icplicense schema report` prints."""
    monkeypatch.chdir(tmp_path)
    assert main(["schema", "report"]) == 0
    return Draft202012Validator(
        json.loads(capsys.readouterr().out), format_checker=Draft202012Validator.FORMAT_CHECKER
    )


@pytest.mark.slow
def test_every_report_is_valid(schema, failing, hostile):
    for run in (failing, hostile, replace(failing, complete=False, not_run=None)):
        made = json.loads(report.render(run))
        assert [error.message for error in schema.iter_errors(made)] == []
    assert any(case["waiver"] for case in json.loads(report.render(hostile))["cases"])


@pytest.mark.slow
def test_the_schema_is_no_formality(schema, failing):
    made = json.loads(report.render(failing))
    for change in ({"schema_version": 2}, {"as_of": "2022-13-01"}, {"more": 1}, {"not_run": -1}):
        assert not schema.is_valid({**made, **change})
    for key in made:
        assert not schema.is_valid({name: value for name, value in made.items() if name != key})
    made["cases"][0]["verdict"] = "fine"
    assert not schema.is_valid(made)
