"""What a manifest says of proof, held against the clauses that there are: `attestations` and `proofs`."""

from __future__ import annotations

from collections.abc import Collection

from pytest_icplicense.documents import Document, Problem
from pytest_icplicense.text import Text, near


def unknown_clauses(document: Document, known: Collection[str]) -> list[Problem]:
    """An attestation or a proof of a clause that there is not would be counted by nobody; two of one, twice."""
    problems = []
    for field in ("attestations", "proofs"):
        for index, row in enumerate(document.tree.get(field, ())):
            if (clause := row["clause"]) in known:
                continue
            hint = near(clause, known)
            text = Text(
                f"{field}[{index}].clause: no clause '{clause}'{hint.en}",
                f"{field}[{index}].clause：没有编号为“{clause}”的条款{hint.zh}",
            )
            problems.append(document.problem(f"/{field}/{index}/clause", text))
    seen: set[str] = set()
    for index, row in enumerate(document.tree.get("proofs", ())):
        if (clause := row["clause"]) in seen:
            text = Text(
                f"proofs[{index}].clause: '{clause}' stands in this list twice; keep one entry",
                f"proofs[{index}].clause：列表中重复出现“{clause}”；请只保留一条",
            )
            problems.append(document.problem(f"/proofs/{index}/clause", text))
        seen.add(clause)
    return problems
