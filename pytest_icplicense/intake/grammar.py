"""The scope of a license: 业务种类（服务项目）及覆盖范围, from its wording to the rows of a License document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pytest_icplicense.intake import wordings
from pytest_icplicense.intake.coverage import (
    ENDS,
    STARTS,
    Coverage,
    Mention,
    Original,
    Unread,
    beyond,
    mention,
    read_coverage,
)
from pytest_icplicense.intake.figures import quoted
from pytest_icplicense.intake.rows import Row, unread, without_coverage
from pytest_icplicense.intake.wordings import (
    LISTS,
    Lexicon,
    Meaning,
    Word,
    abbreviates,
    end_of_bracket,
    folded,
)
from pytest_icplicense.model.catalogue import Catalogue, part_of
from pytest_icplicense.text import Text

__all__ = ["Unread", "read_coverage", "read_scope"]

_EXPLAINS = "依法须经批准"
_PLACES = "市县区州盟"


class _Bracket(NamedTuple):
    """An open bracket."""

    outer: str | None
    """The list that goes on behind it."""
    inside: bool
    """Whether it stands behind a service, and so says something of it."""


def read_scope(text: str, catalogue: Catalogue) -> tuple[list[dict[str, Any]], list[Text]]:
    """The rows of the scope as the License schema has them, and what there is to say of them.

    What could not be read is an `Unread` among the doubts, which quotes it. A service that the catalogue does not
    have gives no row; neither does one of which it is not clear what it is limited to (仅限…). An exclusion (不含…)
    or a bracket that the catalogue does not have leaves the row, with the wording in it.
    """
    if too_long := beyond(text):
        return [], [too_long]
    return _Reader(text, catalogue).read()


class _Reader:
    """One pass over the words of a scope."""

    def __init__(self, text: str, catalogue: Catalogue) -> None:
        self._squeezed, origin = folded(text)
        self._cut = Original(text, origin).cut
        self._catalogue = catalogue
        self._words: Sequence[Word] = Lexicon(catalogue).words(self._squeezed)
        self._rows: list[Row] = []
        self._row: Row | None = None
        self._list: str | None = None
        """仅限, 不含 or 含, while what stands behind it goes on."""
        self._brackets: list[_Bracket] = []
        self._ahead: Coverage | None = None
        """The regions named before the services that they are for."""
        self._prefix: int | None = None
        """Where words begin that lead up to the service behind them: its class or its code."""
        self._joined = False
        self._lost: tuple[int, int] | None = None
        """The stretch that could not be read."""
        self._unread: list[tuple[int, int]] = []
        self._doubts: list[Text] = []

    def read(self) -> tuple[list[dict[str, Any]], list[Text]]:
        """All of it."""
        at = 0
        while at < len(self._words):
            at = self._step(at)
        self._give_up()
        if self._brackets:
            self._doubts.append(Text("a bracket of the scope is not closed", "业务种类中有括号未闭合"))
        rows = []
        for row in self._rows:
            tree, doubts = row.tree(self._cut(row.start, row.end), self._catalogue)
            self._doubts += doubts
            rows += [tree] if tree is not None else []
        self._doubts += without_coverage(rows)
        self._doubts += unread([self._cut(*stretch) for stretch in self._unread], self._catalogue)
        if not self._rows:
            nothing = Unread("the scope names no service of the catalogue", "业务种类中没有目录所列业务")
            self._doubts.append(nothing)
        return rows, list(dict.fromkeys(self._doubts))

    @property
    def _inside(self) -> bool:
        return bool(self._brackets) and self._brackets[-1].inside

    def _step(self, at: int) -> int:
        """Read the word at `at` with what belongs to it; the place of the next one."""
        word = self._words[at]
        kind = word.kind
        if kind == wordings.OPEN:
            return self._open(at)
        if kind in STARTS or self._is_place(at):
            return self._regions(at)
        if kind == wordings.CLOSE:
            self._close(word)
        elif kind in LISTS:
            self._list = kind
            if self._row is None:
                self._lose(word)
        elif kind == wordings.SERVICE:
            self._service(at)
        elif kind == wordings.FIXED:
            self._fixed(word)
        elif kind == wordings.UNKNOWN or (kind == wordings.NOISE and self._lost):
            self._unknown(word)
        elif kind == wordings.CODE:
            self._code(at)
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

    def _before(self, at: int) -> str:
        """The kind of the word before."""
        return self._words[at - 1].kind if at else wordings.STOP

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
        self._brackets.append(_Bracket(self._list, row is not None or self._lost is not None))
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
        if self._lost is not None and (self._inside or list_before):
            self._lose(word)
            return
        behind = self._before(at)
        item = row is not None and row.goes_on(name, meaning)
        if row is not None and (
            self._inside or behind in LISTS or (item and (list_before or behind == wordings.COLON))
        ):
            shown = self._cut(word.start, word.end)
            if list_before is None:
                self._list = wordings.ONLY
                why = Text(
                    f"'{shown}' stands behind its service without 仅限 or 含: read as 仅限",
                    f"“{shown}”写在业务名称之后而没有“仅限”或“含”：按“仅限”处理",
                )
                self._doubts.append(why)
            row.take(self._list or wordings.ONLY, meaning, shown)
            row.end = word.end
            return
        self._give_up()
        if self._rows and self._rows[-1].strays(name, meaning):
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
        if meaning.limitation != "none":
            new.limits.add(meaning.limitation)
        if self._ahead is not None:
            new.coverage = self._ahead.for_each()
        self._row, self._list = new, None
        self._rows.append(new)

    def _fixed(self, word: Word) -> None:
        """固定网电话信息服务, which SP-15.2 forbids without an approval, and which no item of the catalogue is."""
        row = self._row
        if row is None or self._list != wordings.EXCEPT or row.meaning.category != "B25":
            self._unknown(word)
            return
        row.end = word.end
        why = Text(
            "固定网电话信息服务 is excluded, which a row has no item for: the wording alone says so",
            "许可不含固定网电话信息服务，目录中没有对应项目，仅保留在原文中",
        )
        self._doubts.append(why)

    def _unknown(self, word: Word) -> None:
        row = self._row
        if self._lost is None and row is not None and (self._list is not None or self._inside):
            row.end = word.end
            row.foreign.append((self._list, self._cut(word.start, word.end)))
        else:
            self._lose(word)

    def _lose(self, word: Word) -> None:
        """What could not be read is quoted as one stretch, and what follows in brackets belongs to it."""
        if self._lost is not None:
            self._lost = (self._lost[0], word.end)
            return
        self._lost = (word.start if self._prefix is None else self._prefix, word.end)
        self._row = None

    def _give_up(self) -> None:
        if self._lost is not None:
            self._unread.append(self._lost)
            self._lost = None

    def _code(self, at: int) -> None:
        """A code of the catalogue before a service must be that service's."""
        word = self._words[at]
        behind = self._words[at + 1] if at + 1 < len(self._words) else word
        if behind.meaning is None:
            self._unknown(word)
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

    def _is_place(self, at: int) -> bool:
        """Whether an unknown word is a place that the catalogue does not have: 互联网数据中心业务：广州市."""
        word = self._words[at]
        named = word.kind == wordings.UNKNOWN and self._squeezed[word.end - 1] in _PLACES
        ends = at + 1 == len(self._words) or self._words[at + 1].kind in ENDS
        return named and ends and self._row is not None and self._before(at) == wordings.COLON

    def _regions(self, at: int) -> int:
        """Regions: of the service before them, of the services behind them, or of all."""
        said, end = mention(self._words, at, self._cut)
        row = self._row
        goes_on = self._inside or self._before(at) in (*LISTS, wordings.AND)
        if self._list == wordings.EXCEPT and goes_on and not said.label:
            self._all_but(said)
        elif self._inside and row is not None:
            row.coverage.add(said)
            row.end = said.end
        elif self._goes_ahead(at, end):
            self._give_up()
            self._ahead = Coverage([said])
            self._row, self._list = None, None
        else:
            self._give_up()
            self._behind(said, self._before(at) == wordings.STOP)
        self._joined, self._prefix = False, None
        return end

    def _goes_ahead(self, at: int, end: int) -> bool:
        """Whether regions are for what follows: nothing stands before them, or it began so and a new part begins."""
        parted = self._before(at) in (wordings.STOP, wordings.NUMBERING) and end < len(self._words)
        return not self._rows or (self._ahead is not None and parted)

    def _behind(self, said: Mention, parted: bool) -> None:
        """Regions behind services: of all that have none yet under a label, else of those joined to the last one.

        Where they are not parted from the last service, it is not sure that they are for those before it as well.
        """
        shown = quoted(said.shown)
        if said.label != "coverage" and self._row is not None:
            self._row.end = said.end
        apart = False
        for place in range(len(self._rows) - 1, -1, -1):
            row = self._rows[place]
            own = place < len(self._rows) - 1 and bool(row.coverage)
            if own or (apart and said.label != "coverage"):
                break
            row.coverage.add(said)
            if apart and not parted:
                why = Text(
                    f"'{shown}' stands once behind several services: read as the coverage of each",
                    f"“{shown}”只在数项业务之后出现一次：按适用于各项业务处理",
                )
                self._doubts.append(why)
            apart = apart or not row.joined

    def _all_but(self, said: Mention) -> None:
        """全国（不含…）."""
        coverage = self._row.coverage if self._row is not None else self._ahead
        if self._row is not None:
            self._row.end = said.end
        if coverage is None or not coverage.leave_out(said):
            shown = quoted(said.shown)
            why = Unread(f"'{shown}' is taken out of no coverage", f"“{shown}”无从自覆盖范围中剔除")
            self._doubts.append(why)
