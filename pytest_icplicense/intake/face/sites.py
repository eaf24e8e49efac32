"""The sites of a license's annexe (附页): fields behind labels, or the rows of a table under a head of labels."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from pytest_icplicense.documents.schema import Schema
from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.draft import Draft
from pytest_icplicense.intake.face.fields import LABELS, Field, official
from pytest_icplicense.intake.text.cleaning import folded, watermarked
from pytest_icplicense.library import Library
from pytest_icplicense.model.site import SEVERAL, each_of
from pytest_icplicense.readers.lines import Passage
from pytest_icplicense.text import Text

SITE = "site."
"""What the names of a site's fields begin with."""
SITE_FIELDS = ("name", "domain", "server_location", "access_provider")
_BETWEEN = expression(
    r"[、;,]|(?<=[a-z0-9])(?:以及|[和及与])(?=[a-z0-9])"
    r"|(?<=[a-z])/(?=(?:[a-z0-9-]{1,63}\.){1,4}(?!s?html?\b|php\b|jsp\b|aspx?\b|do\b)[a-z]{2,20}(?:[/、;,]|$))"
)
"""What parts the domains of one row, as texts are folded."""
_SCHEME = expression(r"https?://")
_WORDS = {
    label: field.removeprefix(SITE)
    for field, labels in LABELS.items()
    if field.startswith(SITE)
    for label in labels
}
"""The field of each label, as texts are folded."""


class _FieldValue(NamedTuple):
    """The value of a site's field."""

    text: str
    line: int
    pieces: tuple[str, ...]
    """As spaces and line ends part it."""


_Site = dict[str, _FieldValue]
_Row = list[tuple[str, int]]
"""The cells of a row, each with its line."""
_RULE = expression(r"[|:\-+\s]+")
"""Between the head of a table and its rows."""


class _Table(NamedTuple):
    """What may be the sites' table: the fields of its columns, and its lines."""

    columns: tuple[str, ...]
    lines: tuple[tuple[str, int], ...]
    line: int


def read_sites(found: list[Field], library: Library, draft: Draft) -> None:
    """The sites of the annexe: one begins with its name, or with any field that the one before has already."""
    domains = Schema(library.schema_tree("license")["$defs"]["domain"], compared=True)
    segments = [each for each in found if each.field is not None and each.field.startswith(SITE)]
    sites: list[_Site] = []
    run: list[_Site] = []
    at = 0
    while at < len(segments):
        head = at
        while head < len(segments) - 1 and not segments[head].value.text:
            head += 1
        if table := _table(segments[at : head + 1]):
            sites += _untangled(run, draft)
            run = []
            rows = list(_rows(table, domains))
            if not rows:
                _unread(table.line, draft)
            sites += rows
            at = head + 1
            continue
        name = _name(segments[at])
        if not run or name in run[-1]:
            run.append({})
        run[-1][name] = _said(segments[at].value)
        at += 1
    sites += _untangled(run, draft)
    for each in found:
        if each not in segments and len(_fields_named(each.value.text)) > 1:
            _unread(each.line, draft)
    _put(sites, domains, draft)


def _name(segment: Field) -> str:
    return (segment.field or "").removeprefix(SITE)


def _said(value: Passage) -> _FieldValue:
    pieces = [piece for text, _ in _lines(value) for piece in text.split()]
    return _FieldValue(value.text, value.line(), tuple(pieces))


def _lines(value: Passage) -> Iterator[tuple[str, int]]:
    """The lines of a value, each with its number."""
    ends = (*value.starts[1:], len(value.text))
    for start, end, line in zip(value.starts, ends, value.lines, strict=True):
        if text := value.text[start:end].strip():
            yield text, line


