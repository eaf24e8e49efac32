"""What is written like a numbering: 一、 第一条 壹、 Ⅰ. 1. 1.1 （一） (1) 1), where one may stand; ★ where none does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.text.folding import Folded, fold
from pytest_icplicense.readers.page_furniture import BULLETS, CAPITALS

_DIGITS = "一二三四五六七八九"
_TENS = {"": 0, "十": 10} | {f"{digit}十": 10 * number for number, digit in enumerate(_DIGITS, start=1)}
_NUMBERS = {
    f"{tens}{digit}": many + number
    for tens, many in _TENS.items()
    for number, digit in enumerate(["", *_DIGITS])
    if many + number
}
"""一 to 九十九."""
_PLAIN = str.maketrans(f"{CAPITALS}-", f"{_DIGITS}十一")
"""To the usual numerals; a scan makes 一 a dash."""
_CHINESE = rf"[{_DIGITS}十{CAPITALS}-]{{1,3}}"
_ROMAN = {
    f"{tens}{ones}": 10 * many + number
    for many, tens in enumerate(("", "X"))
    for number, ones in enumerate(("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"))
    if tens or ones
}
"""I to XIX; Ⅳ is folded to IV."""
_MARK = expression(
    rf"第(?P<article>{_CHINESE}|[0-9]{{1,2}})条|(?P<chinese>{_CHINESE})(?P<sign>[、.,])"
    r"|[0-9]{1,2}\.(?P<dotted>[0-9]{1,2})[、.]?(?![0-9.%年月日个元万亿倍小工])"
    rf"|(?P<roman>[IVX]{{1,5}})[、.](?![A-Za-z0-9])|(?P<digits>[0-9]{{1,2}})(?:、|\.(?![0-9]))|\((?P<bracketed>{_CHINESE})\)"
    r"|\((?P<bracketed_digits>[0-9]{1,5})\)|(?P<half>[0-9]{1,2})\)"
)
"""At a place in the folded text; nothing in it repeats more than a few times."""
_ENDS = frozenset(".;:!?")
_SENTENCE_END = expression(r"[.;:!?]")
BULLET = "bullet"
BRACKETS = ("bracketed", "bracketed_digits", "half")


class Mark(NamedTuple):
    """A mark, at its place in the folded text."""

    start: int
    end: int
    style: str
    number: int
    sure: bool
    """Whether it is written as a numbering is; a scan makes 一 a dash and 、 a comma."""
    opens: bool
    """Whether a paragraph begins here."""
    ended: bool
    """Whether a sentence ends before it."""


def marks(folded: Folded, openings: Iterable[int]) -> Iterator[Mark]:
    """Everything that is written like a numbering, where one may stand."""
    text = folded.text
    opening = set(openings)
    behind = (match.end() for match in _SENTENCE_END.finditer(text) if _is_end(text, match.start()))
    for place in sorted({*opening, *behind}):
        match = _MARK.match(text, place)
        if match is None or match.lastgroup is None:
            continue
        style = "chinese" if match["chinese"] else match.lastgroup
        if style == "dotted" and place not in opening:
            continue  # 2.1 within a sentence is a figure
        written = match[style]
        plain = written.translate(_PLAIN)
        number = _NUMBERS.get(plain) or _ROMAN.get(plain) or (int(plain) if plain.isdecimal() else 0)
        sure = "-" not in written and match["sign"] != ","
        ended = place == 0 or text[place - 1] in _ENDS
        if number and (sure or place in opening):
            yield Mark(place, match.end(), style, number, sure, place in opening, ended)


def bullets(folded: Folded, openings: Iterable[int]) -> Iterator[Mark]:
    """The signs that paragraphs begin with, counted: what stands for numbers where there are none."""
    signed = [place for place in sorted(set(openings)) if folded.text[place : place + 1] in BULLETS]
    for number, place in enumerate(signed, 1):
        yield Mark(place, place + 1, BULLET, number, True, True, True)


def _is_end(text: str, place: int) -> bool:
    """Whether the mark ends a sentence: the point of 3.1 or of a domain does not."""
    before = text[place - 1] if place else ""
    return text[place] != "." or not (before.isascii() and before.isalnum())


def words_of(text: str) -> str:
    """The words of a provision, without the numbering that they begin with."""
    folded = fold(text)
    match = _MARK.match(folded.text)
    return text[folded.origin[match.end()] :] if match else text
