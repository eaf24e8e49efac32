"""What must be displayed: the numbers of licenses, and the names of companies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.shipped import shipped_data
from pytest_icplicense.model.case import Case, Ruling
from pytest_icplicense.model.catalogue import part_of
from pytest_icplicense.model.license import License
from pytest_icplicense.model.number import beside, find_numbers, without_place
from pytest_icplicense.model.site import plainly, same
from pytest_icplicense.pages.file_proof import Finds
from pytest_icplicense.text import Text


class Wanted(NamedTuple):
    """One thing that readers must see."""

    what: Text
    finds: Finds
    number: str | None = None


@dataclass(frozen=True)
class _Number:
    """Finds a license number in a text."""

    number: str

    def __call__(self, text: str) -> bool:
        return self.number in map(str, find_numbers(text))


@dataclass(frozen=True)
class _Name:
    """Finds a company's name in a text."""

    name: str

    def __call__(self, text: str) -> bool:
        return plainly(self.name) in plainly(text)


def wanted_of(case: Case) -> Iterator[Wanted]:
    """What its file must show: the numbers of the licenses that it concerns, and where asked their companies' names."""
    concerned = _concerned(case)
    for held in concerned:
        yield Wanted(Text.same(held.number), _Number(held.number), held.number)
    if "name" in case.parameters["show"]:
        for held in concerned:
            name = _own_name(case, held)
            yield Wanted(Text(f"the company's name {name}", f"公司名称“{name}”"), _Name(name))


def pointer_of(case: Case) -> str:
    """Of the field that names the file."""
    return f"{case.pointer}/{case.parameters['field']}"


def _concerned(case: Case) -> tuple[License, ...]:
    """The licenses whose annexe has the site; else, with `of`, those with a line for that telecom service, or all."""
    if domain := case.value.get("domain"):
        return case.manifest.licenses_of(domain)
    service, licenses = case.parameters.get("of"), case.manifest.licenses
    about = tuple(
        held for held in licenses if service and any(part_of(line.category, service) for line in held.scope)
    )
    return about or licenses


def _own_name(case: Case, held: License) -> str:
    """The name that the company signs with: the holder's, or that of a subsidiary which the license authorizes (LIC.2)."""
    operator = case.manifest.operator
    name = operator.tree["name"] if operator else ""
    return next((each for each in held.subsidiaries if same(each, name)), held.holder)


def one_is_enough(case: Case, wanted: tuple[Wanted, ...], lacking: list[Wanted]) -> bool:
    """Whether some of several numbers are shown, and one of them may be all that the file needs."""
    numbers = [each for each in wanted if each.number]
    missing = [each for each in lacking if each.number]
    return bool(case.parameters.get("any_of_several")) and 0 < len(missing) < len(numbers)


def one_of_several(lacking: list[Wanted], path: str) -> Ruling:
    """Of which license's business the file is nobody says here: one of the numbers may be all that it needs."""
    listed = ", ".join(each.number for each in lacking if each.number)
    return Ruling.open(
        Text(
            f"{path} shows no {listed}: whether it is about the business of that license as well, people must look",
            f"{path} 未标明 {listed}：是否也涉及该许可证的业务，须由人核对",
        )
    )


def place_left_out(shown: Iterable[str], wanted: Wanted, where: Text) -> Text | None:
    """That the number is shown but for its place, so that readers may know which it is."""
    short = without_place(wanted.number) if wanted.number else None
    if short is None or short not in shown:
        return None
    return Text(
        f"{where.en} shows {short}, which leaves out the place of {wanted.number}: write it in full",
        f"{where.zh}标明的是 {short}，缺少 {wanted.number} 的地区简称，请写全",
    )


def called_former(text: str, wanted: Wanted, where: Text) -> Text | None:
    """That a text says, wherever it shows a number, that the number does not hold (`policies/pages/former.yaml`)."""
    before, behind = _former()
    said = [
        (found := before.search(front) or behind.match(back)) and found[0]
        for front, back in (beside(text, wanted.number) if wanted.number else ())
    ]
    if not said or not all(said):
        return None
    word = " ".join(str(said[0]).strip(" \t\n([【〔)]】〕,，、:：").split())
    return Text(
        f"{where.en} shows {wanted.number} with '{word}' beside it: whether it holds, people must look",
        f"{where.zh}在 {wanted.number} 旁写有“{word}”：该编号是否有效，须由人核对",
    )


@cache
def _former() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = shipped_data("pages", "former.yaml")
    ended, license_ = "|".join(data["ended"]), data["license"]
    before, behind = (
        "|".join(data[side]).replace("‹ended›", ended).replace("‹license›", license_)
        for side in ("before", "behind")
    )
    return expression(f"(?:{before})$", re.IGNORECASE), expression(behind, re.IGNORECASE)
