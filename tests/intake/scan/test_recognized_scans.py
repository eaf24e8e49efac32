"""The recognizer itself on pictures of the seed license: no value is wrong without a word, however it was taken."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
import sheets
import yaml
from PIL import Image

from pytest_icplicense import library as libraries
from pytest_icplicense.cli import main
from pytest_icplicense.intake.import_license import import_license
from pytest_icplicense.library import shipped

FACE = ("number", "holder", "legal_representative", "issued", "expires", "scope")
WANTED = {
    key: str(value) if key in ("issued", "expires") else value
    for key, value in yaml.safe_load(
        (shipped() / "licenses/jing-b2-20181623.yaml").read_text(encoding="utf-8")
    ).items()
}
pytestmark = [
    pytest.mark.skipif(
        not (sheets.FONTS / sheets.SERIF).is_file(), reason="the font Noto CJK is not installed"
    ),
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
def library():
    return libraries.load()


@pytest.fixture(scope="module")
def pages() -> list[Image.Image]:
    return sheets.pages()


def read(folder: Path, pictures: list[Image.Image], library, form: str = "PNG"):
    files = []
    for at, picture in enumerate(pictures, 1):
        files.append(folder / f"{at}.{form.lower()}")
        files[-1].write_bytes(sheets.saved(picture.convert("RGB"), form))
    imported, scanned = import_license(files, library)
    assert scanned is not None
    return imported, scanned


def wrong(tree) -> dict[str, object]:
    """The values of the face that are there and not what is printed."""
    return {key: tree[key] for key in FACE if key in tree and not _same(tree[key], WANTED[key])}


def _same(one: object, other: object) -> bool:
    plain = str.maketrans("（），；", "(),;")
    return json.dumps(one, ensure_ascii=False).translate(plain) == json.dumps(
        other, ensure_ascii=False
    ).translate(plain)


@pytest.mark.slow
def test_a_photograph_of_the_face_under_a_seal_and_a_shadow(tmp_path, pages, library, monkeypatch):
    """And nothing is asked of the network, for models or otherwise."""
    monkeypatch.setattr(socket, "socket", None)
    picture = sheets.photographed(sheets.shadowed(sheets.sealed(pages[0])))
    imported, scanned = read(tmp_path, [picture], library, "JPEG")
    assert wrong(imported.tree) == {}
    assert {*FACE} <= imported.tree.keys()
    assert all(region.confidence > 0.6 for region in scanned.regions.values())


@pytest.mark.slow
def test_a_pdf_without_text_from_the_command_line(tmp_path, pages, monkeypatch, capsys):
    """A page on its side, in a PDF: the document, and a page to review it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scan.pdf").write_bytes(sheets.saved(pages[0].rotate(90, expand=True), "PDF", resolution=150))
    assert main(["import", "scan.pdf", "-o", "l.yaml", "--review", "review.html"]) == 1  # no provisions
    assert "wrote review.html" in capsys.readouterr().out
    tree = yaml.safe_load((tmp_path / "l.yaml").read_text(encoding="utf-8"))
    assert tree["number"] == "京B2-20181623"
    assert str(tree["expires"]) == "2023-09-12"
    page = (tmp_path / "review.html").read_text(encoding="utf-8")
    assert tree["source"]["sha256"] in page
    assert page.count("data:image/jpeg;base64,") >= len(FACE)


@pytest.mark.slow
def test_a_picture_of_something_else(tmp_path, library):
    from PIL import ImageDraw

    page = Image.new("RGB", (900, 700), "white")
    ImageDraw.Draw(page).text((60, 80), "会议室使用须知", font=sheets.font(sheets.SANS, 48), fill="black")
    page.save(tmp_path / "x.png")
    assert main(["import", str(tmp_path / "x.png")]) == 2


DAMAGE = {
    "tilted under a watermark": lambda page: sheets.tilted(sheets.watermarked(page), 3),
    "noisy and on its head": lambda page: sheets.noisy(page.rotate(180), 30),
    "blurred and squeezed": lambda page: sheets.squeezed(sheets.blurred(page, 1.3), 20),
    "with 100 dots to an inch": lambda page: page.resize((page.width * 2 // 3, page.height * 2 // 3)),
}


@pytest.mark.clients
@pytest.mark.parametrize("damage", DAMAGE)
def test_no_value_is_wrong_without_a_word(damage, tmp_path, pages, library):
    """Of the face; how much of the whole license is read rightly, is in the notes of the benchmarks."""
    imported, _ = read(tmp_path, [DAMAGE[damage](pages[0])], library, "JPEG")
    assert wrong(imported.tree) == {}
    assert len([key for key in FACE if key in imported.tree]) >= len(FACE) - 1


@pytest.mark.clients
def test_from_pictures_to_the_first_green(tmp_path, monkeypatch, capsys):
    """The whole license, two pages in a picture: import, init, check; red for the annual report alone."""
    monkeypatch.chdir(tmp_path)
    pages = sheets.pages(sheets.SEED.read_text(encoding="utf-8").replace("20181623", "20189999"))
    pictures = [sheets.side_by_side(*pages[at : at + 2]) for at in range(0, len(pages), 2)]
    names = [f"{at}.png" for at in range(len(pictures))]
    for name, picture in zip(names, pictures, strict=True):
        (tmp_path / name).write_bytes(sheets.saved(picture.convert("RGB"), "PNG"))
    assert main(["import", *names, "-o", "licenses/own.yaml"]) == 0
    tree = yaml.safe_load((tmp_path / "licenses/own.yaml").read_text(encoding="utf-8"))
    assert tree.pop("number") == "京B2-20189999"
    assert wrong({**tree, **{day: str(tree[day]) for day in ("issued", "expires")}}) == {}
    assert len(tree["sites"]) == 2
    assert "changed_provisions" not in tree
    assert main(["init", "--yes", "--ci", "none", "--as-of", "2022-06-01"]) == 0
    capsys.readouterr()
    assert main(["check", "--format", "json", "--as-of", "2022-06-01"]) == 1
    cases = json.loads(capsys.readouterr().out)["cases"]
    assert [each["clause"] for each in cases if each["verdict"] in ("failed", "error")] == ["SP-14.1"]
