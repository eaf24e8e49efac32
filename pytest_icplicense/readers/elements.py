"""Elements of Word's XML by their names alone: the namespaces differ between the editions of the format."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from pytest_icplicense.expressions import expression

_WHOLE = expression(r"-?[0-9]+")
_MOST = 10
"""Signs of a whole number that count; of a longer one its first ones are large enough."""


def children(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """The elements of that name right below it."""
    return (child for child in element if local(child) == name)


def local(element: ElementTree.Element) -> str:
    """Its name."""
    return element.tag.rpartition("}")[2]


def whole(text: str, otherwise: int) -> int:
    """The whole number that an attribute is."""
    return int(text[:_MOST]) if _WHOLE.fullmatch(text) else otherwise


def value(element: ElementTree.Element, name: str) -> str:
    """The attribute of that name; empty where it has none."""
    return next((text for key, text in element.attrib.items() if key.rpartition("}")[2] == name), "")
