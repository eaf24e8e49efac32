"""Annotations of GitHub Actions: errors for findings, warnings for what falls due and for waivers to look at."""

from __future__ import annotations

from pytest_icplicense.judgement import Judgement
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.reports.text import due_soon


def render(judgement: Judgement) -> str:
    """A workflow command a line."""
    settings = judgement.workspace.settings
    lang = settings.lang
    out = [
        _command("error", problem.path, problem.line, problem.column, "icplicense", problem.message.to(lang))
        for problem in judgement.problems
    ]
    for verdict in judgement.verdicts:
        case = verdict.case
        title = case.id
        document = case.manifest.document
        if verdict.outcome in (Outcome.FAILED, Outcome.ERROR):
            for finding in verdict.findings:
                text = f"{finding.message.to(lang)}\n{finding.remedy.to(lang)}"
                out.append(_command("error", finding.document.path, *finding.position, title, text))
            if not verdict.findings and verdict.reason:
                place = document.position(case.pointer)
                out.append(_command("error", document.path, *place, title, verdict.reason.to(lang)))
        elif coming := due_soon(verdict, settings.as_of, settings.warn_days):
            place = document.position(case.pointer)
            out.append(_command("warning", document.path, *place, title, coming.to(lang)))
    for review in judgement.reviews:
        if review.state != "active":
            document = review.waiver.document
            place = document.position(review.waiver.pointer)
            out.append(_command("warning", document.path, *place, "waiver", review.message.to(lang)))
    return "".join(f"{line}\n" for line in out)


def _command(level: str, path: str, line: int, column: int, title: str, message: str) -> str:
    properties = f"file={_property(path)},line={line},col={column},title={_property(title)}"
    return f"::{level} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
