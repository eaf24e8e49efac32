"""Puts the rows of exports into a manifest's document: each becomes a record with its place in the export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any, Final, NamedTuple

from pytest_icplicense.documents import Document, Place, Problem
from pytest_icplicense.documents.formats import CHINA, FIRST, LAST
from pytest_icplicense.expressions import expression
from pytest_icplicense.files.repository import Repository, Unavailable
from pytest_icplicense.records.tables import HEADERS, MAX_BYTES, MAX_ROWS, NoTable, Row, rows, text_of
from pytest_icplicense.text import Text, near, plain, short

MOST_PROBLEMS = 20
"""Rows of one export whose faults are told one by one."""

DAY, MOMENT, NAME, WORD, TRUTH, NUMBER = "day", "moment", "name", "word", "truth", "number"


class Records(NamedTuple):
    """A list of records that may come from an export."""

    pointer: str
    into: str
    """Where the records are put."""
    fields: Mapping[str, str]
    """The fields of a record, each with what it is."""
    required: tuple[str, ...]


RECORDS: Final = (
    Records("/complaints", "/complaints", {"id": NAME, "received": DAY, "answered": DAY}, ("received",)),
    Records(
        "/illegal_content/cases",
        "/illegal_content/cases",
        {"id": NAME, "found": MOMENT, "handled": MOMENT, "recorded": MOMENT, "reported": MOMENT},
        ("found",),
    ),
    Records(
        "/incidents",
        "/incidents",
        {
            "id": NAME,
            "kind": WORD,
            "major": TRUTH,
            "users": NUMBER,
            **dict.fromkeys(("found", "responded", "contained", "reported"), MOMENT),
        },
        ("kind", "found"),
    ),
    Records("/logs", "/logs/stores", {"id": NAME, "retention_days": NUMBER}, ("retention_days",)),
)
_KINDS: Final = {
    **dict.fromkeys(("leak", "信息泄露", "泄露", "数据泄露", "个人信息泄露"), "leak"),
    **dict.fromkeys(("outage", "服务中断", "中断", "故障", "宕机"), "outage"),
    **dict.fromkeys(("other", "其他", "其它"), "other"),
}
_TRUE, _FALSE = ("true", "yes", "y", "1", "是", "重大"), ("false", "no", "n", "0", "否", "非重大")
_MOMENT_FORM = expression(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?)?"
    r"(?:[T\s]*(上午|中午|下午|晚上|AM|PM)?\s*(\d{1,2})[:时點点](?:(\d{1,2})(?:[:分](\d{1,2})(?:\.\d{1,9})?)?[秒分]?)?\s*(AM|PM)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?\Z",
    re.IGNORECASE,
)
_COMPACT = expression(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2}))?\Z")
_SERIAL = expression(r"[1-9]\d{4}(?:\.\d+)?\Z")
_LATE = frozenset(("下午", "晚上", "PM"))
_UNNAMED = expression(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, eq=False)
class Export:
    """The places of records that an export gave."""

    path: str
    """The export, as it is shown."""
    into: str
    lines: tuple[int, ...]
    columns: Mapping[str, int] = field(default_factory=dict)
    """Of each field, the column of its cell, counted from one."""

    def place(self, pointer: str) -> Place | None:
        """Where what the pointer names stands; None where it is no record of this export."""
        below = pointer.removeprefix(f"{self.into}/")
        index, _, name = below.partition("/")
        if below == pointer or not index.isdecimal() or int(index) >= len(self.lines):
            return None
        return Place(self.path, self.lines[int(index)], self.columns.get(name.partition("/")[0], 1))


def expanded(
    document: Document, repository: Repository, show: Callable[[Any], str]
) -> tuple[Document, list[Problem]]:
    """The document with the rows of its exports in it, and what is wrong with exports and rows; the others count."""
    tree = document.tree
    exports: list[Export] = []
    problems: list[Problem] = []
    for records in RECORDS:
        row = _at(tree, records.pointer)
        if not isinstance(row, dict) or "from" not in row:
            continue
        reading = _Reading(document, records, row, repository, show)
        found = reading.records()
        problems += reading.problems
        exports.append(Export(reading.path, records.into, tuple(reading.lines), reading.columns))
        tree = _put(tree, records, row, found)
    if not exports:
        return document, []
    return replace(document, tree=tree, exports=tuple(exports)), problems


def _at(tree: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree


def _put(
    tree: dict[str, Any], records: Records, row: Mapping[str, Any], found: list[dict[str, Any]]
) -> dict[str, Any]:
    if records.pointer == "/logs":
        kept = [each["retention_days"] for each in found]
        logs = {**({"retention_days": min(kept)} if kept else {}), "stores": found}
        if "retention_days" in row:
            logs["retention_days"] = row["retention_days"]
        return {**tree, "logs": logs}
    first, _, second = records.into[1:].partition("/")
    return {**tree, first: {**tree[first], second: found} if second else found}


class _Reading:
    def __init__(
        self,
        document: Document,
        records: Records,
        row: Mapping[str, Any],
        repository: Repository,
        show: Callable[[Any], str],
    ) -> None:
        self.document, self.asked, self.row, self.repository, self.show = (
            document,
            records,
            row,
            repository,
            show,
        )
        self.zone = _zone(row.get("time_zone")) or CHINA
        self.path = str(row["from"])
        self.columns: dict[str, int] = {}
        self.lines: list[int] = []
        self.problems: list[Problem] = []
        self.faults = 0
        self.ids: set[str] = set()

    def records(self) -> list[dict[str, Any]]:
        """The records of the export; what is wrong with it is put down in `problems`."""
        pointer = f"{self.asked.pointer}/from"
        folder = self.document.file.parent
        try:
            self.path = self.show(self.repository.locate(folder, self.row["from"]))
            data = self.repository.read(folder, self.row["from"], MAX_BYTES)
        except Unavailable as error:
            self.problems.append(self.document.problem(pointer, error.reason))
            return []
        found: list[dict[str, Any]] = []
        names: dict[str, int] = {}
        try:
            table = rows(data, self.path, self.row.get("sheet"))
            if not self._header(table):
                return []
            for row in table:
                if len(found) >= MAX_ROWS:
                    why = Text(
                        f"more than {MAX_ROWS:,} rows; split the export",
                        f"超过 {MAX_ROWS:,} 行；请拆分导出文件",
                    )
                    raise NoTable(why, row.line)
                if (record := self._record(row, names)) is not None:
                    found.append(record)
                    self.lines.append(row.line)
        except NoTable as error:
            self.problems.append(Problem(self.path, error.line, 1, error.reason))
            self.lines = []
            return []
        if self.faults > MOST_PROBLEMS:
            more = self.faults - MOST_PROBLEMS
            text = Text(f"{more:,} more rows cannot be used", f"另有 {more:,} 行无法使用")
            self.problems.append(Problem(self.path, 1, 1, text))
        return found

    def _header(self, table: Iterator[Row]) -> bool:
        """Find the columns: the header is the first row that has all of them, or else the first row of all."""
        wanted: Mapping[str, str] = self.row["columns"]
        first: list[str] | None = None
        for number, row in enumerate(table):
            cells = [text_of(cell) for cell in row.cells]
            first = first or cells
            if all(name in cells for name in wanted.values()):
                for name, title in wanted.items():
                    if cells.count(title) > 1:
                        text = Text(
                            f"'{plain(self.path)}' has {cells.count(title)} columns '{plain(title)}'; rename all but one",
                            f"“{plain(self.path)}”有 {cells.count(title)} 列名为“{plain(title)}”；请只保留一列使用该名称",
                        )
                        self.problems.append(
                            self.document.problem(f"{self.asked.pointer}/columns/{name}", text)
                        )
                        return False
                self.columns = {name: cells.index(title) + 1 for name, title in wanted.items()}
                return True
            if number >= HEADERS:
                break
        if first is None:
            text = Text(f"'{plain(self.path)}' is empty", f"“{plain(self.path)}”为空")
            self.problems.append(self.document.problem(f"{self.asked.pointer}/from", text))
            return False
        for name, title in wanted.items():
            if title not in first:
                hint = near(title, first)
                listed = ", ".join(short(plain(each), 20) for each in first[:8] if each)
                hint = hint if hint.en else Text(f"; it has {listed}", f"；现有列：{listed}")
                text = Text(
                    f"'{plain(self.path)}' has no column '{plain(title)}'{hint.en}",
                    f"“{plain(self.path)}”没有名为“{plain(title)}”的列{hint.zh}",
                )
                self.problems.append(self.document.problem(f"{self.asked.pointer}/columns/{name}", text))
                return False
        return False

    def _record(self, row: Row, names: dict[str, int]) -> dict[str, Any] | None:
        found: dict[str, Any] = {}
        for name, what in self.asked.fields.items():
            column = self.columns.get(name)
            cell = row.cells[column - 1] if column is not None and column <= len(row.cells) else None
            text = text_of(cell)
            if not text:
                if name in self.asked.required:
                    self._fault(row.line, column or 1, Text(f"'{name}' is empty", f"{name} 为空"))
                    return None
                continue
            value = self._value(text, what)
            if value is None and what == NAME:
                continue  # it has no letter or digit that an id may have
            if value is None:
                self._fault(row.line, column or 1, _not(name, what, text))
                return None
            found[name] = value
        column = self.columns.get("id")
        said = text_of(row.cells[column - 1]) if column is not None and column <= len(row.cells) else ""
        if said in names:
            before = names[said]
            self._fault(
                row.line,
                self.columns.get("id", 1),
                Text(
                    f"'{plain(said)}' stands in line {before}, too", f"“{plain(said)}”在第 {before} 行已出现"
                ),
            )
            return None
        if said:
            names[said] = row.line
        name = str(found.get("id") or f"row-{row.line}")
        if name in self.ids:
            name = f"row-{row.line}"  # what was left out of another's name makes it the same
        self.ids.add(name)
        return {"id": name, **{key: value for key, value in found.items() if key != "id"}}

    def _fault(self, line: int, column: int, text: Text) -> None:
        self.faults += 1
        if self.faults <= MOST_PROBLEMS:
            self.problems.append(Problem(self.path, line, column, text))

    def _value(self, text: str, what: str) -> Any:
        if what == NAME:
            return _UNNAMED.sub("-", text).strip("-._")[:64] or None
        if what == WORD:
            return _KINDS.get(text.lower())
        if what == TRUTH:
            return True if text.lower() in _TRUE else False if text.lower() in _FALSE else None
        if what == NUMBER:
            digits = text.replace(",", "").removesuffix("天").removesuffix("日").strip()
            return int(digits) if digits.isdecimal() and len(digits) < 12 else None
        return _moment(text, self.zone, day=what == DAY)


def _zone(text: Any) -> timezone | None:
    found = re.fullmatch(r"([+-])(\d{2}):(\d{2})", text) if isinstance(text, str) else None
    if not found:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-offset if found[1] == "-" else offset)


def _moment(text: str, zone: timezone, *, day: bool) -> str | None:
    """A day, or a day with its time and offset, as documents write it; None where it is none, or may be read two ways."""
    if found := _COMPACT.match(text):
        year, month, number, hour, minute, second = found.groups()
        before = after = offset = None
    elif found := _MOMENT_FORM.match(text):
        year, month, number, before, hour, minute, second, after, offset = found.groups()
    else:
        return None
    try:
        if half := (before or after or "").upper():
            late = half in _LATE and 12 < int(hour) < 24  # 下午15:30, which says it twice
            if (before and after) or not (late or 1 <= int(hour) <= 12) or (half, hour) == ("晚上", "12"):
                return None  # 晚上12点 ends a day, or begins it
            afternoon = half in _LATE or (half == "中午" and int(hour) in (12, 1, 2))
            hour = hour if late else str(int(hour) % 12 + (12 if afternoon else 0))
        if hour is None:
            moment = datetime(int(year), int(month), int(number))
        else:
            moment = datetime(
                int(year), int(month), int(number), int(hour), int(minute or 0), int(second or 0)
            )
            own = zone
            if offset:
                own = (
                    _zone(
                        "+00:00"
                        if offset == "Z"
                        else offset
                        if ":" in offset
                        else f"{offset[:3]}:{offset[3:]}"
                    )
                    or zone
                )
            moment = moment.replace(tzinfo=own)
    except ValueError:
        return None
    if not FIRST <= moment.date() <= LAST:
        return None
    if hour is None:
        return moment.date().isoformat()
    return moment.astimezone(CHINA).date().isoformat() if day else moment.isoformat(timespec="seconds")


def _not(name: str, what: str, text: str) -> Text:
    said = short(plain(text), 40)
    if what in (DAY, MOMENT):
        if _SERIAL.match(text):
            return Text(
                f"'{name}': '{said}' is a spreadsheet's number of a day; format the column as a date, or write 2022-03-01",
                f"{name}：“{said}”是电子表格内部的日期序号；请将该列设为日期格式，或写作 2022-03-01",
            )
        return Text(
            f"'{name}': '{said}' is no day; write 2022-03-01 or 2022-03-01 14:30",
            f"{name}：“{said}”不是日期；请写作 2022-03-01 或 2022-03-01 14:30",
        )
    if what == WORD:
        return Text(
            f"'{name}': '{said}' is none of leak, outage, other",
            f"{name}：“{said}”不是 leak、outage、other 之一",
        )
    if what == TRUTH:
        return Text(
            f"'{name}': '{said}' is neither true nor false", f"{name}：“{said}”既不是 true 也不是 false"
        )
    return Text(f"'{name}': '{said}' cannot be used", f"{name}：“{said}”无法使用")
