"""`icplicense init`: write the manifests, configuration, commit hook and CI file of a project, and say what is open."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense.cli.options import WrongUse, add_judging, library_for, settings_for
from pytest_icplicense.cli.terminal_output import Screen
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from pytest_icplicense.compare.judged_state import Judgement
    from pytest_icplicense.library.settings import Settings
    from pytest_icplicense.scaffold.existing import Existing
    from pytest_icplicense.scaffold.gaps import Gap
    from pytest_icplicense.scaffold.new_files import NewFile
    from pytest_icplicense.scaffold.plan import Plan
    from pytest_icplicense.scaffold.templates import Answers


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="where to write; made if missing (default: here) · 写入位置，没有则新建（默认当前文件夹）",
    )
    parser.add_argument(
        "--name", help="name of the service (default: that of the project) · 服务名称（默认同项目名）"
    )
    parser.add_argument("--company", help="company, as on the license · 公司名称，与许可证一致")
    parser.add_argument("--license-number", metavar="NUMBER", help="number of the license · 许可证编号")
    parser.add_argument(
        "--domain",
        action="append",
        default=[],
        help="a domain of the service (repeatable; those of the license) · 服务的域名（可重复，默认取自许可证）",
    )
    parser.add_argument(
        "--ci",
        choices=("github", "gitlab", "both", "none"),
        help="CI files to write (default: the server that the repository uses) · CI 文件（默认按代码仓库判断）",
    )
    parser.add_argument(
        "--yes", action="store_true", help="ask nothing, take what is known · 不询问，直接采用已知内容"
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="overwrite manifests that are there, each saved as NAME.bak first (default: left alone); never hooks or CI"
        " files with anything else in them · 覆盖已有清单，原文件先另存为 NAME.bak（默认不覆盖）；含其他内容的钩子和 CI 文件"
        "一律不覆盖",
    )
    add_judging(parser)


def run(options: argparse.Namespace) -> int:
    """Write, judge and report: 0 when the files are there, whatever is still open; 2 when nothing could be written."""
    from pytest_icplicense.cli.interview import interview
    from pytest_icplicense.hookspecs import BadPlugin
    from pytest_icplicense.library.settings import BadSetting
    from pytest_icplicense.scaffold import new_files as newfiles
    from pytest_icplicense.scaffold.existing import look
    from pytest_icplicense.scaffold.from_repository import (
        home_page,
        log_retention,
        mini_programs,
        own_licenses,
    )
    from pytest_icplicense.scaffold.plan import plan
    from pytest_icplicense.scaffold.proposals import line_of_detected, proposed, seen_in, served_from

    folder: Path = options.folder
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise WrongUse(Text(f"{folder} is not a folder", f"{folder} 不是文件夹"))
    try:
        existing = look(folder)
        settings = settings_for(options, folder)
        if not settings.licenses and (own := own_licenses(folder, existing.root)):
            options.license = [str(each) for each in own]
            settings = replace(settings, licenses=tuple(each.resolve() for each in own))
        library = library_for(settings)
        seen = seen_in(folder, library, settings.exclude, settings.folder)
        answers, server = interview(options, existing, library, settings.lang, seen.domains)
        answers = replace(answers, features=proposed(seen.capabilities), served=served_from(seen.domains))
        if folder.is_dir():
            retention = log_retention(folder, existing.root, settings, library)
            page, apps = home_page(folder, existing.root), mini_programs(folder, existing.root)
            answers = replace(answers, home_page=page, apps=apps, log_retention=retention)
        planned = plan(
            folder,
            answers,
            server,
            existing,
            licenses=[Path(path).resolve() for path in options.license],
            policies=[Path(path).resolve() for path in options.policies],
            own_policies=settings.policies,
            force=options.force,
        )
        newfiles.write(folder, planned.files)
    except BadPlugin as error:
        raise WrongUse(error.message) from None
    except BadSetting as error:
        raise WrongUse(Text(error.problem.to("en"), error.problem.to("zh"))) from None
    except newfiles.Unwritable as error:
        raise WrongUse(error.message) from None
    except PermissionError as error:
        why = newfiles.unwritable(error)
        raise WrongUse(Text(f"{folder}: {why.en}", f"{folder}：{why.zh}")) from None
    lang = settings.lang
    out = [text.to(lang) for text in _report(folder, planned, answers, existing)]
    out += [line_of_detected(each, lang) for each in seen.capabilities]
    is_new = any(file.action == "written" and file.path.endswith(".icp.yaml") for file in planned.files)
    if is_new and answers.licensed_besides:
        besides_en, besides_zh = (sign.join(answers.licensed_besides) for sign in (", ", "、"))
        besides = Text(
            f"licensed besides; 'items' lists what the service runs: {besides_en}",
            f"另已许可（items 只列实际经营的业务）：{besides_zh}",
        )
        out += ["", besides.to(lang)]
    settings = settings_for(options, folder)  # those that were written now hold
    judgement = _judged(folder, settings)
    out += ["", *_open(judgement, settings, answers), ""]
    out += _next(judgement, options, planned, answers, existing, lang)
    Screen(sys.stdout).write("\n".join(out) + "\n")
    return 0


def _report(folder: Path, plan: Plan, answers: Answers, existing: Existing) -> Iterator[Text]:
    """What became of each file, and what a person has to add by hand."""
    from pytest_icplicense.scaffold.plan import PYPROJECT, relative, shared_operator

    for file in plan.files:
        yield _fate(folder, file, plan)
    above = existing.configured_by
    if above and above.parent != folder.resolve():
        shown = relative(above, Path.cwd())
        yield Text(f"kept {shown}: it has [tool.icplicense]", f"保留 {shown}：已有 [tool.icplicense]")
    if shared_operator(answers):
        shown = relative(folder.resolve() / answers.operator, Path.cwd())
        yield Text(
            f"no operator file of its own: the service refers to {shown}, which is there already",
            f"未另写经营者清单：本服务引用已有的 {shown}",
        )
    if plan.missing and existing.root != folder.resolve():
        at = relative(existing.root, Path.cwd())
        yield Text(
            f"hooks and CI files work at the repository's root only, which is {at}, so none were written here",
            f"钩子和 CI 文件只在代码仓库根目录（{at}）生效，因此未写入此处",
        )
        if shared_operator(answers) and existing.configured_by in (None, folder.resolve() / PYPROJECT):
            shown, own = relative(existing.root / PYPROJECT, Path.cwd()), (folder / PYPROJECT).as_posix()
            yield Text(
                f"one hook and one CI file for all services: move [tool.icplicense] from {own} (and the other services')"
                f" to {shown}, and run init again",
                f"如需各服务共用一个钩子和一个 CI 文件：请将 [tool.icplicense] 从 {own}（及其他服务的文件）移至 {shown}，"
                "再运行 init",
            )
    for shared in plan.missing:
        yield Text.same("")
        yield shared.addition(relative(existing.root / shared.path, Path.cwd()))


def _fate(folder: Path, file: NewFile, plan: Plan) -> Text:
    from pytest_icplicense.scaffold.plan import PYPROJECT

    shown = (folder / file.path).as_posix()
    saved = shown.rpartition(".bak")[0]
    kept = Text("it is there already", "已存在")
    if file.path == PYPROJECT:
        kept = Text("it has [tool.icplicense]", "已有 [tool.icplicense]")
    elif file.path in plan.left_alone:
        kept = Text("it has more in it than init writes", "其中另有其他内容")
    return {
        "written": Text(f"wrote {shown}", f"写入 {shown}"),
        "saved": Text(f"saved the old {saved} as {shown}", f"原 {saved} 另存为 {shown}"),
        "overwritten": Text(f"overwrote {shown}", f"覆盖 {shown}"),
        "extended": Text(f"added [tool.icplicense] to {shown}", f"在 {shown} 中加入 [tool.icplicense]"),
        "kept": Text(f"kept {shown}: {kept.en}", f"保留 {shown}：{kept.zh}"),
    }[file.action]


def _judged(folder: Path, settings: Settings) -> Judgement:
    """The project as it is now, judged as `icplicense check` would."""
    from pytest_icplicense.compare.judged_state import judge_files
    from pytest_icplicense.files.discovery import find_manifests
    from pytest_icplicense.workspace.workspace import Workspace

    workspace = Workspace(settings, Path.cwd())
    return judge_files(workspace, find_manifests(folder, settings.exclude, settings.folder))


def _open(judgement: Judgement, settings: Settings, answers: Answers) -> list[str]:
    """What is still to be filled in."""
    from pytest_icplicense.model.provision import ROLES
    from pytest_icplicense.reports.closing_lines import ROLE_NAMES
    from pytest_icplicense.scaffold.gaps import gaps

    lang = settings.lang
    found = gaps(judgement)
    if not found:
        return [
            Text(f"everything is in order as of {settings.as_of}", f"截至 {settings.as_of} 全部合规").to(lang)
        ]
    unsaid = Counter(gap.role for gap in found if gap.role is not None)
    found = [gap for gap in found if gap.role is None]
    total = Text(
        f"to put right as of {settings.as_of}: {len(found)}",
        f"截至 {settings.as_of} 须处理：{len(found)} 处",
    )
    out = [total.to(lang)]
    if unsaid:
        roles = [role for role in (*ROLES, "") if unsaid[role]]
        by_role = [f"{ROLE_NAMES[role].to(lang) if role else '-'} {unsaid[role]}" for role in roles]
        said = Text(
            f"open, since nothing is said of it yet: {unsaid.total()} ({', '.join(by_role)}); 'icplicense todo' lists it",
            f"尚未写明、因而尚无定论：{unsaid.total()} 处（{'，'.join(by_role)}）；用 icplicense todo 查看",
        )
        out.append(said.to(lang))
    for path, group in groupby(found, key=_path):
        lines = [gap.to(lang) for gap in group]
        out += ["", Text(f"{path}: {len(lines)}", f"{path}：{len(lines)} 处").to(lang), *lines]
    if answers.license is None:
        more = Text(
            "the license is not known yet: its scope, sites, holder and dates are compared once it is",
            "许可证尚不可用：其许可范围、网站、持证公司和期限待可用后再比对",
        )
        out.append(more.to(lang))
    return out


def _path(gap: Gap) -> str:
    return gap.place.path


def _next(
    judgement: Judgement,
    options: argparse.Namespace,
    plan: Plan,
    answers: Answers,
    existing: Existing,
    lang: str,
) -> list[str]:
    from pytest_icplicense.scaffold.gaps import stops_developers
    from pytest_icplicense.scaffold.steps import steps

    given = options.as_of, options.license, options.policies
    stopped = answers.license is not None and stops_developers(judgement)
    lines = steps(options.folder, plan, answers, existing, *given, stopped=stopped)
    return [Text("next:", "接下来：").to(lang), *(f"    {line.to(lang)}" for line in lines)]
