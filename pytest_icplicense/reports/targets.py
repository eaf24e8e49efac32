"""Reports that are asked for as `FORMAT:PATH`, several for one run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.reports.formats import Format, named, rendered
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.reports.writing import refuse, write
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text, plain


class Target(NamedTuple):
    """A format, and the file that it is to be written to."""

    format: Format
    path: Path


def targets(asked: Sequence[str], folder: Path, taken: Iterable[Path] = ()) -> list[Target]:
    """What `asked` means in `folder`; other reports write to the paths that are `taken`.

    Raises:
        NoReport: a format is unknown or cannot be had, a path cannot be written to, or two would be written to one.
    """
    seen = {os.path.realpath(path) for path in taken}
    found = []
    for each in asked:
        name, colon, path = each.partition(":")
        shown = plain(each[:200])
        if not (name and colon and path):
            raise NoReport(
                Text(
                    f"write FORMAT:PATH, such as json:report.json, instead of '{shown}'",
                    f"应写作 格式:路径，例如 json:report.json，而非“{shown}”",
                )
            )
        if path == "-" or path.endswith(("/", os.sep)):
            raise NoReport(
                Text(f"'{shown}': write the path of a file", f"“{shown}”：请填写文件路径"),
            )
        target = Target(named(name), folder / path)
        refuse(target.path)
        real = os.path.realpath(target.path)
        if real in seen and not _endless(target.path):
            where = plain(path)
            raise NoReport(
                Text(
                    f"{where}: two reports cannot be written to one path; name another for '{name}'",
                    f"{where}：两份报告不能写入同一路径；请为“{name}”另选路径",
                )
            )
        seen.add(real)
        found.append(target)
    return found


def _endless(path: Path) -> bool:
    """Whether nothing is lost where two are written there: /dev/null takes any number."""
    return os.path.realpath(path) == os.path.realpath(os.devnull)


def write_all(asked: Iterable[Target], report: Report) -> list[NoReport]:
    """Write each report; one that fails keeps no other from being written."""
    failed = []
    for target in asked:
        try:
            write(target.path, rendered(target.format, report), report.used)
        except NoReport as error:
            failed.append(error)
    return failed
