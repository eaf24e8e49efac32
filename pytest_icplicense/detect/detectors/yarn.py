"""`yarn.lock`, in the format of yarn 1 and in that of its successors. It does not tell what is for development."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.detectors import npm
from pytest_icplicense.detect.lock_reachability import OF_THEME, brought_by_themes, reached
from pytest_icplicense.detect.lock_rows import bare, rows
from pytest_icplicense.text import Text

_WORKSPACE = "workspace:"


class _Entry(NamedTuple):
    line: int
    specs: list[str]
    """What was asked for: `name@range`."""
    needs: list[tuple[str, str]]
    resolution: list[str]
    """What was found: `name@version`; only newer files say it."""


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages; those that only the `devDependencies` of a `package.json` lead to do not count."""
    newer = "__metadata:" in artifact.text
    entries = list(_entries(artifact, newer))
    needs: dict[str, set[str]] = {}
    for entry in entries:
        for spec in entry.specs:
            needs.setdefault(_ident(spec), set()).update(name for name, _ in entry.needs)
    roots = _roots_newer(artifact, entries) if newer else _roots(artifact, entries)
    running = None if roots is None else reached(roots, needs)
    theirs = brought_by_themes(roots, needs) if roots else set()
    for entry in entries:
        if not _workspace(entry):
            names = {_ident(spec) for spec in entry.specs}
            reason = OF_THEME if names <= theirs else None
            counts = running is None or names & running
            yield Sighting("npm", _name(entry), entry.line, reason if counts else DEVELOPMENT)


def _entries(artifact: Artifact, newer: bool) -> Iterator[_Entry]:
    entry: _Entry | None = None
    section = ""
    for row in rows(artifact, ": " if newer else " "):
        if row.indent == 0:
            if entry:
                yield entry
            specs = [bare(each) for each in (bare(row.key) if newer else row.key).split(", ")]
            entry = None if specs == ["__metadata"] or row.value else _Entry(row.line, specs, [], [])
        elif entry is None:
            continue
        elif row.indent == 2:
            section = row.key if row.value is None else ""
            if row.key == "resolution" and row.value:
                entry.resolution.append(row.value)
        elif section in ("dependencies", "optionalDependencies") and row.value is not None:
            entry.needs.append((row.key, row.value))
    if entry:
        yield entry


def _ident(spec: str) -> str:
    """The name in `name@range`, which may begin with an @ of its own."""
    at = spec.find("@", 1)
    return spec if at < 0 else spec[:at]


def _name(entry: _Entry) -> str:
    """The name under which it is published, whatever it is called here."""
    if entry.resolution:
        return _ident(entry.resolution[0])
    name, _, wanted = entry.specs[0][1:].partition("@")
    return _ident(wanted.removeprefix("npm:")) if wanted.startswith("npm:") else entry.specs[0][:1] + name


def _workspace(entry: _Entry) -> str | None:
    """The folder of a package of the repository itself."""
    found = _ident_rest(entry.resolution[0]) if entry.resolution else ""
    return found.removeprefix(_WORKSPACE) if found.startswith(_WORKSPACE) else None


def _ident_rest(spec: str) -> str:
    return spec[len(_ident(spec)) + 1 :]


def _roots(artifact: Artifact, entries: list[_Entry]) -> set[str] | None:
    """What is needed to run; None where that is not known.

    Of workspaces only the root's `package.json` can be found; whatever else nobody in the file asks for, they do.
    """
    known = npm.declared(artifact, "package.json")
    if known is None:
        return None
    running, development, workspaces = known
    if workspaces:
        asked = {f"{name}@{wanted}" for entry in entries for name, wanted in entry.needs}
        for entry in entries:
            for spec in entry.specs:
                if spec not in asked and _ident(spec) not in development:
                    running.add(_ident(spec))
    return running


def _roots_newer(artifact: Artifact, entries: list[_Entry]) -> set[str] | None:
    found = False
    running: set[str] = set()
    for entry in entries:
        folder = _workspace(entry)
        if folder is not None:
            known = npm.declared(artifact, f"{folder}/package.json")
            development = known[1] if known else set()
            found = True
            running.update(name for name, _ in entry.needs if name not in development)
    return running if found else None


DETECTOR = Detector(
    name="yarn",
    files=("yarn.lock",),
    read=read,
    summary=Text("packages of yarn.lock", "yarn.lock 中的软件包"),
)
