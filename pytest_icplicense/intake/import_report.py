"""An import in words: what was read and from which line, what is not certain, and what could not be found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_icplicense.intake.import_file import Imported
from pytest_icplicense.intake.provisions.matched import ClauseReading, Match
from pytest_icplicense.intake.provisions.meaning import Hindrance
from pytest_icplicense.readers.lines import Doubt
from pytest_icplicense.text import Text, short

_MOST_SHOWN = 4
"""Words that differ which a line shows."""

_READ = {
    "number": Text("number", "经营许可证编号"),
    "holder": Text("holder", "公司名称"),
    "legal_representative": Text("legal representative", "法定代表人"),
    "issued": Text("issued", "发证日期"),
    "expires": Text("expires", "有效期至"),
}


FIELDS = _READ | {
    "scope": Text("scope", "业务种类"),
    "subsidiaries": Text("subsidiaries", "授权子公司"),
    "name": Text("site's name", "网站名称"),
    "domain": Text("domain", "网站域名"),
    "server_location": Text("server location", "服务器放置地"),
    "server_locations": Text("server locations", "服务器放置地"),
    "access_provider": Text("access provider", "接入服务提供单位"),
    "access_providers": Text("access providers", "接入服务提供单位"),
}
"""The values of a license as they are named, by the last key of their pointers."""


def in_words(imported: Imported, path: str, lang: str) -> list[str]:
    """The lines of the report."""
    out = [Text(f"read from {path}:", f"读自 {path}：").to(lang)]
    out += [f"  {line}" for line in _read(imported, lang)]
    for title, missing in (
        (Text("not certain, look at it", "不确定，请核对"), False),
        (Text("not found; it is left out, not guessed", "未找到；已留空，未作猜测"), True),
    ):
        doubts = [doubt for doubt in imported.doubts if doubt.missing is missing]
        if doubts:
            out += [
                "",
                f"{title.to(lang)} ({len(doubts)}):" if lang == "en" else f"{title.zh}（{len(doubts)}）：",
            ]
            out += [f"  {_line(doubt, imported, path, lang)}" for doubt in doubts]
    return out


def _line(doubt: Doubt, imported: Imported, path: str, lang: str) -> str:
    message = doubt.message.to(lang)
    if doubt.line is not None and doubt.line not in imported.where:
        return f"{path}:{doubt.line}:1: {message}"
    where = Text.same(path) if doubt.line is None else imported.where[doubt.line]
    return Text(f"{where.en}: {message}", f"{where.zh}：{message}").to(lang)


def _read(imported: Imported, lang: str) -> Iterator[str]:
    tree: dict[str, Any] = imported.tree
    source = tree.get("source", {})
    lines, regions = source.get("lines", {}), source.get("regions", {})

    def at(pointer: str) -> str:
        line = lines.get(pointer)
        if line is None:
            return ""
        page = regions[pointer]["page"] if pointer in regions else None
        of_page = Text("", "") if page is None else Text(f"page {page}, ", f"第 {page} 页")
        return Text(f" ({of_page.en}line {line})", f"（{of_page.zh}第 {line} 行）").to(lang)

    colon = Text(": ", "：").to(lang)
    for name, what in _READ.items():
        if name in tree:
            yield f"{what.to(lang)}{colon}{tree[name]}{at(f'/{name}')}"
    for index, row in enumerate(tree.get("scope", [])):
        what = Text(f"scope {row['category']}", f"业务 {row['category']}")
        yield f"{what.to(lang)}{colon}{row['text']}{at(f'/scope/{index}')}"
    for index, site in enumerate(tree.get("sites", [])):
        named = " ".join(site[key] for key in ("name", "domain") if key in site)
        yield f"{Text('site', '网站').to(lang)}{colon}{named}{at(f'/sites/{index}/domain')}"
    states: dict[str, list[str]] = {}
    for match in imported.matches:
        if match.id is not None:
            states.setdefault(match.state, []).append(match.id)
    for state, what in (
        ("same", Text("provisions as known", "与已知文字一致的规定")),
        ("changed", Text("provisions with other words, to be reviewed", "文字有变化、须复核的规定")),
        ("unknown", Text("provisions of its own, to be attested", "许可证自有、以声明判定的规定")),
        ("absent", Text("known provisions that it does not have", "许可证中没有的已知规定")),
    ):
        if names := states.get(state):
            yield f"{what.to(lang)}{colon}{', '.join(names)}"
    for match in imported.matches:
        for change in match.changed:
            yield f"  {match.id}{colon}“{change.was}” → “{change.now}”"
        if match.review:
            what = Text("clauses to review", "须复核的条款")
            yield f"  {match.id}{colon}{what.to(lang)}{colon}{', '.join(match.review)}"
        if match.unbound:
            what = Text("clauses that it does not say, and that are not judged", "未载明、因而不判定的条款")
            yield f"  {match.id}{colon}{what.to(lang)}{colon}{', '.join(match.unbound)}"
    yield from _sentences(imported, lang)


def _sentences(imported: Imported, lang: str) -> Iterator[str]:
    """The sentences that no clause says in these words: as what they are judged, and as what they might be."""
    told = [(match, each) for match in imported.matches for each in match.clauses]
    if not told:
        return
    yield Text("sentences in other words than any known clause", "与已知条款文字不同的句子").to(lang) + Text(
        ":", "："
    ).to(lang)
    for match, each in told:
        yield f"  {question(match, each).to(lang)}"
    if any(asked(each) for _, each in told):
        yield Text(
            "  --accept 80 judges those from 80 % on as proposed, --accept CLAUSE one of them; the others are attested",
            "  --accept 80：达到 80% 的按建议判定；--accept 条款编号：仅该条；其余以声明判定",
        ).to(lang)


def asked(each: ClauseReading) -> bool:
    """Whether a person may let the sentence count as the clause that it is most like."""
    return each.nearest is not None and not each.bound and each.hindrance is not Hindrance.CONTRARY


def question(match: Match, each: ClauseReading) -> Text:
    """What a sentence is judged as, or might be."""
    name = f"{match.id}.{each.number}" if match.id else "-"
    start = Text(f"{name} “{short(each.quote, 60)}”: ", f"{name}“{short(each.quote, 60)}”：")
    if each.nearest is None:
        return Text(f"{start.en}attested", f"{start.zh}以声明判定")
    alike = f"{each.percent} %"
    differing = "; ".join(f"“{was}” → “{now}”" for was, now in each.differing[:_MOST_SHOWN])
    differing_zh = "；".join(f"“{was}”→“{now}”" for was, now in each.differing[:_MOST_SHOWN])
    if each.bound:
        return Text(
            f"{start.en}judged as {each.nearest}, {alike}", f"{start.zh}按 {each.nearest} 判定，{alike}"
        )
    if each.hindrance is Hindrance.CONTRARY:
        return Text(
            f"{start.en}attested; {alike} like {each.nearest}, but it forbids, allows or waives something else: {differing}",
            f"{start.zh}以声明判定；与 {each.nearest} 相似 {alike}，但禁止、许可或免除的内容不同：{differing_zh}",
        )
    if each.hindrance is Hindrance.NUMBERS:
        return Text(
            f"{start.en}judge as {each.nearest}? {alike}, but the numbers differ, so by --accept {each.nearest} alone:"
            f" {differing}",
            f"{start.zh}按 {each.nearest} 判定？{alike}，但数字不同，仅可用 --accept {each.nearest} 确认：{differing_zh}",
        )
    rival = Text(f" (or {each.rival})", f"（或 {each.rival}）") if each.rival is not None else Text("", "")
    return Text(
        f"{start.en}judge as {each.nearest}{rival.en}? {alike}: {differing}",
        f"{start.zh}按 {each.nearest}{rival.zh} 判定？{alike}：{differing_zh}",
    )
