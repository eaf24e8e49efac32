"""The examples in the schemas: editors write them into the document, so they must be valid and fit the key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from pytest_icplicense.documents.schema import Schema
from pytest_icplicense.library import SCHEMAS, shipped

COMPANY = "北京巨量引擎网络技术有限公司"
"""The example that every text has which names none of its own."""


def nodes(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield path, node
        for key, each in node.items():
            yield from nodes(each, f"{path}/{key}")
    elif isinstance(node, list):
        for index, each in enumerate(node):
            yield from nodes(each, f"{path}/{index}")


@pytest.mark.parametrize("kind", SCHEMAS)
def test_examples_are_valid(kind):
    schema = json.loads((shipped() / f"schemas/{kind}.schema.json").read_text(encoding="utf-8"))
    wrong = {
        f"{path}: {example}"
        for path, node in nodes(schema)
        if isinstance(node.get("examples"), list)
        for example in node["examples"]
        if not Schema({**node, "$defs": schema.get("$defs", {})}).accepts(example)
    }
    assert wrong == set()


@pytest.mark.parametrize("kind", ["service", "operator", "license", "waivers"])
def test_only_a_company_is_completed_with_a_company(kind):
    schema = json.loads((shipped() / f"schemas/{kind}.schema.json").read_text(encoding="utf-8"))
    of_the_company = {
        path.rpartition("/")[2]
        for path, node in nodes(schema)
        if node.get("$ref") == "#/$defs/text" and "/properties/" in path and not path.endswith("/items")
        if node.get("examples", [COMPANY])[0] == COMPANY
    }
    assert of_the_company <= {"name", "holder"}
