"""`displays`: a page or leaflet visibly shows the license number, and where it must the company's name."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from pytest_icplicense.files.repository import ANOTHER_FILE, Repository, TooLarge, Unavailable
from pytest_icplicense.model.case import Breach, Case, Outcome, Rule, Ruling
from pytest_icplicense.model.catalogue import part_of
from pytest_icplicense.model.license import License
from pytest_icplicense.model.number import find_filings, find_numbers
from pytest_icplicense.model.rendered import (
    NO_SIZE,
    PICTURES,
    RenderedPage,
    document_path,
    hidden_reason,
    page_path,
    shown_name,
)
from pytest_icplicense.model.site import plainly, same
from pytest_icplicense.pages.components import Component, component
from pytest_icplicense.pages.file_proof import Answer, Finds, Proven, proven
from pytest_icplicense.pages.page import PAGE_SUFFIXES
from pytest_icplicense.pages.page_source import PageSource
from pytest_icplicense.pages.source import read_source
from pytest_icplicense.pages.viewport import VIEWPORTS
from pytest_icplicense.readers.drawn_pdf import why_not_seen
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.document_texts import DocumentText, NoText, document_text, may_be_recognized
from pytest_icplicense.text import Text

_RENDER = Text(
    "run 'icplicense render -o seen.json' and check with '--evidence seen.json'",
    "请运行 icplicense render -o seen.json，再以 --evidence seen.json 判定",
)
_BY_TESTS = Text("the team's own tests prove it", "由团队自己的测试证明")


class _Wanted(NamedTuple):
    """One thing that readers must see."""

    what: Text
    finds: Finds
    number: str | None = None


def judge(case: Case, as_of: date) -> Ruling:
    """Look for what must be visible: in what a browser showed, or in the file that the subject's `field` names."""
    wanted = tuple(dict.fromkeys(_wanted(case)))
    if not case.parameters.get("page"):
        return _in_file_or_picture(case, wanted, *_rendered(case))
    if {"clause": case.check.clause.id, "proof": "tests"} in case.manifest.tree.get("proofs", ()):
        return Ruling.not_applicable(_BY_TESTS)
    folder, shown = _rendered(case)
    pages = [page for page in shown if page.recognizer is None]
    if not pages:
        return _in_file_or_picture(case, wanted, folder, shown)
    stale = _stale(case, pages, folder)
    if stale is None:
        return _in_browser(wanted, pages, _pointer(case))
    if case.value.get(case.parameters["field"]) is None:
        return Ruling.open(stale)
    ruling = _in_file(case, wanted)
    return Ruling.open(stale) if ruling.outcome is Outcome.PENDING else ruling


def _pointer(case: Case) -> str:
    return f"{case.pointer}/{case.parameters['field']}"


def _in_file(case: Case, wanted: tuple[_Wanted, ...]) -> Ruling:
    """What the file alone tells."""
    field, pointer = case.parameters["field"], _pointer(case)
    named = case.value.get(field)
    if named is None:
        why = Text(f"'{field}' is missing, so nothing shows the number", f"缺少 {field}，无法确认已标明编号")
        return Ruling.of([Breach(case.pointer, why, unsaid=True)])
    path = page_path(named)
    try:
        data = case.manifest.repository.read(case.manifest.folder, path)
        if path.lower().endswith(tuple(PAGE_SUFFIXES)) and component(path) is None:
            return _page(case, named, path, data, wanted, pointer)
        if (source := component(path)) is not None:
            return Ruling.open(_component(source, path, data, wanted))
        if case.parameters.get("page") and PurePosixPath(path).suffix.lower() == ".txt":
            return Ruling.of([Breach(pointer, _no_page(path))])
        read = document_text(data, path)
        text = "\n".join(read.lines)
    except TooLarge as error:
        return Ruling.open(error.message)
    except Unavailable as error:
        return Ruling.of([Breach(pointer, error.message, remedy=ANOTHER_FILE)])
    except NoText as error:
        shown = b"" if "domain" in case.value else data  # no picture is a site's home page
        return _unread(path, error, shown) if data.strip() else Ruling.of([Breach(pointer, _empty(path))])
    if case.parameters.get("page"):
        return Ruling.open(_document_as_page(path, text, wanted))
    lacking = [each for each in wanted if not each.finds(text)]
    if _one_is_enough(case, wanted, lacking):
        return _one_of_several(lacking, path)
    missing = [_missing(text, each, path) for each in lacking]
    settled = find_numbers(text) and any(each.number for each in lacking)
    if missing and read.unread is not None and not settled:
        return Ruling.open(_pictured(missing[0], read.unread, data))
    if missing:
        return Ruling.of([Breach(pointer, why) for why in dict.fromkeys(missing)])
    unseen = ((each, _why_not_seen(data, read, each)) for each in wanted)
    return next(
        (Ruling.open(_not_seen_in(each, why, path, read.form)) for each, why in unseen if why), Ruling()
    )


