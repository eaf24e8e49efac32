"""Whether a picture is large enough to show a license number at all, by its header."""

from __future__ import annotations

import struct

from pytest_icplicense.text import whole_number

_WIDE, _HIGH = 48, 6
"""Pixels in which nobody draws thirteen signs that somebody reads."""


def too_small(data: bytes, width: str | None = None, height: str | None = None) -> bool:
    """Whether it is smaller than that, by itself or as its element shows it."""
    numbers = (whole_number(each.strip()) for each in (width, height) if each)
    shown = [each for each in numbers if each is not None]
    if len(shown) == 2 and _small(shown[0], shown[1]):
        return True
    size = _size(data)
    return size is not None and not shown and _small(*size)


def _small(width: int, height: int) -> bool:
    return (width < _WIDE and height < _WIDE) or min(width, height) < _HIGH


def _size(data: bytes) -> tuple[int, int] | None:
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        wide, high = struct.unpack("<HH", data[6:10])
        return wide, high
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        wide, high = struct.unpack(">II", data[16:24])
        return wide, high
    return None
