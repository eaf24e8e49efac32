"""Names that look like a licensed one are others; other spellings of a licensed one are the same."""

from __future__ import annotations

import re

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.model.license import fold_domain
from pytest_icplicense.model.number import find_numbers, parse_number

NUMBER = "京B2-20181623"


@pytest.fixture
def here(project, monkeypatch):
    monkeypatch.chdir(project.root)
    return project


def said(capsys, code) -> str:
    assert main(["check", "--lang", "en"]) == code
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return out


@pytest.mark.parametrize(
    "domain",
    [
        "ad.осeanengine.com",  # Cyrillic о and с
        "ad.οceanengine.com",  # Greek omicron
        "ad.oceanengıne.com",  # a dotless i
        "ad.oceanengine.com.cn",
        "ad.oceanengine.соm",
        "oceanengine-com.cn",
        "ad.oceanengine.co",
        "xn--eanengine-s8gn.com",
        "oceanenɡine.com",  # U+0261
        "ad-oceanengine.com",
    ],
)
def test_a_domain_that_looks_like_a_licensed_one_fails(here, capsys, domain):
    here.change("ads-console.icp.yaml", "domain: ad.oceanengine.com", f"domain: {domain}")
    assert f"'{domain}' is neither a licensed domain" in said(capsys, 1)


@pytest.mark.parametrize(
    "domain",
    ["AD.OceanEngine.COM", "ad.oceanengine.com.", "aD.oceanengine.com."],
)
def test_another_spelling_of_a_licensed_domain_is_that_domain(here, capsys, domain):
    here.change("ads-console.icp.yaml", "domain: ad.oceanengine.com", f"domain: {domain}")
    out = said(capsys, 0)
    assert "✓ inside 京B2-20181623" in out


def test_two_spellings_of_one_domain_are_one_domain(here, capsys):
    text = "\nsites:\n  - {domain: AD.oceanengine.com., name: 巨量引擎官方网站}\n"
    here.change("ads-console.icp.yaml", "\nsites:\n", text)
    assert "'ad.oceanengine.com' stands in this list twice" in said(capsys, 2)


@pytest.mark.parametrize(
    "domain",
    [
        *("ad。oceanengine.com", "ａｄ.oceanengine.com", "ad.oceanengine.com..", ".oceanengine.com"),
        *(
            "ad..oceanengine.com",
            "https://ad.oceanengine.com",
            "ad.oceanengine.com:443",
            "ad.oceanengine.com/x",
        ),
        *(
            "ad.oceanengine.com\u200b",
            "\u202ead.oceanengine.com",
            "ad.oceanengine.com@evil.cn",
            "*.oceanengine.com",
        ),
        *(
            "ad.oceanengine.com%00.evil.cn",
            "-ad.oceanengine.com",
            "1.2.3.4",
            "1.2.3.4.",
            "[::1]",
            "ad oceanengine.com",
        ),
    ],
)
def test_what_is_no_domain_is_an_error_with_its_place(here, capsys, domain):
    here.change("ads-console.icp.yaml", "domain: ad.oceanengine.com", f"domain: '{domain}'")
    assert re.search(r"(?m)^ads-console\.icp\.yaml:\d+:\d+: .*is not a valid domain", said(capsys, 2))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("巨量引擎.中国", "xn--9kq12hk5mj9l.xn--fiqs8s", None),
        ("Bücher.CN", "xn--bcher-kva.cn", True),
        ("bücher.cn", "bücher.cn.", True),
        ("bu\u0308cher.cn", "bücher.cn", True),
        ("faß.cn", "fass.cn", False),
        ("βόλος.cn", "βόλοσ.cn", False),
        ("a\u200db.cn", "ab.cn", False),
        ("xn--fass-.cn", "fass.cn", False),
        ("раура.com", "paypa.com", False),
        ("EXAMPLE.COM.", "example.com", True),
        ("K.cn", "k.cn", True),  # the sign for kelvin: browsers go to k.cn
    ],
)
def test_domains_are_compared_as_browsers_do(one, other, same):
    if same is None:
        other, same = ".".join(f"xn--{label.encode('punycode').decode()}" for label in one.split(".")), True
    assert (fold_domain(one) == fold_domain(other)) is same


LIKE_TO_PEOPLE = ("亰B2-20181623", "京B²-20181623")
"""What people may know the number by, though it is not written so: open on a page."""
UNLIKE = [
    *LIKE_TO_PEOPLE,
    "京В2-20181623",  # Cyrillic В
    "京Β2-20181623",  # Greek beta
    "京B2-2018l623",
    "京B2-2O181623",
    "京B②-20181623",
    "京𝐁2-20181623",
    "京B2-2018162٣",
    "京B2-२०१८१६२३",
    "京Ⓑ2-20181623",
    "京ℬ2-20181623",
    "京B2-201816233",
    "京B2-2018162",
    "京A2-20181623",
    "京B2-20181623-1",
]


@pytest.mark.parametrize("number", UNLIKE)
def test_a_number_that_looks_like_the_licensed_one_is_not_it(here, capsys, number):
    here.change("ads-console.icp.yaml", "license: 京B2-20181623", f"license: {number}")
    out = said(capsys, 2)
    assert re.search(r"(?m)^ads-console\.icp\.yaml:\d+:1: license", out), out
    assert NUMBER not in [str(found) for found in find_numbers(number)]


@pytest.mark.parametrize("number", [each for each in UNLIKE if each not in LIKE_TO_PEOPLE])
def test_nor_is_it_on_a_page(here, capsys, number):
    page = here.root / "web/index.html"
    text = page.read_text(encoding="utf-8")
    assert text.count(NUMBER) == 1
    page.write_text(text.replace(NUMBER, number), encoding="utf-8")
    assert "SP-02.4 " in said(capsys, 1)


@pytest.mark.parametrize("number", LIKE_TO_PEOPLE)
def test_what_people_may_know_it_by_is_open_on_a_page(here, capsys, number):
    here.change("web/index.html", NUMBER, number)
    assert ": warning SP-02.4 " in said(capsys, 0)


@pytest.mark.parametrize(
    "number", ["京Ｂ２－２０１８１６２３", "京 B2-20181623", "京B2‐20181623", "京B２-2018１６２３"]
)
def test_a_number_in_another_width_is_the_same_to_a_reader(here, capsys, number):
    assert str(parse_number(number)) == NUMBER
    here.change("web/index.html", NUMBER, number)
    said(capsys, 0)


@pytest.mark.parametrize("number", ["京Ｂ２－２０１８１６２３", "京b2-20181623", "京B2-２０１８１６２３"])
def test_in_a_manifest_a_number_has_one_spelling(here, capsys, number):
    here.change("ads-console.icp.yaml", "license: 京B2-20181623", f"license: {number}")
    assert "is not a valid license number" in said(capsys, 2)


@pytest.mark.parametrize("word", ["Ｂ25/publishing", "В25/publishing", "b25/publishing", "B25/publishing "])
def test_an_item_that_looks_like_a_licensed_one_is_unknown(here, capsys, word):
    here.change("ads-console.icp.yaml", "items: [B25/publishing]", f"items: ['{word}']")
    assert "is not a known value" in said(capsys, 2)
