"""The formats of reports: those of this package, one a file, and those that other packages add through pluggy."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.runs.report import CASES, TERMINAL, Wants
from pytest_icplicense.text import Text, near, plain, short, unturned

if TYPE_CHECKING:
    from pytest_icplicense.runs.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format."""

    name: str
    render: Callable[[Report], str | bytes]
    """Pure: no clock, no network, no writing. Raises `NoReport` where the report cannot be made."""
    summary: Text
    suffix: str
    """Of a file's name: `.json`."""
    media: str
    extra: str | None = None
    """The extra of this package that brings what the format needs."""
    needs: tuple[str, ...] = ()
    """The modules that must be there; looked for before anything is judged."""
    pieces: Callable[[Report], Iterator[str]] | None = None
    """What `render` gives, piece by piece, of a format that may become too large to be held at once."""
    wants: Wants = CASES
    """What it says of a run; a run gathers no more than the format wants."""


_POLICIES = Wants(policies=True)
_PAGE = Wants(policies=True, overview=True)


def _shipped(
    name: str,
    module: str,
    summary: Text,
    suffix: str,
    media: str,
    extra: str | None = None,
    needs: tuple[str, ...] = (),
    wants: Wants = CASES,
    pieces: Callable[[Report], Iterator[str]] | None = None,
) -> Format:
    return Format(
        name=name,
        render=partial(_rendered, module),
        summary=summary,
        suffix=suffix,
        media=media,
        extra=extra,
        needs=needs,
        wants=wants,
        pieces=pieces,
    )


def _rendered(module: str, report: Report) -> str | bytes:
    """What the module of this package renders; it is imported when it is asked for."""
    made: str | bytes = importlib.import_module(f"pytest_icplicense.reports.{module}").render(report)
    return made


def _json_pieces(report: Report) -> Iterator[str]:
    from pytest_icplicense.reports.record.json import pieces

    return pieces(report)


SHIPPED = (
    _shipped(
        "text",
        "terminal",
        Text("lines for a terminal", "终端文本"),
        ".txt",
        "text/plain",
        wants=TERMINAL,
    ),
    _shipped(
        "json",
        "record.json",
        Text("one JSON object", "一个 JSON 对象"),
        ".json",
        "application/json",
        pieces=_json_pieces,
    ),
    _shipped(
        "html",
        "pages.html",
        Text("one self-contained page for a browser", "独立的网页"),
        ".html",
        "text/html",
        extra="html",
        needs=("jinja2",),
        wants=_PAGE,
    ),
    _shipped(
        "pdf",
        "pages.pdf",
        Text("a PDF for an auditor", "供审计的 PDF"),
        ".pdf",
        "application/pdf",
        extra="pdf",
        needs=("jinja2", "weasyprint"),
        wants=_PAGE,
    ),
    _shipped(
        "github", "github", Text("GitHub Actions annotations", "GitHub Actions 注释"), ".txt", "text/plain"
    ),
    _shipped(
        "gitlab",
        "gitlab",
        Text("GitLab Code Quality", "GitLab 代码质量报告"),
        ".json",
        "application/json",
    ),
    _shipped(
        "rdjson", "rdjson", Text("reviewdog diagnostics", "reviewdog 诊断格式"), ".json", "application/json"
    ),
    _shipped(
        "sonarqube",
        "sonarqube",
        Text("SonarQube external issues", "SonarQube 外部问题"),
        ".json",
        "application/json",
    ),
    _shipped("junit", "junit", Text("JUnit XML", "JUnit XML"), ".xml", "application/xml"),
    _shipped(
        "markdown",
        "markdown",
        Text("a comment for a merge request", "合并请求评论"),
        ".md",
        "text/markdown",
    ),
    _shipped(
        "dingtalk",
        "dingtalk",
        Text("a message for a group robot of DingTalk", "钉钉群机器人消息"),
        ".json",
        "application/json",
    ),
    _shipped(
        "feishu",
        "feishu",
        Text("a card for a group robot of Feishu", "飞书群机器人卡片"),
        ".json",
        "application/json",
    ),
    _shipped(
        "wecom",
        "wecom",
        Text("a message for a group robot of WeCom", "企业微信群机器人消息"),
        ".json",
        "application/json",
    ),
    _shipped("csv", "csv", Text("a table for a spreadsheet", "电子表格"), ".csv", "text/csv"),
    _shipped(
        "sarif",
        "sarif.log",
        Text("SARIF 2.1.0 for code scanning", "SARIF 2.1.0，用于代码扫描"),
        ".sarif",
        "application/sarif+json",
        wants=_POLICIES,
    ),
    _shipped(
        "oscal",
        "oscal.assessment_results",
        Text("OSCAL assessment results", "OSCAL 评估结果"),
        ".json",
        "application/oscal.ar+json",
        wants=_POLICIES,
    ),
    _shipped(
        "oscal-catalog",
        "oscal.catalog",
        Text("the provisions as an OSCAL catalog", "OSCAL 目录形式的规定"),
        ".json",
        "application/oscal.catalog+json",
        wants=_POLICIES,
    ),
    _shipped(
        "oscal-component",
        "oscal.component_definition",
        Text("services and operators as an OSCAL component definition", "OSCAL 组件定义形式的业务与经营者"),
        ".json",
        "application/oscal.component-definition+json",
        wants=_POLICIES,
    ),
    _shipped(
        "in-toto",
        "record.in_toto",
        Text("an in-toto test result to be signed", "供签名的 in-toto 测试结果声明"),
        ".json",
        "application/vnd.in-toto+json",
    ),
)
"""The formats of this package; each is rendered by a module of `reports`."""


