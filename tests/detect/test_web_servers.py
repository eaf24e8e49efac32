"""Names that nginx, Caddy and Apache httpd answer to."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DomainSighting
from pytest_icplicense.detect.detectors import all_detectors, caddy, httpd, nginx
from pytest_icplicense.detect.listing import Chooser


def names(read: Callable[[Artifact], Iterable[DomainSighting]], text: str) -> list[str]:
    found = list(read(Artifact("x", text.encode())))
    return [each.name for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("server { server_name a.cn www.a.cn; }", ["a.cn", "www.a.cn"]),
        (
            "server {\n  server_name\n    \"a.cn\"\n    'b.cn' # c.cn\n    *.d.cn;\n}",
            ["a.cn", "b.cn", "*.d.cn"],
        ),
        ("server { server_name _; server_name localhost ''; }", []),
        ("server { return 301 https://$host/#/login;\nserver_name a.cn; }", ["a.cn"]),
        ("# server_name a.cn;\nserver { listen 80; }", []),
        (
            "upstream a { server b.cn; }\nserver { server_name a.cn; location / { proxy_pass http://c.cn; } }",
            ["a.cn"],
        ),
        ("map $http_host $x { default 0; a.cn 1; }\nserver { proxy_ssl_server_name on; }", []),
        ("server { server_name ~^(www\\.)?(?<d>.+)\\.cn$; }", ["~^(www\\.)?(?<d>.+)\\.cn$"]),
        ("server { server_name ${DOMAIN} a.cn; }", ["${DOMAIN}", "a.cn"]),
        ("http { log_format x 'server_name b.cn;\n' \"{\";\n server { server_name a.cn; } }", ["a.cn"]),
        ("content_by_lua_block {\n -- don't {\n}\nserver { server_name a.cn; }", ["a.cn"]),
        ("server { server_name_in_redirect off; set $x server_name; }", []),
    ],
)
def test_server_names_of_nginx(text: str, expected: list[str]) -> None:
    assert names(nginx.read, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.cn {\n  reverse_proxy b.cn\n}\nc.cn, https://d.cn:8443 {\n}\n", ["a.cn", "c.cn", "d.cn:8443"]),
        ("{\n  email x@a.cn\n}\n(snippet) {\n  header x b.cn\n}\nimport sites/*\n:80 {\n}\n", []),
        ("a.cn\nreverse_proxy b.cn\nfile_server\n", ["a.cn"]),
        ("a.cn,\nb.cn {\n  handle /x {\n    respond c.cn\n  }\n}\nd.cn {\n}\n", ["a.cn", "b.cn", "d.cn"]),
        ("# a.cn {\n{$DOMAIN:b.cn} {\n}\n{$HOST} {\n}\n", ["b.cn", "{$HOST}"]),
        ("http://a.cn/x {\n}\n", ["a.cn"]),
    ],
)
def test_site_addresses_of_caddy(text: str, expected: list[str]) -> None:
    assert names(caddy.read, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<VirtualHost *:80>\n  ServerName a.cn\n  serveralias www.a.cn \\\n    b.cn\n</VirtualHost>",
            ["a.cn", "www.a.cn", "b.cn"],
        ),
        (
            "ServerName https://a.cn:443\n# ServerName b.cn\nServerAdmin x@c.cn\nProxyPass / http://d.cn/",
            ["a.cn:443"],
        ),
        ("ServerName ${DOMAIN}", ["${DOMAIN}"]),
    ],
)
def test_server_names_of_httpd(text: str, expected: list[str]) -> None:
    assert names(httpd.read, text) == expected


def test_places_are_those_of_the_names() -> None:
    assert [each.at for each in nginx.read(Artifact("x", b"server {\n  server_name a.cn\n b.cn;\n}"))] == [
        (2, 15),
        (3, 2),
    ]
    assert [each.at for each in caddy.read(Artifact("x", b"\na.cn, b.cn {\n}"))] == [(2, 1), (2, 7)]
    assert [each.at for each in httpd.read(Artifact("x", b"\n ServerName a.cn"))] == [(2, 13)]


@given(
    st.lists(
        st.sampled_from(
            [
                "server_name ",
                "ServerName ",
                "a.cn",
                " ",
                "\n",
                "{",
                "}",
                ";",
                '"',
                "'",
                "#",
                "\\",
                "${",
                "`",
                ",",
                "(",
            ]
        )
    ).map("".join)
)
def test_any_text_of_a_web_server_is_read(text: str) -> None:
    for module in (nginx, caddy, httpd):
        list(module.read(Artifact("x", text.encode())))


@pytest.mark.slow
@pytest.mark.parametrize(
    "part", ["'", '"', "\\", "${", "a", "server_name a.cn;", "{", "`", "#", "server_name "]
)
def test_a_large_file_costs_little(part: str) -> None:
    for module in (nginx, caddy, httpd):
        list(module.read(Artifact("x", b"server_name;" + part.encode() * 60_000)))


@pytest.mark.parametrize(
    ("path", "opened"),
    [
        ("deploy/Caddyfile", True),
        ("deploy/CADDYFILE.prod", True),
        ("deploy/caddyfile.tmpl", True),
        ("deploy/Caddyfile.go", True),
        ("parsers/caddyfile.go", False),
        ("parsers/caddyfile.py", False),
    ],
)
def test_the_source_of_a_program_that_reads_such_files_is_none(path, opened):
    names = [each.name for each in Chooser(all_detectors()).detectors(path)]
    assert ("caddy" in names) is opened
