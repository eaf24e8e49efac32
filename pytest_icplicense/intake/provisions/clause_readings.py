"""Sentences of a license held against the known clauses by the words that carry meaning, one by one.

Of a provision that is known by its words and says something else, each clause is looked at: it binds where its words are
there, or nearly; where they are gone, reversed or have another number, it does not, and what stands there instead is a
sentence of its own. Of a provision that is not known, each sentence is. What is not bound without a question (see the bounds
in `policies/wordings/`) is proposed; a person accepts it, and never anything that says the contrary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.provisions.cutting import Piece
from pytest_icplicense.intake.provisions.duties import duties
from pytest_icplicense.intake.provisions.matched import ClauseReading, Match, State
from pytest_icplicense.intake.provisions.meaning import (
    Bounds,
    Hindrance,
    Meaning,
    alike,
    bounds,
    governing,
    has_force,
    hindrance,
    meaning,
    understood,
    weights_of,
)
from pytest_icplicense.intake.text.differences import Change, changes
from pytest_icplicense.intake.text.folding import fold, places
from pytest_icplicense.intake.text.numbering_marks import words_of
from pytest_icplicense.library import Library
from pytest_icplicense.model.provision import Clause, Provision
from pytest_icplicense.text import IcpError, Text

_GAP = "…"
_SENTENCE_ENDS = "。.;；!！?？"
_PART = expression(r"[^,，;；。]+[,，;；。]?")
_FIRST = expression(r"[^,，;；。]*")
_EDGES = "，,。；;：:、 　\t"
_CONNECTIVES = expression(r"\A(?:并且|而且|同时|并|且|还应?|也应?)[，,]?")
_FEWEST_PAIRS = 3
"""A part with fewer words that carry meaning is no sentence of its own."""
_MORE_IN_PARTS, _MORE_IN_ONE = 8, 15
"""By so many percent the parts of a sentence, or one of them, must be more alike to clauses than the whole, to be taken
apart."""
_CONDITION = expression(r"(?:的|时|前|后|起|情形|情况|过程中)[,，]?\Z")
"""How a part ends that says when the next one holds."""


class Acceptance(NamedTuple):
    """What a person let count as known clauses."""

    percent: int | None = None
    """Everything that shares so many percent of its words, of what is far from any other clause."""
    clauses: frozenset[str] = frozenset()
    """Known clauses, or the ids of sentences (SP-16.2)."""


NOTHING_ACCEPTED = Acceptance()


class NotAcceptable(IcpError):
    """Nothing of a license is what was to be accepted."""


class _Known:
    """The clauses of the special provisions, with what they mean."""

    def __init__(self, provisions: Iterable[Provision]) -> None:
        self.provisions = {each.id: each for each in provisions if each.text}
        self.clauses = {
            clause.id: _meaning_of(clause)
            for provision in self.provisions.values()
            for clause in provision.clauses
            if clause.quote
        }
        self.quotes = {
            clause.id: clause.quote or "" for each in self.provisions.values() for clause in each.clauses
        }
        self.cut_before = {
            fold(clause.quote or "").text: clause.id
            for each in self.provisions.values()
            for clause in each.clauses
            if each.only_listed
        }
        """The clauses that were cut from a license, by their words: the same words are the same sentence."""
        self.weights, self.rarest = weights_of(self.clauses.values())

    def alike(self, one: Meaning, other: Meaning) -> float:
        return alike(one, other, self.weights, self.rarest)

    def nearest(self, words: Meaning) -> tuple[str, float, Hindrance | None, str | None] | None:
        """The clause that is most alike, how much, what is against it, and another one that is nearly as alike."""
        scored = sorted(
            (
                (-self.alike(words, each), name)
                for name, each in self.clauses.items()
                if not words.pairs.keys().isdisjoint(each.pairs)
            )
        )
        limit = bounds()
        if not scored or -scored[0][0] * 100 < limit.asked_from:
            return None
        best = -scored[0][0]
        near = [(-score, name) for score, name in scored if (best + score) * 100 < limit.far_from_rival]
        free = [(score, name) for score, name in near if hindrance(words, self.clauses[name]) is None]
        score, name = (free or near)[0]
        rival = next((other for _, other in (free or near) if other != name), None)
        return name, score, hindrance(words, self.clauses[name]), rival


def _meaning_of(clause: Clause) -> Meaning:
    """Of a known clause, with what stands before it in its provision's sentence."""
    quote = clause.quote or ""
    text = words_of(clause.provision.text or "")
    at = text.find(quote.partition(_GAP)[0][:6])
    before = understood(clause.id) or (_governing(text, at, quote) if at > 0 else "")
    return meaning(quote.replace(_GAP, ","), before)


