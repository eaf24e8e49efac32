"""Tests that prove clauses: found among what was collected, and what they prove judged after all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from pytest_icplicense.collect.configured import workspace_of
from pytest_icplicense.collect.files import ManifestFile
from pytest_icplicense.collect.items import CaseItem
from pytest_icplicense.evidence.marks import Known, Unfit
from pytest_icplicense.evidence.outcomes import Claim, Outcomes, Waiting
from pytest_icplicense.model.evidence import MARKER
from pytest_icplicense.plugin import EVIDENCE, evidence_of
from pytest_icplicense.settings import BadSetting


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
        item.extra_keyword_matches.update(
            each.clause for each in claims
        )  # `-k SP-15.10.2` means its proof, too
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


def put_last(config: pytest.Config, items: list[pytest.Item], marked: Iterable[pytest.Item]) -> None:
    """Put the cases that tests prove behind all tests; in a worker of pytest-xdist leave them to the process above."""
    outcomes = config.stash[EVIDENCE]
    chosen = set(items)
    outcomes.deselected(item.nodeid for item in marked if item not in chosen)
    waiting = [item for item in items if isinstance(item, CaseItem) and item.waits]
    if not waiting:
        return
    last = set(waiting)
    items[:] = [item for item in items if item not in last]
    if hasattr(config, "workerinput"):
        outcomes.waiting.update(dict.fromkeys(Waiting(item.path, item.nodeid) for item in waiting))
    else:
        items += sorted(waiting, key=lambda item: item.nodeid)


def run_waiting(session: pytest.Session, outcomes: Outcomes) -> None:
    """Run the cases that the workers left, as pytest itself would have run them."""
    files = dict.fromkeys(each.file for each in outcomes.waiting)
    wanted = {each.node for each in outcomes.waiting}
    found = [
        item
        for path in files
        for item in ManifestFile.from_parent(session, path=path).collect()
        if item.nodeid in wanted
    ]
    session.testscollected += len(found)
    for item in found:
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
