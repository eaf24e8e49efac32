"""The end of a run of pytest: its reports and its floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pytest_icplicense.collect.arguments import paths_of, runs
from pytest_icplicense.collect.session_workspace import left_to_others, shard_of, workspace_of
from pytest_icplicense.collect.stash import (
    EVIDENCE,
    EVIDENCE_OUTPUT,
    FLOOR,
    GATE,
    LINES,
    OUTPUT,
    RESULTS,
    TARGETS,
    results_of,
)
from pytest_icplicense.files.discovery import only_manifests
from pytest_icplicense.library.settings import BadSetting
from pytest_icplicense.reports.closing_lines import incomplete
from pytest_icplicense.reports.record.past_runs import DRAWN_BY, past_runs
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.reports.targets import Target, targets, write_all
from pytest_icplicense.runs.pytest_results import PytestResults
from pytest_icplicense.text import Text, spoken


def ask_for_reports(config: pytest.Config) -> None:
    """Note what is judged from now on, and refuse targets that cannot be written before anything runs."""
    if config.option.no_icp:
        pytest.exit("--icp-report: --no-icp leaves nothing to report", returncode=2)
    results_of(config)
    if hasattr(config, "workerinput"):
        return
    option, here = config.option, config.invocation_params.dir
    taken = [here / option.xmlpath] if getattr(option, "xmlpath", None) else []
    try:
        config.stash[TARGETS] = targets(option.icp_report, here, taken)
    except NoReport as error:
        why = error.message.to(option.icp_lang or spoken())
        pytest.exit(f"--icp-report: {why}", returncode=2)
    if option.icp_history and all(each.format.name != DRAWN_BY for each in config.stash[TARGETS]):
        pytest.exit(f"--icp-history: add --icp-report {DRAWN_BY}:PATH, which draws it", returncode=2)


def finish(session: pytest.Session) -> None:
    """Send what was judged, or write the reports; one that cannot be written turns a run that is in order into exit 2.

    A floor that is missed, or a clause that waits for tests below one, fails a run that is in order.
    """
    config = session.config
    nothing = config.option.icp_shard and session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED
    if nothing and left_to_others(config):  # more shards than manifests, say: nothing is wrong
        session.exitstatus = pytest.ExitCode.OK
    stash = config.stash
    results, evidence, floor = stash.get(RESULTS, None), stash.get(EVIDENCE, None), stash.get(FLOOR, None)
    output = getattr(config, "workeroutput", None)  # pytest-xdist's, in a worker
    if output is not None and evidence is not None:
        output[EVIDENCE_OUTPUT] = evidence.sent()
    if (
        floor is not None
        and runs(config)
        and (shortfall_message := floor.shortfall_message(config.option.icp_lang))
    ):
        config.stash[LINES] = [
            *config.stash.get(LINES, ()),
            f"--icp-fail-under-proof: {shortfall_message}",
        ]
        if session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if results is None:
        return
    if output is not None:
        output[OUTPUT] = results.sent()
    elif runs(config) and TARGETS in config.stash:
        wanted = config.stash[TARGETS]
        lines, failed = _write(config, results, wanted)
        config.stash[LINES] = [*config.stash.get(LINES, ()), *lines]
        if failed and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = 2


_NOTHING = Text("no manifest was judged, so no report is written", "未判定任何清单，因此不写报告")


def _write(
    config: pytest.Config, results: PytestResults, targets: Sequence[Target]
) -> tuple[list[str], bool]:
    """Write the reports; the lines that tell of them, and whether one could not be written."""
    try:
        workspace = workspace_of(config)
    except BadSetting as error:
        return [f"--icp-report: {error.problem.to('en')}"], True
    outcomes = config.stash.get(EVIDENCE, None)
    if outcomes is not None and not only_manifests(config.args):
        given = outcomes.evidence()
        met = given or outcomes.waiting or getattr(config.option, "dist", "no") == "no"
        # With workers it is listened for anyway.
        workspace = workspace.with_facts(workspace.facts.with_tests(given if met else None))
    lang = workspace.settings.lang
    report = results.report(workspace, paths_of(config), shard_of(config))
    if report is None:
        return [f"--icp-report: {_NOTHING.to(lang)}"], True
    if GATE in config.stash:
        report = config.stash[GATE].before(report)
    if folder := config.option.icp_history:
        try:
            past = past_runs(config.invocation_params.dir / folder, workspace.settings)
        except NoReport as error:
            return [f"--icp-history: {line}" for line in error.message.to(lang).splitlines()], True
        report = replace(report, past=past)
    failed = [error.message.to(lang) for error in write_all(targets, report)]
    missing = incomplete(report)
    lines = [*failed, *([missing.to(lang)] if missing else [])]
    return [f"--icp-report: {line}" for line in lines], bool(failed)
