"""Items whose verdict rests on others': what tests prove, and waivers. They run last, where all is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from pytest_icplicense.collect.items import CaseItem, WaiverItem
from pytest_icplicense.collect.manifest_files import ManifestFile, WaiverFile
from pytest_icplicense.collect.stash import EVIDENCE, RESULTS, evidence_of, results_of
from pytest_icplicense.evidence.outcomes import Waiting as WaitingCase
from pytest_icplicense.runs.pytest_results import Waiting


def put_last(config: pytest.Config, items: list[pytest.Item], marked: Sequence[pytest.Item]) -> None:
    """Put the cases that tests prove behind all tests, and waivers behind all cases.

    A worker of pytest-xdist leaves them to the process above. `marked` are the tests that prove something.
    """
    if EVIDENCE in config.stash:
        chosen = set(items)
        config.stash[EVIDENCE].deselected(item.nodeid for item in marked if item not in chosen)
    proven = [item for item in items if isinstance(item, CaseItem) and item.waits]
    waivers = [item for item in items if isinstance(item, WaiverItem)]
    if not (proven or waivers):
        return
    last = {*proven, *waivers}
    items[:] = [item for item in items if item not in last]
    if not hasattr(config, "workerinput"):
        items += sorted(proven, key=lambda item: item.nodeid)
        items += sorted(waivers, key=lambda item: item.nodeid)
        return
    if proven:
        waiting = (WaitingCase(item.path, item.nodeid) for item in proven)
        evidence_of(config).waiting.update(dict.fromkeys(waiting))
    if waivers:
        results_of(config).waiting.update(dict.fromkeys(Waiting(each.path, each.nodeid) for each in waivers))


def run_waiting(session: pytest.Session) -> None:
    """Run what the workers left, as pytest itself would have run it."""
    stash = session.config.stash
    if EVIDENCE in stash:
        cases = stash[EVIDENCE].waiting
        files = dict.fromkeys(each.file for each in cases)
        _run(session, (ManifestFile.from_parent(session, path=path) for path in files), cases)
    if RESULTS in stash:
        waivers = stash[RESULTS].waiting
        files = dict.fromkeys(each.file for each in waivers)
        _run(session, (WaiverFile.from_parent(session, path=path) for path in files), waivers)


def _run(
    session: pytest.Session, files: Iterable[pytest.File], waiting: Iterable[WaitingCase | Waiting]
) -> None:
    wanted = {each.node for each in waiting}
    found = [
        item
        for file in files
        for item in file.collect()
        if isinstance(item, pytest.Item) and item.nodeid in wanted
    ]
    session.testscollected += len(found)
    for item in found:
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
