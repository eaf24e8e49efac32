"""The one place that decides whether a waiver applies. A waived case is judged all the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from pytest_icplicense.engine.due_soon import is_soon
from pytest_icplicense.engine.judge import judge
from pytest_icplicense.model.case import Case, Finding, Outcome, Verdict
from pytest_icplicense.model.provision import CRITICAL
from pytest_icplicense.model.result import Result
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.text import Text, many, near


def decide(case: Case, as_of: date, *, strict_open: bool = False) -> Verdict:
    """The verdict of a case with its manifest's waivers: what every front end reports.

    With `strict_open` a case fails that the evidence at hand does not settle, or that the manifest does not speak of.
    """
    verdict = judge(case, as_of)
    if strict_open and verdict.open:
        verdict = _closed(verdict)
    waivers = case.manifest.waivers
    waived = waive(verdict, waivers, as_of) if waivers else verdict
    settles_nothing = waived.unsaid and waived.outcome is Outcome.FAILED and waived.waiver is None
    return waived if strict_open or not settles_nothing else _not_said(waived)


def _not_said(verdict: Verdict) -> Verdict:
    """Open, since the manifest does not speak of it yet; but for critical checks, which no silence opens."""
    if verdict.case.check.level == CRITICAL:
        return verdict
    messages = list(dict.fromkeys(finding.message for finding in verdict.findings))
    why = Text(
        _together([each.en for each in messages], ": ", "; "),
        _together([each.zh for each in messages], "：", "；"),
    )
    return replace(verdict, outcome=Outcome.PENDING, findings=(), reason=why)


def _together(messages: list[str], colon: str, semicolon: str) -> str:
    """Messages of one check as one sentence: what they begin with up to a colon is said once."""
    begun, _, _ = messages[0].partition(colon)
    rest = [each.removeprefix(begun + colon) for each in messages[1:]]
    return semicolon.join([messages[0], *rest])


def _closed(verdict: Verdict) -> Verdict:
    """Failed, for the reason why it is open."""
    case, why = verdict.case, verdict.reason or Text("", "")
    message = Text(f"not settled: {why.en}", f"尚无定论：{why.zh}")
    finding = Finding(case.manifest.document, case.pointer, message, case.check.remedy)
    return replace(verdict, outcome=Outcome.FAILED, findings=(finding,), reason=None)


def waive(verdict: Verdict, waivers: Iterable[Waiver], as_of: date) -> Verdict:
    """A failed verdict is waived by a waiver in force; by an expired one it stays failed, and says so.

    Of several waivers in force the one that lasts longest counts.
    """
    check = verdict.case.check
    if check.level == CRITICAL:
        return verdict
    matching = [each for each in waivers if each.covers(check.clause.id, check.id, verdict.case.subject)]
    if not matching:
        return verdict
    holding = [each for each in matching if each.in_force(as_of)]
    chosen = max(holding or matching, key=lambda each: each.expires)
    if not holding:
        return replace(verdict, waiver=chosen, reason=verdict.reason or _lapsed(chosen, as_of))
    if verdict.outcome is Outcome.FAILED:
        return replace(verdict, outcome=Outcome.WAIVED, waiver=chosen, reason=_waived(chosen))
    return replace(verdict, waiver=chosen)


def _waived(waiver: Waiver) -> Text:
    ticket = f", {waiver.ticket}" if waiver.ticket else ""
    return Text(
        f"waived until {waiver.expires} by {waiver.approver}{ticket}: {waiver.reason}",
        f"豁免至 {waiver.expires}，批准人 {waiver.approver}{ticket}：{waiver.reason}",
    )


def _lapsed(waiver: Waiver, as_of: date) -> Text:
    if as_of > waiver.expires:
        return Text(
            f"the waiver at {waiver.place} expired on {waiver.expires}",
            f"{waiver.place} 处的豁免已于 {waiver.expires} 到期",
        )
    return Text(
        f"the waiver at {waiver.place} begins on {waiver.starts} only",
        f"{waiver.place} 处的豁免自 {waiver.starts} 起才生效",
    )


class Review(NamedTuple):
    """What there is to say of one waiver, after its cases have been judged."""

    waiver: Waiver
    state: str
    """active, expiring, unneeded, expired, ahead or unmatched."""
    message: Text


def review(
    waiver: Waiver,
    results: Sequence[Result],
    as_of: date,
    warn_days: int,
    names: Collection[str],
    checks: Collection[str],
) -> Review:
    """Look at a waiver beside the results of the manifests that it is for: those at least that it may be for itself.

    `names`: of clauses and checks that there are, whether the run has cases of them or not; `checks`: the clauses and
    checks of all its cases, in order.
    """
    matching = [
        each for each in results if waiver.covers(each.criterion.clause, each.criterion.check, each.subject)
    ]
    name = f"{waiver.check} [{waiver.subject}]"
    if not matching:
        return Review(waiver, "unmatched", _unmatched(waiver, results, names, checks))
    if as_of > waiver.expires:
        text = Text(
            f"waiver of {name} expired on {waiver.expires}", f"对 {name} 的豁免已于 {waiver.expires} 到期"
        )
        return Review(waiver, "expired", text)
    if as_of < waiver.starts:
        text = Text(
            f"waiver of {name} begins on {waiver.starts}", f"对 {name} 的豁免自 {waiver.starts} 起生效"
        )
        return Review(waiver, "ahead", text)
    if not any(each.outcome is Outcome.WAIVED for each in matching):
        text = Text(
            f"waiver of {name} is no longer needed: nothing that it is for fails; remove it",
            f"对 {name} 的豁免已不再需要：相关用例均未失败；请删除",
        )
        return Review(waiver, "unneeded", text)
    soon = is_soon(waiver.expires, as_of, warn_days)
    days = (waiver.expires - as_of).days
    text = Text(
        f"waiver of {name} until {waiver.expires} ({many(days, 'day')} left), by {waiver.approver}: {waiver.reason}",
        f"对 {name} 的豁免至 {waiver.expires}（剩余 {days} 天），批准人 {waiver.approver}：{waiver.reason}",
    )
    return Review(waiver, "expiring" if soon else "active", text)


def _unmatched(
    waiver: Waiver, results: Sequence[Result], names: Collection[str], checks: Collection[str]
) -> Text:
    if waiver.check in names and waiver.check not in checks:
        return Text(
            f"waiver matches nothing: these manifests have no case of {waiver.check}",
            f"豁免没有对应的用例：所判清单中没有 {waiver.check} 的用例",
        )
    if waiver.check not in checks:
        hint = near(waiver.check, checks)
        return Text(
            f"waiver matches nothing: no clause or check '{waiver.check}'{hint.en}",
            f"豁免没有对应的用例：没有条款或检查“{waiver.check}”{hint.zh}",
        )
    subjects = {
        each.subject: None
        for each in results
        if waiver.check in (each.criterion.clause, each.criterion.check)
    }
    hint = near(waiver.subject, subjects)
    return Text(
        f"waiver of {waiver.check} matches nothing: no subject '{waiver.subject}'{hint.en}",
        f"对 {waiver.check} 的豁免没有对应的用例：没有对象“{waiver.subject}”{hint.zh}",
    )
