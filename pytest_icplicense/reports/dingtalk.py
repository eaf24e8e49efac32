"""A message for a group robot of DingTalk (钉钉), to be posted by whoever has its address.

The body is of type `markdown`, as https://open.dingtalk.com/document/orgapp/custom-robot-access describes it, and has at
most 20,000 bytes.
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
    return json.dumps(_body(message), ensure_ascii=False) + "\n"


def _body(message: ChatMessage) -> dict[str, Any]:
    lines = message.markdown.replace("\n- ", "\n\n- ")  # a single break is none in DingTalk
    text = f"#### {message.title}\n\n{lines}\n\n{message.note}"
    return {"msgtype": "markdown", "markdown": {"title": message.title, "text": text}}
