"""What an editor shows of the schemas, by the server that most editors use for YAML: completion, hover, diagnostics."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from language_server import LanguageServer

from pytest_icplicense.cli import main
from pytest_icplicense.library import shipped

ROOT = Path(__file__).parent.parent.parent
SERVER = ROOT / "build/clients/node_modules/yaml-language-server/bin/yaml-language-server"
SETTINGS = {
    "yaml": {"schemaStore": {"enable": False}, "validate": True, "completion": True, "hover": True},
    "http": {"proxy": "http://127.0.0.1:9"},  # nothing listens there: to fetch anything would fail
}

pytestmark = pytest.mark.clients


@pytest.fixture
def schema(project, capsys):
    """Writes the schema of a kind as `icplicense schema` prints it; the line that a document of it begins with."""

    def write(kind: str) -> str:
        assert main(["schema", kind]) == 0
        folder = project.root / ".icplicense"
        folder.mkdir(exist_ok=True)
        (folder / f"{kind}.schema.json").write_text(capsys.readouterr().out, encoding="utf-8")
        return f"# yaml-language-server: $schema=./.icplicense/{kind}.schema.json\n"

    return write


@pytest.fixture
def server(project):
    node = shutil.which("node")
    if node is None or not SERVER.is_file():
        pytest.fail("node or yaml-language-server is missing; `make clients` installs the server")
    with LanguageServer([node, SERVER, "--stdio"], project.root, SETTINGS) as running:
        yield running
    assert set(running.requests) == {"workspace/configuration"}  # no content is asked for


@pytest.fixture
def written(project, schema):
    """Writes a document with the line that names its schema."""

    def write(name: str, kind: str, text: str) -> Path:
        file = project.root / name
        file.write_text(schema(kind) + text, encoding="utf-8")
        return file

    return write


BEGUN = "apiVersion: icplicense/v1\nkind: Service\nname: ads-console\nfeatures:\n  - id: feed\n    kind: \n\n"
"""What somebody has typed so far."""
VALUE = (6, 10)
"""Behind `kind: `, line and character counted from 0; the line that names the schema is line 0."""
NEXT_KEY = (7, 0)


def test_every_kind_of_feature_is_offered_and_nothing_else(server, written, library):
    file = written("new.icp.yaml", "service", BEGUN)
    server.open(file)
    offered = [item["label"] for item in server.completions(file, *VALUE)]
    assert sorted(offered) == sorted(library.catalogue.vocabulary()["featureKind"])
    assert {"content-feed", "web-search", "site-search", "direct-message"} < set(offered)


def test_a_kind_says_beside_it_which_service_it_needs(server, written):
    file = written("new.icp.yaml", "service", BEGUN)
    server.open(file)
    shown = {item["label"]: str(item.get("documentation")) for item in server.completions(file, *VALUE)}
    assert "web search, needs B25/search · 网页搜索，须有 B25/search" in shown["web-search"]


def test_a_value_of_the_wrong_form_is_told_in_words(server, project, written):
    text = project.service.read_text(encoding="utf-8").replace(
        "domain: ad.oceanengine.com", "domain: https://a.cn/"
    )
    (mark,) = server.open(written("ads-console.icp.yaml", "service", text))
    assert (
        mark["message"]
        == "not a valid domain, for example ad.oceanengine.com · 不是有效的域名，例如 ad.oceanengine.com"
    )


def test_the_keys_that_are_not_there_yet_are_offered(server, written):
    file = written("new.icp.yaml", "service", BEGUN)
    server.open(file)
    schema = json.loads((shipped() / "schemas/service.schema.json").read_text(encoding="utf-8"))
    # Beside the keys, the server offers all those that are required at once, under the schema's title.
    offered = {item["label"] for item in server.completions(file, *NEXT_KEY)} - {schema["title"]}
    assert offered == set(schema["properties"]) - {"apiVersion", "kind", "name", "features"}
    assert {"operator", "license", "sites", "items", "regions"} < offered


def test_what_an_example_fills_in_fits_the_key(server, written):
    file = written("new.icp.yaml", "service", BEGUN.replace("    kind: \n", "    \n"))
    server.open(file)
    offered = {item["label"]: item["insertText"] for item in server.completions(file, 6, 4)}
    assert offered["note"] == "note: ${1:只搜索本站帮助中心}"  # once the name of a company
    assert offered["kind"] == "kind: "


def test_hovering_explains_a_key_in_both_languages(server, written):
    file = written("new.icp.yaml", "service", BEGUN)
    server.open(file)
    said = server.hover(file, 4, 2)
    assert "Features · 功能" in said
    assert "Everything that a user can do with the service; each kind is held against the license." in said
    assert "用户能用到的全部功能，逐项对照许可证判断。" in said


def test_a_misspelt_key_and_an_unknown_kind_are_marked_where_they_stand(server, project, written):
    text = project.service.read_text(encoding="utf-8")
    text = text.replace("\nfeatures:\n", "\nfeaturs: []\nfeatures:\n").replace("site-search", "site-serch")
    file = written("ads-console.icp.yaml", "service", text)
    lines = file.read_text(encoding="utf-8").splitlines()
    found = {(each["range"]["start"]["line"], each["message"][:32]) for each in server.open(file)}
    assert found == {
        (lines.index("featurs: []"), "Property featurs is not allowed."),
        (lines.index("    kind: site-serch"), "Value is not accepted. Valid val"),
    }


@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [("ads-console.icp.yaml", "service", "features:"), ("operator.icp.yaml", "operator", "network:")],
)
def test_the_compliant_example_is_without_a_mark(server, project, written, name, kind, key):
    file = written(name, kind, (project.root / name).read_text(encoding="utf-8"))
    assert server.open(file) == []
    line = file.read_text(encoding="utf-8").splitlines().index(key)
    assert f"{kind}.schema.json" in server.hover(file, line, 2)  # it was the schema that found nothing


def test_waivers_are_completed_and_checked(server, written):
    file = written(
        "icp-waivers.yaml", "waivers", "- check: SITE\n  subject: ads-console:*\n  resaon: x\n  \n"
    )
    found = {(each["range"]["start"]["line"], each["message"]) for each in server.open(file)}
    assert (3, "Property resaon is not allowed.") in found
    assert {(1, f'Missing property "{key}".') for key in ("reason", "approver", "from", "expires")} < found
    assert [line for line, message in found if message.startswith("not a valid ")] == [1]  # SITE is no clause
    offered = {item["label"] for item in server.completions(file, 4, 2)}
    assert {"reason", "approver", "ticket", "from", "expires"} <= offered
    assert not offered & {"check", "subject"}
    assert "批准豁免的人" in next(
        item["documentation"] for item in server.completions(file, 4, 2) if item["label"] == "approver"
    )


def test_a_complete_waiver_is_without_a_mark(server, written):
    text = (
        "- {check: SITE.2, subject: 'ads-console:www.*', reason: 更名审批中, approver: 王芳,\n"
        "   ticket: C-1, from: 2022-05-01, expires: 2022-08-01}\n"
    )
    file = written("icp-waivers.yaml", "waivers", text)
    assert server.open(file) == []
    assert "Check · 检查项" in server.hover(file, 1, 4)


def test_the_shipped_policies_are_without_a_mark(server, project):
    """They name their schema in their first line, so whoever edits them sees what breaks it."""
    shutil.copytree(shipped() / "provisions", project.root / "policies/provisions")
    shutil.copytree(shipped() / "schemas", project.root / "policies/schemas")
    files = sorted((project.root / "policies/provisions").glob("*.yaml"))
    assert {file.name: found for file in files if (found := server.open(file))} == {}
    broken = files[-1].with_name("SP-99.yaml")
    broken.write_text(
        files[-1].read_text(encoding="utf-8").replace("    quote: ", "    quot: ", 1), encoding="utf-8"
    )
    assert "Property quot is not allowed." in {each["message"] for each in server.open(broken)}
