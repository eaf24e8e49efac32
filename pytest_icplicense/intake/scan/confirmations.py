"""What a person confirmed of a scan: lines as they are printed, which then count as if they stood in a text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.documents import read
from pytest_icplicense.documents.document import Document
from pytest_icplicense.intake.scan.scanned_lines import Box, ScannedLine
from pytest_icplicense.library import Library
from pytest_icplicense.text import IcpError, Text, plain, short

KIND = "ScanConfirmation"


class NotConfirmed(IcpError):
    """A file of confirmations that cannot be used; the message has its place."""


class Confirmation(NamedTuple):
    """Who compared which lines with the print."""

    by: str
    on: str
    printed: dict[int, str]
    """The words of each line that was confirmed, by its number."""
    document: Document


def read_confirmation(file: Path, library: Library) -> Confirmation:
    """The confirmations in a file.

    Raises:
        NotConfirmed: it cannot be read, or is no document of this kind.
    """
    shown = plain(str(file))
    source = read(file, shown)
    problems = list(source.problems)
    if not problems and (len(source.documents) != 1 or source.documents[0].kind != KIND):
        raise NotConfirmed(
            Text(
                f"{shown}:1:1: one document of kind {KIND} is expected here; --review writes a page that makes one",
                f"{shown}:1:1：此处应为一份 kind 为 {KIND} 的文档；可由 --review 生成的核对页得到",
            )
        )
    problems += [
        fault for each in source.documents for fault in library.schema("scanconfirmation").problems(each)
    ]
    if problems:
        raise NotConfirmed(Text(problems[0].to("en"), problems[0].to("zh")))
    document = source.documents[0]
    tree = document.tree
    printed: dict[int, str] = {}
    for at, each in enumerate(tree["lines"]):
        if each["line"] in printed:
            raise _wrong(
                document,
                f"/lines/{at}/line",
                Text(f"line {each['line']} is confirmed twice", f"第 {each['line']} 行重复确认"),
            )
        printed[each["line"]] = each["printed"]
    return Confirmation(tree["confirmed_by"], tree["confirmed"], printed, document)


def confirmed_lines(
    lines: Sequence[ScannedLine], confirmation: Confirmation, sha256: Sequence[str]
) -> list[ScannedLine]:
    """The lines, those that were confirmed with the words of the print and no doubt left.

    Raises:
        NotConfirmed: it is about other pictures, or about lines that are read otherwise now.
    """
    document = confirmation.document
    if list(document.tree["files"]) != list(sha256):
        raise _wrong(
            document,
            "/files",
            Text(
                "this confirms other files, or the same in another order; make a new review page (--review)",
                "所确认的并非这些文件，或文件顺序不同；请重新生成核对页（--review）",
            ),
        )
    found = list(lines)
    for at, each in enumerate(document.tree["lines"]):
        number = each["line"]
        read_now = lines[number - 1].text.strip() if number <= len(lines) else ""
        if read_now != each["read"]:
            raise _wrong(
                document,
                f"/lines/{at}/read",
                Text(
                    f"line {number} is read as '{short(read_now, 40)}' now; make a new review page (--review)",
                    f"第 {number} 行现识别为“{short(read_now, 40)}”；请重新生成核对页（--review）",
                ),
            )
        found[number - 1] = _as_printed(lines[number - 1], each["printed"])
    return found


def _as_printed(line: ScannedLine, printed: str) -> ScannedLine:
    """The line with other words, spread evenly over its place where they are more or fewer."""
    boxes = line.boxes
    if len(printed) != len(line.text):
        left, top, right, bottom = line.box
        step = (right - left) / len(printed)
        boxes = tuple[Box, ...](
            (int(left + step * at), top, int(left + step * (at + 1)), bottom) for at in range(len(printed))
        )
    return ScannedLine(printed, (1.0,) * len(printed), boxes, line.page)


def _wrong(document: Document, pointer: str, message: Text) -> NotConfirmed:
    problem = document.problem(pointer, message)
    return NotConfirmed(Text(problem.to("en"), problem.to("zh")))
