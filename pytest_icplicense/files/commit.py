"""The files of a commit, read through git without a checkout."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, NamedTuple

from pytest_icplicense.files.disk import DISK
from pytest_icplicense.files.errors import Withheld, checked, failure
from pytest_icplicense.files.files import Kind, Status, Tracked
from pytest_icplicense.files.git import Git, NoCommit, refusal
from pytest_icplicense.files.lfs import MOST_BYTES, Pointer, pointer_in
from pytest_icplicense.text import Text

_LINK, _SUBMODULE = "120000", "160000"
_MOST_LINKS = 40
"""Links that one path may lead through: the limit of Linux."""
_MOST_LINK_BYTES = 4096
_IN_A_SUBMODULE = Text(
    "in a submodule, which is a repository of its own", "位于子模块中；子模块是独立的代码仓库"
)


class _Entry(NamedTuple):
    mode: str
    name: str
    """Of the object that has the content."""


class Commit:
    """The files of a commit, each where the working tree has it; what lies outside the repository is read from disk.

    A link is followed inside the commit; one that leads out of it leads nowhere, since git does not have what is there.
    """

    def __init__(self, git: Git, name: str | None) -> None:
        """`name` is the commit's; None: a repository without commits has no files.

        Raises:
            NoCommit: git cannot list its files.
        """
        self.root = git.root
        self.name = name
        self.lost: dict[Path, OSError] = {}
        """Files of the commit whose content git turned out not to have here, by their path."""
        self._git = git
        self._entries: dict[str, _Entry] = {}
        self._folders: dict[str, set[str]] = {str(self.root): set()}
        self._sizes: dict[str, int] = {}
        self._submodules: set[str] = set()
        """Folders that are repositories of their own: git has their commit's name here, and not what is in them."""
        if name is not None:
            self._list(name)

    def _list(self, commit: str) -> None:
        done = self._git.ask("ls-tree", "-r", "-z", "--full-tree", commit)
        if done.returncode:
            raise NoCommit(refusal(done.stderr, self.root))
        root = str(self.root)
        for line in done.stdout.split(b"\0")[:-1]:
            facts, _, path = line.partition(b"\t")
            mode, _, named = facts.decode("ascii").split(" ")
            here = os.path.join(root, *os.fsdecode(path).split("/"))
            if mode == _SUBMODULE:
                self._submodules.add(here)
                continue
            self._entries[here] = _Entry(mode, named)
            while here != root:  # strings, since a commit may have a hundred thousand files
                here, name = os.path.split(here)
                names = self._folders.setdefault(here, set())
                if name in names:
                    break
                names.add(name)

    def changed(self) -> Iterator[str]:
        """The tracked files of the working tree that are not what the commit has, from the root."""
        return self._git.changed(self.name or "HEAD")

    def stat(self, path: Path, *, links: bool = True) -> Status:
        """See `Files`. A commit never changes; the repository itself is there in every one."""
        found = self._found(path, links)
        if found is None:
            return DISK.stat(path, links=links)
        if str(found) in self._folders or found == self.root / ".git":
            return Status("folder")
        entry = self._entry(found)
        if entry.mode == _LINK:
            return Status("link")
        with self._noting_loss(found):
            pointer = self._pointer(entry)
            return Status("file", pointer.size if pointer else self._size(entry))

    def read(self, file: Path, most: int | None = None, *, links: bool = True) -> bytes:
        """See `Files`."""
        found = self._found(file, links)
        if found is None:
            return DISK.read(file, most, links=links)
        entry = self._entry(found)
        if entry.mode == _LINK:
            raise failure(errno.ELOOP, file)
        with self._noting_loss(found):
            pointer = self._pointer(entry)
            size = pointer.size if pointer else self._size(entry)
            if most is None or size <= most:
                return pointer.read(self._git.shared) if pointer else self._content(entry)
        raise failure(errno.EFBIG, file)

    def listdir(self, folder: Path) -> dict[str, Kind]:
        """See `Files`. The repository itself is not listed: nothing of it is the commit's."""
        found = self._found(folder, links=True)
        if found is None:
            return DISK.listdir(folder)
        if str(found) not in self._folders:
            raise failure(errno.ENOTDIR if str(found) in self._entries else errno.ENOENT, folder)
        return {name: self._kind(os.path.join(found, name)) for name in self._folders[str(found)]}

    def _kind(self, path: str) -> Kind:
        entry = self._entries.get(path)
        if entry is None:
            return "folder"
        return "link" if entry.mode == _LINK else "file"

    def resolve(self, path: Path) -> Path:
        """See `Files`."""
        try:
            return self._resolved(path)[0]
        except OSError:
            return checked(path)

    def tracked(self, root: Path) -> Tracked | None:
        """See `Files`."""
        if not root.is_relative_to(self.root):
            return DISK.tracked(root)
        prefix = os.path.join(root, "")
        paths = [path for path in self._entries if path.startswith(prefix)]
        return Tracked([path.removeprefix(prefix).replace(os.sep, "/") for path in paths])

    @contextmanager
    def _noting_loss(self, found: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.lost[found] = error
            raise

    def _found(self, path: Path, links: bool) -> Path | None:
        """Where `path` leads inside the repository, or where it itself is; None: outside, so the disk is to be asked.

        Raises:
            OSError: it leads in circles, out of the commit, or into a submodule, of which git does not know the files here.
        """
        if links:
            found = self._followed(path)
            if found and self._submodules and not self._submodules.isdisjoint(map(str, found.parents)):
                with self._noting_loss(found):
                    raise Withheld(errno.EXDEV, _IN_A_SUBMODULE)
            return found
        if str(path) in self._entries:
            return path
        path = checked(path)
        if path == self.root or path.name in ("", ".."):
            return self._followed(path)
        folder = self._followed(path.parent)
        return folder / path.name if folder is not None else None

    def _followed(self, path: Path) -> Path | None:
        """Where `path` leads inside the repository; None: it never was inside, so the disk is to be asked.

        Raises:
            OSError: it leads in circles, or out of the commit.
        """
        found, through_link = self._resolved(path)
        if found.is_relative_to(self.root):
            return found
        if through_link:
            raise failure(errno.ENOENT, path)
        return None

    def _resolved(self, path: Path) -> tuple[Path, bool]:
        """The path with all links followed, and whether a link of the commit led out of the repository."""
        absolute = checked(path)
        here = Path(absolute.anchor)
        ahead = deque(absolute.parts[1:])
        followed = 0
        through_link = False
        while ahead:
            part = ahead.popleft()
            if part == "..":
                here = here.parent
                continue
            inside = here.is_relative_to(self.root)
            here = here / part
            if (target := self._target(here, inside)) is None:
                continue
            followed += 1
            if followed > _MOST_LINKS:
                raise failure(errno.ELOOP, path)
            start = here.parent / target
            ahead.extendleft(reversed(start.parts[1:]))
            here = Path(start.anchor)
            through_link = through_link or inside
        return here, through_link

    def _target(self, path: Path, inside: bool) -> str | None:
        """Where the link at `path` points to; None where there is no link."""
        if not inside:
            try:
                return os.readlink(path) if stat.S_ISLNK(path.lstat().st_mode) else None
            except OSError:
                return None
        entry = self._entries.get(str(path))
        if entry is None or entry.mode != _LINK:
            return None
        if self._size(entry) > _MOST_LINK_BYTES:
            raise failure(errno.ENAMETOOLONG, path)
        return os.fsdecode(self._content(entry))

    def _entry(self, path: Path) -> _Entry:
        if str(path) in self._folders:
            raise failure(errno.EISDIR, path)
        if str(path) not in self._entries:
            raise failure(errno.ENOENT, path)
        return self._entries[str(path)]

    def _pointer(self, entry: _Entry) -> Pointer | None:
        return None if self._size(entry) > MOST_BYTES else pointer_in(self._content(entry))

    def _size(self, entry: _Entry) -> int:
        if entry.name not in self._sizes:
            self._sizes[entry.name] = _header(self._sizer, entry.name)
        return self._sizes[entry.name]

    def _content(self, entry: _Entry) -> bytes:
        size = _header(self._reader, entry.name)
        output = _pipe(self._reader.stdout)
        data = output.read(size)
        if len(data) != size or output.read(1) != b"\n":
            raise _lost(entry.name)
        return data

    @cached_property
    def _sizer(self) -> subprocess.Popen[bytes]:
        return self._git.start("cat-file", "--batch-check")

    @cached_property
    def _reader(self) -> subprocess.Popen[bytes]:
        return self._git.start("cat-file", "--batch")

    def close(self) -> None:
        """End the gits that were started."""
        for name in ("_sizer", "_reader"):
            if process := self.__dict__.pop(name, None):
                _pipe(process.stdin).close()
                _pipe(process.stdout).close()
                process.wait()


def _header(process: subprocess.Popen[bytes], name: str) -> int:
    """Ask for an object; the number of bytes that it has."""
    try:
        _pipe(process.stdin).write(f"{name}\n".encode("ascii"))
        _pipe(process.stdin).flush()
    except OSError:
        raise _lost(name) from None
    answer = _pipe(process.stdout).readline().split()
    if len(answer) != 3 or answer[1] != b"blob":
        raise _lost(name)
    return int(answer[2])


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def _lost(name: str) -> OSError:
    return OSError(errno.EIO, f"git does not have the object {name[:12]}")