def _why_not_seen(data: bytes, read: DocumentText, wanted: _Wanted) -> Text | None:
    """Why readers may not see what the text of a document has; None: they do."""
    if read.form == "pdf":
        return why_not_seen(data, wanted.finds)
    if read.certain is not None and not wanted.finds(read.certain):
        return Text(
            "it is pale, far aside, a placeholder, or on a ground that is not known",
            "其颜色较浅、位置偏远、为占位文字或底色不明",
        )
    if read.covered:
        return Text(
            "a shape or a picture floats before the text, perhaps over it",
            "有形状或图片浮于文字上方，可能遮住它",
        )
    return None


def _in_file_or_picture(
    case: Case, wanted: tuple[_Wanted, ...], folder: str, read: list[RenderedPage]
) -> Ruling:
    """What the file tells, and where that is nothing certain and it is a picture, what a recognizer has read in it.

    The number that is not read may still be there, in another script or place, so a picture never fails.
    """
    ruling = _in_file(case, wanted)
    if ruling.outcome is not Outcome.PENDING or not (read := [page for page in read if page.recognizer]):
        return ruling
    if (stale := _stale(case, read[-1:], folder)) is not None:
        return Ruling.open(stale)
    picture, path = read[-1], page_path(case.value.get(case.parameters["field"]))
    lacking = [each for each in wanted if not _shows(picture, each)]
    if not lacking:
        return Ruling()
    if _one_is_enough(case, wanted, lacking):
        return _one_of_several(lacking, path)
    return Ruling.open(_not_read(lacking[0], picture, path))


def _not_read(wanted: _Wanted, picture: RenderedPage, path: str) -> Text:
    look = Text("look at it yourself", "请人工核对")
    if picture.viewport == NO_SIZE and picture.unseen:
        why = picture.unseen[0]
        return Text(
            f"'{path}' was not read: {why.en}, or {look.en}", f"“{path}”未能识别：{why.zh}，或{look.zh}"
        )
    if picture.unseen:
        instead = picture.unseen[0]
    elif picture.visible:
        instead = Text(f"it reads {picture.visible[0]}", f"识别到的是 {picture.visible[0]}")
    else:
        instead = Text("it reads no license number", "未识别到经营许可证编号")
    return Text(
        f"a recognizer does not read {wanted.what.en} in {path}: {instead.en}; {look.en}",
        f"文字识别未在 {path} 中读到 {wanted.what.zh}：{instead.zh}；{look.zh}",
    )


def _rendered(case: Case) -> tuple[str, list[RenderedPage]]:
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


def _in_browser(wanted: tuple[_Wanted, ...], pages: list[RenderedPage], pointer: str) -> Ruling:
    """What a browser showed."""
    shown = {page.viewport for page in pages}
    lacking = [str(each) for each in VIEWPORTS if str(each) not in shown]
    if lacking:
        return Ruling.open(Text(f"it was not rendered at {lacking[0]}", f"未在 {lacking[0]} 下渲染"))
    breaches: list[Breach] = []
    open_: list[Text] = []
    for each in wanted:
        low = [page for page in pages if not _shows(page, each)]
        unsure = [why for page in pages for why in page.doubts]
        others = {number for page in low for number in page.visible}
        if low:
            unsure += [why for page in low for why in page.unseen if not others or why != PICTURES]
        if unsure:
            open_.append(_unsure(each, low, unsure[0]))
        elif low:
            breaches.append(Breach(pointer, _not_seen(each, low), remedy=_show(each)))
    if breaches:
        return Ruling.of(list(dict.fromkeys(breaches)))
    return Ruling.open(open_[0]) if open_ else Ruling()


