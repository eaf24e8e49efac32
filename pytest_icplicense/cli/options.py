"""The options that several commands have, and the settings that come of them."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_icplicense.files import DISK, Files
from pytest_icplicense.library import settings
from pytest_icplicense.library.settings import BadSetting, Settings, Unfit
from pytest_icplicense.text import LANGUAGES, IcpError, Text, plain, short, spoken, whole_number

if TYPE_CHECKING:
    from pytest_icplicense.library import Library
    from pytest_icplicense.reports.formats import Format
    from pytest_icplicense.workspace.workspace import Workspace


MOST_JOBS = 256


class WrongUse(IcpError):
    """The command was called in a way that it cannot serve; exit code 2."""


def language(options: argparse.Namespace) -> str:
    """`--lang`, else that of `[tool.icplicense]` here, else that of the environment."""
    if chosen := getattr(options, "lang", None):
        return str(chosen)
    try:
        return settings.load(Path()).lang
    except (BadSetting, OSError):
        return spoken()


def add_paths(parser: argparse.ArgumentParser) -> None:
    """The manifests that a command is about."""
    parser.add_argument(
        "paths",
        nargs="*",
        default=[],  # else argparse calls it required, beside what is
        type=Path,
        metavar="PATH",
        help="manifests, or folders of them (default: here) · 清单或其所在文件夹（默认当前文件夹）",
    )


def add_lang(parser: argparse.ArgumentParser) -> None:
    """`--lang`."""
    parser.add_argument(
        "--lang", choices=LANGUAGES, help="language of messages and of help · 消息和帮助的语言"
    )


def add_output_format(parser: argparse.ArgumentParser) -> None:
    """`--output-format` and `--verbose`."""
    parser.add_argument(
        "--output-format",
        choices=("full", "concise", "grouped"),
        help="how text is laid out: by cause with excerpts and remedies (full), a line for each finding (concise), or by"
        " file (grouped)"
        " · 文本的排列：full 按原因列出，附原文和改正方法；concise 每行一项；grouped 按文件分组",
    )
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="list every finding, warning and clause one by one · 逐项列出全部不合规项、警告和条款",
    )


def lays_out_text(name: str) -> WrongUse:
    """That the format of this name has no layout to choose."""
    return WrongUse(
        Text(
            f"--output-format and --verbose lay out text, not '{name}'",
            f"--output-format 和 --verbose 只用于文本，不用于“{name}”",
        )
    )


def laid_out(form: Format, options: argparse.Namespace) -> Format:
    """The format with what is asked of its layout.

    Raises:
        WrongUse: it is not text, which alone has any.
    """
    if options.output_format is None and not options.verbose:
        return form
    if form.name != "text":
        raise lays_out_text(form.name)
    from pytest_icplicense.reports import terminal

    style = options.output_format or terminal.FULL
    return replace(form, render=partial(terminal.render, style=style, verbose=options.verbose))


def add_judging(parser: argparse.ArgumentParser) -> None:
    """`--as-of`, `--lang`, `--license` and `--policies`, which override `[tool.icplicense]`."""
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        help="judge for this day: 2022-06-01, today or +90d · 判定日：2022-06-01、today 或 +90d",
    )
    add_lang(parser)
    add_library(parser)


def add_library(parser: argparse.ArgumentParser) -> None:
    """`--license` and `--policies`, which add to what `[tool.icplicense]` names."""
    parser.add_argument(
        "--license",
        action="append",
        default=[],
        metavar="PATH",
        help="a further license file (repeatable) · 追加的许可证文件（可重复）",
    )
    parser.add_argument(
        "--policies",
        action="append",
        default=[],
        metavar="DIR",
        help="a further policy folder (repeatable) · 追加的策略文件夹（可重复）",
    )


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """`--jobs` and `--no-cache`: how what is there is looked into, which changes no answer."""
    parser.add_argument(
        "-j",
        "--jobs",
        default=1,
        type=_jobs,
        metavar="N",
        help="work in N processes; auto: one a processor (default: 1) · 并行进程数；auto 为每个处理器一个（默认 1）",
    )
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="look into every file of a large repository anew · 重新查看大型代码仓库中的每个文件，不用缓存",
    )


def _jobs(text: str) -> int:
    if text == "auto":
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    number = whole_number(text)
    if number is None or not 1 <= number <= MOST_JOBS:
        given = short(text)
        raise argparse.ArgumentTypeError(
            f"not 'auto' or a number from 1 to {MOST_JOBS}: {given!r}"
            f" · 应为 auto 或 1 至 {MOST_JOBS} 的整数，而非 {given!r}"
        )
    return number


def settings_for(options: argparse.Namespace, start: Path, files: Files = DISK) -> Settings:
    """The settings that hold in the folder `start`, with the command's options over them.

    Raises:
        WrongUse: a setting or an option cannot be used.
    """
    try:
        found = settings.load(start, files)
    except BadSetting as error:
        raise WrongUse(Text(error.problem.to("en"), error.problem.to("zh"))) from None
    changes: dict[str, Any] = {}
    if getattr(options, "as_of", None) is not None:
        changes["as_of"] = _parsed("--as-of", settings.parse_as_of, options.as_of)
    if options.lang:
        changes["lang"] = options.lang
    if options.license:
        changes["licenses"] = (*found.licenses, *(files.resolve(Path(path)) for path in options.license))
    if getattr(options, "role", None):
        changes["roles"] = tuple(options.role)
    if getattr(options, "jobs", None):
        changes["jobs"] = options.jobs
    if getattr(options, "no_cache", False):
        changes["cache"] = False
    if getattr(options, "strict_open", False):
        changes["strict_open"] = True
    if options.policies:
        changes["policies"] = (*found.policies, *(files.resolve(Path(path)) for path in options.policies))
    return replace(found, **changes)


def add_period(parser: argparse.ArgumentParser) -> None:
    """`--from` and `--to`."""
    parser.add_argument(
        "--from",
        dest="first",
        metavar="DATE",
        help="first day (default: the as-of date) · 起始日（默认为判定日）",
    )
    parser.add_argument(
        "--to", dest="last", metavar="DATE", help="last day (default: a year later) · 截止日（默认一年后）"
    )


def period(options: argparse.Namespace, as_of: date) -> tuple[date, date]:
    """The first and the last day that the command was asked about.

    Raises:
        WrongUse: a date is none, the end is before the beginning, or they are more than fifty years apart.
    """
    first = _parsed("--from", settings.parse_as_of, options.first) if options.first else as_of
    last = (
        _parsed("--to", settings.parse_as_of, options.last) if options.last else first + timedelta(days=365)
    )
    if not first <= last <= first + timedelta(days=50 * 366):
        raise WrongUse(
            Text(
                f"--from {first} --to {last}: the end must follow the beginning within fifty years",
                f"--from {first} --to {last}：截止日须在起始日之后五十年以内",
            )
        )
    return first, last


def gather(
    options: argparse.Namespace, *, needed: bool = False, base: Path | None = None
) -> tuple[Workspace, list[Path]]:
    """The workspace and the manifests of the paths that the command was given, or of the folder one stands in.

    Paths are shown relative to `base`, or to where one stands.

    Raises:
        WrongUse: a path does not exist, a setting cannot be used, or manifests are `needed` and there are none.
    """
    from pytest_icplicense.files.discovery import manifests_in
    from pytest_icplicense.workspace.workspace import Workspace

    paths: list[Path] = options.paths or [Path()]
    for path in paths:
        existing(path)
    first = paths[0] if paths[0].is_dir() else paths[0].parent
    chosen = settings_for(options, first)
    found, outside = manifests_in(paths, chosen.exclude, chosen.folder)
    if needed and not found:
        looked = ", ".join(plain(str(DISK.resolve(path))) for path in paths)
        if chosen.exclude and (left := manifests_in(paths, (), chosen.folder)[0]):
            raise WrongUse(
                Text(
                    f"the setting 'exclude' leaves out every manifest in {looked} ({len(left)})",
                    f"设置 exclude 排除了 {looked} 中的全部清单（{len(left)} 份）",
                )
            )
        raise WrongUse(
            Text(
                f"no manifest (icp.yaml or *.icp.yaml) in {looked}; 'icplicense init' writes a first one",
                f"{looked} 中没有清单（icp.yaml 或 *.icp.yaml）；可用 icplicense init 生成",
            )
        )
    return Workspace(chosen, base or Path.cwd(), outside=outside), found


def existing(path: Path) -> Path:
    """The path, if something is there; a broken link is.

    Raises:
        WrongUse: nothing is, or a device or a pipe, or the folder that it is in cannot be entered.
    """
    shown = plain(str(path))
    try:
        path.lstat()
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise WrongUse(Text(f"{shown}: not a regular file", f"{shown}：不是普通文件"))
    except (FileNotFoundError, NotADirectoryError):
        raise WrongUse(Text(f"{shown}: no such file or folder", f"{shown}：没有该文件或文件夹")) from None
    except (OSError, ValueError) as error:
        from pytest_icplicense.files.errors import unreadable

        why = unreadable(error) if isinstance(error, OSError) else Text("not a path", "不是路径")
        raise WrongUse(Text(f"{shown}: {why.en}", f"{shown}：{why.zh}")) from None
    return path


def library_for(settings: Settings, own: Iterable[Path] = (), *, judging: bool = True) -> Library:
    """The policies and licenses of the settings, and `own` policies besides; with `judging`, to judge by them.

    Raises:
        WrongUse: some cannot be used.
    """
    from pytest_icplicense import library as libraries

    return usable(libraries.load((*settings.policies, *own), settings.licenses, judging=judging))


def usable(library: Library) -> Library:
    """The library.

    Raises:
        WrongUse: some of it cannot be used.
    """
    if library.problems:
        en, zh = ("\n".join(problem.to(lang) for problem in library.problems) for lang in LANGUAGES)
        raise WrongUse(Text(en, zh))
    return library


def add_path(parser: argparse.ArgumentParser) -> None:
    """The part of a repository that a command is about."""
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="PATH",
        help="a folder or file of the repository (default: here) · 代码仓库中的文件夹或文件（默认当前文件夹）",
    )


def workspace_at(options: argparse.Namespace) -> tuple[Workspace, Path]:
    """The workspace for the command's path, and the path; shown from where one stands, or from a repository below it.

    Raises:
        WrongUse: nothing is there, or a link that leads elsewhere; or a setting or a policy cannot be used.
    """
    from pytest_icplicense.files.errors import unreadable
    from pytest_icplicense.files.repository import LINK_LEAVES, repository_root
    from pytest_icplicense.workspace.workspace import Workspace

    path = existing(options.path)
    shown = plain(str(path))
    try:
        path.stat()
    except OSError as error:
        why = unreadable(error)
        raise WrongUse(Text(f"{shown}: {why.en}", f"{shown}：{why.zh}")) from None
    settings = settings_for(options, path if path.is_dir() else path.parent)
    here, own = Path.cwd(), DISK.resolve(settings.folder)
    elsewhere = own != here and own.is_relative_to(here) and repository_root(own) != repository_root(here)
    workspace = Workspace(settings, own if elsewhere else here)
    if not workspace.files.resolve(path).is_relative_to(workspace.snapshot.surveyed):
        raise WrongUse(Text(f"{shown}: {LINK_LEAVES.en}", f"{shown}：{LINK_LEAVES.zh}"))
    usable(workspace.library)
    return workspace, path


def _parsed(option: str, parse: Callable[[str], Any], text: str) -> Any:
    try:
        return parse(text)
    except Unfit as error:
        raise WrongUse(Text(f"{option}: {error.message.en}", f"{option}：{error.message.zh}")) from None
