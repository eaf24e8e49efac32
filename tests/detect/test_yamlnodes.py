"""YAML of other programs becomes nodes with their places, within bounds that no file gets past."""

from __future__ import annotations

import contextlib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import MAX_DEPTH, MAX_NODES, Loader, Mapping, documents, pairs, walk


def only(text: str) -> object:
    [root] = documents(text)
    return root


def refused(text: str) -> str:
    with pytest.raises(Unjudged) as raised:
        list(Artifact("a.yaml", text.encode()).yaml())
    return f"{raised.value.line}:{raised.value.column} {raised.value.message.en}"


def test_scalars_are_text_and_know_their_places() -> None:
    root = only("a: 0123\nb:\n  - yes\n  - !tag 'x'\n? [c]\n: d\n")
    assert root == {"a": "0123", "b": ["yes", "x"], "": "d"}
    assert isinstance(root, Mapping)
    assert (root["b"][0].line, root["b"][0].column, root.where["b"]) == (3, 5, (2, 1))


def test_of_a_key_written_twice_the_last_counts_with_its_place() -> None:
    root = only("a: 1\na: 2\n")
    assert isinstance(root, Mapping)
    assert (root, root.where["a"]) == ({"a": "2"}, (2, 1))


def test_merge_keys_give_way_to_what_the_mapping_says() -> None:
    text = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {a: 0, <<: [*x, *y]}\nw: {<<: text}\n"
    root = only(text)
    assert isinstance(root, Mapping)
    assert root["z"] == {"a": "0", "b": "1", "c": "2"}
    assert root["z"].where["b"] == (1, 14)
    assert root["w"] == {}


def test_each_document_has_its_own_anchors() -> None:
    assert list(documents("--- &a x\n---\n- &a y\n- *a\n---\n")) == ["x", ["y", "y"], ""]
    assert "'*a' refers to nothing" in refused("- &a x\n---\n- *a\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &x [*x]", "1:8 no YAML: '*x' refers to nothing that is complete before it"),
        ("a: &x {<<: *x}", "1:12 no YAML: '*x' refers to nothing that is complete before it"),
        ("a: &x {b: {<<: *x}}", "1:16 no YAML: '*x' refers to nothing that is complete before it"),
        ("- &x a\n- &x [*x]", "2:7 no YAML: '*x' refers to nothing that is complete before it"),
        ("a: *nobody", "1:4 no YAML: '*nobody' refers to nothing that is complete before it"),
    ],
)
def test_nothing_can_be_inside_itself(text: str, told: str) -> None:
    assert refused(text) == told


@pytest.mark.timeout(60)
def test_nodes_count_wherever_they_are_referred_to() -> None:
    laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )
    assert refused(laughs) == f"6:25 more than {MAX_NODES:,} nodes"
    merges = "m0: &m0 {k0: x}\n" + "".join(
        f"m{n}: &m{n} {{<<: [{', '.join(f'*m{m}' for m in range(max(0, n - 50), n))}], k{n}: x}}\n"
        for n in range(1, 3000)
    )
    assert "nodes" in refused(merges)


def test_depth_counts_wherever_it_is_referred_to() -> None:
    half = MAX_DEPTH // 2 + 1
    assert "nested" in refused("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    deep = "[" * half + "]" * half
    assert only(f"- &x {deep}\n- *x\n")
    assert "nested" in refused(f"- &x {deep}\n- {'[' * half}*x{']' * half}\n")
    assert only(f"- &x {deep}\n- {'[' * (MAX_DEPTH - half - 1)}*x{']' * (MAX_DEPTH - half - 1)}\n")
    chain = "- &a0 [[]]\n" + "".join(f"- &a{n} [*a{n - 1}]\n" for n in range(1, MAX_DEPTH + 5))
    assert "nested" in refused(chain)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "[" * 10**6,
        "{" * 10**6,
        "- " * 10**6,
        "? " * 10**6,
        "a:" * 10**6,
        "&a " * 10**5,
        "!" * 10**6,
        "%" * 10**6,
        "a: &" + "x" * 10**7,
    ],
)
def test_what_is_only_large_is_refused_or_read_quickly(text: str) -> None:
    with contextlib.suppress(Unjudged):
        list(Artifact("a.yaml", text.encode()).yaml())


def test_names_with_values_and_walks() -> None:
    assert list(pairs(only("[a=1, b, c=d=e]"))) == [("a", "1"), ("c", "d=e")]
    assert list(pairs(only("{a: 1, b: [2]}"))) == [("a", "1")]
    assert [key for key, _, _ in walk(only("{a: {b: [{c: 1}]}, d: 2}"))] == ["a", "d", "b", "c"]


@given(st.text(st.sampled_from("ab&*:-[]{},'\"|>!%# \n\t"), max_size=60))
def test_a_tree_is_the_one_that_the_library_constructs(text: str) -> None:
    try:
        expected = list(yaml.load_all(text, Loader))
    except (yaml.YAMLError, TypeError):  # a key that is a list cannot be constructed
        expected = None
    try:
        found = list(Artifact("a.yaml", text.encode()).yaml())
    except Unjudged:
        assert expected is None or "*" in text
        return
    assert expected is None or found == expected
