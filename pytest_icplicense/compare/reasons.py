"""Which reasons of a case that failed before, and still fails, were not there before.

A reason is what a finding says, in which document (the manifest's own or the operator's), and not where: a place in a
list moves with every entry before it. It stays the same reason when nothing changes in it but

- a number: days, dates, amounts, the figures of a license's number, a checksum, and the note on a date that is no
  working day; names keep their figures (B25, 'shop-2');
- the name of the manifest, which may be renamed;
- what it guesses was meant ("did you mean …");
- a list of what is missing, out of which something was taken.

Reasons are counted: two annual reports that are missing are one more than one. Whatever else is worded differently is
new, even where it is a step ahead ("no attestation" turns into "evidence … is empty"), since words do not tell a step
ahead from another breach. Where the policy's own sentence has been reworded, only the count tells.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from pytest_icplicense.model.case import Verdict

_HINT = re.compile(r"; did you mean '.*?'\?")
_NAME = r"((?<!\w)'[^']*[^\W\d_][^']*'|[A-Za-z_][A-Za-z0-9_]*)"
_NUMBER = r"\d[\d:.T+-]*(?: days?\b)?(?: \([^() ]+ [^()]*\))?"
_FIGURES = re.compile(rf"\b[0-9a-f]{{12}}…|{_NAME}|{_NUMBER}")


class _Reason(NamedTuple):
    own: bool
    """Whether it is about the manifest itself, not its operator's document."""
    said: str
    """Up to the last word before the first comma."""
    listed: frozenset[str]
    """That word, and what follows between commas."""


def added(before: Verdict, after: Verdict) -> Verdict | None:
    """`after` with only those findings that are new; None: there are none.

    A case that could not be judged has that as its reason.
    """
    reworded = before.case.check.message != after.case.check.message
    reasons = _reasons(after, reworded)
    known = Counter(_reasons(before, reworded))
    gone = list((known - Counter(reasons)).elements())
    new: list[int] = []
    for index, reason in enumerate(reasons):
        if known[reason]:
            known[reason] -= 1
        elif longer := next((each for each in gone if _shortened(each, reason)), None):
            gone.remove(longer)
        else:
            new.append(index)
    if not new:
        return None
    return replace(after, findings=tuple(after.findings[index] for index in new if after.findings))


def _reasons(verdict: Verdict, reworded: bool) -> list[_Reason]:
    """One for each finding; without any, the reason of the verdict."""
    case = verdict.case
    if not verdict.findings:
        return [_reason(verdict.reason.en if verdict.reason else "", True, case.manifest.name)]
    return [
        _reason(
            "" if reworded else finding.message.en,
            finding.document is case.manifest.document,
            case.manifest.name,
        )
        for finding in verdict.findings
    ]


def _reason(message: str, own: bool, manifest: str) -> _Reason:
    lasting = _HINT.sub("", message).replace(f"'{manifest}'", "#")
    lasting = _FIGURES.sub(lambda match: match[1] or "#", lasting)
    first, *more = lasting.split(", ")
    said, _, last = first.rpartition(" ")
    return _Reason(own, said, frozenset((last, *more)))


def _shortened(before: _Reason, after: _Reason) -> bool:
    return before[:2] == after[:2] and after.listed < before.listed
