"""Every format gives back the text that it was made from, line by line; what has no text says what it is."""

from __future__ import annotations

import hashlib
import importlib.util
import zipfile
from contextlib import suppress

import made
import pytest
from made import SEED, TEXT, squeezed

from pytest_icplicense.readers import package, pdf
from pytest_icplicense.readers.reading import MAX_BYTES, NotReadable, Reading, read

TRADITIONAL = "電信業務經營許可證\n公司名稱：某某網路股份有限公司\n經營許可證編號：粵B2-20200001\n"


def text(reading: Reading) -> str:
    """All lines, without spaces and line ends."""
    return squeezed("".join(line.text for line in reading.lines))


def said(reading: Reading) -> list[str]:
    """The doubts, in English."""
    return [doubt.message.en for doubt in reading.doubts]


def shown(reading: Reading) -> list[str]:
    """The lines that have text."""
    return [line.text for line in reading.lines if line.text]


@pytest.fixture
def refused(tmp_path):
    """The message in English with which a file of these bytes is refused; the Chinese one is there as well."""

    def message(data: bytes, name: str = "license.txt") -> str:
        file = tmp_path / name
        file.write_bytes(data)
        with pytest.raises(NotReadable) as caught:
            read(file)
        assert caught.value.message.zh != caught.value.message.en
        return caught.value.message.en

    return message


@pytest.fixture
def reading(tmp_path):
    """What a file of these bytes is read as."""

    def of(data: bytes | str, name: str = "license.txt") -> Reading:
        file = tmp_path / name
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        return read(file)

    return of


# The license itself


def test_the_scanned_license():
    found = read(SEED)
    assert found.form == "markdown"  # for the sake of its headings
    assert found.sha256 == hashlib.sha256(SEED.read_bytes()).hexdigest()
    assert found.doubts == ()
    assert text(found) == squeezed(TEXT)
    source = SEED.read_text(encoding="utf-8").splitlines()
    for line in found.lines:
        assert line.text in source[line.number - 1]


@pytest.mark.slow
@pytest.mark.parametrize("make", [made.word, made.pdf_of_reportlab, made.pdf_of_fpdf])
def test_made_and_read_back(make, tmp_path):
    found = read(make(tmp_path / "any-name"))  # what it is shows in the bytes
    assert found.form == make.__name__.replace("word", "docx").partition("_")[0]
    assert text(found) == squeezed(TEXT)
    assert found.doubts == ()
    assert [line.number for line in found.lines] == list(range(1, len(found.lines) + 1))


def test_a_web_page_read_back(reading):
    found = reading(made.page(), "license.txt")  # the bytes win against the name
    assert found.form == "html"
    assert text(found) == squeezed(TEXT)
    source = made.page().split("\n")
    assert all(line.text in source[line.number - 1] for line in found.lines if line.text)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"]
)
def test_encodings_and_line_ends(encoding, ending, reading):
    lines = "经营许可证编号：京B2-20181623\n\n公司名称：某某公司".split("\n")
    found = reading(ending.join(lines).encode(encoding))
    assert [line.text for line in found.lines] == lines
    assert [line.number for line in found.lines] == [1, 2, 3]
    assert found.doubts == ()


# Text


@pytest.mark.parametrize("form", ["big5", "cp950"])
def test_big5_is_kept_and_said(form, reading):
    found = reading(TRADITIONAL.encode(form))
    assert text(found) == squeezed(TRADITIONAL)
    assert said(found) == ["the file is in Big5; its traditional characters are kept as they are written"]


def test_traditional_characters_in_gb18030(reading):
    assert text(reading(TRADITIONAL.encode("gb18030"))) == squeezed(TRADITIONAL)


@pytest.mark.parametrize("length", [12, 20, 40, 100])
def test_gb18030_and_big5_are_told_apart_in_pieces(length, reading):
    """Without the words of a license too."""
    simplified, traditional = squeezed(TEXT)[700:1900], squeezed(TRADITIONAL) * 4
    for start in range(0, len(simplified) - length, 37):
        piece = simplified[start : start + length]
        assert text(reading(piece.encode("gb18030"))) == piece
    for start in range(0, len(traditional) - length, 7):
        piece = traditional[start : start + length]
        assert text(reading(piece.encode("big5"))) == piece


def test_page_breaks_are_lines_and_invisible_characters_go(reading):
    found = reading("经营\f许可\n公\u200b司\u202e名\x07称\n⽹站")
    assert [(line.number, line.text) for line in found.lines] == [
        (1, "经营"),
        (1, "许可"),
        (2, "公司名称"),
        (3, "网站"),
    ]
    assert [doubt.line for doubt in found.doubts] == [2, 3]
    assert said(found)[0] == "characters that nobody sees were left out (3, the first U+200B)"
    assert "(1, the first U+2F79 as 网)" in said(found)[1]