def _governing(text: str, start: int, words: str) -> str:
    """What forbids or allows the words that begin at `start`, where they do not say so themselves."""
    if has_force(_FIRST.match(words)[0]):  # type: ignore[index]
        return ""
    begun = max((text.rfind(sign, 0, start) for sign in _SENTENCE_ENDS), default=-1) + 1
    return governing(text[begun:start])


def read_clauses(matches: Sequence[Match], library: Library) -> list[Match]:
    """The matches with the sentences of what is not as it is known.

    What is left of a changed provision follows it as an unknown piece, without an id.
    """
    known = _Known(library.provisions)
    found: list[Match] = []
    for match in matches:
        if (
            match.state is State.CHANGED
            and match.piece
            and match.id in known.provisions
            and not match.piece.items
        ):
            changed, rest = _changed(match, match.piece, known.provisions[match.id], known)
            found.append(changed)
            if rest:
                found.append(Match(State.UNKNOWN, None, match.piece, clauses=tuple(rest)))
        elif match.state is State.UNKNOWN and match.piece and match.id is not None:
            found.append(match._replace(clauses=tuple(_of_unknown(match.piece, known))))
        else:
            found.append(match)
    return found


def settle(matches: Sequence[Match], accepted: Acceptance) -> tuple[list[Match], dict[str, int]]:
    """The matches with the sentences bound that need no question or were accepted, and at how many percent these were.

    Raises:
        NotAcceptable: a clause is named that no sentence may be judged as.
    """
    limit = bounds()
    found: list[Match] = []
    taken: dict[str, int] = {}
    named: set[str] = set()
    for match in matches:
        clauses = []
        for each in match.clauses:
            own = {each.nearest or "", f"{match.id}.{each.number}"}
            wanted = bool(own & accepted.clauses)
            named |= own & accepted.clauses if each.hindrance is not Hindrance.CONTRARY else set()
            sure = (
                each.percent >= limit.bound_without_question
                and each.stands_alone
                and each.hindrance is None
                and not each.rival
            )
            by_person = _accepted(each, accepted, wanted=wanted)
            if each.nearest and by_person and not sure:
                taken[each.nearest] = min(each.percent, taken.get(each.nearest, 100))
            clauses.append(each._replace(bound=bool(each.nearest) and (sure or by_person)))
        found.append(match._replace(clauses=tuple(clauses)))
    if unknown := sorted(accepted.clauses - named):
        names = ", ".join(unknown)
        raise NotAcceptable(
            Text(
                f"--accept {names}: no sentence of the license may be judged as that; the report proposes which may",
                f"--accept {names}：许可证中没有可按其判定的句子；可选项见导入报告",
            )
        )
    back = {each.nearest for match in found for each in match.clauses if each.bound}
    return [
        match._replace(unbound=tuple(name for name in match.unbound if name not in back)) for match in found
    ], taken


def _accepted(each: ClauseReading, accepted: Acceptance, *, wanted: bool) -> bool:
    if each.nearest is None or each.hindrance is Hindrance.CONTRARY:
        return False
    if wanted:
        return True
    by_percent = accepted.percent is not None and each.percent >= accepted.percent
    return by_percent and each.hindrance is None and each.rival is None


