"""What is written wrongly in a check, so that it would judge nothing: words, patterns, paths, facts, parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pytest_icplicense.documents.keywords import references_end, unknown_words
from pytest_icplicense.documents.patterns import objection, patterns
from pytest_icplicense.documents.schema import FORMATS, Schema
from pytest_icplicense.model.facts import OBSERVED, of_facts
from pytest_icplicense.model.manifest import SEEN, SERVICE
from pytest_icplicense.model.provision import DETECTED, Check
from pytest_icplicense.text import Text, near

Fault = tuple[str, Text]
"""Where, as a pointer within the check, and what is wrong."""


def schema_faults(check: Check) -> Iterator[Fault]:
    """Of the schemas of a check: a misspelt keyword would make one that always passes."""
    unclear = check.unclear.when if check.unclear else None
    for keyword, schema in (("when", check.when), ("unclear/when", unclear), ("require", check.require)):
        for fault, why in _schema_faults(schema):
            yield f"/{keyword}{fault}", why


def _schema_faults(schema: Any) -> Iterator[Fault]:
    for what, word, known, fault in unknown_words(schema, FORMATS):
        hint = near(word, known)
        kind = {"keyword": "关键字", "format": "格式"}[what]
        yield (
            fault,
            Text(f"no JSON Schema {what} '{word}'{hint.en}", f"没有 JSON Schema {kind}“{word}”{hint.zh}"),
        )
    broken = {place: against for pattern, place in patterns(schema) if (against := objection(pattern))}
    yield from broken.items()
    if not references_end(schema):
        yield (
            "",
            Text(
                "a '$ref' must name an entry of this schema's '$defs' (#/$defs/NAME), which leads neither to itself nor to"
                " thousands of others",
                "“$ref”须指向本模式 $defs 中的条目（#/$defs/NAME），且不得指向自身或展开成数千项",
            ),
        )
    elif schema is not None and (wrong := Schema(schema).invalid()):
        place, why = wrong
        if place not in broken:
            yield place, Text(f"no JSON Schema: {why.en}", f"不是有效的 JSON Schema：{why.zh}")


def path_faults(check: Check, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Of the paths of a check: one that leads nowhere in the schema of its `manifest` would have no case."""
    if of_facts(check.for_each):
        return  # what facts there are is known when all documents are read
    if check.for_each[:1] == (DETECTED,):
        known = [f"{DETECTED}.{each}[*]" for each in SEEN]
        if check.of != SERVICE or ".".join(check.for_each).replace(".[*]", "[*]") not in known:
            yield (
                "/for_each",
                Text(
                    f"for_each: of a Service, write {' or '.join(known)}",
                    f"for_each：对 Service 应写 {' 或 '.join(known)}",
                ),
            )
        return
    node = manifest
    entries = [node]
    for step in check.for_each:
        node = _resolved(node, manifest)
        names = node.get("properties", {})
        if step == "[*]":
            node = node.get("items", {})
        elif step in names:
            node = names[step]
        else:
            yield "/for_each", _no_field("for_each", step, names)
            return
        entries.append(node)
    fields = [name for entry in entries for name in _resolved(entry, manifest).get("properties", {})]
    for keyword, paths in (("dated", check.dated), ("until", (check.until,) if check.until else ())):
        for path in paths:
            if (name := path.partition(".")[0]) not in fields:
                yield f"/{keyword}", _no_field(keyword, name, fields)


def _no_field(keyword: str, name: str, known: Iterable[str]) -> Text:
    hint = near(name, known)
    return Text(f"{keyword}: no field '{name}'{hint.en}", f"{keyword}：没有字段“{name}”{hint.zh}")


def _resolved(node: Any, whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """A part of a schema, with its references followed."""
    while "$ref" in node:
        node = whole["$defs"][node["$ref"].removeprefix("#/$defs/")]
    found: Mapping[str, Any] = node
    return found


def fact_faults(check: Check, facts: Iterable[str]) -> Iterator[Fault]:
    """Of a check of facts: one that no source can give would never have a case."""
    known = list(facts)
    name, rest = check.for_each[1] if len(check.for_each) > 1 else "", check.for_each[2:]
    if name not in known:
        hint = near(name, known)
        yield (
            "/for_each",
            Text(
                f"for_each: no source gives a fact '{name}'{hint.en or ';'} write {OBSERVED}.<fact>[*]",
                f"for_each：没有来源提供事实“{name}”{hint.zh or '；'}应写 {OBSERVED}.<事实>[*]",
            ),
        )
    elif rest != ("[*]",):
        yield (
            "/for_each",
            Text(f"for_each: write {OBSERVED}.{name}[*]", f"for_each：应写 {OBSERVED}.{name}[*]"),
        )


def parameter_faults(check: Check, parameters: Mapping[str, Any]) -> Iterator[Fault]:
    """Of what a check hands to its rule, held to the schema of the rule's `parameters`."""
    for breach in Schema(parameters).breaches(check.parameters):
        yield (
            "/rule",
            Text(
                f"'with' of {check.rule}: {breach.why.en}",
                f"{check.rule} 的 with：{breach.why.zh}",
            ),
        )
