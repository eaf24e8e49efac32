"""What a license says of its services outside of its scope: it must be the same, or a person has to read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.draft import Draft
from pytest_icplicense.intake.face.fields import LABELS, Field, official
from pytest_icplicense.intake.face.figures import quoted
from pytest_icplicense.intake.scope.parser import Unread, read_scope
from pytest_icplicense.intake.scope.rows import closing
from pytest_icplicense.intake.scope.vocabulary import EXCEPT, ONLY, SERVICE, Lexicon, folded, names_of
from pytest_icplicense.library import Library
from pytest_icplicense.model.catalogue import Catalogue, part_of
from pytest_icplicense.readers.lines import Passage
from pytest_icplicense.text import Text

SCOPE = ("scope", "items", "rows", "coverage")
"""The fields that make up the scope."""
_LIMITS = ("仅限", "限于", "不含", "不包括", "不包含", "除外")
_TAKES_AWAY = "不得 不准 禁止 暂停 取消 注销 停止 终止 撤销 核减 减少 缩小 未获 不再".split()
"""Words by which even a service that the scope names is no longer, or not wholly, licensed."""
_SIGNS = expression(r"[、,;:。.()\[\]【】/|]|服务项目|和|及|与")
_FREE = (None, "remarks")
"""Texts of sentences; in names a service counts only where no other word touches it."""
_NAMES = ("site.name", "site.domain", "phone", "capital")
"""Where the name of a service limits nothing: a site may have it."""
_AND = frozenset("、和及与")
_GOES_ON = expression(r"[、和及与][^。;:)]{0,200}")
_LONGEST = 50_000


def check_outside(found: Sequence[Field], library: Library, draft: Draft) -> None:
    """A doubt for each limitation or service outside of the scope that the rows do not have as well.

    The value that it stands in is left out: where it begins is not certain.
    """
    catalogue = library.catalogue
    scope = _bare("".join(each.value.text for each in found if each.field in SCOPE))
    named = next((each.value.text for each in found if each.field == "holder" and each.value.text), "")
    holder = folded(named)[0]
    names: dict[str, list[str]] = {}
    for name in sorted({*names_of(catalogue), *_LIMITS}, key=len, reverse=True):
        names.setdefault(name[:2], []).append(name)
    lexicon = Lexicon(catalogue)
    doubted = {doubt.line for doubt in draft.doubts if doubt.missing}
    for segment in found:
        of_site = (segment.field or "").startswith("site.")
        if segment.field in SCOPE or not segment.value.text or (of_site and segment.line in doubted):
            continue  # what is missing of a site has been shown with its words
        said = _said(segment, holder, names, lexicon)
        start = segment.value.text[:_LONGEST]
        allowed = not any(word in start for word in _TAKES_AWAY) and (
            _bare(said) in scope or _same(said, draft.tree.get("scope", []), catalogue)
        )
        if (said and not allowed) or len(segment.value.text) > _LONGEST:
            shown = quoted(said or segment.value.text)
            why = Text(
                f"'{shown}' stands outside of '{official('scope')}', and the rows of the scope do not say the same",
                f"“{shown}”写在“{official('scope')}”之外，与业务种类所载不一致",
            )
            draft.doubt(segment.line, [why], missing=True)
            _leave_out(segment, draft)
            if any(word in segment.value.text for word in (*_LIMITS, *_TAKES_AWAY)):
                _close(segment, said, library, draft)


def _close(segment: Field, said: str, library: Library, draft: Draft) -> None:
    """Close the rows of the services that may be limited outside of the scope; all rows, where none is named."""
    rows = draft.tree.get("scope", [])
    named = {each["category"] for each in read_scope(said, library.catalogue)[0]}
    about = [row for row in rows if any(_related(row["category"], each) for each in named)] or rows
    for row in about:
        if row["category"] not in row["excludes"]:
            row["excludes"] = [row["category"], *row["excludes"]]
            draft.doubt(segment.line, [closing(row["text"], row["category"])], missing=True)


def _related(one: str, other: str) -> bool:
    return part_of(one, other) or part_of(other, one)


def _leave_out(segment: Field, draft: Draft) -> None:
    if segment.field in ("holder", "legal_representative", "subsidiaries", "issued", "expires"):
        draft.drop(segment.field)


def _said(segment: Field, holder: str, names: Mapping[str, Sequence[str]], lexicon: Lexicon) -> str:
    """From the first word of services to the last one; empty where there is none."""
    text = folded(segment.value.text[:_LONGEST])[0]
    if segment.field in _FREE:
        if holder:
            text = text.replace(holder, " " * len(holder))
        places = list(_places(text, names))
    else:
        wanted = (ONLY, EXCEPT) if segment.field in _NAMES else (ONLY, EXCEPT, SERVICE)
        places = [(word.start, word.end) for word in lexicon.words(text) if word.kind in wanted]
    if not places:
        return ""
    first, (start, last) = places[0][0], places[-1]
    if text.startswith(_LIMITS, start):
        return text[first:]
    more = _GOES_ON.match(text, last) if text[last : last + 1] in _AND else None
    return text[first : more.end() if more else last]


def _places(text: str, names: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Where names stand, the longest at each place; they are given by their first two characters."""
    at = 0
    while at < len(text):
        known = names.get(text[at : at + 2], ()) or names.get(text[at], ())
        name = next((each for each in known if text.startswith(each, at)), "")
        if name:
            yield at, at + len(name)
        at += len(name) or 1


def _bare(text: str) -> str:
    """Without the signs between words."""
    return _SIGNS.sub("", folded(text[:_LONGEST])[0])


def _same(said: str, rows: list[dict[str, Any]], catalogue: Catalogue) -> bool:
    """Whether each service is in a row, with the same limits and with nothing excluded that the row does not exclude."""
    closed = said + ")" * max(said.count("(") - said.count(")"), 0)
    read, doubts = read_scope(closed, catalogue)
    return (
        bool(read)
        and not any(isinstance(doubt, Unread) for doubt in doubts)
        and all(any(_covers(row, each) for row in rows) for each in read)
    )


def _covers(row: dict[str, Any], said: dict[str, Any]) -> bool:
    return (
        all(row.get(key) == said.get(key) for key in ("category", "limitation", "only"))
        and set(said["excludes"]) <= set(row["excludes"])
        and said["coverage"] in (None, row["coverage"])
    )


_FACE = frozenset(("holder", "scope", "coverage", "issued", "expires"))


def second_face(paragraphs: Iterable[Passage], draft: Draft) -> None:
    """Fields of a face below the provisions are another license's, or the rest of this one's: a person must see."""
    labels = {label: name for name in _FACE for label in LABELS[name]}
    for paragraph in paragraphs:
        text = folded(paragraph.text[:_LONGEST])[0]
        places = ((text.find(f"{label}:"), -len(label), label) for label in labels) if ":" in text else ()
        if found := [place for place in places if place[0] >= 0]:
            shown = min(found)[-1]
            why = Text(
                f"'{shown}' stands below the provisions: is it the face of another license? It is not read",
                f"“{shown}”写在特别规定事项之后：是否为另一份许可证的正文？未予读取",
            )
            draft.doubt(paragraph.line(), [why], missing=True)
            return
