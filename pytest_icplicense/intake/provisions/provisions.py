"""The special provisions (特别规定事项) of a license, for its License document and for policies still to be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pytest_icplicense.intake.provisions.clause_readings import (
    NOTHING_ACCEPTED,
    Acceptance,
    read_clauses,
    settle,
)
from pytest_icplicense.intake.provisions.cutting import Cut, cut
from pytest_icplicense.intake.provisions.duties import INTRODUCTION, asks
from pytest_icplicense.intake.provisions.matched import Match, State
from pytest_icplicense.intake.provisions.matching import match
from pytest_icplicense.intake.provisions.naming import bound, numbered_rest
from pytest_icplicense.intake.provisions.skeleton import skeleton
from pytest_icplicense.intake.text.folding import fold
from pytest_icplicense.library import Library
from pytest_icplicense.model.catalogue import part_of
from pytest_icplicense.readers.lines import Doubt, Passage
from pytest_icplicense.text import Text

_ENDS = '。．.；;！!？?）)】]》”"'
_SHOWN = 12
"""Characters of the end that a reader is shown."""


class Special(NamedTuple):
    """The special provisions of a license."""

    matches: tuple[Match, ...]
    """In the order of the license; then the known provisions that it does not have."""
    doubts: tuple[Doubt, ...]
    accepted: tuple[tuple[str, int], ...] = ()
    """The clauses that a person let sentences count as, and how many percent of the words are the same."""

    def of(self, state: State) -> list[Match]:
        """Those in a state."""
        return [each for each in self.matches if each.state is state]

    def listed(self, library: Library) -> list[str]:
        """The license's `provisions`: SP-15 for all items that are known below it."""
        return bound(self.matches, library.provisions)

    def changed(self) -> list[dict[str, Any]]:
        """The license's `changed_provisions`."""
        return [
            {
                "id": each.id,
                "text": each.piece.text.text,
                "changed_text": [{"was": change.was, "now": change.now} for change in each.changed],
                "review": list(each.review),
                **({"unbound": list(each.unbound)} if each.unbound else {}),
            }
            for each in self.of(State.CHANGED)
            if each.piece is not None
        ]

    def quotes(self) -> dict[str, str]:
        """The license's own words for known clauses that it says in other words."""
        found: dict[str, list[str]] = {}
        for matched in self.matches:
            for name, words in matched.quotes:
                found.setdefault(name, []).append(words)
            for each in matched.clauses:
                if each.bound and each.nearest:
                    found.setdefault(each.nearest, []).append(each.quote)
        return {name: "…".join(words) for name, words in found.items()}

    def skeletons(self, library: Library) -> dict[str, str]:
        """A Provision document for each unknown provision, by its id."""
        found = {}
        heading: str | None = None
        for each in self.matches:
            if each.piece is None:
                continue
            if len(each.piece.path) == 1:
                heading = each.piece.text.text if each.piece.items else None
            if each.state is State.UNKNOWN and each.id is not None and each.to_be_written:
                below = heading if len(each.piece.path) > 1 else None
                rest = any(one.state is State.CHANGED and one.piece is each.piece for one in self.matches)
                found[each.id] = skeleton(
                    each.piece, each.id, library.catalogue, below, each.clauses, rest=rest
                )
        return found


def read_provisions(passages: Iterable[Passage], library: Library) -> Special:
    """Cut the text into provisions and items, and bind them to those that the policies know."""
    parts = cut(passages)
    matches = match(parts.pieces, library)
    doubts = [*parts.doubts, *_opening(parts), *_cut_off(parts, matches)]
    doubts += [doubt for each in matches for doubt in each.doubts]
    return Special(tuple(matches), tuple(sorted(doubts, key=lambda doubt: doubt.line or 0)))


def with_clauses(special: Special, library: Library, accepted: Acceptance = NOTHING_ACCEPTED) -> Special:
    """The provisions with the sentences of those that are not as they are known, and what they are judged as.

    Raises:
        NotAcceptable: a clause was accepted that no sentence may be judged as.
    """
    named = numbered_rest(read_clauses(special.matches, library), library.provisions)
    matches, taken = settle(named, accepted)
    return special._replace(matches=tuple(matches), accepted=tuple(sorted(taken.items())))


def _cut_off(parts: Cut, matches: Sequence[Match]) -> list[Doubt]:
    """The end of the text, where it is the end of no sentence and of no provision as it is known: the rest is missing."""
    if not parts.pieces:
        return []
    last = parts.pieces[-1]
    text = last.text.text.rstrip()
    known = any(each.piece is last and each.state in (State.SAME, State.REPEATED) for each in matches)
    if known or text.endswith(tuple(_ENDS)):
        return []
    shown = text[-_SHOWN:]
    why = Text(
        f"the text ends within a sentence ('…{shown}'): is the rest of it, or a page, missing?",
        f"文字在句中结束（“…{shown}”）：是否缺少其后的内容或页面？",
    )
    return [Doubt(last.text.line(len(text) - 1), why, missing=True)]


def cut_short(special: Special, scope: Iterable[Mapping[str, Any]]) -> list[Doubt]:
    """The end of the text between two provisions: it has most of those that are known, up to one of them, and none behind.

    SP-15 binds whoever runs information services; others have no more than what stands before it.
    """
    absent = sorted(special.of(State.ABSENT), key=_place)
    present = sorted((each for each in special.matches if each.piece is not None), key=_place)
    if not absent or not present or special.of(State.UNKNOWN) or _place(present[-1]) > _place(absent[0]):
        return []
    few = sum(len(_place(each)) == 1 for each in absent) >= len(present)
    if few or (_place(absent[0]) == (15,) and not any(part_of(row["category"], "B25") for row in scope)):
        return []
    piece = present[-1].piece
    assert piece is not None
    why = Text(
        f"the text ends before {absent[0].id} and has all known provisions ahead of it: is a page missing?",
        f"文字止于 {absent[0].id} 之前，此前的已知规定均在其中：是否缺页？",
    )
    return [Doubt(piece.text.line(len(piece.text.text) - 1), why)]


def _place(match: Match) -> tuple[int, ...]:
    """Where a known provision stands: (15, 2) of SP-15.2."""
    return tuple(map(int, (match.id or "0").removeprefix("SP-").split(".")))


def _opening(parts: Cut) -> list[Doubt]:
    """A duty before the first numbering belongs to no provision, but for the sentence that leads to all of them."""
    before = parts.before
    if not parts.pieces or not asks(before.text) or INTRODUCTION.fullmatch(fold(before.text[:1000]).text):
        return []
    return [
        Doubt(
            before.line(),
            Text(
                "before the first numbering stands a duty that belongs to no provision, so nothing judges it",
                "首个编号之前的文字含有义务，但不属于任何一项规定，因而不会被判定",
            ),
            missing=True,
        )
    ]
