"""Annotations of GitHub Actions: errors for findings, warnings for what falls due and for waivers to look at.

Files are named as the repository has them, wherever in it the run was: else nothing would be attached to its line.
"""

from __future__ import annotations

from pytest_icplicense.documents import Place
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.reports.about import about
from pytest_icplicense.reports.text import due_soon
from pytest_icplicense.run import Run


def render(run: Run) -> str:
    """A workflow command a line, and last, in plain lines, what the report rests on."""
    settings = run.workspace.settings
    lang = settings.lang

    def _command(level: str, place: Place, title: str, message: str) -> str:
        return command(level, place._replace(path=run.workspace.from_root(place.path)), title, message)

    out = [
        _command("error", problem.place, "icplicense", problem.message.to(lang)) for problem in run.problems
    ]
    for result in run.results:
        if result.place is None:
            continue
        if result.outcome in (Outcome.FAILED, Outcome.ERROR):
            for finding in result.findings:
                text = f"{finding.message.to(lang)}\n{finding.remedy.to(lang)}"
                out.append(_command("error", finding.place, result.id, text))
            if not result.findings and result.reason:
                out.append(_command("error", result.place, result.id, result.reason.to(lang)))
        elif coming := due_soon(result, settings.as_of, settings.warn_days):
            out.append(_command("warning", result.place, result.id, coming.to(lang)))
    out += [
        _command("warning", warning.place, "icplicense", warning.message.to(lang)) for warning in run.warnings
    ]
    out += [
        _command("warning", review.waiver.place, "waiver", review.message.to(lang))
        for review in run.reviews
        if review.state != "active"
    ]
    out += [line.to(lang) for line in about(run)]
    return "".join(f"{line}\n" for line in out)


def command(level: str, place: Place, title: str, message: str) -> str:
    """One workflow command: what a file or a message says is text in it, never another command."""
    properties = f"file={_property(place.path)},line={place.line},col={place.column},title={_property(title)}"
    return f"::{level} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
