"""License numbers: 京B2-20181623, B2-20140120, A2.B1.B2-20090003, 浙B2-20080224-1, 京ICP证080575号.

The grammar is that of the Ministry of Industry and Information Technology: the issuing authority's place (none or 全国
for the ministry itself, a trans-regional license), the classes of business, a year with a serial number, and for a
holder's subsidiary a sub-number. 京ICP备09080840号 is a filing number (备案号) and never a license number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from pytest_icplicense.expressions import expression

PLACES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云滇藏陕甘陇青宁新"
"""The places of the 31 authorities; Guizhou, Yunnan and Gansu are also seen under their second short names."""
NOBODYS_NUMBER = "B2-19000000"
"""Stands where the license number belongs: well-formed, and of a year in which no license was issued."""

_FOLDED = str.maketrans(
    dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys(
        "\u00ad\u034f\u180e\u200b\u200c\u200d\u200e\u202a\u202c\u2060\u2061\u2062\u2063\u2064\ufe0e\ufe0f\ufeff",
        "",
    )
)
"""Other hyphens to the common one; what no reader sees inside a number (a soft hyphen, a zero-width space) to nothing."""
_ALIKE = str.maketrans("АВСРІΑΒΡΙϹ", "ABCPIABPIC")
"""Cyrillic and Greek letters to the Latin ones that they are drawn as."""
_OTHER_ALPHABET = expression("[АВСРІΑΒΡΙϹ]")
_UNLIKE = expression(
    "[\u00b2\u00b3\u00b9\u2070-\u209f\u2100-\u218f\u2460-\u24ff"
    "\U0001d400-\U0001d7ff\U0001f100-\U0001f1ff\U0001fbf0-\U0001fbf9]"
)
"""Signs that NFKC turns into letters and digits (², ②, 𝟐, Ⓑ) and that nobody writes a number with: not the same number."""
_CLASS = r"[AB]\s*[12]"
_PLACE = rf"(?P<open>[(\[【〔]\s*)?(?P<place>合字|[{PLACES}])(?(open)\s*[)\]】〕])\s*"
"""京, or as some write it (京) or 【京】."""
_BEGUN = (
    rf"(?:{_PLACE}(?:字\s*)?(?:[(\[【〔]\s*)?|(?<![A-Za-z0-9.]))"
    rf"(?P<classes>{_CLASS}(?:(?:\s*[.、,/·&和及]\s*|(?(place)[ \t]{{1,3}}|(?!))){_CLASS}){{0,7}})"
    r"(?(place)(?:\s*[)\]】〕])?)\s*-{1,2}\s*(?P<digits>[0-9]++)"
)
"""滇B1.B2-20090035 is also written 滇B1、B2-20090035, 滇B1 B2-20090035 or 滇(B1.B2)-20090035, its hyphen as —."""
_MODERN = expression(rf"{_BEGUN}(?>(?:-(?P<sub>[0-9]++))?)(?![a-z]|\.[0-9])")
_PARTED = expression(rf"{_BEGUN}(?P<rest>-[0-9]{{4}}|(?:\s{{1,9}}[0-9]++){{1,7}})(?![0-9a-z.-])")
_OLDER = expression(
    rf"{_PLACE}[Ii][Cc][Pp]\s*证\s*(?:[:字第号-]\s*){{0,3}}(?P<digits>[0-9]++)(?>(?:-(?P<sub>[0-9]++))?)"
)
"""京ICP证080575号, and as home pages write it 京ICP证：080575号, 京ICP证-080575 or 京ICP证字第080575号."""
_LOOSE = expression(
    rf"(?<![东西南北]){_PLACE}(?:字\s*)?(?P<classes>[ABab]\s*[12](?:\s*[.、,/·&和及]\s*[ABab]\s*[12]){{0,7}})"
    r"\s*(?:[-_~:：ー一·]{1,2}\s*)?(?P<digits>(?:19|20)[0-9]{6})(?![0-9A-Za-z]|-[0-9])"
)
"""What people read as a number though it is not written like one: 京b2-20181623, 京B2一20181623, 京B2 20181623."""
_LATIN = {
    name: place
    for place, names in zip(
        PLACES,
        "jing beijing,tianjin,hebei,shanxi,neimenggu,liao liaoning,jilin,hei heilongjiang,hu shanghai,su jiangsu,"
        "zhe zhejiang,wan anhui,min fujian,jiangxi,lu shandong,henan,hubei,xiang hunan,yue guangdong,guangxi,"
        "qiong hainan,chongqing,chuan sichuan,guizhou,qian,yun yunnan,dian,zang xizang,shan shaanxi,gansu,long,"
        "qing qinghai,ning ningxia,xin xinjiang".split(","),
        strict=True,
    )
    for name in names.split()
}
"""Places as they are written in Latin letters, but for those that two of them are written as (Jin, Ji, Yu, Gui, Gan)."""
_IN_LATIN = expression(
    rf"(?<![a-z])(?P<place>{'|'.join(_LATIN)})\s*(?:[()-]\s*){{0,2}}(?P<classes>{_CLASS}(?:\s*[.、,/]\s*{_CLASS}){{0,7}})"
    r"\s*(?:-\s*)?(?P<digits>(?:19|20)[0-9]{6})(?![0-9a-z]|-[0-9])",
    re.IGNORECASE,
)
"""Jing B2-20181623, as pages in English write it."""
_RAISED = expression(
    rf"(?:{_PLACE})?[AB]\s*[12\u00b9\u00b2\u2081\u2082]\s*[-\u2010-\u2015\uff0d]\s*"
    "[0-9\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]{8}"
)
"""A number of which a sign is raised or lowered (京B₂-20181623)."""
_FILING = expression(rf"[{PLACES}]\s*(?:ICP\s*备|公网安备)\s*[0-9]+\s*号?(?:-[0-9]+)?")

_REACH = 40
"""So many characters stand beside a number."""


@dataclass(frozen=True, slots=True)
class LicenseNumber:
    """A license number, taken apart."""

    place: str
    """The issuing authority's one-character place; empty for the ministry, 合字 for its licenses of joint ventures."""
    classes: tuple[str, ...]
    """`B2`, or several of A1, A2, B1, B2; `ICP证` for the older form."""
    digits: str
    sub: str = ""

    def __str__(self) -> str:
        tail = f"-{self.sub}" if self.sub else ""
        if self.classes == ("ICP证",):
            return f"{self.place}ICP证{self.digits}{tail}号"
        return f"{self.place}{'.'.join(self.classes)}-{self.digits}{tail}"

    @property
    def trans_regional(self) -> bool:
        """Whether the ministry issued it, for more than one region."""
        return self.place in ("", "合字")

    @property
    def year(self) -> int:
        """The year in which the first license of this number was issued; 0 in the older form."""
        return int(self.digits[:4]) if self.well_formed and len(self.digits) == 8 else 0

    @property
    def well_formed(self) -> bool:
        """Whether the digits are a year and a serial number (eight), or six in the older form."""
        return len(self.digits) == (6 if self.classes == ("ICP证",) else 8)