def _table(segments: list[Field]) -> _Table | None:
    """A table, where the labels stand together and the values behind the last of them."""
    columns = [_name(each) for each in segments]
    lines = list(_lines(segments[-1].value))
    if lines and (words := folded(lines[0][0]).strip(":|")) and (more := _labels(words)):
        columns += more
        lines = lines[1:]
    cells = sum(len(text.split()) for text, _ in lines)
    if len(columns) < 2 or (len(columns) == len(segments) and cells < len(columns)):
        return None
    return _Table(tuple(columns), tuple(lines), segments[0].line)


def _labels(words: str) -> list[str]:
    """The fields of labels that stand one behind the other without anything else; none: they are not all labels."""
    names: list[str] = []
    while words:
        label = max((each for each in _WORDS if words.startswith(each)), key=len, default="")
        if not label:
            return []
        names.append(_WORDS[label])
        words = words[len(label) :].lstrip(":|")
    return names


def _rows(table: _Table, domains: Schema) -> Iterator[_Site]:
    """The rows of a table, in the first of its layouts that puts every domain into its column; none where no layout does."""
    for columns, rows in _layouts(table):
        fits = len(set(columns)) == len(columns) and "domain" in columns
        if fits and rows and all(_fits(row, columns, domains) for row in rows):
            for row in rows:
                yield {
                    name: _FieldValue(text, line, tuple(text.split()))
                    for name, (text, line) in zip(columns, row, strict=True)
                }
            return


def _layouts(table: _Table) -> Iterator[tuple[tuple[str, ...], list[_Row]]]:
    """A row a line, also where remarks are left out; a cell a line."""
    columns, width = table.columns, len(table.columns)
    lines = [each for each in table.lines if not _RULE.fullmatch(each[0])]
    rows = [[(cell, line) for cell in _cells(text)] for text, line in lines]
    yield columns, rows
    if columns[-1] == "remarks" and all(len(row) in (width - 1, width) for row in rows):
        yield columns[:-1], [row[: width - 1] for row in rows]
    yield columns, [lines[at : at + width] for at in range(0, len(lines), width)]


def _cells(text: str) -> list[str]:
    if "|" not in (wide := text.replace("｜", "|").strip("| \t")):
        return wide.split()
    return [cell.strip() for cell in wide.split("|")]


def _fits(row: _Row, columns: tuple[str, ...], domains: Schema) -> bool:
    return len(row) == len(columns) and all(
        _are_domains(text, domains) == (name == "domain")
        for name, (text, _) in zip(columns, row, strict=True)
    )


def _is_domain(text: str, domains: Schema) -> bool:
    return domains.accepts(folded(text).rstrip("。").lower())


def _parted(text: str) -> tuple[str, ...]:
    """The domains that a field lists, each once."""
    parts = _BETWEEN.split(folded(text).rstrip("。").lower())
    return tuple(dict.fromkeys(_SCHEME.sub("", each).rstrip("/") for each in parts if each))


def _are_domains(text: str, domains: Schema) -> bool:
    return bool(hosts := _parted(text)) and all(map(domains.accepts, hosts))


def _fields_named(text: str) -> set[str]:
    """The fields of sites whose labels stand in a text; two of them are the head of a table that was not seen as one."""
    words = folded(text)
    return {name for label, name in _WORDS.items() if label in words}


def _unread(line: int, draft: Draft) -> None:
    text = Text(
        "the sites stand in a table whose rows cannot be told apart: write each value behind its label",
        "网站信息为表格，无法分辨各行：请将各项内容写在相应栏目名称之后",
    )
    draft.doubt(line, [text], missing=True)


def _untangled(sites: list[_Site], draft: Draft) -> list[_Site]:
    """The sites without values that may be of the site before or of the one behind."""
    for at in range(len(sites) - 1, 0, -1):
        for name in SITE_FIELDS:
            if name in sites[at]:
                continue
            before = at - 1
            while before >= 0 and len(sites[before]) > 1 and _strays(sites[before], name):
                said = sites[before].pop(name)
                words = f"{official(f'{SITE}{name}')}：{said.text[:80]}"
                text = Text(
                    f"'{words}' may be of the site before it or of the one behind it",
                    f"“{words}”可能属于其前或其后的网站",
                )
                draft.doubt(said.line, [text], missing=True)
                before -= 1
    return sites


