"""`renewal`: for each term of each license, its renewal was applied for in time, unless the business ends with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import zip_longest

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.license import License
from pytest_icplicense.model.term import Term
from pytest_icplicense.rules.days.turning_days import DAY, dates_in, in_period, of_licenses
from pytest_icplicense.rules.renewal_statement import RenewalStatement, said_of
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Judge each term that has begun by the as-of date.

    An application on or before the day of issue of a term, or after that of the next one, says nothing of it.
    """
    alone = len(case.manifest.licenses) == 1
    answers = [
        answer
        for held in case.manifest.licenses
        for answer in _of_license(case, held, said_of(held, case.value, alone=alone), as_of)
    ]
    if answers:
        return Ruling.together(answers)
    if all(held.bound_since > as_of for held in case.manifest.licenses):
        return Ruling.not_applicable(Text("the first term lies ahead", "首个有效期尚未开始"))
    return Ruling.not_applicable(Text("the business ends with the license", "许可证到期后不再继续经营"))


def _of_license(case: Case, held: License, said: RenewalStatement, as_of: date) -> Iterator[Ruling]:
    terms = [term for term in held.terms if term.issued <= as_of]
    for term, following in zip_longest(terms, terms[1:]):
        if following is None and said.ends:
            continue
        yield _of_term(case, held, term, following, said, as_of)


def _of_term(
    case: Case, held: License, term: Term, following: Term | None, said: RenewalStatement, as_of: date
) -> Ruling:
    days = -case.parameters["days"]
    due = term.expires - timedelta(days=days)
    until = Text(
        f"{days} days before {held.number} expires on {term.expires}, so by {due}",
        f"{held.number} 有效期至 {term.expires}，应提前 {days} 日，即不迟于 {due}",
    )
    if due <= term.issued:
        return Ruling.open(_issued_again(held, term, due))
    if applied := said.first_for(term, following, as_of):
        day, place = applied
        if day <= due:
            return Ruling()
        why = Text(f"applied for on {day}, too late: due {until.en}", f"{day} 提出申请，已逾期：{until.zh}")
        return Ruling.of([Breach(place, why)])
    if said.unclear:
        return Ruling.open(
            Text(
                f"'renewal' does not say whether it is for {held.number}: several licenses are held, so list each"
                " application under 'renewals' (license, applied)",
                f"renewal 未写明是否针对 {held.number}：持有多个许可证，请在 renewals 中逐一列出（license、applied）",
            )
        )
    if following is not None:
        return Ruling.open(
            Text(
                f"{held.number} was renewed on {following.issued}, and no application for it is recorded (due {until.en}):"
                " list it under 'renewals'",
                f"{held.number} 已于 {following.issued} 续办，但没有申请记录（{until.zh}）：请列入 renewals",
            )
        )
    missing = Text(f"no application is recorded; due {until.en}", f"没有续办申请记录；{until.zh}")
    if as_of <= due:
        return Ruling.pending(due, missing)
    late = [(day, place) for day, place in said.applied if day > as_of]
    place = late[0][1] if late else case.pointer
    return Ruling.of([Breach(place, missing)])


def _issued_again(held: License, term: Term, due: date) -> Text:
    """A paper that is issued again when something on it is changed (变更) keeps its day of expiry."""
    return Text(
        f"{held.number} was issued on {term.issued}, when its renewal had to be applied for by {due}: if the paper was"
        " issued again after a change, list the days of the one before it under 'terms' of the license's document",
        f"{held.number} 于 {term.issued} 颁发，而续办申请应不迟于 {due}：如为变更后换发，请在许可证文件的 terms 中"
        "列出换发前的发证日期和有效期",
    )


def turns(case: Case, start: date, end: date) -> set[date]:
    """The terms, the last day for each application, and the days of the applications."""
    licenses = case.manifest.licenses
    days = timedelta(days=case.parameters["days"])
    limits = (term.expires + days + DAY for held in licenses for term in held.terms)
    applied = dates_in([case.value.get("renewals"), case.value.get("renewal")])
    return in_period((*of_licenses(licenses), *limits, *applied), start, end)


RULE = Rule(
    name="renewal",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["days"],
        "additionalProperties": False,
        "properties": {"days": {"type": "integer", "maximum": -1}},
    },
    summary=Text(
        "the renewal of each license was applied for (`renewals`, `renewal`) in time before each term's end (`days`: -90)",
        "各许可证每一有效期届满前，已按规定天数（days，如 -90）提出续办申请（renewals、renewal）",
    ),
    turns=turns,
)
