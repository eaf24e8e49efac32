"""`[tool.icplicense]` in `pyproject.toml`: the one configuration of the plugin and the command line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pytest_icplicense.documents import Problem
from pytest_icplicense.documents.formats import FIRST, LAST, parse_date, today
from pytest_icplicense.files import DISK, Files, exists, is_folder, lexists, size_of
from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.files.repository import LINK_LEAVES, leads_out
from pytest_icplicense.text import LANGUAGES, IcpError, Text, near, plain, short, spoken

FILE = "pyproject.toml"
MAX_BYTES = 1 << 20
MAX_PATTERN = 1000
"""Characters of a path or a pattern."""
MAX_PATTERNS = 1000
"""Paths or patterns of one setting."""


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
    sarif_category: str = ""
    """What tells the SARIF of one part of a repository from that of another, where a code host keeps both."""
    sarif_open: bool = True
    """Whether SARIF tells of what is pending, for collectors of findings that take all that they get for one."""
    sarif_help_uri: str = ""
    """Where a team reads about a clause; SARIF links each check to it, its `{clause}` or `{check}` filled in."""
    rendered: tuple[Path, ...] = ()
    """Files of `icplicense render` that every run counts."""
    folder: Path = field(default_factory=Path.cwd)
    """Where the configuration stands, or where the run began."""
    strict_open: bool = False
    """Whether a case fails that the evidence at hand does not settle; an option of commands alone."""
    roles: tuple[str, ...] = ()
    """Whose checks are enforced; none: all. An option of commands alone."""
    jobs: int = 1
    """In how many processes a large repository is looked into; an option of commands alone."""
    cache: bool = True
    """Whether what earlier runs saw in the same content of a large repository counts; an option of commands alone."""
    sha256: str | None = None
    """Of the configuration's bytes as they were read; None where there is none."""


_NOT_IN_THE_TABLE = ("folder", "strict_open", "roles", "jobs", "cache", "sha256")


class Unfit(IcpError, ValueError):
    """A value that a setting or an option cannot have."""


