"""Kafka's brokers: what they keep of a topic that says nothing of it itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression

_KEPT = expression(
    r"(?m)^(?P<before>[^#\n]{0,200}?)(?:KAFKA_(?:CFG_)?LOG_RETENTION_(?P<env>HOURS|MINUTES|MS)|log\.retention\.(?P<own>hours|minutes|ms)"
    r"|\blogRetention(?P<chart>Hours|Minutes|Ms))[\"']?"
    r"(?:[ \t]*[:=][ \t]*|[ \t]*\n[ \t]*(?:-[ ])?value:[ \t]*)[\"']?(?P<amount>-?\d{1,15})\b"
)
_COMPACTED = expression(
    r"(?m)^[^#\n]{0,200}?(?:LOG_CLEANUP_POLICY|log\.cleanup\.policy)[\"']?\s*[:=]\s*[\"']?compact[\"']?\s*$"
)
_FINER = ("ms", "minutes", "hours")
"""Units of the setting: a finer one decides where there are several."""
_TOPIC = expression(
    r"(?i)(?:--topic[ =]|\btopics?(?:[_.-]?(?:name|pattern|id|key))?[\"']?(?>\s*)(?:\)|=>)?"
    r"(?>\s*)[:=(,]?(?>\s*)[\[({]?(?>\s*))"
    r"[\"']?([a-z][\w.-]{2,100})\b"
    r"|\bkind:\s*KafkaTopic\b[^\0]{0,200}?\bname:[ ]*[\"']?([\w.-]{3,100})"
)
_CREATED = expression(r"KAFKA_CREATE_TOPICS[\"']?\s*[:=]\s*[\"']?([\w.:, -]{3,1000})")
_OWN = expression(r"retention[._]ms|retentionMs")
_READ = tuple(
    ".yaml .yml .properties .sh .conf .env .toml .tf .java .kt .go .py .js .ts .rb .php .cs".split()
)
_MAX_FILES = 5_000
_MAX_BYTES = 64 << 20
"""What all files together may have in which topics are looked for."""
_MAX_TOPICS = 500


class Brokers:
    """The brokers of a repository, and the topics that its files name."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], Artifact | None]) -> None:
        self._paths = [path for path in paths if path.endswith(_READ)]
        self._read = read

    def roots(self, artifact: Artifact) -> Iterator[Node]:
        """`topic` lists, for what the file says that its broker keeps, each topic that leaves it to the broker, with its
        `name` and `kept`, an amount of time with its unit.
        """
        root = Mapping()
        rows: list[Node] = []
        text = artifact.text
        found = [each for each in _KEPT.finditer(text) if not each["before"].lstrip().startswith(("//", ";"))]
        units = {_unit(each) for each in found}
        finest = next((unit for unit in _FINER if unit in units), None)
        for each in found if finest and not _COMPACTED.search(text) else ():
            if _unit(each) != finest:
                continue
            start = each.start("amount")
            line = text.count("\n", 0, start) + 1
            at = line, start - (text.rfind("\n", 0, start) + 1) + 1
            for name in self._topics:
                row = Mapping()
                word = Word(f"{each['amount']}{finest}")
                word.line, word.column = at
                row["name"], row["kept"], row.where["kept"] = Word(name), word, at
                rows.append(row)
        root["topic"] = rows
        yield root

    @cached_property
    def _topics(self) -> tuple[str, ...]:
        """The topics for which no file says how long they are kept."""
        named: dict[str, bool] = {}
        total = 0
        for path in self._paths[:_MAX_FILES]:
            artifact = self._read(path)
            if artifact is None or (b"opic" not in artifact.data and b"TOPIC" not in artifact.data):
                continue
            total += len(artifact.data)
            if total > _MAX_BYTES:
                break
            text = artifact.text
            hits = list(_TOPIC.finditer(text))[:_MAX_TOPICS]
            for number, hit in enumerate(hits):
                end = hits[number + 1].start() if number + 1 < len(hits) else hit.end() + 400
                own = bool(_OWN.search(text, hit.end(), min(end, hit.end() + 400)))
                name = (hit[1] or hit[2]).lower()
                named[name] = named.get(name, False) or own
            for created in _CREATED.finditer(text):
                for each in created[1].split(","):
                    named.setdefault(each.partition(":")[0].strip().lower(), False)
        return tuple(name for name, own in list(named.items())[:_MAX_TOPICS] if name and not own)


def _unit(kept: re.Match[str]) -> str:
    return str(kept["env"] or kept["own"] or kept["chart"]).lower()
