"""Zones of DNS, as files of servers (RFC 1035, as BIND, NSD and CoreDNS read them) or of programs that fill them: names
that lead to public addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property, partial
from itertools import islice
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.formats import dns_as_code
from pytest_icplicense.detect.facts.formats.private_networks import PRIVATE
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression
from pytest_icplicense.model.domains import of_programs

_TOKEN = expression(r'"[^"\n]*"?|;[^\n]*|[()\n]|(?:\\.|[^\s();"\\])+')
_TIMES = expression(r"\d+[smhdwSMHDW]?(?:\d+[smhdwSMHDW])*\Z")
_CLASSES = frozenset("IN CH HS ANY".split())
_TYPES = frozenset(
    "SOA NS A AAAA CNAME MX TXT SRV PTR CAA DNAME TLSA NAPTR SSHFP DS DNSKEY RRSIG NSEC NSEC3 HTTPS SVCB HINFO LOC "
    "SPF".split()
)
_ZONE = expression(r'\bzone\s+"([^"\s]{1,253})"[^{};]{0,20}\{([^{}]{0,1000})')
_FILE = expression(r'\bfile\s+"([^"\n]{1,400})"')
_COMMENTED = expression(r"//[^\n]*|#[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/")
_NAMED = expression(r"(?:^|/)(?:named|bind)[\w.-]*\.conf[\w.-]*\Z")
_OF_FILE = expression(r"^(?:db|zone|named)\.|\.(?:j2|zone|zones|db|hosts|txt|dns|fwd)\Z")
_MAX_HOPS = 8
_INWARD = expression(PRIVATE)
_MAX_RECORDS = 20_000


class _Record(NamedTuple):
    owner: str
    type: str
    said: str
    """What it says first: an address, or a name."""
    at: tuple[int, int]


class Zones:
    """The zones of a repository, whose names the server's settings may say."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], Artifact | None]) -> None:
        self._settings = [path for path in paths if _NAMED.search(path)]
        self._read = read

    def roots(self, artifact: Artifact) -> Iterator[Node]:
        """`record` lists the names that lead to addresses which the public reaches. Hosts that only name servers and mail
        exchangers are called by serve neither, and names that begin with `_` serve proofs.
        """
        if artifact.name == dns_as_code.PROGRAM:
            records = _complete(dns_as_code.of_dnscontrol(artifact))
        elif artifact.name.endswith((".yaml", ".yml")):
            records = _complete(dns_as_code.of_octodns(artifact))
        else:
            records = list(_records(artifact, self._origin(artifact)))
        others = {each.said for each in records if each.type in ("NS", "MX")}
        leads: dict[str, list[_Record]] = {}
        for each in records:
            if each.type in ("A", "AAAA", "CNAME"):
                leads.setdefault(each.owner, []).append(each)
        root = Mapping()
        root["record"] = [
            _row(rows[0])
            for owner, rows in leads.items()
            if owner not in others
            and not of_programs(owner)
            and not any(label.startswith("_") for label in owner.split("."))
            and any(_public(each, leads) for each in rows)
        ]
        yield root

    def _origin(self, artifact: Artifact) -> str:
        """The zone's name as the server's settings say it, or else the name of the file."""
        if artifact.name in self._named:
            return self._named[artifact.name]
        before, name = "", artifact.name
        while name != before:
            before, name = name, _OF_FILE.sub("", name)
        return name if "." in name else ""

    @cached_property
    def _named(self) -> dict[str, str]:
        """By the names of files, the zones that are in them; those of several zones say nothing."""
        found: dict[str, str] = {}
        for path in self._settings[:100]:
            artifact = self._read(path)
            text = _COMMENTED.sub(" ", artifact.text) if artifact is not None else ""
            for zone in _ZONE.finditer(text):
                if (file := _FILE.search(zone[2])) is not None:
                    name = file[1].rpartition("/")[2]
                    found[name] = zone[1] if found.get(name, zone[1]) == zone[1] else ""
        return found


def _complete(rows: Iterable[dns_as_code.Row]) -> list[_Record]:
    """Records of programs with their names in full; one that says a name alone means a name of the zone."""
    return [
        _Record(
            _full(label, zone),
            "CNAME" if type_ == "ALIAS" else type_,
            said if type_ in ("A", "AAAA") else _full(said.lower(), zone),
            at,
        )
        for zone, label, type_, said, at in islice(rows, _MAX_RECORDS)
    ]


