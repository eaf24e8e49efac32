"""Logs that programs of Python, Node.js, Go, .NET and PHP rotate by handlers of their own, in code or in settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import prod
from posixpath import splitext

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.formats import constructs, initext, jsontext, yamltext
from pytest_icplicense.detect.facts.formats.kept_logs import kept_log
from pytest_icplicense.detect.facts.units import in_seconds
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import whole_number

MARKS = (
    *(b"TimedRotatingFileHandler", b"retention=", b"%DATE%", b"dateFile"),
    *(b"pino-roll", b"rotating-file", b"lumberjack", b"logrotator", b"retainedFileCountLimit", b"'daily'"),
    *(b"RotatingFileHandler(", b"rotating_file", b"WithMaxAge", b"RollingInterval.Day"),
)
"""One of these is in every file that shows any."""
_CALLS = frozenset("TimedRotatingFileHandler add createStream".split())
_ENTRIES = frozenset("class () type target maxDays".split())
"""What names the handler in an object of settings."""
_MOST = 20
"""Channels that are looked at."""
_DAY = 86_400
_PERIODS = {"s": 1 / _DAY, "m": 60 / _DAY, "h": 1 / 24, "d": 1, "midnight": 1, "w": 7}
"""Days of what Python's handler calls `when`; a digit after the week is its day."""
_SPELLED = {"daily": 1.0, "hourly": 1 / 24, "weekly": 7.0, "monthly": 30.0}
_LETTERS = (("ms", 60 / _DAY), ("Hh", 1 / 24), ("dD", 1.0), ("wW", 7.0), ("M", 30.0))
"""Letters of a date's pattern, the shortest time first."""
_AT = expression(r"\d{1,2}:\d\d(?::\d\d)?\Z")
_ARGUMENTS = expression(
    r"\(\s*(?:\"[^\"]*\"|'[^']*'|[^,()]+),\s*['\"](\w+)['\"]\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*[,)]"
)
_SERILOG = expression(r"\brollingInterval:\s*RollingInterval\.(\w+)[^;()]{0,300}\)")
_SERILOG_KEPT = expression(r"\bretainedFileCountLimit:\s*(\d{1,6})\b")
_SERILOG_DEFAULT = "31"
"""Files that Serilog keeps where it is told nothing."""
_MONOLOG = expression(
    r"\bnew\s+\\?(?:[A-Z]\w*\\)*RotatingFileHandler\(\s*((?:[^,()]|\([^()]{0,100}\)){1,300}?),\s*(?:maxFiles:\s*)?(\d{1,6})\b"
)
_OF_SYMFONY = expression(r"when@(?:dev|test)\Z")
_CHANNEL = r"['\"](\w+)['\"]\s*=>\s*"
_LARAVEL = expression(rf"{_CHANNEL}\[([^\[\]]{{0,1000}}(?:\[[^\[\]]{{0,300}}\][^\[\]]{{0,1000}})?)\]")
_CHOSEN = expression(r"['\"]default['\"]\s*=>\s*(?:env\([^,()]{1,60},\s*)?['\"](\w+)")
_KEPT_DAYS = expression(r"['\"]days['\"]\s*=>\s*(?:env\([^,()]{1,60},\s*)?(\d{1,6})")
_GO = expression(r"\blumberjack\.Logger\s*\{([^{}]{0,2000})\}")
_COMMENT = expression(r"(?m)^[ \t]*//[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/")
_ROTATELOGS = expression(
    r"\brotatelogs\.New\(\s*([^,;]{1,200}),[^;{}]{0,600}?\bWithMaxAge\(\s*(?=[^,()]{0,60}\d)"
    r"([\d\s*]{0,40}(?:time\.Duration\(\d{1,6}\)\s*\*\s*)?(?:time\.(Hour|Minute|Second))[\d\s*]{0,40})\)"
)
_GO_UNITS = {"Hour": 1 / 24, "Minute": 60 / _DAY, "Second": 1 / _DAY}
_GO_FIELD = expression(r"\b(Filename|MaxAge|MaxBackups)\s*:\s*\"?([^\",\n]{0,300})")


def nodes(artifact: Artifact) -> Iterator[Node]:
    """One mapping: `file` lists the rotated files, each with its `name` and for how many `days` it is kept.

    Raises:
        Unjudged: what reads it is not installed, or the file has too many parts.
    """
    root = Mapping()
    root["file"] = list(_READERS.get(splitext(artifact.path)[1], _of_code)(artifact))
    yield root


