"""An attestation is added to a manifest's text, and everything else stays as a person wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.documents.yaml_tree import parse
from pytest_icplicense.scaffold.attesting import KEY
from pytest_icplicense.scaffold.entries import with_entry

ENTRY = {"clause": "SP-01.2", "owner": "法务部", "evidence": "docs/规则.md#一", "reviewed": "2022-06-01"}
BEFORE = (
    "kind: Operator",
    "name: 甲  # 名称",
    "tags: [a, b]",
    "",
    "# about the next",
    "deep:\n  - {x: 1}\n  - y: |\n      z\n",
)
LISTS = (
    "attestations:\n  - clause: SP-07.1\n    owner: x\n  # last\n",
    "attestations:\n- {clause: SP-07.1, owner: x}\n",
    "attestations:\n  - clause: SP-07.1\n    note: |\n      several\n      lines\n",
    "attestations: []\n",
    "",
)


@pytest.mark.slow
@given(
    before=st.lists(st.sampled_from(BEFORE), unique=True, max_size=5),
    attested=st.sampled_from(LISTS),
    after=st.sampled_from(["", "last: 1\n", "\n# end\nlast: [1]\n", "last:\n  a: 1"]),
)
def test_only_the_entry_is_added(before, attested, after):
    text = "\n".join(["first: 1", *before]) + "\n" + attested + after
    (old,), made = parse(text), with_entry(text, KEY, ENTRY)
    (new,) = parse(made[0])
    kept = list(old.tree.get("attestations", []))
    assert new.tree == {**old.tree, "attestations": [*kept, ENTRY]}
    lines = made[0].splitlines()
    assert lines[made[1] - 1].lstrip().startswith("- clause: SP-01.2")
    left = [line for line in text.splitlines() if line and line != "attestations: []"]
    assert [line for line in lines if line in left] == left


@pytest.mark.parametrize(
    ("text", "index", "written"),
    [
        (
            "a: 1\nattestations: [{clause: SP-01.1}]\n",
            0,
            "attestations: [{clause: SP-01.1}, {clause: SP-01.2, ",
        ),
        ("a: 1\n---\nb: 2\n", 1, "b: 2\n\nattestations:\n  - clause: SP-01.2\n"),
    ],
)
def test_lists_on_one_line_and_the_second_document_have_a_place(text, index, written):
    made, _ = with_entry(text, KEY, ENTRY, index)
    assert written in made
    assert [each.tree.get(KEY, [])[-1:] == [ENTRY] for each in parse(made)].index(True) == index