def _public(record: _Record, leads: dict[str, list[_Record]]) -> bool:
    """Whether it leads to an address that is not of a private network; where a name leads outside the zone, it may."""
    waiting, seen = [record], {record.owner}
    while waiting and len(seen) <= _MAX_HOPS:
        here = waiting.pop()
        if here.type != "CNAME":
            if _reached(here.said):
                return True
        elif here.said in leads:
            if here.said not in seen:
                seen.add(here.said)
                waiting += leads[here.said]
        elif here.said and not here.said.startswith("rpz-"):
            return True
    return False


def _reached(address: str) -> bool:
    """Whether the public may reach an address; those reserved for documents stand for one."""
    import ipaddress

    with suppress(ValueError):
        found = ipaddress.ip_address(address)
        inside = (
            found.is_private and address[:1].lower() == "f" if found.version == 6 else _INWARD.match(address)
        )
        nowhere = found.is_loopback or found.is_unspecified or found.is_link_local or found.is_multicast
        return not (inside or nowhere)
    return False


def _records(artifact: Artifact, origin: str) -> Iterator[_Record]:
    """The records with their names in full; those whose zone nobody knows are left out."""
    owner = ""
    count = 0
    for line, words in _generated(_entries(artifact.text)):
        if words[0][0] == 0 and words[0][1].upper() == "$ORIGIN" and len(words) > 1:
            origin = _full(words[1][1], origin)
            continue
        if words[0][1].startswith("$"):
            continue
        texts = [text for _, text in words]
        if words[0][0] == 0:
            first, texts = texts[0], texts[1:]
            if "SOA" in map(str.upper, texts[:3]) and first.endswith(".") and not origin:
                origin = first.strip(".")
            owner = _full(first, origin)
        while texts and (texts[0].upper() in _CLASSES or _TIMES.match(texts[0])):
            texts = texts[1:]
        if len(texts) < 2 or texts[0].upper() not in _TYPES or not owner:
            continue
        kind = texts[0].upper()
        said = texts[2] if kind == "MX" and len(texts) > 2 else texts[1]
        if kind not in ("A", "AAAA"):
            said = _full(said, origin)
        count += 1
        if count > _MAX_RECORDS:
            return
        yield _Record(owner, kind, said.lower(), (line, words[0][0] + 1))


def _entries(text: str) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Each entry's first line, and its words with their columns; parentheses hold lines together."""
    line, begins, depth, started = 1, 0, 0, 1
    words: list[tuple[int, str]] = []
    for found in _TOKEN.finditer(text):
        word = found[0]
        if word == "\n":
            line, begins = line + 1, found.end()
            if depth == 0 and words:
                yield started, words
                words = []
        elif word in "()":
            depth = depth + 1 if word == "(" else max(0, depth - 1)
        elif word[0] != ";":
            if not words:
                started = line
            words.append((found.start() - begins, word))
    if words:
        yield started, words


def _generated(
    entries: Iterable[tuple[int, list[tuple[int, str]]]],
) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """The entries, with those that `$GENERATE 1-9/2 shop$ A 47.1.2.$` stands for."""
    count = 0
    for line, words in entries:
        if words[0][1].upper() != "$GENERATE" or len(words) < 5:
            yield line, words
            continue
        span = _SPAN.match(words[1][1])
        if span is None:
            continue
        first, last, step = int(span[1]), int(span[2]), int(span[3] or 1)
        for number in islice(range(first, last + 1, max(step, 1)), max(0, _MAX_RECORDS - count)):
            count += 1
            filled = [(column, _NUMBER.sub(partial(_numbered, number), text)) for column, text in words[2:]]
            yield line, [(0, filled[0][1]), *filled[1:]]


def _numbered(number: int, found: re.Match[str]) -> str:
    if found[0] in ("$$", "\\$"):
        return "$"
    number += int(found[1] or 0)
    width = int(found[2] or 0)
    return f"{number:0{width}{_BASES.get(found[3], 'd')}}" if number >= 0 else "0"


_SPAN = expression(r"(\d{1,9})-(\d{1,9})(?:/(\d{1,9}))?\Z")
_NUMBER = expression(r"\$\$|\\\$|\$(?:\{(-?\d{1,9})(?:,(\d{1,2})(?:,([doxXnN]))?)?\})?")
_BASES = {"o": "o", "x": "x", "X": "X"}


def _full(name: str, origin: str) -> str:
    """A name with the zone that it is in; empty where nobody knows it."""
    if name == "@":
        return origin.strip(".").lower()
    if name.endswith("."):
        return re.sub(r"\.+\Z", "", name).lower()
    return f"{name}.{origin.strip('.')}".lower() if origin else ""


def _row(record: _Record) -> Mapping:
    row = Mapping()
    word = Word(record.owner)
    word.line, word.column = record.at
    row["name"], row.where["name"] = word, record.at
    return row
