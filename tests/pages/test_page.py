"""What a reader of a home page sees, and what only its source contains."""

from __future__ import annotations

import pytest

from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.pages.page import read_page

NUMBER = "京B2-20181623"
SEEN = {
    "in the footer": "<footer>经营许可证编号：京B2-20181623</footer>",
    "in a link": '增值电信业务经营许可证编号：<a href="/x">京B2-20181623</a>',
    "split by tags": "<p>京<b>B2</b>-2018<span>1623</span></p>",
    "with entities": "<p>&#20140;B2&#45;20181623</p>",
    "shown again inside a closed comment": "<!-- --><p>京B2-20181623</p>",
    "in an open details": "<details open><p>京B2-20181623</p></details>",
    "in a summary": "<details><summary>京B2-20181623</summary><p>x</p></details>",
    "beside something hidden": "<p hidden>x</p><p>京B2-20181623</p>",
    "in a table": "<table><tr><td>编号<td>京B2-20181623</table>",
    "in broken markup": "<div><p>京B2-20181623<div></p></span>",
    "with a harmless style": '<p style="display:block; color: none">京B2-20181623</p>',
}
UNSEEN = {
    "comment": "<!-- 京B2-20181623 -->",
    "script": "<script>var n = '京B2-20181623'</script>",
    "style": "<style>p::after{content:'京B2-20181623'}</style>",
    "title": "<title>京B2-20181623</title>",
    "hidden": "<p hidden>京B2-20181623</p>",
    "hidden with a value": '<p hidden="until-found">京B2-20181623</p>',
    "hidden parent": "<div hidden><ul><li>京B2-20181623</ul></div>",
    "hidden div that looks closed": "<div hidden/><p>京B2-20181623</p>",
    "display none": '<p style="display:none">京B2-20181623</p>',
    "display none, shouted": '<p style="color:red;DISPLAY : NONE !important">京B2-20181623</p>',
    "display none of a parent": '<div style="display: none"><p>京B2-20181623</p></div>',
    "visibility": '<p style="visibility:hidden">京B2-20181623</p>',
    "transparent": '<p style="opacity: 0">京B2-20181623</p>',
    "no size": '<p style="font-size:0px">京B2-20181623</p>',
    "style behind a comment": '<p style="/* */display/**/:none">京B2-20181623</p>',
    "template": "<template><p>京B2-20181623</p></template>",
    "noscript": "<noscript>京B2-20181623</noscript>",
    "alt": '<img alt="京B2-20181623" src="x.png">',
    "meta": '<meta name="license" content="京B2-20181623">',
    "attribute": '<p title="京B2-20181623">x</p>',
    "input value": '<input type="hidden" value="京B2-20181623">',
    "closed details": "<details><summary>x</summary><p>京B2-20181623</p></details>",
    "closed dialog": "<dialog>京B2-20181623</dialog>",
}


@pytest.mark.parametrize("page", SEEN.values(), ids=SEEN)
def test_seen(page):
    assert NUMBER in read_page(page.encode(), "index.html").visible


@pytest.mark.parametrize("page", UNSEEN.values(), ids=UNSEEN)
def test_unseen(page):
    read = read_page(page.encode(), "index.html")
    assert NUMBER not in read.visible
    assert NUMBER in read.source or "style" in page


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030", "big5", "utf-16"])
def test_the_page_has_its_own_charset(charset):
    page = f'<html><head><meta charset="{charset}"></head><body>電信 京B2-20181623</body>'
    if charset == "gb2312":
        page = page.replace("電信", "电信")
    read = read_page(page.encode(charset), "index.html")
    assert NUMBER in read.visible


@pytest.mark.parametrize(
    "page",
    [
        "<p>{{ license }}</p>",
        "<p>{% include 'footer' %}</p>",
        "<p>${license}</p>",
        "<p><?php echo $n ?></p>",
        "<%= n %>",
    ],
)
def test_a_template_is_told(page):
    read = read_page(page.encode(), "index.html")
    assert read.blocks or read.variable
    plain = read_page(b"<p>plain</p>", "index.html")
    assert (plain.blocks, plain.variable) == (None, None)


def test_text_files_are_read_and_others_are_not():
    assert read_page("京B2-20181623".encode(), "a.txt").visible == NUMBER
    assert read_page(b"\x89PNG", "a.png") is None


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["div", "b", "span", "table", "ul"])
def test_a_page_nested_without_end_is_refused_at_once(tag):
    with pytest.raises(Unavailable, match="nests more than 5,000 elements"):
        read_page(f"<{tag}>".encode() * 1_000_000, "index.html")


@pytest.mark.slow
def test_a_large_flat_page_is_read():
    page = "<p>x</p><br><li>y" * 100_000 + "<p>京B2-20181623"
    assert NUMBER in read_page(page.encode(), "index.html").visible
