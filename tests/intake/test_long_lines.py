"""No line can blow an import up: 20,000 characters take four times as long as 5,000, not sixteen times."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from pathlib import Path

import pytest

from pytest_icplicense import library as libraries
from pytest_icplicense.intake.import_file import import_file
from pytest_icplicense.intake.read_license import NotALicense
from pytest_icplicense.readers.reading import NotReadable

SEED = Path(__file__).parent.parent / "data/license-jing-b2-20181623.txt"
LIBRARY = libraries.load()
SIZE = 20_000
"""In characters."""
UNITS = (
    *(
        "（",
        "(",
        "）",
        "（）",
        "[",
        "【",
        "、",
        "，",
        "：",
        "0",
        "年",
        " ",
        "\u3000",
        "0年",
        "1.",
        "。1.",
        "(1)",
        "一、",
    ),
    *(
        "*",
        "`",
        "~",
        "<",
        "|",
        "\\",
        "![",
        "公司名称：",
        "业务覆盖范围：全国",
        "信息服务业务",
        "不含",
        "应当，",
        "北京、",
    ),
)
MIXED = (
    "（(）、0年 ：",
    "[]()*_`~<>|\\!",
    "一二、.。;（1)",
    "公司名称：业务种类【】",
    "0123456789AB-.ICP证号",
)
LABELS = ("公司名称", "覆盖范围")


def text(line: str, place: str) -> str:
    """The seed license with `line` at the end of what stands behind a label, or of the text; or the line alone."""
    if place == "alone":
        return line
    lines = SEED.read_text(encoding="utf-8").splitlines()
    at = next((at for at, each in enumerate(lines) if place in each and "：" in each), len(lines) - 1)
    lines[at] += line
    return "\n".join(lines)


def seconds(file: Path, line: str, place: str) -> float:
    file.write_text(text(line, place), encoding="utf-8")
    begun = time.process_time()
    with suppress(NotALicense, NotReadable):
        import_file(file, LIBRARY)
    return time.process_time() - begun


def assert_linear(tmp_path: Path, line: str, place: str) -> None:
    short, long = (seconds(tmp_path / "license.txt", line[:size], place) for size in (SIZE // 4, SIZE))
    assert long < 9 * short + 0.06


@pytest.mark.slow
@pytest.mark.parametrize("place", ["alone", "in the last provision", *LABELS])
@pytest.mark.parametrize("unit", UNITS)
def test_a_long_line_of_one_unit_takes_linear_time(unit, place, tmp_path):
    assert_linear(tmp_path, unit * (SIZE // len(unit)), place)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["alone", "in the last provision", *LABELS])
@pytest.mark.parametrize("alphabet", MIXED)
def test_a_long_line_of_mixed_characters_takes_linear_time(alphabet, place, tmp_path):
    characters = random.Random(alphabet + place).choices(alphabet, k=SIZE)
    assert_linear(tmp_path, "".join(characters), place)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["【", "公司名称：", "根据《"])
def test_more_fields_than_any_license_has_are_refused_in_one_sentence(unit, tmp_path):
    file = tmp_path / "license.txt"
    file.write_text(text("\n".join([unit] * 60_000), "公司名称"), encoding="utf-8")
    with pytest.raises(NotALicense, match="more fields than any license"):
        import_file(file, LIBRARY)
