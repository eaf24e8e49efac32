"""Where a cursor is, also in a text that is no YAML yet."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lsprotocol import types as lsp

from pytest_icplicense.editor.places import (
    Context,
    context,
    end_of,
    line_range,
    lines_of,
    pointer_at,
    replaced,
    word_at,
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("|", Context((), None, "")),
        ("na|", Context((), None, "na")),
        ("name: a|", Context((), "name", "a")),
        ("features:\n  - id: a\n    ki|", Context(("features", "[]"), None, "ki")),
        ("features:\n  - id: a\n    kind: |", Context(("features", "[]"), "kind", "")),
        ("features:\n- id: a\n  kind: we|", Context(("features", "[]"), "kind", "we")),
        ("features:\n  - |", Context(("features", "[]"), None, "")),
        ("features:\n  - kind: |", Context(("features", "[]"), "kind", "")),
        ("publishing:\n  push:\n    opt_in: |", Context(("publishing", "push"), "opt_in", "")),
        ("a: 1\npublishing:\n  push: {opt_in: true, opt|", Context(("publishing", "push"), None, "opt")),
        ("sites:\n  - {domain: a.cn, homepage: web/|", Context(("sites", "[]"), "homepage", "web/")),
        ("items: [B25/|", Context((), "items", "B25/")),
        ("sites:\n  - {name: a, regions: [北京市, |", Context(("sites", "[]"), "regions", "")),
        ("broken: [\nfeatures:\n  - id: a\n    kind: |", Context(("features", "[]"), "kind", "")),
        ("- check: |", Context(("[]",), "check", "")),
    ],
)
def test_what_may_be_written(text, wanted):
    before = text[: text.index("|")]
    row = before.count("\n")
    assert context(text.replace("|", ""), row, len(before.rpartition("\n")[2])) == wanted


def test_the_value_at_a_cursor_is_the_last_one_that_begins_before_it():
    text = "kind: Service\nsites:\n  - {domain: a.cn, name: 名称}\n"
    assert pointer_at(text, 2, 8).pointer == "/sites/0/domain"
    assert pointer_at(text, 2, 20).pointer == "/sites/0/name"
    assert pointer_at(text, 7, 0) is None


@given(st.text("a\u2028\x85甲𠮷\r\n", max_size=12), st.data())
def test_a_piece_is_replaced_where_an_editor_counts_it(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    inside = ("\r\n" not in text[max(0, each - 1) : each + 1] for each in (start, end))
    assume(all(inside))
    places = [end_of(text[:each]) for each in (start, end)]
    assert replaced(text, lsp.Range(*places), "x") == f"{text[:start]}x{text[end:]}"
    assert "".join(lines_of(text, ends=True)) == text


def test_what_lies_beyond_the_text_is_its_end():
    far = lsp.Position(9, 9)
    assert replaced("a\nb", lsp.Range(lsp.Position(0, 5), far), "c") == "ac"
    assert replaced("a\n", lsp.Range(far, far), "c") == "a\nc"


def test_a_range_ends_before_a_comment_and_stays_inside_of_the_text():
    where = line_range("a: 1  # one\n", 1, 4)
    assert (where.start.character, where.end.character) == (3, 4)
    assert line_range("a: 1", 9, 9).start.line == 0
    assert line_range("", 1, 1).end.character == 0


def test_a_word_ends_where_yaml_does():
    line = '  - {clause: SP-02.2, subject: "广告:a"}'
    assert word_at(line, line.index("SP-02") + 3)[0] == "SP-02.2"
    assert word_at(line, line.index("广告") + 1)[0] == "广告:a"
    assert word_at(line, line.index("clause") + 1)[0] == "clause"
