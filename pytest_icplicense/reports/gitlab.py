"""GitLab's Code Quality report: what a merge request shows as new, still there or fixed.

GitLab tells them apart by fingerprint, reads `location` from the repository's root, and passes over keys that it does
not know. A report in which nothing is wrong is an empty list, which has no place for anything else.
"""

from __future__ import annotations

import json
from typing import Any

from pytest_icplicense.reports.alerts import Alert, alerts, fingerprints
from pytest_icplicense.reports.closing_lines import END, about
from pytest_icplicense.runs.report import Report

_SEVERITIES = {"error": "blocker"}
"""GitLab's words, where they are not ours."""


def render(report: Report) -> str:
    """A JSON list, an object for each thing to look at."""
    lang = report.settings.lang
    listed = list(alerts(report))
    rests = END.to(lang).join(line.to(lang) for line in about(report))
    issues = [
        _issue(each, name, report.from_root(each.place.path), rests, lang)
        for each, name in zip(listed, fingerprints(listed), strict=True)
    ]
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


def _issue(alert: Alert, fingerprint: str, path: str, rests: str, lang: str) -> dict[str, Any]:
    held_to = alert.result.criterion if alert.result else None
    texts = [alert.message.to(lang), *([alert.remedy.to(lang)] if alert.remedy else [])]
    if held_to and alert.fails:
        texts[0] = f"{held_to.clause} {texts[0]}"
    body = [*texts, *([f"{held_to.clause} “{held_to.quote}”"] if held_to else []), rests]
    return {
        "type": "issue",
        "check_name": held_to.check if held_to else alert.title,
        "description": " ".join(" — ".join(texts).split()),
        "severity": _SEVERITIES.get(alert.level, alert.level),
        "fingerprint": fingerprint,
        "location": {"path": path, "lines": {"begin": alert.place.line}},
        "content": {"body": "\n\n".join(body)},
    }
