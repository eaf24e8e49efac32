"""systemd's journal: its file and the drop-ins beside it, of which the last one that speaks of a setting decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.formats import initext
from pytest_icplicense.detect.yaml_nodes import Mapping, Node
from pytest_icplicense.expressions import expression

_JOURNAL = expression(r"(.*/|)journald((?:@[\w.-]{1,60})?\.conf)(?:\.j2|\.d/([^/]+)\.conf(?:\.j2)?)?\Z")
_INSTALLED = expression(r"(?:(?<=/)|\A)(?:usr/(?:local/)?lib|etc|run)/systemd/\Z")
"""Folders of one machine, each of which may hold the file or a drop-in."""


class Journals:
    """The journals of a repository, each by its folder and its namespace."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], Artifact | None]) -> None:
        self._read = read
        self._files: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for path in paths:
            if (found := _JOURNAL.match(path)) is not None:
                self._files.setdefault(_journal(found[1], found[2]), []).append((found[3] or "", path))

    def roots(self, artifact: Artifact) -> Iterator[Node]:
        """The file's sections, without the settings that a later one decides."""
        found = _JOURNAL.match(artifact.path)
        for root in initext.nodes(artifact):
            if found is not None and isinstance(root, Mapping):
                own = found[3] or ""
                later = [
                    path
                    for name, path in self._files.get(_journal(found[1], found[2]), ())
                    if (name, path) > (own, artifact.path)
                ]
                decided = {setting for path in later for setting in self._settings(path)}
                for rows in root.values():
                    for row in rows if isinstance(rows, list) else ():
                        for setting in decided & set(row) if isinstance(row, Mapping) else ():
                            del row[setting]
            yield root

    def _settings(self, path: str) -> Iterator[str]:
        artifact = self._read(path)
        for root in initext.nodes(artifact) if artifact is not None else ():
            for rows in root.values() if isinstance(root, Mapping) else ():
                for row in rows if isinstance(rows, list) else ():
                    yield from row if isinstance(row, Mapping) else ()


def _journal(folder: str, name: str) -> tuple[str, str]:
    return _INSTALLED.sub("systemd/", folder), name
