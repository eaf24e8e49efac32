"""The files of a commit, read through git without a checkout."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
from collections import deque
from functools import cached_property
from pathlib import Path
from typing import IO, NamedTuple

from pytest_icplicense.documents.files import DISK, Files, Walked
from pytest_icplicense.documents.git import Git, NoCommit, refusal
from pytest_icplicense.documents.lfs import MOST_BYTES, Pointer, pointer_in

_LINK, _SUBMODULE = "120000", "160000"
_MOST_LINKS = 40
"""Links that one path may lead through: the limit of Linux."""
_MOST_LINK_BYTES = 4096


class _Entry(NamedTuple):
    mode: str
    name: str
    """Of the object that has the content."""


class Commit(Files):
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

    def stamp(self, file: Path) -> tuple[int, ...] | None:
        """See `Files`: a commit never changes."""
        return ()

    def size(self, file: Path) -> int | None:
        """See `Files`."""
        found = self._followed(file)
        if found is None:
            return DISK.size(file)
        self._not_in_submodule(found)
        if str(found) in self._folders:
            return None
        entry = self._entry(found)
        try:
            pointer = self._pointer(entry)
            return pointer.size if pointer else self._size(entry)
        except OSError as error:
            self.lost[found] = error
            raise

    def _not_in_submodule(self, found: Path) -> None:
        """
        Raises:
            OSError: the file is in a submodule, so this repository cannot say what it was.
        """
        if self._submodules and not self._submodules.isdisjoint(map(str, found.parents)):
            error = OSError(errno.EIO, "in a submodule, which is a repository of its own")
            self.lost[found] = error
            raise error

    def read(self, file: Path) -> bytes:
        """See `Files`."""
        found = self._followed(file)
        if found is None:
            return DISK.read(file)
        entry = self._entry(found)
        try:
            pointer = self._pointer(entry)
            return pointer.read(self._git.shared) if pointer else self._content(entry)
        except OSError as error:
            self.lost[found] = error
            raise

    def read_plain(self, file: Path, most: int) -> bytes | None:
        """See `Files`."""
        entry = self._entries.get(str(file))
        if entry is None or entry.mode == _LINK:
            raise _missing(file)
        return self.read(file) if self._size(entry) <= most else None

    def tracked(self, root: Path) -> list[str] | None:
        """See `Files`."""
        if not root.is_relative_to(self.root):
            return DISK.tracked(root)
        prefix = os.path.join(root, "")
        return [
            path.removeprefix(prefix).replace(os.sep, "/")
            for path in self._entries
            if path.startswith(prefix)
        ]

    def exists(self, path: Path) -> bool:
        """See `Files`. The repository itself is there in every commit."""
        try:
            found = self._followed(path)
        except (OSError, ValueError):
            return False
        if found is None:
            return DISK.exists(path)
        return str(found) in self._entries or str(found) in self._folders or found == self.root / ".git"

    def lexists(self, path: Path) -> bool:
        """See `Files`."""
        path = Path.cwd() / path
        if path == self.root or path.name == "..":
            return self.exists(path)
        try:
            folder, through_link = self._resolved(path.parent)
        except (OSError, ValueError):
            return False
        if not folder.is_relative_to(self.root):
            return not through_link and DISK.lexists(path)
        return path.name in self._folders.get(str(folder), ())

    def is_folder(self, path: Path) -> bool:
        """See `Files`."""
        try:
            found = self._followed(path)
        except (OSError, ValueError):
            return False
        return DISK.is_folder(path) if found is None else str(found) in self._folders

    def resolve(self, path: Path) -> Path:
        """See `Files`. A link that leads to itself is left as it is; reading it says so."""
        try:
            return self._resolved(path)[0]
        except OSError:
            return Path.cwd() / path

    def walk(self, folder: Path, *, links: bool = True, refused: list[Path] | None = None) -> Walked:
        """See `Files`."""
        found = self._followed(folder)
        if found is None:
            yield from DISK.walk(folder, links=links, refused=refused)
            return
        folders: list[str] = []
        names: list[str] = []
        linked: set[str] = set()
        for name in sorted(self._folders.get(str(found), ())):
            entry = self._entries.get(os.path.join(found, name))
            if entry is None:
                folders.append(name)
            elif entry.mode == _LINK and self.is_folder(found / name):
                folders.append(name)
                linked.add(name)
            else:
                names.append(name)
        yield str(folder), folders, names
        for name in folders:
            if links or name not in linked:
                yield from self.walk(folder / name, links=links)

    def _followed(self, path: Path) -> Path | None:
        """Where `path` leads inside the repository; None: it never was inside, so the disk is to be asked.

        Raises:
            OSError: it leads in circles, or out of the commit.
        """
        found, through_link = self._resolved(path)
        if found.is_relative_to(self.root):
            return found
        if through_link:
            raise _missing(path)
        return None

    def _resolved(self, path: Path) -> tuple[Path, bool]:
        """The path with all links followed, and whether a link of the commit led out of the repository."""
        if "\0" in str(path):
            raise ValueError("embedded null byte")
        absolute = Path.cwd() / path
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
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
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
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), str(path))
        return os.fsdecode(self._content(entry))

    def _entry(self, path: Path) -> _Entry:
        if str(path) in self._folders:
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if str(path) not in self._entries:
            raise _missing(path)
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


def _missing(path: Path) -> OSError:
    return OSError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def _lost(name: str) -> OSError:
    return OSError(errno.EIO, f"git does not have the object {name[:12]}")
