"""Files that are read line by line: names of hosts that a site is published under, and words of source code."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word

_CONTINUED = "\\ \t"
_COMMENTS = ("#", "//", "/*", "* ", "*/", "<!--")


def nodes(artifact: Artifact) -> Iterator[Node]:
    """One mapping: `line` lists the lines that say something, without blanks around them; those of comments do not. A
    command of a script is one line, however many it is written on.
    """
    root = Mapping()
    found: list[Node] = []
    within = continued = False
    script = artifact.name.endswith(".sh") or artifact.name == "Makefile"
    for number, line in enumerate(artifact.lines, 1):
        words = line.strip()
        if within or words.startswith("/*"):
            within = "*/" not in words
            continue
        if continued and isinstance(last := found[-1], Word):
            words = f"{last.rstrip(_CONTINUED)} {words}"[:500]
            found.pop()
            number, column = last.line, last.column
        else:
            column = len(line) - len(line.lstrip()) + 1
        if words and not words.startswith(_COMMENTS):
            word = Word(words[:500])
            word.line, word.column = number, column
            found.append(word)
        continued = script and bool(found) and words.endswith("\\")
    root["line"] = found
    yield root
