"""From a verdict, which holds on to everything that it was judged from, to a result, which holds plain values."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from pytest_icplicense.documents import Document, Place
from pytest_icplicense.model.case import Finding, Outcome, Verdict
from pytest_icplicense.model.facts import of_facts
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.provision import ARTEFACT, BY_TESTS, DETECTED, TESTS, Check
from pytest_icplicense.model.result import Criterion, Excerpt, Kind, Reported, Result
from pytest_icplicense.model.sign_words import sign_without_words

_IN_ORDER = (Outcome.PASSED, Outcome.NOT_APPLICABLE)


def record(verdict: Verdict, *, located: bool = False) -> Result:
    """The result of a verdict; `located` has the place also of what is in order."""
    case = verdict.case
    document = case.manifest.document
    findings = tuple(map(_reported, verdict.findings))
    place: Place | None = None
    if findings:
        place = findings[0].place
    elif located or verdict.due is not None or verdict.outcome not in _IN_ORDER:
        open_sign = case.shown if verdict.open else ()
        place = open_sign[0].place if open_sign else document.place(case.pointer)
    return Result(
        id=case.id,
        criterion=criterion(case.check, case.manifest),
        subject=case.subject,
        outcome=verdict.outcome,
        document=document.path,
        pointer=case.pointer,
        licenses=case.manifest.numbers,
        place=place,
        findings=findings,
        reason=verdict.reason,
        due=verdict.due,
        waiver=verdict.waiver,
        applies_at="" if verdict.outcome in _IN_ORDER else _applies_at(verdict),
        unsaid=verdict.unsaid,
    )


def _applies_at(verdict: Verdict) -> str:
    condition = verdict.case.check.clause.provision.condition
    return verdict.case.manifest.offered.get(condition, "") if condition else ""


_CRITERIA: WeakKeyDictionary[Check, dict[str, Criterion]] = WeakKeyDictionary()


def criterion(check: Check, manifest: Manifest) -> Criterion:
    """One object for all cases of a check under the same licenses, so that it travels once."""
    numbers = manifest.numbers
    known = _CRITERIA.setdefault(check, {})
    if numbers not in known:
        clause = check.clause
        known[numbers] = Criterion(
            check=check.id,
            clause=clause.id,
            provision=clause.provision.id,
            title=clause.provision.title,
            level=check.level,
            role=check.role,
            how=(TESTS,) if check.rule == BY_TESTS else _how(check),
            quote=clause.quoted(manifest.licenses),
            basis=check.basis,
            rule=check.rule,
        )
    return known[numbers]


def _how(check: Check) -> tuple[str, ...]:
    """What shows that a check is kept: its clause's way, and a file where it is about what files show."""
    seen = of_facts(check.for_each) or check.for_each[:2] == (DETECTED, "domains")
    how = check.clause.how
    return (*how, ARTEFACT) if seen and ARTEFACT not in how else how


_KINDS: WeakKeyDictionary[Check, dict[tuple[str, Outcome, bool], Kind]] = WeakKeyDictionary()


def kind_of(check: Check, manifest: Manifest, outcome: Outcome, open_: bool) -> Kind:
    """What cases of a check with one outcome are counted under, one object for all of them."""
    key = manifest.numbers, outcome, open_
    known = _KINDS.get(check)
    if known is None:
        known = _KINDS[check] = {}
    if (kind := known.get(key)) is None:
        kind = known[key] = Kind.of(criterion(check, manifest), manifest.numbers, outcome, open_=open_)
    return kind


def _reported(finding: Finding) -> Reported:
    return Reported(
        place=finding.place,
        pointer=finding.pointer,
        message=finding.message,
        remedy=finding.remedy,
        excerpt=_excerpt(finding),
    )


_LINES: WeakKeyDictionary[Document, list[str]] = WeakKeyDictionary()
_LONGEST = 160


def _excerpt(finding: Finding) -> Excerpt | None:
    """The line that a finding is about, between its neighbors; of what the repository shows, what was seen there."""
    if finding.shown:
        return Excerpt(finding.place.line, (sign_without_words(finding.shown.evidence)[:_LONGEST],))
    document, place = finding.document, finding.place
    if place.path != document.path or place[1:] == document.position(""):
        return None  # a record that stands in another file, or something that is written nowhere
    if (lines := _LINES.get(document)) is None:
        lines = _LINES[document] = document.text.splitlines()
    return excerpt_around(lines, place.line)


def excerpt_around(lines: Sequence[str], line: int) -> Excerpt:
    """A line, counted from one, between its neighbors."""
    first = max(line - 1, 1)
    return Excerpt(first, tuple(each[:_LONGEST] for each in lines[first - 1 : line + 1]))
