"""Signs that a server, a build or a framework fills a page in before readers get it (`policies/pages/engines.yaml`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.shipped import shipped_data

_STYLE = expression(r"<style\b[^>]{0,2000}>.*?(?:</style\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_CODE = expression(r"<script\b[^>]{0,2000}>.*?(?:</script\s*>|\Z)", re.DOTALL | re.IGNORECASE)


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
    strict: re.Pattern[str]
    attributes: re.Pattern[str]
    elements: re.Pattern[str]
    names: tuple[str, ...]
    clients: frozenset[int]

    def of_file(self, path: str) -> str | None:
        """The engine that a file is of by its name alone."""
        lower = path.lower()
        return next((name for ending, name in self.files if lower.endswith(ending)), None)

    def in_source(self, source: str) -> Sign | None:
        """The first sign in the text of a page; what scripts hold is the browser's to run, and what styles hold is CSS."""
        rest = _CODE.sub("<script></script>", source) if "<script" in source.lower() else source
        plain = _STYLE.sub("<style></style>", rest) if "<style" in rest.lower() else rest
        match = self.text.search(plain) or self.strict.search(rest)
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

    def of(*kinds: str) -> re.Pattern[str]:
        own = [
            (at, [sign for kind in kinds for sign in each.get(kind, ())]) for at, each in enumerate(listed)
        ]
        joined = "|".join(f"(?P<e{at}>{'|'.join(signs)})" for at, signs in own if signs)
        joined = joined.replace("(?m)", "")
        return expression(joined, re.DOTALL | re.MULTILINE)

    endings = [(ending, each["name"]) for each in listed for ending in each.get("files", ())]
    return Engines(
        tuple(sorted(endings, key=lambda pair: -len(pair[0]))),
        of("conditions", "comments", "variables"),
        of("strict"),
        of("attributes"),
        of("elements"),
        tuple(each["name"] for each in listed),
        frozenset(at for at, each in enumerate(listed) if each.get("client")),
    )


@lru_cache(maxsize=8)
def template_sign(source: str) -> Sign | None:
    """The first sign of a template in the source of a page."""
    return engines().in_source(source)
