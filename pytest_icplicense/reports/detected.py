"""What a repository shows, as text, as JSON, and as CycloneDX."""

from __future__ import annotations

import json
from typing import Any

from pytest_icplicense.text import Text
from pytest_icplicense.workspace.declared_and_detected import DOMAIN, Entry, Inventory

CONFIDENCE_NAMES = {
    "high": Text("high", "高"),
    "medium": Text("medium", "中"),
    "low": Text("low", "低"),
}


def as_json(found: Inventory) -> str:
    """A list with a row for each file that shows something; the keys are fixed.

    `items` are the telecom services that it points to, and after them the categories that these are parts of.
    """
    rows = [row for entry in found.entries for row in _rows(entry)]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _rows(entry: Entry) -> list[dict[str, Any]]:
    return [
        {
            "capability": DOMAIN if entry.is_domain else entry.id,
            "items": list(dict.fromkeys((*entry.items, *(each.partition("/")[0] for each in entry.items)))),
            "path": shown.place.path,
            "line": shown.place.line,
            "column": shown.place.column,
            "evidence": shown.evidence,
            "confidence": entry.confidence.value,
            "declared": entry.declared,
            "kinds": list(entry.kinds),
            "services": [{"name": name, "account": account} for name, account in entry.accounts],
        }
        for shown in entry.shown
    ]


def as_text(found: Inventory, lang: str, *, verbose: bool) -> str:
    """A paragraph for each capability and domain, and what it comes to."""
    out: list[str] = []
    for entry in found.entries:
        out += [*_lines(entry, found.services, lang), ""]
    out += [f"{each.place}: {each.message.to(lang)}" for each in found.unjudged]
    if verbose and found.passed_over:
        out.append(Text("does not count:", "不计入：").to(lang))
        for over in found.passed_over:
            place = over.path if over.line is None else f"{over.path}:{over.line}"
            what = "" if over.line is None else f"{over.what}: "
            out.append(f"    {place}: {what}{over.reason.to(lang)}")
    out += _total(found, lang)
    return "\n".join(out) + "\n"


def _lines(entry: Entry, services: int, lang: str) -> list[str]:
    confidence = CONFIDENCE_NAMES[entry.confidence.value].to(lang)
    points = ", ".join(entry.items or entry.kinds)
    name = entry.name.to(lang) if entry.name.to(lang) == entry.id else f"{entry.name.to(lang)} ({entry.id})"
    if entry.is_domain:
        head = Text(f"{name}  domain", f"{name}  域名").to(lang)
    else:
        head = Text(
            f"{name}  {points}, confidence {confidence}", f"{name}  {points}，把握程度：{confidence}"
        ).to(lang)
    lines = [head, f"    {entry.reason.to(lang)}"]
    lines += [f"    {shown.place}  {shown.words.to(lang)}" for shown in entry.shown]
    for service, account in entry.accounts:
        if account is None:
            said = Text(f"{service}: not declared", f"{service}：未申报")
        else:
            said = Text(f"{service}: {account}", f"{service}：{account}")
        lines.append(f"    {said.to(lang)}")
    if not services:
        lines.append(f"    {Text('no manifest that it can be compared with', '没有可供比对的清单').to(lang)}")
    return lines


def _total(found: Inventory, lang: str) -> list[str]:
    capabilities = sum(not entry.is_domain for entry in found.entries)
    domains = len(found.entries) - capabilities
    undeclared = sum(not entry.declared for entry in found.entries)
    compared = Text(f"not accounted for: {undeclared}", f"未申报或说明 {undeclared} 项")
    if found.entries and not found.services:
        compared = Text("compared with no manifest", "未与清单比对")
    over = len(found.passed_over)
    return [
        Text(
            f"{found.opened} files looked into: {capabilities} capabilities, {domains} domains; {compared.en};"
            f" not judged: {len(found.unjudged)}; passed over: {over}"
            f"{' (--verbose says why)' if over else ''}",
            f"查看 {found.opened} 个文件：能力 {capabilities} 项，域名 {domains} 个；{compared.zh}；"
            f"未判定文件 {len(found.unjudged)} 个；不计入 {over} 处{'（原因见 --verbose）' if over else ''}",
        ).to(lang)
    ]


def as_cyclonedx(found: Inventory) -> str:
    """A CycloneDX 1.6 document: each capability a component with its evidence, and what it points to as properties.

    The same inventory gives the same bytes: it has no time and no random serial number.
    """
    from pytest_icplicense import __version__

    tool = {"type": "application", "name": "pytest-icplicense", "version": __version__}
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"tools": {"components": [tool]}},
        "components": [_component(entry) for entry in found.entries if not entry.is_domain],
        "services": [
            {"bom-ref": f"domain:{entry.id}", "name": entry.id, "endpoints": [f"https://{entry.id}"]}
            for entry in found.entries
            if entry.is_domain
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


_SURE = {"high": 0.95, "medium": 0.7, "low": 0.3}


def _component(entry: Entry) -> dict[str, Any]:
    occurrences = [
        {
            "bom-ref": f"{entry.id}:{number}",
            "location": shown.place.path,
            "line": shown.place.line,
            "symbol": shown.evidence,
        }
        for number, shown in enumerate(entry.shown, start=1)
    ]
    properties = [("confidence", entry.confidence.value), ("declared", "true" if entry.declared else "false")]
    properties += [("item", item) for item in entry.items] + [("feature", kind) for kind in entry.kinds]
    return {
        "type": "application",
        "bom-ref": f"capability:{entry.id}",
        "name": entry.id,
        "description": f"{entry.reason.en} {entry.reason.zh}",
        "evidence": {
            "identity": [
                {"field": "name", "confidence": _SURE[entry.confidence.value], "concludedValue": entry.id}
            ],
            "occurrences": occurrences,
        },
        "properties": [{"name": f"icplicense:{name}", "value": value} for name, value in properties],
    }
