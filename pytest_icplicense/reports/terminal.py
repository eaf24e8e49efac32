"""The verdicts of a run as text: a line for each finding and error, and what it comes to."""

from __future__ import annotations

from pytest_icplicense.judgement import Judgement
from pytest_icplicense.reports import text
from pytest_icplicense.reports.summary import block, facts
from pytest_icplicense.text import Text


def render(judgement: Judgement) -> str:
    """The report, with a final newline."""
    settings = judgement.workspace.settings
    lang = settings.lang
    out = [text.problem_line(problem, lang) for problem in judgement.problems]
    for verdict in judgement.verdicts:
        out += text.lines(verdict, lang)
        out += [
            f"    {remedy}" for remedy in dict.fromkeys(each.remedy.to(lang) for each in verdict.findings)
        ]
    if judgement.verdicts:
        cases = [facts(verdict, settings.as_of, lang) for verdict in judgement.verdicts]
        out += block(cases, settings.as_of, lang)
    if problems := len(judgement.problems):
        out.append(
            Text(
                f"documents that cannot be used: {problems} problems", f"无法使用的文档：{problems} 处问题"
            ).to(lang)
        )
    return "\n".join(out) + "\n"
