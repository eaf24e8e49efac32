"""The dependencies in a build file of Gradle, which is a program in Groovy or Kotlin that is not run.

Only its words are read: what stands in a block `dependencies`, which configuration it is given to, and in which blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_TOKEN = expression(
    r"""
    (?P<skip> //[^\n]* | /\*(?>(?:[^*]|\*(?!/))*)(?:\*/)? | [ \t\r]+ )
    | (?P<text> \"{3}(?>(?:[^"\\]|\\[\s\S]|"(?!""))*)(?:\"{3})? | '{3}(?>(?:[^'\\]|\\[\s\S]|'(?!''))*)(?:'{3})?
        | "(?>(?:[^"\\\n]|\\.)*)"? | '(?>(?:[^'\\\n]|\\.)*)'? )
    | (?P<word> [A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)* )
    | (?P<sign> [\s\S] )
    """,
    re.VERBOSE,
)
MAX_DEPTH = 200
"""Blocks in one another."""
_DEEP = Text(f"nested more than {MAX_DEPTH} levels deep", f"嵌套超过 {MAX_DEPTH} 层")
_PASSING = ("if", "else", "for", "with", "also", "apply")
_WAITING = (",", "(", "[", "=", ":")


class Token(NamedTuple):
    """A word, a text without its quotes, or a sign."""

    kind: str
    words: str
    offset: int


class Block(NamedTuple):
    """What stands before a `{`."""

    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its first word, or the last part of that: `dependencies` in `commonTest.dependencies`."""
        return self.words[0].rpartition(".")[2] if self.words else ""


class Statement(NamedTuple):
    """One statement in a block `dependencies`."""

    tokens: tuple[Token, ...]
    blocks: tuple[Block, ...]


def statements(text: str) -> Iterator[Statement]:
    """Every statement that may name a dependency.

    Raises:
        Unjudged: blocks are nested too deep.
    """
    blocks: list[Block] = []
    here: list[Token] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        words = match[0]
        if kind == "skip":
            continue
        if kind == "text":
            here.append(Token(kind, words.strip(words[0]), match.start()))
        elif kind == "word":
            here.append(Token(kind, words, match.start()))
        elif words == "{":
            if _inside(blocks) and here:
                yield Statement(tuple(here), tuple(blocks))
            blocks.append(Block(tuple(each.words for each in here[:40] if each.kind != "sign")))
            here, depth = [], 0
            if len(blocks) > MAX_DEPTH:
                raise Unjudged(_DEEP, text.count("\n", 0, match.start()) + 1)
        elif words in "};" or (words == "\n" and depth == 0 and not (here and here[-1].words in _WAITING)):
            if _inside(blocks) and here:
                yield Statement(tuple(here), tuple(blocks))
            here, depth = [], 0
            if words == "}" and blocks:
                blocks.pop()
        elif words != "\n":
            depth += (words in "([") - (words in ")]")
            depth = max(depth, 0)
            here.append(Token("sign", words, match.start()))


def _inside(blocks: list[Block]) -> bool:
    """Whether the innermost block that is no condition is one of dependencies."""
    for block in reversed(blocks):
        if block.name == "dependencies":
            return True
        if block.name not in _PASSING:
            return False
    return False
