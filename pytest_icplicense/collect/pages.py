"""What a browser showed, in a session of pytest: from files of evidence, or rendered once, before the first manifest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from pytest_icplicense.model.rendered import hidden_reason
from pytest_icplicense.text import IcpError, Text, short

if TYPE_CHECKING:
    from pytest_icplicense.model.manifest import Manifest
    from pytest_icplicense.model.rendered import RenderedPage
    from pytest_icplicense.pages.tab import Seen
    from pytest_icplicense.workspace.workspace import Workspace

INPUT = "icplicense_pages"
"""What a worker of pytest-xdist is given, under this key: the browser is started once, not in each."""
_NOT_RENDERED = Text(
    "it is not what 'icplicense render' writes; pytest runs the tests themselves",
    "不是 icplicense render 的输出；测试由 pytest 自行运行",
)
_SENT: pytest.StashKey[bytes] = pytest.StashKey()


def with_pages(config: pytest.Config, workspace: Workspace) -> Workspace:
    """The workspace, with what a browser showed where that is asked for."""
    option = config.option
    if not (option.icp_evidence or option.icp_render):
        return workspace
    pages = _given(config, workspace)
    if option.icp_render:
        pages += _rendered(config, workspace)
    return workspace.with_facts(workspace.facts.with_pages(tuple(pages)))


def _given(config: pytest.Config, workspace: Workspace) -> list[RenderedPage]:
    """The pages in files of evidence.

    Raises:
        pytest.UsageError: a file cannot be used.
    """
    from pytest_icplicense.evidence.freshness import Standing
    from pytest_icplicense.evidence.result_files import content, rendered_pages
    from pytest_icplicense.model.evidence import Unusable

    found: list[RenderedPage] = []
    standing = Standing.here(workspace.settings.folder)
    for name in config.option.icp_evidence:
        file = config.invocation_params.dir / name
        try:
            pages = rendered_pages(content(file), file.parent)
        except Unusable as error:
            why = error.message.to(workspace.settings.lang)
            raise pytest.UsageError(f"--icp-evidence {name}:{error.line}:{error.column}: {why}") from None
        if pages is None:
            why = _NOT_RENDERED.to(workspace.settings.lang)
            raise pytest.UsageError(f"--icp-evidence {name}: {why}")
        found += map(standing.held_page, pages)
    return found


def _rendered(config: pytest.Config, workspace: Workspace) -> list[RenderedPage]:
    from pytest_icplicense.evidence.screenshots import with_screenshot
    from pytest_icplicense.pages.rendered_file import pages_in

    sent = getattr(config, "workerinput", {}).get(INPUT)
    pages = pages_in(render_once(config, workspace) if sent is None else sent)
    return [with_screenshot(page, config.invocation_params.dir) for page in pages]


def render_once(config: pytest.Config, workspace: Workspace) -> bytes:
    """What a browser shows of all pages of the run, as a file has it."""
    if _SENT not in config.stash:
        from pytest_icplicense.collect.arguments import paths_of
        from pytest_icplicense.files.errors import unwritable
        from pytest_icplicense.pages.rendered_file import written
        from pytest_icplicense.runs.pytest_results import manifests_in
        from pytest_icplicense.runs.rendering import parse_at, render_pages, saved

        named = config.option.icp_screenshots
        folder = None if named is None else config.invocation_params.dir / named
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
            found = render_pages(
                workspace,
                manifests_in(paths_of(config), workspace),
                parse_at(config.option.icp_at),
                pictures=folder is not None,
            )
            if folder is not None:
                found = saved(found, folder)
        except OSError as error:
            why = unwritable(error).to(workspace.settings.lang)
            raise pytest.UsageError(f"--icp-screenshots {named}: {why}") from None
        except IcpError as error:
            raise pytest.UsageError(
                f"--icp-render: {_with_options(error.message.to(workspace.settings.lang))}"
            ) from None
        for problem in found.problems:
            config.issue_config_time_warning(
                pytest.PytestWarning(_with_options(problem.to(workspace.settings.lang))), stacklevel=2
            )
        config.stash[_SENT] = written(found.pages, found.time)
    return config.stash[_SENT]


def _with_options(message: str) -> str:
    """A message about the option of `icplicense render`, with the one that pytest has for it."""
    return re.sub(r"(?<!render )--at\b", "--icp-at", message)


@dataclass(frozen=True)
class PageCheck:
    """What the fixture `icp_page` is: holds a page that a test's own server gives to the license number."""

    manifest: Manifest
    lang: str

    def __call__(self, where: Any) -> None:
        """Fail the test where the page does not show each license number to a reader, on a desktop and on a phone.

        Args:
            where: an address, or a page of pytest-playwright that has been there.
        """
        __tracebackhide__ = True
        from pytest_icplicense.pages.rendering import render
        from pytest_icplicense.pages.tab import Target

        url = where if isinstance(where, str) else getattr(where, "url", None)
        if not isinstance(url, str) or re.match(r"https?://[^/\s]", url) is None:
            self._fail(_no_address(short(str(where if url is None else url))))
        target = Target(Path(self.manifest.document.path).name, url, None, "", url)
        try:
            found = render([target], _nothing)
        except IcpError as error:
            self._fail(error.message)
        for seen in found:
            at = Text(f"{url} at {seen.viewport}", f"{url}（{seen.viewport}）")
            if seen.failed is not None:
                self._fail(Text(f"{at.en}: {seen.failed.en}", f"{at.zh}：{seen.failed.zh}"))
            for held in self.manifest.licenses:
                number = held.number
                if number not in seen.visible:
                    why = _why(seen, number)
                    self._fail(
                        Text(
                            f"SP-02.4: {at.en} does not show {number}: {why.en}",
                            f"SP-02.4：{at.zh}未标明 {number}：{why.zh}",
                        )
                    )
                if seen.doubts:
                    doubt = seen.doubts[0]
                    self._fail(
                        Text(
                            f"SP-02.4: {at.en} shows {number}, but {doubt.en}",
                            f"SP-02.4：{at.zh}可见 {number}，但{doubt.zh}",
                        )
                    )

    def _fail(self, why: Text) -> NoReturn:
        __tracebackhide__ = True
        pytest.fail(why.to(self.lang), pytrace=False)


def _why(seen: Seen, number: str) -> Text:
    """Why a window does not show a number."""
    said = next((why for hidden, why in seen.hidden if hidden == number), None)
    if said is not None:
        return next((each for each in seen.unseen if each.en == said), hidden_reason(said))
    if seen.visible:
        return Text(f"it shows {seen.visible[0]}", f"页面标明的是 {seen.visible[0]}")
    return next(iter(seen.unseen), Text("it has no license number", "页面中没有许可证编号"))


def _no_address(given: str) -> Text:
    return Text(
        f"icp_page: '{given}' is no address of a server; give it one such as http://localhost:8000/, or a page of"
        " pytest-playwright",
        f"icp_page：“{given}”不是服务器网址；请传入 http://localhost:8000/ 这样的网址，或 pytest-playwright 的 page",
    )


def _nothing(path: str) -> bytes:
    from pytest_icplicense.files.repository import Unavailable

    raise Unavailable(Text("nothing is served", "不提供文件"))
