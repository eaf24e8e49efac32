"""Files that are read line by line: names of hosts that a site is published under, and words of source code."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word

_COMMENTS = ("#", "//", "/*", "* ", "*/", "<!--")


def nodes(artifact: Artifact) -> Iterator[Node]:
    """One mapping: `line` lists the lines that say something, without blanks around them; those of comments do not."""
    root = Mapping()
    found: list[Node] = []
    within = False
    for number, line in enumerate(artifact.lines, 1):
        words = line.strip()
        if within or words.startswith("/*"):
            within = "*/" not in words
            continue
        if words and not words.startswith(_COMMENTS):
            word = Word(words[:500])
            word.line, word.column = number, len(line) - len(line.lstrip()) + 1
            found.append(word)
    root["line"] = found
    yield root
