"""The verdicts as one JSON object, `schema_version` 1: `icplicense schema report`. Keys are only added.

A key of the object is a line, and so is each case: `icplicense combine` passes over the cases without reading them, since
the record says all that they do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from pytest_icplicense.documents import Problem
from pytest_icplicense.model.evidence import Evidence
from pytest_icplicense.model.result import Criterion, Reported, Result
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.reports.causes import caused_by
from pytest_icplicense.reports.proof import by_proof
from pytest_icplicense.reports.provenance import provenance
from pytest_icplicense.reports.record import record
from pytest_icplicense.reports.summary import count
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text

SCHEMA_VERSION = 1


def render(report: Report) -> str:
    """The report as text, with a final newline."""
    return "".join(pieces(report))


def pieces(report: Report) -> Iterator[str]:
    """The same piece by piece: of a million cases it is half a gigabyte."""
    lang = report.settings.lang
    facts = provenance(report)
    head = {
        "schema_version": SCHEMA_VERSION,
        "as_of": facts.as_of.isoformat(),
        "license": list(report.licenses),
        "summary": count(result.outcome for result in report.results),
    }
    rest = {
        "errors": [problem_object(problem, lang) for problem in report.problems],
        "warnings": [problem_object(problem, lang) for problem in report.warnings],
        "tool": {"name": "pytest-icplicense", "version": facts.version},
        "created": facts.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "policies_sha256": facts.policies_sha256,
        "inputs": [{"path": each.path, "sha256": each.sha256} for each in facts.inputs],
        "proof": by_proof(report.tally.proofs.kinds),
        "evidence": [_evidence(each, lang) for each in report.tests or ()],
        "complete": report.complete,
        "not_run": report.not_run,
        "shard": _shard(report),
    }
    yield f"{_keys(head)[:-2]},\n"
    yield '  "cases": ['
    yield from _listed(map(_written(lang, caused_by(report.results)), report.results))
    yield f"],\n{_keys(rest)[2:-2]},\n"
    yield '  "record": '
    yield from record.lines(report)
    yield "\n}\n"


def _keys(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=2)


def _listed(cases: Iterable[str]) -> Iterator[str]:
    before = after = ""
    for case in cases:
        yield f"{before}\n    {case}"
        before, after = ",", "\n  "
    yield after


def _shard(report: Report) -> dict[str, Any] | None:
    if report.shard is None:
        return None
    return {**report.shard._asdict(), "manifests": list(report.asked)}


def _written(lang: str, causes: Mapping[str, str]) -> Callable[[Result], str]:
    """What makes a case's line; it is put together by hand, since most of it is the same as in many others."""
    quoted = cache(encode_basestring)

    @cache
    def criterion(held_to: Criterion) -> str:
        known = {
            "clause": held_to.clause,
            "check": held_to.name,
            "level": held_to.level,
            "role": held_to.role,
        }
        return json.dumps(known, ensure_ascii=False)[1:-1]

    @cache
    def reason(text: Text | None) -> str:
        return json.dumps(text.to(lang) if text else None, ensure_ascii=False)

    criteria: dict[int, str] = {}

    def cause(case: str) -> str:
        return encode_basestring(causes[case]) if case in causes else "null"

    def line(result: Result) -> str:
        held_to = result.criterion
        if (known := criteria.get(id(held_to))) is None:
            known = criteria[id(held_to)] = criterion(held_to)
        return (
            f'{{"id": {encode_basestring(result.id)}, {known}, "verdict": "{result.outcome.value}",'
            f' "document": {quoted(result.document)}, "pointer": {quoted(result.pointer)},'
            f' "reason": {reason(result.reason)}, {_rest(result, lang)}, "caused_by": {cause(result.id)}}}'
        )

    return line


def _rest(result: Result, lang: str) -> str:
    if not (result.due or result.waiver or result.findings):
        return '"due": null, "waiver": null, "findings": []'
    more = {
        "due": result.due.isoformat() if result.due else None,
        "waiver": _waiver(result.waiver) if result.waiver else None,
        "findings": [finding_object(finding, lang) for finding in result.findings],
    }
    return json.dumps(more, ensure_ascii=False)[1:-1]


def _waiver(waiver: Waiver) -> dict[str, Any]:
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


def _evidence(evidence: Evidence, lang: str) -> dict[str, Any]:
    return {
        "node": evidence.node,
        "clause": evidence.clause,
        "subject": evidence.subject,
        "outcome": evidence.outcome,
        "commit": evidence.commit,
        "time": evidence.time,
        "refused": evidence.refused.to(lang) if evidence.refused else None,
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
