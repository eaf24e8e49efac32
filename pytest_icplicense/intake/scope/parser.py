"""The scope of a license: 业务种类（服务项目）及覆盖范围, from its wording to the rows of a License document."""

from __future__ import annotations

from typing import Any

from pytest_icplicense.intake.scope import vocabulary as wordings
from pytest_icplicense.intake.scope.reading_state import Bracket, Scope
from pytest_icplicense.intake.scope.regions import STARTS, Unread, beyond
from pytest_icplicense.intake.scope.rows import Row, unread
from pytest_icplicense.intake.scope.vocabulary import (
    LISTS,
    OUTSIDE,
    Meaning,
    Word,
    abbreviates,
    end_of_bracket,
)
from pytest_icplicense.model.catalogue import Catalogue, part_of
from pytest_icplicense.text import Text

__all__ = ["Unread", "read_scope"]

_ABROAD = Text(
    "the coverage names Hong Kong, Macao or Taiwan (港澳台), where no license of the mainland holds: passed over",
    "覆盖范围提及港澳台，而内地许可证在港澳台不适用：未计入",
)
_EXPLAINS = "依法须经批准"
_MOST = 300
"""Names of services in a scope; the catalogue has fewer."""


def read_scope(text: str, catalogue: Catalogue) -> tuple[list[dict[str, Any]], list[Text]]:
    """The rows of the scope as the License schema has them, and what there is to say of them.

    What could not be read is an `Unread` among the doubts, which quotes it. A service that the catalogue does not
    have gives no row. One of which it is not clear what it is limited to (仅限…), what is excluded from it (不含…) or where
    it may be run gives a closed one, which excludes itself. Words outside of any service that may take something away
    close each row.
    """
    if too_long := beyond(text):
        return [], [too_long]
    reader = _Reader(text, catalogue)
    if reader.services > _MOST:
        why = Unread(
            f"the scope names {reader.services} services, too many for a license: it is not read",
            f"业务种类中出现 {reader.services} 项业务，过多，未予读取",
        )
        return [], [why]
    return reader.read()


