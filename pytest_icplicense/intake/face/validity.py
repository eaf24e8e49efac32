"""The day on which a license was issued, and the day on which it ends."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.draft import Draft
from pytest_icplicense.intake.face.fields import Field, official
from pytest_icplicense.intake.face.figures import quoted, read_date
from pytest_icplicense.intake.text.cleaning import folded
from pytest_icplicense.readers.page_furniture import CAPITALS
from pytest_icplicense.text import Text

_TERM = expression(r"[0-9一二三四五六七八九十]{1,3}年[,，:：]?")
_FIGURES = f"0-9〇○零一二三四五六七八九十{CAPITALS}"
_FROM_TO = expression(
    rf"(?P<begin>[{_FIGURES}年月]{{4,12}}日|[0-9]{{4}}([-./])[0-9]{{1,2}}\2[0-9]{{1,2}})起?(?:[-—–－~～]{{1,2}}|到)"
    rf"(?P<end>[{_FIGURES}年月日./-]{{6,12}})"
)
"""Two days with a dash, a swung dash or 到 between them."""
_EXTENDED = expression(r"[(延续展]")
_SIGNED = expression(r"(?:通信管理局|信息化部|信息产业部)(?:\((?:公章|盖章|印章|章)\))?(?P<day>.{6,20})")


def read_dates(fields: dict[str, Field], texts: list[Field], draft: Draft) -> None:
    """The two dates; 有效期 may have both. `texts` stand between the fields, and may be a seal with its date."""
    said: dict[str, tuple[str, int]] = {
        name: (fields[name].value.text, fields[name].line) for name in ("issued", "expires") if name in fields
    }
    if "expires" in said:
        text, line = said["expires"]
        begin, end = _range(text)
        said["expires"] = (end, line)
        if begin:
            said.setdefault("issued", (begin, line))
            _begun(begin, said["issued"][0], line, draft)
    days: dict[str, date] = {}
    for name in ("issued", "expires"):
        if name not in said:
            draft.missing(official(name))
            continue
        text, line = said[name]
        day, doubts = read_date(text)
        draft.doubt(line, doubts)
        if day is None:
            draft.missing(official(name), line)
        else:
            days[name] = day
            draft.put(name, day.isoformat(), line)
    _in_order(days, said, draft)
    if "issued" in days:
        _sealed(days["issued"], texts, draft)


def _begun(begin: str, issued: str, line: int, draft: Draft) -> None:
    """A term that begins on another day than that of issue is that of a license issued anew, or a mistake."""
    first, second = read_date(begin)[0], read_date(issued)[0]
    if first != second and second is not None:
        shown = quoted(begin)
        why = Text(
            f"the term begins on '{shown}', and it is issued on {second}",
            f"有效期自“{shown}”起，而发证日期为 {second}",
        )
        draft.doubt(line, [why])


def _range(text: str) -> tuple[str, str]:
    """The two dates of a term, as they are written; the first is empty where only the last day is said."""
    whole = text
    text = _FROM_TO.sub(r"\g<begin>至\g<end>", "".join(text.split()))
    if match := _TERM.match(folded(text)):
        rest = folded(text)[match.end() :]
        if rest.startswith("(") and rest.endswith(")"):
            rest = rest[1:-1]
        if "至" in rest:
            text = rest
    begin, sign, end = text.partition("至")
    if not sign:
        return "", text
    if not begin.strip():
        return "", end
    begin = begin.strip().removeprefix("自").removesuffix("起")
    # 2021年3月15日（延续至2026年3月15日） is no term from one day to another
    return ("", whole) if _EXTENDED.search(folded(begin)) else (begin, end)


def _in_order(days: dict[str, date], said: dict[str, tuple[str, int]], draft: Draft) -> None:
    if len(days) == 2 and days["expires"] < days["issued"]:
        why = Text(
            f"it expires on {days['expires']}, before it is issued on {days['issued']}: one of the two is wrong",
            f"有效期至 {days['expires']}，早于发证日期 {days['issued']}：两者必有一误",
        )
        draft.doubt(said["expires"][1], [why], missing=True)
        draft.drop("issued")
        draft.drop("expires")


def _sealed(issued: date, texts: list[Field], draft: Draft) -> None:
    """The day behind the seal must be the day of issue."""
    for segment in texts:
        match = _SIGNED.search(folded(segment.value.text[:200]))
        day = read_date(match["day"])[0] if match else None
        if day is not None and day != issued:
            why = Text(
                f"the seal has the day {day}, and '{official('issued')}' is {issued}: which one is right?",
                f"落款日期为 {day}，而“{official('issued')}”为 {issued}：以哪个为准？",
            )
            draft.doubt(segment.line, [why], missing=True)
            draft.drop("issued")


def same_day(one: str, other: str) -> bool:
    """Whether two texts are the same day, written in two ways."""
    day = read_date(one)[0]
    return day is not None and day == read_date(other)[0]
