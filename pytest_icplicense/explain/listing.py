"""What there is to explain, one line each in both languages: feature kinds, telecom services, provisions, licenses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pytest_icplicense.explain.catalogue import asked
from pytest_icplicense.explain.policies import service_name
from pytest_icplicense.explain.sections import Line, Section, both
from pytest_icplicense.library import Library
from pytest_icplicense.model.catalogue import FeatureKind
from pytest_icplicense.text import Text


def features(library: Library, lang: str) -> list[Section]:
    """The feature kinds, grouped by the telecom services that they need."""
    groups: dict[tuple[str, ...], list[FeatureKind]] = {}
    for kind in library.catalogue.features.values():
        groups.setdefault(kind.needs, []).append(kind)
    order = {service: place for place, service in enumerate(library.catalogue.services)}
    last = len(order)
    plus = Text("+", "＋").to(lang)
    listed = Text("feature kinds (功能类型)", "功能类型")
    by = Text(
        "by the telecom service that they need; +: an authority's approval is needed besides",
        "按所需电信业务分组；＋ 表示另需主管部门批准",
    )
    out = [Section(listed.to(lang), [Line(by.to(lang))])]
    for needs in sorted(groups, key=lambda needs: [order.get(need, last) for need in needs] or [last]):
        named = [service_name(library, need, lang) for need in needs]
        none = Text("no telecom service of its own", "不需要单独的电信业务许可")
        rows = [(kind.kind, kind.name, plus if kind.approval else "") for kind in groups[needs]]
        out.append(Section(Text(", ", "、").to(lang).join(named) or none.to(lang), _rows(rows, lang)))
    return [*out, _more("web-search", lang)]


def services(library: Library, lang: str) -> list[Section]:
    """The telecom services, grouped by the license that they ask for."""
    groups: dict[Text, list[tuple[str, Text, str]]] = {}
    for service in library.catalogue.services.values():
        groups.setdefault(library.catalogue.license_for(service.id), []).append(
            (service.id, service.name, "")
        )
    out = []
    for license, rows in groups.items():
        heading = Text(f"telecom services that ask for {license.en}", f"电信业务，需要{license.zh}")
        out.append(Section(heading.to(lang), _rows(rows, lang)))
    return [*out, _more("B25/search", lang)]


def provisions(library: Library, lang: str) -> list[Section]:
    """The provisions; their clauses are `icplicense trace`'s."""
    rows = [(each.id, each.title, "") for each in library.provisions]
    clauses = Text(
        "'icplicense trace' lists their clauses with the checks.",
        "各项条款及其检查用 icplicense trace 列出。",
    )
    heading = Text("provisions", "规定")
    return [
        Section(heading.to(lang), [*_rows(rows, lang), Line(clauses.to(lang))]),
        _more("SP-02", lang),
    ]


def licenses(library: Library, lang: str) -> list[Section]:
    """The licenses that are known."""
    rows = [(each.number, Text.same(each.holder), "") for each in library.licenses.values()]
    heading = Text("licenses", "许可证")
    return [Section(heading.to(lang), _rows(rows, lang)), *(_more(row[0], lang) for row in rows[:1])]


LISTS: dict[str, Callable[[Library, str], list[Section]]] = {
    "features": features,
    "services": services,
    "provisions": provisions,
    "licenses": licenses,
}
"""What `icplicense explain` lists, by the word that asks for it."""


def everything(library: Library, lang: str) -> list[Section]:
    """All of these lists, and how to go on."""
    listed = [section for each in LISTS.values() for section in each(library, lang)[:-1]]
    return [*listed, _more("web-search", lang)]


def choice(library: Library, word: str, kinds: Sequence[FeatureKind], lang: str) -> list[Section]:
    """The feature kinds that people call by one name, with what tells them apart."""
    heading = Text(f"{word}: one of {len(kinds)} feature kinds", f"{word}：对应 {len(kinds)} 种功能")
    lines = []
    for kind in kinds:
        lines += [
            Line(f"{kind.kind}  {both(kind.name, lang)}"),
            Line(kind.reason.to(lang), 2),
            Line(asked(library, kind, lang), 2),
        ]
    return [Section(heading.to(lang), lines), _more(kinds[0].kind, lang)]


def _rows(rows: Iterable[tuple[str, Text, str]], lang: str) -> list[Line]:
    """Ids, names in `lang` and names in the other language in columns; a Chinese character takes two cells."""
    from rich.cells import cell_len

    table = []
    for identifier, name, mark in rows:
        own, other = (name.zh, name.en) if lang == "zh" else (name.en, name.zh)
        table.append((identifier, own, other if other != own else "", mark))
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]

    def padded(row: tuple[str, ...]) -> str:
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        return "  ".join(cells).rstrip()

    return [Line(padded(row), hang=widths[0] + 2) for row in table]


def _more(example: str, lang: str) -> Section:
    heading = Text("to read about one of them", "查看其中一项的说明")
    words = " | ".join(LISTS)
    lists = Text(f"Single lists: icplicense explain {words}", f"单独列出：icplicense explain {words}")
    return Section(heading.to(lang), [Line(f"icplicense explain {example}"), Line(lists.to(lang))])
