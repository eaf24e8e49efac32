"""The verdicts of a run as text: a line for each finding and error, and what it comes to."""

from __future__ import annotations

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports import text
from pytest_icplicense.reports.summary import block, facts
from pytest_icplicense.run import Run
from pytest_icplicense.text import Text


def render(run: Run) -> str:
    """The report, with a final newline."""
    settings = run.workspace.settings
    lang = settings.lang
    out = [problem.to(lang) for problem in run.problems]
    for result in run.results:
        out += told(result, lang)
    if run.results:
        cases = [facts(result, settings.as_of, lang) for result in run.results]
        out += block(cases, settings.as_of, lang)
    out += [f"{each.waiver.place}: {each.message.to(lang)}" for each in run.reviews]
    if problems := len(run.problems):
        total = Text(
            f"documents that cannot be used: {problems} problems", f"无法使用的文档：{problems} 处问题"
        )
        out.append(total.to(lang))
    return "\n".join(out) + "\n"


def told(result: Result, lang: str) -> list[str]:
    """The lines of a result that is not in order, with its remedies; none for the others."""
    out = text.lines(result, lang)
    if result.outcome is Outcome.FAILED:
        if result.reason:
            out.append(f"    {result.reason.to(lang)}")
        out += [f"    {remedy}" for remedy in dict.fromkeys(each.remedy.to(lang) for each in result.findings)]
    return out
