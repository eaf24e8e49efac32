"""What a license allows, refuses and names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import yaml

from pytest_icplicense.library import load, shipped
from pytest_icplicense.model.license import INTERNET_ONLY, NON_INTERNET, Grant, License


@pytest.fixture
def held(library) -> License:
    return library.licenses["京B2-20181623"]


@pytest.mark.parametrize(
    ("item", "refusal"),
    [
        ("B25/publishing", None),
        ("B25/community", None),
        ("B25/protection", None),
        ("B25/search", "excludes"),
        ("B25/instant-interaction", "excludes"),
        ("B25/non-internet", "limits to internet information services"),
        ("B25", "covers only in part: declare the single items"),
        ("B21", "does not cover"),
        ("A15", "does not cover, being of class B: this is a basic service"),
        ("B2", "does not cover"),
    ],
)
def test_the_scope_of_the_license(held, library, item, refusal):
    answer = held.refuses(item, library.catalogue)
    assert (answer.en if answer else None) == refusal


def test_a_license_without_the_internet_allows_sms_and_no_website(library):
    grant = Grant("B25", NON_INTERNET, (), (), None, "信息服务业务（不含互联网信息服务）")
    assert grant.refuses("B25/non-internet", library.catalogue) is None
    assert (
        grant.refuses("B25/publishing", library.catalogue).en == "limits to networks other than the internet"
    )


def test_several_lines_allow_what_any_of_them_does(held, library):
    both = replace(held, scope=(*held.scope, Grant("B21", "none", (), ("B21/e-commerce",), None, "…")))
    assert both.refuses("B21/e-commerce", library.catalogue) is None
    assert both.refuses("B25/search", library.catalogue).en == "excludes"
    assert both.refuses("B25/publishing", library.catalogue) is None


def test_a_sub_item_belongs_to_its_service(library):
    grant = Grant("B24", INTERNET_ONLY, ("B24-2",), (), None, "国内呼叫中心业务")
    assert grant.refuses("B24-1", library.catalogue) is None
    assert grant.refuses("B24-2", library.catalogue).en == "excludes"


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(2021, 10, 1), False),
        (date(2021, 10, 2), True),
        (date(2023, 9, 12), True),
        (date(2023, 9, 13), False),
    ],
)
def test_both_ends_of_the_period_count(held, day, in_force):
    assert held.in_force(day) is in_force


@pytest.mark.parametrize(
    ("domain", "licensed"),
    [
        ("oceanengine.com", True),
        ("ad.oceanengine.com", True),
        ("AD.OceanEngine.COM", True),
        ("ad.oceanengine.com.", True),
        ("ａｄ.oceanengine.com", True),  # the domain name system folds the width
        ("notoceanengine.com", False),
        ("oceanengine.com.example.net", False),
        ("oceanengine.cn", False),
        ("оceanengine.com", False),  # a Cyrillic letter
        ("com", False),
        ("", False),
    ],
)
def test_a_domain_is_licensed_with_its_subdomains_and_nothing_else(held, domain, licensed):
    assert (held.site(domain) is not None) is licensed


def test_what_excludes_a_part_in_name_only_leaves_the_service_whole(library):
    """也包括: the data centre is whole without resource collaboration, and information services without news."""
    catalogue = library.catalogue
    data_centre = Grant("B11", "none", ("B11/resource-collaboration",), (), None, "")
    assert data_centre.refuses("B11", catalogue) is None
    assert data_centre.refuses("B11/data-centre", catalogue) is None
    assert data_centre.refuses("B11/resource-collaboration", catalogue).en == "excludes"
    news = Grant("B25", "internet-only", ("B25/news",), (), None, "")
    assert news.refuses("B25", catalogue) is None
    assert news.refuses("B25/publishing", catalogue) is None
    why = news.refuses("B25/publishing", catalogue, ("B25/news",))
    assert why.en == "does not allow here, since it excludes news (B25/news)"


def test_lines_for_the_parts_of_a_service_allow_the_whole_together(library, held):
    catalogue = library.catalogue
    sites, users = (
        Grant("B14", "none", (), (item,), coverage, "")
        for item, coverage in (("B14/site-access", ("全国",)), ("B14/user-access", ("北京市",)))
    )
    both, one = replace(held, scope=(sites, users)), replace(held, scope=(sites,))
    assert both.refuses("B14", catalogue) is None
    assert one.refuses("B14", catalogue).en == "covers only in part: declare the single items"
    assert both.grants("B14", catalogue) == []
    assert both.covered_as("B14", catalogue) == ["B14/site-access", "B14/user-access"]
    assert one.covered_as("B14", catalogue) == ["B14"]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (
            "网站接入",
            [
                "the catalogue has an item for 网站接入: write 'only: [B14/site-access]' in the place of 'part'"
            ],
        ),
        ("专线接入", []),
    ],
)
def test_a_part_that_the_catalogue_has_an_item_for_is_written_as_the_item(part, told, tmp_path):
    shipped_license = shipped() / "licenses" / "jing-b2-20181623.yaml"
    tree = yaml.safe_load(shipped_license.read_text(encoding="utf-8"))
    row = {
        "category": "B14",
        "part": part,
        "limitation": "none",
        "excludes": [],
        "coverage": None,
        "text": part,
    }
    file = tmp_path / "license.yaml"
    file.write_text(
        yaml.safe_dump(tree | {"number": "B1-20200002", "scope": [row]}, allow_unicode=True), "utf-8"
    )
    assert [problem.message.en for problem in load(licenses=[file]).problems] == told
