"""Two judgements compared, that of a git reference and that of the working tree: what is declared, and the verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from pytest_icplicense.compare.case_changes import CaseChange, turns_of
from pytest_icplicense.compare.gate_changes import GateChange
from pytest_icplicense.compare.judged_state import Judgement
from pytest_icplicense.documents import Document
from pytest_icplicense.engine.judge import judge
from pytest_icplicense.files import lexists
from pytest_icplicense.files.git import Relation
from pytest_icplicense.model.case import Outcome, Verdict
from pytest_icplicense.model.manifest import SERVICE, Manifest
from pytest_icplicense.model.number import normal


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a manifest declares of its scope, and where."""

    field: str
    """feature, item, domain, provider, region, license or operator."""
    name: str
    kind: str | None
    """A feature's kind."""
    document: Document
    pointer: str


@dataclass(frozen=True, slots=True)
class Change:
    """A declared thing that is new (no `before`), gone (no `after`) or of another kind."""

    before: Entry | None
    after: Entry | None

    @property
    def word(self) -> str:
        """added, removed or changed."""
        return "changed" if self.before and self.after else "added" if self.after else "removed"

    @property
    def entry(self) -> Entry:
        """What is declared now; of what is gone, what was."""
        entry = self.after or self.before
        assert entry is not None
        return entry


@dataclass(frozen=True, slots=True)
class Pair:
    """A manifest at the reference and in the working tree."""

    before: Manifest | None
    after: Manifest | None
    changes: tuple[Change, ...]
    unjudged: bool = False
    """Whether the file is there at the reference, but could not be judged; then nothing is known of its scope."""
    passed_over: bool = False
    """Whether the file of a manifest that is gone is still there: it is excluded now, or where no run looks."""

    @property
    def manifest(self) -> Manifest:
        """The manifest as it is now; one that is gone as it was."""
        manifest = self.after or self.before
        assert manifest is not None
        return manifest

    @property
    def word(self) -> str | None:
        """added, removed, moved, renamed or changed; None: it is as it was."""
        if self.before is None or self.after is None:
            return "added" if self.after else "removed"
        if self.before.name != self.after.name:
            return "renamed"
        if self.before.document.path != self.after.document.path:
            return "moved"
        return "changed" if self.changes else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that is to be told of a difference."""

    reference: str
    commit: str | None
    """The commit's name; None: there is no commit yet, and everything is new."""
    relation: Relation | None
    """What the commit is to HEAD; None where there is no commit yet, or HEAD has none."""
    before: Judgement
    after: Judgement
    pairs: tuple[Pair, ...]
    turns: tuple[CaseChange, ...]
    gate: tuple[GateChange, ...] = ()
    """What changed about how it is judged."""

    @property
    def exit_code(self) -> int:
        """0 nothing newly fails, 1 something does, or fails for more reasons than before; 2 a document in the working
        tree cannot be read.
        """
        if self.after.problems:
            return 2
        return 1 if any(turn.failing or turn.worse for turn in self.turns) else 0


def compare(
    reference: str, commit: str | None, relation: Relation | None, before: Judgement, after: Judgement
) -> Comparison:
    """What has changed from `before` to `after`, both judged for the same day."""
    unread = {problem.path for problem in after.problems}
    unjudged = {problem.path for problem in before.problems}
    pairs: list[Pair] = []
    turns: list[CaseChange] = []
    old, new = _by_manifest(before), _by_manifest(after)
    for left, right in _matched(list(old), list(new)):
        if right is None and left is not None and (left.document.path in unread or _fails_whole(after)):
            continue  # it is not gone, it cannot be read
        unknown = right is not None and left is None
        unknown = unknown and (_fails_whole(before) or _path(right) in unjudged)
        changes = () if unknown else tuple(_changes(left, right))
        pairs.append(Pair(left, right, changes, unknown, right is None and _passed_over(left, after)))
        turns += turns_of(old[left] if left else [], new[right] if right else [])
    as_of = after.workspace.settings.as_of
    turns = [_spoken(each, as_of) for each in turns]
    return Comparison(reference, commit, relation, before, after, tuple(pairs), tuple(turns))


def _spoken(turn: CaseChange, as_of: date) -> CaseChange:
    """What the manifest spoke of at the reference and speaks of no more is not open: it was taken out, and so it fails."""
    before, after = turn.before, turn.after
    if before is None or after is None or not (after.unsaid and after.open):
        return turn
    was_said = not before.unsaid and before.outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.WAIVED)
    return replace(turn, after=judge(after.case, as_of)) if was_said else turn


