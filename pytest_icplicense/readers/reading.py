"""A file to lines of text, whatever its format; decided by what is in it, and by its name only where that may be either."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.readers.lines import Doubt, Line
from pytest_icplicense.readers.refusal import Extracted, NotReadable
from pytest_icplicense.text import Text

__all__ = ["MAX_BYTES", "NotReadable", "Reading", "content", "extracted", "read"]

MAX_BYTES = 20 * 1024 * 1024
"""Of a file; a license scanned with a text layer has about one tenth."""
MAX_CHARACTERS = 4_000_000
"""Of what a file's bytes decode to, or its text has; a license has 4,000."""

_MARKDOWN = (".md", ".markdown")
_PICTURES = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
)
_PDF_BEGINS = 1024
"""Bytes within which a PDF's mark may stand."""


class Reading(NamedTuple):
    """What a file says, before anybody asks what it means."""

    lines: tuple[Line, ...]
    form: str
    """`text`, `markdown`, `html`, `docx` or `pdf`."""
    sha256: str
    """Of the file's bytes."""
    doubts: tuple[Doubt, ...]


def read(file: Path) -> Reading:
    """The lines of a license's text.

    Raises:
        NotReadable: there is no text to be had from the file; the message does not name it.
    """
    data = content(file)
    form, found = extracted(data, file.suffix.lower())
    if not any(line.text.strip() for line in found.lines):
        raise NotReadable(
            Text(
                "it has no text; import a file with the license's text",
                "该文件没有文字；请导入含许可证正文的文件",
            )
        )
    return Reading(found.lines, form, hashlib.sha256(data).hexdigest(), found.doubts)


def content(file: Path) -> bytes:
    """The bytes of a file, at most `MAX_BYTES`.

    Raises:
        NotReadable: it is no file, cannot be read, is too large, or empty.
    """
    try:
        if not file.exists():
            raise NotReadable(Text("there is no such file; check its name", "文件不存在；请核对文件名"))
        if not file.is_file():
            raise NotReadable(
                Text(
                    "it is no file; name a file with the license's text", "不是文件；请指定含许可证正文的文件"
                )
            )
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = unreadable(error) if isinstance(error, OSError) else Text("not a path", "不是路径")
        raise NotReadable(
            Text(
                f"it cannot be read ({why.en}); check its permissions",
                f"无法读取（{why.zh}）；请检查文件权限",
            )
        ) from None
    if len(data) > MAX_BYTES:
        raise _too_large(f"{MAX_BYTES >> 20} MiB", f"{MAX_BYTES >> 20} MiB")
    if not data:
        raise NotReadable(
            Text("it is empty; import a file with the license's text", "该文件为空；请导入含许可证正文的文件")
        )
    return data


def _too_large(en: str, zh: str) -> NotReadable:
    return NotReadable(
        Text(
            f"it is larger than {en}; import a file with the license alone",
            f"该文件超过 {zh}；请导入只含许可证的文件",
        )
    )


class Content:
    """The bytes of a file, and the text that they may be, decoded when it is first asked for."""

    def __init__(self, data: bytes, suffix: str) -> None:
        self.data = data
        self.suffix = suffix

    @cached_property
    def page(self) -> tuple[str, tuple[Doubt, ...]]:
        """The characters of a page, with doubts about its charset."""
        from pytest_icplicense.readers import html

        return html.characters(self.data)

    @cached_property
    def text(self) -> tuple[str, tuple[Doubt, ...]]:
        """The characters of a file that says nothing of its charset, with doubts about it."""
        from pytest_icplicense.readers import encoding

        text, doubts = encoding.decoded(self.data)
        return _bounded(text), doubts

    @property
    def may_be_page(self) -> bool:
        """Whether there may be elements in it; a charset that it names counts more than what its bytes look like."""
        names_charset = b"<" in self.data[:1024] and b"charset" in self.data[:1024].lower()
        return names_charset or "<" in self.text[0]


class Reader(NamedTuple):
    """One format: what is of it, and how its text is had. The first that recognizes a file reads it."""

    name: str
    recognizes: Callable[[Content], bool]
    """By what is in the file, and by its name's ending where that may be either. May raise `NotReadable`."""
    read: Callable[[Content], Extracted]
    """Raises `NotReadable` where there is no text to be had, also where the extra is not installed that reads it."""


def _is_pdf(content: Content) -> bool:
    return b"%PDF-" in content.data[:_PDF_BEGINS]


