"""On which days each rule says that its verdicts may turn, against trying every day with dates of any kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from holiday_table import table_of
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_icplicense.engine import expand
from pytest_icplicense.engine.judge import judge
from pytest_icplicense.engine.timeline import turning_days
from pytest_icplicense.library import load
from pytest_icplicense.model.provision import Violation
from pytest_icplicense.workspace.policy_proof import bound, load_example

LIBRARY = load()
EXAMPLE = load_example(LIBRARY)
ANY = {
    kind: expand(bound(LIBRARY, EXAMPLE, kind, Violation({})), LIBRARY.provisions, LIBRARY.rules)[0]
    for kind in ("Operator", "Service")
}
(HELD,) = ANY["Service"].manifest.licenses
START, END = date(2021, 11, 1), date(2023, 2, 1)
PERIOD = [START + timedelta(days=number) for number in range((END - START).days + 1)]
DATES = st.dates(date(2020, 9, 1), date(2023, 3, 1))
WRITTEN = DATES.map(str) | st.builds(
    "{}T{:02}:30{}".format, DATES, st.integers(0, 23), st.sampled_from(["+08:00", "Z", "-05:00"])
)
"""A day, or a moment, which may lie on another day in China."""


def days(*texts):
    return {date.fromisoformat(text) for text in texts}


def case_of(rule, value, parameters, *, of="Service", declared=None, recorded=None, licenses=None):
    """A case of nothing but a subject, a rule, and what stands beside it in the manifest and the operator's document."""
    case = ANY[of]
    manifest = case.manifest
    document = replace(manifest.document, tree={**manifest.document.tree, **(declared or {})})
    operator = replace(manifest.operator, tree={**manifest.operator.tree, **(recorded or {})})
    if of == "Operator":
        operator = document
    bound_to = replace(
        manifest, document=document, operator=operator, licenses=tuple(licenses or manifest.licenses)
    )
    check = replace(case.check, rule=rule, parameters=parameters, when=None, require=None)
    return replace(case, check=check, manifest=bound_to, value=value, rule=LIBRARY.rules[rule])


def holds(case):
    """The rule's own days are days of the period and miss none, found by trying each."""
    said = set(case.rule.turns(case, START, END))
    assert all(START <= day <= END for day in said)
    assert turning_days(case, START, END) == said  # none of them is refused
    verdicts = [(day, judge(case, day)) for day in PERIOD]
    turned = {day for (_, before), (day, after) in pairwise(verdicts) if seen(before) != seen(after)}
    assert turned <= said


def seen(verdict):
    return verdict.outcome, verdict.due, [finding.place for finding in verdict.findings]


PERIODS = st.sampled_from(
    [
        {},
        *({"days": number} for number in (-90, 0, 1, 30)),
        *({"working_days": number} for number in (1, 10)),
        *({"hours": number} for number in (0.5, 24, 25)),
        {"hours": 48, "hours_field": "response_hours"},
    ]
)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.data())
def test_due_within(data):
    start = data.draw(st.sampled_from(["found", "@expires", "@issued", None]))
    to = data.draw(st.sampled_from(["done", ["done", "closed.on"]]))
    parameters = {"to": to, "beforehand": data.draw(st.booleans())} | data.draw(PERIODS)
    if start:
        parameters["from"] = start
    value = {name: data.draw(WRITTEN) for name in ("found", "done") if data.draw(st.booleans())}
    if data.draw(st.booleans()):
        value["closed"] = {"on": data.draw(WRITTEN)}
    issued = data.draw(DATES)
    licenses = [replace(HELD, issued=issued, expires=issued + timedelta(days=500)), HELD]
    holds(
        case_of(
            "due-within", value, parameters, of="Operator", licenses=licenses, declared={"response_hours": 12}
        )
    )


@pytest.mark.slow
@settings(max_examples=60)
@given(st.data())
def test_renewal(data):
    issued = data.draw(DATES) - timedelta(days=400)
    held = replace(HELD, issued=issued, expires=issued + timedelta(days=500))
    said = {}
    if data.draw(st.booleans()):
        said["renewals"] = [
            {"license": held.number, "applied": data.draw(WRITTEN)}
            for _ in range(data.draw(st.integers(1, 2)))
        ]
    else:
        said["renewal"] = {"intent": "continue", "applied": data.draw(WRITTEN)}
    holds(case_of("renewal", said, {"days": -90}, of="Operator", licenses=[held]))


