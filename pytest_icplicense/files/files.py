"""Where bytes come from: a few questions that the disk answers, a commit, or text in memory, and what follows from them."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

Kind = Literal["file", "folder", "link", "other"]
"""What is at a path; other: a pipe, a socket or a device."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is at a path, and what changes with it."""

    kind: Kind
    size: int | None = None
    """The bytes of a regular file; None for everything else."""
    stamp: tuple[int, ...] = ()
    """Of a regular file: what changes whenever the file does."""


class Tracked(NamedTuple):
    """What a repository has."""

    paths: list[str]
    """Relative to its root, with forward slashes; a repository inside it, or a submodule, ends with a slash."""
    absent: int = 0
    """How many more there are that are not checked out: a sparse checkout leaves them out."""


class Files(Protocol):
    """Files of one place. Paths may be relative to the working directory, and lead through links.

    Every question raises OSError where it cannot be answered: nothing is there, it is of another kind, or one may not
    look; and ValueError for a path that contains NUL.
    """

    def stat(self, path: Path, *, links: bool = True) -> Status:
        """What `path` leads to; without `links`, what is there itself, which may be a link."""

    def read(self, file: Path, most: int | None = None, *, links: bool = True) -> bytes:
        """The content of a regular file; no pipe or device is waited for.

        Raises:
            OSError: as above; also for more than `most` bytes (EFBIG), and, without `links`, where `file` is a link.
        """

    def listdir(self, folder: Path) -> Mapping[str, Kind]:
        """The names in a folder, in no order, each with what is there itself."""

    def resolve(self, path: Path) -> Path:
        """The absolute path with links followed, as far as there is something; one that leads to itself stays."""

    def tracked(self, root: Path) -> Tracked | None:
        """The files that the repository at `root` has or would have; None: nothing keeps a list of them."""


Walked = Iterator[tuple[str, list[str], list[str]]]


def exists(files: Files, path: Path) -> bool:
    """Whether `path` leads to something, as far as one may look; what is there and cannot be read is something."""
    return _is_there(files, path, links=True)


def lexists(files: Files, path: Path) -> bool:
    """Whether something is at `path`, be it a link that leads nowhere."""
    return _is_there(files, path, links=False)


def _is_there(files: Files, path: Path, *, links: bool) -> bool:
    try:
        files.stat(path, links=links)
    except OSError as error:
        return error.errno == errno.EIO
    except ValueError:
        return False
    return True


def is_file(files: Files, path: Path) -> bool:
    """Whether `path` leads to a regular file, as far as one may look."""
    return _kind(files, path, links=True) == "file"


def is_folder(files: Files, path: Path) -> bool:
    """Whether `path` leads to a folder, as far as one may look."""
    return _kind(files, path, links=True) == "folder"


def is_link(files: Files, path: Path) -> bool:
    """Whether a link is at `path`, wherever it leads."""
    return _kind(files, path, links=False) == "link"


def is_plain(files: Files, path: Path) -> bool:
    """Whether a regular file is at `path` itself, and no link to one."""
    return _kind(files, path, links=False) == "file"


def _kind(files: Files, path: Path, *, links: bool) -> Kind | None:
    try:
        return files.stat(path, links=links).kind
    except (OSError, ValueError):
        return None


def size_of(files: Files, file: Path) -> int | None:
    """The bytes that a regular file has; None where something else is there, a folder say.

    Raises:
        OSError, ValueError: as `Files.stat` does.
    """
    return files.stat(file).size


def read_plain(files: Files, file: Path, most: int) -> bytes | None:
    """The content of a regular file that is no link; None where it has more than `most` bytes.

    Raises:
        OSError, ValueError: it is something else, or cannot be read.
    """
    try:
        return files.read(file, most, links=False)
    except OSError as error:
        if error.errno == errno.EFBIG:
            return None
        raise


def walk(files: Files, folder: Path, *, links: bool = True, refused: list[Path] | None = None) -> Walked:
    """As `os.walk` from the top, folders and names sorted: a caller may prune and reorder the folders.

    `links` tells whether linked folders are entered. Folders that cannot be listed go into `refused`, before the next
    one is handed out.
    """
    ahead = [os.fspath(folder)]
    while ahead:
        here = ahead.pop()
        path = Path(here)
        try:
            entries = files.listdir(path)
        except OSError:
            if refused is not None:
                refused.append(path)
            continue
        folders: list[str] = []
        names: list[str] = []
        linked: set[str] = set()
        for name, kind in entries.items():
            if kind == "file":
                names.append(name)
            elif kind == "folder":
                folders.append(name)
            elif kind == "link" and is_folder(files, path / name):
                folders.append(name)
                linked.add(name)
            else:
                names.append(name)
        folders.sort()
        names.sort()
        yield here, folders, names
        ahead += [os.path.join(here, name) for name in reversed(folders) if links or name not in linked]
