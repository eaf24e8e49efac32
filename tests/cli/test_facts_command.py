"""`icplicense facts`: a list with fixed keys, of one folder if asked, and what changed since a git reference."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from pytest_icplicense.cli import main

KEYS = {"fact", "value", "unit", "path", "line", "column", "source", "clauses", "service"}
WEB = "kind: Deployment\nmetadata: {name: web}\nspec: {replicas: %d}\n"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("k8s").mkdir()
    Path("k8s/web.yaml").write_text(WEB % 2, encoding="utf-8")
    Path("logs.tf").write_text(
        'resource "alicloud_log_store" "a" { retention_period = 30 }\n', encoding="utf-8"
    )
    return tmp_path


def listed(capsys, *words: str):
    code = main(["facts", "--format", "json", *words])
    return code, json.loads(capsys.readouterr().out)


def test_each_fact_is_a_row_with_fixed_keys(repository, capsys):
    code, rows = listed(capsys, ".")
    assert code == 0
    assert all(row.keys() >= KEYS for row in rows)
    logs = next(row for row in rows if row["fact"] == "log-retention")
    assert (logs["value"], logs["unit"], logs["path"], logs["line"]) == (30, "days", "logs.tf", 1)
    assert (logs["clauses"], logs["service"]) == (["SP-09.2"], None)


def test_a_folder_may_be_asked_about_alone(repository, capsys):
    _, rows = listed(capsys, "k8s")
    assert [row["fact"] for row in rows] == ["scale"]


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "retention of logs (log-retention)  SP-09.2"), ("zh", "日志留存期限")]
)
def test_the_text_says_what_a_fact_means(repository, capsys, lang, said):
    assert main(["facts", "--lang", lang]) == 0
    assert said in capsys.readouterr().out


def test_what_doubled_since_a_reference_is_told(repository, capsys):
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "a"]):
        subprocess.run([*git, *words], check=True)
    Path("k8s/web.yaml").write_text(WEB % 6, encoding="utf-8")
    _, rows = listed(capsys, "--since", "HEAD")
    (change,) = (row for row in rows if row["fact"] == "scale-change")
    assert (change["value"], change["path"], change["line"], change["clauses"]) == (
        3.0,
        "k8s/web.yaml",
        3,
        ["SP-15.8.3"],
    )
    Path("k8s/web.yaml").write_text(WEB % 3, encoding="utf-8")
    assert not [row for row in listed(capsys, "--since", "HEAD")[1] if row["fact"] == "scale-change"]
    assert main(["facts", "--since", "gone"]) == 2


@pytest.mark.parametrize("command", ["facts", "detect"])
@pytest.mark.parametrize("repository_around", [True, False])
def test_a_file_elsewhere_is_not_what_was_asked_for(
    repository, tmp_path_factory, capsys, command, repository_around
):
    """Neither its own nor everything else's are listed in its place."""
    if repository_around:
        subprocess.run(["git", "init", "--quiet"], check=True)
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "logs.tf"
    Path("logs.tf").rename(elsewhere)
    Path("logs.tf").symlink_to(elsewhere)
    assert main([command, "logs.tf", "--lang", "en"]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == (
        "",
        "icplicense: logs.tf: a link that leads out of the repository, which is not followed; keep the file inside it\n",
    )
