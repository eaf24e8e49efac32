"""The text of a license in the layouts that licenses have.

A layout is drawn so that a careful reader can read it in one way only:

- the fields stand in the order of licenses; a label has any of its known wordings, with a colon or, at the beginning
  of a line, without one and then apart from its value;
- a row of the scope that is not alone is numbered, or ends with a semicolon, a full stop or its line;
- a numbering with a point stands before no digit: `2.900/1800MHz` may be a number;
- provisions are numbered from one without a gap, so that none is missing; where one left out gives the others other
  numbers, the importer says so, and `Printed.renumbered` has their ids.

The noise is drawn as kinds that are on or off, and a seed that decides where: a failure shrinks to one kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st
from scan import KINDS, Noise, confused

from pytest_icplicense.intake.face.fields import LABELS
from pytest_icplicense.library import Library

Draw = Callable[[st.SearchStrategy[Any]], Any]

_PREAMBLE = (
    "根据《中华人民共和国电信条例》及国家有关规定，经审查，准许你公司按照本经营许可证（正文和附件）载明的内容"
    "经营增值电信业务，特颁发增值电信业务经营许可证。"
)
_APPROVAL = "【依法须经批准的项目，经相关部门批准后方可开展相应经营活动】"
_NUMERALS = ["", *"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五六七八九"), "二十"]
_TOP = ("{一}、", "{1}.", "{1}、", "第{一}条　")
_BELOW = ("（{一}）", "({一})", "({1})", "（{1}）")
_ROWS = ("{1}.", "{1}、", "（{一}）", "({1})", "{一}、", "")
_ENDS = ("", "；", "。")
_OWN_MARK = re.compile(r"(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）])\s*")
_ARTICLE = re.compile("第[一二三四五六七八九十]+条")
_SHORT = re.compile("省$|市$|(?:壮族|回族|维吾尔)?自治区$")
_WHERE = {"B11": "机房所在地为"}
"""What a license names the regions of, in a row of these services."""
_LAST = {"省": "省", "区": "自治区", "市": "直辖市"}


@dataclass(frozen=True, slots=True)
class Printed:
    """A license's text, and what must come back from it."""

    text: str = field(repr=False)
    tree: dict[str, Any]
    renumbered: tuple[str, ...]
    """Provisions whose number is not that of the known ones, which the importer must say."""
    mistaken: str = ""
    """The character that was put in for another one."""


class _Spoiled(NamedTuple):
    """What is wrong with a text on purpose."""

    confused: str
    """The field whose value has a character mistaken for another one: number, issued or expires."""
    dropped: str
    """The field that is not printed."""


_WHOLE = _Spoiled("", "")


def printed(
    tree: dict[str, Any], library: Library, draw: Draw, *, confuse: str = "", drop: str = ""
) -> Printed:
    """The text of the license in some layout, with some noise; on request with one field spoiled or left out."""
    on = {name: draw(st.booleans()) for name in KINDS}
    if confuse or drop:
        on["pages"] = False
    noise = Noise(Random(draw(st.integers(0, 2**32 - 1))), **on)
    return in_layout(tree, library, noise, draw(st.booleans()), _Spoiled(confuse, drop))


def in_layout(
    tree: dict[str, Any], library: Library, noise: Noise, apart: bool = False, spoiled: _Spoiled = _WHOLE
) -> Printed:
    """The same with the noise given; `apart`: the coverage has a field of its own where all rows have the same."""
    return _Printer(tree, library, noise, spoiled, apart).all()


