"""Cases: every check that binds a manifest, on every subject that the check is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from pytest_icplicense.documents.positions import escape
from pytest_icplicense.engine import proven_by_tests
from pytest_icplicense.model.capability import Shown
from pytest_icplicense.model.case import NO_SUBJECT, Case, Rule
from pytest_icplicense.model.facts import of_facts
from pytest_icplicense.model.manifest import Manifest, Seen
from pytest_icplicense.model.provision import BY_TESTS, DETECTED, Check, Provision

_LABELS = ("id", "domain", "name")
_UNSAFE = re.compile(r"[\s\[\]\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]|::")

Subject = tuple[str, str, Any, tuple[Shown, ...]]
"""Its name, its pointer, its value, and where the repository shows it if no manifest declares it."""


def expand(manifest: Manifest, provisions: Iterable[Provision], rules: Mapping[str, Rule]) -> list[Case]:
    """The cases of a manifest under the provisions that bind it, in their order and then that of the manifest.

    A check whose `for_each` finds nothing still gives one case, so that no check disappears without a word. So does a
    clause that has no check: its case is an error.
    """
    return [
        case_of(manifest, check, subject, rules)
        for check, subjects in subjects_of(manifest, checks_of(tuple(provisions), manifest.kind))
        for subject in subjects
    ]


@lru_cache(maxsize=64)
def checks_of(provisions: tuple[Provision, ...], kind: str) -> tuple[Check, ...]:
    """The checks of a kind of manifest, in their order."""
    return tuple(
        check
        for provision in provisions
        for clause in provision.clauses
        for check in (*clause.judged_by, *clause.by_tests)
        if not check.of or check.of == kind
    )


def subjects_of(manifest: Manifest, checks: Iterable[Check]) -> Iterator[tuple[Check, list[Subject]]]:
    """Each check with its subjects. Checks about the same ones share them; tests prove what the manifest says they do."""
    found: dict[tuple[str, ...], list[Subject]] = {}
    name = id_of(manifest)
    proofs = {row["clause"]: (index, row) for index, row in enumerate(manifest.tree.get("proofs", ()))}
    for check in checks:
        if check.rule == BY_TESTS:
            if check.clause.id in proofs:
                index, row = proofs[check.clause.id]
                yield check, [(name, f"/proofs/{index}", row, ())]
            continue
        if (subjects := found.get(check.for_each)) is None:
            subjects = found[check.for_each] = list(_subjects(manifest, check.for_each, name))
        yield check, subjects


def case_of(manifest: Manifest, check: Check, subject: Subject, rules: Mapping[str, Rule]) -> Case:
    """The case of a check on one of its subjects."""
    name, pointer, value, shown = subject
    rule = proven_by_tests.RULE if check.rule == BY_TESTS else rules[check.rule] if check.rule else None
    return Case(f"{check.id}[{name}]", check, manifest, name, pointer, value, rule, shown)


def id_of(manifest: Manifest) -> str:
    """The manifest's name as case ids write it."""
    return id_of_name(manifest.name)


def id_of_name(name: str) -> str:
    """A manifest's name as case ids write it."""
    return _UNSAFE.sub("_", name)


def _subjects(manifest: Manifest, path: tuple[str, ...], name: str) -> Iterator[Subject]:
    """Everything that `path` finds; NO_SUBJECT where it finds nothing."""
    if not path:
        yield name, "", manifest.tree, ()
        return
    if path[0] == DETECTED or of_facts(path):
        seen = manifest.seen(path[1]) if path[0] == DETECTED else manifest.observed(path[1])
        yield from _named(seen, name) or [(name, "", NO_SUBJECT, ())]
        return
    if path[0] not in manifest.tree:
        yield name, "", NO_SUBJECT, ()
        return
    taken: set[str] = set()
    for labels, pointer, value in _walk(manifest.tree, path, (), ""):
        subject = ":".join((name, *labels))
        unique, count = subject, 1
        while unique in taken:
            count += 1
            unique = f"{subject}#{count}"
        taken.add(unique)
        yield unique, pointer, value, ()
    if not taken:
        yield name, "", NO_SUBJECT, ()


def _named(seen: Iterable[Seen], name: str) -> list[Subject]:
    """What the repository shows, as subjects; facts of one place are told apart by their number."""
    found: dict[str, Subject] = {}
    for index, (value, shown) in enumerate(seen):
        label = _label(value, index) if "id" in value or "domain" in value else _safe(value["path"])
        subject = unique = f"{name}:{label}"
        count = 1
        while unique in found:
            count += 1
            unique = f"{subject}#{count}"
        found[unique] = unique, "", value, shown
    return list(found.values())


@lru_cache(maxsize=4096)
def _safe(label: str) -> str:
    return _UNSAFE.sub("_", label)


def _walk(
    value: Any, path: tuple[str, ...], labels: tuple[str, ...], pointer: str
) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    if not path:
        yield labels, pointer, value
    elif path[0] == "[*]":
        entries = enumerate(value if isinstance(value, list) else ())
        if len(path) == 1:
            for index, entry in entries:
                yield (*labels, _label(entry, index)), f"{pointer}/{index}", entry
            return
        for index, entry in entries:
            yield from _walk(entry, path[1:], (*labels, _label(entry, index)), f"{pointer}/{index}")
    elif isinstance(value, dict) and path[0] in value:
        yield from _walk(value[path[0]], path[1:], labels, f"{pointer}/{escape(path[0])}")


def _label(entry: Any, index: int) -> str:
    if isinstance(entry, str):
        return _safe(entry)
    if isinstance(entry, dict):
        for field in _LABELS:
            if isinstance(label := entry.get(field), str):
                return _safe(label)
    return str(index)
