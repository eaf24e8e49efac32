"""Lifetimes that databases are told in their own languages: ClickHouse's TTL, MongoDB's expiring indexes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import cached_property
from itertools import islice
from math import prod
from posixpath import dirname

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import whole_number

_SQL = expression(r"--[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/|'(?>(?:[^'\\]|\\.|'')*)'")
_TABLE = expression(
    r"\b(?:CREATE\s+TABLE(?:\s+IF\s+NOT\s+EXISTS)?|ALTER\s+TABLE)\s+((?:[\w`\"]+\.)?[\w`\"]+)", re.IGNORECASE
)
_TTL = expression(
    r"\s*(?:TTL\s+)?[\w`\"().]{1,100}\s*\+\s*(?:INTERVAL\s+'?(\d{1,9})'?\s+(\w+)|toInterval(\w+)\((\d{1,9})\))(\s+TO\s|\s+GROUP\s|\s+RECOMPRESS|(?:\s+DELETE)?\s+WHERE\s)?",
    re.IGNORECASE,
)
_PROPERTY = expression(
    r"\bLIFECYCLE\s+(?P<days>[1-9]\d{0,5})\b|\bdefault_time_to_live\s*=\s*(?P<seconds>[1-9]\d{0,9})\b"
    r"|\"dynamic_partition\.start\"\s*=\s*\"-(?P<start>\d{1,6})\"",
    re.IGNORECASE,
)
"""Lifetimes of MaxCompute, of Cassandra, and of partitions of Doris and StarRocks."""
_TIME_UNIT = expression(
    r"\"dynamic_partition\.time_unit\"\s*=\s*\"(HOUR|DAY|WEEK|MONTH|YEAR)\"", re.IGNORECASE
)
_SWITCHED_OFF = expression(r"\"dynamic_partition\.enable\"\s*=\s*\"false\"", re.IGNORECASE)
_PIECES = expression(r",(?![^()]{0,200}\))")
_MAX_TABLE = 50_000
"""Characters of a statement before its lifetime."""
_CHANGE = expression(
    r"\b(?:(REMOVE\s+TTL)|TTL|DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?((?:[\w`\"]+\.)?[\w`\"]+))\b", re.IGNORECASE
)
_BACKWARDS = expression(r"(?im)^--\s*(?:\+goose\s+Down|\+migrate\s+Down|migrate:down|@UNDO|rollback)\b")
"""What begins the part of a file that takes a migration back."""
_SCRIPT = expression(r"//[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/")
_AMOUNT = r"(\d{1,12}(?:\s*\*\s*\d{1,9}){0,5}|[\"']\d{1,6}\s?[a-z]{1,7}[\"'])"
_EXPIRY = expression(
    rf"expireAfterSeconds[\"']?\s*[:=]\s*{_AMOUNT}|SetExpireAfterSeconds\(\s*{_AMOUNT}\s*\)"
    rf"|@Indexed\([^)]{{0,200}}?expireAfter\s*=\s*{_AMOUNT}|\btype:\s*Date\b[^{{}}]{{0,200}}?\bexpires:\s*{_AMOUNT}"
)
"""Where something is told to expire: indexes in every language, fields of mongoose."""
_COLLECTION = expression(
    r"\bdb\.(\w{1,100})\s*\.(?:createIndex|ensureIndex|create_index)\("
    r"|(?:\bdb\[|\b(?:getCollection|[cC]ollection)\()\s*[\"'](\w{1,100})[\"']\s*[\])]"
    r"|@Document\(\s*(?:collection\s*=\s*|value\s*=\s*)?\"(\w{1,100})\""
    r"|[\"']collection[\"']\s*:\s*[\"'](\w{1,100})[\"']"
)
_MODEL = expression(r"\bmodel(?:<[^>]{1,100}>)?\(\s*[\"'](\w{1,100})[\"']\s*,\s*(\w{1,100})")
_SCHEMA = expression(
    r"\b(?:const|let|var)\s+(\w{1,100})\s*=\s*new\s+(?:mongoose\.)?Schema\b|\b(\w{1,100})\.index\("
)
_HUMP = expression(r"(?<=[a-z0-9])(?=[A-Z])")
_MAX_EXPIRIES = 200


class Tables:
    """The tables of a repository: of files of one folder, which are run in the order of their names, the last one counts."""

    def __init__(self, paths: Collection[str], read: Callable[[str], Artifact | None]) -> None:
        self._read = read
        self._folders: dict[str, list[str]] = {}
        for path in paths:
            if path.endswith((".sql", ".cql")) and not _BACK.search(path):
                self._folders.setdefault(_folder(path), []).append(path)
        for listed in self._folders.values():
            listed.sort(key=_in_order)
        self._drops: dict[str, frozenset[str]] = {}
        self._jobs = [path for path in paths if _JOBS.search(path)]
        self._last: dict[str, dict[str, str]] = {}
        """By folders, the file that spoke last of each table."""

    def roots(self, artifact: Artifact) -> Iterator[Node]:
        """`table` lists those whose rows expire, each with its `name` and `kept`, an amount of time with its unit;
        `rows` those whose rows a schedule deletes, each with its `name` and `deleted after`.

        What goes only `WHERE` something holds is not the lifetime of the table.
        """
        last = self._told_last(_folder(artifact.path))
        rows = [
            row
            for name, row in _tables(artifact).items()
            if row is not None and last.get(name) == artifact.path
        ]
        root = _root("table", list(rows))
        root["rows"] = [
            row
            for ended, row in _deleted(artifact, artifact.name in self._scheduled)
            if not self._is_ended(artifact.path, ended)
        ]
        yield root

    def _is_ended(self, path: str, name: str) -> bool:
        """Whether a later file of the folder drops an event, or the policy of a table."""
        paths = self._folders.get(_folder(path), [])
        later = paths[paths.index(path) + 1 :][:_MAX_LATER] if name and path in paths else []
        return any(name in self._dropped(other) for other in later)

    def _dropped(self, path: str) -> frozenset[str]:
        """The events and policies that a file drops; one that it makes anew counts there."""
        if path not in self._drops:
            artifact = self._read(path)
            found: frozenset[str] = frozenset()
            if artifact is not None and _DROPS.search(artifact.data):
                with suppress(Unjudged):
                    found = frozenset(each[1].lower() for each in _DROPPED.finditer(artifact.text))
            self._drops[path] = found
        return self._drops[path]

    @cached_property
    def _scheduled(self) -> frozenset[str]:
        """The names of files of SQL in tables of jobs."""
        artifacts = filter(None, map(self._read, self._jobs[:_MAX_JOBS]))
        return frozenset(name.decode() for each in artifacts for name in _SQL_FILE.findall(each.data))

    def _told_last(self, folder: str) -> dict[str, str]:
        if folder not in self._last:
            last = self._last[folder] = {}
            for path in self._folders.get(folder, ()):
                artifact = self._read(path)
                if artifact is not None and _SPEAKS.search(artifact.data):
                    with suppress(Unjudged):
                        last.update(dict.fromkeys(_tables(artifact), path))
        return self._last[folder]


_BACK = expression(r"(?:^|[./_-])down\.sql\Z|(?:^|/)U\d[^/]*__[^/]*\Z", re.IGNORECASE)
"""Files that take a migration back."""
_JOBS = expression(
    r"(?:^|/)(?:crontab[^/]*|[^/]*\.cron|(?:cron\.d|cron\.\w+|crontabs)/[^/]*|[^/]*cron[^/]*\.ya?ml)\Z"
)
"""Tables of jobs that are run again and again."""
_MAX_JOBS = 100
_MAX_LATER = 100
_SQL_FILE = expression(rb"[\w.-]{1,200}\.sql\b")
_DROPS = expression(rb"(?i)\bDROP\s+EVENT\b|\bremove_retention_policy\b")
_ALONE = expression(r"(?:^|/)(?:up|migration)\.sql\Z")
"""Files of a migration with a folder of its own."""
_SPEAKS = expression(rb"(?i)\bTTL\b|\bDROP\s+TABLE\b|\bLIFECYCLE\b|time_to_live|dynamic_partition")


def _folder(path: str) -> str:
    folder = dirname(path)
    return dirname(folder) if _ALONE.search(path) else folder


def _in_order(path: str) -> list[tuple[int, str]]:
    """What sorts names with numbers as people count."""
    parts = ((whole_number(each), each) for each in re.split(r"([0-9]+)", path))
    return [(-1, each) if number is None else (number, "") for number, each in parts]


def _tables(artifact: Artifact) -> dict[str, Mapping | None]:
    """The lifetime of each table that the file speaks of; None: it has none, or is gone."""
    text = _SQL.sub(
        lambda found: found[0] if found[0][0] == "'" and len(found[0]) < 20 else _blank(found[0]),
        _BACKWARDS.split(artifact.text, maxsplit=1)[0],
    )
    tables = list(_TABLE.finditer(text))
    starts = [each.start() for each in tables]
    rows: dict[str, Mapping | None] = {}
    for found in _CHANGE.finditer(text):
        if found[2]:
            rows[_plain(found[2])] = None  # DROP TABLE
            continue
        index = bisect_right(starts, found.start()) - 1
        before = text[starts[index] : found.start()] if index >= 0 else ";"
        if len(before) > _MAX_TABLE or ";" in before or before.count("(") > before.count(")"):
            continue  # of no table, or of one of its columns
        name = _plain(tables[index][1])
        if found[1]:
            rows[name] = None  # REMOVE TTL
            continue
        clause = _PIECES.split(text[found.start() : found.start() + 2_000].partition(";")[0])
        lifetimes = [each for piece in clause[:20] if (each := _TTL.match(piece)) and not each[5]]
        if not lifetimes:
            continue
        lifetime = lifetimes[0]
        amount = f"{lifetime[1]} {lifetime[2]}" if lifetime[1] else f"{lifetime[4]} {lifetime[3]}"
        rows[name] = _row(artifact, found.start(), name, amount.lower())
    for table, following in zip(tables, [*starts[1:], len(text)], strict=False):
        start, name = table.start(), _plain(table[1])
        statement = text[start : min(following, start + _MAX_TABLE)].partition(";")[0]
        for found in _PROPERTY.finditer(statement):
            if kept := _by_property(found, statement):
                rows[name] = _row(artifact, start + found.start(), name, kept)
    return rows


def _by_property(found: re.Match[str], statement: str) -> str:
    """What a property of a table says of how long its rows are kept; empty where it is switched off."""
    if found["days"]:
        return f"{found['days']} days"
    if found["seconds"]:
        return f"{found['seconds']} seconds"
    unit = None if _SWITCHED_OFF.search(statement) else _TIME_UNIT.search(statement)
    return f"{found['start']} {unit[1].lower()}" if unit else ""


def _deleted(artifact: Artifact, is_scheduled: bool) -> Iterator[tuple[str, Mapping]]:
    """The tables whose old rows a schedule deletes again and again, each after the name of what deletes them; what a
    migration deletes once is no lifetime.
    """
    text = _COMMENTS.sub(lambda found: _blank(found[0]), artifact.text)
    heads = [(each.start(), each) for each in _SCHEDULED.finditer(text)]
    starts = [at for at, _ in heads]
    called = {each[1].lower() for each in _CALLED.finditer(text)} if heads else set()
    for count, found in enumerate(_DELETE.finditer(text)):
        if count >= _MAX_DELETIONS:
            return
        index = bisect_right(starts, found.start()) - 1
        head = heads[index][1] if index >= 0 else None
        between = text[head.end() : found.start()] if head is not None else ""
        if head is not None and _is_inside(between):
            again = bool(head["again"] or head["cron"]) or (head["name"] or "").lower() in called
            moved = {_plain(each[1]).lower() for each in _MOVED.finditer(between)}
            again = again and not _DISABLED.search(between) and _plain(found[1]).lower() not in moved
        else:
            again = is_scheduled
        if again:
            amount = f"{found[2]} {found[3]}".lower()
            name = _plain(found[1]).rpartition(".")[2].lower()
            yield (
                (head["event"] or "").lower() if head else "",
                _row(artifact, found.start(), name, amount, _AFTER),
            )
    for found in islice(_POLICY.finditer(text), _MAX_DELETIONS):
        name = found[1].rpartition(".")[2].lower()
        yield found[1].lower(), _row(artifact, found.start(), name, f"{found[2]} {found[3]}".lower(), _AFTER)


def _is_inside(between: str) -> bool:
    """Whether what begins before a text has not ended in it: one statement, or those from `BEGIN` to `END`."""
    if len(between) > _MAX_TABLE or ";" not in between:
        return len(between) <= _MAX_TABLE
    return bool(_BEGUN.search(between)) and not _ENDED.search(between)


_COMMENTS = expression(r"--[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/")
_DELETE = expression(
    r"\bDELETE\s+FROM\s+((?:[\w`\"]{1,60}\.)?[\w`\"]{1,60})\s[^;]{0,500}?\bINTERVAL\s*'{0,2}\s*(\d{1,6})\s*'{0,2}\s*(HOUR|DAY|WEEK|MONTH|YEAR)S?\b(?![^;]{0,500}\bAND\b)",
    re.IGNORECASE,
)
"""What all rows of some age are deleted by; what else must hold of them is no lifetime of the table."""
_SCHEDULED = expression(
    r"\bCREATE\s[^;()]{0,100}?\bEVENT\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:[\w`\"]+\.)?[`\"]?(?P<event>\w{1,100})[^;]{0,300}?\bSCHEDULE\s+(?:(?P<again>EVERY)|AT)\b"
    r"|\bCREATE\s[^;()]{0,100}?\b(?:PROCEDURE|FUNCTION)\s+(?:[\w`\"]+\.)?[`\"]?(?P<name>\w{1,100})"
    r"|\b(?P<cron>cron\.schedule\w*)\s*\(",
    re.IGNORECASE,
)
"""What begins a part of a file that is run by itself, again and again or when it is called."""
_CALLED = expression(
    r"(?:\bEVERY\b[^;]{0,300}\bCALL\s+|cron\.schedule\w*\s*\([^;]{0,300}?\b(?:CALL|SELECT)\s+|\badd_job\s*\(\s*')(?:\w+\.)?`?(\w{1,100})",
    re.IGNORECASE,
)
_BEGUN = expression(r"\bBEGIN\b|\$\w*\$", re.IGNORECASE)
_ENDED = expression(r"\bEND\s*(?:;{1,2}|//|\$\$|\Z)|\$\w*\$\s*(?:;|\)|LANGUAGE\b)", re.IGNORECASE)
_DISABLED = expression(r"\bDISABLED?\b", re.IGNORECASE)
_MOVED = expression(r"\bINSERT\s+INTO\b[^;]{1,1000}?\bFROM\s+([\w`\".]{1,120})", re.IGNORECASE)
"""Tables whose rows are put into another one before they are deleted."""
_DROPPED = expression(
    r"(?:\bDROP\s+EVENT\s+(?:IF\s+EXISTS\s+)?`?|\bremove_retention_policy\s*\(\s*')([\w.]{1,200})",
    re.IGNORECASE,
)
_POLICY = expression(
    r"\badd_retention_policy\s*\(\s*'([\w.]{1,200})'\s*,\s*(?:drop_after\s*=>\s*)?INTERVAL\s*'(\d{1,6})\s*(day|week|month|year)s?'",
    re.IGNORECASE,
)
"""What TimescaleDB deletes by itself."""
_AFTER = "deleted after"
_MAX_DELETIONS = 200


def _plain(name: str) -> str:
    return name.replace("`", "").replace('"', "")


def of_collections(artifact: Artifact) -> Iterator[Node]:
    """`collection` lists those whose documents expire, each with its `name` and `kept`, in seconds or with its unit."""
    text = _SCRIPT.sub(lambda found: _blank(found[0]), artifact.text)
    collections = [(each.start(), next(filter(None, each.groups()))) for each in _COLLECTION.finditer(text)]
    models = {each[2]: each[1] for each in _MODEL.finditer(text)}
    schemas = [(each.start(), models.get(each[1] or each[2])) for each in _SCHEMA.finditer(text)]
    named = sorted((at, name) for at, name in (*collections, *schemas) if name)
    starts = [at for at, _ in named]
    rows: list[Node] = []
    for count, found in enumerate(_EXPIRY.finditer(text)):
        index = bisect_right(starts, found.start()) - 1
        if index < 0 or count >= _MAX_EXPIRIES:
            continue  # of what, is not said here
        amount = next(filter(None, found.groups())).strip("\"'")
        if "*" in amount:
            amount = str(prod(int(each) for each in amount.split("*")))
        name = _HUMP.sub("_", named[index][1]).lower()
        rows.append(_row(artifact, found.start(), name, amount))
    yield _root("collection", rows)


def _root(name: str, rows: list[Node]) -> Mapping:
    root = Mapping()
    root[name] = rows
    return root


def _row(artifact: Artifact, offset: int, name: str, kept: str, said: str = "kept") -> Mapping:
    place = artifact.place(offset)
    row = Mapping()
    for key, text in (("name", name), (said, kept)):
        word = Word(text)
        word.line, word.column = place
        row[key], row.where[key] = word, place
    return row


_SIGN = expression(r"[^\n]")


def _blank(words: str) -> str:
    return _SIGN.sub(" ", words)
