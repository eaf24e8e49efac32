"""A manifest with everything that it refers to: what a check can look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from posixpath import join, normpath
from typing import Any, NamedTuple

from pytest_icplicense.documents.document import Document, Problem
from pytest_icplicense.files.repository import Repository
from pytest_icplicense.model.attestation_warnings import attestation_doubts
from pytest_icplicense.model.capability import Confidence, Detected, Detections, Served, Shown
from pytest_icplicense.model.catalogue import NOT_OFFERED, Catalogue
from pytest_icplicense.model.facts import NO_FACTS, Facts, Observation
from pytest_icplicense.model.license import License, fold_domain
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.text import Text, enumeration, short

SERVICE, OPERATOR = "Service", "Operator"
KIND_NAMES = {SERVICE: Text("service", "服务"), OPERATOR: Text("operator", "经营者")}
"""What people call a manifest of each kind."""
SERVED = "served-domain"
"""The fact whose values are domains."""
SEEN = ("capabilities", "domains", "unlisted_domains")
"""What a check may ask of the repository, as `detected.capabilities[*]`."""


NOTHING_DETECTED = Detections()
"""Of manifests whose repository is not looked into."""


class Refusal(NamedTuple):
    """Why a telecom service is not allowed."""

    why: Text
    """Beginning with the license."""
    allowed_on: tuple[str, ...] = ()
    """The sites, of those asked about, on which it is allowed nevertheless."""
    unread: Text | None = None
    """Where a line of a license that nobody has read yet may allow it: that line, and what there is to do."""


def unread(
    licenses: Iterable[License], item: str, catalogue: Catalogue, counts_as: tuple[str, ...] = ()
) -> Text | None:
    """The line of a license that nobody has read yet and may allow `item`, with what there is to do; None: there is none."""
    for held in licenses:
        for grant in held.unread(item, catalogue, counts_as):
            words = short(grant.text, 60)
            return Text(
                f"what '{words}' of {held.number} allows is not read yet: write it down in the license, without"
                f" {grant.category} under 'excludes'",
                f"{held.number} 的“{words}”许可哪些业务尚未录入：请在许可证文档中写明，"
                f"并从 excludes 中去掉 {grant.category}",
            )
    return None


class Seen(NamedTuple):
    """Something that the repository shows, as a check's subject."""

    value: Mapping[str, Any]
    shown: tuple[Shown, ...]


