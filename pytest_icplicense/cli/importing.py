"""`icplicense import`: a license's text to a License document, with a report of what was read and what is not certain."""

from __future__ import annotations

import argparse
import glob
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_icplicense import is_manifest
from pytest_icplicense.cli.options import (
    WrongUse,
    add_lang,
    add_library,
    existing,
    library_for,
    settings_for,
)
from pytest_icplicense.cli.terminal_output import Screen, write_data
from pytest_icplicense.files import DISK
from pytest_icplicense.text import Text, plain, short

if TYPE_CHECKING:
    from pytest_icplicense.intake.compare import Row
    from pytest_icplicense.intake.import_file import Imported
    from pytest_icplicense.intake.provisions.clause_readings import Acceptance
    from pytest_icplicense.intake.scan.import_scan import ScannedLicense
    from pytest_icplicense.library import Library


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="the license: text, Markdown, HTML, DOCX, PDF, or pictures of its pages (PNG, JPEG, TIFF, WebP, BMP, HEIC) · "
        "许可证文件：文本、Markdown、HTML、DOCX、PDF，或各页图片（PNG、JPEG、TIFF、WebP、BMP、HEIC）",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="write the License document here (default: standard output) · 写入的 YAML 文件（默认输出到标准输出）",
    )
    parser.add_argument("--force", action="store_true", help="overwrite what is there · 覆盖已有文件")
    parser.add_argument(
        "--compare",
        type=Path,
        metavar="OTHER",
        help="show it beside another license, a file of any of these kinds or YAML · 与另一许可证并排比较",
    )
    parser.add_argument(
        "--review",
        type=Path,
        metavar="OUT.html",
        help="of pictures: a page with each value beside its picture · 图片识别时：生成核对页，逐项对照图片",
    )
    parser.add_argument(
        "--confirm",
        type=Path,
        metavar="YAML",
        help="lines that a person compared with the pictures · 人工核对过的行（由核对页得到）",
    )
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="PERCENT|CLAUSE",
        help="judge sentences in other words as the known clauses that they are like: from PERCENT on, or as CLAUSE "
        "(repeatable; on a terminal each is asked for)"
        " · 文字不同的句子按相近的已知条款判定：达到百分比的，或指定条款（可重复）",
    )
    add_library(parser)
    add_lang(parser)


def run(options: argparse.Namespace) -> int:
    """Import, write and report: 0 where nothing is missing, 1 where something is, 2 where it is no license."""
    settings = settings_for(options, Path())
    library = _without_own_drafts(library_for(settings, judging=False), options.output)
    lang = settings.lang
    if options.output is not None and is_manifest(options.output.name):
        shown = plain(str(options.output))
        raise WrongUse(
            Text(
                f"-o {shown}: a file of this name is taken for a manifest; write to licenses/own.yaml, say",
                f"-o {shown}：此文件名会被当作清单；请另取名，例如 licenses/own.yaml",
            )
        )
    if options.review is not None:
        _refuse_review(options)
    imported, scanned = _imported(options.files, library, options)
    if options.compare is not None:
        if options.output is not None:
            raise WrongUse(Text("--compare writes nothing: leave out -o", "--compare 不写入文件：请去掉 -o"))
        return _compare(options, imported, library, lang)
    imported, scanned = _asked(imported, scanned, library, options, lang)
    files, kept, gone = _files(options, imported)
    if scanned is not None and options.review is not None:
        from pytest_icplicense.intake.scan.review import review_page

        files[options.review] = review_page(scanned, lang)
    saved = _write(files, options)
    for path in gone:
        path.unlink()
    usable = library.schema("license").accepts(imported.tree)
    to_complete = () if usable else tuple(_to_complete(options, scanned is not None))
    _report(imported, options, files, kept, lang, to_complete)
    if saved is not None:
        old, copy = plain(str(options.output)), plain(str(saved))
        said = Text(f"saved the old {old} as {copy}", f"原 {old} 另存为 {copy}")
        print(said.to(lang), file=sys.stderr)
    return 0 if imported.whole else 1


