"""The page in a real browser: first screen, search, filters, address, languages, keyboard, print, and 200 services."""

from __future__ import annotations

import io
import re

import pytest
from browser import A4, SCREENSHOTS, chromium, opened, violations
from example_counts import CLAUSES, PROVISIONS
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
    for kind, inside, number in (("provision", ".clauses", PROVISIONS), ("clause", ".body", CLAUSES)):
        page.evaluate(f"document.querySelectorAll('details.{kind}').forEach(each => {{ each.open = true; }})")
        page.locator(f"details.{kind} > {inside}").nth(number - 1).wait_for(state="attached")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")


def unfiltered(page):
    page.locator("button[type=reset]").click()
    page.get_by_text(f"{CLAUSES} of {CLAUSES} clauses").wait_for()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
def test_the_first_screen_answers_five_questions(browser, written, mixed, width, height):
    with opened(browser, written(mixed), width) as page:
        headline = page.locator("#headline")
        assert headline.inner_text() == "× 2 problems (1 critical) in 2 files · outside 京B2-20181623"
        answers = page.locator(".answers > li")
        lowest = max(each.bounding_box()["y"] + each.bounding_box()["height"] for each in answers.all())
        assert lowest < height
        to_fix, due, attested, services = (" ".join(each.inner_text().split()) for each in answers.all())
        assert to_fix == "To fix 2 developer 1, customer service 1 · 1 waived"
        assert due == "Due next in 11 days 2022-06-12 SP-05.4 · 3 in 30 days"
        assert re.fullmatch(r"Only attested 24 of \d+ clauses that pass · \d+ open", attested)
        assert services == "Services and operators 2 of 2 fail: × ads-console × 北京巨量引擎网络技术有限公司"
        cause = page.locator(".cause").first
        assert cause.bounding_box()["y"] < height
        told = cause.inner_text()
        assert "needs B25/search, which 京B2-20181623 excludes" in told
        assert "Remedy: Take the feature out" in told
        assert "developer" in told
        assert "and 3 more follow: LIC.3, SP-15.12.1–2" in told
        assert re.search(r"ads-console\.icp\.yaml:\d+:\d+", told)


def test_a_clause_is_built_when_somebody_looks_at_it(browser, written, mixed):
    with opened(browser, written(mixed)) as page:
        assert page.locator("details.clause").count() == 0
        page.locator("details[id='SP-02'] > summary").click()
        page.wait_for_selector("details[id='SP-02.4']")
        assert page.locator("details[id='SP-02.4'] .body").count() == 0
        page.locator("details[id='SP-02.4'] summary").click()
        page.wait_for_selector("details[id='SP-02.4'] .body")
        told = page.locator("details[id='SP-02.4']").inner_text()
        assert "web/index.html" in told
        assert page.locator("details[id='SP-02.4'] .other").get_attribute("lang") == "zh-Hans"


def test_search_finds_what_cases_and_clauses_say_in_both_languages(browser, written, mixed):
    with opened(browser, written(mixed)) as page:
        for sought, found in (
            ("B25/search", "SP-02.2"),
            ("信息搜索查询", "SP-02.2"),
            ("C-0528 ANSWERED", "SP-05.4"),
        ):
            page.fill("[name=q]", sought)
            page.wait_for_selector(f"details[id='{found}']")
            assert 0 < shown(page)[0] < 10
        page.fill("[name=q]", "<b>nothing like this</b>")
        page.get_by_text("Nothing matches.").first.wait_for()
        unfiltered(page)