# Markdown


def test_markdown_is_its_text(reading):
    source = (
        "## 特别规定事项 ##\n"
        "**公司名称**：某\\*某  \n"
        '1. 一 [电信](http://example.com "x") &amp; `B2`<br>二\n'
        "| 网站域名 | a\\|b |\n"
        "|---|:-:|\n"
        "| c_d_e | **f** |\n"
        "> 引用 <!-- 注\n"
        "释 -->完\n"
        "- - -\n"
        "![图](scan.png)\n"
        "- 点\n"
    )
    found = reading(source, "license.md")
    assert found.form == "markdown"
    assert [(line.number, line.text) for line in found.lines if line.text] == [
        (1, "特别规定事项"),
        (2, "公司名称：某*某"),
        (3, "1. 一 电信 & B2"),
        (3, "二"),
        (4, "网站域名"),
        (4, "a|b"),
        (6, "c_d_e"),
        (6, "f"),
        (7, "引用"),
        (8, "完"),
        (11, "点"),
    ]
    assert said(found) == ["pictures are not read (1); if one shows text, it is missing here"]


def test_plain_text_is_no_markdown(reading):
    found = reading("网站_一_二*三*\n1. 甲\n-兆维机房\n(三)乙 | 丙")
    assert found.form == "text"
    assert shown(found) == ["网站_一_二*三*", "1. 甲", "-兆维机房", "(三)乙 | 丙"]


# HTML


def test_a_page_as_a_browser_shows_it(reading):
    source = (
        "<!doctype html>\n<html><head><title>题</title><style>p{}</style>\n<script>\n1 < 2 </p>\n</script></head>\n"
        '<body><!-- 注\n释 --><p title="a>\nb">公司名称：<b>北京\n某某</b>公司</p>\n'
        "<table><tr><td>编号<td>京B2&#45;2018\n<tr><td>二<br>三<td hidden>藏</table>\n"
        "<p style='display:none'>不见</p><pre>甲\n乙</pre><a href=x>a\nb</a>"
    )
    found = reading(source, "license.html")
    assert [(line.number, line.text) for line in found.lines if line.text] == [
        (8, "公司名称：北京某某公司"),
        (10, "编号"),
        (10, "京B2-2018"),
        (11, "二"),
        (11, "三"),
        (12, "甲"),
        (13, "乙"),
        (13, "a b"),
    ]


@pytest.mark.parametrize(
    ("named", "encoding"), [("gb2312", "gbk"), ("big5", "big5"), (None, "gb18030"), ("utf-8", "utf-8")]
)
def test_charsets_of_pages(named, encoding, reading):
    words = "電信許可" if encoding == "big5" else "电信许可"
    meta = f'<meta charset="{named}">' if named else ""
    found = reading(f"<html>{meta}<p>{words}".encode(encoding), "license.html")
    assert (shown(found), found.doubts) == ([words], ())


def test_a_page_that_names_a_wrong_charset(reading):
    found = reading('<html><meta charset="utf-8"><p>电信许可'.encode("gbk"), "license.html")
    assert shown(found) == ["电信许可"]
    assert said(found) == [
        "the page says that it is utf-8, and is not; look whether the characters are right"
    ]


def test_a_page_that_word_saved(reading):
    source = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office">\r\n<meta charset=gb2312>'
        "<!--[if gte mso 9]><xml><o:x>藏</o:x></xml><![endif]-->\r\n"
        "<p class=MsoNormal>公司<span lang=EN-US><o:p>：甲</o:p></span></p>"
    )
    found = reading(source.encode("gb18030"), "license.doc")
    assert [(line.number, line.text) for line in found.lines if line.text] == [(3, "公司：甲")]


def test_numbers_of_lists_and_templates_are_doubted(reading):
    found = reading("<html>\n<p>a</p>\n<ol><li>甲<li>乙</ol>{{ number }}", "license.html")
    assert shown(found) == ["a", "甲", "乙", "{{ number }}"]
    assert [doubt.line for doubt in found.doubts] == [None, 2]
    assert "is a template ('{{ number }}')" in said(found)[0]
    assert "numbers a list by itself" in said(found)[1]


# Fields side by side


