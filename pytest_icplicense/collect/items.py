"""Cases, and what cannot be judged, as pytest items; verdicts said in pytest's way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_icplicense.collect.neighbours import settles_nothing, tell_allure
from pytest_icplicense.collect.session_workspace import workspace_of
from pytest_icplicense.collect.stash import EVIDENCE, evidence_of, results_of
from pytest_icplicense.collect.warnings import (
    ArtifactWarning,
    DeadlineWarning,
    ProofWarning,
    WaiverWarning,
    warn,
)
from pytest_icplicense.documents import Problem
from pytest_icplicense.engine import decide
from pytest_icplicense.engine.due_soon import due_soon
from pytest_icplicense.engine.results import record
from pytest_icplicense.files.discovery import only_manifests
from pytest_icplicense.library.settings import Settings
from pytest_icplicense.model.case import Case, Outcome, Verdict
from pytest_icplicense.model.provision import BY_TESTS, LEVELS
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.reports import finding_lines
from pytest_icplicense.reports.closing_lines import NO_ROLE, ROLE_NAMES
from pytest_icplicense.reports.summary import facts
from pytest_icplicense.runs.judge_file import unsettled
from pytest_icplicense.text import Text

MARKS = {level: getattr(pytest.mark, f"icp_{level}") for level in LEVELS}
"""The marker of each level."""


class WarningItem(pytest.Item):
    """A file that could not be looked into, or a faint sign: skipped, since nothing is judged, with a warning."""

    def __init__(self, *, problem: Problem, lang: str, **options: Any) -> None:
        super().__init__(**options)
        self.problem = problem
        self.lang = lang

    def setup(self) -> None:
        """Say it, and skip."""
        tell_allure(self.config, [("item", self.name)])
        line = self.problem.to(self.lang)
        warn(self, ArtifactWarning(line))
        raise pytest.skip.Exception(line, _use_item_location=True)

    def runtest(self) -> None:
        """Never reached."""

    def reportinfo(self) -> tuple[Path, int, str]:
        """The manifest, whose service the file belongs to."""
        return self.path, 0, self.name


_NOT_REVIEWED = Text(
    "not reviewed: not all cases of the manifests in and below its folder were judged in this session",
    "未审查：本次运行未判定其所在文件夹及子文件夹中全部清单的用例",
)


class WaiverItem(pytest.Item):
    """One waiver: passes with a warning where there is something to say of it, fails then under strict waivers."""

    def __init__(self, *, waiver: Waiver, **options: Any) -> None:
        super().__init__(**options)
        self.waiver = waiver

    def runtest(self) -> None:
        """Say what there is to say, from the verdicts of this session; where some are missing, nobody knows."""
        tell_allure(self.config, [("item", self.name)])
        workspace = workspace_of(self.config)
        reviews = results_of(self.config).review(workspace, self.path)
        if reviews is None:
            raise pytest.skip.Exception(_NOT_REVIEWED.to(workspace.settings.lang), _use_item_location=True)
        review = reviews[self.waiver.pointer]
        if review.state == "active":
            return
        line = f"{self.waiver.place}: {review.message.to(workspace.settings.lang)}"
        if self.config.option.icp_strict_waivers and review.state != "ahead":
            pytest.fail(line, pytrace=False)
        warn(self, WaiverWarning(line))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """At the waiver."""
        return located(super().repr_failure(excinfo, style), self.path, self.waiver.place.line)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the waiver."""
        return self.path, self.waiver.place.line - 1, self.name


