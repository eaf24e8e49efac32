"""What a verdict comes to for those who report it: plain values that travel between processes and into any format."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pytest_icplicense.documents.document import Place
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.proof import NOTHING_JUDGED, Judged, Proofs, of_manifest, weakest
from pytest_icplicense.model.provision import CRITICAL
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.text import Text, short


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What a case is held to: a check, and the clause that it is the machine form of."""

    check: str
    """Whole id: `SP-02.2/feature-inside-license`."""
    clause: str
    provision: str
    title: Text
    """The provision's."""
    level: str
    how: tuple[str, ...]
    quote: str
    """The clause's words, in the licenses that the manifest runs under."""
    basis: Text | None
    role: str | None = None
    """Who can answer it; None: nobody in particular, or the report that it was read from does not say."""
    rule: str | None = None
    """The rule that judges it; None: none does, or the report does not say."""

    def is_enforced_for(self, roles: Collection[str]) -> bool:
        """Whether a failure counts where only these roles are held to theirs (none: all are); a critical one always does."""
        return not roles or self.role is None or self.role in roles or self.level == CRITICAL

    @property
    def name(self) -> str:
        """The id below the clause: `feature-inside-license`."""
        return self.check.partition("/")[2]


class Excerpt(NamedTuple):
    """Some lines of a file, around the one that a finding is about."""

    first: int
    """The number of the first of them."""
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A finding with its place."""

    place: Place
    pointer: str
    message: Text
    remedy: Text
    excerpt: Excerpt | None = None
    """What is written there; None where it is about the whole document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What judging a case gave."""

    id: str
    """`SP-02.2/feature-inside-license[ads-console:help-search]`."""
    criterion: Criterion
    subject: str
    outcome: Outcome
    document: str
    """The manifest's path, as it is shown."""
    pointer: str
    licenses: str
    """The numbers of the manifest's licenses."""
    place: Place | None = None
    """Where to look: at the first finding, else at the subject. None of what is in order, since finding it takes time."""
    findings: tuple[Reported, ...] = ()
    reason: Text | None = None
    due: date | None = None
    waiver: Waiver | None = None
    """The waiver that is for the case, whether it holds or not."""
    applies_at: str = ""
    """Of a conditional provision that is not in order, what it applies because of: a JSON Pointer into the manifest."""
    unsaid: bool = False
    """Whether the manifest does not speak of what is asked at all."""

    def __repr__(self) -> str:
        """Short, since tests and reports print it."""
        return f"<Result {self.outcome} {short(self.id, 150)}>"

    @property
    def pointers(self) -> list[str]:
        """Where its findings are, as JSON Pointers."""
        return [each.pointer for each in self.findings]

    @property
    def deadline(self) -> date | None:
        """The day until which it can still be met; None where it was missed, and `due` is when the next period falls due."""
        return None if self.findings or self.outcome.due_is_next else self.due

    @property
    def open(self) -> bool:
        """Whether the evidence at hand settles nothing: pending without a day on which it falls due."""
        return self.outcome is Outcome.PENDING and self.due is None


class Kind(NamedTuple):
    """What cases have in common that are counted instead of told one by one."""

    check: str
    clause: str
    how: str
    """As a sentence lists it."""
    licenses: str
    outcome: Outcome
    open: bool = False
    """Whether the evidence at hand settles nothing: pending, and no day on which it falls due."""

    @classmethod
    def of(cls, criterion: Criterion, licenses: str, outcome: Outcome, *, open_: bool = False) -> Kind:
        """The kind of a case that is held to `criterion`."""
        return cls(criterion.check, criterion.clause, ", ".join(criterion.how), licenses, outcome, open_)

    @property
    def judged(self) -> Judged:
        """What matters of it for the proof of its clause."""
        return Judged(self.clause, self.how, self.outcome, self.open)


class Tally(NamedTuple):
    """Of some cases: how many there are of each kind, in the order in which they were first met, and what is due next."""

    counts: Mapping[Kind, int]
    due: tuple[tuple[date, str], ...] = ()
    """The nearest days, not before the as-of date, on which something falls due, each with the case."""
    proofs: Proofs = NOTHING_JUDGED


NEAREST = 3
"""How many deadlines a summary names."""
KEPT = 100
"""How many a tally keeps, so that a summary can count those of the next days."""


def nearest(due: Iterable[tuple[date, str]], as_of: date, most: int = KEPT) -> tuple[tuple[date, str], ...]:
    """The next deadlines of these."""
    return tuple(sorted(each for each in due if each[0] >= as_of)[:most])


def tally(results: Iterable[Result], as_of: date) -> Tally:
    """The tally of cases that are all known one by one."""
    counts: dict[Kind, int] = {}
    due: list[tuple[date, str]] = []
    known: dict[tuple[int, str, int, bool], tuple[Kind, Judged]] = {}
    by_manifest: dict[str, dict[int, Judged]] = {}
    for result in results:
        like = id(result.criterion), result.licenses, id(result.outcome), result.open
        if like not in known:
            kind = Kind.of(result.criterion, result.licenses, result.outcome, open_=result.open)
            known[like] = kind, kind.judged
        kind, judged = known[like]
        counts[kind] = counts.get(kind, 0) + 1
        by_manifest.setdefault(result.subject.partition(":")[0], {})[id(judged)] = judged
        if result.due is not None:
            due.append((result.due, result.id))
    proofs = weakest(of_manifest(each.values()) for each in by_manifest.values())
    return Tally(counts, nearest(due, as_of), proofs)


def merged(tallies: Iterable[Tally], as_of: date) -> Tally:
    """The tally of all cases that some tallies are of."""
    counts: dict[Kind, int] = {}
    due: list[tuple[date, str]] = []
    proofs = []
    for each in tallies:
        due += each.due
        proofs.append(each.proofs)
        for kind, number in each.counts.items():
            counts[kind] = counts.get(kind, 0) + number
    return Tally(counts, nearest(due, as_of), weakest(proofs))
