"""HAProxy: its frontends, with the hosts that they tell apart and the port on which they answer without TLS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.formats.private_networks import PRIVATE
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression
from pytest_icplicense.model.domains import judged

FILES = ("haproxy*.cfg", "**/haproxy/*.cfg")
_SECTION = expression(r"(?:global|defaults|frontend|backend|listen|userlist|peers|resolvers|cache|program)\b")
_BIND = expression(r"(?:bind|(?:frontend|listen)\s+[\w.-]{1,100})\s+([^\s,]*:(\d{1,5}))(?:[\s,]|\Z)(.*)")
_OWN = re.compile(rf"127\.|\[?::1\]?:|localhost|{PRIVATE}", re.IGNORECASE)
_ENCRYPTED = expression(r"\b(?:ssl|accept-proxy)\b")
"""With `accept-proxy` another balancer stands before it, which may be the one that has the certificate."""
_PROTECTS = expression(
    r"(?i)\bredirect\s+(?:scheme\s+https|(?:prefix|location)\s+https:)|hdr\(x-forwarded-proto\b"
)
_HOST = expression(
    r"\bhdr(?:_dom|_end)?\(host\)(?:,lower)?\s+(?:-i\s+)?(?:-m\s+\w+\s+)?([\w-]+(?:\.[\w-]+)+)"
)


@dataclass(slots=True)
class _Section:
    kind: str
    lines: list[tuple[int, str]] = field(default_factory=list)

    def mode(self) -> str | None:
        """How it passes on what it is sent."""
        found = [words for _, line in self.lines if (words := line.split())[:1] == ["mode"]]
        return found[-1][-1] if found else None

    def protects(self) -> bool:
        """Whether it sends on to https, or asks what stands before it whether that was asked with it."""
        return any(_PROTECTS.search(line) for _, line in self.lines)


def nodes(artifact: Artifact) -> Iterator[Node]:
    """One mapping: `server` lists the frontends. Each has `@public` where it tells a host of the public apart, and `plain`,
    the port on which it answers in the clear; one that sends on to https, or passes on what it does not read, has none.
    """
    root = Mapping()
    servers: list[Node] = []
    mode, protects = None, False
    for section in _sections(artifact):
        if section.kind == "defaults":
            mode, protects = section.mode(), section.protects()
        elif section.kind in ("frontend", "listen") and (section.mode() or mode) == "http":
            servers.append(_server(section, protects or section.protects()))
    root["server"] = servers
    yield root


def _sections(artifact: Artifact) -> Iterator[_Section]:
    section = _Section("")
    for number, line in enumerate(artifact.lines, 1):
        line = line[:2000].partition("#")[0].rstrip()
        if begins := _SECTION.match(line):
            yield section
            section = _Section(begins[0])
        section.lines.append((number, line.replace("\t", " ").lstrip()))
    yield section


def _server(section: _Section, protected: bool) -> Mapping:
    found = Mapping()
    if any(judged(name)[0] for _, line in section.lines for name in _HOST.findall(line)):
        found["@public"] = Word("true")
    for number, line in section.lines:
        bound = _BIND.match(line)
        if bound and bound[2] != "443" and not _OWN.match(bound[1]) and not _ENCRYPTED.search(bound[3]):
            if not protected:
                found["plain"], found.where["plain"] = Word(bound[2]), (number, 1)
            break
    return found
