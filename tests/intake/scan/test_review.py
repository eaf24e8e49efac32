"""The page on which a scan is compared with its pictures, and the confirmations that come back from it."""

from __future__ import annotations

import re

import pytest
import yaml
from PIL import Image
from selectolax.lexbor import LexborHTMLParser
from sheets import saved
from typed import scan

from pytest_icplicense import library as libraries
from pytest_icplicense.cli import main
from pytest_icplicense.intake.import_report import in_words
from pytest_icplicense.intake.scan import review
from pytest_icplicense.intake.scan.confirmations import NotConfirmed, read_confirmation
from pytest_icplicense.intake.scan.import_scan import import_recognized
from pytest_icplicense.intake.scan.review import review_page, rows_of
from pytest_icplicense.pages.chromium import find_chromium

DIGEST = "a" * 64


@pytest.fixture(scope="module")
def library():
    return libraries.load()


@pytest.fixture
def read(library, tmp_path):
    """Imports a scan, with a file of confirmations where one is given."""

    def imported(*changes, confirm: str | None = None, **how):
        found = scan(*changes, **how)
        names = [page.file for page in found.pages]
        confirmation = None
        if confirm is not None:
            (tmp_path / "confirmed.yaml").write_text(confirm, encoding="utf-8")
            confirmation = read_confirmation(tmp_path / "confirmed.yaml", library)
        return import_recognized(found, library, names, [DIGEST] * len(names), confirmation)

    return imported


def drafted(page: str, by: str = "李明", on: str = "2026-03-01") -> str:
    """The file that the page proposes, with a name and a day filled in."""
    text = LexborHTMLParser(page).css_first("#yaml").text()
    return text.replace("confirmed_by: ''", f"confirmed_by: {by}").replace(
        "confirmed: ''", f"confirmed: {on}"
    )


def test_a_value_is_reported_with_its_page_as_the_review_names_it(read):
    said = in_words(read().imported, "1.png, 2.png", "zh")
    assert "  经营许可证编号：京B2-20181623（第 1 页第 3 行）" in said
    assert any(line.startswith("  网站：巨量引擎 juliangyinqing.com（第 2 页第 ") for line in said)


def test_each_value_and_each_doubt_stands_beside_its_picture(read):
    license = read(("国内通信", "国门通信"), unsure={"雨": 0.4})
    page = review_page(license, "zh")
    tree = LexborHTMLParser(page)
    rows = {int(row.attributes["data-line"]): row for row in tree.css(".row")}
    lines = license.imported.tree["source"]["lines"]
    further = {number for number, row in rows.items() if "…" in row.text()}
    assert {*lines.values(), *(each.line for each in license.remarks)} == rows.keys() - further
    assert any("不含" in rows[each].css_first("[type=text]").attributes["value"] for each in further)
    assert "2023-09-12" in rows[lines["/expires"]].text()
    for row in rows.values():
        assert row.css_first("img").attributes["src"].startswith("data:image/jpeg;base64,")
    (left_out,) = tree.css(".row.missing")
    assert "未录入" in left_out.text()
    assert "was left out" in left_out.text()
    assert [mark.text() for mark in tree.css("mark")] == ["雨", "门"]
    assert [row.css_first("[type=text]").attributes["value"] for row in tree.css(".row.doubt")][1].count(
        "国内通信"
    )


@pytest.mark.slow
def test_a_scan_that_lacks_something_says_how_it_becomes_whole(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "1.png").write_bytes(saved(Image.new("L", (40, 40), 255), "PNG"))
    monkeypatch.setattr(
        "pytest_icplicense.intake.scan.import_scan.read_scan", lambda files: scan(("有效期至", "有效斯至"))
    )
    for wanted, told in (([], "--review OUT.html"), (["--review", "r.html"], "tick the lines in r.html")):
        assert main(["import", "1.png", "-o", "l.yaml", "--force", *wanted]) == 1
        assert told in capsys.readouterr().out


def test_the_line_whose_label_was_misread_can_be_put_right(read):
    license = read(("有效期至", "有效斯至"))
    assert "issued" not in license.imported.tree
    rows, _ = rows_of(license)
    assert [row.read for row in rows if row.read.startswith("有效斯至")]


def test_it_requests_nothing_and_obeys_nothing_that_a_picture_says(read):
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e'
    page = review_page(read(("朱时雨", evil)), "en")
    assert evil not in page
    assert "<script>alert" not in page
    assert "\u202e" not in page
    addresses = re.findall(r"(?:src|href|action)=[\"']?([^\"'\s>]{0,30})", page)
    assert {each.partition(":")[0] for each in addresses if "link" not in each} <= {"data"}
    assert "default-src 'none'" in page


@pytest.mark.slow
def test_both_languages_are_on_it(read):
    license = read()
    assert '<html lang="en" data-lang="en">' in review_page(license, "en")
    tree = LexborHTMLParser(review_page(license, "zh"))
    assert len(tree.css("[lang=en]")) == len(tree.css("[lang=zh]")) - 1  # the page itself


def test_it_is_bounded_the_doubtful_lines_first(read, monkeypatch):
    monkeypatch.setattr(review, "MAX_ROWS", 1)
    rows, left_out = rows_of(read(("国内通信", "国门通信")))
    assert [len(row.remarks) for row in rows] == [1]
    assert left_out > 10


