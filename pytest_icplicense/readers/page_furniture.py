"""What only the pages of a text say, such as feet, page numbers and headings, told from the text by what stands around."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise, takewhile
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.readers.lines import Doubt, Line
from pytest_icplicense.text import Text

FACE, ANNEXE, PROVISIONS = "face", "annexe", "provisions"

_TITLE = (
    r"(?:中华人民共和国(?:跨地区)?(?:增值|基础)?电信业务经营许可证"
    r"|(?:中华人民共和国)?(?:跨地区)?(?:(?:增值|基础)电信|电信与信息服务)业务经营许可证)"
)
"""`电信业务经营许可证` without a word before it is in provisions, and no license is entitled so."""
_HEADINGS = (
    (
        ANNEXE,
        expression(
            rf"(?:{_TITLE})?\(?附[页件表](?:之?\(?(?:[一二三四五六七八九十]{{1,3}}|[0-9]{{1,2}})\)?)?\)?"
            r"(?::?网站(?:信息|情况|列表|清单|明细)?表?)?:?"
        ),
    ),
    (
        PROVISIONS,
        expression(
            r"[-—]{0,3}(?:[A-Za-z]{4,30})?"
            rf"(?:第[一二三四]部分|{_TITLE}|(?:经营)?许可证|附[件录]?(?:[一二三四五六七八九十]|[0-9])?:?)?"
            r"【?特别规定(?:事项|条款)?】?(?:\((?:续|[一二三四五六七八九十]{1,3}|[0-9]{1,2})\))?(?:如下)?:?[-—]{0,3}"
        ),
    ),
    (None, expression(rf"{_TITLE}(?:\([正副]本\))?|中华人民共和国")),
)
"""Headings by the section that they begin; those of none are passed over."""
LONGEST_HEADING = 40
_BARE = expression(r"\d{1,4}")
_PAGE = expression(
    r"[-—·]\d{1,4}[-—·]|第\d{1,4}页[,/]?共\d{1,4}页|共\d{1,4}页|(?i:page)\d{1,4}(?i:of)\d{1,4}|(?i:scanned(?:by|with)).{1,30}"
    r"|.{0,3}(?:扫描全能王|全能扫描王|夸克扫描王|CamScanner).{0,10}"
)
"""With what programs that scan write below their pictures."""
_PERHAPS_PAGE = expression(r"[-—·]\d{1,4}|\d{1,4}[-—·]|第\d{1,4}页|\d{1,4}/\d{1,4}")
_SEAL = expression(
    r"(?!.*(?:应|须|不得|禁止|严禁|经营许可|名称|代表人|业务|有效期|发证))"
    r"(?:\(?本?电子(?:证照|许可证)(?:编号|号)?(?:[:(].{0,60}|[^。]{0,40}(?:生成|效力|查验|核验|下载)。?)?\)?"
    r"|\(?请?扫描?[^。]{0,4}二维码[^。]{0,16}|[\[(]?二维码[\])]?"
    r"|(?:电子(?:签章|印章|签名)|(?:签章|签发|打印|下载|生成)(?:时间|日期)|(?:查验|验证|核验|查询)(?:网址|地址|码)"
    r"|证照(?:编号|标识))(?::.{0,80})?)"
)
"""What electronic certificates say of their seal, code and print, and no duty."""
FOOT = "经营许可证编号"
_LONGEST_FOOT = 48
CAPITALS = "壹贰叁肆伍陆柒捌玖拾"
"""What checks write for 一 to 十; some licenses number in them."""
BULLETS = frozenset("★☆●○■□◆◇※▪▲△►")
NUMBERED = expression(
    rf"\s*(?:[一二三四五六七八九十百{CAPITALS}]{{1,4}}\s*[、.．]|第[一二三四五六七八九十百{CAPITALS}]{{1,4}}条"
    r"|[0-9０-９]{1,2}\s*[、.．]|(?:[Ⅰ-Ⅻ]|[IVX]{1,5})\s*[、.．](?![A-Za-z0-9])"
    rf"|[(（]\s*(?:[一二三四五六七八九十{CAPITALS}]{{1,3}}|[0-9０-９]{{1,2}})\s*[)）]"
    rf"|[{''.join(sorted(BULLETS))}])"
)
ENDED = frozenset("。；;：:!！?？")
_COLONS = frozenset("：:")
_OPENING, _CLOSING = frozenset("《〈（(［[“‘「【"), frozenset("》〉）)］]”’」】。．，,、；;：:!！?？")
_LABEL = expression(
    r"(?:\d{1,2}[、.])?(?:(?:公司|企业|单位|经营|许可证|法定|法人代表|业务|服务项目|覆盖|\(服务|及覆盖|发证|颁发|有效期|授权|注册|网站|域名"
    r"|服务器|接入|住所|备注|统一|首次|原有效|变更日期|负责人|联系|序号)[^:。,;、]{0,20}(?::|$)"
    r"|经营许可证编号|公司名称|企业名称|单位名称|法定代表人|业务种类|业务覆盖范围|发证日期|发证机关|有效期至|注册地址|网站名称"
    r"|网站域名|服务器放置地|网站接入服务|应用名称|APP名称|序号(?:网站|域名))"
)
_SCOPE = expression(r"业务种类|业务覆盖|覆盖范围|服务项目|\(服务|及覆盖|经营范围")
_TEXTS = ("根据《", "【", "《特别规定事项》")
_GRANTED = "获准经营"
_LOOKED_AHEAD = 3  # lines in which the sentence that begins an annexe may stand
_COUNTED = 3
"""So many numbers, alone in their lines, that count up are those of pages."""


class Kind(Enum):
    """What a line is."""

    TEXT = auto()
    NUMBER = auto()
    """Of a page, or a quantity: nothing but digits."""
    PAGE = auto()
    SEAL = auto()
    """Of an electronic certificate: its code, its print."""
    HEADING = auto()
    FOOT = auto()


class Piece(NamedTuple):
    """A line and what it is."""

    line: Line
    kind: Kind = Kind.TEXT
    section: str | None = None
    """That a heading begins."""
    sure: bool = False
    """Whether the line alone shows what it is."""
    numbered: bool = False
    """Whether a foot has its number on this line."""
    goes_on: bool = False
    """Whether a heading of an annexe has no annexe behind it, but the rest of what stands before it."""
    doubt: Doubt | None = None


def folded(text: str) -> str:
    """One width (Unicode NFKC) and no space: as texts of scans are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def told_apart(lines: Sequence[Line]) -> list[Piece]:
    """The lines with what they are; what may belong to a sentence is text, or has a doubt."""
    pieces = list(_by_themselves(lines))
    counted = _counted(pieces)
    texts = [at for at, each in enumerate(pieces) if each.kind is Kind.TEXT and each.line.text.strip()]
    for rank, (before, after) in enumerate(pairwise([-1, *texts, len(pieces)])):
        members = [at for at in range(before + 1, after) if pieces[at].kind is not Kind.TEXT]
        if not members:
            continue
        around = _Around(
            pieces[before].line if before >= 0 else None,
            [pieces[at].line for at in texts[rank : rank + _LOOKED_AHEAD]],
            members[0] > before + 1,
            members[-1] < after - 1,
        )
        here = Counter((pieces[at].kind, pieces[at].sure) for at in members)
        for at in members:
            pieces[at] = around.judged(pieces[at], here, at == members[0], at in counted)
    return pieces


