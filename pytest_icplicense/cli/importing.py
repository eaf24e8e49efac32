"""`icplicense import`: a license's text to a License document, with a report of what was read and what is not certain."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_icplicense.cli.options import (
    WrongUse,
    add_lang,
    add_library,
    existing,
    settings_for,
    unusable,
)
from pytest_icplicense.cli.screen import Screen
from pytest_icplicense.text import Text, plain

if TYPE_CHECKING:
    from pytest_icplicense.intake.compare import Row
    from pytest_icplicense.intake.importing import Imported
    from pytest_icplicense.library import Library


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="the license: text, Markdown, HTML, DOCX, PDF · 许可证文件：文本、Markdown、HTML、DOCX 或 PDF",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="write the License document here (standard output) · 写入的 YAML 文件（默认输出到标准输出）",
    )
    parser.add_argument("--force", action="store_true", help="overwrite what is there · 覆盖已有文件")
    parser.add_argument(
        "--compare",
        type=Path,
        metavar="OTHER",
        help="show it beside another license, a file of any of these kinds or YAML · 与另一许可证并排比较",
    )
    add_library(parser)
    add_lang(parser)


def run(options: argparse.Namespace) -> int:
    """Import, write and report: 0 where nothing is missing, 1 where something is, 2 where it is no license."""
    from pytest_icplicense import library as libraries

    settings = settings_for(options, Path())
    library = libraries.load(settings.policies, settings.licenses)
    if library.problems:
        raise unusable(library)
    lang = settings.lang
    imported = _imported(options.file, library)
    if options.compare is not None:
        _compare(options.file, options.compare, imported.tree, _tree(options.compare, library), lang)
        return 0 if imported.whole else 1
    files = _files(options, imported)
    _write(files, options)
    _report(imported, options, files, lang)
    return 0 if imported.whole else 1


def _imported(file: Path, library: Library) -> Imported:
    from pytest_icplicense.intake.importing import import_file
    from pytest_icplicense.intake.license import NotALicense
    from pytest_icplicense.intake.reading import NotReadable

    existing(file)
    try:
        return import_file(file, library)
    except NotReadable as error:
        why = error.message
    except NotALicense as error:
        why = error.reason
    shown = plain(str(file))
    raise WrongUse(Text(f"{shown}: {why.en}", f"{shown}：{why.zh}"))


def _tree(file: Path, library: Library) -> dict[str, Any]:
    """The License document that a file is, or that its text can be read as."""
    from pytest_icplicense.documents import read

    existing(file)
    if file.suffix.lower() not in (".yaml", ".yml"):
        return _imported(file, library).tree
    source = read(file, plain(str(file)))
    found = [document for document in source.documents if document.kind == "License"]
    problems = [
        *source.problems,
        *(fault for each in found for fault in library.schema("license").problems(each)),
    ]
    if problems or len(found) != 1:
        text = Text("has no document of kind License, or several", "没有 kind 为 License 的文档，或不止一份")
        shown = problems[0] if problems else None
        raise WrongUse(
            Text(shown.to("en"), shown.to("zh"))
            if shown
            else Text(f"{plain(str(file))}: {text.en}", f"{plain(str(file))}：{text.zh}")
        )
    tree: dict[str, Any] = found[0].tree
    return tree


def _files(options: argparse.Namespace, imported: Imported) -> dict[Path | None, str]:
    """What is to be written, by file; the license itself under None where it goes to the standard output."""
    from pytest_icplicense.intake.document import to_yaml

    number = imported.tree.get("number", "")
    license_text = to_yaml(imported.tree, f"增值电信业务经营许可证 {number}".rstrip())
    files: dict[Path | None, str] = {options.output: license_text}
    for name, text in imported.skeletons.items():
        if options.output is None:
            files[None] += f"---\n{text}"
        else:
            files[options.output.with_name(f"{options.output.stem}.{name}.yaml")] = text
    return files


def _write(files: dict[Path | None, str], options: argparse.Namespace) -> None:
    """Write all, aside and renamed, or nothing.

    Raises:
        WrongUse: a file is there already, or cannot be written.
    """
    targets = {path: text for path, text in files.items() if path is not None}
    for path in targets:
        shown = plain(str(path))
        if os.path.lexists(path) and not options.force:
            raise WrongUse(
                Text(f"{shown} is there already; --force overwrites it", f"{shown} 已存在；可用 --force 覆盖")
            )
        if path.is_dir():
            raise WrongUse(Text(f"{shown} is a folder", f"{shown} 是文件夹"))
    aside: dict[Path, Path] = {}
    try:
        for path, text in targets.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            aside[path] = path.with_name(f".{path.name}.{os.getpid()}")
            aside[path].write_text(text, encoding="utf-8", newline="\n")
        for path, written in aside.items():
            written.replace(path)
    except OSError as error:
        for written in aside.values():
            written.unlink(missing_ok=True)
        from pytest_icplicense.documents.document import unreadable

        why = unreadable(error)
        shown = plain(str(options.output))
        raise WrongUse(Text(f"{shown} cannot be written: {why.en}", f"无法写入 {shown}：{why.zh}")) from None


def _report(
    imported: Imported, options: argparse.Namespace, files: dict[Path | None, str], lang: str
) -> None:
    """The document to the standard output and the report beside it; with `-o` the report alone."""
    from pytest_icplicense.intake.report import in_words

    lines = in_words(imported, plain(options.file.as_posix()), lang)
    if None in files:
        sys.stdout.write(files[None])
        print("\n".join(lines), file=sys.stderr)
        return
    lines += [
        "",
        *(Text(f"wrote {plain(str(path))}", f"已写入 {plain(str(path))}").to(lang) for path in files),
    ]
    if imported.skeletons:
        lines.append(
            Text(
                "write checks into these new provisions: until then 'icplicense trace' and 'check' report them",
                "请为这些新规定编写检查；在此之前 icplicense trace 和 check 会报告它们",
            ).to(lang)
        )
    Screen(sys.stdout).write("\n".join(lines) + "\n")


def _compare(here: Path, there: Path, left: dict[str, Any], right: dict[str, Any], lang: str) -> None:
    from pytest_icplicense.intake.compare import side_by_side

    screen = Screen(sys.stdout)
    rows = side_by_side(left, right)
    screen.write(_table([plain(here.name), plain(there.name)], rows, screen.width, lang))


def _table(names: list[str], rows: list[Row], width: int, lang: str) -> str:
    """Three columns, those that differ marked; a Chinese character takes two cells."""
    from rich.cells import cell_len

    from pytest_icplicense.cli.screen import wrapped

    first = max((cell_len(row.what.to(lang)) for row in rows), default=0)
    room = max((width - first - 6) // 2, 12)
    out = [_line(" ", "", names[0], names[1], first, room)]
    for row in rows:
        sides = [wrapped(text, room) or [""] for text in (row.left, row.right)]
        for index in range(max(map(len, sides))):
            left, right = (side[index] if index < len(side) else "" for side in sides)
            what = row.what.to(lang) if index == 0 else ""
            out.append(_line(" " if row.same else "~", what, left, right, first, room))
    changed = sum(not row.same for row in rows)
    total = Text(f"{changed} of {len(rows)} rows differ", f"共 {len(rows)} 行，{changed} 行不同")
    return "\n".join([*out, total.to(lang)]) + "\n"


def _line(sign: str, what: str, left: str, right: str, first: int, room: int) -> str:
    from rich.cells import set_cell_size

    return f"{sign} {set_cell_size(what, first)}  {set_cell_size(left, room)}  {right}".rstrip()
