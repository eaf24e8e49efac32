"""A service of the scope while its words are read, and the row of a License document that comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pytest_icplicense.intake.face.figures import quoted
from pytest_icplicense.intake.scope.regions import Coverage, Unread
from pytest_icplicense.intake.scope.vocabulary import EXCEPT, LISTS, ONLY, WITH, Meaning
from pytest_icplicense.intake.text.misreadings import like_word, may_limit
from pytest_icplicense.model.catalogue import Catalogue, part_of
from pytest_icplicense.model.license import INTERNET_ONLY, NON_INTERNET
from pytest_icplicense.text import Text, enumeration, near

LONGEST = 500
"""Characters that the schema allows for the wording of a row."""
_INTERNET = ("互联网信息服务", "因特网信息服务")
_INFORMATION = "B25"
"""The service whose items are licensed one by one."""
_MOST = 20
"""Sentences of one kind that a reader gets; of more there is said how many."""
_SAID = {ONLY: "仅限", EXCEPT: "不含", WITH: "含", None: ""}


@dataclass(slots=True, eq=False, repr=False)
class Row:
    """What has been read of one service so far."""

    start: int
    end: int
    meaning: Meaning
    joined: bool
    """Whether a 、 connects it with the service before it."""
    listed: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in LISTS})
    """The ids behind 仅限, 不含 and 含."""
    foreign: list[tuple[str | None, str]] = field(default_factory=list)
    """What stands behind them and is no item of the service, or in a bracket without any of them."""
    strangers: list[str] = field(default_factory=list)
    """Categories of other services that stand behind 不含."""
    number: str = ""
    """That of the service, where the scope is numbered."""
    listing: bool = False
    """Whether 仅限, 不含 or 含 stands there, and nothing behind it yet."""
    vague: bool = False
    """Whether words that were not understood may limit it."""
    supposed: bool = False
    """Whether items were taken for what it is limited to, without 仅限 before them."""
    whole: Row | None = None
    """The service that it is a part of, where the scope says of each part where it may be run."""
    limits: set[str] = field(default_factory=set)
    limits_listed: set[str] = field(default_factory=set)
    """Those of the limits that stand behind 仅限, where others may stand beside them."""
    coverage: Coverage = field(default_factory=Coverage)

    @property
    def limitation(self) -> str:
        """As the schema has it; `none` also while two contradict each other."""
        limits = self.limits - self.limits_listed if self._half_limited() else self.limits
        return next(iter(limits)) if len(limits) == 1 else "none"

    def goes_on(self, name: str, meaning: Meaning) -> bool:
        """Whether a name in a list without brackets can go on with it, instead of being a service of its own."""
        return part_of(meaning.category, self.meaning.category) and (
            bool(meaning.only) or meaning.category != self.meaning.category or name in _INTERNET
        )

    def strays(self, name: str, meaning: Meaning) -> bool:
        """Whether a name is an item of this service, with nothing to say whether it is in or out."""
        item = name in _INTERNET or any("/" in each for each in meaning.only)
        return item and meaning.category == self.meaning.category and "业务" not in name

    def take(self, kind: str, meaning: Meaning, shown: str) -> None:
        """An item behind 仅限, 不含 or 含."""
        other = {INTERNET_ONLY: NON_INTERNET, NON_INTERNET: None}
        self.listing = False
        if not part_of(meaning.category, self.meaning.category):
            self.foreign.append((kind, shown))
            self.strangers += [meaning.category] if kind == EXCEPT else []
        elif meaning.content and kind == ONLY:
            self.foreign.append((kind, shown))
        elif meaning.limitation == "none":
            self.listed[kind] += meaning.only or (meaning.category,)
        elif kind == ONLY:
            self.limits.add(meaning.limitation)
            self.limits_listed.add(meaning.limitation)
            self.listed[EXCEPT] += meaning.without
        elif kind == EXCEPT and (limit := other[meaning.limitation]):
            self.limits.add(limit)
        elif kind == EXCEPT:
            self.foreign.append((kind, shown))

    def part(self, start: int, end: int, meaning: Meaning) -> Row:
        """A part of this service, or of the one that it is a part of, with the limits of that one and no regions yet."""
        whole = self.whole or self
        first = self.whole is None
        new = Row(whole.start if first else start, end, meaning, False, whole=whole)
        new.listed[EXCEPT] = list(whole.listed[EXCEPT])
        new.foreign, new.strangers = list(whole.foreign), list(whole.strangers)
        new.limits, new.limits_listed = set(whole.limits), set(whole.limits_listed)
        new.vague = whole.vague or bool(whole.coverage) or bool(whole.listed[ONLY])
        return new

    def open_list(self) -> None:
        """仅限, 不含 or 含 stands here."""
        self.vague = self.vague or self.listing
        self.listing = True

    def _unclear(self) -> bool:
        """Whether it may be limited in a way that was not understood."""
        return self.vague or self.listing or len(self.limits) > 1 or (self.supposed and self._closed())

    def _closed(self) -> bool:
        """Whether something that the catalogue has no item for limits it; 含 of something unknown takes nothing away."""
        return any(kind != WITH or may_limit(name) for kind, name in self.foreign)

    def _half_limited(self) -> bool:
        """Whether something that could not be read stands behind 仅限, beside which what could be read is not all."""
        return any(kind == ONLY for kind, _ in self.foreign)

    def tree(self, text: str, catalogue: Catalogue) -> tuple[dict[str, Any], list[Text]]:
        """The row as the schema has it, and what there is to say of it.

        Where words limit it that no item of the catalogue is, or it is not clear what they limit or where it may be run, it
        is closed: it excludes its own category.
        """
        shown = quoted(text)
        coverage, doubts = self.coverage.regions(catalogue)
        doubts = [type(doubt)(f"'{shown}': {doubt.en}", f"“{shown}”：{doubt.zh}") for doubt in doubts]
        of_regions = tuple(doubts)
        doubts += self._foreign(shown, catalogue)
        if any(isinstance(doubt, Unread) for doubt in of_regions):
            unclear = Unread(f"'{shown}': where it may be run is not clear", f"“{shown}”：其覆盖范围不明确")
        elif self._unclear():
            unclear = Unread(f"'{shown}': what it is limited to is not clear", f"“{shown}”：其限定范围不明确")
        else:
            unclear = None
        if unclear is not None:
            doubts += [unclear, closing(text, self.meaning.category)]
            return closed(text, self.meaning.category), doubts
        listed = () if self._half_limited() else self.listed[ONLY]
        only = list(dict.fromkeys([*self.meaning.only, *listed]))
        excludes = list(dict.fromkeys(self.listed[EXCEPT]))
        if self._closed():
            # no row is wider than its wording: it allows nothing until a person has read what takes something away
            excludes = [self.meaning.category, *excludes]
            doubts.append(closing(text, self.meaning.category))
        doubts += self._included(shown, catalogue, excludes)
        if len(text) > LONGEST:
            why = Text(
                f"'{shown}' is longer than the {LONGEST} characters of a row's wording",
                f"“{shown}”超过原文 {LONGEST} 字的上限",
            )
            doubts.append(why)
        tree: dict[str, Any] = {"category": self.meaning.category, "limitation": self.limitation}
        tree |= {"excludes": excludes} | ({"only": only} if only else {})
        return tree | {"coverage": coverage, "text": text[:LONGEST]}, doubts

    def _foreign(self, shown: str, catalogue: Catalogue) -> list[Text]:
        """One sentence for all that stands behind one word and could not be read."""
        doubts: list[Text] = []
        for kind in dict.fromkeys(kind for kind, _ in self.foreign):
            names = [name for each, name in self.foreign if each == kind]
            said = quoted("、".join(names))
            hint = _suggestion(names[0], catalogue) if len(names) == 1 else Text("", "")
            doubts.append(
                Unread(
                    f"'{shown}': {_SAID[kind]}'{said}' names no item of this service in the catalogue{hint.en}",
                    f"“{shown}”：{_SAID[kind]}“{said}”，而目录中该业务没有此项{hint.zh}",
                )
            )
        return doubts

    def _included(self, shown: str, catalogue: Catalogue, excludes: list[str]) -> list[Text]:
        """含 names what is in, and does not say that nothing else is: a doubt where other items are not mentioned."""
        doubts: list[Text] = []
        named = set(self.listed[WITH])
        if twice := [item for item in excludes if item in named]:
            items = _names(twice, catalogue)
            why = Text(f"'{shown}' both includes and excludes {items.en}", f"“{shown}”既含又不含{items.zh}")
            doubts.append(why)
        begin, other_networks = f"{self.meaning.category}/", f"{self.meaning.category}/{NON_INTERNET}"
        rest = [
            item
            for item in catalogue.services
            if item.startswith(begin)
            and item != other_networks
            and item not in named
            and self.meaning.category == _INFORMATION
            and (catalogue.services[item].internet and not catalogue.services[item].content)
        ]
        services = [item for item in named if not catalogue.services[item].content]
        if services and rest and not excludes:
            items = _names(rest, catalogue)
            why = Text(
                f"'{shown}' says what is included (含) and nothing of {items.en}: read as not limited",
                f"“{shown}”只写明所含项目，未提及{items.zh}：按未作限定处理",
            )
            doubts.append(why)
        return doubts


def unread(stretches: Sequence[str], catalogue: Catalogue) -> list[Text]:
    """What is said of the stretches of a scope that could not be read."""
    doubts: list[Text] = []
    for stretch in stretches[:_MOST]:
        shown, hint = quoted(stretch), _suggestion(stretch, catalogue)
        doubts.append(
            Unread(
                f"'{shown}' in the scope could not be read{hint.en}",
                f"业务种类中的“{shown}”未能识别{hint.zh}",
            )
        )
    if more := len(stretches[_MOST:]):
        doubts.append(
            Unread(f"{more} more parts of the scope could not be read", f"业务种类中另有 {more} 处未能识别")
        )
    return doubts


def closing(text: str, category: str) -> Unread:
    """What is said of a row that excludes its own category, until a person has read its words."""
    shown = quoted(text)
    return Unread(
        f"'{shown}' is kept with its wording and excludes {category} as a whole: write down what its words allow",
        f"“{shown}”保留原文，并暂按整项不含（{category}）处理：请按原文改写限定",
    )


def closed(text: str, category: str) -> dict[str, Any]:
    """A row of which its wording alone is known: what it allows, and where, stays open until a person has read it."""
    return {
        "category": category,
        "limitation": "none",
        "excludes": [category],
        "coverage": None,
        "text": text[:LONGEST],
    }


def without_coverage(shown: str) -> Unread:
    """Where some services have regions and one has none, something may have been lost."""
    return Unread(
        f"'{quoted(shown)}' has no coverage, and other services have one",
        f"“{quoted(shown)}”未载明覆盖范围，而其他业务载明",
    )


def _suggestion(name: str, catalogue: Catalogue) -> Text:
    """`; did you mean …?` for a name of the catalogue that looks like `name`; a name with words around it is another."""
    if (like := like_word(name)).en:
        return like
    known = [each for service in catalogue.services.values() for each in (service.name.zh, *service.also)]
    return Text("", "") if any(each in name for each in known) else near(name, known)


def _names(items: Iterable[str], catalogue: Catalogue) -> Text:
    return enumeration(catalogue.name(item) for item in items)
