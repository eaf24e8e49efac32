"""A gate: whoever changes a service can change how it is judged, too, so policies, licenses, waivers, settings and the list
of manifests come from a git reference, and where the working tree differs from it is said.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pytest_icplicense import library as libraries
from pytest_icplicense.compare.gate_changes import (
    UNJUDGED,
    GateChange,
    Said,
    explanations_in,
    gate_changes,
    pages_in,
    record_changes,
    records_in,
    tracked,
    waiver_paths,
)
from pytest_icplicense.detect.artifact import MAX_BYTES as MAX_ARTIFACT
from pytest_icplicense.detect.listing import EXCLUDED, chooser, passed_over, why_not
from pytest_icplicense.detect.source.syntax import not_read
from pytest_icplicense.documents import Document, Problem, read
from pytest_icplicense.documents.document import MAX_BYTES
from pytest_icplicense.exports.expanding import expanded
from pytest_icplicense.files import DISK, Files, exists, is_folder, is_link, lexists, memory, read_plain
from pytest_icplicense.files.commit import Commit
from pytest_icplicense.files.discovery import excluded, find_manifests, is_link_beside
from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.files.git import FORK, Git, NoCommit
from pytest_icplicense.files.repository import Repository, Unavailable, repository_root
from pytest_icplicense.library.settings import FILE, BadSetting, Settings
from pytest_icplicense.library.settings import load as load_settings
from pytest_icplicense.model.manifest import KIND_NAMES, SERVICE
from pytest_icplicense.text import Text, many, plain, short
from pytest_icplicense.workspace.manifest_faults import KINDS
from pytest_icplicense.workspace.snapshot import Snapshot
from pytest_icplicense.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pytest_icplicense.runs.report import Report


class Differences(NamedTuple):
    """Where a working tree is another than the reference of its gate."""

    vanished: list[Problem]
    """The services and operators of the reference that nobody judges any more, for which a run fails."""
    told: list[Problem]
    """What else is told of it."""
    to_look_at: list[Problem]
    """What it brings that somebody has to look at, though it is no difference in how it is judged."""

    def before(self, report: Report) -> Report:
        """The report, which tells them first."""
        return replace(
            report,
            problems=(*self.vanished, *report.problems),
            warnings=(*self.told, *self.to_look_at, *report.warnings),
        )

    def lines(self, lang: str) -> list[str]:
        """All of them, as a terminal shows them."""
        return [each.to(lang) for each in (*self.vanished, *self.told, *self.to_look_at)]


class _Declared(NamedTuple):
    """A service or an operator that a manifest declares."""

    folder: Path
    kind: str
    name: str
    path: str
    """The manifest, as messages show it."""
    records: Counter[tuple[str, str]]
    """What it records and nothing else shows, each with the list that it stands in."""
    explained: dict[tuple[str, str], tuple[Problem, Problem]]
    """What it explains of what files show or attests, and what its evidence holds, each as a gate tells it: the second
    where that alone is another.
    """
    pages: dict[str, Path]
    """What shows the license number, by site and app."""

    @property
    def key(self) -> tuple[Path, str, str]:
        """What it is, whichever file of the folder declares it."""
        return self.folder, self.kind, self.name

    @property
    def shown(self) -> Text:
        """As a line tells it."""
        name, kind = short(plain(self.name)), KIND_NAMES.get(self.kind, Text.same(self.kind))
        return Text(f"{self.kind} {name} ({self.path})", f"{kind.zh} {name}（{self.path}）")


@dataclass(frozen=True, slots=True)
class Gate:
    """A git reference whose policies, licenses, waivers and settings the working tree is judged by."""

    reference: str
    commit: Commit
    settings: Settings
    """The reference's."""
    later: Commit | None = None
    """Where the branch is by now that HEAD left, if it went on."""
    _found: dict[tuple[bool, tuple[Path, ...]], list[Path]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def at(cls, reference: str, start: Path, here: Path) -> Gate:
        """The gate for the repository that the folder `start` is in, for a run that stands in the folder `here`.

        Raises:
            NoCommit: the reference is none, or there is no commit yet, or a change could have brought the repository.
            BadSetting: the configuration at the reference cannot be used.
        """
        git = Git(start)
        around = repository_root(here)
        if git.root != around and git.root.is_relative_to(around) and exists(DISK, around / ".git"):
            inside = plain(str(git.root))
            raise NoCommit(
                Text(
                    f"{inside} is a repository inside of this one, and its references are no gate; stand in it",
                    f"{inside} 是此仓库内的另一个仓库，其引用不能作为门禁；请进入该文件夹运行",
                )
            )
        if (name := git.commit(reference)) is None:
            raise NoCommit(Text("this repository has no commit yet", "此仓库尚无提交"))
        tip = git.commit(reference.removesuffix(FORK))
        later = Commit(git, tip) if tip != name else None
        commit = Commit(git, name)
        try:
            return cls(reference, commit, load_settings(start, commit), later)
        except BadSetting:
            commit.close()
            raise

    def close(self) -> None:
        """End the gits that were started."""
        for each in (self.commit, self.later):
            if each is not None:
                each.close()

    def workspace(self, chosen: Settings, base: Path, outside: tuple[Path, ...] = ()) -> Workspace:
        """The working tree's manifests and artifacts, to be judged by `chosen` and by what the commit has.

        What the settings name outside of the repository is nobody's in it to change.

        Raises:
            NoCommit: git does not have what is in a waiver file of the commit, or in one of what a browser showed.
        """
        root = self.commit.root
        contents: dict[str, str | bytes] = {}
        shown = (file for file in chosen.rendered if file.is_relative_to(root))
        for name in [
            *waiver_paths(self.commit, root),
            *(file.relative_to(root).as_posix() for file in shown),
        ]:
            try:
                if lexists(self.commit, root / name):
                    contents[name] = self.commit.read(root / name)
            except OSError as error:
                why = unreadable(error)
                raise NoCommit(Text(f"{plain(name)}: {why.en}", f"{plain(name)}：{why.zh}")) from None
        show = Snapshot(chosen, base).show
        library = libraries.load(chosen.policies, chosen.licenses, show, self.commit)
        return Workspace(chosen, base, library=library, outside=outside, given_in=memory(root, contents))

    def differences(self, judged: Workspace, start: Path, paths: Sequence[Path]) -> Differences:
        """What nobody judges any more of what is declared below `paths`, and where else the working tree is another.

        Raises:
            BadSetting: the configuration of the working tree cannot be used.
        """
        own = load_settings(start)
        after = Workspace(self._with_options(own, judged), judged.base)
        changes = gate_changes(judged, after, (self.settings, own), self.commit)
        touched = frozenset(_last_word(name) for name in self.commit.changed())
        then, now = (self._declared(judged, each, paths, touched) for each in (self.commit, judged.files))
        gone, moved = self._manifest_changes(judged, paths, then[0], *now)
        told = [*self._since(judged, start), *(each.problem(self.reference) for each in (*changes, *moved))]
        vanished = [each.vanished(self.reference) for each in gone]
        to_look_at = [*self._unseen(judged), *_explained_anew(then[0], now[0])]
        return Differences(vanished, told, [*to_look_at, *_pages_elsewhere(then[0], now[0], judged)])

    def _unseen(self, judged: Workspace) -> Iterator[Problem]:
        """The files of the change that detection passes over: code of others, generated code, and what is excluded."""
        chosen, opened_by = judged.settings, chooser(judged.library.detectors).detectors
        root, by_place = self.commit.root, dict[tuple[str, Text], list[str]]()
        now = {*tracked(judged.files, root)}
        touched = {*self.commit.changed(), *now.difference(tracked(self.commit, root))}
        for path in sorted(touched & now):
            if reason := self._links_into(judged, path):
                by_place.setdefault((judged.show(root / path), reason), []).append(path)
                continue
            if not (names := {each.name for each in opened_by(path)}):
                continue
            patterns = (each for each in chosen.exclude if excluded(root / path, [each], chosen.folder))
            if found := passed_over(path):
                by_place.setdefault((judged.show(root / found[0]), found[1]), []).append(path)
            elif pattern := next(patterns, None):
                by_place.setdefault((pattern, EXCLUDED), []).append(path)
            elif reason := _not_read(judged.files, root / path, names):
                by_place.setdefault((judged.show((root / path).parent), reason), []).append(path)
        for (place, reason), paths in by_place.items():
            shown, number = short(plain(place)), len(paths)
            line = Text(
                f"gate: not looked into: {shown} ({reason.en}): {many(number, 'file')} of this change",
                f"门禁：未查看 {shown}（{reason.zh}）：本次改动有 {number} 个文件在其中",
            )
            yield Problem(judged.show(root / paths[0]), 1, 1, line, of_gate=True)

    def _links_into(self, judged: Workspace, path: str) -> Text | None:
        """Why nothing counts in the folder that a link leads to."""
        root, files = self.commit.root, judged.files
        if not is_link(files, root / path) or why_not(f"{path}/_"):
            return None
        target = files.resolve(root / path)
        if not target.is_relative_to(root) or not is_folder(files, target):
            return None
        return why_not(f"{target.relative_to(root).as_posix()}/_")

    def _since(self, judged: Workspace, start: Path) -> Iterator[Problem]:
        """What the branch that HEAD left judges otherwise by now: whoever leaves it long ago is judged by old rules."""
        if self.later is None:
            return
        chosen = load_settings(start, self.later)
        there = Workspace(self._with_options(chosen, judged), judged.base, self.later)
        for each in gate_changes(judged, there, (self.settings, chosen), self.commit):
            said, branch = each.text(), self.reference.removesuffix(FORK)
            line = Text(
                f"gate: {said.en}; so {branch} has it by now: bring this branch up to date",
                f"门禁：{said.zh}；{branch} 现已如此：请更新此分支",
            )
            yield Problem(each.path or FILE, 1, 1, line, of_gate=True)

    def _with_options(self, own: Settings, judged: Workspace) -> Settings:
        """The working tree's settings with what a command adds, and without what only they name outside of the
        repository: nothing is read there because a change says so.
        """
        chosen = judged.settings

        def readable(
            own: tuple[Path, ...], ours: tuple[Path, ...], known: tuple[Path, ...]
        ) -> tuple[Path, ...]:
            inside = (each for each in own if each in ours or each.is_relative_to(self.commit.root))
            return (*inside, *(each for each in known if each not in ours))

        return replace(
            own,
            policies=readable(own.policies, self.settings.policies, chosen.policies),
            licenses=readable(own.licenses, self.settings.licenses, chosen.licenses),
        )

    def left_out(self, judged: Workspace, paths: Iterable[Path]) -> list[Path]:
        """The commit's manifests below `paths` that are still there, be it that a search comes across them no more."""
        chosen, files = judged.settings, judged.files
        return [
            file
            for file in self.manifests(judged, paths, self.commit)
            if lexists(files, file) and not is_link_beside(file, chosen.exclude, chosen.folder, files)
        ]

    def changed(self, judged: Workspace) -> Iterator[Path]:
        """The manifests below the settings that the commit has not, or has otherwise: they may claim code that would else
        belong to others.
        """
        for file in self.manifests(judged, (judged.settings.folder,), judged.files):
            if self._is_changed(file, judged.files):
                yield judged.base / os.path.relpath(file, judged.base)

    def _is_changed(self, file: Path, files: Files) -> bool:
        # A link has the code of the folder that it leads to.
        if files.resolve(file) != self.commit.resolve(file):
            return True
        try:
            return read_plain(files, file, MAX_BYTES) != self.commit.read(file)
        except OSError:
            return True

    def _manifest_changes(
        self,
        judged: Workspace,
        paths: Sequence[Path],
        then: list[_Declared],
        now: list[_Declared],
        broken: set[str],
    ) -> tuple[list[GateChange], list[GateChange]]:
        """What the commit's manifests below `paths` declare and none does now; and what else is told of manifests.

        Code belongs to the manifests of its folder: a service may have another file or name there, but go to another
        folder only where nothing is left in the old one.
        """
        files = judged.files
        known = {each.key for each in then}
        there = {each.key: each.records for each in now}
        new: dict[tuple[str, str | Path], dict[tuple[Path, str, str], _Declared]] = {}
        for each in now:
            if each.key not in known:
                for what in (each.name, each.folder):
                    new.setdefault((each.kind, what), {})[each.key] = each
        gone: list[GateChange] = []
        searched = set(self.manifests(judged, paths, files))
        wanted = {judged.show(file) for file in self.manifests(judged, paths, self.commit)}
        told = [
            GateChange("manifest", judged.show(file), UNJUDGED, judged.show(file))
            for file in self.left_out(judged, paths)
            if file not in searched
        ]
        for old in then:
            if old.path in broken or old.path not in wanted:
                continue  # a file that is broken fails, and says why itself
            if old.key in there:
                told += record_changes(old.records, there[old.key], old.shown, old.path)
                continue
            stays = old.kind == SERVICE and lexists(files, old.folder)
            named = {} if stays else new.get((old.kind, old.name), {})
            found = next(iter((named or new.get((old.kind, old.folder), {})).values()), None)
            if found is None:
                gone.append(GateChange.named("manifest", old.shown, UNJUDGED, old.path))
                continue
            for what in (found.name, found.folder):
                del new[found.kind, what][found.key]
            is_now = Text(f"is now {found.shown.en}", f"现为 {found.shown.zh}")
            told.append(GateChange.named("manifest", old.shown, is_now, found.path))
            told += record_changes(old.records, found.records, found.shown, found.path)
        return gone, told

    def _declared(
        self, judged: Workspace, files: Files, paths: Sequence[Path], touched: frozenset[bytes]
    ) -> tuple[list[_Declared], set[str]]:
        """What the manifests declare that only one side has, or has otherwise, and those of them that cannot be read.

        All are looked at, below whichever paths: they may have moved. So are those that may name a file with a word of
        `touched` in its name.
        """
        everywhere = self.manifests(judged, (judged.settings.folder,), files)
        found = [*everywhere, *self.manifests(judged, paths, files)]
        if files is not self.commit:
            found += self.left_out(judged, paths)
        declared: list[_Declared] = []
        broken: set[str] = set()
        repository = Repository(self.commit.root, files)
        for place, file in {files.resolve(file): file for file in found}.items():
            if not self._is_changed(file, judged.files):
                words = set(_WORDS.findall(self.commit.read(file)))
                if b"from" not in words and words.isdisjoint(touched):
                    continue  # which names no export or evidence either, that could be another
            shown = judged.show(file)
            source = read(file, shown, files)
            if source.problems:
                broken.add(shown)
            declared += [
                _Declared(
                    place.parent,
                    each.kind,
                    str(each.tree.get("name")),
                    shown,
                    Counter(records_in(_with_exports(each, judged, repository).tree)),
                    {
                        (said.what, _content(repository, place.parent, said.evidence)): _explained(each, said)
                        for said in explanations_in(each.tree)
                    },
                    {name: files.resolve(place.parent / page) for name, page in pages_in(each.tree)},
                )
                for each in source.documents
                if each.kind is not None
            ]
        return declared, broken

    def manifests(self, judged: Workspace, paths: Iterable[Path], files: Files) -> list[Path]:
        """Those below `paths` that the commit's settings would have judged among `files`; a deep tree is searched once."""
        chosen, wanted = judged.settings, tuple(paths)
        key = files is self.commit, wanted
        if key not in self._found:
            self._found[key] = [
                file
                for path in wanted
                if judged.files.resolve(path).is_relative_to(self.commit.root) and exists(files, path)
                for file in find_manifests(path, chosen.exclude, chosen.folder, files)
            ]
        return self._found[key]


_WORDS = re.compile(rb"[^\s/,:'\"\[\]{}]++")
"""Of a manifest, among them the names of the files that it names."""


def _not_read(files: Files, file: Path, detectors: Collection[str]) -> Text | None:
    """Why detectors pass over what a file holds; of one that cannot be read, the survey tells why."""
    try:
        return not_read(files.read(file, MAX_ARTIFACT, links=False), detectors)
    except (OSError, ValueError):
        return None


def _with_exports(document: Document, judged: Workspace, repository: Repository) -> Document:
    """The document with the rows of its exports; one that its schema refuses as it is."""
    if document.kind not in KINDS or judged.library.schema(document.kind.lower()).problems(document):
        return document
    return expanded(document, repository, judged.show)[0]


def _content(repository: Repository, folder: Path, evidence: str) -> str:
    """What is the same for the same evidence, wherever its file stands; an address stands for itself."""
    try:
        return hashlib.sha256(repository.read(folder, evidence)).hexdigest() if evidence else ""
    except Unavailable:
        return evidence


def _last_word(name: str) -> bytes:
    words: list[bytes] = _WORDS.findall(name.encode("utf-8", "surrogateescape"))
    return words[-1] if words else b""


def _explained(document: Document, said: Said) -> tuple[Problem, Problem]:
    anew, rests = (
        Text(f"gate: {what.en}; see whether it is so", f"门禁：{what.zh}，请核实")
        for what in (said.line, said.rests)
    )
    problem = document.problem(said.pointer, anew)._replace(of_gate=True)
    return problem, problem._replace(message=rests)


def _explained_anew(then: Iterable[_Declared], now: Iterable[_Declared]) -> Iterator[Problem]:
    known = {(each.name, *what) for each in then for what in each.explained}
    said = {key[:2] for key in known}
    for each in now:
        for what, (anew, rests) in each.explained.items():
            if (each.name, *what) not in known:
                yield rests if (each.name, what[0]) in said else anew


def _pages_elsewhere(
    then: Iterable[_Declared], now: Iterable[_Declared], judged: Workspace
) -> Iterator[Problem]:
    """The sites and apps that another page is named for, though the one that was named is still there."""
    known = {(each.name, name): page for each in then for name, page in each.pages.items()}
    for each in now:
        for name, page in each.pages.items():
            old = known.get((each.name, name), page)
            if old != page and exists(judged.files, old):
                one, other, shown = judged.show(old), judged.show(page), short(plain(name))
                line = Text(
                    f"gate: the page of {shown} is now {other}, and {one} is still there; see whether it is so",
                    f"门禁：{shown} 的页面现为 {other}，而 {one} 仍在，请核实",
                )
                yield Problem(each.path, 1, 1, line, of_gate=True)
