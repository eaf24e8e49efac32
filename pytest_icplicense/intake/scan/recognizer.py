"""The recognizer: from a page's pixels to pieces of text, each with its corners and how sure each character is.

By RapidOCR on ONNX Runtime, whose models (PP-OCRv6) come inside its wheel, so that nothing is fetched. What was tried:
version 1.4 of `rapidocr-onnxruntime` (PP-OCRv4) is twice as fast, does not install on Python 3.13, and takes 门 for 内 now
and then.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from pytest_icplicense.readers.refusal import NotReadable
from pytest_icplicense.text import Text

THREADS = 2
"""A page takes 1.9 s with two and 3.0 s with one; beside other work on the same processors, one takes less of them."""
_DETECTED_AT = 1_408
"""Pixels of the longer side at which text is looked for; it is recognized from the whole picture."""
_MOST_PIECES = 400
"""Of a page: what bounds the time that it takes. A page of a license has some forty lines."""

Corners = tuple[tuple[float, float], ...]
"""Of a piece: the upper left, upper right, lower right and lower left of what is written, seen upright."""


class Recognized(NamedTuple):
    """A piece of one line."""

    text: str
    confidences: tuple[float, ...]
    """Of each character, from 0 to 1."""
    across: tuple[float, ...]
    """Where each character's middle stands between the left edge (0) and the right one (1)."""
    corners: Corners

    @property
    def confidence(self) -> float:
        """Of the piece: the mean."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0


def name() -> str:
    """The recognizer and its version, as a license's source names it."""
    try:
        return f"rapidocr {version('rapidocr')}"
    except PackageNotFoundError:
        return "rapidocr"


@cache
def _engine() -> Any:
    import onnxruntime

    onnxruntime.set_default_logger_severity(4)  # it would speak of graphics cards that are not there
    try:
        import rapidocr
        from rapidocr import RapidOCR

        models = Path(rapidocr.__file__).parent / "models"
        return RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.use_preprocess_img": False,
                "Global.text_score": 0.0,
                "Det.model_path": _model(models, "det"),
                "Rec.model_path": _model(models, "rec"),
                "Det.limit_side_len": _DETECTED_AT,
                "Det.limit_type": "max",
                "Rec.rec_batch_num": 1,  # lines of one width each: no time goes into padding
                "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            }
        )
    except Exception as error:
        raise _not_started(error) from None


def _model(folder: Path, task: str) -> str:
    """A model of the wheel, by its path: one that is missing or broken would be fetched where none is named.

    Raises:
        FileNotFoundError: it is not there.
    """
    found = sorted(folder.glob(f"*_{task}_*.onnx"))
    if not found:
        raise FileNotFoundError(f"{folder.name}/*_{task}_*.onnx: no such file")
    return str(found[-1])


def _not_started(error: Exception) -> NotReadable:
    reason = " ".join(str(error).split())[:120] or type(error).__name__
    return NotReadable(
        Text(
            f"the recognizer does not start ({reason}); pip install --force-reinstall 'pytest-icplicense[ocr]'",
            f"文字识别程序无法启动（{reason}）；请运行 pip install --force-reinstall 'pytest-icplicense[ocr]'",
        )
    )


def found_text(pixels: Any) -> list[Corners]:
    """Where text stands on a page, an array of rows of pixels in red, green and blue."""
    engine = _engine()
    try:
        found = engine(pixels[:, :, ::-1], use_det=True, use_rec=False)
    except Exception as error:
        raise _not_started(error) from None
    boxes = getattr(found, "boxes", None)
    if boxes is None:
        return []
    return [tuple((float(x), float(y)) for x, y in box) for box in boxes]


def cut_out(pixels: Any, boxes: list[Corners]) -> list[Any]:
    """The pixels of pieces, each straight and as wide as it is written; what is tall is laid down."""
    import numpy as np

    engine = _engine()
    found: list[Any] = engine.crop_text_regions(
        pixels[:, :, ::-1], [np.array(box, "float32") for box in boxes]
    )
    return found


def recognized(cuts: list[Any], boxes: list[Corners]) -> list[Recognized]:
    """What stands in each piece; one without text is left out.

    Raises:
        NotReadable: there are more pieces than a license's page has, or the models cannot be loaded.
    """
    if len(cuts) > _MOST_PIECES:
        raise NotReadable(
            Text(
                f"a page has {len(cuts)} pieces of text, more than any license's; import the license's pages alone",
                f"单页有 {len(cuts)} 处文字，多于任何许可证；请只导入许可证的页面",
            )
        )
    if not cuts:
        return []
    engine = _engine()
    engine.return_word_box = True
    try:
        read = engine.recognize_txt(cuts)
    except Exception as error:
        raise _not_started(error) from None
    found = []
    for text, score, words, box in zip(read.txts, read.scores, read.word_results, boxes, strict=True):
        if text.strip():
            found.append(Recognized(text, *_characters(text, float(score), words), box))
    return found


def _characters(text: str, score: float, words: Any) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """How sure each character is, and where it stands."""
    confidences = tuple(float(each) for each in getattr(words, "confs", ()) or ())
    if len(confidences) != len(text):
        confidences = (score,) * len(text)
    columns = [column for word in getattr(words, "word_cols", ()) or () for column in word]
    length = float(getattr(words, "line_txt_len", 0) or 0)
    if len(columns) != sum(not char.isspace() for char in text) or length <= 0:
        return confidences, tuple((at + 0.5) / len(text) for at in range(len(text)))
    across, last = [], 0.0
    ahead = iter(columns)
    for char in text:
        if not char.isspace():
            last = min((next(ahead) + 0.5) / length, 1.0)
        across.append(last)
    return confidences, tuple(across)
