"""The lock files that yarn and pnpm write, row by row: a hundred thousand packages would take a YAML parser too long.

Only what these programs write themselves is understood. Anything else in such a file is told, not guessed at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.text import Text


class Row(NamedTuple):
    """One line: how far it is indented, its key, and its value; None where the value is the rows below it."""

    line: int
    indent: int
    key: str
    value: str | None


def rows(artifact: Artifact, separator: str) -> Iterator[Row]:
    """The rows of a file in which `separator` stands between a key and its value; entries of lists are left out.

    Raises:
        Unjudged: a line is none of these programs.
    """
    block: int | None = None  # the indent of the key whose value is the text below it
    for number, line in enumerate(artifact.lines, 1):
        words = line.strip(" \r")
        if not words or words[0] == "#":
            continue
        indent = len(line) - len(line.lstrip(" "))
        if block is not None:
            if indent > block:
                continue
            block = None
        if words[0] == "-" and (words[:2] == "- " or words == "---"):
            continue
        if words[0] in "<>=|{}[]&*!%@`\t?":
            raise _odd(number, indent)
        if words[-1] == ":":
            yield Row(number, indent, words[:-1], None)
            continue
        if words[0] in "\"'":
            end = words.find(words[0], 1) + 1
            key, found, value = words[:end], words[end : end + len(separator)] == separator, words[end:]
            value = value[len(separator) :]
        else:
            key, between, value = words.partition(separator)
            found = bool(between)
        if not found:
            raise _odd(number, indent)
        if value[:1] in ("|", ">"):
            block = indent
        yield Row(number, indent, bare(key), bare(value))


def bare(words: str) -> str:
    """A word without the quotes around it."""
    return words[1:-1] if len(words) > 1 and words[0] in "\"'" and words[-1] == words[0] else words


def _odd(line: int, indent: int) -> Unjudged:
    text = Text(
        "a line that the package manager does not write; make the lock file anew",
        "不是包管理器写出的行；请重新生成锁定文件",
    )
    return Unjudged(text, line, indent + 1)
