"""Policies prove themselves: every check passes on the compliant example, and fails on each of its violations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pytest_icplicense.detect.unjudged import CODE_UNREAD, lacks_code
from pytest_icplicense.documents import Document, Problem, read
from pytest_icplicense.engine import expand, judge
from pytest_icplicense.files import DISK, Overlay, memory
from pytest_icplicense.files.repository import Repository
from pytest_icplicense.library import settings as settings_of
from pytest_icplicense.library.library import Library, shipped
from pytest_icplicense.model.capability import Detections
from pytest_icplicense.model.case import OUTCOME_NAMES, Outcome, Verdict
from pytest_icplicense.model.facts import Facts
from pytest_icplicense.model.license import license_of
from pytest_icplicense.model.manifest import NOTHING_DETECTED, OPERATOR, SERVICE, Manifest
from pytest_icplicense.model.number import normal
from pytest_icplicense.model.provision import Check, Provision, Violation
from pytest_icplicense.model.term import TermFault
from pytest_icplicense.text import IcpError, Text, short
from pytest_icplicense.workspace.collect_facts import collect_facts
from pytest_icplicense.workspace.snapshot import Snapshot

LICENSE = "License"


@dataclass(frozen=True, slots=True)
class Proof:
    """What trying one check showed."""

    check: Check
    cases: int
    """Cases of the check on the example."""
    caught: int
    """Violations that it failed on."""
    problems: tuple[Text, ...]
    untried: int = 0
    """Violations in files that nothing reads which is installed."""
    fits: bool = True
    """Whether the example is in order for it, without which its violations show little."""


@dataclass(frozen=True, slots=True)
class Example:
    """The compliant example: a service, its operator and their license, and the day they are judged for."""

    documents: Mapping[str, Document]
    as_of: date
    root: Path


def load_example(library: Library, root: Path | None = None) -> Example:
    """The example that this package ships, or the project in `root`.

    Raises:
        ValueError: the folder does not hold one Service, one Operator, and manifests that their schemas accept.
    """
    root = root or shipped("example_project")
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for file in sorted(root.glob("*icp.yaml")):
        source = read(file, file.name)
        problems += source.problems
        documents.update((document.kind or "", document) for document in source.documents)
    for kind in (SERVICE, OPERATOR):
        if kind not in documents:
            raise ValueError(f"{root} has no manifest of kind {kind}")
        problems += library.schema(kind.lower()).problems(documents[kind])
    if problems:
        raise ValueError("; ".join(problem.to("en") for problem in problems))
    named = documents[SERVICE].tree["license"]
    number = normal(named if isinstance(named, str) else named[0])
    if number not in library.licenses:
        raise ValueError(f"{documents[SERVICE].path}: license '{number}' is not known")
    documents[LICENSE] = library.sources[number]
    documents = _with_own_examples(library, documents)
    return Example(documents, settings_of.load(root).as_of, root)


def _with_own_examples(library: Library, documents: Mapping[str, Document]) -> dict[str, Document]:
    """The documents with what provisions of the user ask the example to have besides (`example`).

    Raises:
        ValueError: a patch does not fit the example.
    """
    import jsonpatch
    import jsonpointer

    found = dict(documents)
    for provision in library.provisions:
        for row in provision.example:
            try:
                document = _with_lists(found[row["on"]], row["patch"])
                found[row["on"]] = _patched(library, document, tuple(row["patch"]))
            except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, Unlike) as error:
                why = short(str(error), _MOST_SAID)
                raise ValueError(
                    f"{provision.id}: 'example' does not fit the compliant example: {why}"
                ) from None
    return found


def _with_lists(document: Document, patch: Iterable[Mapping[str, Any]]) -> Document:
    """The document with an empty list wherever a patch adds to the end of one that is not there."""
    ends = (step["path"].split("/")[1:] for step in patch if step["op"] == "add")
    keys = (path[0] for path in ends if len(path) == 2 and path[1] == "-")
    return replace(document, tree={**{key: [] for key in keys}, **document.tree})


def prove(library: Library, example: Example, provisions: Iterable[Provision]) -> Iterator[Proof]:
    """Try every check of `provisions`; a clause without one is a problem of its own."""
    for provision in provisions:
        for clause in provision.clauses:
            for check in clause.stand_in:
                yield Proof(check, 0, 0, (check.message,))
            for check in clause.checks:
                yield _prove(library, example, provision, check)


def _prove(library: Library, example: Example, provision: Provision, check: Check) -> Proof:
    problems: list[Text] = []
    verdicts = verdicts_on(library, example, provision, check, Violation({}))
    for verdict in verdicts:
        if verdict.outcome in (Outcome.FAILED, Outcome.ERROR):
            why = _why(verdict)
            problems.append(Text(f"fails on the example: {why.en}", f"在合规示例上失败：{why.zh}"))
    fits = not problems
    caught = untried = 0
    if not check.violations:
        problems.append(Text("has no violation that proves it can fail", "没有能证明其会失败的反例"))
    for number, violation in enumerate(check.violations, start=1):
        why_not = _tried(library, example, provision, check, violation)
        if why_not is None:
            caught += 1
        elif why_not is CODE_UNREAD:
            untried += 1
        else:
            problems.append(Text(f"violation {number} {why_not.en}", f"反例 {number} {why_not.zh}"))
    return Proof(check, len(verdicts), caught, tuple(problems), untried, fits)


def _tried(
    library: Library, example: Example, provision: Provision, check: Check, violation: Violation
) -> Text | None:
    """Why the violation proves nothing; None: the check fails on it; `CODE_UNREAD`: what it changes was not read."""
    import jsonpatch
    import jsonpointer

    try:
        verdicts = verdicts_on(library, example, provision, check, violation)
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException) as error:
        why = short(_OF_A_TREE.sub("", str(error)), _MOST_SAID)
        steps = [step["path"] for patch in violation.patches.values() for step in patch]
        en, zh = ", ".join(steps), "、".join(steps)
        return Text(
            f"cannot be applied: {why} ({en})",
            f"无法应用：请核对操作是否完整，路径在示例中是否存在（{zh}）",
        )
    except Unlike as error:
        return Text(f"breaks the schema: {error.message.en}", f"不符合模式：{error.message.zh}")
    outcomes = {verdict.outcome for verdict in verdicts}
    if Outcome.FAILED in outcomes:
        return _unfilled(check, verdicts)
    if _is_unread(library, violation):
        return CODE_UNREAD
    names = [OUTCOME_NAMES[each] for each in sorted(outcomes)] or [Text("no case", "没有用例")]
    reasons = [verdict.reason for verdict in verdicts if verdict.outcome is Outcome.ERROR and verdict.reason]
    detail = Text(f" ({reasons[0].en})", f"（{reasons[0].zh}）") if reasons else Text("", "")
    return Text(
        f"is not caught: {', '.join(each.en for each in names)}{detail.en}",
        f"未被发现：{'、'.join(each.zh for each in names)}{detail.zh}",
    )


def _unfilled(check: Check, verdicts: Iterable[Verdict]) -> Text | None:
    """That a message names what neither the subject nor the rule has, so that its reader would see `{name}`."""
    said = [finding.message for verdict in verdicts for finding in verdict.findings]
    for language in (0, 1):
        for name in _NAMED.findall(check.message[language]):
            if any(name in message[language] for message in said):
                return Text(
                    f"is caught, but nothing has what the message names: {name}",
                    f"已被发现，但提示信息所引用的 {name} 并不存在",
                )
    return None


def _is_unread(library: Library, violation: Violation) -> bool:
    """Whether among the files that a violation changes is one that nothing reads which is installed."""
    if not violation.files:
        return False
    root = Path("/repository")
    snapshot = Snapshot(settings_of.Settings(folder=root), root, memory(root, violation.files))
    facts = collect_facts(library, snapshot)
    return lacks_code((*facts.unjudged, *snapshot.survey(library).unjudged))


class Unlike(IcpError):
    """A patched document that its schema does not accept: in real life an error, not a finding."""


def verdicts_on(
    library: Library, example: Example, provision: Provision, check: Check, violation: Violation
) -> list[Verdict]:
    """The verdicts of one check on the example, after the violation has changed what it changes."""
    manifest = bound(library, example, check.of, violation)
    cases = [each for each in expand(manifest, (provision,), library.rules) if each.check is check]
    return [judge(case, violation.as_of or example.as_of) for case in cases]


def bound(library: Library, example: Example, kind: str, violation: Violation) -> Manifest:
    """The example's manifest of a kind, after the violation has changed what it changes."""
    documents = changed(library, example, violation)
    overlay = {example.root / path: content.encode() for path, content in (violation.files or {}).items()}
    files = Overlay(DISK, overlay)
    return Manifest(
        documents[kind],
        kind,
        documents[kind].tree["name"],
        (license_of(documents[LICENSE].tree),),
        documents[OPERATOR],
        library.catalogue,
        Repository(example.root, files),
        facts=_facts(library, example, violation, documents[kind]),
        detected=_detections(library, example, violation, documents[kind])
        if kind == SERVICE
        else NOTHING_DETECTED,
    )


