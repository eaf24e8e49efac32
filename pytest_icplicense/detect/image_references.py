"""Names with parts that are filled in later: variables with their defaults, and references to container images."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pytest_icplicense.expressions import expression

_BRACED = expression(r"\$\{(\w+)(?::?([-+?])([^{}]*))?\}|\$(\w+)")
_TEMPLATE = expression(r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^()]*\)|\$\w+|%\w+%|<[^<>]*>|@\w+@|__\w+__")
_PLACEHOLDER = "{}"
_TURNS = 5
_MAX_LENGTH = 512
"""Characters of a text with variables; what they make of it is cut there, too, or each could double it."""


def filled(text: str, known: Mapping[str, str] | None = None) -> str:
    """The text with its variables (`$NAME`, `${NAME:-default}`) filled in from `known` or their defaults.

    One that has neither is left as it is.
    """
    known = known or {}

    def value(found: re.Match[str]) -> str:
        name, sign, word = found[1] or found[4], found[2], found[3]
        if sign == "+":
            return word if known.get(name) else ""
        if name in known:
            return known[name]
        return word if sign == "-" else found[0]

    for _ in range(_TURNS):  # a default may have a variable in it
        if "$" not in text or len(text) > _MAX_LENGTH:
            break
        before, text = text, _BRACED.sub(value, text)[:_MAX_LENGTH]
        if text == before:
            break
    return text


def image(reference: str) -> str | None:
    """The name of an image, without tag, digest and what stands for a registry; None where the name is not known.

    A variable that is left within the name becomes `{}`, which only a signature with `*` in its place fits.
    """
    text = _TEMPLATE.sub(_PLACEHOLDER, reference[:1024].strip().strip("\"'"))
    text = text.removeprefix("docker://").partition("@")[0]
    above, _, last = text.rpartition("/")
    name = f"{above}/{last.partition(':')[0]}".lstrip("/")
    while name.startswith(_PLACEHOLDER):
        if not (name := name.removeprefix(_PLACEHOLDER).lstrip("/:")):
            return None
    return name if re.fullmatch(r"[\w./:{}-]+", name, re.ASCII) else None
