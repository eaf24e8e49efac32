"""Words that a document shows struck out, or does not show at all: what is said about them, for they are not read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pytest_icplicense.readers.lines import Doubt
from pytest_icplicense.text import Text

_LONGEST = 200
"""Characters of one line's words that are shown."""
_MOST = 50
"""Lines of which the words are shown."""

_Found = Iterable[tuple[int | None, str]]


def struck_out(found: _Found) -> Iterator[Doubt]:
    """A doubt for each line that has words struck out."""
    return _doubts(
        found,
        lambda shown: Text(f"'{shown}' is struck out, and was not read", f"“{shown}”已被划去，未读取"),
        lambda rest: Text(
            f"{rest} more lines have words that are struck out", f"另有 {rest} 行含被划去的文字"
        ),
    )


def unseen(found: _Found) -> Iterator[Doubt]:
    """A doubt for each line that has words which a reader does not see."""
    return _doubts(
        found,
        lambda shown: Text(
            f"'{shown}' is hidden from a reader (hidden, white or off the page), and was not read",
            f"“{shown}”对读者不可见（隐藏、白色或在页面之外），未读取",
        ),
        lambda rest: Text(
            f"{rest} more lines have words that a reader does not see", f"另有 {rest} 行含不可见的文字"
        ),
    )


def _doubts(found: _Found, each: Callable[[str], Text], others: Callable[[int], Text]) -> Iterator[Doubt]:
    lines: dict[int | None, str] = {}
    for line, text in found:
        lines[line] = lines.get(line, "") + text
    said = [(line, " ".join(text.split())) for line, text in lines.items() if text.strip()]
    for line, words in said[:_MOST]:
        yield Doubt(line, each(words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"))
    if (rest := len(said) - _MOST) > 0:
        yield Doubt(said[_MOST][0], others(rest))
