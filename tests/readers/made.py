"""Files of every format, made by programs that people make them with, from the same text."""

from __future__ import annotations

import html
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

SEED = Path(__file__).parents[1] / "data" / "license-jing-b2-20181623.txt"
TEXT = SEED.read_text(encoding="utf-8").replace("#", "")
"""The text of the license; the signs of its headings are no characters of it."""
LINES = [line.strip() for line in TEXT.splitlines()]
MORE = "增值电信业务层以三二、（仅限）: ：0123456789京沪粤B-页"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def squeezed(text: str) -> str:
    """A text without spaces and line ends."""
    return "".join(text.split())


def page(lines: Iterable[str] = LINES) -> str:
    """A web page."""
    body = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>许可证</title></head>\n<body>\n{body}\n</body></html>'


def word(path: Path, lines: Iterable[str] = LINES) -> Path:
    """A Word document of python-docx, a paragraph a line."""
    import docx

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))
    return path


def word_xml(path: Path, body: str, **parts: str) -> Path:
    """A Word document with this in its body, and other parts by name."""
    word(path, ())
    with zipfile.ZipFile(path) as package:
        kept = {name: package.read(name) for name in package.namelist()}
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    kept["word/document.xml"] = document.encode() if not body.startswith("<?xml") else body.encode()
    kept.update({f"word/{name}.xml": text.encode() for name, text in parts.items()})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in kept.items():
            package.writestr(name, data)
    return path


@cache
def font(folder: Path) -> Path:
    """A font with a box for each character of the license, so that a PDF can carry it."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    characters = sorted({*TEXT, *MORE, *map(chr, range(32, 127))} - {"\n"})
    names = [".notdef", *(f"u{ord(char):04X}" for char in characters)]

    def glyph(name: str):
        pen = TTGlyphPen(None)
        if name != "u0020":
            pen.moveTo((50, 0))
            for point in ((50, 700), (900, 700), (900, 0)):
                pen.lineTo(point)
            pen.closePath()
        return pen.glyph()

    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(dict(zip(map(ord, characters), names[1:], strict=True)))
    builder.setupGlyf({name: glyph(name) for name in names})
    widths = {name: 500 if name[1:3] == "00" else 1000 for name in names}
    builder.setupHorizontalMetrics({name: (width, 0) for name, width in widths.items()})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular", "psName": "Boxes-Regular"})
    builder.setupOS2(sTypoAscender=880, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    path = folder / "boxes.ttf"
    builder.save(path)
    return path


def wrapped(lines: Iterable[str] = LINES, width: int = 40) -> Iterator[str]:
    """The lines as wide as a page."""
    for line in lines:
        yield from (line[at : at + width] for at in range(0, len(line), width))


def pdf_of_reportlab(path: Path, lines: Iterable[str] = LINES, **options: object) -> Path:
    """A PDF that names a Chinese font and does not carry it."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(595, 842), **options)
    y = 0.0
    for line in wrapped(lines):
        if y < 60:
            canvas.showPage() if y else None
            canvas.setFont("STSong-Light", 11)
            y = 780
        canvas.drawString(60, y, line)
        y -= 18
    canvas.save()
    return path


def pdf_of_fpdf(path: Path, lines: Iterable[str] = LINES, password: str | None = None) -> Path:
    """A PDF that carries a part of its font, set by the program that makes it."""
    from fpdf import FPDF

    document = FPDF()
    if password is not None:
        document.set_encryption(owner_password="owner", user_password=password)
    document.add_page()
    document.add_font("Boxes", fname=font(path.parent))
    document.set_font("Boxes", size=11)
    for line in lines:
        document.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT", wrapmode="CHAR")
    document.output(str(path))
    return path


def pdf_of_places(path: Path, texts: Iterable[tuple[float, float, str]], rotation: int = 0) -> Path:
    """A PDF of one page with texts at places, in this order, as a reader sees them when the page turns itself."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.setFont("STSong-Light", 11)
    if rotation:
        canvas.setPageRotation(rotation)
        turned = {90: (0, 1, -1, 0, 842, 0), 180: (-1, 0, 0, -1, 595, 842), 270: (0, -1, 1, 0, 0, 595)}
        canvas.transform(*turned[rotation])
    for x, y, text in texts:
        canvas.drawString(x, y, text)
    canvas.save()
    return path


def pdf_of_objects(path: Path, content: bytes, *objects: bytes) -> Path:
    """A PDF written by hand: one page, whose font is Chinese and numbered by Adobe, and further objects from 8 on."""
    made = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>/XObject<</X0 8 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/GBK-EUC-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 7 0 R/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
        *objects,
    ]
    out, places = BytesIO(b""), []
    out.write(b"%PDF-1.4\n")
    for number, each in enumerate(made, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(made) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(made) + 1, start))
    path.write_bytes(out.getvalue())
    return path
