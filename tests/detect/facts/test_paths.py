"""Paths through trees: what is gathered once for many paths is what each of them leads to."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.detect.facts.paths import Root, along
from pytest_icplicense.detect.yaml_nodes import documents

NAMES = st.sampled_from(["a", "b", "c"])
TREES = st.recursive(
    NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=20,
)


@given(TREES, st.lists(st.sampled_from(["a", "b", "*", "**", "@keys", "a*"]), max_size=3))
def test_one_root_leads_everywhere_as_a_path_of_its_own_does(tree, steps):
    (root,) = documents(json.dumps(tree, indent=1))
    path = ("**", *steps)
    assert list(Root(root).along(path)) == list(along(root, path))


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (("a",), [("[{'b': '1'}, {'b': '2'}]", (1, 1))]),
        (("a", "b"), [("1", (2, 3)), ("2", (3, 3))]),
        (("**", "c"), [("3", (4, 1))]),
        (("@keys",), [("a", (1, 1)), ("c", (4, 1))]),
        (("missing", "b"), []),
    ],
)
def test_an_entry_stands_where_its_key_does(path, found):
    (root,) = documents("a:\n- b: 1\n- b: 2\nc: 3\n")
    assert [(str(value), spot) for value, spot in along(root, path)] == found