@pytest.mark.parametrize("gap", ["          ", "\t\t", "　　　"])
def test_fields_side_by_side_in_a_text_go_on_below_themselves(gap, reading):
    rows = [("业务种类：信息服务业务", "注册地址：南京市"), ("（仅限互联网信息服务", "某路1号"), ("）", "")]
    width = 28 if gap.isascii() and "\t" not in gap else 0
    lines = []
    for left, right in rows:
        if width:
            lines.append((left + " " * (width - 2 * len(left)) + right).rstrip())
        elif "\t" in gap:
            lines.append(f"{left}{chr(9) * (4 - 2 * len(left) // 8)}{right}".rstrip())
        else:
            lines.append((left + "　" * (14 - len(left)) + right).rstrip("　"))
    found = reading("\n".join([*lines, "发证日期：2021年3月15日   有效期至：2026年3月15日", "特别规定事项"]))
    assert shown(found) == [
        "业务种类：信息服务业务",
        "（仅限互联网信息服务",
        "）",
        "注册地址：南京市",
        "某路1号",
        "发证日期：2021年3月15日   有效期至：2026年3月15日",
        "特别规定事项",
    ]
    assert [line.number for line in found.lines[:5]] == [1, 2, 3, 1, 2]
    assert not found.doubts


def test_what_stands_below_fields_side_by_side_and_under_none_of_them_is_missing(reading):
    found = reading(
        "业务种类：信息服务业务            注册地址：南京市\n  （仅限互联网信息服务）     某路1号"
    )
    assert [(doubt.line, doubt.missing) for doubt in found.doubts] == [(2, True)]
    assert "line 1 has fields side by side, and it is not clear to which of them" in said(found)[0]


# Words that are struck out


SCOPE = ["业务种类：信息服务业务", "覆盖范围：江苏省"]
STRUCK = "；国内呼叫中心业务"
GONE = [(1, f"'{STRUCK}' is struck out, and was not read")]


def crossed(reading: Reading) -> list[tuple[int, str]]:
    """The lines that have text, and the doubts with the lines that they are about."""
    assert shown(reading) == SCOPE
    numbers = [line.number for line in reading.lines if line.text]
    return [(numbers.index(doubt.line) + 1, doubt.message.en) for doubt in reading.doubts]


@pytest.mark.slow
@pytest.mark.parametrize(
    "mark", ["<w:strike/>", '<w:dstrike w:val="1"/>', '<w:strike/><w:dstrike w:val="0"/>']
)
def test_struck_in_word(mark, tmp_path):
    body = (
        f"<w:p><w:r><w:t>{SCOPE[0]}</w:t></w:r><w:r><w:rPr>{mark}</w:rPr><w:t>{STRUCK}</w:t></w:r></w:p>"
        f'<w:p><w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>{SCOPE[1]}</w:t></w:r></w:p>'
    )
    assert crossed(read(made.word_xml(tmp_path / "x.docx", body))) == GONE


STYLES = f"""<w:styles {made.W}>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"/>
<w:style w:type="paragraph" w:styleId="Gone"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Kept"><w:basedOn w:val="Gone"/><w:rPr><w:strike w:val="0"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Struck"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Child"><w:basedOn w:val="Struck"/></w:style>
<w:style w:type="character" w:styleId="Twice"><w:rPr><w:dstrike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="White"><w:rPr><w:color w:val="ffffff"/></w:rPr></w:style>
</w:styles>"""


def styled(run: str, words: str, paragraph: str = "") -> str:
    """A run between the first line of `SCOPE` and the other one."""
    style = f'<w:pPr><w:pStyle w:val="{paragraph}"/></w:pPr>' if paragraph else ""
    return (
        f"<w:p>{style}<w:r><w:rPr><w:strike w:val='0'/></w:rPr><w:t>{SCOPE[0]}</w:t></w:r>"
        f"<w:r>{run}<w:t>{words}</w:t></w:r></w:p><w:p><w:r><w:t>{SCOPE[1]}</w:t></w:r></w:p>"
    )


def run_style(name: str) -> str:
    """The properties of a run of this style."""
    return f'<w:rPr><w:rStyle w:val="{name}"/></w:rPr>'


@pytest.mark.parametrize(
    ("run", "paragraph"),
    [(run_style("Struck"), ""), (run_style("Child"), ""), (run_style("Twice"), ""), ("", "Gone")],
)
def test_struck_by_a_style_of_word(run, paragraph, tmp_path):
    body = styled(run, STRUCK, paragraph)
    assert crossed(read(made.word_xml(tmp_path / "x.docx", body, styles=STYLES))) == GONE


@pytest.mark.parametrize(
    ("run", "paragraph"),
    [
        ("", "Kept"),
        ("<w:rPr><w:strike w:val='0'/></w:rPr>", "Gone"),
        (run_style("Struck"), "Gone"),  # two strikes of styles are none, as Word shows it
        ("<w:rPr><w:color w:val='FFFFFF'/><w:highlight w:val='blue'/></w:rPr>", ""),
        ("<w:rPr><w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='000000'/></w:rPr>", ""),
    ],
)
def test_not_struck_or_hidden_where_word_shows_it(run, paragraph, tmp_path):
    found = read(made.word_xml(tmp_path / "x.docx", styled(run, STRUCK, paragraph), styles=STYLES))
    assert (shown(found), said(found)) == ([SCOPE[0] + STRUCK, SCOPE[1]], [])


