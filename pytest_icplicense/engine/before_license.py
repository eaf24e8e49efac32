"""Acts from before the license: what is recorded of a time when nothing of it bound anyone is not judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_icplicense.documents.formats import day_of, parse_moment
from pytest_icplicense.model.case import Case
from pytest_icplicense.rules.fields import dotted
from pytest_icplicense.text import Text


def before_the_first_term(case: Case) -> Text | None:
    """Why the case is not judged, where the act that it is about was before the first term of every license.

    Of several days of the act the last one counts: a year that is mistyped in one of them takes nothing out of judgement.

    Raises:
        ValueError: what says when the act was is no day.
    """
    check, manifest = case.check, case.manifest
    if not check.dated or (check.until is not None and _said(case, check.until) is None):
        return None
    said = [each for field in check.dated if (each := _said(case, field)) is not None]
    day = max((day_of(parse_moment(each)) for each in said), default=None)
    if day is None or day >= (since := manifest.bound_since):
        return None
    return Text(
        f"{day} is before the first term of {manifest.numbers}, which began on {since}; a former term of the same number"
        " belongs under 'terms' of the license",
        f"{day} 早于 {manifest.numbers} 首个有效期的起始日 {since}；同一编号此前如有有效期，请列入许可证的 terms",
    )


def _said(case: Case, field: str) -> str | None:
    """The value of a field of the subject, or of the nearest entry around it that has one."""
    return next((said for entry in _around(case) if (said := dotted(entry, field)) is not None), None)


def _around(case: Case) -> Iterator[Any]:
    """The subject, and the entries of lists that it stands in, from within."""
    yield case.value
    entries: list[Any] = []
    node: Any = case.manifest.tree
    for step in case.pointer.split("/")[1:]:
        node = node[int(step)] if isinstance(node, list) else node.get(step)
        if isinstance(node, dict):
            entries.append(node)
    yield from reversed(entries[:-1])
