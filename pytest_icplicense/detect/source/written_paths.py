"""What code says of its interface without calling anything: lists and maps of routes, operators, cases of a switch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Sighting
from pytest_icplicense.detect.listing import SHOWING
from pytest_icplicense.expressions import expression

_COMMENT = expression(r"(?m)^[^\S\n]*+(?://|\*|#(?!\[))[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/")
_VERB = "GET|POST|PUT|PATCH|DELETE"
_ENTRY = expression(
    rf"[\[,]\s*\{{\s*method\s*:\s*[\"'](?P<verb>(?i:{_VERB}))[\"']\s*,\s*path\s*:\s*[\"'`](?P<path>/[^\"'`\s]{{1,200}})"
    rf"|[\[,]\s*\{{\s*path\s*:\s*[\"'`](?P<path2>/[^\"'`\s]{{1,200}})[\"'`]\s*,\s*method\s*:\s*[\"'](?P<verb2>(?i:{_VERB}))[\"']"
)
"""An entry of a list of routes: `[{ method: 'post', path: '/friend-requests', handler: ask }]`."""
_KEY = expression(
    rf"[\[{{,(]\s*[\"'](?P<verb>{_VERB})[ ]+(?P<path>/?[A-Za-z_{{<:(][^\"'\s]{{1,200}})[\"']\s*(?:=>|:)"
)
"""A key of a map of routes: `'POST /direct-messages/:id': …` of Sails, `'POST forum/<id>' => …` of Yii."""
_OBJECT = expression(
    rf"[{{,]\s*[\"'](?P<path>/[^\"'\s]{{1,200}})[\"']\s*:\s*\{{\s*(?:async\s+)?(?P<verb>{_VERB})\s*[:(,]"
)
"""A path of `Bun.serve`, with what answers each method."""
_GO = expression(
    rf"\{{\s*(?:Name\s*:\s*\"[^\"\n]{{0,80}}\"\s*,\s*)?(?:Method\s*:\s*)?(?:\"(?P<verb>{_VERB})\"|http\.Method(?P<verb2>Get|Post|Put|Patch|Delete))"
    r"\s*,\s*(?:(?:Path|Pattern|Route|URL|Url)\s*:\s*)?\"(?P<path>/[^\"\s]{1,200})\""
)
"""An entry of a list of routes of Go, with or without the names of its fields."""
_BIND = expression(
    rf"\"(?P<path>/[^\"\n]{{1,200}})\"\s+(?:meta\b[^\n]{{0,200}}\s+)?bind(?:Contract)?\s+(?:Method\.)?(?P<verb>{_VERB})\b"
)
"""An operator of http4k."""
_WARP = expression(r"\bpath!\s*\(\s*(?P<parts>\"[^()\n]{1,200})\)")
_TYPED = expression(r"#\[typed_path\(\s*\"(?P<path>/[^\"\n]{1,200})\"")
"""A path that a type stands for, of Axum."""
_POEM = expression(
    r"#\[(?:oai|OpenApi)\([^\]]{0,200}?(?P<prefix>prefix_)?path\s*=\s*\"(?P<path>/[^\"\n]{1,200})\""
)
"""A path of poem-openapi, or the one that all of the type's begin with."""
_REST = expression(rf"\brest\s*:\s*[\"'](?P<verb>{_VERB})[ ]+(?P<path>/[^\"'\s]{{1,200}})[\"']")
"""What an action of Moleculer is offered as."""
_LOCO = expression(r"\bRoutes::new\(\)\s*\.prefix\(\s*\"(?P<path>[^\"\n]{1,200})\"")
_SERVICE = expression(
    r"\bclass\s+(?P<path>\w{2,80}?)(?:App)?Service\s*(?:\([^(){}]{0,2000}\)\s*)?:[^{};]{0,300}\b(?:IDynamicApiController|I?ApplicationService)\b"
)
"""A service of ABP or of Furion, which is offered by its name."""
_PAGE = expression(r"[\[,]\s*[\"'](?P<name>(?:[\w-]{1,60}/){0,4}pages?/[\w/-]{1,200})[\"']")
"""A page of Taro, as its app lists them."""
_TABLE = expression(
    r"\b(?P<name>\w{2,80})\s*:\s*defineTable\(\s*\{(?P<columns>[^{}]{0,2000})"
    r"|\.from\(\s*[\"'](?P<name2>\w{2,80})[\"']\s*\)\s*\.(?:insert|upsert)\(\s*\[?\s*\{(?P<columns2>[^{}]{0,1000})"
)
"""A table of Convex, and what is put into one of Supabase."""
_HEARD = expression(
    r"[\"']postgres_(?P<name>changes)[\"']\s*,\s*\{[^{}]{0,200}?\btable\s*:\s*[\"'](?P<of>\w{2,80})[\"']"
)
"""A table of Supabase whose changes a browser is told of."""
_ENDPOINT = expression(
    r"\bcase\s+(?:let\s+)?\.\w{1,60}[^:\n\"]{0,200}(?:\([^()\n]{0,200}\))?:\s{1,40}(?:return\s+)?\"/?(?P<path>[a-z][\w-]{1,40}/(?:[\w./-]|\\\([^()\n]{1,60}\)){1,200})\""
)
"""The path of a request that an enumeration of Swift lists: `case .like(let id): "statuses/\\(id)/favourite"`."""
_WITHIN = expression(r"\\\([^()]{1,60}\)")
_DIESEL = expression(
    r"\btable!\s*\{\s*(?P<name>\w{2,80})\s*(?:\([^(){}]{0,200}\)\s*)?\{(?P<columns>[^{}]{0,4000})\}"
)
"""A table of Diesel."""
_COLUMN = expression(r"(?:^|[,{\n])\s*(\w{1,60})\s*(?=:|->|,|$)")


