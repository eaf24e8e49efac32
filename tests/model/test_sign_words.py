"""Signs are told in the reader's language; names of others stay what they are."""

from __future__ import annotations

import pytest

from pytest_icplicense.model.sign_words import sign_in_words, sign_without_words


@pytest.mark.parametrize(
    ("sign", "en", "zh"),
    [
        ("route /private-messages", "route /private-messages", "路由 /private-messages"),
        ("server name: www.example.cn", "server name: www.example.cn", "服务器名称：www.example.cn"),
        ("server plain", "server without encryption", "未加密的服务器"),
        ("route POST: /topics", "route POST: /topics", "路由 POST: /topics"),
        (
            "relay nickname text",
            "passes on to others what one connection sends: nickname, text",
            "将一个连接发来的内容转发给其他连接：nickname、text",
        ),
        ("npm @openim/client-sdk", "npm @openim/client-sdk", "npm @openim/client-sdk"),
        ("alicloud region: cn-beijing", "alicloud region: cn-beijing", "alicloud region: cn-beijing"),
    ],
)
def test_words_are_in_both_languages_and_names_as_they_are(sign, en, zh):
    assert sign_in_words(sign) == (en, zh)


@pytest.mark.parametrize(
    ("sign", "alone"),
    [
        ("route POST /private-messages/:id", "POST /private-messages/:id"),
        ("relay nickname text", "nickname text"),
        ("server name: www.example.cn", "www.example.cn"),
        ("server plain", "server plain"),
        ("npm @openim/client-sdk", "npm @openim/client-sdk"),
        ("delete min_age: 7d", "delete min_age: 7d"),
    ],
)
def test_an_excerpt_has_no_words_of_ours(sign, alone):
    assert sign_without_words(sign) == alone
