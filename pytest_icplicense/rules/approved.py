"""`approved`: what authorities must approve, or be told, beyond the telecom license is named, came in time and holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.model.case import Breach, Case, Outcome, Rule, Ruling
from pytest_icplicense.model.catalogue import Approval, FeatureKind
from pytest_icplicense.rules.days.calendar import DAY, Deadline, add_months, add_working_days
from pytest_icplicense.rules.days.turning_days import in_period
from pytest_icplicense.text import Text

ADDED = "added-item"


def judge(case: Case, as_of: date) -> Ruling:
    """Judge one feature; an approval dated after the as-of date has not been given yet.

    Where the feature says since when it is online, a permit must be from that day or before, and a filing (备案) in the
    working days after it that its regulation grants. A permit that has ended fails; one that does not say when it ends is
    open once it is older than such permits usually last.
    """
    kind = case.manifest.catalogue.features[case.value["kind"]]
    kinds = case.parameters.get("kinds")
    needed = [each for each in kind.approvals if case.parameters["step"] != ADDED or each.permit]
    if not needed or (kinds is not None and kind.kind not in kinds):
        return Ruling.not_applicable(
            Text(f"{kind.name.en} needs no such approval", f"{kind.name.zh}无需此项审批")
        )
    asked = [each for each in needed if each.since is None or each.since <= as_of]
    if not asked:
        first = min(each.since for each in needed if each.since)
        return Ruling.not_applicable(
            Text(
                f"{kind.name.en} needs such an approval from {first} on",
                f"{kind.name.zh}自 {first} 起才须此项审批",
            )
        )
    rulings = [_one(case, as_of, kind, each) for each in asked]
    if breaches := [breach for ruling in rulings for breach in ruling.breaches]:
        return Ruling.of(breaches)
    return next((each for each in rulings if each.outcome is not Outcome.PASSED), Ruling())


class _Row(NamedTuple):
    """An entry of `approvals`, and where it stands."""

    pointer: str
    entry: Mapping[str, str]

    @property
    def day(self) -> date:
        return parse_date(self.entry["date"])


def _one(case: Case, as_of: date, kind: FeatureKind, approval: Approval) -> Ruling:
    """Judge one of the approvals that a feature needs; of several entries for it, one is enough."""
    values = (("approval", approval.name),)
    rows, unnamed = _rows(case, kind, approval)
    online = parse_date(case.value["since"]) if "since" in case.value else None
    if not rows:
        return _missing(case, as_of, kind, approval, unnamed, online)
    found = [(row, _standing(case, row, approval, as_of)) for row in rows]
    best = min((ruling for _, ruling in found), key=lambda ruling: _ORDER.index(ruling.outcome))
    if best.outcome is Outcome.FAILED:
        breaches = [replace(breach, values=values) for _, ruling in found for breach in ruling.breaches]
        return Ruling.of(breaches)
    if best.outcome is not Outcome.PASSED:
        return best
    if case.parameters["step"] == ADDED:
        why = _added_later(rows, online)
        return Ruling.open(why) if why else best
    if online is not None and (late := _late(rows, approval, online)):
        why, certain = late
        return (
            Ruling.of([Breach(f"{case.pointer}/since", why, values=values)]) if certain else Ruling.open(why)
        )
    why = _gap(rows, online, as_of)
    return Ruling.open(why) if why else best


_ORDER = (Outcome.PASSED, Outcome.PENDING, Outcome.FAILED)


def _rows(case: Case, kind: FeatureKind, approval: Approval) -> tuple[list[_Row], list[_Row]]:
    """The entries for an approval; and those for the feature that do not say which of several they are."""
    rows = [
        _Row(f"/approvals/{index}", entry)
        for index, entry in enumerate(case.manifest.tree.get("approvals", ()))
        if entry["for"] == kind.kind
    ]
    unnamed = [row for row in rows if "approval" not in row.entry]
    named = [row for row in rows if row.entry.get("approval") == approval.id]
    return (named + unnamed, []) if len(kind.approvals) == 1 else (named, unnamed)


def _missing(
    case: Case, as_of: date, kind: FeatureKind, approval: Approval, unnamed: list[_Row], online: date | None
) -> Ruling:
    """Nothing is named: not yet due before the feature is online, and for as long as a filing may follow."""
    values = (("approval", approval.name),)
    if unnamed:
        which = Text(
            f"does not say which of several approvals it is; missing is 'approval: {approval.id}', {approval.name.en}",
            f"未写明是哪一项审批；缺少 approval: {approval.id}（{approval.name.zh}）",
        )
        return Ruling.of([Breach(unnamed[0].pointer, which, values=values)])
    if online is not None and (waits := _waits(approval, online, as_of)):
        return waits
    if online is None and approval.since is not None and as_of <= _last_day(approval, date.min).earliest:
        return Ruling.open(_not_said(approval))
    why = Text(
        f"'approvals' names none for {kind.kind}; needed: {approval.name.en}",
        f"approvals 未列明 {kind.kind} 的审批；需要：{approval.name.zh}",
    )
    return Ruling.of([Breach(f"{case.pointer}/kind", why, values=values)])


def _waits(approval: Approval, online: date, as_of: date) -> Ruling | None:
    """What is said while an approval may still come, or while nobody knows whether it may; None: it is too late."""
    due = _last_day(approval, online)
    if as_of == online == due.latest or (due.latest is not None and as_of > due.latest):
        return None
    by = _by(due)
    waits = Text(
        f"online from {online}; needed by {by.en}: {approval.name.en}",
        f"自 {online} 起上线；最迟须于 {by.zh} 前取得：{approval.name.zh}",
    )
    return Ruling.pending(due.earliest, waits) if as_of <= due.earliest else Ruling.open(waits)


def _not_said(approval: Approval) -> Text:
    """That nobody says since when the feature is online, while what was online before the law may still follow it."""
    by = _by(_last_day(approval, date.min))
    return Text(
        f"asked for since {approval.since}, and of what was online before by {by.en}: {approval.name.en}; write under"
        " 'since' from which day the feature is online",
        f"自 {approval.since} 起须有，此前已上线的最迟于 {by.zh}：{approval.name.zh}；请在 since 中填写该功能的上线日期",
    )


def _by(due: Deadline) -> Text:
    """A last day in words: where it is not sure, the two days between which it lies, and why."""
    if due.sure:
        return Text(f"{due.day}{due.note.en}", f"{due.day}{due.note.zh}")
    if due.latest is None:
        return Text(f"{due.earliest} or later{due.note.en}", f"{due.earliest} 或更晚{due.note.zh}")
    return Text(
        f"a day from {due.earliest} to {due.latest}{due.note.en}",
        f"{due.earliest} 至 {due.latest} 之间的某日{due.note.zh}",
    )


def _last_day(approval: Approval, online: date) -> Deadline:
    """The last day on which an approval is in time for a feature that is online from `online`.

    Of what was online before anybody asked for it, the days count from the day on which the law came into force.
    """
    since = approval.since
    if since is not None and online < since:
        if approval.existing_until is not None:
            return Deadline(approval.existing_until, approval.existing_until)
        online = since
    return (
        add_working_days(online, approval.working_days) if approval.working_days else Deadline(online, online)
    )


def _late(rows: list[_Row], approval: Approval, online: date) -> tuple[Text, bool] | None:
    """Why the first approval came too late for a feature that was online before, and whether that is sure; None: it did not.

    What was online before anybody asked for the approval is judged by its first day only where the law says until when.
    """
    first, due = min(row.day for row in rows), _last_day(approval, online)
    before = approval.since is not None and online < approval.since and approval.existing_until is None
    if first <= due.earliest or before:
        return None
    by = _by(due)
    why = Text(
        f"online since {online}, and approved on {first} only; the last day was {by.en}",
        f"自 {online} 起上线，{first} 才获批；最迟应于 {by.zh}",
    )
    return why, due.latest is not None and first > due.latest


def _gap(rows: list[_Row], online: date | None, as_of: date) -> Text | None:
    """That one of several approvals ended before the next was given; None: none did while the feature may have been online.

    Whoever applies in time may go on until the authority decides (《行政许可法》第五十条), which no entry shows.
    """
    given = sorted((row.day, _ends(row)) for row in rows if row.day <= as_of)
    until = date.min
    for day, ends in given:
        if date.min < until < day - DAY and (online is None or online < day):
            return Text(
                f"no approval is named from {until + DAY} to {day - DAY}, between two of them: it was online without one,"
                " unless the next was applied for in time (Administrative License Law, article 50) or it was offline; look"
                " at the application",
                f"{until + DAY} 至 {day - DAY} 前后两项审批之间没有有效的审批：除非已及时申请延续（《行政许可法》"
                "第五十条）或当时未上线，否则属未经批准开展；请核对申请记录",
            )
        until = max(until, ends)
    return None


def _ends(row: _Row) -> date:
    return parse_date(row.entry["expires"]) if "expires" in row.entry else date.max


def _added_later(rows: list[_Row], online: date | None) -> Text | None:
    """That the license did not have the item yet when the feature went online; None: it had, or nobody says since when."""
    added = [parse_date(row.entry[field]) for row in rows if (field := "added_to_license") in row.entry]
    if online is None or not added or min(added) <= online:
        return None
    first = min(added)
    return Text(
        f"online since {online}, and added to the license on {first} only: the clause is for those who plan to (拟从事), and"
        " does not say in so many words that the addition comes first; look at when it was applied for",
        f"自 {online} 起上线，{first} 才办理增项：条款针对“拟从事”者，未明文规定须先完成增项；请核对申请时间",
    )


def _standing(case: Case, row: _Row, approval: Approval, as_of: date) -> Ruling:
    """Whether one entry holds at the as-of date."""
    field = _field(case)
    if why_not := _not_done(row.entry, field, as_of):
        pointer = f"{row.pointer}/{field}" if field in row.entry else row.pointer
        return Ruling.of([Breach(pointer, why_not)])
    if field == "added_to_license":
        return Ruling()
    if (unnamed := _unnamed(case, row)) is not None:
        return unnamed
    if "expires" in row.entry:
        ends = parse_date(row.entry["expires"])
        if as_of <= ends and row.day <= ends:
            return Ruling()
        ended = (
            Text(f"ended on {ends}", f"已于 {ends} 届满")
            if row.day <= ends
            else Text(
                f"ends on {ends}, before it was given on {row.day}", f"于 {ends} 届满，早于批准日期 {row.day}"
            )
        )
        return Ruling.of([Breach(f"{row.pointer}/expires", ended)])
    if approval.term_months is not None and as_of > (usual := add_months(row.day, approval.term_months)):
        old = Text(
            f"'expires' is missing, and an approval of {row.day} has usually ended by {usual}: say when it ends",
            f"缺少 expires；{row.day} 的批准通常至 {usual} 届满，请填写届满日期",
        )
        return Ruling(Outcome.PENDING, reason=old)
    return Ruling()


def _unnamed(case: Case, row: _Row) -> Ruling | None:
    """That nobody can look the approval up, since it says neither by whom it was given nor under which number."""
    statements = case.manifest.catalogue.statements
    for name, kind in (("authority", "authority"), ("number", "permit")):
        lacking = statements.shortfall(row.entry[name], kind) if name in row.entry else None
        if lacking is not None and not lacking.open:
            called = lacking.called(Text(f"'{name}':", f"{name}："))
            return Ruling.of([Breach(f"{row.pointer}/{name}", called.why)])
    return None


def _not_done(entry: Mapping[str, str], field: str, as_of: date) -> Text | None:
    if field not in entry:
        return Text(f"'{field}' is missing", f"缺少 {field}")
    done = parse_date(entry[field])
    if done > as_of:
        return Text(
            f"{done} is after {as_of}, so it has not happened yet", f"{done} 晚于判定日 {as_of}，尚未发生"
        )
    if field != "date" and done < parse_date(entry["date"]):
        return Text(
            f"{done} is before the approval of {entry['date']}", f"{done} 早于审批日期 {entry['date']}"
        )
    return None


def turns(case: Case, start: date, end: date) -> set[date]:
    """The first days of the law and of each approval, the days after their last, and those on which a filing is due."""
    return in_period(_turns(case), start, end)


def _field(case: Case) -> str:
    """The field of an approval that the rule's step is dated by."""
    return "added_to_license" if case.parameters["step"] == ADDED else "date"


