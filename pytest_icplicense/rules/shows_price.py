"""`shows-price`: where the page with a price is a file of the repository, it shows name, amount, currency and unit."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.repository import ANOTHER_FILE, Unavailable
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.statements import Statements, fold
from pytest_icplicense.pages.answers import Answer, proven
from pytest_icplicense.pages.components import component
from pytest_icplicense.pages.page import PAGE_SUFFIXES
from pytest_icplicense.pages.source import read_source
from pytest_icplicense.pages.viewport import VIEWPORTS
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.document_texts import NoText, document_text
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Judge one price; an address is kept and never fetched."""
    price = case.value
    pointer = f"{case.pointer}/published"
    path = price.get("published")
    if path is None:
        return Ruling.of([Breach(case.pointer, Text("'published' is missing", "缺少 published"))])
    lacking = case.manifest.catalogue.statements.shortfall(price["name"], "name")
    if lacking is not None and not lacking.open:
        return Ruling.of([Breach(f"{case.pointer}/name", lacking.called(Text("'name':", "name：")).why)])
    if path.startswith("https://"):
        lacking = case.manifest.catalogue.statements.shortfall(path, "web")
        return Ruling.of(
            [Breach(pointer, lacking.called(Text("'published':", "published：")).why)] if lacking else []
        )
    try:
        data = case.manifest.repository.read(case.manifest.folder, path)
        if (source := component(path)) is not None:
            return Ruling.open(source.step)
        if path.lower().endswith(tuple(PAGE_SUFFIXES)):
            return _on_page(case, path, data, pointer)
        text = document_text(data, path)
    except Unavailable as error:
        return Ruling.of([Breach(pointer, error.message, remedy=ANOTHER_FILE)])
    except NoText as error:
        why = error.message
        return Ruling.open(Text(f"'{path}' cannot be read: {why.en}", f"无法读取“{path}”：{why.zh}"))
    shown = "\n".join(text.lines)
    missing = _missing(shown, price, case.manifest.catalogue.statements)
    if missing is None:
        return _if_beside_its_name(case, path, shown)
    why = Text(f"'{path}' does not show {missing.en}", f"“{path}”未载明{missing.zh}")
    if text.scripted:
        return Ruling.open(
            Text(
                f"{why.en} in its source, and a script or a template may write it; name the page as it is served",
                f"{why.zh}（仅就源文件而言），脚本或模板可能写出；请填写实际提供的页面",
            )
        )
    return Ruling.of([Breach(pointer, why)])


def _on_page(case: Case, path: str, data: bytes, pointer: str) -> Ruling:
    """What the file of an HTML page proves of the price."""
    statements, price = case.manifest.catalogue.statements, case.value
    read = partial(case.manifest.repository.read, case.manifest.folder)
    page = read_source(data, path, read, posixpath.dirname(path))
    found = proven(page, lambda text: _missing(text, price, statements) is None)
    shown = page.surely(VIEWPORTS[0])
    if found.answer is Answer.SEEN:
        return _if_beside_its_name(case, path, shown)
    why = found.why or Text("", "")
    if found.answer is Answer.HIDDEN:
        told = Text(
            f"'{path}' has the price of '{price['name']}', but no reader sees it: {why.en}",
            f"“{path}”含有“{price['name']}”的价格，但读者看不到：{why.zh}",
        )
        return Ruling.of([Breach(pointer, told)])
    missing = _missing(shown, price, statements)
    if found.answer is Answer.ABSENT and missing is not None:
        return Ruling.of(
            [Breach(pointer, Text(f"'{path}' does not show {missing.en}", f"“{path}”未载明{missing.zh}"))]
        )
    what = missing or Text(f"the price of '{price['name']}'", f"“{price['name']}”的价格")
    return Ruling.open(
        Text(
            f"whether '{path}' shows {what.en}, its file does not tell: {why.en}; name the page as it is served",
            f"仅就源文件无法得知“{path}”是否载明{what.zh}：{why.zh}；请填写实际提供的页面",
        )
    )


def _if_beside_its_name(case: Case, path: str, shown: str) -> Ruling:
    """In order, unless the page has the amount elsewhere than with what it is for."""
    price = case.value
    if _beside_its_name(shown, price, case.manifest.catalogue.statements):
        return Ruling()
    return Ruling.open(
        Text(
            f"'{path}' shows another amount beside '{price['name']}', and {price['amount']} elsewhere: whether that"
            " is its price, people must look",
            f"“{path}”在“{price['name']}”旁标示的是其他金额，{price['amount']} 出现在别处："
            "是否为其价格，须由人核对",
        )
    )


