"""Which text of a Word brochure its readers see: passed, failed where nobody does, open where only a printed page tells."""

from __future__ import annotations

import zipfile

import pytest

NUMBER = "京B2-20181623"
SPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "v": "urn:schemas-microsoft-com:vml",
        "new": "urn:a-namespace-that-word-does-not-know",
    }.items()
)


SOLID = '<a:srgbClr val="FFFFFF"/>'


def run(text=NUMBER, look=""):
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(look="", style=""):
    return f"<w:p><w:pPr>{style}</w:pPr>{run(look=look)}</w:p>"


def within(inner):
    return f"<w:p><w:r>{inner}</w:r></w:p>"


def color(ink):
    return f'<w:color w:val="{ink}"/>'


def themed(name):
    """As programs other than Word write it, which do not say what color that is."""
    return f'<w:color w:val="000000" w:themeColor="{name}"/>'


def shading(fill, pattern="clear", ink="auto"):
    return f'<w:shd w:val="{pattern}" w:color="{ink}" w:fill="{fill}"/>'


def cells(*cells):
    return f"<w:tbl><w:tr>{''.join(f'<w:tc>{each}</w:tc>' for each in cells)}</w:tr></w:tbl>"


def row(properties):
    return f"<w:tbl><w:tr><w:trPr>{properties}</w:trPr><w:tc>{PLAIN}</w:tc></w:tr></w:tbl>"


def table(properties):
    return cells(paragraph()).replace("<w:tbl>", f"<w:tbl><w:tblPr>{properties}</w:tblPr>")


def sized(wide, high, below, text=None):
    """A text box of this size, so far below its paragraph."""
    extent = f'<wp:extent cx="{wide}" cy="{high}"/>'
    box = floating(paragraph() if text is None else text, fill="", below=below)
    return box.replace("<wp:wrapNone/>", f"{extent}<wp:wrapNone/>")


def choice(taken, otherwise, needs="wps"):
    first, second = (
        f'<mc:Choice Requires="{needs}">{taken}</mc:Choice>',
        f"<mc:Fallback>{otherwise}</mc:Fallback>",
    )
    return f"<mc:AlternateContent>{first}{second}</mc:AlternateContent>"


def floating(text="", fill=SOLID, behind=0, wrap="wrapNone", hidden=0, below=None, turned=0):
    box = f"<wps:txbx><w:txbxContent>{text}</w:txbxContent></wps:txbx>" if text else ""
    inside = f"<a:solidFill>{fill}</a:solidFill>" if fill else "<a:noFill/>"
    shape = f'<wps:wsp><wps:spPr><a:xfrm rot="{turned}"/>{inside}</wps:spPr>{box}</wps:wsp>'
    offset = f"<wp:posOffset>{below}</wp:posOffset>" if below is not None else "<wp:align>top</wp:align>"
    placed = f'<wp:positionV relativeFrom="paragraph">{offset}</wp:positionV>'
    drawing = f'{placed}<wp:{wrap}/><wp:docPr id="1" hidden="{hidden}"/><a:graphic>{shape}</a:graphic>'
    return within(
        choice(f'<w:drawing><wp:anchor behindDoc="{behind}">{drawing}</wp:anchor></w:drawing>', "<w:pict/>")
    )


def styled(properties, kind="paragraph"):
    return {
        "styles": f'<w:styles {SPACES}><w:style w:type="{kind}" w:styleId="S">{properties}</w:style></w:styles>'
    }


def part(root, more=""):
    """A header, footer or notes with the number, and what relates the document to it."""
    relation = '<Relationship Id="r1" Type="x" Target="part1.xml"/>'
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>'
    return {"part1": f"<w:{root} {SPACES}>{PLAIN}{more}</w:{root}>", "_rels/document.xml.rels": relations}


def section(which, on, more=""):
    return f'<w:sectPr><w:{which}Reference w:type="{on}" r:id="r1"/>{more}</w:sectPr>'


PLAIN = paragraph()
PAGE_ENDS = within('<w:br w:type="page"/>')
AFTER_A_PAGE = paragraph("", "<w:pageBreakBefore/>")
NOTES = f'<w:footnotes {SPACES}><w:footnote w:id="2">{PLAIN}</w:footnote></w:footnotes>'
WHITE, BLACK = color("FFFFFF"), color("000000")
SUPERSCRIPT = '<w:vertAlign w:val="superscript"/>'
HAIR = '<w:position w:val="2"/>'
CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>" + PLAIN + "</w:sdtContent></w:sdt>"
OLDER = f'<w:pict><v:shape style="{{}}"><v:textbox><w:txbxContent>{PLAIN}</w:txbxContent></v:textbox></v:shape></w:pict>'
FILLED = '<w14:textFill><w14:solidFill><w14:srgbClr w14:val="FFFFFF"/></w14:solidFill></w14:textFill>'
RECTANGLE = '<w:pict><v:rect style="position:absolute; width:300pt; z-index:1" fillcolor="white"/></w:pict>'

