"""The files that manifests refer to: read inside the repository only, and never more than is reasonable."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.files.disk import DISK
from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.files.files import Files, exists
from pytest_icplicense.files.memo import Memo
from pytest_icplicense.text import IcpError, Text

MAX_ARTEFACT_BYTES = 8 << 20
_SMALL, _MOST = 64 << 10, 256
"""Files of so many bytes at most are kept, and so many of them: evidence that many services rest on is read once, and what
was read is what is judged, whatever is written over it meanwhile."""


ANOTHER_FILE = Text(
    "Put the file there, or write the path of the one that is meant.",
    "请将文件放在该路径，或改为正确的路径。",
)
"""What to do where a file that a manifest names cannot be read."""


class Unavailable(IcpError):
    """A file that cannot be read, with the reason."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.reason = reason


class TooLarge(Unavailable):
    """A file that is there, and larger than what is read."""


_LEAVES = Text("leads out of the repository; keep the file inside it", "指向仓库之外；请放在仓库内")
LINK_LEAVES = Text(
    "a link that leads out of the repository, which is not followed; keep the file inside it",
    "链接指向仓库之外，不予跟随；请将文件放在仓库内",
)


class Noted(NamedTuple):
    """What was asked for."""

    used: dict[Path, None]
    """The files that were located."""
    looked: dict[Path, None]
    """The same, and the paths that led nowhere or elsewhere."""


class Repository:
    """The folder that paths in manifests may not leave."""

    def __init__(self, root: Path, files: Files = DISK) -> None:
        self.root = files.resolve(root)
        self._files = files
        self._noted = Noted({}, {})
        self._contents: dict[Path, bytes] = {}
        self._located = Memo(self._locate)
        self._named = Memo(_named)
        self.digests: dict[Path, str] = {}
        """The SHA-256 of files as they were read, by their path."""

    def edited(self, changed: Collection[Path], files: Files) -> Repository:
        """The same where only the contents of the files in `changed` are others, and every path leads where it did."""
        other = Repository(self.root, files)
        other._located, other._named = self._located.carried(other._locate), self._named
        other._contents = {file: data for file, data in self._contents.items() if file not in changed}
        other.digests = {file: digest for file, digest in self.digests.items() if file not in changed}
        return other

    @contextmanager
    def noting(self) -> Iterator[Noted]:
        """What is asked for meanwhile, for those who tell what a judgement rests on."""
        outer, self._noted = self._noted, Noted({}, {})
        try:
            yield self._noted
        finally:
            outer.used.update(self._noted.used)
            outer.looked.update(self._noted.looked)
            self._noted = outer

    def note(self, files: Iterable[Path]) -> None:
        """Files that a judgement rests on, too, though no manifest names them."""
        self._noted.used.update(dict.fromkeys(files))

    def sha256(self, file: Path) -> str | None:
        """The digest of a file: of the bytes that were read where it was, else as it is now; None: it cannot be read."""
        if file not in self.digests:
            try:
                self.digests[file] = hashlib.sha256(self._files.read(file)).hexdigest()
            except (OSError, ValueError):
                return None
        return self.digests[file]

    def is_left_by(self, file: Path) -> bool:
        """Whether a path that begins in the repository leads out of it, by a link."""
        if self._files.resolve(file).is_relative_to(self.root):
            return False
        return any(self._files.resolve(folder) == self.root for folder in file.absolute().parents)

    def locate(self, folder: Path, path: str) -> Path:
        """The file that `path`, written in a manifest in `folder`, means; links are followed.

        Raises:
            Unavailable: it lies outside the repository, or there is no such file.
        """
        looked = self._named((folder, path))
        self._noted.looked[looked] = None
        file = self._located((folder, path))
        self._noted.looked[file] = self._noted.used[file] = None
        return file

    def _locate(self, question: tuple[Path, str]) -> Path:
        folder, path = question
        try:
            if "\0" in path:
                raise Unavailable(Text("a path cannot contain NUL", "路径不能包含 NUL 字符"))
            file = self._files.resolve(folder / path)
            if not file.is_relative_to(self.root):
                raise Unavailable(Text(f"'{path}' {_LEAVES.en}", f"“{path}”{_LEAVES.zh}"))
            if self._files.stat(file).size is None:
                raise Unavailable(Text(f"'{path}' is not a file", f"“{path}”不是文件"))
        except OSError as error:
            why = unreadable(error)
            raise Unavailable(Text(f"'{path}': {why.en}", f"“{path}”：{why.zh}")) from None
        return file

    def read(self, folder: Path, path: str, most: int = MAX_ARTEFACT_BYTES) -> bytes:
        """The content of a file that a manifest in `folder` names.

        Raises:
            Unavailable: it cannot be located or read, or has more than `most` bytes (8 MiB).
        """
        file = self.locate(folder, path)
        try:
            if (known := self._contents.get(file)) is not None:
                return known
            data = self._files.read(file, most)
            self.digests[file] = hashlib.sha256(data).hexdigest()
            if len(data) <= _SMALL:
                if len(self._contents) >= _MOST:
                    self._contents.clear()
                self._contents[file] = data
            return data
        except OSError as error:
            if error.errno == errno.EFBIG:
                raise TooLarge(
                    Text(f"'{path}' has more than {most >> 20} MiB", f"“{path}”超过 {most >> 20} MiB")
                ) from None
            why = unreadable(error)
            raise Unavailable(Text(f"'{path}': {why.en}", f"“{path}”：{why.zh}")) from None


def _named(question: tuple[Path, str]) -> Path:
    """The path as it is written, links not followed."""
    folder, path = question
    return Path(os.path.normpath(folder / path))


def repository_root(start: Path, files: Files = DISK) -> Path:
    """The checkout around `start` (the nearest folder with `.git`); without one, `start` itself."""
    start = files.resolve(start)
    return next((folder for folder in (start, *start.parents) if exists(files, folder / ".git")), start)


def leads_out(path: Path) -> bool:
    """Whether a link on the way to a path leads out of the repository that the link is in."""
    whole = Path(os.path.abspath(path))
    for link in (each for each in (*reversed(whole.parents), whole) if each.is_symlink()):
        root = repository_root(link.parent)
        if exists(DISK, root / ".git") and not DISK.resolve(link).is_relative_to(root):
            return True
    return False


def root_around(folder: Path, base: Path | None, files: Files = DISK) -> Path:
    """The repository around `folder`; without git that of `base`, the configuration's folder, where it is above."""
    base = files.resolve(base) if base else folder
    return repository_root(base if folder.is_relative_to(base) else folder, files)
