"""Files of pictures, and PDFs without text, to pages of pixels: bounded before anything is decoded.

By Pillow and PDFium, in a process of its own (`decoding_child.py`), since both are written in C and read what strangers
send. A page comes at a time, so that only one is in memory.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from pytest_icplicense.readers.bounded import bounded_command
from pytest_icplicense.readers.refusal import NotReadable
from pytest_icplicense.text import Text

MAX_PAGES = 30
"""Of all files together. A license has five pages, and with an annexe of a hundred sites some twenty; each takes seconds."""
MAX_PIXELS = 50_000_000
"""Of a picture, before it is decoded: what a telephone makes at most."""
MAX_SIDE = 3_000
"""Pixels of the longer side, to which larger pictures are made smaller: 250 dots to an inch of A4."""
MAX_MEMORY = 1_500_000_000
"""Bytes that the process may use, where the system can bound them."""
MAX_SECONDS = 120
"""Of work of the process, where the system can bound it."""
_CHILD = Path(__file__).with_name("decoding_child.py")

_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc")


class Page(NamedTuple):
    """A page as pixels: red, green and blue of each, row by row."""

    wide: int
    high: int
    pixels: bytes


def form_of(data: bytes) -> str | None:
    """The name of the picture's format that a file begins as; None: it is no picture."""
    for mark, name in (
        (b"\x89PNG\r\n", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"II+\0", "TIFF"),
        (b"MM\0+", "TIFF"),
        (b"GIF8", "GIF"),
    ):
        if data.startswith(mark):
            return name
    if data[:2] == b"BM" and b"\0" in data[:32]:
        return "BMP"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:12] in _HEIC:
        return "HEIC"
    return "AVIF" if data[4:12] == b"ftypavif" else None


def pages_of(data: bytes, form: str) -> Iterator[Page]:
    """The pages of a file: one of a picture, several of a TIFF or a PDF.

    Raises:
        NotReadable: a library is not installed, or the file is broken, protected, too large, animated, or too small.
    """
    _refuse_without_libraries(form)
    kind = "pdf" if form == "PDF" else "picture"
    command = bounded_command(_CHILD, MAX_MEMORY, MAX_SECONDS, kind, MAX_PAGES, MAX_PIXELS, MAX_SIDE)
    try:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise _broken(form, error.strerror or "") from None
    assert child.stdin is not None
    assert child.stdout is not None
    feeder = threading.Thread(target=_feed, args=(child.stdin, data), daemon=True)
    feeder.start()
    try:
        yield from _told(child.stdout, form)
    finally:
        child.kill()
        child.stdout.close()
        child.wait()
        feeder.join()


def _feed(pipe: IO[bytes], data: bytes) -> None:
    """Hand the file over while the first pages come back."""
    try:
        pipe.write(data)
        pipe.close()
    except OSError:  # it ended before it had read all: what it said last, says why
        pass


def _told(pipe: IO[bytes], form: str) -> Iterator[Page]:
    while True:
        head = _line(pipe)
        if head is None or "refused" in head:
            raise _refusal(head, form)
        if "pages" in head:
            return
        wide, high = head["wide"], head["high"]
        pixels = pipe.read(wide * high * 3)
        if len(pixels) != wide * high * 3:
            raise _broken(form)
        if min(wide, high) < 200:
            raise _small(wide, high)
        yield Page(wide, high, pixels)


def _line(pipe: IO[bytes]) -> dict[str, Any] | None:
    line = pipe.readline(10_000)
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _refusal(head: dict[str, Any] | None, form: str) -> NotReadable:
    why, found = (head or {}).get("refused"), (head or {}).get("found")
    if why == "pixels":
        return NotReadable(
            Text(
                f"it is a picture of {found} pixels, and the most are {MAX_PIXELS:,}; make it smaller, 2,000 by 3,000"
                " are plenty",
                f"该图片为 {found} 像素，超过上限 {MAX_PIXELS:,}；请缩小图片，2000 x 3000 已足够",
            )
        )
    if why == "pages":
        return too_many_pages(int(found or 0))
    if why == "animated":
        return NotReadable(
            Text(
                f"it is an animated picture ({form}, {found} frames); save the page as a picture of its own",
                f"该文件为动画图片（{form}，{found} 帧）；请将页面另存为静态图片",
            )
        )
    if why == "password":
        return NotReadable(
            Text(
                "it is a PDF with a password; save it without one", "该 PDF 有密码保护；请另存为无密码的 PDF"
            )
        )
    return _broken(form)


def too_many_pages(found: int) -> NotReadable:
    """The refusal of more pages than `MAX_PAGES`."""
    return NotReadable(
        Text(
            f"it has {found:,} pages as pictures, and the most are {MAX_PAGES}; import the license's pages alone",
            f"图片共 {found:,} 页，超过上限 {MAX_PAGES} 页；请只导入许可证的页面",
        )
    )


def _small(wide: int, high: int) -> NotReadable:
    return NotReadable(
        Text(
            f"it is a picture of {wide} x {high} pixels, too few to read; scan the page with 200 dots to an inch or more",
            f"该图片只有 {wide} x {high} 像素，无法识别；请以 200 dpi 以上重新扫描",
        )
    )


def _broken(form: str, reason: str = "") -> NotReadable:
    more = f" ({reason})" if reason else ""
    return NotReadable(
        Text(
            f"it is a picture ({form}) that is broken or cut off{more}; get the file again, or save it anew",
            f"该图片（{form}）已损坏或不完整{more}；请重新获取或另存",
        )
    )


def libraries_missing(form: str) -> list[str]:
    """The libraries that reading pictures of this format needs and that are not installed."""
    needed = ("PIL", "rapidocr", "onnxruntime", *(["pypdfium2"] if form == "PDF" else []))
    return [each for each in needed if importlib.util.find_spec(each) is None]


def _refuse_without_libraries(form: str) -> None:
    if form in ("GIF", "AVIF"):
        raise NotReadable(
            Text(
                f"it is a picture ({form}), which is not read; save it as PNG or JPEG",
                f"不支持 {form} 格式的图片；请另存为 PNG 或 JPEG",
            )
        )
    if libraries_missing(form):
        raise NotReadable(
            Text(
                f"it is a picture ({form}), and reading it needs libraries that are not installed: "
                "pip install 'pytest-icplicense[ocr]'",
                f"该文件为图片（{form}），文字识别所需的库尚未安装：pip install 'pytest-icplicense[ocr]'",
            )
        )
    if form == "HEIC" and importlib.util.find_spec("pillow_heif") is None:
        raise NotReadable(
            Text(
                "it is a picture (HEIC), which needs a library that is not installed: pip install pillow-heif; or save"
                " it as JPEG",
                "该图片为 HEIC 格式，读取所需的库尚未安装：pip install pillow-heif；也可另存为 JPEG",
            )
        )