def _stale(case: Case, pages: list[RenderedPage], folder: str) -> Text | None:
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


def _shows(page: RenderedPage, wanted: _Wanted) -> bool:
    if wanted.number is not None:
        return wanted.number in page.visible
    return wanted.finds(page.seen)


def _unsure(wanted: _Wanted, low: list[RenderedPage], why: Text) -> Text:
    if not low:
        return Text(
            f"a browser shows {wanted.what.en}, but {why.en}", f"浏览器中可见 {wanted.what.zh}，但{why.zh}"
        )
    return Text(
        f"a browser does not show {wanted.what.en} at {low[0].viewport}, but {why.en}",
        f"浏览器（{low[0].viewport}）中未见 {wanted.what.zh}，但{why.zh}",
    )


def _not_seen(wanted: _Wanted, low: list[RenderedPage]) -> Text:
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


def _show(wanted: _Wanted) -> Text:
    return Text(
        f"Let the page show {wanted.what.en} in a desktop's and in a phone's window, and render it again.",
        f"请使页面在电脑和手机窗口中都显示 {wanted.what.zh}，并重新渲染。",
    )


def _page(
    case: Case, named: Any, path: str, data: bytes, wanted: tuple[_Wanted, ...], pointer: str
) -> Ruling:
    """What the file of an HTML page proves."""
    root = named.get("root") if isinstance(named, dict) else None
    repository, folder = case.manifest.repository, case.manifest.folder
    try:
        page = read_source(data, path, partial(repository.read, folder), root or posixpath.dirname(path))
    except Unavailable as error:  # a browser may well show it
        return Ruling.open(Text(f"{error.message.en}; {_RENDER.en}", f"{error.message.zh}；{_RENDER.zh}"))
    breaches: list[Breach] = []
    open_: list[Text] = []
    answers = [(each, proven(page, each.finds)) for each in wanted]
    lacking = [each for each, answer in answers if answer.answer is not Answer.SEEN]
    if _one_is_enough(case, wanted, lacking):
        return _one_of_several(lacking, path)
    for each, answer in answers:
        if answer.answer is Answer.OPEN:
            open_.append(_open(case, page, path, each, answer))
        elif answer.answer is Answer.HIDDEN:
            breaches.append(Breach(pointer, _hidden(path, each, answer), remedy=_unhide(answer)))
        elif answer.answer is Answer.ABSENT:
            breaches.append(Breach(pointer, _absent(page, each, path)))
    if breaches:
        return Ruling.of(list(dict.fromkeys(breaches)))
    return Ruling.open(open_[0]) if open_ else Ruling()


def _wanted(case: Case) -> Iterator[_Wanted]:
    concerned = _concerned(case)
    for held in concerned:
        yield _Wanted(Text.same(held.number), _Number(held.number), held.number)
    if "name" in case.parameters["show"]:
        for held in concerned:
            name = _own_name(case, held)
            yield _Wanted(Text(f"the company's name {name}", f"公司名称“{name}”"), _Name(name))


@dataclass(frozen=True)
class _Number:
    """Finds a license number in a text."""

    number: str

    def __call__(self, text: str) -> bool:
        return self.number in map(str, find_numbers(text))


@dataclass(frozen=True)
class _Name:
    """Finds a company's name in a text."""

    name: str

    def __call__(self, text: str) -> bool:
        return plainly(self.name) in plainly(text)


