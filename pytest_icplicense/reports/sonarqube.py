"""SonarQube's generic format of external issues (`sonar.externalIssuesReportPaths`).

An issue belongs to a rule, here the check; what is no failure has the lowest severity.
"""

from __future__ import annotations

import json
from typing import Any

from pytest_icplicense.reports.alerts import Alert, alerts
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text

ENGINE = "icplicense"
_SEVERITIES = {"error": "BLOCKER", "critical": "CRITICAL", "major": "MAJOR", "minor": "MINOR", "info": "INFO"}
_IMPACTS = {"error": "HIGH", "critical": "HIGH", "major": "HIGH", "minor": "MEDIUM", "info": "LOW"}
_OTHER = Text("documents, waivers and days", "文档、豁免与日期")


def render(report: Report) -> str:
    """A JSON object with the rules and the issues."""
    lang = report.settings.lang
    rules: dict[str, dict[str, Any]] = {}
    issues = []
    for each in alerts(report):
        name = _rule(each)
        if name not in rules:
            rules[name] = _described(each, name, lang)
        issues.append(_issue(each, name, report.from_root(each.place.path), lang))
    return json.dumps({"rules": list(rules.values()), "issues": issues}, ensure_ascii=False, indent=2) + "\n"


def _rule(alert: Alert) -> str:
    """A rule for each check and severity, since an issue takes its severity from its rule."""
    name = alert.result.criterion.check if alert.result else alert.title
    return name if alert.fails else f"{name}:info"


def _described(alert: Alert, name: str, lang: str) -> dict[str, Any]:
    held_to = alert.result.criterion if alert.result else None
    return {
        "id": name,
        "name": f"{held_to.clause} {held_to.title.to(lang)}" if held_to else _OTHER.to(lang),
        "description": held_to.quote if held_to else _OTHER.to(lang),
        "engineId": ENGINE,
        "cleanCodeAttribute": "LAWFUL",
        "type": "VULNERABILITY",
        "severity": _SEVERITIES[alert.level],
        "impacts": [{"softwareQuality": "SECURITY", "severity": _IMPACTS[alert.level]}],
    }


def _issue(alert: Alert, name: str, path: str, lang: str) -> dict[str, Any]:
    texts = [alert.message.to(lang), *([alert.remedy.to(lang)] if alert.remedy else [])]
    return {
        "ruleId": name,
        "primaryLocation": {
            "message": " ".join(" ".join(texts).split()),
            "filePath": path,
            "textRange": {"startLine": alert.place.line},
        },
    }
