"""YAML to trees: what the documents may contain, and what is said where they may not."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.documents import yaml_tree as tree
from pytest_icplicense.documents.positions import positions
from pytest_icplicense.documents.scalars import resolve
from pytest_icplicense.documents.yaml_tree import parse


def only(text: str) -> object:
    """The tree of a text that is one document without faults."""
    (parsed,) = parse(text)
    assert parsed.faults == ()
    return parsed.tree


def faults(text: str) -> list[str]:
    """`line:column: message` of every fault."""
    return [f"{f.line}:{f.column}: {f.message.en}" for parsed in parse(text) for f in parsed.faults]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("2021-10-02", "2021-10-02"),
        ("0123", "0123"),  # 123 would lose a digit, 83 would be YAML 1.1's octal
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-7", -7),
        ("0x1f", 31),
        ("0o17", 15),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("9" * 5000, "9" * 5000),
        ("'12'", "12"),
        ('"true"', "true"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_a_plain_scalar_means_what_it_looks_like(written, read):
    value = only(f"key: {written}\n")["key"]
    assert value == read
    assert type(value) is type(read)


def test_keys_are_text():
    assert only("1: a\ntrue: b\n~: c\n") == {"1": "a", "true": "b", "~": "c"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", ["3:1: duplicate key 'a'; keep one"]),
        ("a\u202eb: 1\na\u202eb: 2\n", ["2:1: duplicate key 'a\\u202eb'; keep one"]),
        ("x: {k: 1, k: 2}\n", ["1:11: duplicate key 'k'; keep one"]),
        ("a: &x 1\nb: *x\n", ["1:4: anchors and aliases", "2:4: anchors and aliases"]),
        ("a: !!str 1\n", ["1:4: tags are not allowed ('tag:yaml.org,2002:str')"]),
        ("a: !python/object:os.system x\n", ["1:4: tags are not allowed"]),
        ("- !local {a: 1}\n", ["1:3: tags are not allowed"]),
        ("? [a, b]\n: c\n", ["1:3: a key must be plain text"]),
        ("a: [1\n", ["1:4: YAML syntax"]),
        ("a: b: c\n", ["1:5: YAML syntax"]),
        ("\tа: 1\n", ["1:1: YAML syntax: a tab; indent with spaces"]),
        ("a:\n\t- b\n", ["2:1: YAML syntax: a tab; indent with spaces"]),
        ("a: %b\n", ["1:4: YAML syntax: no value can begin with this sign; put the text in quotes"]),
        ("a: {b: 1\n", ["1:4: YAML syntax: no ',' or '}'"]),
        (
            "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> topic\n",
            ["2:1: YAML syntax: git left a conflict here; keep one side, and remove the lines of signs"],
        ),
        ('a: "b\\e"\n', ["1:4: control character U+001B in a value; remove it"]),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", ["1:1: tags are not allowed ('%TAG')"]),
    ],
)
def test_every_breach_of_the_yaml_rules_has_its_place(text, expected):
    found = faults(text)
    assert len(found) == len(expected)
    for line, beginning in zip(found, expected, strict=True):
        assert line.startswith(beginning)


def test_all_faults_are_told_at_once():
    assert len(faults("a: &x 1\nb: *x\nc: !!int 3\na: 2\n")) == 4


@pytest.mark.slow
def test_depth_and_size_are_bounded():
    assert faults("[" * 64 + "]" * 64) == []
    assert faults("[" * 65 + "]" * 65) == ["1:65: nested more than 64 levels deep"]
    assert faults("a:\n" + "- x\n" * 99_997) == []
    assert faults("a:\n" + "- x\n" * 100_000)[0].endswith("more than 100,000 nodes in one document")


def test_several_documents_stand_in_one_file_and_a_broken_one_takes_no_other_with_it():
    first, second, third = parse("a: 1\n---\nb: 1\nb: 2\n---\nc: [\n")
    assert (first.tree, first.faults) == ({"a": 1}, ())
    assert [fault.line for fault in second.faults] == [4]
    assert [fault.line for fault in third.faults] == [7]


keys = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=8
).filter(
    lambda text: not isinstance(resolve(text), float)
)  # 0E0 is a number in YAML 1.2 only, so PyYAML does not quote it
trees = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**17), 10**17), keys),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.slow
@given(trees)
def test_what_pyyaml_writes_is_read_back_and_each_value_has_a_position(data):
    """A writer of YAML 1.1 quotes more words than 1.2 needs; nothing may change on the way."""
    text = yaml.safe_dump(data, allow_unicode=True)
    if "!!" in text or "*id" in text:
        return
    assert only(text) == data
    places = next(positions(text))

    def check(value, pointer):
        assert pointer in places
        inside = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for key, each in inside:
            check(each, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")

    check(data, "")


SAMPLES = [
    "a: 1\nb: [x, {c: d}]\n---\ne: |\n  f\n  g\n",
    "a: 1\na: 2\n",
    "a: &x 1\nb: *x\n",
    "a: [1\n",
    "- - - a\n  - b\n",
    "{a: b, ? [c]: d}\n",
    "%YAML 1.2\n---\na: 1\n",
    "",
    "# nothing\n",
    "a:\n- b\n-\n  c: 文字\n",
]


@pytest.mark.parametrize("text", SAMPLES)
def test_the_pure_parser_gives_the_same_result(text, monkeypatch):
    """PyYAML without libyaml: the same trees, the same faults in the same lines."""

    def outcome():
        return [(parsed.tree, [fault.line for fault in parsed.faults]) for parsed in parse(text)]

    def places():
        read = parse(text)
        return next(positions(text)) if read and not read[0].faults else None

    with_libyaml = outcome(), places()
    monkeypatch.setattr(tree, "Loader", yaml.BaseLoader)
    assert (outcome(), places()) == with_libyaml


def test_positions_are_those_of_keys_and_of_list_entries():
    text = "a/b:\n  - {id: x}\n  -   id: y\n      ~tilde: 1\n"
    assert next(positions(text)) == {
        "": (1, 1),
        "/a~1b": (1, 1),
        "/a~1b/0": (2, 5),
        "/a~1b/0/id": (2, 6),
        "/a~1b/1": (3, 7),
        "/a~1b/1/id": (3, 7),
        "/a~1b/1/~0tilde": (4, 7),
    }


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\nitems：[x]\nb: 2\n", (2, 6)),
        ("a: 1\nowner： x\nb: 2\n", (2, 6)),
        ("- a: 1\n  owner：x\n  b: 2\n", (2, 8)),
        ("a: {b: 1，c: 2}\n", (1, 9)),
    ],
)
def test_full_width_signs_are_told_where_they_stand(text, place):
    """The commonest slip of a Chinese keyboard; the parser itself notices a line later."""
    fault = parse(text)[0].faults[0]
    assert (fault.line, fault.column) == place
    assert "full-width" in fault.message.en
    assert "全角" in fault.message.zh


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- a: 1\n  b:\u3000x\n  c: 2\n", (2, 5)),
        ("- a: 1\n  b:\u00a0x\n  c: 2\n", (2, 5)),
        ("- a: 1\n-\u3000a: 2\n", (2, 2)),
        ("- a: 1\n\u3000\u3000b: 2\n  c: 3\n", (2, 1)),
        ("a:\n  b: 1\n \u00a0c: 2\n  d: 3\n", (3, 2)),
    ],
)
def test_what_looks_like_a_space_and_is_none_is_told(text, place):
    fault = parse(text)[0].faults[0]
    assert (fault.line, fault.column) == place
    assert "write ' '" in fault.message.en
    assert "请改为半角空格" in fault.message.zh


@pytest.mark.parametrize(
    "text", ["a: [1\n", "a:\n\tb: 1\n", "a: 'x\nb: 1\n", "a: b: c\n", "a:\n  b: 1\n c: 2\n"]
)
def test_syntax_errors_speak_chinese(text):
    message = parse(text)[-1].faults[-1].message.zh
    assert not any(word in message for word in ("while", "expected", "found", "allowed"))
