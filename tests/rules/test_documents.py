"""Evidence, brochures and advertisements in each form that they come in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from readers.made import pdf_of_objects, pdf_of_reportlab, word

from pytest_icplicense.files.repository import Repository
from pytest_icplicense.rules.document_texts import NoText, document_text
from pytest_icplicense.workspace.policy_proof import load_example

NUMBER = "京B2-20181623"
RECORD = ("经营场所标牌记录", "2022-03-01 行政部巡查，前台标牌完好。", f"经营许可证编号：{NUMBER}")
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def leaflet(ruling, library, tmp_path):
    """Judges a brochure that is this file."""
    operator = load_example(library).documents["Operator"]

    def judge(path):
        return ruling(
            "displays",
            {"file": path},
            {"field": "file", "show": ["number"]},
            "2022-06-01",
            pointer="/brochures/0",
            document=replace(operator, file=tmp_path / "operator.icp.yaml"),
            repository=Repository(tmp_path),
        )

    return judge


@pytest.mark.slow
def test_a_word_document_is_read(leaflet, tmp_path):
    word(tmp_path / "a.docx", RECORD)
    assert leaflet("a.docx").outcome == "passed"
    word(tmp_path / "b.docx", RECORD[:2])
    (breach,) = leaflet("b.docx").breaches
    assert breach.why.en == f"b.docx does not show {NUMBER}"


@pytest.mark.slow
def test_a_pdf_with_text_is_read(leaflet, tmp_path):
    pdf_of_reportlab(tmp_path / "a.pdf", RECORD)
    assert leaflet("a.pdf").outcome == "passed"
    pdf_of_reportlab(tmp_path / "b.pdf", RECORD[:2])
    assert leaflet("b.pdf").outcome == "failed"


def test_a_pdf_without_a_reader_is_open_and_says_what_to_install(leaflet, tmp_path, monkeypatch):
    pdf_of_reportlab(tmp_path / "c.pdf", RECORD)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    ruled = leaflet("c.pdf")
    assert (ruled.outcome, ruled.due) == ("pending", None)
    assert "pip install 'pytest-icplicense[import]'" in ruled.reason.en


@pytest.mark.slow
def test_a_pdf_without_text_and_a_picture_are_open(leaflet, tmp_path):
    pdf_of_objects(tmp_path / "a.pdf", b"10 10 50 50 re f")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    for name in ("a.pdf", "a.png"):
        ruled = leaflet(name)
        assert (ruled.outcome, ruled.due) == ("pending", None)
        assert name in ruled.reason.en


def test_headings_and_what_stands_below_them():
    text = document_text("# 一\n\n甲\n\n## 二\n\n乙\n\n```\n# 三\n```\n\n四\n====\n\n丁\n".encode(), "a.md")
    assert [(each.title, each.below) for each in text.headings] == [
        ("一", ("甲", "乙", "# 三")),
        ("二", ("乙", "# 三")),
        ("四", ("丁",)),
    ]
    page = document_text(
        "<meta charset=utf-8><body><h1>一</h1><p>甲<h2><b>二</b></h2><p>乙</p>".encode(), "a.html"
    )
    assert [(each.title, each.below) for each in page.headings] == [("一", ("甲", "乙")), ("二", ("乙",))]


def test_what_is_no_text_says_what_it_is():
    with pytest.raises(NoText) as raised:
        document_text(b"PK\x03\x04rubbish", "a.xlsx")
    assert raised.value.message.en
    with pytest.raises(NoText):
        document_text(SCAN, "a.pdf")
