"""What scanning mistakes for something else in figures: O for 0, l for 1, 曰 for 日. It is said, and never mended."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pytest_icplicense.expressions import expression
from pytest_icplicense.model.number import PLACES, normal
from pytest_icplicense.text import Text, enumeration

LOOKS_LIKE = {
    **dict.fromkeys("OoQD", "0"),
    **dict.fromkeys("lIi|!", "1"),
    **dict.fromkeys("Zz", "2"),
    **dict.fromkeys("Ss", "5"),
    **dict.fromkeys("B", "8"),
}
"""Letters that scanning makes of digits."""
DIGIT = re.escape("".join(LOOKS_LIKE))

_LIKE_CLASS = {"8": "B", "b": "B", "a": "A", "В": "B", "Β": "B", "А": "A", "Α": "A"}
_LIKE_CLASS_DIGIT = {**dict.fromkeys("lIi|!", "1"), **dict.fromkeys("Zz", "2")}
_LIKE_HYPHEN = dict.fromkeys("一_~.·", "-")
_A_CLASS = rf"[AB{''.join(_LIKE_CLASS)}][12{re.escape(''.join(_LIKE_CLASS_DIGIT))}]"
_LIKE_MODERN = expression(
    rf"(?P<place>合字|全国|[{PLACES}])?(?P<classes>{_A_CLASS}(?:\.{_A_CLASS}){{0,3}})"
    rf"(?P<hyphen>[-{''.join(_LIKE_HYPHEN)}]?)(?P<digits>[0-9{DIGIT}]{{8}})(?P<sub>-[0-9{DIGIT}]{{1,3}})?"
)
_LIKE_OLDER = expression(
    rf"(?P<place>[{PLACES}])(?P<letters>[ICPicpl1|]{{3}})[证証](?P<digits>[0-9{DIGIT}]{{6}})(?P<end>号?)"
)


_WORDS = (
    (expression("[不小个下木本丕][舍合台含]|不包[话活]"), "不含"),
    (expression("[仪仗权]限|仅[跟艰]"), "仅限"),
)
_LIMITS = expression("[不除未非禁勿暂停仅限缓]|[小个下木本丕][含合舍台]|其中")
_LIKE_REGIONS = (
    "天夭大夫无关 津律 北比此化 京亰凉 河何诃 山出 西酉 内肉 蒙家 辽迂 宁宇 吉古 林材 黑墨 龙尤 江汪汀红 上土士 海悔梅侮"
    " 苏办 浙渐淅折 安女 徽微徵 福幅 建健 东车乐 湖胡糊潮 南甫 广厂 重童 庆床 川州 贵责 州川洲 云去 藏臧 陕陜峡狭 甘廿 肃萧"
    " 青清 夏厦复 新薪 疆彊缰 国囯囻 全金仝"
)
"""Characters of the names of regions, each before those that scanning makes of it."""
_REGION = {like: group[0] for group in _LIKE_REGIONS.split() for like in group[1:]}


def like_word(text: str) -> Text:
    """`; '不合' looks like 不含`, where a text has what scanning makes of that word; else an empty text."""
    for pattern, word in _WORDS:
        for match in pattern.finditer(text):
            if match[0] != word:
                return Text(f"; '{match[0]}' looks like {word}", f"；“{match[0]}”形似“{word}”")
    return Text("", "")


def may_limit(text: str) -> bool:
    """Whether words that were not understood may take something away from what is allowed."""
    return _LIMITS.search(text) is not None


def like_region(name: str, regions: Collection[str]) -> str | None:
    """The region that a name is, with its characters as scanning mistakes them: 夭津 is 天津."""
    meant = "".join(_REGION.get(char, char) for char in name)
    return meant if meant in regions and name not in regions else None


def confused(shown: str, doubtful: list[tuple[str, int, str]]) -> Text:
    """`'2O21年10月2日': character 2 is 'O', probably '0'`; with an empty character for one that is missing."""
    said = [
        Text(f"character {at} is '{char}', probably '{meant}'", f"第 {at} 个字符是“{char}”，可能是“{meant}”")
        if char
        else Text(f"'{meant}' is missing before character {at}", f"第 {at} 个字符前缺少“{meant}”")
        for char, at, meant in doubtful
    ]
    en, zh = enumeration(said, zh="，")
    return Text(f"'{shown}': {en}", f"“{shown}”：{zh}")


def unclear(what: Text, meant: str) -> Text:
    """A sentence, with what was probably meant, where that can be said."""
    if not meant:
        return what
    return Text(
        f"{what.en}; probably {meant}: compare with the original", f"{what.zh}；可能是 {meant}：请核对原件"
    )


def misread(squeezed: str) -> Iterator[tuple[list[tuple[str, int, str]], str]]:
    """What may be a number with some of its characters mistaken: those with their places, and what it then is."""
    for pattern in (_LIKE_MODERN, _LIKE_OLDER):
        match = pattern.search(squeezed)
        if match is None:
            continue
        meant = _as_digits(match["digits"])
        start = match.start("digits") + 1
        doubtful = [
            (char, at, LOOKS_LIKE[char])
            for at, char in enumerate(match["digits"], start)
            if char in LOOKS_LIKE
        ]
        if pattern is _LIKE_OLDER:
            letters = match["letters"]
            doubtful = [
                (char, at, right)
                for at, (char, right) in enumerate(
                    zip(letters, "ICP", strict=True), match.start("letters") + 1
                )
                if char != right
            ] + doubtful
            meant = f"{match['place']}ICP证{meant}号"
        else:
            classes = ""
            for at, char in enumerate(match["classes"], match.start("classes") + 1):
                letter = not classes or classes[-1] == "."
                right = (_LIKE_CLASS if letter else _LIKE_CLASS_DIGIT).get(char, char)
                classes += right
                if right != char:
                    doubtful.insert(0, (char, at, right))
            hyphen = match["hyphen"]
            if hyphen in _LIKE_HYPHEN:
                doubtful.append((hyphen, match.start("hyphen") + 1, "-"))
            sub = match["sub"] or ""
            for at, char in enumerate(sub, match.start("sub") + 1):
                if char in LOOKS_LIKE:
                    doubtful.append((char, at, LOOKS_LIKE[char]))
            meant = normal(f"{match['place'] or ''}{classes}-{meant}{_as_digits(sub)}")
            if not hyphen:
                doubtful.append(("", match.end("classes") + 1, "-"))
        if doubtful:
            yield sorted(doubtful, key=lambda each: each[1]), meant


def _as_digits(text: str) -> str:
    return "".join(LOOKS_LIKE.get(char, char) for char in text)
