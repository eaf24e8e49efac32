"""A Provision document for a provision that no policy judges yet: its words, its clauses, and no check."""

from __future__ import annotations

from typing import Any

from pytest_icplicense.intake.provisions.cutting import Piece
from pytest_icplicense.intake.provisions.duties import applies_to, dated, duties
from pytest_icplicense.intake.text.folding import fold
from pytest_icplicense.intake.yaml_documents import to_yaml
from pytest_icplicense.model.catalogue import Catalogue

TITLE = {"en": "TO BE WRITTEN: a title", "zh": "待编写：标题"}
MEANS = {
    "en": "TO BE WRITTEN: what this asks of a service or its operator, in plain words.",
    "zh": "待编写：用通俗的话说明该条款对业务或经营者的要求。",
}
COMMENT = (
    "Cut from a license. To be written: title, meanings, and at least one check for each clause; until then whoever"
    " it binds cannot be judged."
    " · 由许可证文本切分生成。请编写标题、含义，并为每个条款至少编写一项检查；此前受其约束的清单无法判定。"
)


def skeleton(piece: Piece, identifier: str, catalogue: Catalogue, heading: str | None = None) -> str:
    """The document as YAML: valid, and without a check, so that `icplicense trace` ends with 1 until someone writes one.

    The quotations are verbatim; together they are the whole text but for its numbering, the words that it applies to,
    and connectives and punctuation between two of them. `heading` is the sentence above the items.
    """
    tree: dict[str, Any] = {
        "apiVersion": "icplicense/v1",
        "kind": "Provision",
        "id": identifier,
        "title": TITLE,
    }
    tree |= _limited(piece.words, catalogue)
    if heading:
        tree["heading"] = heading
    tree["text"] = piece.text.text
    tree["clauses"] = [
        {
            "id": f"{identifier}.{number}",
            "quote": quote,
            "how": ["dated" if dated(quote) else "attested"],
            "means": MEANS,
            "checks": [],
        }
        for number, quote in enumerate(duties(piece.words) or [piece.words.strip()], start=1)
    ]
    return to_yaml(tree, COMMENT)


def _limited(words: str, catalogue: Catalogue) -> dict[str, Any]:
    """What the provision is limited to, as the catalogue has it; else a note, and it binds every service."""
    named = applies_to(words)
    if named is None:
        return {}
    for service in catalogue.services.values():
        if named in {fold(name).text for name in (service.name.zh, *service.also)}:
            return {"applies_to": {"item": service.id}}
    return {
        "note": {
            "en": f"The text limits it to {named}, which is no name of the catalogue: add 'applies_to'. Until then it"
            " binds whatever a service offers.",
            "zh": f"原文限定其适用于“{named}”，目录中没有这一名称：请补写 applies_to；此前不论业务提供何种功能均适用。",
        }
    }
