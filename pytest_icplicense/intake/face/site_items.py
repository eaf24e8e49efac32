"""The services that an annexe names beside its sites (服务项目): those of each site, and no second scope."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.draft import Draft
from pytest_icplicense.intake.face.fields import Field, elsewhere, official
from pytest_icplicense.intake.scope.parser import Unread, read_scope
from pytest_icplicense.intake.scope.vocabulary import EXCEPT, ONLY, Lexicon, folded
from pytest_icplicense.library import Library
from pytest_icplicense.model.catalogue import Catalogue
from pytest_icplicense.readers.lines import Passage
from pytest_icplicense.text import Text, short

_BESIDE_SITES = ("items", "scope")
_BETWEEN = expression(r"[、,;.]|(?<=服务)[和及与](?=信息)")


def without_items_of_sites(
    face: Sequence[Field], annexe: Sequence[Field], library: Library, draft: Draft
) -> list[Field]:
    """The annexe, where the face says the scope: what its rows add to that is one field, and what they repeat none.

    Items that the rows name limit the one service of the face; what is no item and says nothing else than the face is
    passed over, and what is unknown and takes nothing away is a doubt. The scope stays as the face has it.
    """
    scope = next((each for each in face if each.field in ("scope", "rows") and each.value.text), None)
    beside = [each for each in annexe if each.field in _BESIDE_SITES and each.value.text]
    if scope is None or elsewhere(scope) or not beside:
        return list(annexe)
    if not any((each.field or "").startswith("site.") for each in annexe):
        return list(annexe)
    granted, _ = read_scope(scope.value.text, library.catalogue)
    named: dict[str, str] = {}
    kept = []
    for each in beside:
        items = _items(each.value.text, library.catalogue)
        if items and all(_within(item, granted) for item in items.values()):
            named |= items
        elif _repeats(each.value.text, granted, library.catalogue):
            continue
        elif each.field == "items" and not _limits(each.value.text, library.catalogue):
            draft.doubt(each.line, [_not_read(each)])
        else:
            kept.append(each)
    of_face = any(each.field == "items" and each.value.text for each in face)
    if named and not of_face and len(granted) == 1:
        first = next(each for each in beside if _items(each.value.text, library.catalogue))
        kept.append(Field("items", Passage("、".join(named), (0,), (first.line,))))
    elif named and (of_face or len(granted) > 1):
        draft.doubt(beside[0].line, [_of_sites(list(named))])
    return [each for each in annexe if each not in beside] + kept


def _items(text: str, catalogue: Catalogue) -> dict[str, str]:
    """The items that a text lists, by the words that name them; none where any of it is something else."""
    names = {
        folded(name)[0]: service.id
        for service in catalogue.services.values()
        if "/" in service.id
        for name in (service.name.zh, *service.also)
    }
    words = [word for word in _BETWEEN.split(folded(text)[0]) if word]
    whole = folded(text)[0].rstrip(".;,")
    if whole in names:
        return {whole: names[whole]}
    return {word: names[word] for word in words} if all(word in names for word in words) else {}


def _limits(text: str, catalogue: Catalogue) -> bool:
    """Whether a text takes something away, so that nobody may pass over it."""
    return any(word.kind in (ONLY, EXCEPT) for word in Lexicon(catalogue).words(folded(text[:2000])[0]))


def _within(item: str, granted: Sequence[dict[str, object]]) -> bool:
    return any(item.startswith(f"{row['category']}/") for row in granted)


def _repeats(text: str, granted: Sequence[dict[str, object]], catalogue: Catalogue) -> bool:
    """Whether a text names services that the face grants, within what the face limits them to."""
    rows, doubts = read_scope(text, catalogue)
    if not rows or any(isinstance(doubt, Unread) for doubt in doubts):
        return False
    return all(
        any(
            row["category"] == each["category"]
            and each["limitation"] in ("none", row["limitation"])
            and not each.get("only")
            and set(each["excludes"]) <= set(row["excludes"])  # type: ignore[call-overload]
            for row in granted
        )
        for each in rows
    )


def _not_read(field: Field) -> Text:
    label, value = official(field.field or ""), short(field.value.text, 40)
    return Text(
        f"'{label}' of a site, '{value}', is no item of the catalogue; the scope was read as the face has it",
        f"网站的“{label}”为“{value}”，目录中没有该项目；许可范围按正文录入",
    )


def _of_sites(names: Sequence[str]) -> Text:
    shown = "、".join(names)
    return Text(
        f"'{shown}' is said of single sites; the scope was read as the face has it",
        f"“{shown}”为个别网站的服务项目；许可范围按正文录入",
    )
