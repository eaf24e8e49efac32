"""Where a cursor is, also in a text that is no YAML yet."""

from __future__ import annotations

import pytest

from pytest_icplicense.editor.places import Context, context, line_range, pointer_at, word_at


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
