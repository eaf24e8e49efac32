"""Verdicts as diagnostics, at the files in which they stand."""

from __future__ import annotations

import re
from pathlib import Path

from lsprotocol import types as lsp

from pytest_icplicense.documents import Place, Problem
from pytest_icplicense.editor.places import line_range
from pytest_icplicense.editor.project import Judged
from pytest_icplicense.engine.due_soon import is_soon
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.result import Reported, Result
from pytest_icplicense.runs.report import FileResult
from pytest_icplicense.text import Text

SOURCE = "icplicense"
_SEVERITY = {
    "critical": lsp.DiagnosticSeverity.Error,
    "major": lsp.DiagnosticSeverity.Error,
    "minor": lsp.DiagnosticSeverity.Warning,
}
_FAILING = (Outcome.FAILED, Outcome.ERROR)
_MEANT = re.compile(r"; did you mean ([^?]*)\?")
_QUOTED = re.compile(r"'([^']*)'")

Found = dict[Path, list[lsp.Diagnostic]]


class Diagnostics:
    """What is shown of a project, in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._last: dict[Path, list[lsp.Diagnostic]] = {}
        """By manifest, what was shown when it could be judged last."""
        self._known: dict[Path, tuple[FileResult, Found]] = {}

    def of(self, judged: Judged) -> Found:
        """By file, in the order of its lines."""
        found: Found = {}
        if judged.fault is not None:
            self._problem(judged, judged.fault, found)
        for file in judged.results:
            for path, listed in self._of_file(judged, file).items():
                known = found.setdefault(path, [])
                known += [each for each in listed if each not in known]
        if len(self._known) > len(judged.results):
            for gone in self._known.keys() - judged.results.keys():
                del self._known[gone]
                self._last.pop(gone, None)
        for listed in found.values():
            listed.sort(key=lambda each: (each.range.start.line, each.range.start.character))
        return found

    def _of_file(self, judged: Judged, file: Path) -> Found:
        """What a manifest comes to; the same as long as its result is."""
        result = judged.details.get(file, judged.results[file])
        known = self._known.get(file)
        if known is not None and known[0] is result:
            return known[1]
        own: Found = {}
        for problem in result.problems:
            self._problem(judged, problem, own)
        for problem in result.warnings:
            self._problem(judged, problem, own, lsp.DiagnosticSeverity.Information)
        for each in result.results:
            self._result(judged, file, each, own)
        if result.problems and not result.tally.counts:
            own.setdefault(file, []).extend(_greyed(self._last.get(file, [])))
        else:
            self._last[file] = own.get(file, [])
        self._known[file] = result, own
        return own

    def _problem(
        self,
        judged: Judged,
        problem: Problem,
        found: Found,
        severity: lsp.DiagnosticSeverity = lsp.DiagnosticSeverity.Error,
    ) -> None:
        path, where = self._spot(judged, problem.place)
        data = {"pointer": problem.pointer, "suggestions": suggestions(problem.message)}
        found.setdefault(path, []).append(
            lsp.Diagnostic(where, problem.message.to(self.lang), severity, source=SOURCE, data=data)
        )

    def _result(self, judged: Judged, file: Path, result: Result, found: Found) -> None:
        criterion = result.criterion
        if result.outcome in _FAILING:
            for finding in result.findings:
                self._finding(judged, file, result, finding, found)
            if not result.findings:
                why = result.reason or Text("", "")
                self._at(judged, result, why, lsp.DiagnosticSeverity.Error, found)
        elif result.outcome is Outcome.WAIVED:
            why = result.reason or Text("waived", "已豁免")
            self._at(judged, result, why, lsp.DiagnosticSeverity.Information, found)
        elif result.due is not None and judged.workspace is not None:
            settings = judged.workspace.settings
            soon = is_soon(result.due, settings.as_of, settings.warn_days)
            if result.outcome is Outcome.PENDING and soon:
                left = (result.due - settings.as_of).days
                title = criterion.title
                text = Text(
                    f"due {result.due}, {left} days left: {title.en}",
                    f"{result.due} 到期，剩余 {left} 天：{title.zh}",
                )
                self._at(judged, result, text, lsp.DiagnosticSeverity.Hint, found)

    def _finding(self, judged: Judged, file: Path, result: Result, finding: Reported, found: Found) -> None:
        criterion = result.criterion
        path, where = self._spot(judged, finding.place)
        message = f"{finding.message.to(self.lang)}\n{finding.remedy.to(self.lang)}"
        related = None
        if path != file and result.document:
            place = Place(result.document, 1, 1)
            manifest, there = self._spot(judged, place)
            text = Text("the manifest that answers for it", "对此负责的清单").to(self.lang)
            related = [lsp.DiagnosticRelatedInformation(lsp.Location(manifest.as_uri(), there), text)]
        found.setdefault(path, []).append(
            lsp.Diagnostic(
                where,
                message,
                _SEVERITY.get(criterion.level, lsp.DiagnosticSeverity.Error),
                criterion.clause,
                source=SOURCE,
                related_information=related,
                data={
                    "clause": criterion.clause,
                    "check": criterion.check,
                    "level": criterion.level,
                    "subject": result.subject,
                    "pointer": finding.pointer,
                    "suggestions": suggestions(finding.message),
                },
            )
        )

    def _at(
        self, judged: Judged, result: Result, text: Text, severity: lsp.DiagnosticSeverity, found: Found
    ) -> None:
        path, where = self._spot(judged, result.place or Place(result.document, 1, 1))
        clause = result.criterion.clause
        found.setdefault(path, []).append(
            lsp.Diagnostic(
                where,
                text.to(self.lang),
                severity,
                clause,
                source=SOURCE,
                data={"clause": clause, "check": result.criterion.check, "pointer": result.pointer},
            )
        )

    @staticmethod
    def _spot(judged: Judged, place: Place) -> tuple[Path, lsp.Range]:
        path = judged.folder / place.path
        return path, line_range(judged.text(path), place.line, place.column)


def suggestions(message: Text) -> list[str]:
    """The words that a message guesses were meant."""
    found = _MEANT.search(message.en)
    return _QUOTED.findall(found[1]) if found else []


def _greyed(diagnostics: list[lsp.Diagnostic]) -> list[lsp.Diagnostic]:
    """The same as what held when the text could be read."""
    return [
        lsp.Diagnostic(
            each.range,
            each.message,
            lsp.DiagnosticSeverity.Hint,
            each.code,
            source=each.source,
            tags=[lsp.DiagnosticTag.Unnecessary],
        )
        for each in diagnostics
        if not each.tags
    ]