class BadSetting(IcpError):
    """A setting that cannot be used; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
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
            if b"icplicense" in (data := _content(file, files)) and _has_table(data):
                return file
        except OSError as error:
            gone = isinstance(error, FileNotFoundError | NotADirectoryError | IsADirectoryError)
            if not gone and lexists(files, file):
                raise BadSetting(Problem(plain(file.as_posix()), 1, 1, unreadable(error))) from None
        if exists(files, folder / ".git"):
            return None
    return None


def _content(file: Path, files: Files) -> bytes:
    size = size_of(files, file)
    why = None
    if size is not None and size > MAX_BYTES:
        why = Text(
            f"more than {MAX_BYTES:,} bytes (1 MiB) are not read", f"超过 {MAX_BYTES:,} 字节（1 MiB）上限"
        )
    elif size is None and not is_folder(files, file):
        why = Text("not a regular file", "不是普通文件")
    elif (data := files.read(file)).startswith((b"\xff\xfe", b"\xfe\xff")):
        why = Text("the file is UTF-16; save it as UTF-8", "文件编码为 UTF-16；请另存为 UTF-8")
    if why:
        raise BadSetting(Problem(plain(file.as_posix()), 1, 1, why))
    return data


def _has_table(data: bytes) -> bool:
    """Whether a TOML file has the table; a file that cannot be read as TOML may have it, and is to be complained of."""
    import tomllib

    try:
        return "icplicense" in tomllib.loads(data.decode("utf-8-sig")).get("tool", {})
    except (ValueError, AttributeError, RecursionError):
        return True


def load(start: Path, files: Files = DISK) -> Settings:
    """The settings that hold in the folder `start`.

    Raises:
        BadSetting: the file is not TOML, or a setting is unknown or of the wrong type; or a link in a repository leads out
            of it to `start`, where a change could choose what is judged in its place.
    """
    if leads_out(start):
        raise BadSetting(Problem(plain(start.as_posix()), 1, 1, LINK_LEAVES))
    file = find(start, files)
    if file is None:
        return Settings(folder=files.resolve(start))
    import tomllib

    try:
        data = files.read(file)
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        tool = tomllib.loads(text).get("tool")
        table = tool.get("icplicense", {}) if isinstance(tool, dict) else None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, too
        from pytest_icplicense.documents.syntax_errors import of_toml

        raise BadSetting(Problem(plain(file.as_posix()), *of_toml(error, data))) from None
    if not isinstance(table, dict):
        raise _bad(
            file, text, "icplicense", Text("tool.icplicense must be a table", "tool.icplicense 应为表")
        )
    found = Settings(folder=file.parent, sha256=hashlib.sha256(data).hexdigest())
    return replace(found, **_checked(table, file, text, files))


def _checked(table: Mapping[str, Any], file: Path, text: str, files: Files) -> dict[str, Any]:
    known = [each.name for each in fields(Settings) if each.name not in _NOT_IN_THE_TABLE]
    checked: dict[str, Any] = {}
    for name, value in table.items():
        if name not in known:
            hint = near(name, known)
            raise _bad(
                file,
                text,
                name,
                Text(f"unknown setting '{short(name)}'{hint.en}", f"未知的设置“{short(name)}”{hint.zh}"),
            )
        try:
            checked[name] = _value(name, value, file.parent, files)
        except Unfit as error:
            why = error.message
            raise _bad(file, text, name, Text(f"{name}: {why.en}", f"{name}：{why.zh}")) from None
    return checked


def _value(name: str, value: Any, folder: Path, files: Files) -> Any:
    if name == "as_of":
        return parse_as_of(str(value))
    if name == "lang":
        return parse_lang(value)
    if name == "warn_days":
        return parse_warn_days(value)
    if name == "sarif_open":
        return _parse_truth(value)
    if name == "sarif_category":
        return _parse_category(value)
    if name == "sarif_help_uri":
        return _parse_help_uri(value)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        shown = short(repr(value))
        raise Unfit(Text(f"not a list of texts: {shown}", f"应为文本列表，而非 {shown}"))
    if len(value) > MAX_PATTERNS:
        raise Unfit(
            Text(
                f"more than {MAX_PATTERNS:,} entries; name folders instead of files",
                f"超过 {MAX_PATTERNS:,} 项；请改为列出文件夹",
            )
        )
    for each in value:
        if len(each) > MAX_PATTERN or not each.isprintable():
            raise Unfit(
                Text(
                    f"not a path or pattern of up to {MAX_PATTERN:,} printable characters: '{short(each)}'",
                    f"应为不超过 {MAX_PATTERN:,} 个可显示字符的路径或模式，而非“{short(each)}”",
                )
            )
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
    except ValueError:
        shown, years = short(repr(text)), f"{FIRST.year}–{LAST.year}"
        raise Unfit(
            Text(
                f"not a day such as 2022-06-01 (in {years}), today or +90d: {shown}",
                f"应为 2022-06-01 这样的日期（{years} 年间）、today 或 +90d，而非 {shown}",
            )
        ) from None


def parse_warn_days(days: Any) -> int:
    """A number of days, up to ten years.

    Raises:
        Unfit: it is none.
    """
    if type(days) is not int or not 0 <= days <= 3650:
        shown = short(repr(days))
        raise Unfit(
            Text(f"not a number of days from 0 to 3650: {shown}", f"应为 0 至 3650 的天数，而非 {shown}")
        )
    return int(days)


def _parse_truth(value: Any) -> bool:
    if not isinstance(value, bool):
        shown = short(repr(value))
        raise Unfit(Text(f"not true or false: {shown}", f"应为 true 或 false，而非 {shown}"))
    return value


def _parse_category(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[\w./-]{0,100}", value):
        shown = short(repr(value))
        raise Unfit(
            Text(
                f"not up to 100 letters, digits and ./-_: {shown}",
                f"应为不超过 100 个字母、数字或 ./-_，而非 {shown}",
            )
        )
    return value


def _parse_help_uri(value: Any) -> str:
    uri = r"https?://[\w./:~?#&=%+-]+\{(clause|check)\}[\w./:~?#&=%+-]*"
    if not isinstance(value, str) or len(value) > MAX_PATTERN or not re.fullmatch(uri, value, re.ASCII):
        shown = short(repr(value))
        raise Unfit(
            Text(
                f"not an address as https://docs.example.cn/clauses#{{clause}}: {shown}",
                f"应为 https://docs.example.cn/clauses#{{clause}} 这样的网址，而非 {shown}",
            )
        )
    return value


def parse_lang(text: Any) -> str:
    """`en` or `zh`.

    Raises:
        Unfit: it is neither.
    """
    if text not in LANGUAGES:
        raise Unfit(
            Text(
                f"not one of {', '.join(LANGUAGES)}: {short(repr(text))}",
                f"应为 {'、'.join(LANGUAGES)} 之一，而非 {short(repr(text))}",
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
