"""Bills of materials: the components of CycloneDX (JSON, XML) and the packages of SPDX (JSON, YAML, tags and values), by
their package URLs.

What the bill is of does not count, as it is the product itself, nor what its tool marks as not there at run time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.loose_trees import mapping, mappings, texts
from pytest_icplicense.detect.purl import package
from pytest_icplicense.detect.yaml_nodes import Word
from pytest_icplicense.text import Text

_ASIDE = frozenset(
    f"{kind}_OF"
    for kind in ("DEV_DEPENDENCY", "TEST_DEPENDENCY", "BUILD_DEPENDENCY", "DEV_TOOL", "TEST_TOOL")
) | {"BUILD_TOOL_OF"}
_PROPERTIES = ("cdx:npm:package:development", "cdx:composer:package:isDevRequirement", "cdx:poetry:group")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages of a bill, in whichever of the two formats it is."""
    ending = artifact.name.rpartition(".")[2]
    if ending == "spdx":
        yield from _tags(artifact)
    elif ending == "xml":
        for each in _components(_bill(artifact.xml())):
            yield (
                replace(each, at=Needle(f">{each.at.words[1:-1]}<")) if isinstance(each.at, Needle) else each
            )
    else:
        yield from _read(next(artifact.yaml(), None) if ending in ("yaml", "yml") else artifact.json())


def _read(root: Any) -> Iterator[Sighting]:
    if isinstance(root, Mapping):
        root = root.get("sbom", root)  # as GitHub's interface answers
    if not isinstance(root, Mapping):
        return
    if root.get("bomFormat") == "CycloneDX":
        yield from _components(root)
    elif "spdxVersion" in root:
        yield from _packages(root)
    elif isinstance(root.get("@graph"), list):
        yield from _graph(root)


def _bill(root: Any) -> dict[str, Any]:
    """A bill of CycloneDX in XML as one in JSON is."""
    return _fields(root) if root.tag.startswith("{http://cyclonedx.org/schema/bom/") else {}


def _fields(element: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in element:
        match each.tag.rpartition("}")[2]:
            case "purl" | "scope" as name:
                found[name] = (each.text or "").strip()
            case "metadata" | "component" as name:
                found[name] = _fields(each)
            case "components":
                found["components"] = [_fields(one) for one in each]
            case "properties":
                found["properties"] = [{"name": one.get("name"), "value": one.text} for one in each]
    return found


def _tags(artifact: Artifact) -> Iterator[Sighting]:
    for number, line in enumerate(artifact.lines, 1):
        words = line.split()
        if words[:1] == ["ExternalRef:"] and words[2:3] == ["purl"] and (found := package(words[-1])):
            yield Sighting(*found, number)


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
            for purl in (thing.get("software_packageUrl"), *_identifiers(thing)):
                yield from _sighting(purl, name in aside)


def _identifiers(thing: Mapping[str, Any]) -> Iterator[Any]:
    for each in mappings(thing.get("externalIdentifier")):
        if each.get("externalIdentifierType") == "packageUrl":
            yield each.get("identifier")


def _sighting(purl: Any, aside: bool) -> Iterator[Sighting]:
    if isinstance(purl, str) and (found := package(purl)):
        place = (purl.line, purl.column) if isinstance(purl, Word) else Needle(f'"{purl}"')
        yield Sighting(*found, place, DEVELOPMENT if aside else None)


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
        *("*sbom*.json", "*.jsonld", "*bom.xml", "*.cdx.xml", "*cyclonedx*.xml"),
        *("*.spdx", "*.spdx.yaml", "*.spdx.yml"),
    ),
    read=read,
    summary=Text(
        "components of bills of materials (CycloneDX, SPDX)", "软件物料清单（CycloneDX、SPDX）的组件"
    ),
)
