"""The verdicts of a run as text: what fails, by cause; what is open; what it comes to; and the verdict in the last line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pytest_icplicense.documents import Problem
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.provision import CRITICAL
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports import finding_lines
from pytest_icplicense.reports.causes import caused_by
from pytest_icplicense.reports.closing_lines import by_role, incomplete, not_enforced
from pytest_icplicense.reports.finding_blocks import Block, blocks, failing, in_full, in_short
from pytest_icplicense.reports.summary import attested_alone, block, licenses_of, passed_clauses, total_of_run
from pytest_icplicense.reports.verdict_line import Verdict, due_within
from pytest_icplicense.runs.judge_file import unsettled
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text, printable

FULL, CONCISE, GROUPED = STYLES = ("full", "concise", "grouped")
_IN_FULL = 10
"""Causes that are told with everything."""
_IN_SHORT = 20
"""Causes after them of which a line is told."""
_BROKEN = 100
"""Problems of documents that are told one by one: each keeps something from being judged."""
_FEW = 5
"""Warnings and waivers that are told one by one."""
_SOME = 2
"""Open cases that are told where there are more than a few."""


def render(report: Report, style: str = FULL, *, verbose: bool = False) -> str:
    """The report, with a final newline; `verbose` tells everything one by one."""
    parts = {FULL: _full, CONCISE: _concise, GROUPED: _grouped}[style](report, verbose)
    return "".join(f"{printable(line)}\n" for line in parts)


def _full(report: Report, verbose: bool) -> Iterator[str]:
    lang = report.settings.lang
    enforced = [each for each in report.results if report.is_enforced(each)]
    yield from _few([each.to(lang) for each in report.problems], verbose, lang, _BROKEN)
    causes = {} if verbose else caused_by(enforced)
    found = [Block(each) for each in failing(enforced)] if verbose else blocks(enforced, report.paths, causes)
    whole = found if verbose else found[:_IN_FULL]
    for each in whole:
        yield from in_full(each, report.snippets, lang)
        yield ""
    for each in found[len(whole) : len(whole) + _IN_SHORT]:
        yield from in_short(each, lang)
    if rest := found[len(whole) + _IN_SHORT :]:
        number = sum(each.count for each in rest)
        yield Text(
            f"and {number} more problems: --verbose tells them all, --output-format concise one a line",
            f"另有 {number} 个问题：--verbose 逐项详列，--output-format concise 每行一项",
        ).to(lang)
    yield from _few(list(_together(enforced, lang)), verbose, lang)
    yield from _warnings(report, enforced, causes, verbose)
    yield from _few(
        [f"{each.waiver.place}: {each.message.to(lang)}" for each in report.reviews], verbose, lang
    )
    comes_to = total_of_run(report)
    if comes_to.groups:
        yield from block(comes_to, report.settings.as_of, lang, verbose=verbose)
    yield from _closing(report)


def _concise(report: Report, verbose: bool) -> Iterator[str]:
    """A line for everything, for programs that look for `path:line:column:`."""
    lang = report.settings.lang
    enforced = [each for each in report.results if report.is_enforced(each)]
    yield from (each.to(lang) for each in report.problems)
    for each in blocks(enforced, report.paths, {}):
        for result in (each.result, *each.alike):
            yield from finding_lines.lines(result, lang)
    yield from _together(enforced, lang)
    yield from _warning_lines(report.warnings, lang)
    yield from (f"{each.waiver.place}: {each.message.to(lang)}" for each in report.reviews)
    yield from _closing(report)


def _grouped(report: Report, verbose: bool) -> Iterator[str]:
    """The same below the name of each file."""
    lang = report.settings.lang
    enforced = [each for each in report.results if report.is_enforced(each)]
    files: dict[str, list[tuple[int, int, str]]] = {}
    for problem in report.problems:
        files.setdefault(problem.path, []).append((problem.line, problem.column, problem.message.to(lang)))
    for result in failing(enforced):
        for finding in result.findings:
            _, line, column = finding.place
            said = finding_lines.finding_line(result, finding, lang).removeprefix(f"{finding.place}: ")
            files.setdefault(finding.place.path, []).append((line, column, said))
    for result in filter(_unjudged, enforced):
        if result.place:
            path, line, column = result.place
            said = finding_lines.error_line(result, lang).removeprefix(f"{result.place}: ")
            files.setdefault(path, []).append((line, column, said))
    for warning in report.warnings:
        said = f"{WARNING.to(lang)} {warning.message.to(lang)}"
        files.setdefault(warning.path, []).append((warning.line, warning.column, said))
    for path in sorted(files, key=lambda path: (path not in report.paths, path)):
        yield f"{path}:"
        yield from (f"  {line}:{column}: {said}" for line, column, said in sorted(files[path]))
        yield ""
    yield from _closing(report)


def _closing(report: Report) -> Iterator[str]:
    """What else there is to know of the run, and the verdict."""
    lang = report.settings.lang
    if problems := len(report.problems):
        plural = "" if problems == 1 else "s"
        yield Text(
            f"documents that cannot be used: {problems} problem{plural}", f"无法使用的文档：{problems} 处问题"
        ).to(lang)
    for text in (not_enforced(report), incomplete(report)):
        if text:
            yield text.to(lang)
    if report.results or report.problems or report.tally.counts:
        yield verdict_of(report).text().to(lang)


def verdict_of(report: Report) -> Verdict:
    """The run in figures."""
    enforced = [each for each in report.results if report.is_enforced(each)]
    causes = caused_by(enforced)
    own = [each for each in failing(enforced) if each.id not in causes]
    apart = unjudged(enforced)
    total = total_of_run(report)
    settings = report.settings
    open_ = [each for each in report.results if each.open]
    places = {
        *(each.findings[0].place.path for each in own),
        *(each[0].document for each in apart),
        *(each.path for each in report.problems),
    }
    return Verdict(
        licenses=licenses_of(total),
        as_of=settings.as_of,
        problems=len(own) + len(apart) + len(report.problems),
        critical=sum(each.criterion.level == CRITICAL for each in own),
        files=len(places),
        open=len(open_),
        open_critical=sum(each.criterion.level == CRITICAL for each in open_),
        due=due_within(total.due, settings.as_of, settings.warn_days),
        warn_days=settings.warn_days,
        attested=len(attested_alone(total)),
        clauses=len(passed_clauses(total)),
        whole=report.complete and not report.not_enforced,
    )


WARNING = Text("warning", "警告")


def _warning_lines(warnings: Iterable[Problem], lang: str) -> Iterator[str]:
    return (f"{each.place}: {WARNING.to(lang)} {each.message.to(lang)}" for each in warnings)


def _warnings(
    report: Report, enforced: Sequence[Result], causes: Mapping[str, str], verbose: bool
) -> Iterator[str]:
    """What is open, of which more than a few are counted by who can answer it, and whatever else must be known."""
    lang = report.settings.lang
    others, waiting = sorted_warnings(report, causes)
    yield from _few(list(_warning_lines(others, lang)), verbose, lang)
    if verbose or len(waiting) <= _FEW:
        yield from _warning_lines(waiting, lang)
        return
    yield from _warning_lines(list(waiting)[:_SOME], lang)
    left = list(waiting.values())[_SOME:]
    roles = by_role(left)
    yield Text(
        f"and {len(left)} more are open ({roles.en}): 'icplicense todo' lists them",
        f"另有 {len(left)} 项尚无定论（{roles.zh}）：用 icplicense todo 查看",
    ).to(lang)


def sorted_warnings(report: Report, causes: Mapping[str, str]) -> tuple[list[Problem], dict[Problem, Result]]:
    """What must be known besides failures, and what is open, each with its case; what follows from a failure is neither."""
    open_ = {unsettled(each): each for each in report.results if each.open}
    others = [each for each in report.warnings if each not in open_]
    waiting = {
        each: case
        for each in report.warnings
        if (case := open_.get(each)) is not None and case.id not in causes
    }
    return others, waiting


def _few(lines: list[str], verbose: bool, lang: str, most: int = _FEW) -> Iterator[str]:
    """The lines, or the first of them and how many there are besides."""
    if verbose or len(lines) <= most:
        yield from lines
        return
    yield from lines[:most]
    left = len(lines) - most
    yield Text(f"and {left} more like these: --verbose lists them", f"另有 {left} 条：--verbose 逐条列出").to(
        lang
    )


def _unjudged(result: Result) -> bool:
    return result.outcome is Outcome.ERROR and not result.findings


def unjudged(results: Iterable[Result]) -> list[list[Result]]:
    """Cases that cannot be judged, those of one manifest and reason together: one broken file keeps many from it."""
    found: dict[tuple[str, Text | None], list[Result]] = {}
    for result in filter(_unjudged, results):
        found.setdefault((result.document, result.reason), []).append(result)
    return list(found.values())


def _together(results: Iterable[Result], lang: str) -> Iterator[str]:
    for each in unjudged(results):
        clauses = ", ".join(dict.fromkeys(result.criterion.clause for result in each))
        reason = each[0].reason
        yield f"{each[0].place}: {clauses} error {reason.to(lang) if reason else ''}"


def lines_of_result(result: Result, lang: str) -> list[str]:
    """The lines of a result that is not in order, with its remedies; none for the others."""
    out = finding_lines.lines(result, lang)
    if result.outcome is Outcome.FAILED:
        if result.reason:
            out.append(f"    {result.reason.to(lang)}")
        out += [f"    {remedy}" for remedy in dict.fromkeys(each.remedy.to(lang) for each in result.findings)]
    return out
