"""`requirements.txt` and its kin, read as pip reads them, with the files that one names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact, Where
from pytest_icplicense.detect.detector import Detector, FileNeeded, Seen
from pytest_icplicense.detect.requirement import Requirements
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_COMMENT = expression(r"(?:^|(?<=\s))#.*$")
_EDITABLE = expression(r"(?:-e|--editable)[ =]\s*(.+)")
_LISTED = expression(r"\s*(?:-r|--requirement)[ =]?\s*([^\s#]+)")
_OPTION = expression(r"\s--?[a-z][a-z-]*(?=[=\s]|$)")
_EGG = expression(r"[#&]egg=([A-Za-z0-9._-]+)")
_WHEEL = expression(
    r"([A-Za-z0-9_.]+)-[^/-]+(?:-[^/-]+){3,4}\.whl$|([A-Za-z0-9_.-]+?)-\d[^/-]*(?:\.tar\.gz|\.zip)$"
)
_LOCATION = expression(r"[a-z+]+:|\.{0,2}/|\.{1,2}$|[A-Za-z]:\\|[^\s@;\[=<>]*\.(?:whl|tar\.gz|zip)$")


def read(artifact: Artifact) -> Iterator[Seen]:
    """The packages that are required. Constraints require nothing."""
    if "constraints" in artifact.name:
        return
    requirements = Requirements(artifact)
    for words, line in _logical(artifact.lines):
        if named := _LISTED.match(words):
            yield FileNeeded(named[1].strip("\"' "), "requirements", line)
    yield from requirements.sightings(_requirements(artifact))
    requirements.finish()


def _requirements(artifact: Artifact) -> Iterator[tuple[str, Where]]:
    for words, line in _logical(artifact.lines):
        if "#" in words:
            words = _COMMENT.sub("", words)
        words = words.strip()
        if editable := _EDITABLE.match(words):
            words = editable[1].strip("\"' ")
        elif words.startswith("-") or not words:
            continue
        if " -" in words:  # --hash=…, --config-settings …
            words = _OPTION.split(words, maxsplit=1)[0].rstrip()
        if editable or _LOCATION.match(words):
            words = _of_location(words)
        if words:
            yield words, line


def _logical(lines: list[str]) -> Iterator[tuple[str, int]]:
    """Lines with those that go on joined; a comment does not go on."""
    parts: list[str] = []
    first = 0
    for number, line in enumerate(lines, 1):
        if not parts:
            first = number
        line = line.rstrip("\r")
        if line.endswith("\\") and not _COMMENT.match(line):
            parts.append(line[:-1])
            continue
        yield "".join([*parts, line]), first
        parts = []
    if parts:
        yield "".join(parts), first


def _of_location(words: str) -> str:
    """The name of what is at an address: said in it, of a file, or of a repository; none of a folder."""
    if egg := _EGG.search(words):
        return egg[1]
    address = words.partition("#")[0].partition(";")[0].partition("?")[0].strip()
    if archive := _WHEEL.match(re.split(r"[/\\]", address)[-1]):
        return archive[1] or archive[2]
    if re.match(r"(?:git|hg|svn|bzr)\+", address):
        last = address.rpartition("/")[2].partition("@")[0]  # what follows the @ is a version
        return re.sub(r"[^A-Za-z0-9._-]", "-", last.removesuffix(".git")).strip("-._")
    return ""


DETECTOR = Detector(
    name="requirements",
    files=(
        "requirements*.txt",
        "*requirements.txt",
        "requirements*.in",
        "**/requirements/*.txt",
        "**/requirements/*.in",
    ),
    read=read,
    summary=Text("packages of requirements.txt", "requirements.txt 中的软件包"),
)
