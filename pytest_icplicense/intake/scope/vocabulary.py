"""The words of a scope: names of services and regions as the catalogue has them, and what connects them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.face.figures import INVISIBLE, numeral
from pytest_icplicense.model.catalogue import EVERYWHERE, Catalogue
from pytest_icplicense.model.license import INTERNET_ONLY, NON_INTERNET

SERVICE, REGION, PLACE, LABEL, COUNT, CODE = "service", "region", "place", "label", "count", "code"
ONLY, EXCEPT, WITH, CLASS = "only", "except", "with", "class"
OPEN, CLOSE, STOP, AND, COLON, NUMBERING, NOISE, UNKNOWN = (
    *("open", "close", "stop", "and", "colon", "numbering", "noise", "unknown"),
)
LISTS = (ONLY, EXCEPT, WITH)
"""仅限, 不含 and 含, behind which items stand."""
AND_REGION = "、"
"""What stands between the regions of a word that means several (京津冀)."""
ROOMS = "rooms"
"""The label of 机房所在地, beside `coverage` and the parts of a service (网站接入)."""


class Meaning(NamedTuple):
    """What a name of the catalogue stands for in a scope."""

    category: str
    only: tuple[str, ...] = ()
    """The items that it is, where it is not the whole category."""
    limitation: str = "none"
    content: bool = False
    """Whether it is a subject matter (新闻、出版…), which can be taken out and is no service."""
    without: tuple[str, ...] = ()
    """The items that it does not have, beside its limitation: 移动网信息服务 has none of fixed networks."""


class Word(NamedTuple):
    """A word of the scope, and where it stands in the folded text."""

    kind: str
    start: int
    end: int
    value: str = ""
    meaning: Meaning | None = None


_WORDS = {
    ONLY: ("仅限于", "仅限", "限于", "只限于", "只限"),
    EXCEPT: ("不含", "不包括", "不包含"),
    WITH: ("含", "包括", "包含", "其中含"),
    CLASS: tuple(
        f"{which}{sort}电信业务{of}"
        for which in ("第一类", "第二类", "")
        for sort in ("增值", "基础")
        for of in ("中的", "")
    ),
    NOISE: (
        *("服务项目", "范围内的", "范围内", "范围", "地区", "境内", "行政区域内", "行政区域", "的"),
        *("港澳台地区", "港澳台"),
        *("等以外的内容", "以外的内容", "之外的内容", "以外", "之外", "的内容", "内容"),
    ),
    STOP: (";", "。", "|"),
    AND: ("、", ",", "和", "及", "与", "以及", "/"),
    COLON: (":",),
}
_LABELS = {
    "coverage": (
        "业务覆盖范围为",
        "业务覆盖范围",
        "覆盖范围为",
        "覆盖范围",
        "覆盖地区",
        "业务范围",
        "地域范围",
    ),
    "B14/site-access": ("网站接入服务", "网站接入为", "网站接入"),
    "B14/user-access": ("上网用户接入", "用户接入服务", "用户接入为", "用户接入"),
    ROOMS: ("机房所在地为", "机房所在地"),
}
"""What a label is for; those of the parts of a service are the ids of these."""
_LIMIT = "限"
_BUT = "除"
"""Takes out what stands behind it, up to 以外, where that is a subject matter: 除新闻、出版以外."""
_AND_SO_ON = "等"
_COUNTRY = (
    *(
        "全国各地",
        "中国",
        "中国境内",
        "中国大陆",
        "中国大陆地区",
        "中国大陆境内",
        "中国内地",
        "中华人民共和国境内",
    ),
    *("各省、自治区、直辖市", "各省(自治区、直辖市)", "31个省、自治区、直辖市"),
)
"""What licenses say for 全国."""
_ALL_BUT = expression(
    r"\((?:除(?P<but>[^()]{1,200}?)(?:以外|之外|除外|外)?|(?:不含|不包括|不包含)(?P<no>[^()]{1,200})"
    r"|(?P<behind>[^()]{1,200})除外)\)"
)
"""Regions, or cities of one, taken out in a bracket of their own: （除西藏外）, （西藏除外）, （不含南京市）."""
_ABROAD = expression(
    r"(?:(?:香港|澳门|台湾|[港澳台])(?:特别行政区|特区|地区|省)?[、,和及与]{0,2}){1,3}(?:三地|地区)?"
)
OUTSIDE = "港澳台"
"""Where no license is for; some say so."""
_OPEN, _CLOSE = "([{〔〈【", ")]}〕〉】"
_FARTHEST = 60
"""Words among which the end of a bracket is looked for, to see what it says as a whole."""
_CIRCLED = "".join(map(chr, [*range(0x2460, 0x2474), *range(0x24F5, 0x24FF), *range(0x2776, 0x2794)]))
_FIGURES = "一二三四五六七八九十"
_PLAIN_NUMBER = expression(r"[0-9]{1,2}(?![0-9])")
_NUMBERING = expression(
    rf"[{_CIRCLED}][.、]?|[0-9]{{1,2}}[.、)]|[{_FIGURES}]{{1,3}}[、.]|\((?:[0-9]{{1,2}}|[{_FIGURES}]{{1,3}})\)"
    rf"|第(?:[0-9]{{1,2}}|[{_FIGURES}]{{1,3}})项(?:业务|服务)?[:为]?"
)
_UNIT = "(?:省|自治区|直辖市|城市|市|地区)"
_COUNT = expression(
    rf"等?(?P<number>[0-9]{{1,3}}|[{_FIGURES}]{{1,3}})个?{_UNIT}(?:[、及和]?{_UNIT}){{0,3}}"
    rf"(?:\((?:[、及和,]?{_UNIT}){{1,4}}\))?"
)
_CODE = expression(r"[ab][12][0-9](?:-[0-9])?(?![0-9a-z])类?")
_ABBREVIATIONS = {
    "B11": ("idc",),
    "B12": ("cdn",),
    "B13": ("ip-vpn", "ipvpn", "vpn"),
    "B14": ("isp",),
    "B21": ("edi",),
    "B24": ("callcenter", "cc"),
    "B25": (),
}


_FIXED_LINES = "B25/fixed-line-information"


class Lexicon:
    """All words that a scope may have, by their first two characters."""

    def __init__(self, catalogue: Catalogue) -> None:
        """The names come from the catalogue; the words between them are those of licenses."""
        self._by_beginning: dict[str, list[tuple[str, str, str, Meaning | None]]] = {}
        for kind, words in _WORDS.items():
            self._add(words, kind)
        for label, words in _LABELS.items():
            self._add(words, LABEL, label)
        self._add((EVERYWHERE, *_COUNTRY), REGION, EVERYWHERE)
        for region in catalogue.regions:
            self._add(dict.fromkeys((region.name.zh, region.short)), REGION, region.name.zh)
        self._cities = {name for region in catalogue.regions for names in region.cities for name in names}
        self._cities -= {region.short for region in catalogue.regions}
        for name, members in catalogue.groups.items():
            self._add((name,), REGION, AND_REGION.join(members))
        labels = {word for words in _LABELS.values() for word in words}
        for name, meaning in names_of(catalogue).items():
            if name not in labels:
                self._add((name,), SERVICE, "", meaning)
        for entries in self._by_beginning.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def _add(self, words: Iterable[str], kind: str, value: str = "", meaning: Meaning | None = None) -> None:
        for word in words:
            self._by_beginning.setdefault(word[:2], []).append((word, kind, value or word, meaning))

    def at(self, text: str, start: int) -> Word | None:
        """The longest word of `text` that begins at `start`."""
        for beginning in (text[start : start + 2], text[start : start + 1]):
            for word, kind, value, meaning in self._by_beginning.get(beginning, ()):
                if text.startswith(word, start):
                    return Word(kind, start, start + len(word), value, meaning)
        return None

    def words(self, text: str) -> list[Word]:
        """The words of a folded text; what stands between known ones is unknown.

        A name that other characters touch is no name: 信息服务业务 is not what 移动信息服务业务培训 is about.
        """
        return list(_merged(self._words(text)))

    def _words(self, text: str) -> Iterator[Word]:
        at = begun = 0
        boundary = True
        before: Word | None = None
        while at < len(text):
            if taken_out := self._all_but(text, at):
                if begun < at:
                    yield self._between(text, begun, at, before)
                yield from taken_out
                at = begun = taken_out[-1].end
                before, boundary = None, True
                continue
            word = (self._numbering(text, at) if boundary else None) or _abroad(text, at, before)
            word = word or self.at(text, at) or _sign(text, at) or self._but(text, at) or _limit(text, at)
            if word is None:
                at, boundary = at + 1, False
                continue
            if begun < at:
                yield self._between(text, begun, at, before)
            yield word
            before = word
            at = begun = word.end
            boundary = True
        if begun < at:
            yield self._between(text, begun, at, before)

    def _all_but(self, text: str, at: int) -> list[Word]:
        """A bracket that takes regions out, up to its end, as （不含西藏） does; nothing where there is none."""
        match = _ALL_BUT.match(text, at) if text[at] == "(" else None
        if match is None:
            return []
        group = match.lastgroup or ""
        start, end, last = *match.span(group), match.end() - 1
        opened, closed = Word(OPEN, at, at + 1, "("), Word(CLOSE, last, last + 1, ")")
        if _ABROAD.fullmatch(match[group]):
            return [opened, Word(NOISE, at + 1, last, OUTSIDE), closed]
        inner = [
            word._replace(
                kind=PLACE if match[group][word.start : word.end] in self._cities else word.kind,
                start=start + word.start,
                end=start + word.end,
            )
            for word in self._words(match[group])
        ]
        taken_out = (PLACE,) if group == "no" else (PLACE, REGION)
        if inner[0].kind not in taken_out or any(each.kind not in (*taken_out, AND) for each in inner):
            return []
        behind = [Word(NOISE, end, last, _BUT)] if inner[-1].kind == REGION else []
        return [opened, Word(EXCEPT, at + 1, start, _BUT), *inner, *behind, closed]

    def _but(self, text: str, at: int) -> Word | None:
        """除 before a subject matter."""
        behind = self.at(text, at + 1) if text[at] == _BUT else None
        content = behind is not None and behind.meaning is not None and behind.meaning.content
        return Word(EXCEPT, at, at + 1, _BUT) if content else None

    def _between(self, text: str, start: int, end: int, before: Word | None) -> Word:
        """What stands between known words: unknown, but for 等 behind subject matters, which takes out more of the kind."""
        content = before is not None and before.meaning is not None and before.meaning.content
        if text[start:end] == _AND_SO_ON and content:
            return Word(SERVICE, start, end, _AND_SO_ON, _AND_MORE)
        return Word(UNKNOWN, start, end, text[start:end])

    def _numbering(self, text: str, at: int) -> Word | None:
        match = _NUMBERING.match(text, at) or _PLAIN_NUMBER.match(text, at)
        if match is None:
            return None
        figures = match[0].isdecimal() or text[match.end() : match.end() + 1].isdecimal()
        # 3.5 numbers nothing, 3.800MHz CDMA… a service.
        behind = self.at(text, match.end()) if figures else None
        numbers = not figures or (behind is not None and behind.kind in (SERVICE, CLASS))
        return Word(NUMBERING, at, match.end(), _counted(match[0])) if numbers else None


_AND_MORE = Meaning("B25", ("B25/prior-approval",), "none", True)


def _counted(numbering: str) -> str:
    """The digits of a numbering: 1 of 一、, （1）, ① and 第1项：."""
    figure = numbering.strip("().、:第项业务服为")
    number = int(unicodedata.numeric(figure)) if figure in _CIRCLED else numeral(figure)
    return str(number)


def _abroad(text: str, at: int, before: Word | None) -> Word | None:
    """港澳台 behind 含, in whichever words."""
    match = _ABROAD.match(text, at) if before is not None and before.kind == WITH else None
    ended = match is not None and text[match.end() : match.end() + 1] in ("", ")", ";", "。")
    return Word(NOISE, at, match.end(), OUTSIDE) if match is not None and ended else None


def _limit(text: str, at: int) -> Word | None:
    """限 where a bracket begins: （限经营类电子商务）."""
    begins = text[at] == _LIMIT and at > 0 and text[at - 1] in _OPEN
    return Word(ONLY, at, at + 1, _LIMIT) if begins else None


def _sign(text: str, at: int) -> Word | None:
    """A bracket, a count of regions or a code of the catalogue."""
    if text[at] in _OPEN:
        return Word(OPEN, at, at + 1, text[at])
    if text[at] in _CLOSE:
        return Word(CLOSE, at, at + 1, text[at])
    if (match := _COUNT.match(text, at)) and (number := numeral(match["number"])) is not None:
        return Word(COUNT, at, match.end(), str(number))
    if match := _CODE.match(text, at):
        return Word(CODE, at, match.end(), match[0].removesuffix("类").upper())
    return None


def end_of_bracket(words: Sequence[Word], at: int) -> int:
    """Where the bracket at `at` closes; `at` itself, where that is nowhere near."""
    depth = 0
    for place in range(at, min(len(words), at + _FARTHEST)):
        depth += (words[place].kind == OPEN) - (words[place].kind == CLOSE)
        if depth == 0:
            return place
    return at


def _merged(words: Iterator[Word]) -> Iterator[Word]:
    """Names and connecting words that unknown characters touch become part of what is unknown.

    What a name means that they begin with is kept: it is about that service, whatever it says of it.
    """
    held: Word | None = None
    for word in words:
        if held is not None and (
            (UNKNOWN in (held.kind, word.kind) and {held.kind, word.kind} <= {UNKNOWN, SERVICE, NOISE})
            or (held.kind == UNKNOWN and word.kind in (REGION, WITH))
            or (held.kind == REGION and word.kind in (UNKNOWN, PLACE))
            or (held.kind == PLACE and word.kind in (UNKNOWN, NOISE))
        ):
            kind = PLACE if held.kind in (REGION, PLACE) else UNKNOWN
            held = Word(kind, held.start, word.end, meaning=held.meaning)
            continue
        if held is not None:
            yield held
        held = word
    if held is not None:
        yield held


def names_of(catalogue: Catalogue) -> dict[str, Meaning]:
    """What each name of a service means, folded; also without 业务 at the end, where that is no other name."""
    listed: dict[str, list[str]] = {}
    for service in catalogue.services.values():
        for name in dict.fromkeys(folded(each)[0] for each in (service.name.zh, *service.also)):
            listed.setdefault(name, []).append(service.id)
    found = {name: _meaning(name, ids, catalogue) for name, ids in listed.items()}
    for name, meaning in tuple(found.items()):
        short = name.removesuffix("业务")
        if len(short) > 3:
            found.setdefault(short, meaning)
    return found


def _meaning(name: str, ids: list[str], catalogue: Catalogue) -> Meaning:
    if len(ids) > 1:  # services of today that were one in another edition
        return Meaning(re.split("[-/]", ids[0])[0], tuple(ids))
    category, _, item = ids[0].partition("/")
    if item == NON_INTERNET:
        without = (_FIXED_LINES,) if name.startswith("移动网") else ()
        return Meaning(category, (), NON_INTERNET, without=without)
    internet = category == "B25" and re.search("[互因]联?特?网信息服务", name)
    if internet and not item and "不含" not in name:
        return Meaning(category, (), INTERNET_ONLY)
    return Meaning(category, (ids[0],) if item else (), "none", catalogue.services[ids[0]].content)


def abbreviates(text: str, category: str, limitation: str) -> bool:
    """Whether Latin letters in a bracket only abbreviate the service before it: 互联网数据中心业务（IDC）."""
    if category == "B25":
        return text == {INTERNET_ONLY: "icp", NON_INTERNET: "sp"}.get(limitation)
    return text in _ABBREVIATIONS.get(category[:3], ())


class _Folded(dict[str, str]):
    """What a character is as words are looked for; more than one, or none."""

    def __missing__(self, char: str) -> str:
        lowered = (
            low if len(low := each.lower()) == 1 else each for each in unicodedata.normalize("NFKC", char)
        )
        self[char] = found = "".join(
            each for each in lowered if not each.isspace() and ord(each) not in INVISIBLE
        )
        return found


_FOLDED = _Folded({char: char for char in _CIRCLED} | {"＆": "&"})


def folded(text: str) -> tuple[str, list[int]]:
    """`text` as words are looked for: one width, lower case, no spaces; and where each character comes from."""
    pieces = [_FOLDED[char] for char in text]
    origin = [at for at, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), [*origin, len(text)]
