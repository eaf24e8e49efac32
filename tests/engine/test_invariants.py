"""What must hold for every manifest: monotony, order, determinism."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_icplicense.engine import expand, judge
from pytest_icplicense.library import load
from pytest_icplicense.model.case import Outcome, Rule, Ruling
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.provision import Violation
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.policy_proof import bound, load_example

LIBRARY = load()
EXAMPLE = load_example(LIBRARY)
KINDS = sorted(LIBRARY.catalogue.features)
ITEMS = sorted(LIBRARY.catalogue.services)


def manifest(tree) -> Manifest:
    """The example's service with another tree."""
    example = bound(LIBRARY, EXAMPLE, "Service", Violation({}))
    return replace(example, document=replace(example.document, tree=tree))


def verdicts(tree, as_of=EXAMPLE.as_of) -> dict[str, Outcome]:
    """Case id to outcome."""
    cases = expand(manifest(tree), LIBRARY.provisions, LIBRARY.rules)
    assert len({case.id for case in cases}) == len(cases)
    return {case.id: judge(case, as_of).outcome for case in cases}


def service() -> dict:
    """The example's service, to be changed."""
    return dict(EXAMPLE.documents["Service"].tree)


features = st.lists(st.sampled_from(KINDS), min_size=1, max_size=6)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    features,
    st.sampled_from([kind for kind in KINDS if "B25/search" in LIBRARY.catalogue.features[kind].needs]),
)
def test_adding_an_unlicensed_feature_never_mends_anything(kinds, unlicensed):
    tree = service()
    tree["features"] = [{"id": f"f{index}", "kind": kind} for index, kind in enumerate(kinds)]
    before = verdicts(tree)
    after = verdicts({**tree, "features": [*tree["features"], {"id": "added", "kind": unlicensed}]})
    for case, outcome in before.items():
        if outcome is Outcome.FAILED:
            assert after[case] is Outcome.FAILED, case
    assert after["SP-02.2/feature-inside-license[ads-console:added]"] is Outcome.FAILED


def shuffled(value, chooser):
    """The same document with its keys in another order; lists keep theirs."""
    if isinstance(value, dict):
        keys = list(value)
        chooser.shuffle(keys)
        return {key: shuffled(value[key], chooser) for key in keys}
    return [shuffled(each, chooser) for each in value] if isinstance(value, list) else value


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), features, st.lists(st.sampled_from(ITEMS), unique=True, max_size=4))
def test_the_order_of_keys_changes_no_verdict(chooser: random.Random, kinds, items):
    tree = service() | {"items": items}
    tree["features"] = [{"id": f"f{index}", "kind": kind} for index, kind in enumerate(kinds)]
    assert verdicts(shuffled(tree, chooser)) == verdicts(tree)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.permutations(KINDS[:6]))
def test_the_order_of_features_changes_no_verdict(kinds):
    tree = service()
    tree["features"] = [{"id": kind, "kind": kind} for kind in kinds]
    inverse = tree | {"features": tree["features"][::-1]}
    assert verdicts(tree) == verdicts(inverse)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)))
def test_every_day_gives_a_verdict_and_never_an_error(day):
    assert Outcome.ERROR not in verdicts(service(), day).values()


def test_a_rule_that_raises_is_an_error_that_names_itself():
    case = next(iter(expand(manifest(service()), LIBRARY.provisions, LIBRARY.rules)))

    def broken(case, as_of):
        raise ZeroDivisionError("no such luck")

    verdict = judge(replace(case, rule=replace(case.rule, judge=broken)), EXAMPLE.as_of)
    assert verdict.outcome is Outcome.ERROR
    assert verdict.reason.en == "matches-face raised ZeroDivisionError: no such luck"


def test_a_check_without_a_rule_or_a_requirement_is_an_error():
    case = next(iter(expand(manifest(service()), LIBRARY.provisions, LIBRARY.rules)))
    assert judge(replace(case, rule=None), EXAMPLE.as_of).outcome is Outcome.ERROR


@pytest.mark.parametrize("label", ["a b", "x]y", "[", "a::b", "line\nbreak", "名称"])
def test_subjects_in_ids_are_safe_and_unique(label):
    tree = service() | {"prices": [{"id": label, "name": "x", "amount": "1", "currency": "CNY"}] * 3}
    ids = [case for case in verdicts(tree) if "ads-console:" in case]
    assert all(not set(case.partition("[")[2][:-1]) & set("[] \n") for case in ids)
    assert all("::" not in case for case in ids)


def test_what_a_rule_once_said_it_looks_at_has_no_effect_and_warns():
    with pytest.warns(DeprecationWarning, match="'sees' has no effect"):
        rule = Rule(
            "quiet", lambda case, as_of: Ruling(), {}, Text("quiet", "安静"), sees=lambda parameters: None
        )
    assert rule.turns is None
