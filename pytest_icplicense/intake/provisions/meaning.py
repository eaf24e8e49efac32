"""What a sentence of a license means, as far as words show it: those that carry meaning, what it does, and its numbers.

The words are data (`policies/wordings/`). Of a sentence are left the words that carry meaning, in one form where several
say the same; two sentences are alike by the pairs of characters in them, the rare ones counting more. Whatever they share,
they are not the same duty where one forbids what the other allows, where one has a negation or a number more, or a word
against its contrary.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.shipped import shipped_data
from pytest_icplicense.intake.text.folding import fold

_NEGATION = expression(r"未|没有|无|非|不|毋|勿")
_TITLE = expression(r"《([^《》]{2,60})》(?:\([^()]{0,40}\))?")
_FIGURES = "零一二三四五六七八九"
_COUNT = r"(?:[0-9]{1,6}|[零一二两三四五六七八九十百千半]{1,6})"
_NUMBER = expression(
    rf"(?P<each>每)?(?P<count>{_COUNT})?个?(?P<unit>工作日|自然日|日历日|小时|分钟|季度|年|月|周|日|天|次|倍|级|名|人|条|%)"
)
_UNITS = {"自然日": "日", "日历日": "日", "天": "日"}
_SIGN = "|"


class Hindrance(StrEnum):
    """Why a sentence is not a clause, however alike their words."""

    CONTRARY = "contrary"
    """It forbids, allows or waives what the clause does not."""
    NUMBERS = "numbers"


class Bounds(NamedTuple):
    """From how many percent of the words on what happens."""

    bound_without_question: int
    bound_within_provision: int
    accepted_from: int
    asked_from: int
    far_from_rival: int
    fewest_pairs: int


class Meaning(NamedTuple):
    """What a sentence means, as far as its words show it."""

    pairs: Counter[str]
    """Pairs of neighboring characters of the words that carry meaning, and titles of laws as a whole."""
    forces: frozenset[str]
    negations: int
    numbers: frozenset[str]
    words: str
    """Folded, to look for contraries."""


class _Words(NamedTuple):
    bounds: Bounds
    forces: Mapping[str, str]
    """What each of their words does."""
    force: re.Pattern[str]
    any_force: re.Pattern[str]
    """The same, and duties."""
    no_negation: re.Pattern[str]
    contraries: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    same: Mapping[str, str]
    same_words: re.Pattern[str]
    empty: re.Pattern[str]
    understood: Mapping[str, str]


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


@cache
def _words() -> _Words:
    data = shipped_data("wordings", "clauses.yaml")
    forcing = [word for words in data["forces"].values() for word in words]
    same = {word: group[0] for group in data["same"] for word in group}
    return _Words(
        Bounds(**{name: int(data["bounds"][name]) for name in Bounds._fields}),
        {word: name for name, words in data["forces"].items() for word in words},
        _any(forcing),
        _any([*forcing, *data["duties"]]),
        _any(data["no_negations"]),
        tuple((tuple(one), tuple(other)) for one, other in data["contraries"]),
        same,
        _any(same),
        re.compile("|".join(data["empty"])),
        dict(data["understood"]),
    )


def bounds() -> Bounds:
    """The bounds that the package ships."""
    return _words().bounds


def understood(clause: str) -> str:
    """What a clause means and its quotation leaves out."""
    return _words().understood.get(clause, "")


def meaning(text: str, before: str = "") -> Meaning:
    """The meaning of a sentence; `before` is what stands before it in the same sentence and may forbid it."""
    known = _words()
    folded = fold(text).text
    above = fold(before).text
    whole = above + folded
    forces = frozenset(known.forces[match[0]] for match in known.force.finditer(whole))
    plain = known.no_negation.sub(_SIGN, known.force.sub(_SIGN, folded))
    return Meaning(_pairs(folded), forces, len(_NEGATION.findall(plain)), frozenset(_numbers(folded)), folded)


def governing(before: str) -> str:
    """The last word before a sentence that forbids, allows or waives what follows; empty, where it is a duty or nothing."""
    known = _words()
    found = ""
    for match in known.any_force.finditer(fold(before).text):
        found = match[0] if match[0] in known.forces else ""
    return found


def has_force(text: str) -> bool:
    """Whether a sentence itself says that something must, may or must not be."""
    return _words().any_force.search(fold(text).text) is not None


def hindrance(one: Meaning, other: Meaning) -> Hindrance | None:
    """Why two sentences cannot be the same duty, whatever words they share; None: nothing shows it."""
    if one.forces != other.forces or one.negations != other.negations:
        return Hindrance.CONTRARY
    for first, second in _words().contraries:
        for here, there in ((one, other), (other, one)):
            if (
                _has(here, first)
                and not _has(here, second)
                and _has(there, second)
                and not _has(there, first)
            ):
                return Hindrance.CONTRARY
    return Hindrance.NUMBERS if one.numbers != other.numbers else None


def _has(meaning: Meaning, words: Iterable[str]) -> bool:
    return any(word in meaning.words for word in words)


def alike(one: Meaning, other: Meaning, weights: Mapping[str, float], rarest: float) -> float:
    """How many of their words two sentences share, from 0 to 1 (Dice's coefficient, rare words counting more)."""
    common = sum(
        weights.get(pair, rarest) * min(times, other.pairs[pair])
        for pair, times in one.pairs.items()
        if pair in other.pairs
    )
    total = sum(
        weights.get(pair, rarest) * times for each in (one, other) for pair, times in each.pairs.items()
    )
    return 2 * common / total if total else 0.0


def weights_of(meanings: Iterable[Meaning]) -> tuple[dict[str, float], float]:
    """How much each pair of characters counts among these sentences, and one that none of them has."""
    listed = list(meanings)
    number = Counter(pair for each in listed for pair in each.pairs)
    rarest = math.log(1 + len(listed))
    return {pair: math.log(1 + len(listed) / times) for pair, times in number.items()}, rarest


def _pairs(folded: str) -> Counter[str]:
    known = _words()
    found: Counter[str] = Counter()
    for match in _TITLE.finditer(folded):
        found[f"《{match[1]}》"] += 2
    text = _TITLE.sub(_SIGN, folded)
    text = known.same_words.sub(lambda match: known.same[match[0]], text)
    text = known.empty.sub(_SIGN, text)
    for part in re.split(r"[^\w]+", text):
        if len(part) == 1:
            found[part] += 1
        found.update("".join(pair) for pair in pairwise(part))
    return found


def _numbers(folded: str) -> Iterable[str]:
    for match in _NUMBER.finditer(_TITLE.sub(_SIGN, folded)):
        count, unit = match["count"], match["unit"]
        if count is None and match["each"] is None:
            continue
        number = "半" if count == "半" else str(_figure(count)) if count else ""
        yield f"{match['each'] or ''}{number}{_UNITS.get(unit, unit)}"


def _figure(count: str) -> int | str:
    if count.isdecimal():
        return int(count)
    total = last = 0
    for char in count.replace("两", "二"):
        if char in _FIGURES:
            last = _FIGURES.index(char)
        elif char in "十百千":
            total += (last or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            last = 0
        else:
            return count
    return total + last
