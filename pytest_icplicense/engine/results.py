"""From a verdict, which holds on to everything that it was judged from, to a result, which holds plain values."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from pytest_icplicense.documents import Place
from pytest_icplicense.model.case import Finding, Outcome, Verdict
from pytest_icplicense.model.facts import of_facts
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.provision import ARTEFACT, BY_TESTS, DETECTED, TESTS, Check
from pytest_icplicense.model.result import Criterion, Kind, Reported, Result

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
        place = document.place(case.pointer)
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
    )


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
        place=finding.place, pointer=finding.pointer, message=finding.message, remedy=finding.remedy
    )
