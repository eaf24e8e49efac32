"""What a page must visibly show, and why one does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_icplicense.files.repository import ANOTHER_FILE, Repository
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.policy_proof import load_example

NUMBER, OTHER = "京B2-20181623", "京B2-20200001"
HOLDER = "北京巨量引擎网络技术有限公司"


@pytest.fixture
def displays(ruling, library, tmp_path):
    """Judges a site whose home page is this file; `content` None: there is none."""
    service = load_example(library).documents["Service"]

    def judge(content, path="index.html", *, show=("number",), site=None, **given):
        if content is not None:
            named = '<meta charset="utf-8">' if path.lower().endswith(".html") else ""
            (tmp_path / path).write_text(named + content, encoding="utf-8")
        return ruling(
            "displays",
            {"homepage": path} if site is None else site,
            {"field": "homepage", "show": list(show), **given.pop("parameters", {})},
            "2022-06-01",
            of="Service",
            pointer="/sites/0",
            document=replace(service, file=tmp_path / "service.icp.yaml"),
            repository=Repository(tmp_path),
            **given,
        )

    return judge


def told(got):
    """The one thing that is wrong with the page, which the field that names it is shown for."""
    (breach,) = got.breaches
    assert breach.pointer == "/sites/0/homepage"
    return breach.why


@pytest.mark.parametrize("path", ["index.html", "leaflet.pdf"])
def test_what_is_too_large_to_be_read_may_show_it(displays, path):
    got = displays("x" * (8 << 20) + "x", path)
    assert (got.outcome, got.reason.en) == ("pending", f"'{path}' has more than 8 MiB")


@pytest.mark.parametrize("written", [NUMBER, "京Ｂ２－２０１８１６２３", f"<b>{NUMBER[:4]}</b>{NUMBER[4:]}"])
def test_a_page_that_shows_the_number(displays, written):
    assert displays(f"<footer>许可证编号：{written}</footer>").outcome == "passed"


@pytest.mark.parametrize("path", ["index.html", "leaflet.txt"])
def test_a_number_without_its_place_is_open_and_one_of_another_place_is_not_it(displays, path):
    page = {"page": path.endswith("html")}
    got = displays("<p>License No. B2-20181623</p>", path, parameters=page)
    short = f"{path} shows B2-20181623, which leaves out the place of {NUMBER}: write it in full"
    assert (got.outcome, got.reason.en) == ("pending", short)
    for other in ("沪B2-20181623", "B2-20181624"):
        assert displays(f"<p>{other}</p>", path, parameters=page).outcome == "failed"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("<p>关于我们</p>", Text(f"index.html does not show {NUMBER}", f"index.html 未标明 {NUMBER}")),
        (
            f"<p>{OTHER}</p>",
            Text(
                f"index.html shows {OTHER} instead of {NUMBER}",
                f"index.html 标明的是 {OTHER}，而不是 {NUMBER}",
            ),
        ),
        (
            "<p>京ICP备 09080840号</p>",
            Text(
                f"index.html shows the filing number 京ICP备09080840号, which is not the license number {NUMBER}",
                f"index.html 标明的 京ICP备09080840号 是备案号，不是经营许可证编号 {NUMBER}",
            ),
        ),
        (
            f"<!-- {NUMBER} -->",
            Text(
                f"index.html contains {NUMBER}, but no reader sees it"
                " (a comment, a script, a hidden element, an attribute)",
                f"index.html 含有 {NUMBER}，但读者看不到（位于注释、脚本、隐藏元素或属性中）",
            ),
        ),
    ],
    ids=["nothing", "another number", "a filing", "hidden"],
)
def test_why_a_page_does_not_show_it(displays, content, why):
    assert told(displays(content)) == why


@pytest.mark.parametrize(
    "content",
    [
        f"{{% if logged_in %}}<p>{NUMBER}</p>{{% endif %}}",
        f"<p>{{{{ name }}}} {NUMBER}</p>",
        "<p>{{ license\n  number }}</p>",
        f"<notempty name='icp'><p>{NUMBER}</p></notempty>",
    ],
)
def test_a_template_is_open_whatever_it_has(displays, content):
    got = displays(content)
    assert (got.outcome, got.due) == ("pending", None)
    assert "it is a template ('" in got.reason.en
    assert ", " not in got.reason.zh


def test_a_component_is_open_and_its_source_is_said_to_have_the_number(displays):
    got = displays(f"<template><footer>{NUMBER}</footer></template>")
    assert got.outcome == "pending"
    assert got.reason.en.startswith(
        f"the source of index.html has {NUMBER}, but it is a template ('<template>'"
    )
    assert "它是模板（“" in got.reason.zh
    assert "icplicense render --at" in got.reason.en


def test_a_text_in_letters_that_look_the_same_is_not_the_number_and_is_told(displays):
    for path, parameters in (("index.html", {}), ("leaflet.txt", {"page": False})):
        got = displays("<p>京В2-20181623</p>", path, parameters=parameters)
        assert f"writes {NUMBER} with letters of another alphabet that look the same" in told(got).en
        assert f"中的 {NUMBER} 用了其他文字中形似的字母" in told(got).zh


def test_what_hides_the_number_is_told_with_the_window(displays):
    css = "<style>@media (max-width:600px){.icp{display:none}}</style>"
    page = f"{css}<p class=icp>{NUMBER}</p>"
    assert "phones lay it out wider than their window" in displays(page).reason.en
    (breach,) = displays(f"<meta name=viewport content=width=device-width>{page}").breaches
    assert breach.why.en == f"index.html contains {NUMBER}, but no reader sees it: display: none at 390x844"
    assert breach.remedy.en.endswith("take away what hides it (display: none at 390x844).")


def test_the_name_is_asked_for_where_the_check_says_so(displays):
    both = ("number", "name")
    assert displays(f"<p>{NUMBER}</p>").outcome == "passed"
    assert displays(f"<p>{NUMBER} 北京巨量引擎 网络技术\n有限公司</p>", show=both).outcome == "passed"
    assert told(displays(f"<p>{NUMBER} 北京巨量引擎</p>", show=both)) == Text(
        f"index.html does not show the company's name {HOLDER}", f"index.html 未标明公司名称“{HOLDER}”"
    )
    assert len(displays("<p></p>", show=both).breaches) == 2


def test_a_name_of_several_words(displays, library):
    held = replace(library.licenses[NUMBER], holder="Giant Engine (Beijing) Ltd")
    page = f"<p>{NUMBER} Giant  Engine（Beijing）Ltd</p>"
    assert displays(page, show=("number", "name"), licenses=(held,)).outcome == "passed"


def test_only_the_licenses_of_the_site_must_be_shown(displays, library):
    held = library.licenses[NUMBER]
    other = replace(held, number=OTHER, sites=())
    page = f"<p>{NUMBER}</p>"
    licensed = {"homepage": "index.html", "domain": "ad.oceanengine.com"}
    elsewhere = {"homepage": "index.html", "domain": "example.cn"}
    assert displays(page, site=licensed, licenses=(held, other)).outcome == "passed"
    for site in (elsewhere, {"homepage": "index.html"}):
        assert told(displays(page, site=site, licenses=(held, other))).en == (
            f"index.html shows {NUMBER} instead of {OTHER}"
        )


def test_a_site_that_names_no_page(displays):
    (breach,) = displays(None, site={"domain": "ad.oceanengine.com"}).breaches
    assert breach.pointer == "/sites/0"
    assert breach.why == Text(
        "'homepage' is missing, so nothing shows the number", "缺少 homepage，无法确认已标明编号"
    )


def test_a_page_that_is_not_there(displays):
    (breach,) = displays(None, "gone.html").breaches
    assert breach.pointer == "/sites/0/homepage"
    assert breach.why == Text("'gone.html': no such file", "“gone.html”：文件不存在")
    assert breach.remedy == ANOTHER_FILE


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("Home.vue", "build the page"),
        ("index.jsp", "it is a template"),
        ("home.wxml", "it is a screen's source"),
        ("index.blade.php", "it is a template"),
        ("index.html.ftl", "it is a template"),
    ],
)
def test_what_a_page_is_made_of_is_open_with_what_it_has(displays, path, step):
    page = {"parameters": {"page": True}}
    got = displays(f"<p>{NUMBER}</p>", path, **page)
    assert got.outcome == "pending"
    assert got.reason.en.startswith(f"the source of {path} contains {NUMBER}; {step}")
    assert f"the source of {path} does not contain {NUMBER}" in displays("<p></p>", path, **page).reason.en


def test_another_document_is_no_home_page(displays):
    got = displays(NUMBER, "index.md", parameters={"page": True})
    assert got.outcome == "pending"
    assert got.reason.en.startswith(
        "'index.md' is no HTML page (its text has the number); name the page's HTML"
    )


def test_a_leaflet_may_be_plain_text_and_a_page_may_not(displays):
    page = {"parameters": {"page": True}}
    assert displays(NUMBER, "leaflet.txt").outcome == "passed"
    assert "'leaflet.txt' is no HTML page" in told(displays(NUMBER, "leaflet.txt", **page)).en
    assert displays(f"<p>{NUMBER}</p>", "INDEX.HTML", **page).outcome == "passed"


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("license.svg", "it is a picture"),
        ("a.webp", "it is a picture"),
        ("a.rtf", "nothing here reads rtf files"),
    ],
)
def test_a_leaflet_that_nothing_reads_is_open(displays, path, what):
    for content in (NUMBER, "x"):
        got = displays(content, path)
        assert got.outcome == "pending"
        assert got.reason.en.startswith(f"'{path}' cannot be judged: {what}")


def test_a_page_that_is_too_much_to_parse_is_open(displays):
    got = displays(
        f"<p {' '.join(f'a{at}=1' for at in range(6_000))}>{NUMBER}</p>", parameters={"page": True}
    )
    assert got.outcome == "pending"
    assert "has a tag with more attributes than can be parsed; run 'icplicense render" in got.reason.en


def test_a_leaflet_whose_pictures_nobody_has_read_is_open(displays):
    got = displays("# 手册\n\n![首页](cover.png)\n", "leaflet.md")
    assert got.outcome == "pending"
    assert got.reason.en.startswith(
        f"leaflet.md does not show {NUMBER} in its text, but pictures are not read (1)"
    )
    assert displays(f"![首页](cover.png)\n\n{NUMBER}\n", "leaflet.md").outcome == "passed"
    assert displays(f"![首页](cover.png)\n\n{OTHER}\n", "leaflet.md").outcome == "failed"


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("ad.coffee", f't = "{NUMBER}"'),
        ("ad.jsonc", f'{{"t": "{NUMBER}"}}'),
        ("ad.res", f'let t = "{NUMBER}"'),
        ("ad.mpx", f"<template><view>{NUMBER}</view></template>"),
        ("ad.xaml", f'<TextBlock Text="{NUMBER}"/>'),
        ("ad.xsl", f"<p>{NUMBER}</p>"),
    ],
)
def test_what_its_name_calls_something_else_than_a_text_is_open(displays, path, written):
    assert displays(written, path).outcome == "pending"


@pytest.mark.parametrize("path", ["ad.shtml", "ad.do", "ad"])
def test_html_of_any_name_is_judged_as_readers_see_it(displays, path):
    page = f'<!doctype html><html><head><meta charset="utf-8"><style>p{{color:#fff}}</style></head><body><p>{NUMBER}'
    assert displays(page, path).outcome == "failed"
    assert displays(page.replace("color:#fff", "color:#333"), path).outcome == "passed"
    assert displays(page.replace("<p>", "{% if shown %}<p>"), path).outcome == "pending"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"原许可证编号：{NUMBER}（已注销）", "原许可证编号"),
        (f"{NUMBER}（已过期）", "已过期"),
        (f"许可证 {NUMBER} 已于2020年失效", "已于2020年失效"),
        (f"{NUMBER}号，已于2023年9月12日到期注销", "号,已于2023年9月12日到期注销"),
        (f"许可证：{OTHER}（原{NUMBER}）", "原"),
        (f"前许可证编号：{NUMBER}", "前许可证编号"),
        (f"已注销的许可证：{NUMBER}", "已注销的许可证"),
        (f"许可证编号（旧）：{NUMBER}", "旧"),
        (f"许可证编号由{NUMBER}变更为{OTHER}", "变更为"),
        (f"{NUMBER}（有效期已届满）", "有效期已届满"),
        (f"{NUMBER}（申请中）", "申请中"),
        (f"{NUMBER} 不再有效", "不再有效"),
        (f"Former ICP license No. {NUMBER}", "Former ICP license No."),
        (f"ICP license {NUMBER} (expired)", "expired"),
    ],
)
@pytest.mark.parametrize("path", ["index.html", "leaflet.txt"])
def test_a_number_that_is_said_to_hold_no_longer_is_open(displays, text, word, path):
    got = displays(f"<p>{text}</p>" if path == "index.html" else text, path)
    assert got.outcome == "pending"
    assert f"with '{word}' beside it" in got.reason.en


@pytest.mark.parametrize(
    "text",
    [
        f"原创内容 许可证：{NUMBER}（原{OTHER}）",
        f"{NUMBER} | 注销账号 | 过期食品举报",
        f"太原许可证编号：{NUMBER} 已通过备案",
        f"目前许可证编号：{NUMBER}（有效期至2023年9月12日，2023年9月12日到期）",
        f"养老许可证编号：{NUMBER}（未注销），有效期届满前续办",
        f"ICP license {NUMBER} is not expired → 查看",
        f"原许可证编号：{NUMBER}（已注销）；现许可证编号：{NUMBER}",
    ],
)
def test_words_beside_a_number_may_be_of_something_else(displays, text):
    assert displays(f"<p>{text}</p>").outcome == "passed"
