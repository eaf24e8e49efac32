"""`deno.json` and `deno.jsonc`, and other maps of imports (`importmap.rb` of Rails): what they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.detect.loose_trees import mapping
from pytest_icplicense.detect.source.pages import package_of
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_PINNED = expression(r"\s*pin\s*\(?\s*[\"']((?:@[\w.-]+/)?[\w.-]+)[\"'\/]")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages of npm."""
    if artifact.name == "importmap.rb":
        for number, line in enumerate(artifact.lines, 1):
            if pinned := _PINNED.match(line[:500]):
                yield Sighting("npm", pinned[1], number)
        return
    tree = artifact.json5()
    scopes = [each for each in mapping(tree, "scopes").values() if isinstance(each, Mapping)]
    for imports in (mapping(tree, "imports"), *scopes):
        for address in imports.values():
            if isinstance(address, str) and (name := package_of(address)):
                yield Sighting("npm", name, Needle(address))


DETECTOR = Detector(
    name="deno",
    files=("deno.json", "deno.jsonc", "import_map.json", "importmap.rb"),
    read=read,
    summary=Text("packages of Deno and in maps of imports", "Deno 与导入映射中的软件包"),
)
