"""`icplicense combine`: the JSON reports of several jobs, as one run in any format."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense.cli.history import add_history, refuse_history, with_history
from pytest_icplicense.cli.options import (
    WrongUse,
    add_lang,
    add_library,
    add_output_format,
    laid_out,
    settings_for,
)
from pytest_icplicense.cli.parser import Parser
from pytest_icplicense.cli.proof_floor import add_floor, exit_code
from pytest_icplicense.cli.terminal_output import say_in_short
from pytest_icplicense.text import Text, plain

if TYPE_CHECKING:
    from pytest_icplicense.model.rendered import RenderedPage


def options(parser: Parser) -> None:
    """What the command takes."""
    from pytest_icplicense.reports.formats import SHIPPED

    listed = ", ".join(each.name for each in SHIPPED)
    parser.add_argument(
        "reports",
        nargs="+",
        type=Path,
        metavar="REPORT",
        help="JSON reports, and what 'icplicense render' wrote · JSON 报告及 icplicense render 的输出（可多份）",
    )
    parser.add_argument(
        "--expect",
        action="append",
        default=[],
        metavar="GLOB",
        help="fail where a manifest that this matches is in no report (repeatable)"
        " · 匹配此模式的清单若不在任何报告中则报错（可重复）",
    )
    parser.add_argument(
        "--format", default="text", metavar="FORMAT", help=f"what to print: {listed} · 输出的格式：{listed}"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="write the report here (default: standard output) · 报告写入的文件（默认输出到标准输出）",
    )
    add_output_format(parser)
    add_history(parser)
    add_floor(parser)
    add_lang(parser)
    add_library(parser)
    parser.intermixed = True


def run(options: argparse.Namespace) -> int:
    """Join, print, and give the exit code of the whole; 2 where they do not belong together."""
    from pytest_icplicense.files.discovery import find_manifests
    from pytest_icplicense.reports.formats import named, streamed
    from pytest_icplicense.reports.record.joining import joined, read_all
    from pytest_icplicense.reports.refusal import NoReport
    from pytest_icplicense.reports.writing import refuse, write

    here = Path.cwd()
    target = None if options.output is None or str(options.output) == "-" else options.output
    gc.disable()  # a million results are a million objects without circles; looking for some takes longer than they did
    try:
        form = laid_out(named(options.format), options)
        refuse_history(form.name, options)
        if target is not None:
            refuse(target)
        chosen = settings_for(options, here)
        found = find_manifests(here, chosen.exclude, chosen.folder) if options.expect else ()
        pages = _pages(options.reports)
        reports = [file for file in options.reports if file not in pages]
        whole = joined(read_all(reports), chosen, here, options.expect, found, form.wants, pages)
        made = _begun(streamed(form, with_history(whole, options)))
        if target is None:
            sys.stdout.flush()
            for piece in made:
                sys.stdout.buffer.write(piece)
        else:
            write(target, made, [*options.reports, *map(Path, whole.paths)])
            if whole.exit_code:
                say_in_short(whole)
    except NoReport as error:
        raise WrongUse(error.message) from None
    finally:
        gc.enable()
    return exit_code(options, whole, text=form.name == "text" and target is None)


def _pages(files: list[Path]) -> dict[Path, list[RenderedPage]]:
    """What a browser showed of pages, by the files that are no reports but tell of them.

    Raises:
        WrongUse: such a file cannot be used, or there are no reports beside it.
    """
    from pytest_icplicense.evidence.result_files import pages_of
    from pytest_icplicense.model.evidence import Unusable

    found = {}
    for file in files:
        try:
            if (pages := pages_of(file)) is not None:
                found[file] = pages
        except Unusable as error:
            shown, why = plain(str(file)), error.message
            place = f"{shown}:{error.line}:{error.column}"
            raise WrongUse(Text(f"{place}: {why.en}", f"{place}：{why.zh}")) from None
    if len(found) == len(set(files)):
        raise WrongUse(
            Text("name the JSON reports that the pages belong to, too", "请一并给出页面所属的 JSON 报告")
        )
    return found


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, the first of them made: what cannot be made is refused before anything is written."""
    first = next(pieces, b"")

    def all_of_them() -> Iterator[bytes]:
        yield first
        yield from pieces

    return all_of_them()