def _strays(site: _Site, name: str) -> bool:
    """Whether a site's last field is this one, though licenses have it before another that the site has."""
    *others, last = site
    order = SITE_FIELDS.index
    return last == name and any(order(each) > order(name) for each in others)


def _put(sites: list[_Site], domains: Schema, draft: Draft) -> None:
    """The sites as the document has them, and what is missing in them; each domain of one row is a site of its own."""
    listed: list[dict[str, Any]] = []
    for site in sites:
        first = min(said.line for said in site.values())
        written: dict[str, Any] = {}
        hosts: tuple[str, ...] = ()
        for name in SITE_FIELDS:
            said = site.get(name)
            if said is None or not said.text:
                draft.missing(official(f"{SITE}{name}"), first)
            elif name == "domain":
                if hosts := _domains(said, domains, draft):
                    written[name] = hosts[0]
            elif text := _plain(said, name, draft):
                written[name] = text
        for name, several in SEVERAL.items():
            if name in written and len(each := each_of(written[name])) > 1:
                written[several] = list(each)
        for host in hosts or (None,):
            index = len(listed)
            row = written if host is None else written | {"domain": host}
            listed.append({name: row[name] for name in _ORDER if name in row})
            for name in row:
                draft.lines[f"/sites/{index}/{name}"] = site[_SINGLE.get(name, name)].line
    draft.tree["sites"] = listed


_SINGLE = {several: name for name, several in SEVERAL.items()}
_ORDER = tuple(each for name in SITE_FIELDS for each in (name, SEVERAL.get(name, name)))
"""The fields of a site, in the order of the document."""


def _plain(said: _FieldValue, name: str, draft: Draft) -> str | None:
    """A name or a place, or none: one with a colon in it has swallowed another field."""
    shown, label = said.text[:80], official(f"{SITE}{name}")
    if watermarked(said.text):
        text = Text(
            f"'{shown}' has the words of a watermark in it, and is no '{label}'",
            f"“{shown}”中混入了水印文字，不是“{label}”",
        )
    elif ":" in folded(said.text):
        text = Text(
            f"'{shown}' has a colon in it: is another field in it than '{label}'?",
            f"“{shown}”中有冒号：除“{label}”外是否还有其他栏目？",
        )
    else:
        return said.text
    draft.doubt(said.line, [text], missing=True)
    return None


def _domains(said: _FieldValue, domains: Schema, draft: Draft) -> tuple[str, ...]:
    """The domains of one row, parted by 、 or ；; none where one is no domain, or spaces alone part them."""
    hosts = _parted(said.text)
    if not hosts or not all(map(domains.accepts, hosts)) or _only_spaced(said.pieces, domains):
        shown = " ".join(said.pieces)[:80]
        why = Text(f"'{shown}' is not one domain", f"“{shown}”不是单个域名")
        draft.doubt(said.line, [why], missing=True)
        return ()
    if len(hosts) == 1 and len(said.text.split()) > 1:
        why = Text(
            f"'{said.text}' has spaces in it; read as '{hosts[0]}'",
            f"“{said.text}”中有空格；读作“{hosts[0]}”",
        )
        draft.doubt(said.line, [why])
    return hosts


def _only_spaced(pieces: tuple[str, ...], domains: Schema) -> bool:
    """Whether a space or the end of a line stands behind a domain, and may part it from another one or cut it in two."""
    ends = [_BETWEEN.split(folded(piece).lower()) for piece in pieces]
    return (
        any((left[-1] and right[0] and _is_domain(left[-1], domains)) for left, right in pairwise(ends))
        or sum(len(parts) == 1 and _is_domain(parts[0], domains) for parts in ends) > 1
    )
