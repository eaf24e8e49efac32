"""Both libraries, and what is made of them here, answer the official cases of JSON Schema as they are to be answered."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from pytest_icplicense.documents.keywords import references_end
from pytest_icplicense.documents.schema import Schema

CASES = Path(__file__).parent.parent / "data/json-schema"
GROUPS = {
    f"{file.stem}: {group['description']}": group
    for file in sorted(CASES.glob("*.json"))
    for group in json.loads(file.read_text(encoding="utf-8"))
}
REFUSED = {name for name, group in GROUPS.items() if not references_end(group["schema"])}
"""Their references lead elsewhere, to themselves, or to what is no entry of `$defs`: no policy may have them."""
LETTERS = {
    name for name, group in GROUPS.items() if "\\p{" in json.dumps(group["schema"]).replace("\\\\", "\\")
}
"""Their patterns have classes of Unicode, which Python does not know: a policy is refused for these, too."""
JUDGED = sorted(GROUPS.keys() - REFUSED - LETTERS)


def test_the_files_are_those_that_were_published():
    sums = dict(
        reversed(line.split()) for line in (CASES / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    assert {name: hashlib.sha256((CASES / name).read_bytes()).hexdigest() for name in sums} == sums
    assert sums.keys() >= {file.name for file in CASES.glob("*.json")}


def test_what_a_policy_is_refused_for_is_references_only():
    assert {name.partition(":")[0] for name in REFUSED} <= {
        "ref",
        "defs",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
    assert len(LETTERS) == 2
    for name in LETTERS:
        assert Schema(GROUPS[name]["schema"]).invalid()
    assert sum(len(GROUPS[name]["tests"]) for name in JUDGED) > 900


@pytest.mark.parametrize("name", JUDGED)
def test_a_group(name):
    schema = Schema(GROUPS[name]["schema"])
    assert schema.invalid() is None
    for test in GROUPS[name]["tests"]:
        value, valid = test["data"], test["valid"]
        assert schema.reference.is_valid(value) is valid, test["description"]
        assert schema.accepts(value) is valid, test["description"]
        assert (schema.breaches(value) == []) is valid, test["description"]
        if schema.fast is not None:
            assert schema.fast.is_valid(value) is valid, test["description"]


def test_most_groups_are_answered_by_the_fast_library():
    fast = [name for name in JUDGED if Schema(GROUPS[name]["schema"]).fast is not None]
    assert len(fast) > 140
