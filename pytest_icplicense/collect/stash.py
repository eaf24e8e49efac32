"""What a session of pytest keeps, and under which keys."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_icplicense.collect.proof_floor import Floor
    from pytest_icplicense.compare.gate import Differences
    from pytest_icplicense.evidence.outcomes import Outcomes
    from pytest_icplicense.reports.targets import Target
    from pytest_icplicense.runs.pytest_results import PytestResults
    from pytest_icplicense.runs.report import Wants

RESULTS: pytest.StashKey[PytestResults] = pytest.StashKey()
"""What was collected and judged; there where a manifest was met."""
TARGETS: pytest.StashKey[list[Target]] = pytest.StashKey()
"""The reports that this process writes; a worker of pytest-xdist writes none."""
EVIDENCE: pytest.StashKey[Outcomes] = pytest.StashKey()
"""What became of the tests that prove clauses; there where a test or a manifest has to do with any."""
PROVING: pytest.StashKey[Sequence[pytest.Item]] = pytest.StashKey()
"""The tests with the marker, as they were collected."""
FLOOR: pytest.StashKey[Floor] = pytest.StashKey()
"""The least share of clauses that must rest on more than an attestation, if one is set."""
GATE: pytest.StashKey[Differences] = pytest.StashKey()
"""Where the working tree is another than the gate's reference."""
LINES = pytest.StashKey[list[str]]()
"""What there is to say of reports when all else is said."""
OUTPUT = "icplicense"
"""What a worker judged, under this key."""
EVIDENCE_OUTPUT = "icplicense_evidence"
"""What became of its tests."""


def results_of(config: pytest.Config) -> PytestResults:
    """What is collected and judged, from now on."""
    if RESULTS not in config.stash:
        from pytest_icplicense.runs.pytest_results import PytestResults

        config.stash[RESULTS] = PytestResults(wants_of(config))
    return config.stash[RESULTS]


def evidence_of(config: pytest.Config) -> Outcomes:
    """What becomes of the tests that prove clauses, from now on."""
    if EVIDENCE not in config.stash:
        from pytest_icplicense.evidence.outcomes import Outcomes

        config.stash[EVIDENCE] = Outcomes(config.rootpath)
        config.pluginmanager.register(config.stash[EVIDENCE], "icplicense-evidence")
    return config.stash[EVIDENCE]


def wants_of(config: pytest.Config) -> Wants | None:
    """What the reports say that are asked for; None: none is."""
    from pytest_icplicense.reports.formats import named
    from pytest_icplicense.reports.refusal import NoReport

    wants: Wants | None = None
    for asked in config.option.icp_report:
        with suppress(NoReport):  # refused where targets are looked at
            own = named(asked.partition(":")[0]).wants
            wants = own if wants is None else wants | own
    return wants