class _Printer:
    """Prints one license."""

    def __init__(
        self, tree: dict[str, Any], library: Library, noise: Noise, spoiled: _Spoiled, apart: bool
    ) -> None:
        """As `in_layout`."""
        self.tree = tree
        self.noise = noise
        self.spoiled = spoiled
        self.known = {each.id: each for each in library.provisions if each.text}
        regions = [row["coverage"] for row in tree["scope"]]
        self.apart = apart and regions[0] is not None and regions.count(regions[0]) == len(regions)
        self.number, self.mistaken = tree["number"], ""
        if spoiled.confused == "number":
            self.number, self.mistaken = confused(self.number, noise.random)
        self.renumbered: list[str] = []

    def all(self) -> Printed:
        """The whole text."""
        lines = [*self.face(), *(self.annexe() if self.tree["sites"] else ()), *self.special()]
        text = "\n".join(self.noise.spread(lines)) + "\n"
        return Printed(text, self.tree, tuple(self.renumbered), self.mistaken)

    def heading(self, text: str, level: int = 1) -> str:
        """A heading, in Markdown with its marks."""
        if self.noise.markdown:
            return f"{'#' * level} {text}"
        return " ".join(text) if self.noise.spaces and self.noise.once_in(3) else text

    def field(self, name: str, value: str, *, whole: bool = False) -> list[str]:
        """A label with its value, which `whole` keeps on one line."""
        noise = self.noise
        if name == self.spoiled.dropped:
            return []
        labels = LABELS[name]
        label = noise.random.choice(labels) if noise.labels else labels[0]
        label = label.replace("(", "（").replace(")", "）")
        if noise.no_colons and noise.once_in(2):
            if noise.once_in(3):
                return [noise.mixed(label), *([value] if whole else noise.paragraph(value, 1))]
            start, together = f"{noise.mixed(label)}  ", len(label) + 3
        else:
            start, together = noise.mixed(f"{label}："), 4
            if whole and noise.wraps and noise.once_in(3):
                return [start, value]
        return [start + value] if whole else noise.paragraph(start + value, together)

    def date(self, name: str) -> list[str]:
        """The day of issue or of expiry."""
        shown = self.noise.date(self.tree[name])
        if self.spoiled.confused == name:
            shown, self.mistaken = confused(shown, self.noise.random)
        return self.field(name, shown, whole=True)

    def face(self) -> Iterator[str]:
        """The first page."""
        tree, noise = self.tree, self.noise
        yield self.heading("中华人民共和国增值电信业务经营许可证")
        yield ""
        yield from self.field("number", noise.number(self.number), whole=True)
        yield ""
        yield from noise.paragraph(noise.mixed(_PREAMBLE))
        yield ""
        yield from self.field("holder", noise.mixed(tree["holder"]))
        yield ""
        if "legal_representative" in tree:
            yield from self.field("legal_representative", tree["legal_representative"], whole=True)
        if tree["subsidiaries"]:
            yield from self.field("subsidiaries", "、".join(map(noise.mixed, tree["subsidiaries"])))
        if self.spoiled.dropped != "scope":
            yield from self.scope()
        yield ""
        if noise.once_in(2):
            yield noise.mixed(_APPROVAL)
        yield from self.date("issued")
        yield ""
        yield from self.date("expires")
        if noise.once_in(2):
            yield from self.field("authority", "某某通信管理局")

    def scope(self) -> Iterator[str]:
        """Its rows."""
        noise, rows = self.noise, self.tree["scope"]
        texts = [
            noise.mixed(row["text"] + self.regions(row["coverage"], _WHERE.get(row["category"])))
            for row in rows
        ]
        if len(texts) == 1:
            yield from self.field("scope", texts[0] + noise.random.choice(("", "。")))
        else:
            digit = any(text[0].isdecimal() for text in texts)
            form = noise.random.choice([each for each in _ROWS if not (digit and each in ("{1}.", ""))])
            marks = [_mark(form, at) for at in range(1, len(texts) + 1)]
            ends = noise.random.choice(_ENDS)
            lines = [f"{mark}{text}{ends}" for mark, text in zip(marks, texts, strict=True)]
            if ends and noise.once_in(2):
                yield from self.field("scope", "".join(lines))
            else:
                yield from self.field("scope", lines[0])
                for line, mark in zip(lines[1:], marks[1:], strict=True):
                    yield from noise.paragraph(line, len(mark) + 1)
        if self.apart:
            yield from self.field("coverage", self.regions(rows[0]["coverage"], colon=""))

    def regions(self, names: list[str] | None, what: str | None = None, colon: str = "：") -> str:
        """Behind a row, or in a field of its own: 北京市、上海市 or 北京、上海2直辖市; `what` is covered there."""
        if names is None or (colon and self.apart):
            return ""
        colon += what if what and self.noise.once_in(2) else ""
        short = [_SHORT.sub("", name) for name in names]
        if names == ["全国"] or self.noise.once_in(2):
            return colon + "、".join(self.noise.random.choice((names, short)))
        kinds = [kind for sign, kind in _LAST.items() if any(name.endswith(sign) for name in names)]
        others = f"（{'、'.join(kinds[1:])}）" if kinds[1:] else ""
        return f"{colon}{'、'.join(short)}{len(names)}{kinds[0]}{others}"

    def foot(self) -> list[str]:
        """The foot of a page."""
        if self.spoiled.dropped == "number":
            return [""]
        return ["", self.noise.mixed("经营许可证编号：") + self.noise.spaced(self.number), ""]

    def annexe(self) -> Iterator[str]:
        """The sites."""
        noise = self.noise
        heading = self.heading("中华人民共和国增值电信业务经营许可证（附页）", 2)
        yield from (*self.foot(), heading, "")
        scope = self.tree["scope"][0]["text"]
        yield from noise.paragraph(noise.mixed(f"{self.tree['holder']}获准经营{scope}相关信息："), 8)
        for site in self.tree["sites"]:
            yield ""
            domain = site["domain"].title() if noise.widths and noise.once_in(3) else site["domain"]
            for line in (
                *self.field("site.name", noise.mixed(site["name"])),
                *self.field("site.domain", noise.digits(domain), whole=True),
                *self.field("site.server_location", noise.mixed(site["server_location"])),
                *self.field("site.access_provider", noise.mixed(site["access_provider"])),
            ):
                yield line
                if noise.pages and noise.once_in(12):
                    yield from noise.page(self.number, heading)

    def special(self) -> Iterator[str]:
        """The special provisions."""
        if self.spoiled.dropped == "provisions":
            return
        noise = self.noise
        heading = self.heading("特别规定事项", 2)
        yield from (*self.foot(), heading, "")
        for line in list(self.numbered()):
            yield line
            if noise.pages and noise.once_in(15):
                yield from noise.page(self.number, heading)

    def numbered(self) -> Iterator[str]:
        """The lines of the provisions, under the numbers that they have in this license."""
        top, below = (self.noise.random.choice(forms) for forms in (_TOP, _BELOW))
        unbroken = _ARTICLE if top.startswith("第") else None
        bound = self.tree["provisions"]
        number = item = 0
        for name, provision in self.known.items():
            above, _, rest = name.partition(".")
            if name not in bound and above not in bound:
                continue
            if not rest or not item:
                number += 1
                if f"SP-{number:02}" != above:
                    self.renumbered.append(above)
                text = (provision.heading or "") if rest else (provision.text or "")
                yield from self.provision(_mark(top, number), text, unbroken)
            if rest:
                item += 1
                if f"SP-{number:02}.{item}" != name:
                    self.renumbered.append(name)
                yield from self.provision(_mark(below, item), provision.text or "", unbroken)

    def provision(self, mark: str, text: str, unbroken: re.Pattern[str] | None) -> list[str]:
        """The lines of one, behind another mark than its own."""
        mark = self.noise.mixed(mark)
        words = self.noise.mixed(_OWN_MARK.sub("", text, count=1))
        return [*self.noise.paragraph(mark + words, len(mark) + 1, unbroken), ""]


def _mark(form: str, number: int) -> str:
    """A numbering: {一} stands for a Chinese numeral, {1} for digits."""
    return form.replace("{一}", _NUMERALS[number]).replace("{1}", str(number))