def _reading(
    words: str, line: int, number: int, known: _Known, before: str = "", *, whole: bool = False
) -> ClauseReading:
    """What a sentence is to the known clauses; `whole`: not a part of one."""
    reading = ClauseReading(number, words, line)
    if own := known.cut_before.get(fold(words).text):
        return reading._replace(nearest=own, percent=100, stands_alone=True)
    said = meaning(words, before)
    nearest = known.nearest(said)
    if nearest is None:
        return reading
    name, score, against, rival = nearest
    quote = known.quotes[name].replace(_GAP, "，")
    different = tuple((each.was, each.now) for each in changes(quote, fold(quote), words, fold(words)))
    percent = int(score * 100 + 1e-9)
    return reading._replace(
        nearest=name,
        percent=percent,
        differing=different,
        hindrance=against,
        rival=rival,
        stands_alone=whole and said.pairs.total() >= bounds().fewest_pairs,
    )


def _of_unknown(piece: Piece, known: _Known) -> Iterator[ClauseReading]:
    """The sentences of an unknown piece, taken apart at commas where the parts are alike to clauses and the whole is not."""
    at = number = 0
    for duty in duties(piece.words) or [piece.words.strip()]:
        start = piece.words.find(duty, at)
        at = start + len(duty)
        line = piece.text.line(piece.begins + start)
        before = _governing(piece.words, start, duty)
        whole = _reading(duty, line, number + 1, known, before, whole=True)
        parts = list(_in_parts(piece, start, duty, known))
        percents = [each.percent for each in parts] or [0]
        in_parts = len(parts) > 1 and (
            sum(percents) / len(percents) >= whole.percent + _MORE_IN_PARTS
            or max(percents) >= whole.percent + _MORE_IN_ONE
        )
        for each in parts if in_parts else [whole]:
            number += 1
            yield each._replace(number=number)


def _in_parts(piece: Piece, start: int, duty: str, known: _Known) -> Iterator[ClauseReading]:
    """The parts of a sentence between commas; those that are alike to no clause stay with the one before."""
    held: list[tuple[int, int]] = []
    for match in _PART.finditer(duty):
        first, last = match.span()
        small = meaning(match[0]).pairs.total() < _FEWEST_PAIRS
        above = duty[slice(*held[-1])] if held else ""
        if above and (small or _CONDITION.search(above) or meaning(above).pairs.total() < _FEWEST_PAIRS):
            held[-1] = (held[-1][0], last)
        else:
            held.append((first, last))
    for first, last in held:
        words = duty[first:last].strip(_EDGES)
        words = _CONNECTIVES.sub("", words).strip(_EDGES) or words
        place = start + duty.find(words, first)
        line = piece.text.line(piece.begins + place)
        yield _reading(words, line, 0, known, _governing(piece.words, place, words))


class _Stands(NamedTuple):
    """Where a clause's words stand in the license's provision."""

    start: int
    end: int
    bound: bool


def _changed(
    match: Match, piece: Piece, provision: Provision, known: _Known
) -> tuple[Match, list[ClauseReading]]:
    """A changed provision with the clauses that it does not say, and the sentences that no clause says."""
    text = words_of(provision.text or "")
    words = piece.words
    found = changes(text, fold(text), words, fold(words))
    limit = bounds()
    stands: list[_Stands] = []
    unbound: list[str] = []
    quotes: list[tuple[str, str]] = []
    for clause in provision.clauses:
        place = _place(text, clause.quote or "")
        if place is None:
            continue
        start, end = _moved(found, *place)
        now = words[start:end].strip(_EDGES)
        if not now:
            unbound.append(clause.id)
            continue
        bound = _says(text, place, words, (start, end), limit, known, understood(clause.id))
        stands.append(_Stands(start, end, bound))
        if not bound:
            unbound.append(clause.id)
        elif not _verbatim(clause.quote or "", now):
            quotes.append((clause.id, now))
    rest = list(_left(piece, text, stands, known))
    return match._replace(unbound=tuple(unbound), quotes=tuple(quotes)), rest