def _detections(library: Library, example: Example, violation: Violation, document: Document) -> Detections:
    found = _snapshot(library, example.root, _files(violation)).survey(library)
    return found.of(document.file.name, document.index, Path.as_posix)


def _files(violation: Violation) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((violation.files or {}).items()))


@lru_cache(maxsize=32)
def _snapshot(library: Library, root: Path, files: tuple[tuple[str, str], ...]) -> Snapshot:
    """The example with these files changed, and nothing around it: of most violations, it as it is."""
    real = root.resolve()
    contents = _contents(real)
    if not files:
        snapshot = Snapshot(replace(settings_of.load(root), folder=real), real, memory(real, contents))
        snapshot.survey(library)
        return snapshot
    below = memory(real, {**contents, **{path: text.encode() for path, text in files}})
    return _snapshot(library, root, ()).updated(frozenset(real / path for path, _ in files), below, library)


@lru_cache(maxsize=4)
def _contents(root: Path) -> Mapping[str, bytes]:
    """The files of an example, by path."""
    from pytest_icplicense.detect.listing import listed

    paths = (path for path in listed(root, DISK).paths if (root / path).is_file())
    return {path: (root / path).read_bytes() for path in paths if (root / path).stat().st_size <= _MOST_BYTES}


_NAMED = re.compile(r"\{[a-z_]+\}")
_MOST_SAID = 120
_OF_A_TREE = re.compile(r" in [{\[].*", re.DOTALL)
"""The tree that a patch was to change, which these libraries quote as Python writes it."""
"""Characters of why a patch does not fit; its library shows the whole document."""
_MOST_BYTES = 16 << 20
"""Of a file of an example; larger ones are no artifacts either."""


