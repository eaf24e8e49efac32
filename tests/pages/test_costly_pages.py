"""Pages that are made to cost: what takes the square of them is refused in a line, and nothing is hidden by it."""

from __future__ import annotations

import pytest

from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.pages.file_proof import Answer, proven
from pytest_icplicense.pages.page import read_page
from pytest_icplicense.pages.quirks import has_quirks
from pytest_icplicense.pages.source import read_source

NUMBER = "京B2-20181623"
MANY = {
    "spaces": " a%d=b",
    "slashes": "/a%d",
    "quotes": 'a%d="b"',
    "signs within quotes": ' a%d=">"',
    "no values": " a%d",
    "empty values": " a%d= b",
}


def tag(piece: str, count: int) -> bytes:
    return f"<!doctype html><p {''.join(piece % number for number in range(count))}>{NUMBER}</p>".encode()


@pytest.mark.parametrize("how", MANY)
def test_a_tag_of_many_attributes_is_refused_however_they_are_written(how):
    for read in (read_page, lambda data, path: read_source(data, path, dict.__getitem__)):
        with pytest.raises(Unavailable, match="more attributes than can be parsed"):
            read(tag(MANY[how], 5_100), "a.html")
        assert read(tag(MANY[how], 300), "a.html") is not None


def test_scripts_and_many_small_tags_are_no_such_tag():
    script = "<script>for (i = 0; i<n; i++) { a /b/c }" + "x / y " * 2_000 + "</script>"
    small = '<a href="x" class="y z" data-a=1 hidden>a</a>' * 5_000
    assert read_page(f"<!doctype html>{script}{small}".encode(), "a.html") is not None


@pytest.mark.slow
@pytest.mark.parametrize("rule", [".x " + "div " * 12 + "p", ".x" + "~div" * 12 + " p"])
@pytest.mark.timeout(120)
def test_selectors_that_nobody_can_try_refuse_the_page(rule):
    page = (
        f"<!doctype html><style>{rule}{{display:none}}</style>"
        + "<div></div>" * 60
        + "<div>" * 60
        + f"<p>{NUMBER}"
    )
    with pytest.raises(Unavailable, match="selectors that take too long"):
        read_source(page.encode(), "a.html", dict.__getitem__)


@pytest.mark.timeout(10)
def test_a_page_that_begins_with_many_comments_is_read_at_once():
    page = f"<meta charset=utf-8>{'<!-- x -->' * 200}<p>{NUMBER}"
    assert has_quirks(page)
    assert has_quirks("<!-- x -->" * 200 + page)
    assert not has_quirks("<!-- x -->" * 20 + "<!doctype html>" + page)


@pytest.mark.parametrize("length", [39, 60, 300, 3_000])
def test_a_long_selector_may_hide_anything(length):
    page = f"<!doctype html><meta charset=utf-8><style>{'p ' * length}{{display:none}}</style><p>{NUMBER}</p>"
    found = proven(read_source(page.encode(), "a.html", dict.__getitem__), lambda text: NUMBER in text)
    assert found.answer is (Answer.SEEN if length < 40 else Answer.OPEN)
