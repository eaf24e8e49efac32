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

_PHONE = expression(
    r"(?:\+|00)?[0-9(][0-9 ()-]{2,30}[0-9](?:\s*(?:转|分机|ext\.?|x|#|,)\s*[0-9]{1,6})?", re.IGNORECASE
)
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
_PHONE_DIGITS = range(5, 20)
"""From 12300 and 10086 to a number with country code and extension (E.164 allows 15 digits)."""


def _phone(text: str) -> bool:
    folded = unicodedata.normalize("NFKC", text).strip().replace("\u2010", "-").replace("\u2013", "-")
    digits = [char for char in folded if char.isdigit()]
    return bool(_PHONE.fullmatch(folded)) and len(digits) in _PHONE_DIGITS and len(set(digits)) > 1


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
    return None
