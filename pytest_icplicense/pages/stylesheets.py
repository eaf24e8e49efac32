"""The style sheets of a page: which declarations apply to which element, in each window.

tinycss2 parses as the CSS specification says, cssselect2 matches selectors and knows their specificity; WeasyPrint rests
on both. What neither settles (a condition, a selector that is unknown here) makes a declaration uncertain, not void.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.pages.media import all_of, holds
from pytest_icplicense.pages.viewport import VIEWPORTS, Viewport
from pytest_icplicense.text import IcpError, Text

_ENDLESS_NUMBER = re.compile(r"[0-9]{1000,}")
MAX_BYTES = 3 << 20
"""Of all style sheets of a page together."""
MAX_RULES = 40_000
MAX_STEPS = 5_000_000
"""Elements that selectors look at, above and before others: `a b c d` in deep elements has too many ways to be tried."""
_MAX_NESTING, _MAX_IMPORTS = 16, 32
_ATTACHED = (inf, inf)
"""A `style` attribute wins over sheets, whatever their layer."""
_ENDLESS = expression(r"(?>(?:[^\s>+~,]++[\s>+~]++){40})")
"""A selector of more than 40 parts takes longer to compile than a page of others."""
_PICTURE = frozenset(
    "background background-image content list-style list-style-image border-image border-image-source mask mask-image"
    " -webkit-mask -webkit-mask-image".split()
)
_WRITING = frozenset("list-style list-style-type quotes text-overflow".split())
"""What may write a text besides `content`."""
_CAPITALS = expression(r"uppercase|capitalize|-caps|titling", re.IGNORECASE)
_EXTERNAL = expression(r"(?:[a-z][a-z0-9+.-]*:)?//|[a-z][a-z0-9+.-]*:", re.IGNORECASE)


Read = Callable[[str, str], tuple[str, str]]
"""Gives path and text of the sheet that an address means, from a base."""


class Unread(IcpError):
    """A style sheet that cannot be had from the repository."""


def _counting() -> Any:
    """Elements that count what selectors look at, for one page.

    Looking raises:
        Unavailable: it was too much.
    """
    import cssselect2

    steps = 0

    def counted(elements: tuple[Any, ...]) -> tuple[Any, ...]:
        nonlocal steps
        steps += len(elements)
        if steps > MAX_STEPS:
            raise Unavailable(_COSTLY)
        return elements

    class Counting(cssselect2.ElementWrapper):  # type: ignore[misc]
        @property
        def ancestors(self) -> tuple[Any, ...]:
            return counted(super().ancestors)

        @property
        def previous_siblings(self) -> tuple[Any, ...]:
            return counted(super().previous_siblings)

        def iter_subtree(self) -> Any:
            return map(_each, super().iter_subtree())

    def _each(element: Any) -> Any:
        counted((element,))
        return element

    return Counting


_COSTLY = Text(
    "its style sheets have selectors that take too long to try; make them simpler",
    "样式表的选择器过于耗时，无法逐一匹配；请简化",
)


class Declaration(NamedTuple):
    """One declaration that applies, or may apply, to an element."""

    name: str
    value: str
    rank: tuple[Any, ...]
    """Of two declarations the one of the higher rank wins."""
    certain: bool
    """Whether it surely applies."""


class Pseudo(NamedTuple):
    """A declaration for a part of an element: `::before`."""

    part: str
    declaration: Declaration


@dataclass(slots=True)
class _Sheet:
    """What is known where a rule stands."""

    certain: dict[Viewport, bool | None]
    layer: tuple[str, ...] | None = None
    parent: str | None = None


@dataclass(slots=True)
class _Rule:
    selector: Any
    order: int
    declarations: list[tuple[str, str, bool]]
    certain: dict[Viewport, bool | None]
    layer: tuple[str, ...] | None
    paints: _Painted


@dataclass(slots=True)
class _Painted:
    """What a rule paints besides the text of an element."""

    texts: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


@dataclass
class Sheets:
    """All rules of a page, and what cannot be known of its style."""

    doubts: list[Text] = field(default_factory=list)
    """Sheets that may say anything: they are elsewhere, missing or too large."""
    fonts: set[str] = field(default_factory=set)
    """Families that the page brings along: what their signs look like, only a browser shows."""
    generated: list[str] = field(default_factory=list)
    """Texts that style writes into the page; complete when all elements have been asked for."""
    pictures: list[str] = field(default_factory=list)
    """Addresses of pictures that style shows; complete then, too."""
    files: list[str] = field(default_factory=list)
    """The sheets of the repository that were read."""
    registered: set[str] = field(default_factory=set)
    """Variables whose type, and whether they are inherited, the page itself settles."""
    details_styled: bool = False
    """Whether they may show what is folded, or hide what is not."""
    capitals: bool = False
    """Whether small letters may be shown as large ones."""
    phone: Viewport = VIEWPORTS[1]
    """The window that phones lay the page out in."""
    like_phone: set[Viewport] = field(default_factory=lambda: set(VIEWPORTS))
    """The windows in which all media queries say what they say in that one."""
    quirks: bool = False
    """Whether names of classes are the same in large and small letters."""

    def __post_init__(self) -> None:
        self._rules: list[_Rule] = []
        self._everywhere: list[_Rule] = []
        self._layers: dict[tuple[str, ...], tuple[float, ...]] = {}
        self._bytes = self._imports = 0
        self._matcher: Any = None
        self._wrapped: dict[int, Any] = {}

    def __bool__(self) -> bool:
        return bool(self._rules or self._everywhere)

    def add(self, css: str, media: str, read: Read, base: str) -> None:
        """Add a sheet. `read` gives path and text of the file that an address means, from a base.

        Raises:
            Unread: it is too large.
        """
        self._add(css, _Sheet(self.answers(media)), read, base)

    def answers(self, query: str) -> dict[Viewport, bool | None]:
        """What a list of media queries says in each window."""
        found = {each: holds(query, each) for each in VIEWPORTS}
        if query and self.phone not in found:
            there = holds(query, self.phone)
            self.like_phone = {each for each in self.like_phone if found[each] == there}
        return found

    def _add(self, css: str, sheet: _Sheet, read: Read, base: str) -> None:
        import tinycss2

        self._bytes += len(css)
        if self._bytes > MAX_BYTES:
            raise Unread(Text("its style sheets have more than 3 MiB", "样式表超过 3 MiB"))
        self.details_styled |= "details-content" in css
        self.capitals |= _CAPITALS.search(css) is not None
        self._read(tinycss2.parse_stylesheet(_bounded(css), True, True), sheet, read, base, 0)

    def _read(self, rules: Iterable[Any], sheet: _Sheet, read: Any, base: str, depth: int) -> None:
        import tinycss2

        if depth > _MAX_NESTING:
            raise Unread(Text("its style sheet nests too deeply", "样式表嵌套过深"))
        first = depth == 0
        for rule in rules:
            if rule.type == "qualified-rule" or (
                rule.type == "at-rule" and (rule.content is not None or rule.lower_at_keyword == "namespace")
            ):
                first = False
            elif rule.type == "at-rule" and rule.lower_at_keyword == "import" and not first:
                continue  # void: an import stands before everything else
            if len(self._rules) + len(self._everywhere) > MAX_RULES:
                raise Unread(
                    Text(
                        f"its style sheets have more than {MAX_RULES:,} rules",
                        f"样式表规则超过 {MAX_RULES:,} 条",
                    )
                )
            if rule.type == "qualified-rule":
                self._qualified(rule, sheet, read, base, depth)
            elif rule.type == "at-rule":
                self._at(rule, sheet, read, base, depth, tinycss2)

    def _at(self, rule: Any, sheet: _Sheet, read: Any, base: str, depth: int, tinycss2: Any) -> None:
        name, prelude = rule.lower_at_keyword, tinycss2.serialize(rule.prelude).strip()
        if name == "import":
            self._import(rule.prelude, sheet, read, base, tinycss2)
        elif name == "font-face" and rule.content is not None:
            for each in tinycss2.parse_blocks_contents(rule.content, True, True):
                if each.type == "declaration" and each.lower_name == "font-family":
                    self.fonts.add(tinycss2.serialize(each.value).strip().strip("'\"").lower())
        elif name == "counter-style":
            self.generated += [token.value for token in rule.content or () if token.type == "string"]
        elif name == "property":
            self.registered.add(prelude)
        elif name == "namespace" and not any(each.type == "ident" for each in rule.prelude):
            sheet.certain = dict.fromkeys(sheet.certain, None)  # rules may be for elements of it alone
        elif name == "layer" and rule.content is None:
            for each in prelude.split(","):
                self._layer((*(sheet.layer or ()), *each.strip().split(".")))
        elif rule.content is not None and name in (
            "media",
            "supports",
            "container",
            "layer",
            "document",
            "-moz-document",
            "scope",
        ):
            inner = _Sheet(dict(sheet.certain), sheet.layer, sheet.parent)
            if name == "layer":
                own = prelude.split(".") if prelude else [f" {len(self._layers)}"]
                inner.layer = self._layer((*(sheet.layer or ()), *own))
            else:
                own_answers = self.answers(prelude) if name == "media" else {}
                for viewport, before in sheet.certain.items():
                    inner.certain[viewport] = all_of([before, own_answers.get(viewport)])
            if any(answer is not False for answer in inner.certain.values()):
                content = (
                    tinycss2.parse_blocks_contents(rule.content, True, True)
                    if sheet.parent
                    else tinycss2.parse_rule_list(rule.content, True, True)
                )
                if sheet.parent:
                    self._block(content, sheet.parent, inner, read, base, depth + 1)
                else:
                    self._read(content, inner, read, base, depth + 1)

    def _import(self, prelude: list[Any], sheet: _Sheet, read: Any, base: str, tinycss2: Any) -> None:
        tokens = [token for token in prelude if token.type != "whitespace"]
        first = tokens[0] if tokens else None
        if first is not None and first.type == "function" and first.lower_name == "url":
            address = "".join(token.value for token in first.arguments if token.type == "string")
        else:
            address = (
                getattr(first, "value", "") if first is not None and first.type in ("url", "string") else ""
            )
        rest = tinycss2.serialize(tokens[1:]).strip() if address else ""
        layered = re.match(r"layer(?:\(([^)]*)\)|\b(?!\())\s*", rest, re.IGNORECASE)
        rest = rest[layered.end() :] if layered else rest
        supported = not rest.lower().startswith("supports")
        answers = self.answers(rest) if supported else dict.fromkeys(VIEWPORTS)
        if all(answer is False for answer in answers.values()):
            return
        self._imports += 1
        if self._imports > _MAX_IMPORTS:
            raise Unread(
                Text(
                    f"its style sheets import more than {_MAX_IMPORTS} others",
                    f"样式表导入超过 {_MAX_IMPORTS} 个",
                )
            )
        inner = _Sheet(
            {each: all_of([before, answers[each]]) for each, before in sheet.certain.items()}, sheet.layer
        )
        if layered:
            own = layered[1].strip().split(".") if layered[1] else [f" {len(self._layers)}"]
            inner.layer = self._layer((*(sheet.layer or ()), *own))
        try:
            path, text = read(address, base)
        except Unread as error:
            self.doubts.append(error.message)
            return
        self._add(text, inner, read, path)

    def _layer(self, name: tuple[str, ...]) -> tuple[str, ...]:
        """Give a layer its place, behind those that were named before within the same one."""
        for end in range(1, len(name) + 1):
            if name[:end] not in self._layers:
                self._layers[name[:end]] = (*self._layers.get(name[: end - 1], ()), len(self._layers))
        return name

    def _place(self, layer: tuple[str, ...] | None, important: bool) -> tuple[float, ...]:
        """Where a layer stands in the cascade: what stands in no inner layer comes behind all that does."""
        place = (*self._layers.get(layer or (), ()), inf)
        return tuple(-each for each in place) if important else place

    def _qualified(self, rule: Any, sheet: _Sheet, read: Any, base: str, depth: int) -> None:
        import tinycss2

        selector = tinycss2.serialize(rule.prelude).strip()
        if self.quirks:
            selector = selector.lower()
        if sheet.parent is not None:
            selector = _nested(selector, sheet.parent)
        content = tinycss2.parse_blocks_contents(rule.content, True, True)
        self._block(content, selector, sheet, read, base, depth)

    def _block(
        self, content: list[Any], selector: str, sheet: _Sheet, read: Any, base: str, depth: int
    ) -> None:
        import tinycss2

        declared: list[tuple[str, str, bool]] = []
        paints = _Painted()
        nested = _Sheet(sheet.certain, sheet.layer, selector)
        for each in content:
            if each.type == "declaration":
                value = tinycss2.serialize(each.value).strip()
                declared.append(
                    (each.lower_name if not each.name.startswith("--") else each.name, value, each.important)
                )
                _note(paints, each.lower_name, value, each.value)
            elif each.type in ("qualified-rule", "at-rule"):  # what follows it comes behind it
                if declared:
                    self._rule(selector, declared, sheet, paints)
                    declared, paints = [], _Painted()
                self._read((each,), nested, read, base, depth + 1)
        if declared:
            self._rule(selector, declared, sheet, paints)

    def _rule(
        self, selector: str, declared: list[tuple[str, str, bool]], sheet: _Sheet, paints: _Painted
    ) -> None:
        selector = _HTML_ATTRIBUTE.sub(r"[\1 i]", selector)
        order = len(self._rules) + len(self._everywhere)
        compiled = _compiled(selector)
        if compiled is None:
            if re.search(r":-(?:moz|ms|o|khtml)-", selector):
                return  # void
            parts = _COMMA.split(selector)
            if (len(parts) == 1 and "::" in selector) or all(
                _OF_A_PART.search(each) or _compiled(each) for each in parts
            ):
                for each in parts if len(parts) > 1 else ():
                    self._rule(each, declared, sheet, paints)
                self._paint(paints)
                return  # the others are for a part of an element
            if (wider := _widened(selector)) is not None:
                unsure: dict[Viewport, bool | None] = {
                    each: None if answer else answer for each, answer in sheet.certain.items()
                }
                self._rules += [_Rule(each, order, declared, unsure, sheet.layer, paints) for each in wider]
                return
            self._paint(paints)
            self._everywhere.append(_Rule(None, order, declared, sheet.certain, sheet.layer, paints))
            return
        self._rules += [_Rule(each, order, declared, sheet.certain, sheet.layer, paints) for each in compiled]

    def _paint(self, paints: _Painted) -> None:
        self.generated += paints.texts
        self.pictures += paints.pictures
        paints.texts, paints.pictures = [], []

    def bind(self, root: Any) -> None:
        """Make the rules ready for the elements of a page (nodes of selectolax)."""
        import cssselect2

        tree, nodes = _tree(root, lower=self.quirks)
        self._matcher = cssselect2.Matcher()
        for rule in self._rules:
            self._matcher.add_selector(rule.selector, rule)
        wrapper = _counting().from_html_root(tree)
        for element in wrapper.iter_subtree():
            self._wrapped[nodes[id(element.etree_element)]] = element

    def of(self, node: Any) -> Mapping[Viewport, tuple[list[Declaration], list[Pseudo]]]:
        """What the sheets declare for an element and for its parts."""
        found: dict[Viewport, tuple[list[Declaration], list[Pseudo]]] = {each: ([], []) for each in VIEWPORTS}
        element = self._wrapped.get(node.mem_id)
        if element is None:
            return found
        matched = [(specificity, part, rule) for specificity, _, part, rule in self._matcher.match(element)]
        matched += [((0, 0, 0), None, rule) for rule in self._everywhere]
        for specificity, part, rule in matched:
            if rule.paints.texts or rule.paints.pictures:
                self._paint(rule.paints)
            for viewport, answer in rule.certain.items():
                if answer is False:
                    continue
                for place, (name, value, important) in enumerate(rule.declarations):
                    layer = self._place(rule.layer, important)
                    rank = (important, layer, specificity, rule.order, place)
                    each = Declaration(name, value, rank, answer is True and rule.selector is not None)
                    if part is None:
                        found[viewport][0].append(each)
                    else:
                        found[viewport][1].append(Pseudo(part, each))
        return found


_HTML_ATTRIBUTE = expression(
    r"\[(\s*(?:type|lang|dir|align|valign|target|rel|rev|media|method|shape|scope|charset|hreflang|bgcolor|color|face|text|link"
    r"|disabled|checked|selected|readonly|multiple|nowrap|compact|clear|frame|rules|axis|accept|language|scrolling|http-equiv)"
    r"\s*[~|^$*]?=\s*(?:\"[^\"]*\"|'[^']*'|[\w-]+)\s*)\]",
    re.IGNORECASE,
)
"""Attributes whose values HTML compares without regard to case (HTML, 15.2)."""
_COMMA = expression(r",(?![^(\[]*[)\]])")
_OF_A_PART = expression(
    r":?:-webkit-|::(?:part|slotted|backdrop|marker|cue|highlight|selection|placeholder|file-selector-button"
    r"|details-content|view-transition)"
)
"""Parts of elements that cssselect2 does not know."""


def _note(paints: _Painted, name: str, value: str, tokens: list[Any]) -> None:
    if name == "content":
        paints.texts.append("".join(token.value for token in tokens if token.type == "string"))
        if any(token.type == "function" and token.lower_name != "url" for token in tokens):
            paints.texts.append("attr()")
    elif name in _WRITING:
        paints.texts += [token.value for token in tokens if token.type == "string"]
    if name in _PICTURE and "url" in value.lower():
        for token in tokens:
            if token.type == "url":
                paints.pictures.append(token.value)
            elif token.type == "function" and token.lower_name in (
                "url",
                "image-set",
                "-webkit-image-set",
            ):
                paints.pictures.append(
                    "".join(each.value for each in token.arguments if each.type in ("string", "url"))
                )


def _compiled(selector: str) -> list[Any] | None:
    """The selectors of a list; None: it is none, or too long."""
    import cssselect2

    if _ENDLESS.search(selector):
        return None
    try:
        return list(cssselect2.compile_selector_list(selector))
    except (cssselect2.SelectorError, RecursionError, SyntaxError, MemoryError):  # the last two: too long
        return None


def _widened(selector: str) -> list[Any] | None:
    """Selectors of all that a list may match: without the pseudo-classes that nobody knows here."""
    import tinycss2

    if _ENDLESS.search(selector):
        return None
    kept = ""
    tokens = iter(tinycss2.parse_component_value_list(selector))
    for each in tokens:
        following = next(tokens, None) if each == ":" else None
        if following is not None and following.type in ("ident", "function"):
            own = f":{following.serialize()}"
            if _compiled(f"*{own}") is not None:
                kept += own
            elif not kept or kept[-1] in " \t\r\n>+~,":
                kept += "*"
        else:
            kept += each.serialize() + (following.serialize() if following is not None else "")
    return _compiled(kept)


def _nested(selector: str, parent: str) -> str:
    """A selector inside another rule, as it reads outside (CSS Nesting)."""
    outer = f":is({parent})"
    parts = []
    for each in _COMMA.split(selector):
        own = each.strip()
        parts.append(own.replace("&", outer) if "&" in own else f"{outer} {own}")
    return ", ".join(parts)


def _tree(root: Any, *, lower: bool) -> tuple[ElementTree.Element, dict[int, int]]:
    """The elements of a page as selectors want them, and which node each is."""
    nodes: dict[int, int] = {}

    def made(node: Any) -> ElementTree.Element:
        attributes = {name: value or "" for name, value in node.attributes.items() if _xml_name(name)}
        if lower:
            attributes |= {name: attributes[name].lower() for name in ("class", "id") if name in attributes}
        element = ElementTree.Element(node.tag, attributes)
        nodes[id(element)] = node.mem_id
        return element

    top = made(root)
    stack = [(root, top)]
    while stack:
        node, element = stack.pop()
        for child in node.iter(include_text=True):
            if child.is_element_node:
                inner = made(child)
                element.append(inner)
                stack.append((child, inner))
            elif child.is_text_node and (text := child.text_content):
                if len(element):
                    element[-1].tail = (element[-1].tail or "") + text
                else:
                    element.text = (element.text or "") + text
    return top, nodes


def _xml_name(name: str) -> bool:
    return "{" not in name and "}" not in name


def external(address: str) -> bool:
    """Whether an address leads to another server, or is no address of a file at all."""
    return _EXTERNAL.match(address.strip()) is not None


def local_path(address: str) -> str:
    """The path that an address means, without query and fragment."""
    return unquote(re.split(r"[?#]", address.strip(), maxsplit=1)[0])


def _bounded(css: str) -> str:
    """A text whose numbers Python converts: one of more digits ends with a point, and is as far beyond every screen."""
    return _ENDLESS_NUMBER.sub(lambda match: f"{match[0][:300]}.{match[0][301:]}", css)


def inline(style: str) -> list[Declaration]:
    """The declarations of a `style` attribute; one that nests without end may declare anything."""
    import tinycss2

    found = []
    try:
        for order, each in enumerate(tinycss2.parse_blocks_contents(_bounded(style[:20_000]), True, True)):
            if each.type == "declaration":
                name = each.lower_name if not each.name.startswith("--") else each.name
                value = tinycss2.serialize(each.value).strip()
                found.append(Declaration(name, value, (each.important, _ATTACHED, (1, 0, 0), 0, order), True))
    except RecursionError:
        return [Declaration("all", "?", (True, _ATTACHED, (1, 0, 0), 0, 0), False)]
    return found