def _verbatim(quote: str, words: str) -> bool:
    parts = [fold(part).text for part in quote.split(_GAP)]
    return places(fold(words).text, parts) is not None


def _place(text: str, quote: str) -> tuple[int, int] | None:
    folded = fold(text)
    stands = places(folded.text, [fold(part).text for part in quote.split(_GAP)])
    return None if not stands else folded.span(stands[0][0], stands[-1][1])


def _moved(found: Sequence[Change], start: int, end: int) -> tuple[int, int]:
    """Where the part from `start` up to `end` of the known text stands in the license's."""
    return _at(found, start, behind=False), _at(found, end, behind=True)


def _at(found: Sequence[Change], place: int, *, behind: bool) -> int:
    """The place in the license's text; within a change its beginning or, `behind`, its end.

    What was put in before a sentence or behind it is no part of it.
    """
    by = 0
    for change in found:
        start, end = change.was_at
        if place < start or (place == start and behind):
            break
        if place < end or (place == end and behind):
            return change.now_at[1] if behind else change.now_at[0]
        by = change.now_at[1] - end
    return place + by


def _says(
    text: str,
    was: tuple[int, int],
    words: str,
    now: tuple[int, int],
    limit: Bounds,
    known: _Known,
    left_out: str,
) -> bool:
    """Whether the license says in its words what the known text says in these, and means by `left_out`."""
    one, other = text[slice(*was)], words[slice(*now)]
    second = meaning(other, _governing(words, now[0], other))
    for before in dict.fromkeys([_governing(text, was[0], one), *([left_out] if left_out else [])]):
        first = meaning(one, before)
        if first.forces != second.forces:
            continue
        if fold(one).text == fold(other).text:
            return True
        if hindrance(first, second) is None:
            return 100 * known.alike(first, second) >= limit.bound_within_provision
    return False


def _left(piece: Piece, text: str, stands: Sequence[_Stands], known: _Known) -> Iterator[ClauseReading]:
    """The sentences of a changed provision that none of its clauses says, as its commas part them."""
    words, folded = piece.words, fold(text).text
    before = [meaning(match[0]) for match in _PART.finditer(text)]
    spans: list[tuple[int, int]] = []
    joins = False
    for match in _PART.finditer(words):
        span = match.span()
        inside = [each for each in stands if each.start < span[1] and span[0] < each.end]
        if any(each.bound for each in inside) or (not inside and _as_before(match[0], folded, before, known)):
            joins = False
            open_ones = [
                (max(each.start, span[0]), min(each.end, span[1])) for each in inside if not each.bound
            ]
            spans += [each for each in open_ones if meaning(words[slice(*each)]).pairs]
            continue
        above = words[slice(*spans[-1])] if joins else ""
        goes_on = above and above[-1] not in _SENTENCE_ENDS
        if goes_on and (_CONDITION.search(above) or not has_force(match[0])):
            spans[-1] = (spans[-1][0], span[1])
        else:
            spans.append(span)
        joins = True
    for number, (start, end) in enumerate(spans, 1):
        said = words[start:end].strip(_EDGES)
        said = _CONNECTIVES.sub("", said).strip(_EDGES) or said
        place = start + words[start:end].find(said)
        line = piece.text.line(piece.begins + place)
        yield _reading(said, line, number, known, _governing(words, place, said))


def _as_before(part: str, folded: str, before: Sequence[Meaning], known: _Known) -> bool:
    """Whether a part says nothing of its own: the known text has it too, or something much like it."""
    if fold(part.strip(_EDGES)).text in folded:
        return True
    words = meaning(part)
    if words.pairs.total() < _FEWEST_PAIRS:
        return True
    return any(
        hindrance(words, each) is None and 100 * known.alike(words, each) >= bounds().asked_from
        for each in before
    )
