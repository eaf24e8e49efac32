"""Charts, images and hosts of Helm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import FileNeeded, PartPassedOver, Seen, Sighting
from pytest_icplicense.detect.detectors.helm import OFF, read
from pytest_icplicense.detect.unjudged import Unjudged


def written(seen: Seen) -> tuple[str, str, bool]:
    assert not isinstance(seen, FileNeeded)
    what = "part" if isinstance(seen, PartPassedOver) else "domain"
    return seen.ecosystem if isinstance(seen, Sighting) else what, seen.name, seen.passed_over == OFF


def seen(text: str, name: str) -> list[tuple[str, str, bool]]:
    return [written(each) for each in read(Artifact(name, text.encode()))]


def test_dependencies_of_a_chart_count_whatever_their_condition() -> None:
    text = """\
name: synapse
dependencies:
  - {name: rocketchat, alias: chat, condition: chat.enabled, repository: https://a.cn}
  - {name: elasticsearch}
"""
    assert seen(text, "Chart.yaml") == [("chart", "rocketchat", False), ("chart", "elasticsearch", False)]
    assert next(iter(read(Artifact("Chart.yaml", text.encode())))).at == (3, 12)
    assert seen(text, "requirements.yaml") == seen(text, "Chart.yaml")


def test_releases_of_a_helmfile() -> None:
    text = "releases:\n- {name: a, chart: repo/rocketchat}\n- {chart: ./mine}\n- {chart: r/off, installed: false}\n"
    assert seen(text, "helmfile.yaml") == [("chart", "rocketchat", False), ("chart", "off", True)]
    templated = "releases:\n{{ range .x }}\n- chart: repo/rocketchat\n{{ end }}\n"
    assert [each[:2] for each in seen(templated, "helmfile.yaml")] == [
        ("part", "helmfile.yaml"),
        ("chart", "rocketchat"),
    ]


def test_images_and_hosts_of_values() -> None:
    text = """\
image: {repository: openim/server, tag: v3}
worker: {image: {registry: docker.io, repository: a/worker}, waitImage: busybox:1}
repository: https://git.a.cn/x
chat: {enabled: false, image: {repository: a/off}, ingress: {hosts: [off.cn]}}
ingress:
  enabled: true
  hosts: [{host: a.cn, paths: [/]}, b.cn]
  tls: [{hosts: [c.cn], secretName: x}]
database: {host: db.cn}
"""
    found = seen(text, "values.yaml")
    assert {name for what, name, off in found if what == "image" and not off} == {
        "openim/server",
        "a/worker",
        "busybox",
    }
    assert {name for what, name, off in found if what == "domain" and not off} == {"a.cn", "b.cn", "c.cn"}
    assert {name for _, name, off in found if off} == {"a/off", "off.cn"}


def test_broken_values_are_told_even_with_braces() -> None:
    with pytest.raises(Unjudged, match="no YAML"):
        seen("a: '{{ }}'\nb: [\n", "values.yaml")


SHAPES = st.recursive(
    st.none() | st.booleans() | st.text('ab$`(){}=,.:/*" ', max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "dependencies name releases chart image repository ingress hosts host tls enabled installed".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@pytest.mark.slow
@given(SHAPES, st.sampled_from(["Chart.yaml", "values.yaml", "helmfile.yaml"]))
def test_any_shape_of_values_is_read(tree: object, name: str) -> None:
    import yaml

    list(read(Artifact(name, yaml.safe_dump(tree).encode())))
