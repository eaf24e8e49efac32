"""Files that can be asked no more: reading them ends what a person, or the end of the server, no longer waits for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Event

from pytest_icplicense.files import Files
from pytest_icplicense.files.files import Kind, Status, Tracked


class Cancelled(BaseException):
    """Nobody waits for the answer. No rule and no detector may take it for a fault of its own."""


class Interruptible:
    """The files of `below` until somebody sets `stopped`; see `Files`."""

    def __init__(self, below: Files, stopped: Event) -> None:
        self.below = below
        self._stopped = stopped

    def stat(self, path: Path, *, links: bool = True) -> Status:
        """See `Files`."""
        return self.below.stat(path, links=links)

    def read(self, file: Path, most: int | None = None, *, links: bool = True) -> bytes:
        """See `Files`.

        Raises:
            Cancelled: nobody waits for it.
        """
        if self._stopped.is_set():
            raise Cancelled
        return self.below.read(file, most, links=links)

    def listdir(self, folder: Path) -> Mapping[str, Kind]:
        """See `Files`.

        Raises:
            Cancelled: nobody waits for it.
        """
        if self._stopped.is_set():
            raise Cancelled
        return self.below.listdir(folder)

    def resolve(self, path: Path) -> Path:
        """See `Files`."""
        return self.below.resolve(path)

    def tracked(self, root: Path) -> Tracked | None:
        """See `Files`."""
        return self.below.tracked(root)
