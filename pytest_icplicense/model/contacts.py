"""Telephone numbers, e-mail and web addresses: whether the public can reach anybody by them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping

from pytest_icplicense.expressions import expression
from pytest_icplicense.model.domains import host, judged
from pytest_icplicense.model.shortfall import Shortfall, lacking
from pytest_icplicense.model.words import fold
from pytest_icplicense.text import Text

_ABROAD = r"(?:\+|00)"
_AREA = r"(?:10|2[0-9]|(?![48]00)[3-9][0-9]{2})"
_LINE = r"(?:(?:10|2[0-9])[2-8][0-9]{7}|(?![48]00)[3-9][0-9]{2}[2-8][0-9]{6,7})"
_SHORT = (
    r"(?:10[01][0-9]{2}|1[12][0-9]{3}|11[68][0-9]{3}|1258[0-9]{2}|9[56][0-9]{3,4}|(?:101|95[0-9])[0-9]{5})"
)
_PHONE = expression(
    rf"0{_LINE}|{_ABROAD}?860?{_LINE}"  # 010-5555-0100, +86 10 5555 0100
    rf"|(?:{_ABROAD}?86)?(?:0?1[3-9][0-9]{{9}}|[48]00[0-9]{{7}})"  # mobiles, 400-820-8820
    rf"|(?:{_ABROAD}86{_AREA}|0{_AREA})?{_SHORT}"  # 10086, 12300, 95588, 010-96188, 9510-5105
    rf"|{_ABROAD}(?!86)[1-9][0-9]{{6,14}}"  # of another country (E.164)
)
"""Numbers that the public can dial, without what stands between digits: 《电信网编号计划》, as libphonenumber has it.

Area codes are 10, 2X and three digits from 3 on, and local numbers begin with 2 to 8: eight digits with 10 and 2X.
"""
_PERHAPS = expression(
    rf"[2-8][0-9]{{6,7}}|{_LINE}"  # without an area code, or without its 0
    r"|11[02479]|12[0-2]"  # the police and its like
    rf"|0{_AREA}(?:1234567[0-9]?|0{{7,8}})"
)
"""Numbers that only some reach, or nobody: people must look."""
_SEVERAL = expression(r"[/、;,]")
_EXTENSION = expression(r"\s*(?:转|分机|ext\.?|x|#)\s*[0-9]{1,6}$", re.IGNORECASE)
_DASHED_EXTENSION = expression(r"-[0-9]{1,6}$")
_REMARKS = expression(r"^[^\W\d_]{1,12}(?:\s*:\s*|\s+)(?=[+(0-9])|\s*\((?![0-9 -]*\))[^()]{1,40}\)$")
"""客服热线：…, …（工作日 9:00–18:00）."""
_BETWEEN_DIGITS = expression(r"[ ().-]")
_NUMBER = expression(r"[+(]{0,2}[0-9][0-9 ().-]{0,38}")
_EMAIL = expression(
    r"[^\s@<>()\[\],;:\"']{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59})"
)
_WEB = expression(
    r"https?://(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59})(?::[0-9]{1,5})?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_MADE_UP = {
    "phone": expression(r"13800138000$|(?<![0-9])[0-9]{0,6}1234567|0{7}"),
    "email": expression(r"^(?:your|name|test|someone|example|x{3,9}|abc)@"),
}
"""Numbers and addresses that stand in examples: 13800138000, 010-12345678, 400-000-0000, your@."""
_EXAMPLES = expression(r"(?:^|[@/.])(?:example\.(?:com\.)?cn|domain\.com)(?:[:/?#]|$)")
"""Hosts that stand in examples and are somebody's all the same; those that RFC 2606 keeps for examples are nobody's."""
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def _numbers(text: str) -> list[str]:
    """The telephone numbers that a text lists, without extensions and remarks; none where it has anything else."""
    folded = _REMARKS.sub("", unicodedata.normalize("NFKC", text).translate(_DASHES).strip())
    listed = [_EXTENSION.sub("", each.strip()).strip() for each in _SEVERAL.split(folded)]
    return listed if all(_NUMBER.fullmatch(each) for each in listed) else []


def _is_dialed(number: str, shape: re.Pattern[str]) -> bool:
    """Whether a number is of a shape, as it is or before an extension behind a dash (010-5555-0100-8001)."""
    ways = (_BETWEEN_DIGITS.sub("", each) for each in (number, _DASHED_EXTENSION.sub("", number)))
    return any(shape.fullmatch(each) and len(set(each)) > 1 for each in ways)


def _phone(text: str) -> bool:
    return any(_is_dialed(each, shape) for each in _numbers(text)[:1] for shape in (_PHONE, _PERHAPS))


_SHAPES: Mapping[str, Callable[[str], bool]] = {
    "phone": _phone,
    "email": lambda text: _EMAIL.fullmatch(text) is not None,
    "web": lambda text: _WEB.fullmatch(text) is not None,
}
_SHAPED = {
    "phone": Text(
        "is no telephone number, such as 010-5555-0100, 400-555-0100 or 12300",
        "不是电话号码（如 010-5555-0100、400-555-0100、12300）",
    ),
    "email": Text(
        "is no e-mail address, such as service@company.cn", "不是邮箱地址（如 service@company.cn）"
    ),
    "web": Text(
        "is no public web address, such as https://company.cn/complaints",
        "不是公网网址（如 https://company.cn/complaints）",
    ),
}

_REACHED_BY_FEW = Text(
    "is no number that customers everywhere reach the company by: write it with its area code, such as 010-5555-0100",
    "并非各地用户都能拨通的本公司号码：请写明区号（如 010-5555-0100）",
)


def contact_shortfall(
    text: str, kind: str, private: Collection[str] = (), unread: Collection[str] = ()
) -> Shortfall | None:
    """What a phone, email or web lacks to be one; None: it may be one.

    `private` are endings of hosts that the public cannot open, `unread` are mailboxes (what stands before @).
    """
    if not _SHAPES[kind](text):
        return lacking(text, _SHAPED[kind])
    folded = fold(text)
    made_up = kind != "phone" and _EXAMPLES.search(folded) is not None
    if kind != "phone" and not made_up:
        domain, _ = judged(host(folded))
        if domain is None or any(f".{domain}".endswith(f".{each}") for each in private):
            return lacking(text, _SHAPED[kind])
    if kind == "email" and folded.partition("@")[0] in unread:
        return lacking(text, Text("is a mailbox that nobody reads", "是无人查收的邮箱"))
    if made_up or (kind in _MADE_UP and _MADE_UP[kind].search(re.sub(r"[ ()-]", "", folded))):
        return lacking(text, Text("looks made up", "疑似示例"))._replace(open=True)
    if kind == "phone" and not _is_dialed(_numbers(text)[0], _PHONE):
        return lacking(text, _REACHED_BY_FEW)._replace(open=True)
    return None
