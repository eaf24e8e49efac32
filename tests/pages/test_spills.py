"""Whether text is seen that is wider than the ground that is painted behind it."""

from __future__ import annotations

import pytest

from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.pages.file_proof import Answer, proven
from pytest_icplicense.pages.source import read_source
from pytest_icplicense.text import Text

NUMBER = "京B2-20181623"
LONG = "增值电信业务" * 15 + NUMBER
DARK = '<div style="background:#333;color:#fff">{}</div>'


def flex(style, *items):
    """A row of items, the last of which is the number."""
    return f'<div style="display:flex;{style}">{"".join(items)}<a>{NUMBER}</a></div>'


def proof(body):
    def read(path):
        raise Unavailable(Text("not there", "不存在"))

    page = f'<!doctype html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'
    return proven(read_source(page.encode(), "index.html", read), lambda text: NUMBER in text)


@pytest.mark.parametrize(
    "body",
    [
        f'<div style="width:1200px;text-align:right">{NUMBER}</div>',
        f'<div style="min-width:1200px;text-align:right">{NUMBER}</div>',
        f"<table width=960><tr><td align=right>{NUMBER}</td></tr></table>",
        f"<table><tr><td width=900>x</td><td>{NUMBER}</td></tr></table>",
        f'<p style="white-space:nowrap">{LONG}</p>',
        f"<table><tr><td nowrap>{LONG}</td></tr></table>",
        f"<nobr>{LONG}</nobr>",
        f"<pre>{LONG}</pre>",
        f"<table><tr><td>{'A' * 80}</td><td>{NUMBER}</td></tr></table>",
        flex("", *["<a style='flex-shrink:0'>关于我们关于我们</a>"] * 6),
        flex("", *["<a style='flex:0 0 200px'>关于我们</a>"] * 6),
        flex("", *["<a style='min-width:200px'>关于我们</a>"] * 6),
        flex("", *["<a style='padding:0 60px'>关于我们</a>"] * 6),
        flex("gap:80px", *["<a>关于我们</a>"] * 6),
        f'<div style="display:grid;grid-template-columns:repeat(4,200px)"><a>1</a><a>2</a><a>3</a><a>{NUMBER}</a></div>',
    ],
)
def test_what_is_wider_than_its_ground_is_open_where_it_is_not_seen_beside_it(body):
    found = proof(DARK.format(body))
    assert found.answer is Answer.OPEN
    assert "its style (width)" in found.why.en
    assert proof(body).answer is Answer.SEEN
    assert proof(f'<div style="background:#eee">{body}</div>').answer is Answer.SEEN


def test_a_ground_without_a_style_is_as_wide_as_the_window_too():
    inner = f"<table width=960><tr><td align=right><font color=white>{NUMBER}</font></td></tr></table>"
    assert (
        proof(f"<table width='100%' bgcolor=#003366><tr><td>{inner}</td></tr></table>").answer is Answer.OPEN
    )
    assert proof(inner.replace("width=960", "width=960 bgcolor=#003366")).answer is Answer.SEEN


@pytest.mark.parametrize(
    "body",
    [
        NUMBER,
        f'<table width="100%"><tr><td>{NUMBER}</td></tr></table>',
        f'<div style="max-width:1200px;margin:0 auto">{NUMBER}</div>',
        f'<div style="width:1200px;background:#222">{NUMBER}</div>',
        f'<span style="white-space:nowrap">{NUMBER}</span>',
        f"<nobr>京ICP备09080840号</nobr> <nobr>{NUMBER}</nobr>",
        f"<hr width=960><p>{LONG}</p>",
        f"<table width='100%'><tr><td>{LONG}</td><td>{LONG}</td></tr></table>",
        flex("justify-content:space-between", f"<p>{LONG}</p>"),
        flex("flex-wrap:wrap;gap:80px", *["<a style='padding:0 60px'>关于我们</a>"] * 6),
        flex("flex-direction:column", *["<a style='padding:0 60px'>关于我们</a>"] * 6),
        f"{flex('gap:80px', *['<a>关于我们</a>'] * 6)}<p>{NUMBER}</p>",
        f'<div style="display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr))"><a>1</a><a>{NUMBER}</a></div>',
    ],
)
def test_what_is_as_wide_as_its_ground_is_seen(body):
    assert proof(DARK.format(body)).answer is Answer.SEEN


WIDE = f'<div style="width:960px;flex-shrink:0">{NUMBER}</div>'
TO_THE_LEFT = [
    f"<table width=960 align=right><tr><td>{NUMBER}</table>",
    f'<div style="float:right;min-width:960px">{NUMBER}</div>',
    f'<div style="float:right"><table width=960><tr><td>{NUMBER}</table></div>',
    f'<p style="float:right;white-space:nowrap">{LONG}</p>',
    f'<div style="display:flex;justify-content:flex-end"><b style="flex:0 0 960px">{NUMBER}</b></div>',
    f'<div style="display:flex;justify-content:center"><b style="min-width:960px">{NUMBER}</b></div>',
    f'<div style="display:flex;flex-flow:column;align-items:center">{WIDE}</div>',
    f'<div style="display:grid;justify-content:end">{WIDE}</div>',
    f"<div dir=rtl><table width=960 dir=ltr><tr><td>{NUMBER}</table></div>",
]
WITHIN = [
    f"<table width=960 align=center><tr><td>{NUMBER}</table>",
    f"<table width=300 align=right><tr><td>{NUMBER}</table>",
    f'<div style="float:right">{NUMBER}</div>',
    f'<div style="display:flex;justify-content:center"><div style="width:1200px">{NUMBER}</div></div>',
    f'<div style="display:flex;justify-content:safe center">{WIDE}</div>',
    f'<div style="display:flex;flex-flow:column;align-items:center"><b style="width:960px;max-width:99%">{NUMBER}</b></div>',
]


@pytest.mark.parametrize("body", TO_THE_LEFT)
def test_what_goes_off_to_the_left_of_a_narrow_window_is_open(body):
    assert proof(body).answer is Answer.OPEN
    assert proof(body.replace("960", "300").replace(LONG, NUMBER)).answer is Answer.SEEN or "rtl" in body


@pytest.mark.parametrize("body", WITHIN)
def test_what_goes_off_to_the_right_is_scrolled_to(body):
    assert proof(body).answer is Answer.SEEN


def test_the_page_itself_is_painted_behind_all():
    wide = f'<div style="width:1200px;text-align:right">{NUMBER}</div>'
    assert proof(f"<style>body{{background:#222;color:#fff}}</style>{wide}").answer is Answer.SEEN
    assert proof(f"<style>html{{background:#222;color:#fff}}</style>{wide}").answer is Answer.SEEN
    grounds = "html{background:#fff}body{background:#222;color:#fff}"
    assert proof(f"<style>{grounds}</style>{wide}").answer is Answer.OPEN
