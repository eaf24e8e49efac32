"""Whether a regular expression from a policy ends in time on every text that a manifest may have.

Python's engine tries one way to match after the other. Here the ways are counted from above, for the longest text; a
pattern with too many, or with anything that is not counted here, is refused when the policy is read. That needs no
engine of another kind, and it gives the same answer on every machine, which a time limit would not.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pytest_icplicense.documents.keywords import NAMED, VALUES
from pytest_icplicense.documents.positions import escape
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

LONGEST = 2000
"""Characters of the longest text in a manifest, which its schema sets."""
MOST_WAYS = 5_000_000
"""About a tenth of a second."""
MAX_PATTERN = 1000
MAX_NESTED = 20

_ATOM = expression(
    r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[^0-9A-Za-z]|[dDsSwWbBAZrntfv])|\[\^?(?:\\[^\n]|[^\[\]\\])+\]|[^\\\[\]()*+?|{}]"
)
_QUANTIFIER = expression(r"(?:([*+?])|\{([0-9]*)(,?)([0-9]*)\})[?+]?")
_RANGE = expression(r"(\\x..|\\u....|\\[^\n]|[^\\])(?:-(\\x..|\\u....|\\[^\n]|[^\\]))?", re.DOTALL)
_GROUPS = ("(?:", "(?=", "(?!")


class Set(NamedTuple):
    """The characters that one atom matches."""

    negated: bool
    ranges: tuple[tuple[int, int], ...]

    def apart(self, other: Set) -> bool:
        """Whether no character is in both, for certain."""
        if self.negated and other.negated:
            return False
        if self.negated or other.negated:
            outside, inside = (self, other) if self.negated else (other, self)
            return all(
                any(low <= first and last <= high for low, high in outside.ranges)
                for first, last in inside.ranges
            )
        return not any(
            low <= last and first <= high for low, high in self.ranges for first, last in other.ranges
        )


class _Piece(NamedTuple):
    ways: int
    """In how many ways it may match, once it is repeated."""
    once: bool
    """Whether it stands there exactly once, so that what is before it must meet it."""
    chars: Set | None
    """What a single character matches; None for a group, and for what is not known."""
    repeated: bool


class _Unknown(Exception):
    """Something that is not counted here."""


def patterns(schema: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Each regular expression in a JSON Schema, with its pointer."""
    if isinstance(schema, list):
        for index, each in enumerate(schema):
            yield from patterns(each, f"{pointer}/{index}")
    elif isinstance(schema, Mapping):
        for keyword, value in schema.items():
            here = f"{pointer}/{escape(keyword)}"
            if keyword == "pattern" and isinstance(value, str):
                yield value, here
            if keyword == "patternProperties" and isinstance(value, Mapping):
                yield from ((name, f"{here}/{escape(name)}") for name in value)
            if keyword in NAMED and isinstance(value, Mapping):
                for name, each in value.items():
                    yield from patterns(each, f"{here}/{escape(name)}")
            elif keyword not in VALUES:
                yield from patterns(value, here)


def objection(pattern: str) -> Text | None:
    """Why a policy may not use `pattern`; None: it may."""
    if len(pattern) > MAX_PATTERN:
        return Text(f"a pattern may have {MAX_PATTERN:,} characters", f"模式最多 {MAX_PATTERN:,} 个字符")
    try:
        ways, end = _either(pattern, 0, 0)
        if end < len(pattern):
            raise _Unknown(pattern[end])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except _Unknown as error:
        return Text(
            f"'{error}' is not allowed in a pattern, since nobody can say how long it takes; groups are ( ), (?: ),"
            " (?= ) and (?! )",
            f"模式中不允许使用“{error}”，因为无法确定其耗时；分组可用 ( )、(?: )、(?= ) 和 (?! )",
        )
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return Text(f"no regular expression: {error}", "不是有效的正则表达式；请检查括号和转义字符")
    anchored = pattern.startswith("^") and pattern[1:2] not in tuple("*+?{") and "|" not in pattern
    starts = 1 if anchored else LONGEST
    if ways * starts <= MOST_WAYS:
        return None
    return Text(
        "this pattern could take too long on a long text; begin it with '^', repeat no group that repeats something or"
        " has alternatives, and write '{0,20}' for '*'",
        "该模式在长文本上可能耗时过长；请以“^”开头，不要重复本身含有重复或选择的分组，并以“{0,20}”代替“*”",
    )


