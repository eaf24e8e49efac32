"""Scripts that pages load, modules that scripts import, and copies of SDKs: what comes in without a package list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import splitext
from urllib.parse import unquote

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import Sighting
from pytest_icplicense.detect.source.relays import by_a_model
from pytest_icplicense.detect.source.syntax import MAX_BYTES, MAX_PAGE, made_by_a_program
from pytest_icplicense.expressions import expression

_HIDDEN = expression(r"<!--(?>(?:[^-]|-(?!->))*)(?:-->)?|\{\{!--.*?--\}\}|<%--.*?--%>|\{#.*?#\}", re.DOTALL)
_SCRIPT = expression(r"<script\b[^<>]{0,2000}?\bsrc\s*=\s*[\"']?([^\"'\s<>]{1,1000})", re.IGNORECASE)
_DELIVERED = expression(
    r"^(?:https?:)?//(?:cdn\.jsdelivr\.net/npm|fastly\.jsdelivr\.net/npm|unpkg\.com|esm\.sh|cdn\.skypack\.dev|esm\.run|"
    r"npm\.elemecdn\.com|cdn\.npmmirror\.com/packages|registry\.npmmirror\.com|lib\.baomitu\.com|cdn\.bootcdn\.net/ajax/libs|"
    r"cdn\.bootcss\.com|cdnjs\.cloudflare\.com/ajax/libs|cdn\.staticfile\.org|cdn\.staticfile\.net|lf\d*-cdn-tos\.bytecdntp\.com/cdn/[\w-]+)/"
    r"((?:@[\w.-]+/)?[\w.-]+)"
)
_MODULE = expression(r"(?:\bfrom|\bimport\s*\(?|[\"']\s*:)\s*[\"'](https?://[^\"'\s<>]{1,500})[\"']")
"""An address that a module within a page, or the map of its imports, names."""
_NPM = expression(r"^npm:/?((?:@[\w.-]+/)?[\w.-]+)")
_BLOCK = expression(r"/\*(?>(?:[^*]|\*(?!/))*)\*/")
_IMPORT = expression(
    r"(?m)^[^\S\n]*+import\s+(?!type\b)(?:[\w$*{}\s,]{1,2000}?\bfrom\s*)?[\"']([^\"'\n]{1,200})[\"']"
    r"|^(?![^\S\n]*+(?://|\*))[^\n'\"]{0,300}?\b(?:require|import)\s*\(\s*[\"']([^\"'\n]{1,200})[\"']"
)
_CONFIGURATION = expression(
    r"(?:^|/)(?:[\w.-]*\.config|gulpfile|gruntfile|webpack[\w.-]*|rollup[\w.-]*|vite[\w.-]*|karma[\w.-]*|jest[\w.-]*)\.[a-z]+$|(?:^|/)(?:scripts?|tools?|build|config|bin|\.storybook)/",
    re.IGNORECASE,
)
_BUILT_IN = expression(r"^(?:node:|[./~#]|@/|https?:)")
_JVM = expression(r"(?m)^[^\S\n]*+import\s+(?:static\s+)?([a-z][\w.]*[\w*])")
_APPLE = expression(
    r"(?m)^[^\S\n]*+(?:@import\s+|import\s+(?:class\s+|struct\s+|func\s+)?|#import\s+<|#include\s+<)([A-Za-z_][\w+]*)(?=[\s;./>]|$)"
)
_ADDRESS = expression(
    r"(?<!href=)(?<!src=)[\"'`](?P<scheme>https?://)?(?P<host>(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10})(?P<path>/[\w./-]{0,100})?(?=[\"'`?$\\:{])"
)
_BEGINNING = expression(r"(?i)(?:api|host|base|root|domain|server|endpoint)(?:[^;,+<>/]|/(?!/)){0,80}\Z")
"""What stands before the name of a host, where paths are put behind it."""
_CALLED, _SENT = b"RTCPeerConnection", (b"getUserMedia", b"getDisplayMedia")
"""What a page needs to call another one: a connection between browsers, and a camera or a microphone."""
_LOADED = expression(r"[\"'`](https?://[^\"'`\s<>]{1,300}\.js)[\"'`]")
"""A script that code has a page load."""
_NO_CODE = expression(
    r"(?<!:)//[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/|\"(?>(?:[^\"\\\n]|\\.)*)\"|'(?>(?:[^'\\\n]|\\.)*)'|`[^`$]{0,2000}`"
)
"""Comments, and texts that say something to people; behind a colon an address goes on, wherever its text began."""
_CODE_ENDINGS = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte")


def package_of(address: str) -> str | None:
    """The package of npm that an address delivers; None where it is of another place."""
    found = _DELIVERED.match(unquote(address)) or _NPM.match(address)
    if not found:
        return None
    name = found[1]
    return name if name.startswith("@") else name.partition("@")[0]


def _left_out(pattern: re.Pattern[str], text: str) -> str:
    """The text without what the pattern finds; lines stay where they are."""
    return pattern.sub(lambda match: "\n" * match[0].count("\n"), text)


def read_page(artifact: Artifact) -> Iterator[Sighting]:
    """The scripts that a page or a template loads."""
    if len(artifact.data) > MAX_PAGE or b"<script" not in artifact.data.lower():
        return
    text = _left_out(_HIDDEN, artifact.text)
    line, before = 1, 0
    for match in _MODULE.finditer(text):
        line += text.count("\n", before, match.start())
        before = match.start()
        if name := package_of(match[1]):
            yield Sighting("npm", name, line)
    line, before = 1, 0
    for match in _SCRIPT.finditer(text):
        line += text.count("\n", before, match.start())
        before = match.start()
        address = match[1]
        if name := package_of(address):
            yield Sighting("npm", name, line)
        last = address.partition("?")[0].partition("#")[0].rpartition("/")[2]
        if last:
            yield Sighting("script", last, line)
        if "//" in address:  # of another's server: its host and path
            yield Sighting("script", address.partition("//")[2].partition("?")[0], line)


def read_components(artifact: Artifact) -> Iterator[Sighting]:
    """The parts of a mini program's page, or of a page of uni-app, that send what a camera sees to others."""
    if len(artifact.data) > MAX_BYTES or b"<live-pusher" not in artifact.data:
        return
    text = _left_out(_HIDDEN, artifact.text)
    if (at := text.find("<live-pusher")) >= 0:
        yield Sighting("plugin", "live-pusher", text.count("\n", 0, at) + 1)


