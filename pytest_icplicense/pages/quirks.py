"""Whether browsers read a page as they did before there were standards."""

from __future__ import annotations

import re

from pytest_icplicense.expressions import expression

_DOCTYPE = expression(
    r"\ufeff?\s*(?>(?:(?><!--.{0,10000}?-->|<\?[^>]{0,1000}>)\s*){0,20})<!doctype\s+html\b([^>]{0,1000})>",
    re.IGNORECASE | re.DOTALL,
)
_OLD = expression(
    r"public\s*[\"'](?:-//w3c//dtd html (?:4\.01 (?:transitional|frameset)//(?:en)?[\"']\s*$|3)"
    r"|-//w3c//dtd html 4\.0 (?:transitional|frameset)"
    r"|-//w3o//|-//ietf//|-/w3c/dtd html 4\.0|html[\"'])",
    re.IGNORECASE,
)
"""Public identifiers of document types for which browsers keep their quirks."""


def has_quirks(source: str) -> bool:
    """Whether browsers read the page in quirks mode, by its document type (HTML, 13.2.6.4.1)."""
    match = _DOCTYPE.match(source)
    return match is None or _OLD.search(match[1]) is not None
