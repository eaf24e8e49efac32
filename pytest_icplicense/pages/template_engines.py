"""Signs that a server, a build or a framework fills a page in before readers get it (`policies/pages/engines.yaml`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from typing import Any, NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.shipped import shipped_data
from pytest_icplicense.pages.elements import KNOWN

_STYLE = expression(r"<style\b[^>]{0,2000}>.*?(?:</style\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_CODE = expression(r"<script\b[^>]{0,2000}>.*?(?:</script\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_LINE = ("(?m)^", r"\A")
_START = r"(?=[<>{}\[\]()@#%$*~!&:_`许])"
"""What each sign in the text of a page begins with, but for those of lines: most of a text is not looked at closer."""
_FRAME = expression(r"<(?:html|body)\b", re.IGNORECASE)
_SOURCES = "Haml, Slim, Pug, Markdown, JSX"
_BLANK = "\ufeff\ufffd\u200b \t\r\n"
_DOCTYPE = expression(r"<!doctype\b", re.IGNORECASE)
_CODE_LINE = expression(
    r"^[ \t]*(?:[%.#|=/'-][ \t]{0,8}[A-Za-z\u4e00-\u9fff]|(?:each|for|if|extends|include|block|"
    + "|".join(sorted(KNOWN))
    + r")(?:[.#][\w-]{1,60})*(?:[ \t(:=]|$))",
    re.MULTILINE,
)
"""A line as Haml, Slim and Pug have them."""


class Sign(NamedTuple):
    """What shows that the page is a template, and whose it may be."""

    engine: str
    sign: str
    client: bool = False
    """Whether it is filled in by a script in the browser."""


@dataclass(frozen=True, slots=True)
class Engines:
    """The signs of all engines."""

    files: tuple[tuple[str, str], ...]
    """Endings, the longest first, each with its engine."""
    text: re.Pattern[str]
    lines: re.Pattern[str]
    """What begins a line."""
    strict: re.Pattern[str]
    attributes: re.Pattern[str]
    elements: re.Pattern[str]
    names: tuple[str, ...]
    words: frozenset[str]
    """Of the attributes those whose names are of letters alone."""
    clients: frozenset[int]

    def of_file(self, path: str) -> str | None:
        """The engine that a file is of by its name alone."""
        lower = path.lower()
        return next((name for ending, name in self.files if lower.endswith(ending)), None)

    def in_source(self, source: str) -> Sign | None:
        """The first sign in the text of a page; what scripts hold is the browser's to run, and what styles hold is CSS."""
        rest = _CODE.sub("<script></script>", source) if "<script" in source.lower() else source
        plain = _STYLE.sub("<style></style>", rest) if "<style" in rest.lower() else rest
        match = self.text.search(plain) or self.lines.search(plain) or self.strict.search(rest)
        return self._sign(match) if match else None

    def of_attribute(self, name: str) -> Sign | None:
        """Whose an attribute is, by its name."""
        match = self.attributes.fullmatch(name)
        return self._sign(match) if match else None

    def of_element(self, tag: str) -> Sign | None:
        """Whose an element is, by its name."""
        match = self.elements.fullmatch(tag)
        return self._sign(match) if match else None

    def _sign(self, match: re.Match[str]) -> Sign:
        index = next((int(name[1:]) for name, text in match.groupdict().items() if text is not None), 0)
        return Sign(self.names[index], " ".join(match[0].split()), index in self.clients)


@cache
def engines() -> Engines:
    """The engines that the package knows."""
    listed: list[dict[str, Any]] = shipped_data("pages", "engines.yaml")

    def of(*kinds: str, lines: bool = False, start: str = "") -> re.Pattern[str]:
        own = [
            (at, [sign for kind in kinds for sign in each.get(kind, ()) if sign.startswith(_LINE) == lines])
            for at, each in enumerate(listed)
        ]
        joined = "|".join(f"(?P<e{at}>{'|'.join(signs)})" for at, signs in own if signs)
        joined = joined.replace("(?m)", "")
        return expression(f"{start}(?:{joined})", re.DOTALL | re.MULTILINE)

    endings = [(ending, each["name"]) for each in listed for ending in each.get("files", ())]
    return Engines(
        tuple(sorted(endings, key=lambda pair: -len(pair[0]))),
        of("conditions", "comments", "variables", start=_START),
        of("conditions", "comments", "variables", lines=True),
        of("strict"),
        of("attributes"),
        of("elements"),
        tuple(each["name"] for each in listed),
        frozenset(name for each in listed for name in each.get("attributes", ()) if name.isalpha()),
        frozenset(at for at, each in enumerate(listed) if each.get("client")),
    )


@lru_cache(maxsize=8)
def template_sign(source: str) -> Sign | None:
    """The first sign of a template in the source of a page."""
    return engines().in_source(source)


def source_sign(source: str, root: Any) -> Sign | None:
    """What shows that a file is no page but what one is made of, though a browser would show its code as text.

    It begins with text; or it has neither `html` nor `body`, which pages may leave out, and text outside any element.
    """
    start = unescape(source[: source.find("<") + 1 or None]).strip(_BLANK)
    if start not in ("", "<"):
        return Sign(_SOURCES, start.rstrip("<").split("\n", 1)[0])
    if _FRAME.search(source):
        return None
    whole = _DOCTYPE.search(source) is not None
    body = root.css_first("body")
    for child in body.iter(include_text=True) if body is not None else ():
        text = (child.text_content or "").strip(_BLANK) if child.is_text_node else ""
        if text and (not whole or _CODE_LINE.search(text)):
            return Sign(_SOURCES, text.split("\n", 1)[0])
    if not whole and root.css_first("head > template, body > template") is not None:
        return Sign("Vue", "<template>")
    return None
