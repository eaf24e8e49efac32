"""Licenses of other operators, regions, categories, years and layouts, each with the reading that a person expects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_icplicense.documents import read
from pytest_icplicense.intake.import_file import Imported, import_file
from pytest_icplicense.intake.read_license import NotALicense
from pytest_icplicense.library import Library
from pytest_icplicense.model.license import license_of

FOLDER = Path(__file__).parent.parent / "data/licenses"
LICENSES = sorted(file for file in FOLDER.iterdir() if file.name[:2].isdecimal() and file.suffix != ".yaml")
READABLE = [file for file in LICENSES if "big5" not in file.name]
TEXTS = [file for file in READABLE if file.suffix == ".txt"]


def expected(file: Path) -> dict[str, Any]:
    """What a person reads in the license."""
    tree: dict[str, Any] = read(file.with_suffix(".yaml")).documents[0].tree
    return tree


def named(files: list[Path]) -> pytest.MarkDecorator:
    """A test for each file."""
    return pytest.mark.parametrize("file", files, ids=lambda file: file.stem)


def without_origin(tree: dict[str, Any]) -> dict[str, Any]:
    """The license without what only says where it was read."""
    return {key: value for key, value in tree.items() if key not in ("quotes", "source")}


def differing(wanted: Any, found: Any, at: str = "") -> list[str]:
    """What differs, a line each."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        keys = dict.fromkeys([*wanted, *found])
        return [line for key in keys for line in differing(wanted.get(key), found.get(key), f"{at}/{key}")]
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        pairs = enumerate(zip(wanted, found, strict=True))
        return [line for index, pair in pairs for line in differing(*pair, f"{at}/{index}")]
    return [] if wanted == found else [f"{at}: {wanted!r} was read as {found!r}"]


def surprises(said: list[dict[str, Any]], found: Imported) -> Iterator[str]:
    """Doubts that are expected and not there, and the other way round."""
    left = list(found.doubts)
    for each in said:
        missing = each.get("missing", False)
        fitting = [
            doubt
            for doubt in left
            if doubt.line == each["line"]
            and doubt.missing == missing
            and all(word in doubt.message.zh for word in each["words"])
        ]
        if fitting:
            left.remove(fitting[0])
        else:
            yield f"not said: line {each['line']}, {' '.join(each['words'])}{', missing' if missing else ''}"
    for doubt in left:
        yield f"said: line {doubt.line}, {doubt.message.zh}{', missing' if doubt.missing else ''}"


@named(READABLE)
def test_it_reads_as_a_person_reads_it(file: Path, library: Library) -> None:
    found, wanted = import_file(file, library), expected(file)
    assert differing(wanted["license"], without_origin(found.tree)) == []


@named(READABLE)
def test_its_doubts_are_those_that_a_person_has(file: Path, library: Library) -> None:
    found, wanted = import_file(file, library), expected(file)
    assert list(surprises(wanted["says"], found)) == []
    assert wanted["exit"] == int(not found.whole)


@named(READABLE)
def test_its_own_words_and_unknown_provisions_are_kept(file: Path, library: Library) -> None:
    found, wanted = import_file(file, library), expected(file)
    quotes = wanted.get("quotes", {})
    assert {clause: found.tree["quotes"][clause] for clause in quotes} == quotes
    assert sorted(found.skeletons) == wanted.get("skeletons", [])


@named([file for file in READABLE if expected(file)["exit"] == 0])
def test_a_whole_one_is_a_license_that_can_be_judged_by(file: Path, library: Library) -> None:
    found = import_file(file, library)
    assert library.schema("license").breaches(found.tree) == []
    assert license_of(found.tree).number == found.tree["number"]


@named([file for file in LICENSES if file not in READABLE])
def test_a_copy_in_traditional_characters_is_refused_as_such(file: Path, library: Library) -> None:
    with pytest.raises(NotALicense) as refused:
        import_file(file, library)
    assert [word for word in expected(file)["refused"] if word not in refused.value.reason.zh] == []


@named(TEXTS)
def test_a_word_document_of_it_reads_the_same(file: Path, library: Library, tmp_path: Path) -> None:
    made = tmp_path / f"{file.stem}.docx"
    word_document(lines_of(file), made)
    assert differing(expected(file)["license"], without_origin(import_file(made, library).tree)) == []


@pytest.mark.slow
@named(TEXTS)
def test_a_pdf_of_it_reads_the_same(file: Path, library: Library, tmp_path: Path) -> None:
    made = tmp_path / f"{file.stem}.pdf"
    pdf(lines_of(file), made)
    assert differing(expected(file)["license"], without_origin(import_file(made, library).tree)) == []


def lines_of(file: Path) -> list[str]:
    """A text's lines."""
    return file.read_text(encoding="gb18030" if "gb18030" in file.name else "utf-8").splitlines()


def word_document(lines: list[str], file: Path) -> None:
    """A paragraph a line."""
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(file)


def pdf(lines: list[str], file: Path) -> None:
    """Pages of 40 lines of at most 45 characters, where a line does not break inside a Latin word or a number."""
    canvases = pytest.importorskip("reportlab.pdfgen.canvas")
    metrics = pytest.importorskip("reportlab.pdfbase.pdfmetrics")
    fonts = pytest.importorskip("reportlab.pdfbase.cidfonts")
    metrics.registerFont(fonts.UnicodeCIDFont("STSong-Light"))
    canvas = canvases.Canvas(str(file), pagesize=(560, 800))
    shown = [piece for line in lines for piece in wrapped(line)]
    for begin in range(0, len(shown), 40):
        canvas.setFont("STSong-Light", 11)
        for row, line in enumerate(shown[begin : begin + 40]):
            canvas.drawString(30, 760 - 18 * row, line)
        canvas.showPage()
    canvas.save()


def wrapped(line: str) -> Iterator[str]:
    """Pieces of at most 45 characters."""
    while len(line) > 45:
        at = 45
        while line[at - 1].isascii() and line[at].isascii():
            at -= 1
        yield line[:at]
        line = line[at:]
    yield line
