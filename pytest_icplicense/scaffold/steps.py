"""What is to be done after `icplicense init`, in order: lines for a shell, with what only a person can do as comments."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from pytest_icplicense import is_manifest
from pytest_icplicense.documents import read
from pytest_icplicense.library import settings
from pytest_icplicense.model.manifest import SERVICE
from pytest_icplicense.model.number import NOBODYS_NUMBER
from pytest_icplicense.scaffold.existing import Existing
from pytest_icplicense.scaffold.hooks_and_ci import GITLAB, HOOKS, WITHOUT_CODE, WORKFLOW
from pytest_icplicense.scaffold.new_files import FileAction, NewFile
from pytest_icplicense.scaffold.plan import PYPROJECT, Plan, relative
from pytest_icplicense.scaffold.templates import (
    ENTRY_WITHOUT_LICENSE,
    Answers,
    own_numbers,
)
from pytest_icplicense.text import Text, enumeration

_FOLDER = r"(?:/|[A-Za-z]:/)[^\"\n]*"
"""An absolute path, where a repository's address may be."""


def steps(
    folder: Path,
    plan: Plan,
    answers: Answers,
    existing: Existing,
    as_of: str | None,
    licenses: Sequence[str],
    policies: Sequence[str],
    *,
    stopped: bool,
) -> Iterator[Text]:
    """The lines; `as_of`, `licenses` and `policies` are what the options of `init` gave, which `check` must know as well.

    `stopped`: the commit hook that is written would stop each commit as the project stands.
    """
    if folder.resolve() != Path.cwd().resolve():
        yield Text.same(f"cd {_word(str(folder))}")
    yield from _to_fill_in(folder, plan, answers)
    yield Text.same(" ".join(map(_word, _check(folder, existing, as_of, licenses, policies))))
    yield from _judged_together(folder, existing, licenses)
    yield from _to_be_collected(plan, existing)
    yield from _commits(plan, existing, stopped=stopped)


def _to_fill_in(folder: Path, plan: Plan, answers: Answers) -> Iterator[Text]:
    """What the files that were written still lack."""
    open_files = [each.path for each in plan.files if _lacks_number(folder, each)]
    if open_files:
        names = enumeration(open_files, " and ")
        what = Text("the number of your license", "许可证编号")
        if answers.number:
            what = Text(f"{answers.number} as the number of your license", f"许可证编号 {answers.number}")
        yield Text(f"# write {what.en} in {names.en}", f"# 在 {names.zh} 中填写{what.zh}")
    if bare := [each.path for each in plan.files if _declares_no_feature(folder, each)]:
        names = enumeration(bare, " and ")
        yield Text(
            f"# list under 'features' in {names.en} all that a user can do, each with its kind, which"
            " 'icplicense explain features' lists",
            f"# 在 {names.zh} 的 features 中列出用户能用到的全部功能，并写明种类（icplicense explain features 列出种类）",
        )
    own = own_numbers(answers.library)
    if answers.number is None and len(own) > 1:
        yield Text(
            f"# or take what one of {', '.join(own)} says: icplicense init --force --license-number NUMBER",
            f"# 或按 {'、'.join(own)} 之一填写：icplicense init --force --license-number 编号",
        )
    elif answers.license is None and (answers.number or open_files):
        yield from _license(folder, answers)


def _check(
    folder: Path, existing: Existing, as_of: str | None, licenses: Sequence[str], policies: Sequence[str]
) -> list[str]:
    """The command that judges them."""
    check = ["icplicense", "check", *(["--as-of", as_of] if as_of else [])]
    if existing.configured_by is not None:  # else they stand in the table that was written
        chosen = settings.load(folder)
        for option, paths, known in (
            ("--license", licenses, chosen.licenses),
            ("--policies", policies, chosen.policies),
        ):
            new = [full for path in paths if (full := Path(path).resolve()) not in known]
            check += [word for path in new for word in (option, relative(path, folder.resolve()))]
    return check


def _judged_together(folder: Path, existing: Existing, licenses: Sequence[str]) -> Iterator[Text]:
    """What other services of the repository need, to know the same licenses."""
    here, root = folder.resolve(), existing.root
    shared = [path for path in map(Path, licenses) if not path.resolve().is_relative_to(here)]
    if existing.configured_by is None and shared and here != root.resolve():
        table = relative(root / PYPROJECT, here)
        listed = ", ".join(f'"{relative(path.resolve(), root)}"' for path in shared)
        yield Text(
            f"# to judge several services together: licenses = [{listed}] in [tool.icplicense] of {table}",
            f"# 如需一并判定多个服务：在 {table} 的 [tool.icplicense] 中设置 licenses = [{listed}]",
        )