def _facts(library: Library, example: Example, violation: Violation, document: Document) -> Facts:
    facts = _all_facts(library, example.root, _files(violation))
    if document.kind != SERVICE:
        return facts
    return facts.of_service(document.tree["name"], f"{document.file.name}#{document.index}")


@lru_cache(maxsize=32)
def _all_facts(library: Library, root: Path, files: tuple[tuple[str, str], ...]) -> Facts:
    """What sources of facts see in the example with these files changed."""
    return collect_facts(library, _snapshot(library, root, files))


def changed(library: Library, example: Example, violation: Violation) -> Mapping[str, Document]:
    """The example's documents by kind, after the violation has changed what it changes.

    Raises:
        Unlike: a document is then one that its schema does not accept.
        jsonpatch.JsonPatchException, jsonpointer.JsonPointerException: a patch does not fit.
    """
    documents = dict(example.documents)
    for kind, patch in violation.patches.items():
        documents[kind] = _patched(library, documents[kind], patch)
    return documents


def _at(pointer: str, why: Text) -> Text:
    return Text(f"{pointer}: {why.en}", f"{pointer}：{why.zh}") if pointer else why


def _patched(library: Library, document: Document, patch: tuple[Mapping[str, Any], ...]) -> Document:
    import jsonpatch

    tree = jsonpatch.apply_patch(document.tree, list(patch))
    changed = replace(document, tree=tree)
    if breaches := library.schema((document.kind or "").lower()).breaches(tree):
        pointer, why = breaches[0].pointer, breaches[0].why
        raise Unlike(_at(pointer, why))
    if document.kind == LICENSE:
        try:
            license_of(tree)
        except TermFault as error:
            raise Unlike(_at(error.pointer, error.text)) from None
    return changed


def _why(verdict: Verdict) -> Text:
    if verdict.findings:
        return verdict.findings[0].message
    return verdict.reason or Text("", "")
