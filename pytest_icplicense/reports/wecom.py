"""A message for a group robot of WeCom (企业微信), to be posted by whoever has its address.

The body is of type `markdown`, as https://developer.work.weixin.qq.com/document/path/91770 describes it; its content has
at most 4,096 bytes.
"""

from __future__ import annotations

import json

from pytest_icplicense.reports.chat_message import ChatMessage, fitted
from pytest_icplicense.runs.report import Report

MOST = 4_096
"""Bytes of the content."""


def render(report: Report) -> str:
    """The body."""
    message = fitted(report, lambda each: len(_content(each).encode()), MOST)
    body = {"msgtype": "markdown", "markdown": {"content": _content(message)}}
    return json.dumps(body, ensure_ascii=False) + "\n"


def _content(message: ChatMessage) -> str:
    color = "info" if message.good else "warning"
    return (
        f'**<font color="{color}">{message.title}</font>**\n{message.markdown}\n'
        f'<font color="comment">{message.note}</font>'
    )