def _imported(
    files: Sequence[Path], library: Library, options: argparse.Namespace | None = None
) -> tuple[Imported, ScannedLicense | None]:
    from pytest_icplicense.intake.import_license import import_license
    from pytest_icplicense.intake.provisions.clause_readings import Acceptance, NotAcceptable
    from pytest_icplicense.intake.read_license import NotALicense
    from pytest_icplicense.intake.scan.confirmations import NotConfirmed, read_confirmation
    from pytest_icplicense.intake.scan.read_scan import FileNotReadable
    from pytest_icplicense.readers.reading import NotReadable

    for file in files:
        existing(file)
    shown = ", ".join(plain(str(file)) for file in files)
    try:
        confirmation = None
        if options is not None and options.confirm is not None:
            existing(options.confirm)
            confirmation = read_confirmation(options.confirm, library)
        wanted = options is not None and options.review is not None
        accepted = _acceptance(options.accept) if options is not None else Acceptance()
        return import_license(files, library, confirmation, pictures=wanted, accepted=accepted)
    except (NotConfirmed, NotAcceptable) as error:
        raise WrongUse(error.message) from None
    except FileNotReadable as error:
        why = error.message
        shown = plain(error.file)
    except NotReadable as error:
        why = error.message
    except NotALicense as error:
        why = error.reason
    raise WrongUse(Text(f"{shown}: {why.en}", f"{shown}：{why.zh}"))


def _acceptance(given: Sequence[str]) -> Acceptance:
    """What is accepted, from percentages and clauses.

    Raises:
        WrongUse: it is neither, or so low a percentage that different clauses are as alike.
    """
    from pytest_icplicense.intake.provisions.clause_readings import Acceptance
    from pytest_icplicense.intake.provisions.meaning import bounds

    least = bounds().accepted_from
    percents = [each.removesuffix("%") for each in given if each.removesuffix("%").isdecimal()]
    clauses = frozenset(each for each in given if each.startswith("SP-"))
    other = [each for each in given if each not in clauses and each.removesuffix("%") not in percents]
    wrong = other or [each for each in percents if not least <= int(each) <= 100]
    if wrong:
        shown = short(wrong[0], 40)
        raise WrongUse(
            Text(
                f"--accept {shown}: write a percentage from {least} to 100, or a clause such as SP-02.4; different clauses"
                f" of one license are alike up to there",
                f"--accept {shown}：请写 {least} 至 100 的百分比，或条款编号（如 SP-02.4）；"
                "更低的相似度在不同条款之间也会出现",
            )
        )
    return Acceptance(min(map(int, percents), default=None), clauses)


def _asked(
    imported: Imported,
    scanned: ScannedLicense | None,
    library: Library,
    options: argparse.Namespace,
    lang: str,
) -> tuple[Imported, ScannedLicense | None]:
    """The same, where somebody sits at a terminal, with the sentences that they let count as known clauses."""
    from pytest_icplicense.intake.import_report import asked, question

    if options.accept or not all(
        stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)
    ):
        return imported, scanned
    taken = []
    for match in imported.matches:
        for each in match.clauses:
            if asked(each):
                try:
                    typed = input(f"{question(match, each).to(lang)} [y/N] ").strip().lower()
                except EOFError:
                    return imported, scanned
                if typed in ("y", "yes", "是", "j"):
                    taken.append(f"{match.id}.{each.number}")
    if not taken:
        return imported, scanned
    options.accept = taken
    return _imported(options.files, library, options)


def _without_own_drafts(library: Library, output: Path | None) -> Library:
    """The library without the provisions that an earlier import wrote here and nobody touched: they are cut anew.

    Those that imports of other licenses wrote into the same folder are known, too, so that no id is given twice.
    """
    from dataclasses import replace

    from pytest_icplicense.documents import read
    from pytest_icplicense.intake.provisions.skeleton import is_untouched
    from pytest_icplicense.model.provision import natural, provision_of

    if output is None or str(output) == "-":
        return library
    own = {
        name
        for name, document in library.sources.items()
        if document.kind == "Provision" and _is_own(document.file, output) and is_untouched(document.tree)
    }
    provisions = [each for each in library.provisions if each.id not in own]
    known = {each.id for each in library.provisions}
    for file in sorted(output.parent.glob("*.SP-*.yaml")) if output.parent.is_dir() else ():
        for document in read(file, plain(str(file))).documents:
            usable = document.kind == "Provision" and not library.schema("provision").problems(document)
            draft = _is_own(file, output) and usable and is_untouched(document.tree)
            if usable and not draft and document.tree["id"] not in known:
                provisions.append(provision_of(document.tree))
    return replace(library, provisions=tuple(sorted(provisions, key=lambda each: natural(each.id))))