def label_begins(text: str) -> bool:
    """Whether a line begins with a label, as far as can be told without reading what follows."""
    return _LABEL.match(folded(text[:80])) is not None


def scope_is_open(face: Sequence[Line]) -> bool:
    """Whether the last label of these lines is one of the scope."""
    last = next((line.text for line in reversed(face) if label_begins(line.text)), "")
    return _SCOPE.search(folded(last[:80])) is not None


def _by_themselves(lines: Sequence[Line]) -> Iterator[Piece]:
    """What each line may be, by its own words and, for the number of a foot, the line before."""
    own = True  # whether the number that comes is the license's field and not a page's foot
    awaited = False
    for at, line in enumerate(lines):
        short = folded(line.text) if len(line.text) <= 4 * _LONGEST_FOOT else ""
        if not line.text.strip():
            yield Piece(line)
        elif awaited and _may_be_number(short):
            awaited = False
            yield Piece(line, Kind.FOOT, sure=True, numbered=True)
        else:
            piece = _of(line, short)
            if piece.section:
                own = False
            value = _foot(short)
            if value is not None and not own and (value or ":" in short or _number_follows(lines, at)):
                piece = Piece(line, Kind.FOOT, sure=True, numbered=bool(value))
            awaited = piece.kind is Kind.FOOT and not piece.numbered
            own = own and not short.startswith(FOOT)
            yield piece


