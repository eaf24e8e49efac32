"""The verdicts as SARIF 2.1.0, which code scanning pages, editors and collectors of findings read.

Passed and not applicable cases are left out: code scanning shows every result that a file has as an alert, whatever its
`kind`, and a page of a hundred alerts that say "passed" hides the one that does not.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import quote

from pytest_icplicense.documents import Place
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.input_file import Input
from pytest_icplicense.model.result import Excerpt, Result
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.reports.alerts import Alert, fingerprints
from pytest_icplicense.reports.closing_lines import incomplete
from pytest_icplicense.reports.proof import by_proof
from pytest_icplicense.reports.provenance import Provenance, provenance
from pytest_icplicense.reports.sarif.rules import DOCUMENT, LEVELS, rules
from pytest_icplicense.reports.summary import NO_ADVICE
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text, printable

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_NAMED = re.compile(r"(?:[\w-]+:\s*)?[\"']?([^\s\"',}]+)")
"""What a line of a manifest says, without its key."""
_NOTIFICATIONS = {
    "document": Text(
        "A document cannot be used; what it declares is not judged.", "文档无法使用，其所申报的内容未经判定。"
    ),
    "incomplete": Text("Not every case is in this report.", "本报告未包含全部用例。"),
    "case": Text("A case cannot be judged.", "用例无法判定。"),
    "waiver": Text(
        "A waiver has expired, is about to, or is not needed.", "豁免已到期、即将到期或已不再需要。"
    ),
}
_SHOWN = {Outcome.FAILED: "", Outcome.WAIVED: "", Outcome.PENDING: "info", Outcome.ERROR: "error"}
"""The verdicts that are told of, and their level where it is not the check's."""


def render(report: Report) -> str:
    """The log as text, with a final newline."""
    facts = provenance(report)
    library, lang = report.library, report.settings.lang
    licenses = [library.licenses[number] for number in report.licenses if number in library.licenses]
    asked = {result.criterion.check for result in report.results}
    checks = [
        check
        for provision in library.provisions
        for clause in provision.clauses
        for check in (*clause.judged_by, *(check for check in clause.by_tests if check.id in asked))
    ]
    held = licenses or list(library.licenses.values())
    listed = rules(checks, held, lang, report.settings.sarif_help_uri)
    index = {rule["id"]: number for number, rule in enumerate(listed)}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(facts, listed, lang)},
                "automationDetails": {"id": _category(report)},
                "invocations": [_invocation(report, facts)],
                "originalUriBaseIds": {
                    _ROOT: {"description": {"text": "The repository's root. 仓库的根目录。"}}
                },
                "artifacts": [_artifact(report, each) for each in facts.inputs],
                "columnKind": "unicodeCodePoints",
                "results": list(_results(report, index, {each.path for each in facts.inputs})),
                "properties": {
                    "asOf": facts.as_of.isoformat(),
                    "licenses": list(facts.licenses),
                    "policiesSha256": facts.policies_sha256,
                    "complete": report.complete,
                    "proof": by_proof(report.tally.proofs.kinds),
                    "notice": NO_ADVICE.to(lang),
                },
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _category(report: Report) -> str:
    """What a code host tells this analysis from others by: `icplicense/`, or `icplicense/ads/`."""
    category = report.settings.sarif_category.strip("/")
    return f"icplicense/{category}/" if category else "icplicense/"


def _driver(facts: Provenance, listed: list[dict[str, Any]], lang: str) -> dict[str, Any]:
    return {
        "name": "icplicense",
        "fullName": f"pytest-icplicense {facts.version}",
        "version": facts.version,
        "semanticVersion": facts.version,
        **({"informationUri": page} if (page := _project_page()) else {}),
        "language": "zh-CN" if lang == "zh" else "en-US",
        "rules": listed,
        "notifications": [_descriptor(name, text, lang) for name, text in _NOTIFICATIONS.items()],
    }


_PAGES = ("homepage", "documentation", "repository", "source")


