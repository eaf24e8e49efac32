"""`icplicense diff`: what a change does to the declared scope and to the verdicts, compared with a git reference."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pytest_icplicense.cli.gate import changed_too_much
from pytest_icplicense.cli.options import (
    WrongUse,
    add_judging,
    add_output_format,
    add_paths,
    existing,
    lays_out_text,
    settings_for,
)
from pytest_icplicense.cli.terminal_output import Screen, say_last, write_data
from pytest_icplicense.files import DISK, Files, exists, lexists
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from pytest_icplicense.compare.comparison import Comparison
    from pytest_icplicense.compare.gate_changes import GateChange
    from pytest_icplicense.compare.judged_state import Judgement
    from pytest_icplicense.files.commit import Commit
    from pytest_icplicense.library import Library
    from pytest_icplicense.library.settings import Settings
    from pytest_icplicense.model.license import License
    from pytest_icplicense.workspace.workspace import Workspace


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_paths(parser)
    parser.add_argument(
        "--base",
        default="HEAD",
        metavar="REF",
        help="the git branch, tag or commit to compare with (default: HEAD); main...: where the branch left main"
        " · 用作比较的 git 分支、标签或提交（默认 HEAD）；main... 表示与 main 的分叉点",
    )
    parser.add_argument(
        "--format", default="text", choices=("text", "json", "markdown"), help="what to print · 输出格式"
    )
    add_output_format(parser)
    parser.add_argument(
        "--fail-on-gate-change",
        action="store_true",
        help="end with 1 where policies, licenses, waivers, settings, manifests or cases are not what they were"
        " · 策略、许可证、豁免、设置、清单或用例有变化时退出码为 1",
    )
    add_judging(parser)


def run(options: argparse.Namespace) -> int:
    """Judge both sides and print what differs; 1 where a case newly fails, or for more reasons, 2 where a document cannot
    be read.
    """
    from pytest_icplicense.reports import diff
    from pytest_icplicense.reports.terminal import CONCISE, FULL

    if (options.output_format or options.verbose) and options.format != "text":
        raise lays_out_text(options.format)
    screen = Screen(sys.stdout)
    comparison = compared(options, screen)
    lang = comparison.after.workspace.settings.lang
    match options.format:
        case "json":
            write_data(diff.as_json(comparison, lang))
        case "markdown":
            write_data(diff.as_markdown(comparison, lang))
        case _:
            style = options.output_format or FULL
            text = diff.as_text(comparison, lang, style, verbose=options.verbose)
            (screen.write if style == CONCISE else screen.write_fitted)(text)
    if options.fail_on_gate_change and comparison.gate:
        reason = changed_too_much(len(comparison.gate), options.base).to(lang)
        say_last(reason, text=options.format == "text")
        return comparison.exit_code or 1
    return comparison.exit_code


def compared(options: argparse.Namespace, screen: Screen) -> Comparison:
    """The working tree and the commit that `--base` names, both judged.

    Raises:
        WrongUse: there is no such commit, or nothing to compare.
    """
    from pytest_icplicense.compare.comparison import compare
    from pytest_icplicense.files.commit import Commit
    from pytest_icplicense.files.git import Git, NoCommit

    paths: list[Path] = options.paths or [Path()]
    start = _folder(paths[0])
    try:
        git = Git(start)
        name = git.commit(options.base)
        relation = git.relation(name) if name else None
        commit = Commit(git, name)
    except NoCommit as error:
        raise WrongUse(error.reason) from None
    try:
        for path in paths:
            _in_repository(path, commit)
        after = _now(options, start, paths, screen)
        before = _then(options, start, paths, commit, after)
        if assumed := _assumed(before, after):
            after = _now(options, start, paths, screen, assumed)
            before = _then(options, start, paths, commit, after, assumed)
            after, before = _without_license(after), _without_license(before)
            print(_not_known(assumed).to(after.workspace.settings.lang), file=sys.stderr)
        gate = _gate(start, commit, before, after)
    finally:
        commit.close()
    if not after.paths and not before.paths and not before.problems:
        looked = ", ".join(str(DISK.resolve(path)) for path in paths)
        raise WrongUse(
            Text(
                f"no manifest (icp.yaml or *.icp.yaml) in {looked}, neither now nor at {options.base}",
                f"{looked} 中现在和 {options.base} 处都没有清单（icp.yaml 或 *.icp.yaml）",
            )
        )
    return replace(compare(options.base, name, relation, before, after), gate=tuple(gate))


def _gate(start: Path, commit: Commit, before: Judgement, after: Judgement) -> list[GateChange]:
    """What changed about how it is judged; where one side has no usable configuration, that is told anyway."""
    from pytest_icplicense.compare.gate_changes import case_changes, gate_changes, manifest_changes
    from pytest_icplicense.library import settings
    from pytest_icplicense.library.settings import BadSetting

    if before.workspace is after.workspace or commit.name is None:
        return []
    try:
        chosen = settings.load(start, commit), settings.load(start)
    except BadSetting:
        return []
    old, new = (
        {each.case.id: each.case.manifest.document.path for each in side.verdicts} for side in (before, after)
    )
    shown = [[each.workspace.show(path) for path in each.paths] for each in (before, after)]
    return [
        *gate_changes(before.workspace, after.workspace, chosen, commit),
        *manifest_changes(*shown),
        *case_changes(old, new),
    ]


def _folder(path: Path) -> Path:
    """The folder that a path is in, or the nearest one above it: what was removed is asked about, too."""
    path = path.absolute()
    return next(folder for folder in (path, *path.parents) if os.path.isdir(folder))  # never raises


def _in_repository(path: Path, commit: Commit) -> None:
    """
    Raises:
        WrongUse: the path is outside of the repository, or there neither now nor at the reference.
    """
    if not lexists(commit, path):
        existing(path)
    if not DISK.resolve(path).is_relative_to(commit.root):
        raise WrongUse(
            Text(f"{path}: outside of the repository {commit.root}", f"{path}：在仓库 {commit.root} 之外")
        )


def _assumed(before: Judgement, after: Judgement) -> dict[str, License]:
    """Licenses that both sides name and that nobody has imported: they are assumed to allow what was declared before.

    So a new project is guarded while its license is still in a drawer.
    """
    from pytest_icplicense.compare.assumed_license import assumed_license, numbers_in, services_declared
    from pytest_icplicense.documents import read

    library, as_of = after.workspace.library, after.workspace.settings.as_of
    if library.problems or before.workspace.library.problems:
        return {}
    sides = [
        [each for path in side.paths for each in read(path, files=side.workspace.files).documents]
        for side in (before, after)
    ]
    named = [{number for each in side for number in numbers_in(each)} for side in sides]
    unknown = named[1] - library.licenses.keys() - before.workspace.library.licenses.keys()
    return {
        number: assumed_license(
            number,
            library,
            as_of,
            services_declared(sides[0] if number in named[0] else sides[1], number, library),
        )
        for number in sorted(unknown)
    }


def _not_known(assumed: Iterable[str]) -> Text:
    numbers = ", ".join(assumed)
    return Text(
        f"license {numbers} is not known yet: taken to allow what was declared before; 'icplicense import' makes it known",
        f"许可证 {numbers} 尚不可用：暂按此前已申报的业务均获许可比较；icplicense import 可导入许可证",
    )


def _without_license(judgement: Judgement) -> Judgement:
    """Without the verdicts that only a license itself decides, where it is assumed."""
    from pytest_icplicense.compare.assumed_license import only_the_license_decides

    known = judgement.workspace.library.sources
    kept = [
        each
        for each in judgement.verdicts
        if all(held.number in known for held in each.case.manifest.licenses)
        or not only_the_license_decides(each.case.check.clause)
    ]
    return replace(judgement, verdicts=tuple(kept))


def _library(chosen: Settings, files: Files, assumed: Mapping[str, License]) -> Library | None:
    """The library of a side with the assumed licenses; None: as it is read."""
    from pytest_icplicense.compare.assumed_license import with_assumed
    from pytest_icplicense.workspace.workspace import Workspace

    return with_assumed(Workspace(chosen, Path.cwd(), files).library, assumed) if assumed else None


def _now(
    options: argparse.Namespace,
    start: Path,
    paths: list[Path],
    screen: Screen,
    assumed: Mapping[str, License] = MappingProxyType({}),
) -> Judgement:
    """The working tree, judged."""
    from pytest_icplicense.compare.judged_state import judge_files
    from pytest_icplicense.files.discovery import find_manifests
    from pytest_icplicense.workspace.workspace import Workspace

    chosen = settings_for(options, start)
    there = [path for path in paths if os.path.lexists(path)]
    found = [file for path in there for file in find_manifests(path, chosen.exclude, chosen.folder)]
    unique = list(dict.fromkeys(found))
    workspace = Workspace(chosen, Path.cwd(), library=_library(chosen, DISK, assumed))
    return judge_files(workspace, screen.track(unique, len(unique)))


def _then(
    options: argparse.Namespace,
    start: Path,
    paths: list[Path],
    commit: Commit,
    now: Judgement,
    assumed: Mapping[str, License] = MappingProxyType({}),
) -> Judgement:
    """The commit, judged by its own configuration and policies, for the same day and in the same language."""
    from pytest_icplicense.compare.judged_state import Judgement, judge_files
    from pytest_icplicense.files.discovery import find_manifests
    from pytest_icplicense.library.settings import BadSetting
    from pytest_icplicense.workspace.workspace import Workspace

    try:
        chosen = _settings(options, start, commit, now.workspace.settings)
    except BadSetting as error:
        return Judgement(now.workspace, (), (), (), (error.problem,))
    there = [path for path in paths if lexists(commit, path)]
    found = [file for path in there for file in find_manifests(path, chosen.exclude, chosen.folder, commit)]
    workspace = Workspace(chosen, Path.cwd(), commit, library=_library(chosen, commit, assumed))
    then = judge_files(workspace, dict.fromkeys(found))
    if new := _names(now) - _names(then):
        then = judge_files(workspace, dict.fromkeys([*found, *_moved(workspace, commit, found, new)]))
    return _without_lost(then, commit)


def _moved(
    workspace: Workspace, commit: Commit, found: list[Path], names: set[tuple[str, str]]
) -> list[Path]:
    """The commit's manifests outside of the paths that are inside now: a manifest that moved is not a new one."""
    from pytest_icplicense.files.discovery import find_manifests

    chosen = workspace.settings
    known = {commit.resolve(file) for file in found}
    return [
        file
        for file in find_manifests(commit.root, chosen.exclude, chosen.folder, commit)
        if not os.path.lexists(file)
        and commit.resolve(file) not in known
        and any((each.kind, each.name) in names for each in workspace.bind(file).manifests)
    ]


