"""Text as it is compared: one width, no spaces, one form of each punctuation mark; each character knows its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

_ONE_FORM = str.maketrans(
    dict.fromkeys("。．", ".")
    | dict.fromkeys("“”„‟«»「」『』〝〞＂", '"')
    | dict.fromkeys("‘’‚‛`´", "'")
    | dict.fromkeys("‐‑‒–—―−─－", "-")
    | dict.fromkeys("·•・‧∙", "·")
    | dict.fromkeys("〔【［[", "(")
    | dict.fromkeys("〕】］]", ")")
    | dict.fromkeys("〈", "《")
    | dict.fromkeys("〉", "》")
)
"""、 and , stay two marks: a list that becomes two sentences is another text."""
_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")
_CIRCLED = {chr(0x2460 + number): f"({number + 1})" for number in range(20)}


class Folded(NamedTuple):
    """A text as it is compared, and where each of its characters came from."""

    text: str
    origin: Sequence[int]
    """The place of each character in the text before folding; one more at the end: that text's length."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the part from `start` up to `end` stands in the text before folding."""
        first = self.origin[start]
        return first, self.origin[end - 1] + 1 if end > start else first


class _Table(dict[str, str]):
    def __missing__(self, char: str) -> str:
        plain = _CIRCLED.get(char) or unicodedata.normalize("NFKC", char).translate(_ONE_FORM)
        self[char] = folded = "".join(
            each for each in plain if not each.isspace() and unicodedata.category(each) not in _UNSEEN
        )
        return folded


_TABLE = _Table()


def fold(text: str) -> Folded:
    """`text` as it is compared; character by character, so that each keeps its place."""
    pieces = [_TABLE[char] for char in text]
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    return Folded("".join(pieces), [*origin, len(text)])


def places(text: str, parts: Sequence[str]) -> list[tuple[int, int]] | None:
    """Where the parts stand in a folded text, one after the other; None: one of them does not."""
    found = []
    start = 0
    for part in parts:
        start = text.find(part, start)
        if start < 0:
            return None
        found.append((start, start + len(part)))
        start += len(part)
    return found
