"""A section's fields: what stands behind the labels that licenses have, wherever lines break."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.shipped import shipped_data
from pytest_icplicense.intake.text.cleaning import joined
from pytest_icplicense.readers.lines import Line, Passage

HEADING_OF_ROWS = "rows"
"""Labels that are the heading of a table, on a line of its own."""
LABELS: dict[str, tuple[str, ...]] = {
    **{field: tuple(labels) for field, labels in shipped_data("wordings", "labels.yaml").items()},
    HEADING_OF_ROWS: tuple(
        f"{count}业务种类{services}{kind}覆盖范围{remarks}"
        for count in ("", "序号")
        for services in ("(服务项目)", "", "服务项目")
        for kind in ("业务", "")
        for remarks in ("", "备注")
    ),
}
"""The words of licenses for each field, folded; the first is the official one."""
_OF_A_LINE = ("编号", "网址", "序号")
"""Labels that end other words too, and are one only at the beginning of a line."""
_REMARKS_OF_SITES = "site.remarks"
"""Whose labels are ones only in the head of the sites' table."""
_DATES = ("issued", "expires", "first_issued", "former_expiry")
_DAY_ENDS = expression(r"[0-9日]")
_DIGIT = expression(r"[0-9〇○零一二贰]")
_OF_THE_SCOPE = ("scope", "items", "rows", "coverage")
_WORDS_BEFORE = expression(r"[\u4e00-\u9fff]{1,4}")
"""At the beginning of a line they belong to the label behind them, as in 注册住所: and 企业法定代表人:."""
_OF_ANOTHER_TIME = expression(r"[首初原曾延续变更换新现]")
"""In words before the label of a value that replaces another one, or is replaced: 变更后公司名称:."""
_END_OF_A_NAME = expression("有限|责任|股份|公司")
_TEXTS = (expression(r"根据《"), expression(r"【(?![仅只]?限|不含|不包[括含])"))
"""What begins a text of its own behind a value; 【仅限…】 goes on with it."""
_OF_SITES = tuple(word for field, words in LABELS.items() if field.startswith("site.") for word in words)
_BRACKETED = "【", "】"
"""What some put a label into: 【公司名称】."""
_SEALS = expression(
    r"(?:中华人民共和国)?(?:[\u4e00-\u9fff]{2,10}通信管理局|(?:工业和信息化|信息产业)部)(?:\((?:公章|盖章|印章|章)\))?"
    r"|\((?:公章|盖章|印章|章)\)"
)
"""Who issued the license, on a line of its own below the dates and without a label."""
_IN_SEALS = ("通信管理局", "工业和信息化部", "信息产业部", "章)")
"""One of these is in each of them."""
_UNMISTAKABLE = 3
"""The characters of a label that is one even without its colon; a shorter one may begin a word: 域名解析服务."""
_FIGURE = "(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})"
_NUMBER = expression(rf"\s*(?:[(（]\s*{_FIGURE}\s*[)）]|{_FIGURE}\s*[、.．])\s*")
"""Before a label: （二）业务种类."""
_COUNTED = expression(rf"(?:{_FIGURE}|\({_FIGURE}\)):")
"""Behind a label of the scope: 业务种类2：."""
_IN_ENGLISH = expression(r"\(?[A-Z][A-Za-z&/'-]{1,60}\.?\)?:")
"""Behind a label: 经营许可证编号 License No.：."""
GRANTED = "获准经营"
"""In the sentence that begins an annexe."""


_MOST = 50_000
"""Labels and beginnings of texts; a license with an annexe of a thousand sites has a fifth of it."""


class TooMany(ValueError):
    """There are more fields and texts than any license has."""


class Field(NamedTuple):
    """A field with its value, or a text between fields."""

    field: str | None
    value: Passage

    @property
    def line(self) -> int:
        """Where the value begins."""
        return self.value.line()

    @property
    def written(self) -> str:
        """As it is quoted: the field's official label, and the value word for word."""
        if self.field is None:
            return self.value.text
        return f"{official(self.field)}：{self.value.text}"


_ELSEWHERE = expression(r"[(（]?详?见(?:本证|许可证)?附[页件表录][)）]?。?")


def elsewhere(segment: Field) -> bool:
    """Whether a field only says that its value stands in the annexe."""
    return _ELSEWHERE.fullmatch(segment.value.text) is not None


