"""What the file of a page proves of what readers see: text that is surely seen, text that may be, and what nobody can tell.

Nothing is run and nothing is fetched. Scripts, templates, frames, pictures and style sheets from elsewhere may show or
hide anything, so each of them is a doubt that is told; style sheets of the repository are applied.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

from pytest_icplicense.expressions import expression
from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.charset import Charset, charset_of
from pytest_icplicense.pages.declared import Style
from pytest_icplicense.pages.elements import BLOCK, BY_DEFAULT, INLINE, KNOWN, NEVER_SHOWN
from pytest_icplicense.pages.nested_box import UNTIL_FOUND, entered
from pytest_icplicense.pages.page import refuse_depth
from pytest_icplicense.pages.page_cache import PageCache, noting
from pytest_icplicense.pages.page_overlaps import Overlaps
from pytest_icplicense.pages.page_source import BREAK, FENCE, RAISED, RUN, SOFT, PageSource, Run
from pytest_icplicense.pages.quirks import has_quirks
from pytest_icplicense.pages.spills import STIFF, spilled
from pytest_icplicense.pages.stylesheets import (
    Declaration,
    Pseudo,
    Sheets,
    inline,
)
from pytest_icplicense.pages.survey import (
    Read,
    Survey,
    is_empty,
    spelling_doubt,
    template_doubt,
    unbuilt_doubt,
)
from pytest_icplicense.pages.template_engines import Sign, engines
from pytest_icplicense.pages.viewport import NOT_FOR_PHONES, VIEWPORTS, Viewport, is_for_phones, phone_layout
from pytest_icplicense.pages.visibility import text_state
from pytest_icplicense.text import Text

MAX_STYLED = 60_000
_BY_HAND = frozenset(
    "click dblclick mousedown mouseup mouseover mouseout mousemove mouseenter mouseleave keydown keyup keypress"
    " touchstart touchend touchmove touchcancel submit reset change input contextmenu drag dragstart dragend"
    " dragover drop copy cut paste select wheel pointerdown pointerup pointermove pointerenter pointerleave focus"
    " blur focusin focusout invalid auxclick".split()
)
"""Events that come of what a reader does, not of opening the page."""
_HEX = expression(r"[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?")
_SPACE = expression(r"\s+")
_SMALL = expression(r"[ab]\s*[12](?:\s*\.\s*[ab]\s*[12])*\s*-\s*[0-9]")
"""A license number in small letters."""
_ADDRESS = expression(r"url\(\s*[\"']?([^\"')]+)", re.IGNORECASE)
_WORDLESS = frozenset("hidden checkbox radio range color file password image".split())
_PAINTED = frozenset("iframe audio video canvas meter progress".split())
"""What shows something else than its text, and may so lie over others."""
_SPECIAL = frozenset(("details", "select", "input"))
_BESIDE = frozenset(("td", "th"))
"""What stands beside what is around it, and may be read with it or without it."""
_ON_LINE = frozenset("baseline middle top bottom text-top text-bottom".split())
_DECIDING = frozenset(
    "style hidden nowrap popover open color bgcolor background text link size display visibility opacity".split()
)
"""Attributes that change how an element is shown."""
_ORDINARY = frozenset(
    "html body div p span ul ol li dl dt dd section article nav main header footer aside form label tbody"
    " thead tr td th b i em strong br hr img address blockquote figure figcaption fieldset legend cite time h4".split()
)
"""What is shown as its surroundings are."""
_SPACED = (
    "margin-left",
    "margin-right",
    "padding-left",
    "padding-right",
    "border",
    "border-left",
    "border-right",
)
_LINES = frozenset(("block", "flex", "grid", "list-item", "flow-root", "table", "none"))
"""How what stands in a line of its own may be displayed."""
_ROWS = ("flex-direction", "flex-flow")
_LEADING = frozenset(("none", "left", "inline-start"))


class _Generated:
    """The element that generated content is as good as."""

    tag = "span"
    attributes: Final[dict[str, str | None]] = {}

    def css_first(self, selector: str) -> None:
        """Nothing is in it."""

    def iter(self, include_text: bool = False) -> Iterator[Any]:
        """Nothing is in it."""
        return iter(())

    def text(self, deep: bool = False) -> str:
        """What it says is told by its style."""
        return ""


_INLINE_NODE = _Generated()
_BY_WIDTH = '[bgcolor],table[align="right" i],[dir="rtl" i],[dir="auto" i]'
"""What may make a page another one in a narrow window without a style."""
_FLOATED = frozenset(("table", "img", "iframe", "embed", "object"))
"""What an attribute (`align`) makes a float."""
Boxes = tuple[Box, ...]
"""How an element is shown, in each window."""
_CACHE = PageCache()


def read_source(data: bytes, path: str, read: Read, root: str = "") -> PageSource:
    """What the file of an HTML page says, with the style sheets, frames and includes that stand beside it.

    Args:
        path: of the page, as `read` takes it; addresses are from its folder.
        root: the folder that addresses with a leading slash are from.

    Raises:
        Unavailable: the page is nested too deeply, has attributes without end, or its style takes too long.
    """
    root = root or posixpath.dirname(path)
    known = _CACHE.known(data, path, root, read)
    if known is not None:
        return known
    refuse_depth(data, path)
    beside: dict[str, bytes | str] = {}
    page = _Reader(path, noting(read, beside), root, charset_of(data)).read(data)
    _CACHE.remember(data, path, root, beside, page)
    return page


class _Reader:
    def __init__(self, path: str, read: Read, root: str, charset: Charset) -> None:
        self._charset = charset
        self._sheets = Sheets()
        self._survey = Survey(path, read, root, self._sheets)
        self._quirks = False
        self._fenced: set[int] = set()
        self._reversed: set[int] = set()
        self._rows: set[int] = set()
        """Elements whose children stand side by side."""
        self._floating: dict[int, bool] = {}
        """Elements that float, and whether they go before something that stands in their line before them."""
        self._soft: set[int] = set()
        """Elements that may stand beside others."""
        self._raised: set[int] = set()
        """Elements that stand above or below their line."""
        self._overlaps = {each: Overlaps(each, partial(self._declared, each)) for each in VIEWPORTS}
        self._fixed = False
        self._opened: set[str] = set()
        self._views: tuple[Viewport, ...] = VIEWPORTS
        self._runs: list[list[Run]] = []
        self._attributes_seen: set[str] = set()
        self._words = engines().words
        self._elements_seen: set[str] = set()
        self._plain: dict[tuple[Any, ...], tuple[Boxes, Boxes]] = {}
        self._states: dict[int, tuple[Boxes, list[tuple[str, str, bool, Box]]]] = {}

    def read(self, data: bytes) -> PageSource:
        from selectolax.lexbor import LexborHTMLParser

        raw = self._charset.decoded(data)
        page = PageSource(raw)
        root = LexborHTMLParser(raw, scripting=True).root
        if root is None:
            return page
        self._quirks = self._sheets.quirks = has_quirks(raw)
        phones = [each.attributes.get("content") or "" for each in root.css('meta[name="viewport" i]')]
        page.for_phones, self._sheets.phone = is_for_phones(phones), phone_layout(phones)
        self._survey.of(page, root)
        if self._sheets:
            self._sheets.bind(root)
        page.styled = bool(self._sheets) or bool(root.css_first("[style]"))
        self._fixed = page.styled and ("fixed" in raw or self._survey.fixed)
        if not page.styled and root.css_first(_BY_WIDTH) is None:  # it is the same in every window
            self._views = VIEWPORTS[:1]
        self._runs = [page.runs[each] for each in self._views]
        self._walk(page, root)
        for viewport, runs in zip(self._views, self._runs, strict=True):
            self._overlaps[viewport].weigh(runs, parted=bool(self._fenced))
        for viewport in VIEWPORTS[len(self._views) :]:
            page.runs[viewport] = self._runs[0]
        self._style_doubts(page)
        if not page.for_phones and not self._sheets.like_phone:
            page.unsure_of_presence.append(NOT_FOR_PHONES)
        if self._survey.focusing and root.css_first("[autofocus]") is not None:
            page.both(
                Text(
                    "its style is another one where an element has the focus ('autofocus')",
                    "元素自动获得焦点（autofocus）时样式不同",
                )
            )
        if (alike := spelling_doubt(page.written)) is not None:
            page.unsure_of_absence.append(alike)
        if "\u202e" in raw or ("&#" in raw and "\u202e" in page.written):
            page.both(
                Text("a sign in it (U+202E) turns its text around", "其中的字符 U+202E 会使文字反向排列")
            )
        if not self._charset.told and not data.isascii():
            page.unsure_of_presence.append(self._charset.why)
            if self._charset.name != "utf-8":  # whatever else valid UTF-8 is read as, it shows no number
                page.unsure_of_absence.append(self._charset.why)
        return page

    def _element(self, page: PageSource, node: Any) -> None:
        tag = node.tag
        sign = engines().of_element(tag)
        if sign is None and "-" in tag:
            if not page.scripted and is_empty(node):
                page.signs.append(Sign("", f"<{tag}>"))
                page.unsure_of_absence.append(unbuilt_doubt(f"<{tag}>"))
            return
        own = Sign(sign.engine if sign else "", f"<{tag}>")
        page.signs.append(own)
        page.both(template_doubt(own.sign, own.engine))

    def _attributes(self, page: PageSource, attributes: Any) -> None:
        """Attributes by which a script runs, or a framework decides."""
        seen, words = self._attributes_seen, self._words
        for name, value in attributes.items():
            if name in seen:
                continue
            if name.isalpha() and not name.startswith("on") and name not in words:
                seen.add(name)
                continue
            if name.startswith("on") and name.isalpha():
                if name[2:] not in _BY_HAND and value:
                    seen.add(name)
                    page.both(Text(f"its attribute '{name}' runs a script", f"属性 {name} 会运行脚本"))
                continue
            seen.add(name)
            if sign := engines().of_attribute(name):
                page.signs.append(sign)
                page.both(template_doubt(name, sign.engine))

    def _style_doubts(self, page: PageSource) -> None:
        sheets = self._sheets
        for why in dict.fromkeys(sheets.doubts):
            page.both(why)
        for text in sheets.generated:
            if text == "attr()" or re.search(r"[0-9A-Za-z\u4e00-\u9fff]", text):
                page.both(Text("its style writes text ('content')", "样式用 content 写出文字"))
                break
        if (sheets.capitals or "text-transform" in page.source) and _SMALL.search(page.source):
            page.unsure_of_absence.append(
                Text("its style shows small letters as large ones", "样式将小写字母显示为大写")
            )
        for address in sheets.pictures:
            self._survey.shows(page, address, {})
        for how in dict.fromkeys(filter(None, (each.over_all for each in self._overlaps.values()))):
            page.unsure_of_presence.append(
                Text(f"something may lie over it ({how})", f"可能有内容盖在上面（{how}）")
            )

    # What is where, and how it is shown.

    def _walk(self, page: PageSource, root: Any) -> None:
        unknown = dict.fromkeys(self._sheets.registered)
        turned = root.css_first('[dir="rtl" i],[dir="auto" i]') is not None
        outermost = tuple(
            Box(
                each,
                self._quirks,
                variables=unknown,
                wide=turned,
                aligned=not turned,
                astray="all" if turned else "",
            )
            for each in self._views
        )
        stack: list[tuple[Any, Any]] = [(root, outermost)]
        number, most = 0, MAX_STYLED if page.styled else 1 << 60
        plain, seen = not self._sheets, self._attributes_seen
        drawings = root.css_first("svg,math") is not None
        while stack:
            node, boxes = stack.pop()
            if node.__class__ is Run:
                self._break(node, boxes)
                continue
            if node.is_text_node:
                if self._fixed and node.parent.tag in BLOCK:
                    self._note_line(node.text_content or "", boxes)
                self._text(_SPACE.sub(" ", node.text_content or ""), boxes)
                continue
            if not node.is_element_node:
                continue
            number += 1
            if number > most:
                page.both(Text(f"it has more than {MAX_STYLED:,} elements", f"元素超过 {MAX_STYLED:,} 个"))
                return
            tag, attributes = node.tag, node.attributes
            if attributes and not seen.issuperset(attributes):
                self._attributes(page, attributes)
            if plain and tag in _ORDINARY and (not attributes or _DECIDING.isdisjoint(attributes)):
                inner, broken = boxes, tag not in INLINE
            else:
                if tag not in KNOWN and tag not in self._elements_seen and not _in_drawing(node):
                    self._elements_seen.add(tag)
                    self._element(page, node)
                inner, broken = self._element_boxes(page, node, tag, attributes, boxes)
            fenced = bool(self._fenced) and self._is_fenced(page, node)
            beside = tag in _BESIDE or (drawings and tag not in KNOWN and _in_drawing(node))
            beside = beside or (page.styled and self._beside_others(node))
            raised = tag in ("sup", "sub") or node.mem_id in self._raised
            if broken or fenced or beside or raised:
                edge = FENCE if fenced else RAISED if raised else SOFT if beside else BREAK
                at_edges = boxes if inner is boxes or tag in _PAINTED else _left(inner, boxes)
                self._break(edge, at_edges)
                stack.append((edge, at_edges))
            if tag in _SPECIAL:
                stack.extend(reversed(self._special(node, tag, attributes, inner)))
                continue
            children = [(child, inner) for child in node.iter(include_text=True)]
            children.reverse()
            stack += children

    def _special(self, node: Any, tag: str, attributes: Any, inner: Boxes) -> list[tuple[Any, Boxes]]:
        """The children of an element that shows not all of them, or something else."""
        children = list(node.iter(include_text=True))
        styled = self._sheets.details_styled
        if tag == "details" and (not self._unfolded(attributes) or styled):
            first = next((child for child in children if child.tag == "summary"), None)
            why = "doubt" if styled else "hidden"
            shut = tuple(_with(box, why, "details") for box in inner)
            summary = getattr(first, "mem_id", None)
            return [(child, inner if child.mem_id == summary else shut) for child in children]
        if tag == "select":
            return self._options(node, inner)
        if tag == "input":
            value = attributes.get("value") or attributes.get("placeholder")
            if value and (attributes.get("type") or "text").lower() not in _WORDLESS:
                self._text(value, tuple(_with(box, "doubt", "input") for box in inner))
            return []
        return [(child, inner) for child in children]

    def _unfolded(self, attributes: Any) -> bool:
        """Whether details are open: of those with one name, the first that are."""
        name = attributes.get("name")
        if "open" not in attributes or name in self._opened:
            return False
        if name:
            self._opened.add(name)
        return True

    def _is_fenced(self, page: PageSource, node: Any) -> bool:
        """Whether it stands elsewhere than between what stands around it in the source."""
        if node.mem_id not in self._fenced and (
            node.parent is None or node.parent.mem_id not in self._reversed
        ):
            return False
        text = node.text(deep=True).strip()
        if len(text) < 16 and any(map(str.isdigit, text)):
            page.unsure_of_absence.append(
                Text("its style puts its parts in another order", "样式改变了各部分的先后次序")
            )
        return True

    def _beside_others(self, node: Any) -> bool:
        return node.mem_id in self._soft or (
            bool(self._rows) and node.parent is not None and node.parent.mem_id in self._rows
        )

    def _break(self, edge: Run, boxes: tuple[Box | None, ...]) -> None:
        """Note the edge of an element in each window in which it has a box."""
        if not self._fixed and len(self._runs) == 1:
            if boxes[0] is not None:
                self._runs[0].append(edge)
            return
        for viewport, runs, box in zip(self._views, self._runs, boxes, strict=True):
            if box is not None:
                if self._fixed and edge is BREAK:
                    self._overlaps[viewport].floor.ended(len(runs))
                runs.append(edge)

    def _text(self, text: str, boxes: Boxes) -> None:
        known = self._states.get(id(boxes))
        if known is None:
            fonts = self._sheets.fonts
            known = self._states[id(boxes)] = (
                boxes,
                [(*text_state(box, fonts), box.gone, box) for box in boxes],
            )
        if len(known[1]) == 1:
            self._runs[0].append(RUN(Run, (text, *known[1][0])))
            return
        for runs, shown in zip(self._runs, known[1], strict=True):
            runs.append(RUN(Run, (text, *shown)))

    def _note_line(self, text: str, boxes: Boxes) -> None:
        if text.strip():
            for viewport, box in zip(self._views, boxes, strict=True):
                self._overlaps[viewport].floor.text(box)

    def _options(self, node: Any, boxes: Boxes) -> list[tuple[Any, Boxes]]:
        options = [each for each in node.css("option") if each.is_element_node]
        attributes = node.attributes
        if "multiple" in attributes or (attributes.get("size") or "1").strip() not in ("", "0", "1"):
            doubtful = tuple(_with(box, "doubt", "select") for box in boxes)
            return [(each, doubtful) for each in options]
        chosen = next(
            (each for each in reversed(options) if "selected" in each.attributes),
            options[0] if options else None,
        )
        others = tuple(_with(box, "hidden", "option") for box in boxes)
        if chosen is not None and (label := chosen.attributes.get("label")):
            self._text(label, boxes)
            return [(each, others) for each in options]
        return [
            (each, boxes if chosen is not None and each.mem_id == chosen.mem_id else others)
            for each in options
        ]

    def _element_boxes(
        self, page: PageSource, node: Any, tag: str, attributes: Any, boxes: Boxes
    ) -> tuple[Boxes, bool]:
        """The boxes of an element, and whether it stands in a line of its own."""
        broken = tag not in INLINE
        stiff = (boxes[0].behind or boxes[0].astray) and (
            tag in STIFF or "width" in attributes or "nowrap" in attributes
        )
        stiff = stiff or (tag in _FLOATED and "align" in attributes)
        if not self._sheets and not stiff and (not attributes or _DECIDING.isdisjoint(attributes)):
            key = (tag, "href" in attributes, "nowrap" in attributes, *map(id, boxes))
            known = self._plain.get(key)
            if known is None:
                known = self._plain[key] = boxes, self._styled_boxes(page, node, tag, attributes, boxes)[0]
            return known[1], broken
        return self._styled_boxes(page, node, tag, attributes, boxes)

    def _styled_boxes(
        self, page: PageSource, node: Any, tag: str, attributes: Any, boxes: Boxes
    ) -> tuple[Boxes, bool]:
        broken = tag not in INLINE
        unread = NEVER_SHOWN.get(tag) if tag != "template" or "shadowrootmode" not in attributes else None
        if unread is not None and tag not in _PAINTED:
            return tuple(_with(box, "hidden", unread, gone=True) for box in boxes), broken
        drawn = tag in ("text", "tspan", "textpath") or (tag not in KNOWN and _in_drawing(node))
        if drawn or tag in ("object", "math", "textarea", "marquee", "bdo", "template"):
            boxes = tuple(_with(box, "doubt", tag) for box in boxes)
        by_default = _by_default(tag, attributes)
        style_attribute = attributes.get("style")
        own = self._inline(style_attribute)
        own += [
            Declaration(name, value, (False, (-1.0,), (0, 0, 0), 0, 0), True)
            for name, value in _hints(node, tag, attributes)
        ]
        sheets = self._sheets.of(node) if self._sheets else None
        found = []
        for viewport, outer in zip(self._views, boxes, strict=True):
            if tag == "dialog" and outer.off and not by_default:
                outer = _with(replace(outer, off=None), "doubt", outer.off)
            box, declared, clears = outer, own, False
            overlaps, at = self._overlaps[viewport], len(self._runs[self._views.index(viewport)])
            parts: list[Pseudo] = []
            if sheets is not None:
                of_sheets, parts = sheets[viewport]
                declared = [*self._hashed(of_sheets), *own]
                if parts:
                    for part in ("first-line", "first-letter"):
                        if any(each.part == part for each in parts):
                            box = replace(_with(box, "doubt", f"::{part}"), resized=True, inked=True)
                    if any(
                        each.declaration.name == "content" and _says(each.declaration.value) for each in parts
                    ):
                        self._soft.add(node.mem_id)  # what it writes may part what stands around it
                    clears = any(each.declaration.name == "clear" for each in parts)
            if self._sheets.registered:
                declared = [each for each in declared if each.name not in self._sheets.registered]
            style = Style(declared, box.variables) if declared else None
            if tag == "dialog" and not by_default:
                overlaps.over_all = overlaps.over_all or "dialog"
            if tag in ("col", "colgroup") and style is not None and style.declares("visibility"):
                overlaps.over_all = "visibility"
            if style is not None:
                broken |= self._note_style(page, node, tag, style)
            inner = entered(box, node, style, by_default, clears=clears)
            inner = spilled(outer, inner, node, style, partial(self._declared, viewport))
            if style is not None:
                overlaps.note(outer, inner, style, node, at, empty=node.first_child is None)
                if self._fixed:
                    overlaps.floor.entered(at, outer, inner, style, tag)
            if parts:
                self._note_parts(parts, inner, overlaps, at)
            found.append(inner if unread is None else _with(inner, "hidden", unread, gone=True))
        if style_attribute and "url(" in style_attribute.lower():
            for address in _ADDRESS.findall(style_attribute):
                self._survey.shows(page, address, attributes)
        return tuple(found), broken

    def _note_style(self, page: PageSource, node: Any, tag: str, style: Style) -> bool:
        """How an element stands among others by its style; whether in a line of its own though it is no such element."""
        parted = False
        if style.declares("display", "float"):
            displays = set(style.of("display"))
            parted = displays != {"none"}
            if parted and (tag in INLINE or style.declares("float") or not displays <= _LINES):
                self._soft.add(node.mem_id)
            if any(each and ("flex" in each or "grid" in each or "box" in each) for each in displays):
                self._rows.add(node.mem_id)
        if tag in INLINE and not set(style.of("vertical-align", "baseline")) <= _ON_LINE:
            self._raised.add(node.mem_id)
        if any("override" in (each or "") for each in style.of("unicode-bidi", "")):
            page.unsure_of_absence.append(
                Text("its style turns text around (unicode-bidi)", "样式会使文字反向排列（unicode-bidi）")
            )
        placed = not {"absolute", "fixed", None}.isdisjoint(style.of("position", "static"))
        if placed or (tag in INLINE and style.declares(*_SPACED)):
            self._soft.add(node.mem_id)
        if style.declares("float", "order", "flex-direction", "flex-flow"):
            self._note_order(node, style)
        return parted

    def _declared(self, viewport: Viewport, node: Any) -> tuple[list[Declaration], list[Style]]:
        """What is declared for an element, and for what is written before and after it."""
        own, parts = self._sheets.of(node)[viewport] if self._sheets else ([], [])
        written = [
            Style([each.declaration for each in parts if each.part == part], {})
            for part in ("before", "after")
            if any(each.part == part for each in parts)
        ]
        return [*self._hashed(own), *self._inline(node.attributes.get("style"))], written

    def _inline(self, style: str | None) -> list[Declaration]:
        return self._hashed(inline(style)) if style else []

    def _hashed(self, declared: list[Declaration]) -> list[Declaration]:
        return [_unhashed(each) for each in declared] if self._quirks else declared

    def _note_order(self, node: Any, style: Style) -> None:
        if any("reverse" in (value or "reverse") for name in _ROWS for value in style.of(name, "row")):
            self._reversed.add(node.mem_id)
            self._fenced.add(node.mem_id)
        floats = set(style.of("float", "none"))
        if floats != {"none"}:
            self._floating[node.mem_id] = self._goes_before(node)
        if (
            any(value != "0" for value in style.of("order", "0"))
            or not floats <= _LEADING
            or self._floating.get(node.mem_id)
        ):
            self._fenced.add(node.mem_id)

    def _goes_before(self, node: Any) -> bool:
        """Whether something stands in the line before an element, which floats to the line's begin."""
        while node is not None:
            before = node.prev
            while before is not None and not (
                before.is_element_node or (before.is_text_node and (before.text_content or "").strip())
            ):
                before = before.prev
            if before is not None and before.mem_id in self._floating:
                return self._floating[before.mem_id]
            if before is not None:
                return bool(before.is_text_node or before.tag in INLINE)
            node = node.parent if node.parent is not None and node.parent.tag in INLINE else None
        return False

    def _note_parts(self, parts: list[Pseudo], box: Box, overlaps: Overlaps, at: int) -> None:
        """What is written over an element, or behind it."""
        for part in ("before", "after", "backdrop"):
            style = Style([each.declaration for each in parts if each.part == part], box.variables)
            if style.declares("content"):
                own = entered(box, _INLINE_NODE, style, None)
                empty = not any(map(_says, style.of("content", "")))
                overlaps.note(box, own, style, _INLINE_NODE, at, empty=empty, generated=True)


