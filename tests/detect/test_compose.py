"""Images and domains of Compose files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import (
    DEVELOPMENT,
    DomainSighting,
    FileNeeded,
    PartPassedOver,
    Seen,
    Sighting,
)
from pytest_icplicense.detect.detectors.compose import read
from pytest_icplicense.detect.unjudged import Unjudged


def written(seen: Seen) -> tuple[str, str, object]:
    match seen:
        case Sighting():
            return seen.ecosystem, seen.name, seen.at
        case DomainSighting():
            return "domain", seen.name, seen.at
        case PartPassedOver():
            return "part", seen.name, seen.at
        case FileNeeded():
            return f"needs {seen.detector}", seen.path, seen.at


def seen(text: str) -> list[tuple[str, str, object]]:
    return [written(each) for each in read(Artifact("compose.yaml", text.encode()))]


def domains(service: str) -> list[str]:
    body = "\n".join(f"    {line}" for line in service.split("\n"))
    return [name for what, name, _ in seen(f"services:\n  web:\n{body}\n") if what == "domain"]


def test_images_of_services_with_their_places() -> None:
    text = """\
x-chat: &chat
  image: openim/openim-server:v3
services:
  chat: {<<: *chat, restart: always}
  search:
    image: ${REGISTRY:-docker.io}/getmeili/meilisearch:${TAG}
  web:
    build: .
"""
    assert seen(text) == [
        ("image", "openim/openim-server", (2, 10)),
        ("image", "docker.io/getmeili/meilisearch", (6, 12)),
        ("needs dockerfile", "./Dockerfile", (8, 12)),
    ]
    assert seen("chat:\n  image: openim/server\n") == [("image", "openim/server", (2, 10))]


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("labels:\n  - traefik.http.routers.a.rule=Host(`a.cn`) && PathPrefix(`/x`)", ["a.cn"]),
        (
            'labels:\n  traefik.http.routers.a.rule: "Host(`a.cn`, `b.cn`) || Host(`c.cn`)"',
            ["a.cn", "b.cn", "c.cn"],
        ),
        ("deploy:\n  labels: [traefik.tcp.routers.a.rule=HostSNI(`a.cn`)]", ["a.cn"]),
        ("labels: [traefik.tcp.routers.a.rule=HostSNI(`*`)]", []),
        ("labels: ['traefik.http.routers.a.rule=HostRegexp(`.+[.]a[.]cn`)']", ["~.+[.]a[.]cn"]),
        ("labels: ['traefik.frontend.rule=Host:a.cn,b.cn;PathPrefix:/x']", ["a.cn", "b.cn"]),
        ("labels: ['traefik.http.routers.a.rule=Host(`${DOMAIN:-a.cn}`)']", ["a.cn"]),
        ("labels: ['traefik.http.routers.a.rule=Host(`${DOMAIN}`)']", ["${DOMAIN}"]),
        ("labels: ['traefik.http.routers.a.tls.domains[0].sans=*.a.cn,b.cn']", ["*.a.cn", "b.cn"]),
        ("labels: ['traefik.http.middlewares.a.headers.accesscontrolalloworiginlist=a.cn']", []),
        ("labels: {caddy: 'a.cn, b.cn', caddy.reverse_proxy: c.cn}", ["a.cn", "b.cn"]),
        ("environment: [VIRTUAL_HOST=a.cn, DATABASE_HOST=db.cn]", ["a.cn"]),
        ('environment:\n  LETSENCRYPT_HOST: "a.cn,b.cn"', ["a.cn", "b.cn"]),
        ("extra_hosts: [a.cn:1.2.3.4]\nhostname: a.cn", []),
    ],
)
def test_a_proxy_reads_domains_from_labels_and_variables(service: str, expected: list[str]) -> None:
    assert domains(service) == expected


@pytest.mark.parametrize(
    ("profiles", "passed_over"),
    [
        ("[dev]", True),
        ("[debug, test]", True),
        ("dev", True),
        ("[dev, search]", False),
        ("[]", False),
        ("[device]", False),
    ],
)
def test_only_profiles_for_development_do_not_count(profiles: str, passed_over: bool) -> None:
    text = f"services:\n  a:\n    image: openim/server\n    profiles: {profiles}\n"
    found = list(read(Artifact("compose.yaml", text.encode())))
    assert [each.passed_over == DEVELOPMENT for each in found] == [passed_over]


def test_a_dockerfile_inside_is_read() -> None:
    text = "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM openim/server\n"
    assert seen(text) == [("image", "openim/server", (4, 26))]


def test_broken_yaml_is_told_with_its_place() -> None:
    with pytest.raises(Unjudged) as raised:
        seen("services:\n  a: [\n")
    assert (raised.value.line, "no YAML" in raised.value.message.en) == (3, True)


SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("abc$`(){}=,.:/ ", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "services a image labels deploy environment profiles build dockerfile_inline caddy traefik.x.rule".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@pytest.mark.slow
@given(SHAPES)
def test_any_shape_is_read(tree: object) -> None:
    import yaml

    list(read(Artifact("compose.yaml", yaml.safe_dump(tree).encode())))