def _missing(shown: str, price: Mapping[str, Any], statements: Statements) -> Text | None:
    """What of the price the text does not have: its name, its amount, or that amount in its currency and for its unit."""
    name, amount = price["name"], price["amount"]
    if "".join(fold(name).split()) not in "".join(fold(shown).split()):
        return Text(f"the name '{name}'", f"名称“{name}”")
    others = [_otherwise(match, price, statements) for match in _amounts(shown, amount)]
    if not others:
        return Text(f"the amount {amount} of '{name}'", f"“{name}”的金额 {amount}")
    if None in others:
        return None
    return Text(
        f"the amount {amount} of '{name}' in its currency and for its unit, but '{others[0]}'",
        f"“{name}”按其币种和计费单位的金额 {amount}，而是“{others[0]}”",
    )


def _amounts(shown: str, amount: str) -> Iterator[re.Match[str]]:
    """Where the amount stands by itself: 99, 99.0 and 99.00 are one, 199 and 99.50 are others."""
    whole, _, cents = amount.partition(".")
    cents = cents.rstrip("0")
    digits = re.escape(f"{int(whole):,}").replace(",", ",?")
    after = rf"\.{cents}0*" if cents else r"(?:\.0+)?"
    return re.finditer(
        rf"(?<![0-9.,])0*{digits}{after}(?![0-9]|[.,][0-9])", unicodedata.normalize("NFKC", shown)
    )


def _otherwise(match: re.Match[str], price: Mapping[str, Any], statements: Statements) -> str | None:
    """The words by which the page has the amount in another currency, or for another unit; None: it has neither."""
    text = match.string
    before, after = _around(match)
    for word in (_last(before, statements.currencies), _first(after, statements.currencies)):
        if word and "currency" in price and statements.same(word, price["currency"], "currencies") is False:
            return " ".join(
                f"{word if word != _first(after, statements.currencies) else ''} {match[0]} {after[:8]}".split()
            )
    after = after.removeprefix(_first(after, statements.currencies) or "").lstrip()
    per = _PER.match(after)
    unit = per and _first(after[per.end() :], statements.units)
    if unit and "unit" in price and statements.same(unit, price["unit"], "units") is False:
        return " ".join(text[match.start() : match.end() + 12].split())
    return None


_PER = expression(r"(?:[/每]|per\b|an?\b)\s*")


def _around(match: re.Match[str]) -> tuple[str, str]:
    """What stands before and after an amount, folded, as far as a currency and a unit may reach."""
    text = match.string
    return text[max(0, match.start() - 8) : match.start()].casefold().rstrip(), text[
        match.end() : match.end() + 24
    ].casefold().lstrip()


def _first(text: str, rows: Sequence[Sequence[str]]) -> str | None:
    """The longest of the words that a text begins with."""
    return max(
        (word for row in rows for each in row if text.startswith(word := fold(each))), key=len, default=None
    )


def _last(text: str, rows: Sequence[Sequence[str]]) -> str | None:
    return max(
        (word for row in rows for each in row if text.endswith(word := fold(each))), key=len, default=None
    )


def _beside_its_name(shown: str, price: Mapping[str, Any], statements: Statements) -> bool:
    """Whether no line has the name with other amounts of money alone."""
    name = "".join(fold(price["name"]).split())
    lines = [line for line in shown.splitlines() if name in "".join(fold(line).split())]
    return (
        any(
            next(_amounts(line, price["amount"]), None) is not None or not _has_money(line, statements)
            for line in lines
        )
        or not lines
    )


def _has_money(line: str, statements: Statements) -> bool:
    folded = unicodedata.normalize("NFKC", line)
    found = re.finditer(r"[0-9][0-9,]{0,12}(?:\.[0-9]{1,2})?", folded)
    sides = (_around(match) for match in found)
    return any(
        _last(before, statements.currencies) or _first(after, statements.currencies)
        for before, after in sides
    )


RULE = Rule(
    name="shows-price",
    judge=judge,
    parameters={"type": "object", "additionalProperties": False},
    summary=Text(
        "a price is published; a page in the repository shows its name and amount, in no other currency and unit",
        "价目已公示；公示页面在代码库中的，须载明名称和金额，且币种、计费单位一致",
    ),
    turns=never,
)
