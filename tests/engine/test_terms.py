"""Acts and the terms of a license: what was before the first term is not judged, and splitting a term changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_icplicense import library as libraries
from pytest_icplicense.engine import expand, judge
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.library import settings as settings_of
from pytest_icplicense.model.case import Case, Outcome
from pytest_icplicense.model.license import License
from pytest_icplicense.model.manifest import OPERATOR, Manifest
from pytest_icplicense.model.term import Term
from pytest_icplicense.workspace.workspace import Workspace

AS_OF = date(2022, 6, 1)
ISSUED, EXPIRES = date(2021, 10, 2), date(2023, 9, 12)
DAY = timedelta(days=1)
ACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "SP-05.4": ("complaints", {"received": 0, "answered": 40}),
    "SP-08.1": ("incidents", {"kind": "leak", "major": True, "found": 0, "responded": 5}),
    "SP-08.2": ("incidents", {"kind": "leak", "major": True, "found": 0}),
    "SP-08.3": ("incidents", {"kind": "leak", "major": True, "found": 0, "reported": 5}),
    "SP-11.1": ("subject_changes", {"kind": "merger", "decided": 0, "applied": 31}),
    "SP-11.2": ("subject_changes", {"kind": "merger", "decided": 0, "carried_out": 0}),
    "SP-11.3": ("subject_changes", {"kind": "merger", "decided": 0, "foreign": True, "approved": 0}),
    "SP-12.1": ("local_offices", {"region": "上海市", "changed": 0, "reported": 31}),
}
"""What breaks a clause on whatever day of a term it happens: the list, and the record with its days after the act."""
settings_here = settings(max_examples=60)
EXAMPLE = libraries.shipped("example_project")


@cache
def shipped_library() -> libraries.Library:
    """The shipped policies."""
    return libraries.load()


@cache
def manifests() -> tuple[Manifest, ...]:
    """The example's manifests."""
    workspace = Workspace(settings_of.load(EXAMPLE), EXAMPLE, library=shipped_library())
    return tuple(manifest for file in find_manifests(EXAMPLE) for manifest in workspace.bind(file).manifests)


def under(manifest: Manifest, *terms: Term) -> Manifest:
    """The manifest under its license with other terms."""
    *former, current = terms
    (held,) = manifest.licenses
    own: License = replace(held, issued=current.issued, expires=current.expires, former=tuple(former))
    return replace(manifest, licenses=(own,))


def with_act(clause: str, day: date, *terms: Term) -> list[Case]:
    """The cases of a clause in which the operator's one record of its kind is an act of that day."""
    name, record = ACTS[clause]
    dated = {
        field: (day + timedelta(days=value)).isoformat() if type(value) is int else value
        for field, value in record.items()
    }
    manifest = under(next(each for each in manifests() if each.kind == OPERATOR), *terms)
    tree = {**manifest.tree, name: [{"id": "act", **dated}]}
    document = replace(manifest.document, tree=tree)
    return cases(replace(manifest, document=document, operator=document), clause)


def cases(manifest: Manifest, clause: str = "") -> list[Case]:
    """The cases of a manifest, or of one clause."""
    library = shipped_library()
    found = expand(manifest, library.binding(manifest.licenses), library.rules)
    return [case for case in found if clause in ("", case.check.clause.id)]


@pytest.mark.slow
@settings_here
@given(st.sampled_from(sorted(ACTS)), st.integers(1, 5000))
def test_an_act_before_the_first_term_is_never_failed(clause, before):
    judged = [judge(case, AS_OF) for case in with_act(clause, ISSUED - before * DAY, Term(ISSUED, EXPIRES))]
    assert judged
    assert {verdict.outcome for verdict in judged} <= {Outcome.NOT_APPLICABLE}
    assert any("is before the first term of 京B2-20181623" in verdict.reason.en for verdict in judged)


@pytest.mark.slow
@settings_here
@given(st.sampled_from(sorted(ACTS)), st.integers(0, 150))
def test_the_same_act_in_the_term_is_failed(clause, after):
    judged = [judge(case, AS_OF) for case in with_act(clause, ISSUED + after * DAY, Term(ISSUED, EXPIRES))]
    assert Outcome.FAILED in {verdict.outcome for verdict in judged}


@pytest.mark.slow
@settings_here
@given(st.sampled_from(sorted(ACTS)), st.integers(0, 1500), st.integers(0, 1799))
def test_an_act_is_judged_alike_in_one_term_and_in_two_that_adjoin(clause, after, cut):
    whole = Term(date(2018, 1, 1), EXPIRES)
    middle = whole.issued + cut * DAY
    halves = Term(whole.issued, middle), Term(middle + DAY, whole.expires)
    act = whole.issued + after * DAY
    one, two = (
        [_said(case, AS_OF) for case in with_act(clause, act, *terms)] for terms in ((whole,), halves)
    )
    assert one == two


@pytest.mark.slow
@settings_here
@given(st.integers(0, 238), st.dates(ISSUED, date(2023, 6, 13)))
def test_a_split_changes_no_verdict_of_the_example_but_that_of_the_renewal(cut, as_of):
    middle = ISSUED + cut * DAY
    halves = Term(ISSUED, middle), Term(middle + DAY, EXPIRES)
    for manifest in manifests():
        for one, two in zip(cases(manifest), cases(under(manifest, *halves)), strict=True):
            if one.check.clause.id != "SP-12.2":
                assert _said(one, as_of) == _said(two, as_of), one.id


def _said(case: Case, as_of: date) -> tuple[object, ...]:
    verdict = judge(case, as_of)
    return verdict.outcome, verdict.reason, verdict.due, [finding.message for finding in verdict.findings]