def _either(pattern: str, at: int, depth: int) -> tuple[int, int]:
    """The ways of the alternatives that begin at `at`, and where they end."""
    if depth > MAX_NESTED:
        raise _Unknown("(" * depth)
    total = 0
    while True:
        ways, at = _row(pattern, at, depth)
        total += ways
        if pattern[at : at + 1] != "|":
            return total, at
        at += 1


def _row(pattern: str, at: int, depth: int) -> tuple[int, int]:
    pieces: list[_Piece] = []
    while at < len(pattern) and pattern[at] not in "|)":
        ways, chars = 1, None
        if pattern[at] == "(":
            inside = at + (3 if pattern[at : at + 3] in _GROUPS else 1)
            if pattern[inside : inside + 1] == "?":
                raise _Unknown(pattern[at : inside + 2])
            ways, at = _either(pattern, inside, depth + 1)
            if pattern[at : at + 1] != ")":
                raise re.error("a bracket is not closed")
            at += 1
        elif atom := _ATOM.match(pattern, at):
            chars, at = _chars(atom[0]), atom.end()
        else:
            raise _Unknown(pattern[at])
        repeated = _QUANTIFIER.match(pattern, at)
        if repeated is None:
            pieces.append(_Piece(ways, True, chars, False))
            continue
        at = repeated.end()
        least, most = _times(repeated)
        if ways > 1 and most > 1:
            ways = ways**most if most <= 10 else MOST_WAYS + 1
        pieces.append(_Piece(min(ways * (most - least + 1), MOST_WAYS + 1), False, chars, most > least))
    product = 1
    for index, piece in enumerate(pieces):
        if not _ends_in_one_place(piece, pieces[index + 1 :]):
            product = min(product * piece.ways, MOST_WAYS + 1)
    return product, at


def _ends_in_one_place(piece: _Piece, after: list[_Piece]) -> bool:
    """Whether a repetition can only end where it first must, since what follows matches nothing of what it repeats."""
    if not (piece.repeated and piece.chars and after and after[0].once and after[0].chars):
        return False
    return piece.chars.apart(after[0].chars)


def _times(quantifier: re.Match[str]) -> tuple[int, int]:
    sign, low, comma, high = quantifier.groups()
    if sign:
        return {"*": (0, LONGEST), "+": (1, LONGEST), "?": (0, 1)}[sign]
    if not low and not high:
        raise _Unknown(quantifier[0])
    least = min(int(low or 0), LONGEST)
    most = (int(high) if high else LONGEST) if comma else least
    return least, max(min(most, LONGEST), least)


def _chars(atom: str) -> Set | None:
    """What one atom matches; None where that is not a plain list of characters."""
    if not atom.startswith("["):
        code = _code(atom)
        return None if code is None or atom in ("^", "$", ".") else Set(False, ((code, code),))
    negated = atom.startswith("[^")
    ranges = []
    for low, high in _RANGE.findall(atom[1 + negated : -1]):
        first, last = _code(low), _code(high or low)
        if first is None or last is None:
            return None
        ranges.append((first, last))
    return Set(negated, tuple(ranges))


def _code(written: str) -> int | None:
    if not written.startswith("\\"):
        return ord(written)
    if written[1] in "xu" and len(written) > 2:
        return int(written[2:], 16)
    return None if written[1].isalnum() else ord(written[1])
