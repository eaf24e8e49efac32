"""What a change does to how it is judged: policies, licenses, waivers, settings, manifests and cases."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any, NamedTuple

from pytest_icplicense import WAIVERS
from pytest_icplicense.compare.pytest_settings import DECISIVE, TABLES, settings_in
from pytest_icplicense.compare.pytest_settings import shown as in_words
from pytest_icplicense.documents import Problem
from pytest_icplicense.documents.document import MAX_BYTES
from pytest_icplicense.expressions import expression
from pytest_icplicense.files import Files, exists, is_folder, lexists
from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.files.git import FORK
from pytest_icplicense.files.repository import LINK_LEAVES
from pytest_icplicense.library import Library
from pytest_icplicense.library.settings import FILE, Settings
from pytest_icplicense.model.license import License
from pytest_icplicense.model.provision import LEVEL_NAMES, LEVELS
from pytest_icplicense.text import Text, short
from pytest_icplicense.workspace.workspace import Workspace

_PYTEST_FILES = (*TABLES, "conftest.py", "setup.py")
"""Where a run of pytest is configured; in `conftest.py` by code, and by plugins of packages that a job installs."""
_SWITCHES = re.compile(
    r"--no-icp|no:icplicense|--deselect|--ignore|collect_ignore|testpaths|norecursedirs|icplicense|no_icp|icp_\w+"
    r"|import \*|\b(?:globals|vars|exec|eval)\(|__import__|importlib|PYTEST_ADDOPTS"
    r"|PYTEST_DISABLE_PLUGIN_AUTOLOAD|pluginmanager|pytest_plugins|pytest11|exitstatus|\b_exit\b|sys\.modules"
    r"|pytest_(?:add|cmdline|coll|config|desel|exception|ignore|internal|item|load|make|plugin|py|report|run|sess"
    r"|termin|unconf)[a-z]*(?:_[a-z]+)*(?=\W|$)"
)
"""By which manifests are left out of a run of pytest, or their results changed."""
_CALLERS = expression(
    r"(?:^|/)(?:(?:GNU)?makefile|justfile|hatch\.toml|noxfile\.py|tasks\.py|dodo\.py|package\.json|taskfile\.ya?ml|mise\.toml"
    r"|\.env(?:rc)?|\.gitlab-ci\.yml|\.pre-commit-config\.yaml|\.github/workflows/[^/]+\.ya?ml)$",
    re.IGNORECASE,
)
"""What calls pytest, or sets its environment."""
_OPTIONS = expression(r"--no-icp|no:icplicense|PYTEST_ADDOPTS|PYTEST_DISABLE_PLUGIN_AUTOLOAD|PYTEST_PLUGINS")
"""By which it leaves the plugin out, or says less openly what it leaves out."""
_RUN_BY_PYTHON = re.compile(
    r"(?:^|/)(?:[^/]+\.(?:dist|egg)-info(?:/entry_points\.txt)?|(?:site|user)customize(?:/__init__)?(?:\.[^/]+)?)$",
    re.IGNORECASE,
)
"""What takes the place of an installed plugin, or is run before any, where Python looks for modules in the repository;
also as a link.
"""
_MODULE = re.compile(r"(\w+)(?:/__init__)?(?:\.[\w-]+)?\.(?:py|so|pyd)")
"""A file by which Python finds a module in the folder where it is run."""
_MOST_READ = 16 << 20
"""Bytes of a file of the working tree; what is larger counts as another."""
_JUDGING = ("as_of", "exclude", "licenses", "policies", "rendered", "warn_days")
"""The settings that decide what is judged, and by what."""


@dataclass(frozen=True, slots=True)
class GateChange:
    """One difference in how something is judged."""

    what: str
    """policy, license, waiver, setting, manifest, record or case."""
    name: str
    change: Text
    path: str | None
    """The file that it stands in now, or stood in."""
    name_zh: str = ""
    """The name in Chinese, where it has words of a language."""

    @classmethod
    def named(cls, what: str, name: Text, change: Text, path: str | None) -> GateChange:
        """A difference whose name has words of a language."""
        return cls(what, name.en, change, path, name.zh)

    def text(self) -> Text:
        """As a line says it."""
        kind, name_zh = _KINDS[self.what], self.name_zh or self.name
        return Text(f"{kind.en} {self.name}: {self.change.en}", f"{kind.zh} {name_zh}：{self.change.zh}")

    def problem(self, reference: str) -> Problem:
        """The warning of a run whose gate is at `reference`."""
        said = self.text()
        line = Text(
            f"gate: {said.en}; judged as at {reference}", f"门禁：{said.zh}；按 {reference} 处的内容判定"
        )
        branch = reference.removesuffix(FORK)
        if self.change == UNJUDGED:
            line = Text(f"gate: {said.en}, but at {reference}", f"门禁：{said.zh}，而在 {reference} 处会判定")
        elif self.what == "manifest":
            line = Text(f"gate: {said.en}", f"门禁：{said.zh}")
        if self.what == "license" and self.change == _NEW:
            line = Text(
                f"gate: {said.en}; merge it into {branch} in a request of its own before manifests name it",
                f"门禁：{said.zh}；请先单独提交，合并到 {branch} 后再由清单引用",
            )
        return Problem(self.path or FILE, 1, 1, line, of_gate=True)

    def vanished(self, reference: str) -> Problem:
        """Why a run fails whose gate is at `reference`, where this is a manifest that nobody judges any more."""
        problem, branch = self.problem(reference), reference.removesuffix(FORK)
        line = problem.message
        how = Text(
            f"put it back, or name its file in 'exclude' at {branch} first, in a request of its own",
            f"请恢复；确需移除的，请先在 exclude 中列出该文件，单独提交并合并到 {branch}",
        )
        return problem._replace(message=Text(f"{line.en}; {how.en}", f"{line.zh}；{how.zh}"))


_KINDS = {
    "policy": Text("policy", "策略"),
    "license": Text("license", "许可证"),
    "waiver": Text("waiver", "豁免"),
    "setting": Text("setting", "设置"),
    "manifest": Text("manifest", "清单"),
    "case": Text("case", "用例"),
    "record": Text("record", "记录"),
}
_CALLED = (
    *("id", "number", "region", "provider", "required", "year", "kind", "clause"),
    *("address", "title", "name", "file"),
)
"""What a record is called by: the first that it has."""
_SHOWN = ("sites", "apps", "features", "capabilities", "observed", "attestations")
"""Lists of what files show, or its clause asks for, where a manifest does not say it."""
_SAYING = {
    "capabilities": ("detected",),
    "observed": ("fact", "path", "value"),
    "attestations": ("clause", "clauses", "subject", "owner", "reviewed"),
}
"""The lists in which a manifest says what no file shows, and what of an entry tells what it is about: whoever writes it may
be another than who answers for it, and on another day.
"""
_NOT_SAID = ("reason", "evidence", "sha256")
_MOST_NAMED = 5
_GONE, _NEW = Text("removed", "已移除"), Text("added", "新增")
UNJUDGED = Text("judged no more", "不再判定")


def tracked(files: Files, root: Path) -> list[str]:
    """The files that git has of a repository, relative to its root; none where it cannot list them."""
    found = files.tracked(root)
    return found.paths if found else []


def waiver_paths(files: Files, root: Path) -> list[str]:
    """The waiver files of a repository, relative to its root; at the root also one that git ignores."""
    listed = [name for name in tracked(files, root) if name.rpartition("/")[2] in WAIVERS]
    return sorted({*listed, *WAIVERS})


def gate_changes(
    before: Workspace, after: Workspace, settings: tuple[Settings, Settings], commit: Files
) -> list[GateChange]:
    """What `after` judges otherwise than `before`, but for the manifests and cases themselves.

    `settings` are those of both sides, without what a command adds; `commit` has the files of the earlier one.
    """
    rules = [*_policies(before.library, after.library), *_licenses(before.library, after.library)]
    return [
        *_settings(settings, after),
        *_rendered(before, after),
        *rules,
        *_other_files(before, after, {each.path for each in rules}),
        *_waivers(before, after),
        *_pytest(commit, after),
    ]


def manifest_changes(before: Iterable[str], after: Iterable[str]) -> Iterator[GateChange]:
    """The manifests that are judged no more, by path."""
    left = set(after)
    for path in before:
        if path not in left:
            yield GateChange("manifest", path, UNJUDGED, path)


def records_in(tree: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """What a manifest records and nothing else shows, with the list that each stands in: what has an id or another name."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if name or key not in _SHOWN:
                yield from records_in(value, f"{name}.{key}" if name else str(key))
    elif isinstance(tree, list):
        for row in tree:
            if not isinstance(row, dict):
                continue
            if called := next((str(row[key]) for key in _CALLED if key in row), ""):
                yield name, short(called, 40)
            yield from records_in(row, name)


