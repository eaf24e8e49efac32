"""Features that a repository shows, proposed for a new manifest: each is what was seen, for a person to confirm."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pytest_icplicense.detect.survey import trimmed
from pytest_icplicense.detect.surveyor import survey
from pytest_icplicense.files import DISK
from pytest_icplicense.files.repository import repository_root
from pytest_icplicense.library import Library
from pytest_icplicense.model.capability import Confidence, Detected, Detections, Served
from pytest_icplicense.model.license import License
from pytest_icplicense.model.sign_words import sign_in_words
from pytest_icplicense.scaffold.templates import Feature
from pytest_icplicense.text import Text


def seen_in(folder: Path, library: Library, exclude: Iterable[str], base: Path) -> Detections:
    """The capabilities and domains that the files of `folder` show; none where there is no such folder yet.

    Raises:
        BadPlugin: a package's detectors cannot be used.
    """
    if not folder.is_dir():
        return Detections()
    root = repository_root(folder)
    known = library.catalogue.capabilities
    found = survey(root, DISK, known, library.detectors, tuple(exclude), base)
    inside = trimmed(found, [folder.resolve().relative_to(root).as_posix()])
    here = folder.resolve()
    return inside.all(lambda file: file.relative_to(here).as_posix())


def proposed(found: Iterable[Detected]) -> tuple[Feature, ...]:
    """A feature for each kind of each capability that is likely offered; who offers fewer takes the others out."""
    return tuple(
        Feature(_id(each, kind), kind, note=_note(each))
        for each in found
        if _likely(each)
        for kind in each.capability.kinds
    )


def sites_of(held: License, domains: Iterable[Served]) -> list[str]:
    """The license's domains; instead of each, those below it that the repository serves, where it serves any."""
    served = served_from(domains)
    found = []
    for site in held.sites:
        found += [domain for domain in served if site in held.rows(domain)] or [site.domain]
    return list(dict.fromkeys(found))


def served_from(domains: Iterable[Served]) -> tuple[str, ...]:
    """The domains that the repository likely serves."""
    return tuple(each.domain for each in domains if each.confidence is not Confidence.LOW)


def _id(each: Detected, kind: str) -> str:
    name = each.capability.id
    return name if kind == each.capability.kinds[0] else f"{name}-{kind}"


def line_of_detected(each: Detected, lang: str) -> str:
    """What to say of a capability: what was proposed, or what to think about."""
    capability = each.capability
    kinds = Text(", ".join(capability.kinds), "、".join(capability.kinds))
    place = f"{each.shown[0].place.path}:{each.shown[0].place.line}"
    sign = sign_in_words(each.shown[0].evidence)
    seen = Text(f"{place}: {sign.en}", f"{place}: {sign.zh}")
    if _likely(each):
        others = Text("", "")
        if len(capability.kinds) > 1:
            others = Text(" (take out what users are not offered)", "（请删去并未提供的）")
        return Text(
            f"proposed '{capability.id}' of kind {kinds.en}{others.en}: {seen.en}",
            f"已拟定“{capability.id}”，种类 {kinds.zh}{others.zh}：{seen.zh}",
        ).to(lang)
    return Text(
        f"if users are offered {kinds.en} by it, add a feature: {seen.en}",
        f"如以此向用户提供 {kinds.zh}，请添加功能：{seen.zh}",
    ).to(lang)


def _likely(each: Detected) -> bool:
    return each.confidence is not Confidence.LOW


def _note(each: Detected) -> str:
    shown = each.shown[0]
    return f"{shown.place.path}:{shown.place.line} {shown.evidence}"
