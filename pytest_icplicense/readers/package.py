"""The parts of a Word document's package, within the bounds of what a stranger may send."""

from __future__ import annotations

import re
import zipfile
from xml.parsers import expat

from pytest_icplicense.readers.refusal import NotReadable
from pytest_icplicense.text import Text

MAX_UNPACKED = 32 * 1024 * 1024
"""Bytes of XML that are unpacked of one document; a license has a fiftieth of that."""
MAX_DEPTH = 1_000
"""Levels of elements; Word itself writes some thirty."""


class Parts:
    """The files in a document's package, as many bytes of them as may be unpacked."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._left = MAX_UNPACKED
        self._names = set(package.namelist())

    def names(self, pattern: re.Pattern[str]) -> list[str]:
        """The parts whose names match, in the order of their names."""
        return sorted(filter(pattern.fullmatch, self._names), key=lambda name: (len(name), name))

    def read(self, name: str) -> bytes:
        """A part that has no document type and is not nested too deeply; empty where there is none."""
        if name not in self._names:
            return b""
        with self._package.open(name) as part:
            data = part.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise hostile(
                f"unpacks to more than {MAX_UNPACKED >> 20} MiB", f"解压后超过 {MAX_UNPACKED >> 20} MiB"
            )
        parser = expat.ParserCreate()
        depth = 0

        def start(*_: object) -> None:
            nonlocal depth
            depth += 1
            if depth > MAX_DEPTH:
                raise hostile(f"nests more than {MAX_DEPTH:,} elements", f"元素嵌套超过 {MAX_DEPTH:,} 层")

        def end(_: str) -> None:
            nonlocal depth
            depth -= 1

        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.Parse(data, True)
        return data


def _refuse_doctype(*_: object) -> None:
    raise hostile("declares a document type, as Word never does", "含有 Word 不会写入的文档类型声明")


def hostile(en: str, zh: str) -> NotReadable:
    return NotReadable(
        Text(
            f"it is a Word document (DOCX) that {en}; save it again from Word or WPS, or import its text",
            f"该 Word 文档（DOCX）{zh}；请用 Word 或 WPS 重新保存，或导入其文本",
        )
    )
