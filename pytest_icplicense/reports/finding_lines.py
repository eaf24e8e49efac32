"""Verdicts as people read them in a terminal: one line a finding, and with it the clause, the remedy and the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from pytest_icplicense.documents import Place
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.provision import LEVEL_NAMES
from pytest_icplicense.model.result import Excerpt, Reported, Result
from pytest_icplicense.text import Text, printable

REMEDY = Text("remedy: ", "改正：")
ERROR = Text("error", "错误")


class PlacedLine(NamedTuple):
    """What there is to say of a place, on one line."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def finding(result: Result, found: Reported, lang: str, *, ids: bool = False) -> PlacedLine:
    """`ads-console.icp.yaml:31:5: SP-02.2 critical feature 'web' …`.

    The level is said in `lang`; for programs, which look for `critical`, by its id.
    """
    held_to = result.criterion
    level = held_to.level if ids else LEVEL_NAMES[held_to.level].to(lang)
    return PlacedLine(found.place, f"{held_to.clause} {level} {found.message.to(lang)}")


def unjudged(results: Iterable[Result], lang: str, *, ids: bool = False) -> Iterator[PlacedLine]:
    """The same for cases that cannot be judged: those of one manifest and reason on one line, since one broken file keeps
    many from it.
    """
    for (document, reason), each in unjudged_cases(results).items():
        between = "、" if lang == "zh" else ", "
        clauses = between.join(dict.fromkeys(result.criterion.clause for result in each))
        error = ERROR.en if ids else ERROR.to(lang)
        said = f"{clauses} {error} {reason.to(lang) if reason else ''}"
        yield PlacedLine(each[0].place or Place(document, 1, 1), said)


def unjudged_cases(results: Iterable[Result]) -> dict[tuple[str, Text | None], list[Result]]:
    """Cases that cannot be judged, by manifest and reason."""
    found: dict[tuple[str, Text | None], list[Result]] = {}
    for result in results:
        if cannot_be_judged(result):
            found.setdefault((result.document, result.reason), []).append(result)
    return found


def cannot_be_judged(result: Result) -> bool:
    """Whether it is an error about which there is no finding."""
    return result.outcome is Outcome.ERROR and not result.findings


def lines(result: Result, lang: str) -> list[str]:
    """The lines of a result that is not in order; none for the others."""
    if result.findings and result.outcome in (Outcome.FAILED, Outcome.ERROR):
        return [str(finding(result, each, lang)) for each in result.findings]
    return list(map(str, unjudged([result], lang)))


def explanation(result: Result, lang: str) -> str:
    """A verdict that is not in order, with everything that helps: lines, clause, basis, remedy and excerpt."""
    parts = [*lines(result, lang), *quotation(result, lang)]
    remedies = dict.fromkeys(each.remedy.to(lang) for each in result.findings)
    parts += [f"  {REMEDY.to(lang)}{remedy}" for remedy in remedies]
    if result.findings and result.reason:
        parts.append(f"  {result.reason.to(lang)}")
    for excerpt, marked in dict.fromkeys((each.excerpt, each.place.line) for each in result.findings):
        if excerpt:
            parts += ["", *frame(excerpt, marked)]
    return "\n".join(parts)


def quotation(result: Result, lang: str) -> Iterator[str]:
    """The clause's words, and what else the check rests on."""
    held_to = result.criterion
    yield f"  {held_to.clause}  “{held_to.quote}”"
    if held_to.basis:
        yield f"  {held_to.basis.to(lang)}"


def frame(excerpt: Excerpt, marked: int) -> Iterator[str]:
    """The lines of a file, the one that is meant marked."""
    width = len(str(excerpt.first + len(excerpt.lines) - 1))
    for number, line in enumerate(excerpt.lines, start=excerpt.first):
        sign = ">" if number == marked else " "
        yield f"  {sign} {number:>{width}} | {printable(line)}".rstrip()


def in_order(listed: Iterable[PlacedLine], paths: Iterable[str]) -> list[PlacedLine]:
    """In the order of `paths`, then by name, line and column; at one place as they came."""
    number = {path: index for index, path in enumerate(paths)}
    return sorted(listed, key=lambda each: (number.get(each.place.path, len(number)), each.place))


def grouped(listed: Iterable[PlacedLine], paths: Iterable[str]) -> Iterator[str]:
    """Below the name of each file, in the order of `paths` and then by name, what there is to say of its lines."""
    for path, lines in groupby(in_order(listed, paths), key=lambda each: each.place.path):
        yield f"{path}:"
        yield from (f"  {line}:{column}: {said}" for (_, line, column), said in lines)
        yield ""
