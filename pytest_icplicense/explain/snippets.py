"""YAML that can be pasted: how the compliant example says what a check asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from pytest_icplicense.explain import examples, fragment
from pytest_icplicense.explain.examples import Contrast
from pytest_icplicense.library import Library
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.manifest import OPERATOR
from pytest_icplicense.model.provision import DETECTED, Check, Violation
from pytest_icplicense.model.snippet import Snippet
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.policy_proof import Example, verdicts_on

TODO = "TODO"
"""What a statement says that nobody has made yet; no check takes it for one."""


_EXAMPLE = Text("# an example: write your own values", "# 仅为示例：请改为实际情况")
_FOR_OPERATOR = Text(
    "# an example, for the operator's manifest", "# 仅为示例：写入经营者清单，并改为实际情况"
)
_FOR_SERVICE = Text("# an example, for the service's manifest", "# 仅为示例：写入服务清单，并改为实际情况")
_FOR_ENTRY = Text("# an example, to be added to this entry", "# 仅为示例：补入该条目，并改为实际情况")
_TO_FILL_IN = Text(f"# fill in what says {TODO}", f"# 请填写 {TODO} 处")


def by_case(library: Library, example: Example) -> Callable[[Check, str, Sequence[str]], Snippet | None]:
    """Gives what can be pasted for a check, a subject and the JSON Pointers of its findings: how the example says what the
    check asks for, looked for once a check; where it is about what a repository shows, an explanation of that very
    capability.
    """
    known: dict[str, Contrast | None] = {}

    def found(check: Check, subject: str, about: Sequence[str]) -> Snippet | None:
        if check.for_each[:2] == (DETECTED, "capabilities"):
            return _explanation(library, subject.rpartition(":")[2])
        if check.id not in known:
            known[check.id] = _contrast(library, example, check)
        contrast = known[check.id]
        return None if contrast is None else _of(contrast, check, about)

    return found


def _explanation(library: Library, identifier: str) -> Snippet | None:
    capability = library.catalogue.capabilities.get(identifier)
    if capability is None or not capability.instead:
        return None
    entry = {"detected": capability.id, "is": capability.instead[0], "reason": TODO}
    return Snippet(_TO_FILL_IN, "\n".join(fragment.lines({"capabilities": [entry]}, "")))


def _contrast(library: Library, example: Example, check: Check) -> Contrast | None:
    """The example beside the violation that lacks something; None: on that day the example lacks it, too."""
    violation = _what_is_missing(check)
    try:
        contrast = examples.of_check(library, example, check, violation)
    except examples.NoContrast:
        return None
    if violation is not None and violation.as_of is not None:
        on_that_day = verdicts_on(
            library, example, check.clause.provision, check, Violation({}, violation.as_of)
        )
        if any(each.outcome is Outcome.FAILED for each in on_that_day):
            return None
    return contrast


def _of(contrast: Contrast, check: Check, about: Sequence[str]) -> Snippet | None:
    """The lines of the example that its violation lacks, with what is around them; where the findings are about an entry of
    a list that lacks something, that alone.
    """
    right, wrong = contrast.right, contrast.wrong
    if right is None or wrong is None:
        return None
    violation = _what_is_missing(check)
    lines: list[str] = []
    above = _EXAMPLE
    for kind, pointers in right.pointers.items():
        tree = right.documents[kind].tree
        added = _added(tree, wrong.documents[kind].tree)
        if lacking := [pointer for pointer in pointers if pointer.split("/")[1:2] in added]:
            taken = list(_taken_away(violation, kind))
            asked = [
                pointer
                for around in lacking
                for pointer in [each for each in taken if each.startswith(f"{around}/")] or [around]
            ]
            if kind != check.of:
                above = _FOR_OPERATOR if kind == OPERATOR else _FOR_SERVICE
            elif entry := _entry(asked, about):
                above, tree = _FOR_ENTRY, _at(tree, entry)
                inside = [each for each in taken if each.startswith(f"{entry}/")] or asked
                asked = [each.removeprefix(entry) for each in inside]
                if (
                    inner := _inner(asked, [_steps(each)[len(_steps(entry)) :] for each in about])
                ) is not None:
                    above, tree = _for_part_of_entry(inner), tree[inner]
                    asked = [each.removeprefix(f"/{inner}") for each in asked]
            lines += fragment.lines(fragment.cut(tree, asked), "")
    alone = above not in (_EXAMPLE, _FOR_OPERATOR, _FOR_SERVICE) or len(lines) > 1
    whole = alone and not any(line.endswith(": ") for line in lines)  # else a key has no value
    return Snippet(above, "\n".join(lines)) if lines and whole else None


def _entry(asked: Sequence[str], about: Sequence[str]) -> str:
    """The JSON Pointer of the innermost entry of a list that all of `asked` are in, and something like it all findings;
    empty: there is none.
    """
    steps = asked[0].split("/")
    for length in range(len(steps) - 1, 1, -1):
        entry = "/".join(steps[:length])
        inside = all(each.startswith(f"{entry}/") for each in asked)
        if steps[length - 1].isdecimal() and inside:
            like = _names(entry)
            if about and all(_names(each)[: len(like)] == like for each in about):
                return entry
    return ""


def _inner(asked: Sequence[str], about: Sequence[Sequence[str]]) -> str | None:
    """The mapping of an entry in which everything asked for belongs, and in which something else is that findings are about;
    to add the mapping itself would be to have it twice. None: there is none.
    """
    keys = {each[0] if len(each) > 1 else None for each in (*map(_steps, asked), *about)}
    taken = any(f"/{'/'.join(each)}" in asked for each in about)
    return keys.pop() if len(keys) == 1 and not taken else None


def _for_part_of_entry(key: str) -> Text:
    return Text(
        f"# an example, to be added to '{key}' of this entry",
        f"# 仅为示例：补入该条目的 {key}，并改为实际情况",
    )


def _steps(pointer: str) -> list[str]:
    return pointer.split("/")[1:]


def _at(tree: Any, pointer: str) -> Any:
    for step in _steps(pointer):
        tree = tree[int(step)] if isinstance(tree, (list, tuple)) else tree[step]
    return tree


def helps(example: Example, check: Check, pointers: Iterable[str]) -> bool:
    """Whether what these findings are about is mended by what can be pasted: neither by what stands in a file, a home page
    say, nor by a value that is there already, and wrong.
    """
    of_files = bool(check.violations) and not any(check.violations[0].patches.values())
    return not of_files and not all(_is_wrong(example, check, each) for each in pointers)


def _is_wrong(example: Example, check: Check, pointer: str) -> bool:
    """Whether it is a plain value that the check asks for, or that its violations take away; what is missing is told where
    it should be.
    """
    about = _names(pointer)
    removed = [
        _names(step["path"])
        for violation in check.violations
        for patch in violation.patches.values()
        for step in patch
        if step["op"] == "remove"
    ]
    if "*" in about and about[-1] in {each[-1] for each in removed} - {"*"}:
        return True  # the field of an entry, which would be told at the entry if it were missing
    plain = any(_is_plain(document.tree, about) for document in example.documents.values())
    asked = (
        *(name for words in ("fields", "optional") for name in check.parameters.get(words, ())),
        check.parameters.get("party"),
    )
    return plain and (about[-1] in asked or any(about[: len(each)] == each for each in removed))


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
    return ["*" if step.isdecimal() else step for step in _steps(pointer)]


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
