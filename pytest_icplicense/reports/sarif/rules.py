"""The checks as rules of SARIF: clause, quotation and remedy in both languages, level and tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pytest_icplicense.model.license import License
from pytest_icplicense.model.provision import Check
from pytest_icplicense.reports.proof import JUDGED_FROM
from pytest_icplicense.reports.prose import literal
from pytest_icplicense.reports.summary import NO_ADVICE
from pytest_icplicense.text import Text, enumeration

LEVELS = {"error": "error", "critical": "error", "major": "error", "minor": "warning", "info": "note"}
_SEVERITY = {"critical": "9.5", "major": "8.0", "minor": "5.0"}
"""Code scanning calls them critical, high and medium. It reads them of rules that are tagged `security` only, and has no
other way to tell a critical check from a major one."""
DOCUMENT = "document-unusable"
"""The rule of what is wrong with a document itself: code scanning shows results only, and would else take everything
that a broken document was found guilty of before as mended."""
_UNUSABLE = Text(
    "A document that cannot be used, so that what it declares is not judged",
    "文档无法使用，其所申报的内容未经判定",
)
_MEND = Text("Mend the document; the other results are not complete.", "请改正该文档；其余结果并不完整。")


def rules(
    checks: Iterable[Check], licenses: Sequence[License], lang: str, help_uri: str = ""
) -> list[dict[str, Any]]:
    """The rule of each check, linked by `help_uri` with its `{clause}` or `{check}` filled in, and that of documents."""
    return [_document_rule(lang), *(_rule(check, licenses, lang, help_uri) for check in checks)]


def _rule(check: Check, licenses: Sequence[License], lang: str, help_uri: str) -> dict[str, Any]:
    clause, provision = check.clause, check.clause.provision
    quote = clause.quoted(licenses)
    link = help_uri.replace("{clause}", clause.id).replace("{check}", check.id)
    return {
        "id": check.id,
        **({"helpUri": link} if link else {}),
        "name": "".join(word.capitalize() for word in check.name.split("-")),
        "shortDescription": {"text": _sentence(f"{clause.id} {provision.title.to(lang)}")},
        "fullDescription": {"text": _sentence(clause.means.to(lang))},
        "help": {
            "text": "\n".join(_lines(check, quote, plain=True)),
            "markdown": "\n".join(_lines(check, quote, plain=False)),
        },
        "defaultConfiguration": {"level": LEVELS[check.level]},
        "properties": {
            "tags": ["compliance", "security", "telecom-license", provision.id, clause.id, *clause.how],
            "precision": "high",
            "problem.severity": LEVELS[check.level],
            "security-severity": _SEVERITY[check.level],
            "provision": provision.id,
            "clause": clause.id,
            "quote": quote,
            "level": check.level,
            "how": list(clause.how),
        },
    }


def _lines(check: Check, quote: str, *, plain: bool) -> list[str]:
    """Both languages, one after the other: an alert is read by whoever opens it."""
    shown = str if plain else literal
    clause, title = check.clause, check.clause.provision.title
    mark, bold = ("", "") if plain else ("> ", "**")
    lines = [f"{'' if plain else '## '}{clause.id} {shown(title.zh)} · {shown(title.en)}", ""]
    if quote:
        lines += [*(f"{mark}{shown(line)}" for line in quote.splitlines()), ""]
    for lang, means, remedy, basis, how in (
        ("zh", "含义", "改正", "依据", "判定依据"),
        ("en", "Meaning", "Remedy", "Basis", "Judged from"),
    ):
        colon = "：" if lang == "zh" else ": "
        parts = [(means, clause.means), (remedy, _in_general(check.remedy))]
        if check.basis:
            parts.append((basis, check.basis))
        parts.append((how, _judged_from(clause.how)))
        lines += [
            f"{bold}{name}{bold}{colon}{shown(text.to(lang))}{'' if plain else '  '}" for name, text in parts
        ]
        lines.append("")
    return [*lines, f"{NO_ADVICE.zh} {NO_ADVICE.en}"]


def _in_general(text: Text) -> Text:
    """A sentence of all cases: what it says of each is left open."""
    return Text(*(re.sub(r"\{[a-z_]+\}", "…", each) for each in text))


def _judged_from(how: Iterable[str]) -> Text:
    return enumeration(JUDGED_FROM.get(each, each) for each in how)


def _document_rule(lang: str) -> dict[str, Any]:
    text = f"{_UNUSABLE.zh}。{_MEND.zh}\n{_UNUSABLE.en}. {_MEND.en}"
    return {
        "id": DOCUMENT,
        "name": "DocumentUnusable",
        "shortDescription": {"text": _sentence(_UNUSABLE.to(lang))},
        "fullDescription": {"text": _sentence(_UNUSABLE.to(lang))},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "tags": ["compliance", "security", "telecom-license"],
            "precision": "high",
            "problem.severity": "error",
            "security-severity": _SEVERITY["critical"],
        },
    }


def _sentence(text: str) -> str:
    return (
        text if text.endswith(("。", ".", "！", "？", "!", "?")) else f"{text}{'' if _chinese(text) else '.'}"
    )


def _chinese(text: str) -> bool:
    return bool(text) and not text[-1].isascii()
