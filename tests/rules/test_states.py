"""Fields that a clause rests on: there, saying something, and naming files that exist."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_icplicense.files.repository import Repository
from pytest_icplicense.workspace.policy_proof import load_example

RECORD = "# 规则\n\n## 采集\n\n仅采集开户所需信息，依据用户同意，由法务部每季度复核。\n\n## 销毁\n"


@pytest.fixture
def states(ruling, library, tmp_path):
    """Judges the value of one field."""
    operator = load_example(library).documents["Operator"]
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/rules.md").write_text(RECORD, encoding="utf-8")
    (tmp_path / "docs/empty.md").write_text("\n", encoding="utf-8")

    def judge(value, kind="statement", **beside):
        return ruling(
            "states",
            {"rules": {"use": value}, **beside} if value is not None else {},
            {"fields": {"rules.use": kind}},
            "2022-06-01",
            pointer="/x",
            document=replace(operator, file=tmp_path / "operator.icp.yaml"),
            repository=Repository(tmp_path),
        )

    return judge


def test_a_field_that_is_missing_is_told_at_what_is_there(states):
    (breach,) = states(None).breaches
    assert (breach.pointer, breach.why.en) == ("/x", "'rules' is missing")


def test_a_word_for_nothing_is_told_at_the_field(states):
    (breach,) = states("待定").breaches
    assert (breach.pointer, breach.why.en) == ("/x/rules/use", "'use': '待定' is no answer")
    assert breach.why.zh == "use：“待定”不构成回答"


@pytest.mark.parametrize("text", ["docs/rules.md", "详见docs/rules.md", "每季度复核，规则见 docs/rules.md。"])
def test_a_file_that_is_there(states, text):
    assert states(text).outcome == "passed"


def test_a_file_that_is_not_there_or_empty(states):
    (breach,) = states("详见docs/gone.md").breaches
    assert "names '详见docs/gone.md', which is no file of the repository" in breach.why.en
    (breach,) = states("docs/empty.md").breaches
    assert "evidence 'docs/empty.md' is empty" in breach.why.en
    assert states("../../etc/passwd.md").outcome == "failed"


def test_what_may_be_a_folder_is_for_people(states):
    ruled = states("制度汇编在 docs/privacy 目录")
    assert (ruled.outcome, ruled.due) == ("pending", None)


@pytest.mark.parametrize(
    ("evidence", "outcome"),
    [
        ("docs/rules.md", "passed"),
        ("docs/rules.md#采集", "passed"),
        ("docs/rules.md#%E9%87%87%E9%9B%86", "passed"),
        ("docs/rules.md#销毁", "failed"),
        ("docs/rules.md#存储", "failed"),
        ("docs/gone.md#采集", "failed"),
        ("https://docs.example.cn/rules#采集", "passed"),
    ],
)
def test_evidence_may_name_a_heading_which_has_text_below_it(states, evidence, outcome):
    assert states(evidence, "evidence").outcome == outcome