@pytest.mark.parametrize(
    "said",
    [
        {"renewals": [{"license": HELD.number, "applied": "2022-03-01"}]},
        {"renewal": {"applied": "2022-03-01"}},
    ],
)
def test_a_renewal_turns_on_the_day_of_its_application(said):
    case = case_of("renewal", said, {"days": -90}, of="Operator")
    assert date(2022, 3, 1) in turning_days(case, START, END)


def test_a_renewal_turns_on_the_day_after_the_last_for_its_application():
    """The license ends on 2023-09-12, so 2023-06-14 is the last; a period of one day has it, the one before has none."""
    case = case_of("renewal", {}, {"days": -90}, of="Operator")
    late = date(2023, 6, 15)
    assert turning_days(case, late, late) == {late}
    assert turning_days(case, late - timedelta(days=1), late - timedelta(days=1)) == set()


@pytest.mark.slow
@settings(max_examples=60)
@given(st.data())
def test_due_within_of_entries_that_lapse_or_come_early(data):
    parameters = {
        "from": "found",
        "to": "done",
        "each": "rows",
        "early_days": 7,
        "lapses": {"by": "ended", "never_with": "kept"},
    } | data.draw(PERIODS.filter(bool))
    rows = [
        {"found": data.draw(WRITTEN)} | ({"done": data.draw(WRITTEN)} if data.draw(st.booleans()) else {})
        for _ in range(data.draw(st.integers(0, 3)))
    ]
    value = {"rows": rows, "found": data.draw(WRITTEN)}
    if data.draw(st.booleans()):
        value["ended"] = str(data.draw(DATES))
    if data.draw(st.booleans()):
        value["kept"] = str(data.draw(DATES))
    holds(case_of("due-within", value, parameters, of="Operator"))


@pytest.mark.slow
@settings(max_examples=60)
@given(st.data())
def test_due_within_where_the_table_of_working_days_ends(data):
    parameters = {"from": "found", "to": "done", "working_days": data.draw(st.sampled_from([1, 10]))}
    value = {"found": data.draw(WRITTEN)} | ({"done": data.draw(WRITTEN)} if data.draw(st.booleans()) else {})
    known = range(2004, data.draw(st.sampled_from([2020, 2022])))
    with table_of(known):
        holds(case_of("due-within", value, parameters, of="Operator"))


@pytest.mark.slow
@settings(max_examples=60)
@given(st.data())
def test_due_within_of_what_an_assessment_is_about(data):
    parameters = {
        "from": "date",
        "to": "assessment.finished",
        "days": data.draw(st.sampled_from([0, 30])),
        "beforehand": True,
        "about": {"months": 12, "days": 30, "since": "changes"},
    }
    value = {"date": str(data.draw(DATES)), "assessment": {"finished": str(data.draw(DATES))}}
    changes = [{"date": str(day)} for day in data.draw(st.lists(DATES, max_size=3))]
    holds(case_of("due-within", value, parameters, declared={"changes": changes}))


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ({"days": 15}, "2022-01-26"),
        ({"days": -20}, "2021-12-22"),
        ({"working_days": 10}, "2022-01-25"),
        ({"hours": 24}, "2022-01-12"),
        ({"hours": 25}, "2022-01-13"),
        ({"hours": 1}, "2022-01-12"),
        ({"hours": 48, "hours_field": "response_hours"}, "2022-01-12"),
    ],
)
def test_due_within_turns_on_the_day_after_the_last(period, end):
    parameters = {"from": "found", "to": "done"} | period
    case = case_of(
        "due-within", {"found": "2022-01-10"}, parameters, of="Operator", declared={"response_hours": 12}
    )
    assert case.rule.turns(case, START, END) == days("2022-01-10", end)


REPORTS = {"records": "reports", "date": "submitted", "year": "year"}
TESTS = {
    "records": "tests",
    "date": "finished",
    "name": {"en": "test", "zh": "评测"},
    "since": "graded",
    "match": {"kind": "risk"},
    "months_by": {"field": "grade", "months": {"1": None, "2": 24, "3": 12}},
}


