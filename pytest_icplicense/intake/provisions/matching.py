"""Pieces of a license bound to the provisions that policies know, by their wording and not by their number.

Two texts are alike where they share pairs of neighboring characters (Dice's coefficient). That is counted for all known
texts at once through an index of their pairs, so the time grows with the length of the license alone. Among the
provisions of the seed license the two most alike come to 0.43; a provision that lost half of its words, or has twice
as many, still to 0.67. `ALIKE` lies between. A provision that lost more, or was added more to, is known by having all
pairs of the shorter text in the longer one: of different provisions, no more than 0.52 of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from pytest_icplicense.intake.provisions.cutting import Piece
from pytest_icplicense.intake.provisions.matched import Match, State
from pytest_icplicense.intake.provisions.naming import mostly, numbered
from pytest_icplicense.intake.text.differences import Change, changes
from pytest_icplicense.intake.text.folding import Folded, fold, places
from pytest_icplicense.intake.text.numbering_marks import words_of
from pytest_icplicense.library import Library
from pytest_icplicense.model.provision import Provision, natural
from pytest_icplicense.readers.lines import Doubt
from pytest_icplicense.text import Text

ALIKE = 0.6
WITHIN = 0.85
"""The part of the shorter text's pairs in the longer one from which it is what was left, or what was added to."""
_SHORTEST = 10
_LONGER = 5
_GAP = "…"
_TOGETHER = 3
"""From so many provisions on that stand under other numbers, all by as many, one line says so."""


class _Known(NamedTuple):
    id: str
    words: str
    folded: Folded
    provisions: tuple[Provision, ...]
    """Those that it is the text of; for a sentence above items, the items."""
    heads: bool = False
    """Whether it is a sentence above items."""


def match(pieces: Sequence[Piece], library: Library) -> list[Match]:
    """Each piece in the order of the license, and then the known provisions that are not in it and no other license's own.

    Each known provision is bound once, to the piece that is most alike.
    """
    known = _known(library.provisions)
    folded = [fold(piece.words) for piece in pieces]
    places_of, again = _equal(pieces, folded, known)
    heads = {at for at, each in enumerate(known) if each.heads}
    places_of |= _alike(pieces, folded, known, {*places_of, *again}, {*places_of.values(), *heads})
    places_of |= _above(pieces, known, places_of)
    found: list[Match] = []
    for at, piece in enumerate(pieces):
        if at in again:
            name = known[again[at]].id
            found.append(Match(State.REPEATED, name, piece, doubts=(_repeated(piece, name),)))
        elif at in places_of:
            found.append(_bound(piece, folded[at], known[places_of[at]]))
        else:
            found.append(Match(State.UNKNOWN, None, piece))
    found = numbered(_moved_together(found), library.provisions)
    present = {known[at].id for at in places_of.values()}
    of_others = {each.id for each in library.provisions if each.only_listed}  # cut from one license
    absent = dict.fromkeys(each.id for each in known if each.id not in present | of_others)
    return found + [Match(State.ABSENT, name) for name in absent]


def _known(provisions: Iterable[Provision]) -> list[_Known]:
    """The special provisions by their words, and before its items each sentence above some."""
    found: list[_Known] = []
    items: dict[tuple[str, str], list[Provision]] = defaultdict(list)
    for provision in provisions:
        if provision.heading:
            folded = fold(words_of(provision.heading)).text
            items[provision.id.rpartition(".")[0], folded].append(provision)
    for (name, _), below in items.items():
        words = words_of(below[0].heading or "")
        found.append(_Known(name, words, fold(words), tuple(below), heads=True))
    for provision in provisions:
        if provision.text:
            words = words_of(provision.text)
            found.append(_Known(provision.id, words, fold(words), (provision,)))
    return sorted(found, key=lambda each: natural(each.id))


def _equal(
    pieces: Sequence[Piece], folded: Sequence[Folded], known: Sequence[_Known]
) -> tuple[dict[int, int], dict[int, int]]:
    """The pieces with known words, and those that say the same once more; where there is a choice, by the number."""
    by_words: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(known):
        by_words[each.folded.text].append(at)
    bound: dict[int, int] = {}
    taken: set[int] = set()
    again: dict[int, int] = {}
    same = [at for at, words in enumerate(folded) if words.text in by_words]
    for by_number in (True, False):
        for at in same:
            if at in bound:
                continue
            candidates = by_words[folded[at].text]
            free = [
                each
                for each in candidates
                if each not in taken and (not by_number or known[each].id == pieces[at].id)
            ]
            if free:
                bound[at] = free[0]
                taken.add(free[0])
            elif not by_number:
                again[at] = candidates[0]
    return bound, again