def _passed_over(manifest: Manifest | None, after: Judgement) -> bool:
    """Whether the file of a manifest that is gone is there, and was not judged."""
    if manifest is None or not lexists(after.workspace.files, manifest.document.file):
        return False
    return manifest.document.path not in {after.workspace.show(path) for path in after.paths}


def _fails_whole(judgement: Judgement) -> bool:
    """Whether nothing was judged, because the configuration or the policies cannot be used."""
    if not judgement.problems:
        return False
    return not judgement.files or bool(judgement.workspace.library.problems)


def _path(manifest: Manifest | None) -> str | None:
    return manifest.document.path if manifest else None


def _by_manifest(judgement: Judgement) -> dict[Manifest, list[Verdict]]:
    found: dict[Manifest, list[Verdict]] = {
        manifest: [] for file in judgement.files for manifest in file.manifests
    }
    for verdict in judgement.verdicts:
        found[verdict.case.manifest].append(verdict)
    return found


def _matched(
    before: list[Manifest], after: list[Manifest]
) -> Iterator[tuple[Manifest | None, Manifest | None]]:
    """Manifests of the same kind that stayed, moved or were renamed; in today's order, then what is gone.

    Those of the same name in the same file are the same. One of the same name elsewhere has moved, unless its file had
    another one before: whoever takes over the name of a failing service does not take over its failures. The rest is
    known by its file, where that is beyond doubt: one manifest there before, and one now.
    """
    partners: dict[Manifest, Manifest] = {}
    for step, key in enumerate((_by_both, _by_name, _by_file)):
        left = [manifest for manifest in before if manifest not in partners.values()]
        open_ = [manifest for manifest in after if manifest not in partners]
        files = {_by_file(manifest) for manifest in left}
        there, here = Counter(map(key, left)), Counter(map(key, open_))
        for manifest in open_:
            known = key(manifest)
            if there[known] == here[known] == 1 and not (step == 1 and _by_file(manifest) in files):
                partners[manifest] = next(each for each in left if key(each) == known)
    taken = set(partners.values())
    for manifest in after:
        yield partners.get(manifest), manifest
    for manifest in before:
        if manifest not in taken:
            yield manifest, None


def _by_both(manifest: Manifest) -> Hashable:
    return manifest.kind, manifest.name, manifest.document.path


def _by_name(manifest: Manifest) -> Hashable:
    return manifest.kind, manifest.name


def _by_file(manifest: Manifest) -> Hashable:
    return manifest.kind, manifest.document.path


def _changes(before: Manifest | None, after: Manifest | None) -> Iterator[Change]:
    """What is new or of another kind, in the order of the manifest, and then what is gone."""
    old, new = ({(each.field, each.name): each for each in _scope(side)} for side in (before, after))
    for key, entry in new.items():
        was = old.get(key)
        if was is None or was.kind != entry.kind:
            yield Change(was, entry)
    for key, entry in old.items():
        if key not in new:
            yield Change(entry, None)


def _scope(manifest: Manifest | None) -> Iterator[Entry]:
    """What a manifest declares, each once, in a fixed order of fields."""
    if manifest is None:
        return
    document, tree = manifest.document, manifest.tree
    service = manifest.kind == SERVICE
    if service and manifest.operator:
        yield Entry("operator", manifest.operator.tree["name"], None, document, "/operator")
    field = "license" if service else "licenses"
    named = tree[field]
    for index, number in enumerate([named] if isinstance(named, str) else named):
        pointer = f"/{field}" if isinstance(named, str) else f"/{field}/{index}"
        yield Entry("license", normal(number), None, document, pointer)
    for index, feature in enumerate(tree.get("features", ())):
        yield Entry("feature", feature["id"], feature["kind"], document, f"/features/{index}")
    seen: set[tuple[str, str]] = set()
    for field, name, pointer in _plain(manifest):
        if (field, name) not in seen:
            seen.add((field, name))
            yield Entry(field, name, None, document, pointer)


def _plain(manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    tree = manifest.tree
    for field, listed in (("item", "items"), ("region", "regions")):
        for index, name in enumerate(tree.get(listed, ())):
            yield field, name, f"/{listed}/{index}"
    for index, site in enumerate(tree.get("sites", ())):
        yield "domain", site["domain"], f"/sites/{index}/domain"
        if "access_provider" in site:
            yield "provider", site["access_provider"], f"/sites/{index}/access_provider"
    for index, upstream in enumerate(tree.get("network", {}).get("upstreams", ())):
        yield "provider", upstream["provider"], f"/network/upstreams/{index}/provider"