class Said(NamedTuple):
    """What an entry of a manifest says and no file shows."""

    pointer: str
    what: str
    """All that it says but for its reason, in a form that is the same for the same."""
    evidence: str
    """The file that it names for it, if any: what it says rests on what stands there."""
    line: Text
    rests: Text
    """The same where only the evidence is another."""


def explanations_in(tree: Any) -> Iterator[Said]:
    """What a manifest explains of what files show, and what it attests."""
    for listed, keys in _SAYING.items():
        rows = tree.get(listed) if isinstance(tree, dict) else None
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict):
                said = " ".join(short(_in_words(row[key]), 60) for key in keys if key in row)
                rest = {key: value for key, value in row.items() if key not in _NOT_SAID}
                what = json.dumps([listed, rest], sort_keys=True, default=str)
                if listed == "attestations":
                    line = Text(f"attested by this change: {said}", f"本次改动新增声明：{said}")
                else:
                    meant = short(str(row.get("is", "")), 60)
                    line = Text(
                        f"explained by this change: {said} is {meant}", f"本次改动新增说明：{said} 为 {meant}"
                    )
                rests = Text(f"evidence changed under {said}", f"{said} 的证据已改")
                yield Said(f"/{listed}/{index}", what, str(row.get("evidence", "")), line, rests)


