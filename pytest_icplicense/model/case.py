"""A case (one check on one subject), and what judging it gives."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from pytest_icplicense.documents.document import Document, Place
from pytest_icplicense.model.capability import Shown
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.provision import Check
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.text import Text, enumeration, short


class Outcome(StrEnum):
    """The verdict's word, as reports write it."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not-applicable"
    WAIVED = "waived"
    PENDING = "pending"
    ERROR = "error"

    @property
    def due_is_next(self) -> bool:
        """Whether the day beside it is when the next period falls due: an earlier one was missed, whose day is over."""
        return self is Outcome.FAILED


OUTCOME_NAMES: Final = {
    Outcome.PASSED: Text("passed", "通过"),
    Outcome.FAILED: Text("failed", "不合规"),
    Outcome.NOT_APPLICABLE: Text("not applicable", "不适用"),
    Outcome.WAIVED: Text("waived", "已豁免"),
    Outcome.PENDING: Text("pending", "待办"),
    Outcome.ERROR: Text("error", "错误"),
}
"""The same as people read them."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One reason why a rule is not satisfied: where, and why."""

    pointer: str
    """JSON Pointer from the root of the document."""
    why: Text
    document: Document | None = None
    """Where it stands in another document than the case's (the operator's), that one."""
    values: tuple[tuple[str, Text], ...] = ()
    """What the check's message may name besides the subject's own fields."""
    remedy: Text | None = None
    """What to do about this reason, where that is not what the check says in general."""
    unsaid: bool = False
    """Whether it is only that the manifest does not speak of it yet, so that nobody knows."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule says of a case."""

    outcome: Outcome = Outcome.PASSED
    breaches: tuple[Breach, ...] = ()
    reason: Text | None = None
    due: date | None = None

    @classmethod
    def of(cls, breaches: list[Breach]) -> Ruling:
        """Failed for these reasons; passed without any."""
        return cls(Outcome.FAILED, tuple(breaches)) if breaches else PASSED

    @classmethod
    def not_applicable(cls, reason: Text) -> Ruling:
        """The rule has nothing to judge here."""
        return cls(Outcome.NOT_APPLICABLE, reason=reason)

    @classmethod
    def pending(cls, due: date, reason: Text) -> Ruling:
        """Not done yet, and not yet due."""
        return cls(Outcome.PENDING, reason=reason, due=due)

    @classmethod
    def open(cls, reason: Text) -> Ruling:
        """The evidence at hand settles nothing: neither passed nor failed, and told wherever verdicts are."""
        return cls(Outcome.PENDING, reason=reason)

    @classmethod
    def together(cls, answers: Sequence[Ruling]) -> Ruling:
        """What answers to parts of a duty come to: an error where one is, else failed by every breach (and what falls due
        next stays due), else open for each reason, else pending until the first day, else passed; not applicable where none
        applies.
        """
        if len(answers) == 1:
            return answers[0]
        by = {outcome: [each for each in answers if each.outcome is outcome] for outcome in Outcome}
        if by[Outcome.ERROR]:
            return by[Outcome.ERROR][0]
        if failed := by[Outcome.FAILED]:
            ahead = min((each.due for each in answers if each.due is not None), default=None)
            return cls(
                Outcome.FAILED, tuple(breach for each in failed for breach in each.breaches), due=ahead
            )
        waiting = by[Outcome.PENDING]
        if opened := dict.fromkeys(each.reason for each in waiting if each.reason and each.due is None):
            return cls.open(enumeration(opened, "; ", "；"))
        if waiting:
            return min(waiting, key=lambda each: each.due or date.max)
        return by[Outcome.PASSED][0] if by[Outcome.PASSED] else answers[0]

    @classmethod
    def error(cls, reason: Text) -> Ruling:
        """The case cannot be judged."""
        return cls(Outcome.ERROR, reason=reason)


NO_OPERATOR: Final = Ruling.error(
    Text("the operator's document cannot be read, see its error", "无法读取经营者清单，见其错误")
)
"""What a rule says that needs the operator's document, where there is none."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A domain rule: a pure function of a case and the as-of date, with a schema for its parameters (`with`)."""

    name: str
    judge: Callable[[Case, date], Ruling]
    parameters: Mapping[str, Any]
    """JSON Schema 2020-12 of `with`."""
    summary: Text
    sees: InitVar[object] = None
    """Without effect: once, what the rule looks at. It warns, and goes with the next release."""
    turns: Callable[[Case, date, date], Iterable[date]] | None = None
    """The days from a first to a last one, both included, on which the verdict of a case may be another than on the day
    before: another outcome, due day or place. More days are harmless, a missing one is a change that timelines do not
    show. The case is the one that `judge` gets. None, or where it raises or gives anything but days of the period: every
    day is tried, which takes longer and misses nothing."""

    def __post_init__(self, sees: object) -> None:
        if sees is not None:
            warnings.warn(
                f"rule {self.name}: 'sees' has no effect, since every case is judged by itself; leave it out",
                DeprecationWarning,
                stacklevel=3,
            )


class _NoSubject:
    """The subject of a case whose `for_each` found none."""

    def __repr__(self) -> str:
        return "NO_SUBJECT"


PASSED: Final = Ruling()
"""What a rule says that finds nothing amiss."""

NO_SUBJECT: Final = _NoSubject()


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One check on one subject of one manifest."""

    id: str
    """`SP-02.2/feature-inside-license[ads-console:help-search]`."""
    check: Check
    manifest: Manifest
    subject: str
    """`ads-console`, or below it `ads-console:help-search`."""
    pointer: str
    value: Any
    rule: Rule | None
    shown: tuple[Shown, ...] = ()
    """Where the repository shows the subject, if it is no part of the manifest."""

    def __repr__(self) -> str:
        """Short, since tests and reports print it."""
        return f"<Case {short(self.id, 150)}>"

    def on(self, day: date) -> Case:
        """The case under the licenses as their papers of `day` have them."""
        manifest = self.manifest.on(day)
        return self if manifest is self.manifest else replace(self, manifest=manifest)

    @property
    def label(self) -> str:
        """The subject's own name: its id, domain, name or index; the manifest's name for the whole document."""
        return self.subject.removeprefix(f"{self.manifest.name}:")

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The check's `with`."""
        return self.check.parameters


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason for a failed verdict, with its place."""

    document: Document
    pointer: str
    message: Text
    remedy: Text
    shown: Shown | None = None
    """Where the repository shows it, if that is not in a document."""

    def __repr__(self) -> str:
        """Short, since tests and reports print it."""
        return f"<Finding {short(str(self.place), 150)}>"

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.shown.place if self.shown else self.document.place(self.pointer)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the case comes to, at the as-of date."""

    case: Case
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    reason: Text | None = None
    """Why it is not applicable, pending, waived or an error; of a failed one, that its waiver has expired."""
    due: date | None = None
    waiver: Waiver | None = None
    """The waiver that is for this case, whether it holds or not."""
    unsaid: bool = False
    """Of a failed one, whether every finding is that the manifest does not speak of it yet: front ends report it as open."""

    def __repr__(self) -> str:
        """Short, since tests and reports print it."""
        return f"<Verdict {self.outcome} {short(self.case.id, 150)}>"

    @property
    def open(self) -> bool:
        """Whether the evidence at hand settles nothing: pending without a day on which it falls due."""
        return self.outcome is Outcome.PENDING and self.due is None
