"""Word documents: paragraphs, tables and text boxes in the order of the document, headers first, notes and footers last.

Read from the package's XML, in one pass of the parser that Python has. The libraries for it were tried: python-docx
leaves out inserted text and content controls, docx2python leaves out numbers that a style gives, and both hand out
hidden text. What an attacker can send is bounded: no document type (so no entities), so many bytes unpacked.

A header stands once before the text, a footer once behind it, for in the document's XML neither stands on any page.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from xml.etree import ElementTree
from xml.parsers import expat

from pytest_icplicense.expressions import expression
from pytest_icplicense.readers.elements import value as value_of
from pytest_icplicense.readers.lines import Doubt, Line
from pytest_icplicense.readers.numbering import Numbering
from pytest_icplicense.readers.package import Parts
from pytest_icplicense.readers.plain import settled
from pytest_icplicense.readers.refusal import Certainty, Extracted, NotReadable
from pytest_icplicense.readers.struck import struck_out, unseen
from pytest_icplicense.readers.word_part import WordPart
from pytest_icplicense.readers.word_styles import Looks
from pytest_icplicense.text import Text

MAIN = "word/document.xml"
_PARTS = expression(r"/?(?:word/)?([^/]+\.xml)")
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")


def extracted(data: bytes) -> Extracted:
    """The text of a Word document.

    Raises:
        NotReadable: it is broken, protected, too large when unpacked, or holds nothing but pictures.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _of_package(package)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        KeyError,
        expat.ExpatError,
    ):
        raise NotReadable(
            Text(
                "it is a Word document (DOCX) that is broken or protected by a password; "
                "open it in Word or WPS and save it again",
                "该文件是已损坏或有密码保护的 Word 文档（DOCX）；请用 Word 或 WPS 打开后重新保存",
            )
        ) from None


def _of_package(package: zipfile.ZipFile) -> Extracted:
    parts = Parts(package)
    styles = parts.read("word/styles.xml")
    looks = Looks.of(styles)
    body = WordPart(Numbering.of(parts.read("word/numbering.xml"), styles), looks)
    body.feed(parts.read(MAIN))
    if body.pictures and not any(map(str.strip, body.lines)):
        raise NotReadable(
            Text(
                "it is a Word document of pictures without text; make text of them with OCR and import that",
                "该 Word 文档只有图片，没有文字；请先做文字识别（OCR）再导入",
            )
        )
    struck: list[tuple[int | None, str]] = []
    hidden: list[tuple[int | None, str]] = []
    heads, feet = _references(parts, body)
    walked = [[_walked(parts, name, looks, body.notes) for name in names] for names in (heads, feet)]
    heads, feet = (list(_once(each, struck, hidden)) for each in walked)
    texts = [*heads, *body.lines, *feet]
    struck += [(len(heads) + line, words) for line, words in body.struck]
    hidden += [(len(heads) + line, words) for line, words in body.hidden]
    doubts = (*_doubts(body, len(heads)), *struck_out(struck), *unseen(hidden))
    levels = {len(heads) + at: level for at, level in body.headings.items()}
    lines = (Line(at + 1, text, None, levels.get(at, 0)) for at, text in enumerate(texts))
    certain = Certainty(
        "\n".join(line for walk in (*walked[0], body, *walked[1]) for line in walk.lines),
        "\n".join(
            [
                *(line for walk in walked[0] for line in body.laid_over(walk.certain)),
                *body.certain,
                *(line for walk in walked[1] for line in body.laid_over(walk.certain)),
            ]
        ),
    )
    return settled(lines, doubts)._replace(certain=certain)


def _references(parts: Parts, body: WordPart) -> tuple[list[str], list[str]]:
    """The parts that are headers of its sections, and those that are footers or notes; nobody sees any other."""
    even = b"evenAndOddHeaders" in parts.read("word/settings.xml")
    shown = {"default": True, "first": body.title_pages, "even": even}
    targets: dict[str, str] = {}
    if relations := parts.read("word/_rels/document.xml.rels"):
        for each in ElementTree.fromstring(relations):  # nosec B314: has no document type, see package.py
            if match := _PARTS.fullmatch(value_of(each, "Target")):
                targets[value_of(each, "Id")] = f"word/{match[1]}"
    found: dict[str, dict[str, None]] = {"headerReference": {}, "footerReference": {}}
    for kind, of, key in body.references:
        if shown.get(of) and key in targets:
            found[kind][targets[key]] = None
    return sorted(found["headerReference"]), [*sorted(found["footerReference"]), *_NOTES]


def _walked(parts: Parts, name: str, looks: Looks, notes: set[tuple[str, str]]) -> WordPart:
    walk = WordPart(Numbering(), looks, notes)
    walk.feed(parts.read(name))
    return walk


def _once(
    walks: Iterable[WordPart],
    struck: list[tuple[int | None, str]],
    hidden: list[tuple[int | None, str]],
) -> Iterator[str]:
    """The texts of headers or footers, each once: a document has up to three of each in every section."""
    seen: set[str] = set()
    for walk in walks:
        for text in walk.lines:
            if text.strip() and text not in seen:
                seen.add(text)
                yield text
        struck += [(None, words) for _, words in walk.struck]
        hidden += [(None, words) for _, words in walk.hidden]


def _doubts(walk: WordPart, before: int) -> Iterator[Doubt]:
    if walk.changed:
        yield Doubt(
            before + min(walk.changed),
            Text(
                "the document has tracked changes; it was read as if all were accepted",
                "文档含有修订记录，已按接受全部修订读取",
            ),
        )
    if walk.unnumbered:
        yield Doubt(
            before + walk.unnumbered[0],
            Text(
                f"Word numbers paragraphs by itself in a way that is not known here ({len(walk.unnumbered)}); "
                "their numbers are missing",
                f"部分段落的自动编号格式无法识别（共 {len(walk.unnumbered)} 段），其编号缺失",
            ),
        )
    if walk.pictures:
        yield Doubt(
            None,
            Text(
                f"pictures are not read ({walk.pictures}); if one shows text, it is missing here",
                f"图片未读取（共 {walk.pictures} 幅）；图片中如有文字，则此处缺失",
            ),
        )
