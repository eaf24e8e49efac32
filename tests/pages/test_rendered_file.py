"""What `icplicense render` writes, and what judging makes of it."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from dataclasses import replace
from subprocess import run

import pytest
from jsonschema import Draft202012Validator

from pytest_icplicense.cli import main
from pytest_icplicense.library import shipped
from pytest_icplicense.model.evidence import Unusable
from pytest_icplicense.model.rendered import PICTURES, RenderedPage
from pytest_icplicense.pages.not_rendered import unopened
from pytest_icplicense.pages.rendered_file import pages_in, written
from pytest_icplicense.pages.tab import Seen
from pytest_icplicense.pages.viewport import NOT_FOR_PHONES, VIEWPORTS
from pytest_icplicense.text import Text

NUMBER, OTHER = "京B2-20181623", "京B2-20200001"
TIME = "2026-03-01T08:30:00Z"
CHECK = "SP-02.4/homepage-shows-number[ads-console:ad.oceanengine.com]"
REFUSED = Text("it cannot be opened", "无法打开")
DOUBT = Text("app.js was not loaded", "未加载 app.js")


@pytest.fixture(autouse=True)
def _inside(project, monkeypatch):
    monkeypatch.chdir(project.root)
    text = (project.root / "pyproject.toml").read_text(encoding="utf-8")
    (project.root / "pyproject.toml").write_text(
        re.sub("^rendered .*", "", text, flags=re.M), encoding="utf-8"
    )


@pytest.fixture
def page(project):
    """The home page of the example, as a browser shows it in a desktop's window."""
    digest = hashlib.sha256((project.root / "web/index.html").read_bytes()).hexdigest()
    return RenderedPage(
        document="ads-console.icp.yaml",
        site="ad.oceanengine.com",
        file="web/index.html",
        url=None,
        viewport="1280x800",
        visible=(NUMBER,),
        digests=(("web/index.html", digest),),
        time=TIME,
    )


@pytest.fixture
def verdict(project, capsys):
    """What `check` says of the home page with these pages as evidence: the word, and why."""

    def judge(*pages):
        (project.root / "seen.json").write_bytes(written(pages, pages[0].time or TIME))
        main(["check", "--format", "json", "--evidence", "seen.json"])
        (case,) = [each for each in json.loads(capsys.readouterr().out)["cases"] if each["id"] == CHECK]
        return case["verdict"], case["reason"] or "".join(each["message"] for each in case["findings"])

    return judge


def test_pages_are_read_back_as_they_were_written(page):
    pages = [
        replace(
            page,
            hidden=((OTHER, "display: none"),),
            doubts=(DOUBT,),
            unseen=(PICTURES,),
            seen="京",
            screenshot="a.png",
            absent=("web/flags.json",),
        ),
        replace(page, file="web/a.png", digests=(("web/a.png", "0" * 64),), recognizer="rapidocr 3"),
        replace(page, file=None, url="https://ad.oceanengine.com/", viewport="390x844"),
    ]
    assert pages_in(written(pages, TIME)) == pages


@pytest.mark.slow
def test_both_windows_must_show_it(page, verdict):
    phone = replace(page, viewport="390x844")
    assert verdict(page, phone) == ("passed", "")
    assert verdict(page) == ("pending", "it was not rendered at 390x844")
    hidden = replace(phone, visible=(), hidden=((NUMBER, "display: none"),))
    word, why = verdict(page, hidden)
    assert word == "failed"
    assert f"a browser at 390x844 has {NUMBER}, but no reader sees it: display: none" in why
    word, why = verdict(page, replace(phone, visible=(OTHER,), unseen=(PICTURES,)))
    assert (word, f"shows {OTHER} instead of {NUMBER}" in why) == ("failed", True)


def test_what_a_browser_leaves_open_is_open(page, verdict):
    phone = replace(page, viewport="390x844")
    assert verdict(page, replace(phone, doubts=(DOUBT,))) == (
        "pending",
        f"a browser shows {NUMBER}, but app.js was not loaded",
    )
    assert verdict(page, replace(phone, visible=(), unseen=(PICTURES,)))[0] == "pending"
    assert verdict(page, replace(phone, unseen=(PICTURES,)))[0] == "passed"
    hidden = {"visible": (), "hidden": ((NUMBER, "display: none"),)}
    wide = replace(phone, unseen=(NOT_FOR_PHONES,), **hidden)
    assert verdict(page, wide)[0] == "pending"
    assert verdict(replace(page, **hidden), wide)[0] == "failed"


