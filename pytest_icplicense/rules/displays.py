"""`displays`: a page or leaflet visibly shows the license number, and where it must the company's name."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from pytest_icplicense.files.repository import ANOTHER_FILE, Unavailable
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.catalogue import part_of
from pytest_icplicense.model.license import License
from pytest_icplicense.model.number import find_filings, find_numbers
from pytest_icplicense.model.site import plainly, same
from pytest_icplicense.pages.page import PAGE_SUFFIXES, Page, read_page
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.document_texts import NoText, document_text
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Read the file that the subject's `field` names, and look for what must be visible in it."""
    field = case.parameters["field"]
    pointer = f"{case.pointer}/{field}"
    path = case.value.get(field)
    if path is None:
        why = Text(f"'{field}' is missing, so nothing shows the number", f"缺少 {field}，无法确认已标明编号")
        return Ruling.of([Breach(case.pointer, why)])
    try:
        data = case.manifest.repository.read(case.manifest.folder, path)
        page = read_page(data, path)
        if page is None and not case.parameters.get("page"):
            page = Page("\n".join(document_text(data, path).lines), "")
    except Unavailable as error:
        return Ruling.of([Breach(pointer, error.message, remedy=ANOTHER_FILE)])
    except NoText as error:
        return _unread(path, error) if data.strip() else Ruling.of([Breach(pointer, _empty(path))])
    if page is None or (case.parameters.get("page") and not path.lower().endswith(tuple(PAGE_SUFFIXES))):
        why = Text(
            f"'{path}' is no HTML page, so it cannot be judged; name the page's HTML",
            f"“{path}”不是 HTML 页面，无法判断；请填写其 HTML 文件",
        )
        return Ruling.of([Breach(pointer, why)])
    concerned = _concerned(case)
    answers = [_number_missing(page, held.number, path) for held in concerned]
    if case.parameters.get("any_of_several") and None in answers and any(answers):
        return _one_of_several(concerned, answers, path)
    if "name" in case.parameters["show"]:
        answers += [_name_missing(page, _own_name(case, held), path) for held in concerned]
    return Ruling.of([Breach(pointer, answer) for answer in dict.fromkeys(answers) if answer])


def _one_of_several(concerned: tuple[License, ...], answers: list[Text | None], path: str) -> Ruling:
    """Of which license's business the file is nobody says here: one of the numbers may be all that it needs."""
    lacking = ", ".join(held.number for held, answer in zip(concerned, answers, strict=True) if answer)
    return Ruling.open(
        Text(
            f"{path} shows no {lacking}: whether it is about the business of that license as well, people must look",
            f"{path} 未标明 {lacking}：是否也涉及该许可证的业务，须由人核对",
        )
    )


def _unread(path: str, error: NoText) -> Ruling:
    """A picture, or a file that nothing here can read: a reader may well see the number in it."""
    why = error.message
    return Ruling.open(
        Text(
            f"'{path}' cannot be judged: {why.en}; look at it yourself, or name a PDF with a text layer, DOCX or HTML of it",
            f"“{path}”无法判断：{why.zh}；请人工核对，或改填带文字层的 PDF、DOCX 或 HTML",
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


@lru_cache(maxsize=8)
def _number_missing(page: Page, number: str, path: str) -> Text | None:
    if template := page.blocks:
        return _template(path, template)
    shown = [str(found) for found in find_numbers(page.visible)]
    if number in shown:
        return None
    if number in (str(found) for found in find_numbers(page.source)):
        return Text(
            f"{path} contains {number}, but no reader sees it (a comment, a script, a hidden element, an attribute)",
            f"{path} 含有 {number}，但读者看不到（位于注释、脚本、隐藏元素或属性中）",
        )
    if template := page.variable:
        return _template(path, template)
    if shown:
        return Text(
            f"{path} shows {shown[0]} instead of {number}", f"{path} 标明的是 {shown[0]}，而不是 {number}"
        )
    if filings := find_filings(page.visible):
        return Text(
            f"{path} shows the filing number {filings[0]}, which is not the license number {number}",
            f"{path} 标明的 {filings[0]} 是备案号，不是经营许可证编号 {number}",
        )
    return Text(f"{path} does not show {number}", f"{path} 未标明 {number}")


def _template(path: str, sign: str) -> Text:
    short = " ".join(sign.split())[:40]
    return Text(
        f"{path} is a template ('{short}'), so it cannot be judged from source; name the rendered page",
        f"{path} 是模板（“{short}”），无法从源文件判断；请填写渲染后的页面",
    )


@lru_cache(maxsize=8)
def _name_missing(page: Page, name: str, path: str) -> Text | None:
    if plainly(name) in plainly(page.visible):
        return None
    return Text(f"{path} does not show the company's name {name}", f"{path} 未标明公司名称“{name}”")


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
