"""What rules about observed facts share: explanations, and the place of what is declared."""

from __future__ import annotations

from pytest_icplicense.documents.document import Document
from pytest_icplicense.model.case import Case, Ruling
from pytest_icplicense.text import Text


def explained(case: Case) -> Ruling | None:
    """Not applicable, where a manifest explains the fact."""
    stated = case.manifest.fact_explained(case.value)
    return Ruling.not_applicable(Text(f"explained: {stated}", f"已说明：{stated}")) if stated else None


def nothing_said(field: str) -> Ruling:
    """Not applicable: nothing is declared that the fact could contradict, which is asked for by another check."""
    return Ruling.not_applicable(Text(f"nothing is declared under '{field}'", f"{field} 未申报"))


def place_of(document: Document, field: str) -> str:
    """Where a field stands, as messages show it."""
    return str(document.place("/" + field.replace(".", "/")))
