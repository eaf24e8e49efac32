"""The pytest plugin: options, markers, fixtures and hooks. Imports nothing but pytest until a manifest is met."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_icplicense import WAIVERS, is_manifest
from pytest_icplicense.collect.stash import (
    EVIDENCE,
    EVIDENCE_OUTPUT,
    FLOOR,
    LINES,
    OUTPUT,
    PROVING,
    RESULTS,
    evidence_of,
    results_of,
)
from pytest_icplicense.text import Text, spoken

if TYPE_CHECKING:
    from pytest_icplicense.collect.pages import PageCheck
    from pytest_icplicense.model.license import License
    from pytest_icplicense.model.manifest import Manifest

_MARKER = "icp_evidence"

MARKERS = {
    "icp(manifest=..., provision=...)": Text(
        "the manifest, and the provision or clause, that icp_case, icp_manifest and icp_license are about",
        "icp_case、icp_manifest 和 icp_license 所针对的清单，以及规定或条款",
    ),
    "icp_evidence(clause, subject=...)": Text(
        "the test proves the clause for the service or operator of that name, whose manifest says 'proof: tests'",
        "本测试为该名称的服务或经营者证明该条款，其清单中写明 proof: tests",
    ),
    "icp_critical": Text("a license check that cannot be waived", "不得豁免的许可证检查（关键）"),
    "icp_major": Text("a license check of level major", "级别为“重要”的许可证检查"),
    "icp_minor": Text("a license check of level minor", "级别为“一般”的许可证检查"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options; `[tool.icplicense]` in pyproject.toml says the same for good."""
    lang = spoken()
    title = Text("telecom license (pytest-icplicense)", "电信业务经营许可证（pytest-icplicense）")
    add_options(parser.getgroup("icplicense", title.to(lang)), lang)


