"""Licenses that manifests name and nobody has imported yet: assumed, so that what does not hang on them is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from pytest_icplicense.documents import Document
from pytest_icplicense.documents.formats import LAST
from pytest_icplicense.library import Library
from pytest_icplicense.model.license import Grant, License
from pytest_icplicense.model.number import normal
from pytest_icplicense.model.provision import ANNEXE, FACE, Clause

SCOPE_CLAUSE = "LIC.3"
_OF_ITS_TERM = ("SP-12.2", "SP-14.1")
"""Clauses that hang on the days of the license."""


def numbers_in(document: Document) -> list[str]:
    """The license numbers that a manifest names."""
    tree = document.tree if isinstance(document.tree, dict) else {}
    value = tree.get("license", tree.get("licenses"))
    numbers = value if isinstance(value, list) else [value]
    return [normal(number) for number in numbers if isinstance(number, str)]


def assumed_license(
    number: str, library: Library, as_of: date, items: Iterable[str] | None = None
) -> License:
    """A license that allows these services, or every one, from the as-of date on."""
    services = library.catalogue.services
    granted = [each for each in services if "/" not in each] if items is None else [*items]
    return License(
        number=number,
        holder=number,
        subsidiaries=(),
        issued=as_of,
        expires=LAST,
        scope=tuple(Grant(each, "none", (), (), None, each) for each in granted),
        sites=(),
        provisions=tuple(provision.id for provision in library.provisions),
        quotes={},
    )


def stand_ins(documents: Iterable[Document], library: Library, as_of: date) -> dict[str, License]:
    """For each license that manifests name and nobody has imported, one that allows everything."""
    if library.problems:
        return {}
    named = dict.fromkeys(number for document in documents for number in numbers_in(document))
    return {
        number: assumed_license(number, library, as_of) for number in named if number not in library.licenses
    }


def with_assumed(library: Library, licenses: Mapping[str, License]) -> Library:
    """The library with these licenses besides its own."""
    return replace(library, licenses={**library.licenses, **licenses})


def services_declared(documents: Iterable[Document], number: str, library: Library) -> list[str]:
    """What the manifests that name a license declare: their items, and what their features need."""
    features = library.catalogue.features
    found: dict[str, None] = {}
    for document in documents:
        tree = document.tree
        if not isinstance(tree, dict) or number not in numbers_in(document):
            continue
        found |= dict.fromkeys(each for each in tree.get("items") or () if isinstance(each, str))
        for feature in tree.get("features") or ():
            kind = str(feature.get("kind")) if isinstance(feature, dict) else ""
            found |= dict.fromkeys(features[kind].needs if kind in features else ())
    return [each for each in found if each in library.catalogue.services]


def only_the_license_decides(clause: Clause) -> bool:
    """Whether a clause is about what only the license itself says; its scope is assumed."""
    return clause.id in _OF_ITS_TERM or (clause.provision.id in (FACE, ANNEXE) and clause.id != SCOPE_CLAUSE)