def test_what_the_page_proposes_confirms_what_is_doubtful(read, library):
    changes = (("国内通信", "国门通信"),)
    license = read(*changes, unsure={"雨": 0.4})
    again = read(*changes, unsure={"雨": 0.4}, confirm=drafted(review_page(license, "en")))
    tree = again.imported.tree
    assert again.imported.doubts == ()
    assert tree["legal_representative"] == "朱时雨"
    assert "changed_provisions" not in tree
    assert tree["source"]["confirmed"] == {
        "by": "李明",
        "on": "2026-03-01",
        "lines": [each.line for each in license.remarks],
    }
    assert tree["source"]["regions"]["/legal_representative"]["confidence"] == 1.0
    assert library.schema("license").accepts(tree)


def test_a_change_that_a_person_confirms_is_one(read):
    changes = (("国内通信", "国门通信"),)
    proposed = yaml.safe_load(drafted(review_page(read(*changes), "en")))
    for line in proposed["lines"]:
        line["printed"] = line["read"]
    proposed["confirmed"] = str(proposed["confirmed"])
    again = read(*changes, confirm=yaml.safe_dump(proposed, allow_unicode=True))
    assert [each["id"] for each in again.imported.tree["changed_provisions"]] == ["SP-03"]


@pytest.mark.slow
def test_a_corrected_value_goes_the_way_of_every_other(read):
    proposed = yaml.safe_load(drafted(review_page(read(unsure={"2023年": 0.4}), "en")))
    proposed["confirmed"] = str(proposed["confirmed"])
    proposed["lines"][0]["printed"] = "有效期至：2028年09月12日"
    again = read(unsure={"2023年": 0.4}, confirm=yaml.safe_dump(proposed, allow_unicode=True))
    assert again.imported.tree["expires"] == "2028-09-12"
    proposed["lines"][0]["printed"] = "有效期至：2028年13月12日"
    again = read(unsure={"2023年": 0.4}, confirm=yaml.safe_dump(proposed, allow_unicode=True))
    assert "expires" not in again.imported.tree
    assert any("2028年13月12日" in each.message.en for each in again.imported.doubts)


CONFIRMED = f"""\
apiVersion: icplicense/v1
kind: ScanConfirmation
files: [{", ".join([DIGEST] * 9)}]
confirmed_by: 李明
confirmed: 2026-03-01
lines:
  - {{line: 5, read: "{{}}", printed: 法定代表人：朱时雨}}
"""
BAD = {
    "other pictures": (CONFIRMED.replace("a" * 64, "b" * 64), ":3:1: this confirms other files"),
    "another reading": (CONFIRMED, ":7:15: line 5 is read as "),
    "no such line": (CONFIRMED.replace("line: 5", "line: 4000"), ":7:18: line 4000 is read as '' now"),
    "twice": (CONFIRMED + CONFIRMED.splitlines()[-1] + "\n", ":8:6: line 5 is confirmed twice"),
    "nobody": (CONFIRMED.replace("李明", '""'), ":4:1: confirmed_by: "),
    "no day": (
        CONFIRMED.replace("2026-03-01", "2026-02-30"),
        ":5:1: confirmed: '2026-02-30' is not a valid date",
    ),
    "another kind": ("kind: License\n", ":1:1: one document of kind ScanConfirmation is expected here"),
    "nothing": ("", ":1:1: the file is empty"),
    "an alias": ("a: &a [x]\nb: *a\n", ":1:4: "),
    "an unknown key": (CONFIRMED + "more: 1\n", ":8:1: more: unknown key"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_confirms_nothing_is_one_line_with_its_place(kind, read):
    content, message = BAD[kind]
    with pytest.raises(NotConfirmed) as refused:
        read(confirm=content)
    assert message in refused.value.message.en
    assert "\n" not in refused.value.message.en
    assert "confirmed.yaml:" in refused.value.message.zh


@pytest.mark.clients
@pytest.mark.timeout(120)
def test_a_person_corrects_and_ticks_lines_in_a_browser(read, tmp_path):
    """What the page then offers to save is imported as it is; the page says nothing on its console."""
    from playwright.sync_api import sync_playwright

    changes = (("国内通信", "国门通信"), ("朱时雨", '朱"时雨'))
    license = read(*changes, unsure={"2023年": 0.4})
    (tmp_path / "review.html").write_text(review_page(license, "zh"), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((tmp_path / "review.html").as_uri())
        for row in page.query_selector_all(".row"):
            row.query_selector("[type=checkbox]").check()
        page.query_selector(".row.missing [type=text]").fill("有效期至：2028年09月12日")
        page.fill("#by", "李明")
        page.fill("#on", "2026-03-01")
        page.click("[data-to=en]")
        assert page.is_visible("h1 [lang=en]")
        assert page.is_hidden("h1 [lang=zh]")
        with page.expect_download() as saved:
            page.click("#save")
        confirmed = saved.value.path().read_text(encoding="utf-8")
        browser.close()
    assert said == []
    again = read(*changes, unsure={"2023年": 0.4}, confirm=confirmed)
    assert again.imported.tree["expires"] == "2028-09-12"
    assert again.imported.tree["legal_representative"] == '朱"时雨'
    assert again.imported.tree["source"]["confirmed"]["by"] == "李明"
    assert again.imported.whole
