"""A whole manifest at once, for those who want its counts, what is not in order, and the next deadlines.

The same verdicts as those of `expand` and `decide`, case by case, but without a case for what can be told without one:
most of a manifest's cases are in order or do not apply, and are one of many that look alike.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from pytest_icplicense.engine.expand import Subject, case_of, checks_of, subjects_of
from pytest_icplicense.engine.judge import condition
from pytest_icplicense.engine.record import kind_of
from pytest_icplicense.engine.sight import looked_at
from pytest_icplicense.engine.waive import decide
from pytest_icplicense.model.case import NOTHING, Outcome, Rule, Sees, Verdict
from pytest_icplicense.model.manifest import SERVICE, Manifest
from pytest_icplicense.model.proof import NOTHING_JUDGED, Proofs, of_manifest
from pytest_icplicense.model.provision import BY_TESTS, Check, Provision
from pytest_icplicense.model.result import Kind

IN_ORDER = frozenset((Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.PENDING))
_MOST = 20_000
"""Answers that are remembered at most, so that memory does not grow with a run."""
_MOST_PROOFS = 1000
_LONGEST = 1000
"""Bytes of what is looked at of a subject that is still worth remembering."""
_Answers = dict[str | bytes, tuple[Kind, date | None]]


class Settled(NamedTuple):
    """What the cases of a manifest come to."""

    counts: dict[Kind, int]
    """In the order of the checks."""
    verdicts: list[Verdict]
    """What is not in order, what tests are to prove and what a waiver may be about, in the order of the cases."""
    due: list[tuple[date, str]]
    """The days on which something falls due, each with the case."""
    proofs: Proofs = NOTHING_JUDGED


class _Plan:
    """What is known of a check before any manifest is, and what has been found out of it since."""

    __slots__ = ("alone", "check", "condition", "kinds", "names", "not_applicable", "sees")

    def __init__(self, check: Check, condition: str | None, sees: Sees | None, manifest: Manifest) -> None:
        self.check = check
        self.condition = condition
        self.sees = sees
        self.names = check.id, check.clause.id
        self.kinds = {outcome: kind_of(check, manifest, outcome) for outcome in Outcome}
        self.not_applicable = self.kinds[Outcome.NOT_APPLICABLE]
        self.alone: _Answers = {}
        """Answers to a check that looks at nothing besides its subjects."""


class Settler:
    """Settles the manifests of one run: for one day, and by one library, in which a number stands for one license."""

    def __init__(self, rules: Mapping[str, Rule], as_of: date) -> None:
        self.rules = rules
        self.as_of = as_of
        self._plans: dict[tuple[str, str], dict[Check, _Plan]] = {}
        self._alike: dict[tuple[object, ...], _Answers] = {}
        self._remembered = 0
        self._proofs: dict[frozenset[Kind], Proofs] = {}

    def settle(self, manifest: Manifest, provisions: Iterable[Provision]) -> Settled:
        """The cases of a manifest under the provisions that bind it."""
        settled = Settled({}, [], [])
        counts = settled.counts
        offered = manifest.offered if manifest.kind == SERVICE else ()
        waivable = {waiver.check for waiver in manifest.waivers}
        plans = self._planned(manifest, provisions)
        groups: dict[tuple[tuple[str, ...], tuple[str, ...]], _Groups] = {}
        for check, subjects in subjects_of(manifest, plans):
            plan = plans[check]
            condition, sees = plan.condition, plan.sees
            if check.rule == BY_TESTS or (waivable and not waivable.isdisjoint(plan.names)):
                for subject in subjects:
                    self._judge(manifest, plan, subject, settled, keep=True)
            elif subjects[0][2] is NOTHING or (condition is not None and condition not in offered):
                counts[plan.not_applicable] = counts.get(plan.not_applicable, 0) + len(subjects)
            elif sees is None:
                for subject in subjects:
                    self._judge(manifest, plan, subject, settled)
            else:
                alike = check.for_each, sees.fields
                if (grouped := groups.get(alike)) is None:
                    grouped = groups[alike] = _grouped(subjects, sees.fields)
                before = len(settled.verdicts)
                self._judge_alike(manifest, plan, sees, grouped, settled)
                if len(settled.verdicts) - before > 1:
                    order = {subject[0]: place for place, subject in enumerate(subjects)}
                    settled.verdicts[before:] = sorted(
                        settled.verdicts[before:], key=lambda each: order[each.case.subject]
                    )
        return settled._replace(proofs=self._proven(counts))

    def _proven(self, counts: Mapping[Kind, int]) -> Proofs:
        kinds = frozenset(counts)
        if (proofs := self._proofs.get(kinds)) is None:
            if len(self._proofs) >= _MOST_PROOFS:
                self._proofs.clear()
            proofs = self._proofs[kinds] = of_manifest(kind.judged for kind in kinds)
        return proofs

    def _planned(self, manifest: Manifest, provisions: Iterable[Provision]) -> dict[Check, _Plan]:
        if self._remembered > _MOST:
            self._plans, self._alike, self._remembered = {}, {}, 0
        key = manifest.numbers, manifest.kind
        if key not in self._plans:
            self._plans[key] = {
                check: _Plan(check, condition(check, manifest.kind), looked_at(check, self.rules), manifest)
                for check in checks_of(provisions, manifest.kind)
            }
        return self._plans[key]

    def _judge_alike(
        self, manifest: Manifest, plan: _Plan, sees: Sees, groups: _Groups, settled: Settled
    ) -> None:
        """Judge one of those that look alike to the check."""
        counts = settled.counts
        known = self._answers(manifest, plan, sees) if sees.beside or sees.operator else plan.alone
        for look, subjects in groups.items():
            if (answer := known.get(look)) is None:
                verdict = self._judge(manifest, plan, subjects[0], settled)
                subjects = subjects[1:]
                if verdict.outcome not in IN_ORDER:
                    for subject in subjects:
                        self._judge(manifest, plan, subject, settled)
                    continue
                answer = plan.kinds[verdict.outcome], verdict.due
                if len(look) <= _LONGEST:
                    known[look] = answer
                    self._remembered += 1
            kind, due = answer
            if subjects:
                counts[kind] = counts.get(kind, 0) + len(subjects)
            if due is not None:
                settled.due.extend((due, f"{plan.check.id}[{subject[0]}]") for subject in subjects)

    def _answers(self, manifest: Manifest, plan: _Plan, sees: Sees) -> _Answers:
        """What is known of a check for manifests that are alike in what it looks at."""
        around = [manifest.tree.get(field) for field in sees.beside]
        bucket = (
            plan.check,
            manifest.numbers,
            marshal.dumps(around, _BY_VALUE) if around else b"",
            manifest.operator if sees.operator else None,
        )
        if (known := self._alike.get(bucket)) is None:
            known = self._alike[bucket] = {}
        return known

    def _judge(
        self, manifest: Manifest, plan: _Plan, subject: Subject, settled: Settled, *, keep: bool = False
    ) -> Verdict:
        verdict = decide(case_of(manifest, plan.check, subject, self.rules), self.as_of)
        kind = plan.kinds[verdict.outcome]
        settled.counts[kind] = settled.counts.get(kind, 0) + 1
        if keep or verdict.outcome not in IN_ORDER:
            settled.verdicts.append(verdict)
        if verdict.due is not None:
            settled.due.append((verdict.due, verdict.case.id))
        return verdict


_Groups = dict[str | bytes, list[Subject]]
"""Subjects by what is looked at of them."""


def _grouped(subjects: Iterable[Subject], fields: tuple[str, ...]) -> _Groups:
    groups: _Groups = {}
    for subject in subjects:
        groups.setdefault(_look(subject[2], fields), []).append(subject)
    return groups


_BY_VALUE = 2
"""The version of marshal's format that has no references, so that what is equal is written alike."""


def _look(value: Any, fields: tuple[str, ...]) -> str | bytes:
    """What is looked at of a subject, as something to compare by."""
    if isinstance(value, dict):
        if len(fields) == 1 and type(only := value.get(fields[0])) is str:
            return str(only)
        value = [(field, value[field]) for field in fields if field in value]
    return marshal.dumps(value, _BY_VALUE)
