"""A license: its face, its annexe, its scope and the provisions that bind its holder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from pytest_icplicense.model.catalogue import Catalogue, Region, part_of
from pytest_icplicense.model.number import parse_number
from pytest_icplicense.model.site import LicensedSite, licensed_site
from pytest_icplicense.model.term import Term, covered_until, joined, terms_of
from pytest_icplicense.text import Text, enumeration

INTERNET_ONLY, NON_INTERNET = "internet-only", "non-internet"


class Grant(NamedTuple):
    """One line of the license's scope (业务种类（服务项目）及覆盖范围)."""

    category: str
    limitation: str
    """`internet-only` (仅限互联网信息服务), `non-internet` (不含互联网信息服务) or `none`."""
    excludes: tuple[str, ...]
    only: tuple[str, ...]
    """Where the line is limited to some items of the category (仅限…), those; else empty."""
    coverage: tuple[str, ...] | None
    """The regions that the line names; None where it names none."""
    text: str
    part: str | None = None
    """Where the line is for one kind of the service alone, which the catalogue has no item for (专线接入), that kind."""

    @property
    def unread(self) -> bool:
        """Whether it excludes its own service, since nobody has read its words yet."""
        return self.category in self.excludes

    def at_most(self) -> Grant:
        """The line as wide as its words can be: without the exclusion of its own service, if that stands for them."""
        return self._replace(excludes=tuple(each for each in self.excludes if each != self.category))

    def refuses(self, item: str, catalogue: Catalogue, counts_as: tuple[str, ...] = ()) -> Text | None:
        """Why this line does not allow `item`, as the end of a sentence that begins with the license; None: it does.

        `counts_as` is what a feature is besides the item: an exclusion of it takes the feature out as well.
        """
        if not part_of(item, self.category):
            if item.startswith("A") and not self.category.startswith("A"):
                return Text(
                    "does not cover, being of class B: this is a basic service",
                    "不包含该业务：其属基础电信业务",
                )
            return Text("does not cover", "未包含该业务")
        for each in (item, *counts_as):
            if any(catalogue.covers(excluded, each) for excluded in self.excludes):
                return _excluded(item, each, catalogue)
        other = not catalogue.on_internet(item)
        if (self.limitation == INTERNET_ONLY and other) or (
            self.limitation == NON_INTERNET and not other and part_of(item, "B25")
        ):
            limit = (
                Text("internet information services", "仅限互联网信息服务")
                if other
                else Text("networks other than the internet", "不含互联网信息服务")
            )
            return Text(f"limits to {limit.en}", limit.zh)
        if self.only and not any(catalogue.covers(allowed, item) for allowed in self.only):
            if any(part_of(allowed, item) for allowed in self.only):
                return _IN_PART
            named = enumeration(catalogue.name(allowed) for allowed in self.only)
            return Text(f"limits to {named.en}", f"仅限{named.zh}")
        if any(part_of(excluded, item) and _divides(excluded, catalogue) for excluded in self.excludes):
            return _IN_PART
        return None


_NOTHING_GRANTED = Text("is not known to cover", "是否包含该业务尚不可知")
_IN_PART = Text("covers only in part: declare the single items", "仅部分许可：请逐项申报服务项目")


def _divides(excluded: str, catalogue: Catalogue) -> bool:
    """Whether a service without this item is a part of itself; not without a subject matter, or what is counted besides."""
    known = catalogue.services.get(excluded)
    return known is None or not (known.content or known.besides)


def _excluded(item: str, what: str, catalogue: Catalogue) -> Text:
    if what == item:
        return Text("excludes", "明确不含该业务")
    name = catalogue.name(what)
    return Text(f"does not allow here, since it excludes {name.en}", f"因明确不含{name.zh}，在此不予许可")


