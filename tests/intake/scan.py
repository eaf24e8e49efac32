"""What printing and scanning do to a text, and where they must not do it for a careful reader still to read one thing.

Allowed anywhere: another width of a digit, colon, comma, semicolon or bracket; a blank line more or less between
lines; a space at the end of a line; an indent at the beginning of a paragraph. Spaces come inside numbers and dates
only, for inside a name nobody could say whether the name has them. A line wraps anywhere but

- inside a numbering, a Latin word, a number or a domain: `1623` alone on a line is a page's number as well;
- before a numbering of the style that the license itself numbers in (`第十五条所列内容` in a license of 第一条, 第二条);
- so that fewer than five characters are left for the last line: 网站 alone above 域名： may belong to either;
- before a label that has no colon, or inside it: a label without colon is known by standing first in its line.

A page ends between two lines of the annexe or of the provisions, be it inside a sentence; what stands around the break
is the foot with the number, a page's number and the section's heading again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from random import Random

from hypothesis import reject

_WIDE = {ascii_: chr(ord(ascii_) + 0xFEE0) for ascii_ in "0123456789:,;()"}
_NARROW = {wide: ascii_ for ascii_, wide in _WIDE.items()}
_WIDE_LATIN = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
_LATIN = re.compile(r"[A-Za-z0-9.\-/０-９Ａ-Ｚａ-ｚ－．]")
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Noise:
    """Which kinds there are in one scan, and where: the same seed prints the same text."""

    random: Random
    spaces: bool = False
    widths: bool = False
    wide_digits: bool = False
    wraps: bool = False
    blanks: bool = False
    pages: bool = False
    labels: bool = False
    no_colons: bool = False
    dates: bool = False
    markdown: bool = False

    def once_in(self, times: int) -> bool:
        """True about once in so many times."""
        return self.random.randrange(times) == 0

    def mixed(self, text: str) -> str:
        """Colons, commas, semicolons, brackets and digits in either width."""
        return "".join(map(self._other_width, text))

    def _other_width(self, char: str) -> str:
        other = _WIDE.get(char) or _NARROW.get(char)
        on = self.wide_digits if char.isdecimal() else self.widths
        return other if other and on and self.once_in(3) else char

    def digits(self, text: str) -> str:
        """Full-width digits and Latin letters, in one value all of them or some."""
        if not self.wide_digits:
            return text
        times = self.random.choice((1, 3))
        return "".join(_WIDE_LATIN.get(char, char) if self.once_in(times) else char for char in text)

    def spaced(self, text: str) -> str:
        """Spaces inside a number or a date."""
        if not self.spaces:
            return text
        spaces = (" ", "  ", "\u3000", "\u00a0")
        return "".join(
            char + (self.random.choice(spaces) if at < len(text) - 1 and self.once_in(4) else "")
            for at, char in enumerate(text)
        )

    def number(self, number: str) -> str:
        """A license number as a scan has it."""
        return self.spaced(self.digits(number))

    def date(self, iso: str) -> str:
        """A date, in one of the ways that licenses write dates."""
        year, month, day = (int(part) for part in iso.split("-"))
        ways = [
            f"{year}年{month:02}月{day:02}日",
            f"{year}年 {month:02}月 {day}日",
            f"{year}年{month}月{day}日",
            iso,
            f"{''.join(_DIGITS[int(digit)] for digit in str(year))}年{_spoken(month)}月{_spoken(day)}日",
        ]
        if not self.dates:
            return ways[0]
        return self.spaced(self.digits(self.random.choice(ways)))

    def paragraph(self, text: str, mark: int = 0, unbroken: re.Pattern[str] | None = None) -> list[str]:
        """Its lines: the first `mark` characters stay together, and no line begins with what `unbroken` matches."""
        lines = list(self._wrapped(text, mark, unbroken)) if self.wraps else [text]
        if self.blanks and self.once_in(4):
            lines[0] = "\u3000\u3000" + lines[0]
        return [line + " " * self.random.randrange(3) for line in lines] if self.spaces else lines

    def _wrapped(self, text: str, mark: int, unbroken: re.Pattern[str] | None) -> Iterator[str]:
        begin = 0
        while len(text) - begin > 8:
            at = begin + self.random.randrange(8, 60)
            at = max(at, mark + 1) if begin == 0 else at
            while at < len(text) and (_joined(text, at) or (unbroken and unbroken.match(text, at))):
                at += 1
            if at > len(text) - 5:
                break
            yield text[begin:at]
            begin = at
        yield text[begin:]

    def page(self, number: str, heading: str) -> list[str]:
        """What stands between two pages."""
        foot = self.mixed("经营许可证编号：")
        shown = self.spaced(number)
        feet = [f"{foot}{shown}"] if self.once_in(2) else [foot, shown]
        numbers = self.random.choice(["- 3 -", "第 3 页 共 5 页", "3/5", "3", ""])
        return ["", *feet, *filter(None, [numbers]), "", heading, ""]

    def spread(self, lines: Iterable[str]) -> list[str]:
        """Blank lines more or fewer."""
        kept = list(lines)
        if not self.blanks:
            return kept
        fewer = self.once_in(2)
        kept = [line for line in kept if line.strip() or not fewer]
        return [each for line in kept for each in ([line, ""] if self.once_in(4) else [line])]


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of `at` are of one Latin word, number or date."""
    return bool(
        text[at].isspace()
        or text[at - 1].isspace()
        or (_LATIN.match(text[at]) and _LATIN.match(text[at - 1]))
    )


def _spoken(number: int) -> str:
    """二十三."""
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")


KINDS = tuple(each.name for each in fields(Noise) if each.name != "random")

_ALIKE = {"0": "OoQD", "1": "lI|", "2": "Z", "5": "S", "8": "B", "B": "8", "日": "曰目", "〇": "O"}


def confused(text: str, random: Random) -> tuple[str, str]:
    """`text` with one character mistaken for another one that looks like it, and that one."""
    places = [at for at, char in enumerate(text) if unicodedata.normalize("NFKC", char) in _ALIKE]
    if not places:
        reject()  # a number without any
    at = random.choice(places)
    mistaken = random.choice(_ALIKE[unicodedata.normalize("NFKC", text[at])])
    return text[:at] + mistaken + text[at + 1 :], mistaken
