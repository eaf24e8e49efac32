"""The verdicts of a run as text: what fails, by cause; what is open; what it comes to; and the verdict in the last line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby

from pytest_icplicense.documents import Place, Problem
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.result import Excerpt, Result
from pytest_icplicense.reports import finding_blocks, finding_lines
from pytest_icplicense.reports.causes import caused_by
from pytest_icplicense.reports.closing_lines import by_role, incomplete, not_enforced
from pytest_icplicense.reports.finding_blocks import blocks, one_by_one
from pytest_icplicense.reports.finding_lines import PlacedLine
from pytest_icplicense.reports.summary import block, total_of_run
from pytest_icplicense.reports.verdict_line import Verdict, of_total
from pytest_icplicense.runs.judge_file import unsettled
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text, many, printable

FULL, CONCISE, GROUPED = STYLES = ("full", "concise", "grouped")
OPTIONS = "--verbose", "--output-format concise"
"""What tells all findings in full, and all in a line each."""
_BROKEN = 100
"""Problems of documents that are told one by one: each keeps something from being judged."""
_FEW = 5
"""Warnings and waivers that are told one by one."""
_BESIDE_FAILURES = 4
"""Lines that there are for warnings where something fails, which is read first; of one there is always room."""


def render(report: Report, style: str = FULL, *, verbose: bool = False) -> str:
    """The report, with a final newline; `verbose` tells everything one by one."""
    enforced = [each for each in report.results if report.is_enforced(each)]
    causes = caused_by(enforced)
    if style == FULL:
        parts = _full(report, enforced, causes, verbose)
    elif style == CONCISE:  # for programs that look for `path:line:column:`
        parts = map(str, finding_lines.in_order(_lines(report, enforced, ids=True), report.paths))
    else:
        parts = finding_lines.grouped(_lines(report, enforced), report.paths)
    whole = (*parts, *_closing(report, causes))
    return "".join(f"{printable(line)}\n" for line in whole)


def _full(
    report: Report, enforced: Sequence[Result], causes: Mapping[str, str], verbose: bool
) -> Iterator[str]:
    lang = report.settings.lang
    if report.excerpts:
        yield from faults(report.problems, report.excerpts, lang)
    else:
        yield from _few([each.to(lang) for each in report.problems], verbose, lang, _BROKEN)
    found = one_by_one(enforced, report.paths) if verbose else blocks(enforced, report.paths, causes)
    yield from finding_blocks.lines(found, report.snippets, lang, options=OPTIONS, whole=verbose)
    yield from _few(list(map(str, finding_lines.unjudged(enforced, lang))), verbose, lang)
    yield from _warnings(report, {} if verbose else causes, verbose)
    yield from _few(
        [f"{each.waiver.place}: {each.message.to(lang)}" for each in report.reviews], verbose, lang
    )
    comes_to = total_of_run(report)
    if comes_to.groups:
        yield from block(comes_to, report.settings.as_of, lang, verbose=verbose)


def faults(problems: Iterable[Problem], excerpts: Mapping[Place, Excerpt], lang: str) -> Iterator[str]:
    """What is wrong with documents, and after all of a place the lines around it."""
    for place, there in groupby(problems, key=lambda each: each.place):
        yield from (each.to(lang) for each in there)
        if (excerpt := excerpts.get(place)) is not None:
            yield from finding_lines.frame(excerpt, place.line)
            yield ""


def _lines(report: Report, enforced: Sequence[Result], *, ids: bool = False) -> Iterator[PlacedLine]:
    """A line for everything; `ids`: with levels and `warning` as programs read them."""
    lang = report.settings.lang
    yield from (PlacedLine(each.place, each.message.to(lang)) for each in report.problems)
    for each in blocks(enforced, report.paths, {}):
        for result in (each.result, *each.alike):
            for found in result.findings:
                yield finding_lines.finding(result, found, lang, ids=ids)
    yield from finding_lines.unjudged(enforced, lang, ids=ids)
    yield from _warning_lines(report.warnings, lang, ids=ids)
    yield from (PlacedLine(each.waiver.place, each.message.to(lang)) for each in report.reviews)


def _closing(report: Report, causes: Mapping[str, str]) -> Iterator[str]:
    """What else there is to know of the run, and the verdict."""
    lang = report.settings.lang
    if problems := len(report.problems):
        told = many(problems, "problem")
        yield Text(f"documents that cannot be used: {told}", f"无法使用的文档：{problems} 处问题").to(lang)
    for text in (not_enforced(report), incomplete(report)):
        if text:
            yield text.to(lang)
    if report.results or report.problems or report.tally.counts:
        yield verdict_of(report, causes).text().to(lang)


def verdict_of(report: Report, causes: Mapping[str, str] | None = None) -> Verdict:
    """The run in figures; `causes` as `caused_by` gives them of what is enforced, where they are known already."""
    whole = report.complete and not report.not_enforced
    verdict = of_total(total_of_run(report), report.settings, whole=whole)
    return verdict.counting(report.results, report.problems, report.settings.roles, causes)


WARNING = Text("warning", "警告")


def _warning_lines(warnings: Iterable[Problem], lang: str, *, ids: bool = False) -> Iterator[PlacedLine]:
    word = WARNING.en if ids else WARNING.to(lang)
    return (PlacedLine(each.place, f"{word} {each.message.to(lang)}") for each in warnings)


def _warnings(report: Report, causes: Mapping[str, str], verbose: bool) -> Iterator[str]:
    """What is open, more than a few only counted by who can answer it, and whatever else must be known."""
    lang = report.settings.lang
    others, waiting = sorted_warnings(report, causes)
    gate = [each for each in others if each.of_gate]  # never left out beside failures
    yield from _few(list(map(str, _warning_lines(gate, lang))), verbose, lang)
    told = list(map(str, _warning_lines([each for each in others if not each.of_gate], lang)))
    room = _BESIDE_FAILURES if finding_blocks.failing(report.results) else None
    yield from _few(told, verbose, lang, _fit(told, room) if room else _FEW)
    if verbose or len(waiting) <= _FEW:
        yield from map(str, _warning_lines(waiting, lang))
        return
    roles = by_role(waiting.values())
    yield Text(
        f"{len(waiting)} are open ({roles.en}): 'icplicense todo' lists them",
        f"{len(waiting)} 项尚无定论（{roles.zh}）：用 icplicense todo 查看",
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


def _fit(lines: Sequence[str], room: int) -> int:
    """How many of the first few lines there is room for; for one there always is."""
    heights = [finding_blocks.height([line]) for line in lines[:_FEW]]
    return max(sum(total <= room for total in accumulate(heights)), 1)


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


def lines_of_result(result: Result, lang: str) -> list[str]:
    """The lines of a result that is not in order, with its remedies; none for the others."""
    out = finding_lines.lines(result, lang)
    if result.outcome is Outcome.FAILED:
        if result.reason:
            out.append(f"    {result.reason.to(lang)}")
        out += [f"    {remedy}" for remedy in dict.fromkeys(each.remedy.to(lang) for each in result.findings)]
    return out