def _is_own(file: Path, output: Path) -> bool:
    """Whether a provision's file was written beside this license."""
    same = DISK.resolve(file).parent == DISK.resolve(output).parent
    return same and file.name.startswith(f"{output.stem}.SP-")


def _other(file: Path, library: Library) -> tuple[dict[str, Any], dict[str, str], bool]:
    """The License document that a file is, or that its text can be read as; the words of its provisions; and whether
    nothing is missing."""
    from pytest_icplicense.documents import read
    from pytest_icplicense.intake.compare import words_of_import, words_of_tree

    existing(file)
    if file.suffix.lower() not in (".yaml", ".yml"):
        imported, _ = _imported([file], library)
        return imported.tree, words_of_import(imported), imported.whole
    source = read(file, plain(str(file)))
    found = [document for document in source.documents if document.kind == "License"]
    problems = [
        *source.problems,
        *(fault for each in found for fault in library.schema("license").problems(each)),
    ]
    if problems:
        raise WrongUse(Text(problems[0].to("en"), problems[0].to("zh")))
    if len(found) != 1:
        shown = plain(str(file))
        raise WrongUse(
            Text(
                f"{shown} has {len(found)} documents of kind License, needs one",
                f"{shown} 含有 {len(found)} 份 kind 为 License 的文档，应为一份",
            )
        )
    tree: dict[str, Any] = found[0].tree
    return tree, words_of_tree(tree, library), True


def _files(
    options: argparse.Namespace, imported: Imported
) -> tuple[dict[Path | None, str], list[Path], list[Path]]:
    """What is to be written, by file, the license itself under None where it goes to the standard output; the provisions
    that are there already and that somebody has filled in; and those that nobody did and that are no longer needed."""
    from pytest_icplicense.intake.yaml_documents import to_yaml

    output = None if options.output is None or str(options.output) == "-" else options.output
    number = imported.tree.get("number", "")
    license_text = to_yaml(imported.tree, f"增值电信业务经营许可证 {number}".rstrip())
    files: dict[Path | None, str] = {output: license_text}
    kept: list[Path] = []
    for name, text in imported.skeletons.items():
        if output is None:
            files[None] += f"---\n{text}"
            continue
        path = output.with_name(f"{output.stem}.{name}.yaml")
        if os.path.lexists(path) and not (options.force and _nobody_wrote(path)):
            kept.append(path)
        else:
            files[path] = text
    gone = []
    if output is not None and options.force and output.parent.is_dir():
        there = sorted(output.parent.glob(f"{glob.escape(output.stem)}.SP-*.yaml"))
        gone = [path for path in there if path not in files and path not in kept and _nobody_wrote(path)]
    return files, kept, gone


def _nobody_wrote(path: Path) -> bool:
    """Whether a provision is as an import wrote it."""
    from pytest_icplicense.documents import read
    from pytest_icplicense.intake.provisions.skeleton import is_untouched

    if path.is_symlink() or not path.is_file():
        return False
    documents = read(path, plain(str(path))).documents
    return len(documents) == 1 and isinstance(documents[0].tree, dict) and is_untouched(documents[0].tree)