def pages_in(tree: Any) -> Iterator[tuple[str, str]]:
    """Of each site and app, the file of the page that shows the license number, where there is one."""
    for listed, called, page in (("sites", "domain", "homepage"), ("apps", "name", "about")):
        rows = tree.get(listed) if isinstance(tree, dict) else None
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and isinstance(row.get(page), str):
                yield str(row.get(called)), row[page]


def _in_words(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def record_changes(
    before: Counter[tuple[str, str]], after: Counter[tuple[str, str]], manifest: Text, path: str
) -> Iterator[GateChange]:
    """The records that a manifest has no more, by list: their cases are gone with them."""
    gone: dict[str, list[str]] = {}
    for listed, called in before - after:
        gone.setdefault(listed, []).append(called)
    for listed, names in gone.items():
        more = "" if len(names) <= _MOST_NAMED else f" … ({len(names)})"
        shown = f"{short(listed, 40)} {', '.join(names[:_MOST_NAMED])}{more}"
        name = Text(f"{shown} ({manifest.en})", f"{manifest.zh}的 {shown}")
        yield GateChange.named("record", name, UNJUDGED, path)


def case_changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[GateChange]:
    """The cases of manifests that are still judged and have vanished; both are case ids with their manifest's path."""
    judged = set(after.values())
    for name, path in before.items():
        if name not in after and path in judged:
            yield GateChange("case", name, UNJUDGED, path)


def _settings(settings: tuple[Settings, Settings], after: Workspace) -> Iterator[GateChange]:
    path = after.show(after.settings.folder / FILE)
    for name in _JUDGING:
        old, new = (_shown(getattr(each, name), after) for each in settings)
        if old != new:
            yield GateChange("setting", name, Text(f"{old} → {new}", f"{old} → {new}"), path)


def _rendered(before: Workspace, after: Workspace) -> Iterator[GateChange]:
    """What a browser showed, as whoever changes a page may write it, too."""
    for file in before.settings.rendered:
        old, new = (each.snapshot.rendered_in(file) for each in (before, after))
        if lexists(old, file) and (not lexists(new, file) or _differ(file, old, new)):
            shown = after.show(file)
            change = Text(
                f"{shown} changed: let CI render the pages itself (check --render)",
                f"{shown} 已改：请由 CI 自行渲染页面（check --render）",
            )
            yield GateChange("setting", "rendered", change, shown)


def _differ(file: Path, one: Files, other: Files) -> bool:
    try:
        return one.read(file) != other.read(file, _MOST_READ)
    except OSError:
        return True


def _shown(value: Any, workspace: Workspace) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_shown(each, workspace) for each in value)}]"
    return short(workspace.show(value) if isinstance(value, Path) else str(value), 200)