def _names(judgement: Judgement) -> set[tuple[str, str]]:
    return {(manifest.kind, manifest.name) for file in judgement.files for manifest in file.manifests}


def _without_lost(then: Judgement, commit: Commit) -> Judgement:
    """Where git lacks a file's content, nobody knows whether what fails there really failed: that counts as unjudged."""
    from pytest_icplicense.documents import Problem
    from pytest_icplicense.files.errors import unreadable
    from pytest_icplicense.model.case import Outcome

    if not commit.lost:
        return then
    show = then.workspace.show
    lost = [Problem(show(file), 1, 1, unreadable(error)) for file, error in commit.lost.items()]
    sure = (each for each in then.verdicts if each.outcome not in (Outcome.FAILED, Outcome.ERROR))
    return replace(then, verdicts=tuple(sure), problems=tuple(dict.fromkeys([*then.problems, *lost])))


def _settings(options: argparse.Namespace, start: Path, commit: Commit, now: Settings) -> Settings:
    """The commit's settings; of the licenses and policies that the command line adds, those that were there."""
    from pytest_icplicense.library import settings

    found = settings.load(start, commit)
    licenses, policies = (
        tuple(file for path in given if exists(commit, file := DISK.resolve(Path(path))))
        for given in (options.license, options.policies)
    )
    return replace(
        found,
        as_of=now.as_of,
        lang=now.lang,
        licenses=(*found.licenses, *licenses),
        policies=(*found.policies, *policies),
    )
