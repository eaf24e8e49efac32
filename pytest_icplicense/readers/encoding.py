"""From bytes to characters: UTF-8, UTF-16, GB18030 and Big5, the encodings that Chinese texts come in.

The first two tell by themselves whether they are meant; GB18030 or Big5 shows in how common the characters are that
come out. Measured on pieces of ten characters, 300 of them: all right so; charset-normalizer, which weighs the world's
encodings, half of them, and four wrong when told that there are only these two.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

from pytest_icplicense.readers.lines import Doubt
from pytest_icplicense.readers.refusal import NotReadable
from pytest_icplicense.text import Text

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WORDS = "电信 许可 经营 公司 電信 許可 經營".split()
_LEVELS = {"gb18030": ("gb2312", 0xB0, 0xD7), "cp950": ("big5", 0xA4, 0xC6)}
"""The character set that each was made from, and its first bytes for the common characters, its level one."""
_ENOUGH = 0.75
"""The share of common characters in a real text; what was decoded wrongly has a third to two thirds."""
_SAMPLE = 20_000


class Decoded(NamedTuple):
    """The characters of a file."""

    text: str
    doubts: tuple[Doubt, ...] = ()


def decoded(data: bytes) -> Decoded:
    """The text in `data`.

    Raises:
        NotReadable: no encoding fits, or what comes out is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_without_null(_strictly(data[len(mark) :], encoding)))
    if b"\0" in data:
        return Decoded(_without_null(_utf16_without_mark(data)))
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _legacy(data, error.start)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _broken(data, error.start, encoding.upper()) from None


def _utf16_without_mark(data: bytes) -> str:
    """Latin characters and line breaks have a zero in one half, always the same one."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if min(even, odd) * 20 <= max(even, odd) and len(data) % 2 == 0:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            pass
        else:
            if _commonness(text, "gb18030") >= _ENOUGH or any(word in text for word in _WORDS):
                return text
    return data.decode("latin-1")


def _without_null(text: str) -> str:
    at = text.find("\0")
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise NotReadable(
            Text(
                f"it is no text: a NUL byte stands in line {line}; import the license as text, Markdown, HTML, "
                "DOCX or PDF",
                f"该文件不是文本：第 {line} 行含有 NUL 字节；请导入文本、Markdown、HTML、DOCX 或 PDF 格式的许可证",
            )
        )
    return text


def _legacy(data: bytes, first_bad: int) -> Decoded:
    best: tuple[int, float, str, str] | None = None
    for encoding in _LEVELS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        candidate = (sum(word in sample for word in _WORDS), _commonness(sample, encoding), encoding, text)
        best = max(best, candidate, key=lambda each: each[:2]) if best else candidate
    if best is None or not (best[0] or best[1] >= _ENOUGH):
        raise _broken(data, first_bad, None)
    words, _, encoding, text = best
    doubts = []
    if encoding == "cp950":
        doubts.append(
            Doubt(
                1,
                Text(
                    "the file is in Big5; its traditional characters are kept as they are written",
                    "文件采用 Big5 编码；繁体字按原文保留",
                ),
            )
        )
    elif not words:
        doubts.append(
            Doubt(
                1,
                Text(
                    "the file does not say its encoding; it was read as GB18030, look whether the characters are right",
                    "文件未注明编码，已按 GB18030 读取；请核对文字是否正确",
                ),
            )
        )
    return Decoded(text, tuple(doubts))


def _commonness(text: str, encoding: str) -> float:
    """The share of common Chinese characters in the Chinese characters, 0 where there are none."""
    base, first, last = _LEVELS[encoding]
    chinese = [char for char in text[:_SAMPLE] if char > "\u3400" and not "\uff00" <= char <= "\uffef"]
    encoded = (char.encode(base, "ignore") for char in chinese)
    common = sum(len(each) == 2 and first <= each[0] <= last for each in encoded)
    return common / len(chinese) if chinese else 0.0


def _broken(data: bytes, at: int, encoding: str | None) -> NotReadable:
    line = data.count(b"\n", 0, at) + 1
    if encoding:
        return NotReadable(
            Text(
                f"it begins as {encoding} text, but line {line} holds bytes that {encoding} does not have; "
                "save it again as UTF-8",
                f"文件以 {encoding} 编码开头，但第 {line} 行有不属于该编码的字节；请另存为 UTF-8",
            )
        )
    return NotReadable(
        Text(
            f"it is neither UTF-8, UTF-16, GB18030 nor Big5 text (the first byte that is no UTF-8, {data[at]:#04x}, "
            f"stands in line {line}); save it again as UTF-8",
            f"文件不是 UTF-8、UTF-16、GB18030 或 Big5 文本（第 {line} 行出现首个非 UTF-8 字节 {data[at]:#04x}）；"
            "请另存为 UTF-8",
        )
    )