@pytest.mark.parametrize(
    "run",
    [
        run_style("Secret"),
        run_style("White"),
        "<w:rPr><w:vanish/></w:rPr>",
        "<w:rPr><w:color w:val='FFFFFF'/></w:rPr>",
    ],
)
def test_words_that_word_does_not_show_are_told(run, tmp_path):
    found = read(made.word_xml(tmp_path / "x.docx", styled(run, STRUCK), styles=STYLES))
    ((line, words),) = crossed(found)
    assert (line, words.partition(" is ")[:2]) == (1, (f"'{STRUCK}'", " is "))
    assert "hidden from a reader" in words


@pytest.mark.slow
def test_a_deletion_alone_is_a_tracked_change(tmp_path):
    body = "<w:p><w:r><w:t>新</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>"
    found = read(made.word_xml(tmp_path / "x.docx", body))
    assert shown(found) == ["新"]
    assert said(found) == ["the document has tracked changes; it was read as if all were accepted"]


@pytest.mark.parametrize(
    "mark",
    [
        "~~{}~~",
        "<s>{}</s>",
        "<DEL>{}</DEL>",
        "~~**{}**~~",
        "<span style='text-decoration:line-through'>{}</span>",
    ],
)
def test_struck_in_markdown(mark, reading):
    found = reading(f"# {SCOPE[0]}{mark.format(STRUCK)}\n\n{SCOPE[1]}", "license.md")
    assert [(line, words.replace("*", "")) for line, words in crossed(found)] == GONE


def test_struck_over_two_lines_of_markdown(reading):
    found = reading("# 题\n甲~~乙\n丙~~丁\n\n~~ 戊 \\~~\n2020~2021 9:00~18:00", "license.md")
    assert shown(found) == ["题", "甲", "丁", "~~ 戊 ~~", "2020~2021 9:00~18:00"]
    assert [(doubt.line, doubt.message.en[:4]) for doubt in found.doubts] == [(2, "'乙' "), (3, "'丙' ")]


@pytest.mark.parametrize(
    "mark",
    [
        "<s>{}</s>",
        "<strike>{}</strike>",
        "<del><b>{}</b></del>",
        "<span style='text-decoration: line-through'>{}</span>",
    ],
)
def test_struck_in_a_page(mark, reading):
    found = reading(f"<html><p>{SCOPE[0]}{mark.format(STRUCK)}\n<p>{SCOPE[1]}", "license.html")
    assert crossed(found) == GONE


PAGE = "<html><head><style>{}</style></head><body><p>{}<span class='x'>{}</span>\n<p>{}</body></html>"


@pytest.mark.parametrize(
    "sheet",
    [
        ".x { text-decoration: line-through }",
        "a, p > .x{color:red;text-decoration-line:line-through}",
        "@media screen { .y {} .x { text-decoration: underline line-through red } }",
        "/* { */ span[class=x] { TEXT-DECORATION: Line-Through !important }",
    ],
)
def test_struck_by_a_style_sheet_of_a_page(sheet, reading):
    found = reading(PAGE.format(sheet, SCOPE[0], STRUCK, SCOPE[1]), "license.html")
    assert crossed(found) == GONE


def test_hidden_by_a_style_sheet_of_a_page(reading):
    found = reading(PAGE.format(".x{display:none}", SCOPE[0], STRUCK, SCOPE[1]), "license.html")
    ((line, words),) = crossed(found)
    assert line == 1
    assert f"'{STRUCK}' is hidden from a reader" in words


@pytest.mark.parametrize(
    "sheet", ["@media print{.x{display:none}}", ".x:hover{text-decoration:line-through}", "s{color:red}"]
)
def test_not_struck_or_hidden_where_a_page_shows_it(sheet, reading):
    found = reading(PAGE.format(sheet, SCOPE[0], STRUCK, SCOPE[1]), "license.html")
    assert (shown(found), said(found)) == ([SCOPE[0] + STRUCK, SCOPE[1]], [])


def test_rules_of_a_style_sheet_that_contradict_each_other_are_for_a_person(reading):
    sheet = ".x{text-decoration:line-through} p .x{text-decoration:none}"
    found = reading(PAGE.format(sheet, SCOPE[0], STRUCK, SCOPE[1]), "license.html")
    assert shown(found) == SCOPE
    assert [doubt.missing for doubt in found.doubts] == [True]


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("name", "unit"), [("x.md", "~~a~~ "), ("x.md", "~~"), ("x.md", "~~a"), ("x.html", "<del>a")]
)
def test_a_great_deal_struck_out_takes_no_time(name, unit, reading):
    with suppress(NotReadable):
        assert (
            len(reading("<html>" + unit * 60_000 if name == "x.html" else unit * 150_000, name).doubts) <= 51
        )


