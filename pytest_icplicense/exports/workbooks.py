"""Rows of XLSX files, and what the values of their cells do not say: merged cells, errors, and how far they spread.

A few bytes may place a cell at the end of a sheet, and the reader then keeps a place for each one before it. So the parts
of the file are looked through first, in bounded memory.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.parsers import expat

from pytest_icplicense.exports.row import MAX_BYTES, MAX_COLUMNS, NO_VALUE, NoTable, Row
from pytest_icplicense.text import Text, plain, short

MAX_CELLS: Final = 5_000_000
"""From the first cell of a sheet to its last, with those between them that are empty."""
MAX_FORMULAS: Final = 1_000_000
OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"
"""What the container of old workbooks begins with: how far their cells spread is known only once memory holds them all."""
_NAMES: Final = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
_Place = tuple[int, int]
"""Row and column, counted from one."""


def rows_of_workbook(data: bytes, sheet: str | None) -> Iterator[Row]:
    """The rows of a sheet; of the first that is shown where none is named.

    Raises:
        NoTable: it cannot be read.
    """
    if data.startswith(OLD_WORKBOOK):
        raise NoTable(
            Text(
                "a workbook of Excel 97 to 2003 (.xls), or one with a password; save it as XLSX without one, or as CSV",
                "Excel 97–2003 工作簿（.xls）或设有密码；请另存为不设密码的 XLSX，或导出 CSV",
            )
        )
    try:
        from python_calamine import CalamineWorkbook, SheetVisibleEnum
    except ImportError:
        why = Text(
            "reading spreadsheets needs an extra: pip install 'pytest-icplicense[records]'; or export CSV",
            "读取电子表格需要可选依赖：pip install 'pytest-icplicense[records]'；也可导出 CSV",
        )
        raise NoTable(why) from None
    without_value = _looked_through(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = list(book.sheet_names)
        shown = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
    # Its own errors, and what its Rust code panics with, which is no Exception.
    except BaseException as error:
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
        name = sheet or (shown or names)[0]
        found = book.get_sheet_by_name(name)
        cells: list[list[Any]] = found.to_python(skip_empty_area=True)
        merged = found.merged_cell_ranges or []
    except BaseException as error:
        raise _unreadable(error) from None
    top, left = found.start or (0, 0)
    for (line, column), formula in without_value.get(name, {}).items():
        at, across = line - 1 - top, column - 1 - left
        inside = 0 <= at < len(cells) and 0 <= across < len(cells[at])
        if inside and (not formula or cells[at][across] == ""):
            cells[at][across] = NO_VALUE
    _fill(cells, [((a - top, b - left), (c - top, d - left)) for (a, b), (c, d) in merged])
    for at, row in enumerate(cells):
        yield Row(top + at + 1, [None] * min(left, MAX_COLUMNS) + row[:MAX_COLUMNS])


def _fill(cells: list[list[Any]], merged: list[tuple[_Place, _Place]]) -> None:
    """Give each cell of those that are merged what the first of them says."""
    left = MAX_CELLS
    for (top, first), (bottom, last) in merged:
        if not (0 <= top < len(cells) and 0 <= first < len(cells[top])) or cells[top][first] == "":
            continue
        for row in cells[top : bottom + 1]:
            left -= len(row[first : last + 1])
            if left < 0:
                return
            row[first : last + 1] = [cells[top][first]] * len(row[first : last + 1])


def _looked_through(data: bytes) -> Mapping[str, Mapping[_Place, bool]]:
    """Of each sheet the cells that have an error, or a formula (True) whose value may not have been saved."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > 4 * MAX_BYTES:
                most = f"{4 * MAX_BYTES >> 20} MiB"
                raise NoTable(Text(f"unpacks to more than {most}", f"解压后超过 {most}"))
            names = {part.filename.lower() for part in parts}
            if not names >= _NAMES or names & {"content.xml", "xl/workbook.bin"}:
                why = "no XLSX by its content; save it as XLSX or CSV"
                raise NoTable(Text(why, "内容不是 XLSX；请另存为 XLSX 或 CSV"))
            book, sheets = _Part(), {}
            for part in parts:
                name = part.filename.lower()
                if not name.endswith((".xml", ".rels")):
                    continue
                with packed.open(part) as stream:
                    found = book if name in _NAMES else _Part()
                    found.read(stream)
                sheets[name] = found.without_value
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        EOFError,
        ValueError,
        OSError,
        RuntimeError,
    ) as error:
        raise _unreadable(error) from None
    located = {name: book.targets.get(identifier, "") for name, identifier in book.sheets.items()}
    if any(path in names and path not in sheets for path in located.values()):
        raise _unreadable(ValueError("a sheet that is no XML"))
    return {name: sheets.get(path, {}) for name, path in located.items()}


class _Part:
    """What a part of the file says: of a sheet its cells, of the workbook where its sheets are."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.targets: dict[str, str] = {}
        self.without_value: dict[_Place, bool] = {}
        self._row = self._column = 0
        self._text = False
        self._ends: list[int] = []
        """The first and the last row and column that have a value."""

    def read(self, stream: Any) -> None:
        """Look through the part."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = _refuse
        parser.ParseFile(stream)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._place(attributes.get("r"))
            self._text = attributes.get("t") == "str"
            if attributes.get("t") == "e":
                self._note(formula=False)
        elif name in ("v", "is"):
            self._spread()
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif name == "f" and not self._text:
            self._note(formula=True)
        elif name == "sheet" and "name" in attributes:
            identifier = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets[attributes["name"]] = identifier
        elif name == "Relationship" and "Id" in attributes:
            path = attributes.get("Target", "").lower().removeprefix("/")
            self.targets[attributes["Id"]] = path if path.startswith("xl/") else f"xl/{path}"

    def _note(self, *, formula: bool) -> None:
        if len(self.without_value) >= MAX_FORMULAS:
            why = f"more than {MAX_FORMULAS:,} formulas; save their values instead"
            raise NoTable(Text(why, f"公式超过 {MAX_FORMULAS:,} 个；请改存为数值"), self._row)
        self.without_value.setdefault((self._row, self._column), formula)

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        if len(reference) > 10:  # XFD1048576 is the last
            raise ValueError("a cell beyond the last")
        letters = reference.rstrip("0123456789")
        self._row, self._column = int(reference[len(letters) :]), 0
        for letter in letters.upper():
            self._column = self._column * 26 + ord(letter) - 64

    def _spread(self) -> None:
        row, column = self._row, self._column
        if not self._ends:
            self._ends = [row, row, column, column]
        ends = self._ends
        if row > ends[1] or column > ends[3] or row < ends[0] or column < ends[2]:
            self._ends = ends = [
                min(row, ends[0]),
                max(row, ends[1]),
                min(column, ends[2]),
                max(column, ends[3]),
            ]
            if (ends[1] - ends[0] + 1) * (ends[3] - ends[2] + 1) > MAX_CELLS:
                why = f"spreads over more than {MAX_CELLS:,} cells; delete what stands far from the table"
                raise NoTable(Text(why, f"跨度超过 {MAX_CELLS:,} 个单元格；请删除远离表格的内容"), row)


def _refuse(*_: object) -> None:
    raise ValueError("a document type, which spreadsheets never declare")


def _unreadable(error: BaseException) -> NoTable:
    if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
        raise error
    said = short(plain(" ".join(str(error).split())), 120)
    return NoTable(Text(f"no spreadsheet: {said}", f"不是有效的电子表格：{said}"))
