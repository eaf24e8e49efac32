"""Paths and servers of OpenAPI, Swagger and AsyncAPI."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DomainSighting, Sighting
from pytest_icplicense.detect.detectors.openapi import read
from pytest_icplicense.detect.unjudged import Unjudged


def what(seen: Sighting | DomainSighting) -> str:
    return seen.ecosystem if isinstance(seen, Sighting) else "domain"


def both(tree: object) -> list[tuple[str, str]]:
    """What the tree shows, which is the same in JSON as in YAML."""
    found = [
        [(what(each), each.name) for each in read(Artifact(name, dump(tree).encode()))]
        for name, dump in (
            ("openapi.json", json.dumps),
            ("openapi.yaml", lambda t: yaml.safe_dump(t, sort_keys=False)),
        )
    ]
    assert found[0] == found[1]
    return found[0]


def test_paths_and_servers_with_the_defaults_of_their_variables() -> None:
    server = {
        "url": "https://{zone}.a.cn/{v}",
        "variables": {"zone": {"default": "api"}, "v": {"default": "v1"}},
    }
    tree = {
        "openapi": "3.1.0",
        "servers": [server, {"url": "/v1"}, {"url": "https://u@b.cn:8443"}],
        "paths": {
            "/rooms/{id}": {"get": {"servers": [{"url": "//c.cn"}]}, "servers": [{"url": "wss://d.cn/x"}]},
            "x-note": {},
        },
        "webhooks": {"newMessage": {"post": {}}},
    }
    assert both(tree) == [
        ("domain", "api.a.cn"),
        ("domain", "b.cn:8443"),
        ("endpoint", "/rooms/{id}"),
        ("domain", "d.cn"),
        ("domain", "c.cn"),
    ]


def test_swagger_has_a_host() -> None:
    tree = {"swagger": "2.0", "host": "a.cn:80", "basePath": "/v1", "paths": {"/search": {}}}
    assert both(tree) == [("domain", "a.cn:80"), ("endpoint", "/search")]


def test_channels_of_a_broker_are_not_for_users() -> None:
    channels = {"/ws/rooms": {}, "sent": {"address": "ws/chat"}}
    expected = [("endpoint", "/ws/rooms"), ("endpoint", "/ws/chat")]
    assert both({"asyncapi": "3.0.0", "channels": channels}) == expected
    ws = {"a": {"host": "a.cn", "protocol": "wss"}, "b": {"host": "kafka.a.cn:9092", "protocol": "kafka"}}
    assert both({"asyncapi": "3.0.0", "channels": channels, "servers": ws}) == [("domain", "a.cn"), *expected]
    del ws["a"]
    assert both({"asyncapi": "3.0.0", "channels": channels, "servers": ws}) == []


def test_a_file_that_describes_no_interface_shows_nothing() -> None:
    assert both({"paths": {"/search": {}}, "host": "a.cn"}) == []
    assert both([{"openapi": "3.0.0"}]) == []


def test_places_are_those_of_the_path_and_of_the_address() -> None:
    text = "openapi: 3.0.0\nservers:\n- url: https://a.cn\npaths:\n  /search:\n    get: {}\n"
    assert [each.at for each in read(Artifact("openapi.yaml", text.encode()))] == [(3, 8), (5, 3)]
    artifact = Artifact("openapi.json", b'{"openapi": "3",\n "paths": {\n  "/search": {}}}')
    assert [artifact.spot(each.at) for each in read(artifact)] == [(3, 3)]


def test_broken_json_is_told() -> None:
    with pytest.raises(Unjudged, match="no JSON"):
        list(read(Artifact("openapi.json", b'{"openapi": ')))


SHAPES = st.recursive(
    st.none() | st.booleans() | st.text("ab/{}:.@ ", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "openapi swagger asyncapi host servers url variables default paths /a get channels address".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@pytest.mark.slow
@given(SHAPES)
def test_any_shape_of_an_interface_is_read(tree: object) -> None:
    list(read(Artifact("openapi.json", json.dumps(tree).encode())))
    list(read(Artifact("openapi.yaml", f"# openapi\n{yaml.safe_dump(tree)}".encode())))