PASSED = {
    "of a color of the theme": (paragraph(themed("text1")), {}),
    "white of the theme on blue": (paragraph(themed("background1"), shading("1F3864")), {}),
    "plain": (PLAIN, {}),
    "split": (f"<w:p>{run('京B2-')}{run('2018', '<w:b/>')}{run('1623')}</w:p>", {}),
    "in a header": (section("header", "default"), part("hdr")),
    "in a footer": (section("footer", "default"), part("ftr")),
    "in the header of a title page": (section("header", "first", "<w:titlePg/>"), part("hdr")),
    "in a footnote": (within('<w:footnoteReference w:id="2"/>'), {"footnotes": NOTES}),
    "inserted": (f"<w:p><w:ins>{run()}</w:ins></w:p>", {}),
    "in a text box": (floating(PLAIN), {}),
    "white in a blue text box": (floating(paragraph(WHITE), '<a:srgbClr val="1F3864"/>'), {}),
    "before a shape": (PLAIN + floating(behind=1), {}),
    "beside a shape": (PLAIN + floating(wrap="wrapSquare"), {}),
    "beside a frame without a fill": (PLAIN + floating(fill=""), {}),
    "on the page before that of a shape": (PLAIN + PAGE_ENDS + floating(), {}),
    "on the page after that of a shape": (floating() + AFTER_A_PAGE, {}),
    "above a shape that hangs from a later paragraph": (PLAIN + floating(below=9000), {}),
    "in a footer of several pages": (section("footer", "default") + floating() + PAGE_ENDS, part("ftr")),
    "in the version for older programs": (within(choice("<w:t>a</w:t>", f"<w:t>{NUMBER}</w:t>", "new")), {}),
    "in a content control": (CONTROL.format(""), {}),
    "white in a blue paragraph": (paragraph(WHITE, shading("1F3864")), {}),
    "white in a paragraph of a blue style": (
        paragraph(WHITE, '<w:pStyle w:val="S"/>'),
        styled(f"<w:pPr>{shading('1F3864')}</w:pPr>"),
    ),
    "of any color on black": (paragraph(shading("000000")), {}),
    "highlighted": (paragraph('<w:highlight w:val="yellow"/>'), {}),
    "gray": (paragraph(color("808080")), {}),
    "a hair above its line": (f"<w:p>{run('京B2-2018162')}{run('3', HAIR)}</w:p>", {}),
    "with a note above it": (
        f"<w:p>{run()}{run('1', SUPERSCRIPT)}{run('2')}</w:p>",
        {},
    ),
    "in narrow letters": (paragraph('<w:spacing w:val="-10"/>'), {}),
    "in a row of fixed height": (row('<w:trHeight w:val="400" w:hRule="exact"/>'), {}),
    "from left to right": (f'<w:p><w:bdo w:val="ltr">{run()}</w:bdo></w:p>', {}),
    "small letters shown as capitals": (paragraph("<w:caps/>").replace("京B", "京b"), {}),
    "fitted into an inch and a half": (paragraph('<w:fitText w:val="2160"/>'), {}),
    "in a text box at its place": (sized(1_800_000, 300_000, 2_000_000), {}),
    "in a table moved a little": (table('<w:tblInd w:w="-108" w:type="dxa"/>'), {}),
    "after a text box off the page": (sized(1_800_000, 300_000, -90_000_000, "") + PLAIN, {}),
}
FAILED = {
    "on the theme's ink": (paragraph(BLACK + shading("auto").replace("/>", ' w:themeFill="text1"/>')), {}),
    "of the color of the theme's paper": (paragraph(themed("background1")), {}),
    "filled with the color of the theme's paper": (
        paragraph(FILLED.replace('srgbClr w14:val="FFFFFF"', 'schemeClr w14:val="bg1"')),
        {},
    ),
    "in a header that no section has": ("", part("hdr")),
    "in the header of a title page that no section has": (section("header", "first"), part("hdr")),
    "in the header of even pages where all are alike": (section("header", "even"), part("hdr")),
    "in a footnote that nothing refers to": ("", {"footnotes": NOTES}),
    "hidden by a style": (paragraph("", '<w:pStyle w:val="S"/>'), styled("<w:rPr><w:vanish/></w:rPr>")),
    "hidden by a style of characters": (
        paragraph('<w:rStyle w:val="S"/>'),
        styled("<w:rPr><w:vanish/></w:rPr>", "character"),
    ),
    "hidden in part": (f"<w:p>{run('京B2-')}{run('2018', '<w:vanish/>')}{run('1623')}</w:p>", {}),
    "deleted": (f"<w:p><w:del><w:r><w:delText>{NUMBER}</w:delText></w:r></w:del></w:p>", {}),
    "moved away": (f"<w:p><w:moveFrom>{run()}</w:moveFrom></w:p>", {}),
    "struck out": (paragraph("<w:strike/>"), {}),
    "white in a white text box": (floating(paragraph(WHITE)), {}),
    "in a hidden text box": (floating(PLAIN, hidden=1), {}),
    "in a version for programs to come": (within(choice(f"<w:t>{NUMBER}</w:t>", "<w:t>a</w:t>", "new")), {}),
    "only in the version for older programs": (within(choice("<w:t>a</w:t>", f"<w:t>{NUMBER}</w:t>")), {}),
    "black on black": (paragraph(BLACK + shading("000000")), {}),
    "black on solid black": (paragraph(BLACK + shading("FFFFFF", "solid", "000000")), {}),
    "black highlighted in black": (paragraph(BLACK + '<w:highlight w:val="black"/>'), {}),
    "black in a black cell": (cells(f"<w:tcPr>{shading('000000')}</w:tcPr>{paragraph(BLACK)}"), {}),
    "white beside a black cell": (cells(f"<w:tcPr>{shading('000000')}</w:tcPr><w:p/>", paragraph(WHITE)), {}),
    "without a fill": (paragraph("<w14:textFill><w14:noFill/></w14:textFill>"), {}),
    "pressed together": (paragraph('<w:w w:val="1"/>'), {}),
    "in lines of a point": (paragraph("", '<w:spacing w:line="20" w:lineRule="exact"/>'), {}),
    "in a row of half a point": (row('<w:trHeight w:val="10" w:hRule="exact"/>'), {}),
    "in a hidden row": (row("<w:hidden/>"), {}),
    "in a deleted row": (row('<w:del w:id="1"/>'), {}),
    "in a deleted cell": (cells(f'<w:tcPr><w:cellDel w:id="1"/></w:tcPr>{PLAIN}'), {}),
    "in a field's code": (within(f"<w:instrText>{NUMBER}</w:instrText>"), {}),
    "in a frame of a point": (paragraph("", '<w:framePr w:h="20" w:hRule="exact" w:x="1" w:y="1"/>'), {}),
    "filled with white": (paragraph(FILLED), {}),
    "in a table of a style that hides it": (
        table('<w:tblStyle w:val="S"/>'),
        styled("<w:rPr><w:vanish/></w:rPr>", "table"),
    ),
}
OPEN = {
    "white in a text box of a theme's color": (
        floating(paragraph(WHITE), '<a:schemeClr val="accent1"/>'),
        {},
    ),
    "under a shape": (PLAIN + floating(), {}),
    "below what a shape hangs from": (floating(below=9000) + PLAIN, {}),
    "above what a turned shape hangs from": (PLAIN + floating(below=9000, turned=2700000), {}),
    "above what a raised shape hangs from": (PLAIN + floating(below=-9000), {}),
    "beside a column with a shape": (
        f'{PLAIN}{floating(below=9000)}<w:sectPr><w:cols w:num="2"/></w:sectPr>',
        {},
    ),
    "in a cell beside one with a shape": (cells(PLAIN, floating(below=0)), {}),
    "in a text box above a shape": (floating(PLAIN, fill="") + floating(below=9000), {}),
    "under a filled text box": (PLAIN + floating(paragraph().replace(NUMBER, "a")), {}),
    "in a footer of one page": (section("footer", "default") + floating(), part("ftr")),
    "in a footer with a shape": (section("footer", "default") + PAGE_ENDS, part("ftr", floating())),
    "under a rectangle of older programs": (PLAIN + within(RECTANGLE), {}),
    "in lettering": (within(f'<w:pict><v:shape><v:textpath string="{NUMBER}"/></v:shape></w:pict>'), {}),
    "a placeholder": (CONTROL.format("<w:showingPlcHdr/>"), {}),
    "pale": (paragraph(color("C8C8C8")), {}),
    "moved far to the left": (paragraph("", '<w:ind w:left="-20000"/>'), {}),
    "in a frame off the page": (paragraph("", '<w:framePr w:x="-9000" w:y="100"/>'), {}),
    "of letters that lie on each other": (paragraph('<w:spacing w:val="-400"/>'), {}),
    "perhaps in a diagram": (within('<w:drawing><a:relIds r:dm="r1"/></w:drawing>'), {}),
    "perhaps in another document": ('<w:altChunk r:id="r1"/>', {}),
    "turned around": (f'<w:p><w:bdo w:val="rtl">{run()}</w:bdo></w:p>', {}),
    "turned around by a sign": (paragraph().replace("京", "\u202e京"), {}),
    "fitted into a point": (paragraph('<w:fitText w:val="20"/>'), {}),
    "in a text box of no size": (sized(1, 1, 0), {}),
    "in a text box above the page": (sized(1_800_000, 300_000, -90_000_000), {}),
    "in a small box of older programs": (within(OLDER.format("width:1pt;height:1pt")), {}),
    "in a box of older programs off the page": (within(OLDER.format("margin-left:-2000pt")), {}),
    "in a table off the page": (table('<w:tblInd w:w="-20000" w:type="dxa"/>'), {}),
    "in a table placed off the page": (table('<w:tblpPr w:tblpX="-20000" w:tblpY="1"/>'), {}),
    "white in a table of a style": (
        table('<w:tblStyle w:val="S"/>'),
        styled(f"<w:rPr>{WHITE}</w:rPr>", "table"),
    ),
}


