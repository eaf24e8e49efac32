"""The verdicts as one JSON object, `schema_version` 1: `icplicense schema report`. Keys are only added."""

from __future__ import annotations

import json
from typing import Any

from pytest_icplicense.documents import Problem
from pytest_icplicense.model.result import Excuse, Reported, Result
from pytest_icplicense.reports.provenance import provenance
from pytest_icplicense.reports.summary import count
from pytest_icplicense.run import Run


def render(run: Run) -> str:
    """The report as text, with a final newline."""
    lang = run.workspace.settings.lang
    facts = provenance(run)
    report = {
        "schema_version": 1,
        "as_of": run.workspace.settings.as_of.isoformat(),
        "license": list(run.licenses),
        "summary": count(result.outcome for result in run.results),
        "cases": [_case(result, lang) for result in run.results],
        "errors": [problem_object(problem, lang) for problem in run.problems],
        "warnings": [problem_object(problem, lang) for problem in run.warnings],
        "tool": {"name": "pytest-icplicense", "version": facts.version},
        "created": facts.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "policies_sha256": facts.policies_sha256,
        "inputs": [each._asdict() for each in facts.inputs],
        "complete": run.complete,
        "not_run": run.not_run,
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
        "findings": [finding_object(finding, lang) for finding in result.findings],
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


def problem_object(problem: Problem, lang: str) -> dict[str, Any]:
    """A document that cannot be used."""
    return {**problem.place._asdict(), "message": problem.message.to(lang)}


def finding_object(finding: Reported, lang: str) -> dict[str, Any]:
    """A finding."""
    return {
        **finding.place._asdict(),
        "pointer": finding.pointer,
        "message": finding.message.to(lang),
        "remedy": finding.remedy.to(lang),
    }
