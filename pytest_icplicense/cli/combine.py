"""`icplicense combine`: the JSON reports of several jobs, as one run in any format."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterator
from pathlib import Path

from pytest_icplicense.cli.options import Parser, WrongUse, add_lang, add_library, settings_for
from pytest_icplicense.cli.proof_floor import add_floor, exit_code


def options(parser: Parser) -> None:
    """What the command takes."""
    from pytest_icplicense.reports.formats import SHIPPED

    listed = ", ".join(each.name for each in SHIPPED)
    parser.add_argument(
        "reports", nargs="+", type=Path, metavar="REPORT", help="JSON reports · JSON 报告（可多份）"
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
        "--format", default="text", metavar="FORMAT", help=f"what to print: {listed} · 输出格式"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="write the report here (standard output) · 报告写入的文件（默认输出到标准输出）",
    )
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
        form = named(options.format)
        if target is not None:
            refuse(target)
        chosen = settings_for(options, here)
        found = find_manifests(here, chosen.exclude, chosen.folder) if options.expect else ()
        whole = joined(read_all(options.reports), chosen, here, options.expect, found, form.wants)
        made = _begun(streamed(form, whole))
        if target is None:
            sys.stdout.flush()
            for piece in made:
                sys.stdout.buffer.write(piece)
        else:
            write(target, made, [*options.reports, *map(Path, whole.paths)])
    except NoReport as error:
        raise WrongUse(error.message) from None
    finally:
        gc.enable()
    return exit_code(options, whole)


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, the first of them made: what cannot be made is refused before anything is written."""
    first = next(pieces, b"")

    def all_of_them() -> Iterator[bytes]:
        yield first
        yield from pieces

    return all_of_them()
