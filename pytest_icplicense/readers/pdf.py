"""PDF with a text layer: its lines in reading order, with their pages.

By pdfminer.six (MIT license, pure Python). What was tried: pypdf makes other characters of those that Adobe's Chinese
collection numbers, and says roughly where they stand; PDFium is ten times as fast and leaves out, without a word, what is
set character by character in a font that the file does not carry and the machine does not have; pdfplumber is pdfminer.six,
twice as slow, and mixes the lines of neighboring cells. What stands where is all that is taken from it; `layout.py` tells
the order. It runs in a process of its own (`pdf_child.py`) that has bounds and is ended when it takes too long.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from pytest_icplicense.readers.bounded import bounded_command
from pytest_icplicense.readers.layout import Character, reading_order
from pytest_icplicense.readers.lines import Doubt, Line
from pytest_icplicense.readers.plain import settled
from pytest_icplicense.readers.refusal import Extracted, NotReadable, WithoutText
from pytest_icplicense.readers.struck import unseen
from pytest_icplicense.text import Text

MAX_PAGES = 200
"""A license has some five; its annexe of a hundred sites some twenty."""
MAX_CHARACTERS = 1_000_000
MAX_SECONDS = 20.0
MAX_MEMORY = 2 * 1024 * 1024 * 1024
"""Bytes that the process may use, where the system can bound them."""
_MOST_UNKNOWN = 0.2
"""The share of characters without meaning from which a text layer is none."""
_FEW = 50
"""Characters of a page that may be a scan with a stamp or a page number printed on it."""
_END, _ENDS = b"%%EOF", 2048
"""What every PDF ends with, and within how many bytes; what is cut off may still show some pages."""
_CHILD = Path(__file__).with_name("pdf_child.py")


def extracted(data: bytes) -> Extracted:
    """The text of a PDF.

    Raises:
        NotReadable: the library is not installed, or the PDF is protected, broken, too long, or has no text.
    """
    if importlib.util.find_spec("pdfminer") is None:
        raise NotReadable(
            Text(
                "it is a PDF, which needs a library that is not installed: "
                "pip install 'pytest-icplicense[import]'",
                "该文件为 PDF，读取所需的库尚未安装：pip install 'pytest-icplicense[import]'",
            )
        )
    head, *pages = read_pages(data)
    _refuse_without_text(pages)
    lines: list[Line] = []
    for page in pages:
        characters = (Character(*each) for each in page["characters"])
        for text in reading_order(characters):
            lines.append(Line(len(lines) + 1, text, page["page"]))
    found = settled(lines, (*_of_file(head), *_doubts(pages, lines), *unseen(_hidden(pages, lines))))
    return found._replace(drawn=sum(page["pictures"] + page["turned"] for page in pages))


def _hidden(pages: list[dict[str, Any]], lines: list[Line]) -> Iterator[tuple[int | None, str]]:
    """What nobody sees on a page, told at the first line of it."""
    for page in pages:
        if page["hidden"]:
            first = next((line.number for line in lines if line.page == page["page"]), None)
            for text in reading_order(Character(*each) for each in page["hidden"]):
                yield first, f"{text} "


@lru_cache(maxsize=1)
def read_pages(data: bytes) -> list[dict[str, Any]]:
    """What pdfminer finds in the file, and on each page, in a process of its own; see `pdf_child.py`.

    Raises:
        NotReadable: the PDF is protected, broken or too long.
    """
    if _END not in data[-_ENDS:]:
        raise _broken()
    command = bounded_command(_CHILD, MAX_MEMORY, MAX_SECONDS, MAX_PAGES, MAX_CHARACTERS)
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=MAX_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise NotReadable(
            Text(
                f"it is a PDF that takes more than {MAX_SECONDS:.0f} seconds to read; print it to a new PDF, "
                "or import its text",
                f"读取该 PDF 超过 {MAX_SECONDS:.0f} 秒；请打印为新的 PDF，或导入其文本",
            )
        ) from None
    except OSError:
        raise _not_started("") from None
    try:
        found = [json.loads(line) for line in done.stdout.splitlines()]
    except ValueError:
        raise _broken() from None
    if b"ImportError" in done.stderr or b"ModuleNotFoundError" in done.stderr:
        raise _not_started(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
    if done.returncode or not found or any(each.get("refused") == "broken" for each in found):
        raise _broken()
    return _within_bounds(found)


def _within_bounds(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if found[0].get("refused") == "password":
        raise NotReadable(
            Text(
                "it is a PDF that is encrypted with a password; open it with the password and print it to a new PDF",
                "该 PDF 已用密码加密；请用密码打开后打印为新的 PDF",
            )
        )
    if found[0]["pages"] > MAX_PAGES:
        raise NotReadable(
            Text(
                f"it is a PDF of {found[0]['pages']:,} pages, and a license has no more than {MAX_PAGES}; "
                "import the license's pages alone",
                f"该 PDF 共 {found[0]['pages']:,} 页，超过上限 {MAX_PAGES} 页；请只导入许可证的页面",
            )
        )
    if found[-1].get("refused") == "characters":
        raise NotReadable(
            Text(
                f"it is a PDF of more than {MAX_CHARACTERS:,} characters; import the license's pages alone",
                f"该 PDF 超过 {MAX_CHARACTERS:,} 个字符；请只导入许可证的页面",
            )
        )
    if len(found) != found[0]["pages"] + 1 or not found[0]["pages"]:
        raise _broken()
    return found


def _broken() -> NotReadable:
    return NotReadable(
        Text(
            "it is a PDF that is broken or cut off; get the file again, or print it to a new PDF",
            "该 PDF 已损坏或不完整；请重新获取文件，或打印为新的 PDF",
        )
    )


def _not_started(reason: str) -> NotReadable:
    return NotReadable(
        Text(
            f"it is a PDF, and the library that reads it does not start ({reason or 'no Python to run it'}); "
            "pip install --force-reinstall 'pytest-icplicense[import]'",
            f"该文件为 PDF，但读取所需的库无法启动（{reason or '找不到 Python 解释器'}）；"
            "请运行 pip install --force-reinstall 'pytest-icplicense[import]'",
        )
    )


def _refuse_without_text(pages: list[dict[str, Any]]) -> None:
    total = sum(len(page["characters"]) for page in pages)
    unknown = sum(page["unknown"] for page in pages)
    if not total:
        if any(page["pictures"] for page in pages):
            raise WithoutText(
                Text(
                    "it is a PDF of pictures without text, a scan; make text of it with OCR (ocrmypdf -l chi_sim, "
                    "say) and import the result",
                    "该 PDF 只有图片（扫描件），没有文字；请先做文字识别（OCR，例如 ocrmypdf -l chi_sim），再导入结果",
                )
            )
        raise WithoutText(
            Text(
                "it is a PDF without text, perhaps drawn as shapes; make text of it with OCR and import the result",
                "该 PDF 没有文字，可能以图形绘制；请先做文字识别（OCR），再导入结果",
            )
        )
    if unknown > _MOST_UNKNOWN * total:
        raise WithoutText(
            Text(
                "it is a PDF whose fonts do not say which characters they show; make text of it with OCR and import "
                "the result",
                "该 PDF 的字体未注明字符编码，无法得到文字；请先做文字识别（OCR），再导入结果",
            )
        )


def pages_without_text(data: bytes) -> list[int]:
    """The pages that are nothing but a picture.

    Raises:
        NotReadable: as `read_pages` does.
    """
    return [page["page"] for page in read_pages(data)[1:] if _is_picture(page)]


def _is_picture(page: dict[str, Any]) -> bool:
    return bool(page["pictures"] and not page["characters"])


def _of_file(head: dict[str, Any]) -> Iterator[Doubt]:
    if head["damaged"]:
        yield Doubt(
            1,
            Text(
                "the PDF is damaged and was read as far as it could be; look whether text is missing",
                "该 PDF 有损坏，已尽可能读取；请核对文字是否缺失",
            ),
        )


def _doubts(pages: list[dict[str, Any]], lines: list[Line]) -> Iterator[Doubt]:
    firsts: dict[int | None, int] = {}
    for line in lines:
        firsts.setdefault(line.page, line.number)
    for page in pages:
        number = page["page"]
        if _is_picture(page):
            before = [line.number for line in lines if line.page is not None and line.page < number]
            yield Doubt(
                before[-1] if before else 1,
                Text(
                    f"page {number} is a picture without text, and was not read; make text of it with OCR",
                    f"第 {number} 页是图片，没有文字，未读取；请先做文字识别（OCR）",
                ),
                missing=True,
            )
        elif page["unseen"]:
            yield Doubt(
                firsts.get(number, 1),
                Text(
                    f"the text of page {number} lies unseen behind a picture, as OCR leaves it; compare it with the "
                    "picture",
                    f"第 {number} 页的文字是图片背后的隐藏文字（通常为 OCR 结果）；请与图片核对",
                ),
            )
        elif page["pictures"] and len(page["characters"]) < _FEW:
            yield Doubt(
                firsts.get(number, 1),
                Text(
                    f"page {number} has a picture and hardly any text; if the picture shows text, it is missing here",
                    f"第 {number} 页有图片而文字很少；图片中如有文字，则此处缺失",
                ),
            )
