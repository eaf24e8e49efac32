"""Regions in a scope: 全国, 北京市, 北京、上海、广东3省（直辖市）, with or without a label."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.face.figures import quoted, tight
from pytest_icplicense.intake.scope import vocabulary as wordings
from pytest_icplicense.intake.scope.vocabulary import ROOMS, Word
from pytest_icplicense.intake.text.misreadings import like_region, may_limit
from pytest_icplicense.model.catalogue import EVERYWHERE, Catalogue
from pytest_icplicense.text import Text

STARTS = (wordings.REGION, wordings.PLACE, wordings.COUNT, wordings.LABEL)
"""The kinds of words that a mention of regions begins with."""
_LONGEST = 20_000
"""Characters; all services with all regions take a quarter of that."""
_LONGEST_PLACE = 40
"""Characters."""
_NOWHERE = ("本省", "本市", "本区", "全省", "全市")
"""Names no place by itself."""
ENDS = (wordings.STOP, wordings.CLOSE, wordings.AND, wordings.COUNT, wordings.LABEL, wordings.NUMBERING)
"""The kinds of words that may stand behind a place which the catalogue does not have."""


_TOGETHER = expression(
    r"地区$|湾区$|经济[区带圈]$|三角洲?$|^[东西南北中华]{2}(?:部|大?区)?$|[一二三四五六七八九十两0-9]{1,2}[省市]$"
)
"""Names for several regions together, and for parts of one, whose meaning is not settled: 长三角地区, 大湾区, 华东."""


class Unread(Text):
    """What is said of a part of the scope that could not be read: a value is missing from the rows."""

    __slots__ = ()


def beyond(text: str) -> Unread | None:
    """What is said of a field that is longer than that of any license: it is not read at all."""
    if len(text) <= _LONGEST:
        return None
    shown = quoted(tight(text[:200]))
    return Unread(
        f"the field that begins with '{shown}' has {len(text)} characters, too many for a scope: it is not read",
        f"以“{shown}”开头的内容共 {len(text)} 个字符，过长，未予读取",
    )


class Original:
    """The text as it was written, by places in its folded form."""

    def __init__(self, text: str, origin: list[int]) -> None:
        self._text = text
        self._origin = origin

    def cut(self, start: int, end: int) -> str:
        """What stands from `start` up to `end`, without the spaces of wrapping."""
        return tight(self._text[self._origin[start] : self._origin[end - 1] + 1]) if end > start else ""


class Mention(NamedTuple):
    """Regions that stand together, with the label before them and the count behind them."""

    label: str
    names: tuple[str, ...]
    """Official names of regions, 全国, and other places as they are written."""
    places: tuple[str, ...]
    """Those of them that are no provincial region."""
    counted: int | None
    """The 3 of 3省."""
    end: int
    """Where in the folded text the last of them ends."""
    shown: str


def mention(words: Sequence[Word], at: int, cut: Callable[[int, int], str]) -> tuple[Mention, int]:
    """The regions that stand at `at`, and where the words go on behind them."""
    start, end, label, count = words[at].start, words[at].end, "", None
    if words[at].kind == wordings.LABEL:
        label, at = words[at].value, at + 1
        while at < len(words) and words[at].kind == wordings.COLON:
            at += 1
    names: list[str] = []
    places: list[str] = []
    open_end = bool(label) or words[at].kind == wordings.UNKNOWN if at < len(words) else False
    while at < len(words):
        word = words[at]
        behind = words[at + 1] if at + 1 < len(words) else None
        if word.kind == wordings.REGION:
            names += word.value.split(wordings.AND_REGION)
        elif word.kind == wordings.PLACE or (
            word.kind == wordings.UNKNOWN and open_end and (behind is None or behind.kind in ENDS)
        ):
            # 吉林省吉林市 is a part of the province that stands before it
            part = bool(names) and words[at - 1].kind == wordings.REGION
            begun = words[at - 1].start if part else word.start
            names = names[:-1] if part else names
            if (
                behind is not None
                and behind.kind == wordings.COUNT
                and _TOGETHER.search(cut(begun, word.end))
            ):
                word, at = behind, at + 1  # 大湾区九市 counts no names
            places.append(cut(begun, word.end))
            names.append(places[-1])
        elif word.kind == wordings.COUNT:
            count, end, at = int(word.value), word.end, at + 1
            break
        elif word.kind == wordings.AND and names and behind is not None and _goes_on(behind, words, at + 2):
            open_end = True
            at += 1
            continue
        elif word.kind == wordings.NOISE and names:
            at += 1
            continue
        else:
            break
        end = word.end
        open_end = False
        at += 1
    return Mention(label, tuple(names), tuple(places), count, end, cut(start, end)), at


def _goes_on(word: Word, words: Sequence[Word], at: int) -> bool:
    """Whether a list of regions has one more behind its 、."""
    if word.kind == wordings.UNKNOWN:
        return at >= len(words) or words[at].kind in ENDS
    return word.kind in (wordings.REGION, wordings.PLACE)


@dataclass(slots=True, eq=False, repr=False)
class Coverage:
    """All that is said of where one service may be run."""

    said: list[Mention] = field(default_factory=list)
    without: list[Mention] = field(default_factory=list)
    general: bool = False
    """Whether it was said for several services together; what is said of one then counts instead."""

    def __bool__(self) -> bool:
        return bool(self.said)

    def add(self, mentioned: Mention) -> None:
        """One more mention."""
        if self.general:
            self.said, self.without, self.general = [], [], False
        self.said.append(mentioned)

    def for_each(self) -> Coverage:
        """The same, for one of the services that it was said for."""
        return Coverage(list(self.said), list(self.without), True)

    def leave_out(self, mentioned: Mention) -> bool:
        """全国（不含…）: whether there is something to take it out of."""
        self.without.append(mentioned)
        return bool(self.said)

    def regions(self, catalogue: Catalogue) -> tuple[list[str] | None, list[Text]]:
        """The regions as a row has them; None where nothing is said, or not clearly. With what there is to say of them."""
        doubts: list[Text] = []
        known = {
            EVERYWHERE,
            *(name for region in catalogue.regions for name in (region.name.zh, region.short)),
        }
        main = [each for each in self.said if each.label != ROOMS]
        rooms = [each for each in self.said if each.label == ROOMS]
        names = _names(main or rooms, catalogue, doubts)
        in_rooms = _names(rooms, catalogue, []) if main else []
        if in_rooms and set(in_rooms) != set(names):
            doubts.append(
                Text(
                    f"the machine rooms are in {'、'.join(in_rooms)}, the coverage is {'、'.join(names)}",
                    f"机房所在地为{'、'.join(in_rooms)}，覆盖范围为{'、'.join(names)}，二者不同",
                )
            )
        doubts += _contradictions(main, catalogue)
        without = [name for each in self.without for name in each.names]
        cities = [catalogue.place(name) for each in self.without for name in each.places]
        if any(each.counted not in (None, len(each.names)) for each in self.without) or None in cities:
            shown = quoted("、".join(each.shown for each in self.without))
            doubts.append(Unread(f"it is not clear what '{shown}' takes out", f"“{shown}”所剔除的地区不明确"))
        if without:
            official = [region.name.zh for region in catalogue.regions]
            names = official if names == [EVERYWHERE] else names
            parted = {place.region.name.zh: place.region.cities for place in cities if place}
            names = [each for name in names for each in [full for full, _ in parted.get(name, ())] or [name]]
            full_names = {short: full for region in parted.values() for full, short in region}
            without = [full_names.get(name, name) for name in without]
            doubts += [
                Unread(f"'{name}' is taken out and not in it", f"剔除“{name}”，但覆盖范围并不包含")
                for name in dict.fromkeys(without)
                if name not in names
            ]
            names = [name for name in names if name not in without]
            if not names:
                shown = quoted("、".join(each.shown for each in self.without))
                doubts.append(Unread(f"'{shown}' takes out all of it", f"“{shown}”剔除了全部覆盖范围"))
        for place in dict.fromkeys(place for each in main or rooms for place in each.places):
            shown = quoted(place)
            if meant := like_region(place, known):
                why = Unread(
                    f"'{shown}' is no region; probably {meant}", f"“{shown}”不是地区名称；可能是{meant}"
                )
            elif not _is_place(place, known):
                why = Unread(f"'{shown}' is no name of a place", f"“{shown}”不是地名")
            elif catalogue.place(place):
                continue
            elif _TOGETHER.search(place):
                why = Unread(
                    f"'{shown}' is no one place: which provinces or cities it means, nobody can tell from its name",
                    f"“{shown}”不是一个行政区划：仅凭名称无法得知包含哪些省市",
                )
            else:
                why = Unread(
                    f"'{shown}' is no provincial region and no city that is known: write its province before it"
                    " (江苏省昆山市), so that it can be matched",
                    f"“{shown}”不是省级行政区，也不是已知的城市：请在其前写明所属省份（如江苏省昆山市），以便比对",
                )
            doubts.append(why)
        clear = not any(isinstance(doubt, Unread) for doubt in doubts)
        return (names or None) if clear else None, doubts


def _is_place(name: str, regions: Iterable[str]) -> bool:
    """Whether a name can be that of a place below a region: 广州, 吉林省吉林市; not 西藏除外, 湖北等, 某某省."""
    if len(name) > _LONGEST_PLACE or may_limit(name) or name.endswith(("等", "省", "外")):
        return False
    if name in _NOWHERE or EVERYWHERE in name or "中国" in name or any(char.isdecimal() for char in name):
        return False
    return name.endswith(tuple("市县区州盟旗")) or not any(region in name for region in regions)


def _contradictions(said: Sequence[Mention], catalogue: Catalogue) -> list[Text]:
    """What is said where two mentions cannot both be right: 全国 beside 北京市, or two labels with other regions."""
    names = [set(_names([each], catalogue, [])) for each in said]
    together = {name for each in said for name in each.names}
    apart = any(each.label and found != names[0] for each, found in zip(said[1:], names[1:], strict=True))
    beside = EVERYWHERE in set().union(*names) and (len(together) > 1 or any(each.places for each in said))
    if not apart and not beside:
        return []
    if EVERYWHERE in together and together >= {region.name.zh for region in catalogue.regions}:
        return []
    shown = quoted("；".join(dict.fromkeys(each.shown for each in said)))
    return [Unread(f"'{shown}' is not one coverage", f"“{shown}”不是同一覆盖范围")]


def _names(said: Iterable[Mention], catalogue: Catalogue, doubts: list[Text]) -> list[str]:
    """The names of all mentions, each once; the numbers behind them are compared with how many there are."""
    found: dict[str, None] = {}
    for each in said:
        names = tuple(dict.fromkeys(each.names))
        whole = len(catalogue.regions)
        if not names and each.counted == whole:
            names = (EVERYWHERE,)
        elif not names and not each.counted:
            doubts.append(
                Unread(f"'{quoted(each.shown)}' names no region", f"“{quoted(each.shown)}”未载明地区")
            )
        elif not names:
            doubts.append(
                Unread(
                    f"'{quoted(each.shown)}' says how many regions there are and not which",
                    f"“{quoted(each.shown)}”只写明地区数量，未写明是哪些地区",
                )
            )
        elif each.counted is not None and each.counted != (whole if EVERYWHERE in names else len(names)):
            number = whole if EVERYWHERE in names else len(names)
            doubts.append(
                Unread(
                    f"'{quoted(each.shown)}' counts {each.counted} regions and names {number}",
                    f"“{quoted(each.shown)}”写明 {each.counted} 个地区，实际列出 {number} 个",
                )
            )
        found |= dict.fromkeys(names)
    return [EVERYWHERE] if EVERYWHERE in found else list(found)
