"""Pages that were read, by their content and that of the files beside them: many checks, services and days ask for one."""

from __future__ import annotations

from typing import Final, NamedTuple

from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.pages.page_source import PageSource
from pytest_icplicense.pages.survey import Read

_MOST = 8
_LARGE: Final = 1 << 20
"""Bytes of a page with all that it is read with, from which on it is not remembered."""


class _Known(NamedTuple):
    beside: dict[str, bytes | str]
    """What was read for the page, or why it could not be."""
    page: PageSource


class PageCache:
    """The last few pages. One is taken as known only while every file that was read for it reads the same."""

    def __init__(self) -> None:
        self._pages: dict[tuple[bytes, str, str], _Known] = {}

    def known(self, data: bytes, path: str, root: str, read: Read) -> PageSource | None:
        """The page, where nothing has changed; the files beside it are read as for a page that is not known."""
        known = self._pages.get((data, path, root))
        if known is None or any(_read(read, name) != before for name, before in known.beside.items()):
            return None
        return known.page

    def remember(
        self, data: bytes, path: str, root: str, beside: dict[str, bytes | str], page: PageSource
    ) -> None:
        """Keep a page with what was read for it."""
        if len(data) + sum(map(len, beside.values())) < _LARGE:
            if len(self._pages) >= _MOST:
                self._pages.clear()
            self._pages[data, path, root] = _Known(beside, page)


def noting(read: Read, beside: dict[str, bytes | str]) -> Read:
    """`read`, which notes what it gives."""

    def noted(name: str) -> bytes:
        try:
            data = beside[name] = read(name)
        except Unavailable as error:
            beside[name] = error.message.en
            raise
        return data

    return noted


def _read(read: Read, name: str) -> bytes | str:
    try:
        return read(name)
    except Unavailable as error:
        return error.message.en