def test_the_address_keeps_search_filters_language_and_the_open_clause(browser, written, mixed):
    file = written(mixed)
    with opened(browser, file) as page:
        page.select_option("[name=verdict]", "failed")
        page.select_option("[name=service]", label="ads-console")
        page.fill("[name=q]", "搜索 web")
        page.get_by_role("button", name="中文").click()
        page.wait_for_selector("details[id='SP-02.2']")
        address = page.evaluate("location.hash")
        kept = shown(page)
        assert kept[0] == 2
    with opened(browser, file, fragment=address) as page:
        assert page.locator("[name=verdict]").input_value() == "failed"
        assert page.locator("[name=service]").input_value() == "ads-console"
        assert page.locator("[name=q]").input_value() == "搜索 web"
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        assert shown(page) == kept
        page.locator("#matrix td.failed a").last.click()
        page.wait_for_selector("details[id='SP-02.2'][open]")
        assert page.evaluate("location.hash").endswith("at=SP-02.2")
    with opened(browser, file, fragment="#verdict=nonsense&service=nobody&q=%E0%A4%A&at=SP-99") as page:
        assert shown(page)[0] == CLAUSES


def test_filters_by_verdict_level_and_service(browser, written, mixed):
    with opened(browser, written(mixed)) as page:
        everything = shown(page)
        assert everything[0] == everything[1] == CLAUSES
        assert everything[2] == everything[3] > 190
        assert page.locator("#matrix tbody tr:visible").count() == PROVISIONS
        page.select_option("[name=verdict]", "failed")
        failed = clauses(page)
        assert {"SP-02.2", "SP-05.4", "LIC.3"} == set(failed)
        assert shown(page)[0] == len(failed) == 3
        assert page.locator("#matrix tbody tr:visible").count() == 3 + 3
        assert page.locator(".card:visible").count() == 2
        page.select_option("[name=service]", label="北京巨量引擎网络技术有限公司")
        assert clauses(page) == ["SP-05.4"]
        assert page.locator("#matrix thead th").count() == 2
        assert page.locator(".card:visible").count() == 1
        page.select_option("[name=service]", "")
        page.select_option("[name=level]", "critical")
        assert "SP-05.4" not in clauses(page)
        assert "SP-02.2" in clauses(page)
        page.select_option("[name=level]", "minor")
        page.select_option("[name=verdict]", "waived")
        assert clauses(page) == []
        assert page.locator("#clauses-body").inner_text() == "Nothing matches."
        unfiltered(page)
        assert shown(page) == everything
        page.get_by_role("button", name="Show only this").last.click()
        assert shown(page)[2] < everything[2]


def test_the_matrix_folds_by_provision(browser, written, mixed):
    with opened(browser, written(mixed), 390) as page:
        rows = page.locator("#matrix tbody tr:visible")
        fold = page.get_by_role("button", name="SP-05 ")
        assert fold.get_attribute("aria-expanded") == "false"
        fold.click()
        assert fold.get_attribute("aria-expanded") == "true"
        assert rows.count() > PROVISIONS
        page.get_by_role("button", name="Every clause").click()
        assert rows.count() == PROVISIONS + CLAUSES
        quote = page.locator("#matrix q:visible").first.bounding_box()
        assert quote["width"] > 100