def official(field: str) -> str:
    """The official label of a field, in the width that licenses print it."""
    return LABELS[field][0].replace("(", "（").replace(")", "）")


class _Mark(NamedTuple):
    start: int
    end: int
    field: str | None
    seal: bool = False
    """Whether it is one only below a date."""


def segments(lines: Iterable[Line]) -> list[Field]:
    """The fields and texts of a section, in their order.

    Raises:
        TooMany: it is no section of a license.
    """
    whole = joined(lines)
    squeezed, origin = squeezed_with_origin(whole.text)
    starts = _line_starts(whole, origin)
    marks = list(_marks(squeezed, origin, starts))
    found: list[Field] = []
    if not marks or marks[0].start > 0:
        marks.insert(0, _Mark(0, 0, None))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        first = origin[mark.end]
        last = origin[following.start] if following else len(whole.text)
        if following and following.field:
            last = _before_number(whole, first, last)
        text = whole.text[first:last]
        if following and following.field:
            text = text.rstrip("（( \t\u3000")  # a label in a bracket: 某甲公司（曾用名：
        left = len(text) - len(text.lstrip())
        value = whole.cut(first + left, first + len(text.rstrip())) if text.strip() else None
        if value is not None:
            found.append(Field(mark.field, value))
        elif mark.field is not None:
            found.append(Field(mark.field, Passage("", (0,), (whole.line(origin[mark.start]),))))
    return found


def _before_number(whole: Passage, first: int, last: int) -> int:
    """Where a value ends, if what stands before the next label on its line is only that label's number."""
    begun = whole.starts[bisect_right(whole.starts, max(last - 1, 0)) - 1]
    return begun if begun >= first and _NUMBER.fullmatch(whole.text, begun, last) else last


def squeezed_with_origin(text: str) -> tuple[str, list[int]]:
    """The text in one width, without spaces and the rules of tables, and where each character stands in it; and its end."""
    pieces = [_SQUEEZED[char] for char in text]
    origin = [at for at, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), [*origin, len(text)]


class _Squeezed(dict[str, str]):
    """A character in one width; nothing for a space, or for a rule between the columns of a table."""

    def __missing__(self, char: str) -> str:
        self[char] = found = "".join(unicodedata.normalize("NFKC", char).replace("|", "").split())
        return found


_SQUEEZED = _Squeezed()


def _line_starts(whole: Passage, origin: list[int]) -> frozenset[int]:
    """Where lines begin in the squeezed text."""
    found, ahead = set(), iter(whole.starts)
    start = next(ahead, None)
    for at, original in enumerate(origin):
        while start is not None and original >= start:
            found.add(at)
            start = next(ahead, None)
    return frozenset(found)


def _marks(text: str, origin: list[int], line_starts: frozenset[int]) -> Iterator[_Mark]:
    """Labels and beginnings of texts, in order; of those that overlap the one that begins first, then the longest.

    `origin` says where each character stood before spaces were taken out.
    """
    candidates = [
        mark
        for field, labels in LABELS.items()
        if field != _REMARKS_OF_SITES
        for each in labels
        for mark in _label(text, each, field, line_starts)
    ]
    candidates = [
        mark
        for mark in candidates
        if text[mark.start] == _BRACKETED[0]
        or (text[mark.end - 1] == ":" and (mark.end - mark.start > 2 or mark.start in line_starts))
        or (mark.start in line_starts and _alone(mark, origin, line_starts))
        or (
            mark.field in _DATES
            and _between_spaces(mark, origin)
            and _DAY_ENDS.match(text, mark.start - 1)
            and _DIGIT.match(text, mark.end)
        )
    ]
    candidates = [
        mark
        for mark in candidates
        if mark.field != HEADING_OF_ROWS or (mark.start in line_starts and mark.end in line_starts)
    ]
    candidates += [
        _Mark(match.start(), match.start(), None)
        for pattern in _TEXTS
        for match in pattern.finditer(text)
        if match[0] == "【" or match.start() in line_starts
    ]
    ordered_starts = sorted(line_starts)
    for at in _all(text, GRANTED):
        begin = ordered_starts[max(bisect_right(ordered_starts, at) - 1, 0)] if ordered_starts else 0
        candidates.append(_Mark(begin, begin, None))
    if len(candidates) > _MOST:
        raise TooMany
    known = {(mark.start, mark.end) for mark in candidates}
    widened = [_with_words_before(mark, text, ordered_starts) for mark in candidates]
    candidates += [mark for mark in widened if (mark.start, mark.end) not in known]
    candidates += _seals(text, line_starts)
    at_line = sorted({mark.start for mark in candidates if mark.start in line_starts})
    end, field = -1, None
    for mark in sorted(set(candidates), key=lambda each: (each.start, -each.end)):
        if mark.seal and (field not in ("issued", "expires") or mark.start == end):
            continue
        nearest = bisect_right(at_line, mark.start)
        inside = nearest < len(at_line) and at_line[nearest] < mark.end
        if inside and mark.start not in line_starts:
            continue  # 固定通信业务, and 覆盖范围 on the next line, are no 业务覆盖范围
        if mark.start >= end and mark.start < len(text):
            yield mark
            end, field = max(mark.end, mark.start + 1), mark.field


