"""Several attestations of one clause: which counts, until when, and what is told of the others."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from pytest_icplicense.files.repository import ANOTHER_FILE, Repository
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.policy_proof import load_example

GOOD = {"clause": "LIC.1", "owner": "王芳", "evidence": "x.md", "reviewed": "2022-03-01"}
EVIDENCE = Text(
    "Put evidence there that can be read and says who did what and when (a policy in force, a record, minutes), or write"
    " the path of the one that is meant; where it has changed, look at it again and renew 'sha256' and 'reviewed'.",
    "请在该路径放置可读、写明何人何时做了何事的证据（现行制度、记录、纪要等），或改为正确的路径；证据已变更的，请重新"
    "审查并更新 sha256 和 reviewed。",
)
REVIEW = Text(
    "Let the owner look at it again, and write that day under 'reviewed'.",
    "请由责任人重新审查，并在 reviewed 中填写当日日期。",
)


@pytest.fixture
def attested(ruling, library, tmp_path):
    """Judges these attestations of the service, and those of its operator."""
    example = load_example(library).documents
    (tmp_path / "x.md").write_text("2022-03-01 法务部王芳复核，未发现问题。\n", encoding="utf-8")

    def judge(*attestations, operator=(), value=None, as_of="2022-06-01", **parameters):
        documents = [
            replace(
                example[kind],
                file=tmp_path / f"{kind}.icp.yaml",
                tree={**example[kind].tree, "attestations": list(rows)},
            )
            for kind, rows in (("Service", attestations), ("Operator", operator))
        ]
        return ruling(
            "attested",
            value,
            parameters,
            as_of,
            of="Service",
            pointer="/premises/0",
            document=documents[0],
            operator=documents[1],
            repository=Repository(tmp_path),
        )

    return judge


def told(got):
    """Where each breach is, and why, and what to do."""
    return [
        (breach.document and breach.document.kind, breach.pointer, breach.why, breach.remedy)
        for breach in got.breaches
    ]


def test_one_in_order_is_good_for_twelve_months(attested):
    got = attested(GOOD)
    assert (got.outcome, got.due) == ("passed", date(2023, 3, 1))


def test_the_one_that_lasts_longest_counts(attested):
    later = GOOD | {"reviewed": "2022-05-01"}
    assert attested(later, GOOD).due == attested(GOOD, later).due == date(2023, 5, 1)
    assert attested(GOOD, operator=[later]).due == date(2023, 5, 1)


def test_one_in_order_is_enough_whatever_the_others_are(attested):
    old = GOOD | {"reviewed": "2021-01-01"}
    assert attested(old, GOOD).outcome == "passed"
    assert attested(old, operator=[GOOD]).outcome == "passed"


def test_of_those_that_are_not_each_is_told_in_its_document(attested):
    other = GOOD | {"clause": "LIC.2"}
    got = attested(other, GOOD | {"evidence": "gone.md"}, operator=[GOOD | {"reviewed": "2021-01-01"}])
    assert told(got) == [
        (
            "Service",
            "/attestations/1/evidence",
            Text("evidence 'gone.md': no such file", "证据“gone.md”：文件不存在"),
            EVIDENCE,
        ),
        (
            "Operator",
            "/attestations/0/reviewed",
            Text(
                "reviewed on 2021-01-01, more than 12 months before 2022-06-01",
                "审查日期为 2021-01-01，距判定日 2022-06-01 已超过 12 个月",
            ),
            REVIEW,
        ),
    ]


def test_without_any_it_is_told_at_the_document(attested):
    for got in (attested(), attested(GOOD | {"clause": "LIC.2"})):
        assert told(got) == [(None, "", Text("no attestation for LIC.1", "没有针对 LIC.1 的声明"), None)]


def test_what_is_not_there_is_told_at_the_attestation(attested):
    assert [(pointer, why) for _, pointer, why, _ in told(attested({"clause": "LIC.1"}))] == [
        ("/attestations/0", Text(f"'{field}' is missing", f"缺少 {field}"))
        for field in ("owner", "evidence", "reviewed")
    ]
    assert [document for document, *_ in told(attested(operator=[{"clause": "LIC.1"}]))] == ["Operator"] * 3
    ((document, *_),) = told(attested(operator=[GOOD], as_of="2022-01-01"))
    assert document == "Operator"


def test_a_review_in_the_future_has_not_happened(attested):
    ((_, pointer, why, remedy),) = told(attested(GOOD, as_of="2022-02-28"))
    assert (pointer, remedy) == ("/attestations/0/reviewed", REVIEW)
    assert why == Text(
        "2022-03-01 is after 2022-02-28, so the review has not happened yet",
        "2022-03-01 晚于判定日 2022-02-28，审查尚未发生",
    )


@pytest.mark.parametrize(
    ("as_of", "outcome"), [("2022-03-01", "passed"), ("2023-03-01", "passed"), ("2023-03-02", "failed")]
)
def test_the_first_day_and_the_last(attested, as_of, outcome):
    assert attested(GOOD, as_of=as_of).outcome == outcome


def test_evidence_that_has_changed_says_from_what_to_what(attested):
    digest = hashlib.sha256("2022-03-01 法务部王芳复核，未发现问题。\n".encode()).hexdigest()
    assert attested(GOOD | {"sha256": digest}).outcome == "passed"
    ((_, pointer, why, remedy),) = told(attested(GOOD | {"sha256": "0123456789abcdef"}))
    assert (pointer, remedy) == ("/attestations/0/evidence", EVIDENCE)
    assert why == Text(
        f"evidence 'x.md' has changed: its sha256 is {digest[:12]}…, declared is 0123456789ab…",
        f"证据“x.md”已变更：sha256 为 {digest[:12]}…，声明为 0123456789ab…",
    )


def test_evidence_that_is_blank_is_none(attested, tmp_path):
    (tmp_path / "blank.md").write_text(" \n\t\n")
    ((_, _, why, _),) = told(attested(GOOD | {"evidence": "blank.md"}))
    assert why == Text("evidence 'blank.md' is empty", "证据“blank.md”为空文件")


def test_an_https_address_is_kept_and_another_is_a_file(attested):
    assert attested(GOOD | {"evidence": "https://intranet.invalid/x"}).outcome == "passed"
    assert attested(GOOD | {"evidence": "http://intranet.invalid/x"}).outcome == "failed"


PARTS = ["policy", "technical-measure", "monitoring"]


def test_the_parts_of_a_clause_may_be_covered_by_several_and_the_first_to_end_counts(attested):
    some = GOOD | {"covers": ["policy", "monitoring"]}
    rest = GOOD | {"covers": ["technical-measure"], "reviewed": "2022-02-01"}
    got = attested(some, rest, covers=PARTS)
    assert (got.outcome, got.due) == ("passed", date(2023, 2, 1))
    assert attested(some, operator=[rest], covers=PARTS).outcome == "passed"


def test_parts_that_nothing_covers_are_named_in_their_order(attested):
    some = GOOD | {"covers": ["monitoring"]}
    assert told(attested(some, some, covers=PARTS)) == [
        (
            "Service",
            "/attestations/0/covers",
            Text(
                "no attestation for LIC.1 covers policy, technical-measure",
                "针对 LIC.1 的声明未涵盖 policy, technical-measure",
            ),
            None,
        )
    ]
    ((_, pointer, why, _),) = told(attested(GOOD, covers=PARTS))
    assert pointer == "/attestations/0"
    assert why.en.endswith("covers policy, technical-measure, monitoring")


def test_parts_that_are_none_are_named_with_what_is_near(attested):
    ((_, _, why, _),) = told(
        attested(GOOD | {"covers": ["policy", "monitorin", "zzz"]}, covers=["policy", "monitoring"])
    )
    assert why == Text(
        "no attestation for LIC.1 covers monitoring;"
        " 'monitorin' is no part of it; did you mean 'monitoring'?; 'zzz' is no part of it",
        "针对 LIC.1 的声明未涵盖 monitoring；“monitorin”不是其组成部分；是否应为“monitoring”？；“zzz”不是其组成部分",
    )


def test_an_attestation_that_is_not_in_order_covers_nothing(attested):
    old = GOOD | {"covers": ["policy"], "reviewed": "2021-01-01"}
    rest = GOOD | {"covers": ["technical-measure", "monitoring"]}
    got = attested(rest, old, covers=PARTS)
    assert [breach.pointer for breach in got.breaches] == ["/attestations/1/reviewed"]


def test_a_field_may_name_evidence_of_its_own(attested):
    assert attested(field="proof", value={"proof": "x.md"}).outcome == "passed"
    (missing,) = told(attested(field="proof", value={}))
    assert missing == (None, "/premises/0", Text("'proof' is missing", "缺少 proof"), None)
    (gone,) = told(attested(field="proof", value={"proof": "gone.md"}))
    assert gone == (
        None,
        "/premises/0/proof",
        Text("evidence 'gone.md': no such file", "证据“gone.md”：文件不存在"),
        ANOTHER_FILE,
    )


def test_without_an_operator_the_service_s_own_count(ruling, library):
    got = ruling("attested", {}, {}, "2022-06-01", of="Service", operator=None)
    assert got.breaches[0].why.en == "no attestation for LIC.1"
    got = ruling("attested", {}, {}, "2022-06-01", of="Service", declared={"attestations": None})
    assert got.outcome == "failed"
