"""What a file's name says: routes and pages of Next.js, Nuxt and Nitro, SvelteKit, Astro, Remix; engines that are asked."""

from __future__ import annotations

import re

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Sighting
from pytest_icplicense.expressions import expression

_NEXT_APP = expression(r"(?:^|/)app/(.*?)/?route\.(?:ts|js|tsx|jsx|mjs)$")
_NEXT_PAGES = expression(r"(?:^|/)pages/(api/.*)\.(?:ts|js|tsx|mjs)$")
_ASTRO = expression(r"(?:^|/)src/pages/(.*)\.(?:ts|js)$")
_REMIX = expression(r"(?:^|/)app/routes/([^/]+?)(?:/route)?\.(?:ts|tsx|js|jsx)$")
_PAGE = expression(r"(?:^|/)app/(.*?)/?page\.(?:tsx|jsx)$")
_NITRO = expression(r"(?:^|/)(?:server/)?((?:api|routes)/.*)\.(?:ts|js|mjs)$")
_SOLID = expression(r"(?:^|/)src/routes/(api/.*)\.(?:ts|js)$")
_SVELTE = expression(r"(?:^|/)src/routes/(.*?)/?\+server\.(?:ts|js)$")
_ENGINE = expression(r"(?:^|/)((?:engines?|scrapers?)/(?:[^/]+/)?[^/.]+)\.[a-z]+$")
_METHOD = expression(r"\.(get|post|put|patch|delete)$")
_OFFERED = expression(
    rb"\bexport\s+(?:(?:async\s+)?(?:function\s+|const\s+)|\{(?:[^{}]{0,200}[\s,])?)(GET|POST|PUT|PATCH|DELETE)\b"
)
_ANSWERED = expression(rb"\bexport\s+(?:async\s+)?(?:function\s+|const\s+)(action|loader)\b")
_EVENT_HANDLER = expression(rb"\b(?:defineEventHandler|eventHandler|defineCachedEventHandler)\b")
_HANDLER = expression(rb"\b(?:defineEventHandler|eventHandler|defineCachedEventHandler|export default)\b")


def engine(path: str) -> Sighting | None:
    """The engine that a file is the adapter of, by its name: `engines/text/brave.php`."""
    found = _ENGINE.search(path)
    return Sighting("module", found[1], 1) if found else None


def file_route(artifact: Artifact) -> Sighting | None:
    """The route that a file is the handler of, or the page that it shows."""
    path = artifact.path
    for pattern in (_NEXT_APP, _SVELTE, _ASTRO, _SOLID):
        if (found := pattern.search(path)) and (methods := _OFFERED.findall(artifact.data[:200_000])):
            verbs = [each.decode() for each in methods]
            return _route(next((each for each in verbs if each != "GET"), "GET"), found[1])
    for pattern in (_NEXT_PAGES, _NITRO):
        handler = _HANDLER if pattern is _NEXT_PAGES or "server/" in path else _EVENT_HANDLER
        if (found := pattern.search(path)) and handler.search(artifact.data[:200_000]):
            method = _METHOD.search(found[1])
            return _route(
                method[1].upper() if method else "", _METHOD.sub("", found[1]).removeprefix("routes/")
            )
    if (found := _REMIX.search(path)) and (answers := _ANSWERED.findall(artifact.data[:200_000])):
        parts = [part.rstrip("_") for part in found[1].split(".") if not part.startswith("_")]
        whole = "/".join(f"{{{part[1:]}}}" if part.startswith("$") else part for part in parts)
        return _route("POST" if b"action" in answers else "GET", whole)
    if found := _PAGE.search(path):
        return _route("", found[1], "page")
    return None


def _route(method: str, path: str, kind: str = "route") -> Sighting:
    parts = [part for part in path.split("/") if part and not re.fullmatch(r"\(.*\)|@.*|index", part)]
    whole = "/" + "/".join(re.sub(r"^\[+(?:\.\.\.)?(.*?)\]+$", r"{\1}", part) for part in parts)
    return Sighting(kind, f"{method} {whole}".strip(), 1)