def test_evidence_ends_with_a_change_of_a_file_and_the_file_alone_is_judged(page, verdict, project):
    phone = replace(page, viewport="390x844")
    project.change("web/index.html", "<footer>", "<footer hidden>")
    assert verdict(page, phone)[0] == "failed"
    project.change("web/index.html", "<footer hidden>", "<footer>")
    assert verdict(page, phone) == ("passed", "")
    project.change("web/index.html", "</body>", "<script src='app.js'></script></body>")
    assert verdict(page, phone) == (
        "pending",
        "web/index.html has changed since the page was rendered; run 'icplicense render' again",
    )


def test_evidence_ends_where_a_file_comes_that_the_page_asked_for_in_vain(page, verdict, project):
    (project.root / "web/index.html").write_text(
        '<!doctype html><meta charset="utf-8"><script src="app.js"></script>', encoding="utf-8"
    )
    digest = hashlib.sha256((project.root / "web/index.html").read_bytes()).hexdigest()
    page = replace(page, digests=(("web/index.html", digest),), absent=("web/flags.json",))
    both = page, replace(page, viewport="390x844")
    assert verdict(*both)[0] == "passed"
    (project.root / "web/flags.json").write_text("{}", encoding="utf-8")
    told, why = verdict(*both)
    assert told == "pending"
    assert why.startswith("web/flags.json was not there when")


def test_evidence_is_of_the_file_that_the_manifest_names(page, verdict, project):
    both = [page, replace(page, viewport="390x844")]
    other = project.root / "web/other.html"
    other.write_text("<p>招聘</p>", encoding="utf-8")
    for named, word in (
        ("web/other.html", "failed"),
        ("../x.html", "failed"),
        ("./web/index.html", "passed"),
    ):
        text = project.service.read_text(encoding="utf-8")
        project.service.write_text(
            text.replace("homepage: web/index.html", f"homepage: {named}"), encoding="utf-8"
        )
        assert verdict(*both)[0] == word, named
        project.service.write_text(text, encoding="utf-8")


def test_what_came_from_an_address_ends_with_time(page, verdict, project):
    project.change("web/index.html", "</body>", "<script src='app.js'></script></body>")
    served = replace(page, file=None, url="https://ad.oceanengine.com/")
    old = [replace(served, viewport=size, time="2020-01-01T00:00:00Z") for size in ("1280x800", "390x844")]
    assert verdict(*old)[0] == "pending"
    assert "not in the last 7 days" in verdict(*old)[1]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"pages": {}}, "'pages' is no list"),
        ({"schema_version": 2}, "no rendered-pages of schema_version 1"),
        ({"pages": [{}]}, "pages[0] cannot be used"),
        ({"pages": [{"file": "a", "url": "b"}]}, "one of file and url"),
        ({"pages": [{"file": "a.html", "digests": {}}]}, "a digest of its file"),
        ({"pages": [{"file": "a.html", "digests": {"a.html": "x"}}]}, "a SHA-256"),
        ({"time": "yesterday", "pages": [{"url": "https://a.cn/"}]}, "pages[0] cannot be used"),
    ],
)
def test_what_is_no_evidence_is_refused(change, why):
    tree = {"schema_version": 1, "kind": "rendered-pages", "pages": [], **change}
    with pytest.raises(Unusable) as error:
        pages_in(json.dumps(tree).encode())
    assert why in str(error.value)


def test_a_file_that_is_cut_off_is_told_with_its_place(project, capsys):
    (project.root / "seen.json").write_text('{"kind": "rendered-pages", "pages": [', encoding="utf-8")
    assert main(["check", "--evidence", "seen.json"]) == 2
    assert "seen.json:1:38: results cannot be used: not whole JSON" in capsys.readouterr().out


def test_what_is_written_holds_to_the_published_schema(page):
    schema = json.loads((shipped() / "schemas/rendered-pages.schema.json").read_text(encoding="utf-8"))
    full = replace(page, hidden=((OTHER, "x"),), doubts=(DOUBT,), unseen=(PICTURES,), screenshot="a.png")
    tree = json.loads(written([full, replace(page, file=None, url="https://a.cn/")], TIME))
    Draft202012Validator(schema).validate(tree)


