"""Dates and license numbers as scans have them: read where they are clear, reported where a character may be another."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.text.misreadings import DIGIT, LOOKS_LIKE, confused, misread, unclear
from pytest_icplicense.model.number import LicenseNumber, find_filings, find_numbers, fold, normal
from pytest_icplicense.readers.page_furniture import CAPITALS
from pytest_icplicense.text import Text

_LONGEST = 400
"""In characters without spaces; a field that is longer holds no date and no number, but a text."""

INVISIBLE = str.maketrans(dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""))
"""What no reader sees between two characters: a soft hyphen, a zero-width space."""
_NUMERALS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_TENS = {"十": 10, "廿": 20, "卅": 30}
_PLAIN = str.maketrans(CAPITALS + "貳參陸", f"{''.join(_NUMERALS)[1:10]}十二三六")
_FIGURE = rf"[0-9{''.join(_NUMERALS)}{''.join(_TENS)}{DIGIT}]"
_DAY_SIGNS = "日号"
_LIKE_DAY_SIGNS = "曰目"
_WRITTEN = expression(
    rf"(?P<year>{_FIGURE}{{1,8}})年(?:(?P<month>{_FIGURE}{{1,4}})月(?:(?P<day>{_FIGURE}{{1,4}})"
    rf"(?P<sign>[{_DAY_SIGNS}{_LIKE_DAY_SIGNS}])?)?)?"
)
_SEPARATED = expression(
    rf"(?P<year>{_FIGURE}{{1,8}})(?P<by>[-./])(?P<month>{_FIGURE}{{1,4}})(?:(?P=by)(?P<day>{_FIGURE}{{1,4}})(?P<sign>日)?)?"
)
_HARMLESS_BEFORE = expression(r"[至自:,]?")
_HARMLESS_BEHIND = expression(r"(?:\(含(?:当日)?\)|当日|止|[.。,;])*")
_LONG_TERM = expression(r"长期|永久|无固定期限")

_AROUND = expression(r"(?:增值电信业务)?(?:ICP)?(?:经营许可证)?(?:编号|号码|证号)?|全国|[:：,，;；。、/()号]")


def tight(text: str) -> str:
    """`text` without the spaces that scanning and wrapping leave in it; between two Latin letters one stays."""
    words = text.translate(INVISIBLE).split()
    out = words[:1]
    for before, word in pairwise(words):
        if _latin(before[-1]) and _latin(word[0]):
            out.append(" ")
        out.append(word)
    return "".join(out)


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def quoted(text: str) -> str:
    """What a sentence quotes of a text that somebody else wrote: on one line, and not much of it."""
    shown = "".join(char if char.isprintable() else " " for char in text[:61])
    return shown if len(shown) <= 60 else f"{shown[:59]}…"


def read_date(text: str) -> tuple[date | None, list[Text]]:
    """The date that a field states, and what there is to say of it; None where it is not clear which."""
    squeezed = "".join(fold(text).translate(_PLAIN).split())
    if not squeezed:
        return None, [Text("no date stands here", "此处没有日期")]
    shown = quoted(squeezed)
    if len(squeezed) > _LONGEST:
        return None, [Text(f"'{shown}' is no date", f"“{shown}”不是日期")]
    if _LONG_TERM.search(squeezed):
        why = Text(
            f"'{shown}' is no day; a license for telecom services has one on which it ends",
            f"“{shown}”不是具体日期；电信业务经营许可证应载明到期日",
        )
        return None, [why]
    begin = _HARMLESS_BEFORE.match(squeezed)
    start = begin.end() if begin else 0
    match = _WRITTEN.match(squeezed, start) or _SEPARATED.match(squeezed, start)
    if match is None:
        return None, [_no_date(shown, squeezed)]
    behind = _HARMLESS_BEHIND.sub("", squeezed[match.end() :])
    if behind:
        why = Text(
            f"'{shown}' is not one date alone: '{quoted(behind)}' stands behind it",
            f"“{shown}”不是单独一个日期：其后还有“{quoted(behind)}”",
        )
        return None, [why]
    return _date(match, shown)


def _no_date(shown: str, squeezed: str) -> Text:
    meant = ""
    if len(squeezed) == 8 and squeezed.isdecimal():
        meant = f"{squeezed[:4]}-{squeezed[4:6]}-{squeezed[6:]}"
    return unclear(Text(f"'{shown}' is no date", f"“{shown}”不是日期"), meant)


def _date(match: re.Match[str], shown: str) -> tuple[date | None, list[Text]]:
    """The date of the parts that were found, or why there is none."""
    parts = match.groupdict()
    if parts["day"] is None:
        missing = Text("day", "日") if parts["month"] else Text("month and no day", "月和日")
        return None, [Text(f"'{shown}' has no {missing.en}", f"“{shown}”缺少{missing.zh}")]
    figures = [parts["year"], parts["month"], parts["day"]]
    doubtful = [
        (char, at, LOOKS_LIKE.get(char, "日"))
        for at, char in enumerate(match[0], 1)
        if char in LOOKS_LIKE or char in _LIKE_DAY_SIGNS
    ]
    values = [
        read("".join(LOOKS_LIKE.get(char, char) for char in figure))
        for figure, read in zip(figures, (_year, numeral, numeral), strict=True)
    ]
    found = None
    if None not in values:
        year, month, day = (value or 0 for value in values)
        try:
            found = date(year, month, day)
        except ValueError:
            if not doubtful:
                return None, [Text(f"there is no such day as '{shown}'", f"不存在“{shown}”这一天")]
    meant = str(found) if found else ""
    if doubtful:
        return None, [unclear(confused(shown, doubtful), meant)]
    if found is None:
        return None, [Text(f"'{shown}' is no date that is written in full", f"“{shown}”不是完整书写的日期")]
    if "年" in match[0] and not parts["sign"]:
        return None, [unclear(Text(f"'{shown}' has no 日 at its end", f"“{shown}”末尾缺少“日”"), meant)]
    return found, []


def _year(figure: str) -> int | None:
    """The year that four digits stand for, in either script."""
    digits = "".join(str(_NUMERALS.get(char, char)) for char in figure)
    return int(digits) if len(digits) == 4 and digits.isdecimal() else None


def numeral(figure: str) -> int | None:
    """The number below 100 that digits or Chinese numerals stand for: 12, 十二, 〇二, 廿一; None where they are none."""
    if figure.isascii():
        return int(figure) if figure.isdecimal() and len(figure) <= 2 else None
    at = next((at for at, char in enumerate(figure) if char in _TENS), None)
    if at is None:
        rest = figure[1:] if figure[0] in "〇零○" else figure
        return _NUMERALS.get(rest) if rest else None
    before, sign, behind = figure[:at], figure[at], figure[at + 1 :]
    times, ones = _NUMERALS.get(before or "一"), _NUMERALS.get(behind or "〇")
    if times is None or ones is None or (before and (sign != "十" or not times)):
        return None
    return times * _TENS[sign] + ones


def read_number(text: str) -> tuple[str | None, list[Text]]:
    """The license number that a field states, in its normal form, and what there is to say of it."""
    squeezed = "".join(fold(text).split())
    shown = quoted(squeezed)
    if not squeezed:
        return None, [Text("no number stands here", "此处没有编号")]
    if len(squeezed) > _LONGEST:
        return None, [Text(f"'{shown}' is no license number", f"“{shown}”不是经营许可证编号")]
    spaced = " ".join(text.split())
    filings = _filings(spaced)
    for spacing in (spaced, squeezed):
        numbers, sound = _found(spacing)
        if len(numbers) == 1 and sound and not _left_over(squeezed, str(sound[0])):
            return normal(str(sound[0])), filings
    numbers, sound = _found(spaced)
    if len(numbers) > 1:
        listed = [str(number) for number in numbers]
        several = Text(
            f"there are {len(listed)} different numbers: {', '.join(listed)}",
            f"出现 {len(listed)} 个不同的编号：{'、'.join(listed)}",
        )
        return None, [several, *filings]
    left = quoted(_left_over(squeezed, str(sound[0]))) if sound else ""
    if sound and not any(char.isascii() for char in left):
        beside = Text(f"beside {sound[0]} there stands '{left}'", f"{sound[0]} 之外还有“{left}”")
        return normal(str(sound[0])), [beside, *filings]
    mended = next(misread(squeezed), None)
    if mended is not None:
        doubtful, meant = mended
        return None, [unclear(confused(shown, doubtful), meant), *filings]
    if filings:
        return None, filings
    if numbers:
        return None, [_malformed(numbers[0], shown)]
    return None, [Text(f"'{shown}' is no license number", f"“{shown}”不是经营许可证编号")]


def _filings(text: str) -> list[Text]:
    """What is said of the filing numbers (备案号) in a field."""
    return [
        Text(f"'{each}' is a filing number, no license number", f"“{each}”是备案号，不是经营许可证编号")
        for each in find_filings(text)
    ]


def _found(text: str) -> tuple[list[LicenseNumber], list[LicenseNumber]]:
    """The different license numbers in a text, and those of them that can be one."""
    numbers = list(dict.fromkeys(find_numbers(text)))
    return numbers, [number for number in numbers if _sound(number)]


def _sound(number: LicenseNumber) -> bool:
    """Whether its digits are as many as they should be and begin with a year that licenses can have."""
    older = number.classes == ("ICP证",)
    return number.well_formed and (older or number.digits[:2] in ("19", "20")) and len(number.sub) <= 3


def _malformed(number: LicenseNumber, shown: str) -> Text:
    if not number.well_formed:
        wanted = 6 if number.classes == ("ICP证",) else 8
        found = len(number.digits)
        return Text(
            f"'{shown}' has {found} digits where a license number has {wanted}",
            f"“{shown}”有 {found} 位数字，经营许可证编号应为 {wanted} 位",
        )
    if len(number.sub) > 3:
        return Text(f"'{shown}' has a sub-number that is too long", f"“{shown}”的子编号过长")
    if number.digits[:2] not in ("19", "20") and number.classes != ("ICP证",):
        return Text(f"the digits of '{shown}' begin with no year", f"“{shown}”的数字不以年份开头")
    return Text(f"'{shown}' is not a license number alone", f"“{shown}”不只是经营许可证编号")


def _left_over(squeezed: str, number: str) -> str:
    """What a field says beside its number, filing numbers and the words that introduce them."""
    for known in (number, number.removesuffix("号"), *find_filings(squeezed)):
        squeezed = squeezed.replace(known, " ")
    return "".join(_AROUND.sub("", squeezed).split())
