"""What a recognizer may have misread: values that are left out, words that are taken for the known ones, all of it told.

A value of the face below the lower bound of confidence is left out; between the bounds it is kept and told. A provision
that differs from the known wording by nothing but what recognizers do to print (characters that look alike, that it is
not sure of, or that are too few where the picture has a gap) is the known one, with a doubt that shows the place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from pytest_icplicense.intake.draft import Draft
from pytest_icplicense.intake.face.fields import LABELS
from pytest_icplicense.intake.provisions.cutting import Piece
from pytest_icplicense.intake.provisions.matched import Match, State
from pytest_icplicense.intake.provisions.provisions import Special
from pytest_icplicense.intake.scan.recognition import Recognition, recognition
from pytest_icplicense.intake.scan.scanned_lines import Box, ScannedLine, around
from pytest_icplicense.intake.text.differences import Change
from pytest_icplicense.intake.text.folding import fold
from pytest_icplicense.readers.lines import Doubt
from pytest_icplicense.readers.page_furniture import folded, heading_of
from pytest_icplicense.text import Text, short

_DECIDES = frozenset("不未非无除仅禁勿免且或及一二三四五六七八九十百千万零两半年月日")
"""Characters without which a sentence says something else: no picture's gap explains that they are missing."""
_GAP = 1.65
"""Of the usual step between the characters of a line, from which one may be missing there."""
_NARROW, _HALF = 0x2E80, 0.55
"""Characters below this one are about half as wide as Chinese ones."""
_ROOM = 0.85
"""Of a Chinese character, the room beside a figure or a mark that is more than a space."""
_SHORTEST_LINE = 6
"""Chinese characters of a line whose step is known."""
_LONGEST_LABEL = 24
_COLONS = ":："
_LIKE_COLON = ":：;；"
_LONGEST_HEADING = 30
_MOST_SHOWN = 8
"""Characters that one doubt names."""
MISSING, PERHAPS_MISSING = 0.0, 0.8999
"""The confidence of a character before which another one is missing, or may be: the first leaves a value out."""
_NAMES = ("holder", "legal_representative", "subsidiaries", "name", "access_provider", "access_providers")
_PERSON = "/legal_representative"
_TELLING = 6
"""Characters from which the same words elsewhere on the license say that they were read rightly."""
_SIGNS = frozenset(".-")
"""What counts in numbers and domains beside letters and digits."""


class Remark(NamedTuple):
    """What may be wrong with a line, for a person to compare with its picture."""

    line: int
    message: Text
    places: tuple[int, ...] = ()
    """Its characters that are meant, counted from 0."""
    probable: str | None = None
    """The whole line as it probably is printed; None: as it was read."""
    missing: bool = False
    """Whether a value was left out for it."""

    @property
    def doubt(self) -> Doubt:
        """As every import tells it."""
        return Doubt(self.line, self.message, self.missing)


class Region(NamedTuple):
    """Where a value stands, and how sure the recognizer is of its least sure character."""

    page: int
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class ScannedText:
    """All lines as one folded text, each character of which knows its line and its place there."""

    lines: Sequence[ScannedLine]
    text: str
    origin: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, lines: Sequence[ScannedLine]) -> ScannedText:
        """Of lines counted from one."""
        pieces, origin = [], []
        for number, line in enumerate(lines, 1):
            words = fold(line.text)
            pieces.append(words.text)
            origin += [(number, at) for at in words.origin[:-1]]
        return cls(lines, "".join(pieces), origin)

    def occurrences(self, value: str) -> Iterator[list[tuple[int, int]]]:
        """The characters of each place where a value stands."""
        wanted = fold(value).text
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            yield list(self.origin[at : at + len(wanted)])
            at = self.text.find(wanted, at + 1)

    def of_line(self, number: int) -> list[tuple[int, int]]:
        """The characters of a line behind its label."""
        text = self.lines[number - 1].text
        start = max(text.find(":"), text.find("："), -1) + 1
        return [(number, at) for at in range(start if start < len(text) else 0, len(text))]

    def confidence(self, place: tuple[int, int]) -> float:
        """Of a character; 1 for a mark that decides nothing."""
        line, at = place
        char = self.lines[line - 1].text[at]
        return self.lines[line - 1].confidences[at] if char.isalnum() or char in _SIGNS else 1.0

    def box(self, places: Iterable[tuple[int, int]]) -> Box:
        """Around characters of one page."""
        return around([self.lines[line - 1].boxes[at] for line, at in places])