def _of_code(artifact: Artifact) -> Iterator[Mapping]:
    for each in constructs.described(artifact, _CALLS, _ENTRIES):
        yield from _kept(each)


def _of_settings(artifact: Artifact) -> Iterator[Mapping]:
    read = jsontext if artifact.path.endswith(".json") else yamltext
    for node in read.nodes(artifact):
        for each in _within(node):
            yield from _kept(each)


def _of_sections(artifact: Artifact) -> Iterator[Mapping]:
    for root in initext.nodes(artifact):
        for sections in root.values() if isinstance(root, Mapping) else ():
            for section in sections:
                words = section.get("args")
                if not _timed(section) or words is None or not (said := _ARGUMENTS.match(words)):
                    continue
                amount = _counted(said[1], int(said[2]), int(said[3]))
                if amount:
                    yield kept_log(_name(words).lower(), amount, words)


def _of_go(artifact: Artifact) -> Iterator[Mapping]:
    text = artifact.blanked(_COMMENT)
    for logger in _GO.finditer(text):
        said = {each[1]: each[2] for each in _GO_FIELD.finditer(logger[1])}
        kept = said.get("MaxAge", "").strip()
        if age := whole_number(kept):
            at = _word(text, logger.start(1) + logger[1].index("MaxAge"), kept)
            capped = said.get("MaxBackups", "0").strip() != "0"
            yield kept_log(said.get("Filename", "").lower(), age, at, capped)
    for file in _ROTATELOGS.finditer(text):
        factors = [int(each) for each in re.findall(r"\d{1,9}", file[2])]
        if days := prod(factors[:6]) * _GO_UNITS[file[3]]:
            yield kept_log(file[1].lower(), days, _word(text, file.start(2), file[2].strip()))


def _of_csharp(artifact: Artifact) -> Iterator[Mapping]:
    text = artifact.blanked(_COMMENT)
    for file in _SERILOG.finditer(text):
        period = _SPELLED.get({"day": "daily", "hour": "hourly", "month": "monthly"}.get(file[1].lower(), ""))
        begins = max(text.rfind(";", 0, file.start()), file.start() - 300)
        call = text[begins : file.end()].rpartition(".File(")[2]
        said = _SERILOG_KEPT.search(call)
        kept = said[1] if said else "" if "retained" in call else _SERILOG_DEFAULT
        if period and kept and int(kept):
            at = file.end() - len(call) + said.start() if said else file.start()
            capped = "rollOnFileSizeLimit: true" in call
            yield kept_log("", period * int(kept), _word(text, at, kept), capped)


def _of_php(artifact: Artifact) -> Iterator[Mapping]:
    """Handlers of Monolog; channels of Laravel: the one that is chosen, and those that it stacks."""
    text = artifact.blanked(_COMMENT)
    for file in _MONOLOG.finditer(text):
        if int(file[2]):
            yield kept_log(file[1].lower(), int(file[2]), _word(text, file.start(2), file[2]))
    if not artifact.path.endswith("config/logging.php"):
        return
    chosen = _CHOSEN.search(text)
    channels = {each[1]: each for each in _LARAVEL.finditer(text)}
    waiting = [chosen[1]] if chosen else []
    for name in waiting:
        channel = channels.get(name)
        said = channel[2] if channel else ""
        driver = re.search(r"['\"]driver['\"]\s*=>\s*['\"](\w+)", said)
        if driver and driver[1] == "stack" and len(waiting) < _MOST:
            waiting += [
                each for each in channels if re.search(rf"['\",]{each}\b", said) and each not in waiting
            ]
        elif (
            channel and driver and driver[1] == "daily" and (kept := _KEPT_DAYS.search(said)) and int(kept[1])
        ):
            yield kept_log(name.lower(), int(kept[1]), _word(text, channel.start(2) + kept.start(1), kept[1]))


def _word(text: str, at: int, said: str) -> Word:
    word = Word(said)
    word.line = text.count("\n", 0, at) + 1
    word.column = at - text.rfind("\n", 0, at)
    return word