# Word


@pytest.mark.slow
def test_tables_boxes_headers_and_line_breaks(tmp_path):
    import docx as library

    document = library.Document()
    document.sections[0].header.paragraphs[0].text = "经营许可证编号：京B2-20181623"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    run = document.add_paragraph("公司名称：").add_run("甲")
    run.add_break()
    run.add_text("乙")
    table = document.add_table(2, 2)
    for cell, word in zip(table._cells, "一二三四", strict=True):
        cell.text = word
    document.add_paragraph("末")
    document.save(str(tmp_path / "x.docx"))
    assert shown(read(tmp_path / "x.docx")) == [
        "经营许可证编号：京B2-20181623",
        "公司名称：甲",
        "乙",
        "一",
        "二",
        "三",
        "四",
        "末",
        "第 1 页",
    ]


def test_tracked_changes_hidden_text_and_content_controls(tmp_path):
    body = (
        "<w:p><w:r><w:t>前</w:t></w:r></w:p><w:p>"
        "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
        "<w:sdt><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    found = read(made.word_xml(tmp_path / "x.docx", body))
    assert shown(found) == ["前", "新控件"]
    assert said(found)[0] == "the document has tracked changes; it was read as if all were accepted"
    assert "'藏' is hidden from a reader" in said(found)[1]
    assert found.lines[found.doubts[0].line - 1].text == "新控件"


@pytest.mark.slow
def test_a_text_box_counts_once(tmp_path):
    inner = "<w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent>"
    body = (
        f'<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><w:t>前</w:t></w:r><w:r>'
        f"<mc:AlternateContent><mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>后</w:t></w:r></w:p>"
    )
    assert shown(read(made.word_xml(tmp_path / "x.docx", body))) == ["框中", "前后"]


NUMBERING = f"""<w:numbering {made.W}><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="9"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="{{form}}"/><w:lvlText w:val="(%2)"/></w:lvl>
</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def listed(level: int, words: str) -> str:
    """A paragraph that Word numbers."""
    number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr>'
    return f"<w:p><w:pPr>{number}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def test_numbers_that_word_writes_by_itself(tmp_path):
    body = "".join(
        listed(level, words)
        for level, words in [(0, "甲"), (0, "乙"), (1, "丙"), (1, "丁"), (0, "戊"), (1, "己")]
    )
    numbering = NUMBERING.format(form="chineseCountingThousand")
    found = read(made.word_xml(tmp_path / "x.docx", body, numbering=numbering))
    assert shown(found) == ["九、 甲", "十、 乙", "(一) 丙", "(二) 丁", "十一、 戊", "(一) 己"]
    assert found.doubts == ()


@pytest.mark.slow
def test_numbers_in_a_form_that_is_not_known_are_doubted(tmp_path):
    body = listed(0, "甲") + listed(1, "乙")
    found = read(made.word_xml(tmp_path / "x.docx", body, numbering=NUMBERING.format(form="hebrew1")))
    assert shown(found) == ["九、 甲", "乙"]
    assert "numbers paragraphs by itself in a way that is not known here (1)" in said(found)[0]


@pytest.mark.slow
def test_hostile_word_documents(tmp_path, refused):
    file = tmp_path / "x.docx"
    spaces = "<w:p><w:r><w:t>" + " " * package.MAX_UNPACKED + "</w:t></w:r></w:p>"
    assert "unpacks to more than 32 MiB" in refused(made.word_xml(file, spaces).read_bytes())
    nested = "<w:p>" * 2_000 + "</w:p>" * 2_000
    assert "nests more than 1,000 elements" in refused(made.word_xml(file, nested).read_bytes())
    laughs = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
        f"<w:document {made.W}><w:body><w:p><w:r><w:t>&b;&c;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert "declares a document type" in refused(made.word_xml(file, laughs).read_bytes())


@pytest.mark.slow
def test_broken_and_other_packages(tmp_path, refused):
    whole = made.word(tmp_path / "x.docx").read_bytes()
    assert "DOCX) that is broken" in refused(whole[: len(whole) // 2])
    assert "DOCX) that is broken" in refused(
        made.word_xml(tmp_path / "x.docx", "<?xml version='1.0'?><a>").read_bytes()
    )
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as package:
        package.writestr("a.txt", "a")
    assert "it is a ZIP package" in refused((tmp_path / "x.zip").read_bytes(), "license.docx")
    with zipfile.ZipFile(tmp_path / "x.ofd", "w") as package:
        package.writestr("OFD.xml", "<x/>")
    assert "it is an OFD document" in refused((tmp_path / "x.ofd").read_bytes())


def test_a_word_document_of_pictures(tmp_path, refused):
    body = '<w:p><w:r><w:drawing><blip xmlns="a"/></w:drawing></w:r></w:p>'
    assert "pictures without text; make text of them with OCR" in refused(
        made.word_xml(tmp_path / "x.docx", body).read_bytes()
    )


# PDF

FORM = [
    (["经营许可证编号："], ["京B2-20181623"]),
    (
        ["业务种类", "(服务项目)", "及覆盖范围："],
        ["信息服务业务（仅限", "互联网信息服务）", "不含信息搜索查询服务、", "信息即时交互服务。"],
    ),
    (["有效期至："], ["2023年 09月 12日"]),
]
IN_ORDER = [text for label, value in FORM for text in (*label, *value)]


def places(middle: bool, room: float = 24):
    """The labels of the form at the left and the values at the right, each with its place; line 16 apart."""
    labels, values, top = [], [], 700.0
    for label, value in FORM:
        deepest = max(len(label), len(value))
        for column, x, found in ((label, 60, labels), (value, 170, values)):
            down = (deepest - len(column)) * 8 if middle else 0
            found.append([(x, top - down - 16 * at, text) for at, text in enumerate(column)])
        top -= 16 * (deepest - 1) + room
    return labels, values


@pytest.mark.slow
def test_pages_are_counted(tmp_path):
    found = read(made.pdf_of_reportlab(tmp_path / "x.pdf"))
    pages = [line.page for line in found.lines]
    assert pages == sorted(pages)
    assert set(pages) == {1, 2, 3, 4}


@pytest.mark.slow
@pytest.mark.parametrize("middle", [False, True], ids=["top", "middle"])
def test_labels_and_values_cell_by_cell(middle, tmp_path):
    labels, values = places(middle)
    cells = [place for both in zip(labels, values, strict=True) for cell in both for place in cell]
    assert shown(read(made.pdf_of_places(tmp_path / "x.pdf", cells))) == IN_ORDER


@pytest.mark.slow
@pytest.mark.parametrize("room", [16, 24, 40])
def test_a_form_whose_values_were_filled_in_last(room, tmp_path):
    labels, values = places(middle=False, room=room)
    cells = [place for column in (labels, values) for cell in column for place in cell]
    assert shown(read(made.pdf_of_places(tmp_path / "x.pdf", cells))) == IN_ORDER


@pytest.mark.slow
def test_a_form_that_was_written_row_by_row(tmp_path):
    """As programs do that print line by line, and OCR."""
    labels, values = places(middle=False)
    cells = [place for column in (labels, values) for cell in column for place in cell]
    rows = sorted(cells, key=lambda place: (-place[1], place[0]))
    assert shown(read(made.pdf_of_places(tmp_path / "x.pdf", rows))) == IN_ORDER


@pytest.mark.slow
def test_a_table_with_a_head_is_read_row_by_row(tmp_path):
    rows = ["网站名称 网站域名".split(), "巨量引擎 a.com".split(), "某某网 b.com".split()]
    texts = [
        (60 + 110 * column, 700 - 16 * row, word)
        for row, words in enumerate(rows)
        for column, word in enumerate(words)
    ]
    assert shown(read(made.pdf_of_places(tmp_path / "x.pdf", texts))) == [
        word for words in rows for word in words
    ]


@pytest.mark.slow
def test_a_foot_written_first_is_read_last(tmp_path):
    texts = [(60, 40, "经营许可证编号：京B2-20181623"), (60, 700, "一、你公司"), (60, 684, "应当")]
    assert shown(read(made.pdf_of_places(tmp_path / "x.pdf", texts))) == [
        "一、你公司",
        "应当",
        "经营许可证编号：京B2-20181623",
    ]


@pytest.mark.slow
def test_digits_filled_into_gaps(tmp_path):
    texts = [(60, 700, "发证日期："), (138, 700, "年"), (166, 700, "月"), (188, 700, "日")]
    texts += [(115, 700, "2021"), (150, 700, "10"), (178, 700, "2")]
    assert (
        squeezed("".join(shown(read(made.pdf_of_places(tmp_path / "x.pdf", texts)))))
        == "发证日期：2021年10月2日"
    )


@pytest.mark.slow
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_turned_by_its_own_setting(rotation, tmp_path):
    texts = [(60, 500, "法定代表人："), (160, 500, "某某"), (60, 480, "有效期至：2023年")]
    found = read(made.pdf_of_places(tmp_path / "x.pdf", texts, rotation))
    assert shown(found) == ["法定代表人：", "某某", "有效期至：2023年"]


@pytest.mark.slow
def test_a_chinese_font_that_is_not_in_the_file(tmp_path):
    content = b"BT /F 12 Tf 72 700 Td <" + "电信许可".encode("gbk").hex().encode() + b"> Tj ET"
    assert shown(read(made.pdf_of_objects(tmp_path / "x.pdf", content))) == ["电信许可"]


@pytest.mark.slow
def test_what_was_typed_into_a_form(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "x.pdf"))
    canvas.drawString(60, 700, "B2-")
    canvas.acroForm.textfield(name="number", value="20181623", x=90, y=690, width=120, height=20)
    canvas.save()
    assert "20181623" in text(read(tmp_path / "x.pdf"))


def picture(canvas, x: float = 60, y: float = 400) -> None:
    """A gray square, as a scan is."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("L", (32, 32), 128)), x, y, 100, 100)


@pytest.mark.slow
def test_a_scan_says_so(tmp_path, refused):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "x.pdf"))
    picture(canvas)
    canvas.save()
    assert "pictures without text, a scan; make text of it with OCR" in refused(
        (tmp_path / "x.pdf").read_bytes()
    )


