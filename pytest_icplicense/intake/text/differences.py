"""Which words of a provision are not what they were, as a person sees them: whole numbers, whole words, in both texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.text.folding import Folded
from pytest_icplicense.text import common_ends

_TOKEN = expression(r"[0-9]+|[A-Za-z]+|.", re.DOTALL)
_TIED = 1
"""Tokens that stay the same between two changes and are still shown as a part of one change."""


class Change(NamedTuple):
    """Words that stand in the place of others; one of the two may be empty."""

    was: str
    now: str
    was_at: tuple[int, int]
    """From where up to where in the text that is known."""
    now_at: tuple[int, int]
    """The same in the license's text."""
    folded_at: tuple[int, int]
    """As `was_at`, in the folded text."""


def changes(was: str, was_folded: Folded, now: str, now_folded: Folded) -> tuple[Change, ...]:
    """What is different, in the order of the texts; nothing, where they are the same when folded."""
    if was_folded.text == now_folded.text:
        return ()
    old = [match.span() for match in _TOKEN.finditer(was_folded.text)]
    new = [match.span() for match in _TOKEN.finditer(now_folded.text)]
    old_words = [was_folded.text[slice(*span)] for span in old]
    new_words = [now_folded.text[slice(*span)] for span in new]
    found = []
    for (first, last), (begin, end) in _blocks(old_words, new_words):
        folded_at = _reach(old, first, last, len(was_folded.text))
        was_at = was_folded.span(*folded_at)
        now_at = now_folded.span(*_reach(new, begin, end, len(now_folded.text)))
        found.append(Change(was[slice(*was_at)], now[slice(*now_at)], was_at, now_at, folded_at))
    return tuple(found)


def _reach(spans: list[tuple[int, int]], first: int, last: int, length: int) -> tuple[int, int]:
    start = spans[first][0] if first < len(spans) else length
    return start, spans[last - 1][1] if last > first else start


_Block = tuple[tuple[int, int], tuple[int, int]]


def _blocks(old: list[str], new: list[str]) -> Iterable[_Block]:
    """The tokens of `old` and of `new` that differ. What both begin and end with is taken off first: words that were
    put into a text are then one block, whatever stands around them."""
    import difflib

    start, end = common_ends(old, new)

    matcher = difflib.SequenceMatcher(
        None, old[start : len(old) - end], new[start : len(new) - end], autojunk=False
    )
    merged: list[_Block] = []
    for kind, first, last, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            continue
        block = ((first + start, last + start), (begin + start, stop + start))
        if merged and block[0][0] - merged[-1][0][1] <= _TIED:
            (before, _), (begun, _) = merged.pop()
            block = ((before, block[0][1]), (begun, block[1][1]))
        merged.append(block)
    return merged
