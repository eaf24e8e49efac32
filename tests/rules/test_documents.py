"""Evidence, brochures and advertisements in each form that they come in."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace

import pytest
from PIL import Image
from readers.made import pdf_of_objects, pdf_of_reportlab, word
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from pytest_icplicense.files.repository import Repository
from pytest_icplicense.model.rendered import NO_SIZE, RenderedPage
from pytest_icplicense.rules.document_texts import NoText, document_text
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.policy_proof import load_example

NUMBER = "京B2-20181623"
RECORD = ("经营场所标牌记录", "2022-03-01 行政部巡查，前台标牌完好。", f"经营许可证编号：{NUMBER}")
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def read(tmp_path):
    """What a recognizer has read in a picture, as evidence."""
    data = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    (tmp_path / "a.png").write_bytes(data)
    return RenderedPage(
        document="operator.icp.yaml",
        site="手册",
        file="a.png",
        url=None,
        viewport="1080x1500",
        visible=(NUMBER,),
        seen=f"产品手册\n经营许可证编号：{NUMBER}",
        digests=(("a.png", hashlib.sha256(data).hexdigest()),),
        recognizer="rapidocr 3",
    )


def test_a_picture_passes_by_what_a_recognizer_has_read_until_it_changes(leaflet, read, tmp_path):
    assert leaflet("a.png", read).outcome == "passed"
    assert "[ocr]" in leaflet("a.png").reason.en
    assert leaflet("a.png", replace(read, site="另一手册")).reason == leaflet("a.png").reason
    assert leaflet("a.png", replace(read, recognizer=None)).reason == leaflet("a.png").reason
    assert leaflet("a.png", read, show=("number", "name")).outcome == "pending"
    named = replace(read, seen=f"{read.seen}\n北京巨量引擎网络技术有限公司")
    assert leaflet("a.png", named, show=("number", "name")).outcome == "passed"
    unsure = replace(read, seen=f"{read.seen}\n北京巨量引\ufffd网络技术有限公司")
    assert leaflet("a.png", unsure, show=("number", "name")).outcome == "pending"
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR changed")
    assert leaflet("a.png", read).reason.en.startswith("a.png has changed since")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"visible": ()}, f"does not read {NUMBER} in a.png: it reads no license number;"),
        ({"visible": ("京B2-20999999",)}, "it reads 京B2-20999999;"),
        ({"visible": (), "unseen": (Text("it is not sure", "不确定"),)}, "it is not sure;"),
        (
            {"visible": (), "viewport": NO_SIZE, "unseen": (Text("it is broken", "已损坏"),)},
            "'a.png' was not read: it is broken, or look",
        ),
    ],
)
def test_a_picture_is_open_where_a_recognizer_has_not_read_the_number(leaflet, read, change, why):
    ruled = leaflet("a.png", replace(read, **change))
    assert (ruled.outcome, ruled.due) == ("pending", None)
    assert why in ruled.reason.en


def test_no_picture_is_a_home_page(ruling, library, tmp_path):
    operator = load_example(library).documents["Operator"]
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    got = ruling(
        "displays",
        {"domain": "example.cn", "homepage": "a.png"},
        {"field": "homepage", "show": ["number"], "page": True},
        "2022-06-01",
        repository=Repository(tmp_path),
        document=replace(operator, file=tmp_path / "a.icp.yaml"),
    )
    assert (got.outcome, "[ocr]" in got.reason.en) == ("pending", False)


def test_a_recognizer_has_no_say_where_a_file_settles_it(leaflet, read, tmp_path):
    (tmp_path / "a.html").write_text("<!doctype html><p>京B2-20999999", encoding="utf-8")
    digest = hashlib.sha256((tmp_path / "a.html").read_bytes()).hexdigest()
    assert leaflet("a.html", replace(read, file="a.html", digests=(("a.html", digest),))).outcome == "failed"


def test_a_name_may_stand_in_a_picture_beside_the_number_in_text(leaflet, tmp_path):
    (tmp_path / "a.md").write_text(f"![公司名称](logo.png)\n\n{NUMBER}\n", encoding="utf-8")
    assert leaflet("a.md", show=("number", "name")).outcome == "pending"
    (tmp_path / "b.md").write_text("![公司名称](logo.png)\n\n京B2-20999999\n", encoding="utf-8")
    assert leaflet("b.md", show=("number", "name")).outcome == "failed"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"),
    [("a.tex", f"% {NUMBER}"), ("a.xml", f"<a><!-- {NUMBER} --></a>"), ("a.rst", f".. {NUMBER}")],
)
def test_the_source_of_a_document_is_open(leaflet, tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    ruled = leaflet(name)
    assert ruled.outcome == "pending"
    assert f"'{name}' is the source of a document" in ruled.reason.en


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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("draw", "outcome"),
    [
        (lambda page: page.drawString(60, 100, NUMBER), "passed"),
        (lambda page: (page.setFillGray(0.96), page.drawString(60, 100, NUMBER)), "failed"),
        (lambda page: (page.setFont("STSong-Light", 1), page.drawString(60, 100, NUMBER)), "failed"),
        (lambda page: (page.setFont("STSong-Light", 3), page.drawString(60, 100, NUMBER)), "pending"),
        (lambda page: (page.setCropBox((0, 200, 595, 842)), page.drawString(60, 100, NUMBER)), "failed"),
        (lambda page: (page.rotate(90), page.drawString(60, -100, NUMBER)), "pending"),
        (lambda page: (page.rotate(180), page.drawString(-300, -100, NUMBER)), "pending"),
        (lambda page: (page.drawString(60, 100, NUMBER), page.rect(50, 90, 200, 40, fill=1)), "pending"),
        (lambda page: page.drawInlineImage(Image.new("RGB", (200, 90)), 60, 100), "pending"),
        (
            lambda page: (
                page.drawInlineImage(Image.new("RGB", (200, 90)), 60, 100),
                page.drawString(60, 60, "京B2-20999999"),
            ),
            "failed",
        ),
    ],
    ids=[
        "plain",
        "pale",
        "dots",
        "3 points",
        "cut off",
        "turned",
        "upside down",
        "covered",
        "picture",
        "another",
    ],
)
def test_a_pdf_is_judged_by_what_its_pages_show(leaflet, tmp_path, draw, outcome):
    registerFont(UnicodeCIDFont("STSong-Light"))
    page = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    page.setFont("STSong-Light", 14)
    for line in range(5):
        page.drawString(60, 780 - 20 * line, "这是一份业务宣传手册，文字不止五十个字。")
    draw(page)
    page.save()
    assert leaflet("a.pdf").outcome == outcome


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


SAID = "由安全运维组值守，接报后 30 分钟内到位，按四级响应处置并上报。"
LINKED = {
    "without its number": ("a.md", f"# 制度\n\n## 1. 九类内容\n\n{SAID}\n", "九类内容"),
    "with its number, as sites write it": ("a.md", f"# 制度\n\n## 1. 九类内容\n\n{SAID}\n", "1-九类内容"),
    "the second of the same words": (
        "a.md",
        f"# 制度\n\n## 九类内容\n\n无\n\n## 九类内容\n\n{SAID}\n",
        "九类内容-1",
    ),
    "an id in braces": ("a.md", f"# 制度\n\n## 九类内容 {{#nine}}\n\n{SAID}\n", "nine"),
    "an anchor before it": ("a.md", f'# 制度\n\n<a id="nine"></a>\n\n## 九类内容\n\n{SAID}\n', "nine"),
    "a link inside": ("a.md", f"# 制度\n\n## [九类内容](x.md)\n\n{SAID}\n", "九类内容"),
    "the id of a page's heading": ("a.html", f"<h1>制度</h1><h2 id=nine>九类内容</h2><p>{SAID}", "nine"),
}


@pytest.mark.parametrize(("name", "content", "heading"), LINKED.values(), ids=list(LINKED))
def test_a_heading_is_found_as_links_lead_to_it(library, name, content, heading):
    from pytest_icplicense.rules.evidence_stands import _of_content

    statements = library.catalogue.statements
    assert _of_content(statements, name, content.encode(), name, heading) is None
    assert _of_content(statements, name, content.encode(), name, f"{heading}另") is not None


def test_a_heading_of_word_ends_where_the_next_one_begins(library):
    from pytest_icplicense.rules.evidence_stands import _of_content

    statements = library.catalogue.statements
    paragraphs = (("Heading1", "制度"), ("Heading2", "九类内容"), ("Heading2", "附则"), ("", SAID))
    data = word_of_styles(*paragraphs)
    assert _of_content(statements, "a.docx", data, "a.docx", "附则") is None
    assert _of_content(statements, "a.docx", data, "a.docx", "九类内容") is not None


def word_of_styles(*paragraphs):
    """A Word document of paragraphs, each with its style."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr(
            "word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        )
    return packed.getvalue()


def test_a_number_on_a_line_that_rises_is_not_told_to_be_absent(leaflet, tmp_path):
    registerFont(UnicodeCIDFont("STSong-Light"))
    page = Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 200))
    page.setFont("STSong-Light", 12)
    page.translate(100, 60)
    page.rotate(30)
    page.drawString(0, 0, NUMBER)
    page.save()
    ruled = leaflet("a.pdf")
    assert ruled.outcome == "pending"
    assert "text that is turned, are not read" in ruled.reason.en
