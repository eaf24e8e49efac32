"""What a check looks at is all that its rule gets: what it does not say it looks at cannot decide anything."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

import pytest

from pytest_icplicense.engine import expand, judge, sight
from pytest_icplicense.engine.sight import fields_seen, looked_at
from pytest_icplicense.library import load
from pytest_icplicense.model.case import Outcome, Rule, Ruling, Sees
from pytest_icplicense.model.provision import Violation
from pytest_icplicense.policytest import bound, load_example
from pytest_icplicense.text import Text

LIBRARY = load()
EXAMPLE = load_example(LIBRARY)


def feature():
    """A case about a feature, of a manifest that nobody has looked at yet."""
    manifest = bound(LIBRARY, EXAMPLE, "Service", Violation({}))
    cases = expand(manifest, LIBRARY.provisions, LIBRARY.rules)
    return next(case for case in cases if case.check.id.startswith("SP-02.2/"))


def judged(looks, sees):
    """The verdict of a rule that looks at `looks(case)` and says that it looks at `sees`; the case, and what it met."""
    met = []
    case = feature()

    def rule(case, as_of):
        met.append(looks(case))
        return Ruling()

    given = Rule("mine", rule, {}, Text.same("mine"), sees=lambda parameters: sees)
    check = replace(case.check, rule="mine", require=None, when=None)
    return judge(replace(case, check=check, rule=given), EXAMPLE.as_of), case, met


def test_a_rule_gets_the_fields_of_the_subject_that_it_names():
    verdict, case, met = judged(lambda case: case.value, Sees(("kind",)))
    assert verdict.outcome is Outcome.PASSED
    assert met == [{"kind": case.value["kind"]}]


def test_a_rule_that_names_nothing_gets_everything():
    _, case, met = judged(lambda case: (case.value, case.manifest), None)
    assert met == [(case.value, case.manifest)]


@pytest.mark.parametrize(
    "looks",
    [
        lambda case: case.value["id"],
        lambda case: case.manifest.tree["sites"],
        lambda case: case.manifest.operator.tree,
        lambda case: case.manifest.repository.read(case.manifest.folder, "operator.icp.yaml"),
    ],
    ids=["another field", "beside the subject", "the operator", "a file"],
)
def test_a_rule_that_looks_at_more_than_it_says_is_an_error_that_names_it(looks):
    verdict, *_ = judged(looks, Sees(("kind",)))
    assert verdict.outcome is Outcome.ERROR
    assert verdict.reason.en.startswith("mine raised ")


def test_a_rule_that_reads_files_without_saying_so_is_told():
    verdict, *_ = judged(lambda case: case.manifest.repository.locate(case.manifest.folder, "x.md"), Sees())
    assert verdict.reason.en == (
        "mine raised RuntimeError: it says what it looks at (sees), so it may not read files such as 'x.md'"
    )


def test_a_rule_that_names_nothing_beside_its_subject_still_knows_the_licenses():
    verdict, case, met = judged(
        lambda case: (case.manifest.tree, case.manifest.name, case.manifest.licenses, case.manifest.operator),
        Sees(),
    )
    assert verdict.outcome is Outcome.PASSED
    assert met == [({"license": case.manifest.tree["license"]}, "", case.manifest.licenses, None)]


def test_a_rule_that_says_so_sees_what_is_beside_its_subject_and_the_operator():
    _, case, met = judged(
        lambda case: (case.manifest.tree["sites"], case.manifest.operator),
        Sees((), ("sites",), operator=True),
    )
    assert met == [(case.manifest.tree["sites"], case.manifest.operator)]


def test_what_the_repository_shows_is_never_told_to_a_rule_that_names_what_it_looks_at():
    *_, met = judged(lambda case: case.manifest.detected.names, Sees(("kind",)))
    assert met == [[]]


def test_no_check_needs_more_than_its_rule_says_it_looks_at(monkeypatch):
    """Each violation of each check, with what the rule asks for alone, and with everything."""
    monkeypatch.setattr(sight, "_SIGHTS", WeakKeyDictionary())
    tried = 0
    for provision in LIBRARY.provisions:
        for check in (check for clause in provision.clauses for check in clause.checks):
            if check.rule is None or LIBRARY.rules[check.rule].sees is None:
                continue
            for violation in (Violation({}), *check.violations):
                manifest = bound(LIBRARY, EXAMPLE, check.of, violation)
                for case in expand(manifest, (provision,), LIBRARY.rules):
                    if case.check is check:
                        as_of = violation.as_of or EXAMPLE.as_of
                        narrow, wide = (
                            judge(replace(case, rule=rule), as_of)
                            for rule in (case.rule, case.rule._replace(sees=None))
                        )
                        assert (narrow.outcome, narrow.reason, narrow.due) == (
                            wide.outcome,
                            wide.reason,
                            wide.due,
                        )
                        assert narrow.findings == wide.findings
                        tried += 1
    assert tried > 200


def test_checks_of_what_the_repository_shows_are_judged_one_by_one():
    detected = [
        check
        for provision in LIBRARY.provisions
        for clause in provision.clauses
        for check in clause.checks
        if check.for_each[:1] == ("detected",)
    ]
    assert detected
    assert {looked_at(check, LIBRARY.rules) for check in detected} == {None}


@pytest.mark.parametrize(
    ("schema", "fields"),
    [
        ({"required": ["b"], "properties": {"a": {}}}, ("a", "b")),
        (
            {"if": {"required": ["c"]}, "then": {"properties": {"b": {}}}, "not": {"required": ["a"]}},
            ("a", "b", "c"),
        ),
        ({"anyOf": [{"required": ["b"]}, {"required": ["a"]}, True]}, ("a", "b")),
        ({"allOf": [{"required": ["b"]}, {"minProperties": 2}]}, None),
        ({"then": {"additionalProperties": False}}, None),
        ({"properties": {"b": {}}, "additionalProperties": False}, None),
        ({"not": {"required": ["a"]}}, ("a",)),
        (True, None),
        ({"type": "object"}, ()),
    ],
)
def test_fields_that_a_schema_looks_at(schema, fields):
    assert fields_seen(schema) == fields
