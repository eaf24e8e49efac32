"""A denial speaks against a clause, and what is banned without the thing does not."""

from __future__ import annotations

from dataclasses import fields

import pytest

from pytest_icplicense.library import load
from pytest_icplicense.model.denials import Denials

DENIALS = load().catalogue.statements._denials


def speaks_against(part: str, following: str = "") -> bool:
    pattern = DENIALS.contrary(("明文",), ("加密", "同意"), f"{part}，{following}")
    return any(not DENIALS.turned(match, following) for match in pattern.finditer(part))


@pytest.mark.parametrize(
    "part",
    [
        "不加密",
        "未做任何加密",
        "没有采取加密",
        "未对业务数据进行加密",
        "不加密用户数据",
        "不加密也不校验",
        "不加密不签名",
        "明文",
    ],
)
def test_what_is_denied_speaks_against_it(part):
    assert speaks_against(part)


@pytest.mark.parametrize(
    ("part", "following"),
    [
        ("加密", ""),
        ("未加密的连接", ""),
        ("未加密不上传", ""),
        ("没有加密不得外发", ""),
        ("未经同意", "不采集"),
        ("未经用户同意不得提供", ""),
    ],
)
def test_what_is_banned_without_it_does_not(part, following):
    assert not speaks_against(part, following)


def test_words_that_nobody_gave_find_nothing():
    none = Denials(*([()] * len(fields(Denials))))
    assert none.contrary((), (), "不加密").search("不加密") is None
