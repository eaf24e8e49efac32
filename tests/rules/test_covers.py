"""Which measures cover a service, and which a site."""

from __future__ import annotations

import pytest

from pytest_icplicense.model.case import NO_OPERATOR
from pytest_icplicense.text import Text


@pytest.fixture
def covered(ruling):
    """Judges the service, or a site, by measures that cover what these lists name."""

    def judge(*lists, domain=None):
        what = "service" if domain is None else "site"
        measures = [{"covers": names} for names in lists]
        return ruling(
            "covers",
            {"name": "ads-console"} if domain is None else {"domain": domain},
            {"what": what},
            "2022-06-01",
            of="Service",
            pointer="" if domain is None else "/sites/0",
            recorded={"security": {"measures": measures}},
        )

    return judge


@pytest.mark.parametrize(
    ("names", "outcome"),
    [
        (["ads-console"], "passed"),
        (["*"], "passed"),
        (["ads-*"], "passed"),
        (["ads-consol?"], "passed"),
        (["[a]ds-console"], "passed"),
        (["ads"], "failed"),
        (["ADS-CONSOLE"], "failed"),  # a name is no domain
        (["ADS-*"], "failed"),
        (["shop-*"], "failed"),
        ([], "failed"),
    ],
)
def test_a_service_is_covered_by_its_name_or_a_pattern(covered, names, outcome):
    assert covered(names).outcome == outcome
    assert covered(["other"], names).outcome == outcome


@pytest.mark.parametrize(
    ("pattern", "domain", "outcome"),
    [
        ("ad.oceanengine.com", "AD.OceanEngine.com.", "passed"),
        ("AD.OceanEngine.com", "ad.oceanengine.com", "passed"),
        ("*.oceanengine.com", "ad.oceanengine.com", "passed"),
        ("*.OCEANENGINE.com", "ad.oceanengine.com", "passed"),
        ("oceanengine.com", "ad.oceanengine.com", "failed"),
        ("ads-console", "ad.oceanengine.com", "failed"),
    ],
)
def test_a_site_is_covered_by_its_domain_as_domains_are_compared(covered, pattern, domain, outcome):
    assert covered([pattern], domain=domain).outcome == outcome


def test_what_nothing_covers_is_told_with_where_to_write_it(covered):
    (breach,) = covered(["other"]).breaches
    assert breach.pointer == "/name"
    assert breach.why == Text(
        "no measure under 'security.measures' of operator.icp.yaml covers 'ads-console'",
        "operator.icp.yaml 的 security.measures 中没有覆盖“ads-console”的措施",
    )
    (breach,) = covered(["other"], domain="ad.oceanengine.com").breaches
    assert breach.pointer == "/sites/0/domain"
    assert "covers 'ad.oceanengine.com'" in breach.why.en


@pytest.mark.parametrize("security", [None, {}, {"measures": []}, {"measures": [{"id": "waf"}]}])
def test_where_no_measure_names_anything_nothing_is_covered(ruling, security):
    got = ruling(
        "covers",
        {"name": "ads-console"},
        {"what": "service"},
        "2022-06-01",
        of="Service",
        recorded={"security": security},
    )
    assert got.outcome == "failed"


def test_without_the_operator_s_document_nothing_can_be_said(ruling):
    got = ruling(
        "covers", {"name": "ads-console"}, {"what": "service"}, "2022-06-01", of="Service", operator=None
    )
    assert got == NO_OPERATOR


@pytest.mark.parametrize(
    ("unit", "outcome"),
    [
        ({"id": "pay"}, "failed"),
        ({"id": "pay", "retired": "2022-06-02"}, "failed"),
        ({"id": "pay", "retired": "2022-06-01"}, "not-applicable"),
        ({"id": "pay", "retired": "2022-05-31"}, "not-applicable"),
        ({"id": "core"}, "passed"),
        ({"id": "c1", "name": "core"}, "passed"),
    ],
)
def test_a_network_unit_is_covered_by_id_or_name_until_it_is_retired(ruling, unit, outcome):
    got = ruling(
        "covers",
        unit,
        {"what": "unit"},
        "2022-06-01",
        pointer="/network/units/0",
        recorded={"security": {"measures": [{"covers": ["core"]}]}},
    )
    assert got.outcome == outcome
    if outcome == "not-applicable":
        assert got.reason == Text(f"retired on {unit['retired']}", f"已于 {unit['retired']} 停用")


def test_a_service_or_a_site_is_not_retired(ruling):
    service = {"name": "ads-console", "retired": "2022-05-31"}
    recorded = {"security": {"measures": []}}
    got = ruling("covers", service, {"what": "service"}, "2022-06-01", of="Service", recorded=recorded)
    assert got.outcome == "failed"
