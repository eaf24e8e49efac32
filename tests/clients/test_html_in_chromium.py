"""The page in a real browser: filters, languages, links, keyboard, print, accessibility, and 200 services."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from browser import A4, SCREENSHOTS, chromium, opened, violations
from example_counts import CLAUSES
from pypdf import PdfReader

from pytest_icplicense.reports.pages import html, pdf
from pytest_icplicense.reports.pages.dossier import visible

pytestmark = pytest.mark.clients


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def written(tmp_path):
    """Writes the report of a project; the file."""

    def write(project, name="report.html"):
        file = tmp_path / name
        file.write_text(html.render(project.report()), encoding="utf-8")
        return file

    return write


@pytest.fixture
def mixed(project):
    """A project with something of every verdict but an error."""
    project.add_feature("web-search", "web")
    project.change("operator.icp.yaml", "answered: 2022-04-08", "answered: 2022-04-28")
    project.change("ads-console.icp.yaml", 'amount: "99.00", ', 'amount: "199.00", ')
    waiver = "[{check: SP-15.5.2, subject: '*', reason: 调价公告中, approver: 王芳, from: 2022-05-01, expires: 2022-08-01}]"
    (project.root / "icp-waivers.yaml").write_text(waiver, encoding="utf-8")
    return project


def clauses(page):
    return [each.get_attribute("id") for each in page.locator("details.clause").all()]


def shown(page):
    return [int(number) for number in re.findall(r"\d+", page.locator("#shown").inner_text())]


def open_all(page):
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    page.wait_for_function(f"document.querySelectorAll('details.clause .body').length === {CLAUSES}")


def test_the_verdict_stands_at_the_top_and_failed_clauses_are_open(browser, written, mixed):
    with opened(browser, written(mixed)) as page:
        headline = page.locator("#headline")
        assert headline.inner_text() == "× 3 cases fail, in 3 clauses"
        assert headline.bounding_box()["y"] < 200
        told = page.locator("details[id='SP-02.2']")
        assert told.get_attribute("open") is not None
        assert "needs B25/search, which 京B2-20181623 excludes" in told.inner_text()
        assert re.search(r"ads-console\.icp\.yaml:\d+:\d+", told.inner_text())
        assert "licensed before it goes live" in told.inner_text()
        assert page.locator("details[id='SP-02.4']").get_attribute("open") is None
        assert page.locator("details[id='SP-02.4'] .body").count() == 0  # not built before somebody looks
        page.locator("details[id='SP-02.4'] summary").click()
        page.wait_for_selector("details[id='SP-02.4'] .body")
        assert "web/index.html" in page.locator("details[id='SP-02.4']").inner_text()


def test_filters_by_verdict_level_and_service(browser, written, mixed):
    with opened(browser, written(mixed)) as page:
        everything = shown(page)
        assert everything[0] == everything[1] == CLAUSES
        assert everything[2] == everything[3] > 190
        page.select_option("[name=verdict]", "failed")
        failed = clauses(page)
        assert {"SP-02.2", "SP-05.4", "LIC.3"} == set(failed)
        assert shown(page)[0] == len(failed) == 3
        assert page.locator("#matrix tbody tr").count() == 3
        page.select_option("[name=service]", label="北京巨量引擎网络技术有限公司")
        assert clauses(page) == ["SP-05.4"]
        assert page.locator("#matrix thead th").count() == 2
        page.select_option("[name=service]", "")
        page.select_option("[name=level]", "critical")
        assert "SP-05.4" not in clauses(page)
        assert "SP-02.2" in clauses(page)
        page.select_option("[name=level]", "minor")
        page.select_option("[name=verdict]", "waived")
        assert clauses(page) == []
        assert page.locator("#clauses-body").inner_text() == "Nothing matches the filter."
        page.locator("button[type=reset]").click()
        page.wait_for_function(f"document.querySelectorAll('details.clause').length === {CLAUSES}")
        assert shown(page) == everything


def test_both_languages_are_in_the_page_and_one_is_seen(browser, written, mixed):
    with opened(browser, written(mixed)) as page:
        assert "What to do" in page.locator("body").inner_text()
        page.select_option("[name=verdict]", "failed")
        page.get_by_role("button", name="中文").click()
        seen = page.locator("body").inner_text()
        assert "整改措施" in seen
        assert "3 条条款中有 3 项不合规" in seen
        for english in ("What to do", "failed", "Timeline", "Verdict", "critical", "days"):
            assert english not in seen
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        assert page.title() == "许可证合规报告 京B2-20181623 · 2022-06-01"
        assert len(clauses(page)) == 3  # the filter is kept
        page.get_by_role("button", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en"
        assert "整改措施" not in page.locator("body").inner_text()


def test_links_lead_to_the_clause_and_open_it_even_where_a_filter_hid_it(browser, written, mixed):
    with opened(browser, written(mixed)) as page:
        for link in page.locator("nav a").all():
            target = link.get_attribute("href")
            link.click()
            page.wait_for_function(
                "target => document.querySelector(target).getBoundingClientRect().top < innerHeight",
                arg=target,
            )
        page.locator("#matrix td.pending a").first.click()
        wanted = page.evaluate("location.hash.slice(1)")
        page.wait_for_selector(f"details[id='{wanted}'][open]")  # a link is followed after the click
        page.wait_for_function("wanted => document.activeElement.parentElement.id === wanted", arg=wanted)
        page.wait_for_function(
            "wanted => { const y = document.getElementById(wanted).getBoundingClientRect().y; return 0 <= y && y < 500 }",
            arg=wanted,
        )
        page.select_option("[name=verdict]", "failed")
        page.evaluate("location.hash = '#SP-02.4'")
        page.wait_for_selector("details[id='SP-02.4'][open]")
        assert page.locator("[name=verdict]").input_value() == ""


def test_it_can_be_used_with_the_keyboard_alone(browser, written, mixed):
    with opened(browser, written(mixed)) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "verdict"
        reached = []
        for _ in range(12):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.name || document.activeElement.hash"))
        assert [each for each in reached if each in ("verdict", "level", "service")] == [
            "verdict",
            "level",
            "service",
        ]
        page.locator("details[id='SP-02.4'] summary").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("details[id='SP-02.4'] .body")


def test_hostile_text_is_seen_as_text(browser, written, hostile_project, hostile_name):
    with opened(browser, written(hostile_project)) as page:
        assert page.evaluate("document.images.length") == 0
        assert page.evaluate("document.scripts.length") == 2
        open_all(page)
        assert visible(hostile_name) in page.locator("details[id='SP-05.1']").inner_text()
        assert visible(hostile_name) in page.locator("details[id='SP-15.5.2']").inner_text()
        assert visible(hostile_name) in page.locator("#matrix thead").text_content()
        assert visible(hostile_name) in page.locator("[name=service]").text_content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_violation(browser, written, mixed, scheme, width):
    with opened(browser, written(mixed), width, color_scheme=scheme) as page:
        for lang in ("中文", "English"):
            page.get_by_role("button", name=lang).click()
            open_all(page)
            assert violations(page) == []


def test_without_scripts_the_verdict_and_the_findings_are_there(browser, written, mixed):
    with opened(browser, written(mixed), java_script_enabled=False) as page:
        seen = page.locator("body").inner_text()
        assert "3 cases fail" in seen
        assert "needs B25/search" in seen
        assert not page.locator("#filters").is_visible()


def test_200_services(browser, written, project):
    text = project.service.read_text(encoding="utf-8")
    for number in range(199):
        copy = text.replace("name: ads-console", f"name: service-{number:03}", 1)
        if number % 7 == 0:
            copy = copy.replace("\nfeatures:\n", "\nfeatures:\n  - {id: web, kind: web-search}\n")
        (project.root / f"service-{number:03}.icp.yaml").write_text(copy, encoding="utf-8")
    file = written(project)
    with opened(browser, file) as page:
        page.select_option("[name=service]", label="service-007")
        page.locator("button[type=reset]").click()
        page.wait_for_function(f"document.querySelectorAll('details.clause').length === {CLAUSES}")
        page.get_by_role("button", name="Later columns").click()
        assert "Columns 31–60 of 201" in page.locator(".pager").inner_text()
        assert page.evaluate("document.activeElement.textContent") == "Later columns"
        assert page.locator("#matrix td.failed").count() > 5
        page.screenshot(path=SCREENSHOTS / "200-services.png")


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [("390", 390, "light"), ("390-dark", 390, "dark"), ("1280", 1280, "light"), ("1280-dark", 1280, "dark")],
)
def test_nothing_sticks_out_and_screenshots_are_kept(browser, written, mixed, name, width, scheme):
    with opened(browser, written(mixed), width, color_scheme=scheme) as page:
        page.screenshot(path=SCREENSHOTS / f"{width}-{scheme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        sticking_out = page.evaluate(
            """width => [...document.querySelectorAll("body *")].filter(each => !each.closest(".wide, .unseen, .skip")
               && each.getBoundingClientRect().right > width + 1).map(each => each.outerHTML.slice(0, 80))""",
            width,
        )
        assert sticking_out == []


def test_print_opens_every_clause_and_fits_a4(browser, written, mixed):
    with opened(browser, written(mixed), A4["width"]) as page:
        before = page.locator("details.clause[open]").count()
        data = page.pdf(prefer_css_page_size=True)
        (SCREENSHOTS / "print.pdf").write_bytes(data)
        reader = PdfReader(io.BytesIO(data))
        text = "".join(sheet.extract_text() for sheet in reader.pages)
        assert 5 < len(reader.pages) < 60
        assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
        assert "Show everything" not in text
        assert "web/juliangyinqing/site/index.html" in text  # in a clause that was closed
        page.wait_for_function(
            "before => document.querySelectorAll('details.clause[open]').length === before", arg=before
        )
        page.emulate_media(media="print")
        page.screenshot(path=SCREENSHOTS / "print.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") == A4["width"]


def test_the_pdf_for_an_auditor_is_kept_beside_them(mixed):
    pdf.chinese_font()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    data = pdf.render(mixed.report())
    Path(SCREENSHOTS / "audit.pdf").write_bytes(data)
    assert len(PdfReader(io.BytesIO(data)).pages) > 10
