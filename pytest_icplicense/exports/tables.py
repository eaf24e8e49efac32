"""Tables of CSV and XLSX files: a header, and rows that know their line."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence

from pytest_icplicense.documents.syntax_errors import no_such
from pytest_icplicense.exports.row import HEADERS, MAX_COLUMNS, MAX_ROWS, NoTable, Row, text_of
from pytest_icplicense.exports.workbooks import OLD_WORKBOOK, rows_of_workbook
from pytest_icplicense.text import Text

_ENCODINGS = ("utf-8-sig", "gb18030")
_WEB_PAGE = Text(
    "a web page or XML, whatever its name says; open it in a spreadsheet program and save it as XLSX or CSV",
    "内容是网页或 XML，与扩展名不符；请用电子表格软件打开，并另存为 XLSX 或 CSV",
)


def rows(data: bytes, name: str, sheet: str | None, titles: Collection[str]) -> Iterator[Row]:
    """The rows of a file, blank ones left out; `titles` stand in its header.

    Raises:
        NoTable: it cannot be read, or has more than `MAX_ROWS` rows.
    """
    workbook = name.lower().endswith((".xlsx", ".xlsm", ".ods")) or data.startswith(OLD_WORKBOOK)
    if name.lower().endswith(".xls"):
        workbook = workbook or data.startswith(b"PK\x03\x04")
        if not workbook and data[:100].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            raise NoTable(_WEB_PAGE)
    found = rows_of_workbook(data, sheet) if workbook else _of_text(data, titles)
    count = 0
    for row in found:
        if any(map(text_of, row.cells)):
            count += 1
            if count > MAX_ROWS + HEADERS:
                why = Text(
                    f"more than {MAX_ROWS:,} rows; split the export", f"超过 {MAX_ROWS:,} 行；请拆分导出文件"
                )
                raise NoTable(why, row.line)
            yield row


def title_of(cell: object) -> str:
    """A column's name as names are compared: however it is broken into lines."""
    return "".join(text_of(cell).split())


def _of_text(data: bytes, titles: Collection[str]) -> Iterator[Row]:
    text = decoded(data).lstrip("\ufeff")
    delimiter = _delimiter(text, titles)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    line = 1
    try:
        for cells in reader:
            yield Row(line, [_said(cell) for cell in cells[:MAX_COLUMNS]])
            line = reader.line_num + 1
    except csv.Error as error:
        raise NoTable(no_such("CSV", str(error)), line) from None


def _delimiter(text: str, titles: Collection[str]) -> str:
    """What parts the titles in the header; where no line has them all, what is most often in the first lines."""
    start = text[: text.find("\n", 2000) + 1 or 4000]
    marks = sorted(",\t;|", key=start.count, reverse=True)
    for line in start.splitlines()[:HEADERS]:
        for mark in marks:
            if set(titles) <= {title_of(cell.strip().strip('"')) for cell in line.split(mark)}:
                return mark
    return marks[0]


def _said(cell: str) -> str:
    """A cell without what keeps spreadsheets from making a number of it: `="0012"`, `'0012`."""
    cell = cell.strip()
    return cell[2:-1] if cell[:2] == '="' and cell[-1:] == '"' else cell.removeprefix("'")


def decoded(data: bytes) -> str:
    """The text of an export.

    Raises:
        NoTable: it is a spreadsheet, or in another encoding than exports may have.
    """
    if data.startswith(b"PK\x03\x04"):
        raise NoTable(Text("a spreadsheet by its content; name it .xlsx", "内容是电子表格；请以 .xlsx 命名"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ("utf-16",)
    elif (
        b"\0" in data
    ):  # UTF-16 without a mark, as databases write it: the half of its commas that is nothing says which
        encodings = ("utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and "\uffff" not in text:
            return text
    why = Text(
        "the encoding is none of UTF-8, UTF-16 and GB18030; save the export as UTF-8",
        "编码不是 UTF-8、UTF-16 或 GB18030；请另存为 UTF-8",
    )
    raise NoTable(why)
