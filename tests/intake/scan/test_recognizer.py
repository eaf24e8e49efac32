"""The recognizer's models come with its wheel: where they are missing or broken, nothing is fetched."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy
import pytest
import rapidocr
import requests

from pytest_icplicense.intake.scan import recognizer
from pytest_icplicense.readers.refusal import NotReadable

MODELS = Path(rapidocr.__file__).parent / "models"


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A copy of the wheel's models, from which the recognizer starts."""

    def fetched(*words, **options):
        raise AssertionError(f"a model is fetched: {words}")

    shutil.copytree(MODELS, tmp_path / "models")
    monkeypatch.setattr(rapidocr, "__file__", str(tmp_path / "__init__.py"))
    monkeypatch.setattr(requests, "get", fetched)
    recognizer._engine.cache_clear()
    yield tmp_path / "models"
    recognizer._engine.cache_clear()


@pytest.mark.slow
@pytest.mark.parametrize("task", ["det", "rec"])
def test_a_model_that_is_missing_or_broken_is_one_line(task, models):
    (model,) = models.glob(f"*_{task}_*.onnx")
    page, box = numpy.full((64, 64, 3), 255, "uint8"), ((0.0, 0.0), (64.0, 0.0), (64.0, 64.0), (0.0, 64.0))
    model.write_bytes(model.read_bytes()[:1000])
    with pytest.raises(NotReadable, match="the recognizer does not start"):
        _ = recognizer.found_text(page) if task == "det" else recognizer.recognized([page], [box])
    recognizer._engine.cache_clear()
    model.unlink()
    with pytest.raises(NotReadable, match=rf"models/\*_{task}_\*\.onnx: no such file\); pip install"):
        recognizer.found_text(page)
