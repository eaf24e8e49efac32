"""Clauses counted by what shows that they are kept; the floor for more than an attestation."""

from __future__ import annotations

from datetime import date

import pytest

from pytest_icplicense.model.proof import Proofs
from pytest_icplicense.reports.formats import named, rendered
from pytest_icplicense.reports.proof import below, by_proof
from pytest_icplicense.reports.summary import block, total_of


def case(
    how: str, verdict: str = "passed", clause: str = "SP-01.1", subject: str = "a", **more: str
) -> dict[str, object]:
    """The facts of a case, as far as they matter here."""
    return {"case": f"{clause}/c[{subject}]", "clause": clause, "how": how, "verdict": verdict, **more}


@pytest.mark.parametrize(
    ("cases", "kind"),
    [
        ([case("attested")], "attested"),
        ([case("declared, attested")], "declared"),
        ([case("declared, dated")], "dated"),
        ([case("dated, artefact")], "artefact"),
        ([case("attested"), case("tests")], "tests"),
        ([case("attested"), case("tests", "pending")], "none"),
        ([case("declared"), case("tests", "pending")], "none"),
        ([case("tests", "pending")], "none"),
        ([case("declared"), case("tests", "failed")], "none"),
        ([case("declared"), case("tests", "waived")], "none"),
        ([case("declared", "error")], "none"),
        ([case("dated", "pending", due="2022-07-01")], "dated"),
        ([case("dated", "pending")], "none"),  # no day is due: nothing settles it
        ([case("declared", "not-applicable")], None),
        ([case("attested"), case("tests"), case("attested", subject="b")], "attested"),
        (
            [case("tests"), case("artefact", subject="a:site"), case("artefact", "failed", subject="b:site")],
            "none",
        ),
    ],
)
def test_the_kind_of_proof_of_a_clause(cases, kind):
    assert total_of(cases).proofs.kinds.get("SP-01.1") == kind


def proofs(*cases: dict[str, object]) -> Proofs:
    """What shows that the clauses of these cases are kept."""
    return total_of(cases).proofs


def test_the_floor():
    found = proofs(case("attested"), case("declared", clause="SP-01.2"), case("tests", clause="SP-01.3"))
    assert by_proof(found.kinds) == {
        "declared": 1, "dated": 0, "artefact": 0, "tests": 1, "attested": 1, "none": 0
    }  # fmt: skip
    assert below(found, 66) is None
    assert below(found, 67).en == "2 of 3 clauses rest on more than an attestation, less than 67 %"
    assert below(proofs(), 0) is None
    assert below(proofs(), 1) is not None


@pytest.mark.parametrize("percent", [0, 50, 100])
def test_a_clause_that_waits_for_tests_is_below_every_floor(percent):
    found = proofs(case("declared"), case("declared", clause="SP-01.2"), case("tests", "pending"))
    assert below(found, percent).en == (
        "not settled: SP-01.1; the warnings say what is missing (results of tests: run all of pytest, or"
        " 'icplicense check --evidence FILE')"
    )
    assert below(proofs(case("declared"), case("dated", "pending", due="2022-07-01")), percent) is None


def test_the_summary_says_what_waits_for_tests_and_what_to_do():
    cases = [{**case("tests", "pending"), "license": "京B2-20181623"}]
    for lang, said in (
        ("en", "results of tests: run all of pytest, or 'icplicense check --evidence FILE'"),
        ("zh", "--evidence"),
    ):
        (line,) = (line for line in block(total_of(cases), date(2022, 6, 1), lang) if "SP-01.1" in line)
        assert said in line


@pytest.mark.parametrize(
    "name", ["text", "json", "html", "github", "junit", "markdown", "sarif", "oscal", "in-toto"]
)
def test_every_report_of_a_whole_run_counts_them(name, project):
    told = rendered(named(name), project.report()).decode()
    assert "24 attested only" in told or '"attested": 24' in told
