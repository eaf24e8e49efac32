"""What a folder already says of the project that `icplicense init` is to write: names, manifests, configuration, CI."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_icplicense import is_manifest
from pytest_icplicense.documents import Document, Problem, read
from pytest_icplicense.documents.syntax_errors import of_toml
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.files.repository import repository_root
from pytest_icplicense.library import settings
from pytest_icplicense.library.settings import BadSetting
from pytest_icplicense.model.manifest import OPERATOR, SERVICE
from pytest_icplicense.scaffold.from_repository import project_name
from pytest_icplicense.text import Text


@dataclass(frozen=True, slots=True)
class Existing:
    """What was found in a folder, or what it would be named after."""

    name: str
    """The project's name in `pyproject.toml`, another package file or the git remote, else the folder's."""
    services: tuple[Document, ...]
    operators: tuple[Document, ...]
    elsewhere: tuple[Document, ...]
    """The operators in other folders of the repository, each in a file that can be referred to."""
    root: Path
    """The repository's root; the folder itself where there is no repository."""
    pyproject: bytes | None
    configured_by: Path | None
    """The `pyproject.toml`, here or above, that has the table `[tool.icplicense]`."""
    ci: str
    """`github`, `gitlab` or `both`; `none` where the server reads the files of neither."""
    testpaths: tuple[str, ...]
    """Where pytest looks when it is told nothing, by `pyproject.toml`; empty where it looks everywhere."""

    @property
    def under_git(self) -> bool:
        """Whether there is a repository at all."""
        return os.path.lexists(self.root / ".git")


def look(folder: Path) -> Existing:
    """Look into a folder, which need not exist.

    Raises:
        BadSetting: its `pyproject.toml` cannot be read, or is not TOML; a setting that holds here is wrong.
    """
    pyproject, tree = _pyproject(folder / settings.FILE)
    project = tree.get("project")
    named = project.get("name") if isinstance(project, dict) else None
    documents = [document for file in _manifests(folder) for document in read(file, file.name).documents]
    root = repository_root(folder)
    elsewhere = None if isinstance(named, str) else project_name(folder, root)
    return Existing(
        name=named if isinstance(named, str) else elsewhere or folder.resolve().name,
        services=tuple(document for document in documents if document.kind == SERVICE),
        operators=tuple(document for document in documents if document.kind == OPERATOR),
        pyproject=pyproject,
        elsewhere=_elsewhere(folder, root),
        root=root,
        configured_by=settings.find(folder),
        ci=_ci(root),
        testpaths=_testpaths(tree),
    )


def extended(pyproject: bytes, table: str, file: Path) -> bytes:
    """`pyproject.toml` with the table after what is there, which stays byte for byte; its line ends are used.

    Raises:
        BadSetting: the file is so written that no table can be added at its end.
    """
    end = "\r\n" if b"\r\n" in pyproject else "\n"
    gap = "" if not pyproject else end if pyproject.endswith((b"\n", b"\r")) else end * 2
    whole = pyproject + (gap + table.replace("\n", end)).encode()
    try:
        tomllib.loads(whole.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError:
        before = re.split(rb"(?m)^[ \t]*tool\b", pyproject, maxsplit=1)
        line = before[0].count(b"\n") + 1 if len(before) > 1 else 1
        message = Text(
            "'tool' is written so that no table [tool.icplicense] can follow; write it as [tool.…] tables",
            "tool 的写法使其后无法加入 [tool.icplicense] 表；请改写为 [tool.…] 表",
        )
        raise BadSetting(Problem(file.as_posix(), line, 1, message)) from None
    return whole


def _manifests(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if is_manifest(file.name))
    except OSError:  # nothing is there yet; that it cannot be written to is said when it is
        return []


def _elsewhere(folder: Path, root: Path) -> tuple[Document, ...]:
    here, found = folder.resolve(), []
    chosen = settings.load(folder)
    for file in find_manifests(root, chosen.exclude, chosen.folder) if root.is_dir() else ():
        if file.resolve().parent != here:
            operators = [each for each in read(file).documents if each.kind == OPERATOR]
            found += operators if len(operators) == 1 else []
    return tuple(found)


def _pyproject(file: Path) -> tuple[bytes | None, Mapping[str, Any]]:
    if not os.path.lexists(file) or os.path.isdir(file):
        return None, {}
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadSetting(Problem(file.as_posix(), 1, 1, unreadable(error))) from None
    return data, _parsed(data, file)


def _parsed(data: bytes, file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        line, column, why = of_toml(error, data)
        message = Text(f"{why.en}; nothing was written", f"{why.zh}；未写入任何文件")
        raise BadSetting(Problem(file.as_posix(), line, column, message)) from None


def _testpaths(tree: Mapping[str, Any]) -> tuple[str, ...]:
    """pytest takes a list, or words in one string; what it would refuse is left to it."""
    found: Any = tree
    for key in ("tool", "pytest", "ini_options", "testpaths"):
        found = found.get(key) if isinstance(found, dict) else None
    words = found.split() if isinstance(found, str) else found if isinstance(found, list) else []
    return tuple(word for word in words if isinstance(word, str))


_OTHERS = (
    "gitee.com",
    "gitcode.com",
    "gitcode.net",
    "codeup.aliyun.com",
    "coding.net",
    "bitbucket.org",
    "dev.azure.com",
)
"""Servers whose pipelines are files of their own."""


def _ci(root: Path) -> str:
    """The server that the repository uses, by its files, else by its remotes; GitHub where nothing tells.

    Not both: a file that no server reads looks like a check that runs.
    """
    gitlab, github = (os.path.lexists(root / name) for name in (".gitlab-ci.yml", ".github"))
    if gitlab or github:
        return "both" if gitlab and github else "gitlab" if gitlab else "github"
    try:
        remotes = re.findall(r"^\s*url\s*=\s*(\S+)", (root / ".git/config").read_text("utf-8"), re.MULTILINE)
    except (OSError, UnicodeDecodeError):
        remotes = []
    servers = [remote.lower() for remote in remotes]
    if any("gitlab" in each for each in servers):
        return "gitlab"
    return "none" if servers and all(any(host in each for host in _OTHERS) for each in servers) else "github"
