"""Amounts of time as configuration writes them, in days."""

from __future__ import annotations

from pytest_icplicense.expressions import expression
from pytest_icplicense.text import whole_number

_DAY = 86_400
_SECONDS = {
    "nanoseconds": 1e-9,
    "microseconds": 1e-6,
    "milliseconds": 0.001,
    "seconds": 1,
    "minutes": 60,
    "hours": 3_600,
    "days": _DAY,
    "weeks": 7 * _DAY,
    "months": 30 * _DAY,
    "years": 365 * _DAY,
}
"""A month is counted as 30 days, as the policies count six of them."""
_NAMES = {
    **dict.fromkeys("micros microseconds us µs 微秒".split(), "microseconds"),
    **dict.fromkeys("nanos nanoseconds ns 纳秒".split(), "nanoseconds"),
    **dict.fromkeys("ms msec msecs millis millisecond milliseconds 毫秒".split(), "milliseconds"),
    **dict.fromkeys("s sec secs second seconds 秒".split(), "seconds"),
    **dict.fromkeys("m min mins minute minutes 分钟".split(), "minutes"),
    **dict.fromkeys("h hr hrs hour hours 小时".split(), "hours"),
    **dict.fromkeys("d day days 天 日".split(), "days"),
    **dict.fromkeys("w wk wks week weeks 周".split(), "weeks"),
    **dict.fromkeys("M mo mon month months 个月".split(), "months"),
    **dict.fromkeys("y yr yrs year years 年".split(), "years"),
}
UNITS = (*_SECONDS, "duration")
"""`duration`: the unit stands beside the number (`180d`, `1440h`, `P6M`)."""
_NUMBER = expression(r"[0-9]{1,15}(?:\.[0-9]{1,6})?\Z")
_PART = expression(r"\s*([0-9]{1,15}(?:\.[0-9]{1,6})?)\s*([A-Za-z\u4e00-\u9fff]+)")
_ISO = expression(
    r"P(?=.)(?:([0-9.]{1,9})Y)?(?:([0-9.]{1,9})M)?(?:([0-9.]{1,9})W)?(?:([0-9.]{1,9})D)?"
    r"(?:T(?=.)(?:([0-9.]{1,9})H)?(?:([0-9.]{1,9})M)?(?:([0-9.]{1,9})S)?)?\Z"
)
_ISO_UNITS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")


def days(text: str, unit: str, *, zero_counts: bool = False) -> int | float | None:
    """The amount in days; None where the text is none, or says for ever: less than nothing and, unless it counts, zero."""
    text = text.strip().replace("_", "")
    plain = float(text) * _SECONDS[unit] if _NUMBER.match(text) and unit in _SECONDS else None
    seconds = plain if _NUMBER.match(text) else in_seconds(text)
    if seconds is None or seconds < 0 or (seconds == 0 and not zero_counts):
        return None
    amount = round(seconds / _DAY, 3)
    return int(amount) if amount == int(amount) else amount


def in_seconds(text: str) -> float | None:
    """Seconds of a text that names its units."""
    if text.startswith("P") and (iso := _ISO.match(text)):
        try:
            return sum(
                float(number) * _SECONDS[unit]
                for number, unit in zip(iso.groups(), _ISO_UNITS, strict=True)
                if number
            )
        except ValueError:
            return None
    total, end = 0.0, 0
    while end < len(text):
        part = _PART.match(text, end)
        name = part and (_NAMES.get(part[2]) or _NAMES.get(part[2].lower()))
        if part is None or name is None:
            return None
        total += float(part[1]) * _SECONDS[name]
        end = part.end()
        end += len(text) - end - len(text[end:].lstrip())
    return total if end else None


def number(text: str) -> int | float | str:
    """A plain value as JSON has it: numbers as numbers."""
    amount = whole_number(text.removeprefix("-"))
    return text if amount is None else -amount if text.startswith("-") else amount
