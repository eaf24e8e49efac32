"""YAML that can be pasted: how the compliant example says what a check asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_icplicense.explain import examples, fragment
from pytest_icplicense.library import Library
from pytest_icplicense.model.provision import Check, Violation
from pytest_icplicense.workspace.policy_proof import Example


def snippet(library: Library, example: Example, check: Check) -> str:
    """The lines of the example that its violation lacks, with what is around them; empty where nothing is to be added."""
    try:
        contrast = examples.of_check(library, example, check, _what_is_missing(check))
    except examples.NoContrast:
        return ""
    right, wrong = contrast.right, contrast.wrong
    if right is None or wrong is None:
        return ""
    lines = []
    for kind, pointers in right.pointers.items():
        added = _added(right.documents[kind].tree, wrong.documents[kind].tree)
        if lacking := [pointer for pointer in pointers if pointer.split("/")[1:2] in added]:
            lines += fragment.lines(fragment.cut(right.documents[kind].tree, lacking), "")
    whole = len(lines) > 1 and not any(line.endswith(": ") for line in lines)  # else a key has no value
    return "\n".join(lines) if whole else ""


def is_of_files(check: Check) -> bool:
    """Whether a check first of all fails on what stands in a file, a home page say: no line of a manifest mends that."""
    return bool(check.violations) and not any(check.violations[0].patches.values())


def _what_is_missing(check: Check) -> Violation | None:
    """The first violation that takes something away: what is right beside it says what has to be there."""
    for violation in check.violations:
        if any(step["op"] == "remove" for patch in violation.patches.values() for step in patch):
            return violation
    return None


def _added(right: Any, wrong: Any) -> list[list[str]]:
    """The keys at the top below which the right document says something that the wrong one does not speak of at all."""
    return [list(each) for each in {way[:1] for way in set(_keys(right)).difference(_keys(wrong))}]


def _keys(tree: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way to everything in a tree."""
    yield above
    entries = (
        tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, (list, tuple)) else ()
    )
    for key, value in entries:
        yield from _keys(value, (*above, str(key)))
