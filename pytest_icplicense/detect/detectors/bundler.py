"""`Gemfile`, `Gemfile.lock` and `*.gemspec`. The first and the last are programs in Ruby, which are not run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.git_address import of_git
from pytest_icplicense.detect.lock_reachability import for_development, reached
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_COMMENT = expression(r"""("(?>(?:[^"\\]|\\.)*)"?|'(?>(?:[^'\\]|\\.)*)'?)|#.*""")
_GEM = expression(r"""gem[\s(]\s*(?:["']([^"'#]+)["'])?""")
_GIT = expression(
    r""":?\bgit["']?\s*(?:=>|:)\s*["']([^"'\s]{3,300})["']|:?\bgithub["']?\s*(?:=>|:)\s*["']([\w./-]{3,200})["']"""
)
_GROUPS = expression(r""":?\bgroups?["']?\s*(?:=>|:)\s*(\[[^\]]*\]|:?["']?\w+)""")
_BLOCK = expression(
    r"(?:if|unless|case|begin|def|class|module|while|until|for)\b|\w+\s*=\s*(?:if|unless|case|begin)\b"
)
_DO = expression(r"\bdo\s*(?:\|[^|]*\|)?$")
_NEEDS = expression(r"""\w\.add_(runtime_|development_)?dependency[\s(]\s*["']([^"'#]+)["']""")
_LOCKED = expression(r"( {2}|DEPENDENCIES| {4}| {6})(?=\S)([^\s!(]*)")
_HEADING = expression(r"[A-Z][A-Z ]*")


class _Gem(NamedTuple):
    name: str | None
    """None: it is computed."""
    line: int
    development: bool
    address: str = ""
    """Of the repository that it is taken from."""


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The gems; those of groups for development, and those that only these lead to, do not count."""
    if artifact.name in ("Gemfile.lock", "gems.locked"):
        yield from _locked(artifact)
        return
    gems = _needed(artifact) if artifact.name.endswith(".gemspec") else _declared(artifact)
    computed = 0
    for gem in gems:
        if gem.name is None:
            computed = computed or gem.line
        else:
            reason = DEVELOPMENT if gem.development else None
            yield Sighting("gem", gem.name, gem.line, reason)
            yield from of_git("gem", gem.address, gem.line, reason)
    if computed:
        text = Text(
            "the name of a gem is computed here, and no code is run to find out which it is",
            "此处的 gem 名称由代码计算得出，而检查不会运行代码",
        )
        raise Unjudged(text, computed)


def _code(artifact: Artifact) -> Iterator[tuple[int, str]]:
    """Lines without comments, those that go on after a comma joined, up to where the program ends."""
    comment = False
    parts: list[str] = []
    first = 0
    for number, line in enumerate(artifact.lines, 1):
        if line.startswith("=begin") or comment:
            comment = not line.startswith("=end")
            continue
        if line.rstrip() == "__END__":
            break
        line = _COMMENT.sub(lambda match: match[1] or "", line).strip() if "#" in line else line.strip()
        if not line:
            continue
        first = first if parts else number
        parts.append(line.rstrip("\\"))
        if line[-1] not in ",\\":
            yield first, " ".join(parts)
            parts = []
    if parts:
        yield first, " ".join(parts)


def _declared(artifact: Artifact) -> Iterator[_Gem]:
    blocks: list[
        bool | None
    ] = []  # of each block, whether it is a group for development; None: it is no group
    for number, words in _code(artifact):
        if match := _GEM.match(words):
            groups = _GROUPS.search(words)
            development = any(blocks) or bool(groups and _for_development(groups[1]))
            source = _GIT.search(words)
            address = (source[1] or f"https://github.com/{source[2]}") if source else ""
            yield _Gem(match[1], number, development, address)
        if re.match(r"end\b", words):
            if blocks:
                blocks.pop()
        elif _DO.search(words):
            blocks.append(_for_development(words) if re.match(r"group\b", words) else None)
        elif _BLOCK.match(words) and not re.search(r"\bend$", words):
            blocks.append(None)


def _for_development(words: str) -> bool:
    """Whether all groups that are named are for development; not those that only say that they are optional."""
    words = re.sub(r"\boptional\s*:\s*\w+|:optional\s*=>\s*\w+|\bdo\b|\bgroup\b", "", words)
    names = re.findall(r"\w+", words)
    return bool(names) and all(for_development(name) for name in names)


def _needed(artifact: Artifact) -> Iterator[_Gem]:
    for number, words in _code(artifact):
        for match in _NEEDS.finditer(words):
            yield _Gem(match[2], number, match[1] == "development_")


def _locked(artifact: Artifact) -> Iterator[Sighting]:
    """A lock file names no groups; the Gemfile beside it does."""
    needs: dict[str, set[str]] = {}
    lines: dict[str, int] = {}
    asked: set[str] = set()
    part = gem = ""
    for number, line in enumerate(artifact.lines, 1):
        line = line.rstrip()
        if line and line[0] != " ":
            if not _HEADING.fullmatch(line):
                text = Text("a line that Bundler does not write", "不是 Bundler 写出的行")
                raise Unjudged(text, number)
            part = line
        elif match := _LOCKED.match(line):
            if part == "DEPENDENCIES":
                asked.add(match[2])
            elif part not in ("GEM", "GIT", "PATH", "PLUGIN SOURCE"):
                continue
            elif match[1] == " " * 4:
                gem = match[2]
                lines.setdefault(gem, number)
                needs.setdefault(gem, set())
            elif match[1] == " " * 6 and gem:
                needs[gem].add(match[2])
    running = reached(asked - _development(artifact), needs) if asked else None
    for name, number in lines.items():
        counts = running is None or name in running
        yield Sighting("gem", name, number, None if counts else DEVELOPMENT)


def _development(artifact: Artifact) -> set[str]:
    found = artifact.beside("gems.rb" if artifact.name == "gems.locked" else "Gemfile")
    try:
        gems = list(_declared(found)) if found else []
    except Unjudged:
        return set()
    running = {gem.name for gem in gems if not gem.development}
    return {gem.name for gem in gems if gem.name and gem.development} - running


DETECTOR = Detector(
    name="bundler",
    files=("Gemfile", "Gemfile.lock", "gems.rb", "gems.locked", "*.gemspec"),
    read=read,
    summary=Text("gems of Bundler", "Bundler 中的 gem"),
)
