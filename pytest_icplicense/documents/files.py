"""Where files come from: the disk, and whatever else answers the same questions, such as a commit."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

Walked = Iterator[tuple[str, list[str], list[str]]]


class Files:
    """The files on disk; a subclass answers for others. Links are followed unless a method says otherwise."""

    __slots__ = ()

    def size(self, file: Path) -> int | None:
        """The bytes that a regular file has; None where something else is there, a folder say.

        Raises:
            OSError: nothing is there, or it may not be looked at.
            ValueError: no file can have such a name.
        """
        status = file.stat()
        return status.st_size if stat.S_ISREG(status.st_mode) else None

    def read(self, file: Path) -> bytes:
        """The content of a regular file.

        Raises:
            OSError: it cannot be read.
        """
        return file.read_bytes()

    def stamp(self, file: Path) -> tuple[int, ...] | None:
        """What changes whenever the file does; None where nothing is known that would.

        Raises:
            OSError: as `size` does.
        """
        status = file.stat()
        return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns

    def read_plain(self, file: Path, most: int) -> bytes | None:
        """The content of a regular file that is no link; None where it has more than `most` bytes.

        Raises:
            OSError: it is something else, or cannot be read. No pipe or device is waited for.
        """
        flags = (
            os.O_RDONLY
            | getattr(os, "O_NOFOLLOW", 0)
            | getattr(os, "O_NONBLOCK", 0)
            | getattr(os, "O_BINARY", 0)
        )
        descriptor = os.open(file, flags)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise OSError(errno.EINVAL, "not a regular file", str(file))
            if status.st_size > most:
                return None
            with open(descriptor, "rb", closefd=False) as opened:
                data = opened.read(most + 1)
            return data if len(data) <= most else None
        finally:
            os.close(descriptor)

    def tracked(self, root: Path) -> list[str] | None:
        """The files that the repository at `root` has or would have, relative to it, with forward slashes.

        None: nothing keeps a list of them.
        """
        if not os.path.lexists(root / ".git"):
            return None
        from pytest_icplicense.documents.git import tracked

        return tracked(root)

    def exists(self, path: Path) -> bool:
        """Whether something is there, as far as one may look."""
        return os.path.exists(path)

    def is_file(self, path: Path) -> bool:
        """Whether a regular file is there, as far as one may look."""
        try:
            return self.size(path) is not None
        except (OSError, ValueError):
            return False

    def lexists(self, path: Path) -> bool:
        """Whether something is there, be it a link that leads nowhere."""
        return os.path.lexists(path)

    def is_folder(self, path: Path) -> bool:
        """Whether a folder is there."""
        return os.path.isdir(path)

    def resolve(self, path: Path) -> Path:
        """The absolute path with all links followed, as far as there is something.

        Raises:
            OSError, RuntimeError: a link leads to itself.
        """
        return path.resolve()

    def walk(self, folder: Path, *, links: bool = True, refused: list[Path] | None = None) -> Walked:
        """As `os.walk` from the top: a caller may prune the folders; `links` tells whether linked ones are entered.

        Folders that may not be read go into `refused`, before the next one is handed out.
        """

        def refuse(error: OSError) -> None:
            if refused is not None:
                refused.append(Path(error.filename))

        return os.walk(folder, onerror=refuse, followlinks=links)


class Overlaid(Files):
    """The files on disk, some of them with another content: a policy's violation changes a page without writing."""

    __slots__ = ("_contents",)

    def __init__(self, contents: Mapping[Path, bytes]) -> None:
        """`contents` stands in for files on disk, by resolved path."""
        self._contents = contents

    def size(self, file: Path) -> int | None:
        """See `Files`."""
        return len(self._contents[file]) if file in self._contents else super().size(file)

    def stamp(self, file: Path) -> tuple[int, ...] | None:
        """See `Files`."""
        return None

    def read(self, file: Path) -> bytes:
        """See `Files`."""
        return self._contents[file] if file in self._contents else super().read(file)

    def read_plain(self, file: Path, most: int) -> bytes | None:
        """See `Files`."""
        return self._contents[file] if file in self._contents else super().read_plain(file, most)

    def tracked(self, root: Path) -> list[str] | None:
        """See `Files`."""
        known = super().tracked(root)
        if known is None:
            return None
        inside = [file.relative_to(root).as_posix() for file in self._contents if file.is_relative_to(root)]
        return [*known, *inside]

    def walk(self, folder: Path, *, links: bool = True, refused: list[Path] | None = None) -> Walked:
        """See `Files`."""
        for here, folders, names in super().walk(folder, links=links, refused=refused):
            added = {file.name for file in self._contents if file.parent == Path(here)}
            yield here, folders, [*names, *added.difference(names)]
        new = {file.parent for file in self._contents if not file.parent.exists()}
        for parent in sorted(parent for parent in new if parent.is_relative_to(folder)):
            yield str(parent), [], sorted(file.name for file in self._contents if file.parent == parent)


DISK = Files()
