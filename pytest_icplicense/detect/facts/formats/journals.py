"""systemd's journal: its file and the drop-ins beside it, of which the last one that says how long it is kept decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.formats import initext
from pytest_icplicense.detect.yaml_nodes import Mapping, Node
from pytest_icplicense.expressions import expression

_JOURNAL = expression(r"(.*/|)journald((?:@[\w.-]{1,60})?\.conf)(?:\.j2|\.d/([^/]+)\.conf(?:\.j2)?)?\Z")
_INSTALLED = expression(r"(?:(?<=/)|\A)(?:usr/(?:local/)?lib|etc|run)/systemd/\Z")
"""Folders of one machine, each of which may hold the file or a drop-in."""
_KEPT = "MaxRetentionSec"
_SAYS = expression(rb"(?m)^[ \t]*MaxRetentionSec[ \t]*=")


class Journals:
    """The journals of a repository, each by its folder and its namespace."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], Artifact | None]) -> None:
        self._read = read
        self._files: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for path in paths:
            if (found := _JOURNAL.match(path)) is not None:
                self._files.setdefault(_journal(found[1], found[2]), []).append((found[3] or "", path))
        self._last: dict[tuple[str, str], str] = {}

    def roots(self, artifact: Artifact) -> Iterator[Node]:
        """The file's sections, without how long it is kept where a later file says that."""
        found = _JOURNAL.match(artifact.path)
        decides = found is None or self._decides(_journal(found[1], found[2])) in ("", artifact.path)
        for root in initext.nodes(artifact):
            for rows in root.values() if isinstance(root, Mapping) and not decides else ():
                for row in rows if isinstance(rows, list) else ():
                    if isinstance(row, Mapping):
                        row.pop(_KEPT, None)
            yield root

    def _decides(self, journal: tuple[str, str]) -> str:
        """The last file that says how long it is kept: by the names of drop-ins, which come after the file itself."""
        if journal not in self._last:
            self._last[journal] = ""
            for _, path in sorted(self._files.get(journal, ()), reverse=True):
                artifact = self._read(path)
                if artifact is not None and _SAYS.search(artifact.data):
                    # As a template is called once it is filled in.
                    self._last[journal] = path.removesuffix(".j2")
                    break
        return self._last[journal]


def _journal(folder: str, name: str) -> tuple[str, str]:
    return _INSTALLED.sub("systemd/", folder), name
