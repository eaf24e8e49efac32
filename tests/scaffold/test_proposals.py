"""What a repository shows is proposed for a new manifest, and never decided."""

from __future__ import annotations

import json

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.documents import Place
from pytest_icplicense.model.capability import Confidence, Detected, Detections, Served, Shown
from pytest_icplicense.scaffold.from_repository import mini_programs
from pytest_icplicense.scaffold.proposals import line_of_detected, proposed, seen_in, sites_of
from pytest_icplicense.scaffold.templates import Feature


@pytest.fixture
def detected(library):
    """A capability that package.json shows."""

    def made(name, confidence):
        shown = (Shown(Place("package.json", 3, 5), f"npm {name}"),)
        return Detected(library.catalogue.capabilities[name], confidence, shown)

    return made


def test_what_is_likely_offered_becomes_a_feature_of_each_of_its_kinds(detected):
    found = (
        detected("openim", Confidence.HIGH),
        detected("elasticsearch", Confidence.LOW),
        detected("elasticsearch", Confidence.MEDIUM),
    )
    assert proposed(found) == (
        Feature("openim", "direct-message", note="package.json:3 npm openim"),
        Feature("openim-group-chat", "group-chat", note="package.json:3 npm openim"),
        Feature("elasticsearch", "web-search", note="package.json:3 npm elasticsearch"),
        Feature("elasticsearch-image-search", "image-search", note="package.json:3 npm elasticsearch"),
        Feature("elasticsearch-search-api", "search-api", note="package.json:3 npm elasticsearch"),
    )


@pytest.mark.parametrize(
    ("name", "confidence", "en", "zh"),
    [
        (
            "openim",
            Confidence.HIGH,
            "proposed 'openim' of kind direct-message, group-chat (take out what users are not offered):"
            " package.json:3: npm openim",
            "已拟定“openim”，种类 direct-message、group-chat（请删去并未提供的）：package.json:3: npm openim",
        ),
        (
            "elasticsearch",
            Confidence.LOW,
            "if users are offered web-search, image-search, search-api by it, add a feature:"
            " package.json:3: npm elasticsearch",
            "如以此向用户提供 web-search、image-search、search-api，请添加功能：package.json:3: npm elasticsearch",
        ),
    ],
)
def test_each_is_told_with_where_it_was_seen(detected, name, confidence, en, zh):
    each = detected(name, confidence)
    assert (line_of_detected(each, "en"), line_of_detected(each, "zh")) == (en, zh)


def test_of_one_kind_there_is_no_other_to_choose(detected):
    each = detected("openim", Confidence.MEDIUM)
    only = each._replace(capability=each.capability._replace(kinds=("group-chat",)))
    assert line_of_detected(only, "en") == "proposed 'openim' of kind group-chat: package.json:3: npm openim"


def test_a_folder_that_is_not_there_shows_nothing(library, tmp_path):
    assert seen_in(tmp_path / "gone", library, (), tmp_path) == Detections()


def test_a_site_is_the_domain_that_is_served_below_the_one_of_the_license(library):
    held = library.licenses["京B2-20181623"]
    shown = (Shown(Place("deploy/nginx.conf", 1, 1), "server name"),)
    served = [
        Served("www.oceanengine.com", Confidence.HIGH, shown),
        Served("ad.oceanengine.com", Confidence.HIGH, shown),
        Served("docs.juliangyinqing.com", Confidence.LOW, shown),
        Served("example.cn", Confidence.HIGH, shown),
    ]
    assert sites_of(held, served) == ["juliangyinqing.com", "www.oceanengine.com", "ad.oceanengine.com"]
    assert sites_of(held, []) == ["juliangyinqing.com", "oceanengine.com"]


@pytest.mark.slow
def test_init_proposes_what_the_folder_shows_and_not_what_lies_beside_it(tmp_path, monkeypatch, capsys):
    for folder, name in (("shop", "@openim/client-sdk"), ("other", "@rongcloud/imlib-next")):
        (tmp_path / folder).mkdir()
        package = json.dumps({"dependencies": {name: "1"}})
        (tmp_path / folder / "package.json").write_text(package, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "shop")
    assert main(["init", "--license-number", "京B2-20181623", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "proposed 'openim' of kind direct-message" in out
    assert "rongcloud" not in out
    manifest = (tmp_path / "shop/shop.icp.yaml").read_text(encoding="utf-8")
    assert "kind: direct-message" in manifest
    assert "package.json:1 npm @openim/client-sdk" in manifest


@pytest.mark.parametrize(
    ("project", "app", "names"),
    [
        ({"projectname": "reader"}, {"window": {"navigationBarTitleText": "绿洲读书"}}, ("绿洲读书",)),
        ({"projectname": "reader", "description": "x"}, {}, ("reader",)),
        ({"miniprogramRoot": "src/", "description": "绿洲"}, {"window": []}, ("绿洲",)),
        ({"miniprogramRoot": "../"}, {"window": {"navigationBarTitleText": "别处"}}, ()),
        ([], [], ()),
    ],
)
def test_a_mini_program_is_named_as_its_users_see_it(project, app, names, tmp_path):
    folder = tmp_path / "mini"
    source = project.get("miniprogramRoot", "") if isinstance(project, dict) else ""
    (folder / source).mkdir(parents=True, exist_ok=True)
    (folder / "project.config.json").write_text(json.dumps(project), encoding="utf-8")
    (folder / source / "app.json").write_text(json.dumps(app), encoding="utf-8")
    assert mini_programs(tmp_path, tmp_path) == names
    assert mini_programs(folder, tmp_path) == names
