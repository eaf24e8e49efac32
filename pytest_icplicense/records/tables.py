"""Tables of CSV and XLSX files: a header, and rows that know their line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from pytest_icplicense.text import IcpError, Text, plain, short

MAX_BYTES = 64 << 20
"""What a file may have; a spreadsheet also once it is unpacked, four times that."""
MAX_ROWS = 100_000
MAX_COLUMNS = 500
HEADERS = 20
"""Lines above the header that exports begin with: a title, a period, blanks."""
_ENCODINGS = ("utf-8-sig", "gb18030")


class NoTable(IcpError):
    """A file that no rows can be read from, with the reason and the line."""

    def __init__(self, reason: Text, line: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class Row(NamedTuple):
    """One row: its line in the file, counted from one, and its cells."""

    line: int
    cells: Sequence[Any]


def rows(data: bytes, name: str, sheet: str | None) -> Iterator[Row]:
    """The rows of a file, blank ones left out.

    Raises:
        NoTable: it cannot be read, or has more than `MAX_ROWS` rows.
    """
    workbook = name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods"))
    found = _of_workbook(data, sheet) if workbook else _of_text(data)
    count = 0
    for row in found:
        if any(cell not in (None, "") for cell in row.cells):
            count += 1
            if count > MAX_ROWS + HEADERS:
                why = Text(
                    f"more than {MAX_ROWS:,} rows; split the export", f"超过 {MAX_ROWS:,} 行；请拆分导出文件"
                )
                raise NoTable(why, row.line)
            yield row


def _of_text(data: bytes) -> Iterator[Row]:
    text = _decoded(data)
    start = text[: text.find("\n", 2000) + 1 or 4000]
    delimiter = max(",\t;|", key=start.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield Row(line, [_said(cell) for cell in cells[:MAX_COLUMNS]])
            line = reader.line_num + 1
    except csv.Error as error:
        raise NoTable(Text(f"no CSV: {error}", f"不是有效的 CSV：{error}"), line) from None


def _said(cell: str) -> str:
    """A cell without what keeps spreadsheets from making a number of it: `="0012"`, `'0012`."""
    cell = cell.strip()
    return cell[2:-1] if cell[:2] == '="' and cell[-1:] == '"' else cell.removeprefix("'")


def _decoded(data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        raise NoTable(Text("a spreadsheet by its content; name it .xlsx", "内容是电子表格；请以 .xlsx 命名"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    why = Text(
        "the encoding is none of UTF-8, UTF-16 and GB18030; save the export as UTF-8",
        "编码不是 UTF-8、UTF-16 或 GB18030；请另存为 UTF-8",
    )
    raise NoTable(why)


def _of_workbook(data: bytes, sheet: str | None) -> Iterator[Row]:
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        why = Text(
            "reading spreadsheets needs an extra: pip install 'pytest-icplicense[records]'; or export CSV",
            "读取电子表格需要可选依赖：pip install 'pytest-icplicense[records]'；也可导出 CSV",
        )
        raise NoTable(why) from None
    _bounded(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = list(book.sheet_names)
    except (
        BaseException
    ) as error:  # its own errors, and what its Rust code panics with, which is no Exception
        raise _unreadable(error) from None
    if sheet is not None and sheet not in names:
        listed = ", ".join(map(plain, names[:10]))
        raise NoTable(
            Text(
                f"there is no sheet '{plain(sheet)}' ({listed})",
                f"没有名为“{plain(sheet)}”的工作表（{listed}）",
            )
        )
    try:
        found = book.get_sheet_by_name(sheet or names[0])
        first = found.start[0] if found.start else 0
        cells = found.to_python(skip_empty_area=True)
    except BaseException as error:
        raise _unreadable(error) from None
    for at, row in enumerate(cells):
        yield Row(first + at + 1, row[:MAX_COLUMNS])


def _unreadable(error: BaseException) -> NoTable:
    if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
        raise error
    said = short(plain(" ".join(str(error).split())), 120)
    return NoTable(Text(f"no spreadsheet: {said}", f"不是有效的电子表格：{said}"))


def _bounded(data: bytes) -> None:
    """Refuse what unpacks to far more than it has."""
    if not data.startswith(b"PK"):
        return
    import zipfile  # a commit hook waits for it

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _unreadable(error) from None
    if size > 4 * MAX_BYTES:
        most = f"{4 * MAX_BYTES >> 20} MiB"
        raise NoTable(Text(f"unpacks to more than {most}", f"解压后超过 {most}"))


def text_of(cell: Any) -> str:
    """A cell as text: whole numbers without a fraction, days and moments in their ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).strip()
