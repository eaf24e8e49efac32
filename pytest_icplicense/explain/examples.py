"""Right beside wrong: the compliant example and a change to it, both really judged, to explain a check or a feature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pytest_icplicense.documents import Document
from pytest_icplicense.engine import expand, judge
from pytest_icplicense.explain.suggested_fixes import Patch, approvals, mended
from pytest_icplicense.library import Library
from pytest_icplicense.model.attestation import clauses_of
from pytest_icplicense.model.case import Outcome, Verdict
from pytest_icplicense.model.catalogue import FeatureKind, part_of
from pytest_icplicense.model.license import license_of
from pytest_icplicense.model.manifest import SERVICE
from pytest_icplicense.model.provision import Check, Violation
from pytest_icplicense.text import IcpError, Text
from pytest_icplicense.workspace.policy_proof import LICENSE, Example, Unlike, bound, changed, verdicts_on

_NOTHING_CHANGED = Violation({})


@dataclass(frozen=True, slots=True)
class Side:
    """The example in one state, what of it matters, and the verdict."""

    documents: Mapping[str, Document]
    pointers: Mapping[str, tuple[str, ...]]
    """By the kind of document, what an explanation shows of it."""
    files: Mapping[str, str]
    """Files that matter, by path in the example, with their content."""
    as_of: date
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Contrast:
    """A right and a wrong state of the example."""

    right: Side | None
    wrong: Side | None
    best_attempt_verdict: Verdict | None = None
    """Where there is no right state: what stands against even the best one."""
    needs_wider_license: bool = False
    """The right state is right under another license only, one that allows more than the example's."""
    single_check_only: bool = False
    """Judged by a single check; others may have something against the right state."""


class NoContrast(IcpError):
    """There is no example, for the reason given."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.reason = reason


def of_check(
    library: Library, example: Example, check: Check, violation: Violation | None = None
) -> Contrast:
    """The example and a violation of the check, the first one if none is named.

    Where the check has nothing to judge in the example, what a violation adds is mended instead, if that can be done.

    Raises:
        NoContrast: the check has no violation, or it cannot be tried.
    """
    if not check.violations:
        raise NoContrast(
            Text(
                "the policy gives no violation of this check, so there is no example",
                "策略未给出本检查的反例，故无示例",
            )
        )
    violation = violation or check.violations[0]
    verdicts = _tried(library, example, check, violation)
    failed = next((each for each in verdicts or () if each.outcome is Outcome.FAILED), None)
    plain = _tried(library, example, check, _NOTHING_CHANGED)
    if failed is None or not plain:
        raise NoContrast(
            Text(
                "the policy's violation cannot be tried on the example; 'icplicense test' says why",
                "策略的反例无法在示例上试行；可用 icplicense test 查看原因",
            )
        )
    pointers = _pointers(example, check, violation, failed)
    wrong = _side(library, example, violation, pointers, failed)
    good = _best(plain, failed)
    if good.outcome is Outcome.NOT_APPLICABLE:
        for attempt in mended(library, example, check, violation, failed):
            for verdict in _tried(library, example, check, attempt) or ():
                if verdict.outcome is Outcome.PASSED and verdict.case.pointer == failed.case.pointer:
                    shown = _pointers(example, check, attempt, failed)
                    return Contrast(
                        _side(library, example, attempt, shown, verdict), wrong, single_check_only=True
                    )
    own = dict(pointers)
    if good.case.pointer and good.case.pointer != failed.case.pointer:
        own[check.of] = (*own.get(check.of, ()), good.case.pointer)
    right = Side(example.documents, own, _contents(example, violation.files or ()), example.as_of, good)
    return Contrast(right, wrong, single_check_only=True)


def of_feature(library: Library, example: Example, kind: FeatureKind) -> Contrast:
    """How a feature is declared rightly, if need be under a license that allows more than the example's, and wrongly."""
    needs = list(kind.needs)
    held = license_of(example.documents[LICENSE].tree)
    refused = any(held.refuses(need, library.catalogue, kind.counts_as) for need in needs)
    usual = list(example.documents[SERVICE].tree["items"])
    right = _declared(
        library, example, kind, needs or usual, approved=True, needs_wider_license=needs if refused else []
    )
    if refused:
        wrong = _declared(library, example, kind, usual, approved=True)
    elif any(each.since is None or each.since <= example.as_of for each in kind.approvals):
        wrong = _declared(library, example, kind, needs or usual, approved=False)
    else:
        others = (
            item
            for item in library.catalogue.services
            if held.refuses(item, library.catalogue) is None
            and not any(part_of(need, item) for need in needs)
        )
        other = next(others, None)
        wrong = _declared(library, example, kind, [other], approved=True) if needs and other else None
    fails = wrong is not None and wrong.verdict.outcome is Outcome.FAILED
    if right is None or right.verdict.outcome is not Outcome.PASSED:
        return Contrast(None, wrong if fails else None, right.verdict if right else None)
    return Contrast(right, wrong if fails else None, needs_wider_license=refused)


