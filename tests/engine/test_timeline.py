"""The dates on which verdicts change, against trying every day; and what falls due, in calendars that others read."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import icalendar
import pytest
import vobject

from pytest_icplicense.cli import main
from pytest_icplicense.engine import decide, expand
from pytest_icplicense.engine.timeline import changes, obligations, turning_days
from pytest_icplicense.library import load
from pytest_icplicense.model.provision import Violation
from pytest_icplicense.workspace.policy_proof import bound, load_example

LIBRARY = load()
EXAMPLE = load_example(LIBRARY)
CASES = [
    case
    for kind in ("Service", "Operator")
    for case in expand(bound(LIBRARY, EXAMPLE, kind, Violation({})), LIBRARY.provisions, LIBRARY.rules)
]


FIRST, LAST = date(2021, 9, 1), date(2024, 9, 1)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]

DATED = {
    "access-reaches",
    "approved",
    "attested",
    "due-within",
    "every-period",
    "in-force",
    "listed",
    "renewal",
}
"""The rules whose verdicts turn in the example; of `approved`, it is the usual term of an approval that ends."""


def test_a_clause_decides_from_a_day_on():
    """Six months of logs are asked for since 2017-06-01; before, 90 days are open."""
    shorter = Violation({"Operator": ({"op": "replace", "path": "/logs/retention_days", "value": 90},)})
    operator = bound(LIBRARY, EXAMPLE, "Operator", shorter)
    (case,) = (
        each
        for each in expand(operator, LIBRARY.provisions, LIBRARY.rules)
        if each.check.id == "SP-09.2/logs-kept-six-months"
    )
    (change,) = changes([case], date(2017, 1, 1), date(2018, 1, 1))
    assert (change.day, change.before, change.after) == (date(2017, 6, 1), "pending", "failed")


def day_by_day(case):
    """Each day of three years on which a verdict is no longer what it was on the day before, found by trying it."""
    found = []
    for (_, before), (day, after) in pairwise((day, decide(case, day)) for day in DAYS):
        if seen(before) != seen(after):
            found.append((day, before.outcome, after.outcome))
    return found


def seen(verdict):
    """What turns. The words may count days, and do so every day."""
    return verdict.outcome, verdict.due, [finding.place for finding in verdict.findings]


@pytest.mark.slow
def test_three_years_day_by_day_find_no_other_change():
    turned = Counter()
    slow = []
    for case in CASES:
        changed = day_by_day(case)
        assert {day for day, _, _ in changed} <= turning_days(case, FIRST, LAST), case.id
        turned[case.check.rule] += len(changed)
        slow += [(day, case.id, before, after) for day, before, after in changed if before is not after]
    quick = [
        (change.day, change.case.id, change.before, change.after) for change in changes(CASES, FIRST, LAST)
    ]
    assert sorted(slow) == sorted(quick)
    assert len(quick) > 60
    assert {rule for rule, number in turned.items() if number} == DATED


@pytest.mark.slow
@pytest.mark.parametrize("provision", LIBRARY.provisions, ids=lambda provision: provision.id)
def test_so_it_is_for_each_violation_of_the_policies(provision):
    for clause in provision.clauses:
        for check in clause.checks:
            for violation in check.violations:
                manifest = bound(LIBRARY, EXAMPLE, check.of, violation)
                for case in expand(manifest, (provision,), LIBRARY.rules):
                    if case.check is check:
                        changed = {day for day, _, _ in day_by_day(case)}
                        assert changed <= turning_days(case, FIRST, LAST), (case.id, violation)


def test_few_days_are_tried_and_each_shipped_rule_says_which():
    assert all(rule.turns is not None for rule in LIBRARY.rules.values())
    tried = [len(turning_days(case, FIRST, LAST)) for case in CASES]
    assert max(tried) <= 10
    assert sum(tried) < 3 * len(changes(CASES, FIRST, LAST))


def test_a_year_of_the_example():
    found = [
        (str(c.day), c.case.check.clause.id, c.after)
        for c in changes(CASES, date(2022, 6, 1), date(2022, 6, 30))
    ]
    assert found == [
        ("2022-06-13", "SP-05.4", "failed"),
        ("2022-06-16", "SP-06.4", "failed"),
        ("2022-06-20", "SP-15.8.4", "failed"),
    ]


def test_obligations_are_by_date_and_once():
    found = obligations(CASES, date(2022, 6, 1), date(2024, 6, 1))
    keys = [(verdict.due, verdict.case.id) for verdict in found]
    assert keys == sorted(keys, key=lambda key: key[0])
    assert len(keys) == len(set(keys))
    due = {verdict.case.check.clause.id: str(verdict.due) for verdict in found}
    assert due["SP-12.2"] == "2023-06-14"
    assert due["LIC.4"] == "2023-09-12"
    assert due["SP-14.1"] == "2023-03-31"


@pytest.fixture
def ics(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    shutil.rmtree(project.root / "tests")
    assert main(["calendar", "--to", "2023-12-31"]) == 0
    return capsys.readouterr().out


def test_the_calendar_is_read_by_icalendar(ics):
    events = icalendar.Calendar.from_ical(ics).walk("VEVENT")
    renewal = next(event for event in events if str(event["summary"]).startswith("SP-12.2"))
    assert renewal.decoded("dtstart") == date(2023, 6, 14)  # a whole day
    assert "提前 90日向原发证机关提出续办申请" in str(renewal["description"])
    triggers = {alarm.decoded("trigger") for alarm in renewal.walk("VALARM")}
    assert triggers == {timedelta(days=-30), timedelta(days=-7)}
    assert renewal.decoded("dtstamp") == datetime(2022, 6, 1, tzinfo=UTC)


def test_the_calendar_is_read_by_another_parser_and_twice_is_once(ics):
    calendar = vobject.readOne(ics)
    assert calendar.x_wr_timezone.value == "Asia/Shanghai"
    uids = [event.uid.value for event in calendar.vevent_list]
    assert len(uids) == len(set(uids)) > 20
    summaries = [event.summary.value for event in calendar.vevent_list]
    assert any("年报" in summary and "Annual report" in summary for summary in summaries)
    assert all(line.encode()[75:] == b"" for line in ics.split("\r\n"))  # folded as RFC 5545 asks


def test_uids_do_not_depend_on_the_day_of_asking(ics, capsys):
    def uids(text):
        return {str(event["uid"]) for event in icalendar.Calendar.from_ical(text).walk("VEVENT")}

    assert main(["calendar", "--as-of", "2022-07-01", "--from", "2022-07-01", "--to", "2023-12-31"]) == 0
    later = uids(capsys.readouterr().out)
    assert later < uids(ics)


def test_the_command_prints_changes_and_says_by_its_exit_code_that_something_will_fail(
    project, monkeypatch, capsys
):
    monkeypatch.chdir(project.root)
    assert main(["timeline", "--to", "2022-06-13"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("2022-06-13  SP-05.4/complaint-answered-in-time[")
    assert out.endswith(": pending → failed\n")
    assert main(["timeline", "--to", "2022-06-02", "--lang", "zh"]) == 0


def test_calendar_as_json_and_text(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    assert main(["calendar", "--format", "json", "--to", "2022-06-30"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["due"], row["clause"]) for row in rows] == [
        ("2022-06-12", "SP-05.4"),
        ("2022-06-15", "SP-06.4"),
        ("2022-06-19", "SP-15.8.4"),
    ]
    assert main(["calendar", "--format", "text", "--lang", "zh", "--to", "2022-06-12"]) == 0
    assert capsys.readouterr().out.startswith("2022-06-12  SP-05.4/")


@pytest.mark.parametrize(
    "arguments", [["--to", "2022-05-01"], ["--from", "soon"], ["--to", "2100-01-01"], ["gone"]]
)
@pytest.mark.parametrize("command", ["timeline", "calendar"])
def test_wrong_use(project, monkeypatch, capsys, command, arguments):
    monkeypatch.chdir(project.root)
    assert main([command, *arguments]) == 2
    assert capsys.readouterr().err.startswith("icplicense: ")


def test_what_if_in_ninety_days(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    assert main(["check", "--as-of", "+90d"]) == 1
    assert main(["check", "--as-of", "2023-06-01"]) == 1
    assert "due 2023-06-14  SP-12.2/" in capsys.readouterr().out
    assert main(["check", "--as-of", "+9d9"]) == 2
