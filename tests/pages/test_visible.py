"""The script that finds numbers in a browser looks for no fewer than what reads them: no browser is needed to see that."""

from __future__ import annotations

import re

import pytest

from pytest_icplicense.model.number import PLACES, find_numbers, fold
from pytest_icplicense.pages.tab import script


def looked_for():
    """The script's pattern; what it is made of means the same in Python."""
    place, *parts = re.findall(r"`(.*)`", script("visible.js").partition("const NEVER")[0])[-3:]
    written = "".join(parts).replace("${PLACE}", place).replace("${PLACES}", PLACES)
    return re.compile(written.replace("\\\\", "\\"))


@pytest.mark.parametrize(
    "text",
    [
        "增值电信业务经营许可证：京B2-20181623",
        "A2.B1. B2-20090003 浙B2-20080224-1 合字 B2-20170010",
        "滇B1、B2-20090035 A2/B1/B2-20090003 B1·B2-20090036",
        "沪B2——20140042",
        "（京）B2-20181623【合字】B2-20170010 粤字B2-20150533",
        "许可证（南宁）B2-20170010",
        "京ICP证080575号 京 ICP 证 030779-1 号",
        "京ICP证：080527号 桂ICP证字第060172号 （沪）icp证100557",
        "京(B2)-20181623 【京】(B1.B2)-20181624 滇B1 B2-20090035 京ICP证-070359号",
    ],
)
def test_what_people_read_as_a_number_is_measured(text):
    folded = fold(text)
    found = list(looked_for().finditer(folded))
    shown = [folded[max(0, each.start() - 1) : each.end() + 1] for each in found]
    assert [str(find_numbers(each)[0]) for each in shown] == list(map(str, find_numbers(text)))
