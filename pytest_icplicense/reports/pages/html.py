"""The report as one page for a browser: self-contained, in both languages, and without a request to anywhere.

The first screen is laid out here. Of the matrix and the clauses the page carries the data as JSON and builds what is looked
at, so that hundreds of services open at once; who runs no script reads them without the cases that are in order. Its content
security policy allows its own style sheet and script, by their digests, and nothing else.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_icplicense.model.case import OUTCOME_NAMES, Outcome
from pytest_icplicense.model.provision import LEVEL_NAMES
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.reports.pages import wording
from pytest_icplicense.reports.pages.dossier import Dossier, Entry, Section, dossier, visible
from pytest_icplicense.reports.pages.first_screen import CARDS, FIRST, MOST, NEXT, first_screen, role
from pytest_icplicense.reports.pages.history import history
from pytest_icplicense.reports.pages.proof_bar import WORDS as PROOF_WORDS
from pytest_icplicense.reports.pages.templates import (
    filled,
    in_both_words,
    own,
    page,
    shared,
    visible_pair,
)
from pytest_icplicense.reports.pages.timeline import NARROW, drawing
from pytest_icplicense.reports.proof import HOW
from pytest_icplicense.reports.provenance import provenance
from pytest_icplicense.reports.record.past_runs import past_run
from pytest_icplicense.reports.summary import count
from pytest_icplicense.runs.overview import Overview
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from markupsafe import Markup

_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
_NUMBER = re.compile(r"\w?[AB][12](?:\.[AB][12])*-\d{8}(?:-\d+)?|--[a-z][a-z-]*")
_OUTCOMES = tuple(OUTCOME_NAMES)
UNSCRIPTED_CASES, UNSCRIPTED_COLUMNS = 20, 30
"""Of a clause, so many cases that are not in order, and of the matrix so many columns, are there without a script."""
_SCRIPTS_WORDS = (
    "report clause shown nothing more earlier later columns no_case review judged_by finding remedy reason due evidence"
    " subject place in_order statements owner reviewed waivers waiver_facts source days_left one_day_left days_ago"
    " one_day_ago today all by_verdict only_this unfold"
).split()


def render(report: Report) -> str:
    """The page, with a final newline."""
    from markupsafe import Markup

    whole, facts = dossier(report), provenance(report)
    css, js = own("report.css"), own("report.js")
    as_of = facts.as_of
    screen = first_screen(whole)
    columns = whole.columns[:UNSCRIPTED_COLUMNS]
    past = report.past
    return page(
        "report.html",
        _in_both,
        _drawn_in_both,
        **shared(whole, facts),
        policy=_policy(css, js, bool(report.pages)),
        css=Markup(css),  # nosec B704: a file of this package
        js=Markup(js),  # nosec B704: a file of this package
        data=Markup(embedded(_data(whole))),  # nosec B704: escaped by `embedded`
        screen=screen,
        failing_cards=sum(each.outcome in (Outcome.FAILED, Outcome.ERROR) for each in screen.cards),
        verdict_passed=Outcome.PASSED,
        first=FIRST,
        most=MOST,
        next=NEXT,
        most_cards=CARDS,
        days=lambda day: _days(day, as_of),
        role=role,
        proof_words=PROOF_WORDS,
        drawing=drawing(whole.obligations, as_of, NARROW),
        # What is done with last.
        due=sorted(whole.obligations, key=lambda each: each.state in ("met", "over")),
        history=history(past, past_run(report, "")) if past is not None else None,
        columns=columns,
        counted=lambda section: in_both_words(count(each.result.outcome for each in section.entries)),
        unscripted=lambda section: islice(_unscripted(section), UNSCRIPTED_CASES),
        both=_one_below_the_other,
        fonts="sans-serif",
    )


def _days(day: date, as_of: date) -> Text:
    """How far off a day is."""
    left = (day - as_of).days
    if not left:
        return wording.WORDS["today"]
    if abs(left) == 1:
        return wording.WORDS["one_day_left" if left > 0 else "one_day_ago"]
    return filled(wording.WORDS["days_left" if left > 0 else "days_ago"], abs(left))


def embedded(value: Any) -> str:
    """JSON that can stand in a `script` element: nothing in it ends the element or begins another."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)


def _policy(css: str, js: str, pictures: bool) -> str:
    allowed = [b64encode(sha256(text.encode()).digest()).decode() for text in (css, js)]
    shown = "img-src data:; " if pictures else ""
    return (
        f"default-src 'none'; {shown}style-src 'sha256-{allowed[0]}'; script-src 'sha256-{allowed[1]}'; base-uri 'none';"
        " form-action 'none'; require-trusted-types-for 'script'"
    )


def _in_both(text: Text) -> Markup:
    from markupsafe import Markup

    if text.en == text.zh:
        return _unbroken(text.en)
    return Markup('<span class="en" lang="en">{}</span><span class="zh" lang="zh-Hans">{}</span>').format(
        *map(_unbroken, text)
    )


