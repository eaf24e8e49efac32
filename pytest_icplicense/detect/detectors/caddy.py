"""Caddy: the addresses of its sites."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, DomainSighting
from pytest_icplicense.expressions import expression
from pytest_icplicense.model.domains import host
from pytest_icplicense.text import Text

_TOKEN = expression(r'"(?>(?:[^"\\]|\\.)*)"|`[^`]*+`|[^\s"`][^\s]*')
_STATEMENT = expression(r"\{%[^%]{0,2000}%\}")
_VARIABLE = expression(r"\{\{[^{}\n]{0,500}\}\}")
_DEFAULT = expression(r"\{\$\w+:([^{}]*)\}")


def read(artifact: Artifact) -> Iterator[DomainSighting]:
    """Addresses before a block of the outermost level; before the first line's end, where there is no block."""
    depth, started, blocks = 0, False, False
    lines = artifact.lines
    if artifact.name.endswith(".j2"):
        lines = _VARIABLE.sub(lambda found: "$" * len(found[0]), artifact.blanked(_STATEMENT)).split("\n")
    for number, line in enumerate(lines, 1):
        tokens: list[tuple[int, str]] = []
        for found in _TOKEN.finditer(line):
            if found[0].startswith("#"):
                break
            tokens.append((found.start() + 1, found[0]))
        if not tokens:
            continue
        opens, closes = tokens[-1][1] == "{", tokens[0][1] == "}"
        addresses = tokens[: -1 if opens else None]
        if depth == 0 and not closes and not (started and not blocks):
            # The first line without a block is one site's addresses, and all after it are its directives,
            # unless it ends in a comma.
            for column, word in addresses:
                name = host(_DEFAULT.sub(r"\1", word.strip('"`').rstrip(",")))
                snippet = word.startswith(("(", "&(")) or word == "import"
                if snippet:
                    break
                if name.partition(":")[0]:
                    yield DomainSighting(name, (number, column))
            if addresses and not opens and not addresses[-1][1].endswith(","):
                started = True
        blocks = blocks or opens
        depth += opens
        depth = max(depth - closes, 0)


DETECTOR = Detector(
    name="caddy",
    files=("Caddyfile", "Caddyfile[.]*", "*.Caddyfile", "*.caddy", "*.caddyfile"),
    read=read,
    summary=Text("site addresses of Caddy", "Caddy 的站点地址"),
)
