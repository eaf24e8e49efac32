"""Run as a program of its own (`readers/bounded.py`): writes the pages of a picture or a PDF as pixels.

What strangers send may crash a decoder, keep it forever or fill the memory; here that harms nobody but this process. It
imports nothing of this package.

    decoding_child.py FORM PAGES PIXELS SIDE < FILE

FORM is `picture` or `pdf`. Before each page stands a line of JSON, `{"wide": W, "high": H}`, and W x H x 3 bytes of red,
green and blue behind it, upright as the file says, no side longer than SIDE. The last line is `{"pages": N}`, or
`{"refused": …}` with `pixels`, `pages`, `animated`, `broken`, `password` or `format`, and what was `found`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

_FORMATS = ("PNG", "JPEG", "MPO", "TIFF", "WEBP", "BMP", "HEIF")
_MOVING = ("PNG", "WEBP")
"""Formats of which a file with several pictures is a film, and not several pages."""
_POINTS = 72
_DOTS = 200
"""To an inch, as which the pages of a PDF are drawn: a character of 10 points has 28 pixels."""


class _Refused(Exception):
    """There is no page to be had; the first argument says why, the second what was found."""


def main(arguments: list[str]) -> int:
    """Write the pages of the file in standard input to standard output."""
    form = arguments[0]
    most_pages, most_pixels, side = map(int, arguments[1:])
    data = sys.stdin.buffer.read()
    pages = (pages_of_pdf if form == "pdf" else pages_of_picture)(data, most_pages, most_pixels, side)
    count = 0
    try:
        for picture in pages:
            count += 1
            _tell({"wide": picture.width, "high": picture.height})
            sys.stdout.buffer.write(picture.tobytes())
    except _Refused as refused:
        _tell({"refused": refused.args[0], "found": refused.args[1]})
    except MemoryError:
        _tell({"refused": "pixels", "found": 0})
    else:
        _tell({"pages": count})
    return 0


def pages_of_picture(data: bytes, most_pages: int, most_pixels: int, side: int) -> Iterator[Any]:
    """The pages of a picture, one or those of a TIFF."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # bounded below, before anything is decoded
    _with_heif()
    try:
        picture = Image.open(BytesIO(data), formats=[each for each in _FORMATS if each in _known()])
    except UnidentifiedImageError:
        raise _Refused("format", "") from None
    except Exception as error:
        raise _Refused("broken", type(error).__name__) from None
    form = picture.format or ""
    frames = 1 if form in ("MPO", "JPEG", "HEIF") else getattr(picture, "n_frames", 1)
    if frames > 1 and form in _MOVING:
        raise _Refused("animated", frames)
    if frames > most_pages:
        raise _Refused("pages", frames)
    for frame in range(frames):
        try:
            if frame:
                picture.seek(frame)
            if picture.width * picture.height > most_pixels:
                raise _Refused("pixels", f"{picture.width} x {picture.height}")
            if form in ("MPO", "JPEG"):
                picture.draft("RGB", (side, side))
            yield _plain(picture, side)
        except (_Refused, MemoryError):
            raise
        except Exception as error:  # decoders raise what they like
            raise _Refused("broken", type(error).__name__) from None


def _known() -> set[str]:
    from PIL import Image

    Image.init()
    return set(Image.OPEN)


def _with_heif() -> None:
    try:
        import pillow_heif
    except ImportError:
        return
    pillow_heif.register_heif_opener(thumbnails=False)


def _plain(picture: Any, side: int) -> Any:
    """In red, green and blue on white, upright, and no larger than asked for."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):  # 16 bits of gray
        upright = upright.convert("I").point(lambda value: value / 256).convert("L")
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright)
    upright = upright.convert("RGB")
    if max(upright.size) > side:
        upright.thumbnail((side, side), Image.Resampling.LANCZOS)
    return upright


def pages_of_pdf(data: bytes, most_pages: int, most_pixels: int, side: int) -> Iterator[Any]:
    """The pages of a PDF as they are drawn."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _Refused("password" if "assword" in str(error) else "broken", str(error)) from None
    if len(document) > most_pages:
        raise _Refused("pages", len(document))
    if not len(document):
        raise _Refused("broken", "no pages")
    for number in range(len(document)):
        try:
            page = document[number]
            wide, high = page.get_size()
            scale = min(
                _DOTS / _POINTS, side / max(wide, high, 1), (most_pixels / max(wide * high, 1)) ** 0.5
            )
            drawn = page.render(scale=scale, may_draw_forms=True).to_pil()
        except pypdfium2.PdfiumError as error:
            raise _Refused("broken", str(error)) from None
        yield drawn.convert("RGB")
        page.close()


def _tell(value: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(value).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