def _project_page() -> str | None:
    """The first address that the installed package names for itself, as whoever published it wrote it; None: it has none."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        named = metadata("pytest-icplicense").get_all("Project-URL") or ()
    except PackageNotFoundError:
        return None
    pages = {
        label.strip().casefold(): address.strip()
        for label, _, address in (each.partition(",") for each in named)
    }
    return next((page for each in _PAGES if (page := pages.get(each, "")).startswith("https://")), None)


def _descriptor(name: str, text: Text, lang: str) -> dict[str, Any]:
    message = {"text": text.to(lang)}
    return {"id": name, "shortDescription": message, "fullDescription": message, "help": message}


def _invocation(report: Report, facts: Provenance) -> dict[str, Any]:
    lang = report.settings.lang
    notifications = [
        _notification(report, "document", "error", each.message, each.place) for each in report.problems
    ]
    for result in report.results:
        if result.outcome is Outcome.ERROR and result.place:
            for why in [each.message for each in result.findings] or [_why(result)]:
                text = Text(f"{result.id}: {why.en}", f"{result.id}：{why.zh}")
                one = _notification(report, "case", "error", text, result.place)
                notifications.append({**one, "associatedRule": {"id": result.criterion.check}})
    if missing := incomplete(report):
        notifications.append(
            {"descriptor": {"id": "incomplete"}, "level": "warning", "message": _message(missing.to(lang))}
        )
    return {
        "executionSuccessful": report.exit_code != 2,
        "exitCode": report.exit_code,
        "endTimeUtc": facts.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": notifications,
        "toolConfigurationNotifications": [
            *(
                _notification(report, "document", "warning", each.message, each.place)
                for each in report.warnings
            ),
            *(
                _notification(report, "waiver", "warning", review.message, review.waiver.place)
                for review in report.reviews
                if review.state != "active"
            ),
        ],
    }


def _notification(report: Report, kind: str, level: str, text: Text, place: Place) -> dict[str, Any]:
    return {
        "descriptor": {"id": kind},
        "level": level,
        "message": _message(text.to(report.settings.lang)),
        "locations": [{"physicalLocation": _physical(report, place)}],
    }


def _results(report: Report, index: dict[str, int], read: Collection[str]) -> Iterator[dict[str, Any]]:
    listed = list(_alerts(report))
    for alert, made in zip(listed, fingerprints(listed), strict=True):
        rule = alert.result.criterion.check if alert.result else DOCUMENT
        yield {
            "ruleId": rule,
            **({"ruleIndex": index[rule]} if rule in index else {}),
            **_severity(alert),
            **_result(report, alert, read),
            # The second is the only one that code scanning looks at; without it, the upload makes one of the line's text.
            "partialFingerprints": {"icplicense/v1": made, "primaryLocationLineHash": f"{made[:16]}:1"},
            **_about(report, alert),
        }


def _severity(alert: Alert) -> dict[str, str]:
    """Of what is pending none, since nobody knows yet (SARIF 2.1.0, 3.27.9 and 3.27.10)."""
    if alert.result and alert.result.outcome is Outcome.PENDING:
        return {"kind": "open", "level": "none"}
    return {"level": LEVELS[alert.level]}


def _alerts(report: Report) -> Iterator[Alert]:
    for problem in report.problems:
        yield Alert(problem.place, problem.pointer or "", DOCUMENT, "error", problem.message)
    for result in report.results:
        if result.outcome not in _SHOWN or result.place is None:
            continue
        if result.outcome is Outcome.PENDING and not report.settings.sarif_open:
            continue
        level = _SHOWN[result.outcome] or result.criterion.level
        for each in result.findings:
            yield Alert(each.place, each.pointer, result.id, level, each.message, each.remedy, result)
        if not result.findings:
            yield Alert(result.place, result.pointer, result.id, level, _why(result), None, result)


def _result(report: Report, alert: Alert, read: Collection[str]) -> dict[str, Any]:
    lang = report.settings.lang
    texts = [alert.message, *([alert.remedy] if alert.remedy else [])]
    location: dict[str, Any] = {"physicalLocation": _excerpted(report, alert)}
    if alert.result:
        subject = alert.result.subject
        named = {"name": subject, "fullyQualifiedName": f"{subject}#{alert.pointer}"}
        location["logicalLocations"] = [named]
    related = [
        {"id": number, "physicalLocation": _physical(report, place), "message": {"text": text.to(lang)}}
        for number, (place, text) in enumerate(_related(alert, read), 1)
    ]
    return {
        "message": _message("\n".join(text.to(lang) for text in texts)),
        "locations": [location],
        **({"relatedLocations": related} if related else {}),
    }


def _related(alert: Alert, read: Collection[str]) -> Iterator[tuple[Place, Text]]:
    """The manifest that answers for what another file shows, and the file that a manifest's line names, if it was read."""
    if alert.result is None:
        return
    if alert.result.document not in ("", alert.place.path):
        yield Place(alert.result.document, 1, 1), Text("the manifest", "清单")
    excerpt = _excerpt(alert)
    named = excerpt and _NAMED.match(
        excerpt.lines[alert.place.line - excerpt.first][alert.place.column - 1 :]
    )
    path = named and posixpath.normpath(posixpath.join(posixpath.dirname(alert.place.path), named[1]))
    if path and path in read:
        yield Place(path, 1, 1), Text("the file that is named", "所引用的文件")


