"""A site: its name and domain, and in which places and by which providers it reaches the internet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pytest_icplicense.model.number import fold

SEVERAL = {"server_location": "server_locations", "access_provider": "access_providers"}
"""The fields of a site that may have several values, each with the field that lists them."""
_BETWEEN = re.compile(r"[、;；]|(?<=公司)[,，/和及与](?=\S)|[,，/](?=[\u4e00-\u9fff]{2,7}(?:省|市|自治区))")
"""What parts the places or the companies of a field; a comma or a stroke alone may stand within an address."""


class LicensedSite(NamedTuple):
    """A row of the license's annexe (附页); a domain may have several."""

    name: str
    domain: str
    server_locations: tuple[str, ...] = ()
    """Where the servers stand; each place by itself, where the row has several."""
    access_providers: tuple[str, ...] = ()


def same(one: str, other: str) -> bool:
    """Whether two names read the same, whatever their spaces and widths."""
    return plainly(one) == plainly(other)


def plainly(text: str) -> str:
    """A name as it is compared: in one width, without spaces."""
    return "".join(fold(text).split())


def same_place(one: str, other: str) -> bool:
    """Whether two addresses read the same, whatever their dashes, brackets and blanks, with or without the country."""
    return _place(one) == _place(other)


def before_address(short: str, whole: str) -> str | None:
    """What an address has before another that it ends with: 北京市 of 北京市朝阳区…; None: it does not end with it."""
    bare, full = _place(short), _place(whole)
    return full.removesuffix(bare) if bare and full.endswith(bare) else None


def is_more_exact(place: str, whole: str) -> bool:
    """Whether an address goes on where another ends: …兆维机房3层, but not 15号 for 1."""
    full, bare = _place(place), _place(whole)
    return bool(bare) and full != bare and full.startswith(bare) and not bare[-1].isdigit()


def _place(text: str) -> str:
    letters = "".join(filter(str.isalnum, fold(text)))
    return letters.removeprefix("中华人民共和国").removeprefix("中国")


def among(wanted: str, names: Iterable[str]) -> bool:
    """Whether a name reads the same as one of `names`."""
    return any(same(wanted, name) for name in names)


def each_of(text: str) -> tuple[str, ...]:
    """The names that one field lists, parted by 、 or ；, or by a comma before a place or behind a company."""
    return tuple(dict.fromkeys(piece for part in _BETWEEN.split(text) if (piece := part.strip())))


def stated(row: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """The places (`server_location`) or providers (`access_provider`) that a site names, each by itself."""
    single = each_of(row[field]) if field in row else ()
    return tuple(dict.fromkeys((*single, *row.get(SEVERAL[field], ()))))


def licensed_site(row: Mapping[str, Any]) -> LicensedSite:
    """The row of the annexe that a License document has under `sites`."""
    places, providers = (stated(row, field) for field in SEVERAL)
    return LicensedSite(row["name"], row["domain"], places, providers)