class _Form(NamedTuple):
    """A way of writing, and what is read in it."""

    kind: str
    pattern: re.Pattern[str]
    needed: tuple[bytes, ...] = ()
    """Words one of which is in a content, if the pattern finds anything in it: most have none."""


_METHODS = tuple(_VERB.split("|"))
_MAP = _Form("route", _KEY, tuple(f"{quote}{verb} ".encode() for quote in "'\"" for verb in _METHODS))
_SCRIPT = (
    _Form("route", _ENTRY, (b"method",)),
    _MAP,
    _Form("route", _OBJECT, (b"Bun.serve",)),
    _Form("route", _REST, tuple(f"{quote}{verb} /".encode() for quote in "'\"" for verb in _METHODS)),
    _Form("page", _PAGE, (b"defineAppConfig", b"navigationBarTitleText")),
    _Form("table", _TABLE, (b"defineTable", b".insert(", b".upsert(")),
    _Form("event", _HEARD, (b"postgres_changes",)),
)
_FORMS: dict[str, tuple[_Form, ...]] = {
    **dict.fromkeys(("javascript", "typescript", "tsx"), _SCRIPT),
    "php": (_MAP,),
    "go": (_Form("route", _GO, (b"http.Method", *(f'"{verb}",'.encode() for verb in _METHODS))),),
    "csharp": (_Form("route", _SERVICE, (b"IDynamicApiController", b"ApplicationService")),),
    "swift": (_Form("client", _ENDPOINT, (b"Endpoint", b"TargetType", b"var path", b"func path")),),
    "kotlin": (_Form("route", _BIND, (b" bind",)),),
    "rust": (
        _Form("route", _WARP, (b"path!",)),
        _Form("route", _TYPED, (b"typed_path",)),
        _Form("route", _POEM, (b"#[oai(", b"#[OpenApi(")),
        _Form("route", _LOCO, (b"Routes::new()",)),
        _Form("table", _DIESEL, (b"table!",)),
    ),
}
_ACTIONS = expression(rb"\A(?:\s|//[^\n]*\n)*[\"']use server[\"']")
_ACTION = expression(r"(?m)^export\s+async\s+function\s+(?P<name>\w{2,80})\s*\(")
"""A function that a page of React may call on the server."""
_SERVES = expression(
    rb"\bWebSocket(?:Server|\.Server)\b|\bwebsocket\.Upgrader\b|\bwebsocket\.Accept\(|\bupgradeWebSocket\b|\bTextWebSocketHandler\b"
    rb"|@ServerEndpoint\b|\bWebSocketServer(?:Protocol)?\b|\bwebsockets\.serve\("
)
_CASE = expression(
    r"\bcase\s+[\"'](?P<name>[A-Za-z][\w:. -]{2,60})[\"']"
    r"|\b(?:type|action|event|cmd|op)[\"'\])]{0,4}\s*={2,3}\s*[\"'](?P<name2>[A-Za-z][\w:. -]{2,60})[\"']"
)
"""What kind of message a server tells apart, by the text that one says of itself."""


def written(artifact: Artifact, language: str) -> Iterator[Sighting]:
    """Paths, methods and events of a file."""
    data = artifact.data
    forms = [each for each in _FORMS.get(language, ()) if any(word in data for word in each.needed)]
    if b"ocket" in data and _SERVES.search(data):
        forms.append(_Form("event", _CASE))
    if language in ("javascript", "typescript", "tsx") and b"use server" in data and _ACTIONS.search(data):
        forms.append(_Form("method", _ACTION))
    if not forms:
        return
    text = artifact.blanked(_COMMENT)
    for kind, pattern, _ in forms:
        line, before, base = 1, 0, ""
        for found in pattern.finditer(text):
            line += text.count("\n", before, found.start())
            before = found.start()
            said = found.groupdict()
            name = said.get("name") or said.get("name2") or ""
            name += f" of {said['of']}" if said.get("of") else ""
            if said.get("prefix"):
                base = said["path"]
            elif kind == "table":
                columns = _COLUMN.findall(said["columns"] or said.get("columns2") or "")
                yield Sighting(kind, name, line, words=" ".join(columns))
            elif kind == "route":
                verb = (said.get("verb") or said.get("verb2") or "").upper()
                path = said.get("path") or said.get("path2") or _of_parts(said.get("parts") or "")
                yield Sighting(kind, f"{verb} {base}/{path.lstrip('/')}".strip(), line + _leading(found[0]))
            elif kind == "client":
                path = _WITHIN.sub("{}", said["path"])
                yield Sighting(kind, f"/{path}", line + found[0].count("\n"))
            elif kind != "page" or SHOWING.isdisjoint(name.lower().split("/")):
                yield Sighting(kind, name, line)


def _leading(words: str) -> int:
    """Lines between where an entry's list or the entry before it ends, and the entry."""
    return words[: len(words) - len(words.lstrip("[{,( \n\t"))].count("\n")


def _of_parts(parts: str) -> str:
    """`"rooms" / u64 / "messages"` of Warp."""
    return "/".join(
        each.strip().strip('"') if each.strip().startswith('"') else "{}" for each in re.split(r"/", parts)
    )
