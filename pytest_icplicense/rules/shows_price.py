"""`shows-price`: the page that publishes a price, where it is a file of the repository, shows its name and amount."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from pytest_icplicense.files.repository import ANOTHER_FILE, Unavailable
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.statements import fold
from pytest_icplicense.pages.page import read_page
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
        return Ruling()
    try:
        data = case.manifest.repository.read(case.manifest.folder, path)
        page = read_page(data, path)
        text = document_text(data, path)
    except Unavailable as error:
        return Ruling.of([Breach(pointer, error.message, remedy=ANOTHER_FILE)])
    except NoText as error:
        why = error.message
        return Ruling.open(Text(f"'{path}' cannot be read: {why.en}", f"无法读取“{path}”：{why.zh}"))
    shown = page.visible if page else "\n".join(text.lines)
    missing = _missing(shown, price["name"], price["amount"])
    if missing is None:
        return Ruling()
    why = Text(f"'{path}' does not show {missing.en}", f"“{path}”未载明{missing.zh}")
    if text.scripted or (page and (page.blocks or page.variable)):
        return Ruling.open(
            Text(
                f"{why.en} in its source, and a script or a template may write it; name the page as it is served",
                f"{why.zh}（仅就源文件而言），脚本或模板可能写出；请填写实际提供的页面",
            )
        )
    return Ruling.of([Breach(pointer, why)])


def _missing(shown: str, name: str, amount: str) -> Text | None:
    """What of the price the text does not have."""
    if "".join(fold(name).split()) not in "".join(fold(shown).split()):
        return Text(f"the name '{name}'", f"名称“{name}”")
    if not _has_amount(unicodedata.normalize("NFKC", shown), amount):
        return Text(f"the amount {amount} of '{name}'", f"“{name}”的金额 {amount}")
    return None


def _has_amount(shown: str, amount: str) -> bool:
    """Whether the amount stands there by itself: 99, 99.0 and 99.00 are one, 199 and 99.50 are others."""
    whole, _, cents = amount.partition(".")
    cents = cents.rstrip("0")
    digits = re.escape(f"{int(whole):,}").replace(",", ",?")
    after = rf"\.{cents}0*" if cents else r"(?:\.0+)?"
    return re.search(rf"(?<![0-9.,])0*{digits}{after}(?![0-9]|[.,][0-9])", shown) is not None


RULE = Rule(
    name="shows-price",
    judge=judge,
    parameters={"type": "object", "additionalProperties": False},
    summary=Text(
        "a price is published; a page in the repository shows its name and amount",
        "价目已公示；公示页面在代码库中的，须载明名称和金额",
    ),
    turns=never,
)
