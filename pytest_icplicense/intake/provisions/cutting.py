"""The special provisions (特别规定事项) cut into provisions and items by their numbering.

The text is read as one, whatever its paragraphs: a numbering counts at the start of a paragraph, and behind the end of
a sentence where several items run together. Whether it is one is decided by the numbers before it, so that
`第十五条所列内容` at the start of a wrapped line is text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.provisions.duties import INTRODUCTION, asks
from pytest_icplicense.intake.text.folding import Folded, fold
from pytest_icplicense.intake.text.numbering_marks import BRACKETS, BULLET, Mark, bullets, marks
from pytest_icplicense.readers.lines import Doubt, Passage
from pytest_icplicense.text import Text

_MOST_NAMED = 20
"""Missing numbers that a doubt lists."""
_UNKNOWN_SIGN = expression(
    r"其?[一二三四五六七八九十][,是]|[-·*]{1,3}|\(?[A-Za-z甲乙丙丁戊己庚辛壬癸]{1,4}[、.)]"
)
"""What paragraphs begin with in the place of a number: - • A. 甲、 其一， 一是."""
_LATEST_FIRST = 9
"""The highest number that items may begin with where the ones before are missing; (2018) is none of them."""


class Piece(NamedTuple):
    """A provision, an item of one, or the sentence above the items."""

    path: tuple[int, ...]
    """Its number, (3,) or (15, 3), as the license writes it."""
    text: Passage
    """Verbatim, with the numbering."""
    begins: int
    """Where in the text the words begin, behind the numbering."""
    items: int = 0
    """How many items stand below it."""
    numbered: bool = True
    """Whether the license numbers it; else it is counted."""

    @property
    def id(self) -> str:
        """The number as policies write it: `SP-15.3`."""
        first, *rest = self.path
        return ".".join([f"SP-{first:02}", *map(str, rest)])

    @property
    def line(self) -> int:
        """The line that it begins in."""
        return self.text.line()

    @property
    def words(self) -> str:
        """The text without the numbering."""
        return self.text.text[self.begins :]


class Cut(NamedTuple):
    """What cutting gave."""

    pieces: tuple[Piece, ...]
    """In the order of the text, a sentence above items before them."""
    before: Passage
    """What stands before the first numbering."""
    doubts: tuple[Doubt, ...]


@dataclass(slots=True, eq=False, repr=False)
class _Level:
    style: str = ""
    number: int = 0


@dataclass(slots=True, eq=False, repr=False)
class _Cutter:
    """Decides which marks are numberings."""

    whole: Passage
    folded: Folded
    top: _Level = field(default_factory=_Level)
    item: _Level = field(default_factory=_Level)
    nested: _Level = field(default_factory=_Level)
    taken: list[tuple[tuple[int, ...], Mark]] = field(default_factory=list)
    tops: int = 0
    seen: set[tuple[int, int]] = field(default_factory=set)
    skipped: list[tuple[int, range, Mark]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def see(self, mark: Mark) -> None:
        """Take the mark as a numbering, or leave it in the text."""
        if not self.top.style:
            if mark.opens or (mark.number == 1 and mark.style not in BRACKETS):
                self._take(mark, self.top)
        elif mark.style == self.top.style:
            self._continue(mark, self.top)
        elif mark.style == self.item.style:
            self._continue(mark, self.item)
        elif not self.item.style and self._begins_items(mark):
            self._take(mark, self.item)
        elif mark.style == self.nested.style and mark.number == self.nested.number + 1:
            self.nested.number = mark.number
        elif mark.number == 1:
            self.nested = _Level(mark.style, 1)
        else:
            self._in_another_style(mark)

    def _begins_items(self, mark: Mark) -> bool:
        if mark.number == 1:
            return mark.opens or mark.style in BRACKETS or self.folded.text[mark.start - 1] == ":"
        late = mark.number <= _LATEST_FIRST and mark.opens and mark.ended and mark.sure
        return late and mark.style in BRACKETS

    def _continue(self, mark: Mark, level: _Level) -> None:
        if mark.number == level.number + 1:
            if mark.sure or mark.opens:
                self._take(mark, level)
        elif mark.number == 1 and self.item.style and level is self.top:
            self.nested = _Level(mark.style, 1)
        elif mark.style == self.nested.style and mark.number == self.nested.number + 1:
            self.nested.number = mark.number
        elif mark.opens and mark.ended and mark.sure:
            self._take(mark, level)
        elif mark.opens:
            self._as_text(mark)

    def _in_another_style(self, mark: Mark) -> None:
        both = (mark.style in BRACKETS) == (self.item.style in BRACKETS)
        for level, alike in (
            (self.item, bool(self.item.style) and both),
            (self.top, mark.style not in BRACKETS),
        ):
            if alike and mark.opens and mark.sure and mark.number == level.number + 1:
                text = self._shown(mark)
                self._doubt(
                    mark,
                    Text(
                        f"'{text}' is numbered in another way than what stands before it; it was taken as the next one",
                        f"“{text}”的编号方式与前文不同，已按下一项处理",
                    ),
                )
                self._take(mark, level)
                return
        if mark.opens and mark.ended:
            self._as_text(mark)

    def _take(self, mark: Mark, level: _Level) -> None:
        before, number = level.number, mark.number
        shown = self._shown(mark)
        if not mark.sure:
            self._doubt(
                mark,
                Text(
                    f"'{shown}' was taken as the numbering {number}; correct it if it is another",
                    f"“{shown}”按编号 {number} 处理；如有误请更正",
                ),
            )
        if number > before + 1:
            self.skipped.append((self._above(level), range(before + 1, number), mark))
        elif number <= before:
            self._doubt(
                mark,
                Text(
                    f"'{shown}' stands behind number {before}: it repeats or goes back",
                    f"“{shown}”位于编号 {before} 之后：编号重复或倒退",
                ),
            )
        level.style = level.style or mark.style
        level.number = number
        self.nested = _Level()
        if level is self.top:
            self.item = _Level()
            self.tops += 1
        path = (self.top.number,) if level is self.top else (self.top.number, self.item.number)
        self.taken.append((path, mark))
        self.seen.add((self._above(level), number))

    def _above(self, level: _Level) -> int:
        """Which provision the numbers of a level are counted in; 0 for the provisions themselves."""
        return 0 if level is self.top else self.tops

    def end(self) -> None:
        """Say which numbers never came. Those that came later have a doubt of their own, for going back."""
        for above, numbers, mark in self.skipped:
            gone = [number for number in numbers[:_MOST_NAMED] if (above, number) not in self.seen]
            if not gone and len(numbers) <= _MOST_NAMED:
                continue
            shown, listed = self._shown(mark), ", ".join(map(str, gone))
            self._doubt(
                mark,
                Text(
                    f"before '{shown}' number {listed} is missing; was a part of the text left out?",
                    f"“{shown}”之前缺少编号 {listed}；原文是否缺失？",
                ),
                missing=True,
            )

    def _as_text(self, mark: Mark) -> None:
        shown = self._shown(mark)
        self._doubt(
            mark,
            Text(
                f"'{shown}' looks like a numbering, but continues none; it was left in the text before it",
                f"“{shown}”形似编号，但与前文编号不连续，已并入前文",
            ),
        )

    def _doubt(self, mark: Mark, message: Text, *, missing: bool = False) -> None:
        self.doubts.append(Doubt(self.whole.line(self.folded.origin[mark.start]), message, missing))

    def _shown(self, mark: Mark) -> str:
        start, end = self.folded.span(mark.start, mark.end)
        return "".join(self.whole.text[start:end].split())


def cut(passages: Iterable[Passage]) -> Cut:
    """The provisions and items, in the order of the text; what is odd about their numbering is a doubt."""
    whole, openings = _joined(passages)
    folded = fold(whole.text)
    cutter = _Cutter(whole, folded)
    begun = [bisect_left(folded.origin, place) for place in openings]
    for find in (marks, bullets, _unnumbered):
        for mark in find(folded, begun):
            cutter.see(mark)
        if cutter.taken:
            break
    cutter.end()
    if cutter.top.style == _PARAGRAPH:
        cutter.doubts.append(_NO_NUMBERS._replace(line=whole.line(folded.origin[cutter.taken[0][1].start])))
    pieces = []
    taken = cutter.taken
    ends = [*(mark.start for _, mark in taken), len(folded.text)][1:]
    for at, ((path, mark), end) in enumerate(zip(taken, ends, strict=True)):
        start = folded.origin[mark.start]
        if end == mark.end:
            cutter.doubts.append(_empty(whole.line(start), cutter._shown(mark)))
            continue
        items = 0
        if len(path) == 1:
            while at + items + 1 < len(taken) and len(taken[at + items + 1][0]) == 2:
                items += 1
        last = folded.span(mark.start, end)[1]
        numbered = mark.style not in (BULLET, _PARAGRAPH)
        words = part(whole, start, last)
        pieces.append(Piece(path, words, folded.origin[mark.end] - start, items, numbered))
    if not taken:
        cutter.doubts.append(_NOTHING)
    before = part(whole, 0, folded.origin[taken[0][1].start] if taken else len(whole.text))
    return Cut(tuple(pieces), before, tuple(sorted(cutter.doubts, key=lambda doubt: doubt.line or 0)))


_PARAGRAPH = "paragraph"


def _unnumbered(folded: Folded, openings: Iterable[int]) -> Iterator[Mark]:
    """The paragraphs that ask something, counted, where there is neither a number nor a sign that is known."""
    starts = sorted({*openings, len(folded.text)})
    asking = [
        start
        for start, end in pairwise(starts)
        if (asks(folded.text[start:end]) and (start or not INTRODUCTION.fullmatch(folded.text, start, end)))
        or _UNKNOWN_SIGN.match(folded.text, start)
    ]
    for number, place in enumerate(asking, 1):
        sign = _UNKNOWN_SIGN.match(folded.text, place)
        yield Mark(place, sign.end() if sign else place, _PARAGRAPH, number, True, True, True)


_NO_NUMBERS = Doubt(
    None,
    Text(
        "the provisions have no numbers that are known: each paragraph that asks something was taken as one",
        "特别规定事项没有可识别的编号：含有要求的各段均按一项规定处理",
    ),
)
_NOTHING = Doubt(
    None,
    Text("no numbered provision (一、…) was found", "未找到带编号的特别规定事项（一、……）"),
    missing=True,
)


def _empty(line: int, shown: str) -> Doubt:
    return Doubt(line, Text(f"there are no words behind '{shown}'", f"“{shown}”之后没有文字"), missing=True)


def part(passage: Passage, start: int, end: int) -> Passage:
    """The text from `start` up to `end`, found in as many steps as it has lines and no more."""
    first = max(bisect_right(passage.starts, start) - 1, 0)
    last = max(bisect_left(passage.starts, end), first + 1)
    starts = tuple(max(place - start, 0) for place in passage.starts[first:last])
    return Passage(passage.text[start:end], starts, passage.lines[first:last])


def _joined(passages: Iterable[Passage]) -> tuple[Passage, list[int]]:
    """All passages as one, and where each of them begins."""
    texts: list[str] = []
    starts: list[int] = []
    lines: list[int] = []
    openings = []
    length = 0
    for passage in passages:
        if passage.text:
            openings.append(length)
            starts += [length + start for start in passage.starts]
            lines += passage.lines
            texts.append(passage.text)
            length += len(passage.text)
    return Passage("".join(texts), tuple(starts), tuple(lines)), openings
