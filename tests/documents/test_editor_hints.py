"""What editors are told beside a schema, and that it is the same schema for everybody else."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from pytest_icplicense.documents.editor_hints import annotated
from pytest_icplicense.library import SCHEMAS
from pytest_icplicense.text import Text


def without_annotations(node):
    """The schema that validators see."""
    if isinstance(node, dict):
        words = ("enumDescriptions", "patternErrorMessage")
        return {key: without_annotations(value) for key, value in node.items() if key not in words}
    return [without_annotations(each) for each in node] if isinstance(node, list) else node


@pytest.mark.parametrize("kind", SCHEMAS)
def test_only_annotations_are_added(kind, library):
    printed = library.schema_for_editors(kind)
    Draft202012Validator.check_schema(printed)
    assert without_annotations(printed) == library.schema_tree(kind)


def test_each_kind_says_what_it_needs(library):
    listed = library.schema_for_editors("service")["$defs"]["featureKind"]
    shown = dict(zip(listed["enum"], listed["enumDescriptions"], strict=True))
    assert shown["web-search"] == "web search, needs B25/search · 网页搜索，须有 B25/search"
    assert shown["site-search"] == "site search · 站内搜索"
    assert "; approval: " in shown["online-news"]


def test_a_pattern_is_put_in_words():
    schema = {"$defs": {"x": {"enum": ["a"]}}, "pattern": "^a$", "title": "Id · 标识", "examples": ["a"]}
    assert annotated(schema, {"x": {"a": Text("first", "甲")}}) == {
        "$defs": {"x": {"enum": ["a"], "enumDescriptions": ["first · 甲"]}},
        "pattern": "^a$",
        "title": "Id · 标识",
        "examples": ["a"],
        "patternErrorMessage": "not a valid id, for example a · 不是有效的标识，例如 a",
    }