class _Reader(Scope):
    """One pass over the words of a scope."""

    def read(self) -> tuple[list[dict[str, Any]], list[Text]]:
        """All of it."""
        at = 0
        while at < len(self._words):
            at = self._step(at)
        self._give_up()
        if self._brackets:
            self._doubts.append(Text("a bracket of the scope is not closed", "业务种类中有括号未闭合"))
        rows = self._trees()
        self._doubts += unread([self._cut(*stretch) for stretch in self._unread], self._catalogue)
        if not self._rows:
            nothing = Unread("the scope names no service of the catalogue", "业务种类中没有目录所列业务")
            self._doubts.append(nothing)
        elif self._limiting:
            why = Unread(
                "words of the scope that were not understood may limit each of its services",
                "业务种类中未能识别的文字可能限定各项业务",
            )
            self._doubts.append(why)
        return rows, list(dict.fromkeys(self._doubts))

    def _step(self, at: int) -> int:
        """Read the word at `at` with what belongs to it; the place of the next one."""
        word = self._words[at]
        kind = word.kind
        if kind == wordings.OPEN:
            return self._open(at)
        if kind == wordings.LABEL and self._is_part(word):
            return self._part(at)
        if kind in STARTS or self._is_place(at):
            return self._regions(at)
        if kind == wordings.CLOSE:
            self._close(word)
        elif kind in LISTS:
            self._list = kind
            for row in self._about:
                row.open_list()
            if self._row is None and (
                kind != wordings.EXCEPT or self._ahead is None or not self._takes_regions_out(at)
            ):
                self._lose(word)
        elif kind == wordings.SERVICE:
            self._service(at)
        elif kind == wordings.UNKNOWN or (kind == wordings.NOISE and self._lost):
            self._unknown(word, at)
        elif kind == wordings.CODE:
            self._code(at)
        elif kind == wordings.NOISE and word.value.startswith(OUTSIDE):
            if self._list != wordings.EXCEPT and self._before(at) in (wordings.WITH, wordings.AND):
                self._doubts.append(_ABROAD)
            for row in self._about:
                row.listing = False
        elif kind == wordings.CLASS:
            self._prefix = word.start
        elif kind in (wordings.STOP, wordings.NUMBERING) and not self._inside:
            self._give_up()
            self._list = None
        elif kind == wordings.COLON and not self._inside and self._before(at) not in LISTS:
            self._list = None
        self._joined = kind == wordings.AND or (self._joined and kind in (wordings.CLASS, wordings.CODE))
        if kind not in (wordings.CLASS, wordings.CODE):
            self._prefix = None
        return at + 1

    def _takes_regions_out(self, at: int) -> bool:
        return at + 1 < len(self._words) and self._words[at + 1].kind in (wordings.REGION, wordings.PLACE)

    def _open(self, at: int) -> int:
        """A bracket: one that only explains is passed over with its end."""
        self._prefix = None
        end = end_of_bracket(self._words, at)
        inner = self._words[at + 1 : end]
        said = self._squeezed[inner[0].start : inner[-1].end] if inner else ""
        if _EXPLAINS in said and not any(word.kind in (*LISTS, wordings.SERVICE) for word in inner):
            return end + 1
        row = self._row
        if row is not None and said.isascii() and abbreviates(said, row.meaning.category, row.limitation):
            row.end = self._words[end].end
            return end + 1
        self._brackets.append(Bracket(self._list, row is not None or self._lost is not None))
        if self._inside and self._before(at) not in LISTS:
            self._list = None
        return at + 1

    def _close(self, word: Word) -> None:
        if not self._brackets:
            self._doubts.append(Text("a bracket of the scope is not opened", "业务种类中有多余的右括号"))
            return
        bracket = self._brackets.pop()
        self._list = bracket.outer
        if self._lost is not None:
            self._lost = (self._lost[0], word.end)
        elif self._row is not None and bracket.inside:
            self._row.end = word.end

    def _service(self, at: int) -> None:
        """A row of its own, or an item of the list that is open."""
        word, row, list_before = self._words[at], self._row, self._list
        meaning = word.meaning or Meaning("")
        name = self._squeezed[word.start : word.end]
        goes_on = self._inside or list_before or (self._joined and self._may_limit(self._lost))
        if self._ended or (self._lost is not None and goes_on):
            self._lose(word)
            return
        before = self._before(at)
        item = row is not None and row.goes_on(name, meaning)
        if row is not None and (
            self._inside or before in LISTS or (item and (list_before or before == wordings.COLON))
        ):
            shown = self._cut(word.start, word.end)
            if list_before is None:
                self._list = wordings.ONLY
                row.supposed = row.supposed or bool(meaning.only)
                why = Text(
                    f"'{shown}' stands behind its service without 仅限 or 含: read as 仅限",
                    f"“{shown}”写在业务名称之后而没有“仅限”或“含”：按“仅限”处理",
                )
                self._doubts.append(why)
            row.take(self._list or wordings.ONLY, meaning, shown)
            row.end = word.end
            if self._covered == [row] and self._inside:
                self._covered = []  # 仅限广东省互联网信息服务: what follows is about the service again
            return
        self._give_up()
        if self._rows and self._rows[-1].strays(name, meaning):
            if self._rows[-1].limitation == meaning.limitation and self._behind_is_list(at):
                self._row, self._covered = self._rows[-1], []  # 。互联网信息服务不含新闻: named again
                self._row.end = word.end
                return
            self._limiting = True
            self._lose(word)
            return
        if meaning.content:
            self._lose(word)
            return
        if list_before and self._joined:
            shown = self._cut(word.start, word.end)
            why = Text(
                f"'{shown}' goes on with a list behind another service: read as a service of its own",
                f"“{shown}”接在另一业务的列举之后：按单独一项业务处理",
            )
            self._doubts.append(why)
        new = Row(
            word.start if self._prefix is None else self._prefix,
            word.end,
            meaning,
            self._joined and bool(self._rows),
        )
        first = (
            at
            if self._prefix is None
            else next(place for place in range(at, -1, -1) if self._words[place].start == self._prefix)
        )
        if self._before(first) == wordings.NUMBERING:
            new.number = self._words[first - 1].value
        if meaning.limitation != "none":
            new.limits.add(meaning.limitation)
            new.listed[wordings.EXCEPT] += meaning.without
        if self._ahead is not None:
            new.coverage = self._ahead.for_each()
        self._row, self._list, self._covered = new, None, []
        self._rows.append(new)

    def _behind_is_list(self, at: int) -> bool:
        """Whether 不含 stands behind the word."""
        return at + 1 < len(self._words) and self._words[at + 1].kind == wordings.EXCEPT

    def _is_part(self, word: Word) -> bool:
        """Whether a label names a part of the service that it stands behind: 互联网接入服务业务：网站接入：全国."""
        return self._row is not None and part_of(word.value, self._row.meaning.category)

    def _part(self, at: int) -> int:
        """A part of a service: an item of the list that is open, or a row with a coverage of its own."""
        word, row = self._words[at], self._row
        assert row is not None
        meaning = Meaning(row.meaning.category, (word.value,))
        if self._inside or self._list or self._before(at) in LISTS:
            shown = self._cut(word.start, word.end)
            row.take(self._list or wordings.ONLY, meaning, shown)
            row.end = word.end
            return at + 1
        new = row.part(word.start, word.end, meaning)
        whole = row.whole or row
        if whole in self._rows:
            self._rows.remove(whole)
        self._row, self._list, self._covered, self._by_number = new, None, [], False
        self._rows.append(new)
        return at + 1

    def _unknown(self, word: Word, at: int) -> None:
        row = self._row
        if self._lost is None and row is not None and (self._list is not None or self._inside):
            row.end = word.end
            for each in self._about:
                each.listing = False
                each.foreign.append((self._list, self._cut(word.start, word.end)))
                # It may be about the regions: 全国（除西藏）.
                each.vague = each.vague or each in self._covered
        else:
            begins = self._before(at) in (wordings.STOP, wordings.NUMBERING) and not self._ended
            meaning = word.meaning
            if begins and self._lost is None and meaning and not (meaning.only or meaning.content):
                self._lost_service = meaning
            self._lose(word)
            new = word.value[-2:] in ("业务", "服务")
            behind = self._joined or self._before(at) == wordings.COLON  # 国内呼叫中心业务：长三角
            if row is not None and behind and not new:
                row.vague = True

    def _code(self, at: int) -> None:
        """A code of the catalogue before a service must be that service's."""
        word = self._words[at]
        behind = self._words[at + 1] if at + 1 < len(self._words) else word
        if behind.meaning is None:
            self._unknown(word, at)
            return
        category = behind.meaning.category
        self._prefix = word.start if self._prefix is None else self._prefix
        if not part_of(category, word.value) and not part_of(word.value, category):
            shown = self._cut(word.start, behind.end)
            why = Text(
                f"'{shown}': the code is not that of the service, which is {category}",
                f"“{shown}”：编号与业务不符，该业务编号为 {category}",
            )
            self._doubts.append(why)