@pytest.mark.parametrize(
    ("body", "parts", "outcome"),
    [
        (*case, outcome)
        for cases, outcome in ((PASSED, "passed"), (FAILED, "failed"), (OPEN, "pending"))
        for case in cases.values()
    ],
    ids=[*PASSED, *FAILED, *OPEN],
)
def test_a_number_counts_where_readers_of_the_document_see_it(leaflet, tmp_path, body, parts, outcome):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        text = f"<w:p><w:r><w:t>产品手册</w:t></w:r></w:p>{body}"
        package.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{text}</w:body></w:document>")
        for name, content in parts.items():
            package.writestr(f"word/{name}" if "." in name else f"word/{name}.xml", content)
    ruled = leaflet("a.docx")
    assert ruled.outcome == outcome
    assert (ruled.reason is not None and "look at it yourself" in ruled.reason.en) is (outcome == "pending")


WHY = {
    "pale": ("it is pale;", "其颜色较浅；"),
    "white in a text box of a theme's color": ("it is on a ground that is not known;", "其底色不明；"),
    "moved far to the left": ("it is moved far aside, perhaps off the page;", "其位置偏远，可能在页面之外；"),
    "a placeholder": ("it is a placeholder for a text;", "其为占位文字；"),
    "under a shape": ("a shape or a picture floats before the text,", "有形状或图片浮于文字上方，"),
    "turned around": ("its text is turned around, from right to left;", "其文字被强制从右向左排列；"),
    "in a text box of no size": ("its box may be too small to show it;", "其文本框过小，可能显示不全；"),
}


