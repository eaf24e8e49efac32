"""A manifest with everything that it refers to: what a check can look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pytest_icplicense.documents.document import Document, Problem
from pytest_icplicense.documents.repository import Repository
from pytest_icplicense.model.capability import Confidence, Detected, Detections, Shown
from pytest_icplicense.model.catalogue import NOT_OFFERED, Catalogue
from pytest_icplicense.model.evidence import Evidence
from pytest_icplicense.model.license import License
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.text import Text

SERVICE, OPERATOR = "Service", "Operator"
SEEN = ("capabilities", "domains")
"""What a check may ask of the repository, as `detected.capabilities[*]`."""


class Seen(NamedTuple):
    """Something that the repository shows, as a check's subject."""

    value: Mapping[str, Any]
    shown: tuple[Shown, ...]


def nothing_detected(document: Document) -> Detections:
    """For manifests whose repository is not looked into."""
    return Detections()


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
    look: Callable[[Document], Detections] = nothing_detected
    """What the repository shows of the service that a document declares."""
    evidence: tuple[Evidence, ...] | None = None
    """What the team's tests gave; None: nobody ran any, or said what they gave."""

    @property
    def tree(self) -> Mapping[str, Any]:
        """The document's content."""
        tree: Mapping[str, Any] = self.document.tree
        return tree

    @property
    def folder(self) -> Path:
        """The folder that paths in the manifest start from."""
        return self.document.file.parent

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

    @cached_property
    def detected(self) -> Detections:
        """What the repository shows of the service."""
        return self.look(self.document)

    def seen(self, what: str) -> Iterator[Seen]:
        """What the repository shows, as the subjects of checks: `capabilities` or `domains`."""
        if what == "domains":
            for served in self.detected.domains:
                yield Seen({"domain": served.domain, "confidence": served.confidence.value}, served.shown)
            return
        for each in self.detected.capabilities:
            capability = each.capability
            items = list(self.catalogue.items(capability))
            value = {"id": capability.id, "confidence": each.confidence.value}
            yield Seen({**value, "kinds": list(capability.kinds), "items": items}, each.shown)

    @cached_property
    def warnings(self) -> list[Problem]:
        """What the repository shows that no case fails for: files not looked into, and faint signs unaccounted for."""
        if self.kind != SERVICE:
            return []
        found = list(self.detected.unjudged)
        for each in self.detected.capabilities:
            if each.confidence is Confidence.LOW and self.account_of(each) is None:
                capability = each.capability
                kinds = ", ".join(capability.kinds)
                text = Text(
                    f"{capability.name.en} ({capability.id}) may be {kinds}: {capability.reason.en.rstrip('.')};"
                    f" if users are offered that, declare it under 'features' of {self.name}, else explain it under"
                    " 'capabilities'",
                    f"{capability.name.zh}（{capability.id}）可能是 {kinds}：{capability.reason.zh.rstrip('。')}；"
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
        if items and all(self.declares(item) and self.refusal(item) is None for item in items):
            return items[0]
        if stated is None or certain:
            return None
        return str(stated) if stated in NOT_OFFERED or not self.catalogue.features[stated].needs else None

    def declares(self, item: str) -> bool:
        """Whether `items` names the telecom service, or one that it is a part of."""
        return any(self.catalogue.covers(own, item) for own in self.tree.get("items", ()))

    def refusal(self, item: str, counts_as: tuple[str, ...] = ()) -> Text | None:
        """Why none of the licenses allows the telecom service `item`, beginning with the license; None: one does.

        `counts_as` is what a feature is besides: what excludes it does not allow the feature.
        """
        asked = (item, counts_as)
        if asked not in self._refusals:
            answers = [(held.number, held.refuses(item, self.catalogue, counts_as)) for held in self.licenses]
            whys = [Text(f"{number} {why.en}", f"{number} {why.zh}") for number, why in answers if why]
            allowed = len(whys) < len(answers)
            both = Text(" and ".join(why.en for why in whys), "；".join(why.zh for why in whys))
            self._refusals[asked] = None if allowed else both
        return self._refusals[asked]

    @cached_property
    def _refusals(self) -> dict[tuple[str, tuple[str, ...]], Text | None]:
        return {}
