"""What configuration and code show of duties, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from pytest_icplicense.documents import Problem
from pytest_icplicense.model.catalogue import Catalogue
from pytest_icplicense.model.facts import Facts, Observation
from pytest_icplicense.model.sign_words import sign_in_words
from pytest_icplicense.text import Text

_UNITS = {"days": Text("days", "日"), "count": Text("", ""), "times": Text("times", "倍")}


class Listed(NamedTuple):
    """Facts of a folder, with what they mean."""

    observations: tuple[Observation, ...]
    unjudged: tuple[Problem, ...]
    catalogue: Catalogue

    def clauses(self, fact: str) -> list[str]:
        """The clauses that a fact is told for."""
        kind = self.catalogue.facts.get(SCALE if fact == SCALE_CHANGE else fact)
        return list(kind.clauses) if kind else []


def listed(facts: Facts, catalogue: Catalogue, below: str = "") -> Listed:
    """The facts of the folder or file `below` (from the repository's root); empty: all of them."""
    inside = tuple(each for each in facts.observations if _within(each.file, below))
    return Listed(inside, facts.unjudged, catalogue)


def changed(now: Facts, then: Facts) -> Facts:
    """The facts of today with what became twice as much as it was, or half: `scale-change`, with the factor."""
    before: dict[tuple[str, str], list[Any]] = {}
    for each in then.observations:
        if each.fact == SCALE:
            before.setdefault(_known_by(each), []).append(each.value)
    more: list[Observation] = []
    seen: dict[tuple[str, str], int] = {}
    for each in now.observations:
        if each.fact != SCALE:
            continue
        key = _known_by(each)
        number = seen[key] = seen.get(key, -1) + 1
        values = before.get(key, [])
        old = values[number] if number < len(values) else None
        if (
            isinstance(old, int)
            and isinstance(each.value, int)
            and old
            and max(each.value / old, old / max(each.value, 1)) >= 2
        ):
            factor = round(each.value / old, 2)
            said = f"{each.evidence} (was {old})"
            more.append(replace(each, fact=SCALE_CHANGE, value=factor, unit="times", evidence=said))
    return replace(now, observations=(*now.observations, *more))


SCALE, SCALE_CHANGE = "scale", "scale-change"


def _known_by(each: Observation) -> tuple[str, str]:
    return each.file, each.evidence.partition(":")[0]


def _within(path: str, folder: str) -> bool:
    return folder in ("", path) or path.startswith(f"{folder}/")


def as_json(found: Listed) -> str:
    """A list with a row for each fact; the keys are fixed."""
    return json.dumps([_row(each, found) for each in found.observations], ensure_ascii=False, indent=2) + "\n"


def _row(each: Observation, found: Listed) -> dict[str, Any]:
    return {
        "fact": each.fact,
        "value": each.value,
        "unit": each.unit,
        "path": each.place.path,
        "line": each.place.line,
        "column": each.place.column,
        "source": each.source,
        "clauses": found.clauses(each.fact),
        "service": each.service,
        "evidence": each.evidence,
    }


def as_text(found: Listed, lang: str) -> str:
    """A paragraph for each fact, and how many there are."""
    out: list[str] = []
    for fact in dict.fromkeys(each.fact for each in found.observations):
        out += [*_told(fact, found, lang), ""]
    out += [each.to(lang) for each in found.unjudged]
    count = len(found.observations)
    out.append(
        Text(
            f"{count} facts; files not looked into: {len(found.unjudged)}",
            f"事实 {count} 项；未能查看的文件 {len(found.unjudged)} 个",
        ).to(lang)
    )
    return "\n".join(out) + "\n"


def _told(fact: str, found: Listed, lang: str) -> Iterable[str]:
    kind = found.catalogue.facts.get(SCALE if fact == SCALE_CHANGE else fact)
    if kind is None:
        yield fact
    else:
        yield f"{kind.name.to(lang)} ({fact})  {', '.join(kind.clauses)}"
        yield f"    {kind.reason.to(lang)}"
    for each in found.observations:
        if each.fact == fact:
            unit = _UNITS[each.unit].to(lang) if each.unit in _UNITS else each.unit or ""
            value = f"{each.value} {unit}".strip()
            service = f"  [{each.service}]" if each.service else ""
            yield f"    {each.place}  {value}  ({sign_in_words(each.evidence).to(lang)}){service}"