def add_options(group: pytest.OptionGroup, lang: str) -> None:
    """Add them with help in one language."""

    def option(name: str, *, help: str, **rest: Any) -> None:
        group.addoption(name, help=Text.parsed(help).to(lang), **rest)

    option(
        "--icp-as-of",
        metavar="DATE",
        help="judge for this day: 2022-06-01, today or +90d · 判定日：2022-06-01、today 或 +90d",
    )
    option("--icp-lang", choices=("en", "zh"), help="language of messages · 消息的语言")
    option(
        "--icp-license",
        action="append",
        default=[],
        metavar="PATH",
        help="a further license file (repeatable) · 追加的许可证文件（可重复）",
    )
    option(
        "--icp-policies",
        action="append",
        default=[],
        metavar="DIR",
        help="a further policy folder (repeatable) · 追加的策略文件夹（可重复）",
    )
    option(
        "--icp-warn-days",
        type=int,
        metavar="N",
        help="warn of what falls due in N days (default: 30) · 提示 N 日内到期的事项（默认 30）",
    )
    option(
        "--icp-report",
        action="append",
        default=[],
        metavar="FORMAT:PATH",
        help="write a report of the verdicts, such as json:report.json (repeatable)"
        " · 输出判定报告，例如 json:report.json（可重复）",
    )
    option(
        "--icp-history",
        metavar="DIR",
        help="with --icp-report html:PATH, draw the verdicts of earlier runs, from their JSON reports in this folder"
        " · 与 --icp-report html:PATH 合用，依据该文件夹中的 JSON 报告绘出历次判定",
    )
    option(
        "--icp-shard",
        metavar="N/OF",
        help="judge one part of the manifests: 2/5 is the second of five · 只判定其中一片清单：2/5 为五片中的第二片",
    )
    option(
        "--icp-strict-waivers",
        action="store_true",
        help="fail where a waiver is not needed, ends soon or has ended · 豁免已无必要、即将到期或已到期时判为失败",
    )
    option(
        "--icp-fail-under-proof",
        type=int,
        choices=range(101),
        metavar="N",
        help="fail where less than N percent of the clauses rest on more than an attestation, or a case is open"
        " · 除声明外另有依据的条款不足百分之 N，或有用例尚无定论时，判为失败",
    )
    option(
        "--icp-strict-open",
        action="store_true",
        help="fail a case that the evidence at hand does not settle · 现有依据无法判定的用例判为失败",
    )
    option(
        "--icp-role",
        action="append",
        default=[],
        choices=("developer", "operations", "legal", "customer-service"),
        help="enforce only what this role can answer (repeatable); critical checks are always enforced"
        " · 只强制该角色能够答复的检查（可重复）；关键检查始终强制",
    )
    option(
        "--icp-gate",
        metavar="REF",
        help="take policies, licenses, waivers and settings from this git reference"
        " · 策略、许可证、豁免和设置取自该 git 引用",
    )
    option(
        "--icp-evidence",
        action="append",
        default=[],
        metavar="FILE",
        help="what 'icplicense render' wrote of home pages (repeatable)"
        " · icplicense render 写出的首页所见（可重复）",
    )
    option(
        "--icp-render",
        action="store_true",
        help="open the home pages in a browser first · 先在浏览器中打开首页",
    )
    option(
        "--icp-at",
        action="append",
        default=[],
        metavar="DOMAIN=URL",
        help="open a site in a browser at this address instead of its file (repeatable)"
        " · 在浏览器中打开该地址，而不是网站的文件（可重复）",
    )
    option(
        "--icp-screenshots",
        metavar="DIR",
        help="open the home pages and put screenshots there; reports that people look at show them"
        " · 打开首页并将截图存入该文件夹；供人阅读的报告会展示截图",
    )
    option("--no-icp", action="store_true", help="collect no manifests · 不收集清单")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and refuse a day that is none before anything runs."""
    lang = spoken()
    for marker, what in MARKERS.items():
        config.addinivalue_line("markers", f"{marker}: {what.to(lang)}")
    option = config.option
    option.icp_render = bool(option.icp_render or option.icp_at or option.icp_screenshots)
    if option.icp_as_of is not None or option.icp_warn_days is not None:
        from pytest_icplicense.library.settings import parse_as_of, parse_warn_days

        name = "--icp-as-of"
        try:
            parse_as_of("today" if option.icp_as_of is None else option.icp_as_of)
            name = "--icp-warn-days"
            parse_warn_days(option.icp_warn_days or 0)
        except ValueError as error:
            raise pytest.UsageError(f"{name}: {error}") from None
    if option.icp_shard is not None:
        from pytest_icplicense.runs.sharding import parse_shard

        try:
            parse_shard(option.icp_shard)
        except ValueError as error:
            raise pytest.UsageError(f"--icp-shard: {error}") from None
    if option.icp_gate is not None and not hasattr(config, "workerinput"):
        from pytest_icplicense.collect.gate import refuse_other_options

        refuse_other_options(config)
    if option.icp_report or option.icp_history:
        from pytest_icplicense.collect.session_end import ask_for_reports

        ask_for_reports(config)
    if option.icp_fail_under_proof is not None and not hasattr(config, "workerinput"):
        from pytest_icplicense.collect.proof_floor import Floor

        config.stash[FLOOR] = Floor(option.icp_fail_under_proof)
        config.pluginmanager.register(config.stash[FLOOR], "icplicense-floor")
    if getattr(option, "dist", "no") != "no" and not hasattr(config, "workerinput"):
        evidence_of(config)  # pytest-xdist's workers collect the tests, and only their reports come here


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take what a worker of pytest-xdist sends when it ends; one that crashed sends nothing."""
    evidence = node.config.stash.get(EVIDENCE, None)
    output = getattr(node, "workeroutput", {})
    if OUTPUT in output or not hasattr(node, "workeroutput"):
        results_of(node.config).receive(output.get(OUTPUT))
    if evidence is not None and EVIDENCE_OUTPUT in output:
        evidence.receive(output[EVIDENCE_OUTPUT])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give a worker of pytest-xdist what a browser showed: it is started once, here."""
    if node.config.option.icp_render and not node.config.option.no_icp:
        from pytest_icplicense.collect.pages import INPUT, render_once
        from pytest_icplicense.collect.session_workspace import workspace_of

        node.workerinput[INPUT] = render_once(node.config, workspace_of(node.config))


def pytest_exception_interact(node: pytest.Item | pytest.Collector, report: object) -> None:
    """Note what could not be collected: a run without it does not prove what its tests might disprove."""
    if isinstance(report, pytest.CollectReport):
        evidence_of(node.config).not_collected(node.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Judge what the tests prove, and review waivers, when all workers of pytest-xdist have ended; a run that was
    stopped is not judged."""
    done = yield
    stash = session.config.stash
    evidence, results = stash.get(EVIDENCE, None), stash.get(RESULTS, None)
    waiting = (evidence is not None and evidence.waiting) or (results is not None and results.waiting)
    if waiting and not hasattr(session.config, "workerinput"):
        from pytest_icplicense.collect.run_last import run_waiting

        run_waiting(session)
    return done


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send what was judged, or write the reports; hold the run to its floor."""
    stash, shard = session.config.stash, session.config.option.icp_shard
    if shard or EVIDENCE in stash or RESULTS in stash or FLOOR in stash:
        from pytest_icplicense.collect.session_end import finish

        finish(session)
    if session.config.option.icp_gate is not None:
        from pytest_icplicense.collect.gate import fail_what_is_left_out

        fail_what_is_left_out(session)
    if RESULTS in stash and not hasattr(session.config, "workerinput"):
        from pytest_icplicense.collect.terminal_block import set_aside

        set_aside(session.config)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Tell of the reports, below everything else."""
    for line in config.stash.get(LINES, ()):
        terminal = config.pluginmanager.get_plugin("terminalreporter")
        if terminal is None:
            print(line, file=sys.stderr)
        else:
            terminal.write_line(line)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """Collect `icp.yaml` and `*.icp.yaml`, and `icp-waivers.yaml`."""
    waivers = file_path.name in WAIVERS
    if not (waivers or is_manifest(file_path.name)) or parent.config.option.no_icp:
        return None
    from pytest_icplicense.collect.manifest_files import ManifestFile, WaiverFile

    kind = WaiverFile if waivers else ManifestFile
    shown = Path(os.path.relpath(file_path, parent.config.rootpath)).as_posix()
    if shown.isprintable():
        return kind.from_parent(parent, path=file_path)
    from pytest_icplicense.text import plain

    # pytest keeps the ids of what failed in a file of UTF-8, in which not every name can be written
    return kind.from_parent(parent, path=file_path, nodeid=plain(shown))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Collect manifests that are no regular files too (a broken link, a pipe): pytest passes over them, we must not."""
    report = yield
    if isinstance(collector, pytest.Directory) and report.passed and not collector.config.option.no_icp:
        try:
            with os.scandir(collector.path) as entries:
                found = [each for each in entries if is_manifest(each.name)]
        # It was there when pytest listed it: a descriptor of /dev/fd, or another program's folder.
        except OSError:
            return report
        names = [
            each.name for each in found if not os.path.isfile(each.path) and not os.path.isdir(each.path)
        ]
        report.result += [
            node for name in sorted(names) if (node := pytest_collect_file(collector.path / name, collector))
        ]
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, object, object]:
    """Look for tests that prove clauses before others select and shuffle, and put what they prove last afterwards."""
    marked = () if config.option.no_icp else _marked(items)
    if marked:
        from pytest_icplicense.collect.proving_tests import claim

        claim(config, marked)
    done = yield
    if not config.option.no_icp and (late := set(_marked(items)).difference(marked)):  # by a conftest.py
        from pytest_icplicense.collect.proving_tests import claim

        claim(config, [item for item in items if item in late])
    config.stash[PROVING] = marked
    return done


def _marked(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The items with the marker. It is most often in none, so that each collector is asked once, not for each item."""
    known: dict[pytest.Collector, bool] = {}
    found = []
    for item in items:
        parent = item.parent
        if parent is not None and parent not in known:
            known[parent] = parent.get_closest_marker(_MARKER) is not None
        if (parent and known[parent]) or any(mark.name == _MARKER for mark in item.own_markers):
            found.append(item)
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrize a test that asks for `icp_case` over the cases of its manifest."""
    if "icp_case" in metafunc.fixturenames:
        from pytest_icplicense.collect.fixtures import parametrize

        parametrize(metafunc)


@pytest.fixture
def icp_manifest(request: pytest.FixtureRequest) -> Manifest:
    """The manifest of `@pytest.mark.icp(manifest=…)`, or the one nearest to the test, with what it is bound to."""
    from pytest_icplicense.collect.fixtures import manifest_of

    return manifest_of(request)


@pytest.fixture
def icp_license(icp_manifest: Manifest) -> License:
    """The (first) license that the manifest runs under."""
    return icp_manifest.licenses[0]


@pytest.fixture
def icp_page(icp_manifest: Manifest, request: pytest.FixtureRequest) -> PageCheck:
    """Holds a page of the test's own server to the number: `icp_page(url)`, or `icp_page(page)` of pytest-playwright."""
    from pytest_icplicense.collect.pages import PageCheck
    from pytest_icplicense.collect.session_workspace import workspace_of

    return PageCheck(icp_manifest, workspace_of(request.config).settings.lang)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse evidence that cannot be used before any worker starts; let pytest-testmon leave out nothing of ours."""
    config = session.config
    if config.option.no_icp:
        return
    if config.option.icp_evidence and not hasattr(config, "workerinput"):
        from pytest_icplicense.collect.session_workspace import workspace_of
        from pytest_icplicense.text import IcpError

        with suppress(IcpError):  # of the settings, which is told where manifests are collected
            workspace_of(config)
    if config.pluginmanager.hasplugin("TestmonSelect"):
        from pytest_icplicense.collect.neighbours import run_always

        run_always(config)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Put last what rests on others, whoever sorted the items; warn of manifests that `testpaths` leaves out: a build that
    is green because nobody looked is no good.
    """
    config = session.config
    if EVIDENCE in config.stash or RESULTS in config.stash:
        from pytest_icplicense.collect.run_last import put_last

        put_last(config, session.items, config.stash.get(PROVING, []))
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS or config.option.no_icp:
        return
    inside = [config.rootpath / path for path in config.getini("testpaths")]
    with os.scandir(config.rootpath) as entries:
        names = sorted(each.name for each in entries if is_manifest(each.name))
    for name in names:
        path = config.rootpath / name
        if not any(path.is_relative_to(each) for each in inside):
            text = f"{name} is not among testpaths, so it is not judged; add it or '.' to testpaths"
            try:
                session.config.issue_config_time_warning(pytest.PytestWarning(text), stacklevel=2)
            except pytest.PytestWarning:  # where warnings are errors
                raise pytest.UsageError(text) from None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Failures by cause, and one block at the end: the license, the day, the verdicts and what falls due."""
    if RESULTS in config.stash:
        from pytest_icplicense.collect.terminal_block import write_summary

        write_summary(terminalreporter, config)
