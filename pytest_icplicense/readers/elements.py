"""Elements of Word's XML by their names alone: the namespaces differ between the editions of the format."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree


def children(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """The elements of that name right below it."""
    return (child for child in element if local(child) == name)


def local(element: ElementTree.Element) -> str:
    """Its name."""
    return element.tag.rpartition("}")[2]


def value(element: ElementTree.Element, name: str) -> str:
    """The attribute of that name; empty where it has none."""
    return next((text for key, text in element.attrib.items() if key.rpartition("}")[2] == name), "")