def fold(text: str) -> str:
    """`text` in one width (Unicode NFKC) and with one kind of hyphen: 京Ｂ２－２０１８１６２３ reads as 京B2-20181623."""
    return unicodedata.normalize("NFKC", text).translate(_FOLDED)


def find_numbers(text: str) -> list[LicenseNumber]:
    """The license numbers in a text, in order, whatever their width and spacing; never filing numbers."""
    return [number for _, _, number in _places(_plain(text))]


def beside(text: str, number: str) -> list[tuple[str, str]]:
    """What stands in front of a license number and behind it, wherever a text has it."""
    plain = _plain(text)
    return [
        (plain[max(0, start - _REACH) : start], plain[end : end + _REACH])
        for start, end, found in _places(plain)
        if str(found) == number
    ]


def _plain(text: str) -> str:
    return fold(text if text.isascii() else _UNLIKE.sub("\ufffd", text))


def _places(plain: str) -> list[tuple[int, int, LicenseNumber]]:
    found = [
        (
            *match.span(),
            LicenseNumber(
                match["place"] or "", _classes(match["classes"]), match["digits"], match["sub"] or ""
            ),
        )
        for match in _MODERN.finditer(plain)
    ]
    found += [
        (*match.span(), LicenseNumber(match["place"], ("ICP证",), match["digits"], match["sub"] or ""))
        for match in (_OLDER.finditer(plain) if "icp" in plain.lower() else ())
    ]
    return sorted(found, key=lambda each: each[0])


def look_alikes(text: str) -> list[str]:
    """The license numbers that a text seems to have, written with letters of other alphabets (京В2-20181623)."""
    if text.isascii() or not _OTHER_ALPHABET.search(text):
        return []
    has = set(map(str, find_numbers(text)))
    return [number for each in find_numbers(text.translate(_ALIKE)) if (number := str(each)) not in has]


def parted_numbers(text: str) -> list[str]:
    """The license numbers that a text has with gaps between their digits (京B2-2018 1623, 京B2-2018-1623)."""
    found = []
    for match in _PARTED.finditer(fold(text)):
        joined = accumulate((match["digits"], *re.findall("[0-9]+", match["rest"])))
        next(joined)
        if digits := next((each for each in joined if len(each) == 8), None):
            found.append(str(LicenseNumber(match["place"] or "", _classes(match["classes"]), digits)))
    return found


def loose_numbers(text: str) -> list[tuple[str, str]]:
    """What a text writes so that people read a number in it, though it is none (京b2-20181623), and which number."""
    plain = fold(text)
    places = [(match, match["place"]) for match in _LOOSE.finditer(plain)]
    places += [(match, _LATIN[match["place"].lower()]) for match in _IN_LATIN.finditer(plain)]
    found = [
        (match, str(LicenseNumber(place, _classes(match["classes"].upper()), match["digits"])))
        for match, place in places
    ]
    raised = () if text.isascii() else _RAISED.finditer(text)
    found += [(match, str(number)) for match in raised for _, _, number in _places(fold(match[0]))]
    return [(match[0], number) for match, number in found if number not in map(str, find_numbers(match[0]))]


def _classes(written: str) -> tuple[str, ...]:
    return tuple(re.findall("[AB][12]", re.sub(r"\s", "", written)))


def without_place(number: str) -> str | None:
    """A license number as it is written without its place (B2-20181623), which by itself is one of the ministry."""
    return number[1:] if number[:1] in PLACES and number[1:2] in "AB" else None


def find_filings(text: str) -> list[str]:
    """The filing numbers (备案号) in a text, in order, without spaces."""
    folded = fold(text)
    if "备" not in folded:  # nor is any pattern compiled, which takes longer than the search
        return []
    return [re.sub(r"\s", "", match[0]) for match in _FILING.finditer(folded)]


def normal(text: str) -> str:
    """A license number in its normal form (全国B2-20200001 is B2-20200001); a text that is none, as it is."""
    try:
        return str(parse_number(text))
    except ValueError:
        return text


def parse_number(text: str) -> LicenseNumber:
    """The license number that `text` is.

    Raises:
        ValueError: it is none, or is more than one.
    """
    numbers = find_numbers(text)
    bare = re.sub(r"\s|^全国|号$", "", fold(text))
    if len(numbers) != 1 or not numbers[0].well_formed or str(numbers[0]).removesuffix("号") != bare:
        raise ValueError(f"not a license number: {text!r}")
    return numbers[0]
