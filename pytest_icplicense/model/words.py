"""Texts as they are compared: without regard to case, width and blanks; and patterns of the words that they may have."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def fold(text: str) -> str:
    """A text as it is compared: without regard to case, width and blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def weight(text: str) -> int:
    """How much a text says: its letters and digits, those of Chinese counted twice."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text if char.isalnum())


def letters_of(folded: str) -> str:
    """Its letters and digits alone."""
    return "".join(filter(str.isalnum, folded))


@lru_cache(maxsize=4096)
def longest_first(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words as they are compared, so that the longest of those that begin alike is found."""
    return tuple(sorted({fold(word) for word in words}, key=len, reverse=True))


def one_of(words: tuple[str, ...]) -> str:
    """A pattern for one of the words; for none it finds nothing."""
    return f"(?:{'|'.join(map(_bounded, longest_first(words)))})" if words else r"(?!)"


def any_of(words: tuple[str, ...], text: str) -> re.Pattern[str]:
    """One of the words, which in Latin letters is not part of a longer one, as they may be found in this text.

    A pattern of all of them takes longer to make than any text takes to be looked through.
    """
    return _pattern(tuple(word for word in words if word in text))


@lru_cache(maxsize=4096)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_bounded, words)) if words else r"(?!)")


def _bounded(word: str) -> str:
    before = r"(?<![a-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    after = r"(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return f"{before}{re.escape(word)}{after}"
