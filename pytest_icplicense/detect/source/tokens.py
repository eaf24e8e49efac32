"""Words, texts and signs of small languages for which there is no grammar at hand; comments are left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pytest_icplicense.expressions import expression

MAX_TOKENS = 200_000
_TOKEN = expression(
    r"(?P<comment>//[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)(?:\*/)?|\#[^\n]*)"
    r"|(?P<text>\"\"\"(?>(?:[^\"]|\"(?!\"\"))*)(?:\"\"\")?|'''(?>(?:[^']|'(?!''))*)(?:''')?|r?\"(?>(?:[^\"\\\n]|\\.)*)\"?|r?'(?>(?:[^'\\\n]|\\.)*)'?)"
    r"|(?P<word>[A-Za-z_@$][\w$]*)|(?P<number>\d[\w.]*)|(?P<sign>[^\s])"
)


class Token(NamedTuple):
    """A word, a text or a sign."""

    kind: str
    words: str
    line: int
    column: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, at most `MAX_TOKENS`."""
    line, start, before = 1, 0, 0
    for number, match in enumerate(_TOKEN.finditer(text)):
        if number >= MAX_TOKENS:
            return
        at = match.start()
        breaks = text.count("\n", before, at)
        if breaks:
            line += breaks
            start = text.rfind("\n", before, at) + 1
        before = at
        kind = match.lastgroup or "sign"
        if kind == "comment":
            continue
        words = match[0]
        if kind == "text":
            words = words.lstrip("r").strip("\"'")
        yield Token(kind, words, line, at - start + 1)