def gaps(line: ScannedLine) -> dict[int, bool]:
    """The characters of a line before which one may be missing: there is room for it in the picture.

    True: between two Chinese ones, where nothing else leaves such room; False: beside a figure or a mark, where a space
    may.
    """
    middles = [(left + right) / 2 for left, _, right, _ in line.boxes]
    steps = {at: middles[at] - middles[at - 1] for at in range(1, len(line.text))}
    between = {at for at in steps if _is_chinese(line.text[at - 1]) and _is_chinese(line.text[at])}
    if len(between) < _SHORTEST_LINE:
        return {}
    usual = median(steps[at] for at in between)
    found = {}
    for at, step in steps.items():
        beside = line.text[at - 1 : at + 1]
        wide = sum(usual if ord(char) > _NARROW else usual * _HALF for char in beside) / 2
        if at in between and step > _GAP * usual > 0:
            found[at] = True
        elif at not in between and " " not in beside and step > wide + _ROOM * usual > 0:
            found[at] = False
    return found


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


# Labels and headings, whose words are known


def with_known_words(lines: Sequence[ScannedLine]) -> tuple[list[ScannedLine], list[Remark]]:
    """The lines, in which a label or a heading is what it is but for characters that look alike."""
    known, found, remarks = recognition(), [], []
    for number, line in enumerate(lines, 1):
        meant = _known_words(line, known)
        if meant is None:
            found.append(line)
            continue
        places = tuple(
            at for at, (one, other) in enumerate(zip(line.text, meant, strict=True)) if one != other
        )
        remarks.append(
            Remark(
                number,
                Text(
                    f"'{short(line.text, 40)}' was taken for '{short(meant, 40)}', which it looks like",
                    f"“{short(line.text, 40)}”形似“{short(meant, 40)}”，按后者读取",
                ),
                places,
                meant,
            )
        )
        found.append(line._replace(text=meant))
    return found, remarks


_LABELS = frozenset(label for labels in LABELS.values() for label in labels)


def _known_words(line: ScannedLine, known: Recognition) -> str | None:
    text = line.text
    if heading_of(folded(text[:80])) is not None or not text.strip():
        return None
    if len(text) <= _LONGEST_HEADING:
        for reading in known.readings(text):
            if heading_of(folded(reading)) is not None and fold(reading).text != fold(text).text:
                return reading
    end = next((at for at, char in enumerate(text[: _LONGEST_LABEL + 1]) if char in _LIKE_COLON), None)
    if end is None or end < 3 or (folded(text[:end]) in _LABELS and text[end] in _COLONS):
        return None
    for reading in known.readings(text[:end]):
        if folded(reading) in _LABELS:
            return reading + (text[end] if text[end] in _COLONS else "：") + text[end + 1 :]
    return None


# The face


