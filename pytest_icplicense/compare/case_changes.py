"""The verdicts of one case at a git reference and in the working tree: which belong together, and what became of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from pytest_icplicense.compare.reasons import added
from pytest_icplicense.engine.expand import id_of
from pytest_icplicense.model.case import Case, Outcome, Verdict

_BAD = (Outcome.FAILED, Outcome.ERROR)


@dataclass(frozen=True, slots=True)
class CaseChange:
    """The verdicts of one case at the reference and in the working tree; None: there is no such case."""

    before: Verdict | None
    after: Verdict | None

    @property
    def failing(self) -> bool:
        """It fails, or cannot be judged, and did not so before."""
        return _is(self.after, *_BAD) and not _is(self.before, *_BAD)

    @property
    def fixed(self) -> bool:
        """It failed, or could not be judged, and that is over, not merely waived."""
        return _is(self.before, *_BAD) and not _is(self.after, *_BAD, Outcome.WAIVED)

    @property
    def waived(self) -> bool:
        """A waiver holds for it now."""
        return _is(self.after, Outcome.WAIVED) and not _is(self.before, Outcome.WAIVED)

    @property
    def unwaived(self) -> bool:
        """It was waived and now needs no waiver."""
        return _is(self.before, Outcome.WAIVED) and not _is(self.after, *_BAD, Outcome.WAIVED)

    @property
    def due(self) -> bool:
        """It falls due on a day on which it did not; of a new case, only where something is yet to be done."""
        if self.after is None or self.after.due is None:
            return False
        return self.before.due != self.after.due if self.before else _is(self.after, Outcome.PENDING)

    @property
    def more(self) -> Verdict | None:
        """Of a case that failed before and fails now, the verdict with only those reasons that are new; None: none is."""
        if self.after is None or self.before is None:
            return None
        if not (_is(self.after, *_BAD) and _is(self.before, *_BAD)):
            return None
        return added(self.before, self.after)

    @property
    def worse(self) -> bool:
        """It failed before, and now fails for a reason that was not there before."""
        return self.more is not None

    @property
    def as_before(self) -> bool:
        """It fails now, and did so before for the same reasons, or for more."""
        return _is(self.after, *_BAD) and _is(self.before, *_BAD) and not self.worse


def _is(verdict: Verdict | None, *outcomes: Outcome) -> bool:
    return verdict is not None and verdict.outcome in outcomes


def turns_of(before: list[Verdict], after: list[Verdict]) -> Iterator[CaseChange]:
    """Each case of a manifest with the same case before: the same check on the same subject.

    A subject without a name of its own is known by its content, so that one more entry before it moves nothing; where
    its content has changed, by its place among the others of its list that have, if they are as many as before: else
    one that was taken out would lend its failures to the next.
    """
    partners: dict[int, Verdict] = {}
    taken: set[int] = set()
    for key in (_by_content, _by_place):
        rest: dict[Hashable, list[int]] = {}
        left = Counter(_list_of(each.case) for index, each in enumerate(before) if index not in taken)
        still = Counter(_list_of(each.case) for index, each in enumerate(after) if index not in partners)
        for index, verdict in enumerate(before):
            if index not in taken:
                rest.setdefault(key(verdict.case), []).append(index)
        for index, verdict in enumerate(after):
            group = _list_of(verdict.case)
            if key is _by_place and left[group] != still[group]:
                continue
            if index not in partners and (found := rest.get(key(verdict.case))):
                taken.add(found[0])
                partners[index] = before[found.pop(0)]
    for index, verdict in enumerate(after):
        yield CaseChange(partners.get(index), verdict)
    for index, verdict in enumerate(before):
        if index not in taken:
            yield CaseChange(verdict, None)


def _list_of(case: Case) -> Hashable:
    """The check and the list that the subject is in."""
    return case.check.id, case.subject.removeprefix(id_of(case.manifest)).rpartition(":")[0]


def _by_place(case: Case) -> Hashable:
    return case.check.id, case.subject.removeprefix(id_of(case.manifest))


def _by_content(case: Case) -> Hashable:
    above, _, last = case.subject.removeprefix(id_of(case.manifest)).rpartition(":")
    if above == "" and last == "":
        return case.check.id, "", ""
    if last.isdecimal() and case.pointer.endswith(f"/{last}"):
        return case.check.id, above, json.dumps(case.value, sort_keys=True, default=str)
    return case.check.id, above, last
