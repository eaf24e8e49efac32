"""Files of `name = value` in sections: systemd, Fluent Bit's classic form, Java's properties, files of variables."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression

_LINE = expression(r"\s*([\w.-]{1,100})(?:\s*[=:]\s*|\s+)(.*?)\s*\Z")


def nodes(artifact: Artifact) -> Iterator[Node]:
    """One mapping: each section lists its occurrences; what stands before the first is in the section `@top`."""
    root = Mapping()
    section = Mapping()
    root["@top"] = [section]
    for number, line in enumerate(artifact.lines, 1):
        words = line.strip()
        if not words or words[0] in "#;!":
            continue
        if words[0] == "[" and "]" in words:
            name = words[1 : words.index("]")].strip()
            section = Mapping()
            root.setdefault(name, []).append(section)
            root.where.setdefault(name, (number, 1))
        elif (found := _LINE.match(line[:2000])) is not None:
            word = Word(found[2].strip("\"'"))
            word.line, word.column = number, found.start(1) + 1
            section[found[1]], section.where[found[1]] = word, (number, found.start(1) + 1)
    yield root