def _turns(case: Case) -> Iterator[date]:
    kind = case.manifest.catalogue.features[case.value["kind"]]
    field = _field(case)
    for approval in kind.approvals:
        if approval.since is not None:
            yield approval.since
        online = parse_date(case.value["since"]) if "since" in case.value else None
        if online is not None:
            yield online
        if online is not None or approval.since is not None:
            due = _last_day(approval, online or date.min)
            yield due.earliest + DAY
            if due.latest is not None:
                yield due.latest + DAY
        for row in _rows(case, kind, approval)[0]:
            if field in row.entry:
                yield parse_date(row.entry[field])
            if field == "added_to_license":  # the addition lasts as long as the license
                continue
            if "expires" in row.entry:
                yield parse_date(row.entry["expires"]) + DAY
            elif approval.term_months is not None:
                yield add_months(row.day, approval.term_months) + DAY


RULE = Rule(
    name="approved",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["step"],
        "additionalProperties": False,
        "properties": {
            "step": {"enum": ["approval", ADDED]},
            "kinds": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        },
    },
    summary=Text(
        "a feature that needs approvals names them, in time and in force (approval), and their addition to the license"
        " (added-item)",
        "需审批的功能已列明审批，且及时取得、仍在有效期内（approval），并已办理许可证增项（added-item）",
    ),
    turns=turns,
)
