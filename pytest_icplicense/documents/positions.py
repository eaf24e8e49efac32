"""Where in a YAML text each key and value stands, by JSON Pointer. Read only when there is something to report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


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


MAX_POINTER = 500
"""Characters of a pointer that is kept; what stands below is looked for at the value around it. Fields are never so deep,
and 64 long keys above 90,000 entries would take gigabytes."""
Positions = dict[str, tuple[int, int]]
"""Line and column, counted from one, by JSON Pointer."""


class Places:
    """Where the values of a text's documents stand: read once for all of them, when it is first asked."""

    __slots__ = ("_found", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: list[Positions] | None = None

    def of(self, index: int) -> Positions:
        """The positions in the `index`-th document."""
        if self._found is None:
            self._found = list(positions(self._text))
        return self._found[index]


def positions(text: str) -> Iterator[Positions]:
    """The positions of every value in each document of `text`, up to what `yaml_tree.parse` cannot read.

    A value in a mapping stands where its key does.
    """
    import yaml

    from pytest_icplicense.documents import yaml_tree

    loader = yaml_tree.Loader(text)
    found: Positions = {}
    inside: list[_Open] = []
    event: Any
    while not isinstance(event := _event(loader), yaml.StreamEndEvent | None):
        if isinstance(event, yaml.DocumentStartEvent):
            found = {}
        elif isinstance(event, yaml.DocumentEndEvent):
            yield found
        if isinstance(event, yaml.CollectionEndEvent):
            inside.pop()
            continue
        if not hasattr(event, "anchor"):  # no node
            continue
        mark = event.start_mark
        pointer = ""
        if inside:
            parent = inside[-1]
            if len(parent.pointer) > MAX_POINTER:
                pointer = parent.pointer
            elif parent.index is not None:
                pointer = f"{parent.pointer}/{parent.index}"
                parent.index += 1
            elif parent.key is None:
                parent.key, parent.key_mark = escape(getattr(event, "value", "")), mark
                if not isinstance(event, yaml.CollectionStartEvent):
                    continue
                pointer = f"{parent.pointer}/"  # a list as a key, which is a fault; its inside is nowhere
            else:
                pointer, mark, parent.key = f"{parent.pointer}/{parent.key}", parent.key_mark, None
        if len(pointer) <= MAX_POINTER:
            found[pointer] = (mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.CollectionStartEvent):
            inside.append(_Open(pointer, 0 if isinstance(event, yaml.SequenceStartEvent) else None))


def _event(loader: Any) -> Any:
    """The next event; None where the rest of the text is no YAML."""
    import yaml

    try:
        return loader.get_event()
    except yaml.YAMLError:
        return None