@pytest.mark.slow
@settings(max_examples=60)
@given(st.data())
def test_every_period_by_months(data):
    records = [
        {"kind": data.draw(st.sampled_from(["risk", "other"])), "finished": data.draw(WRITTEN)}
        for _ in range(data.draw(st.integers(0, 3)))
    ]
    value = {"grade": data.draw(st.integers(1, 4)), "tests": records}
    if data.draw(st.booleans()):
        value["graded"] = str(data.draw(DATES))
    holds(case_of("every-period", value, TESTS))


@pytest.mark.slow
@settings(max_examples=100)
@given(st.data())
def test_every_period_by_a_history_of_grades(data):
    records = [{"kind": "risk", "finished": data.draw(WRITTEN)} for _ in range(data.draw(st.integers(0, 3)))]
    starts = data.draw(st.lists(DATES, min_size=1, max_size=3))
    if data.draw(st.booleans()):
        starts.sort()
    grades = [{"grade": data.draw(st.integers(1, 3)), "graded": str(day)} for day in starts]
    value = {"grades": grades, "tests": records}
    if data.draw(st.booleans()):
        value["retired"] = str(data.draw(DATES))
    parameters = TESTS | {"history": "grades", "ends": "retired", "again_days": 90}
    holds(case_of("every-period", value, parameters))


@pytest.mark.slow
@settings(max_examples=60)
@given(st.data())
def test_every_period_by_windows(data):
    window = data.draw(st.sampled_from([("01-01", "03-31"), ("02-01", "03-31"), ("07-15", "12-31")]))
    records = [
        {"year": data.draw(st.integers(2021, 2023))} | ({"submitted": day} if day else {})
        for day in data.draw(st.lists(st.none() | WRITTEN, max_size=3))
    ]
    issued = data.draw(DATES)
    licenses = [replace(HELD, issued=issued, expires=issued + timedelta(days=data.draw(st.integers(1, 900))))]
    parameters = REPORTS | {"window": dict(zip(("from", "to"), window, strict=True))}
    holds(case_of("every-period", {"reports": records}, parameters, licenses=licenses))


def test_a_year_is_asked_about_from_its_first_day_however_late_its_window_opens():
    case = case_of("every-period", {}, REPORTS | {"window": {"from": "02-01", "to": "03-31"}})
    said = case.rule.turns(case, START, END)
    assert said == days("2022-01-01", "2022-04-01", "2023-01-01")
    assert judge(case, date(2021, 12, 31)).outcome == "not-applicable"
    assert judge(case, date(2022, 1, 1)).outcome == "pending"


def test_a_window_that_ends_on_no_day_is_an_error_each_day_and_no_day_is_left_out():
    case = case_of("every-period", {}, REPORTS | {"window": {"from": "02-01", "to": "02-30"}})
    assert turning_days(case, START, END) == set(PERIOD)
    assert judge(case, date(2022, 3, 1)).outcome == "error"


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(st.tuples(DATES, st.none() | DATES), max_size=3), st.booleans(), st.booleans())
def test_approved(given_on, added, other):
    approvals = [
        {"for": "live-streaming", "date": str(day)} | ({"added_to_license": str(later)} if later else {})
        for day, later in given_on
    ]
    approvals += [{"for": "online-video", "date": "2022-05-01"}] * other
    parameters = {"step": "added-item" if added else "approval"}
    case = case_of("approved", {"kind": "live-streaming"}, parameters, declared={"approvals": approvals})
    holds(case)


def test_an_approval_turns_on_the_day_of_the_step_asked_for():
    rows = [
        {"for": "live-streaming", "date": "2021-12-01", "added_to_license": "2022-02-01"},
        {"for": "live-streaming", "date": "2022-01-01"},
        {"for": "online-video", "date": "2022-05-01", "added_to_license": "2022-06-01"},
    ]
    for step, wanted in (("approval", days("2021-12-01", "2022-01-01")), ("added-item", days("2022-02-01"))):
        case = case_of("approved", {"kind": "live-streaming"}, {"step": step}, declared={"approvals": rows})
        assert case.rule.turns(case, START, END) == wanted


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.lists(st.tuples(DATES, st.sampled_from([("a",), ("a", "b"), ()])), max_size=3),
    st.integers(0, 3),
    st.booleans(),
)
def test_attested(reviews, own, parts):
    clause = ANY["Service"].check.clause.id
    rows = [
        {
            "clause": clause,
            "owner": "x",
            "evidence": "https://example.com",
            "reviewed": str(day),
            "covers": covers,
        }
        for day, covers in reviews
    ]
    parameters = {"covers": ["a", "b"]} if parts else {}
    beside = {"declared": {"attestations": rows[:own]}, "recorded": {"attestations": rows[own:]}}
    holds(case_of("attested", {}, parameters, **beside))