def checked_values(
    draft: Draft, text: ScannedText, confirmed: frozenset[int]
) -> tuple[dict[str, Region], list[Remark]]:
    """Take out of the draft what the recognizer is not sure of. Where each value stands, and what is to be told.

    `confirmed`: the lines that a person compared with the print.
    """
    bounds = recognition()
    regions: dict[str, Region] = {}
    remarks: list[Remark] = []
    dropped: list[str] = []
    for pointer, line in list(draft.lines.items()):
        places = _places(pointer, draft, text, line)
        doubtful = _doubtful(places, text, bounds.doubted_below)
        least = min((each for _, each in doubtful), default=1.0)
        least = min(least, *(text.confidence(place) for place in places), 1.0)
        first = [
            place for place in places if text.lines[place[0] - 1].page == text.lines[places[0][0] - 1].page
        ]
        regions[pointer] = Region(text.lines[places[0][0] - 1].page, text.box(first), round(least, 3))
        cut_off = pointer == _PERSON and any(len(each) == 1 for each in _values(pointer, draft))
        left_out = least < bounds.left_out_below or cut_off
        for number in dict.fromkeys(place[0] for place, _ in doubtful):
            here = [(place[1], each) for place, each in doubtful if place[0] == number]
            remarks.append(_of_value(pointer, number, here, text, left_out))
        if cut_off:
            remarks.append(_of_one_character(pointer, line, text))
        if left_out:
            dropped.append(pointer)
        elif pointer.rpartition("/")[2] in _NAMES:
            remarks += _of_name([place for place in places if place[0] not in confirmed], text)
    for pointer in dropped:
        _drop(pointer, draft)
        regions.pop(pointer, None)
    kept = {pointer: region for pointer, region in regions.items() if pointer in draft.lines}
    return kept, list(dict.fromkeys(remarks))


def _of_name(places: Sequence[tuple[int, int]], text: ScannedText) -> Iterator[Remark]:
    """The characters of a name that may be others though the recognizer is sure of them."""
    mistaken = recognition().mistaken_when_sure
    for number, at in places:
        char = text.lines[number - 1].text[at]
        if char in mistaken:
            en, zh = " or ".join(mistaken[char]), "或".join(f"“{each}”" for each in mistaken[char])
            shown = short(text.lines[number - 1].text, 60)
            message = Text(
                f"'{shown}': '{char}' ({at + 1}) may as well be {en}; compare it with the picture",
                f"“{shown}”：第 {at + 1} 个字符“{char}”也可能是{zh}；请与图片核对",
            )
            yield Remark(number, message, (at,))


def _places(pointer: str, draft: Draft, text: ScannedText, line: int) -> list[tuple[int, int]]:
    """The characters that a value was read from; of one that stands elsewhere, too, those that are surest."""
    values = _values(pointer, draft)
    found: list[tuple[int, int]] = []
    for value in values:
        candidates = list(text.occurrences(value))
        if not candidates:
            return text.of_line(line) or [(line, 0)]
        own = min(candidates, key=lambda places: abs(places[0][0] - line))
        surest = max(candidates, key=lambda places: _least(places, text))
        if len(own) >= _TELLING and pointer != "/number" and _least(surest, text) > _least(own, text):
            found += surest
        else:  # what stands beside the value counts, too: of 京B2-… a smudged 京 leaves another number
            beside = text.of_line(line) if pointer.count("/") == 1 else []
            found += sorted({*own, *beside})
    return found or text.of_line(line) or [(line, 0)]


def _values(pointer: str, draft: Draft) -> list[str]:
    """What stands in the license's text for the value at a pointer; nothing for a day, which is written in many ways."""
    if pointer in ("/issued", "/expires"):
        return []
    value: Any = draft.tree
    for key in pointer[1:].split("/"):
        value = value[int(key)] if isinstance(value, list) else value.get(key, "")
    if isinstance(value, dict):
        value = value.get("text", "")
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _least(places: Sequence[tuple[int, int]], text: ScannedText) -> float:
    return min((each for _, each in _doubtful(places, text, 2.0)), default=0.0)


def _doubtful(
    places: Sequence[tuple[int, int]], text: ScannedText, bound: float
) -> list[tuple[tuple[int, int], float]]:
    """The characters below the bound; one before which the picture has a gap is not sure at all."""
    gapped = {
        (number, at): certain
        for number in dict.fromkeys(number for number, _ in places)
        for at, certain in gaps(text.lines[number - 1]).items()
    }
    found = []
    for before, place in pairwise([(0, 0), *places]):
        if gapped.get(place) and before[0] == place[0]:
            found.append((place, MISSING))
        elif place in gapped:
            found.append((place, PERHAPS_MISSING))
        elif (sure := text.confidence(place)) < bound:
            found.append((place, sure))
    return found