def _read_pdf(content: Content) -> Extracted:
    from pytest_icplicense.readers import pdf

    return pdf.extracted(content.data)


def _is_package(content: Content) -> bool:
    return content.data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _read_docx(content: Content) -> Extracted:
    from pytest_icplicense.readers import docx

    _refuse_other_packages(content.data)
    return docx.extracted(content.data)


def _is_page(content: Content) -> bool:
    from pytest_icplicense.readers import html

    _refuse_other_formats(content.data)
    if not content.may_be_page:
        return False
    source, _ = content.page
    named = content.suffix in (".html", ".htm", ".xhtml")
    return html.is_html(source, whole=content.suffix in _MARKDOWN) or (named and html.has_tags(source))


def _read_page(content: Content) -> Extracted:
    from pytest_icplicense.readers import html

    source, doubts = content.page
    return html.extracted(_bounded(source), doubts)


def _is_markdown(content: Content) -> bool:
    from pytest_icplicense.readers import markdown

    return content.suffix in _MARKDOWN or markdown.is_markdown(content.text[0])


def _read_markdown(content: Content) -> Extracted:
    from pytest_icplicense.readers import markdown

    return _with_doubts(markdown.extracted(content.text[0]), content)


def _read_plain(content: Content) -> Extracted:
    from pytest_icplicense.readers import plain

    return _with_doubts(plain.extracted(content.text[0]), content)


def _with_doubts(found: Extracted, content: Content) -> Extracted:
    return found._replace(doubts=(*content.text[1], *found.doubts))


READERS = (
    Reader("pdf", _is_pdf, _read_pdf),
    Reader("docx", _is_package, _read_docx),
    Reader("html", _is_page, _read_page),
    Reader("markdown", _is_markdown, _read_markdown),
    Reader("text", lambda content: True, _read_plain),
)
"""In the order in which they are asked."""


def extracted(data: bytes, suffix: str) -> tuple[str, Extracted]:
    """The form of a file's bytes and their text, by what is in them, and by the name's ending where that may be either.

    Raises:
        NotReadable: there is no text to be had from them; the message is about a license that is imported.
    """
    content = Content(data, suffix)
    reader = next(each for each in READERS if each.recognizes(content))
    return reader.name, reader.read(content)


def _bounded(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise _too_large(f"{MAX_CHARACTERS:,} characters", f"{MAX_CHARACTERS:,} 个字符")
    return text


def _refuse_other_packages(data: bytes) -> None:
    """ZIP files that are no Word documents."""
    import zipfile
    from io import BytesIO

    from pytest_icplicense.readers.docx import MAIN

    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        return  # the format says what is broken
    if MAIN in names:
        return
    if "OFD.xml" in names:
        raise NotReadable(
            Text(
                "it is an OFD document; open it in an OFD reader and print it to a PDF",
                "该文件为 OFD 版式文档；请用 OFD 阅读器打开并打印为 PDF",
            )
        )
    raise NotReadable(
        Text(
            "it is a ZIP package, and no Word document (DOCX); take the license out of it, or save it as DOCX or PDF",
            "该文件为 ZIP 压缩包，不是 Word 文档（DOCX）；请解压取出许可证，或另存为 DOCX 或 PDF",
        )
    )


def _refuse_other_formats(data: bytes) -> None:
    """What is no text, by the marks that such files begin with."""
    picture = next((name for mark, name in _PICTURES if data.startswith(mark)), None)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        picture = "WebP"
    if data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        picture = "HEIC"
    if picture and b"\0" in data[:1024]:
        raise NotReadable(
            Text(
                f"it is a picture ({picture}); make text of it with OCR and import that",
                f"该文件为图片（{picture}）；请先做文字识别（OCR）再导入",
            )
        )
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise NotReadable(
            Text(
                "it is a document of an old Office format (DOC), or one with a password; save it as DOCX without one",
                "该文件为旧版 Office 格式（DOC）或有密码保护；请另存为无密码的 DOCX",
            )
        )
    if data.startswith(b"{\\rtf"):
        raise NotReadable(Text("it is an RTF document; save it as DOCX", "该文件为 RTF 文档；请另存为 DOCX"))
    if data.startswith((b"MIME-Version:", b"From: <Saved by")):
        raise NotReadable(
            Text(
                "it is a web archive (MHTML); save the page as HTML",
                "该文件为网页存档（MHTML）；请将网页另存为 HTML",
            )
        )