def _left(inner: Boxes, boxes: Boxes) -> tuple[Box | None, ...]:
    """The boxes of an element: none in a window that shows nothing of it, so that what is around it goes on."""
    return tuple(
        None if own.gone and not around.gone else own for own, around in zip(inner, boxes, strict=True)
    )


def _unhashed(declared: Declaration) -> Declaration:
    """Pages with quirks may leave out the # of a color."""
    if declared.name in ("color", "background-color") and _HEX.fullmatch(declared.value):
        return declared._replace(value=f"#{declared.value}")
    return declared


def _says(content: str | None) -> bool:
    return (content or "?").lower() not in ("none", "normal", "''", '""')


def _by_default(tag: str, attributes: Any) -> str | None:
    """Why a browser hides the element unless a style shows it."""
    if tag in BY_DEFAULT:
        return tag
    if "hidden" in attributes:
        return UNTIL_FOUND if (attributes["hidden"] or "").lower() == "until-found" else "hidden"
    if "popover" in attributes and not (tag == "dialog" and "open" in attributes):
        return "popover"
    if tag == "dialog" and "open" not in attributes:
        return "dialog"
    return None


def _with(box: Box, what: str, why: str, *, gone: bool = False) -> Box:
    if what == "hidden":
        return replace(box, hidden=box.hidden or why, gone=box.gone or gone)
    return replace(box, doubt=box.doubt or why)


def _hints(node: Any, tag: str, attributes: Any) -> Iterator[tuple[str, str]]:
    """What attributes declare, below all style sheets."""
    if tag in _FLOATED and (side := (attributes.get("align") or "").strip().lower()) in ("left", "right"):
        yield "float", side
    for name in ("display", "visibility", "opacity"):
        if (value := attributes.get(name)) and _in_drawing(node):
            yield name, value


def _in_drawing(node: Any) -> bool:
    """Whether an element is of SVG or MathML, whose names are their own."""
    outer = node
    for _ in range(64):
        if outer is None:
            return False
        if outer.tag in ("svg", "math"):
            return True
        outer = outer.parent
    return False
