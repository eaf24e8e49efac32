"""logrotate: for how many days logs are kept that are rotated by time, as files of a folder leave it to the main one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Elsewhere, Mapping, Node, Word
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import whole_number

_PERIODS = {"hourly": 1 / 24, "daily": 1, "weekly": 7, "monthly": 30, "yearly": 365}
_FOLDER = "logrotate.d"
_MAIN = expression(r"(?:^|/)logrotate\.conf(?:\.j2)?\Z")
Said = dict[str, Word]
"""What is set, by the names of settings."""


class Rotations:
    """The files of logrotate in a repository: those of a folder begin with what the file that includes it has set before."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], Artifact | None]) -> None:
        self._main = [path for path in paths if _MAIN.search(path)]
        self._read = read
        self._set: dict[str, Said] = {}

    def roots(self, artifact: Artifact) -> Iterator[Node]:
        """One mapping: `logs` lists the blocks, each with its `path`, and with `days` where no more can be kept."""
        folder, _, _ = artifact.path.rpartition("/")
        above, _, name = folder.rpartition("/")
        if name == "logrotate" and "." in artifact.name and not artifact.name.endswith((".conf", ".j2")):
            return  # what builds or describes it
        blocks, _ = _blocks(artifact, self._of(above) if name == _FOLDER else {})
        root = Mapping()
        root["logs"] = list(blocks)
        yield root

    def _of(self, folder: str) -> Said:
        """What the main file beside the folder sets, or the only one of the repository, before it includes the folder."""
        if folder not in self._set:
            beside = [each for each in self._main if each.rpartition("/")[0] == folder]
            found = beside or (self._main if len(self._main) == 1 else [])
            artifact = self._read(found[0]) if found else None
            self._set[folder] = {}
            if artifact is not None:
                with suppress(Unjudged):
                    self._set[folder] = _blocks(artifact, {})[1]
                for word in self._set[folder].values():
                    word.path = artifact.path
        return self._set[folder]


def _blocks(artifact: Artifact, known: Said) -> tuple[list[Mapping], Said]:
    """The blocks of a file that begins with what is `known`, and what it has set where it includes the folder."""
    blocks: list[Mapping] = []
    whole, included = dict(known), Said()
    here: Said | None = None
    path, script = "", False
    for number, line in enumerate(artifact.lines, 1):
        words = line.strip()
        if script:
            script = words != "endscript"
            continue
        if not words or words[0] == "#":
            continue
        if words.split()[0] in ("postrotate", "prerotate", "firstaction", "lastaction", "preremove"):
            script = True
        elif words.endswith("{"):
            here, path = dict(whole), f"{path} {words[:-1]}".strip()
        elif words[0] == "}" and here is not None:
            blocks.append(_block(path, here))
            here, path = None, ""
        elif here is None and words[0] in "/\"'~":
            path = f"{path} {words}".strip()
        else:
            name, _, value = words.replace("=", " ").partition(" ")
            word = Word(value.strip())
            word.line, word.column = number, len(line) - len(line.lstrip()) + 1
            if name == "include" and word.rstrip("/").rpartition("/")[2] == _FOLDER:
                included = dict(whole)
            setting = whole if here is None else here
            if name in (*_PERIODS, "size"):  # each in place of the others; beside maxsize, a period stands
                for other in (*_PERIODS, "size"):
                    setting.pop(other, None)
            setting[name] = word
    return blocks, included


def _block(path: str, said: Said) -> Mapping:
    found = Mapping()
    found["path"] = Word(path)
    period = next((name for name in _PERIODS if name in said), None)
    kept: list[tuple[float, Word]] = []
    times, oldest = (whole_number(said.get(name, "")) for name in ("rotate", "maxage"))
    if period and times is not None and not ("size" in said or "minsize" in said):
        kept.append((times * _PERIODS[period], said["rotate"]))
    if oldest is not None:
        kept.append((oldest, said["maxage"]))
    if kept and "rotate" in said and (period or "maxage" in said):
        days, at = min(kept, key=lambda each: each[0])
        word = Word(f"{days:.6g}")
        word.line, word.column = at.line, at.column
        place = at.line, at.column
        found["days"] = word
        found.where["days"] = Elsewhere.of(place, at.path) if hasattr(at, "path") else place
        if "maxsize" in said:
            found["at_most"] = Word("true")
    return found
