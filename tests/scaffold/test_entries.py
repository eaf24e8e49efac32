"""One thing is changed in a document, and every other line stays as a person wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.documents.yaml_tree import parse
from pytest_icplicense.scaffold.entries import NoPlace, as_entry, with_entry, with_field, without_entry

TEXT = """\
kind: Service  # 服务
items: [B25/publishing]  # one
features:
  # the first
  - id: a
    kind: article  # 文章

  - {id: b, kind: push}

prices:
- id: pro
  note: |
    two
    lines
"""


def tree(text: str, index: int = 0):
    parsed = parse(text)[index]
    assert parsed.faults == ()
    return parsed.tree


@pytest.mark.parametrize(
    ("key", "entry"),
    [
        ("features", {"id": "c", "kind": "forum"}),
        ("items", "B25/search"),
        ("prices", {"id": "x", "note": "a, [b]"}),
        ("sites", {"domain": "a.cn", "name": "甲"}),
    ],
)
def test_an_entry_is_added_to_a_list(key, entry):
    text, line = with_entry(TEXT, key, entry)
    old = tree(TEXT)
    assert tree(text) == {**old, key: [*old.get(key, []), entry]}
    kept = [each for each in TEXT.splitlines() if each and not (key == "items" and each.startswith("items"))]
    assert [each for each in text.splitlines() if each in kept] == kept
    assert "# one" in text
    assert str(entry if isinstance(entry, str) else next(iter(entry.values()))) in text.splitlines()[line - 1]


@pytest.mark.parametrize("pointer", ["/features/0", "/features/1", "/prices/0"])
def test_an_entry_is_taken_out(pointer):
    old = tree(TEXT)
    _, key, number = pointer.split("/")
    old[key].pop(int(number))
    if not old[key]:
        del old[key]
    text = without_entry(TEXT, pointer)
    assert tree(text) == old
    assert "# the first" in text
    assert "# 服务" in text


def test_of_a_list_on_one_line_the_comma_goes_with_the_entry():
    text = "items: [a, b, c]  # all\nkind: x\n"
    assert [without_entry(text, f"/items/{number}").splitlines()[0] for number in range(3)] == [
        "items: [b, c]  # all",
        "items: [a, c]  # all",
        "items: [a, b]  # all",
    ]
    assert without_entry("items: [a]\nkind: x\n", "/items/0") == "kind: x\n"


def test_a_field_is_added_or_written_anew():
    text = with_field(TEXT, "/features/0", "note", "甲：乙")
    assert tree(text)["features"][0] == {"id": "a", "kind": "article", "note": "甲：乙"}
    text = with_field(TEXT, "/features/1", "kind", "forum")
    assert "  - {id: b, kind: forum}\n" in text
    text = with_field(TEXT, "/features/1", "note", "a, b")
    assert tree(text)["features"][1]["note"] == "a, b"
    assert "kind: Operator  # 服务" in with_field(TEXT, "", "kind", "Operator")


def test_the_second_document_and_the_ends_of_lines_stay_what_they_are():
    text = "a: 1\r\n---\r\nfeatures:\r\n  - id: a\r\n"
    changed, line = with_entry(text, "features", {"id": "b"}, 1)
    assert changed == text + "  - id: b\r\n"
    assert line == 5


@pytest.mark.parametrize("text", ["", "- a\n", "features: {a: 1}\n", "{features: [a]}\n"])
def test_what_would_have_to_be_rewritten_is_refused(text):
    with pytest.raises(NoPlace):
        with_entry(text, "features", {"id": "b"})
    with pytest.raises(NoPlace):
        without_entry(text, "/features/7")


words = st.text("ab 甲,:#[]{}'\"-&*!|>%@`", min_size=1, max_size=8).filter(str.strip)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from("abc"), st.one_of(words, st.lists(words, max_size=3)), min_size=1))
def test_whatever_is_written_is_read_again(entry):
    text = "".join(["all:\n", *as_entry(entry, 2)])
    assert tree(text) == {"all": [entry]}
    on_one_line, _ = with_entry("all: [x]\n", "all", entry)
    assert tree(on_one_line) == {"all": ["x", entry]}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("all: []  # none yet\nb: 1\n", "all:  # none yet\n  - x\nb: 1\n"),
        ("all:  # none yet\nb: 1\n", "all:  # none yet\n  - x\nb: 1\n"),
        ("all:\n  []\nb: 1\n", "all:\n  - x\nb: 1\n"),
        (
            "all:\n  - a: 1\n    # of a\n\n# of b\nb: 1\n",
            "all:\n  - a: 1\n    # of a\n  - x\n\n# of b\nb: 1\n",
        ),
        ("all:\n  - a: 1\n\n    # of a\n  # more", "all:\n  - a: 1\n\n    # of a\n  - x\n  # more\n"),
    ],
)
def test_comments_stay_with_what_they_are_about(text, written):
    made, line = with_entry(text, "all", "x")
    assert made == written
    assert made.splitlines()[line - 1] == "  - x"
