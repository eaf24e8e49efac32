"""What has been read of a scope so far: its services, the regions that they are for, and what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.scope import vocabulary as wordings
from pytest_icplicense.intake.scope.coverage import behind, numbered, taken_out
from pytest_icplicense.intake.scope.regions import ENDS, Coverage, Mention, Original, mention
from pytest_icplicense.intake.scope.rows import Row, closed, closing, without_coverage
from pytest_icplicense.intake.scope.vocabulary import LISTS, Lexicon, Meaning, Word, folded
from pytest_icplicense.intake.text.misreadings import may_limit
from pytest_icplicense.model.catalogue import Catalogue, part_of
from pytest_icplicense.model.license import INTERNET_ONLY
from pytest_icplicense.text import Text

_PLACES = "市县区州盟"
_BRACKETS = expression(r"\([^()]*+\)")
"""What stands in brackets behind words that could not be read is about them."""


class Bracket(NamedTuple):
    """An open bracket."""

    outer: str | None
    """The list that goes on behind it."""
    inside: bool
    """Whether it stands behind a service, and so says something of it."""


class Scope:
    """A scope while its words are read."""

    def __init__(self, text: str, catalogue: Catalogue) -> None:
        self._squeezed, origin = folded(text)
        self._cut = Original(text, origin).cut
        self._catalogue = catalogue
        self._words: Sequence[Word] = Lexicon(catalogue).words(self._squeezed)
        self._rows: list[Row] = []
        self._row: Row | None = None
        self._list: str | None = None
        """仅限, 不含 or 含, while what stands behind it goes on."""
        self._brackets: list[Bracket] = []
        self._ahead: Coverage | None = None
        """The regions named before the services that they are for."""
        self._covered: list[Row] = []
        """The services that the last regions were for."""
        self._by_number = False
        """Whether a label was read behind which regions are listed by the services' numbers."""
        self._strayed = False
        """Whether regions were read of a service that could not be read itself."""
        self._ended = False
        """Whether a label was read behind which services are only named again."""
        self._prefix: int | None = None
        """Where words begin that lead up to the service behind them: its class or its code."""
        self._joined = False
        self._lost: tuple[int, int] | None = None
        """The stretch that could not be read."""
        self._lost_service: Meaning | None = None
        """The service that it is about, where it is a line that begins with its name."""
        self._limiting = False
        """Whether words outside of any service may take something away from one."""
        self._unread: list[tuple[int, int]] = []
        self._doubts: list[Text] = []

    @property
    def services(self) -> int:
        """How many names of services there are."""
        return sum(word.kind == wordings.SERVICE for word in self._words)

    @property
    def _inside(self) -> bool:
        return bool(self._brackets) and self._brackets[-1].inside

    @property
    def _about(self) -> list[Row]:
        """The services that the next words say something of: those of the last regions, or the last one."""
        return self._covered or ([self._row] if self._row is not None else [])

    def _before(self, at: int) -> str:
        """The kind of the word before."""
        return self._words[at - 1].kind if at else wordings.STOP

    def _trees(self) -> list[dict[str, Any]]:
        """The rows of the services; closed, where one was not read clearly."""
        strangers = {category for row in self._rows for category in row.strangers}
        covered = self._by_number or self._strayed or any(row.coverage for row in self._rows)
        rows = []
        for row in self._rows:
            category, shown = row.meaning.category, self._cut(row.start, row.end)
            row.vague |= any(part_of(category, each) or part_of(each, category) for each in strangers)
            tree, doubts = row.tree(shown, self._catalogue)
            self._doubts += doubts
            # What is read on the internet is licensed without a region: it reaches everywhere.
            everywhere = row.limitation == INTERNET_ONLY and not self._by_number
            if category not in tree["excludes"] and (
                self._limiting or (covered and not row.coverage and not everywhere)
            ):
                self._doubts += [] if self._limiting else [without_coverage(shown)]
                self._doubts.append(closing(shown, category))
                tree = closed(shown, category)
            rows.append(tree)
        return rows

    def _lose(self, word: Word) -> None:
        """What could not be read is quoted as one stretch, and what follows in brackets belongs to it."""
        if self._lost is not None:
            self._lost = (self._lost[0], word.end)
            return
        self._lost = (word.start if self._prefix is None else self._prefix, word.end)
        self._row = None

    def _give_up(self) -> None:
        if self._lost is not None:
            self._limiting = self._limiting or self._may_limit(self._lost)
            self._unread.append(self._lost)
            if self._lost_service is not None:
                self._rows.append(Row(*self._lost, self._lost_service, joined=False, vague=True))
            self._lost, self._lost_service = None, None

    def _may_limit(self, stretch: tuple[int, int] | None) -> bool:
        """Whether a stretch that could not be read may take something away from a service beside it."""
        if stretch is None:
            return False
        text = self._squeezed[slice(*stretch)]
        return may_limit(text if text.startswith("(") else _BRACKETS.sub("", text))

    def _is_place(self, at: int) -> bool:
        """Whether an unknown word is a place that the catalogue does not have: 互联网数据中心业务：广州市."""
        word = self._words[at]
        named = word.kind == wordings.UNKNOWN and self._squeezed[word.end - 1] in _PLACES
        ends = at + 1 == len(self._words) or self._words[at + 1].kind in ENDS
        return named and ends and self._row is not None and self._before(at) == wordings.COLON

    def _regions(self, at: int) -> int:
        """Regions: of the service before them, of the services behind them, or of all."""
        said, end = mention(self._words, at, self._cut)
        row, number = self._row, self._numbering(at)
        listed = self._list == wordings.EXCEPT
        goes_on = self._inside or self._before(at) in (*LISTS, wordings.AND, wordings.COLON)
        if listed and goes_on and not said.label:
            self._all_but(said)
        elif self._inside and row is not None:
            for each in self._about:
                each.coverage.add(said)
                each.listing = False
            row.end, self._covered = said.end, self._about
        elif self._brackets and self._ahead is not None and row is None:
            self._ahead.add(said)
        elif self._by_number:
            self._give_up()
            self._covered, doubts = numbered(self._rows, number, said)
            self._doubts += doubts
        elif self._goes_ahead(at, end):
            self._give_up()
            self._ahead = Coverage([said])
            self._row, self._list, self._covered = None, None, []
        elif self._lost is not None and not said.label and self._before(at) == wordings.COLON:
            self._give_up()  # 某某业务：广东 says nothing of the services before it
            self._covered, self._strayed = [], True
        else:
            self._give_up()
            self._behind(said, at, end)
        self._joined, self._prefix = False, None
        return end

    def _numbering(self, at: int) -> str:
        """The number that stands before a word."""
        return self._words[at - 1].value if self._before(at) == wordings.NUMBERING else ""

    def _behind(self, said: Mention, at: int, end: int) -> None:
        """Regions behind services."""
        if said.label and not said.names and end < len(self._words):
            kind = self._words[end].kind
            if kind == wordings.NUMBERING and self._rows:
                self._by_number = True
                return
            self._ended = kind != wordings.STOP
        if said.label != "coverage" and self._row is not None:
            self._row.end, self._row.listing = said.end, False
        if not said.label and self._covered:
            for row in self._covered:
                row.coverage.add(said)
            return
        self._covered, doubts = behind(self._rows, said, self._before(at) == wordings.STOP)
        self._doubts += doubts

    def _goes_ahead(self, at: int, end: int) -> bool:
        """Whether regions are for what follows: nothing stands before them, or it began so and a new part begins."""
        parted = self._before(at) in (wordings.STOP, wordings.NUMBERING) and end < len(self._words)
        return not self._rows or (self._ahead is not None and parted)

    def _all_but(self, said: Mention) -> None:
        """全国（不含…）."""
        if self._row is None and self._ahead is not None:
            self._ahead.leave_out(said)
            return
        if self._row is not None:
            self._row.end = said.end
        for row in self._about:
            row.listing = False
        self._doubts += taken_out(self._about, said)
