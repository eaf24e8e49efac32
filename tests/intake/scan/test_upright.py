"""A page made ready to be read: what darkens it and what is stamped on it goes, and what is written stays."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw
from sheets import sealed, shadowed
from typed import piece

from pytest_icplicense.intake.scan.upright import cleared, quarter_turns, stands_on_its_head, tilt

BARS = Image.new("RGB", (900, 1200), "white")
for row in range(120, 1100, 60):
    ImageDraw.Draw(BARS).rectangle((100, row, 800, row + 14), fill=(25, 25, 25))
"""Lines as bars of ink."""


def ink(page: np.ndarray) -> np.ndarray:
    return page[:, :, 0] < 128


@pytest.mark.parametrize(
    "damage", [lambda page: page, shadowed, lambda page: shadowed(page, 0.35)], ids=["none", "shadow", "dark"]
)
def test_a_shadow_is_no_ink(damage):
    found = ink(cleared(np.asarray(damage(BARS))))
    wanted = ink(np.asarray(BARS))
    assert (found != wanted).mean() < 0.01


def test_what_is_written_under_a_seal_stays_and_the_seal_goes():
    stamped = np.asarray(sealed(BARS, middle=(450, 600), radius=170))
    assert (ink(stamped[:, :, 1:]) != ink(np.asarray(BARS))).mean() > 0.01
    found = cleared(stamped)
    assert (ink(found) != ink(np.asarray(BARS))).mean() < 0.003
    assert (found[620:655, 300:600] > 200).all()  # between two lines, where the star and the characters were


def test_a_red_title_is_no_seal():
    page = Image.new("RGB", (900, 1200), "white")
    for column in range(200, 700, 40):
        ImageDraw.Draw(page).rectangle((column, 100, column + 24, 130), fill=(200, 30, 30))
    assert ink(cleared(np.asarray(page)))[100:130, 200:224].mean() > 0.9


def corners(*pieces):
    return [each.corners for each in pieces]


def test_which_way_lines_run():
    level = corners(*(piece("你公司应当按照规定", 100, 100 + 40 * at) for at in range(5)))
    upright = [((100, 100), (124, 100), (124, 400), (100, 400))] * 5
    assert quarter_turns(level) == 0
    assert quarter_turns(upright) == 1
    assert quarter_turns([]) == 0
    assert tilt(
        corners(*(piece("你公司应当按照规定", 100, 100, slant=4) for _ in range(3)))
    ) == pytest.approx(4)
    assert tilt([]) == 0.0


def test_a_page_stands_on_its_head_where_it_reads_better_the_other_way_up():
    cut = np.zeros((10, 100, 3), "uint8")
    cut[:, :50] = 255

    def read(cuts, boxes):
        return [piece("许可", confidence=0.9 if each[0, 0, 0] == 0 else 0.5) for each in cuts]

    assert stands_on_its_head([cut], [piece("许可").corners], read)
    assert not stands_on_its_head([cut[:, ::-1].copy()], [piece("许可").corners], read)
    assert not stands_on_its_head([], [], read)
