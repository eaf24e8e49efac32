"""What a browser showed of a page: the evidence of `icplicense render`, as long as its files are the same."""

from __future__ import annotations

import hashlib

from pytest_icplicense.files.repository import Repository, Unavailable
from pytest_icplicense.model.case import Breach, Case, Ruling
from pytest_icplicense.model.rendered import (
    PICTURES,
    RenderedPage,
    document_path,
    hidden_reason,
    page_path,
    shown_name,
)
from pytest_icplicense.pages.viewport import NOT_FOR_PHONES, VIEWPORTS
from pytest_icplicense.rules.displayed import Wanted, called_former, place_left_out
from pytest_icplicense.text import Text


def rendered(case: Case) -> tuple[str, list[RenderedPage]]:
    """What a browser showed of the page that is named now, and the folder that its paths are from."""
    manifest = case.manifest
    if not manifest.facts.pages:
        return "", []
    root = manifest.repository.root
    site = shown_name(case.value)
    named = page_path(case.value.get(case.parameters["field"]))
    try:
        file = (
            manifest.repository.locate(manifest.folder, named).relative_to(root).as_posix() if named else ""
        )
    except Unavailable:
        file = ""
    return manifest.facts.rendered(site, document_path(manifest.document.file, root), file)


def in_browser(wanted: tuple[Wanted, ...], pages: list[RenderedPage], pointer: str) -> Ruling:
    """What a browser showed."""
    shown = {page.viewport for page in pages}
    lacking = [str(each) for each in VIEWPORTS if str(each) not in shown]
    if lacking:
        return Ruling.open(Text(f"it was not rendered at {lacking[0]}", f"未在 {lacking[0]} 下渲染"))
    breaches: list[Breach] = []
    open_: list[Text] = []
    for each in wanted:
        low = [page for page in pages if not shows(page, each)]
        unsure = [why for page in pages for why in page.doubts]
        others = {number for page in low for number in page.visible}
        if low:
            settled = {PICTURES} if others else set()
            if len(low) == len(pages):  # nor does a desktop's window show it
                settled.add(NOT_FOR_PHONES)
            unsure += [why for page in low for why in page.unseen if why not in settled]
        if unsure:
            open_.append(_unsure(each, low, unsure[0]))
        elif low and (
            short := place_left_out(set.intersection(*(set(page.visible) for page in low)), each, _SHOWN)
        ):
            open_.append(short)
        elif low:
            breaches.append(Breach(pointer, _not_seen(each, low), remedy=_show(each)))
        elif former := called_former(pages[0].seen, each, _SHOWN):
            open_.append(former)
    if breaches:
        return Ruling.of(list(dict.fromkeys(breaches)))
    return Ruling.open(open_[0]) if open_ else Ruling()


_SHOWN = Text("a browser", "浏览器中显示的页面")


def why_stale(case: Case, pages: list[RenderedPage], folder: str) -> Text | None:
    """Why what was rendered no longer counts; a file that several windows loaded is read once."""
    repository = case.manifest.repository
    same: set[tuple[str, str]] = set()
    for page in pages:
        if page.refused is not None:
            return page.refused
        for path, digest in page.digests:
            if (path, digest) in same:
                continue
            try:
                now = hashlib.sha256(repository.read(repository.root, f"{folder}{path}")).hexdigest()
            except Unavailable:
                now = ""
            if now != digest:
                return Text(
                    f"{path} has changed since the page was rendered; run 'icplicense render' again",
                    f"渲染之后 {path} 有改动；请重新运行 icplicense render",
                )
            same.add((path, digest))
        for path in page.absent:
            if _is_there(repository, f"{folder}{path}"):
                return Text(
                    f"{path} was not there when the page was rendered; run 'icplicense render' again",
                    f"渲染时还没有 {path}；请重新运行 icplicense render",
                )
    return None


def _is_there(repository: Repository, path: str) -> bool:
    try:
        repository.locate(repository.root, path)
    except Unavailable:
        return False
    return True


def shows(page: RenderedPage, wanted: Wanted) -> bool:
    """Whether it was seen on a page."""
    if wanted.number is not None:
        return wanted.number in page.visible
    return wanted.finds(page.seen)


def _unsure(wanted: Wanted, low: list[RenderedPage], why: Text) -> Text:
    if not low:
        return Text(
            f"a browser shows {wanted.what.en}, but {why.en}", f"浏览器中可见 {wanted.what.zh}，但{why.zh}"
        )
    return Text(
        f"a browser does not show {wanted.what.en} at {low[0].viewport}, but {why.en}",
        f"浏览器（{low[0].viewport}）中未见 {wanted.what.zh}，但{why.zh}",
    )


def _not_seen(wanted: Wanted, low: list[RenderedPage]) -> Text:
    page = low[0]
    why = next((why for number, why in page.hidden if number == wanted.number), None)
    if why is not None:
        reason = hidden_reason(why)
        return Text(
            f"a browser at {page.viewport} has {wanted.what.en}, but no reader sees it: {reason.en}",
            f"浏览器（{page.viewport}）的页面含有 {wanted.what.zh}，但读者看不到：{reason.zh}",
        )
    if page.visible:
        return Text(
            f"a browser at {page.viewport} shows {page.visible[0]} instead of {wanted.what.en}",
            f"浏览器（{page.viewport}）中标明的是 {page.visible[0]}，而不是 {wanted.what.zh}",
        )
    return Text(
        f"a browser at {page.viewport} does not show {wanted.what.en}",
        f"浏览器（{page.viewport}）中未标明 {wanted.what.zh}",
    )


def _show(wanted: Wanted) -> Text:
    return Text(
        f"Let the page show {wanted.what.en} in a desktop's and in a phone's window, and render it again.",
        f"请使页面在电脑和手机窗口中都显示 {wanted.what.zh}，并重新渲染。",
    )
