"""What is certainly written in a picture, and what a recognizer may have taken for something else."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import sheets
from PIL import Image, ImageDraw, ImageFont

from pytest_icplicense.cli import main
from pytest_icplicense.intake.scan.certain_text import UNSURE, certain_numbers, struck_out

NUMBER = "京B2-20181623"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (f"许可证：{NUMBER} 京ICP备09080840号", {NUMBER}),
        (f"{UNSURE}可证：{NUMBER}", {NUMBER}),
        (f"{NUMBER}{UNSURE}", set()),
        (f"{NUMBER}{UNSURE}1", set()),
        (f"{NUMBER} -1", {f"{NUMBER}-1"}),
        ("京B2-2018162" + UNSURE, set()),
        (f"{UNSURE}B2-20181623", set()),
        ("B2-20181623", set()),
        ("许可证：B2-20181623", {"B2-20181623"}),
        ("许可证： B2-20181623", set()),
    ],
)
def test_a_number_is_certain_where_nothing_else_may_be_meant(text, numbers):
    assert certain_numbers(text) == numbers


def drawn(file: Path, number: str, ink: str, ground: str = "#b0202a") -> None:
    """A small leaflet."""
    leaflet = Image.new("RGB", (640, 300), ground)
    pen = ImageDraw.Draw(leaflet)
    pen.text((40, 40), "产品手册", fill="white", font=sheets.font(sheets.SANS, 40))
    pen.text((40, 160), f"增值电信业务经营许可证：{number}", fill=ink, font=sheets.font(sheets.SANS, 24))
    leaflet.save(file)


@pytest.mark.slow
@pytest.mark.skipif(not (sheets.FONTS / sheets.SANS).is_file(), reason="the font Noto CJK is not installed")
def test_brochures_that_are_pictures_are_read_where_pages_are_rendered(project, monkeypatch, capsys):
    """And no browser is needed where no page is rendered."""
    monkeypatch.chdir(project.root)
    drawn(project.root / "brochures/a.png", NUMBER, "white")
    drawn(project.root / "brochures/b.pdf", NUMBER, "#c03a40")
    drawn(project.root / "brochures/c.png", "京B2-20181628", "white")
    (project.root / "brochures/d.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut off")
    text = (project.root / "operator.icp.yaml").read_text(encoding="utf-8")
    listed = "".join(
        f"  - {{title: {each[0]}, file: brochures/{each}}}\n" for each in ("a.png", "b.pdf", "c.png", "d.jpg")
    )
    (project.root / "operator.icp.yaml").write_text(
        text.replace("  - {title: 巨量引擎产品手册（2022）, file: brochures/2022.html}\n", listed),
        encoding="utf-8",
    )
    assert main(["render", "operator.icp.yaml", "-o", "read.json"]) == 0
    assert f"a 640x300: {NUMBER}\n" in capsys.readouterr().err
    main(["check", "operator.icp.yaml", "--evidence", "read.json", "--format", "json"])
    cases = json.loads(capsys.readouterr().out)["cases"]
    got = [(case["verdict"], case["reason"]) for case in cases if "/brochure-shows-number[" in case["id"]]
    assert [verdict for verdict, _ in got] == ["passed", "pending", "pending", "pending"]
    assert "has a contrast of 1.4 with its ground" in got[1][1]
    assert "京B2-20181628" in got[2][1]
    assert "broken or cut off" in got[3][1]


@pytest.mark.parametrize("ground", [255, 20])
@pytest.mark.parametrize(
    ("stroke", "struck"),
    [(None, False), ((0, 20, 230, 20), True), ((0, 12, 230, 28), True), ((0, 36, 230, 36), False)],
    ids=["none", "level", "slanted", "below"],
)
def test_a_number_that_a_line_goes_through_is_struck_out(ground, stroke, struck):
    picture = Image.new("RGB", (230, 38), (ground,) * 3)
    draw = ImageDraw.Draw(picture)
    ink = (255 - ground,) * 3
    draw.text((2, 2), "B2-20181623", ink, font=ImageFont.load_default(30))
    if stroke:
        draw.line(stroke, ink, 3)
    assert struck_out(np.asarray(picture)) is struck