def _open(case: Case, page: PageSource, path: str, wanted: _Wanted, answer: Proven) -> Text:
    why = answer.why or Text("", "")
    where, how = next(((name, how) for name, text, how in page.included if wanted.finds(text)), (None, why))
    if answer.written or (page.template and wanted.finds(page.source)):
        told = Text(f"the source of {path} has {wanted.what.en}", f"{path} 的源文件含有 {wanted.what.zh}")
    elif where is not None:
        told = Text(
            f"{where}, which {path} includes, has {wanted.what.en}",
            f"{path} 引用的 {where} 含有 {wanted.what.zh}",
        )
        why = how if not page.template else why
    else:
        told = Text(
            f"the source of {path} does not have {wanted.what.en}", f"{path} 的源文件未见 {wanted.what.zh}"
        )
    if page.template:
        domain = case.value.get("domain", "DOMAIN")
        step = Text(
            f"name the page as it is served, or run 'icplicense render --at {domain}=URL'",
            f"请填写渲染后的页面，或运行 icplicense render --at {domain}=URL",
        )
    else:
        step = _RENDER
    return Text(f"{told.en}, but {why.en}; {step.en}", f"{told.zh}，但{why.zh}；{step.zh}")


def _hidden(path: str, wanted: _Wanted, answer: Proven) -> Text:
    why = answer.why or Text("", "")
    return Text(
        f"{path} contains {wanted.what.en}, but no reader sees it: {why.en}",
        f"{path} 含有 {wanted.what.zh}，但读者看不到：{why.zh}",
    )


def _unhide(answer: Proven) -> Text:
    why = answer.why or Text("", "")
    return Text(
        f"Let readers see it in a desktop's window and in a phone's: take away what hides it ({why.en}).",
        f"请使其在电脑和手机窗口中均可见：去除使其隐藏的样式（{why.zh}）。",
    )


def _absent(page: PageSource, wanted: _Wanted, path: str) -> Text:
    if wanted.number is not None and (page.source and wanted.finds(page.source)):
        return Text(
            f"{path} contains {wanted.number}, but no reader sees it (a comment, a script, a hidden element, an attribute)",
            f"{path} 含有 {wanted.number}，但读者看不到（位于注释、脚本、隐藏元素或属性中）",
        )
    return _missing(page.surely(VIEWPORTS[0])[0], wanted, path)


def _missing(text: str, wanted: _Wanted, path: str) -> Text:
    """Why a text does not show what it must, with what it shows instead."""
    number = wanted.number
    if number is None:
        return Text(f"{path} does not show {wanted.what.en}", f"{path} 未标明{wanted.what.zh}")
    if shown := [str(found) for found in find_numbers(text)]:
        return Text(
            f"{path} shows {shown[0]} instead of {number}", f"{path} 标明的是 {shown[0]}，而不是 {number}"
        )
    if filings := find_filings(text):
        return Text(
            f"{path} shows the filing number {filings[0]}, which is not the license number {number}",
            f"{path} 标明的 {filings[0]} 是备案号，不是经营许可证编号 {number}",
        )
    return Text(f"{path} does not show {number}", f"{path} 未标明 {number}")


def _component(source: Component, path: str, data: bytes, wanted: tuple[_Wanted, ...]) -> Text:
    text = data.decode("utf-8", "replace")
    missing = next((each for each in wanted if not each.finds(text)), None)
    told = (
        Text(f"the source of {path} contains {wanted[0].what.en}", f"{path} 的源码含有 {wanted[0].what.zh}")
        if missing is None
        else Text(
            f"the source of {path} does not contain {missing.what.en}", f"{path} 的源码未含 {missing.what.zh}"
        )
    )
    return Text(f"{told.en}; {source.step.en}", f"{told.zh}；{source.step.zh}")


def _document_as_page(path: str, text: str, wanted: tuple[_Wanted, ...]) -> Text:
    has = all(each.finds(text) for each in wanted)
    told = (
        Text("its text has the number", "文字中有该编号")
        if has
        else Text("its text has no such number", "文字中没有该编号")
    )
    return Text(
        f"'{path}' is no HTML page ({told.en}); name the page's HTML, or run 'icplicense render --at DOMAIN=URL'",
        f"“{path}”不是 HTML 页面（{told.zh}）；请填写首页的 HTML 文件，或运行 icplicense render --at 域名=网址",
    )


def _pictured(missing: Text, unread: Text, data: bytes) -> Text:
    step = _recognize(data)
    return Text(
        f"{missing.en} in its text, but {unread.en}; {step.en}look at it yourself",
        f"{missing.zh}（仅就文字而言），但{unread.zh}；{step.zh}请人工核对",
    )