class ProblemItem(pytest.Item):
    """Something that cannot be judged: always an error, with its one line.

    It answers to every clause and level, so that `-k SP-02` or `-m icp_critical` cannot leave it out: nobody knows
    which of them the document would have failed.
    """

    def __init__(
        self, *, problem: Problem, lang: str, answers_to: Iterable[str] = (), **options: Any
    ) -> None:
        super().__init__(**options)
        self.extra_keyword_matches.update(answers_to)
        for mark in MARKS.values():
            self.add_marker(mark)
        self.problem = problem
        self.lang = lang
        self.user_properties += [
            ("icp", "setup"),
            ("file", problem.path),
            ("line", problem.line),
            ("verdict", Outcome.ERROR.value),
        ]

    def setup(self) -> None:
        """Report the error; in the setup, so that pytest counts it as one."""
        tell_allure(self.config, [("item", self.name)])
        results_of(self.config).add_problem(self.path, self.problem)
        pytest.fail(self.problem.to(self.lang), pytrace=False)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """At the problem."""
        return located(super().repr_failure(excinfo, style), self.path, self.problem.line)

    def runtest(self) -> None:
        """Never reached."""

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the problem."""
        return self.path, self.problem.line - 1, self.name


_SOMEBODY_ELSE = Text("fails, and is for {role} to answer (--icp-role)", "不合规，由{role}答复（--icp-role）")


class CaseItem(pytest.Item):
    """One case: check × subject."""

    def __init__(self, *, case: Case, settings: Settings, **options: Any) -> None:
        super().__init__(**options)
        self.case = case
        self.settings = settings
        self.waits = case.check.rule == BY_TESTS
        """Whether it is judged by what other tests come to."""
        if self.waits:
            evidence_of(self.config)
        self.add_marker(MARKS[case.check.level])

    def setup(self) -> None:
        """Judge. What is not applicable is skipped, and what cannot be judged is an error, before the test proper."""
        as_of, lang = self.settings.as_of, self.settings.lang
        case = self.case
        tell_allure(self.config, [("subject", case.subject)], case.check.level)
        if self.waits and not only_manifests(self.config.args):
            facts_now = case.manifest.facts.with_tests(self.config.stash[EVIDENCE].evidence())
            proving = facts_now.tests(case.check.clause.id, case.subject) or ()
            if not settles_nothing(self.config, proving):
                case = replace(case, manifest=replace(case.manifest, facts=facts_now))
        with case.manifest.repository.noting() as noted:
            verdict = decide(case, as_of, strict_open=self.settings.strict_open)
        results_of(self.config).judged(
            workspace_of(self.config),
            self.path,
            record(verdict),
            noted.used,
            reviewed=bool(case.manifest.waivers),
        )
        self.verdict = verdict
        self.result = record(verdict, located=True)
        done = verdict.outcome in (Outcome.NOT_APPLICABLE, Outcome.ERROR)
        self.user_properties.append(("icp", "setup" if done else "call"))
        self.user_properties += facts(self.result, as_of, lang).items()
        if done:
            self._enforce()

    def runtest(self) -> None:
        """Fail where the verdict is failed; warn where something falls due soon."""
        self._enforce()
        if self.result.open:
            warn(self, ProofWarning(unsettled(self.result).to(self.settings.lang)))
        if coming := due_soon(self.result, self.settings.as_of, self.settings.warn_days):
            warn(self, DeadlineWarning(coming.to(self.settings.lang)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """At the first finding."""
        place = self.result.place if hasattr(self, "result") else None
        shown = super().repr_failure(excinfo, style)
        if place is None or not isinstance(excinfo.value, pytest.fail.Exception):
            return shown
        return located(shown, self.config.invocation_params.dir / place.path, place.line)

    def _enforce(self) -> None:
        if not self.result.criterion.is_enforced_for(self.settings.roles) and self.result.findings:
            role = ROLE_NAMES.get(self.result.criterion.role or "", NO_ROLE)
            pytest.xfail(_SOMEBODY_ELSE.to(self.settings.lang).format(role=role.to(self.settings.lang)))
        enforce(self.verdict, self.settings.lang)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the subject in the manifest."""
        return self.path, self.case.manifest.document.position(self.case.pointer)[0] - 1, self.name


def located(shown: object, path: Path, line: int) -> Any:
    """What pytest shows of a failure, with the manifest's line as the place where it happened, for reports that name it."""
    crash = getattr(shown, "reprcrash", None)
    if crash is not None:
        crash.path, crash.lineno = str(path), line
    return shown


def enforce(verdict: Verdict, lang: str) -> None:
    """Say the verdict in pytest's way: fail, skip, or nothing; never with a traceback."""
    __tracebackhide__ = True
    if verdict.outcome in (Outcome.FAILED, Outcome.ERROR):
        pytest.fail(finding_lines.explanation(record(verdict), lang), pytrace=False)
    if verdict.outcome is Outcome.WAIVED:
        pytest.xfail(verdict.reason.to(lang) if verdict.reason else "")
    if verdict.outcome is Outcome.NOT_APPLICABLE:
        # The keyword is pytest's own and not documented; without it the summary would name this line, not the manifest's.
        raise pytest.skip.Exception(
            verdict.reason.to(lang) if verdict.reason else "", _use_item_location=True
        )