def _alike(
    pieces: Sequence[Piece],
    folded: Sequence[Folded],
    known: Sequence[_Known],
    done: set[int],
    taken: set[int],
) -> dict[int, int]:
    """The other pieces with the free known texts that they are most like, the best pairs first."""
    if len(done) == len(pieces):
        return {}
    index: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    sizes = {}
    for at, each in enumerate(known):
        if at not in taken:
            pairs = Counter(pairwise(each.folded.text))
            sizes[at] = pairs.total()
            for pair, times in pairs.items():
                index[pair].append((at, times))
    scored = []
    for place, words in enumerate(folded):
        if place in done:
            continue
        pairs = Counter(pair for pair in pairwise(words.text) if pair in index)
        common: Counter[int] = Counter()
        for pair, times in pairs.items():
            for at, most in index[pair]:
                common[at] += min(times, most)
        for at, count in common.items():
            score = _likeness(count, sizes[at], len(words.text) - 1)
            if score:
                scored.append((-score, known[at].id != pieces[place].id, place, at))
    found: dict[int, int] = {}
    gone = set(taken)
    for _, _, place, at in sorted(scored):
        if place not in found and at not in gone:
            found[place] = at
            gone.add(at)
    return found


def _likeness(common: int, one: int, other: int) -> float:
    """How alike texts of so many pairs are, from their number of common pairs; 0: they are not the same provision."""
    alike = 2 * common / (one + other)
    shorter, longer = sorted((one, other))
    within = common >= WITHIN * shorter and shorter >= _SHORTEST and longer <= _LONGER * shorter
    return alike if alike >= ALIKE or within else 0.0


def _above(pieces: Sequence[Piece], known: Sequence[_Known], bound: dict[int, int]) -> dict[int, int]:
    """The sentences above items, which are what most of their items make them: by their words all of them are alike."""
    heads = {each.id: at for at, each in enumerate(known) if each.heads and at not in bound.values()}
    found: dict[int, int] = {}
    for place, piece in enumerate(pieces):
        if not piece.items or place in bound:
            continue
        below = [known[bound[at]].id for at in range(place + 1, place + 1 + piece.items) if at in bound]
        parent = mostly((name.rpartition(".")[0] for name in below), piece.items)
        if parent in heads:
            found[place] = heads.pop(parent)
    return found


def _bound(piece: Piece, folded: Folded, known: _Known) -> Match:
    doubts = () if piece.id == known.id or not piece.numbered else (_moved(piece, known.id),)
    found = changes(known.words, known.folded, piece.words, folded)
    if not found:
        return Match(State.SAME, known.id, piece, doubts=doubts)
    review = _review(known, folded, found)
    return Match(State.CHANGED, known.id, piece, found, review, doubts)


def _review(known: _Known, now: Folded, changed: Iterable[Change]) -> tuple[str, ...]:
    """The clauses whose quote is no longer verbatim; where words changed outside all quotes, all clauses."""
    clauses = [clause for provision in known.provisions for clause in provision.clauses]
    broken = []
    quoted: list[tuple[int, int]] = []
    for clause in clauses:
        parts = [fold(part).text for part in (clause.quote or "").split(_GAP)]
        stands = places(known.folded.text, parts)
        quoted += stands or ()
        if stands is None or places(now.text, parts) is None:
            broken.append(clause.id)
    for change in changed:
        start, end = change.folded_at
        inside = any(
            first < start < last if start == end else start < last and first < end for first, last in quoted
        )
        if not inside:
            return tuple(clause.id for clause in clauses)
    return tuple(broken)


def _moved(piece: Piece, known: str) -> Doubt:
    return Doubt(
        piece.line,
        Text(
            f"this is {known} by its words, though its number would make it {piece.id}",
            f"按文字为 {known}，但其编号对应 {piece.id}",
        ),
    )


def _moved_together(found: list[Match]) -> list[Match]:
    """One doubt for provisions that all stand by as many numbers higher or lower, at the first of them."""
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for at, each in enumerate(found):
        if each.doubts and each.piece and each.id and each.state in (State.SAME, State.CHANGED):
            groups[_shift(each.piece, each.id)].append(at)
    shifted = {by for by, item in groups if by and not item}
    found = list(found)
    for (by, item), members in groups.items():
        alone = [at for at in members if not (item == "same" and by in shifted)]
        for at in members:
            if at not in alone or (len(alone) >= _TOGETHER and at != alone[0]):
                found[at] = found[at]._replace(doubts=())
        if len(alone) >= _TOGETHER:
            first, last = found[alone[0]], found[alone[-1]]
            found[alone[0]] = first._replace(doubts=(_renumbered(first, last, len(alone)),))
    return found


def _shift(piece: Piece, known: str) -> tuple[int, str]:
    """By how many numbers a piece stands higher than it is known; of an item, whether its own number is the known one."""
    top, *item = [int(part) for part in known.removeprefix("SP-").split(".")]
    own_top, *own_item = piece.path
    if not item or not own_item:
        return own_top - top, ""
    return own_top - top, "same" if item == own_item else f"{top}:{own_item[0] - item[0]}"


def _renumbered(first: Match, last: Match, number: int) -> Doubt:
    assert first.piece is not None
    assert last.piece is not None
    one, other = first.piece.id, last.piece.id
    return Doubt(
        first.piece.line,
        Text(
            f"{number} provisions are numbered in another way: {first.id} to {last.id} by their words stand as {one} to"
            f" {other}; they are bound by their words",
            f"有 {number} 项规定编号不同：按文字为 {first.id} 至 {last.id}，此处编号对应 {one} 至 {other}；均按文字识别",
        ),
    )


def _repeated(piece: Piece, known: str) -> Doubt:
    return Doubt(piece.line, Text(f"this says {known} once more", f"此处与 {known} 重复"))