def _seals(text: str, line_starts: frozenset[int]) -> Iterator[_Mark]:
    if not any(word in text for word in _IN_SEALS):
        return
    for start in line_starts:
        match = _SEALS.match(text, start)
        if match and (match.end() in line_starts or match.end() == len(text)):
            yield _Mark(start, start, None, True)


def _with_words_before(mark: _Mark, text: str, starts: Sequence[int]) -> _Mark:
    """The mark from the beginning of its line on, where what stands there is not the end of the value above, nor a value of
    its own whose end and the label below it read as another label (某甲网站, 域名:).
    """
    below = bisect_right(starts, mark.start)
    begun = starts[max(below - 1, 0)]
    words = text[begun : mark.start]
    if (
        text[mark.end - 1] != ":"
        or any(start < mark.end for start in starts[below : below + 1])
        or mark.field in _OF_THE_SCOPE
        or not _WORDS_BEFORE.fullmatch(words)
        or _OF_ANOTHER_TIME.search(words)
        or _cuts_a_name(text, begun, mark.start)
    ):
        return mark
    return mark._replace(start=begun)


def _cuts_a_name(text: str, start: int, end: int) -> bool:
    """Whether the words at the beginning of a line may be the end of a company's name in the line above."""
    return _END_OF_A_NAME.search(text, start, end) is not None and not text.endswith("公司", 0, start)


def _between_spaces(mark: _Mark, origin: list[int]) -> bool:
    """Whether spaces part a label without colon from the day before it and from what stands behind it in a line."""
    before = mark.start > 0 and origin[mark.start] > origin[mark.start - 1] + 1
    return before and origin[mark.end] > origin[mark.end - 1] + 1


def _alone(mark: _Mark, origin: list[int], line_starts: frozenset[int]) -> bool:
    """Whether a label without colon is one: a long one is; a short one where a space or a line break parts it off."""
    last = mark.end == len(origin) - 1
    parted = last or origin[mark.end] > origin[mark.end - 1] + 1 or mark.end in line_starts
    return parted or mark.end - mark.start >= _UNMISTAKABLE


def _label(text: str, label: str, field: str, line_starts: frozenset[int]) -> Iterator[_Mark]:
    """Where a label stands: before a colon, or at the beginning of a line, where a table has lost its colons."""
    for at in _all(text, label):
        if field == "items" and text[at - 1 : at] == "(":
            continue  # 业务种类(服务项目)
        end = at + len(label)
        if (text[at - 1 : at], text[end : end + 1]) == _BRACKETED and at - 1 in line_starts:
            yield _Mark(at - 1, end + 1 + (text[end + 1 : end + 2] == ":"), field)
            continue
        if label in _OF_A_LINE and at not in line_starts:
            continue
        if field == "site.number" and not text.startswith(_OF_SITES, end):
            continue  # of another table than that of the sites
        if field in ("scope", "items", "coverage") and (counted := _COUNTED.match(text, end)):
            yield _Mark(at, counted.end(), field)
            continue
        if translated := _IN_ENGLISH.match(text, end):
            end = translated.end() - 1
        yield _Mark(at, end + 1 if text[end : end + 1] == ":" else end, field)


def _all(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))