def _to_be_collected(plan: Plan, existing: Existing) -> Iterator[Text]:
    """What keeps pytest, the hook or CI from judging them as they stand."""
    manifests = [each.path for each in plan.files if is_manifest(each.path)]
    if unseen := [each for each in manifests if existing.testpaths and not _looked_at(each, existing)]:
        yield Text(
            f"# add \".\" to 'testpaths' in {PYPROJECT}: pytest does not look at {' and '.join(unseen)}",
            f'# 在 {PYPROJECT} 的 testpaths 中加入 "."：pytest 不会收集 {"、".join(unseen)}',
        )
    for path in plan.unsafe:
        yield Text(
            f"# in {path}, keep pytest from code and settings of the change, which could end it with 0: {WITHOUT_CODE}",
            f"# 在 {path} 中为 pytest 加上 {WITHOUT_CODE}：否则变更中的代码和设置可使其以 0 退出",
        )
    if existing.ci == "none" and not {WORKFLOW, GITLAB} & {each.path for each in plan.files}:
        yield Text(
            "# no CI file was written, since this server reads neither GitHub's nor GitLab's:"
            " have its pipeline run 'pip install pytest-icplicense' and 'icplicense check'",
            "# 未写入 CI 文件：此服务器不读取 GitHub 或 GitLab 的 CI 文件；"
            "请在其流水线中运行 pip install pytest-icplicense 和 icplicense check",
        )
    from_here = re.search(rf"(?m)^ *- repo: \"?({_FOLDER})\"?$", _written(plan, HOOKS))
    if from_here:
        yield Text(
            f"# {HOOKS} installs from {from_here[1]}, which only this machine has, and CI from your package index:"
            " name a repository there that others reach",
            f"# {HOOKS} 从本机的 {from_here[1]} 安装，CI 从软件包索引安装：请改为他人可访问的代码仓库",
        )


def _commits(plan: Plan, existing: Existing, *, stopped: bool) -> Iterator[Text]:
    if not existing.under_git or not plan.hooked:
        return
    yield Text.same("pre-commit install")
    if stopped and any(each.path == HOOKS and each.action == FileAction.WRITTEN for each in plan.files):
        yield Text(
            "# commits are stopped until what is critical, or for developers to answer, is put right;"
            f" 'entry: {ENTRY_WITHOUT_LICENSE}' in {HOOKS} stops only what newly fails, once these files are committed"
            " ('git commit --no-verify')",
            "# 关键事项和由开发负责的事项改正之前，提交会被拦下；"
            f"先以 git commit --no-verify 提交这些文件，再在 {HOOKS} 中改为 entry: {ENTRY_WITHOUT_LICENSE}，"
            "则只拦下新增的不合规项",
        )


def _written(plan: Plan, path: str) -> str:
    """What is written into a file now; nothing where it is kept."""
    kept = (FileAction.KEPT, FileAction.SAVED)
    found = (each.content for each in plan.files if each.path == path and each.action not in kept)
    return next(found, b"").decode()


def _license(folder: Path, answers: Answers) -> Iterator[Text]:
    """How the license itself becomes known."""
    config = settings.find(folder) or folder / PYPROJECT
    chosen, here = settings.load(folder), folder.resolve()
    listed = next((each for each in chosen.licenses if each.is_dir()), config.parent / "licenses")
    number = answers.number or "NAME"
    what = (
        Text(f"license {number}", f"许可证 {number} ") if answers.number else Text("your license", "许可证")
    )
    yield Text(
        f"# make a license file of the text of {what.en} (FILE)", f"# 将{what.zh}的文本（FILE）转为许可证文件"
    )
    yield Text.same(f"icplicense import FILE -o {_word(f'{relative(listed, here)}/{number}.yaml')}")
    if listed in chosen.licenses:
        return
    table, name = relative(config, here), listed.name
    en, zh = f"in [tool.icplicense] of {table}", f"在 {table} 的 [tool.icplicense] 中"
    if chosen.licenses:
        yield Text(f"# add \"{name}\" to 'licenses' {en}", f'# {zh}将 "{name}" 加入 licenses')
    else:
        yield Text(f'# set licenses = ["{name}"] {en}', f'# {zh}设置 licenses = ["{name}"]')


def _looked_at(manifest: str, existing: Existing) -> bool:
    """Whether pytest without arguments finds it, which lies beside `pyproject.toml`."""
    return any(
        fnmatch(manifest, posixpath.normpath(each)) or posixpath.normpath(each) == "."
        for each in existing.testpaths
    )


def _word(text: str) -> str:
    """A word for a shell, in quotes only where it needs them; Chinese does not."""
    return text if re.fullmatch(r"[\w+./-]+", text) else shlex.quote(text)


def _lacks_number(folder: Path, file: NewFile) -> bool:
    """Whether a manifest, as it is now, has the placeholder in place of a number."""
    if not is_manifest(file.path):
        return False
    trees = [each.tree for each in read(folder / file.path).documents if isinstance(each.tree, dict)]
    return any(
        NOBODYS_NUMBER in (*_listed(tree.get("license")), *_listed(tree.get("licenses"))) for tree in trees
    )


def _declares_no_feature(folder: Path, file: NewFile) -> bool:
    """Whether a service, as it is now, has nothing that a user can do: as init writes it, where it knows of nothing."""
    if not is_manifest(file.path):
        return False
    documents = read(folder / file.path).documents
    return any(each.kind == SERVICE and each.tree.get("features") == [] for each in documents)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
