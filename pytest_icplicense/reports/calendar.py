"""What falls due, as text, JSON or an iCalendar (RFC 5545) that any calendar imports, twice without duplicates."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from pytest_icplicense.model.case import Verdict
from pytest_icplicense.text import Text

ALARM_DAYS = (30, 7)


def as_text(verdicts: Sequence[Verdict], lang: str) -> str:
    """A line each."""
    return "".join(
        f"{verdict.due}  {verdict.case.id}  {verdict.case.check.clause.provision.title.to(lang)}\n"
        for verdict in verdicts
    )


def as_json(verdicts: Sequence[Verdict], lang: str) -> str:
    """A list of objects."""
    listed = [
        {
            "due": str(verdict.due),
            "id": verdict.case.id,
            "clause": verdict.case.check.clause.id,
            "verdict": verdict.outcome.value,
            "document": verdict.case.manifest.document.path,
            "reason": verdict.reason.to(lang) if verdict.reason else None,
        }
        for verdict in verdicts
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def as_ics(verdicts: Sequence[Verdict], as_of: date) -> str:
    """An iCalendar: all-day events in China's time, with alarms 30 and 7 days before."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//pytest-icplicense//icplicense calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "许可证期限 License deadlines")
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for verdict in verdicts:
        case = verdict.case
        title = case.check.clause.provision.title
        summary = f"{case.check.clause.id} {title.zh} / {title.en} [{case.subject}]"
        why = verdict.reason or Text("comes round again", "周期将至")
        quote = case.check.clause.quoted(case.manifest.licenses)
        event = Event()
        event.add("uid", f"{hashlib.sha256(f'{case.id} {verdict.due}'.encode()).hexdigest()[:32]}@icplicense")
        event.add("dtstamp", datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC))
        event.add("dtstart", verdict.due)
        event.add("summary", summary)
        event.add("description", f"“{quote}”\n{why.zh}\n{why.en}\n{case.id}")
        event.add("transp", "TRANSPARENT")
        for days in ALARM_DAYS:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", summary)
            alarm.add("trigger", timedelta(days=-days))
            event.add_component(alarm)
        calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data.decode("utf-8")
