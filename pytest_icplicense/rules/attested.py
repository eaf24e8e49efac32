"""`attested`: a named owner's dated statement with evidence that exists.

Nothing that an attestation says is proven by it; reports count it apart. An attestation is good for twelve months,
which is this tool's own rule: the license sets no number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pytest_icplicense.documents.document import Document
from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.files.repository import ANOTHER_FILE
from pytest_icplicense.model.attestation import clauses_of
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.shortfall import Shortfall
from pytest_icplicense.rules.days.calendar import add_months
from pytest_icplicense.rules.days.turning_days import DAY, in_period
from pytest_icplicense.rules.evidence_stands import evidence_shortfall
from pytest_icplicense.text import Text, near

VALID_MONTHS = 12
_EVIDENCE = Text(
    "Put evidence there that can be read and says who did what and when (a policy in force, a record, minutes), or write"
    " the path of the one that is meant; where it has changed, look at it again and renew 'sha256' and 'reviewed'.",
    "请在该路径放置可读、写明何人何时做了何事的证据（现行制度、记录、纪要等），或改为正确的路径；证据已变更的，请重新"
    "审查并更新 sha256 和 reviewed。",
)
_OWNER = Text(
    "Name the person or the unit that answers for the clause, as in the appointment or the division of duties.",
    "请写明对该条款负责的人员或部门，与任命或职责分工文件一致。",
)
_REVIEW = Text(
    "Let the owner look at it again, and write that day under 'reviewed'.",
    "请由责任人重新审查，并在 reviewed 中填写当日日期。",
)


def judge(case: Case, as_of: date) -> Ruling:
    """Judge the attestations of the case's clause, or the evidence that the subject's `field` names.

    A service may rely on its operator's attestation. Of several, one that is in order is enough; where the clause
    names several parts (`covers`), those in order must cover them all.
    """
    if field := case.parameters.get("field"):
        if field not in case.value:
            return Ruling.of([Breach(case.pointer, Text(f"'{field}' is missing", f"缺少 {field}"))])
        lacking = evidence_shortfall(case, case.manifest.document, case.value[field])
        if lacking is not None and lacking.open:
            return Ruling.open(lacking.why)
        return Ruling.of(
            [Breach(f"{case.pointer}/{field}", lacking.why, remedy=ANOTHER_FILE)] if lacking else []
        )
    parts = set(case.parameters.get("covers", ()))
    breaches: list[Breach] = []
    missing: set[str] | None = None
    incomplete: list[tuple[Document, str, Mapping[str, Any]]] = []
    good_until: list[date] = []
    unsettled: list[Text] = []
    perhaps: set[str] = set()
    for document, pointer, attestation in _attestations(case):
        found = list(_breaches(case, document, pointer, attestation, as_of))
        breaches += found
        if found:
            continue
        opens = list(_opens(case, document, attestation))
        if opens:
            unsettled += opens
            perhaps.update(attestation.get("covers", ()))
        else:
            missing = (parts if missing is None else missing) - set(attestation.get("covers", ()))
            incomplete.append((document, pointer, attestation))
            good_until.append(counts_until(attestation))
    if missing == set():
        return Ruling(due=min(good_until) if parts else max(good_until))
    if breaches:
        return Ruling.of(breaches)
    if unsettled and not (parts if missing is None else missing) - perhaps:
        return Ruling.open(unsettled[0])
    clause = case.check.clause.id
    why = Text(f"no attestation for {clause}", f"没有针对 {clause} 的声明")
    if missing:
        names = ", ".join(part for part in case.parameters["covers"] if part in missing)
        why = Text(f"no attestation for {clause} covers {names}", f"针对 {clause} 的声明未涵盖 {names}")
        document, pointer, attestation = incomplete[0]
        unknown = [part for part in attestation.get("covers", ()) if part not in parts]
        for part in unknown:
            hint = near(part, missing)
            why = Text(
                f"{why.en}; '{part}' is no part of it{hint.en}", f"{why.zh}；“{part}”不是其组成部分{hint.zh}"
            )
        place = f"{pointer}/covers" if "covers" in attestation else pointer
        return Ruling.of([Breach(place, why, document=document)])
    return Ruling.of([Breach("", why, unsaid=True)])


def turns(case: Case, start: date, end: date) -> set[date]:
    """The day of each review of the clause, and the one after it counts no more; none for a subject's `field`."""
    if "field" in case.parameters:
        return set()
    rows = [row for _, _, row in _attestations(case) if "reviewed" in row]
    reviews = {parse_date(row["reviewed"]) for row in rows}
    return in_period(reviews | {counts_until(row) + DAY for row in rows}, start, end)


