"""The charset of a page: told by the file itself, or only by the server that sends it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_NO_TAGS = expression(
    rb"<!--.*?(?:-->|\Z)|<(script|style|title|textarea|noscript)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL
)
_META = expression(rb"<meta[\s/]([^>]{0,1000})", re.IGNORECASE)
_ATTRIBUTE = expression(rb"([^\s=/>\"']+)\s*=\s*(\"[^\"]*|'[^']*|[^\s>]*)")
_NAMED = expression(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]{1,40})", re.IGNORECASE)
_XML = expression(rb"<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([a-zA-Z0-9_.:-]{1,40})", re.IGNORECASE)
_LOOKED_AT = 1024
"""Bytes in which a browser looks for the name (HTML, 13.2.3.2)."""
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class Charset(NamedTuple):
    """How the bytes of a page become text."""

    told: bool
    """Whether the file itself says it."""
    name: str
    """As Python knows it; `replacement`: browsers refuse it."""
    fits: bool
    """Whether the bytes are such text."""

    @property
    def why(self) -> Text:
        """Why nobody knows what a reader gets."""
        shown = {"utf-8": "UTF-8", "gb18030": "GB18030"}.get(self.name, self.name)
        return Text(
            f'it names no charset, so the server\'s header decides; read as {shown} here (add <meta charset="{self.name}">)',
            f'页面未写明字符编码，取决于服务器；此处按 {shown} 读取（请添加 <meta charset="{self.name}">）',
        )

    def decoded(self, data: bytes) -> str:
        """The text of the bytes."""
        if self.name == "replacement":  # an encoding that browsers refuse
            return "\ufffd"
        try:
            return data.decode("utf-8-sig" if self.name == "utf-8" else self.name, "replace")
        except LookupError:
            return data.decode("utf-8", "replace")


def charset_of(data: bytes) -> Charset:
    """The charset that a file names; where it names none, UTF-8 if the bytes are that, else GB18030."""
    import webencodings

    for mark, name in zip(_MARKS, ("utf-8", "utf-16", "utf-16"), strict=True):
        if data.startswith(mark):
            return Charset(True, name, True)
    head = data[:_LOOKED_AT]
    for label in _labels(head):
        encoding = webencodings.lookup(label)
        if encoding is not None:
            name = "gb18030" if encoding.name == "gbk" else encoding.codec_info.name
            name = _TAKEN_FOR.get(name, name)
            return Charset(True, name, _fits(data, name))
    utf8 = _fits(data, "utf-8")
    return Charset(False, "utf-8" if utf8 else "gb18030", utf8 or _fits(data, "gb18030"))


_TAKEN_FOR = {"utf-16-le": "utf-8", "utf-16-be": "utf-8", "x-user-defined": "cp1252"}
"""As browsers take what they could not read the name in (HTML, 13.2.3.2)."""


def _labels(head: bytes) -> Iterator[str]:
    """The names that the head of a page gives: those of its `meta` elements, then that of its XML declaration."""
    for tag in _META.finditer(_NO_TAGS.sub(b"", head)):
        attributes = {
            name.lower(): value.strip(b"\"' \t\r\n\f") for name, value in reversed(_ATTRIBUTE.findall(tag[1]))
        }
        if b"charset" in attributes:
            yield attributes[b"charset"].decode("ascii", "replace")
        elif attributes.get(b"http-equiv", b"").lower() == b"content-type" and (
            named := _NAMED.search(attributes.get(b"content", b""))
        ):
            yield named[1].decode("ascii")
    if declared := _XML.match(head):
        yield declared[1].decode("ascii")


def _fits(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True