def _unbroken(text: str) -> Markup:
    """The text, in which no line ends within a license number or an option."""
    from markupsafe import Markup, escape

    return Markup(_NUMBER.sub(r'<span class="number">\g<0></span>', str(escape(text))))  # nosec B704: escaped before


def _drawn_in_both(text: Text, x: float, y: float) -> Markup:
    from markupsafe import Markup

    return Markup(
        '<text class="en" x="{1}" y="{2}">{0.en}</text><text class="zh" x="{1}" y="{2}">{0.zh}</text>'
    ).format(text, x, y)


def _one_below_the_other(text: Text) -> Markup:
    """Both languages, whichever is chosen."""
    from markupsafe import Markup

    return Markup('<p lang="zh-Hans">{0.zh}</p><p lang="en" class="faint">{0.en}</p>').format(text)


class _Told(NamedTuple):
    outcome: Outcome
    subject: str
    place: str
    message: Text
    remedy: Text | None


def _unscripted(section: Section) -> Iterator[_Told]:
    """What is not in order in a clause, finding by finding."""
    for entry in section.entries:
        result = entry.result
        if result.outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE):
            continue
        for finding in result.findings:
            yield _Told(result.outcome, result.subject, str(finding.place), finding.message, finding.remedy)
        if not result.findings:
            yield _Told(result.outcome, result.subject, entry.place, result.reason or Text("", ""), None)


class _Texts:
    """Sentences by number, each once."""

    def __init__(self) -> None:
        self._numbers: dict[Text, int] = {}

    def number(self, text: Text | None) -> int | None:
        return None if text is None else self._numbers.setdefault(visible_pair(text), len(self._numbers))

    def listed(self) -> list[Any]:
        return [text.en if text.en == text.zh else text for text in self._numbers]


def _data(whole: Dossier) -> dict[str, Any]:
    settings = whole.report.settings
    texts = _Texts()
    clauses = [_clause(section, whole.columns, texts) for section in whole.sections]
    return {
        "as_of": settings.as_of.isoformat(),
        "name": f"{', '.join(whole.report.licenses)} · {settings.as_of}",
        "words": {name: wording.WORDS[name] for name in _SCRIPTS_WORDS},
        "outcomes": [
            (outcome.value, wording.GLYPHS[outcome], *OUTCOME_NAMES[outcome]) for outcome in _OUTCOMES
        ],
        "levels": LEVEL_NAMES,
        "how": HOW,
        "columns": [
            {
                "name": visible(column.name),
                "subject": visible(column.subject),
                "document": visible(column.document),
                "documents": [visible(each) for each in column.documents],
            }
            for column in whole.columns
        ],
        "cases": len(whole.report.results),
        "clauses": clauses,
        "texts": texts.listed(),
    }


def _clause(section: Section, columns: tuple[Overview, ...], texts: _Texts) -> dict[str, Any]:
    clause = section.clause
    asked = {entry.result.criterion.check for entry in section.entries}
    checks = (*clause.judged_by, *(check for check in clause.by_tests if check.id in asked))
    numbers = {check.id: number for number, check in enumerate(checks)}
    return {
        "id": clause.id,
        "provision": clause.provision.id,
        "title": clause.provision.title,
        "quote": section.quote,
        "means": clause.means,
        "how": clause.how,
        "level": section.level,
        "review": section.review,
        "checks": [
            {"name": check.name, "level": check.level, "basis": texts.number(check.basis)} for check in checks
        ],
        "cases": [
            _case(entry, numbers[entry.result.criterion.check], columns, texts) for entry in section.entries
        ],
        "statements": [
            {name: visible(value) for name, value in asdict(each).items()} for each in section.statements
        ],
    }


def _case(entry: Entry, check: int, columns: tuple[Overview, ...], texts: _Texts) -> list[Any]:
    """The values in the order in which the script unpacks them, without the empty ones at the end."""
    result = entry.result
    packed = [
        entry.column,
        visible(entry.subject),
        _OUTCOMES.index(result.outcome),
        check,
        # The file is nearly always the manifest's own, which its column names.
        visible(entry.place.removeprefix(columns[entry.column].document))
        if columns
        else visible(entry.place),
        texts.number(result.reason),
        result.due.isoformat() if result.due else None,
        [
            (texts.number(finding.message), texts.number(finding.remedy), visible(finding.place))
            for finding in result.findings
        ]
        or None,
        _waived(result.waiver) if result.waiver else None,
        visible(entry.evidence) if entry.evidence else None,
    ]
    while packed[-1] is None:
        packed.pop()
    return packed


def _waived(waiver: Waiver) -> tuple[str, ...]:
    facts = (waiver.starts, waiver.expires, waiver.approver, waiver.ticket or "", waiver.reason)
    return tuple(visible(fact) for fact in facts)