def test_both_languages_are_in_the_page_and_one_is_seen(browser, written, mixed):
    with opened(browser, written(mixed)) as page:
        assert "Remedy:" in page.locator("body").inner_text()
        page.select_option("[name=verdict]", "failed")
        page.get_by_role("button", name="中文").click()
        seen = page.locator("body").inner_text()
        assert "改正：" in seen
        assert "2 个文件中有 2 个问题（关键 1 个）" in seen
        for english in (
            "Remedy",
            "failed",
            "Due next",
            "Verdict",
            "critical",
            "days",
            "customer service",
        ):
            assert english not in seen
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        assert page.title() == "许可证合规报告 京B2-20181623 · 2022-06-01"
        assert len(clauses(page)) == 3  # the filter is kept
        page.get_by_role("button", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en"
        assert "改正：" not in page.locator("body").inner_text()


def test_links_lead_to_the_clause_and_open_it_even_where_a_filter_hid_it(browser, written, mixed):
    with opened(browser, written(mixed)) as page:
        for link in page.locator("nav a").all():
            target = link.get_attribute("href")
            link.click()
            assert page.evaluate(
                "target => document.querySelector(target).getBoundingClientRect().top < innerHeight", target
            )
        page.locator("#matrix td.pending a").first.click()
        wanted = page.evaluate("location.hash.slice(1)")
        page.wait_for_selector(f"details[id='{wanted}'][open] .body")
        assert page.evaluate("document.activeElement.parentElement.id") == wanted
        y = page.locator(f"details[id='{wanted}']").bounding_box()["y"]
        assert 0 <= y < 500
        page.locator("#problems a", has_text="SP-02.2").click()
        page.wait_for_selector("details[id='SP-02.2'][open] .body")
        page.go_back()
        assert page.evaluate("location.hash.slice(1)") == wanted
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
        for _ in range(40):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.name || document.activeElement.hash"))
        fields = ["q", "verdict", "level", "service"]
        assert [each for each in reached if each in fields] == fields
        for wanted, built in (("SP-02", ".clauses"), ("SP-02.4", ".body")):
            page.locator(f"details[id='{wanted}'] > summary").focus()
            page.keyboard.press("Enter")
            page.wait_for_selector(f"details[id='{wanted}'] > {built}")


def test_hostile_text_is_seen_as_text(browser, written, hostile_project, hostile_name):
    with opened(browser, written(hostile_project)) as page:
        assert page.evaluate("document.images.length") == 0
        assert page.evaluate("document.scripts.length") == 2
        open_all(page)
        assert visible(hostile_name) in page.locator("details[id='SP-05.1']").inner_text()
        assert visible(hostile_name) in page.locator("details[id='SP-15.5.2']").inner_text()
        assert visible(hostile_name) in page.locator("#matrix thead").text_content()
        assert visible(hostile_name) in page.locator("[name=service]").text_content()


@pytest.mark.parametrize(
    ("width", "scheme", "whole"),
    [(390, "light", False), (390, "dark", True), (1280, "light", True), (1280, "dark", False)],
)
def test_axe_finds_no_violation(browser, written, mixed, width, scheme, whole):
    """As the page opens, in Chinese, and with some clauses open, or with all of them, which takes axe its time."""
    with opened(browser, written(mixed), width, color_scheme=scheme) as page:
        page.get_by_role("button", name="中文").click()
        assert violations(page) == []
        page.get_by_role("button", name="English").click()
        if whole:
            open_all(page)
            page.locator("[data-unfold]").click()
        else:
            page.select_option("[name=verdict]", "pending")
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
            page.locator("details.clause .body").first.wait_for()
        assert violations(page) == []


def test_without_scripts_the_verdict_and_the_findings_are_there(browser, written, mixed):
    with opened(browser, written(mixed), java_script_enabled=False) as page:
        seen = page.locator("body").inner_text()
        assert "2 problems (1 critical)" in seen
        assert "needs B25/search" in seen
        assert not page.locator("#filters").is_visible()
        assert not page.locator(".languages").is_visible()
        assert page.locator("#matrix table tbody tr").count() == CLAUSES
        assert page.locator("#matrix td.failed").count() == 3
        assert page.locator("#clauses article").count() == CLAUSES
        page.locator("#problems a", has_text="SP-02.2").click()
        assert page.locator("article[id='SP-02.2']").bounding_box()["y"] < 500


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
        assert page.locator(".card:not([hidden])").count() == 1
        unfiltered(page)
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
        page.locator("#problems a", has_text="SP-02.2").click()
        page.wait_for_selector("details[id='SP-02.2'][open]")
        before = page.locator("details.clause[open]").count()
        assert before == 1
        data = page.pdf(prefer_css_page_size=True)
        (SCREENSHOTS / "print.pdf").write_bytes(data)
        reader = PdfReader(io.BytesIO(data))
        text = "".join(sheet.extract_text() for sheet in reader.pages)
        assert 5 < len(reader.pages) < 60
        assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
        assert "Show everything" not in text
        assert "web/juliangyinqing/site/index.html" in text  # in a clause that was closed
        assert page.locator("details.clause[open]").count() == before
        page.emulate_media(media="print")
        page.screenshot(path=SCREENSHOTS / "print.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") == A4["width"]


def test_what_the_tests_of_the_pdf_leave_out_without_is_here():
    pdf.chinese_font()
