"""Features that an authority must approve: the approval, and its addition to the license."""

from __future__ import annotations

import pytest

from pytest_icplicense.text import Text

LIVE = {"kind": "live-streaming"}
GIVEN = {"for": "live-streaming", "date": "2021-03-01"}


@pytest.fixture
def approved(ruling):
    """Judges live streaming by these approvals: for the approval itself, or for its addition to the license."""

    def judge(*approvals, step="approval", feature=LIVE, as_of="2022-06-01", **parameters):
        return ruling(
            "approved",
            feature,
            {"step": step, **parameters},
            as_of,
            of="Service",
            pointer="/features/5",
            declared={"approvals": list(approvals)},
        )

    return judge


def test_an_approval_counts_from_its_day(approved):
    assert approved(GIVEN, as_of="2021-03-01").outcome == "passed"
    (breach,) = approved(GIVEN, as_of="2021-02-28").breaches
    assert breach.pointer == "/approvals/0/date"
    assert breach.why == Text(
        "2021-03-01 is after 2021-02-28, so it has not happened yet",
        "2021-03-01 晚于判定日 2021-02-28，尚未发生",
    )


def test_of_several_approvals_one_is_enough_and_else_each_is_told(approved):
    other = {"for": "online-video", "date": "2020-01-01"}
    later, latest = GIVEN | {"date": "2022-07-01"}, GIVEN | {"date": "2022-08-01"}
    assert approved(later, other, GIVEN).outcome == "passed"
    assert [breach.pointer for breach in approved(other, later, latest).breaches] == [
        "/approvals/1/date",
        "/approvals/2/date",
    ]


def test_an_approval_of_another_kind_is_none(approved, library):
    (breach,) = approved({"for": "online-video", "date": "2020-01-01"}).breaches
    needed = library.catalogue.features["live-streaming"].approval
    assert breach.pointer == "/features/5/kind"
    assert breach.why == Text(
        f"'approvals' names none for live-streaming; needed: {needed.en}",
        f"approvals 未列明 live-streaming 的审批；需要：{needed.zh}",
    )
    assert dict(breach.values) == {"approval": needed}  # a policy's message may name it


def test_the_addition_to_the_license_is_a_step_of_its_own(approved, library):
    added = GIVEN | {"added_to_license": "2021-04-01"}
    assert approved(added, step="added-item").outcome == "passed"
    assert approved(added, step="added-item", as_of="2021-04-01").outcome == "passed"
    assert approved(added, step="added-item", as_of="2021-03-31").outcome == "failed"
    (breach,) = approved(GIVEN, step="added-item").breaches
    assert breach.pointer == "/approvals/0"
    assert breach.why == Text("'added_to_license' is missing", "缺少 added_to_license")
    assert dict(breach.values) == {"approval": library.catalogue.features["live-streaming"].approval}


def test_nothing_is_added_before_it_is_approved(approved):
    assert approved(GIVEN | {"added_to_license": "2021-03-01"}, step="added-item").outcome == "passed"
    (breach,) = approved(GIVEN | {"added_to_license": "2021-02-28"}, step="added-item").breaches
    assert breach.pointer == "/approvals/0/added_to_license"
    assert breach.why == Text(
        "2021-02-28 is before the approval of 2021-03-01", "2021-02-28 早于审批日期 2021-03-01"
    )


def test_where_no_approval_is_needed_there_is_nothing_to_judge(approved):
    got = approved(feature={"kind": "article"})
    assert got.outcome == "not-applicable"
    assert got.reason == Text("published articles needs no such approval", "文章发布无需此项审批")


def test_a_check_may_be_about_some_kinds_alone(approved):
    assert approved(kinds=["live-streaming"]).outcome == "failed"
    got = approved(kinds=["online-news"])
    assert got.outcome == "not-applicable"
    assert got.reason == Text("live streaming needs no such approval", "网络直播无需此项审批")


def test_a_manifest_that_names_no_approvals_at_all(ruling):
    got = ruling(
        "approved", LIVE, {"step": "approval"}, "2022-06-01", of="Service", declared={"approvals": None}
    )
    assert got.outcome == "failed"
