"""Pieces at places to lines: the order in which a reader reads them, on one page or on two in one picture."""

from __future__ import annotations

import pytest
from typed import HIGH, SIZE, WIDE, piece

from pytest_icplicense.intake.scan.scanned_lines import around, lines_of


def texts(pieces, wide=WIDE, high=HIGH):
    return [line.text for line in lines_of(pieces, wide, high, 1)[0] if line.text]


ROWS = [
    "公司名称：示例信息技术有限公司",
    "法定代表人：王小样",
    "发证日期：2021年3月15日",
    "有效期至：2026年3月15日",
]


def rows(*lines, x=130.0, slant=0.0, size=SIZE):
    return [piece(text, x, 200 + 45 * at, slant=slant, size=size) for at, text in enumerate(lines)]


@pytest.mark.parametrize("slant", [0, 3, -6])
def test_lines_come_from_above_whatever_order_they_were_found_in(slant):
    found = rows(*ROWS)
    turned = [piece(each.text, *_turned(each.corners[0], slant), slant=slant) for each in found]
    assert texts([turned[at] for at in (2, 0, 3, 1)]) == ROWS


def _turned(corner, degrees):
    from math import cos, radians, sin

    (x, y), turn = corner, radians(degrees)
    x, y = x - WIDE / 2, y - HIGH / 2
    return WIDE / 2 + x * cos(turn) - y * sin(turn), HIGH / 2 + x * sin(turn) + y * cos(turn)


def test_a_label_and_its_value_far_apart_stay_together():
    labels = [piece(label, 130, 200 + 60 * at) for at, label in enumerate(("公司名称：", "法定代表人："))]
    values = [piece(value, 420, 200 + 60 * at) for at, value in enumerate(("示例信息技术有限公司", "王小样"))]
    assert texts([*values, *labels]) == ["公司名称：", "示例信息技术有限公司", "法定代表人：", "王小样"]


TABLE = (
    (("经营许可证编号：",), ("京B2-20181623",)),
    (("公司名称：",), ("示例信息技术有限公司",)),
    (
        ("业务种类", "（服务项目）", "及覆盖范围："),
        ("信息服务业务（仅限互联网信息服务）", "不含信息搜索查询服务"),
    ),
    (("发证日期：",), ("2021年10月2日",)),
)


@pytest.mark.parametrize("colons", [True, False])
@pytest.mark.parametrize("sunk", [0, 20])
def test_a_label_of_several_lines_stands_before_its_value(colons, sunk):
    pieces, y = [], 200
    for labels, values in TABLE:
        lower = sunk if len(labels) > len(values) else 0
        pieces += [
            piece(label if colons else label.rstrip("："), 130, y + 40 * at)
            for at, label in enumerate(labels)
        ]
        pieces += [piece(value, 400, y + lower + 40 * at) for at, value in enumerate(values)]
        y += 40 * len(labels) + 30
    wanted = [each for labels, values in TABLE for each in (*labels, *values)]
    assert texts(pieces) == [each if colons else each.rstrip("：") for each in wanted]


def test_two_pages_side_by_side_are_read_one_after_the_other():
    words = "一、你公司应当按照国家有关规定开展业务经营活动并接受监督检查"
    left = [piece(f"左{at}{words}", 100, 200 + 45 * at) for at in range(6)]
    right = [piece(f"右{at}{words}", 1340, 200 + 45 * at) for at in range(6)]
    mixed = [each for pair in zip(right, left, strict=True) for each in pair]
    found = texts(mixed, 2480, 1754)
    assert [line[:2] for line in found] == [*(f"左{at}" for at in range(6)), *(f"右{at}" for at in range(6))]


def test_labels_beside_values_on_a_wide_page_are_no_two_pages():
    names = ("公司名称：", "法定代表人：", "注册地址：", "发证机关：", "发证日期：", "有效期至：")
    labels = [piece(each, 600, 200 + 90 * at) for at, each in enumerate(names)]
    values = [piece("某某", 1340, 200 + 90 * at) for at, _ in enumerate(names)]
    assert texts([*labels, *values], 2480, 1754) == [each for name in names for each in (name, "某某")]


def test_a_watermark_is_left_out_and_told_and_a_stain_is_nothing():
    mark = piece("仅供备案使用", 300, 400, slant=30)
    lines, said = lines_of([*rows(*ROWS), mark, piece("％", 900, 900, confidence=0.2)], WIDE, HIGH, 1)
    assert [line.text for line in lines if line.text] == ROWS
    assert [each.en for each in said] == [
        "'仅供备案使用' stands aslant, as a watermark or a seal does, and was left out"
    ]


def test_each_character_has_its_place_and_how_sure_it_is():
    (line,) = lines_of([piece("编号：京B2", 100, 50, unsure={"B": 0.4})], WIDE, HIGH, 1)[0]
    assert line.confidences[line.text.index("B")] == 0.4
    left, top, right, bottom = line.boxes[3]
    assert 100 + 3 * SIZE - 2 <= left < right <= 100 + 4 * SIZE + 2
    assert (top, bottom) == (50, 50 + SIZE + 1)
    assert line.box == around(line.boxes)


def test_pieces_of_one_line_are_one_line():
    (line,) = lines_of([piece("有效期至：2026年", 100, 50), piece("3月15日", 300, 51)], WIDE, HIGH, 1)[0]
    assert line.text == "有效期至：2026年 3月15日"
    assert len(line.text) == len(line.boxes) == len(line.confidences)


@pytest.mark.parametrize(
    ("x", "told"), [(0, True), (130, False), (WIDE - 4 * SIZE, True), (WIDE - 5 * SIZE, False)]
)
def test_text_that_reaches_the_edge_of_its_picture_is_told(x, told):
    _, said = lines_of([piece("经营许可", x)], WIDE, HIGH, 1)
    assert [text for text in said if "reaches the edge" in text.en] == said
    assert bool(said) == told
