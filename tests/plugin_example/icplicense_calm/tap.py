"""`tap`: the Test Anything Protocol, a line for each case, which old and small tools read."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.api import Format, Outcome, Report, Text

_DIRECTIVES = {Outcome.NOT_APPLICABLE: " # SKIP", Outcome.WAIVED: " # TODO waived"}


def render(report: Report) -> str:
    """The plan; what is wrong with documents; each case, what does not apply skipped and what is waived a to-do."""
    lines = [
        f"{'ok' if good else 'not ok'} {number} - {text}"
        for number, (good, text) in enumerate(_points(report), 1)
    ]
    return "\n".join(["TAP version 14", f"1..{len(lines)}", *lines]) + "\n"


def _points(report: Report) -> Iterator[tuple[bool, str]]:
    for problem in report.problems:
        yield False, _escaped(problem.to(report.settings.lang))
    for result in report.results:
        good = result.outcome not in (Outcome.FAILED, Outcome.ERROR, Outcome.WAIVED)
        yield good, _escaped(result.id) + _DIRECTIVES.get(result.outcome, "")


def _escaped(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace("#", "\\#").split())


FORMAT = Format(
    name="tap",
    render=render,
    summary=Text("Test Anything Protocol", "TAP 测试协议"),
    suffix=".tap",
    media="text/plain",
)
