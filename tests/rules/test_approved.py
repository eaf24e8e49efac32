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


def test_a_permit_comes_before_the_feature_is_online(approved):
    def online(since):
        return approved(GIVEN, feature={**LIVE, "since": since})

    assert online("2021-03-01").outcome == "passed"
    (breach,) = online("2021-02-28").breaches
    assert breach.pointer == "/features/5/since"
    assert breach.why == Text(
        "online since 2021-02-28, and approved on 2021-03-01 only; the last day was 2021-02-28",
        "自 2021-02-28 起上线，2021-03-01 才获批；最迟应于 2021-02-28",
    )
    before = GIVEN | {"date": "2018-02-01", "expires": "2021-02-28"}
    renewed = approved(before, GIVEN, feature={**LIVE, "since": "2021-02-28"})
    assert renewed.outcome == "passed"  # the first permit came before, and the second holds


def test_between_two_permits_nobody_knows_whether_it_was_extended(approved):
    before = GIVEN | {"date": "2018-02-01", "expires": "2021-02-27"}
    gap = approved(before, GIVEN, feature={**LIVE, "since": "2021-02-20"})
    assert (gap.outcome, gap.due) == ("pending", None)
    assert gap.reason.en.startswith("no approval is named from 2021-02-28 to 2021-02-28, between two of them")
    assert approved(before, GIVEN, feature={**LIVE, "since": "2021-03-01"}).outcome == "passed"
    assert approved(before, GIVEN).outcome == "pending"  # since when it is online nobody says
    assert (
        approved(GIVEN, before | {"date": "2022-06-02"}, feature={**LIVE, "since": "2021-03-01"}).outcome
        == "passed"
    )


def test_what_is_not_online_yet_is_not_yet_due(approved):
    got = approved(feature={**LIVE, "since": "2022-06-02"})
    assert (got.outcome, str(got.due)) == ("pending", "2022-06-02")
    assert approved(feature={**LIVE, "since": "2022-06-01"}).outcome == "failed"


def test_an_approval_ends(approved):
    assert approved(GIVEN | {"expires": "2022-06-01"}).outcome == "passed"
    (breach,) = approved(GIVEN | {"expires": "2022-05-31"}).breaches
    assert breach.pointer == "/approvals/0/expires"
    assert breach.why == Text("ended on 2022-05-31", "已于 2022-05-31 届满")
    (breach,) = approved(GIVEN | {"expires": "2021-02-28"}).breaches
    assert breach.why.en == "ends on 2021-02-28, before it was given on 2021-03-01"


def test_without_an_end_it_is_open_once_such_permits_have_usually_ended(approved):
    old = GIVEN | {"date": "2019-06-01"}
    assert approved(old).outcome == "passed"
    got = approved(old, as_of="2022-06-02")
    assert (got.outcome, got.due) == ("pending", None)
    assert got.reason.en == (
        "'expires' is missing, and an approval of 2019-06-01 has usually ended by 2022-06-01: say when it ends"
    )
    assert approved(old, GIVEN, as_of="2022-06-02").outcome == "passed"
    assert (
        approved({"for": "religion", "date": "2010-01-01"}, feature={"kind": "religion"}).outcome == "passed"
    )


FEED = {"kind": "recommendation-feed", "since": "2022-05-09"}


@pytest.mark.parametrize(("filed", "outcome"), [("2022-05-23", "passed"), ("2022-05-24", "failed")])
def test_a_filing_may_follow_for_as_many_working_days_as_its_regulation_grants(approved, filed, outcome):
    assert approved({"for": "recommendation-feed", "date": filed}, feature=FEED).outcome == outcome


def test_a_filing_is_due_on_the_last_of_these_days_and_is_not_added_to_the_license(approved):
    got = approved(feature=FEED, as_of="2022-05-23")
    assert (got.outcome, str(got.due)) == ("pending", "2022-05-23")
    assert approved(feature=FEED, as_of="2022-05-24").outcome == "failed"
    assert approved(feature=FEED, step="added-item").outcome == "not-applicable"


def test_nobody_asks_for_a_filing_before_its_regulation_is_in_force(approved):
    got = approved(feature={"kind": "ai-chat"})
    assert got.outcome == "not-applicable"
    assert got.reason.en == "AI chat needs such an approval from 2023-01-10 on"
    # What was online before has ten working days from the day on which the regulation came into force; who knows since when?
    assert approved(feature={"kind": "ai-chat"}, as_of="2023-01-29").outcome == "pending"
    assert approved(feature={"kind": "ai-chat"}, as_of="2023-01-30").outcome == "failed"
    late = {"for": "ai-chat", "approval": "deep-synthesis-filing", "date": "2023-03-01"}
    online = {"kind": "ai-chat", "since": "2022-01-01"}
    assert approved(late, feature=online, as_of="2023-06-01").outcome == "passed"