@pytest.mark.slow
def test_a_page_that_is_a_scan_is_missing_and_text_behind_one_is_doubted(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "x.pdf"))
    canvas.drawString(60, 700, "B2-20181623")
    canvas.showPage()
    picture(canvas)
    canvas.showPage()
    picture(canvas)
    hidden = canvas.beginText(62, 450)
    hidden.setTextRenderMode(3)
    hidden.textLine("recognized")
    canvas.drawText(hidden)
    canvas.showPage()
    picture(canvas)
    canvas.drawString(300, 30, "- 4 -")
    canvas.save()
    found = read(tmp_path / "x.pdf")
    assert shown(found) == ["B2-20181623", "recognized", "- 4 -"]
    assert [(doubt.line, doubt.missing) for doubt in found.doubts] == [(1, True), (2, False), (3, False)]
    assert said(found)[0] == "page 2 is a picture without text, and was not read; make text of it with OCR"
    assert "page 3 lies unseen behind a picture" in said(found)[1]
    assert "page 4 has a picture and hardly any text" in said(found)[2]


@pytest.mark.slow
def test_text_that_nobody_sees_in_a_pdf_is_left_out_and_told(tmp_path):
    from reportlab.lib.colors import CMYKColor
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "x.pdf"))
    canvas.drawString(60, 700, "B2-20181623")
    canvas.setFillColorRGB(0, 0, 0.5)
    canvas.rect(50, 590, 300, 30, stroke=0, fill=1)
    for y, color in ((650, (1, 1, 1)), (600, (1, 1, 1)), (550, (0.9, 0.9, 0.9))):
        canvas.setFillColorRGB(*color)
        canvas.drawString(60, y, f"at-{y}")
    canvas.setFillColor(CMYKColor(0, 0, 0, 0))
    canvas.drawString(60, 500, "no-ink")
    canvas.setFillGray(0)
    canvas.drawString(60, -40, "below")
    canvas.setFont("Helvetica", 0.2)
    canvas.drawString(60, 450, "tiny")
    canvas.setFont("Helvetica", 11)
    invisible = canvas.beginText(60, 400)
    invisible.setTextRenderMode(3)
    invisible.textLine("invisible")
    canvas.drawText(invisible)
    canvas.save()
    found = read(tmp_path / "x.pdf")
    assert shown(found) == ["B2-20181623", "at-600", "at-550"]  # white on blue is seen
    ((line, message, missing),) = found.doubts
    assert (line, missing) == (1, False)
    assert message.en == (
        "'at-650 no-ink tiny invisible below' is hidden from a reader (hidden, white or off the page),"
        " and was not read"
    )


