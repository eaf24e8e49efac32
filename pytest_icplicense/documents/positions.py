"""Where in a YAML text each key and value stands, by JSON Pointer. Read only when there is something to report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from pytest_icplicense.documents import tree


@dataclass(slots=True)
class _Open:
    """A list or mapping that the parser is inside of."""

    pointer: str
    index: int | None
    key: str | None = None
    key_mark: Any = None


def escape(key: str) -> str:
    """A key as a reference token of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def positions(text: str, index: int) -> dict[str, tuple[int, int]]:
    """Line and column, counted from one, of every value in the `index`-th document of `text`.

    A value in a mapping stands where its key does. The text must be one that `tree.parse` reads without a fault.
    """
    loader = tree.Loader(text)
    found: dict[str, tuple[int, int]] = {}
    inside: list[_Open] = []
    document = -1
    event: Any
    while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
        if isinstance(event, yaml.DocumentStartEvent):
            document += 1
        elif isinstance(event, yaml.DocumentEndEvent) and document == index:
            break  # what follows may be broken
        if document < index:
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            inside.pop()
            continue
        if not hasattr(event, "anchor"):  # no node
            continue
        mark = event.start_mark
        pointer = ""
        if inside:
            parent = inside[-1]
            if parent.index is not None:
                pointer = f"{parent.pointer}/{parent.index}"
                parent.index += 1
            elif parent.key is None:
                parent.key, parent.key_mark = escape(event.value), mark
                continue
            else:
                pointer, mark, parent.key = f"{parent.pointer}/{parent.key}", parent.key_mark, None
        found[pointer] = (mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.CollectionStartEvent):
            inside.append(_Open(pointer, 0 if isinstance(event, yaml.SequenceStartEvent) else None))
    return found
