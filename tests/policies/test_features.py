"""The catalogue of features: what people call its kinds, and where somebody is led who wrote a kind that there is not."""

from __future__ import annotations

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.library import load

OWN = """\
apiVersion: icplicense/v1
kind: FeatureCatalogue
features:
  - kind: parcel-tracking
    name: {en: parcel tracking, zh: 快递查询}
    also: [where is my parcel, 查快递]
    needs: []
    reason: {en: It shows where one's own parcel is., zh: 显示用户本人包裹所在位置。}
"""


def test_every_kind_has_names_in_both_languages_that_people_use(library):
    for kind in library.catalogue.features.values():
        assert any(name.isascii() for name in kind.also), kind.kind
        assert any("一" <= char <= "鿿" for name in kind.also for char in name), kind.kind
        assert len(set(kind.also)) == len(kind.also)


def test_own_kinds_have_such_names_too(tmp_path, capsys):
    (tmp_path / "features.yaml").write_text(OWN, encoding="utf-8")
    assert main(["explain", "查快递", "--policies", str(tmp_path)]) == 0
    assert "\n  also called: where is my parcel, 查快递\n" in capsys.readouterr().out


def test_a_name_that_is_none_is_refused_with_its_place(tmp_path):
    (tmp_path / "features.yaml").write_text(OWN.replace("查快递", "'  '"), encoding="utf-8")
    (problem,) = load([tmp_path]).problems
    assert (problem.line, problem.column) == (6, 32)
    assert "'  ' is not a valid name, for example 'search engine'" in problem.to("en")


@pytest.mark.parametrize(
    ("kind", "en", "zh"),
    [
        (
            "telepathy",
            "'telepathy' is not a known value; 'icplicense explain features' lists them",
            "'telepathy' 不是已知的取值；可用 icplicense explain features 列出全部",
        ),
        (
            "instant-messaging",
            "is not a known value; did you mean 'direct-message' or 'group-chat' or 'chat-room'?",
            "是否应为“direct-message”或“group-chat”或“chat-room”？",
        ),
        ("Live Chat", "did you mean 'customer-service-chat'?", "是否应为“customer-service-chat”？"),
        ("私信", "did you mean 'direct-message'?", "是否应为“direct-message”？"),
        ("websearch", "is not a known value; did you mean 'web-search'", "是否应为“web-search”"),
    ],
)
def test_an_unknown_kind_leads_to_the_list_or_to_what_is_near_or_called_so(kind, en, zh, project, capsys):
    project.add_feature(kind, "web")
    for lang, message in (("en", en), ("zh", zh)):
        assert main(["check", str(project.root), "--lang", lang]) == 2
        assert message in capsys.readouterr().out


def test_a_service_is_known_by_its_name(project, capsys):
    project.change("ads-console.icp.yaml", "[B25/publishing]", "[信息搜索查询服务]")
    assert main(["check", str(project.root), "--lang", "en"]) == 2
    assert "is not a known value; did you mean 'B25/search'?" in capsys.readouterr().out


def test_an_unknown_service_leads_to_the_list(project, capsys):
    file = project.root / "ads-console.icp.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("B25/publishing", "information", 1), encoding="utf-8")
    assert main(["check", str(project.root)]) == 2
    assert (
        "'information' is not a known value; 'icplicense explain services' lists them"
        in capsys.readouterr().out
    )
