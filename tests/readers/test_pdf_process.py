"""A PDF is read in a process of its own: whatever becomes of that, there is one sentence and never half a license."""

from __future__ import annotations

import json
import subprocess

import pytest

from pytest_icplicense.readers import pdf
from pytest_icplicense.readers.refusal import NotReadable

DATA = b"%PDF-1.7\n%%EOF\n"
BROKEN = "it is a PDF that is broken or cut off; get the file again, or print it to a new PDF"
EMPTY_PAGE = {"page": 1, "characters": [], "hidden": []}


@pytest.fixture
def ended(monkeypatch):
    """Why nothing is read where the process ends like this; an error is raised when it is started."""

    def told(*lines, code=0, stderr=b"", error=None):
        def run(command, **options):
            if error is not None:
                raise error
            out = b"\n".join(each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines)
            return subprocess.CompletedProcess(command, code, out, stderr)

        monkeypatch.setattr(pdf.subprocess, "run", run)
        with pytest.raises(NotReadable) as caught:
            pdf.extracted(DATA)
        assert caught.value.message.zh != caught.value.message.en
        return caught.value.message.en

    return told


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b"Segmentation fault"],
        [{"pages": 2}, EMPTY_PAGE],  # a page is missing
        [{"pages": 0}],
        [{"pages": 1}, {"refused": "broken"}],
    ],
)
def test_what_is_cut_short_is_broken(ended, lines):
    assert ended(*lines) == BROKEN


def test_a_process_that_fails_is_not_believed(ended):
    assert ended({"pages": 1}, EMPTY_PAGE, code=-9) == BROKEN


def test_a_process_that_takes_too_long(ended):
    assert ended(error=subprocess.TimeoutExpired("python", 20)).startswith(
        "it is a PDF that takes more than 20 seconds to read"
    )


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"error": FileNotFoundError()}, "(no Python to run it)"),
        (
            {"code": 1, "stderr": b"Traceback\nModuleNotFoundError: No module named 'x'\n"},
            "(ModuleNotFoundError: No module named 'x')",
        ),
        ({"code": 1, "stderr": b"Traceback\nImportError: libx.so\n"}, "(ImportError: libx.so)"),
    ],
)
def test_a_process_that_does_not_start(ended, how, why):
    said = ended(**how)
    assert said.startswith(f"it is a PDF, and the library that reads it does not start {why}; pip install")


def test_a_password_is_not_guessed(ended):
    assert "encrypted with a password" in ended({"refused": "password"})


def test_a_file_without_an_end_is_not_even_tried(monkeypatch):
    monkeypatch.delattr(pdf.subprocess, "run")
    with pytest.raises(NotReadable) as caught:
        pdf.extracted(DATA.removesuffix(b"%%EOF\n"))
    assert caught.value.message.en == BROKEN