_READERS = {
    **dict.fromkeys((".yaml", ".yml", ".json"), _of_settings),
    **dict.fromkeys((".ini", ".conf", ".cfg"), _of_sections),
    ".go": _of_go,
    ".cs": _of_csharp,
    ".php": _of_php,
}


def _within(node: Node) -> Iterator[Mapping]:
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Mapping):
            yield here
            waiting += reversed([each for key, each in here.items() if not _OF_SYMFONY.match(key)])
        elif isinstance(here, list):
            waiting += reversed(here)


def _kept(said: Mapping) -> Iterator[Mapping]:
    """The row of a handler that is told for how long it keeps what it rotated; none where that is by size or not known."""
    called = said.get("@call")
    amount: float | None = None
    at: Node = None
    if _timed(said):
        given = said.get("@arguments")
        words = given if isinstance(given, list) else []
        when, interval, at = (
            said[key] if key in said else words[index] if len(words) > index else default
            for index, key, default in (
                (1, "when", Word("h")),
                (2, "interval", Word("1")),
                (3, "backupCount", None),
            )
        )
        if isinstance(when, Word) and isinstance(interval, Word) and isinstance(at, Word):
            amount = _counted(when, whole_number(interval) or 0, whole_number(at) or 0)
    elif called == "add" and "retention" in said:  # loguru
        at = said["retention"]
        amount = _spanned(at, said.get("rotation"))
    elif "%DATE%" in _name_of(said):  # winston-daily-rotate-file
        at = said.get("maxFiles")
        amount = _spanned(at, _dated(said.get("datePattern", Word("YYYY-MM-DD"))))
    elif said.get("type") == "dateFile":  # log4js
        at = said.get("numBackups", said.get("daysToKeep"))
        daily = "numBackups" not in said
        amount = _spanned(at, 1.0 if daily else _dated(said.get("pattern", Word("yyyy-MM-dd"))))
    elif said.get("type") == "rotating-file":  # bunyan
        at = said.get("count")
        amount = _spanned(at, said.get("period"))
    elif said.get("type") == "rotating_file":  # Monolog in Symfony
        at = said.get("max_files")
        amount = _spanned(at, 1.0)
    elif "maxDays" in said:  # egg-logrotator
        at = said["maxDays"]
        amount = _spanned(at, 1.0)
    elif said.get("target") == "pino-roll" and isinstance(options := said.get("options"), Mapping):
        said, limit = options, options.get("limit")
        at = limit.get("count") if isinstance(limit, Mapping) else None
        amount = _spanned(at, said.get("frequency"))
    elif called == "createStream":  # rotating-file-stream
        at = said.get("maxFiles")
        amount = _spanned(at, said.get("interval"))
    if amount and isinstance(at, Word):
        capped = at.isdigit() and any(key in said for key in ("size", "maxSize", "maxLogSize"))
        yield kept_log(_name_of(said).lower(), amount, at, capped)


def _timed(said: Mapping) -> bool:
    named = (said.get("class"), said.get("()"), said.get("@call"))
    return any(isinstance(each, Word) and each.endswith("TimedRotatingFileHandler") for each in named)


def _counted(when: str, interval: int, count: int) -> float | None:
    """The days that so many files span, each of so many periods."""
    period = _PERIODS.get(re.sub(r"(?<=w)[0-6]\Z", "", when.strip().lower()))
    return period and interval * period * count


def _spanned(kept: Node, period: Node | float) -> float | None:
    """The days that are said (`14d`), or those that so many files span."""
    if not isinstance(kept, Word):
        return None
    count = whole_number(kept)
    if count is None:
        return _days(kept)
    each = _days(period) if isinstance(period, Word) else period if isinstance(period, float) else None
    return each and each * count


def _days(words: str) -> float | None:
    words = words.strip().lower()
    seconds = in_seconds(words)
    return 1.0 if _AT.match(words) else _SPELLED.get(words) if seconds is None else seconds / _DAY


def _dated(pattern: Node) -> float | None:
    """The days after which a date's pattern names another file."""
    letters = pattern if isinstance(pattern, Word) else ""
    return next((days for names, days in _LETTERS if any(each in letters for each in names)), None)


def _name_of(said: Mapping) -> str:
    for key in ("filename", "file", "path", "@name"):
        if isinstance(name := said.get(key), Word):
            return str(name)
    return ""


def _name(arguments: str) -> str:
    return arguments.partition(",")[0].strip("( '\"")
