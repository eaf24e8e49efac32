"""What a reader sees of a page: the visible text of an HTML file, as far as the file alone can tell.

Parsed with selectolax's Lexbor, which builds the tree that a browser builds and finds the page's own charset. Style
sheets and scripts are not run: what they hide counts as visible, and what they write is not seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.pages.style import hides
from pytest_icplicense.text import Text

_UNSEEN = frozenset(
    "head title script style template noscript noframes noembed iframe object audio video canvas datalist desc"
    " metadata defs symbol progress meter annotation annotation-xml rp clippath mask marker pattern s strike del".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd label mark nobr q rt ruby samp"
    " small span strong sub sup time tt u var wbr".split()
)
_BLOCK = expression(
    r"\{%|\{#|<%|<\?(?:php|=)|@(?:if|else|foreach|unless|isset|empty)\b|\{\{-?\s*(?:[#^/!]|if\b|else\b|end\b|range\b|with\b|block\b|define\b)"
)
"""What may leave out the text around it: a template with conditions or comments is not what a reader gets."""
_CONDITIONAL = frozenset(
    "v-if v-else v-else-if v-show v-cloak x-if x-show x-cloak ng-if ng-show ng-hide ng-cloak *ngif :hidden".split()
)
"""Attributes by which a framework decides in the browser whether an element is shown."""
_VARIABLE = expression(r"\{\{.{0,200}?\}\}|\$\{.{0,200}?\}", re.DOTALL)

_TAG = expression(rb"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_NEVER_DEEP = frozenset(
    b"area base br col embed hr img input link meta source track wbr p li dd dt tr td th option".split()
)
MAX_DEPTH = 5_000
"""Parsing time grows with the square of the depth; no page that people read comes near this one."""

MAX_PAIRS = 25_000_000
"""Pairs of attributes: 5,000 in one tag, which takes half a second."""
_VALUE = rb"""(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)"""
_ATTRIBUTE = expression(rb"[\s/]*+(?:=[^\s/>=]*+|[^\s/>=]++)(?>(?:\s*+=\s*+(?>%b?))?)" % _VALUE)
_ATTRIBUTES = expression(
    rb"<[A-Za-z][^\s/>]*+(?>(?:[\s/]*+(?:=[^\s/>=]*+|[^\s/>=]++)(?>(?:\s*+=\s*+(?>%b?))?))*)" % _VALUE
)

PAGE_SUFFIXES = frozenset((".html", ".htm", ".xhtml", ".xht", ".shtml", ".shtm", ".stm"))
TEXT_SUFFIXES = frozenset((".txt",))


@dataclass(frozen=True, slots=True)
class Page:
    """A page's visible text, and its source for telling why something is not visible."""

    visible: str
    source: str

    @property
    def blocks(self) -> str | None:
        """The first sign of a template with conditions or comments; None: the page is what a reader gets."""
        match = _BLOCK.search(self.source) or _BLOCK.search(self.visible)
        return match[0] if match else None

    @property
    def variable(self) -> str | None:
        """The first template variable that a reader would see filled in."""
        match = _VARIABLE.search(self.visible)
        return match[0] if match else None


@lru_cache(maxsize=4)
def read_page(data: bytes, path: str) -> Page | None:
    """The page in a file's bytes; None where the file is neither HTML nor plain text and cannot be judged.

    Raises:
        Unavailable: the page is nested too deeply to be parsed in reasonable time.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in TEXT_SUFFIXES:
        text = data.decode("utf-8-sig", "replace")
        return Page(text, "")
    if suffix not in PAGE_SUFFIXES:
        return None
    refuse_depth(data, path)
    from selectolax.lexbor import LexborHTMLParser

    parser = LexborHTMLParser(data, encoding=True, scripting=True)
    root = parser.root
    return Page(_visible(root) if root else "", parser.html or "")


def refuse_depth(data: bytes, path: str) -> None:
    """Refuse a page that is nested too deeply, or whose tags have so many attributes that parsing takes the square of them.

    Raises:
        Unavailable: it is one.
    """
    if _pairs(data) > MAX_PAIRS:
        raise Unavailable(
            Text(
                f"'{path}' has a tag with more attributes than can be parsed",
                f"“{path}”有标签的属性过多，无法解析",
            )
        )
    if data.count(b"<") > MAX_DEPTH and _depth(data) > MAX_DEPTH:
        raise Unavailable(
            Text(
                f"'{path}' nests more than {MAX_DEPTH:,} elements", f"“{path}”的元素嵌套超过 {MAX_DEPTH:,} 层"
            )
        )


def _pairs(data: bytes) -> int:
    """The pairs of attributes in one tag, which a parser compares; more where scripts look like tags."""
    found = 0
    for tag in _ATTRIBUTES.finditer(data.replace(b"\0", b"")):  # UTF-16 too
        if tag.end() - tag.start() > 200:  # a shorter one has few
            found += len(_ATTRIBUTE.findall(tag[0])) ** 2
    return found


def _depth(data: bytes) -> int:
    """At least the depth of the page's elements, from its tags alone."""
    depth = deepest = 0
    for closing, name in _TAG.findall(data.replace(b"\0", b"")):  # UTF-16 too
        if name.lower() not in _NEVER_DEEP:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _visible(root: Any) -> str:
    parts: list[str] = []
    stack: list[Any] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
        elif node.is_text_node:
            parts.append(re.sub(r"\s+", " ", node.text_content or ""))
        elif node.is_element_node and not _hidden(node):
            children = list(node.iter(include_text=True))
            if node.tag == "details" and "open" not in node.attributes:
                children = [child for child in children if child.tag == "summary"]
            if node.tag not in _INLINE:
                children = ["\n", *children, "\n"]
            stack.extend(reversed(children))
    return "".join(parts)


def _hidden(node: Any) -> bool:
    attributes = node.attributes
    if node.tag.lower() in _UNSEEN or "hidden" in attributes or "popover" in attributes:
        return True
    if node.tag == "dialog" and "open" not in attributes:
        return True
    if attributes.get("display") == "none" or attributes.get("visibility") in ("hidden", "collapse"):
        return True  # as SVG writes it
    if not _CONDITIONAL.isdisjoint(attributes):
        return True
    style = attributes.get("style")
    return bool(style and hides(style))