def test_an_attestation_grows_too_old_after_twelve_months_and_those_of_other_clauses_do_not_count():
    clause = ANY["Service"].check.clause.id
    rows = [
        {"clause": clause, "reviewed": "2021-12-01"},
        {"clause": clause},
        {"clause": "X", "reviewed": "2022-01-01"},
    ]
    case = case_of("attested", {}, {}, declared={"attestations": rows}, recorded={"attestations": []})
    assert case.rule.turns(case, START, END) == days("2021-12-01", "2022-12-02")
    case = case_of("attested", {"document": "x.md"}, {"field": "document"}, declared={"attestations": rows})
    assert case.rule.turns(case, START, END) == set()


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(st.tuples(st.none() | DATES, st.none() | DATES), max_size=3), st.booleans(), st.booleans())
def test_listed(spans, current, own):
    rows = [
        {"id": "a"} | {word: str(day) for word, day in (("from", first), ("to", last)) if day}
        for first, last in spans
    ]
    beside = {"declared": {"rows": rows}} if own else {"recorded": {"rows": rows}}
    parameters = {"field": "name", "in": "rows", "by": "id"} | ({"current": True} if current else {})
    parameters |= {} if own else {"of": "Operator"}
    case = case_of("listed", {"name": "a"}, parameters, **beside)
    holds(case)
    assert current or not case.rule.turns(case, START, END)


def test_listed_looks_at_the_entries_that_it_is_about():
    rows = [{"id": "a", "from": "2022-02-01", "to": "2022-08-01"}, {"id": "b", "from": "2022-03-01"}]
    parameters = {"field": "name", "in": "rows", "by": "id", "current": True}
    case = case_of("listed", {"name": "a"}, parameters, declared={"rows": rows})
    assert case.rule.turns(case, START, END) == days("2022-02-01", "2022-08-02")
    assert case.rule.turns(replace(case, value={}), START, END) == set()
    nobody = replace(case, manifest=replace(case.manifest, operator=None))
    nobody = replace(nobody, check=replace(case.check, parameters=parameters | {"of": "Operator"}))
    assert case.rule.turns(nobody, START, END) == set()


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(st.tuples(DATES, st.integers(0, 900)), min_size=1, max_size=3))
def test_in_force(terms):
    licenses = [
        replace(HELD, number=f"{HELD.number}{index}", issued=issued, expires=issued + timedelta(days=length))
        for index, (issued, length) in enumerate(terms)
    ]
    holds(
        case_of(
            "in-force", {}, {}, licenses=licenses, declared={"license": [each.number for each in licenses]}
        )
    )


def test_a_license_turns_on_the_day_of_issue_and_on_the_one_after_its_expiry():
    held = replace(HELD, issued=date(2021, 12, 1), expires=date(2022, 6, 1))
    case = case_of("in-force", {}, {}, licenses=[held])
    # From the last of them on, no term that nobody names can hold any more: it would be as long as this one.
    assert case.rule.turns(case, START, END) == days("2021-12-01", "2022-06-02", "2022-12-01")
    assert case.rule.turns(case, date(2021, 12, 2), date(2022, 6, 1)) == set()


@pytest.mark.parametrize("number", ["A1-20220001", "A1-20210001", "A1-20230001", "京ICP证080575号", "未知"])
def test_a_number_turns_with_the_year_in_its_digits(number):
    parameters = {"party": "provider"}
    value = {"provider": "某网络有限公司", "license": number}
    holds(case_of("party-licensed", value, parameters, of="Operator"))


@pytest.mark.parametrize(
    "rule",
    [
        "accounted-for",
        "at-least",
        "covers",
        "displays",
        "explains",
        "matches-annexe",
        "matches-face",
        "within-scope",
    ],
)
def test_the_others_look_at_no_date(rule):
    case = ANY["Service"]
    assert list(LIBRARY.rules[rule].turns(case, START, END)) == []
