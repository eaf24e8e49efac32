"""Logs that programs rotate by themselves, by the day: Logback, Log4j 2, NLog."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.environments import profiles_of_rehearsal
from pytest_icplicense.detect.facts.formats import initext, xmltext, yamltext
from pytest_icplicense.detect.facts.formats.kept_logs import kept_log
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import whole_number

_VARIABLE = expression(r"\$\{([\w.-]{1,100})(?::-([^{}]{0,100}))?\}")
_DATE = expression(r"%(?:d|date)(?:\{([^{}]{0,60})\})?")
_DAYS = (("s", 1 / 86_400), ("m", 1 / 1_440), ("Hh", 1 / 24), ("dDEe", 1), ("wW", 7), ("M", 30), ("y", 365))
"""Letters of a date's pattern, the shortest time first, and the days until it is another one."""
_ARCHIVES = {
    "minute": 1 / 1_440,
    "hour": 1 / 24,
    "day": 1,
    "month": 30,
    "year": 365,
    "sunday": 7,
    "monday": 7,
}
_ARCHIVES |= dict.fromkeys("tuesday wednesday thursday friday saturday".split(), 7)
_AGE = expression(r"(?i)P?(?:(\d{1,6})D)?T?(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?\Z")


def nodes(artifact: Artifact) -> Iterator[Node]:
    """One mapping: `file` lists the rotated files, each with its `name`, and `days` where it is certain for how many it is
    kept; `at_most` where what it may take up deletes it earlier.

    Raises:
        Unjudged: it is no XML, too large, or declares entities.
    """
    for top in _trees(artifact):
        root = Mapping()
        known = dict(_properties(top))
        root["file"] = [row for element in _below(top) for row in _rotated(element, known)]
        yield root


def _trees(artifact: Artifact) -> Iterator[Node]:
    """The elements of a file, as of XML: each name lists those that have it."""
    if artifact.path.endswith((".yaml", ".yml", ".json")):
        yield from map(_as_elements, yamltext.nodes(artifact))
    elif artifact.path.endswith(".properties"):
        for root in initext.nodes(artifact):
            yield _typed(root) if isinstance(root, Mapping) else None
    else:
        yield from xmltext.nodes(artifact)


