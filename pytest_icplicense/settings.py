"""`[tool.icplicense]` in `pyproject.toml`: the one configuration of the plugin and the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pytest_icplicense.documents import Problem
from pytest_icplicense.documents.document import unreadable
from pytest_icplicense.documents.files import DISK, Files
from pytest_icplicense.documents.formats import parse_date, today
from pytest_icplicense.text import LANGUAGES, Text, near, plain, spoken

FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to judge. Paths are absolute."""

    as_of: date = field(default_factory=today)
    licenses: tuple[Path, ...] = ()
    policies: tuple[Path, ...] = ()
    lang: str = field(default_factory=spoken)
    warn_days: int = 30
    exclude: tuple[str, ...] = ()
    """Patterns of paths, relative to the folder of the configuration, that are not judged."""
    folder: Path = field(default_factory=Path.cwd)
    """Where the configuration stands, or where the run began."""


class Unfit(ValueError):
    """A value that a setting or an option cannot have."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class BadSetting(Exception):
    """A setting that cannot be used; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message.en)
        self.problem = problem


def find(start: Path, files: Files = DISK) -> Path | None:
    """The nearest `pyproject.toml` with the table, in `start` or above it; the search ends at a repository's root.

    Raises:
        BadSetting: one is there and may not be read.
    """
    start = files.resolve(start)
    for folder in (start, *start.parents):
        file = folder / FILE
        try:
            if b"icplicense" in (data := files.read(file)) and _has_table(data):
                return file
        except OSError as error:
            gone = isinstance(error, FileNotFoundError | NotADirectoryError | IsADirectoryError)
            if not gone and files.lexists(file):
                raise BadSetting(Problem(plain(file.as_posix()), 1, 1, unreadable(error))) from None
        if files.exists(folder / ".git"):
            return None
    return None


def _has_table(data: bytes) -> bool:
    """Whether a TOML file has the table; a file that cannot be read as TOML may have it, and is to be complained of."""
    import tomllib

    try:
        return "icplicense" in tomllib.loads(data.decode("utf-8-sig")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError):
        return True


def load(start: Path, files: Files = DISK) -> Settings:
    """The settings that hold in the folder `start`.

    Raises:
        BadSetting: the file is not TOML, or a setting is unknown or of the wrong type.
    """
    file = find(start, files)
    if file is None:
        return Settings(folder=files.resolve(start))
    import tomllib

    try:
        text = files.read(file).decode("utf-8-sig").replace("\r\n", "\n")
        tool = tomllib.loads(text).get("tool")
        table = tool.get("icplicense", {}) if isinstance(tool, dict) else None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        raise BadSetting(
            Problem(plain(file.as_posix()), line, column, Text(f"TOML: {error}", f"TOML 语法错误：{error}"))
        ) from None
    if not isinstance(table, dict):
        raise _bad(
            file, text, "icplicense", Text("tool.icplicense must be a table", "tool.icplicense 应为表")
        )
    return replace(Settings(folder=file.parent), **_checked(table, file, text, files))


def _checked(table: Mapping[str, Any], file: Path, text: str, files: Files) -> dict[str, Any]:
    known = [each.name for each in fields(Settings) if each.name != "folder"]
    checked: dict[str, Any] = {}
    for name, value in table.items():
        if name not in known:
            hint = near(name, known)
            raise _bad(
                file,
                text,
                name,
                Text(f"unknown setting '{plain(name)}'{hint.en}", f"未知的设置“{plain(name)}”{hint.zh}"),
            )
        try:
            checked[name] = _value(name, value, file.parent, files)
        except Unfit as error:
            why = error.message
            raise _bad(file, text, name, Text(f"{name}: {why.en}", f"{name}：{why.zh}")) from None
    return checked


def _value(name: str, value: Any, folder: Path, files: Files) -> Any:
    if name == "as_of":
        return value if type(value) is date else parse_as_of(str(value))
    if name == "lang":
        return parse_lang(value)
    if name == "warn_days":
        return parse_warn_days(value)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Unfit(Text(f"not a list of texts: {value!r}", f"应为文本列表，而非 {value!r}"))
    return tuple(value) if name == "exclude" else tuple(files.resolve(folder / each) for each in value)


def parse_as_of(text: str) -> date:
    """`today` (in China), a date as 2022-06-01, or days from today as `+90d`.

    Raises:
        Unfit: it is none of them.
    """
    if text == "today":
        return today()
    if ahead := re.fullmatch(r"\+([0-9]{1,4})d", text):
        return today() + timedelta(days=int(ahead[1]))
    try:
        return parse_date(text)
    except ValueError as error:
        raise Unfit(Text(str(error), f"应为 2022-06-01 这样的日期、today 或 +90d，而非 {text!r}")) from None


def parse_warn_days(days: Any) -> int:
    """A number of days, up to ten years.

    Raises:
        Unfit: it is none.
    """
    if type(days) is not int or not 0 <= days <= 3650:
        raise Unfit(
            Text(f"not a number of days from 0 to 3650: {days!r}", f"应为 0 至 3650 的天数，而非 {days!r}")
        )
    return int(days)


def parse_lang(text: Any) -> str:
    """`en` or `zh`.

    Raises:
        Unfit: it is neither.
    """
    if text not in LANGUAGES:
        raise Unfit(
            Text(
                f"not one of {', '.join(LANGUAGES)}: {text!r}",
                f"应为 {'、'.join(LANGUAGES)} 之一，而非 {text!r}",
            )
        )
    return str(text)


def _bad(file: Path, text: str, name: str, message: Text) -> BadSetting:
    match = re.search(
        rf"^[ \t]*(\"?{re.escape(name)}\"?)\s*=|^(\[.*{re.escape(name)}.*)$", text, re.MULTILINE
    )
    before = text[: match.start(match.lastindex or 0)] if match else ""
    line = before.count("\n") + 1
    return BadSetting(Problem(plain(file.as_posix()), line, len(before) - before.rfind("\n"), message))
