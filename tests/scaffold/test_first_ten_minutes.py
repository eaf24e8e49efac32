"""From an empty folder to the first green, as a newcomer walks it: three projects, with the answers scripted.

What was measured by hand is in the docstring of each: the commands, the questions asked, and the lines that a person wrote.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.documents import read

SEED = Path(__file__).parents[1] / "data/license-jing-b2-20181623.txt"
OTHER = Path(__file__).parents[1] / "data/licenses/15-yue-annexe-one.txt"
DAY = ["--as-of", "2022-06-01"]
LIFECYCLE = '{"policy": {"phases": {"delete": {"min_age": "184d", "actions": {"delete": {}}}}}}'
REPORTED = "annual_reports: [{year: 2022, submitted: 2022-03-11}]\n"

pytestmark = pytest.mark.slow


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty repository to stand in."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    subprocess.run(["git", "init", "-q", "."], check=True)
    return folder


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def commit() -> None:
    subprocess.run(["git", "add", "."], check=True)
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *who, "commit", "-qm", "x"], check=True)


def lines_of(folder: Path) -> int:
    return sum(len(file.read_text(encoding="utf-8").splitlines()) for file in folder.rglob("*.icp.yaml"))


def summary(capsys, *words: str) -> dict[str, int]:
    capsys.readouterr()
    main(["check", "--format", "json", *words, *DAY])
    found: dict[str, int] = json.loads(capsys.readouterr().out)["summary"]
    return found


def report_submitted(operator: Path) -> None:
    operator.write_text(operator.read_text(encoding="utf-8") + REPORTED, encoding="utf-8")


def test_a_vue_and_fastapi_service(here, capsys):
    """Three commands (import, init, check), no question, one line written: the annual report that was due."""
    write(
        here,
        {
            "package.json": '{"name": "@lvzhou/reader-web", "dependencies": {"vue": "^3"}}',
            "index.html": '<!doctype html><title>x</title><div id="app"></div><script type="module" src="/m.js"></script>',
            "server/requirements.txt": "fastapi==0.110\n",
            "deploy/logs-lifecycle.json": LIFECYCLE,
            "deploy/nginx.conf": "server { listen 443 ssl; server_name oceanengine.com; }\n",
            "license.txt": SEED.read_text(encoding="utf-8").replace("20181623", "20189999"),
        },
    )
    commit()
    assert main(["import", "license.txt", "-o", "licenses/own.yaml"]) == 0
    assert main(["init", "--yes", *DAY]) == 0
    (service,) = read(here / "reader-web.icp.yaml").documents
    (operator,) = read(here / "operator.icp.yaml").documents
    assert service.tree["license"] == "京B2-20189999"
    pages = {site["domain"]: site.get("homepage") for site in service.tree["sites"]}
    assert pages == {
        "juliangyinqing.com": None,
        "oceanengine.com": "index.html",
    }  # the one that is served from here
    assert operator.tree["logs"] == {"retention_days": 184}
    assert lines_of(here) <= 60
    assert summary(capsys)["failed"] == 1  # the annual report
    report_submitted(here / "operator.icp.yaml")
    found = summary(capsys)
    assert (found["failed"], found["error"]) == (0, 0)
    commit()
    package = here / "package.json"
    package.write_text(
        package.read_text(encoding="utf-8").replace('"vue"', '"@openim/client-sdk": "^3", "vue"')
    )
    assert main(["diff", *DAY]) == 1
    assert main(["check", "--role", "developer", *DAY]) == 1


def test_three_spring_boot_services_under_two_licenses(here, capsys):
    """Two imports, three inits without a question, two lines written; one operator each for the two companies."""
    pom = "<project><artifactId>{name}</artifactId></project>"
    write(here, {f"services/{name}/pom.xml": pom.format(name=name) for name in ("feed", "notes", "news")})
    first = SEED.read_text(encoding="utf-8").replace("20181623", "20189997")
    write(here, {"a.txt": first, "b.txt": OTHER.read_text(encoding="utf-8")})
    commit()
    assert main(["import", "a.txt", "-o", "licenses/jing.yaml"]) == 0
    assert main(["import", "b.txt", "-o", "licenses/yue.yaml", "--accept", "80"]) == 0
    write(here, {"pyproject.toml": '[tool.icplicense]\nlicenses = ["licenses"]\n'})
    for name, number in (("feed", "京B2-20189997"), ("notes", "京B2-20189997"), ("news", "粤B2-20210815")):
        words = ["--license-number", number, "--ci", "none", *DAY]
        assert main(["init", f"services/{name}", "--yes", *words]) == 0
    named = {
        name: read(here / f"services/{name}/{name}.icp.yaml").documents[0].tree
        for name in ("feed", "notes", "news")
    }
    assert named["notes"]["operator"] == "../feed/operator.icp.yaml"
    assert named["news"]["regions"] == ["广东省"]
    for name in ("feed", "news"):
        report_submitted(here / f"services/{name}/operator.icp.yaml")
    found = summary(capsys)
    assert (found["failed"], found["error"]) == (0, 0), found
    assert main(["test", "licenses"]) == 0


def test_a_mini_program(here, capsys):
    """One import, one init; what the software shows is proposed, and one kind of it is taken out again."""
    write(
        here,
        {
            "project.config.json": '{"miniprogramRoot": "miniprogram/", "compileType": "miniprogram", "appid": "wx1"}',
            "miniprogram/app.json": '{"pages": ["pages/index"]}',
            "package.json": '{"name": "xiaodian", "dependencies": {}}',
            "license.txt": SEED.read_text(encoding="utf-8").replace("20181623", "20189998"),
        },
    )
    commit()
    assert main(["import", "license.txt", "-o", "licenses/own.yaml"]) == 0
    assert main(["init", "--yes", "--ci", "none", *DAY]) == 0
    (service,) = read(here / "xiaodian.icp.yaml").documents
    assert service.tree["apps"] == [{"name": "xiaodian"}]
    report_submitted(here / "operator.icp.yaml")
    found = summary(capsys)
    assert (found["failed"], found["error"]) == (0, 0)
    assert main(["todo", "--role", "developer", *DAY]) == 1
    assert "SP-02.4" in capsys.readouterr().out
