"""What a group chat is told of a run: verdict, what fails, what changed, what falls due and who answers it.

It is cut to the size that a chat takes, the weightiest first, and says how much was left out. Whatever a manifest says
stays text: no markup, and nobody is called by it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pytest_icplicense.engine.due_soon import due_soon
from pytest_icplicense.model.provision import LEVEL_NAMES, LEVELS
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports.causes import and_more, one_deadline
from pytest_icplicense.reports.closing_lines import ROLE_NAMES, incomplete
from pytest_icplicense.reports.finding_blocks import Block, across_files, blocks
from pytest_icplicense.reports.finding_lines import unjudged_cases
from pytest_icplicense.reports.summary import NO_ADVICE
from pytest_icplicense.reports.terminal import verdict_of
from pytest_icplicense.reports.verdict_line import Verdict
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text, plain

_LONGEST = 300
"""Characters of an entry."""
_TITLES = {
    "unusable": Text("Cannot be used", "无法使用的文档"),
    "failed": Text("Not in order", "不合规"),
    "changed": Text("Changed", "变化"),
    "due": Text("Due soon", "即将到期"),
}
_HARMLESS = str.maketrans(
    {"<": "＜", ">": "＞", "*": "＊", "`": "´", "[": "［", "]": "］", "~": "～", "|": "｜"}
)


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A title, and Markdown of the simple kind that all chats know: bold, and lines that begin with a hyphen."""

    title: str
    good: bool
    markdown: str
    note: str


class _Entry(NamedTuple):
    section: str
    line: str
    number: int = 1
    """How many problems it tells of."""


def fitted(report: Report, size: Callable[[ChatMessage], int], most: int) -> ChatMessage:
    """The message with as many entries as `size` holds to be no more than `most` bytes."""
    entries, verdict = list(_entries(report)), verdict_of(report)
    shown = range(len(entries) + 1)
    fitting = (
        bisect_right(shown, most, key=lambda number: size(_message(report, verdict, entries, number))) - 1
    )
    return _message(report, verdict, entries, max(fitting, 0))


def _message(report: Report, verdict: Verdict, entries: list[_Entry], shown: int) -> ChatMessage:
    lang = report.settings.lang
    lines = []
    for name, title in _TITLES.items():
        if not (all_of_them := sum(each.number for each in entries if each.section == name)):
            continue
        here = [each for each in entries[:shown] if each.section == name]
        number = Text(f" ({all_of_them})", f"（{all_of_them}）").to(lang)
        lines += ["", f"**{title.to(lang)}{number}**", *(f"- {each.line}" for each in here)]
        if left := all_of_them - sum(each.number for each in here):
            lines.append(Text(f"- … and {left} more", f"- …… 另有 {left} 项").to(lang))
    missing = incomplete(report)
    notes = [*([missing.to(lang)] if missing else []), NO_ADVICE.to(lang)]
    return ChatMessage(
        title=literal(verdict.text().to(lang)),
        good=verdict.good,
        markdown="\n".join(lines[1:]),
        note=" ".join(notes),
    )


def _entries(report: Report) -> Iterator[_Entry]:
    """The weightiest first."""
    lang = report.settings.lang
    for problem in report.problems:
        yield _Entry("unusable", literal(problem.to(lang)))
    for (document, reason), cases in unjudged_cases(report.results).items():
        said = f"{cases[-1].place or document}: {reason.to(lang) if reason else ''}"
        yield _Entry("unusable", literal(said))
    enforced = [each for each in report.results if report.is_enforced(each)]
    found = across_files(blocks(enforced, report.paths))
    for block in sorted(found, key=lambda each: LEVELS.index(each.result.criterion.level)):
        yield _Entry("failed", _failure(block, lang), block.count)
    for change in report.changes:
        yield _Entry("changed", literal(change.to(lang)))
    settings = report.settings
    soon = (each for each in report.results if due_soon(each, settings.as_of, settings.warn_days))
    for each, others in one_deadline(sorted(soon, key=lambda each: (str(each.due), each.id))):
        yield _Entry("due", _due(each, others, lang), 1 + others)


def _failure(block: Block, lang: str) -> str:
    result = block.result
    finding, held_to = result.findings[0], result.criterion
    rest = and_more(block.count - 1).to(lang)
    level = LEVEL_NAMES[held_to.level].to(lang)
    said = literal(f"{finding.message.to(lang)}{rest} — {finding.place.path}:{finding.place.line}")
    return f"**{held_to.clause}** {level}{_who(result, lang)} {said}"


def _due(result: Result, others: int, lang: str) -> str:
    why = result.reason or result.criterion.title
    clause = result.criterion.clause
    colon = Text(": ", "：").to(lang)
    said = literal(f"{result.subject}{and_more(others).to(lang)}{colon}{why.to(lang)}")
    return f"**{result.due}** {clause}{_who(result, lang)} {said}"


def _who(result: Result, lang: str) -> str:
    """The role that can answer it."""
    role = ROLE_NAMES.get(result.criterion.role or "")
    if role is None:
        return ""
    return Text(f" ({role.en})", f"（{role.zh}）").to(lang)


def literal(text: str) -> str:
    """The text on one line, cut where it is very long, without signs that a chat takes for markup or a call."""
    line = plain(" ".join(text.split()))
    if len(line) > _LONGEST:
        line = f"{line[: _LONGEST - 1]}…"
    return line.translate(_HARMLESS).replace("@", "@\u2060")