def _not_seen_in(wanted: _Wanted, why: Text, path: str, form: str) -> Text:
    drawn = (
        Text("", "请人工核对")
        if form == "pdf"
        else Text("name the PDF that is printed of it, or ", "请改填由其输出的 PDF，或由人工核对")
    )
    return Text(
        f"the text of {path} has {wanted.what.en}, but {why.en}; {drawn.en}look at it yourself",
        f"{path} 的文字含有 {wanted.what.zh}，但{why.zh}；{drawn.zh}",
    )


def _recognize(data: bytes) -> Text:
    """The step before somebody looks, where a recognizer may read it."""
    if not may_be_recognized(data):
        return Text("", "")
    return Text(
        "run 'icplicense render -o seen.json' (extra [ocr]) and check with '--evidence seen.json', or ",
        "请运行 icplicense render -o seen.json（可选依赖 [ocr]），再以 --evidence seen.json 判定，或",
    )


def _no_page(path: str) -> Text:
    return Text(
        f"'{path}' is no HTML page, so it cannot be judged; name the page's HTML",
        f"“{path}”不是 HTML 页面，无法判断；请填写其 HTML 文件",
    )


def _one_is_enough(case: Case, wanted: tuple[_Wanted, ...], lacking: list[_Wanted]) -> bool:
    """Whether some of several numbers are shown, and one of them may be all that the file needs."""
    numbers = [each for each in wanted if each.number]
    missing = [each for each in lacking if each.number]
    return bool(case.parameters.get("any_of_several")) and 0 < len(missing) < len(numbers)


def _one_of_several(lacking: list[_Wanted], path: str) -> Ruling:
    """Of which license's business the file is nobody says here: one of the numbers may be all that it needs."""
    listed = ", ".join(each.number for each in lacking if each.number)
    return Ruling.open(
        Text(
            f"{path} shows no {listed}: whether it is about the business of that license as well, people must look",
            f"{path} 未标明 {listed}：是否也涉及该许可证的业务，须由人核对",
        )
    )


def _unread(path: str, error: NoText, data: bytes) -> Ruling:
    """A picture, or a file that nothing here can read: a reader may well see the number in it."""
    why, step = error.message, _recognize(data)
    return Ruling.open(
        Text(
            f"'{path}' cannot be judged: {why.en}; {step.en}look at it yourself, or name a PDF with a text layer, DOCX or"
            " HTML of it",
            f"“{path}”无法判断：{why.zh}；{step.zh}请人工核对，或改填带文字层的 PDF、DOCX 或 HTML",
        )
    )


def _empty(path: str) -> Text:
    return Text(f"'{path}' is empty", f"“{path}”为空文件")


def _concerned(case: Case) -> tuple[License, ...]:
    """The licenses whose annexe has the site; else, with `of`, those with a line for that telecom service, or all."""
    if domain := case.value.get("domain"):
        return case.manifest.licenses_of(domain)
    service, licenses = case.parameters.get("of"), case.manifest.licenses
    about = tuple(
        held for held in licenses if service and any(part_of(line.category, service) for line in held.scope)
    )
    return about or licenses


def _own_name(case: Case, held: License) -> str:
    """The name that the company signs with: the holder's, or that of a subsidiary which the license authorizes (LIC.2)."""
    operator = case.manifest.operator
    name = operator.tree["name"] if operator else ""
    return next((each for each in held.subsidiaries if same(each, name)), held.holder)


RULE = Rule(
    name="displays",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["field", "show"],
        "additionalProperties": False,
        "properties": {
            "field": {"type": "string"},
            "page": {"type": "boolean"},
            "of": {"type": "string"},
            "any_of_several": {"type": "boolean"},
            "show": {"type": "array", "items": {"enum": ["number", "name"]}, "contains": {"const": "number"}},
        },
    },
    summary=Text(
        "the file that the field names visibly shows the license number (and the company's name)",
        "该字段所指文件显著标明经营许可证编号（及公司名称）",
    ),
    turns=never,
)
