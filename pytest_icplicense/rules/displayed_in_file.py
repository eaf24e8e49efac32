"""What a file alone proves of what its readers see: a page, a component, or a document."""

from __future__ import annotations

import posixpath
import re
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.repository import ANOTHER_FILE, TooLarge, Unavailable
from pytest_icplicense.model.case import Breach, Case, Ruling
from pytest_icplicense.model.number import find_filings, find_numbers, look_alikes
from pytest_icplicense.model.rendered import (
    page_path,
)
from pytest_icplicense.pages.components import Component, component
from pytest_icplicense.pages.file_proof import Answer, Proven, proven
from pytest_icplicense.pages.page import PAGE_SUFFIXES
from pytest_icplicense.pages.page_source import PageSource
from pytest_icplicense.pages.source import read_source
from pytest_icplicense.pages.survey import spelling_doubt
from pytest_icplicense.pages.viewport import VIEWPORTS
from pytest_icplicense.readers.encoding import decoded
from pytest_icplicense.readers.markdown import why_not_shown
from pytest_icplicense.readers.refusal import Unsure
from pytest_icplicense.rules.displayed import (
    Wanted,
    called_former,
    one_is_enough,
    one_of_several,
    place_left_out,
    pointer_of,
)
from pytest_icplicense.rules.document_texts import DocumentText, NoText, document_text, may_be_recognized
from pytest_icplicense.text import Text

_RENDER = Text(
    "run 'icplicense render -o seen.json', then 'icplicense check --evidence seen.json' or"
    " 'pytest --icp-evidence seen.json'",
    "请运行 icplicense render -o seen.json，再运行 icplicense check --evidence seen.json 或 pytest --icp-evidence seen.json",
)


def in_file(case: Case, wanted: tuple[Wanted, ...]) -> Ruling:
    """What the file alone tells."""
    field, pointer = case.parameters["field"], pointer_of(case)
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
        suffix = PurePosixPath(path).suffix.lower()
        if case.parameters.get("page") and suffix == ".txt":
            return Ruling.of([Breach(pointer, _no_page(path))])
        if suffix in _SOURCES:
            return Ruling.open(_source(path))
        read = document_text(data, path)
        if _is_unknown(read.form, suffix, data) and not case.parameters.get("page"):
            return Ruling.open(_source(path))
        if read.form == "html" and not case.parameters.get("page"):  # by its content, whatever its name
            return _page(case, named, path, data, wanted, pointer)
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
    if one_is_enough(case, wanted, lacking):
        return one_of_several(lacking, path)
    missing = [_missing(text, each, path) for each in lacking]
    others = any(number.well_formed for number in find_numbers(text))
    settled = others and any(each.number for each in lacking)
    if missing and read.unread is not None and not settled:
        return Ruling.open(_pictured(missing[0], read.unread, data))
    if missing and (alike := spelling_doubt(text)) is not None:
        return Ruling.open(Text(f"{missing[0].en}: {alike.en}", f"{missing[0].zh}：{alike.zh}"))
    short = (place_left_out(_numbers(text), each, Text(path, f"{path} ")) for each in lacking)
    if lacking and all(told := list(short)):
        return Ruling.open(next(filter(None, told)))
    if missing:
        return Ruling.of([Breach(pointer, why) for why in dict.fromkeys(missing)])
    where = Text(path, f"{path} ")
    former = (called_former(text, each, where) for each in wanted)
    if (said := next(filter(None, former), None)) is not None:
        return Ruling.open(said)
    unseen = ((each, _why_not_seen(data, read, each)) for each in wanted)
    return next(
        (Ruling.open(_not_seen_in(each, why, path, read.form)) for each, why in unseen if why), Ruling()
    )


def _why_not_seen(data: bytes, read: DocumentText, wanted: Wanted) -> Text | None:
    """Why readers may not see what the text of a document has; None: they do."""
    if read.form == "pdf":
        from pytest_icplicense.readers.drawn_pdf import why_not_seen

        return why_not_seen(data, wanted.finds)
    if read.form in ("markdown", "text"):
        text = decoded(data).text
        if "\u202e" in text:
            return _UNSURE[Unsure.TURNED]
        return why_not_shown(text, wanted.finds) if read.form == "markdown" else None
    if read.certain is None or wanted.finds(read.certain.seen):
        return None
    written, seen = read.certain
    alone = {
        each: "".join(own if sign == each else other for other, sign in zip(written, seen, strict=True))
        for each, own in ((each, each.value) for each in Unsure if each in seen)
    }
    return _UNSURE[next((each for each, text in alone.items() if not wanted.finds(text)), next(iter(alone)))]


