"""Verdicts as diagnostics, at the files in which they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from lsprotocol import types as lsp

from pytest_icplicense.documents import Place, Problem
from pytest_icplicense.editor.outline import file_named, line_of_id
from pytest_icplicense.editor.places import as_editors_count, line_range
from pytest_icplicense.editor.project import Judged, value_at
from pytest_icplicense.engine.due_soon import is_soon
from pytest_icplicense.files import DISK
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.result import Reported, Result
from pytest_icplicense.reports.causes import caused_by, following
from pytest_icplicense.reports.finding_lines import cannot_be_judged, unjudged_cases
from pytest_icplicense.runs.judge_file import unsettled
from pytest_icplicense.runs.report import FileResult
from pytest_icplicense.text import Text, enumeration, many

SOURCE = "icplicense"
_SEVERITY = {
    "critical": lsp.DiagnosticSeverity.Error,
    "major": lsp.DiagnosticSeverity.Error,
    "minor": lsp.DiagnosticSeverity.Warning,
}
NOTHING: Mapping[str, str] = MappingProxyType({})
_OF_SCOPE = ("within-scope", "accounted-for")
MOST_SIGNS = 5
"""How many places of a capability are told of."""
_FAILING = (Outcome.FAILED, Outcome.ERROR)
_MEANT = re.compile(r"; did you mean ([^?]*)\?")
_MISSING = re.compile(r"(?:^|: )'([^']*)' is missing\Z")
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
        if judged.fault is not None:  # nothing can be judged, so that what was is all that is known
            found.update((file, _greyed(last)) for file, last in self._last.items())
            self._problem(judged, judged.fault, found)
            return found
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
        faint = _faint_signs(judged, file)
        open_ = {unsettled(each) for each in result.results if each.open}  # shown with their clauses
        for problem in result.warnings:
            if problem in open_:
                continue
            data = faint.get(problem.place, {})
            self._problem(judged, problem, own, lsp.DiagnosticSeverity.Information, data)
        causes = caused_by(result.results)  # what has the cause of another one is told with that one
        follow: dict[str, list[str]] = {}
        for each in result.results:
            if each.id in causes:
                follow.setdefault(causes[each.id], []).append(each.criterion.clause)
        for each in result.results:
            if each.id not in causes and not cannot_be_judged(each):
                self._result(judged, file, each, own, follow.get(each.id, ()))
        for (_, reason), cases in unjudged_cases(
            result.results
        ).items():  # of which one broken file makes many
            clauses = enumeration(dict.fromkeys(each.criterion.clause for each in cases))
            why = reason or Text("cannot be judged", "无法判定")
            text = Text(f"{clauses.en}: {why.en}", f"{clauses.zh}：{why.zh}")
            self._at(judged, cases[0], text, lsp.DiagnosticSeverity.Error, own)
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
        about: Mapping[str, str] = NOTHING,
    ) -> None:
        path, where = self._spot(judged, problem.place)
        missing = _MISSING.search(problem.message.en)
        data = {
            "pointer": problem.pointer,
            "suggestions": suggestions(problem.message),
            "missing": missing[1] if missing else None,
            **about,
        }
        found.setdefault(path, []).append(
            lsp.Diagnostic(where, problem.message.to(self.lang), severity, source=SOURCE, data=data)
        )

    def _result(
        self, judged: Judged, file: Path, result: Result, found: Found, follow: Sequence[str] = ()
    ) -> None:
        """`follow`: the clauses of what has the same cause."""
        criterion = result.criterion
        if result.outcome in _FAILING:
            for finding in result.findings:
                self._finding(judged, file, result, finding, found, follow)
        elif result.outcome is Outcome.WAIVED:
            why = result.reason or Text("waived", "已豁免")
            self._at(judged, result, why, lsp.DiagnosticSeverity.Information, found)
        elif result.open:
            self._at(judged, result, unsettled(result).message, lsp.DiagnosticSeverity.Information, found)
        elif result.due is not None and judged.workspace is not None:
            settings = judged.workspace.settings
            soon = is_soon(result.due, settings.as_of, settings.warn_days)
            if result.outcome is Outcome.PENDING and soon:
                left = (result.due - settings.as_of).days
                title = criterion.title
                text = Text(
                    f"due {result.due}, {many(left, 'day')} left: {title.en}",
                    f"{result.due} 到期，剩余 {left} 天：{title.zh}",
                )
                self._at(judged, result, text, lsp.DiagnosticSeverity.Hint, found)

    def _finding(
        self,
        judged: Judged,
        file: Path,
        result: Result,
        finding: Reported,
        found: Found,
        follow: Sequence[str],
    ) -> None:
        criterion = result.criterion
        path, where = self._spot(judged, finding.place)
        told = [finding.message, finding.remedy, *([following(follow)] if follow else [])]
        related = list(self._related(judged, file, path, result, finding))
        found.setdefault(path, []).append(
            lsp.Diagnostic(
                where,
                "\n".join(each.to(self.lang) for each in told),
                _SEVERITY.get(criterion.level, lsp.DiagnosticSeverity.Error),
                criterion.clause,
                code_description=self._policy(judged, criterion.clause, criterion.provision),
                source=SOURCE,
                related_information=related or None,
                data={
                    "clause": criterion.clause,
                    "check": criterion.check,
                    "level": criterion.level,
                    "subject": result.subject,
                    "manifest": result.document,
                    "pointer": finding.pointer,
                    "suggestions": suggestions(finding.message),
                },
            )
        )

    def _related(
        self, judged: Judged, file: Path, path: Path, result: Result, finding: Reported
    ) -> Iterator[lsp.DiagnosticRelatedInformation]:
        """The manifest that answers for it, where else it is seen, the file that a field names, what the license says."""

        def told(place: Place, text: Text) -> lsp.DiagnosticRelatedInformation:
            there, where = self._spot(judged, place)
            return lsp.DiagnosticRelatedInformation(lsp.Location(there.as_uri(), where), text.to(self.lang))

        if path != file and result.document:
            text = Text("the manifest that answers for it", "对此负责的清单")
            yield told(Place(result.document, 1, 1), text)
        name, _, subject = result.subject.partition(":")
        manifest = judged.manifest(judged.folder / result.document, name)
        if manifest is None:
            return
        seen = next((each for each in manifest.detected.capabilities if each.capability.id == subject), None)
        for shown in seen.shown[:MOST_SIGNS] if seen is not None else ():
            if shown.place != finding.place:
                yield told(shown.place, Text(f"seen here: {shown.words.en}", f"检测位置：{shown.words.zh}"))
        named = value_at(manifest.tree, finding.pointer)
        if isinstance(named, str) and (target := file_named(judged, file, named)) is not None:
            shown_as = target.relative_to(judged.folder) if target.is_relative_to(judged.folder) else target
            yield told(Place(shown_as.as_posix(), 1, 1), Text("the file that is named", "所引用的文件"))
        yield from self._of_license(judged, result)

    def _of_license(self, judged: Judged, result: Result) -> Iterator[lsp.DiagnosticRelatedInformation]:
        """The annexe of the license for what sites are held to, its scope for what services are."""
        library = judged.library
        check = None if library is None else library.checks().get(result.criterion.check)
        if library is None or check is None:
            return
        if result.criterion.provision == "SITE":
            pointer, text = "/sites", Text("the license's annex", "许可证附页")
        elif check.rule in _OF_SCOPE:
            pointer, text = "/scope", Text("the license's scope", "许可证载明的业务种类")
        else:
            return
        for number in result.licenses.split(", "):
            document = library.sources.get(number)
            if document is not None:
                where = line_range(document.text, *document.position(pointer))
                there = lsp.Location(DISK.resolve(document.file).as_uri(), where)
                said = Text(f"{text.en} ({number})", f"{text.zh}（{number}）")
                yield lsp.DiagnosticRelatedInformation(there, said.to(self.lang))

    @staticmethod
    def _policy(judged: Judged, clause: str, provision: str) -> lsp.CodeDescription | None:
        """Where the clause stands in the policies."""
        library = judged.library
        document = None if library is None else library.sources.get(provision)
        if document is None:
            return None
        line = line_of_id(document.text, clause)
        return lsp.CodeDescription(f"{DISK.resolve(document.file).as_uri()}#L{line}")

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
                code_description=self._policy(judged, clause, result.criterion.provision),
                source=SOURCE,
                data={
                    "clause": clause,
                    "check": result.criterion.check,
                    "subject": result.subject,
                    "manifest": result.document,
                    "pointer": result.pointer,
                },
            )
        )

    @staticmethod
    def _spot(judged: Judged, place: Place) -> tuple[Path, lsp.Range]:
        path = judged.folder / place.path
        text = judged.text(path)
        return path, line_range(text, *as_editors_count(text, place.line, place.column))


def suggestions(message: Text) -> list[str]:
    """The words that a message guesses were meant."""
    found = _MEANT.search(message.en)
    return _QUOTED.findall(found[1]) if found else []


def _faint_signs(judged: Judged, file: Path) -> dict[Place, dict[str, str]]:
    """Of which capability a warning is that stands at a place."""
    bound = judged.bindings.get(file)
    return {
        each.shown[0].place: {
            "subject": f"{manifest.name}:{each.capability.id}",
            "manifest": manifest.document.path,
        }
        for manifest in (bound.manifests if bound is not None else ())
        for each in manifest.detected.capabilities
    }


def _greyed(diagnostics: list[lsp.Diagnostic]) -> list[lsp.Diagnostic]:
    """The same as what held when the text could be read."""
    return [
        lsp.Diagnostic(
            each.range,
            each.message,
            lsp.DiagnosticSeverity.Hint,
            each.code,
            code_description=each.code_description,
            source=each.source,
            tags=[lsp.DiagnosticTag.Unnecessary],
            data=each.data,
        )
        for each in diagnostics
        if not each.tags
    ]