class ChangedProvision(NamedTuple):
    """A provision that the license words in another way than the policies do."""

    id: str
    text: str
    review: tuple[str, ...]
    """The clauses whose checks may no longer fit."""
    unbound: tuple[str, ...] = ()
    """The clauses that it does not say any more, or says in such a way that they are others."""


@dataclass(frozen=True, slots=True)
class License:
    """A telecom license (电信业务经营许可证)."""

    number: str
    holder: str
    subsidiaries: tuple[str, ...]
    issued: date
    expires: date
    scope: tuple[Grant, ...]
    sites: tuple[LicensedSite, ...]
    provisions: tuple[str, ...]
    quotes: Mapping[str, str]
    """The license's own wording, by provision and clause (LIC, LIC.1, SITE.2, …); of special provisions where it differs."""
    changed: tuple[ChangedProvision, ...] = ()
    former: tuple[Term, ...] = ()
    """The terms of this number before the one from `issued` to `expires`."""
    earlier: tuple[License, ...] = ()
    """Its papers of former terms that have another scope, annexe or list of subsidiaries."""

    def __repr__(self) -> str:
        """Short, since tests and reports print it."""
        return f"<License {self.number}>"

    @property
    def unbound(self) -> frozenset[str]:
        """The clauses of its provisions that do not bind its holder, since it does not say them."""
        return frozenset(name for each in self.changed for name in each.unbound)

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms of this number, in their order."""
        return joined((*self.former, Term(self.issued, self.expires)))

    @property
    def bound_since(self) -> date:
        """The first day of the first term: nothing of the license bound anyone before."""
        return self.terms[0].issued if self.former else self.issued

    def on(self, day: date) -> License:
        """The license as its paper of `day` has it; before the first paper as that one has it."""
        papers = sorted((self, *self.earlier), key=lambda paper: paper.issued)
        paper = next((each for each in reversed(papers) if each.issued <= day), papers[0])
        if paper is self:
            return self
        return replace(
            self, scope=paper.scope, sites=paper.sites, subsidiaries=paper.subsidiaries, quotes=paper.quotes
        )

    def term_of(self, day: date) -> Term | None:
        """The term by which the license was in force on `day`, the later one where two share it; None: it was not."""
        return max((term for term in self.terms if term.holds(day)), default=None)

    def in_force_until(self, day: date) -> date | None:
        """The last day that the license is in force without a break from `day` on; None: it is not on that day."""
        return covered_until(self.terms, day)

    @property
    def trans_regional(self) -> bool:
        """Whether the ministry issued it (跨地区)."""
        return parse_number(self.number).trans_regional

    def in_force(self, day: date) -> bool:
        """Whether the license is in force on `day`; the day of issue and the day of expiry both count."""
        return self.issued <= day <= self.expires or any(term.holds(day) for term in self.former)

    def refuses(self, item: str, catalogue: Catalogue, counts_as: tuple[str, ...] = ()) -> Text | None:
        """Why the license does not allow the telecom service `item`; None: its scope allows it.

        It does in one line, or each of the parts that the catalogue has of it in some line. `counts_as`: see `Grant`.
        """
        answers = [(grant.category, grant.refuses(item, catalogue, counts_as)) for grant in self.scope]
        refusals = [(part_of(item, category), why) for category, why in answers if why is not None]
        if len(refusals) < len(answers):
            return None
        parts = catalogue.parts(item) if any(self._in_part(grant, item) for grant in self.scope) else []
        if parts and all(self.refuses(part, catalogue, counts_as) is None for part in parts):
            return None
        if not refusals:
            return _NOTHING_GRANTED
        return max(refusals, key=lambda refusal: refusal[0])[1]

    @property
    def unread_lines(self) -> bool:
        """Whether the words of some line of its scope are not read yet."""
        return any(grant.unread for grant in self.scope)

    def unread(self, item: str, catalogue: Catalogue, counts_as: tuple[str, ...] = ()) -> list[Grant]:
        """The lines of the scope whose words nobody has read yet, if the license may allow the service `item` by them."""
        if not self.unread_lines:
            return []
        at_most = replace(self, scope=tuple(grant.at_most() for grant in self.scope))
        if at_most.refuses(item, catalogue, counts_as) is not None:
            return []
        return [
            grant
            for grant in self.scope
            if grant.unread and (part_of(item, grant.category) or part_of(grant.category, item))
        ]

    def _in_part(self, grant: Grant, item: str) -> bool:
        """Whether a line may allow parts of the service, and not all of it."""
        limits = (grant.category, *grant.only)
        return any(part_of(each, item) and each != item for each in limits)

    def site(self, domain: str) -> LicensedSite | None:
        """The first of the annexe's rows of a domain; None: the annexe does not name it."""
        return next(iter(self.rows(domain)), None)

    def rows(self, domain: str) -> list[LicensedSite]:
        """The annexe's rows of the domain that `domain` is, or is a subdomain of; of the longest where several match."""
        folded = fold_domain(domain)
        matching = [
            (len(licensed), site)
            for site in self.sites
            if folded == (licensed := fold_domain(site.domain)) or folded.endswith(f".{licensed}")
        ]
        longest = max((length for length, _ in matching), default=0)
        return [site for length, site in matching if length == longest]

    def own_region(self, catalogue: Catalogue) -> Region | None:
        """The province whose authority issued it; None: the ministry did."""
        return catalogue.region_of_place(parse_number(self.number).place)

    def grants(self, item: str, catalogue: Catalogue) -> list[Grant]:
        """The lines of the scope that allow the service `item`."""
        return [grant for grant in self.scope if grant.refuses(item, catalogue) is None]

    def covered_as(self, item: str, catalogue: Catalogue) -> list[str]:
        """What coverage of a service is to be asked for: its own, or, where no line allows all of it, that of its parts."""
        if self.grants(item, catalogue) or self.refuses(item, catalogue) is not None:
            return [item]
        return catalogue.parts(item)


