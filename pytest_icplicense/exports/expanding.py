"""Puts the rows of exports into a manifest's document: each becomes a record with its place in the export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from pytest_icplicense.documents import Document, Place, Problem
from pytest_icplicense.documents.formats import CHINA, FIRST, LAST
from pytest_icplicense.exports.row import HEADERS, MAX_BYTES, MAX_ROWS, NO_VALUE, NoTable, Row, text_of
from pytest_icplicense.exports.tables import rows, title_of
from pytest_icplicense.expressions import expression
from pytest_icplicense.files.repository import Repository, Unavailable
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
    r"(?:[T\s]*(上午|中午|下午|晚上|AM|PM)?\s*(\d{1,2})[:：时點点](?:(\d{1,2})(?:[:：分](\d{1,2})(?:[.,]\d{1,9})?)?[秒分]?)?\s*(AM|PM|上午|下午)?)?"
    r"\s*[(（]?(Z|(?:UTC|GMT)?\s*[+-]\d{1,2}(?::?\d{2})?|UTC|GMT)?[)）]?"
    r"(?:\s*[(（]?(北京时间|中国标准时间|China Standard Time|Asia/Shanghai)[)）]?)?\Z",
    re.IGNORECASE,
)
_COMPACT = expression(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2}))?\Z")
_SINCE_1970 = expression(r"(1\d{9})(?:\.\d{1,9}|\d{3})?\Z")
"""Seconds or milliseconds, as programs keep times."""
_SERIAL = expression(r"[1-9]\d{4}(?:\.\d+)?\Z")
_COUNT = expression(r"(\d{1,11}|\d{1,3}(?:,\d{3}){1,3})\s*(?:天|日|days?)?\Z", re.IGNORECASE)
_NOTHING = expression(
    r"(?:0|null|none|nil|\\N|n/?a|[-—/]+|无|暂无|[（(]空[)）]|[未待](?:答复|回复|处理|处置|受理|办结|完成|解决|关闭|上报|留存|控制|响应)|处理中"
    r"|(?:0000-00-00|(?:0001|1970|1900)[-/]0?1[-/]0?1|1899[-/]12[-/]30)(?:[ T][\d:.]+Z?)?)\Z",
    re.IGNORECASE,
)
"""How databases, programs and people write that there is no day; zero is the first day of their calendars."""
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = f"(?:{'|'.join(_MONTHS)})"
_CHINESE_MONTHS = "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月".split()
_CHINESE_MONTH = expression(rf"(?<=\d[/-])(?:{'|'.join(reversed(_CHINESE_MONTHS))})(?=[/-]\d)")
"""`01/四月/22`, as Jira writes it in Chinese."""
_ENGLISH = expression(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}},?\s+)?(?:(?P<day>\d{{1,2}})[\s/-](?P<month>{_MONTH})[a-z]{{0,6}}[\s/-](?P<year>\d{{4}}|\d\d)"
    rf"|(?P<month_>{_MONTH})[a-z]{{0,6}}\.?\s+(?P<day_>\d{{1,2}}),?\s+(?P<year_>\d{{4}}))\b,?\s*(?:at\s+)?(?P<time>.*)\Z",
    re.IGNORECASE,
)
"""`01/Apr/22 9:10 AM`, `1 April 2022`, `Fri, 01 Apr 2022 09:10:00 +0800`, `Apr 1, 2022`."""
_TOTAL = expression(
    r"(?:[合总小共]计|总数|(?:grand |sub-?)?totals?)\s*(?:[:：(（\d].*)?\Z|共\s*[\d,]+\s*[条行件单个笔].*\Z",
    re.IGNORECASE,
)
_EXPORTED = expression(
    r"(?:导出|制表|打印|统计|生成|填报|填表|审核|复核|经办)(?:时间|日期|人|单位|部门)\s*(?:[:：].*)?\Z"
    r"|(?:(?:export|generat|print)ed (?:on|at|by|from)|report (?:generated|run))\b.*\Z",
    re.IGNORECASE,
)
_NOTE = expression(
    r"[-=—_*#]{3,}\Z|#(?!\d)|(?:备注|说明|注意?|填表说明|notes?|remarks?)\s*[:：]", re.IGNORECASE
)
"""What stands alone in a row and is no record."""
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
        self.zone = _offset(row["time_zone"]) if "time_zone" in row else CHINA
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
            titles = {name: title_of(title) for name, title in self.row["columns"].items()}
            table = rows(data, self.path, self.row.get("sheet"), titles.values())
            if not self._header(table, titles):
                return []
            for row in table:
                if self._repeats_header(row, titles) or self._is_below(row):
                    continue
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

    def _header(self, table: Iterator[Row], wanted: Mapping[str, str]) -> bool:
        """Find the columns: the header is the first row that has all of them, or else the first row of all."""
        first: list[str] | None = None
        for number, row in enumerate(table):
            cells = [title_of(cell) for cell in row.cells]
            first = first or [text_of(cell) for cell in row.cells]
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
        titles = set(map(title_of, first))
        for name, title in self.row["columns"].items():
            if wanted[name] not in titles:
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

    def _repeats_header(self, row: Row, wanted: Mapping[str, str]) -> bool:
        """Whether a row is the header once more: of the next page, or of a cell that goes over two rows."""
        return all(
            column <= len(row.cells) and title_of(row.cells[column - 1]) == wanted[name]
            for name, column in self.columns.items()
        )

    def _is_below(self, row: Row) -> bool:
        """Whether a row stands below the records of a page: it counts them, or says when and by whom they were exported."""
        texts = list(filter(None, map(text_of, row.cells)))
        said = texts[0] if texts else ""
        if _EXPORTED.match(said) or (set(texts) == {said} and _NOTE.match(said)):
            return True
        days = [
            self.columns[name]
            for name, what in self.asked.fields.items()
            if what in (DAY, MOMENT) and name in self.columns
        ]
        return _TOTAL.match(said) is not None and not any(
            _moment(text_of(row.cells[column - 1]), self.zone, day=True)
            for column in days
            if column <= len(row.cells)
        )

    def _record(self, row: Row, names: dict[str, int]) -> dict[str, Any] | None:
        found: dict[str, Any] = {}
        for name, what in self.asked.fields.items():
            column = self.columns.get(name)
            cell = row.cells[column - 1] if column is not None and column <= len(row.cells) else None
            if cell is NO_VALUE:
                why = Text(
                    f"'{name}' is an error, or a formula without a saved value; fix and save it in a spreadsheet program",
                    f"{name} 为错误值，或公式未保存计算结果；请更正，并用电子表格软件重新保存",
                )
                self._fault(row.line, column or 1, why)
                return None
            text = text_of(cell)
            if not text or (what in (DAY, MOMENT) and _NOTHING.match(text)):
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
            found = _COUNT.match(text)
            return int(found[1].replace(",", "")) if found else None
        return _moment(text, self.zone, day=what == DAY)


def _offset(said: str) -> timezone:
    """The offset that a time is written with: `Z`, `UTC`, `+08`, `+0800`, `+08:00`, `UTC+8`."""
    found = _OFFSET.search(said)
    if found is None:
        return UTC
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-offset if found[1] == "-" else offset)


_OFFSET = expression(r"([+-])(\d{1,2}?):?(\d{2})?\Z")


def _moment(text: str, zone: timezone, *, day: bool) -> str | None:
    """A day, or a day with its time and offset, as documents write it; None where it is none, or may be read two ways."""
    text = normalize("NFKC", text)
    if since := _SINCE_1970.match(text):
        text = datetime.fromtimestamp(int(since[1]), UTC).isoformat()
    text = _CHINESE_MONTH.sub(lambda found: _MONTHS[_CHINESE_MONTHS.index(found[0])], text)
    if english := _ENGLISH.match(text):
        day_, month_, year_ = (english[name] or english[f"{name}_"] for name in ("day", "month", "year"))
        century = "20" if len(year_) == 2 else ""
        text = f"{century}{year_}-{_MONTHS.index(month_[:3].lower()) + 1}-{day_} {english['time']}".strip()
    if found := _COMPACT.match(text):
        year, month, number, hour, minute, second = found.groups()
        before = after = offset = place = None
    elif found := _MOMENT_FORM.match(text):
        year, month, number, before, hour, minute, second, after, offset, place = found.groups()
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
            own = _offset(offset) if offset else CHINA if place else zone
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
