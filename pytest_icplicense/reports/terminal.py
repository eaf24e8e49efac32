"""The verdicts of a run as text: a line for each finding and error, and what it comes to."""

from __future__ import annotations

from pytest_icplicense.judgement import Judgement
from pytest_icplicense.reports import text
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
    counts = text.count(judgement.verdicts)
    unreadable = len(judgement.problems)
    words = [text.summary(counts, lang)] if judgement.verdicts else []
    if unreadable:
        problems = Text(f"{unreadable} problems in documents", f"文档问题 {unreadable} 处")
        words.append(problems.to(lang))
    licenses = ", ".join(judgement.licenses) or "-"
    heading = Text(
        f"License {licenses} as of {settings.as_of}", f"许可证 {licenses}，判定日 {settings.as_of}"
    )
    joined = ("；" if lang == "zh" else "; ").join(words)
    out += [f"{heading.to(lang)}: {joined}", text.NO_ADVICE.to(lang)]
    return "\n".join(out) + "\n"
