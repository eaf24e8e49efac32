"""What a plain YAML scalar means: the YAML 1.2 core schema, minus every reading that would lose what was written.

`no`, `on`, `2021-10-02`, `1_000` and `12:30` are text, as in YAML 1.2. A number that JSON could not write (`0123`,
`.inf`, `.nan`, `1e999`, a hundred digits) stays text too, so that a leading zero is not lost and no report can contain
`NaN`; where a schema wants a number, the schema then says so.
"""

from __future__ import annotations

from math import isinf

from pytest_icplicense.expressions import expression

Scalar = str | int | float | bool | None

WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
FIRST = frozenset(word[0] for word in WORDS if word) | frozenset("+-.0123456789")
"""A plain scalar that begins with none of these is text."""

_INTEGER = expression(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_BASED = expression(r"0o[0-7]{1,20}\Z|0x[0-9a-fA-F]{1,15}\Z")
_FLOAT = expression(r"(?=.*[.eE])[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")


def resolve(text: str) -> Scalar:
    """The value of the plain scalar `text`."""
    if text in WORDS:
        return WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    if _BASED.match(text):
        return int(text, 0)
    if len(text) <= 40 and _FLOAT.match(text):
        number = float(text)
        if not isinf(number):
            return number
    return text
