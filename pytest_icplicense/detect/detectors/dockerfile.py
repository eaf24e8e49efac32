"""Dockerfiles: the images that a product is built from, and the packages that are installed into it.

Every stage counts, for any of them can be built by itself (`--target`), and what one copies from another gets into the
product. The exception is a stage named for development or tests that no other stage builds on or copies from.
"""

from __future__ import annotations

import json
import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Seen, Sighting, passing_over
from pytest_icplicense.detect.image_references import filled, image
from pytest_icplicense.detect.listing import named_for_development
from pytest_icplicense.detect.purl import download, repository
from pytest_icplicense.detect.shell import installed
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_ESCAPE = expression(r"#\s*escape\s*=\s*(\S)", re.IGNORECASE)
_DIRECTIVE = expression(r"#\s*\w+\s*=")
_HEREDOC = expression(r"<<-?\s*([\"']?)([A-Za-z_]\w*)\1")
_START = expression(r"\s*(?:ONBUILD\s+)?([A-Za-z]+)\s+", re.IGNORECASE)
_ARGUMENT = expression(r"""([A-Za-z_]\w*)(?:=("[^"]*"|'[^']*'|\S*))?""")
_FLAG = expression(r"(?:^|[\s,])(?:--)?from=([^\s,]+)")
_MAX_ARGUMENTS = 500
_READ = frozenset(("FROM", "ARG", "ENV", "RUN", "COPY", "ADD"))

Pieces = list[tuple[int, int, str]]


class _Instruction(NamedTuple):
    word: str
    pieces: Pieces
    """Its lines after its word, with the line and the column where each begins; a heredoc's lines come after them."""

    @property
    def text(self) -> str:
        return " ".join(piece[2] for piece in self.pieces)


class _Stage(NamedTuple):
    name: str
    sightings: list[Seen]
    uses: set[str]
    """Names and numbers of stages that it builds on or copies from."""
    variables: dict[str, str]
    """Its arguments and its environment, as far as the file says them."""


def read(artifact: Artifact) -> Iterator[Seen]:
    """Images and packages, stage by stage."""
    return read_lines(artifact.lines)


def read_lines(lines: Sequence[str]) -> Iterator[Seen]:
    """The same of the lines of a Dockerfile that stands in another file."""
    stages: list[_Stage] = []
    names: set[str] = set()
    known: dict[str, str] = {}
    for instruction in _instructions(lines):
        if instruction.word in ("ARG", "ENV"):
            variables = stages[-1].variables if stages else known
            for name, default in _ARGUMENT.findall(instruction.text):
                if default and len(variables) < _MAX_ARGUMENTS:
                    variables[name] = filled(default.strip("\"'"), ChainMap(variables, known))
        elif instruction.word == "FROM":
            stages.append(_stage(instruction, known, names))
            names.add(stages[-1].name)
        elif stages:
            _add(stages[-1], instruction, known, names)
    used: set[str] = set()
    aside: set[int] = set()
    for number in reversed(range(len(stages))):
        name = stages[number].name
        needed = number == len(stages) - 1 or name in used or str(number) in used
        if needed or not named_for_development(name):
            used |= stages[number].uses
        else:
            aside.add(number)
    for number, stage in enumerate(stages):
        for sighting in stage.sightings:
            yield passing_over(sighting, DEVELOPMENT) if number in aside else sighting


def _stage(instruction: _Instruction, known: dict[str, str], names: set[str]) -> _Stage:
    words = [word for word in instruction.text.split() if not word.startswith("--")]
    name = words[2].lower() if len(words) > 2 and words[1].lower() == "as" else ""
    stage = _Stage(name, [], set(), {})
    if words:
        _refer(stage, words[0], instruction, known, names)
    return stage


def _add(stage: _Stage, instruction: _Instruction, known: dict[str, str], names: set[str]) -> None:
    flags = " ".join(word for word in instruction.text.split() if "from=" in word)
    for reference in _FLAG.findall(flags):
        _refer(stage, reference, instruction, known, names)
    if instruction.word == "ADD":
        for line, column, text in instruction.pieces:
            if name := repository(text):
                stage.sightings.append(Sighting("repository", name, (line, column)))
            elif name := download(filled(text, ChainMap(stage.variables, known))):
                stage.sightings.append(Sighting("download", name, (line, column)))
    if instruction.word == "RUN":
        stage.sightings.extend(installed(_script(instruction.pieces), known=ChainMap(stage.variables, known)))


def _refer(
    stage: _Stage, reference: str, instruction: _Instruction, known: dict[str, str], names: set[str]
) -> None:
    """An image that is built on or copied from; or a stage, or nothing at all (`scratch`)."""
    reference = filled(reference.strip("\"'"), known)
    if reference.lower() in names or reference.isdecimal():
        stage.uses.add(reference.lower())
    elif reference != "scratch" and (name := image(reference)):
        line, column = next(
            (
                (line, column + text.index(reference))
                for line, column, text in instruction.pieces
                if reference in text
            ),
            instruction.pieces[0][:2],
        )
        stage.sightings.append(Sighting("image", name, (line, column)))


def _script(pieces: Pieces) -> Pieces:
    """The commands of RUN; in its other form they are a list of words in JSON."""
    line, column, text = pieces[0]
    if text.startswith("["):
        try:
            words = json.loads(" ".join(piece[2] for piece in pieces))
            return [(line, column, " ".join(word for word in words if isinstance(word, str)))]
        except (ValueError, TypeError, RecursionError):
            pass  # then it is a command, as for Docker
    return pieces


def _instructions(lines: Iterable[str]) -> Iterator[_Instruction]:
    """The instructions, their lines joined, without comments and with their heredocs."""
    escape, directives = "\\", True
    rest = iter(enumerate(lines, 1))
    for number, line in rest:
        text = line.strip()
        if text.startswith("#"):
            if directives and (found := _ESCAPE.match(text)) and found[1] in "\\`":
                escape = found[1]
            directives = directives and bool(_DIRECTIVE.match(text))
            continue
        directives = False
        start = _START.match(line)
        if not start:
            continue
        word = start[1].upper()
        pieces: Pieces = []
        column, text = start.end() + 1, line[start.end() :].rstrip()
        while text.endswith(escape):
            pieces.append((number, column, text[:-1]))
            number, text = next(
                ((n, t) for n, t in rest if t.strip() and not t.lstrip().startswith("#")), (0, "")
            )
            column, text = 1, text.rstrip()
        pieces.append((number, column, text))
        if word not in _READ:
            continue
        for mark in [found[2] for piece in pieces for found in _HEREDOC.finditer(piece[2])]:
            pieces.append((number, 1, "\n"))
            for number, line in rest:
                if line.strip() == mark:
                    break
                if word == "RUN":
                    tail = line.rstrip()
                    pieces.append((number, 1, tail[:-1] if tail.endswith("\\") else f"{tail}\n"))
        yield _Instruction(word, pieces)


DETECTOR = Detector(
    name="dockerfile",
    files=(
        *("Dockerfile", "dockerfile", "Containerfile", "*.Dockerfile", "*.dockerfile", "*.Containerfile"),
        *("Dockerfile[.-]*", "Containerfile.*"),
    ),
    read=read,
    summary=Text("images and packages of Dockerfiles", "Dockerfile 中的镜像和软件包"),
)
