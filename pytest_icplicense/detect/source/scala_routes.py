"""Paths that Scala writes with operators: http4s, Akka and Pekko HTTP, Tapir, ZIO HTTP, and the routers of Play in code."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Sighting
from pytest_icplicense.expressions import expression

_VERB = "GET|POST|PUT|PATCH|DELETE"
_PART = r"(?:\"[^\"\n]{0,200}\"|[A-Za-z_][\w.]{0,80}(?:\[[\w.]{0,80}\])?(?:\([^()\n]{0,80}\))?)"
_PATH = expression(
    rf"\b(?:({_VERB})\s*->\s*Root\s*/|Method\.({_VERB})\s*/|\bpath(?:Prefix)?\(|\.in\()\s*({_PART}(?:\s*/\s*{_PART}){{0,20}})"
    rf"|\b({_VERB})\(p\"(/[^\"\n]{{1,200}})\"\)"
    r"|^\s*(get|post|put|patch|delete)\(\"(/[^\"\n]{1,200})\"\)\s*\{"
)
_ONE = expression(_PART)


def paths(artifact: Artifact) -> Iterator[Sighting]:
    """The paths of a file, each with what is known of its method."""
    for number, line in enumerate(artifact.lines, 1):
        if line.lstrip().startswith(("//", "*", "/*")):
            continue
        for match in _PATH.finditer(line[:2000]):
            if match[7]:  # of Scalatra
                yield Sighting("route", f"{match[6].upper()} {match[7]}", (number, match.start(6) + 1))
                continue
            if match[5]:
                yield Sighting("route", f"{match[4]} {match[5]}", (number, match.start() + 1))
                continue
            parts = [each[0] for each in _ONE.finditer(match[3])]
            if any(part.startswith('"') for part in parts):
                whole = "/".join(part.strip('"') if part.startswith('"') else "{}" for part in parts)
                verb = match[1] or match[2] or ""
                yield Sighting("route", f"{verb} /{whole.strip('/')}".strip(), (number, match.start() + 1))
