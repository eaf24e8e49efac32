"""Scripts of a shell and recipes of `make`: the packages that they install, and the software that they fetch or run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, Seen, Sighting
from pytest_icplicense.detect.listing import before_production
from pytest_icplicense.detect.shell import WORDPRESS, installed
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

MAX_BYTES = 400_000
_TOLD = frozenset("debian repository download image chart".split())
_MAKE = ("Makefile", "makefile", "GNUmakefile", "*.mk")
_SET = expression(r"(?:export )?([A-Za-z_]\w{0,99}) *[:?]{0,2}= *([^#\n]*)")
_TARGETS = expression(r"([^\s#:=][^#:=\n]{0,200}):(?!=)")
_OF_MAKE = expression(r"\$[({](\w{1,99})[)}]")


def read(artifact: Artifact) -> Iterator[Seen]:
    """Packages of systems, repositories, images and charts; those of languages are told by their own lists."""
    if len(artifact.data) > MAX_BYTES:
        return
    lines = enumerate((each.rstrip("\r") for each in artifact.lines), 1)
    pieces = []
    for number, words in lines if artifact.name.endswith((".sh", ".bash")) else _recipes(artifact.lines):
        if words.lstrip().startswith("#"):
            continue
        words = words.partition(" #")[0]
        pieces.append((number, 1, words[:-1] if words.endswith("\\") else f"{words}\n"))
    for seen in installed(pieces):
        if isinstance(seen, Sighting) and (seen.ecosystem in _TOLD or seen.name.startswith(WORDPRESS)):
            yield seen


def _recipes(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """What `make` has a shell do, with its variables as those of the shell; but for developers and tests."""
    rehearsed = False
    for number, line in enumerate(lines, 1):
        if line.startswith("\t"):
            if not rehearsed:
                yield number, _as_shell(line.strip().lstrip("@-+"))
        elif assigned := _SET.match(line):
            yield number, f"{assigned[1]}={_as_shell(assigned[2].strip())}"
        elif targets := _TARGETS.match(line):
            rehearsed = any(map(before_production, targets[1].split()))


def _as_shell(words: str) -> str:
    return _OF_MAKE.sub(r"${\1}", words).replace("$$", "$")


DETECTOR = Detector(
    name="script",
    files=("*.sh", "*.bash", *_MAKE),
    read=read,
    summary=Text(
        "software that shell scripts and recipes of make install, fetch or run",
        "Shell 脚本和 make 规则安装、下载或运行的软件",
    ),
)
