"""An in-toto Statement v1 with the Test Result predicate, for a pipeline to sign: what was judged, by what, and the outcome.

Its subjects are the manifests, the license documents and the policies. Everything else that was read, and that a verdict
rests on, is the configuration. Nothing here signs: that is for the pipeline's own keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.input_file import Input
from pytest_icplicense.reports.closing_lines import incomplete
from pytest_icplicense.reports.proof import by_proof
from pytest_icplicense.reports.provenance import Provenance, provenance
from pytest_icplicense.runs.report import Report

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://in-toto.io/attestation/test-result/v0.1"
MANIFEST, LICENSE, POLICIES, FILE, TOOL = "manifest", "license", "policies", "file", "tool"
"""What a descriptor is of, as its annotation `kind` says."""
_WARNED = (Outcome.PENDING, Outcome.WAIVED)
_FAILED = (Outcome.FAILED, Outcome.ERROR)


def render(report: Report) -> str:
    """The statement as text, with a final newline."""
    facts = provenance(report)
    manifests = set(report.paths)
    judged = [each for each in facts.inputs if each.path in manifests and each.sha256]
    statement = {
        "_type": STATEMENT,
        "subject": [
            *(_descriptor(each, MANIFEST) for each in judged),
            *(_descriptor(each, LICENSE) for each in report.license_inputs),
            _descriptor(Input("policies", facts.policies_sha256), POLICIES),
        ],
        "predicateType": PREDICATE,
        "predicate": {
            "result": _result(report),
            "configuration": [
                _tool(report, facts),
                *(_descriptor(each, FILE) for each in facts.inputs if each not in judged),
            ],
            "passedTests": _ids(report, (Outcome.PASSED,)),
            "warnedTests": _ids(report, _WARNED),
            "failedTests": [*_ids(report, _FAILED), *_apart(report)],
        },
    }
    return json.dumps(statement, ensure_ascii=False, indent=2) + "\n"


def _result(report: Report) -> str:
    """Failed also where something was not judged: a verdict on all of it is what is attested."""
    if report.exit_code or not report.complete or not report.results:
        return "FAILED"
    return "WARNED" if any(each.outcome in _WARNED for each in report.results) else "PASSED"


def _ids(report: Report, outcomes: tuple[Outcome, ...]) -> list[str]:
    return [each.id for each in report.results if each.outcome in outcomes]


def _apart(report: Report) -> Iterator[str]:
    """What failed and is no case."""
    for problem in report.problems:
        yield f"document[{problem.place}]"
    if missing := incomplete(report):
        yield f"icplicense: {missing.en}"


def _descriptor(given: Input, kind: str) -> dict[str, Any]:
    digest = {"digest": {"sha256": given.sha256}} if given.sha256 else {}
    return {"name": given.path, **digest, "annotations": {"kind": kind}}


def _tool(report: Report, facts: Provenance) -> dict[str, Any]:
    known = {
        "kind": TOOL,
        "version": facts.version,
        "as_of": facts.as_of.isoformat(),
        "licenses": list(facts.licenses),
        "complete": report.complete,
        "proof": by_proof(report.tally.proofs.kinds),
    }
    return {"name": "pytest-icplicense", "annotations": known}
