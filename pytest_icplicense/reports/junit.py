"""JUnit XML as Jenkins' xunit plugin has it (junit-10.xsd): a suite for each manifest, a test case for each case.

Failed cases fail, what cannot be judged is an error, what is waived, pending or not applicable is skipped with its
reason: nothing but what passed looks as if it had. The first suite tells what the report rests on, and of what belongs
to no case.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports import finding_lines
from pytest_icplicense.reports.closing_lines import incomplete
from pytest_icplicense.reports.proof import in_words
from pytest_icplicense.reports.provenance import Provenance, provenance
from pytest_icplicense.reports.summary import NO_ADVICE
from pytest_icplicense.runs.report import Report

_TIME = "0"
"""Seconds of a case, which readers ask for: it is judged in none worth telling, and the same files give the same report."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """The document, with a final newline."""
    lang = report.settings.lang
    facts = provenance(report)
    cases: dict[str, list[ET.Element]] = {}
    for result in report.results:
        cases.setdefault(result.document, []).append(_case(result, lang))
    suites = [_suite("icplicense", _about(report, facts, lang), _apart(report, lang), facts)]
    suites += [_suite(path, {}, listed, facts, file=path) for path, listed in cases.items()]
    totals = {
        key: str(sum(int(each.attrib[key]) for each in suites)) for key in ("tests", "failures", "errors")
    }
    root = _element("testsuites", name="pytest-icplicense", **totals)
    root.extend(suites)
    for each in (*root.iter("testsuite"), *root.iter("testcase")):
        each.set("time", _TIME)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _about(report: Report, facts: Provenance, lang: str) -> dict[str, str]:
    return {
        "as_of": facts.as_of.isoformat(),
        "license": ", ".join(facts.licenses),
        "tool": f"pytest-icplicense {facts.version}",
        "policies_sha256": facts.policies_sha256,
        "complete": "true" if report.complete else "false",
        "proof": in_words(report.tally.proofs.kinds, lang),
        "note": NO_ADVICE.to(lang),
        **{f"sha256 {each.path}": each.sha256 or "unreadable" for each in facts.inputs},
    }


def _apart(report: Report, lang: str) -> list[ET.Element]:
    """What belongs to no case: unusable documents, warnings, waivers to look at, and that something did not run."""
    listed = []
    for problem in report.problems:
        case = _element("testcase", name=str(problem.place), classname="document")
        _outcome(case, "error", "document", problem.message.to(lang), problem.to(lang))
        listed.append(case)
    for warning in report.warnings:
        case = _element("testcase", name=str(warning.place), classname="warning")
        _outcome(case, "skipped", "warning", warning.message.to(lang))
        listed.append(case)
    for review in report.reviews:
        if review.state != "active":
            case = _element("testcase", name=str(review.waiver.place), classname="waiver")
            _outcome(case, "skipped", review.state, review.message.to(lang))
            listed.append(case)
    if missing := incomplete(report):
        case = _element("testcase", name="not run", classname="icplicense")
        _outcome(case, "skipped", "not-run", missing.to(lang))
        listed.append(case)
    return listed


def _case(result: Result, lang: str) -> ET.Element:
    held_to = result.criterion
    case = _element("testcase", name=result.id, classname=held_to.clause)
    reason = result.reason.to(lang) if result.reason else ""
    if result.outcome in (Outcome.FAILED, Outcome.ERROR):
        lines = finding_lines.lines(result, lang)
        remedies = dict.fromkeys(each.remedy.to(lang) for each in result.findings)
        basis = [held_to.basis.to(lang)] if held_to.basis else []
        whole = [*lines, f"{held_to.clause} “{held_to.quote}”", *basis, *remedies]
        message = result.findings[0].message.to(lang) if result.findings else reason
        kind = "failure" if result.outcome is Outcome.FAILED else "error"
        _outcome(case, kind, held_to.level, message, "\n".join(whole))
    elif result.outcome is not Outcome.PASSED:
        due = f"{result.due} " if result.outcome is Outcome.PENDING and result.due else ""
        _outcome(case, "skipped", result.outcome.value, f"{due}{reason}".rstrip())
    elif result.due:
        output = ET.SubElement(case, "system-out")
        output.text = _legal(f"{result.due} {reason}".rstrip())
    return case


def _suite(
    name: str, properties: Mapping[str, str], cases: Iterable[ET.Element], facts: Provenance, **where: str
) -> ET.Element:
    listed = list(cases)
    counts = {
        word: str(sum(each.find(tag) is not None for each in listed))
        for word, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    }
    suite = _element(
        "testsuite",
        name=name,
        tests=str(len(listed)),
        **counts,
        timestamp=facts.created.strftime("%Y-%m-%dT%H:%M:%S"),
        **where,
    )
    if properties:
        inner = ET.SubElement(suite, "properties")
        inner.extend(_element("property", name=key, value=value) for key, value in properties.items())
    suite.extend(listed)
    return suite


def _outcome(case: ET.Element, tag: str, kind: str, message: str, body: str = "") -> None:
    inner = _element(tag, type=kind, message=message)
    inner.text = _legal(body) or None
    case.append(inner)


def _element(tag: str, /, **attributes: str) -> ET.Element:
    return ET.Element(tag, {key: _legal(value) for key, value in attributes.items()})


def _legal(text: str) -> str:
    """The text with what XML cannot carry written out."""
    return _NO_XML.sub(lambda match: match[0].encode("unicode_escape", "backslashreplace").decode(), text)