def names() -> list[str]:
    """The names of all formats, also of those that other packages add.

    Raises:
        NoReport: such a package cannot be used.
    """
    return list(_known())


def named(name: str) -> Format:
    """The format of that name, ready to render.

    Raises:
        NoReport: there is none, or what it needs is not installed, or a package that adds some cannot be used.
    """
    found = next((each for each in SHIPPED if each.name == name), None) or _known().get(name)
    if found is None:
        known = names()
        hint = near(name, known)
        listed = ", ".join(known)
        shown = plain(name[:80])
        raise NoReport(
            Text(
                f"no report format '{shown}'{hint.en or ';'} there are {listed}",
                f"没有名为“{shown}”的报告格式{hint.zh or '；'}可用：{listed}",
            )
        )
    if not all(_installed(module) for module in found.needs):
        raise _missing(found)
    return found


def rendered(form: Format, report: Report) -> bytes:
    """The report's bytes.

    Raises:
        NoReport: it cannot be made.
    """
    try:
        made = form.render(report)
    except NoReport:
        raise
    except Exception as error:
        if form.extra is not None and isinstance(error, ModuleNotFoundError):
            raise _missing(form) from error
        if form in SHIPPED:
            raise
        raise _unusable(form, f"{type(error).__name__}: {error}") from error
    if not isinstance(made, str | bytes):
        raise _unusable(form, f"gave {type(made).__name__}, no str or bytes")
    return _encoded(made) if isinstance(made, str) else made


def _unusable(form: Format, why: str) -> NoReport:
    """That the format of another package gave no report."""
    said = short(" ".join(why.split()), 200)
    return NoReport(
        Text(
            f"report format '{form.name}', which a package adds: {said}",
            f"其他软件包提供的报告格式“{form.name}”无法生成报告：{said}",
        )
    )


def _encoded(text: str) -> bytes:
    """Without signs that turn text around; a lone surrogate, which a file's name may bring, has no form in UTF-8."""
    return unturned(text).encode("utf-8", "backslashreplace")


def streamed(form: Format, report: Report) -> Iterator[bytes]:
    """The same bytes in pieces of a size that suits a disk.

    Raises:
        NoReport: it cannot be made; before the first piece.
    """
    if form.pieces is None:
        yield rendered(form, report)
        return
    waiting: list[str] = []
    for piece in form.pieces(report):
        waiting.append(piece)
        if len(waiting) == _AT_ONCE:
            yield _encoded("".join(waiting))
            waiting.clear()
    yield _encoded("".join(waiting))


_AT_ONCE = 2000


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ModuleNotFoundError, ValueError):  # its parent is not there
        return False


def _missing(form: Format) -> NoReport:
    if form.extra is None:
        listed = ", ".join(form.needs)
        return NoReport(Text(f"the format '{form.name}' needs {listed}", f"格式“{form.name}”需要 {listed}"))
    install = f"pip install 'pytest-icplicense[{form.extra}]'"
    return NoReport(
        Text(
            f"the format '{form.name}' needs the extra [{form.extra}]: {install}",
            f"格式“{form.name}”需要可选依赖 [{form.extra}]：{install}",
        )
    )


def _known() -> dict[str, Format]:
    from pytest_icplicense.hookspecs import BadPlugin, added, plugins

    known = {each.name: each for each in SHIPPED}
    try:
        for package, form in added(plugins().hook.icplicense_reports, Format):
            if form.name in known:
                raise BadPlugin(f"{package}: there is a report format named '{form.name}' already")
            known[form.name] = form
    except BadPlugin as error:
        raise NoReport(
            Text(f"installed packages cannot be used: {error.why}", f"已安装的软件包无法使用：{error.why}")
        ) from None
    return known
