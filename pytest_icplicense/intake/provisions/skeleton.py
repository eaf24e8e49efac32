"""A Provision document for a provision that no policy knows: its words, and a clause for each sentence, to be attested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_icplicense.intake.provisions.cutting import Piece
from pytest_icplicense.intake.provisions.duties import applies_to, dated, duties
from pytest_icplicense.intake.provisions.matched import ClauseReading
from pytest_icplicense.intake.text.folding import fold
from pytest_icplicense.intake.text.numbering_marks import words_of
from pytest_icplicense.intake.yaml_documents import to_yaml
from pytest_icplicense.model.catalogue import Catalogue
from pytest_icplicense.text import short

COMMENT = (
    "Cut from a license. Each clause is attested until somebody writes a better check; title and meanings may be put"
    " into plain words."
    " · 由许可证文本切分生成。各条款在编写更合适的检查之前，以责任人声明判定；标题与含义可改写为通俗文字。"
)
_TITLE_LENGTH = 16
_LEFT_OUT = "…"
"""Between sentences that do not follow each other in the license."""
_EXAMPLE = {
    "owner": "法务部 王芳",
    "evidence": "https://example.com/records/2022-05",
    "reviewed": "2022-05-01",
}
_TOO_OLD = "2020-05-01"


def skeleton(
    piece: Piece,
    identifier: str,
    catalogue: Catalogue,
    heading: str | None = None,
    clauses: Sequence[ClauseReading] = (),
    *,
    rest: bool = False,
) -> str:
    """The document as YAML: each clause has the check that a named owner attests it, and a violation that fails it.

    The quotations are verbatim; together they are the whole text but for its numbering, the words that it applies to,
    and connectives and punctuation between two of them. `heading` is the sentence above the items. `clauses` are the
    sentences, where some of them are judged as known clauses: those are left out, and the numbers kept. `rest`: they are
    what is left of a known provision.
    """
    rest = rest or any(each.bound for each in clauses)
    quotes = {each.number: each.quote for each in clauses if not each.bound}
    quotes = quotes or dict(enumerate(duties(piece.words) or [piece.words.strip()], start=1))
    limited = _limited(piece.words, catalogue)
    text = _LEFT_OUT.join(quotes.values()) if rest else piece.text.text
    tree: dict[str, Any] = {
        "apiVersion": "icplicense/v1",
        "kind": "Provision",
        "id": identifier,
        "title": _title(text),
        "only_listed": True,
    }
    tree |= limited
    if heading:
        tree["heading"] = heading
    tree["text"] = text
    of = "Service" if "applies_to" in limited else "Operator"
    offered = _kind(limited["applies_to"]["item"], catalogue) if "applies_to" in limited else None
    names = [f"{identifier}.{number}" for number in quotes]
    tree["example"] = [
        {
            "on": of,
            "patch": [{"op": "add", "path": "/attestations/-", "value": {"clauses": names, **_EXAMPLE}}],
        }
    ]
    tree["clauses"] = [
        {
            "id": name,
            "quote": quote,
            "how": ["attested"],
            "means": _means(quote),
            "checks": [{**_attested(name, of, quote), "violations": _violations(name, offered)}],
        }
        for name, quote in zip(names, quotes.values(), strict=True)
    ]
    return to_yaml(tree, COMMENT)


def is_untouched(tree: Mapping[str, Any]) -> bool:
    """Whether nobody has written anything into a document that was cut from a license."""
    if tree.get("kind") != "Provision" or not tree.get("only_listed"):
        return False
    of = "Service" if "applies_to" in tree else "Operator"
    return tree.get("title") == _title(tree.get("text", "")) and all(
        clause.get("means") == _means(clause.get("quote", ""))
        and [
            {key: value for key, value in check.items() if key != "violations"}
            for check in clause.get("checks", ())
        ]
        == [_attested(clause.get("id", ""), of, clause.get("quote", ""))]
        for clause in tree.get("clauses", ())
    )


def _title(text: str) -> dict[str, str]:
    words = "".join(words_of(text).split())
    words = words if len(words) <= _TITLE_LENGTH else f"{words[:_TITLE_LENGTH]}…"
    return {"en": f"In the license's own words: {words}", "zh": words}


def _means(quote: str) -> dict[str, str]:
    if dated(quote):
        return {
            "en": "As the license words it. It names a day or a period, which an attestation does not count: better write a"
            " dated check.",
            "zh": "按许可证原文理解。其中载有期限，责任人声明不核算期限，宜另行编写检查。",
        }
    return {"en": "As the license words it.", "zh": "按许可证原文理解。"}


def _attested(clause: str, of: str, quote: str) -> dict[str, Any]:
    words = short(quote, 40).replace("{", "").replace("}", "")
    return {
        "id": "attested",
        "level": "major",
        "role": "legal",
        "of": of,
        "rule": "attested",
        "message": {
            "en": f"attest {clause}, “{words}”: {{why}}",
            "zh": f"请就 {clause}“{words}”作出声明：{{why}}",
        },
        "remedy": {
            "en": f"icplicense attest {clause} --owner NAME --evidence FILE, or write a check for it.",
            "zh": f"运行 icplicense attest {clause} --owner 责任人 --evidence 证据文件，或为其编写检查。",
        },
    }


def _violations(clause: str, offered: str | None) -> list[dict[str, Any]]:
    """An attestation that is too old, of a service that offers what the provision is about."""
    outdated = [{"clause": clause, **_EXAMPLE, "reviewed": _TOO_OLD}]
    patch: list[dict[str, Any]] = [{"op": "add", "path": "/attestations", "value": outdated}]
    if offered:
        patch.append({"op": "add", "path": "/features/-", "value": {"id": "example", "kind": offered}})
    return [{"patch": patch}]


def _kind(item: str, catalogue: Catalogue) -> str | None:
    """A kind of feature that needs a telecom service."""
    return next((name for name, kind in catalogue.features.items() if item in kind.needs), None)


def _limited(words: str, catalogue: Catalogue) -> dict[str, Any]:
    """What the provision is limited to, as the catalogue has it; else a note, and it binds every service."""
    named = applies_to(words)
    if named is None:
        return {}
    for service in catalogue.services.values():
        if _kind(service.id, catalogue) and named in {
            fold(name).text for name in (service.name.zh, *service.also)
        }:
            return {"applies_to": {"item": service.id}}
    return {
        "note": {
            "en": f"The text limits it to {named}, which is no name of the catalogue: add 'applies_to'. Until then it"
            " binds whatever a service offers.",
            "zh": f"原文限定其适用于“{named}”，目录中没有这一名称：请补写 applies_to；此前不论业务提供何种功能均适用。",
        }
    }
