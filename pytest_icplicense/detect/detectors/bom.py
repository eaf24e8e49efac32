"""Bills of materials: the components of CycloneDX and the packages of SPDX, both as JSON, by their package URLs.

What the bill is of does not count, as it is the product itself, nor what its tool marks as not there at run time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.loose_trees import mapping, mappings, texts
from pytest_icplicense.detect.purl import package
from pytest_icplicense.text import Text

_ASIDE = frozenset(
    f"{kind}_OF"
    for kind in ("DEV_DEPENDENCY", "TEST_DEPENDENCY", "BUILD_DEPENDENCY", "DEV_TOOL", "TEST_TOOL")
) | {"BUILD_TOOL_OF"}
_PROPERTIES = ("cdx:npm:package:development", "cdx:composer:package:isDevRequirement", "cdx:poetry:group")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages of a bill, in whichever of the two formats it is."""
    root = artifact.json()
    if not isinstance(root, Mapping):
        return
    if root.get("bomFormat") == "CycloneDX":
        yield from _components(root)
    elif "spdxVersion" in root:
        yield from _packages(root)
    elif isinstance(root.get("@graph"), list):
        yield from _graph(root)


def _components(root: Mapping[str, Any]) -> Iterator[Sighting]:
    waiting: list[tuple[Any, bool]] = [(mapping(root, "metadata", "component").get("components"), False)]
    waiting.append((root.get("components"), False))
    while waiting:
        listed, above = waiting.pop()
        for component in mappings(listed):
            aside = above or _for_development(component)
            yield from _sighting(component.get("purl"), aside)
            if "components" in component:
                waiting.append((component["components"], aside))


def _for_development(component: Mapping[str, Any]) -> bool:
    """An optional component may be there at run time; an excluded one is not."""
    if component.get("scope") == "excluded":
        return True
    return any(
        each.get("name") in _PROPERTIES and str(each.get("value")).lower() in ("true", "dev", "test", "docs")
        for each in mappings(component.get("properties"))
    )


def _packages(root: Mapping[str, Any]) -> Iterator[Sighting]:
    product = set(texts(root.get("documentDescribes")))
    aside: set[str] = set()
    needed: set[str] = set()
    for relation in mappings(root.get("relationships")):
        subject, kind, related = (
            str(relation.get(field)) for field in ("spdxElementId", "relationshipType", "relatedSpdxElement")
        )
        if kind == "DESCRIBES" and subject == "SPDXRef-DOCUMENT":
            product.add(related)
        elif kind in _ASIDE:
            aside.add(subject)
        elif kind.endswith("DEPENDENCY_OF"):
            needed.add(subject)
        elif kind == "DEPENDS_ON":
            needed.add(related)
    if len(product) > 1:
        product = set()  # the document describes all of its packages
    for each in mappings(root.get("packages")):
        name = str(each.get("SPDXID"))
        if name in product:
            continue
        for reference in mappings(each.get("externalRefs")):
            if reference.get("referenceType") == "purl":
                yield from _sighting(reference.get("referenceLocator"), name in aside - needed)


def _graph(root: Mapping[str, Any]) -> Iterator[Sighting]:
    """The third version of SPDX."""
    things = list(mappings(root.get("@graph")))
    product: set[str] = set()
    aside: set[str] = set()
    for thing in things:
        if thing.get("type") == "software_Sbom":
            product.update(texts(thing.get("rootElement")))
        elif thing.get("scope") in ("development", "test", "build"):
            aside.update(texts(thing.get("to")))
    for thing in things:
        name = str(thing.get("spdxId"))
        if thing.get("type") == "software_Package" and name not in product:
            yield from _sighting(thing.get("software_packageUrl"), name in aside)


def _sighting(purl: Any, aside: bool) -> Iterator[Sighting]:
    if isinstance(purl, str) and (found := package(purl)):
        yield Sighting(*found, Needle(f'"{purl}"'), DEVELOPMENT if aside else None)


DETECTOR = Detector(
    name="bom",
    files=(
        *(
            "bom.json",
            "*bom.json",
            "*.cdx.json",
            "*cyclonedx*.json",
            "*.spdx.json",
            "spdx*.json",
            "*.spdx3.json",
        ),
        *("*sbom*.json", "*.jsonld"),
    ),
    read=read,
    summary=Text(
        "components of bills of materials (CycloneDX, SPDX)", "软件物料清单（CycloneDX、SPDX）的组件"
    ),
)
