"""Code of languages for which there is no grammar at hand: paths that it offers or calls, and tables that it creates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Seen, Sighting
from pytest_icplicense.detect.source.syntax import MAX_BYTES, made_by_a_program
from pytest_icplicense.detect.source.tables import embedded, may_create
from pytest_icplicense.expressions import expression

_COMMENT = expression(r"\s*+(?:[#;%*=]|--|//|/\*|\(\*|\{-)")
_MANUAL, _CODE = expression(r"=[a-z]"), expression(r"=cut\b")
"""Where documentation within Perl begins, and where it ends."""
_SPEAKS = expression(r"""["']/|(?i:create_?table)|:db/ident""")
_PATH = expression(r"""(["'])(/[A-Za-z@:{<\[$*][^"'\s]{1,200})\1""")
_ENDING = expression(r"\.(?:json|xml|html?|php|cgi|pl|asp|rst|txt)$")
_FILE = expression(r"(?i)\.(?:png|jpe?g|gif|svg|ico|css|js|map|woff2?|ttf)$")
_OFFERS = expression(
    r"(?i)(?:^|[^\w])(?:get|post|put|patch|delete|del|any|all|match|route(?:ci)?f?|subroute|path|websocket|ws|endpoint|handle\w*|register\w*|add_?route|"
    r"add_method_to|path_add|crow_route|url)\W{0,12}(?:[\w:.&<>]{0,60},\s{0,4})?$"
)
_CALLS = expression(r"(?i)(?:^|[^a-z])(?:https?|axios|\w*client|fetch|curl|ajax|ua|agent|requests?)(?![a-z])")
_TABLE = expression(r"""(?i)\bcreate_?table\W{1,4}["'](\w{2,60})["']""")
_SEGMENTS = expression(r"\b(?:url|absolute|relative|crossOrigin)\b[^\[\]\n]{0,80}\[([^\[\]\n]{1,300})\]")
"""The parts of a path, as Elm puts them together."""
_PART = expression(r"\"([^\"]{1,60})\"\Z")
_QUOTED = expression(r"""["']([A-Za-z_]\w{1,60})["']""")
_IDENT = expression(r":db/ident\s{1,20}:([\w.-]{1,60})/([\w.-]{1,60})")
"""An attribute of Datomic, with what it is an attribute of."""
_MOST = 2_000


def read(artifact: Artifact) -> Iterator[Seen]:
    """The paths and tables of a file. What stands before a path tells whether it is offered; else it counts as called."""
    data = artifact.data
    if len(data) > MAX_BYTES or not artifact.may_say(data) or made_by_a_program(data):
        return
    if may_create(data):
        yield from embedded(artifact)
    entities: dict[str, tuple[int, list[str]]] = {}
    manual, elm = False, artifact.name.endswith(".elm")
    for number, line in enumerate(artifact.lines, 1):
        if manual or _MANUAL.match(line):
            manual = not _CODE.match(line)
            continue
        if elm and (segments := _SEGMENTS.search(line[:2000])) and not _COMMENT.match(line):
            parts = (_PART.match(each.strip()) for each in segments[1].split(","))
            path = "/".join(part[1] if part else "{}" for part in parts)
            yield Sighting("client", f"/{path}", (number, segments.start() + 1))
        if not _SPEAKS.search(line) or _COMMENT.match(line):
            continue
        words = line[:2000]
        for match in _PATH.finditer(words):
            if _FILE.search(match[2]):
                continue
            before = words[max(0, match.start() - 100) : match.start()]
            kind = "route" if _OFFERS.search(before) and not _CALLS.search(before) else "client"
            yield Sighting(kind, _ENDING.sub("", match[2]), (number, match.start() + 1))
        if table := _TABLE.search(words):
            columns = _QUOTED.findall("\n".join(artifact.lines[number : number + 40])[:_MOST])
            yield Sighting("table", table[1], number, words=" ".join(columns))
        for entity, attribute in _IDENT.findall(words):
            entities.setdefault(entity, (number, []))[1].append(re.sub(r"[.-]", " ", attribute))
    for entity, (number, attributes) in entities.items():
        yield Sighting("table", entity, number, words=" ".join(attributes[:200]))
