"""The verdicts of a run as text: a line for each finding and error, and what it comes to."""

from __future__ import annotations

from pytest_icplicense.judgement import Judgement
from pytest_icplicense.model.case import Outcome, Verdict
from pytest_icplicense.reports import text
from pytest_icplicense.reports.summary import block, facts
from pytest_icplicense.text import Text


def render(judgement: Judgement) -> str:
    """The report, with a final newline."""
    settings = judgement.workspace.settings
    lang = settings.lang
    out = [text.problem_line(problem, lang) for problem in judgement.problems]
    for verdict in judgement.verdicts:
        out += _lines(verdict, lang)
    if judgement.verdicts:
        cases = [facts(verdict, settings.as_of, lang) for verdict in judgement.verdicts]
        out += block(cases, settings.as_of, lang)
    out += [f"{each.waiver.place}: {each.message.to(lang)}" for each in judgement.reviews]
    if problems := len(judgement.problems):
        total = Text(
            f"documents that cannot be used: {problems} problems", f"无法使用的文档：{problems} 处问题"
        )
        out.append(total.to(lang))
    return "\n".join(out) + "\n"


def _lines(verdict: Verdict, lang: str) -> list[str]:
    out = text.lines(verdict, lang)
    if verdict.outcome is Outcome.FAILED:
        if verdict.reason:
            out.append(f"    {verdict.reason.to(lang)}")
        out += [
            f"    {remedy}" for remedy in dict.fromkeys(each.remedy.to(lang) for each in verdict.findings)
        ]
    return out
