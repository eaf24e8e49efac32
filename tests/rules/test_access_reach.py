"""Access providers' licenses against the places where a site's servers stand."""

from __future__ import annotations

import pytest

SHANGHAI, BEIJING = "上海市浦东新区某路1号机房", "北京市朝阳区某机房"


@pytest.fixture
def reaches(ruling):
    """Judges a site whose provider 某甲 shows these licenses."""

    def judge(site, *numbers, **row):
        upstreams = [{"provider": "某甲", "kind": "access", "license": number, **row} for number in numbers]
        recorded = {"network": {"upstreams": upstreams}}
        site = {"domain": "a.cn", "access_provider": "某甲", **site}
        return ruling(
            "access-reaches", site, {}, "2022-06-01", of="Service", pointer="/sites/0", recorded=recorded
        )

    return judge


@pytest.mark.parametrize(
    ("place", "numbers", "outcome"),
    [
        (BEIJING, ["京B1-20150123"], "passed"),
        (SHANGHAI, ["京B1-20150123"], "failed"),
        (SHANGHAI, ["B1-20150123"], "passed"),
        (SHANGHAI, ["京B1-20150123", "沪B1-20150123"], "passed"),
        (SHANGHAI, ["A1.A2.B1.B2-20090003"], "passed"),
        ("贵阳市某机房", ["黔B1-20150123"], "passed"),
        ("吉林市某机房", ["吉B1-20150123"], "passed"),
        ("广东深圳某机房", ["粤B1-20150123"], "passed"),
        ("中国上海某机房", ["沪B1-20150123"], "passed"),
        ("兆维机房", ["京B1-20150123"], "pending"),
        (BEIJING, [], "not-applicable"),
    ],
)
def test_a_provincial_license_ends_at_its_province(place, numbers, outcome, reaches):
    assert reaches({"server_location": place}, *numbers).outcome == outcome


def test_each_place_counts(reaches):
    site = {"server_location": BEIJING, "server_locations": [SHANGHAI]}
    (breach,) = reaches(site, "京B1-20150123").breaches
    assert breach.pointer == "/sites/0/server_locations/0"
    assert breach.why.en == (
        "servers stand in 上海市, where 京B1-20150123 does not reach: a provincial license ends at its province (北京市)"
    )


def test_a_contract_that_has_ended_reaches_nothing(reaches):
    assert (
        reaches({"server_location": SHANGHAI}, "京B1-20150123", to="2022-05-31").outcome == "not-applicable"
    )
