"""`jsonschema-rs` may only say yes where `jsonschema` does, and no where it is believed."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pytest_icplicense.documents.keywords import read_alike, refused_alike
from pytest_icplicense.documents.schema import Schema
from pytest_icplicense.library import SCHEMAS, load
from pytest_icplicense.workspace.policy_proof import load_example

LIBRARY = load()
EXAMPLE = load_example(LIBRARY).documents

WORDS = st.sampled_from(
    "B25/search 京B2-20181623 京ICP备09080840号 2022-02-30 2022-03-01 2022-03-12T02:10+08:00 web oceanengine.com"
    " 巨量引擎.中国 -x.com evidence/a.md ../x https://a.cn/b 99.00 ٣".split()
) | st.sampled_from([" x", "x\n", "a b"])
TEXT = WORDS | st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(-1e6, 1e6) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_shipped_schemas_have_a_fast_validator(kind):
    assert LIBRARY.schema(kind).fast is not None


def pointers(tree, path=()):
    """Every place in a tree."""
    yield path
    for key, each in (
        tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    ):
        yield from pointers(each, (*path, key))


def changed(tree, path, value):
    """The tree with another value at a place."""
    if not path:
        return value
    key, *rest = path
    if isinstance(tree, dict):
        return {**tree, key: changed(tree[key], rest, value)}
    return [changed(each, rest, value) if index == key else each for index, each in enumerate(tree)]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["Service", "Operator"])
@given(data=st.data())
def test_a_manifest_with_anything_in_any_place(kind, data):
    tree = EXAMPLE[kind].tree
    place = data.draw(st.sampled_from(list(pointers(tree))))
    value = changed(tree, place, data.draw(VALUES))
    schema = LIBRARY.schema(kind.lower())
    if schema.fast.is_valid(value):
        assert schema.reference.is_valid(value)


STRINGS = {
    f"{kind}/{name}": definition
    for kind in SCHEMAS
    for name, definition in LIBRARY.schema_tree(kind).get("$defs", {}).items()
    if "pattern" in definition
}


@pytest.mark.parametrize("name", STRINGS)
@given(text=TEXT)
@example("x\n")
@example("")
@example("２０２２-03-01")
@example("٢٠٢٢-٠٣-٠١")
def test_every_pattern(name, text):
    schema = Schema(STRINGS[name], compared=True)
    if schema.fast.is_valid(text):
        assert schema.reference.is_valid(text)


@pytest.mark.slow
def test_every_condition_of_the_policies(library):
    conditions = [
        schema
        for provision in library.provisions
        for clause in provision.clauses
        for check in clause.checks
        for schema in (check.condition, check.requirement)
        if schema
    ]
    assert len(conditions) > 40

    @given(VALUES)
    def alike(value):
        for schema in conditions:
            if schema.fast and schema.fast.is_valid(value):
                assert schema.reference.is_valid(value), schema.schema

    alike()
    for tree in (EXAMPLE["Service"].tree, EXAMPLE["Operator"].tree):
        for schema in conditions:
            if schema.fast:
                assert schema.fast.is_valid(tree) == schema.reference.is_valid(tree)


def test_a_keyword_or_an_escape_that_is_not_compared_falls_back():
    assert Schema({"unevaluatedProperties": False}).fast is None
    assert Schema({"pattern": r"\d"}).fast is None
    assert Schema({"pattern": r"^\ud800"}).fast is None


def test_a_dollar_that_turns_a_yes_into_a_no_falls_back():
    """In Python it may stand before a last line break."""
    schema = Schema({"pattern": "^(?!$)"})
    assert not schema.reference.is_valid("\n")
    assert schema.fast is None
    assert Schema({"properties": {"a": {"dependentRequired": {}}}}).fast is None
    assert Schema({"pattern": r"^[0-9]\.\S$"}).fast is not None


CONDITIONS = {
    f"{check.id} {name}": schema
    for provision in LIBRARY.provisions
    for clause in provision.clauses
    for check in clause.checks
    for name, schema in (("when", check.when), ("require", check.require))
    if schema is not None
}


def test_no_condition_needs_the_slow_library_to_say_no():
    """A run in which nothing fails never imports `jsonschema`, a third of its time."""
    assert [
        name for name, schema in CONDITIONS.items() if name.endswith("when") and not refused_alike(schema)
    ] == []
    assert [name for name, schema in CONDITIONS.items() if not read_alike(schema)] == []


def extended(inner):
    """Schemas around schemas, of the keywords in which both libraries are compared."""
    few = st.lists(inner, min_size=1, max_size=2)
    named = st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
    return st.one_of(
        st.fixed_dictionaries({"properties": named}, optional={"additionalProperties": inner}),
        st.fixed_dictionaries({"if": inner}, optional={"then": inner, "else": inner}),
        *(st.fixed_dictionaries({word: few}) for word in ("allOf", "anyOf")),
        *(st.fixed_dictionaries({word: inner}) for word in ("not", "items", "contains", "propertyNames")),
    )


SMALL = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        1.0,
        2,
        -0.5,
        "",
        "a",
        "b",
        "ab",
        "京",
        "a\n",
        "\x85a",
        "a\ufeff",
        "a b",
        "\x1c",
        "free\n",
    ]
)
INSTANCES = st.recursive(
    SMALL,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)
PATTERNS = [
    "a",
    "^a",
    "[ab]b",
    "^[^a]",
    "A[12][.-]",
    r"\s",
    r"^\S",
    r"[^\sa]",
    r"a{1,2}",
    r"(?!a)b",
    r"(?:a|b).",
]
LEAVES = st.one_of(
    st.booleans(),
    st.fixed_dictionaries({"const": INSTANCES}),
    st.fixed_dictionaries({"enum": st.lists(INSTANCES, min_size=1, max_size=3)}),
    st.fixed_dictionaries(
        {"type": st.sampled_from("object array string integer number boolean null".split())}
    ),
    st.fixed_dictionaries({"required": st.lists(st.sampled_from("abc"), max_size=2, unique=True)}),
    st.fixed_dictionaries({"pattern": st.sampled_from(PATTERNS)}),
    st.fixed_dictionaries({"uniqueItems": st.booleans()}),
    *(
        st.fixed_dictionaries({word: st.integers(0, 2)})
        for word in "minItems maxItems minLength maxLength minProperties maxProperties".split()
    ),
    *(
        st.fixed_dictionaries({word: st.sampled_from([0, 1, 1.5])})
        for word in "minimum maximum exclusiveMinimum exclusiveMaximum".split()
    ),
)


@pytest.mark.slow
@given(schema=st.recursive(LEAVES, extended, max_leaves=5), value=INSTANCES)
@settings(max_examples=1500)
def test_both_answer_alike(schema, value):
    """Every keyword in which a no is believed."""
    judged = Schema(schema)
    assert refused_alike(schema)
    assert judged.fast.is_valid(value) == judged.reference.is_valid(value) == judged.accepts(value)


DOLLARS = st.sampled_from(["^free$", "a$", "^(?!a$)"])


@pytest.mark.slow
@given(
    schema=st.recursive(st.fixed_dictionaries({"pattern": DOLLARS}) | LEAVES, extended, max_leaves=5),
    value=INSTANCES,
)
@settings(max_examples=1500)
def test_a_yes_is_right_and_so_is_every_answer(schema, value):
    """With `$`, which Python lets stand before a last line break, and which turns a yes into a no below a `not`."""
    judged = Schema(schema)
    if judged.fast is not None and judged.fast.is_valid(value):
        assert judged.reference.is_valid(value)
    assert judged.accepts(value) == judged.reference.is_valid(value)
    assert (judged.breaches(value) == []) == judged.reference.is_valid(value)


@pytest.mark.parametrize(
    "schema",
    [
        {"not": {"pattern": "^free$"}},
        {"not": {"format": "email"}},
        {"if": {"pattern": "a$"}, "then": False},
        {"pattern": "^[a-z-]{,30}"},
        {"pattern": "(?a)a"},
        {"pattern": "(?i)^i"},
        {"pattern": "(?P<n>a)(?P=n)"},
        {"pattern": "(?>a)"},
        {"pattern": "(?#no)a"},
        {"pattern": "a{"},
        {"pattern": r"\d"},
        {"pattern": r"\w"},
        {"pattern": r"[\S]"},
        {"pattern": "[]a]"},
        {"pattern": "[[a]"},
    ],
)
def test_what_the_two_read_in_different_ways_is_left_to_one(schema):
    assert not read_alike(schema)
    assert Schema(schema).fast is None
