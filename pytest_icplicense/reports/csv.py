"""A table for a spreadsheet, after RFC 4180: a row for each finding, and for each case and document without one.

It begins with the mark U+FEFF: without it, the spreadsheets that most people have read UTF-8 as the code page of their
system, and Chinese comes out as rubbish. Programs had better read the JSON. What a spreadsheet would calculate, or run,
is kept text by an apostrophe before it. Every row says what it rests on, so that tables can be put together.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from pytest_icplicense.documents import Place
from pytest_icplicense.model.case import OUTCOME_NAMES
from pytest_icplicense.model.provision import LEVEL_NAMES
from pytest_icplicense.model.result import Reported, Result
from pytest_icplicense.reports.closing_lines import ROLE_NAMES, incomplete
from pytest_icplicense.reports.provenance import provenance
from pytest_icplicense.runs.report import Report

COLUMNS = (
    *("as_of", "license", "tool_version", "policies_sha256", "complete"),
    *("verdict", "level", "provision", "clause", "check", "id", "subject", "document"),
    *("path", "line", "column", "message", "remedy", "reason", "due"),
    *("waiver_approver", "waiver_expires", "quote"),
)
_CHINESE = {
    "as_of": "判定日",
    "license": "许可证",
    "tool_version": "工具版本",
    "policies_sha256": "策略 sha256",
    "complete": "是否完整",
    "verdict": "判定",
    "level": "级别",
    "provision": "规定",
    "clause": "条款",
    "check": "检查",
    "id": "用例",
    "subject": "对象",
    "document": "清单",
    "shared_document": "可共用的文件",
    "path": "文件",
    "line": "行",
    "column": "列",
    "message": "问题",
    "remedy": "改正",
    "reason": "理由",
    "due": "期限",
    "waiver_approver": "豁免批准人",
    "waiver_expires": "豁免到期",
    "quote": "原文",
    "role": "角色",
    "state": "状态",
    "snippet": "示例",
    "caused_by": "同因用例",
}
_IN_CHINESE: dict[str, dict[str, str]] = {
    "verdict": {
        **{each: name.zh for each, name in OUTCOME_NAMES.items()},
        "warning": "警告",
        "not-run": "未运行",
    },
    "level": {each: name.zh for each, name in LEVEL_NAMES.items()},
    "role": {each: name.zh for each, name in ROLE_NAMES.items()},
    "complete": {"yes": "是", "no": "否"},
}
"""What ids are called below a Chinese header."""
MARK = "\ufeff"
_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_UNSHOWN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), "\ufffd")


def render(report: Report) -> str:
    """The table, with its mark and a header."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writerow(header(COLUMNS, report.settings.lang))
    facts = provenance(report)
    rests = {
        "as_of": facts.as_of.isoformat(),
        "license": ", ".join(facts.licenses),
        "tool_version": facts.version,
        "policies_sha256": facts.policies_sha256,
        "complete": "yes" if report.complete else "no",
    }
    for row in _rows(report):
        writer.writerow(cells({**rests, **row}, report.settings.lang))
    return MARK + out.getvalue()


def header(columns: Iterable[str], lang: str) -> dict[str, str]:
    """The names of columns in the language of what stands below them."""
    return {name: _CHINESE[name] if lang == "zh" else name for name in columns}


def cells(row: Mapping[str, str], lang: str) -> dict[str, str]:
    """What stands in a row: ids as people read them, below a Chinese header."""
    words = _IN_CHINESE if lang == "zh" else {}
    return {name: as_text(words.get(name, {}).get(value, value)) for name, value in row.items()}


def as_text(value: str) -> str:
    """A cell that no spreadsheet takes for a formula, and without signs that none shows."""
    plain = value.translate(_UNSHOWN)
    dangerous = plain.lstrip().startswith(_FORMULAS) or plain.startswith(("\t", "\r", "\n"))
    return f"'{plain}" if dangerous else plain


def _rows(report: Report) -> Iterator[dict[str, str]]:
    lang = report.settings.lang
    for problem in report.problems:
        yield {"verdict": "error", **_at(problem.place), "message": problem.message.to(lang)}
    for warning in report.warnings:
        yield {"verdict": "warning", **_at(warning.place), "message": warning.message.to(lang)}
    if missing := incomplete(report):
        yield {"verdict": "not-run", "message": missing.to(lang)}
    for result in report.results:
        for finding in result.findings or (None,):
            yield _row(result, finding, lang)


def _row(result: Result, finding: Reported | None, lang: str) -> dict[str, str]:
    held_to, waiver = result.criterion, result.waiver
    return {
        "license": result.licenses,
        "verdict": result.outcome.value,
        "level": held_to.level,
        "provision": held_to.provision,
        "clause": held_to.clause,
        "check": held_to.name,
        "id": result.id,
        "subject": result.subject,
        "document": result.document,
        **(_at(finding.place) if finding else _at(result.place)),
        "message": finding.message.to(lang) if finding else "",
        "remedy": finding.remedy.to(lang) if finding else "",
        "reason": result.reason.to(lang) if result.reason else "",
        "due": result.due.isoformat() if result.due else "",
        "waiver_approver": waiver.approver if waiver else "",
        "waiver_expires": waiver.expires.isoformat() if waiver else "",
        "quote": held_to.quote,
    }


def _at(place: Place | None) -> dict[str, str]:
    return {"path": place.path, "line": str(place.line), "column": str(place.column)} if place else {}