def test_every_run_counts_what_the_configuration_names(page, project, capsys):
    """An application's page, which the file alone leaves open; a broken file is told, and the rest is judged."""
    app = "SP-02.4/homepage-shows-number[ads-console:www.juliangyinqing.com]"

    def judged(*options):
        main(["check", "--format", "json", *options])
        report = json.loads(capsys.readouterr().out)
        (case,) = [each for each in report["cases"] if each["id"] == app]
        return case["verdict"], report["errors"], [each["path"] for each in report["inputs"]]

    assert judged()[:2] == ("pending", [])
    project.change("pyproject.toml", 'lang = "en"', 'lang = "en"\nrendered = ["evidence/home-pages.json"]')
    word, errors, inputs = judged()
    assert (word, errors) == ("passed", [])
    assert "evidence/home-pages.json" in inputs
    file = project.root / "evidence/home-pages.json"
    served = re.sub(
        '"file": ".*"', '"url": "https://www.juliangyinqing.com/"', file.read_text(encoding="utf-8")
    )
    file.write_text(served, encoding="utf-8")
    assert judged()[:2] == ("pending", [])
    file.write_text("{", encoding="utf-8")
    word, errors, _ = judged()
    assert (word, [(each["path"], each["line"]) for each in errors]) == (
        "pending",
        [("evidence/home-pages.json", 1)],
    )
    file.unlink()
    assert "no such file" in judged()[1][0]["message"]


@pytest.mark.parametrize(
    ("target", "why"), [("gone/seen.json", "there is no folder gone"), (".", "a folder")]
)
def test_evidence_that_cannot_be_written_is_told_before_a_browser_starts(capsys, monkeypatch, target, why):
    monkeypatch.setenv("CHROMIUM", "/no/such/program")
    assert main(["render", "-o", target]) == 2
    assert why in capsys.readouterr().err


def test_an_address_that_cannot_be_opened_is_open_whatever_the_file_shows(capsys, monkeypatch):
    def refuse(targets, read, *, pictures=False):
        return [Seen(each, window, failed=REFUSED) for each in targets for window in VIEWPORTS]

    monkeypatch.setattr("pytest_icplicense.pages.rendering.render", refuse)
    at = "--at=ad.oceanengine.com=http://127.0.0.1:1/"
    assert main(["render", "ads-console.icp.yaml", at, "-o", "seen.json"]) == 1
    for words in ([at], ["--evidence", "seen.json"]):
        capsys.readouterr()
        main(["check", "ads-console.icp.yaml", "--format", "json", *words])
        (case,) = [each for each in json.loads(capsys.readouterr().out)["cases"] if each["id"] == CHECK]
        assert case["verdict"] == "pending"
        assert "but at http://127.0.0.1:1/ it cannot be opened" in case["reason"]


@pytest.mark.slow
def test_pytest_names_its_own_option_for_addresses(project):
    words = [sys.executable, "-m", "pytest", "--icp-at=nosuch.cn=http://127.0.0.1:1/"]
    done = run(words, cwd=project.root, capture_output=True, encoding="utf-8", check=False)
    assert "ERROR: --icp-render: --icp-at nosuch.cn: no manifest has such a site" in done.stderr
    assert (done.returncode, "INTERNALERROR" in done.stdout) == (4, False)


def test_a_manifest_that_cannot_be_read_is_told_instead_of_no_page(project, capsys, monkeypatch, tmp_path):
    project.change("ads-console.icp.yaml", "name: ads-console", "name: [")
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("CHROMIUM", "/no/such/program")
    assert main(["render", "ads-console.icp.yaml", "-o", str(tmp_path / "seen.json")]) == 2
    assert capsys.readouterr().err.startswith("ads-console.icp.yaml:")


@pytest.mark.parametrize(
    ("said", "zh"),
    [
        ("net::ERR_CONNECTION_REFUSED", "无法打开：连接被拒绝（net::ERR_CONNECTION_REFUSED）"),
        ("net::ERR_CERT_DATE_INVALID", "无法打开：证书无效（net::ERR_CERT_DATE_INVALID）"),
        ("net::ERR_NAME_NOT_RESOLVED", "无法打开：域名无法解析（net::ERR_NAME_NOT_RESOLVED）"),
        ("net::ERR_ABORTED", "无法打开：net::ERR_ABORTED"),
    ],
)
def test_why_chromium_opens_no_page_is_told_in_both_languages(said, zh):
    assert unopened(said).zh == zh
    assert unopened(said).en.startswith("it cannot be opened: ")
