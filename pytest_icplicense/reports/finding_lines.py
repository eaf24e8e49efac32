"""Verdicts as people read them in a terminal: one line a finding, and with it the clause, the remedy and the place."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.result import Excerpt, Reported, Result
from pytest_icplicense.text import Text, printable

REMEDY = Text("remedy: ", "改正：")


def finding_line(result: Result, finding: Reported, lang: str) -> str:
    """`ads-console.icp.yaml:31:5: SP-02.2 critical feature 'web' …`."""
    held_to = result.criterion
    return f"{finding.place}: {held_to.clause} {held_to.level} {finding.message.to(lang)}"


def error_line(result: Result, lang: str) -> str:
    """The same for a case that cannot be judged."""
    reason = result.reason.to(lang) if result.reason else ""
    return f"{result.place}: {result.criterion.clause} error {reason}"


def lines(result: Result, lang: str) -> list[str]:
    """The lines of a result that is not in order; none for the others."""
    if result.findings and result.outcome in (Outcome.FAILED, Outcome.ERROR):
        return [finding_line(result, finding, lang) for finding in result.findings]
    return [error_line(result, lang)] if result.outcome is Outcome.ERROR else []


def explanation(result: Result, lang: str) -> str:
    """A verdict that is not in order, with everything that helps: lines, clause, basis, remedy and excerpt."""
    held_to = result.criterion
    parts = list(lines(result, lang))
    parts.append(f"  {held_to.clause}  “{held_to.quote}”")
    if held_to.basis:
        parts.append(f"  {held_to.basis.to(lang)}")
    remedies = dict.fromkeys(finding.remedy.to(lang) for finding in result.findings)
    parts += [f"  {REMEDY.to(lang)}{remedy}" for remedy in remedies]
    if result.findings and result.reason:
        parts.append(f"  {result.reason.to(lang)}")
    for excerpt, marked in dict.fromkeys((each.excerpt, each.place.line) for each in result.findings):
        if excerpt:
            parts += ["", *frame(excerpt, marked)]
    return "\n".join(parts)


def frame(excerpt: Excerpt, marked: int) -> Iterator[str]:
    """The lines of a file, the one that is meant marked."""
    width = len(str(excerpt.first + len(excerpt.lines) - 1))
    for number, line in enumerate(excerpt.lines, start=excerpt.first):
        sign = ">" if number == marked else " "
        yield f"  {sign} {number:>{width}} | {printable(line)}".rstrip()
