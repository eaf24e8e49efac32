"""`icplicense init`: write the manifests, configuration, commit hook and CI file of a project, and say what is open."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense.cli.options import WrongUse, add_judging, settings_for, unusable
from pytest_icplicense.cli.screen import Screen
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from pytest_icplicense.scaffold.existing import Existing
    from pytest_icplicense.scaffold.gaps import Gap
    from pytest_icplicense.scaffold.newfiles import NewFile
    from pytest_icplicense.scaffold.templates import Answers
    from pytest_icplicense.settings import Settings

HOOKS, WORKFLOW, GITLAB = ".pre-commit-config.yaml", ".github/workflows/license.yml", ".gitlab-ci.yml"
PYPROJECT = "pyproject.toml"


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="where to write; made if missing (here) · 写入位置，没有则新建（默认当前文件夹）",
    )
    parser.add_argument("--name", help="name of the service (that of the project) · 服务名称（默认同项目名）")
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
        help="CI files to write (the server that the repository uses) · CI 文件（默认按代码库判断）",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="overwrite files that are there (they are kept) · 覆盖已有文件（默认保留）",
    )
    add_judging(parser)


def run(options: argparse.Namespace) -> int:
    """Write, judge and report: 0 when the files are there, whatever is still open; 2 when nothing could be written."""
    from pytest_icplicense import library as libraries
    from pytest_icplicense.cli.interview import interview
    from pytest_icplicense.scaffold import newfiles
    from pytest_icplicense.scaffold.existing import look
    from pytest_icplicense.settings import BadSetting

    folder: Path = options.folder
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise WrongUse(Text(f"{folder} is not a folder", f"{folder} 不是文件夹"))
    try:
        existing = look(folder)
        settings = settings_for(options, folder)
        library = libraries.load(settings.policies, settings.licenses)
        if library.problems:
            raise unusable(library)
        answers, server = interview(options, existing, library, settings.lang)
        files = _files(answers, server, existing, settings, options)
    except BadSetting as error:
        raise WrongUse(Text(error.problem.to("en"), error.problem.to("zh"))) from None
    except PermissionError as error:
        why = newfiles.unwritable(error)
        raise WrongUse(Text(f"{folder}: {why.en}", f"{folder}：{why.zh}")) from None
    try:
        newfiles.write(folder, files)
    except newfiles.Unwritable as error:
        raise WrongUse(error.message) from None
    screen, lang = Screen(sys.stdout), settings.lang
    out = [_fate(folder / file.path, file, lang) for file in files]
    if existing.configured_by and existing.configured_by.parent != folder.resolve():
        out.append(_kept_above(existing.configured_by).to(lang))
    out += [note.to(lang) for note in _notes(folder, answers, server, files, settings)]
    out += ["", *_open(folder, options, answers), "", *_next(folder, files, lang)]
    screen.write("\n".join(out) + "\n")
    return 0


def _files(
    answers: Answers, server: str, existing: Existing, settings: Settings, options: argparse.Namespace
) -> list[NewFile]:
    from pytest_icplicense.scaffold import templates
    from pytest_icplicense.scaffold.existing import extended
    from pytest_icplicense.scaffold.newfiles import Fate, NewFile, planned

    folder: Path = options.folder
    lang, library = answers.lang, answers.library
    service = _service_file(answers, existing)
    own = {service, answers.operator} - {f"{answers.name}.icp.yaml", templates.OPERATOR_FILE}
    if service == answers.operator:  # both in one file, which is not what would be written
        own.add(service)
    texts = {
        service: templates.service_manifest(answers),
        answers.operator: templates.operator_manifest(answers),
        ".icplicense/service.schema.json": templates.schema_file(library, "service"),
        ".icplicense/operator.schema.json": templates.schema_file(library, "operator"),
        HOOKS: templates.pre_commit_hooks(lang, own_policies=bool(settings.policies)),
    }
    if server in ("github", "both"):
        texts[WORKFLOW] = templates.ci_file("github", lang)
    if server in ("gitlab", "both"):
        texts[GITLAB] = templates.ci_file("gitlab", lang)
    files = [
        planned(folder, path, text.encode(), overwrite=options.force and path not in own)
        for path, text in texts.items()
    ]
    if existing.configured_by is None:
        base = folder.resolve()
        licenses, policies = (
            [_relative(Path(path).resolve(), base) for path in paths]
            for paths in (options.license, options.policies)
        )
        table = templates.settings_table(lang, licenses, policies)
        content = extended(existing.pyproject or b"", table, folder / PYPROJECT)
        fate = Fate.WRITTEN if existing.pyproject is None else Fate.EXTENDED
        files.insert(2, NewFile(PYPROJECT, content, fate))
    elif existing.configured_by.parent == folder.resolve():
        files.insert(2, NewFile(PYPROJECT, b"", Fate.KEPT))
    return files


def _service_file(answers: Answers, existing: Existing) -> str:
    """The file of the service: the one that is there under this name, else one named after it."""
    for document in existing.services:
        if document.tree.get("name") == answers.name:
            return document.file.name
    return f"{answers.name}.icp.yaml"


def _relative(path: Path, base: Path) -> str:
    try:
        return Path(os.path.relpath(path, base)).as_posix()
    except ValueError:  # another drive on Windows
        return path.as_posix()


def _fate(path: Path, file: NewFile, lang: str) -> str:
    shown = path.as_posix()
    kept = (
        Text("it has [tool.icplicense]", "已有 [tool.icplicense]")
        if file.path == PYPROJECT
        else Text("it is there already", "已存在")
    )
    return {
        "written": Text(f"wrote {shown}", f"写入 {shown}"),
        "overwritten": Text(f"overwrote {shown}", f"覆盖 {shown}"),
        "extended": Text(f"added [tool.icplicense] to {shown}", f"在 {shown} 中加入 [tool.icplicense]"),
        "kept": Text(f"kept {shown}: {kept.en}", f"保留 {shown}：{kept.zh}"),
    }[file.fate].to(lang)


def _kept_above(file: Path) -> Text:
    shown = _relative(file, Path.cwd())
    return Text(f"kept {shown}: it has [tool.icplicense]", f"保留 {shown}：已有 [tool.icplicense]")


def _notes(
    folder: Path, answers: Answers, server: str, files: list[NewFile], settings: Settings
) -> list[Text]:
    """What a person has to do by hand."""
    from pytest_icplicense.documents.repository import repository_root
    from pytest_icplicense.scaffold import templates
    from pytest_icplicense.scaffold.newfiles import Fate

    notes = []
    kept = [file.path for file in files if file.fate is Fate.KEPT]
    hooks = templates.pre_commit_hooks(answers.lang, own_policies=bool(settings.policies))
    for path, sign, lines in (
        (HOOKS, "icplicense-check", hooks.partition("repos:\n")[2]),
        (
            GITLAB,
            "pytest-icplicense",
            "license:\n" + templates.ci_file("gitlab", "en").partition("\nlicense:\n")[2],
        ),
    ):
        if path in kept and sign.encode() not in _content(folder / path):
            shown = "\n".join(f"    {line}" for line in lines.rstrip().splitlines())
            notes.append(
                Text(
                    f"add to {(folder / path).as_posix()}:\n{shown}",
                    f"请加入 {(folder / path).as_posix()}：\n{shown}",
                )
            )
    root = repository_root(folder)
    if root != folder.resolve() and {HOOKS, WORKFLOW, GITLAB} - set(kept) and server != "none":
        at = _relative(root, Path.cwd())
        notes.append(
            Text(
                f"the repository's root is {at}: pre-commit and CI servers read their files there only; move them",
                f"代码库根目录是 {at}：pre-commit 和 CI 只读取该处的文件；请移过去",
            )
        )
    if answers.number and answers.license is None:
        file = f"licenses/{answers.number}.yaml"
        notes.append(
            Text(
                f"license {answers.number} is not known: write its file, for example {file} ('icplicense schema"
                f' license\' says how), and set licenses = ["licenses"] in [tool.icplicense]',
                f"未知的许可证 {answers.number}：请编写其文件，例如 {file}（格式见 icplicense schema license），"
                '并在 [tool.icplicense] 中设置 licenses = ["licenses"]',
            )
        )
    return notes


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _open(folder: Path, options: argparse.Namespace, answers: Answers) -> list[str]:
    """What is still to be filled in, judged as `icplicense check` would."""
    from pytest_icplicense.discovery import find_manifests
    from pytest_icplicense.judgement import judge_files
    from pytest_icplicense.scaffold.gaps import gaps
    from pytest_icplicense.workspace import Workspace

    settings = settings_for(options, folder)
    lang = settings.lang
    workspace = Workspace(settings, Path.cwd())
    judgement = judge_files(workspace, find_manifests(folder, settings.exclude, settings.folder))
    found = gaps(judgement)
    if not found:
        return [
            Text(f"everything is in order as of {settings.as_of}", f"截至 {settings.as_of} 全部合规").to(lang)
        ]
    total = Text(
        f"still to fill in as of {settings.as_of}: {len(found)}",
        f"截至 {settings.as_of} 待填写：{len(found)} 处",
    )
    out = [total.to(lang)]
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


def _next(folder: Path, files: list[NewFile], lang: str) -> list[str]:
    commands = ["icplicense check", "pre-commit install"]
    if folder.resolve() != Path.cwd().resolve():
        commands.insert(0, f"cd {shlex.quote(str(folder))}")
    return [Text("next:", "接下来：").to(lang), *(f"    {command}" for command in commands)]