def _of(line: Line, short: str) -> Piece:
    if _PAGE.fullmatch(short):
        return Piece(line, Kind.PAGE, sure=True)
    if _PERHAPS_PAGE.fullmatch(short):
        return Piece(line, Kind.PAGE)
    if _SEAL.fullmatch(short):
        return Piece(line, Kind.SEAL)
    if _BARE.fullmatch(short):
        return Piece(line, Kind.NUMBER)
    if heading := heading_of(short):
        marked = short[0] in "#*" or (heading[0] == ANNEXE and len(short) > 2)
        return Piece(line, Kind.HEADING, heading[0], sure=marked)
    return Piece(line)


def heading_of(short: str) -> tuple[str | None] | None:
    """The section that a heading begins, in a tuple; None: the line is no heading."""
    short = short.lstrip("#*").rstrip("*")
    if not short or len(short) > LONGEST_HEADING:
        return None
    return next(((section,) for section, pattern in _HEADINGS if pattern.fullmatch(short)), None)


def _foot(short: str) -> str | None:
    """The number in a foot, or nothing where it may stand on the next line; None: it is no foot."""
    if not short.startswith(FOOT) or len(short) > _LONGEST_FOOT:
        return None
    value = short[len(FOOT) :]
    if value in ("", ":"):
        return ""
    return value[1:] if value.startswith(":") and _may_be_number(value[1:]) else None


def _number_follows(lines: Sequence[Line], at: int) -> bool:
    following = next((line.text for line in lines[at + 1 : at + 4] if line.text.strip()), "")
    return len(following) <= 4 * _LONGEST_FOOT and _may_be_number(folded(following))


def _may_be_number(short: str) -> bool:
    """Whether a text is as short as a number and has as many digits: what it is, is not asked here."""
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in short)
    digits = sum(char.isdigit() for char in short)
    return 5 <= len(short) <= 30 and digits >= 4 and chinese <= 6 and not ENDED & set(short)


def _counted(pieces: Sequence[Piece]) -> frozenset[int]:
    """Which numbers alone in their lines count up as pages do, each set apart from the text."""
    apart: list[tuple[int, int]] = []
    for at, piece in enumerate(pieces):
        if piece.kind is not Kind.NUMBER:
            continue
        sides = [pieces[side].line if 0 <= side < len(pieces) else None for side in (at - 1, at + 1)]
        if any(side is None or not side.text.strip() or side.page != piece.line.page for side in sides):
            apart.append((at, int(folded(piece.line.text))))
    runs: list[list[tuple[int, int]]] = []
    for each in apart:
        if runs and each[1] == runs[-1][-1][1] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    of_pages = {at for at, value in apart if value == pieces[at].line.page}
    return frozenset({at for run in runs if len(run) >= _COUNTED for at, _ in run} | of_pages)