def _write(files: dict[Path | None, str], options: argparse.Namespace) -> Path | None:
    """Write all, aside and renamed, or nothing; where the copy of the license that was there is, if it differs.

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
        if os.path.lexists(path) and (os.path.islink(path) or not os.path.isfile(path)):
            raise WrongUse(Text(f"{shown} is no regular file", f"{shown} 不是普通文件"))
        if os.path.lexists(path) and any(os.path.samefile(path, file) for file in options.files):
            raise WrongUse(
                Text(f"{shown} is the license itself; write elsewhere", f"{shown} 就是许可证原件；请写到别处")
            )
    from pytest_icplicense.scaffold.new_files import FileAction, planned, unwritable

    aside: dict[Path, Path] = {}
    contents = {path: text.encode() for path, text in targets.items()}
    saved = None
    if (output := options.output) in contents:
        for file in planned(output.parent, output.name, contents[output], overwrite=True):
            if file.action is FileAction.SAVED:
                saved = output.with_name(file.path)
                contents = {saved: file.content, **contents}
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            aside[path] = path.with_name(f".{path.name}.{os.getpid()}")
            aside[path].write_bytes(content)
        for path, written in aside.items():
            written.replace(path)
    except OSError as error:
        for written in aside.values():
            written.unlink(missing_ok=True)
        why = unwritable(error)
        shown = plain(str(path))
        raise WrongUse(Text(f"{shown} cannot be written: {why.en}", f"无法写入 {shown}：{why.zh}")) from None
    return saved


def _refuse_review(options: argparse.Namespace) -> None:
    """Before minutes are spent on pictures.

    Raises:
        WrongUse: the page would be the document, or cannot be made.
    """
    from pytest_icplicense.intake.scan.review import refuse_without_libraries
    from pytest_icplicense.readers.reading import NotReadable

    if options.compare is not None or options.review == options.output:
        raise WrongUse(
            Text(
                "--review writes a page of its own: leave out --compare, and give it another name than -o",
                "--review 单独生成页面：请去掉 --compare，且文件名不得与 -o 相同",
            )
        )
    try:
        refuse_without_libraries()
    except NotReadable as error:
        raise WrongUse(error.message) from None


def _names(options: argparse.Namespace) -> str:
    return ", ".join(plain(file.as_posix()) for file in options.files)


def _report(
    imported: Imported,
    options: argparse.Namespace,
    files: dict[Path | None, str],
    kept: list[Path],
    lang: str,
    to_complete: Sequence[Text],
) -> None:
    """The document to the standard output and the report beside it; with `-o` the report alone."""
    from pytest_icplicense.intake.import_report import in_words

    lines = in_words(imported, _names(options), lang)
    if None in files:
        write_data(files[None])
        lines += [
            Text(f"wrote {plain(str(path))}", f"已写入 {plain(str(path))}").to(lang) for path in files if path
        ]
        print("\n".join(lines), file=sys.stderr)
        return
    lines += [
        "",
        *(Text(f"wrote {plain(str(path))}", f"已写入 {plain(str(path))}").to(lang) for path in files),
    ]
    for path in kept:
        shown = plain(str(path))
        lines.append(
            Text(
                f"kept {shown}: it is there already, and may have been filled in",
                f"保留 {shown}：文件已存在，可能已填写",
            ).to(lang)
        )
    if imported.skeletons:
        lines.append(
            Text(
                "each clause of these provisions is attested ('icplicense attest') until somebody writes a check for it;"
                " 'icplicense test' proves them as they are",
                "这些规定的各条款以声明判定（icplicense attest），直至有人为其编写检查；icplicense test 可直接验证",
            ).to(lang)
        )
    lines += [each.to(lang) for each in to_complete]
    Screen(sys.stdout).write("\n".join(lines) + "\n")


def _to_complete(options: argparse.Namespace, scanned: bool) -> Iterator[Text]:
    """How a license that lacks what none can be used without becomes whole."""
    shown = plain(str(options.output))
    yield Text(
        f"{shown} cannot be used until what was left out is written into it",
        f"{shown} 尚不能使用：请先补全其中留空的内容",
    )
    if scanned:
        page = plain(str(options.review)) if options.review else "OUT.html"
        before = (
            Text("", "")
            if options.review
            else Text(f"import again with --review {page}; ", f"加 --review {page} 重新导入，")
        )
        yield Text(
            f"or {before.en}correct and tick the lines in {page}, save its file as confirmed.yaml, and import again with"
            " --force --confirm confirmed.yaml",
            f"或{before.zh}在 {page} 中改正并勾选各行，将所得文件存为 confirmed.yaml，再加"
            " --force --confirm confirmed.yaml 重新导入",
        )


def _compare(options: argparse.Namespace, imported: Imported, library: Library, lang: str) -> int:
    from pytest_icplicense.intake.compare import side_by_side, words_of_import

    tree, words, whole = _other(options.compare, library)
    rows = side_by_side(imported.tree, tree, words_of_import(imported), words)
    names = [plain(options.files[0].name), plain(options.compare.name)]
    screen = Screen(sys.stdout)
    screen.write(_table(names, rows, screen.width, lang))
    for file, sound in ((options.files[0], imported.whole and not imported.doubts), (options.compare, whole)):
        if not sound:
            shown = plain(str(file))
            why = Text(
                f"{shown}: not all of it was read for certain; 'icplicense import {shown}' says what",
                f"{shown}：部分内容未能确定读取；详见 icplicense import {shown}",
            )
            print(why.to(lang), file=sys.stderr)
    return 0 if imported.whole and whole else 1


def _table(names: list[str], rows: list[Row], width: int, lang: str) -> str:
    """Three columns, those that differ marked; a Chinese character takes two cells."""
    from rich.cells import cell_len

    from pytest_icplicense.cli.terminal_output import wrapped

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
