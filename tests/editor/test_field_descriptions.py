"""What a schema says of a field is told in one language, whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from pytest_icplicense.editor.documents import told
from pytest_icplicense.library import shipped

SCHEMAS = sorted((shipped("policies") / "schemas").glob("*.json"))
HAN = re.compile(r"[\u3400-\u9fff]")


def described(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if isinstance(node.get("description"), str):
            yield node
        node = list(node.values())
    for each in node if isinstance(node, list) else ():
        yield from described(each)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda file: file.name)
def test_each_description_has_an_english_and_a_chinese_half(schema):
    for node in described(json.loads(schema.read_text(encoding="utf-8"))):
        en, zh = (told({"description": node["description"]}, lang) for lang in ("en", "zh"))
        bare = [re.sub(r" \[[^\]]*\]\Z", "", each) for each in (en, zh)]
        assert bare[0].endswith("."), node["description"]
        assert re.search(r"[。？]\Z", bare[1]), node["description"]
        assert f"{bare[0]} {bare[1]}" in node["description"]


def test_chinese_words_in_the_english_half_and_a_latin_word_before_the_chinese_one():
    license = {
        "description": "Its number; never a filing number (京ICP备…). 许可证编号；不能写备案号。 [LIC.1]"
    }
    assert told(license, "en") == "Its number; never a filing number (京ICP备…). [LIC.1]"
    assert told(license, "zh") == "许可证编号；不能写备案号。 [LIC.1]"
    for lang in ("en", "zh"):
        assert told({"description": "One thing. And another."}, lang) == "One thing. And another."
    any_text = {"title": "Name · 名称", "description": "`*` stands for anything. `*` 代表任意字符。"}
    assert told(any_text, "zh") == "**名称**\n\n`*` 代表任意字符。"
