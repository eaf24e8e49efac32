"""Regular expressions and schemas from policies of other people: bounded, or refused when they are read."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pytest_icplicense.cli import main
from pytest_icplicense.documents.patterns import LONGEST, objection, patterns
from pytest_icplicense.documents.schema import Schema
from pytest_icplicense.library import shipped

CHECK = """\
apiVersion: icplicense/v1
kind: Provision
id: SP-16
title: {en: a, zh: a}
text: 十六
clauses:
  - id: SP-16.1
    quote: 十六
    how: [declared]
    means: {en: a, zh: a}
    checks:
      - id: x
        level: minor
        of: Service
        require: %s
        message: {en: a, zh: a}
        remedy: {en: a, zh: a}
        violations: [{patch: []}]
"""


@pytest.mark.parametrize(
    "pattern",
    [
        *("(a+)+$", "(a|a)*$", "^(a|aa)+$", "(.*)*", "(.*)*x", "(a{1,100}){1,100}", "(x+x+)+y", "a*a*a*b"),
        *(
            r"^(([a-z])+.)+[A-Z]([a-z])+$",
            "(a?){30}a{30}",
            "(?=(a+)+)b",
            "(?!(a|a)*$)b",
            r"\d+\d+\d+x",
            ".*.*=.*",
        ),
        *(
            "(|a)*",
            "^(?:a?){0,9}$b*c*d*",
            "(a|b|ab)*c",
            "(?:(?:a{0,40}){0,40}){0,40}b",
            "^?a*a*b",
            "a*b|c*c*c*e",
        ),
        *(
            "(?P<n>a)(?P=n)",
            r"(a)\1",
            "(?<=a)b",
            "(?<!a)b",
            "(?(1)a|b)",
            "(?>a)",
            "(?i)a",
            "(?#x)a",
            r"\N{DIGIT ONE}",
        ),
        *(
            "(",
            ")",
            "[",
            "*a",
            "a**",
            "a{,}",
            "[z-a]",
            "[[a]",
            "[a--b]",
            "[]a]",
            "a{99999999999}",
            "(" * 5000,
            "a" * 1001,
        ),
    ],
)
def test_a_pattern_without_a_bound_is_refused(pattern):
    assert objection(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "A2[.-]",
            "(B1|A1|A2)[.-]",
            "^B25/",
            "^https?://[^\\s/]",
            "^[^\\s@]+@[^\\s@]+$",
            "^[a-z][a-z0-9-]*$",
            "\\s+$",
        ),
        *(
            "[0-9][^0-9]*[0-9][^0-9]*[0-9]",
            "^(?!www\\.)[a-z.]+$",
            "^[^,]*,[^,]*,[^,]*,[^,]*$",
            "京|沪",
            "^(?:ab)*$",
            "",
        ),
    ],
)
def test_a_pattern_with_a_bound_is_not(pattern):
    assert objection(pattern) is None


ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "[^b]", r"\w", "^", "$", "-"])
SIGNS = st.sampled_from(["", "", "*", "+", "?", "{0,3}", "{2}", "*?", "{1,30}"])


def larger(inner):
    grouped = st.builds(
        "{}{}){}".format,
        st.sampled_from(["(", "(?:", "(?=", "(?!"]),
        inner,
        st.sampled_from(["", "", "*", "{0,2}"]),
    )
    return st.builds("{}{}".format, inner, inner) | st.builds("{}|{}".format, inner, inner) | grouped


PATTERNS = st.recursive(st.builds("{}{}".format, ATOMS, SIGNS), larger, max_leaves=6)
HOSTILE = [letters * (LONGEST // len(letters)) for letters in ("a", "ab", "b", "aab", "-", "a-")]


@pytest.mark.slow
@pytest.mark.timeout(600)
@given(pattern=PATTERNS)
@settings(max_examples=300)
def test_what_is_allowed_ends_in_time(pattern):
    assume(objection(pattern) is None)
    compiled = re.compile(pattern)
    for text in HOSTILE:
        compiled.search(text)
        compiled.search(text[:-1] + "!")


@pytest.mark.parametrize(
    ("require", "message"),
    [
        ({"properties": {"name": {"pattern": "(a+)+$"}}}, "12:1: this pattern could take too long"),
        ({"patternProperties": {"(a|a)*b": True}}, "this pattern could take too long"),
        ({"propertyNames": {"pattern": "(.*)*x"}}, "this pattern could take too long"),
        ({"not": {"anyOf": [{"items": {"pattern": "(a)\\1"}}]}}, "is not allowed in a pattern"),
        ({"$ref": "#"}, "a '$ref' must name an entry"),
        ({"$ref": "https://example.com/x.json"}, "a '$ref' must name an entry"),
        ({"$ref": "file:///etc/passwd"}, "a '$ref' must name an entry"),
        (
            {"$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}, "$ref": "#/$defs/a"},
            "a '$ref' must name an entry",
        ),
        (
            {
                "$defs": {
                    "a0": True,
                    **{f"a{n + 1}": {"allOf": [{"$ref": f"#/$defs/a{n}"}] * 2} for n in range(60)},
                },
                "$ref": "#/$defs/a60",
            },
            "a '$ref' must name an entry",
        ),
        ({"$dynamicRef": "#x"}, "no JSON Schema keyword '$dynamicRef'"),
    ],
)
def test_a_policy_of_another_package_that_would_never_end(require, message, project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    (project.root / "own").mkdir()
    (project.root / "own/x.yaml").write_text(CHECK % json.dumps(require), encoding="utf-8")
    assert main(["check", "--policies", "own", "--lang", "en"]) == 2
    out = capsys.readouterr().out
    assert message.removeprefix("12:1: ") in out
    assert re.search(r"(?m)^own/x\.yaml:15:\d+: ", out), out
    assert "Traceback" not in out


def test_every_text_of_a_manifest_is_as_short_as_patterns_are_counted_for():
    def texts(node, where):
        if isinstance(node, dict):
            kinds = node.get("type", [])
            if "string" in ([kinds] if isinstance(kinds, str) else kinds):
                yield where, node
            for key, each in node.items():
                yield from texts(each, f"{where}/{key}")
        elif isinstance(node, list):
            for index, each in enumerate(node):
                yield from texts(each, f"{where}/{index}")

    found = []
    for kind in ("service", "operator", "waivers"):
        schema = json.loads((shipped() / f"schemas/{kind}.schema.json").read_text(encoding="utf-8"))
        found += texts(schema, kind)
    assert len(found) > 30
    loose = [where for where, node in found if node.get("maxLength", 1e9) > LONGEST and "enum" not in node]
    # Which conditions never see, and whose pattern says how long it is.
    assert loose == ["waivers/$defs/date"]


FILLERS = [
    *(
        "a",
        "0",
        "-",
        ".",
        " ",
        "a.",
        "a-",
        "0 ",
        "a" * 63 + ".",
        "京",
        "B2.",
        "A1.",
        ".1",
        "-1",
        "https://",
        "/",
    ),
    *("\t", "SP-01.1"),
]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["service", "operator", "license", "provision", "waivers", "report"])
def test_the_patterns_of_the_shipped_schemas_are_quick_on_long_texts(kind):
    """They meet a text before anything has said how long it may be."""
    schema = json.loads((shipped() / f"schemas/{kind}.schema.json").read_text(encoding="utf-8"))
    for pattern in {pattern for pattern, _ in patterns(schema)}:
        compiled = re.compile(pattern)
        for filler in FILLERS:
            text = filler * ((1 << 18) // len(filler))
            for each in (text, text + "!", f"京B2{text}", f"SP-01{text}\n", f"x{text} "):
                compiled.search(each)


def test_the_conditions_of_the_shipped_policies_keep_to_the_same_rule(library):
    found = [
        (pattern, objection(pattern))
        for provision in library.provisions
        for clause in provision.clauses
        for check in clause.checks
        for schema in (check.when, check.require)
        for pattern, _ in patterns(schema)
    ]
    assert len(found) >= 5
    assert [each for each in found if each[1]] == []


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_distinct_entries_are_counted_not_compared():
    """`jsonschema` compares entries that cannot be sorted each with each."""
    value = [{"a": index} for index in range(30_000)] + [[index] for index in range(30_000)]
    schema = Schema({"uniqueItems": True})
    assert schema.reference.is_valid(value)
    assert not schema.reference.is_valid([*value, {"a": 0}])


@pytest.mark.parametrize(
    ("value", "unique"),
    [
        ([1, 1.0], False),
        ([1, True], True),
        ([0, False], True),
        ([[1], [True]], True),
        ([{"a": 1}, {"a": 1.0}], False),
        ([{"a": False}, {"a": 0}], True),
        ([{"a": 1, "b": 2}, {"b": 2, "a": 1}], False),
        (["1", 1], True),
        ([None, False, 0, ""], True),
        ([{}, []], True),
        ([[], []], False),
        ([["[", []], [["[", []]]], True),
    ],
)
def test_what_is_the_same_entry(value, unique):
    schema = Schema({"uniqueItems": True})
    assert schema.reference.is_valid(value) is unique
    assert schema.accepts(value) is unique
