"""`icplicense detect`: what the repository shows, for people and for machines."""

import json
from importlib import resources

import jsonschema
import pytest
from referencing import Registry, Resource

from pytest_icplicense.cli import main


@pytest.fixture
def here(project, monkeypatch):
    monkeypatch.chdir(project.root)
    return project


def test_everything_accounted_for(here, capsys):
    assert main(["detect"]) == 0
    assert capsys.readouterr().out == (
        "OpenIM (openim)  B25/instant-interaction, confidence high\n"
        "    OpenIM is a server and a set of clients for messages between users, and for nothing else.\n"
        "    web/package.json:5:5  npm @openim/wasm-client-sdk\n"
        "    ads-console: customer-service-chat\n"
        "\n"
        "Elasticsearch (elasticsearch)  B25/search, confidence low\n"
        "    Elasticsearch indexes whatever it is given; it is a search service where users search content that others"
        " published.\n"
        "    deploy/compose.yml:10:12  image docker.elastic.co/elasticsearch/elasticsearch\n"
        "    ads-console: internal\n"
        "\n"
        "ad.oceanengine.com  domain\n"
        "    the service answers on this domain\n"
        "    deploy/nginx.conf:3:15  domain ad.oceanengine.com\n"
        "    ads-console: licensed\n"
        "\n"
        "www.juliangyinqing.com  domain\n"
        "    the service answers on this domain\n"
        "    deploy/nginx.conf:12:15  domain www.juliangyinqing.com\n"
        "    ads-console: licensed\n"
        "\n"
        "18 files looked into: 2 capabilities, 2 domains; not accounted for: 0; not judged: 0; passed over: 2 (--verbose"
        " says why)\n"
    )


def test_json_has_the_fixed_keys(here, capsys):
    assert main(["detect", "--format", "json", "web"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert {
        key: row[key] for key in ("capability", "items", "path", "line", "evidence", "confidence", "declared")
    } == {
        "capability": "openim",
        "items": ["B25/instant-interaction", "B25"],
        "path": "web/package.json",
        "line": 5,
        "evidence": "npm @openim/wasm-client-sdk",
        "confidence": "high",
        "declared": True,
    }


def test_a_project_beside_it_is_another_run_where_it_has_a_configuration_of_its_own(here, capsys):
    other, mine = here.root / "other", here.root / "mine"
    other.mkdir()
    mine.mkdir()
    text = (here.root / "ads-console.icp.yaml").read_text("utf-8")
    for old, new in (("京B2-20181623", "沪B2-20230003"), ("name: ads-console", "name: other")):
        text = text.replace(old, new, 1)
    (other / "icp.yaml").write_text(text.replace("operator: ", "operator: ../", 1), encoding="utf-8")
    told = "other/icp.yaml:6:1: license '沪B2-20230003' is not known"
    assert main(["detect", "mine"]) == 2  # one configuration for all: the other may say whose code this is
    assert told in capsys.readouterr().err
    (other / "pyproject.toml").write_text("[tool.icplicense]\nlicenses = []\n")
    assert main(["detect", "mine"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["detect"]) == 2  # it was asked for
    assert told in capsys.readouterr().err


def test_what_nothing_accounts_for_ends_with_1(here, capsys):
    here.change("ads-console.icp.yaml", "is: customer-service-chat", "is: internal")
    assert main(["detect", "--lang", "zh"]) == 1
    assert "    ads-console：未申报\n" in capsys.readouterr().out


def test_verbose_says_why_something_does_not_count(here, capsys):
    (here.root / "tests/package.json").write_text('{"dependencies": {"@openim/client-sdk": "1"}}')
    here.change("web/package.json", '"vite": "^5.2.0"', '"vite": "^5.2.0", "open-im-sdk": "*"')
    assert main(["detect", "--verbose"]) == 0
    out = capsys.readouterr().out
    assert "    tests/package.json: a test\n" in out
    assert "    web/package.json:9: open-im-sdk: a dependency for development only\n" in out


def test_a_broken_file_is_told_with_its_place(here, capsys):
    (here.root / "package.json").write_text('{"dependencies": }')
    assert main(["detect", "--format", "json"]) == 0
    captured = capsys.readouterr()
    assert captured.err.startswith("package.json:1:18: not judged: no JSON: Expecting value")
    assert json.loads(captured.out)


def test_a_folder_without_manifests(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "package.json").write_text('{"dependencies": {"@openim/client-sdk": "1"}}')
    assert main(["detect"]) == 0
    assert "    no manifest that it can be compared with\n" in capsys.readouterr().out


def test_a_path_that_is_not_there(here, capsys):
    assert main(["detect", "nowhere"]) == 2
    assert capsys.readouterr().err == "icplicense: nowhere: no such file or folder\n"


def official_schema():
    """The schema of CycloneDX 1.6, with the two that it refers to, as its own library brings them."""
    folder = resources.files("cyclonedx.schema._res")
    names = ("bom-1.6", "spdx", "jsf-0.82")
    schemas = [json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text("utf-8")) for name in names]
    known = Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in schemas)
    return jsonschema.Draft7Validator(schemas[0], registry=known)


@pytest.mark.slow
def test_cyclonedx_is_valid_and_read_back(here, capsys):
    from cyclonedx.model.bom import Bom

    assert main(["detect", "--format", "cyclonedx"]) == 0
    text = capsys.readouterr().out
    assert list(official_schema().iter_errors(json.loads(text))) == []
    component = next(each for each in Bom.from_json(json.loads(text)).components if each.name == "openim")
    assert {(each.name, each.value) for each in component.properties} >= {
        ("icplicense:item", "B25/instant-interaction"),
        ("icplicense:confidence", "high"),
    }
    assert main(["detect", "--format", "cyclonedx"]) == 0
    assert capsys.readouterr().out == text


def test_where_no_manifest_can_be_read_nothing_is_called_accounted_for(here, capsys):
    (here.root / "ads-console.icp.yaml").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    assert main(["detect"]) == 2
    assert "2 domains; compared with no manifest; not judged: 0;" in capsys.readouterr().out
