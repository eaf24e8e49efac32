"""Tests that prove clauses, found among what was collected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from pytest_icplicense.collect.session_workspace import workspace_of
from pytest_icplicense.collect.stash import evidence_of
from pytest_icplicense.evidence.markers import Known, Unfit
from pytest_icplicense.evidence.outcomes import Claim
from pytest_icplicense.library.settings import BadSetting
from pytest_icplicense.model.evidence import MARKER


def claim(config: pytest.Config, marked: Iterable[pytest.Item]) -> None:
    """Note what each of the marked tests is to prove; one whose marker cannot be used is an error."""
    if unfit := dict(_claimed(config, marked)):
        config.pluginmanager.register(_Unfit(unfit), "icplicense-unfit")


def _claimed(config: pytest.Config, marked: Iterable[pytest.Item]) -> Iterator[tuple[pytest.Item, str]]:
    outcomes = evidence_of(config)
    try:
        workspace = workspace_of(config)
        if workspace.library.problems:
            raise BadSetting(workspace.library.problems[0])
    except BadSetting as error:
        yield from ((item, error.problem.to(config.option.icp_lang or "en")) for item in marked)
        return
    known, lang = Known(workspace), workspace.settings.lang
    found: dict[pytest.Item, list[Claim]] = {}
    for item in marked:
        try:
            claims = known.claims((mark.args, mark.kwargs) for mark in item.iter_markers(MARKER))
        except Unfit as error:
            yield item, f"{item.nodeid}: {error.message.to(lang)}"
            continue
        # `-k SP-15.10.2` means its proof, too.
        item.extra_keyword_matches.update(each.clause for each in claims)
        found[item] = claims
    properties = outcomes.collected({item.nodeid: claims for item, claims in found.items()})
    for item in found:
        item.user_properties += properties[item.nodeid]


class _Unfit:
    """Registered where a test's marker cannot be used: that test is an error, not a proof of something else."""

    def __init__(self, why: dict[pytest.Item, str]) -> None:
        self._why = why

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if item in self._why:
            pytest.fail(self._why[item], pytrace=False)
