"""The verdicts as one JSON object, `schema_version` 1; the keys are fixed."""

from __future__ import annotations

import json
from typing import Any

from pytest_icplicense.model.result import Excuse, Reported, Result
from pytest_icplicense.reports.summary import count
from pytest_icplicense.run import Run


def render(run: Run) -> str:
    """The report as text, with a final newline."""
    lang = run.workspace.settings.lang
    report = {
        "schema_version": 1,
        "as_of": run.workspace.settings.as_of.isoformat(),
        "license": list(run.licenses),
        "summary": count(result.outcome for result in run.results),
        "cases": [_case(result, lang) for result in run.results],
        "errors": [
            {
                "path": problem.path,
                "line": problem.line,
                "column": problem.column,
                "message": problem.message.to(lang),
            }
            for problem in run.problems
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _case(result: Result, lang: str) -> dict[str, Any]:
    return {
        "id": result.id,
        "clause": result.criterion.clause,
        "check": result.criterion.name,
        "level": result.criterion.level,
        "verdict": result.outcome.value,
        "document": result.document,
        "pointer": result.pointer,
        "reason": result.reason.to(lang) if result.reason else None,
        "due": result.due.isoformat() if result.due else None,
        "waiver": _waiver(result.waiver) if result.waiver else None,
        "findings": [_finding(finding, lang) for finding in result.findings],
    }


def _waiver(waiver: Excuse) -> dict[str, Any]:
    return {
        "check": waiver.check,
        "subject": waiver.subject,
        "reason": waiver.reason,
        "approver": waiver.approver,
        "ticket": waiver.ticket,
        "from": waiver.starts.isoformat(),
        "expires": waiver.expires.isoformat(),
        "path": waiver.place.path,
        "line": waiver.place.line,
    }


def _finding(finding: Reported, lang: str) -> dict[str, Any]:
    return {
        "path": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "pointer": finding.pointer,
        "message": finding.message.to(lang),
        "remedy": finding.remedy.to(lang),
    }
