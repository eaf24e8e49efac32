"""The provisions as an OSCAL catalog: each a control, with its clauses word for word as the items of its statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pytest_icplicense.model.license import License
from pytest_icplicense.model.provision import ANNEXE, FACE, Clause, Provision
from pytest_icplicense.reports.oscal.parts import (
    document,
    metadata,
    present,
    properties,
    prose,
    title,
    token,
)
from pytest_icplicense.reports.prose import literal
from pytest_icplicense.reports.provenance import provenance
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text

_GROUPS = (
    ("face", Text("The license's face", "许可证正文"), (FACE,)),
    ("annexe", Text("The license's annex", "许可证附页"), (ANNEXE,)),
    ("special-provisions", Text("Special provisions", "特别规定事项"), ()),
)


def render(report: Report) -> str:
    """The catalog as text, with a final newline."""
    library = report.library
    held = [library.licenses[number] for number in report.licenses if number in library.licenses]
    licenses = held or list(library.licenses.values())
    named = {FACE, ANNEXE}
    groups = []
    for name, heading, only in _GROUPS:
        controls = [
            _control(each, licenses)
            for each in library.provisions
            if each.id in only or (not only and each.id not in named)
        ]
        if controls:
            groups.append({"id": name, "class": "family", "title": title(heading), "controls": controls})
    text = Text("Provisions of telecom licenses", "增值电信业务经营许可证的规定")
    head = metadata(provenance(report), text)
    return document("catalog", present([("metadata", head), ("groups", groups)]))


def statement(provision: str) -> str:
    """The id of a control's statement."""
    return f"{token(provision)}_smt"


def _control(provision: Provision, licenses: Sequence[License]) -> dict[str, Any]:
    wordings = dict.fromkeys(held.quotes[provision.id] for held in licenses if provision.id in held.quotes)
    text = provision.text or "\n".join(wordings)
    applies = provision.applies
    return {
        "id": token(provision.id),
        "class": "provision",
        "title": title(provision.title),
        "props": [
            {"name": "label", "value": provision.id},
            *properties(
                title_zh=provision.title.zh,
                title_en=provision.title.en,
                heading=provision.heading,
                applies_to=(applies.item or applies.feature) if applies else None,
            ),
        ],
        "parts": [
            present(
                [
                    ("id", statement(provision.id)),
                    ("name", "statement"),
                    ("prose", literal(text)),
                    ("parts", [_item(each, licenses) for each in provision.clauses]),
                ]
            ),
            *(part for clause in provision.clauses for part in _around(clause)),
        ],
    }


def _item(clause: Clause, licenses: Sequence[License]) -> dict[str, Any]:
    quote = clause.quoted(licenses)
    return present(
        [
            ("id", token(clause.id)),
            ("name", "item"),
            (
                "props",
                [
                    {"name": "label", "value": clause.id},
                    *properties(quote=quote, how=", ".join(clause.how)),
                ],
            ),
            ("prose", literal(quote)),
        ]
    )


def _around(clause: Clause) -> list[dict[str, Any]]:
    """What the clause means, and how its checks judge it."""
    link = [{"href": f"#{token(clause.id)}", "rel": "related"}]
    meaning = {
        "id": f"{token(clause.id)}_gdn",
        "name": "guidance",
        "props": [{"name": "label", "value": clause.id}],
        "prose": prose(clause.means),
        "links": link,
    }
    objectives = [
        {
            "id": token(check.id),
            "name": "assessment-objective",
            "props": [
                {"name": "label", "value": check.id},
                *properties(
                    level=check.level,
                    of=check.of,
                    basis_zh=_said(check.basis, "zh"),
                    basis_en=_said(check.basis, "en"),
                ),
            ],
            "prose": prose(check.remedy),
            "links": link,
        }
        for check in clause.judged_by
    ]
    return [meaning, *objectives]


def _said(text: Text | None, lang: str) -> str | None:
    return text.to(lang) if text else None