def test_of_several_approvals_each_is_needed_by_name(approved):
    chat = {"kind": "ai-chat"}
    deep, model = (
        {"for": "ai-chat", "approval": name, "date": "2023-08-20"}
        for name in ("deep-synthesis-filing", "generative-ai")
    )
    assert approved(deep, model, feature=chat, as_of="2023-09-01").outcome == "passed"
    (breach,) = approved(deep, feature=chat, as_of="2023-09-01").breaches
    assert breach.pointer == "/features/5/kind"
    assert "security assessment" in breach.why.en.lower()
    unnamed = {"for": "ai-chat", "date": "2023-08-20"}
    assert [
        (breach.pointer, breach.why.en.partition(",")[0])
        for breach in approved(deep, unnamed, feature=chat, as_of="2023-09-01").breaches
    ] == [
        (
            "/approvals/1",
            "does not say which of several approvals it is; missing is 'approval: generative-ai'",
        )
    ]


def test_an_entry_that_does_not_say_which_approval_it_is_names_what_is_missing(approved, library):
    unnamed = {"for": "ai-chat", "date": "2023-08-20"}
    model = {**unnamed, "approval": "generative-ai"}
    (breach,) = approved(unnamed, model, feature={"kind": "ai-chat"}, as_of="2023-09-01").breaches
    (deep,) = (
        each for each in library.catalogue.features["ai-chat"].approvals if each.id == "deep-synthesis-filing"
    )
    assert breach.why.zh == f"未写明是哪一项审批；缺少 approval: deep-synthesis-filing（{deep.name.zh}）"
    assert dict(breach.values) == {"approval": deep.name}


@pytest.mark.parametrize(
    ("since", "as_of", "outcome"),
    [
        (
            "2023-08-31",
            "2024-03-31",
            "pending",
        ),  # was there before anybody asked: until the day that the law sets
        ("2023-08-31", "2024-04-01", "failed"),
        ("2023-09-01", "2023-09-01", "failed"),  # the law's own first day
        ("2023-09-02", "2023-09-01", "pending"),
    ],
)
def test_what_began_on_the_first_day_of_the_law_was_not_there_before(approved, since, as_of, outcome):
    assert approved(feature={"kind": "mini-program", "since": since}, as_of=as_of).outcome == outcome


def test_a_filing_that_came_after_what_began_with_the_law_was_late(approved):
    filed = {"for": "mini-program", "date": "2023-09-02"}
    began = {"kind": "mini-program", "since": "2023-09-01"}
    assert approved(filed, feature=began, as_of="2024-06-01").outcome == "failed"
    assert approved(filed, feature={**began, "since": "2023-08-31"}, as_of="2024-06-01").outcome == "passed"


UNSURE = {"kind": "recommendation-feed", "since": "2030-09-25"}
"""Ten working days later is a day from 2030-10-09 to 2030-10-22: the shifted weekends of 2030 are not decreed yet."""


@pytest.mark.parametrize(
    ("as_of", "outcome", "due"),
    [
        ("2030-10-09", "pending", "2030-10-09"),
        ("2030-10-10", "pending", "None"),
        ("2030-10-22", "pending", "None"),
        ("2030-10-23", "failed", "None"),
    ],
)
def test_between_the_two_days_that_may_be_the_last_it_is_open(approved, as_of, outcome, due):
    got = approved(feature=UNSURE, as_of=as_of)
    assert (got.outcome, str(got.due)) == (outcome, due)
    if outcome == "pending":
        assert "2030-10-09" in got.reason.en
        assert "2030-10-22" in got.reason.zh


@pytest.mark.parametrize(
    ("filed", "outcome"),
    [
        ("2030-10-09", "passed"),
        ("2030-10-10", "pending"),
        ("2030-10-22", "pending"),  # the later of the two days, on which it may have been in time
        ("2030-10-23", "failed"),
    ],
)
def test_a_filing_between_the_two_days_is_neither_in_time_nor_late(approved, filed, outcome):
    row = {"for": "recommendation-feed", "date": filed}
    got = approved(row, feature=UNSURE, as_of="2030-12-01")
    assert (got.outcome, got.due) == (outcome, None)