def counts_until(attestation: Mapping[str, Any]) -> date:
    """The last day on which a reviewed attestation counts: after twelve months, or sooner where it says so."""
    until = add_months(parse_date(attestation["reviewed"]), VALID_MONTHS)
    return min(until, parse_date(attestation["expires"])) if "expires" in attestation else until


def _attestations(case: Case) -> Iterator[tuple[Document, str, Mapping[str, Any]]]:
    documents = dict.fromkeys((case.manifest.document, case.manifest.operator))
    for document in documents:
        if document is not None:
            for index, attestation in enumerate(document.tree.get("attestations", ())):
                if case.check.clause.id in clauses_of(attestation):
                    yield document, f"/attestations/{index}", attestation


def _breaches(
    case: Case, document: Document, pointer: str, attestation: Mapping[str, Any], as_of: date
) -> Iterator[Breach]:
    for field in ("owner", "evidence", "reviewed"):
        if field not in attestation:
            yield Breach(pointer, Text(f"'{field}' is missing", f"缺少 {field}"), document=document)
    owner = _owner(case, attestation)
    if owner is not None and not owner.open:
        yield Breach(f"{pointer}/owner", owner.why, document=document, remedy=_OWNER)
    evidence = _evidence(case, document, attestation)
    if evidence is not None and not evidence.open:
        yield Breach(f"{pointer}/evidence", evidence.why, document=document, remedy=_EVIDENCE)
    if "reviewed" in attestation and (why := _age(parse_date(attestation["reviewed"]), as_of)):
        yield Breach(f"{pointer}/reviewed", why, document=document, remedy=_REVIEW)
    elif "expires" in attestation and (until := parse_date(attestation["expires"])) < as_of:
        over = Text(f"it expired on {until}", f"已于 {until} 失效")
        yield Breach(f"{pointer}/expires", over, document=document, remedy=_REVIEW)


def _opens(case: Case, document: Document, attestation: Mapping[str, Any]) -> Iterator[Text]:
    """What people must look at before the attestation counts."""
    for found in (_owner(case, attestation), _evidence(case, document, attestation)):
        if found is not None and found.open:
            yield found.why


def _owner(case: Case, attestation: Mapping[str, Any]) -> Shortfall | None:
    if "owner" not in attestation:
        return None
    found = case.manifest.catalogue.statements.shortfall(attestation["owner"], "name", "owner")
    return found and found.called(Text("owner", "责任人"))


def _evidence(case: Case, document: Document, attestation: Mapping[str, Any]) -> Shortfall | None:
    if "evidence" not in attestation:
        return None
    return evidence_shortfall(case, document, attestation["evidence"], attestation.get("sha256"))


def _age(reviewed: date, as_of: date) -> Text | None:
    if reviewed > as_of:
        return Text(
            f"{reviewed} is after {as_of}, so the review has not happened yet",
            f"{reviewed} 晚于判定日 {as_of}，审查尚未发生",
        )
    until = add_months(reviewed, VALID_MONTHS)
    if as_of > until:
        return Text(
            f"reviewed on {reviewed}, more than {VALID_MONTHS} months before {as_of}",
            f"审查日期为 {reviewed}，距判定日 {as_of} 已超过 {VALID_MONTHS} 个月",
        )
    return None


RULE = Rule(
    name="attested",
    judge=judge,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "field": {"type": "string"},
            "covers": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        },
    },
    summary=Text(
        "a named owner attests the clause, with evidence that exists and a review not older than 12 months",
        "有责任人署名对该条款作出声明，证据存在，且审查未超过 12 个月",
    ),
    turns=turns,
)