_UNSURE = {
    Unsure.PALE: Text("it is pale", "其颜色较浅"),
    Unsure.GROUND: Text("it is on a ground that is not known", "其底色不明"),
    Unsure.ASIDE: Text("it is moved far aside, perhaps off the page", "其位置偏远，可能在页面之外"),
    Unsure.PLACEHOLDER: Text("it is a placeholder for a text", "其为占位文字"),
    Unsure.PRESSED: Text("its characters are moved into each other", "其字符间距过小，字符重叠"),
    Unsure.TURNED: Text("its text is turned around, from right to left", "其文字被强制从右向左排列"),
    Unsure.CUT: Text("its box may be too small to show it", "其文本框过小，可能显示不全"),
    Unsure.COVERED: Text(
        "a shape or a picture floats before the text, perhaps over it",
        "有形状或图片浮于文字上方，可能遮住它",
    ),
}


def _page(case: Case, named: Any, path: str, data: bytes, wanted: tuple[Wanted, ...], pointer: str) -> Ruling:
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
    if one_is_enough(case, wanted, lacking):
        return one_of_several(lacking, path)
    shown, where = page.surely(VIEWPORTS[0])[0], Text(path, f"{path} ")
    for each, answer in answers:
        if answer.answer is Answer.SEEN and (why := called_former(shown, each, where)):
            open_.append(why)
        elif answer.answer is Answer.OPEN:
            open_.append(_open(case, page, path, each, answer))
        elif answer.answer is Answer.HIDDEN:
            breaches.append(Breach(pointer, _hidden(path, each, answer), remedy=_unhide(answer)))
        elif answer.answer is Answer.ABSENT and (why := place_left_out(_numbers(shown), each, where)):
            open_.append(why)
        elif answer.answer is Answer.ABSENT:
            breaches.append(Breach(pointer, _absent(page, each, path)))
    if breaches:
        return Ruling.of(list(dict.fromkeys(breaches)))
    return Ruling.open(open_[0]) if open_ else Ruling()


def _numbers(text: str) -> list[str]:
    return [str(number) for number in find_numbers(text)]


def _open(case: Case, page: PageSource, path: str, wanted: Wanted, answer: Proven) -> Text:
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


def _hidden(path: str, wanted: Wanted, answer: Proven) -> Text:
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


def _absent(page: PageSource, wanted: Wanted, path: str) -> Text:
    if wanted.number is not None and (page.source and wanted.finds(page.source)):
        return Text(
            f"{path} contains {wanted.number}, but no reader sees it (a comment, a script, a hidden element, an attribute)",
            f"{path} 含有 {wanted.number}，但读者看不到（位于注释、脚本、隐藏元素或属性中）",
        )
    return _missing(page.surely(VIEWPORTS[0])[0], wanted, path)


def _missing(text: str, wanted: Wanted, path: str) -> Text:
    """Why a text does not show what it must, with what it shows instead."""
    number = wanted.number
    if number is None:
        return Text(f"{path} does not show {wanted.what.en}", f"{path} 未标明{wanted.what.zh}")
    if number in look_alikes(text):
        return Text(
            f"{path} writes {number} with letters of another alphabet that look the same: write Latin letters",
            f"{path} 中的 {number} 用了其他文字中形似的字母，请改用拉丁字母",
        )
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


def _component(source: Component, path: str, data: bytes, wanted: tuple[Wanted, ...]) -> Text:
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


def _document_as_page(path: str, text: str, wanted: tuple[Wanted, ...]) -> Text:
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


def _not_seen_in(wanted: Wanted, why: Text, path: str, form: str) -> Text:
    drawn = (
        Text("", "请人工核对")
        if form == "pdf"
        else Text(
            "name the PDF or HTML that is made of it, or ", "请改填由其输出的 PDF 或 HTML，或由人工核对"
        )
        if form in ("markdown", "text")
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
        "run 'icplicense render -o seen.json' (extra [ocr]), then 'icplicense check --evidence seen.json' or"
        " 'pytest --icp-evidence seen.json', or ",
        "请运行 icplicense render -o seen.json（可选依赖 [ocr]），再运行 icplicense check --evidence seen.json 或"
        " pytest --icp-evidence seen.json，或",
    )


_SOURCES = frozenset(
    ".tex .ltx .typ .rst .adoc .asciidoc .org .textile .xml .fodt .fodp .ps .mjml .json .yaml .yml .toml".split()
)
"""What documents are made of: comments and conditions in it are for no reader."""


_PLAIN = frozenset(("", ".txt", ".text", ".me", ".1st"))
_WHOLE = expression(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)


def _is_unknown(form: str, suffix: str, data: bytes) -> bool:
    """Whether a file is text, or elements without a page, under a name that says it is something else."""
    if form == "html":
        return suffix not in PAGE_SUFFIXES | _PLAIN and _WHOLE.search(data[:4_000]) is None
    return form == "text" and suffix not in _PLAIN and bool(data.strip())


def _source(path: str) -> Text:
    return Text(
        f"'{path}' is the source of a document, which may leave out what stands in it; name the PDF or HTML that is made"
        " of it, or look at it yourself",
        f"“{path}”是文档源文件，其中的内容未必会显示；请改填由其生成的 PDF 或 HTML，或由人工核对",
    )


def _no_page(path: str) -> Text:
    return Text(
        f"'{path}' is no HTML page, so it cannot be judged; name the page's HTML",
        f"“{path}”不是 HTML 页面，无法判断；请填写其 HTML 文件",
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
