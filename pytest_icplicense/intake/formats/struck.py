"""Words that a document shows struck out: what is said about them, for they are not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_icplicense.intake.passages import Doubt
from pytest_icplicense.text import Text

_LONGEST = 200
"""Characters of one line's words that are shown."""
_MOST = 50
"""Lines of which the words are shown."""


def struck_out(found: Iterable[tuple[int | None, str]]) -> Iterator[Doubt]:
    """A doubt for each line that has words struck out."""
    lines: dict[int | None, str] = {}
    for line, text in found:
        lines[line] = lines.get(line, "") + text
    said = [(line, " ".join(text.split())) for line, text in lines.items() if text.strip()]
    for line, words in said[:_MOST]:
        shown = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
        yield Doubt(line, Text(f"'{shown}' is struck out, and was not read", f"“{shown}”已被划去，未读取"))
    if (rest := len(said) - _MOST) > 0:
        more = Text(f"{rest} more lines have words that are struck out", f"另有 {rest} 行含被划去的文字")
        yield Doubt(said[_MOST][0], more)
