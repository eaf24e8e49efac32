"""Sentences in both languages, carried as a pair until somebody is about to read them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

LANGUAGES = ("en", "zh")
_MOST_DIGITS = 18


def spoken() -> str:
    """The language of the environment: `zh` where `LC_ALL`, `LC_MESSAGES` or `LANG` says so, else `en`."""
    said = next((each for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (each := os.environ.get(name))), "")
    return "zh" if said.lower().startswith("zh") else "en"


class Text(NamedTuple):
    """One sentence in English and in Chinese."""

    en: str
    zh: str

    def to(self, lang: str) -> str:
        """The sentence in `lang` (`en` or `zh`)."""
        return self.zh if lang == "zh" else self.en

    @classmethod
    def same(cls, text: str) -> Text:
        """A name or a quotation that reads the same in both languages."""
        return cls(text, text)

    @classmethod
    def of(cls, pair: Mapping[str, str]) -> Text:
        """The pair as policies and catalogues write it: `{en: …, zh: …}`."""
        return cls(pair["en"], pair["zh"])

    @classmethod
    def parsed(cls, text: str) -> Text:
        """The pair as schemas and options write it: `English · 中文`; what has no second half reads the same in both."""
        en, _, zh = text.partition(" · ")
        return cls(en, zh or en)


class IcpError(Exception):
    """Something that this package refuses or cannot do, said in both languages: the base of all that it raises."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def plain(name: str) -> str:
    """A file's name as a line shows it: without control characters, and not as a command to a CI server (`::error`)."""
    text = "".join(
        char if char.isprintable() else char.encode("unicode_escape", "backslashreplace").decode()
        for char in name
    )
    return f"./{text}" if text.startswith(("::", "##")) else text


def visible(text: Text) -> Text:
    """A sentence in which signs that a terminal obeys, or that turn what follows around (U+202E), are escaped."""
    if text.en.isprintable() and text.zh.isprintable():
        return text
    return Text(*map(printable, text))


def printable(line: str) -> str:
    """A line in which such signs are escaped."""
    return line if line.isprintable() else "".join(map(_shown, line))


def unturned(text: str) -> str:
    """A whole output in which signs that turn what follows around are escaped; what JSON says stays the same by it."""
    import re

    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", lambda sign: f"\\u{ord(sign[0]):04x}", text)


_INSTEAD = str.maketrans({"✓": "√", "✗": "×", "–": "-", "…": "...", "·": "-", "“": '"', "”": '"'})
"""For terminals that cannot write them: code page 936 has `√` and `×`."""


def writable(text: str, encoding: str | None) -> str:
    """The text with signs that a terminal of this encoding can write."""
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return "".join(char if _fits(char, encoding) else char.translate(_INSTEAD) for char in text)
    except LookupError:
        return text
    return text


def _fits(char: str, encoding: str | None) -> bool:
    try:
        char.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shown(char: str) -> str:
    if char.isprintable() or char in "\u3000\xa0":
        return char
    return char.encode("unicode_escape", "backslashreplace").decode()


def short(text: str, most: int = 80) -> str:
    """A text from a file as a message quotes it: on one line, and never longer than `most`."""
    shown = plain(text[: most + 1])
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def enumeration(parts: Iterable[Text | str], en: str = ", ", zh: str = "、") -> Text:
    """`a, b` and `a、b`, each part in its language."""
    both = [Text.same(part) if isinstance(part, str) else part for part in parts]
    return Text(en.join(part.en for part in both), zh.join(part.zh for part in both))


def whole_number(text: str) -> int | None:
    """The whole number that a text from a file is, in at most 18 ASCII digits; None: it is no such number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def many(number: int, noun: str) -> str:
    """`1 day`, `2 days`, `2 capabilities`."""
    if number == 1:
        return f"{number} {noun}"
    return f"{number} {noun[:-1]}ies" if noun[-1] == "y" and noun[-2] not in "aeo" else f"{number} {noun}s"


def near(word: str, known: Iterable[str], cutoff: float = 0.6) -> Text:
    """`; did you mean 'x' or 'y'?` for the known words that look like `word`, else an empty text."""
    import difflib

    return did_you_mean(difflib.get_close_matches(word[:80], list(known), n=3, cutoff=cutoff))


def did_you_mean(names: Sequence[str]) -> Text:
    """`; did you mean 'x' or 'y'?`; an empty text where there are no names."""
    if not names:
        return Text("", "")
    en, zh = " or ".join(f"'{name}'" for name in names), "或".join(f"“{name}”" for name in names)
    return Text(f"; did you mean {en}?", f"；是否应为{zh}？")


def and_then(hint: Text, more: Text) -> Text:
    """What else to do, behind what `did_you_mean` gives: `? more`, or `; more` where that is empty."""
    return Text(f"{hint.en or ';'} {more.en}", f"{hint.zh or '；'}{more.zh}")


def common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many entries two lists begin with alike, and how many of the others they end with alike."""
    least, start, end = min(len(old), len(new)), 0, 0
    while start < least and old[start] == new[start]:
        start += 1
    while end < least - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end
