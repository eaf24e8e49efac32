"""Documents written without PyYAML: word for word as PyYAML writes them, and read back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_icplicense import library as libraries
from pytest_icplicense.documents.tree import parse
from pytest_icplicense.intake import plainly
from pytest_icplicense.intake.document import _on_one_line, by_library, to_yaml
from pytest_icplicense.intake.importing import import_file

SEED = Path(__file__).parent.parent / "data/license-jing-b2-20181623.txt"
SIGNS = "a0年：:（(()#-'\",[]{}&*!|>%@`?=~ \n\t\u3000x1eE._+/公司\x85\u2028\ufeff"
texts = (
    st.text(SIGNS, max_size=12) | st.text(max_size=6) | st.sampled_from(["yes", "1e5", "0x1a", "2021-10-02"])
)
values = st.none() | st.integers(0, 10**6) | texts | st.booleans()
trees = st.dictionaries(
    texts,
    st.recursive(
        values,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)


@given(trees)
@example({"a": {}, "b": [], "c": [{"d": "e: f"}], "e": "一\n二"})
@example({"2021-10-02": "2021-10-02", "a": ["12:30", "0b1", "off"]})
def test_what_is_written_plainly_is_what_the_library_writes(tree):
    try:
        found = plainly.written(tree, _on_one_line)
    except plainly.NotPlain:
        return
    assert found == by_library(tree)
    assert yaml.load(found, yaml.BaseLoader)  # and is YAML at all


def test_a_license_is_written_plainly_and_read_back():
    tree = import_file(SEED, libraries.load()).tree
    written = plainly.written(tree, _on_one_line)
    assert written == by_library(tree)
    assert parse(written)[0].tree == tree


@pytest.mark.parametrize("value", ["true", "12", "1.5", "- a", "", " a", "a\n", "0x1a"])
def test_what_may_be_read_as_something_else_is_left_to_the_library(value):
    with pytest.raises(plainly.NotPlain):
        plainly.written({"key": value}, _on_one_line)
    assert parse(to_yaml({"key": value}))[0].tree == {"key": value}
