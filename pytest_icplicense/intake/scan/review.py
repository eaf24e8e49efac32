"""One page on which a person compares what was read with its pictures, and makes the file that confirms it."""

from __future__ import annotations

import importlib.util
from base64 import b64encode
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from pytest_icplicense.files.autoescaping import html_templates
from pytest_icplicense.intake.import_report import FIELDS
from pytest_icplicense.intake.scan.confirmations import KIND
from pytest_icplicense.intake.scan.doubtful_readings import Remark
from pytest_icplicense.intake.scan.import_scan import ScannedLicense
from pytest_icplicense.intake.scan.read_scan import cut_outs
from pytest_icplicense.intake.scan.scanned_lines import Box, around
from pytest_icplicense.intake.yaml_documents import to_yaml
from pytest_icplicense.readers.refusal import NotReadable
from pytest_icplicense.text import Text, printable

MAX_ROWS = 300
"""Lines on the page, the doubtful ones first; a license has some twenty values."""
_WIDEST = 1_200
"""Pixels of a cut-out."""
_AROUND = 0.5
"""Of a line's height, what is shown around it."""


class Value(NamedTuple):
    """A value of the document, as the page names it."""

    what: Text
    read: str


class Row(NamedTuple):
    """A line to compare with its picture."""

    number: int
    page: int
    file: str
    values: tuple[Value, ...]
    remarks: tuple[Remark, ...]
    parts: tuple[tuple[str, bool], ...]
    """The line's text, in parts that are doubtful or not."""
    read: str
    proposed: str
    """What is probably printed."""
    confidence: float | None
    address: str
    """The cut-out as a `data:` URI."""


def review_page(license: ScannedLicense, lang: str) -> str:
    """The page in HTML; it requests nothing, and escapes whatever the pictures say.

    Raises:
        NotReadable: the library that fills it is not installed.
    """
    refuse_without_libraries()
    templates = html_templates(Path(__file__).parent, final_newline=False)
    rows, left_out = rows_of(license)
    filled: str = templates.get_template("review.html").render(
        lang=lang,
        license=license,
        number=license.imported.tree.get("number", ""),
        names=[printable(page.file) for page in license.scan.pages],
        rows=rows,
        left_out=left_out,
        elsewhere=[each for each in license.imported.doubts if each.line is None],
        draft=_draft(license, rows),
        head={"files": list(license.sha256), "kind": KIND},
    )
    return filled


def refuse_without_libraries() -> None:
    """Say what to install.

    Raises:
        NotReadable: the library that fills the page is not installed.
    """
    if importlib.util.find_spec("jinja2") is None:
        raise NotReadable(
            Text(
                "--review needs a library that is not installed: pip install 'pytest-icplicense[ocr]'",
                "--review 所需的库尚未安装：pip install 'pytest-icplicense[ocr]'",
            )
        )


def rows_of(license: ScannedLicense) -> tuple[list[Row], int]:
    """The lines that bear a value or a doubt, in their order, and how many there are too many.

    Behind a line of which a value is missing stands the next one, too: its label may have been misread.
    """
    values: dict[int, list[str]] = {}
    further: dict[int, list[str]] = {}
    for pointer, line in license.imported.tree["source"]["lines"].items():
        values.setdefault(line, []).append(pointer)
        for number in _further_lines(license, pointer, line):
            further.setdefault(number, []).append(pointer)
    remarks: dict[int, list[Remark]] = {}
    for remark in license.remarks:
        remarks.setdefault(remark.line, []).append(remark)
    incomplete: set[int] = set()
    for doubt in license.imported.doubts:
        known = doubt.line is None or any(
            each.message == doubt.message for each in remarks.get(doubt.line, ())
        )
        if doubt.line is not None and not known:
            incomplete |= {doubt.line} if doubt.missing else set()
            remarks.setdefault(doubt.line, []).append(
                Remark(doubt.line, doubt.message, missing=doubt.missing)
            )
    printed = [number for number, line in enumerate(license.scan.lines, 1) if line.text.strip()]
    behind = {after for line, after in pairwise(printed) if line in incomplete}
    wanted = sorted({*values, *further, *remarks, *behind} & {*printed})
    first = sorted(wanted, key=lambda number: (number not in remarks, number))[:MAX_ROWS]
    rows = [
        _row(license, each, values.get(each, []), further.get(each, []), remarks.get(each, []))
        for each in sorted(first)
    ]
    return rows, len(wanted) - len(first)


def _further_lines(license: ScannedLicense, pointer: str, first: int) -> Iterator[int]:
    """The lines that a value goes on in."""
    region = license.regions.get(pointer)
    for number, line in enumerate(license.scan.lines[first:], first + 1) if region else ():
        if region is None or line.page != region.page:
            return
        left, top, right, bottom = line.box
        if (
            region.box[1] <= (top + bottom) / 2 <= region.box[3]
            and left < region.box[2]
            and region.box[0] < right
        ):
            yield number


def _row(
    license: ScannedLicense, number: int, pointers: list[str], further: list[str], remarks: list[Remark]
) -> Row:
    line = license.scan.lines[number - 1]
    page = license.scan.pages[line.page - 1]
    regions = [license.regions[each] for each in pointers if each in license.regions]
    boxes = [line.box, *(each.box for each in regions if each.page == line.page)]
    doubtful = {at for each in remarks for at in each.places}
    proposed = next((each.probable for each in remarks if each.probable), line.text)
    (cut,) = cut_outs(page, [_wider(around(boxes), line.box[3] - line.box[1])], _WIDEST)
    return Row(
        number,
        line.page,
        printable(page.file),
        (
            *(Value(_named(each), printable(_value(license, each))) for each in pointers),
            *(Value(_named(each), "…") for each in further),
        ),
        tuple(remarks),
        tuple(_parts(line.text, doubtful)),
        line.text.strip(),
        proposed.strip(),
        min((each.confidence for each in regions), default=None),
        f"data:image/jpeg;base64,{b64encode(cut).decode()}",
    )


def _wider(box: Box, high: int) -> Box:
    left, top, right, bottom = box
    more = int(high * _AROUND)
    return left - more, top - more, right + more, bottom + more


def _parts(text: str, doubtful: set[int]) -> list[tuple[str, bool]]:
    parts: list[tuple[str, bool]] = []
    for at, char in enumerate(text):
        if parts and parts[-1][1] == (at in doubtful):
            parts[-1] = (parts[-1][0] + char, parts[-1][1])
        else:
            parts.append((char, at in doubtful))
    return [(printable(part), marked) for part, marked in parts]


def _named(pointer: str) -> Text:
    """A value as the report of an import names it."""
    _, name, *rest = pointer.split("/")
    what = FIELDS.get(rest[-1] if len(rest) > 1 else name, Text.same(name))
    if not rest:
        return what
    place = int(rest[0]) + 1
    return Text(f"{what.en} ({place})", f"{what.zh}（{place}）")


def _value(license: ScannedLicense, pointer: str) -> str:
    value: Any = license.imported.tree
    for key in pointer[1:].split("/"):
        value = value[int(key)] if isinstance(value, list) else value.get(key, "")
    if isinstance(value, dict):
        value = value.get("text", "")
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _draft(license: ScannedLicense, rows: list[Row]) -> str:
    """The file as it is without a script: the doubtful lines as they probably are, and nobody's name."""
    return to_yaml(
        {
            "apiVersion": "icplicense/v1",
            "kind": KIND,
            "files": list(license.sha256),
            "confirmed_by": "",
            "confirmed": "",
            "lines": [
                {"line": row.number, "read": row.read, "printed": row.proposed} for row in rows if row.remarks
            ],
        }
    )
