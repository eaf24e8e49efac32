"""What documents name in one another: what there is not would judge nothing, so it is a problem where it is named."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pytest_icplicense.documents import Document, Problem
from pytest_icplicense.model.catalogue import Catalogue
from pytest_icplicense.model.license import License
from pytest_icplicense.model.provision import Provision
from pytest_icplicense.text import Text, and_then, near

_PLACES = Text(
    "write a province, or a city with its province before it (江苏省昆山市)",
    "请写省级行政区，或在城市前写明所属省份（如江苏省昆山市）",
)


class Loaded(NamedTuple):
    """All that was read, which documents may name."""

    provisions: Mapping[str, Provision]
    licenses: Mapping[str, License]
    catalogue: Catalogue
    sources: Mapping[str, Document]
    features: Iterable[Document]
    capabilities: Iterable[Document]
    trusted: Collection[Document]
    """Those that are shipped, and were held against each other before."""


def unknown_references(loaded: Loaded) -> Iterator[Problem]:
    """A problem for each name of something that there is not."""
    for find in (unjudged, unreviewed, unshared, nowhere, known_parts, no_service, no_feature):
        yield from find(loaded)


def nowhere(loaded: Loaded) -> Iterator[Problem]:
    """A license whose coverage names a region that there is not would cover nothing by it."""
    catalogue = loaded.catalogue
    for number, held in loaded.licenses.items():
        for line, grant in enumerate(held.scope):
            for index, name in enumerate(grant.coverage or ()):
                if catalogue.places([name]):
                    continue
                way = and_then(near(name, catalogue.place_names()), _PLACES)
                text = Text(
                    f"no region or city '{name}' is known{way.en}", f"未知的地区或城市“{name}”{way.zh}"
                )
                document = loaded.sources[number]
                yield document.problem(f"/scope/{line}/coverage/{index}", text)


def known_parts(loaded: Loaded) -> Iterator[Problem]:
    """A line for a part of a service which the catalogue has an item for must name the item, which can be judged."""
    catalogue = loaded.catalogue
    for number, held in loaded.licenses.items():
        for line, grant in enumerate(held.scope):
            if grant.part is None or (item := catalogue.part_called(grant.category, grant.part)) is None:
                continue
            text = Text(
                f"the catalogue has an item for {grant.part}: write 'only: [{item}]' in the place of 'part'",
                f"目录中有“{grant.part}”对应的项目：请将 part 改为 only: [{item}]",
            )
            document = loaded.sources[number]
            yield document.problem(f"/scope/{line}/part", text)


def unjudged(loaded: Loaded) -> Iterator[Problem]:
    """A license that names a provision without a policy is a problem: its clauses would pass unseen."""
    clauses = {clause.id for each in loaded.provisions.values() for clause in each.clauses}
    for number, held in loaded.licenses.items():
        for index, name in enumerate(held.provisions):
            if name not in clauses and not any(
                known == name or known.startswith(f"{name}.") for known in loaded.provisions
            ):
                document = loaded.sources[number]
                text = Text(f"no policy says how {name} is judged", f"没有策略说明如何判定 {name}")
                yield document.problem(f"/provisions/{index}", text)


def unshared(loaded: Loaded) -> Iterator[Problem]:
    """A document that is to answer a clause that nobody attests, or one of another manifest, could not be attested."""
    asked = {
        check.clause.id: check.of
        for provision in loaded.provisions.values()
        for clause in provision.clauses
        for check in clause.checks
        if check.by_attestation
    }
    for name, shared in loaded.catalogue.documents.items():
        document = loaded.sources[f"document/{name}"]
        if document in loaded.trusted:
            continue
        at = next(index for index, row in enumerate(document.tree["documents"]) if row["id"] == name)
        first = asked.get(shared.clauses[0])
        for index, clause in enumerate(shared.clauses):
            if clause not in asked:
                hint = near(clause, asked)
                text = Text(
                    f"{clause} is no clause that an attestation answers{hint.en}",
                    f"{clause} 不是以声明判定的条款{hint.zh}",
                )
            elif asked[clause] != first:
                text = Text(
                    f"{clause} is asked of the {asked[clause]}, and {shared.clauses[0]} of the {first}; attestations of"
                    " both stand in different manifests",
                    f"{clause} 针对 {asked[clause]}，而 {shared.clauses[0]} 针对 {first}；二者的声明不在同一清单",
                )
            else:
                continue
            yield document.problem(f"/documents/{at}/clauses/{index}", text)


def unreviewed(loaded: Loaded) -> Iterator[Problem]:
    """A license that asks to review what there is not, or what does not bind it, would mark nothing."""
    known = {clause.id: each for each in loaded.provisions.values() for clause in each.clauses}
    for number, held in loaded.licenses.items():
        for index, changed in enumerate(held.changed):
            pointer = f"/changed_provisions/{index}"
            document = loaded.sources[number]
            if not any(f"{changed.id}.".startswith(f"{name}.") for name in held.provisions) and not any(
                name.startswith(f"{changed.id}.") for name in held.provisions
            ):
                text = Text(
                    f"{changed.id} is not among the license's provisions",
                    f"{changed.id} 不在该许可证的规定之列",
                )
                yield document.problem(f"{pointer}/id", text)
            named = [("review", at, name) for at, name in enumerate(changed.review)]
            named += [("unbound", at, name) for at, name in enumerate(changed.unbound)]
            for field, place, name in named:
                if name not in known or not known[name].named_by([changed.id]):
                    hint = near(name, [own for own, each in known.items() if each.named_by([changed.id])])
                    text = Text(
                        f"{changed.id} has no clause '{name}'{hint.en}",
                        f"{changed.id} 没有编号为“{name}”的条款{hint.zh}",
                    )
                    yield document.problem(f"{pointer}/{field}/{place}", text)


def no_service(loaded: Loaded) -> Iterator[Problem]:
    """A feature that needs a service which there is not would be judged by nothing."""
    services = loaded.catalogue.services
    for document in loaded.features:
        for index, row in enumerate(document.tree["features"]):
            named = [
                (field, place, item)
                for field in ("needs", "counts_as")
                for place, item in enumerate(row.get(field, ()))
            ]
            for field, place, item in named:
                if item not in services:
                    hint = near(item, services)
                    text = Text(
                        f"no telecom service '{item}'{hint.en}", f"没有编号为“{item}”的电信业务{hint.zh}"
                    )
                    yield document.problem(f"/features/{index}/{field}/{place}", text)


def no_feature(loaded: Loaded) -> Iterator[Problem]:
    """A capability that points to no feature, or is raised by none that there is, would be judged by nothing."""
    catalogue = loaded.catalogue
    for document in loaded.capabilities:
        if document in loaded.trusted:
            continue
        for index, row in enumerate(document.tree["capabilities"]):
            named: list[tuple[str, int, str, Iterable[str]]] = [
                (field, place, kind, catalogue.features)
                for field in ("kinds", "instead")
                for place, kind in enumerate(row.get(field, ()))
            ]
            yield from _unsaid(document, index, row.get("words", {}))
            for number, each in enumerate(row.get("raised", ())):
                named += [
                    (f"raised/{number}/{field}", place, name, catalogue.capabilities)
                    for field in ("beside", "unless")
                    for place, name in enumerate(each.get(field, ()))
                ]
            for field, place, name, known in named:
                if name not in known:
                    hint = near(name, known)
                    what = (
                        Text("feature kind", "功能类型") if field == "kinds" else Text("capability", "能力")
                    )
                    text = Text(f"no {what.en} '{name}'{hint.en}", f"没有名为“{name}”的{what.zh}{hint.zh}")
                    yield document.problem(f"/capabilities/{index}/{field}/{place}", text)


def _unsaid(document: Document, index: int, words: Mapping[str, Any]) -> Iterator[Problem]:
    """A sign whose term has no words would never be seen."""
    terms = words.get("terms", {})
    for number, sign in enumerate(words.get("signs", ())):
        for place, phrase in enumerate(sign["says"]):
            for name in re.findall(r"<([^<>]*)>", phrase):
                if name not in terms:
                    hint = near(name, terms)
                    text = Text(f"no term '{name}'{hint.en}", f"terms 中没有“{name}”{hint.zh}")
                    pointer = f"/capabilities/{index}/words/signs/{number}/says/{place}"
                    yield document.problem(pointer, text)