@pytest.mark.slow
def test_encrypted(tmp_path, refused):
    from reportlab.lib.pdfencrypt import StandardEncryption

    locked = made.pdf_of_reportlab(
        tmp_path / "x.pdf", ["电信"], encrypt=StandardEncryption("secret", "owner")
    )
    assert "encrypted with a password" in refused(locked.read_bytes())
    printed = made.pdf_of_fpdf(tmp_path / "y.pdf", ["电信"], password="")
    assert shown(read(printed)) == ["电信"]  # the empty password opens it


@pytest.mark.slow
def test_broken_pdfs(tmp_path, refused):
    whole = made.pdf_of_fpdf(tmp_path / "x.pdf").read_bytes()
    broken = "it is a PDF that is broken or cut off"
    assert broken in refused(b"%PDF-1.4\n")
    assert broken in refused(whole[:2_000])
    assert broken in refused(b"%PDF-1.7" + b"\x00\xff" * 5_000)


@pytest.mark.slow
def test_a_damaged_page_is_doubted(tmp_path):
    """The text up to the damage is read, and nobody takes it for the whole."""
    whole = made.pdf_of_fpdf(tmp_path / "x.pdf").read_bytes()
    at = whole.index(b"stream") + 1_200  # in the first page's compressed content
    (tmp_path / "y.pdf").write_bytes(
        whole[:at] + bytes(byte ^ 0x55 for byte in whole[at : at + 9]) + whole[at + 9 :]
    )
    found = read(tmp_path / "y.pdf")
    assert text(found) != squeezed(TEXT)
    assert "the PDF is damaged and was read as far as it could be; look whether text is missing" in said(
        found
    )


