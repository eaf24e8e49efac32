"""Verdicts as people read them in a terminal: one line a finding, and with it the clause, the remedy and the place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pytest_icplicense.documents import Problem
from pytest_icplicense.model.case import Finding, Outcome, Verdict
from pytest_icplicense.text import Text

_REMEDY = Text("remedy", "改正")
_CONTEXT = 2


def finding_line(verdict: Verdict, finding: Finding, lang: str) -> str:
    """`ads-console.icp.yaml:31:5: SP-02.2 critical feature 'web' …`."""
    line, column = finding.position
    check = verdict.case.check
    path = finding.document.path
    return f"{path}:{line}:{column}: {check.clause.id} {check.level} {finding.message.to(lang)}"


def problem_line(problem: Problem, lang: str) -> str:
    """The same for a document that cannot be used."""
    return problem.to(lang)


def error_line(verdict: Verdict, lang: str) -> str:
    """The same for a case that cannot be judged."""
    case = verdict.case
    line, column = case.manifest.document.position(case.pointer)
    reason = verdict.reason.to(lang) if verdict.reason else ""
    return f"{case.manifest.document.path}:{line}:{column}: {case.check.clause.id} error {reason}"


def lines(verdict: Verdict, lang: str) -> list[str]:
    """The lines of a verdict that is not in order; none for the others."""
    if verdict.findings and verdict.outcome in (Outcome.FAILED, Outcome.ERROR):
        return [finding_line(verdict, finding, lang) for finding in verdict.findings]
    return [error_line(verdict, lang)] if verdict.outcome is Outcome.ERROR else []


def explanation(verdict: Verdict, lang: str) -> str:
    """A verdict that is not in order, with everything that helps: lines, clause, basis, remedy and excerpt."""
    check = verdict.case.check
    parts = list(lines(verdict, lang))
    quote = check.clause.quoted(verdict.case.manifest.licenses)
    parts.append(f"  {check.clause.id}  “{quote}”")
    if check.basis:
        parts.append(f"  {check.basis.to(lang)}")
    remedies = dict.fromkeys(finding.remedy.to(lang) for finding in verdict.findings)
    parts += [f"  {_REMEDY.to(lang)}: {remedy}" for remedy in remedies]
    if verdict.findings and verdict.reason:
        parts.append(f"  {verdict.reason.to(lang)}")
    for finding in verdict.findings:
        parts.append("")
        parts += excerpt(finding)
    return "\n".join(parts)


def due_soon(verdict: Verdict, as_of: date, days: int) -> Text | None:
    """What to say of a verdict that falls due in the next `days` days; None: nothing does."""
    if verdict.due is None or not as_of <= verdict.due <= as_of + timedelta(days=days):
        return None
    left = (verdict.due - as_of).days
    why = verdict.reason or Text("comes round again", "周期将至")
    if verdict.outcome is not Outcome.PENDING and verdict.case.check.clause.id == "LIC.4":
        why = Text("the license expires", "许可证有效期届满")
    name = verdict.case.id
    return Text(
        f"{name} is due on {verdict.due}, in {left} days: {why.en}",
        f"{name} 期限为 {verdict.due}，剩余 {left} 天：{why.zh}",
    )


def excerpt(finding: Finding) -> Iterator[str]:
    """The lines of the manifest around a finding, the one to change marked."""
    text = finding.document.text.splitlines()
    marked, _ = finding.position
    first, last = max(1, marked - _CONTEXT), min(len(text), marked + _CONTEXT)
    width = len(str(last))
    for number in range(first, last + 1):
        sign = ">" if number == marked else " "
        yield f"{sign} {number:>{width}} | {text[number - 1][:160]}".rstrip()
