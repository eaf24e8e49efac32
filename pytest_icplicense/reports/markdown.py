"""A merge-request comment: what failed, what changed where that is known, what is due; 60 lines at most.

Whatever a manifest says stays text: no markup, no mention of a person, no line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pytest_icplicense.documents import Place
from pytest_icplicense.engine.due_soon import due_soon
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.provision import LEVEL_NAMES, LEVELS
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports import proof
from pytest_icplicense.reports.causes import and_more, caused_by, one_deadline
from pytest_icplicense.reports.closing_lines import about
from pytest_icplicense.reports.finding_blocks import Block, across_files, blocks, more_places, with_it
from pytest_icplicense.reports.finding_lines import unjudged_cases
from pytest_icplicense.reports.summary import DEADLINES, count, in_words
from pytest_icplicense.reports.terminal import sorted_warnings, verdict_of
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text, enumeration, many, plain

MOST_LINES = 60
_AROUND = 9
"""Lines of the heading, the verdicts and the end."""
_SECTION = 4
"""Lines of a section besides its entries: a title between empty lines, and how many more there are."""
_LEAST = {"unusable": 4, "failed": 10, "changed": 5, "due": 5, "warned": 2, "waived": 3}
"""Entries of each section when all of them are full; what one leaves goes to the others, in this order."""
_TITLES = {
    "unusable": Text("Cannot be used", "无法使用"),
    "failed": Text("Failed", "不合规"),
    "changed": Text("Changed", "变化"),
    "due": Text("Due", "到期"),
    "warned": Text("Warnings", "警告"),
    "waived": Text("Waivers", "豁免"),
}
_LONGEST = 400
_SIGNS = re.compile(r"([\\`*_<>\[\]|~$#!])")


def render(report: Report) -> str:
    """The comment, with a final newline."""
    settings = report.settings
    lang = settings.lang
    enforced = [each for each in report.results if report.is_enforced(each)]
    causes = caused_by(enforced)
    failed = across_files(blocks(enforced, report.paths, causes))
    failed.sort(key=lambda each: LEVELS.index(each.result.criterion.level))
    out = [f"### {literal(verdict_of(report, causes).text().to(lang))}", ""]
    out += [f"{in_words(count(each.outcome for each in report.results), lang) or '-'}"]
    out += ["", proof.kinds_of_proof(report.tally.proofs.kinds).to(lang)]
    entries = {
        "unusable": _unusable(report, enforced, lang),
        "failed": [_failure(each, lang) for each in failed],
        "changed": [f"- {literal(each.to(lang))}" for each in report.changes],
        "due": [_due(each, others, report, lang) for each, others in one_deadline(_coming(report))],
        "warned": [
            f"- {_code(each.place)} {literal(each.message.to(lang))}"
            for told in sorted_warnings(report, causes)
            for each in told
        ],
        "waived": _waivers(report, lang),
    }
    problems = [each.count for each in failed]
    for name, most in _room({name: len(each) for name, each in entries.items() if each}).items():
        out += _section(_TITLES[name], entries[name], most, lang, problems if name == "failed" else None)
    out += ["", *(f"<sub>{literal(line.to(lang))}</sub>  " for line in about(report))]
    return "\n".join(out) + "\n"


def literal(text: str) -> str:
    """The text as Markdown shows it, word for word, on one line, and cut where it is very long."""
    line = plain(" ".join(text.split()))
    if len(line) > _LONGEST:
        line = f"{line[: _LONGEST - 1]}…"
    marked = _SIGNS.sub(r"\\\1", line.replace("&", "&amp;"))
    return marked.replace("@", "@\u2060")  # a word joiner, which nobody sees: no one is called by it


def _room(wanted: Mapping[str, int]) -> dict[str, int]:
    """How many entries each section may show, so that all of it fits."""
    room = {name: min(number, _LEAST[name]) for name, number in wanted.items()}
    left = MOST_LINES - _AROUND - _SECTION * len(room) - sum(room.values())
    for name, number in wanted.items():
        more = min(number - room[name], left)
        room[name] += more
        left -= more
    return room


def _section(
    title: Text, entries: Sequence[str], most: int, lang: str, numbers: Sequence[int] | None = None
) -> list[str]:
    """The first of the entries, with how many there are and how many more; `numbers`: of how many each tells."""
    numbers = numbers or [1] * len(entries)
    shown = list(entries[:most])
    if left := sum(numbers[most:]):
        shown.append(Text(f"- … and {left} more", f"- …… 另有 {left} 项").to(lang))
    number = Text(f" ({sum(numbers)})", f"（{sum(numbers)}）").to(lang)
    return ["", f"**{title.to(lang)}{number}**", "", *shown]


def _unusable(report: Report, enforced: Sequence[Result], lang: str) -> list[str]:
    listed = [f"- {_code(problem.place)} {literal(problem.message.to(lang))}" for problem in report.problems]
    unjudged = [
        f"- {_code(each[0].place or Place(document, 1, 1))} {literal(reason.to(lang) if reason else '')}"
        for (document, reason), each in unjudged_cases(enforced).items()
    ]
    return [*listed, *unjudged]


def _failure(block: Block, lang: str) -> str:
    """One line a cause."""
    result = block.result
    finding, held_to = result.findings[0], result.criterion
    besides = [each for each in (more_places(result, 1), *with_it(block)) if each]
    rest = enumeration(besides, "; ", "；")
    more = Text(f" ({rest.en})", f"（{rest.zh}）") if besides else Text("", "")
    return (
        f"- **{held_to.clause}** {LEVEL_NAMES[held_to.level].to(lang)} {_code(finding.place)}"
        f" {literal(finding.message.to(lang) + more.to(lang))} → {literal(finding.remedy.to(lang))}"
        f" — “{literal(held_to.quote)}”"
    )


def _coming(report: Report) -> list[Result]:
    """What is not done yet or falls due soon, by day; where nothing does, the next deadlines."""
    settings = report.settings
    ahead = (each for each in report.results if each.due and each.due >= settings.as_of)
    due = sorted(ahead, key=lambda each: (str(each.due), each.id))
    soon = [
        each
        for each in due
        if each.outcome is Outcome.PENDING or due_soon(each, settings.as_of, settings.warn_days)
    ]
    return soon or due[:DEADLINES]


def _due(result: Result, others: int, report: Report, lang: str) -> str:
    why = result.reason.to(lang) if result.reason else result.criterion.title.to(lang)
    left = (result.due - report.settings.as_of).days if result.due else 0
    days = Text(f" (in {many(left, 'day')})", f"（剩余 {left} 天）").to(lang)
    said = literal(f"{result.subject}{and_more(others).to(lang)}{Text(': ', '：').to(lang)}{why}")
    return f"- {result.due}{days} **{result.criterion.clause}** {said}"


def _waivers(report: Report, lang: str) -> list[str]:
    return [f"- {_code(each.waiver.place)} {literal(each.message.to(lang))}" for each in report.reviews]


def _code(place: Place) -> str:
    """The place as code; a backtick in a file's name would end it."""
    return f"`{plain(f'{place.path}:{place.line}').replace('`', '´')}`"
