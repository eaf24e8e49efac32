"""An import in words: what was read and from which line, what is not certain, and what could not be found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_icplicense.intake.import_file import Imported
from pytest_icplicense.readers.lines import Doubt
from pytest_icplicense.text import Text

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
    where = path if doubt.line is None else f"{path}:{doubt.line}:1"
    if doubt.line is not None and doubt.line in imported.where:
        where = imported.where[doubt.line].to(lang)
    return f"{where}: {doubt.message.to(lang)}"


def _read(imported: Imported, lang: str) -> Iterator[str]:
    tree: dict[str, Any] = imported.tree
    lines = tree.get("source", {}).get("lines", {})

    def at(pointer: str) -> str:
        line = lines.get(pointer)
        return "" if line is None else Text(f" (line {line})", f"（第 {line} 行）").to(lang)

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
        ("unknown", Text("provisions that no policy judges yet", "尚无策略判定的规定")),
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
