"""Files of pictures to pages of pixels: bounded before anything is decoded, and one line for what is no picture."""

from __future__ import annotations

import importlib.util
import struct
import zlib

import pytest
from PIL import Image, ImageDraw
from sheets import saved

from pytest_icplicense import library as libraries
from pytest_icplicense.intake.import_license import form_and_bytes, import_license
from pytest_icplicense.intake.scan import decoding, decoding_child
from pytest_icplicense.intake.scan.decoding import MAX_PAGES, MAX_PIXELS, MAX_SIDE, form_of, pages_of
from pytest_icplicense.readers.refusal import NotReadable

PAGE = Image.new("L", (620, 877), 255)
ImageDraw.Draw(PAGE).rectangle((10, 10, 60, 30), fill=0)
"""A page with a mark in its upper left corner."""
FILM = [Image.new("RGB", (300, 300), color) for color in ("red", "lime", "blue")]


def several(form: str, pages: list[Image.Image]) -> bytes:
    return saved(pages[0], form, save_all=True, append_images=pages[1:])


def png(wide: int, high: int) -> bytes:
    """A PNG that says it is so large, and is not."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, data)
        for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(99))), (b"IEND", b""))
    )


def corner(page: decoding.Page) -> str:
    """Where the mark of a page stands."""
    picture = Image.frombytes("RGB", (page.wide, page.high), page.pixels).convert("L")
    _, _, right, bottom = (
        Image.eval(picture, lambda value: 255 - value).point(lambda v: 255 * (v > 90)).getbbox()
    )
    return f"{'upper' if bottom < page.high / 2 else 'lower'} {'left' if right < page.wide / 2 else 'right'}"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "WEBP", "BMP"])
def test_each_format_is_one_page(form):
    data = saved(PAGE.convert("RGB"), form)
    found = form_of(data)
    assert found is not None
    assert found.upper() == form
    (page,) = pages_of(data, found)
    assert (page.wide, page.high, corner(page)) == (620, 877, "upper left")


@pytest.mark.slow
def test_a_tiff_and_a_pdf_have_several():
    assert len(list(pages_of(several("TIFF", [PAGE] * 3), "TIFF"))) == 3
    pages = list(pages_of(several("PDF", [PAGE] * 2), "PDF"))
    assert [corner(page) for page in pages] == ["upper left"] * 2
    assert max(pages[0].wide, pages[0].high) <= MAX_SIDE


def test_telephones_say_how_a_picture_is_turned():
    turned = Image.Exif()
    turned[0x0112] = 6  # what is on top was on the left
    (page,) = pages_of(saved(PAGE, "JPEG", exif=turned), "JPEG")
    assert (page.wide, page.high, corner(page)) == (877, 620, "upper right")


def test_heic_where_a_reader_is_there():
    heif = pytest.importorskip("pillow_heif")
    heif.register_heif_opener()
    data = saved(PAGE.convert("RGB"), "HEIF")
    assert form_of(data) == "HEIC"
    (page,) = pages_of(data, "HEIC")
    assert corner(page) == "upper left"


@pytest.mark.parametrize("mode", ["1", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_colors_of_every_kind_come_out_on_white(mode):
    deep = PAGE.convert("I").point(lambda value: value * 257)
    picture = deep.convert("I;16") if mode == "I;16" else PAGE.convert(mode)
    if mode in ("RGBA", "LA"):
        picture.putalpha(PAGE.point(lambda value: 255 - value))
    form = "TIFF" if mode == "CMYK" else "PNG"
    (plain,) = decoding_child.pages_of_picture(saved(picture, form), 1, MAX_PIXELS, MAX_SIDE)
    assert corner(decoding.Page(plain.width, plain.height, plain.tobytes())) == "upper left"
    assert plain.getpixel((600, 800)) == (255, 255, 255)


def test_a_large_one_is_made_smaller():
    (page,) = pages_of(saved(Image.new("L", (3_600, 1_200), 200), "JPEG"), "JPEG")
    assert max(page.wide, page.high) <= MAX_SIDE


BAD = {
    "cut off": (saved(PAGE, "PNG")[:400], "PNG", "it is a picture (PNG) that is broken or cut off"),
    "a head alone": (saved(PAGE, "PNG")[:40], "PNG", "broken or cut off"),
    "noise": (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9, "JPEG", "it is a picture (JPEG) that is broken"),
    "a bomb": (
        png(60_000, 60_000),
        "PNG",
        "it is a picture of 60000 x 60000 pixels, and the most are 50,000,000",
    ),
    "too small": (saved(Image.new("L", (30, 30)), "PNG"), "PNG", "30 x 30 pixels, too few to read"),
    "a film": (several("PNG", FILM), "PNG", "an animated picture (PNG, 3 frames)"),
    "a film of WebP": (several("WEBP", FILM), "WebP", "an animated picture (WebP, 3 frames)"),
    "a GIF": (
        several("GIF", FILM),
        "GIF",
        "it is a picture (GIF), which is not read; save it as PNG or JPEG",
    ),
    "200 pages": (
        several("TIFF", [Image.new("1", (200, 200))] * 200),
        "TIFF",
        f"200 pages as pictures, and the most are {MAX_PAGES}",
    ),
    "a broken PDF": (b"%PDF-1.4\n1 0 obj\n", "PDF", "it is a picture (PDF) that is broken"),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_page_is_refused_in_one_line(kind):
    data, form, message = BAD[kind]
    with pytest.raises(NotReadable) as refused:
        list(pages_of(data, form))
    assert message in refused.value.message.en
    assert "\n" not in refused.value.message.en + refused.value.message.zh


@pytest.mark.parametrize(
    "data", [b"", b"BMW", b"RIFF", b"GIF", b"II*", "经营许可证".encode(), b"%PDF-1.4", bytes(40)]
)
def test_what_begins_as_no_picture(data):
    assert form_of(data) is None


@pytest.mark.parametrize(
    ("missing", "form", "install"),
    [
        ("rapidocr", "PNG", "pip install 'pytest-icplicense[ocr]'"),
        ("pypdfium2", "PDF", "pip install 'pytest-icplicense[ocr]'"),
        ("pillow_heif", "HEIC", "pip install pillow-heif"),
    ],
)
def test_without_a_library_it_says_what_to_install(missing, form, install, monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else found(name))
    with pytest.raises(NotReadable) as refused:
        list(pages_of(b"", form))
    assert install in refused.value.message.en
    assert install in refused.value.message.zh


def test_several_files_are_all_pictures(tmp_path):
    (tmp_path / "1.png").write_bytes(saved(PAGE, "PNG"))
    (tmp_path / "2.txt").write_text("经营许可证编号：京B2-20181623", encoding="utf-8")
    library = libraries.load()
    with pytest.raises(NotReadable, match="this one has text; import it alone"):
        import_license([tmp_path / "1.png", tmp_path / "2.txt"], library)
    with pytest.raises(NotReadable, match="leave out --confirm and --review"):
        import_license([tmp_path / "2.txt"], library, pictures=True)
    with pytest.raises(NotReadable, match=f"it has 31 pages as pictures, and the most are {MAX_PAGES}"):
        import_license([tmp_path / "1.png"] * 31, library)


def test_nothing_is_left_running(tmp_path):
    """A reader that stops after the first page ends the process that decodes the others."""
    pages = pages_of(several("TIFF", [PAGE] * 20), "TIFF")
    next(pages)
    pages.close()
    assert next(pages, None) is None


def test_a_pdf_of_text_and_pictures_is_read_as_pictures(tmp_path, monkeypatch):
    """Where they can be read; else its text is, and the pages without any are told."""
    canvases = pytest.importorskip("reportlab.pdfgen.canvas")
    file = tmp_path / "license.pdf"
    canvas = canvases.Canvas(str(file))
    canvas.drawString(60, 700, "B2-20181623")
    canvas.showPage()
    canvas.drawInlineImage(PAGE, 0, 0, 595, 842)
    canvas.save()
    assert form_and_bytes(file) == ("PDF", file.read_bytes())
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "rapidocr" else found(name))
    assert form_and_bytes(file) == (None, file.read_bytes())
