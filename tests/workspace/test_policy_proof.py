"""Every check proves that it can fail, and the catalogue holds together."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pytest_icplicense.documents import read
from pytest_icplicense.documents.schema import Schema
from pytest_icplicense.library import load, shipped
from pytest_icplicense.model.provision import Violation
from pytest_icplicense.workspace.policy_proof import Unlike, bound, load_example, prove

LIBRARY = load()
EXAMPLE = load_example(LIBRARY)


@pytest.mark.parametrize("provision", LIBRARY.provisions, ids=lambda provision: provision.id)
def test_every_check_passes_on_the_example_and_fails_on_each_of_its_violations(provision):
    for proof in prove(LIBRARY, EXAMPLE, [provision]):
        assert proof.problems == (), proof.check.id
        assert proof.caught == len(proof.check.violations) > 0
        assert proof.cases > 0


def test_shipped_documents_keep_to_their_schemas():
    """They are not validated again in every run."""
    for folder, kind in (("provisions", "provision"), ("licenses", "license")):
        for file in sorted((shipped() / folder).glob("*.yaml")):
            source = read(file, file.name)
            assert source.problems == ()
            for document in source.documents:
                assert LIBRARY.schema(kind).problems(document) == []


def checks():
    return [
        check for provision in LIBRARY.provisions for clause in provision.clauses for check in clause.checks
    ]


def test_a_check_says_what_it_requires_in_one_way():
    for check in checks():
        assert (check.require is None) != (check.rule is None), check.id
        assert check.condition is None or check.reason, f"{check.id} must say why it is not applicable"
        assert all(check.message), check.id
        assert all(check.remedy), check.id


def test_shipped_checks_give_their_rules_what_they_take():
    """That too is asked only of what a user adds."""
    for check in checks():
        if check.rule:
            schema = Schema(LIBRARY.rules[check.rule].parameters)
            assert schema.breaches(check.parameters) == [], check.id


def test_checks_with_a_number_or_a_date_are_tried_on_both_sides_of_it():
    timed = ("due-within", "every-period", "in-force")
    for check in checks():
        if check.rule in timed and set(check.parameters) & {
            "days",
            "working_days",
            "hours",
            "months_by",
            "window",
        }:
            assert len(check.violations) >= 2, check.id


def test_messages_name_only_what_they_can_fill():
    for check in checks():
        for text in (*check.message, *check.remedy):
            assert not re.search(r"\{\}|\{[^a-z]", text), check.id


def test_every_feature_kind_refers_to_services_that_exist():
    catalogue = LIBRARY.catalogue
    for kind in catalogue.features.values():
        assert set(kind.needs) <= set(catalogue.services), kind.kind
        assert {other.kind for other in kind.look_alikes} <= set(catalogue.features)
        assert all(kind.name), kind.kind
        assert all(kind.reason), kind.kind


def test_a_violation_that_gives_the_license_terms_that_none_can_have_proves_nothing():
    """As on a project of one's own, whose license has another term than the example's."""
    former = {"op": "add", "path": "/terms", "value": [{"issued": "2001-01-01", "expires": "2002-01-01"}]}
    with pytest.raises(Unlike) as refused:
        bound(LIBRARY, EXAMPLE, "Operator", Violation({"License": (former,)}))
    assert "a license that was not renewed ends with its term" in refused.value.message.en


def test_a_provision_may_add_to_a_list_that_an_example_does_not_have():
    """As to the attestations of a project that has none yet."""
    row = {"op": "add", "path": "/code/-", "value": "app"}
    own = replace(LIBRARY.provisions[0], example=({"on": "Service", "patch": [row]},))
    example = load_example(replace(LIBRARY, provisions=(own,)))
    assert example.documents["Service"].tree["code"] == ["app"]
