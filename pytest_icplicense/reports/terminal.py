"""The verdicts of a run as text: a line for each finding and error, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports import finding_lines
from pytest_icplicense.reports.closing_lines import incomplete
from pytest_icplicense.reports.summary import block, total_of_run
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text, printable


def render(report: Report) -> str:
    """The report, with a final newline."""
    settings = report.settings
    lang = settings.lang
    out = [problem.to(lang) for problem in report.problems]
    for result in report.results:
        out += [] if _unjudged(result) else lines_of_result(result, lang)
    out += _together(filter(_unjudged, report.results), lang)
    comes_to = total_of_run(report)
    if comes_to.groups:
        out += block(comes_to, settings.as_of, lang)
    out += [f"{each.place}: {WARNING.to(lang)} {each.message.to(lang)}" for each in report.warnings]
    out += [f"{each.waiver.place}: {each.message.to(lang)}" for each in report.reviews]
    if problems := len(report.problems):
        plural = "" if problems == 1 else "s"
        total = Text(
            f"documents that cannot be used: {problems} problem{plural}", f"无法使用的文档：{problems} 处问题"
        )
        out.append(total.to(lang))
    if missing := incomplete(report):
        out.append(missing.to(lang))
    return "".join(f"{printable(line)}\n" for line in out)


WARNING = Text("warning", "警告")


def _unjudged(result: Result) -> bool:
    return result.outcome is Outcome.ERROR and not result.findings


def _together(results: Iterable[Result], lang: str) -> Iterator[str]:
    """Cases that cannot be judged, those of one manifest and reason on one line: one broken file keeps many from it."""
    found: dict[tuple[str, Text | None], list[Result]] = {}
    for result in results:
        found.setdefault((result.document, result.reason), []).append(result)
    for (_, reason), each in found.items():
        clauses = ", ".join(dict.fromkeys(result.criterion.clause for result in each))
        yield f"{each[0].place}: {clauses} error {reason.to(lang) if reason else ''}"


def lines_of_result(result: Result, lang: str) -> list[str]:
    """The lines of a result that is not in order, with its remedies; none for the others."""
    out = finding_lines.lines(result, lang)
    if result.outcome is Outcome.FAILED:
        if result.reason:
            out.append(f"    {result.reason.to(lang)}")
        out += [f"    {remedy}" for remedy in dict.fromkeys(each.remedy.to(lang) for each in result.findings)]
    return out
