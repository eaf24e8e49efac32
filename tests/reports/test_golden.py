"""What formats say, word for word: one file a format and language in `golden/`, written anew by `make golden`.

The report has a few results of each outcome, so another clause in the policies changes nothing here.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from troubles import trouble

from pytest_icplicense.model.result import tally
from pytest_icplicense.reports.formats import SHIPPED, rendered
from pytest_icplicense.runs.report import Report

GOLDEN = Path(__file__).with_name("golden")
CHECKS = {
    *("LIC.3/feature-inside-scope", "SP-02.2/feature-inside-license", "SITE.2/name-licensed"),
    *("SP-02.4/number-on-home-page", "SP-05.4/complaint-answered-in-time", "SP-12.2/renewal-applied-for"),
    *("SP-03.1/transmission-license-held", "SP-15.5.2/amount-as-published", "SP-15.10.2/proven-by-tests"),
}
FORMATS = [form for form in SHIPPED if not form.wants.policies and not form.wants.overview]
"""Those that say nothing of clauses without a result."""


@pytest.fixture
def report(project) -> Report:
    """Some results of a run in which something is wrong, under digests that stay."""
    trouble(project)
    whole = project.report()
    results = tuple(each for each in whole.results if each.criterion.check in CHECKS)
    assert {each.outcome.value for each in results} >= {
        "passed",
        "failed",
        "not-applicable",
        "waived",
        "pending",
    }
    return replace(
        whole,
        results=results,
        tally=tally(results, whole.settings.as_of),
        files=(),
        inputs=(),
        license_inputs=(),
        policies_sha256="0" * 64,
        version="1.0",
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", [pytest.param(form, id=form.name) for form in FORMATS])
def test_every_word_is_as_it_was(form, lang, report):
    made = rendered(form, replace(report, settings=replace(report.settings, lang=lang)))
    file = GOLDEN / f"{form.name}.{lang}{form.suffix}"
    if "WRITE_GOLDEN" in os.environ:
        file.write_bytes(made)
    assert made.decode() == file.read_bytes().decode(), "look at the difference, then run `make golden`"
