"""The files on disk."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from pytest_icplicense.files.errors import failure
from pytest_icplicense.files.files import Kind, Status, Tracked

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class Disk:
    """What the operating system says; see `Files`."""

    __slots__ = ()

    def stat(self, path: Path, *, links: bool = True) -> Status:
        """See `Files`."""
        found = os.stat(path, follow_symlinks=links)
        if not stat.S_ISREG(found.st_mode):
            return Status(_kind_of(found.st_mode))
        stamp = found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
        return Status("file", found.st_size, stamp)

    def read(self, file: Path, most: int | None = None, *, links: bool = True) -> bytes:
        """See `Files`."""
        descriptor = os.open(file, _READ if links else _READ | _NO_LINK)
        try:
            found = os.fstat(descriptor)
            if stat.S_ISDIR(found.st_mode):
                raise failure(errno.EISDIR, file)
            if not stat.S_ISREG(found.st_mode):
                raise _not_regular(file)
            if most is not None and found.st_size > most:
                raise failure(errno.EFBIG, file)
            data = _content(descriptor, found.st_size, most)
        finally:
            os.close(descriptor)
        if most is not None and len(data) > most:
            raise failure(errno.EFBIG, file)
        return data

    def listdir(self, folder: Path) -> dict[str, Kind]:
        """See `Files`."""
        with os.scandir(folder) as entries:
            return {
                entry.name: "file" if entry.is_file(follow_symlinks=False) else _kind(entry)
                for entry in entries
            }

    def resolve(self, path: Path) -> Path:
        """See `Files`."""
        return Path(os.path.realpath(path))

    def tracked(self, root: Path) -> Tracked | None:
        """See `Files`."""
        if not os.path.lexists(root / ".git"):
            return None
        from pytest_icplicense.files.git import tracked

        return tracked(root)


def opened(file: Path) -> BinaryIO:
    """A file to be read in pieces; what is a device or a pipe is not even opened, since it may never end.

    Raises:
        OSError: it is no regular file, or cannot be opened.
    """
    mode = os.stat(file).st_mode
    if stat.S_ISDIR(mode):
        raise failure(errno.EISDIR, file)
    if not stat.S_ISREG(mode):
        raise _not_regular(file)
    return open(file, "rb")


def _not_regular(file: Path) -> OSError:
    return OSError(errno.EINVAL, "not a regular file", str(file))


def _content(descriptor: int, size: int, most: int | None) -> bytes:
    """What a file has in it, or one byte more than `most` of it; a buffer around small files costs as much as they do."""
    pieces: list[bytes] = []
    left = sys.maxsize if most is None else most + 1
    while left > 0 and (piece := os.read(descriptor, min(left, (size or 65_536) + 1, 1 << 30))):
        pieces.append(piece)
        left -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _kind_of(mode: int) -> Kind:
    if stat.S_ISDIR(mode):
        return "folder"
    return "link" if stat.S_ISLNK(mode) else "other"


def _kind(entry: os.DirEntry[str]) -> Kind:
    """What an entry of a folder is that is no file: nearly every file system says so with its name."""
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "link" if entry.is_symlink() else "other"


DISK = Disk()
"""The one disk."""
