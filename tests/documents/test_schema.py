"""Schema breaches in words: all at once, with place, reason and near matches, in both languages."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from pytest_icplicense.documents import read
from pytest_icplicense.documents.schema import Schema, with_vocabulary
from pytest_icplicense.library import SCHEMAS, shipped


def test_all_breaches_at_once_with_lines_and_near_matches(tmp_path, library):
    file = tmp_path / "icp.yaml"
    file.write_text(
        "apiVersion: icplicense/v1\n"
        "kind: Service\n"
        "name: x\n"
        "operator: operator.icp.yaml\n"
        "license: 京ICP备09080840号\n"
        "sites: [{domain: 'https://a.cn/', name: A}]\n"
        "items: [B25/serch]\n"
        "regions: []\n"
        "fetures: []\n"
        "prices\u3000: []\n"
        "features:\n"
        "  - {id: a, kind: web-serch}\n"
        "  - {id: b, kind: forum, knd: x}\n"
        "  - {kind: forum}\n"
        "approvals: [{for: online-news, authority: X, number: Y, date: 2022-02-30}]\n"
        "community: {publishers_verified: yes}\n",
        encoding="utf-8",
    )
    (document,) = read(file, "icp.yaml").documents
    english = [problem.to("en") for problem in library.schema("service").problems(document)]
    assert english == [
        "icp.yaml:5:1: license: '京ICP备09080840号' is not a valid license number, for example '京B2-20181623'",
        "icp.yaml:6:10: sites[0].domain: 'https://a.cn/' is not a valid domain, for example 'ad.oceanengine.com'",
        "icp.yaml:7:9: items[0]: 'B25/serch' is not a known value; did you mean 'B25/search'?",
        "icp.yaml:8:1: regions: must not be empty",
        "icp.yaml:9:1: fetures: unknown key; did you mean 'features'?",
        "icp.yaml:10:1: prices\\u3000: unknown key; it has a full-width blank (U+3000) in it, write ' '",
        "icp.yaml:12:13: features[0].kind: 'web-serch' is not a known value;"
        " did you mean 'web-search' or 'site-search' or 'image-search'?",
        "icp.yaml:13:26: features[1].knd: unknown key; did you mean 'kind'?",
        "icp.yaml:14:5: features[2]: 'id' is missing",
        "icp.yaml:15:57: approvals[0].date: '2022-02-30' is not a valid date, for example '2022-03-01'",
        "icp.yaml:16:13: community.publishers_verified: 'yes' is not true or false",
    ]
    chinese = [problem.to("zh") for problem in library.schema("service").problems(document)]
    assert "icp.yaml:10:1: prices\\u3000：未知的键；其中有全角空格（U+3000），请改为半角空格" in chinese
    assert "icp.yaml:9:1: fetures：未知的键；是否应为“features”？" in chinese
    assert "icp.yaml:16:13: community.publishers_verified：'yes' 不是 true 或 false" in chinese


@pytest.mark.parametrize("kind", SCHEMAS)
def test_published_schemas_are_json_schema_and_explain_themselves(kind):
    schema = json.loads((shipped() / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)

    def walk(node, path):
        if isinstance(node, dict):
            if node.get("type") == "object" and "properties" in node:
                assert node.get("additionalProperties") is False, path
                for name, each in node["properties"].items():
                    if path.endswith("patch/items"):
                        continue
                    assert "title" in each, f"{path}/{name}"
            if "pattern" in node and isinstance(node["pattern"], str) and "propertyNames" not in path:
                assert node.get("examples") or "pattern" in path, path
            for key, each in node.items():
                walk(each, f"{path}/{key}")
        elif isinstance(node, list):
            for index, each in enumerate(node):
                walk(each, f"{path}/{index}")

    walk(schema, kind)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_published_schemas_list_the_words_of_the_catalogue(kind, library):
    """Editors read the files, the program adds the catalogue's words: both must say the same."""
    published = json.loads((shipped() / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    assert with_vocabulary(published, library.catalogue.vocabulary()) == published


@pytest.mark.parametrize(
    ("schema", "value", "why"),
    [
        ({"type": "string"}, 12, "12 is not text; put it in quotes"),
        ({"type": "string"}, True, "true is not text; say it in words, or name the file that shows it"),
        (
            {"properties": {"a": {}, "b": {}}, "additionalProperties": False},
            {"word": 1},
            "unknown key; there are a, b",
        ),
        ({"type": ["integer", "null"]}, "x", "'x' is not a whole number / empty"),
        ({"const": True}, False, "false is not true"),
        ({"enum": ["a", "b"]}, "c", "'c' is none of a, b"),
        ({"minimum": 3}, 2, "2 is less than 3"),
        ({"maximum": 3}, 4, "4 is more than 3"),
        ({"minItems": 1}, [], "must not be empty"),
        ({"minItems": 2}, [1], "needs at least 2 entries"),
        ({"uniqueItems": True}, [1, 1], "the same entry stands here twice"),
        ({"contains": {"const": "warn"}}, ["close"], "'warn' is not among the entries"),
        ({"not": {"const": 1}}, 1, "1 is not allowed here"),
        (
            {"anyOf": [{"type": "string", "pattern": "^a"}, {"type": "array"}]},
            "b",
            "'b' is not a valid value",
        ),
        (
            {"anyOf": [{"type": "string"}, {"type": "array"}]},
            1,
            "1 is not text; put it in quotes or 1 is not a list",
        ),
        (
            {"pattern": "^$", "examples": ["2022-03-01", "2022-03-01T14:30+08:00"]},
            "2022-03-01 14:30",
            "'2022-03-01 14:30' is not a valid value, for example '2022-03-01T14:30+08:00'",
        ),
        ({"type": "array"}, "x", "'x' is not a list; put it in square brackets"),
        ({"type": "integer"}, "2022", "'2022' is not a whole number; take the quotes away"),
        ({"type": "integer"}, "0180", "'0180' is not a whole number"),
        (
            {"pattern": "^a$", "$comment": "one letter · 一个字母", "examples": ["a"]},
            "b",
            "'b' is not a valid value, for example 'a'; one letter",
        ),
    ],
)
def test_each_keyword_has_its_sentence(schema, value, why):
    assert [breach.why.en for breach in Schema(schema).breaches(value)] == [why]
    assert not Schema(schema).accepts(value)


def test_values_in_messages_are_short_and_on_one_line():
    (breach,) = Schema({"const": "x"}).breaches("a\nb\x1b[31m" + "c" * 500)
    assert "\n" not in breach.why.en
    assert "\x1b" not in breach.why.en
    assert len(breach.why.en) < 120
