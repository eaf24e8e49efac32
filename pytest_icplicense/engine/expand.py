"""Cases: every check that binds a manifest, on every subject that the check is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pytest_icplicense.documents.positions import escape
from pytest_icplicense.model.capability import Shown
from pytest_icplicense.model.case import NOTHING, Case, Rule
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.provision import DETECTED, Provision

_LABELS = ("id", "domain", "name")
_UNSAFE = re.compile(r"[\s\[\]\x00-\x1f\x7f]|::")


def expand(manifest: Manifest, provisions: Iterable[Provision], rules: Mapping[str, Rule]) -> list[Case]:
    """The cases of a manifest under the provisions that bind it, in their order and then that of the manifest.

    A check whose `for_each` finds nothing still gives one case, so that no check disappears without a word. So does a
    clause that has no check: its case is an error.
    """
    cases: list[Case] = []
    for provision in provisions:
        for clause in provision.clauses:
            for check in clause.judged_by:
                if check.of and check.of != manifest.kind:
                    continue
                rule = rules[check.rule] if check.rule else None
                for subject, pointer, value, shown in _subjects(manifest, check.for_each):
                    identifier = f"{check.id}[{subject}]"
                    cases.append(Case(identifier, check, manifest, subject, pointer, value, rule, shown))
    return cases


def id_of(manifest: Manifest) -> str:
    """The manifest's name as case ids write it."""
    return _UNSAFE.sub("_", manifest.name)


_Subject = tuple[str, str, Any, tuple[Shown, ...]]


def _subjects(manifest: Manifest, path: tuple[str, ...]) -> Iterator[_Subject]:
    """Subject, pointer, value and sights of everything that `path` finds; of NOTHING where it finds nothing."""
    name = id_of(manifest)
    if not path:
        yield name, "", manifest.tree, ()
        return
    if path[0] == DETECTED:
        sights: list[_Subject] = [
            (f"{name}:{_label(value, index)}", "", value, shown)
            for index, (value, shown) in enumerate(manifest.seen(path[1]))
        ]
        yield from sights or [(name, "", NOTHING, ())]
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
        yield name, "", NOTHING, ()


def _walk(
    value: Any, path: tuple[str, ...], labels: tuple[str, ...], pointer: str
) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    if not path:
        yield labels, pointer, value
    elif path[0] == "[*]":
        for index, entry in enumerate(value if isinstance(value, list) else ()):
            yield from _walk(entry, path[1:], (*labels, _label(entry, index)), f"{pointer}/{index}")
    elif isinstance(value, dict) and path[0] in value:
        yield from _walk(value[path[0]], path[1:], labels, f"{pointer}/{escape(path[0])}")


def _label(entry: Any, index: int) -> str:
    if isinstance(entry, str):
        return _UNSAFE.sub("_", entry)
    if isinstance(entry, dict):
        for field in _LABELS:
            if isinstance(label := entry.get(field), str):
                return _UNSAFE.sub("_", label)
    return str(index)