def _about(report: Report, alert: Alert) -> dict[str, Any]:
    result = alert.result
    if result is None:
        return {"properties": {"verdict": Outcome.ERROR.value, "pointer": alert.pointer}}
    properties = {"case": result.id, "verdict": result.outcome.value, "pointer": alert.pointer}
    if result.due:
        properties["due"] = result.due.isoformat()
    if result.outcome is Outcome.WAIVED and result.waiver:
        return {"suppressions": [_suppression(report, result.waiver)], "properties": properties}
    return {"properties": properties}


def _suppression(report: Report, waiver: Waiver) -> dict[str, Any]:
    known = {
        "approver": waiver.approver,
        "ticket": waiver.ticket,
        "from": waiver.starts.isoformat(),
        "expires": waiver.expires.isoformat(),
        "check": waiver.check,
        "subject": waiver.subject,
    }
    justification = Text(
        f"{waiver.reason} (approved by {waiver.approver}, until {waiver.expires})",
        f"{waiver.reason}（批准人 {waiver.approver}，至 {waiver.expires}）",
    )
    return {
        "kind": "external",
        "status": "accepted",
        "justification": justification.to(report.settings.lang),
        "location": {"physicalLocation": _physical(report, waiver.place)},
        "properties": {name: value for name, value in known.items() if value is not None},
    }


def _why(result: Result) -> Text:
    return result.reason or Text.same(result.id)


def _message(text: str) -> dict[str, str]:
    """A message in which nothing is a placeholder (`{0}`) or a link (`[text](address)`); SARIF 2.1.0, 3.11."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "\\](") or "-"}


def _artifact(report: Report, given: Input) -> dict[str, Any]:
    hashes = {"hashes": {"sha-256": given.sha256}} if given.sha256 else {}
    return {"location": _location(report, given.path), **hashes}


def _location(report: Report, path: str) -> dict[str, str]:
    uri = quote(report.from_root(path), safe="/", errors="backslashreplace")
    return {"uri": uri, "uriBaseId": _ROOT}


def _excerpted(report: Report, alert: Alert) -> dict[str, Any]:
    """The place of an alert with what is written there, where that is known."""
    physical, excerpt = _physical(report, alert.place), _excerpt(alert)
    if excerpt is None:
        return physical
    line, column = alert.place.line, alert.place.column
    written = excerpt.lines[line - excerpt.first]
    if text := written[column - 1 :]:
        physical["region"] |= {
            "endLine": line,
            "endColumn": len(written) + 1,
            "snippet": {"text": printable(text)},
        }
    if len(excerpt.lines) > 1:
        physical["contextRegion"] = {
            "startLine": excerpt.first,
            "endLine": excerpt.first + len(excerpt.lines) - 1,
            "snippet": {"text": "\n".join(map(printable, excerpt.lines))},
        }
    return physical


def _excerpt(alert: Alert) -> Excerpt | None:
    found = alert.result.findings if alert.result else ()
    return next((each.excerpt for each in found if each.place == alert.place and each.excerpt), None)


def _physical(report: Report, place: Place) -> dict[str, Any]:
    return {
        "artifactLocation": _location(report, place.path),
        "region": {"startLine": place.line, "startColumn": place.column},
    }
