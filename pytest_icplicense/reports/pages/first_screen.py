"""What a page says first: what is wrong and who answers it, what is open, what falls due, and each service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from pytest_icplicense.documents import Problem
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.proof import Judged, of_manifest
from pytest_icplicense.model.provision import CRITICAL, LEVELS
from pytest_icplicense.model.result import Excerpt, Result
from pytest_icplicense.reports.causes import caused_by, clause_list, said_of_any
from pytest_icplicense.reports.closing_lines import NO_ROLE, ROLE_NAMES, by_role
from pytest_icplicense.reports.finding_blocks import across_files, blocks, failing, more_places, with_it
from pytest_icplicense.reports.finding_lines import unjudged_cases
from pytest_icplicense.reports.pages.dossier import Dossier, Entry, Obligation
from pytest_icplicense.reports.pages.proof_bar import Bar, bar
from pytest_icplicense.reports.terminal import sorted_warnings
from pytest_icplicense.runs.overview import Overview
from pytest_icplicense.text import Text

FIRST = 5
"""Causes, and warnings, that are told at once; the others can be opened."""
MOST = 300
"""Of those in all: the clauses tell the rest."""
NEXT = 4
"""Deadlines that are named below the drawing."""
CARDS = 6
"""Services whose cards are shown at once."""
_REMEDIES = 3


class Cause(NamedTuple):
    """Something to be put right, with everything that follows from it."""

    level: str | None
    """None: it is a document that cannot be used."""
    clauses: tuple[str, ...]
    message: Text
    place: str
    line: int
    subject: str | None
    role: Text | None
    """Who can answer it."""
    persons: tuple[str, ...]
    """Who attested the clause."""
    remedies: tuple[Text, ...]
    more: tuple[Text, ...]
    excerpt: Excerpt | None


class Open(NamedTuple):
    """A case that no evidence settles."""

    problem: Problem
    role: Text
    others: int
    """Of how many other manifests the same is said."""


class Card(NamedTuple):
    """A manifest at a glance."""

    number: int
    """Of its column."""
    column: Overview
    outcome: Outcome
    """Error or failed; pending where a critical case is open; else passed."""
    critical: bool
    """Whether a critical case fails."""
    counts: Mapping[Outcome, int]
    failing: str
    """The clauses that fail, as a list with ranges."""
    open: int
    coming: Obligation | None
    """What falls due next."""
    proof: Bar


class FirstScreen(NamedTuple):
    """The values that the templates lay out."""

    causes: tuple[Cause, ...]
    by_role: Text
    """How many of them each role answers."""
    open: tuple[Open, ...]
    warnings: tuple[Problem, ...]
    """What else must be known."""
    coming: tuple[Obligation, ...]
    """What falls due from the as-of date on."""
    soon: int
    """How much of it is due within the days that the run warns of."""
    proof: Bar
    cards: tuple[Card, ...]
    """The worst first."""


def first_screen(whole: Dossier) -> FirstScreen:
    """What the report comes to for somebody who reads one screen of it."""
    report, as_of = whole.report, whole.report.settings.as_of
    enforced = [each for each in report.results if report.is_enforced(each)]
    caused = caused_by(enforced)
    apart = list(unjudged_cases(enforced).values())
    own = [each for each in failing(enforced) if each.id not in caused]
    others, waiting = sorted_warnings(report, caused)
    coming = tuple(each for each in whole.obligations if each.day >= as_of)
    return FirstScreen(
        tuple(_causes(whole, enforced, caused, apart)),
        by_role([*(each[0] for each in apart), *own]),
        tuple(_open(waiting)),
        tuple(others),
        coming,
        sum(len(each.subjects) for each in coming if (each.day - as_of).days <= report.settings.warn_days),
        bar(report.tally.proofs),
        tuple(_cards(whole, coming)),
    )


def role(name: str | None) -> Text:
    """Who can answer something, in words."""
    return ROLE_NAMES.get(name, NO_ROLE) if name else NO_ROLE


def _causes(
    whole: Dossier, enforced: Sequence[Result], caused: Mapping[str, str], apart: Iterable[Sequence[Result]]
) -> Iterator[Cause]:
    """Documents that cannot be used, cases that cannot be judged, and failures by cause, the worst first."""
    for problem in whole.report.problems:
        yield Cause(None, (), problem.message, str(problem.place), problem.line, None, None, (), (), (), None)
    for each in apart:
        first, clauses = each[0], tuple(dict.fromkeys(one.criterion.clause for one in each))
        place, line = (str(first.place), first.place.line) if first.place else (first.document, 1)
        who = role(first.criterion.role)
        reason = first.reason or first.criterion.title
        yield Cause(first.criterion.level, clauses, reason, place, line, first.subject, who, (), (), (), None)
    found = across_files(blocks(enforced, whole.report.paths, caused))
    persons = {each.clause.id: each.statements for each in whole.sections}
    documents = {each.document: each.documents for each in whole.columns}
    for block in sorted(found, key=lambda each: LEVELS.index(each.result.criterion.level)):
        result = block.result
        first_of_it = result.findings[0]
        clause = result.criterion.clause
        near = documents.get(result.document, ())
        more = more_places(result, 1), *with_it(block)
        yield Cause(
            result.criterion.level,
            (clause,),
            first_of_it.message,
            str(first_of_it.place),
            first_of_it.place.line,
            result.subject,
            role(result.criterion.role),
            tuple(dict.fromkeys(each.owner for each in persons.get(clause, ()) if each.document in near)),
            tuple(dict.fromkeys(each.remedy for each in result.findings))[:_REMEDIES],
            tuple(each for each in more if each),
            first_of_it.excerpt,
        )


def _open(waiting: Mapping[Problem, Result]) -> Iterator[Open]:
    """What no evidence settles, the same of several manifests once."""
    found: dict[tuple[str, str], list[Problem]] = {}
    for problem, case in waiting.items():
        kind = case.criterion.check, said_of_any(problem.message, case.subject)
        found.setdefault(kind, []).append(problem)
    for first, *others in found.values():
        yield Open(first, role(waiting[first].criterion.role), len(others))


def _cards(whole: Dossier, coming: Sequence[Obligation]) -> Iterator[Card]:
    entries: list[list[Entry]] = [[] for _ in whole.columns]
    for entry in chain.from_iterable(section.entries for section in whole.sections):
        entries[entry.column].append(entry)
    due: dict[int, Obligation] = {}
    for each in coming:
        for number in each.columns:
            due.setdefault(number, each)
    cards = [
        _card(number, column, [entry.result for entry in own], due.get(number))
        for number, (column, own) in enumerate(zip(whole.columns, entries, strict=True))
    ]
    yield from sorted(cards, key=lambda each: (_WORST_FIRST.index(each.outcome), not each.critical))


_WORST_FIRST = (Outcome.ERROR, Outcome.FAILED, Outcome.PENDING, Outcome.PASSED)


def _card(number: int, column: Overview, results: Sequence[Result], coming: Obligation | None) -> Card:
    kinds: dict[tuple[int, Outcome, bool], tuple[Result, int]] = {}
    for result in results:  # of which there are many, and few that differ in what is asked here
        kind = id(result.criterion), result.outcome, result.open
        kinds[kind] = result, kinds.get(kind, (result, 0))[1] + 1
    counts: dict[Outcome, int] = {}
    open_ = critical = doubtful = 0
    for (_, outcome, is_open), (result, times) in kinds.items():
        counts[outcome] = counts.get(outcome, 0) + times
        is_critical = result.criterion.level == CRITICAL
        open_ += times * is_open
        critical += is_critical and outcome is Outcome.FAILED
        doubtful += is_critical and is_open
    judged = (
        Judged(each.criterion.clause, ", ".join(each.criterion.how), each.outcome, each.open)
        for each, _ in kinds.values()
    )
    return Card(
        number,
        column,
        next(
            (each for each in _WORST_FIRST[:2] if each in counts),
            Outcome.PENDING if doubtful else Outcome.PASSED,
        ),
        bool(critical),
        counts,
        clause_list(each.criterion.clause for each, _ in kinds.values() if each.outcome is Outcome.FAILED),
        open_,
        coming,
        bar(of_manifest(judged)),
    )
