"""Text as Markdown shows it: word for word, whatever signs are in it."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"([\\`*_<>\[\]{}|&~])")
_LIST = re.compile(r"^(\s*)([#+=-])", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*[0-9]+)([.)])", re.MULTILINE)


def literal(text: str) -> str:
    """The text with a backslash before each sign that CommonMark, or an insertion of OSCAL (`{{ }}`), would act on."""
    for signs, escaped in ((_SIGNS, r"\\\1"), (_LIST, r"\1\\\2"), (_NUMBERED, r"\1\\\2")):
        text = signs.sub(escaped, text)
    return text


def one_line(text: str) -> str:
    """The text for a field that allows no line breaks and no spaces around it; `-` where nothing is left."""
    return " ".join(text.split()) or "-"
