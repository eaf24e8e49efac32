"""Documents that are written as YAML are read back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_icplicense import library as libraries
from pytest_icplicense.documents.yaml_tree import parse
from pytest_icplicense.intake.import_file import import_file
from pytest_icplicense.intake.yaml_documents import to_yaml

SEED = Path(__file__).parent.parent / "data/license-jing-b2-20181623.txt"
SIGNS = "a0年：:（(()#-'\",[]{}&*!|>%@`?=~ \n1eE._+/公司"
texts = st.text(SIGNS, max_size=12) | st.sampled_from(["yes", "1e5", "0x1a", "2021-10-02", "12:30", "off"])
keys = st.from_regex(r"[a-z_]{1,12}", fullmatch=True)
trees = st.dictionaries(
    keys,
    st.recursive(
        st.none() | st.integers(0, 10**6) | texts,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, min_size=1, max_size=3),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.slow
@given(trees)
@example({"a": {}, "b": [], "c": [{"d": "e: f"}], "e": "一\n二"})
def test_what_is_written_is_read_back(tree):
    assert parse(to_yaml(tree))[0].tree == tree


def test_a_license_is_written_and_read_back():
    tree = import_file(SEED, libraries.load()).tree
    assert parse(to_yaml(tree, "许可证"))[0].tree == tree


@pytest.mark.parametrize("value", ["true", "12", "1.5", "- a", "", " a", "a\n", "0x1a"])
def test_text_that_may_be_read_as_something_else_stays_text(value):
    assert parse(to_yaml({"key": value}))[0].tree == {"key": value}
