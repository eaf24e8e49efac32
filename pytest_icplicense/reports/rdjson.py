"""Reviewdog's diagnostic format (rdjson), which it turns into comments of a pull request.

Paths are told from the repository's root, columns are counted from one. What is no failure is INFO.
"""

from __future__ import annotations

import json
from typing import Any

from pytest_icplicense.reports.alerts import Alert, alerts
from pytest_icplicense.reports.closing_lines import END, about
from pytest_icplicense.runs.report import Report

_SEVERITIES = {"error": "ERROR", "critical": "ERROR", "major": "ERROR", "minor": "WARNING", "info": "INFO"}


def render(report: Report) -> str:
    """A JSON object with a diagnostic for each thing to look at."""
    lang = report.settings.lang
    rests = END.to(lang).join(line.to(lang) for line in about(report))
    found = [_diagnostic(each, report.from_root(each.place.path), rests, lang) for each in alerts(report)]
    return (
        json.dumps({"source": {"name": "icplicense"}, "diagnostics": found}, ensure_ascii=False, indent=2)
        + "\n"
    )


def _diagnostic(alert: Alert, path: str, rests: str, lang: str) -> dict[str, Any]:
    held_to = alert.result.criterion if alert.result else None
    texts = [alert.message.to(lang), *([alert.remedy.to(lang)] if alert.remedy else [])]
    if held_to:
        texts += [f"{held_to.clause} “{held_to.quote}”", rests]
    return {
        "message": "\n".join(texts),
        "location": {
            "path": path,
            "range": {"start": {"line": alert.place.line, "column": alert.place.column}},
        },
        "severity": _SEVERITIES[alert.level],
        "code": {"value": held_to.check if held_to else alert.title},
    }
