"""What the text of a PDF has counts where its pages, as they are drawn, show it: each page here has a number of its own."""

from __future__ import annotations

import importlib.util
from functools import partial
from io import BytesIO

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from pytest_icplicense.model.number import find_numbers
from pytest_icplicense.readers import drawn_pdf
from pytest_icplicense.readers.drawn_pdf import why_not_seen

SIDE, FONT = 200, "STSong-Light"
PHOTOGRAPH = ImageReader(Image.radial_gradient("L").convert("RGB").point(lambda value: value // 3))


def _write(page, number, *, x=40, y=100):
    page.drawString(x, y, f"许可证：{number}")


def _fill(page, gray, *, left=30, bottom=90, wide=170, high=30):
    page.saveState()
    page.setFillGray(gray)
    page.rect(left, bottom, wide, high, stroke=0, fill=1)
    page.restoreState()


def _clip(page, bottom):
    path = page.beginPath()
    path.rect(30, bottom, 170, 60)
    page.clipPath(path, stroke=0)


def _mode(page, number, mode):
    text = page.beginText(40, 100)
    text.setTextRenderMode(mode)
    text.textOut(number)
    page.drawText(text)


def _parts(page, *parts):
    text = page.beginText(40, 100)
    for part, size, rise in parts:
        text.setFont(FONT, size)
        text.setRise(rise)
        text.textOut(part)
    page.drawText(text)


SEEN = {
    "plain": lambda page, number: _write(page, number),
    "on a dark band": lambda page, number: (_fill(page, 0.1), page.setFillGray(1), _write(page, number)),
    "on a photograph": lambda page, number: (
        page.drawImage(PHOTOGRAPH, 0, 60, 200, 80),
        page.setFillGray(1),
        _write(page, number),
    ),
    "with a shadow": lambda page, number: (
        page.setFillGray(0.7),
        _write(page, number, x=41, y=99),
        page.setFillGray(0),
        _write(page, number),
    ),
    "gray": lambda page, number: (page.setFillGray(0.6), _write(page, number)),
    "underlined": lambda page, number: (_write(page, number), page.line(30, 98, 190, 98)),
    "in a cell": lambda page, number: (page.grid([30, 190], [90, 114]), _write(page, number)),
    "within a clip path": lambda page, number: (_clip(page, 80), _write(page, number)),
    "as printed by browsers with a blurred shadow": lambda page, number: (
        page.saveState(),
        page.setFillAlpha(0),
        _write(page, number, x=41.5, y=98.5),
        page.restoreState(),
        _write(page, number),
    ),
    "half transparent": lambda page, number: (page.setFillAlpha(0.7), _write(page, number)),
    "bold by its outline": lambda page, number: _mode(page, number, 2),
    "under a tint": lambda page, number: (
        _write(page, number),
        page.setFillAlpha(0.15),
        _fill(page, 0.3),
    ),
    "with smaller digits": lambda page, number: _parts(page, (number[:4], 12, 0), (number[4:], 9, 0)),
    "with a note": lambda page, number: _parts(page, (number, 12, 0), ("[1]", 7, 4)),
    "covered above, seen below": lambda page, number: (
        _write(page, number),
        _fill(page, 1),
        _write(page, number, y=40),
    ),
}
NOT_SEEN = {
    "with a lowered digit": lambda page, number: _parts(
        page, (number[:2], 12, 0), (number[2], 8, -3), (number[3:], 12, 0)
    ),
    "with a raised digit": lambda page, number: _parts(page, (number[:-1], 12, 0), (number[-1], 7, 5)),
    "covered by white": lambda page, number: (_write(page, number), _fill(page, 1)),
    "covered by black": lambda page, number: (_write(page, number), _fill(page, 0)),
    "covered by a picture": lambda page, number: (
        _write(page, number),
        page.drawImage(PHOTOGRAPH, 0, 60, 200, 80),
    ),
    "last digits covered": lambda page, number: (_write(page, number), _fill(page, 1, left=140)),
    "lower half covered": lambda page, number: (_write(page, number), _fill(page, 1, high=14)),
    "outside of a clip path": lambda page, number: (_clip(page, 130), _write(page, number)),
    "upper half within a clip path": lambda page, number: (_clip(page, 105), _write(page, number)),
    "transparent": lambda page, number: (page.setFillAlpha(0), _write(page, number)),
    "behind a picture, as OCR leaves it": lambda page, number: (
        page.drawImage(PHOTOGRAPH, 0, 60, 200, 80),
        _mode(page, number, 3),
    ),
    "as its ground": lambda page, number: (
        _fill(page, 0.2),
        page.setFillGray(0.25),
        _write(page, number),
    ),
    "written over in white": lambda page, number: (
        _write(page, number),
        page.setFillGray(1),
        _write(page, number),
    ),
    "struck out": lambda page, number: (_write(page, number), page.line(30, 104.5, 190, 104.5)),
    "struck out in white on black": lambda page, number: (
        _fill(page, 0),
        page.setFillGray(1),
        page.setStrokeGray(1),
        page.line(30, 104.5, 190, 104.5),
        _write(page, number),
    ),
    "struck out at a slant": lambda page, number: (_write(page, number), page.line(80, 101, 190, 110)),
}


@pytest.fixture(scope="module")
def brochure():
    """A file with a page for each case, and the number of each."""
    registerFont(UnicodeCIDFont(FONT))
    file, numbers = BytesIO(), {}
    page = Canvas(file, pagesize=(SIDE, SIDE))
    for at, (name, draw) in enumerate((SEEN | NOT_SEEN).items()):
        numbers[name] = f"京B2-201816{at:02}"
        page.setFont(FONT, 12)
        draw(page, numbers[name])
        page.showPage()
    page.save()
    return file.getvalue(), numbers


def _finds(number, text):
    return number in map(str, find_numbers(text))


@pytest.mark.slow
@pytest.mark.parametrize("name", SEEN)
def test_what_readers_see_on_a_drawn_page_counts(brochure, name):
    data, numbers = brochure
    assert why_not_seen(data, partial(_finds, numbers[name])) is None


@pytest.mark.slow
def test_no_page_counts_that_does_not_show_its_number(brochure):
    data, numbers = brochure
    why = why_not_seen(data, lambda text: any(_finds(numbers[name], text) for name in NOT_SEEN))
    assert f"page {len(SEEN) + 1} " in why.en


def _of_objects(content, *objects, catalog="", page="", resources=""):
    """A PDF of one page with these objects from the sixth on."""
    parts = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>{resources}>>{page}>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *objects,
    ]
    data, places = b"%PDF-1.7\n", []
    for at, part in enumerate(parts, 1):
        places.append(len(data))
        data += f"{at} 0 obj\n{part}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in (0, *places))
    end = f"trailer<</Size {len(places) + 1}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {len(places) + 1}\n{table}{end}".encode()


NUMBER = "B2-20181623"
TEXT = f"BT /F 14 Tf 60 100 Td (No. {NUMBER}) Tj ET"
QUAD = "/Rect[50 95 250 115]/QuadPoints[50 115 250 115 50 96 250 96]/F 4"
COVER = "<</Type/XObject/Subtype/Form/BBox[0 0 200 40]/Length 17>>stream\n0 0 200 40 re 1 g f\nendstream"
LAYER = {"page": "", "resources": "/Properties<</P 6 0 R>>"}
DRAWN = {
    "a layer that is on": (
        True,
        _of_objects(
            f"/OC /P BDC {TEXT} EMC",
            "<</Type/OCG/Name(a)>>",
            catalog="/OCProperties<</OCGs[6 0 R]/D<</ON[6 0 R]>>>>",
            **LAYER,
        ),
    ),
    "a layer that is off": (
        False,
        _of_objects(
            f"/OC /P BDC {TEXT} EMC",
            "<</Type/OCG/Name(a)>>",
            catalog="/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>",
            **LAYER,
        ),
    ),
    "a highlight": (
        True,
        _of_objects(TEXT, f"<</Type/Annot/Subtype/Highlight{QUAD}/C[1 1 0]>>", page="/Annots[6 0 R]"),
    ),
    "a note that strikes it out": (
        False,
        _of_objects(TEXT, f"<</Type/Annot/Subtype/StrikeOut{QUAD}/C[1 0 0]>>", page="/Annots[6 0 R]"),
    ),
    "a note that strikes it out where it stands again": (
        False,
        _of_objects(
            f"{TEXT} 1 g 50 90 200 40 re f 0 g {TEXT.replace('60 100', '60 30')}",
            f"<</Type/Annot/Subtype/StrikeOut{QUAD.replace('115', '45').replace('95', '25').replace('96', '26')}/C[1 0 0]>>",
            page="/Annots[6 0 R]",
        ),
    ),
    "a note that covers it": (
        False,
        _of_objects(
            TEXT,
            "<</Type/Annot/Subtype/Square/Rect[50 90 250 130]/F 4/AP<</N 7 0 R>>>>",
            COVER,
            page="/Annots[6 0 R]",
        ),
    ),
    "a mirrored text": (False, _of_objects(TEXT.replace("60 100 Td", "1 0 0 -1 60 100 Tm"))),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", DRAWN)
def test_layers_and_notes_are_drawn_as_viewers_do(name):
    seen, data = DRAWN[name]
    assert (why_not_seen(data, partial(_finds, NUMBER)) is None) is seen


def test_without_pdfium_nothing_is_seen_and_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "pip install 'pytest-icplicense[import]'" in why_not_seen(b"", bool).en


def test_what_pdfium_cannot_draw_in_time_is_open(monkeypatch):
    assert importlib.util.find_spec("pypdfium2")
    monkeypatch.setattr(drawn_pdf, "MAX_SECONDS", 0.01)
    assert "cannot be told" in why_not_seen(DRAWN["a highlight"][1], partial(_finds, NUMBER)).en
