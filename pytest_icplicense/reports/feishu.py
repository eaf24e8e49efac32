"""A card for a group robot of Feishu (飞书) or Lark, to be posted by whoever has its address.

The body is of type `interactive`, as https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot describes it. A
custom robot takes 20 KB at most, less than the 30 KB that an application's card may have.
"""

from __future__ import annotations

import json
from typing import Any

from pytest_icplicense.reports.chat_message import ChatMessage, fitted
from pytest_icplicense.runs.report import Report

MOST = 20_000
"""Bytes of the body."""


def render(report: Report) -> str:
    """The body."""
    return _written(fitted(report, lambda each: len(_written(each).encode()), MOST))


def _written(message: ChatMessage) -> str:
    return json.dumps({"msg_type": "interactive", "card": _card(message)}, ensure_ascii=False) + "\n"


def _card(message: ChatMessage) -> dict[str, Any]:
    note = {"tag": "note", "elements": [{"tag": "plain_text", "content": message.note}]}
    body = [{"tag": "markdown", "content": message.markdown}] if message.markdown else []
    return {
        "config": {"wide_screen_mode": True},
        "header": {
            "title": {"tag": "plain_text", "content": message.title},
            "template": "green" if message.good else "red",
        },
        "elements": [*body, note],
    }
