"""The verdicts as one JSON object, `schema_version` 1; the keys are fixed."""

from __future__ import annotations

import json
from typing import Any

from pytest_icplicense.judgement import Judgement
from pytest_icplicense.model.case import Finding, Verdict
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.reports.summary import count


def render(judgement: Judgement) -> str:
    """The report as text, with a final newline."""
    lang = judgement.workspace.settings.lang
    report = {
        "schema_version": 1,
        "as_of": judgement.workspace.settings.as_of.isoformat(),
        "license": judgement.licenses,
        "summary": count(verdict.outcome for verdict in judgement.verdicts),
        "cases": [_case(verdict, lang) for verdict in judgement.verdicts],
        "errors": [
            {
                "path": problem.path,
                "line": problem.line,
                "column": problem.column,
                "message": problem.message.to(lang),
            }
            for problem in judgement.problems
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _case(verdict: Verdict, lang: str) -> dict[str, Any]:
    case = verdict.case
    return {
        "id": case.id,
        "clause": case.check.clause.id,
        "check": case.check.name,
        "level": case.check.level,
        "verdict": verdict.outcome.value,
        "document": case.manifest.document.path,
        "pointer": case.pointer,
        "reason": verdict.reason.to(lang) if verdict.reason else None,
        "due": verdict.due.isoformat() if verdict.due else None,
        "waiver": _waiver(verdict.waiver) if verdict.waiver else None,
        "findings": [_finding(finding, lang) for finding in verdict.findings],
    }


def _waiver(waiver: Waiver) -> dict[str, Any]:
    line, _ = waiver.document.position(waiver.pointer)
    return {
        "check": waiver.check,
        "subject": waiver.subject,
        "reason": waiver.reason,
        "approver": waiver.approver,
        "ticket": waiver.ticket,
        "from": waiver.starts.isoformat(),
        "expires": waiver.expires.isoformat(),
        "path": waiver.document.path,
        "line": line,
    }


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    line, column = finding.position
    return {
        "path": finding.document.path,
        "line": line,
        "column": column,
        "pointer": finding.pointer,
        "message": finding.message.to(lang),
        "remedy": finding.remedy.to(lang),
    }
