"""The scope of a face that says it in several blocks: a service each, with its own 服务项目 and 业务覆盖范围."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from pytest_icplicense.intake.face.fields import Field, elsewhere
from pytest_icplicense.intake.scope.vocabulary import NUMBERING, SERVICE, Lexicon, Word, folded
from pytest_icplicense.model.catalogue import Catalogue, part_of
from pytest_icplicense.model.license import INTERNET_ONLY, NON_INTERNET
from pytest_icplicense.readers.lines import Passage

_FIELDS = ("scope", "items", "coverage")
_LEADS = ("class", "code")
"""The kinds of words that may stand between a number and its service."""

Block = dict[str, Field]


def blocks_of(found: Iterable[Field], catalogue: Catalogue) -> list[Block]:
    """The blocks, where there are two or more and nothing else stands between them; else none.

    One begins with each 业务种类, or with a number and a service on a line of their own below the fields of the service
    before it. A field that a block has twice, or one before the first service, is for a person to read.
    """
    lexicon = Lexicon(catalogue)
    filled = [each for each in found if each.value.text and not elsewhere(each)]
    runs = [list(run) for mine, run in groupby(filled, lambda each: each.field in _FIELDS) if mine]
    parts = [part for run in runs for each in run for part in _parts(each, lexicon)]
    services = {folded(part.value.text)[0] for part in parts if part.field == "scope"}
    if len(runs) != 1 or len(services) < 2:
        return []
    blocks: list[Block] = []
    for part in parts:
        if part.field == "scope":
            blocks.append({})
        if not blocks or part.field is None or part.field in blocks[-1]:
            return []
        blocks[-1][part.field] = part
    return blocks


def _parts(segment: Field, lexicon: Lexicon) -> Iterator[Field]:
    """A field, parted where a line begins with the number of a service; those of 业务种类 itself stay a list."""
    value = segment.value
    cuts = [start for start in value.starts[1:] if begins_service(value, start, lexicon)]
    if segment.field == "scope" or not cuts:
        yield segment
        return
    for index, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(value.text)], strict=True)):
        text = value.text[start:end].rstrip()
        yield Field(segment.field if not index else "scope", value.cut(start, start + len(text)))


def begins_service(value: Passage, start: int, lexicon: Lexicon) -> bool:
    """Whether the number of a service and its name stand at `start`."""
    words: Sequence[Word] = lexicon.words(folded(value.text[start : start + 200])[0])
    kinds = [word.kind for word in words if word.kind not in _LEADS][:2]
    return kinds == [NUMBERING, SERVICE]


def contradict(rows: Sequence[Sequence[dict[str, Any]]]) -> bool:
    """Whether two blocks say something of the same service: then one may be what the other was before."""
    both = {INTERNET_ONLY, NON_INTERNET}
    return any(
        (part_of(one["category"], other["category"]) or part_of(other["category"], one["category"]))
        and {one["limitation"], other["limitation"]} != both
        for at, block in enumerate(rows)
        for before in rows[:at]
        for one in block
        for other in before
    )