def fold_domain(domain: str) -> str:
    """A host name as the domain name system compares it: lower case, ASCII form of IDNA 2008, no trailing dot.

    As browsers read it: ß and ς are letters of their own. Python's own `idna` is that of 2003, to which faß.cn is fass.cn,
    another company's domain. A name that is none to IDNA (a mix of scripts is one) is compared as it is written.
    """
    lowered = domain.lower().removesuffix(".")
    if lowered.isascii():
        return lowered
    import idna

    try:
        mapped = idna.uts46_remap(lowered, std3_rules=False, transitional=False)
        labels = (
            label if label.isascii() else idna.alabel(label).decode("ascii") for label in mapped.split(".")
        )
        return ".".join(labels)
    except UnicodeError:  # of which idna's own errors are a kind
        return lowered


def license_of(tree: Mapping[str, Any]) -> License:
    """The license that a document of kind License states; the document has passed the schema.

    Raises:
        ValueError: the number or a date is none.
        TermFault: the terms cannot follow each other.
    """
    *former, current = terms_of(tree)
    return License(
        number=str(parse_number(tree["number"])),
        holder=tree["holder"],
        subsidiaries=tuple(tree.get("subsidiaries", ())),
        issued=current.issued,
        expires=current.expires,
        scope=tuple(
            Grant(
                line["category"],
                line["limitation"],
                tuple(line.get("excludes", ())),
                tuple(line.get("only", ())),
                None if line.get("coverage") is None else tuple(line["coverage"]),
                line["text"],
                line.get("part"),
            )
            for line in tree["scope"]
        ),
        sites=tuple(licensed_site(row) for row in tree["sites"]),
        provisions=tuple(tree["provisions"]),
        quotes=dict(tree.get("quotes", {})),
        changed=tuple(
            ChangedProvision(row["id"], row["text"], tuple(row["review"]), tuple(row.get("unbound", ())))
            for row in tree.get("changed_provisions", ())
        ),
        former=tuple(former),
    )
