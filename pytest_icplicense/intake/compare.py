"""Two licenses side by side: what a renewal or a change of scope changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_icplicense.intake.text.folding import fold
from pytest_icplicense.intake.text.numbering_marks import words_of
from pytest_icplicense.library import Library
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from pytest_icplicense.intake.import_file import Imported

_FIELDS = {
    "number": Text("number", "经营许可证编号"),
    "holder": Text("holder", "公司名称"),
    "legal_representative": Text("legal representative", "法定代表人"),
    "issued": Text("issued", "发证日期"),
    "expires": Text("expires", "有效期至"),
}
_SITE_FIELDS = {
    "name": Text("name", "网站名称"),
    "server_location": Text("server location", "服务器放置地"),
    "access_provider": Text("access provider", "接入服务提供单位"),
}


class Row(NamedTuple):
    """One thing that a license says, in both; empty: it does not."""

    what: Text
    left: str
    right: str

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.left == self.right


Words = Mapping[str, str]
"""The words of provisions, by their ids."""


def words_of_import(imported: Imported) -> dict[str, str]:
    """Those of an imported license, known or not."""
    return {
        match.id: match.piece.text.text
        for match in imported.matches
        if match.id is not None and match.piece is not None
    }


def words_of_tree(tree: Mapping[str, Any], library: Library) -> dict[str, str]:
    """Those of a License document: the policies' own, but for the ones that it words in another way."""
    named = tree.get("provisions", [])
    known = {each.id: each.text for each in library.provisions if each.text and each.named_by(named)}
    return known | {each["id"]: each["text"] for each in tree.get("changed_provisions", [])}


def side_by_side(left: Mapping[str, Any], right: Mapping[str, Any], one: Words, other: Words) -> list[Row]:
    """The two trees, row by row, in the order of a license; `one` and `other` are the words of their provisions."""
    return [
        *(Row(what, *_both(left, right, name)) for name, what in _FIELDS.items()),
        *_listed(left, right, "subsidiaries", Text("subsidiary", "授权子公司")),
        *_scope(left, right),
        *_sites(left, right),
        *_listed(left, right, "provisions", Text("provision", "特别规定事项")),
        *_words(one, other),
    ]


def _both(left: Mapping[str, Any], right: Mapping[str, Any], name: str) -> tuple[str, str]:
    return str(left.get(name, "")), str(right.get(name, ""))


def _listed(left: Mapping[str, Any], right: Mapping[str, Any], name: str, what: Text) -> Iterator[Row]:
    here, there = left.get(name, []), right.get(name, [])
    for each in dict.fromkeys([*here, *there]):
        yield Row(what, each if each in here else "", each if each in there else "")


def _scope(left: Mapping[str, Any], right: Mapping[str, Any]) -> Iterator[Row]:
    """The lines of the scope by their category; several of one category in their order."""
    sides = [_by_category(tree.get("scope", [])) for tree in (left, right)]
    for category in dict.fromkeys([*sides[0], *sides[1]]):
        here, there = (side.get(category, []) for side in sides)
        for index in range(max(len(here), len(there))):
            one, other = (rows[index] if index < len(rows) else None for rows in (here, there))
            yield Row(Text(f"scope {category}", f"业务 {category}"), _line(one), _line(other))


def _by_category(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["category"], []).append(row)
    return found


def _line(row: dict[str, Any] | None) -> str:
    if row is None:
        return ""
    coverage = "、".join(row["coverage"]) if row.get("coverage") else ""
    return f"{row['text']}　{coverage}" if coverage and coverage not in row["text"] else str(row["text"])


def _sites(left: Mapping[str, Any], right: Mapping[str, Any]) -> Iterator[Row]:
    here, there = ({site.get("domain", ""): site for site in tree.get("sites", [])} for tree in (left, right))
    for domain in dict.fromkeys([*here, *there]):
        yield Row(Text("site", "网站"), domain if domain in here else "", domain if domain in there else "")
        for name, what in _SITE_FIELDS.items():
            one, other = _both(here.get(domain, {}), there.get(domain, {}), name)
            if one != other:
                yield Row(Text(f"{domain}: {what.en}", f"{domain}：{what.zh}"), one, other)


def _words(one: Words, other: Words) -> Iterator[Row]:
    """Provisions that both have, in other words."""
    for name in one:
        if name in other and fold(words_of(one[name])).text != fold(words_of(other[name])).text:
            yield Row(Text(f"words of {name}", f"{name} 文字"), one[name], other[name])