@pytest.mark.parametrize("case", WHY)
def test_the_one_reason_is_told_for_which_a_number_may_not_be_seen(leaflet, tmp_path, case):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        text = f"{paragraph(color('C8C8C8')).replace(NUMBER, '手册')}{OPEN[case][0]}"
        package.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{text}</w:body></w:document>")
    reason = leaflet("a.docx").reason
    assert reason.en.startswith(f"the text of a.docx has {NUMBER}, but {WHY[case][0]}")
    assert WHY[case][1] in reason.zh


@pytest.mark.parametrize("look", [SUPERSCRIPT, '<w:position w:val="12"/>', '<w:position w:val="-6"/>'])
def test_a_digit_above_the_line_is_none_of_the_number(leaflet, tmp_path, look):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        text = f"<w:p>{run('京B2-2018162')}{run('3', look)}</w:p>"
        package.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{text}</w:body></w:document>")
    ruled = leaflet("a.docx")
    assert ruled.outcome == "pending"
    assert f"it writes {NUMBER} with a gap between its digits: write it in one piece" in ruled.reason.en


@pytest.mark.parametrize("many", [400, 5000])
def test_numbers_of_any_length_are_read(leaflet, tmp_path, many):
    long = "9" * many
    looks = f'<w:sz w:val="{long}"/><w:fitText w:val="{long}"/><w:spacing w:val="{long}"/>'
    text = f"""{sized(long, long, long)}{paragraph(looks, f'<w:numPr><w:ilvl w:val="{long}"/></w:numPr>')}"""
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        package.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{text}</w:body></w:document>")
    assert leaflet("a.docx").outcome == "passed"
