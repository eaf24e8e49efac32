"""`bun.lock`: JSON with commas before closing brackets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.detectors.npm import RUNNING
from pytest_icplicense.detect.lock_reachability import OF_THEME, brought_by_themes, reached
from pytest_icplicense.detect.loose_trees import mapping
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_NOT_JSON = expression(r'"(?>(?:[^"\\\n]|\\.)*)"?|//[^\n]*|,(?=\s*[\]}])')
# No string goes on over a line's end, so that the commas that bun writes are found without looking for strings.
_AT_END = expression(r",(?=[ \t\r]*\n\s*[\]}])")
_LAST = expression(r"(?:@[^/]+/)?[^/]+$")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages; those that nothing but `devDependencies` leads to do not count."""
    tree = _tree(artifact)
    packages = mapping(tree, "packages")
    workspaces = [each for each in mapping(tree, "workspaces").values() if isinstance(each, dict)]
    needs: dict[str, set[str]] = {}
    found: list[tuple[str, str, str]] = []
    for key, facts in packages.items():
        last = _LAST.search(key)
        node = last[0] if last else key
        if not isinstance(facts, list):
            continue
        wanted = needs.setdefault(node, set())
        for each in facts:
            if isinstance(each, dict):
                wanted.update(name for field in RUNNING for name in mapping(each, field))
        name, _, version = str(facts[0] if facts else key)[1:].partition("@")
        if not version.startswith("workspace:"):
            found.append((key, node, f"{str(facts[0] if facts else key)[:1]}{name}"))
    roots = {name for each in workspaces for field in RUNNING for name in mapping(each, field)}
    running = reached(roots, needs) if workspaces else None
    theirs = brought_by_themes(roots, needs) if workspaces else ()
    for key, node, name in found:
        counts = running is None or node in running
        reason = OF_THEME if node in theirs else None
        yield Sighting("npm", name, Needle(f'"{key}":', '"packages"'), reason if counts else DEVELOPMENT)


def _tree(artifact: Artifact) -> Any:
    try:
        return Artifact(artifact.path, _AT_END.sub(" ", artifact.text).encode()).json()
    except Unjudged:
        text = _NOT_JSON.sub(
            lambda match: match[0] if match[0][0] == '"' else " " * len(match[0]), artifact.text
        )
        return Artifact(artifact.path, text.encode()).json()


DETECTOR = Detector(
    name="bun", files=("bun.lock",), read=read, summary=Text("packages of bun.lock", "bun.lock 中的软件包")
)
