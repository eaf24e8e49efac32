"""Which cases a check gives, and what each is called."""

from __future__ import annotations

import pytest

from pytest_icplicense.documents import Place
from pytest_icplicense.engine import expand
from pytest_icplicense.model.capability import Confidence, Detections, Served, Shown
from pytest_icplicense.model.case import NO_SUBJECT

PRICES = {"for_each": "prices[*]", "require": {}}


def seen(cases):
    """Id below the check, pointer and value."""
    return [(case.id.partition("[")[2][:-1], case.pointer, case.value) for case in cases]


def test_a_check_of_the_whole_document_has_one_case(cases):
    (case,) = cases({"require": {}}, name="shop")
    assert (case.id, case.subject, case.label) == ("X.1/c0[shop]", "shop", "shop")
    assert case.pointer == ""
    assert case.value is case.manifest.tree
    assert case.shown == ()


def test_a_check_of_a_list_has_one_for_each_entry(cases):
    first, second = {"id": "pro"}, {"id": "team"}
    found = cases(PRICES, prices=[first, second])
    assert seen(found) == [
        ("ads-console:pro", "/prices/0", first),
        ("ads-console:team", "/prices/1", second),
    ]
    assert [case.label for case in found] == ["pro", "team"]
    assert found[1].value is second


@pytest.mark.parametrize(
    ("entry", "label"),
    [
        ({"id": "pro", "domain": "x.cn", "name": "n"}, "pro"),
        ({"domain": "x.cn", "name": "n"}, "x.cn"),
        ({"name": "n"}, "n"),
        ({"id": 7, "name": "n"}, "n"),
        ({"amount": "1"}, "0"),
        ("北京市", "北京市"),
        (7, "0"),
        ("a b", "a_b"),
        ({"id": "a[b]::c\td"}, "a_b__c_d"),
    ],
)
def test_an_entry_is_called_by_its_id_domain_name_or_index(cases, entry, label):
    ((name, _, _),) = seen(cases(PRICES, prices=[entry]))
    assert name == f"ads-console:{label}"


def test_the_name_of_the_manifest_is_made_safe_too(cases):
    assert [case.subject for case in cases(PRICES, name="a [b]", prices=["x"])] == ["a__b_:x"]
    assert [case.subject for case in cases({"require": {}}, name="a::b")] == ["a_b"]


def test_entries_of_the_same_name_are_counted(cases):
    found = cases(PRICES, prices=["pro", "pro", "team", "pro", "team"])
    assert [case.label for case in found] == ["pro", "pro#2", "team", "pro#3", "team#2"]


def test_an_entry_that_is_called_like_a_counted_one_is_counted_on(cases):
    found = cases(PRICES, prices=["pro", "pro#2", "pro"])
    assert [case.label for case in found] == ["pro", "pro#2", "pro#3"]


def test_lists_in_lists_are_named_by_each(cases):
    units = [
        {"id": "web", "assessments": [{"kind": "risk"}, {"id": "b"}]},
        {"id": "ads"},
        {"id": "app", "assessments": [{"id": "c"}]},
    ]
    found = cases({"for_each": "network.units[*].assessments[*]", "require": {}}, network={"units": units})
    assert seen(found) == [
        ("ads-console:web:0", "/network/units/0/assessments/0", {"kind": "risk"}),
        ("ads-console:web:b", "/network/units/0/assessments/1", {"id": "b"}),
        ("ads-console:app:c", "/network/units/2/assessments/0", {"id": "c"}),
    ]


def test_an_object_is_a_subject_under_the_manifest_s_name(cases):
    found = cases({"for_each": "publishing.review", "require": {}}, publishing={"review": {"human": "x"}})
    assert seen(found) == [("ads-console", "/publishing/review", {"human": "x"})]


def test_pointers_escape_what_they_must(cases):
    found = cases({"for_each": "a/b.c~d", "require": {}}, **{"a/b": {"c~d": 1}})
    assert [case.pointer for case in found] == ["/a~1b/c~0d"]


@pytest.mark.parametrize("prices", [[], {}, "none", None])
def test_where_there_is_nothing_one_case_says_so(cases, prices):
    (case,) = cases(PRICES, prices=prices)
    assert (case.subject, case.pointer, case.value, case.shown) == ("ads-console", "", NO_SUBJECT, ())
    (case,) = cases({"for_each": "gone.deeper[*]", "require": {}})
    assert case.value is NO_SUBJECT


def test_what_the_repository_shows_is_a_subject_with_where_it_does(cases):
    shown = (Shown(Place("nginx.conf", 3, 34), "server_name x.cn"),)
    domains = (Served("x.cn", Confidence.MEDIUM, shown), Served("y.cn", Confidence.LOW, ()))
    check = {"for_each": "detected.domains[*]", "require": {}}
    first, second = cases(check, shows=Detections((), domains))
    assert (first.id, first.pointer) == ("X.1/c0[ads-console:x.cn]", "")
    assert first.value == {"domain": "x.cn", "confidence": "medium"}
    assert first.shown == shown
    assert (second.subject, second.value["confidence"]) == ("ads-console:y.cn", "low")
    (nothing,) = cases(check)
    assert (nothing.subject, nothing.pointer, nothing.value) == ("ads-console", "", NO_SUBJECT)
    assert nothing.shown == ()


def test_what_it_shows_is_software_too(cases, library):
    from pytest_icplicense.model.capability import Detected

    openim = Detected(library.catalogue.capabilities["openim"], Confidence.HIGH, ())
    (case,) = cases({"for_each": "detected.capabilities[*]", "require": {}}, shows=Detections((openim,)))
    assert case.subject == "ads-console:openim"
    assert case.value["items"] == ["B25/instant-interaction"]


def test_a_check_is_of_one_kind_of_manifest(cases, provision, manifest, library):
    assert cases({"of": "Operator", "require": {}}, of="Service") == []
    (case,) = cases({"of": "Operator", "require": {}})
    assert case.manifest.kind == "Operator"


def test_a_clause_without_a_check_has_a_case_in_both(provision, manifest, library):
    for of in ("Service", "Operator"):
        (case,) = expand(manifest(of), [provision()], library.rules)
        assert case.check.id == "X.1/no-check"
        assert case.rule is None


def test_cases_come_in_the_order_of_the_checks_and_then_of_the_manifest(provision, manifest, library):
    checks = ({"of": "Operator"}, PRICES, {"rule": "in-force"}, {"for_each": "gone[*]"})
    found = expand(manifest(prices=["b", "a"]), [provision(*checks)], library.rules)
    assert [case.id for case in found] == [
        "X.1/c1[ads-console:b]",
        "X.1/c1[ads-console:a]",
        "X.1/c2[ads-console]",
        "X.1/c3[ads-console]",
    ]
    assert [case.rule for case in found] == [None, None, library.rules["in-force"], None]