def _policies(before: Library, after: Library) -> Iterator[GateChange]:
    old, new = (library.checks() for library in (before, after))
    known = {problem.message for problem in before.problems}
    broken = {each.path: each for each in reversed(after.problems) if each.message not in known}
    for path, problem in broken.items():
        why = problem.message
        said = Text(f"cannot be used: {why.en}", f"无法使用：{why.zh}")
        yield GateChange("policy", f"{path}:{problem.line}", said, path)
    for name, check in old.items():
        path = before.sources[check.clause.provision.id].path
        if name not in new and after.problems:
            continue  # nobody knows what a file has that cannot be used
        if name not in new:
            yield GateChange("policy", name, _GONE, path)
            continue
        other = new[name]
        if check.level != other.level:
            weaker = LEVELS.index(other.level) > LEVELS.index(check.level)
            word = Text("level lowered", "级别降低") if weaker else Text("level raised", "级别提高")
            old_level, new_level = LEVEL_NAMES[check.level], LEVEL_NAMES[other.level]
            change = Text(
                f"{word.en}: {old_level.en} → {new_level.en}", f"{word.zh}：{old_level.zh} → {new_level.zh}"
            )
            yield GateChange("policy", name, change, path)
        if changed := [each for each in _DECISIVE if getattr(check, each) != getattr(other, each)]:
            listed = ", ".join(_DECISIVE[each] for each in changed)
            yield GateChange(
                "policy", name, Text(f"judged otherwise: {listed}", f"判定方式已改：{listed}"), path
            )
    for name, check in new.items():
        if name not in old:
            yield GateChange("policy", name, _NEW, after.sources[check.clause.provision.id].path)


_DECISIVE = {
    **{
        name: name
        for name in (
            *("of", "for_each", "when", "require", "rule", "always", "dated", "until", "role", "unclear"),
        )
    },
    "parameters": "with",
}
"""Fields of a check that decide a verdict, by the names that policies have for them."""


def _licenses(before: Library, after: Library) -> Iterator[GateChange]:
    """Of those that have a document; others are assumed."""
    old, new = (
        {number: held for number, held in side.licenses.items() if number in side.sources}
        for side in (before, after)
    )
    for number, held in old.items():
        if number not in new and after.problems:
            continue  # nobody knows what a file has that cannot be used
        if number not in new:
            yield GateChange("license", number, _GONE, before.sources[number].path)
        elif changed := list(_differing(held, new[number])):
            listed = ", ".join(changed)
            yield GateChange(
                "license", number, Text(f"changed: {listed}", f"已改：{listed}"), after.sources[number].path
            )
    for number in new:
        if number not in old:
            yield GateChange("license", number, _NEW, after.sources[number].path)


def _differing(one: License, other: License) -> Iterator[str]:
    return (each.name for each in fields(License) if getattr(one, each.name) != getattr(other, each.name))


def _other_files(before: Workspace, after: Workspace, told: Collection[str | None]) -> Iterator[GateChange]:
    """Files of policies and licenses that nothing was told of yet: catalogues, and what stands beside checks."""
    old, new = (
        {each.show(file): digest for file, digest in each.library.added.items()} for each in (before, after)
    )
    for path in {**old, **new}:
        if path not in told and old.get(path) != new.get(path):
            change = _GONE if path not in new else _NEW if path not in old else Text("changed", "已改")
            yield GateChange("policy", path, change, path)


def _waivers(before: Workspace, after: Workspace) -> Iterator[GateChange]:
    old, new = (dict.fromkeys(_waivers_of(workspace)) for workspace in (before, after))
    for rows, others, change in ((old, new, _GONE), (new, old, _NEW)):
        for name, path in rows:
            if (name, path) not in others:
                yield GateChange("waiver", name, change, path)
    known = {problem.message for problem in _unusable_waivers(before)}
    broken = [problem for problem in _unusable_waivers(after) if problem.message not in known]
    for path, problem in {each.path: each for each in reversed(broken)}.items():
        why = problem.message
        said = Text(f"cannot be used: {why.en}", f"无法使用：{why.zh}")
        yield GateChange("waiver", f"{path}:{problem.line}", said, path)


