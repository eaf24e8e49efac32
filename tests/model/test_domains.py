"""Which names of hosts are domains that the public may reach."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.model.domains import host, judged

PUBLIC = ("", "")


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("acme.cn", "acme.cn"),
        ("WWW.Acme.CN.", "www.acme.cn"),
        ("acme.cn:8443", "acme.cn"),
        ("acme.cn.:80", "acme.cn"),
        ("*.acme.cn", "acme.cn"),
        (".acme.cn", "acme.cn"),
        ('"acme.cn"', "acme.cn"),
        ("my_app.acme.cn", "my_app.acme.cn"),
        ("例子.中国", "xn--fsqu00a.xn--fiqs8s"),
        ("例子。中国", "xn--fsqu00a.xn--fiqs8s"),
        ("ＡＣＭＥ．ｃｎ", "acme.cn"),
        ("xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s"),
        ("myapp.cn", "myapp.cn"),
        ("your-app.acme.cn", "your-app.acme.cn"),
        ("localhost.acme.cn", "localhost.acme.cn"),
        ("10.acme.cn", "10.acme.cn"),
    ],
)
def test_a_domain_is_in_the_form_in_which_names_are_compared(name: str, domain: str) -> None:
    assert judged(name) == (domain, PUBLIC)


@pytest.mark.parametrize(
    ("reason", "names"),
    [
        (
            "not a public domain",
            "localhost localhost:3000 api a.local a.internal a.svc.cluster.local db.svc a.test a.lan 127.0.0.1 "
            "10.0.0.1:80 [::1]:80 ::1 [2001:db8::1] 1.2 a..cn -a.cn a-.cn 10.0.0.1.nip.io "
            "app.lvh.me 4.3.2.1.in-addr.arpa a.onion a.cn\0b",
        ),
        (
            "a name for examples",
            "example.com httpbin.org petstore.swagger.io api.example.org a.example example.com.cn domain.com",
        ),
        (
            "stands in for a domain",
            "yourdomain.com your-domain.com www.your_domain.cn your-company-name.com.cn mydomain.net "
            "your-ragflow-domain.com "
            "你的域名.com 您的域名.cn xn--6qqv7i2xdt95b.com www.xxx.com xxxx.com.cn abc.com example.io api.example.co.uk "
            "foo.bar.com test.com xxx-xxx.cn",
        ),
        (
            "set where it is deployed: declare its domains under 'sites'",
            "$host ${DOMAIN} {{.Values.host}} {sub}.acme.cn ~^www\\.(.+)$ <domain> %HOST% @HOST@ __HOST__ [[host]] mail.* * "
            "www.*.acme.cn changeme.cn CHANGE_ME.cn replace-me.com",
        ),
    ],
)
def test_other_names_are_passed_over_with_the_reason(reason: str, names: str) -> None:
    for name in names.split(" "):
        assert (name, judged(name)[0], judged(name)[1].en) == (name, None, reason)


def test_a_name_longer_than_any_is_none() -> None:
    assert judged("a." * 126 + "cn")[0] is None or len("a." * 126 + "cn") <= 253
    assert judged("a." * 140 + "cn")[0] is None
    assert judged("a" * 64 + ".cn")[0] is None
    assert judged("x" * 10_000_000)[0] is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://user:word@acme.cn:8443/v1?a=b#c", "acme.cn:8443"),
        ("//acme.cn/x", "acme.cn"),
        ("acme.cn:80", "acme.cn:80"),
        ("https://[::1]:80/", "[::1]:80"),
        ("https://acme.cn?x=https://b.cn", "acme.cn"),
        ("/v1", ""),
        ("http://", ""),
        ("", ""),
    ],
)
def test_the_host_of_an_address(url: str, expected: str) -> None:
    assert host(url) == expected


@pytest.mark.slow
@given(st.text(max_size=80) | st.text(st.sampled_from("a.-_*:[]$0。é"), max_size=20))
def test_any_name_is_judged_and_what_is_a_domain_stays_one(name: str) -> None:
    domain, reason = judged(name)
    host(name)
    if domain is None:
        assert reason.en
    else:
        assert judged(domain) == (domain, PUBLIC)


@pytest.mark.parametrize(
    "name",
    [
        "lvzhou.cn",
        "abc.lvzhou.cn",
        "test.lvzhou.cn",
        "my-app.cn",
        "yourshop.cn",
        "example-shop.cn",
        "xxxlutz.de",
    ],
)
def test_names_that_only_look_like_stand_ins_are_domains(name: str) -> None:
    assert judged(name)[0] == name


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", ["x" * 250, "x-" * 120 + "y", "your-" * 50, "your" + "a-" * 110 + "b.cn"])
def test_names_made_to_last_end(name: str) -> None:
    judged(name)
