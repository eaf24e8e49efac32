"""A merge-request comment: what failed, what changed where that is known, what is due; 60 lines at most.

Whatever a manifest says stays text: no markup, no mention of a person, no line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pytest_icplicense.documents import Place
from pytest_icplicense.engine.due_soon import due_soon
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.provision import LEVEL_NAMES
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports import proof
from pytest_icplicense.reports.closing_lines import about
from pytest_icplicense.reports.summary import DEADLINES, count, in_words
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text, many, plain

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
_RANK = {"critical": 0, "major": 1, "minor": 2}
_SIGNS = re.compile(r"([\\`*_<>\[\]|~$#!])")


def render(report: Report) -> str:
    """The comment, with a final newline."""
    settings = report.settings
    lang = settings.lang
    out = [f"### {literal(_title(report).to(lang))}", ""]
    out += [f"{in_words(count(each.outcome for each in report.results), lang) or '-'}"]
    out += ["", proof.kinds_of_proof(report.tally.proofs.kinds).to(lang)]
    entries = {
        "unusable": _unusable(report, lang),
        "failed": _failed(report, lang),
        "changed": [f"- {literal(each.to(lang))}" for each in report.changes],
        "due": [_due(each, report, lang) for each in _coming(report)],
        "warned": [f"- {_code(each.place)} {literal(each.message.to(lang))}" for each in report.warnings],
        "waived": _waivers(report, lang),
    }
    for name, most in _room({name: len(each) for name, each in entries.items() if each}).items():
        out += _section(_TITLES[name], entries[name], most, lang)
    out += ["", *(f"<sub>{literal(line.to(lang))}</sub>  " for line in about(report))]
    return "\n".join(out) + "\n"


def literal(text: str) -> str:
    """The text as Markdown shows it, word for word, on one line, and cut where it is very long."""
    line = plain(" ".join(text.split()))
    if len(line) > _LONGEST:
        line = f"{line[: _LONGEST - 1]}…"
    marked = _SIGNS.sub(r"\\\1", line.replace("&", "&amp;"))
    return marked.replace("@", "@\u2060")  # a word joiner, which nobody sees: no one is called by it


def _title(report: Report) -> Text:
    outcomes = {each.outcome for each in report.results}
    if report.problems or Outcome.ERROR in outcomes:
        return Text("License: cannot be judged in full", "许可证合规：无法完整判定")
    if Outcome.FAILED in outcomes:
        return Text("License: not kept to", "许可证合规：存在不合规")
    if not report.complete:
        return Text("License: nothing failed of what ran", "许可证合规：已运行部分未见不合规")
    return Text("License: nothing failed", "许可证合规：未见不合规")


def _room(wanted: Mapping[str, int]) -> dict[str, int]:
    """How many entries each section may show, so that all of it fits."""
    room = {name: min(number, _LEAST[name]) for name, number in wanted.items()}
    left = MOST_LINES - _AROUND - _SECTION * len(room) - sum(room.values())
    for name, number in wanted.items():
        more = min(number - room[name], left)
        room[name] += more
        left -= more
    return room


def _section(title: Text, entries: Sequence[str], most: int, lang: str) -> list[str]:
    shown = list(entries[:most])
    if left := len(entries) - len(shown):
        shown.append(Text(f"- … and {left} more", f"- …… 另有 {left} 项").to(lang))
    return ["", f"**{title.to(lang)} ({len(entries)})**", "", *shown]


def _unusable(report: Report, lang: str) -> list[str]:
    listed = [f"- {_code(problem.place)} {literal(problem.message.to(lang))}" for problem in report.problems]
    unjudged = dict.fromkeys(
        f"- {_code(each.place)} {literal(each.reason.to(lang))}"
        for each in report.results
        if each.outcome is Outcome.ERROR and each.reason and each.place and not each.findings
    )
    return [*listed, *unjudged]


def _failed(report: Report, lang: str) -> list[str]:
    """One line a finding, the critical ones first."""
    failing = (each for each in report.results if each.outcome in (Outcome.FAILED, Outcome.ERROR))
    ranked = sorted(failing, key=lambda each: _RANK[each.criterion.level])
    return [
        f"- **{each.criterion.clause}** {LEVEL_NAMES[each.criterion.level].to(lang)} {_code(finding.place)}"
        f" {literal(finding.message.to(lang))} → {literal(finding.remedy.to(lang))}"
        f" — “{literal(each.criterion.quote)}”"
        for each in ranked
        for finding in each.findings
    ]


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


def _due(result: Result, report: Report, lang: str) -> str:
    why = result.reason.to(lang) if result.reason else result.criterion.title.to(lang)
    left = (result.due - report.settings.as_of).days if result.due else 0
    days = Text(f"in {many(left, 'day')}", f"剩余 {left} 天").to(lang)
    return f"- {result.due} ({days}) **{result.criterion.clause}** {literal(result.subject)}: {literal(why)}"


def _waivers(report: Report, lang: str) -> list[str]:
    return [f"- {_code(each.waiver.place)} {literal(each.message.to(lang))}" for each in report.reviews]


def _code(place: Place) -> str:
    """The place as code; a backtick in a file's name would end it."""
    return f"`{plain(f'{place.path}:{place.line}').replace('`', '´')}`"
