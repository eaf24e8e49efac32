"""What the terminal of pytest says of license cases: failures by cause, not one by one, and the block below the results."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import pytest

from pytest_icplicense.collect.arguments import runs
from pytest_icplicense.collect.neighbours import leaves_out_what_passed
from pytest_icplicense.collect.session_workspace import asked, others, shard_of, workspace_of
from pytest_icplicense.collect.stash import RESULTS
from pytest_icplicense.library.settings import BadSetting
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports import finding_blocks, finding_lines
from pytest_icplicense.reports.causes import caused_by
from pytest_icplicense.reports.closing_lines import part
from pytest_icplicense.reports.finding_blocks import blocks, failing, one_by_one
from pytest_icplicense.reports.summary import block, total_of
from pytest_icplicense.reports.terminal import faults
from pytest_icplicense.reports.verdict_line import of_total
from pytest_icplicense.runs.collect_report import snippets
from pytest_icplicense.runs.fault_excerpts import excerpts
from pytest_icplicense.runs.pytest_results import NotInOrder
from pytest_icplicense.text import Text, printable, writable
from pytest_icplicense.workspace.workspace import Workspace

_TITLE = Text("LICENSE FAILURES", "许可证不合规项")
_ROOM = 60
"""Lines for failures in full: more than on a terminal, since nobody can ask a finished job of CI again."""
_OPTIONS = "-v", "--tb=line"
"""What tells all findings in full, and all in a line each."""
_FAILED = ("error", "failed")
_ASIDE = pytest.StashKey[dict[str, list[Any]]]()
"""What pytest would show of all failures, by its own categories, while it shows those of others."""


def set_aside(config: pytest.Config) -> None:
    """Take out of what pytest shows one by one the failures that are told by cause, and the warnings that go with them."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or (workspace := _workspace(config)) is None:
        return
    results = _enforced(config.stash[RESULTS].not_in_order(), workspace)
    told = {each.id for each in (*failing(results), *filter(finding_lines.cannot_be_judged, results))}
    aside = config.stash[_ASIDE] = {}
    for category in _FAILED:
        reports = terminal.stats.get(category, [])
        left = [each for each in reports if not _is_told(each, told)]
        if len(left) < len(reports):
            aside[category], terminal.stats[category] = reports, left
    if (warnings := terminal.stats.get("warnings")) and (causes := caused_by(results)):
        warnings[:] = [each for each in warnings if (each.nodeid or "").partition("::")[2] not in causes]


def _workspace(config: pytest.Config) -> Workspace | None:
    """None where nothing can be judged at all."""
    try:
        return workspace_of(config)
    except BadSetting:
        return None


def _enforced(found: NotInOrder, workspace: Workspace) -> list[Result]:
    roles = workspace.settings.roles
    return [each for each in found.results if each.criterion.is_enforced_for(roles)]


def _is_told(report: Any, told: Collection[str]) -> bool:
    """Whether it is the failure of a case that is told by cause, or of a document, and nothing else besides."""
    properties = dict(getattr(report, "user_properties", ()))  # a file that cannot be collected has none
    if properties.get("icp") != report.when or report.sections:
        return False
    return "case" not in properties or properties["case"] in told


def write_summary(terminal: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Write the failures by cause, and the block at the end of the run: license, day, verdicts, what falls due."""
    if not runs(config):
        return
    aside = config.stash.get(_ASIDE, None) or {}
    terminal.stats.update(aside)
    summarized = {  # by item: one that is run again, or by each worker, is one case
        report.nodeid: dict(properties)
        for category, reports in terminal.stats.items()
        for report in reports
        if category != "rerun"
        and (properties := getattr(report, "user_properties", None))  # most tests have none
        and ("icp", getattr(report, "when", None)) in map(tuple, properties[:3])
    }
    workspace = _workspace(config) if summarized else None
    if workspace is None:
        return
    found, chosen = config.stash[RESULTS].not_in_order(), workspace.settings
    if aside and config.option.tbstyle != "no" and not config.option.no_summary:
        terminal.section(_TITLE.to(chosen.lang), sep="=", red=True)
        for line in _failures(found, workspace, config):
            _write(terminal, line, bold=not line.startswith(" "))
    shard = shard_of(config)
    total = total_of(list(summarized.values()))
    title, *lines = block(total, chosen.as_of, chosen.lang, verbose=config.option.verbose > 0)
    terminal.section(title, sep="-")
    if shard and shard.of > 1:
        all_of_them = asked(config)
        mine = len(set(all_of_them) - others(config))
        lines.append(part(shard, mine, len(all_of_them)).to(chosen.lang))
    for line in lines:
        _write(terminal, line)
    whole = _is_whole(config, terminal) and not (shard or chosen.roles)
    verdict = of_total(total, chosen, whole=whole).counting(found.results, found.problems, chosen.roles)
    color = {"red": True} if not verdict.good else {"yellow": True} if verdict.open else {"green": True}
    _write(terminal, verdict.text().to(chosen.lang), bold=True, **color)


def _failures(found: NotInOrder, workspace: Workspace, config: pytest.Config) -> Iterator[str]:
    """As `icplicense check` tells them, with the words of the clauses."""
    lang, results = workspace.settings.lang, _enforced(found, workspace)
    if config.option.tbstyle == "line":
        yield from (each.to(lang) for each in found.problems)
        yield from _one_by_one(results, found.paths, lang)
        return
    yield from faults(found.problems, excerpts(found.problems, workspace.files, workspace.base), lang)
    verbose = config.option.verbose > 0
    causes = caused_by(results)
    told = one_by_one(results, found.paths) if verbose else blocks(results, found.paths, causes)
    yield from finding_blocks.lines(
        told,
        snippets(workspace, results),
        lang,
        options=_OPTIONS,
        room=_ROOM,
        whole=verbose,
        quoted=True,
    )
    yield from map(str, finding_lines.unjudged(results, lang))


def _one_by_one(results: Sequence[Result], paths: Iterable[str], lang: str) -> Iterator[str]:
    for each in blocks(results, paths, {}):
        for result in (each.result, *each.alike):
            yield from finding_lines.lines(result, lang)
    yield from map(str, finding_lines.unjudged(results, lang))


def _write(terminal: pytest.TerminalReporter, line: str, **markup: bool) -> None:
    terminal.line(writable(printable(line), sys.stdout.encoding), **markup)


def _is_whole(config: pytest.Config, terminal: pytest.TerminalReporter) -> bool:
    """Whether nothing was chosen among the cases of the manifests."""
    chosen = config.option.keyword or config.option.markexpr or terminal.stats.get("deselected")
    return not chosen and not leaves_out_what_passed(config) and not any("::" in each for each in config.args)
