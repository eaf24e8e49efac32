"""Annotations of GitHub Actions: errors for findings, warnings for what falls due and for waivers to look at.

Files are named as the repository has them, wherever in it the run was: else nothing would be attached to its line.
"""

from __future__ import annotations

from pytest_icplicense.reports import proof
from pytest_icplicense.reports.alerts import Alert, alerts
from pytest_icplicense.reports.closing_lines import about
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import printable


def render(report: Report) -> str:
    """A workflow command a line, and last, in plain lines, what the report rests on."""
    lang = report.settings.lang
    out = [_command(each, report.from_root(each.place.path), lang) for each in alerts(report)]
    out += [
        printable(line.to(lang)) for line in (proof.kinds_of_proof(report.tally.proofs.kinds), *about(report))
    ]
    return "".join(f"{line}\n" for line in out)


def _command(alert: Alert, path: str, lang: str) -> str:
    place = f"file={_property(path)},line={alert.place.line},col={alert.place.column}"
    text = "\n".join(each.to(lang) for each in (alert.message, alert.remedy) if each)
    level = "error" if alert.fails else "warning"
    return f"::{level} {place},title={_property(alert.title)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
