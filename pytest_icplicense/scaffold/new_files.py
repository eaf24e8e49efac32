"""Writes files into a folder: all of them or none, never over what is there unasked, and never outside the folder."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path

from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.text import IcpError, Text


class FileAction(StrEnum):
    """What becomes of a file."""

    WRITTEN = "written"
    OVERWRITTEN = "overwritten"
    EXTENDED = "extended"
    KEPT = "kept"
    SAVED = "saved"
    """A copy of what the next file overwrites."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be written below a folder, by its path with forward slashes."""

    path: str
    content: bytes
    action: FileAction


class Unwritable(IcpError):
    """Files that cannot be written; nothing was, unless the message says so."""


def planned(folder: Path, path: str, content: bytes, *, overwrite: bool, save: bool = True) -> list[NewFile]:
    """The file with what becomes of it: kept where something is there already, unless it may be overwritten.

    Before what is overwritten comes the copy of it that is to be saved, under a name that is free.

    Raises:
        Unwritable: what is to be saved cannot be read.
    """
    target = folder / path
    if not os.path.lexists(target):
        return [NewFile(path, content, FileAction.WRITTEN)]
    if not overwrite:
        return [NewFile(path, content, FileAction.KEPT)]
    new = NewFile(path, content, FileAction.OVERWRITTEN)
    if not os.path.isfile(target):  # 'write' says what is in the way
        return [new]
    try:
        before = target.read_bytes()
    except OSError as error:
        why = unreadable(error)
        en, zh = f"{target}: {why.en}; nothing was written", f"{target}：{why.zh}；未写入任何文件"
        raise Unwritable(Text(en, zh)) from None
    if before == content:
        return [NewFile(path, content, FileAction.KEPT)]
    return (
        [NewFile(_free(folder, f"{path}.bak"), before, FileAction.SAVED), new] if save and before else [new]
    )


def _free(folder: Path, path: str) -> str:
    names = (path if number == 1 else f"{path}{number}" for number in count(1))
    return next(name for name in names if not os.path.lexists(folder / name))


def write(folder: Path, files: Sequence[NewFile]) -> None:
    """Write the files that are not kept, making folders where they are missing.

    Each is written beside its place first; only when all are there are they renamed, one after the other.

    Raises:
        Unwritable: a file cannot be written, or something is in its way.
    """
    writable = [file for file in files if file.action is not FileAction.KEPT]
    obstacles = [why for file in files for why in _obstacle(folder, file)]
    if obstacles:
        raise Unwritable(
            Text(
                "\n".join(f"{why.en}; nothing was written" for why in obstacles),
                "\n".join(f"{why.zh}；未写入任何文件" for why in obstacles),
            )
        )
    made: list[Path] = []
    staged: list[tuple[Path, Path]] = []
    done: list[str] = []
    named = folder
    try:
        _make(folder, made)
        for file in writable:
            named = folder / file.path
            place = Path(os.path.realpath(named))  # a link that stays inside the folder stays a link
            _make(place.parent, made)
            beside = place.with_name(f".{place.name[:100]}.{os.getpid()}.new")
            with beside.open("xb") as stream:
                staged.append((beside, place))
                stream.write(file.content)
            if place.exists():
                shutil.copymode(place, beside)
        for file, (beside, place) in zip(writable, staged, strict=True):
            named = folder / file.path
            beside.replace(place)
            done.append(file.path)
    except BaseException as error:
        _undo(staged[len(done) :], [] if done else made)
        if not isinstance(error, OSError):
            raise
        raise Unwritable(_failure(named, error, done)) from None


def _make(folder: Path, made: list[Path]) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        made.append(each)


def _undo(staged: Sequence[tuple[Path, Path]], made: Sequence[Path]) -> None:
    for beside, _ in staged:
        with contextlib.suppress(OSError):
            beside.unlink()
    for each in reversed(made):
        with contextlib.suppress(OSError):
            each.rmdir()


def _failure(named: Path, error: OSError, done: Sequence[str]) -> Text:
    why = unwritable(error)
    written = ", ".join(done)
    return Text(
        f"{named}: {why.en}; {f'written before that: {written}' if done else 'nothing was written'}",
        f"{named}：{why.zh}；{f'此前已写入：{written}' if done else '未写入任何文件'}",
    )


def unwritable(error: OSError) -> Text:
    """Why the operating system would not let a file be written, in words."""
    if isinstance(error, PermissionError):
        return Text("no permission to write here", "没有写入权限")
    if isinstance(error, NotADirectoryError | FileExistsError):
        return Text("something that is no folder is in the way", "路径中有不是文件夹的文件")
    return unreadable(error)


def _obstacle(folder: Path, file: NewFile) -> Iterator[Text]:
    """What is in the way of a file, if anything is."""
    target = folder / file.path
    between = [each for each in target.parents if each.is_relative_to(folder) and each != folder]
    for above in reversed(between):
        if os.path.lexists(above) and not os.path.isdir(above):
            yield Text(
                f"{above} is not a folder, so {file.path} cannot be written; move it away",
                f"{above} 不是文件夹，无法写入 {file.path}；请先移走",
            )
            return
    if os.path.isdir(target):
        yield Text(
            f"{target} is a folder, not a file; move it away", f"{target} 是文件夹而不是文件；请先移走"
        )
    elif os.path.islink(target) and not os.path.exists(target):
        yield Text(f"{target} is a broken link; remove it", f"{target} 是失效的链接；请先删除")
    elif file.action is not FileAction.KEPT and not _inside(target, folder):
        yield Text(
            f"{target} leads out of {folder} through a symbolic link; write it by hand",
            f"{target} 经符号链接指向 {folder} 之外；请手工编写",
        )


def _inside(target: Path, folder: Path) -> bool:
    return Path(os.path.realpath(target)).is_relative_to(os.path.realpath(folder))
