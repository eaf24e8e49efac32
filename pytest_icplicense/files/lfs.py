"""Git LFS: what git has in the place of a large file, and where the file itself is kept."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.errors import Withheld
from pytest_icplicense.text import Text

MOST_BYTES = 1024
"""A pointer has fewer."""
_POINTER = expression(
    rb"version https://git-lfs\.github\.com/spec/v1\n(?:[^\n]+\n)*oid sha256:([0-9a-f]{64})\nsize ([0-9]{1,15})\n\Z"
)
_NOT_FETCHED = Text(
    "kept by Git LFS and not fetched; see 'git lfs fetch'", "由 Git LFS 保存且未拉取；请运行 git lfs fetch"
)


class Pointer(NamedTuple):
    """What git has in the place of a file that Git LFS keeps."""

    sha256: str
    size: int

    def read(self, shared: Path) -> bytes:
        """The file, from where Git LFS keeps those that it has fetched; `shared` is git's own folder.

        Raises:
            OSError: it is not there.
        """
        file = shared / "lfs/objects" / self.sha256[:2] / self.sha256[2:4] / self.sha256
        if not file.is_file() or file.stat().st_size != self.size:
            raise Withheld(errno.EIO, _NOT_FETCHED)
        return file.read_bytes()


def pointer_in(data: bytes) -> Pointer | None:
    """The pointer that a file's content is; None: it is the file itself."""
    match = _POINTER.match(data)
    return Pointer(match[1].decode(), int(match[2])) if match else None
