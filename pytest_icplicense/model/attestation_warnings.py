"""What is told of a manifest's attestations as warnings: nothing that fails, and nothing that an auditor would pass over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pytest_icplicense.documents.document import Document, Problem
from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.model.attestation import clauses_of
from pytest_icplicense.model.non_answers import Statements
from pytest_icplicense.text import Text, short


def attestation_doubts(
    document: Document, attestations: Sequence[Mapping[str, Any]], statements: Statements, issued: date | None
) -> Iterator[Problem]:
    """One evidence for many clauses, a review from before the license."""
    yield from _shared_evidence(document, attestations, statements)
    for index, attestation in enumerate(attestations):
        clause, place = ", ".join(clauses_of(attestation)), f"/attestations/{index}"
        reviewed = attestation.get("reviewed")
        if reviewed and issued and parse_date(reviewed) < issued:
            yield document.problem(
                f"{place}/reviewed",
                Text(
                    f"{clause}: reviewed on {reviewed}, before the license was issued on {issued}; let the owner look again"
                    " whether it holds for this license",
                    f"{clause}：审查日期 {reviewed} 早于许可证发证日期 {issued}；请责任人确认其对本许可证仍然适用",
                ),
            )


def _shared_evidence(
    document: Document, attestations: Sequence[Mapping[str, Any]], statements: Statements
) -> Iterator[Problem]:
    most = statements.most_clauses
    if most is None:
        return
    resting: dict[str, dict[str, int]] = {}
    for index, attestation in enumerate(attestations):
        if evidence := attestation.get("evidence"):
            for clause in clauses_of(attestation):
                resting.setdefault(evidence, {}).setdefault(clause, index)
    for evidence, clauses in resting.items():
        if len(clauses) > most.least:
            shown, listed = short(evidence), ", ".join(list(clauses)[:3])
            yield document.problem(
                f"/attestations/{next(iter(clauses.values()))}/evidence",
                Text(
                    f"'{shown}' is the evidence of {len(clauses)} clauses ({listed} …); name for each what shows it, a file"
                    " of its own or a heading of this one (file#heading)",
                    f"“{shown}”同时作为 {len(clauses)} 条条款的证据（{listed} 等）；请分别写明各条款的证据，如单独文件或该"
                    "文件中的一节（文件#标题）",
                ),
            )
