"""The PDF: pages with numbers, fonts inside, the same bytes each time, and no empty box for a character."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
import reportlab
from pypdf import PdfReader

from pytest_icplicense import __version__
from pytest_icplicense.reports.pages import pdf
from pytest_icplicense.reports.pages.dossier import visible
from pytest_icplicense.reports.provenance import provenance
from pytest_icplicense.reports.refusal import NoReport


@pytest.fixture(autouse=True)
def _printer():
    """`make clients` insists on what these tests do without where it is missing."""
    try:
        pdf.chinese_font()
    except NoReport as error:
        pytest.skip(error.message.en)


def read(data):
    reader = PdfReader(io.BytesIO(data))
    return reader, [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


def squeezed(text):
    return re.sub(r"\s+", "", text)


@pytest.mark.slow
def test_it_tells_an_auditor_everything_on_numbered_pages(project):
    project.add_feature("web-search", "web")
    run = project.report()
    sha256_of_service = sha256(project.service.read_bytes()).hexdigest()
    shutil.rmtree(project.root)  # a report is a value: no file is looked at any more
    reader, pages = read(pdf.render(run))
    facts, text = provenance(run), squeezed("".join(pages))
    assert "1problem(1critical)in1file·outside京B2-20181623" in squeezed(pages[0])
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page
        assert "As of 2022-06-01" in page
        assert f"pytest-icplicense {__version__}" in page
    assert facts.policies_sha256 in text
    for each in facts.inputs:
        assert squeezed(each.path) in text
        assert each.sha256 in text
    assert sha256_of_service in text
    for told in (
        "不得经营或变相经营未经许可的其他电信业务",
        "licensedbeforeitgoeslive",
        "evidence/service-policy.md",
    ):
        assert told in text
    assert re.search(r"ads-console\.icp\.yaml:\d+:\d+feature'web'", text)
    assert reader.metadata.title == "License report 京B2-20181623"
    assert f"{reader.metadata.creation_date:%Y-%m-%d}" == "2022-06-01"
    assert len(reader.outline[1]) > 5
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:  # each is inside
        (inner,) = font["/DescendantFonts"]
        described = inner.get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(described)


@pytest.mark.slow
def test_hostile_text_stays_text_and_a_character_of_no_font_is_spelled_out(hostile_project, hostile_name):
    hostile_project.change(
        "ads-console.icp.yaml", "owner: 广告审核组 李敏", "owner: 广告审核组 \U000f0000 李敏"
    )
    _, pages = read(pdf.render(hostile_project.report()))
    text = squeezed("".join(pages))
    assert squeezed(visible(hostile_name)) in text
    assert "广告审核组\\uf0000李敏" in text


@pytest.mark.slow
@pytest.mark.parametrize(
    "folder", ["nothing", Path(reportlab.__file__).parent / "fonts"], ids=["none", "latin"]
)
def test_without_a_chinese_font_there_is_one_line_that_says_what_to_install(project, tmp_path, folder):
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(
        f"<fontconfig><dir>{tmp_path / folder}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>",
        encoding="utf-8",
    )
    told = subprocess.run(
        [sys.executable, "-m", "pytest_icplicense", "report", "pdf", ".", "-o", "audit.pdf"],
        cwd=project.root,
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        capture_output=True,
        encoding="utf-8",
    )
    assert (told.returncode, told.stdout, len(told.stderr.splitlines())) == (2, "", 1), told.stderr
    assert "apt install fonts-noto-cjk" in told.stderr
    assert not (project.root / "audit.pdf").exists()