def _of_value(
    pointer: str, number: int, doubtful: list[tuple[int, float]], text: ScannedText, left_out: bool
) -> Remark:
    line = text.lines[number - 1]
    en, zh = _shown(line, doubtful)
    shown = short(line.text, 60)
    if left_out:
        message = Text(
            f"'{shown}': {en}; {pointer} was left out: confirm what is printed (--review, --confirm)",
            f"“{shown}”：{zh}；{pointer} 未录入，请核对原件后确认（--review、--confirm）",
        )
    else:
        message = Text(f"'{shown}': {en}; compare it with the picture", f"“{shown}”：{zh}；请与图片核对")
    return Remark(number, message, tuple(at for at, _ in doubtful), missing=left_out)


def _of_one_character(pointer: str, number: int, text: ScannedText) -> Remark:
    shown = short(text.lines[number - 1].text, 60)
    message = Text(
        f"'{shown}': nobody's name has one character, so one may be missing; {pointer} was left out:"
        " confirm what is printed (--review, --confirm)",
        f"“{shown}”：姓名不会只有一个字，可能缺字；{pointer} 未录入，请核对原件后确认（--review、--confirm）",
    )
    return Remark(number, message, missing=True)


def _shown(line: ScannedLine, doubtful: list[tuple[int, float]]) -> tuple[str, str]:
    en, zh = [], []
    for at, sure in doubtful[:_MOST_SHOWN]:
        char = line.text[at]
        if sure in (MISSING, PERHAPS_MISSING):
            en.append(f"a character may be missing before '{char}' ({at + 1})")
            zh.append(f"“{char}”（第 {at + 1} 个字符）前可能缺字")
        else:
            en.append(f"character {at + 1}, '{char}', is read with a confidence of {sure:.2f}")
            zh.append(f"第 {at + 1} 个字符“{char}”的识别置信度为 {sure:.2f}")
    if len(doubtful) > _MOST_SHOWN:
        en.append(f"and {len(doubtful) - _MOST_SHOWN} more")
        zh.append(f"另有 {len(doubtful) - _MOST_SHOWN} 处")
    return ", ".join(en), "，".join(zh)


def _drop(pointer: str, draft: Draft) -> None:
    """Take a value out; of the services all, since a row alone may allow more than the license does."""
    _, name, *rest = pointer.split("/")
    if not rest or name == "scope":
        draft.drop(name)
        return
    site = draft.tree[name][int(rest[0])]
    site.pop(rest[1], None)
    draft.lines.pop(pointer, None)


# The provisions


def checked_wordings(
    special: Special, text: ScannedText, confirmed: frozenset[int]
) -> tuple[Special, list[Remark]]:
    """The provisions, those that differ by misread characters alone as the known ones; and what is to be told."""
    matches, remarks = [], []
    for match in special.matches:
        if match.piece is None:
            matches.append(match)
        elif match.state is State.CHANGED:
            settled, said = _settled(match, match.piece, text, confirmed)
            matches.append(settled)
            remarks += said
        else:
            matches.append(match)
            if match.state is State.UNKNOWN:
                remarks += _of_unknown(match.piece, text)
    return special._replace(matches=tuple(matches)), remarks


def _settled(
    match: Match, piece: Piece, text: ScannedText, confirmed: frozenset[int]
) -> tuple[Match, list[Remark]]:
    """A provision without the changes that are none, its words mended; all of them gone, it is the known one."""
    places = _of_piece(piece, text)
    kept: list[Change] = []
    remarks: list[Remark] = []
    words = piece.words
    for change in reversed(match.changed):
        now = places[slice(*change.now_at)]
        around_it = now or places[max(change.now_at[0] - 1, 0) : change.now_at[0] + 1]
        certain = any(place is not None and place[0] in confirmed for place in around_it)
        if certain or not _is_misread(change, now, text):
            kept.insert(0, change)
            continue
        words = words[: change.now_at[0]] + change.was + words[change.now_at[1] :]
        remarks[:0] = _of_change(match.id or "", change, [each for each in around_it if each], text)
    if not remarks:
        return match, []
    if not kept:
        return match._replace(state=State.SAME, changed=(), review=()), remarks
    whole = piece.text.text[: piece.begins] + words
    mended = piece._replace(text=piece.text._replace(text=whole))
    return match._replace(piece=mended, changed=tuple(kept)), remarks


