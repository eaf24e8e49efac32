"""`deno.json` and `deno.jsonc`: what the map of imports names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.detect.loose_trees import mapping
from pytest_icplicense.detect.source.pages import package_of
from pytest_icplicense.text import Text


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages of npm."""

    tree = artifact.json5()
    scopes = [each for each in mapping(tree, "scopes").values() if isinstance(each, Mapping)]
    for imports in (mapping(tree, "imports"), *scopes):
        for address in imports.values():
            if isinstance(address, str) and (name := package_of(address)):
                yield Sighting("npm", name, Needle(address))


DETECTOR = Detector(
    name="deno",
    files=("deno.json", "deno.jsonc", "import_map.json"),
    read=read,
    summary=Text("packages of Deno", "Deno 软件包"),
)
