"""What an installed package's rule makes fall due in weeks stands in the timeline and in the calendar on its own day."""

from __future__ import annotations

import json
import sys

import pytest

from pytest_icplicense.cli import main

MODULE = """\
from datetime import date, timedelta
from pathlib import Path

from pytest_icplicense.hookspecs import hookimpl
from pytest_icplicense.model.case import Breach, Rule, Ruling
from pytest_icplicense.text import Text


def due(case):
    return date.fromisoformat(case.value["received"]) + timedelta(weeks=case.parameters["weeks"])


def judge(case, as_of):
    if as_of <= due(case):
        return Ruling.pending(due(case), Text("open", "未办"))
    return Ruling.of([Breach(case.pointer, Text("late", "逾期"))])


def turns(case, start, end):
    TURNS


@hookimpl
def icplicense_rules():
    parameters = {"type": "object", "required": ["weeks"], "properties": {"weeks": {"type": "integer"}}}
    return [Rule("within-weeks", judge, parameters, Text("within weeks", "若干周内")GIVEN)]


@hookimpl
def icplicense_policies():
    return [Path(__file__).with_name("weeks_policies")]
"""
POLICY = """\
apiVersion: icplicense/v1
kind: Provision
id: SP-92
title: {en: Archive, zh: 归档}
text: "公司规定:投诉应当按时归档。"
clauses:
  - id: SP-92.1
    quote: "投诉应当按时归档"
    how: [dated]
    means: {en: Complaints are archived in time., zh: 投诉按时归档。}
    checks:
      - id: archived
        level: minor
        of: Operator
        for_each: complaints[*]
        rule: within-weeks
        with: {weeks: 3}
        message: {en: "complaint '{id}': {why}", zh: "投诉“{id}”：{why}"}
        remedy: {en: Archive it., zh: 请归档。}
        violations:
          - patch: [{op: replace, path: /complaints/0/received, value: 2022-01-03}]
"""
GIVEN = ", turns=turns"
DAYS = "return [day for day in (due(case) + timedelta(days=1),) if start <= day <= end]"


@pytest.fixture(
    params=[("", "pass"), (GIVEN, DAYS), (GIVEN, "raise ValueError(start)"), (GIVEN, "return [end, None]")],
    ids=["no-turns", "turns", "raising", "no-dates"],
)
def weeks(request, tmp_path, monkeypatch):
    """The package on the path, with what an installation writes beside it."""
    passed, body = request.param
    site = tmp_path / "site"
    info = site / "icplicense_weeks-1.0.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: icplicense-weeks\nVersion: 1\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text("[icplicense]\nweeks = icplicense_weeks\n", encoding="utf-8")
    module = MODULE.replace("GIVEN", passed).replace("TURNS", body)
    (site / "icplicense_weeks.py").write_text(module, encoding="utf-8")
    (site / "weeks_policies").mkdir()
    (site / "weeks_policies/SP-92.yaml").write_text(POLICY, encoding="utf-8")
    monkeypatch.syspath_prepend(site)
    yield
    sys.modules.pop("icplicense_weeks", None)


def test_the_timeline_shows_the_day(weeks, project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    assert main(["timeline", "--to", "2022-06-30", "--lang", "en"]) == 1
    own = [line for line in capsys.readouterr().out.splitlines() if "SP-92.1" in line]
    assert [line[:10] for line in own] == ["2022-06-19"]  # received on 2022-05-28
    assert own[0].endswith("c-0528]: pending → failed")


def test_the_calendar_shows_the_last_day(weeks, project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    assert main(["calendar", "--format", "json", "--to", "2022-06-30"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["due"] for row in rows if row["clause"] == "SP-92.1"] == ["2022-06-18"]


@pytest.mark.slow
def test_a_look_at_another_day_agrees(weeks, project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    main(["check", "--as-of", "2022-06-18", "--lang", "en"])
    assert "complaint 'c-0528': late" not in capsys.readouterr().out
    main(["check", "--as-of", "2022-06-19", "--lang", "en"])
    assert "complaint 'c-0528': late" in capsys.readouterr().out