def _as_elements(node: Node) -> Node:
    if isinstance(node, list):
        return [_as_elements(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    found = Mapping()
    found.where = node.where
    for key, each in node.items():
        inner = _as_elements(each)
        found[key] = [inner] if isinstance(inner, Mapping) else inner
    return found


def _typed(root: Mapping) -> Mapping:
    """Properties as elements: `appender.a.type = RollingFile` makes one of that name."""
    top = Mapping()
    for section in _listed(root.get("@top")):
        for name, value in section.items():
            *steps, last = name.split(".")
            here = top
            for step in steps[:_MOST_LEVELS]:
                listed = here.setdefault(step, [Mapping()])
                here = listed[0] if isinstance(listed, list) and isinstance(listed[0], Mapping) else Mapping()
            here.setdefault(last, value)
    for element in list(_below(top)):
        for each in list(element.values()):
            for inner in _listed(each):
                kind = inner.get("type")
                named = element.setdefault(str(kind), []) if isinstance(kind, Word) else None
                if isinstance(named, list) and inner not in named:
                    named.append(inner)
    return top


_MOST_LEVELS = 12


def _properties(top: Node) -> Iterator[tuple[str, str | None]]:
    """Variables with their values; those that come from elsewhere are not known."""
    for element in _below(top):
        for tag in ("property", "Property", "variable", "springProperty", "define", "timestamp"):
            for each in _listed(element.get(tag)):
                name, value = each.get("name"), each.get("value") or each.get("#text")
                if isinstance(name, Word):
                    own = tag not in ("springProperty", "define", "timestamp") and isinstance(value, Word)
                    yield str(name), str(value) if own else None


def _below(node: Node) -> Iterator[Mapping]:
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Mapping):
            yield here
            waiting += reversed(
                [
                    each
                    for key, value in here.items()
                    for each in _listed(value)
                    if key != "springProfile" or not profiles_of_rehearsal(str(each.get("name") or ""))
                ]
            )


def _rotated(element: Mapping, known: dict[str, str | None]) -> Iterator[Mapping]:
    for policy in _listed(element.get("rollingPolicy")):
        yield from _of_logback(element, policy, known)
    for tag in ("RollingFile", "RollingRandomAccessFile"):
        for each in _listed(element.get(tag)):
            yield from _of_log4j(each, known)
    for target in _listed(element.get("target")):
        yield from _of_nlog(target, known)


def _of_logback(appender: Mapping, policy: Mapping, known: dict[str, str | None]) -> Iterator[Mapping]:
    pattern, count = _said(_text(policy, "fileNamePattern"), known), _text(policy, "maxHistory")
    period = _period(pattern)
    number = whole_number(_said(count, known) or "")
    if count is not None and period and number:
        capped = _text(policy, "totalSizeCap") is not None
        yield kept_log(f"{_appender(appender)} {pattern}".strip(), number * period, count, capped)


def _of_log4j(appender: Mapping, known: dict[str, str | None]) -> Iterator[Mapping]:
    name = f"{_appender(appender)} {appender.get('filePattern') or _text(appender, 'filePattern') or ''}"
    for delete in (one for each in _below(appender) for one in _listed(each.get("Delete"))):
        inner = list(_below(delete))
        # Beside a size or a number it is both that must hold, so that the age alone deletes nothing.
        if any(key == "IfAny" or key.startswith("IfAccumulated") for each in inner for key in each):
            continue
        for condition in (one for each in inner for one in _listed(each.get("IfLastModified"))):
            age = condition.get("age")
            found = _AGE.match(_said(age, known) or "-") if isinstance(age, Word) else None
            if found is not None and isinstance(age, Word):
                days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
                yield kept_log(name.strip(), days + hours / 24 + minutes / 1_440 + seconds / 86_400, age)


def _of_nlog(target: Mapping, known: dict[str, str | None]) -> Iterator[Mapping]:
    kept, every, limit = (target.get(key) for key in ("maxArchiveDays", "archiveEvery", "maxArchiveFiles"))
    name = f"{_appender(target)} {target.get('fileName') or ''}"
    if isinstance(kept, Word) and (oldest := whole_number(kept)):
        yield kept_log(name.strip(), oldest, kept, isinstance(limit, Word))
    elif (
        isinstance(limit, Word)
        and isinstance(every, Word)
        and (days := (whole_number(limit) or 0) * _ARCHIVES.get(every.lower(), 0))
    ):
        yield kept_log(name.strip(), days, limit, "archiveAboveSize" in target)


def _appender(element: Mapping) -> str:
    return str(element.get("name") or "")


def _text(element: Mapping, tag: str) -> Word | None:
    """What an element within says; names are the same in any case, as for Logback."""
    for key in (tag, tag[0].upper() + tag[1:], tag[0].lower() + tag[1:]):
        for each in _listed(element.get(key)):
            text = each.get("#text")
            if isinstance(text, Word):
                return text
    return None


def _said(word: Word | None, known: dict[str, str | None]) -> str | None:
    """A text with its variables; None where one is known only where it runs."""
    text = str(word) if word is not None else ""
    for _ in range(5):
        if "${" not in text:
            return text or None

        def value(found: re.Match[str]) -> str:
            if found[1] in known:
                return known[found[1]] or "\0"
            return found[2] if found[2] is not None else "\0"

        filled = _VARIABLE.sub(value, text)
        if filled == text:
            return None
        text = filled[:500]
        if "\0" in text:
            # What is not known of a path says nothing of its date.
            text = text.replace("\0", "") if "%d" in text or "%date" in text else ""
    return None


def _period(pattern: str | None) -> float | None:
    """How many days it takes until a pattern with a date names another file."""
    dates = [
        each[1] or "yyyy-MM-dd"
        for each in _DATE.finditer(pattern or "")
        if not re.search(r",\s*aux\b", each[1] or "")
    ]
    if len(dates) != 1:
        return None
    letters = re.sub(r"'[^']*'|,.*", "", dates[0])
    return next((days for names, days in _DAYS if any(each in letters for each in names)), None)


def _listed(node: Node) -> list[Mapping]:
    return [each for each in node if isinstance(each, Mapping)] if isinstance(node, list) else []
