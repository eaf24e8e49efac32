"""Files with other contents, some added and some removed, and nothing written: a policy's violation, unsaved text."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from pytest_icplicense.files.errors import checked, failure
from pytest_icplicense.files.files import Files, Kind, Status, Tracked, is_folder


class Overlay:
    """The files of `below`, some with other contents; see `Files`. What is given does not change afterwards.

    A content is laid over the file that its path leads to, as an editor saves through links; None removes that file. The
    folders that a file needs come to be; none goes away with its last file. `stat`, `read` and `listdir` may miss what a
    link names by a way through a folder that is only here, and back (`new/../page.html`); `resolve` finds it.
    """

    def __init__(self, below: Files, contents: Mapping[Path, bytes | None]) -> None:
        """
        Raises:
            ValueError: a path leads to a folder, or another one leads into it.
        """
        self.below = below
        self._contents = {below.resolve(path): content for path, content in contents.items()}
        for file, content in self._contents.items():
            if (content is not None and file in self._folders) or is_folder(below, file):
                raise ValueError(f"a folder, which no content can be laid over: {file}")

    @cached_property
    def _folders(self) -> dict[Path, dict[str, Kind]]:
        """Every folder on the way to an added file, with the names that are added to it."""
        folders: dict[Path, dict[str, Kind]] = {}
        for file, content in self._contents.items():
            if content is None:
                continue
            kind: Kind = "file"
            for path in (file, *file.parents):
                names = folders.setdefault(path.parent, {})
                if path.name in names or path == path.parent:
                    break
                names[path.name] = kind
                kind = "folder"
        return folders

    @cached_property
    def _removed(self) -> dict[Path, set[str]]:
        """The names that are removed, by folder."""
        removed: dict[Path, set[str]] = {}
        for file, content in self._contents.items():
            if content is None:
                removed.setdefault(file.parent, set()).add(file.name)
        return removed

    def stat(self, path: Path, *, links: bool = True) -> Status:
        """See `Files`."""
        path = self._as_below(path)
        real = self.below.resolve(path) if links else self._unfollowed(path)
        if real in self._folders:
            return Status("folder")
        if real not in self._contents:
            return self.below.stat(path, links=links)
        return Status("file", len(self._content(real)))

    def read(self, file: Path, most: int | None = None, *, links: bool = True) -> bytes:
        """See `Files`."""
        path = self._as_below(file)
        real = self.below.resolve(path) if links else self._unfollowed(path)
        if real in self._folders:
            raise failure(errno.EISDIR, file)
        if real not in self._contents:
            return self.below.read(path, most, links=links)
        content = self._content(real)
        if most is not None and len(content) > most:
            raise failure(errno.EFBIG, file)
        return content

    def listdir(self, folder: Path) -> Mapping[str, Kind]:
        """See `Files`."""
        path = self._as_below(folder)
        real = self.below.resolve(path)
        if real in self._contents and real not in self._folders:
            self._content(real)
            raise failure(errno.ENOTDIR, folder)
        added, removed = self._folders.get(real), self._removed.get(real, ())
        try:
            found = self.below.listdir(path)
        except (FileNotFoundError, NotADirectoryError):
            if added is None:
                raise
            found = {}
        return {name: kind for name, kind in found.items() if name not in removed} | (added or {})

    def resolve(self, path: Path) -> Path:
        """See `Files`."""
        return self.below.resolve(self._as_below(path))

    def tracked(self, root: Path) -> Tracked | None:
        """See `Files`. What is added counts as listed: nobody can ask git whether it would ignore what is nowhere."""
        known = self.below.tracked(root)
        if known is None or not self._contents:
            return known
        listed = dict.fromkeys(known.paths)
        for path, added in self._inside(root):
            if added:
                listed[path] = None
            else:
                listed.pop(path, None)
        return known._replace(paths=list(listed))

    def _inside(self, root: Path) -> Iterator[tuple[str, bool]]:
        """What is laid over below `root`, relative to it with forward slashes, and whether it is added."""
        real = self.resolve(root)
        for file, content in self._contents.items():
            if file.is_relative_to(real) and ".git" not in (inside := file.relative_to(real)).parts:
                yield inside.as_posix(), content is not None

    def has(self, path: Path) -> bool:
        """Whether a content is laid over `path`."""
        return self._contents.get(self.below.resolve(path)) is not None

    def laid(self, root: Path) -> Iterator[str]:
        """The files below `root` that a content is laid over, relative to it with forward slashes."""
        return (path for path, added in self._inside(root) if added)

    def _content(self, real: Path) -> bytes:
        content = self._contents[real]
        if content is None:
            raise failure(errno.ENOENT, real)
        return content

    def _unfollowed(self, path: Path) -> Path:
        """The path with all links followed but for one at its end."""
        if path.name in ("", ".."):
            return self.below.resolve(path)
        return self.below.resolve(path.parent) / path.name

    def _as_below(self, path: Path) -> Path:
        """The same absolute path as `below` can follow it: without the ways into folders that are only here, and out."""
        path = checked(path)
        if ".." not in path.parts:
            return path
        here = Path(path.anchor)
        for part in path.parts[1:]:
            if part == ".." and (real := self.below.resolve(here)) in self._folders:
                here = real.parent
            else:
                here /= part
        return here


def laid_over(files: Files, path: Path) -> bool:
    """Whether a content is laid over `path`: git need not list such a file."""
    return any(each.has(path) for each in _overlays(files))


def all_laid(files: Files, root: Path) -> frozenset[str]:
    """The files below `root` that a content is laid over, relative to it with forward slashes."""
    return frozenset(path for each in _overlays(files) for path in each.laid(root))


def _overlays(files: Files) -> Iterator[Overlay]:
    while isinstance(files, Overlay):
        yield files
        files = files.below


class _Empty:
    """One folder with nothing in it, and those on the way to it: no disk is asked."""

    __slots__ = ("_folders",)

    def __init__(self, root: Path) -> None:
        self._folders = {root, *root.parents}

    def stat(self, path: Path, *, links: bool = True) -> Status:
        if self.resolve(path) not in self._folders:
            raise failure(errno.ENOENT, path)
        return Status("folder")

    def read(self, file: Path, most: int | None = None, *, links: bool = True) -> bytes:
        raise failure(errno.EISDIR if self.resolve(file) in self._folders else errno.ENOENT, file)

    def listdir(self, folder: Path) -> Mapping[str, Kind]:
        self.stat(folder)
        here = self.resolve(folder)
        return {each.name: "folder" for each in self._folders if each.parent == here != each}

    def resolve(self, path: Path) -> Path:
        return Path(os.path.normpath(checked(path)))

    def tracked(self, root: Path) -> Tracked:
        return Tracked([])


def memory(root: Path, contents: Mapping[str, str | bytes]) -> Overlay:
    """A repository at the absolute path `root` that is nowhere on the disk: its files by path, all of them listed.

    Raises:
        ValueError: a path is a folder on the way to another.
    """
    laid = {
        root / path: content.encode() if isinstance(content, str) else content
        for path, content in contents.items()
    }
    return Overlay(_Empty(Path(os.path.normpath(root))), laid)
