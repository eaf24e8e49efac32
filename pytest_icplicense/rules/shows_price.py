"""`shows-price`: where the page with a price is a file of the repository, it shows name, amount, currency and unit."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.repository import ANOTHER_FILE, Unavailable
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.non_answers import Statements
from pytest_icplicense.model.words import fold
from pytest_icplicense.pages.components import component
from pytest_icplicense.pages.file_proof import Answer, proven
from pytest_icplicense.pages.page import PAGE_SUFFIXES
from pytest_icplicense.pages.source import read_source
from pytest_icplicense.pages.tables import table_rows
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
        if PurePosixPath(path).suffix.lower() in _DATA:
            return Ruling.open(
                Text(
                    f"'{path}' is data or code, which no customer reads; name the page or document that shows it",
                    f"“{path}”是数据或代码，用户不会阅读；请填写载明价格的页面或文档",
                )
            )
        text = document_text(data, path)
    except Unavailable as error:
        return Ruling.of([Breach(pointer, error.message, remedy=ANOTHER_FILE)])
    except NoText as error:
        why = error.message
        return Ruling.open(Text(f"'{path}' cannot be read: {why.en}", f"无法读取“{path}”：{why.zh}"))
    shown = "\n".join(text.lines)
    missing = _missing(shown, price, case.manifest.catalogue.statements)
    if missing is None or _may_be_otherwise(shown, price):
        return _if_sure(case, path, shown)
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
    shown = page.surely(VIEWPORTS[0])[0]
    if found.answer is Answer.SEEN:
        return _if_sure(case, path, shown, table_rows(page.source))
    why = found.why or Text("", "")
    if found.answer is Answer.HIDDEN:
        unfolded = _DETAILS.sub(b"<details open", data)
        if unfolded != data:
            opened = read_source(unfolded, path, read, posixpath.dirname(path))
            if proven(opened, lambda text: _missing(text, price, statements) is None).answer in _PERHAPS:
                return Ruling.open(
                    Text(
                        f"'{path}' shows the price of '{price['name']}' only where readers unfold it (details);"
                        " people must look whether it is conspicuous",
                        f"“{path}”中“{price['name']}”的价格须由读者展开（details）才能看到；是否醒目须由人核对",
                    )
                )
        told = Text(
            f"'{path}' has the price of '{price['name']}', but no reader sees it: {why.en}",
            f"“{path}”含有“{price['name']}”的价格，但读者看不到：{why.zh}",
        )
        return Ruling.of([Breach(pointer, told)])
    missing = _missing(shown, price, statements)
    if found.answer is Answer.ABSENT and missing is not None and _may_be_otherwise(shown, price):
        return _if_sure(case, path, shown)
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


_PERHAPS = (Answer.SEEN, Answer.OPEN)
_DETAILS = expression(rb"<details\b(?![^>]*\sopen\b)", re.IGNORECASE)
_DATA = frozenset(
    ".json .jsonc .json5 .yaml .yml .toml .xml .csv .tsv .ini .conf .env .sql .js .ts .py .go .java".split()
)


def _if_sure(case: Case, path: str, shown: str, rows: Sequence[str] = ()) -> Ruling:
    """In order, if the page surely says that this is the price; else people must look. `rows` are those of its tables."""
    price = case.value
    why = _doubt(shown, rows, price, case.manifest.catalogue.statements)
    if why is None:
        return Ruling()
    return Ruling.open(
        Text(
            f"whether '{path}' says that '{price['name']}' costs {price['amount']}, people must look: {why.en}",
            f"“{path}”所示“{price['name']}”的价格是否为 {price['amount']}，须由人核对：{why.zh}",
        )
    )


def _doubt(shown: str, rows: Sequence[str], price: Mapping[str, Any], statements: Statements) -> Text | None:
    """Why the text does not surely say that this is the price; None: it does.

    It does where a line, or a row, has the name and the amount as money, with nothing else that may be the price; or where
    they stand on different lines, and the text has no other price that may be meant.
    """
    lines = [_compact(unicodedata.normalize("NFKC", line)) for line in (*rows, *shown.splitlines())]
    named = [line for line in lines if _names(line, price["name"])]
    if not named:
        return Text("its name is only part of another one", "该名称仅是其他名称的一部分")
    prices = {line: list(_prices(line, statements)) for line in dict.fromkeys(lines)}
    if any(map(_says_more, lines)):
        return Text("it has ranges, former prices or conditions", "页面含有价格区间、原价或条件")
    own = [
        [each for each in prices[line] if _is_for(each, price, statements) is not False]
        for line in named
        if prices[line]
    ]
    if own and all(meant and all(_is(each, price, statements) for each in meant) for meant in own):
        return None
    if own:
        return Text("another amount stands beside its name", "该名称旁标示的是其他金额")
    others = [
        each
        for found in prices.values()
        for each in found
        if _is_for(each, price, statements) is not False and not _is(each, price, statements)
    ]
    if others:
        return Text(f"it shows '{others[0].said}', too", f"页面另标有“{others[0].said}”")
    if any(_is(each, price, statements) for found in prices.values() for each in found):
        return None
    return Text("the amount does not stand there as one of money", "该数字未作为金额标示")


class _Price(NamedTuple):
    """An amount of money in a line."""

    amount: Decimal
    currency: str
    unit: str | None
    """What follows it as a unit, whether it is a known one or not; None: nothing does."""
    said: str


def _compact(line: str) -> str:
    return " ".join(line.casefold().split())


def _names(line: str, name: str) -> bool:
    """Whether the line has the whole name, which is not a part of a longer word."""
    wanted = re.escape("".join(fold(name).split()))
    return re.search(rf"(?<!\w){wanted}(?![a-z0-9]|增强|加强)", line.replace(" ", "")) is not None or (
        re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", line) is not None
    )


@lru_cache(maxsize=8)
def _money(currencies: tuple[tuple[str, ...], ...]) -> re.Pattern[str]:
    """A number with what may be its currency before or after it."""
    words = sorted({fold(each) for row in currencies for each in row}, key=len, reverse=True)
    currency = "|".join(re.escape(each) for each in words)
    return re.compile(
        rf"(?:(?P<before>{currency})\s?[::]?\s?)?(?<![\w.,~-])(?P<number>[0-9]{{1,3}}(?:[,' ][0-9]{{3}})+(?:\.[0-9]{{1,2}})?"
        rf"|[0-9]{{1,12}}(?:\.[0-9]{{1,2}})?)(?![0-9.]*[0-9])\s?(?P<after>{currency})?"
    )


def _prices(line: str, statements: Statements) -> Iterator[_Price]:
    """The amounts of money in a line: those with a currency directly before or after."""
    for match in _money(statements.currencies).finditer(line):
        word = match["after"] or match["before"]
        if word is None:
            continue
        rest = line[match.end() :].lstrip()
        unit = _UNIT.match(rest)
        number = re.sub("[,' ]", "", match["number"])
        said = (match[0] + (unit[0] if unit else "")).strip()
        yield _Price(Decimal(number), word, unit and (unit["per"] or unit["within"]), said)


_UNIT = expression(r"(?:(?:[/每]|per\b|an?\b)\s*(?P<per>[\w/]{1,20})|[((]\s*(?P<within>[^()()]{1,20})[))])")
_MORE = expression(
    r"[0-9]\s*[元¥$]?\s*(?:-|~|至|到|–|—)\s*[¥$]?\s*[0-9]+(?:\.[0-9]+)?\s*[元¥$/]|元?起(?![\w])|[0-9元]起|原价|现价|首月|首年|次月|次年|折后|[0-9]折|限时"
    r"|优惠价|促销|年费|yearly|annual|\bfrom\b|was\b|[0-9]\s*[万千百亿k]\s*(?:元|[/¥$])|[一二三四五六七八九十百千万]+元|-\s*[0-9.]+\s*元"
)


def _says_more(line: str) -> bool:
    """Whether a line tells of ranges, former prices, conditions or multiples: an amount may then mean something else."""
    return _MORE.search(line) is not None


def _is_for(found: _Price, price: Mapping[str, Any], statements: Statements) -> bool | None:
    """Whether a price is for the same unit; None: it does not say for what, or in words that nobody knows here."""
    if found.unit is None or "unit" not in price:
        return None
    word = found.unit.removeprefix("每").removeprefix("/").strip()
    return statements.same(word, price["unit"], "units")


def _is(found: _Price, price: Mapping[str, Any], statements: Statements) -> bool:
    """Whether it is surely the declared price."""
    unit = found.unit is None or "unit" not in price or _is_for(found, price, statements) is True
    currency = (
        "currency" not in price or statements.same(found.currency, price["currency"], "currencies") is True
    )
    return unit and currency and found.amount == Decimal(price["amount"])


def _may_be_otherwise(shown: str, price: Mapping[str, Any]) -> bool:
    """Whether the text has the name, and amounts written as no pattern here reads them."""
    text = unicodedata.normalize("NFKC", shown)
    return "".join(fold(price["name"]).split()) in "".join(fold(text).split()) and (
        _OTHERWISE.search(text) is not None
    )


_OTHERWISE = expression(r"[0-9]\s*[万千亿]\s*元|[一二三四五六七八九十百千万两]+元|[0-9][ '’][0-9]{3}")


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


RULE = Rule(
    name="shows-price",
    judge=judge,
    parameters={"type": "object", "additionalProperties": False},
    summary=Text(
        "a price is published; a page in the repository shows its name and amount, in no other currency and unit",
        "价目已公示；公示页面在代码仓库中的，须载明名称和金额，且币种、计费单位一致",
    ),
    turns=never,
)