@dataclass(frozen=True, eq=False)
class Manifest:
    """A Service or Operator document, bound to its operator, its licenses, the catalogue and the repository."""

    document: Document
    kind: str
    name: str
    licenses: tuple[License, ...]
    operator: Document | None
    """The operator's document: the manifest's own, where it is one; None where it could not be read."""
    catalogue: Catalogue
    repository: Repository
    waivers: tuple[Waiver, ...] = ()
    detected: Detections = NOTHING_DETECTED
    """What the repository shows of the service."""
    facts: Facts = NO_FACTS
    """What else is known of it: outcomes of tests, observed facts that are its own."""

    def __repr__(self) -> str:
        """Short, since tests and reports print it."""
        return f"<Manifest {short(self.name)} {short(self.document.path)}>"

    @property
    def tree(self) -> Mapping[str, Any]:
        """The document's content."""
        tree: Mapping[str, Any] = self.document.tree
        return tree

    @property
    def folder(self) -> Path:
        """The folder that paths in the manifest start from."""
        return self.document.file.parent

    def on(self, day: date) -> Manifest:
        """The manifest under its licenses as their papers of `day` have them."""
        if not self._has_former_papers:
            return self
        licenses = tuple(held.on(day) for held in self.licenses)
        if all(mine is held for mine, held in zip(licenses, self.licenses, strict=True)):
            return self
        key = tuple(held.scope for held in licenses), tuple(held.sites for held in licenses)
        return self._papers.setdefault(key, replace(self, licenses=licenses))

    @cached_property
    def _has_former_papers(self) -> bool:
        return any(held.earlier for held in self.licenses)

    @cached_property
    def _papers(self) -> dict[object, Manifest]:
        return {}

    @cached_property
    def numbers(self) -> str:
        """The license numbers, as a message names them."""
        return ", ".join(held.number for held in self.licenses)

    @cached_property
    def offered(self) -> Mapping[str, str]:
        """The telecom services and feature kinds that the service offers, each with the pointer that shows it.

        Declaring a service offers it; so does a feature that needs it or counts as it, declared or not. A provision that
        applies to (适用于) some service asks here, and nowhere else.
        """
        found = dict(self.services)
        for index, feature in enumerate(self.tree.get("features", ())):
            kind = self.catalogue.features[feature["kind"]]
            for each in (kind.kind, *kind.counts_as):
                found.setdefault(each, f"/features/{index}/kind")
        return found

    @cached_property
    def services(self) -> Mapping[str, str]:
        """The telecom services that the license must allow, each with the pointer that shows it."""
        found: dict[str, str] = {}
        for index, item in enumerate(self.tree.get("items", ())):
            found.setdefault(item, f"/items/{index}")
        for index, feature in enumerate(self.tree.get("features", ())):
            for item in self.catalogue.features[feature["kind"]].needs:
                found.setdefault(item, f"/features/{index}/kind")
        for item in self.signs:
            found.setdefault(item, "")
        return found

    @cached_property
    def signs(self) -> Mapping[str, Shown]:
        """The telecom services that the repository shows and the manifest does not account for, and where it does."""
        found: dict[str, Shown] = {}
        for seen in self.detected.capabilities if self.kind == SERVICE else ():
            if seen.confidence is not Confidence.LOW and self.account_of(seen) is None:
                for item in self.catalogue.items(seen.capability):
                    found.setdefault(item, seen.shown[0])
        return found

    def observed(self, fact: str) -> Iterator[Seen]:
        """What was seen of a fact, as the subjects of checks."""
        for each in self.observations(fact):
            value = {"fact": fact, "value": each.value, "unit": each.unit, "source": each.source}
            value |= {"path": each.file, "of": each.of, "at_most": each.at_most}
            yield Seen(value, (Shown(each.place, each.evidence),))

    def observations(self, fact: str) -> Iterator[Observation]:
        """What was seen of a fact: in the code of the service, or for an operator in all that there is."""
        return self.facts.observed(fact)

    def fact_explained(self, value: Mapping[str, Any]) -> str | None:
        """The word by which the manifest explains an observed fact, given as the subject of a check.

        An operator answers for all its services, and they for what is theirs; so the word of each counts for the other.
        """
        each = self.observation(value)
        return None if each is None else self._explanation(each)

    def _explanation(self, each: Observation) -> str | None:
        documents = [self.document, *([self.operator] if self.operator not in (None, self.document) else [])]
        for document in documents:
            for row in document.tree.get("observed", ()):
                if self.explains(row, each, document):
                    return str(row["is"])
        found = self.facts.explanation(each) if self.kind == OPERATOR else None
        return found.stated if found else None

    def observation(self, value: Mapping[str, Any]) -> Observation | None:
        """The observation that is the subject of a check."""
        wanted = value["value"], value["path"]
        return next(
            (each for each in self.observations(value["fact"]) if (each.value, each.file) == wanted), None
        )

    def explains(self, row: Mapping[str, Any], each: Observation, document: Document | None = None) -> bool:
        """Whether an entry of `observed` is of an observation; its path starts from the document's folder or the root."""
        if row["fact"] != each.fact or ("value" in row and str(row["value"]) != str(each.value)):
            return False
        try:
            folder = (
                (document or self.document).file.parent.resolve().relative_to(self.repository.root).as_posix()
            )
        except ValueError:
            folder = "."
        return each.file in (normpath(join(folder, row["path"])), normpath(row["path"])) or (
            normpath(row["path"]) == each.place.path
        )

    @cached_property
    def served(self) -> tuple[Served, ...]:
        """The domains that the repository serves: what detectors found, and what else configuration shows."""
        known = {each.domain for each in self.detected.domains}
        found: dict[str, list[Shown]] = {}
        for each in self.observations(SERVED) if self.kind == SERVICE else ():
            if each.value not in known:
                found.setdefault(str(each.value), []).append(Shown(each.place, each.evidence))
        more = (Served(domain, Confidence.HIGH, tuple(shown)) for domain, shown in sorted(found.items()))
        return (*self.detected.domains, *more)

    def seen(self, what: str) -> Iterator[Seen]:
        """What the repository shows, as the subjects of checks: `capabilities`, `domains`, or those that no site lists."""
        if what != "capabilities":
            listed = {fold_domain(site["domain"]) for site in self.tree.get("sites", ())}
            explained = {
                (each.value, each.place.path)
                for each in self.observations(SERVED)
                if self._explanation(each) is not None
            }
            for served in self.served:
                if what == "unlisted_domains" and fold_domain(served.domain) in listed:
                    continue
                places = {(served.domain, each.place.path) for each in served.shown}
                if places and places <= explained:
                    continue  # something else, in every file that shows it
                yield Seen({"domain": served.domain, "confidence": served.confidence.value}, served.shown)
            return
        for each in self.detected.capabilities:
            capability = each.capability
            items = list(self.catalogue.items(capability))
            value = {"id": capability.id, "confidence": each.confidence.value}
            yield Seen({**value, "kinds": list(capability.kinds), "items": items}, each.shown)

    @cached_property
    def warnings(self) -> list[Problem]:
        """What no case fails for: doubts about attestations, files not looked into, and faint signs unaccounted for."""
        found = list(
            attestation_doubts(
                self.document,
                self.tree.get("attestations", ()),
                self.catalogue.statements,
                min((held.issued for held in self.licenses), default=None),
            )
        )
        if self.kind != SERVICE:
            return found
        found += dict.fromkeys((*self.detected.unjudged, *self.facts.unjudged))
        for each in self.detected.capabilities:
            if each.confidence is Confidence.LOW and self.account_of(each) is None:
                capability = each.capability
                kinds = enumeration(capability.kinds)
                text = Text(
                    f"{capability.name.en} ({capability.id}) may be {kinds.en}: {capability.reason.en.rstrip('.')};"
                    f" if users are offered that, declare it under 'features' of {self.name}, else explain it under"
                    " 'capabilities'",
                    f"{capability.name.zh}（{capability.id}）可能是 {kinds.zh}：{capability.reason.zh.rstrip('。')}；"
                    f"如对用户提供，请在 {self.name} 的 features 中申报，否则请在 capabilities 中说明",
                )
                found.append(Problem(*each.shown[0].place, text))
        return found

    def explanation(self, detected: str) -> Mapping[str, Any] | None:
        """What the manifest says of a capability or a domain that was detected."""
        entries: list[Mapping[str, Any]] = self.tree.get("capabilities", [])
        return next((each for each in entries if each["detected"].lower() == detected), None)

    def set_aside(self, detected: str) -> str | None:
        """The word (`internal`, `third-party`) by which the manifest says that users are offered nothing by it."""
        explanation = self.explanation(detected)
        return str(explanation["is"]) if explanation and explanation["is"] in NOT_OFFERED else None

    @cached_property
    def declared(self) -> list[str]:
        """The kinds of the declared features."""
        return [feature["kind"] for feature in self.tree.get("features", ())]

    def account_of(self, seen: Detected) -> str | None:
        """The feature kind, the telecom service or the word by which the manifest accounts for a capability.

        A declared service does, and so does a declared feature of one of its kinds, or the one that an explanation
        names. An explanation alone does, too, but not with a kind that needs a license. What is as good as certain
        (high confidence) is accounted for by declared features alone, and those that it can serve. A kind that needs no
        license (customer-service-chat) is never taken for granted.
        """
        declared = self.declared
        capability = seen.capability
        if kind := next((kind for kind in capability.kinds if kind in declared), None):
            return kind
        explanation = self.explanation(capability.id)
        stated = explanation["is"] if explanation else None
        certain = seen.confidence is Confidence.HIGH
        if stated in declared and (not certain or stated in capability.instead):
            return str(stated)
        items = self.catalogue.items(capability)
        if items and all(self.declares(item) and self._allowed_somewhere(item) for item in items):
            return items[0]
        if stated is None or certain:
            return None
        return str(stated) if stated in NOT_OFFERED or not self.catalogue.features[stated].needs else None

    @cached_property
    def bound_since(self) -> date:
        """The first day of the first term of any of the licenses: before it, nothing of them bound anyone."""
        return min(held.bound_since for held in self.licenses)

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """The domains of the service's sites."""
        return tuple(site["domain"] for site in self.tree.get("sites", ()))

    def licenses_of(self, domain: str) -> tuple[License, ...]:
        """The licenses whose annexe names a site; all of them where none does, which is a finding of its own (SITE.1)."""
        return tuple(held for held in self.licenses if held.rows(domain)) or self.licenses

    def licenses_for(self, item: str) -> tuple[License, ...]:
        """The licenses that may allow the service `item` somewhere: not those that are for other sites alone."""
        if len(self.licenses) == 1 or not self.domains or not self.catalogue.internet_information(item):
            return self.licenses
        concerned = {held.number for domain in self.domains for held in self._concerned(domain)}
        return tuple(held for held in self.licenses if held.number in concerned)

    def _concerned(self, domain: str) -> tuple[License, ...]:
        """The licenses that count for a site: those that name it, and those whose annexe names none."""
        named = self.licenses_of(domain)
        return tuple(held for held in self.licenses if held in named or not held.sites)

    def declares(self, item: str) -> bool:
        """Whether `items` names the telecom service, or one that it is a part of."""
        return any(self.catalogue.covers(own, item) for own in self.tree.get("items", ()))

    def _allowed_somewhere(self, item: str) -> bool:
        refusal = self.refusal(item)
        return refusal is None or bool(refusal.allowed_on)

    def refusal(
        self, item: str, domains: Iterable[str] | None = None, counts_as: tuple[str, ...] = ()
    ) -> Refusal | None:
        """Why the telecom service `item` is not allowed on the sites `domains` (all where None); None: it is.

        Information services on the internet are licensed for the sites of the annexe (附页): on each, a license that
        names it must allow them. Without a site, one of the licenses must. `counts_as` is what a feature is besides: what
        excludes it does not allow the feature.
        """
        key = item, None if domains is None else tuple(domains), counts_as
        if key not in self._refusals:
            self._refusals[key] = self._refused(item, self.domains if key[1] is None else key[1], counts_as)
        return self._refusals[key]

    def _refused(self, item: str, domains: tuple[str, ...], counts_as: tuple[str, ...]) -> Refusal | None:
        if len(self.licenses) == 1 or not domains or not self.catalogue.internet_information(item):
            why = self._refused_by(self.licenses, item, counts_as)
            return why and Refusal(why, unread=unread(self.licenses, item, self.catalogue, counts_as))
        refused = {
            domain: why
            for domain in domains
            if (why := self._refused_by(self._concerned(domain), item, counts_as))
        }
        if not refused:
            return None
        why = self._joined(dict.fromkeys(refused.values()))
        elsewhere = [
            held
            for held in self.licenses
            if held.sites
            and held.refuses(item, self.catalogue, counts_as) is None
            and all(held not in self._concerned(domain) for domain in refused)
        ]
        for held in elsewhere:
            sites = ", ".join(dict.fromkeys(site.domain for site in held.sites))
            why = Text(
                f"{why.en}, and {held.number} allows it for other sites ({sites})",
                f"{why.zh}；{held.number} 虽许可该业务，但其附页只载明其他网站（{sites}）",
            )
        words = [unread(self._concerned(each), item, self.catalogue, counts_as) for each in refused]
        return Refusal(
            why,
            tuple(domain for domain in domains if domain not in refused),
            words[0] if None not in words else None,
        )

    def _refused_by(self, licenses: Iterable[License], item: str, counts_as: tuple[str, ...]) -> Text | None:
        """Why none of these licenses allows `item`, beginning with the license; None: one does."""
        whys: dict[Text, None] = {}
        for held in licenses:
            why = held.refuses(item, self.catalogue, counts_as)
            if why is None:
                return None
            whys[Text(f"{held.number} {why.en}", f"{held.number} {why.zh}")] = None
        return self._joined(whys)

    @staticmethod
    def _joined(whys: Iterable[Text]) -> Text:
        whys = tuple(whys)
        return enumeration(whys, " and ", "；")

    @cached_property
    def _refusals(self) -> dict[tuple[str, tuple[str, ...] | None, tuple[str, ...]], Refusal | None]:
        return {}