class _Around(NamedTuple):
    """What stands around lines that may be no text."""

    before: Line | None
    following: list[Line]
    blank_before: bool
    blank_after: bool

    @property
    def tight(self) -> bool:
        """Whether there is no blank line on either side."""
        return not (self.blank_before or self.blank_after)

    @property
    def begins(self) -> bool:
        """Whether a new text begins behind."""
        text = self.following[0].text if self.following else ""
        short = folded(text[:80])
        return not text or bool(NUMBERED.match(text)) or label_begins(text) or short.startswith(_TEXTS)

    @property
    def granted(self) -> bool:
        """Whether the sentence that begins an annexe follows."""
        lines = takewhile(lambda line: not label_begins(line.text), self.following)
        return _GRANTED in "".join(folded(line.text[:400]) for line in lines)

    @property
    def inside(self) -> bool:
        """Whether the characters on both sides show a sentence that goes on."""
        last, first = self._beside()
        return last in _OPENING or (first in _CLOSING and not self.blank_after)

    @property
    def edge(self) -> bool:
        """Whether a page ends here, in formats that have pages."""
        return bool(self.before and self.following and self.before.page != self.following[0].page)

    def _beside(self) -> tuple[str, str]:
        last = self.before.text.strip()[-1] if self.before else " "
        return last, self.following[0].text.strip()[0] if self.following else " "

    def judged(self, piece: Piece, here: Counter[tuple[Kind, bool]], first: bool, counted: bool) -> Piece:
        """The line, as text where it may be text, and with a doubt where it may be the other."""
        others = set(here - Counter([(piece.kind, piece.sure)]))
        page = any(sure and kind is not Kind.HEADING for kind, sure in others) or self.edge
        if piece.kind is Kind.HEADING:
            return self._heading(piece, page or any(kind is not piece.kind for kind, _ in others))
        if piece.sure or counted:
            return piece
        last, _ = self._beside()
        ended = self.before is None or (last in ENDED and last not in _COLONS) or last == "】"
        if piece.kind is Kind.SEAL:
            alone = ended or (self.before is not None and label_begins(self.before.text))
            return piece if alone else _kept(piece)
        if piece.kind is Kind.PAGE:
            if page or ended or (self.begins and last not in _COLONS):
                return piece
            return _kept(piece) if self.tight and last not in "）)" else _left_out(piece)
        if self.before is None or last in _COLONS:
            return piece if self.before is None or page else _kept(piece)
        page = page or any(sure for _, sure in others) or (bool(others) and self.begins)
        if page and (not first or self.blank_before or ended):
            return piece
        if self.begins and (ended or self.blank_before) and not page:
            return piece
        if ended and self.blank_before and self.blank_after:
            return _left_out(piece)
        return _kept(piece)

    def _heading(self, piece: Piece, page: bool) -> Piece:
        if piece.section == ANNEXE:
            label = bool(self.following) and label_begins(self.following[0].text)
            piece = piece._replace(goes_on=bool(self.following) and not label and not self.granted)
        if piece.sure or page or self.before is None:
            return piece
        if self.inside:
            return _kept(piece)
        bare = len(folded(piece.line.text)) <= len("(附件)")
        if self.begins or self.granted or (piece.section and not bare and not self.tight):
            return piece
        if piece.section == PROVISIONS and label_begins(self.before.text):
            return piece
        return _kept(piece) if self.tight else _left_out(piece)


def _kept(piece: Piece) -> Piece:
    words = piece.line.text.strip()
    why = Text(
        f"'{words}' stands alone in its line and may belong to the text around it, so it was kept: "
        "or is it a page's number or heading?",
        f"“{words}”独占一行，可能是正文的一部分，已保留：是否为页码或页眉？",
    )
    return Piece(piece.line, doubt=Doubt(piece.line.number, why))


def _left_out(piece: Piece) -> Piece:
    words = piece.line.text.strip()
    why = Text(
        f"'{words}' was left out as a page's number or heading: or does it belong to the text around it?",
        f"“{words}”已按页码或页眉略去：是否为正文的一部分？",
    )
    return piece._replace(doubt=Doubt(piece.line.number, why))