@pytest.mark.slow
def test_too_many_pages_and_too_long(tmp_path, refused, monkeypatch):
    file = made.pdf_of_reportlab(tmp_path / "x.pdf")
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 1_000)
    assert "more than 1,000 characters" in refused(file.read_bytes())
    monkeypatch.setattr(pdf, "MAX_PAGES", 3)
    assert "a PDF of 4 pages" in refused(file.read_bytes())
    monkeypatch.setattr(pdf, "MAX_SECONDS", 0.001)
    assert "takes more than 0 seconds" in refused(file.read_bytes())


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_forms_within_forms(tmp_path, refused, monkeypatch):
    """Ten times the next one, twelve times over: whatever the library does, it ends, and says that it could not."""
    head = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]"
        b"/Resources<</Font<</F 5 0 R>>/XObject<</X%d %d 0 R>>>>/Length %d>>"
    )
    monkeypatch.setattr(pdf, "MAX_SECONDS", 3.0)
    forms = []
    for at in range(12):
        content = b"/X%d Do " % (at + 1) * 10 if at < 11 else b"BT /F 12 Tf (ab) Tj ET"
        forms.append(head % (at + 1, at + 9, len(content)) + b"stream\n" + content + b"\nendstream")
    assert refused(made.pdf_of_objects(tmp_path / "x.pdf", b"/X0 Do", *forms).read_bytes())


def test_without_the_extra(refused, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert "pip install 'pytest-icplicense[import]'" in refused(b"%PDF-1.4\n")


# What has no text

OTHERS = {
    "it is empty": b"",
    "it has no text": b" \n\n\t",
    "a NUL byte stands in line 2": "经营许可\n公司\0名称".encode(),
    "neither UTF-8, UTF-16, GB18030 nor Big5 text (the first byte that is no UTF-8, 0xff, stands in line 2)": (
        "经营\n".encode() + b"\xff\xff"
    ),
    "begins as UTF-16-LE text, but line 1 holds bytes": "经营".encode("utf-16") + b"\x00",
    "a picture (PNG)": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a picture (JPEG)": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "an old Office format (DOC)": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "an RTF document": rb"{\rtf1\ansi}",
    "a web archive (MHTML)": b"MIME-Version: 1.0\n",
    "larger than 20 MiB": b" " * (MAX_BYTES + 1),
    "larger than 4,000,000 characters": b"1" * 4_000_001,
    "more than 100,000 lines": b"1\n" * 300_000,
    "elements nested thousands deep": b"<html>" + b"<div>" * 6_000 + b"x",
}


@pytest.mark.parametrize("message", OTHERS)
def test_what_it_is_not(message, refused):
    assert message in refused(OTHERS[message])


def test_broken_utf8_is_not_taken_for_gb18030(refused):
    """Any even number of such bytes decodes as GB18030, to characters that no text has."""
    data = TEXT.encode()
    assert "neither UTF-8" in refused(data[:3_002])


def test_files_that_cannot_be_opened(tmp_path):
    for path, message in ((tmp_path, "it is no file"), (tmp_path / "no", "there is no such file")):
        with pytest.raises(NotReadable, match=message):
            read(path)


# Hostile lines


HOSTILE = {"txt": "1 ", "md": "[(*", "html": "< "}
"""The characters tried in every run; the others, which take as long, in the slow ones."""
UNITS = [
    "[",
    "(",
    "*",
    "_ ",
    "|",
    "<",
    "<a ",
    "&#",
    "1",
    " ",
    "`",
    "\\",
    "[a](",
    "<!--",
    '<p title="',
    "<p>",
    "⽹",
]


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("suffix", "unit"),
    [
        pytest.param(suffix, unit, marks=() if unit in often else pytest.mark.slow)
        for suffix, often in HOSTILE.items()
        for unit in UNITS
    ],
)
def test_a_line_of_a_million_characters(suffix, unit, reading):
    line = unit * (1_000_000 // len(unit))
    source = f"<html>许可\n{line}\n末" if suffix == "html" else f"# 许可\n{line}\n末"
    with suppress(NotReadable):
        reading(source, f"license.{suffix}")