def _unusable_waivers(workspace: Workspace) -> Iterator[Problem]:
    """Why waivers, or whole files of some, count for nothing."""
    root, files = workspace.snapshot.repository.root, workspace.snapshot.given_in
    for name in waiver_paths(files, root):
        if lexists(files, root / name):
            yield from workspace.waivers(root / name)[1]


def _waivers_of(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Each waiver of the repository by what it is for and when, with its file: what it is for depends on its place."""
    root, files = workspace.snapshot.repository.root, workspace.snapshot.given_in
    for name in waiver_paths(files, root):
        if lexists(files, root / name):
            waivers, _ = workspace.waivers(root / name)
            for each in waivers:
                yield f"{each.check} [{each.subject}] {each.starts} – {each.expires}", each.place.path


def _pytest(commit: Files, after: Workspace) -> Iterator[GateChange]:
    """Switches that came into files that pytest reads; what code in `conftest.py` does besides, nobody can tell."""
    root, here = after.snapshot.repository.root, after.settings.folder
    below = here.relative_to(root).as_posix() + "/" if here != root and here.is_relative_to(root) else ""
    for name in sorted({*tracked(commit, root), *tracked(after.files, root)}):
        configures = name.rpartition("/")[2] in _PYTEST_FILES or _CALLERS.search(name)
        module = (
            None if configures else _MODULE.fullmatch(name) or _MODULE.fullmatch(name.removeprefix(below))
        )
        runs = _RUN_BY_PYTHON.search(name) or (
            module and not lexists(commit, root / name) and _is_installed(module[1], root)
        )
        if runs and lexists(after.files, root / name):
            if not lexists(commit, root / name) or _differ(root / name, commit, after.files):
                shown = after.show(root / name)
                run = Text(
                    f"{shown} is new, or another, and may run before pytest",
                    f"{shown} 为新增或已改，可能先于 pytest 运行",
                )
                yield GateChange("setting", "pytest", run, shown)
            continue
        if not configures:
            continue
        shown, target = after.show(root / name), after.files.resolve(root / name)
        if not target.is_relative_to(root):
            if commit.resolve(root / name) != target:
                unread = Text(f"{shown} is {LINK_LEAVES.en}", f"{shown}：{LINK_LEAVES.zh}")
                yield GateChange("setting", "pytest", unread, shown)
            continue
        before, now = (settings_in(files, root / name) or {} for files in (commit, after.files))
        for key in DECISIVE:
            if before.get(key) != now.get(key):
                one, other = (short(in_words(each.get(key, ())), 200) for each in (before, now))
                change = Text(f"{key} in {shown}: {one} → {other}", f"{shown} 中的 {key}：{one} → {other}")
                yield GateChange("setting", "pytest", change, shown)
        try:
            new = _switches(after.files, root / name)
        except OSError as error:
            why = unreadable(error)
            unread = Text(f"{shown} cannot be read: {why.en}", f"无法读取 {shown}：{why.zh}")
            yield GateChange("setting", "pytest", unread, shown)
            continue
        old: list[str] = []
        with suppress(OSError):
            old = _switches(commit, root / name)
        told = " ".join((*now, *(word for words in now.values() for word in words))) if before != now else ""
        for switch in dict.fromkeys(new):
            if new.count(switch) > old.count(switch) and switch not in told:
                yield GateChange(
                    "setting",
                    "pytest",
                    Text(f"{switch} is new in {shown}", f"{shown} 中新增 {switch}"),
                    shown,
                )


def _is_installed(module: str, root: Path) -> bool:
    elsewhere = [path for path in sys.path if path and not Path(path).is_relative_to(root)]
    return PathFinder.find_spec(module, elsewhere) is not None


def _switches(files: Files, file: Path) -> list[str]:
    if not exists(files, file) or is_folder(files, file):
        return []
    switches = _SWITCHES if file.name in _PYTEST_FILES else _OPTIONS
    return switches.findall(files.read(file, MAX_BYTES).decode("utf-8", "replace"))