def read_imports(artifact: Artifact) -> Iterator[Sighting]:
    """What code imports from packages, and what it is a copy of by its own name."""
    path, ending = artifact.path, splitext(artifact.path)[1].lower()
    if ending in (".js", ".mjs", ".cjs"):
        yield Sighting("script", artifact.name, 1)
    yield from addresses(artifact)
    yield from _loaded(artifact)
    yield from _calls(artifact)
    if len(artifact.data) > MAX_BYTES or (
        b"import" not in artifact.data
        and b"require" not in artifact.data
        and b"#include" not in artifact.data
    ):
        return
    if _CONFIGURATION.search(path) or b"\0" in artifact.data:
        return
    text = _left_out(_BLOCK, artifact.text) if "/*" in artifact.text else artifact.text
    found = _of_scripts(text) if ending in _CODE_ENDINGS else _of_others(text, ending)
    line, before = 1, 0
    seen: set[str] = set()
    for ecosystem, name, offset in found:
        if name in seen:
            continue
        seen.add(name)
        line += text.count("\n", before, offset)
        before = offset
        yield Sighting(ecosystem, name, line)


def addresses(artifact: Artifact) -> Iterator[Sighting]:
    """Hosts of others that code asks, with the beginning of the path; a mere link to a page is none."""
    data = artifact.data
    if len(data) > MAX_BYTES or (b"://" not in data and b"HOST" not in data and b"host" not in data):
        return
    if made_by_a_program(data) or not _ADDRESS.search(artifact.text):
        return
    lines = _NO_CODE.sub(_without_comment, artifact.text).split("\n")
    for number, line in enumerate(lines, 1):
        for match in _ADDRESS.finditer(line[:2000]) if "." in line else ():
            path = (match["path"] or "").rstrip("/")
            before = "".join(lines[max(0, number - 2) : number - 1])[-100:] + line[: match.start()]
            if (path and match["scheme"]) or _BEGINNING.search(before):
                yield Sighting("address", match["host"] + path, (number, match.start() + 2))


def _loaded(artifact: Artifact) -> Iterator[Sighting]:
    """Scripts of others' servers that code names, to put them into a page."""
    data = artifact.data
    if b"://" not in data or b".js" not in data or len(data) > MAX_BYTES or made_by_a_program(data):
        return
    if not _LOADED.search(artifact.text):
        return
    text = _NO_CODE.sub(_without_comment, artifact.text)
    line, before = 1, 0
    for found in _LOADED.finditer(text):
        line += text.count("\n", before, found.start())
        before = found.start()
        if name := package_of(found[1]):
            yield Sighting("npm", name, line)
        yield Sighting("script", found[1].rpartition("/")[2], line)
        yield Sighting("script", found[1].partition("//")[2], line)


def _without_comment(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n") if found[0].startswith("/") else found[0]


def _calls(artifact: Artifact) -> Iterator[Sighting]:
    """A page that calls another one, by its own code; talking to a language model is no call between users."""
    data = artifact.data
    if _CALLED not in data or not any(each in data for each in _SENT) or len(data) > MAX_BYTES:
        return
    if made_by_a_program(data) or by_a_model(data):
        return
    code = _NO_CODE.sub("", artifact.text).encode()
    if _CALLED in code and any(each in code for each in _SENT):
        yield Sighting("import", _CALLED.decode(), Needle(_CALLED.decode()))


def _of_scripts(text: str) -> Iterator[tuple[str, str, int]]:
    for match in _IMPORT.finditer(text):
        module = match[1] or match[2]
        start = match.start(1) if match[1] else match.start(2)
        if (delivered := package_of(module)) is not None:
            yield "npm", delivered, start
        elif not _BUILT_IN.match(module):
            parts = module.split("/")
            yield "npm", "/".join(parts[: 2 if module.startswith("@") else 1]), start
        elif module.startswith(("./", "../", "@/")):
            name = module.rpartition("/")[2]
            yield "script", name if "." in name else f"{name}.js", start


def _of_others(text: str, ending: str) -> Iterator[tuple[str, str, int]]:
    pattern = _APPLE if ending in (".swift", ".m", ".mm", ".h") else _JVM
    for match in pattern.finditer(text):
        yield "import", match[1], match.start(1)