def _declared(
    library: Library,
    example: Example,
    kind: FeatureKind,
    items: list[str],
    *,
    approved: bool,
    needs_wider_license: Iterable[str] = (),
) -> Side | None:
    """A service with this feature and these items; `wider` are services that its license is thought to allow."""
    patch: list[Mapping[str, Any]] = [
        {"op": "replace", "path": "/items", "value": items},
        {"op": "replace", "path": "/features", "value": [{"id": kind.kind, "kind": kind.kind}]},
        {"op": "add", "path": "/approvals", "value": approvals(kind) if approved else []},
    ]
    patches: dict[str, Patch] = {SERVICE: tuple(patch)}
    if added := tuple(
        {"op": "add", "path": "/scope/-", "value": _grant(need)} for need in needs_wider_license
    ):
        patches[LICENSE] = added
    violation = Violation(patches)
    pointers = ["/items", "/features/0"] if kind.needs else ["/features/0"]
    if kind.needs and not added:
        pointers.insert(0, "/license")
    if kind.approval:
        pointers.append("/approvals")
    try:
        manifest = bound(library, example, SERVICE, violation)
    except Unlike:
        return None
    binding = library.binding(manifest.licenses)
    verdicts = [
        judge(case, example.as_of)
        for case in expand(manifest, binding, library.rules)
        if case.pointer.startswith(("/features/", "/items/"))
    ]
    if not verdicts:
        return None
    verdict = next((each for each in verdicts if each.outcome is Outcome.FAILED), None)
    verdict = verdict or next((each for each in verdicts if each.outcome is Outcome.PASSED), verdicts[0])
    return _side(library, example, violation, {SERVICE: tuple(pointers)}, verdict)


def _grant(item: str) -> Mapping[str, Any]:
    """A line of a license's scope that allows one telecom service."""
    category = item.partition("/")[0]
    line: dict[str, Any] = {
        "category": category,
        "limitation": "none",
        "excludes": [],
        "coverage": None,
        "text": item,
    }
    return line if item == category else {**line, "only": [item]}


def _tried(library: Library, example: Example, check: Check, violation: Violation) -> list[Verdict] | None:
    """The verdicts; None where the violation does not fit the example."""
    import jsonpatch
    import jsonpointer

    try:
        return verdicts_on(library, example, check.clause.provision, check, violation)
    except (Unlike, jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, KeyError, ValueError):
        return None


def _best(verdicts: list[Verdict], failed: Verdict) -> Verdict:
    """The verdict to show beside `failed`: one that passed, and of the same subject if there is one."""

    def merit(verdict: Verdict) -> tuple[bool, bool]:
        good = verdict.outcome in (Outcome.PASSED, Outcome.PENDING)
        return good, verdict.case.pointer == failed.case.pointer

    return max(verdicts, key=merit)


def _side(
    library: Library,
    example: Example,
    violation: Violation,
    pointers: Mapping[str, tuple[str, ...]],
    verdict: Verdict,
) -> Side:
    documents = changed(library, example, violation)
    return Side(documents, pointers, violation.files or {}, violation.as_of or example.as_of, verdict)


def _contents(example: Example, paths: Iterable[str]) -> Mapping[str, str]:
    return {
        path: file.read_text(encoding="utf-8", errors="replace")
        for path in paths
        if (file := example.root / path).is_file()
    }


def _pointers(
    example: Example, check: Check, violation: Violation, failed: Verdict
) -> Mapping[str, tuple[str, ...]]:
    """By kind of document: what the violation changes, and what the finding is about."""
    found: dict[str, dict[str, None]] = {}
    for kind, patch in violation.patches.items():
        appended: dict[str, int] = {}
        for step in patch:
            path = step["path"]
            if path.endswith("/-"):
                listed = path.removesuffix("/-")
                there = _at(example.documents[kind].tree, listed)
                index = (len(there) if isinstance(there, list) else 0) + appended.get(listed, 0)
                appended[listed] = appended.get(listed, 0) + 1
                path = f"{listed}/{index}"
            for pointer in _narrowed(example, check, kind, path):
                found.setdefault(kind, {})[pointer] = None
    for finding in failed.findings[:1]:
        steps = violation.patches.get(finding.document.kind or "", ())
        # Its places are no others'.
        written = any(finding.pointer.startswith(f"{step['path']}/") for step in steps)
        if finding.pointer and not written:
            found.setdefault(finding.document.kind or "", {})[finding.pointer] = None
    if failed.case.pointer:
        found.setdefault(check.of, {})[failed.case.pointer] = None
    return {kind: tuple(pointers) for kind, pointers in found.items()}


def _narrowed(example: Example, check: Check, kind: str, path: str) -> Iterator[str]:
    """Of all attestations only those of the check's clause."""
    if path != "/attestations":
        yield path
        return
    for index, row in enumerate(example.documents[kind].tree.get("attestations", ())):
        if check.clause.id in clauses_of(row):
            yield f"{path}/{index}"


def _at(tree: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        tree = tree.get(token) if isinstance(tree, dict) else None
    return tree
