"""A folder of earlier JSON reports as past runs. Nothing in it is believed: what is no whole report is refused by name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pytest_icplicense.documents import Problem
from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.library.settings import Settings
from pytest_icplicense.model.result import merged
from pytest_icplicense.reports.pages.proof_bar import kinds
from pytest_icplicense.reports.record.record_reading import OUT_OF_FORM, Reader
from pytest_icplicense.reports.record.report_files import Part, damaged, read_report, refused
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.reports.summary import count
from pytest_icplicense.reports.terminal import verdict_of
from pytest_icplicense.runs.past_run import PastRun
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text, plain

DRAWN_BY = "html"
"""The format that draws them."""
MOST_FILES = 1_000
"""Some three years of daily reports."""
MOST_BYTES = 32 << 20
"""Of one report, without its cases: those of some thousand manifests."""
_NOT_PLAIN = Text(
    "no plain file, and links are not followed; put a copy there",
    "不是普通文件（不跟随链接）；请放入副本",
)

_OR_ELSE = Text(", or take it out of the folder", "；也可将其移出该文件夹")
_NO_FOLDER = Text(
    "no such folder; make it, and put earlier reports of 'icplicense report json' into it",
    "没有该文件夹；请创建并放入 icplicense report json 先前写出的报告",
)
_FILE = Text("a file; name the folder with the earlier reports", "是文件；请指定存放历次报告的文件夹")


def past_runs(folder: Path, settings: Settings) -> tuple[PastRun, ...]:
    """The runs that the files `*.json` of a folder tell of, in the order of their as-of dates; other files are passed over.

    Raises:
        NoReport: the folder cannot be read, has too many of them, or some are no reports; it names all of those.
    """
    runs, refusals = [], []
    for file in _files(folder):
        try:
            runs.append(_past_run(file, settings))
        except NoReport as error:
            refusals.append(error.message)
    if refusals:
        en, zh = (
            "\n".join(f"{each.to(lang)}{_OR_ELSE.to(lang)}" for each in refusals) for lang in ("en", "zh")
        )
        raise NoReport(Text(en, zh))
    return tuple(sorted(runs, key=lambda each: (each.as_of, each.name)))


def _files(folder: Path) -> Iterator[Path]:
    shown = plain(str(folder))
    try:
        with os.scandir(folder) as entries:
            found = {each.name: each for each in entries if each.name.endswith(".json")}
    except NotADirectoryError:
        raise refused(shown, _FILE) from None
    except (FileNotFoundError, ValueError):
        raise refused(shown, _NO_FOLDER) from None
    except OSError as error:
        raise refused(shown, unreadable(error)) from None
    if len(found) > MOST_FILES:
        raise refused(
            shown,
            Text(
                f"{len(found)} reports; at most {MOST_FILES} are drawn, move the older ones elsewhere",
                f"有 {len(found)} 份报告；至多绘制 {MOST_FILES} 份，请将较早的移到别处",
            ),
        )
    yield from (folder / name for name in sorted(found))


def _past_run(file: Path, settings: Settings) -> PastRun:
    name = plain(str(file))
    try:
        regular = os.path.isfile(file) and not os.path.islink(file)
    except ValueError:
        regular = False
    if not regular:
        raise refused(name, _NOT_PLAIN)
    part = read_report(file, MOST_BYTES)
    try:
        report = _report(part, settings)
        if count(result.outcome for result in report.results) != part.summary:
            raise damaged(name)
        return past_run(report, plain(file.name))
    except OUT_OF_FORM:
        raise damaged(name) from None


def _report(part: Part, settings: Settings) -> Report:
    """What a part tells, without a look at any file."""
    read = Reader(Path(), part.as_of).read(part.record, str)
    problems: Iterable[Problem] = (*read.problems, *(each for file in read.files for each in file.problems))
    return Report(
        settings=replace(settings, as_of=part.as_of, warn_days=part.warn_days, roles=()),
        paths=tuple(each.shown for each in read.files),
        results=tuple(result for file in read.files for result in file.results),
        problems=tuple(dict.fromkeys(problems)),
        licenses=tuple(dict.fromkeys(number for file in read.files for number in file.licenses)),
        tally=merged((each.tally for each in read.files), part.as_of),
        complete=part.complete,
        not_run=part.not_run,
    )


def past_run(report: Report, name: str) -> PastRun:
    """What is followed over time of a run."""
    verdict = verdict_of(report)
    return PastRun(
        as_of=report.settings.as_of,
        name=name,
        complete=report.complete,
        problems=verdict.problems,
        critical=verdict.critical,
        cases=count(result.outcome for result in report.results),
        failing=frozenset(each.id for each in report.results if each.outcome.due_is_next),
        open=verdict.open,
        proof=kinds(report.tally.proofs),
        due=report.tally.due,
        soon=verdict.due,
    )
