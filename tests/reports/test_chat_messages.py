"""Messages for group chats: of the form that each platform publishes, never larger than it takes, and nobody is called."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.reports import dingtalk, feishu, wecom
from pytest_icplicense.text import Text

TEXT = {"type": "string", "minLength": 1}
DINGTALK = {
    "required": ["msgtype", "markdown"],
    "properties": {
        "msgtype": {"const": "markdown"},
        "markdown": {
            "required": ["title", "text"],
            "properties": {"title": TEXT, "text": TEXT},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
WECOM = {
    "required": ["msgtype", "markdown"],
    "properties": {
        "msgtype": {"const": "markdown"},
        "markdown": {
            "required": ["content"],
            "properties": {"content": TEXT},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
PLAIN = {
    "required": ["tag", "content"],
    "properties": {"tag": {"const": "plain_text"}, "content": TEXT},
    "additionalProperties": False,
}
FEISHU = {
    "required": ["msg_type", "card"],
    "properties": {
        "msg_type": {"const": "interactive"},
        "card": {
            "required": ["header", "elements"],
            "properties": {
                "config": {"properties": {"wide_screen_mode": {"type": "boolean"}}},
                "header": {
                    "required": ["title", "template"],
                    "properties": {"title": PLAIN, "template": {"enum": ["red", "green"]}},
                },
                "elements": {
                    "minItems": 1,
                    "items": {
                        "oneOf": [
                            {"properties": {"tag": {"const": "markdown"}, "content": TEXT}},
                            {"properties": {"tag": {"const": "note"}, "elements": {"items": PLAIN}}},
                        ]
                    },
                },
            },
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
CHATS = {
    "dingtalk": (dingtalk, DINGTALK, lambda body: body),
    "feishu": (feishu, FEISHU, lambda body: body),
    "wecom": (wecom, WECOM, lambda body: json.loads(body)["markdown"]["content"]),
}


@pytest.fixture(params=list(CHATS))
def chat(request):
    """A chat's format, the schema of its body, and what of it is limited."""
    return CHATS[request.param]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_body_is_as_published_and_tells_the_verdict(chat, failing, lang):
    form, schema, _ = chat
    body = form.render(replace(failing, settings=replace(failing.settings, lang=lang)))
    assert list(Draft202012Validator(schema).iter_errors(json.loads(body))) == []
    said = {
        "en": ("outside 京B2-20181623", "(developer)", "Due soon"),
        "zh": ("超出 京B2-20181623", "（开发）", "即将到期"),
    }
    for each in ("SP-02.2", "broken.icp.yaml", "2022-06-12", *said[lang]):
        assert each in body


def test_a_run_in_order_is_green(chat, project):
    form, schema, _ = chat
    body = form.render(project.report())
    assert list(Draft202012Validator(schema).iter_errors(json.loads(body))) == []
    assert "✓ inside 京B2-20181623" in body
    assert "Not in order" not in body


@pytest.mark.slow
def test_five_thousand_problems_are_cut_with_a_count(chat, failing):
    form, schema, limited = chat
    one = next(each for each in failing.results if each.outcome is Outcome.FAILED)
    many = [
        replace(
            one,
            id=f"{one.criterion.check}[{number}]",
            criterion=replace(one.criterion, check=f"{one.criterion.check}-{number}"),
            findings=(
                replace(
                    one.findings[0], pointer=f"/features/{number}", message=Text.same(f"问题 {number} " * 40)
                ),
            ),
        )
        for number in range(5000)
    ]
    body = form.render(replace(failing, results=(*many, *failing.results)))
    assert list(Draft202012Validator(schema).iter_errors(json.loads(body))) == []
    assert form.MOST // 2 < len(limited(body).encode()) <= form.MOST
    assert "more" in body
    assert "✗ 5003 problems" in body


def test_what_changed_since_a_reference_is_told(chat, failing):
    form, _, _ = chat
    changed = replace(failing, changes=(Text("newly failing (1): SP-02.2", "新增不合规（1）：SP-02.2"),))
    assert "newly failing (1): SP-02.2" in form.render(changed)


def test_hostile_text_is_no_markup_and_calls_nobody(chat, hostile):
    form, schema, _ = chat
    body = form.render(hostile)
    assert list(Draft202012Validator(schema).iter_errors(json.loads(body))) == []
    for sign in ("@everyone", "<script", "<@", "<at", "`", "](http"):
        assert sign not in body


def test_what_is_told_on_one_line_counts_as_what_it_is(project):
    for number in range(6):
        project.add_feature("web-search", f"w{number}")
    said = json.loads(wecom.render(project.report()))["markdown"]["content"]
    assert "✗ 6 problems (6 critical)" in said
    assert "**Not in order (6)**" in said
    assert said.count("**SP-02.2**") == 1  # with five more