def _of_piece(piece: Piece, text: ScannedText) -> list[tuple[int, int] | None]:
    """The scanned character that each character of a piece's words is; None where it cannot be said."""
    passage = piece.text
    found: list[tuple[int, int] | None] = []
    ends = [*passage.starts[1:], len(passage.text)]
    for start, end, number in zip(passage.starts, ends, passage.lines, strict=True):
        part, line = passage.text[start:end], text.lines[number - 1].text
        at = line.find(part)
        if at < 0:
            at = line.find(part.strip()) - (len(part) - len(part.lstrip()))
        found += [
            (number, at + step) if at + step >= 0 and line[at + step : at + step + 1] == part[step] else None
            for step in range(end - start)
        ]
    return found[piece.begins :]


def _is_misread(change: Change, now: Sequence[tuple[int, int] | None], text: ScannedText) -> bool:
    """Whether nothing of a change is more than a recognizer's mistake."""
    bounds = recognition()
    was, read = fold(change.was), fold(change.now)
    for kind, first, last, begin, end in SequenceMatcher(
        None, was.text, read.text, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            continue
        old, new = was.text[first:last], read.text[begin:end]
        sure = [
            text.confidence(place) if (place := now[read.origin[at]]) is not None else 1.0
            for at in range(begin, end)
        ]
        if len(old) == len(new):
            if not all(
                bounds.look_alike(one, other) or each < bounds.doubted_below
                for one, other, each in zip(old, new, sure, strict=True)
            ):
                return False
        elif len(new) > len(old):
            if not all(
                each < bounds.doubted_below or not char.isalnum()
                for char, each in zip(new, sure, strict=True)
            ):
                return False
        elif not all(not char.isalnum() for char in old) and not (
            len(old) - len(new) == 1 and not new and not set(old) & _DECIDES and not old.isdecimal()
        ):
            return False
    return True


def _of_change(
    name: str, change: Change, places: Sequence[tuple[int, int]], text: ScannedText
) -> list[Remark]:
    """A doubt at the line in which a change begins."""
    message = Text(
        f"{name}: read as '{short(change.now, 40)}' where the known wording has '{short(change.was, 40)}', and probably "
        "misread: compare it with the picture",
        f"{name}：识别为“{short(change.now, 40)}”，已知文字为“{short(change.was, 40)}”，疑为误识：请与图片核对",
    )
    if not places:
        return []
    number = places[0][0]
    here = tuple(at for line, at in places if line == number)
    probable = None
    line = text.lines[number - 1].text
    if all(place[0] == number for place in places) and change.now:
        probable = line[: here[0]] + change.was + line[here[-1] + 1 :]
    return [Remark(number, message, here, probable)]


def _of_unknown(piece: Piece, text: ScannedText) -> list[Remark]:
    """The characters of a provision that nobody knows, of which the recognizer is not sure."""
    bound = recognition().doubted_below
    places = [place for place in _of_piece(piece, text) if place is not None]
    remarks = []
    doubtful = _doubtful(places, text, bound)
    for number in dict.fromkeys(place[0] for place, _ in doubtful):
        here = [(place[1], each) for place, each in doubtful if place[0] == number]
        en, zh = _shown(text.lines[number - 1], here)
        shown = short(text.lines[number - 1].text, 60)
        message = Text(f"'{shown}': {en}; compare it with the picture", f"“{shown}”：{zh}；请与图片核对")
        remarks.append(Remark(number, message, tuple(at for at, _ in here)))
    return remarks
