"""Text that Markdown shows word for word, by a parser of CommonMark."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pytest_icplicense.reports.prose import literal, one_line


def shown(markdown: str) -> list[str]:
    """The texts of the paragraphs that a parser finds, and the names of whatever else it finds."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    found = []
    for token in tokens:
        if token.type == "inline":
            assert {each.type for each in token.children} <= {"text", "softbreak", "text_special"}
            found.append("".join(each.content or "\n" for each in token.children))
        elif token.type not in ("paragraph_open", "paragraph_close"):
            found.append(token.type)
    return found


SIGNS = st.text(st.sampled_from("a1. \\`*_{}[]()<>#+-!|&;~=:/条"), min_size=1, max_size=30)


@pytest.mark.slow
@given(SIGNS)
@example("1. one")
@example("- one")
@example("12) one")
@example("+ one")
@example("# one")
@example("<script>alert(1)</script>")
@example("[a](http://b.cn) ![c](d)")
@example("&lt; &#60; ***")
@example("~~~")
@example("===")
def test_every_sign_stays(text):
    assert shown(literal(one_line(text))) == [one_line(text)]


@pytest.mark.parametrize("text", ["两行\n- 不是列表", "a\n1. b\n# c", "a | b\n--- | ---\nc | d", "a\n===\nb"])
def test_lines_stay_lines(text):
    assert shown(literal(text)) == [text]


def test_an_insertion_of_oscal_is_none():
    assert "{{" not in literal("{{ insert: param, x }}")


def test_a_line_is_never_empty():
    assert [one_line(text) for text in ("", " \n", " a\n b ")] == ["-", "-", "a b"]
