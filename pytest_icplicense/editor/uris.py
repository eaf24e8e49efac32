"""Addresses of an editor and the files that they stand for: each file is called back as the editor calls it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from pygls import IS_WIN
from pygls.uris import to_fs_path

from pytest_icplicense.files import DISK


def path_of(uri: str) -> Path | None:
    """The file of an address; None: it is no file here (an untitled text, a notebook's cell, a drive of Windows)."""
    try:
        parts = urlsplit(uri)
        if (
            parts.scheme != "file"
            or not parts.path.startswith("/")
            or (parts.netloc not in ("", "localhost") and not IS_WIN)
        ):
            return None
        path = Path(to_fs_path(urlunsplit(parts._replace(netloc=parts.netloc if IS_WIN else ""))) or "")
        if not path.is_absolute() or "\0" in str(path):
            return None
        return DISK.resolve(path.parent) / path.name
    except (ValueError, OSError):
        return None


class Addresses:
    """How an editor calls files: through a link, perhaps, or with another spelling of a drive."""

    def __init__(self) -> None:
        self._opened: dict[Path, str] = {}
        self._folders: dict[Path, str] = {}

    def opened(self, file: Path, uri: str) -> None:
        """Note what a text that is open is called."""
        self._opened[file] = uri

    def closed(self, file: Path) -> None:
        """Forget it."""
        self._opened.pop(file, None)

    def folder(self, folder: Path, uri: str) -> None:
        """Note what a folder is called."""
        self._folders[folder] = uri.rstrip("/")

    def uri_of(self, file: Path) -> str:
        """What the editor calls a file."""
        if file in self._opened:
            return self._opened[file]
        around = [folder for folder in self._folders if file.is_relative_to(folder)]
        if not around:
            return file.as_uri()
        folder = max(around, key=lambda each: len(each.parts))
        inside = "" if file == folder else f"/{quote(file.relative_to(folder).as_posix())}"
        return f"{self._folders[folder]}{inside}"
