"""A manifest with everything that it refers to: what a check can look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pytest_icplicense.documents.document import Document
from pytest_icplicense.documents.repository import Repository
from pytest_icplicense.model.catalogue import Catalogue
from pytest_icplicense.model.license import License
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.text import Text

SERVICE, OPERATOR = "Service", "Operator"


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

        Declaring a service offers it; so does a feature that needs it, declared or not. A provision that applies to
        (适用于) some service asks here, and nowhere else.
        """
        found: dict[str, str] = {}
        for index, item in enumerate(self.tree.get("items", ())):
            found.setdefault(item, f"/items/{index}")
        for index, feature in enumerate(self.tree.get("features", ())):
            found.setdefault(feature["kind"], f"/features/{index}/kind")
            for item in self.catalogue.features[feature["kind"]].needs:
                found.setdefault(item, f"/features/{index}/kind")
        return found

    def refusal(self, item: str) -> Text | None:
        """Why none of the licenses allows the telecom service `item`, beginning with the license; None: one does."""
        if item not in self._refusals:
            answers = [(held.number, held.refuses(item, self.catalogue)) for held in self.licenses]
            whys = [Text(f"{number} {why.en}", f"{number} {why.zh}") for number, why in answers if why]
            allowed = len(whys) < len(answers)
            both = Text(" and ".join(why.en for why in whys), "；".join(why.zh for why in whys))
            self._refusals[item] = None if allowed else both
        return self._refusals[item]

    @cached_property
    def _refusals(self) -> dict[str, Text | None]:
        return {}
