"""YAML that can be pasted: how the compliant example says what a check asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from pytest_icplicense.explain import examples, fragment
from pytest_icplicense.library import Library
from pytest_icplicense.model.provision import DETECTED, Check, Violation
from pytest_icplicense.workspace.policy_proof import Example

TODO = "TODO"
"""What a statement says that nobody has made yet; no check takes it for one."""


def by_case(library: Library, example: Example) -> Callable[[Check, str], str]:
    """Gives what can be pasted for a check and a subject: how the example says what the check asks for, looked for once a
    check; where it is about what a repository shows, an explanation of that very capability.
    """
    known: dict[str, str] = {}

    def found(check: Check, subject: str) -> str:
        if check.for_each[:2] == (DETECTED, "capabilities"):
            return _explanation(library, subject.rpartition(":")[2])
        if check.id not in known:
            known[check.id] = snippet(library, example, check)
        return known[check.id]

    return found


def _explanation(library: Library, identifier: str) -> str:
    capability = library.catalogue.capabilities.get(identifier)
    if capability is None or not capability.instead:
        return ""
    entry = {"detected": capability.id, "is": capability.instead[0], "reason": TODO}
    return "\n".join(fragment.lines({"capabilities": [entry]}, ""))


def snippet(library: Library, example: Example, check: Check) -> str:
    """The lines of the example that its violation lacks, with what is around them; empty where nothing is to be added."""
    violation = _what_is_missing(check)
    try:
        contrast = examples.of_check(library, example, check, violation)
    except examples.NoContrast:
        return ""
    right, wrong = contrast.right, contrast.wrong
    if right is None or wrong is None:
        return ""
    lines = []
    for kind, pointers in right.pointers.items():
        added = _added(right.documents[kind].tree, wrong.documents[kind].tree)
        if lacking := [pointer for pointer in pointers if pointer.split("/")[1:2] in added]:
            taken = list(_taken_away(violation, kind))
            asked = [
                pointer
                for around in lacking
                for pointer in [each for each in taken if each.startswith(f"{around}/")] or [around]
            ]
            lines += fragment.lines(fragment.cut(right.documents[kind].tree, asked), "")
    whole = len(lines) > 1 and not any(line.endswith(": ") for line in lines)  # else a key has no value
    return "\n".join(lines) if whole else ""


def helps(example: Example, check: Check, pointers: Iterable[str]) -> bool:
    """Whether what these findings are about is mended by what can be pasted: neither by what stands in a file, a home page
    say, nor by a value that is there already, and wrong.
    """
    of_files = bool(check.violations) and not any(check.violations[0].patches.values())
    return not of_files and not all(_is_wrong(example, check, each) for each in pointers)


def _is_wrong(example: Example, check: Check, pointer: str) -> bool:
    """Whether it is a plain value that the check's violations take away; what is missing is told where it should be."""
    about = _names(pointer)
    removed = (
        _names(step["path"])
        for violation in check.violations
        for patch in violation.patches.values()
        for step in patch
        if step["op"] == "remove"
    )
    plain = any(_is_plain(document.tree, about) for document in example.documents.values())
    return plain and any(about[: len(each)] == each for each in removed)


def _is_plain(tree: Any, names: Sequence[str]) -> bool:
    for name in names:
        if name == "*" and isinstance(tree, list):
            return any(_is_plain(each, names[1:]) for each in tree)
        if not isinstance(tree, dict) or name not in tree:
            return False
        tree, names = tree[name], names[1:]
    return not isinstance(tree, (dict, list))


def _names(pointer: str) -> list[str]:
    """The steps of a JSON Pointer, any entry of a list like another."""
    return ["*" if step.isdecimal() else step for step in pointer.split("/")[1:]]


def _taken_away(violation: Violation | None, kind: str) -> Iterator[str]:
    """The JSON Pointers that a violation takes out of a document of this kind."""
    for step in violation.patches.get(kind, ()) if violation else ():
        if step["op"] == "remove":
            yield step["path"]


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
