"""What would make a violation right: guesses from the policies, the schemas and the example, for somebody to judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_icplicense.library import Library
from pytest_icplicense.model.case import Verdict
from pytest_icplicense.model.catalogue import FeatureKind
from pytest_icplicense.model.manifest import SERVICE
from pytest_icplicense.model.provision import Check, Violation
from pytest_icplicense.workspace.policy_proof import LICENSE, Example

Patch = tuple[Mapping[str, Any], ...]

_EVIDENCE = "evidence/security-policy.md"
_ATTESTED = {"owner": "网络与信息安全领导小组", "evidence": _EVIDENCE, "reviewed": "2022-05-10"}


def approval(kind: str) -> Mapping[str, str]:
    """An entry of `approvals` for a feature kind, with words that say what to fill in."""
    return {
        "for": kind,
        "authority": "批准机关全称",
        "number": "批准文件编号",
        "date": "2022-03-01",
        "added_to_license": "2022-04-01",
    }


def approvals(kind: FeatureKind) -> list[Mapping[str, str]]:
    """The entries of `approvals` for a feature kind: one for each that it needs, named where there are several."""
    several = len(kind.approvals) > 1
    return [
        {**approval(kind.kind), **({"approval": each.id} if several else {})} for each in kind.approvals
    ] or [approval(kind.kind)]


def mended(
    library: Library, example: Example, check: Check, violation: Violation, failed: Verdict
) -> Iterator[Violation]:
    """The violation together with something that it may lack, one guess after the other."""
    for step in _guesses(library, example, check, failed):
        patch = (*violation.patches.get(check.of, ()), step)
        yield Violation({**violation.patches, check.of: patch}, violation.as_of, violation.files)


def _guesses(
    library: Library, example: Example, check: Check, failed: Verdict
) -> Iterator[Mapping[str, Any]]:
    pointer, value = failed.case.pointer, failed.case.value
    if check.rule == "attested":
        if field := check.parameters.get("field"):
            yield _added(f"{pointer}/{field}", _EVIDENCE)
        else:
            yield _added("/attestations/-", {"clause": check.clause.id, **_ATTESTED})
    if check.rule == "approved":
        yield _added("/approvals/-", approval(value["kind"]))
    if check.rule == "displays":
        field = check.parameters["field"]
        for site in example.documents[SERVICE].tree.get("sites", ()):
            if isinstance(homepage := site.get("homepage"), str):  # which shows what such a page must
                yield _added(f"{pointer}/{field}", homepage)
    yield from _completed(library, check)
    require = check.require or {}
    for field in require.get("required", ()) if pointer and isinstance(value, dict) else ():
        if field not in value:
            whole = library.schema_tree(check.of.lower())
            entry = whole
            for name in (step for step in check.for_each if step != "[*]"):
                entry = next(_fields(entry, name), entry)
            trees = (require, entry, whole)
            stated = [
                each for tree in trees for found in _fields(tree, field) for each in _examples(found, whole)
            ]
            stated += [each for tree in example.documents.values() for each in _fields(tree.tree, field)]
            own = example.documents[LICENSE].tree["number"]
            for each in (each for each in stated if each != own):  # a license number is somebody else's
                yield _added(f"{pointer}/{field}", each)


def _completed(library: Library, check: Check) -> Iterator[Mapping[str, Any]]:
    """Mappings that violations of the check's provision add, together complete, with every `false` turned and without what
    is no answer.
    """
    checks = [each for clause in check.clause.provision.clauses for each in clause.checks]
    wanted = [
        each["const"] for other in checks for each in _fields(other.require, "contains") if "const" in each
    ]
    added: dict[str, dict[str, Any]] = {}
    steps = (
        step
        for each in checks
        for violation in each.violations
        for step in violation.patches.get(check.of, ())
    )
    for step in steps:
        if isinstance(step.get("value"), dict) and not step["path"].endswith("/-"):
            whole = added.setdefault(step["path"], {})
            for key, value in step["value"].items():
                if isinstance(value, str) and library.catalogue.statements.says_nothing(value):
                    continue
                whole[key] = True if value is False else value
                if isinstance(value, list):
                    whole[key] = [*value, *(each for each in wanted if each not in value)]
    for path, whole in added.items():
        yield _added(path, whole)


def _added(path: str, value: Any) -> Mapping[str, Any]:
    return {"op": "add", "path": path, "value": value}


def _fields(tree: Any, name: str) -> Iterator[Any]:
    """Every value that stands under the key `name`."""
    if isinstance(tree, Mapping):
        if name in tree:
            yield tree[name]
        for value in tree.values():
            yield from _fields(value, name)
    elif isinstance(tree, list):
        for value in tree:
            yield from _fields(value, name)


def _examples(schema: Any, whole: Mapping[str, Any]) -> list[Any]:
    """The examples of a field's schema, or of the definition in the `whole` schema that it refers to."""
    if not isinstance(schema, Mapping):
        return []
    defined = whole.get("$defs", {}).get(str(schema.get("$ref", "")).removeprefix("#/$defs/"), {})
    examples = schema.get("examples") or defined.get("examples") or []
    return examples if isinstance(examples, list) else []
