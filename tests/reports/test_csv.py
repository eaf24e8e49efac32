"""The table: RFC 4180, opened by spreadsheets as it is meant, and none of its cells is a formula."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from pytest_icplicense.reports import csv as table
from pytest_icplicense.reports.csv import COLUMNS, MARK, as_text


def rows(run) -> list[dict[str, str]]:
    """The rows, as Python reads them."""
    return list(csv.DictReader(io.StringIO(table.render(run).removeprefix(MARK), newline=""), strict=True))


def test_a_row_for_each_case_and_finding_and_document(failing):
    listed = rows(failing)
    assert {each["id"] for each in listed if each["id"]} == {each.id for each in failing.results}
    findings = sum(max(len(each.findings), 1) for each in failing.results)
    assert len(listed) == findings + len(failing.problems) + len(failing.warnings)
    (row,) = (each for each in listed if each["id"] == "SP-02.2/feature-inside-license[ads-console:web]")
    assert (row["verdict"], row["level"], row["path"], row["line"]) == (
        "failed",
        "critical",
        "ads-console.icp.yaml",
        "25",
    )
    assert row["quote"] == "不得经营或变相经营未经许可的其他电信业务"
    assert all(each["as_of"] == "2022-06-01" and len(each["policies_sha256"]) == 64 for each in listed)


def test_the_form_that_rfc_4180_asks_for(hostile):
    text = table.render(hostile)
    assert text.startswith(f"{MARK}as_of,")
    assert text.endswith("\r\n")
    outside = re.sub('"(?:[^"]|"")*"', "", text)
    assert '"' not in outside
    assert outside.count("\n") == outside.count("\r") == outside.count("\r\n")
    assert {len(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)} == {len(COLUMNS)}


@pytest.mark.parametrize("sign", "=+-@＝＋－＠\t\r\n")
def test_nothing_is_calculated(sign):
    assert as_text(f"{sign}1+1") == f"'{sign}1+1"
    assert as_text(f" {sign}1+1").startswith("'" if sign not in "\t\r\n" else " ")


def test_no_cell_of_a_hostile_manifest_is_a_formula(hostile, hostile_text):
    listed = rows(hostile)
    assert not [
        cell for row in listed for cell in row.values() if cell.lstrip().startswith(("=", "+", "-", "@"))
    ]
    assert any(row["waiver_approver"] == f"'{hostile_text}" for row in listed)


def test_signs_that_nothing_shows_are_replaced():
    assert as_text("a\x00b\x1bc") == "a\ufffdb\ufffdc"


def test_a_run_that_is_not_whole_says_so(failing):
    listed = rows(replace(failing, complete=False, not_run=3))
    assert {each["complete"] for each in listed} == {"no"}
    assert any(each["verdict"] == "not-run" and "3 cases" in each["message"] for each in listed)
