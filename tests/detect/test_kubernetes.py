"""Images, hosts and charts in manifests of Kubernetes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DomainSighting, FileNeeded, PartPassedOver, Seen, Sighting
from pytest_icplicense.detect.detectors.kubernetes import read
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


def seen(text: str, path: str = "k8s/a.yaml") -> list[tuple[str, str, object]]:
    return [written(each) for each in read(Artifact(path, text.encode()))]


def names(text: str, path: str = "k8s/a.yaml") -> list[tuple[str, str]]:
    return [(what, name) for what, name, _ in seen(text, path)]


def thing(kind: str, rest: str) -> str:
    return f"apiVersion: v1\nkind: {kind}\n{rest}\n"


def test_images_of_every_workload_in_every_document() -> None:
    pod = "{initContainers: [{image: 'a/init:1'}], containers: [{name: x, image: a/main}]}"
    text = "---\n".join(
        [
            thing("Deployment", f"spec: {{template: {{spec: {pod}}}}}"),
            thing("CronJob", f"spec: {{jobTemplate: {{spec: {{template: {{spec: {pod}}}}}}}}}"),
            thing("List", f"items: [{{kind: Pod, spec: {pod}}}]"),
            thing("Rollout", f"spec: {{template: {{spec: {pod}}}}}"),
        ]
    )
    assert names(text) == [("image", "a/init"), ("image", "a/main")] * 4
    assert seen("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: a/b:1\n") == [
        ("image", "a/b", (5, 12))
    ]


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        (
            thing("Ingress", "spec: {rules: [{host: a.cn}], tls: [{hosts: [a.cn, '*.b.cn']}]}"),
            ["a.cn", "a.cn", "*.b.cn"],
        ),
        (thing("Ingress", "spec: {rules: [{http: {paths: []}}]}"), []),
        (thing("HTTPRoute", "spec: {hostnames: [a.cn], rules: [{backendRefs: [{name: b.cn}]}]}"), ["a.cn"]),
        (
            thing("Gateway", "spec: {listeners: [{hostname: a.cn}], servers: [{hosts: [ns/b.cn, '*']}]}"),
            ["a.cn", "b.cn"],
        ),
        (
            thing(
                "VirtualService",
                "spec: {hosts: [a.cn], gateways: [w], http: [{route: [{destination: {host: b}}]}]}",
            ),
            ["a.cn"],
        ),
        (thing("IngressRoute", "spec: {routes: [{match: 'Host(`a.cn`) && Path(`/`)'}]}"), ["a.cn"]),
        (thing("Certificate", "spec: {dnsNames: [a.cn], commonName: b.cn}"), ["a.cn", "b.cn"]),
        (thing("Route", "spec: {host: a.cn}"), ["a.cn"]),
        (
            thing(
                "Service",
                "metadata: {annotations: {external-dns.alpha.kubernetes.io/hostname: 'a.cn, b.cn'}}",
            ),
            ["a.cn", "b.cn"],
        ),
        (thing("ExternalSecret", "spec: {host: a.cn, hosts: [b.cn]}"), []),
    ],
)
def test_hosts_that_are_let_in(text: str, domains: list[str]) -> None:
    assert names(text) == [("domain", domain) for domain in domains]


def test_charts_and_images_that_are_renamed() -> None:
    assert names(
        thing("HelmRelease", "spec: {chart: {spec: {chart: rocketchat}}, values: {image: {repository: a/b}}}")
    ) == [
        ("chart", "rocketchat"),
        ("image", "a/b"),
    ]
    assert names(thing("Application", "spec: {source: {chart: synapse, repoURL: https://a.cn}}")) == [
        ("chart", "synapse")
    ]
    custom = "images: [{name: x, newName: a/b, newTag: '1'}, {name: c/d}]\nhelmCharts: [{name: synapse}]\n"
    expected = [("image", "a/b"), ("image", "c/d"), ("chart", "synapse")]
    assert names(custom, "k8s/kustomization.yaml") == expected
    assert names(thing("Kustomization", custom), "k8s/kustomization.yaml") == expected


def test_what_is_no_object_or_runs_nothing_shows_nothing() -> None:
    assert names("image: a/b\nhost: a.cn\n") == []
    assert names(thing("ConfigMap", "data: {image: a/b}")) == []
    assert names(thing("CustomResourceDefinition", "spec: {image: a/b}")) == []


def test_a_template_is_passed_over_but_for_what_it_writes_out() -> None:
    text = """\
apiVersion: apps/v1
kind: Deployment
{{- if .Values.chat }}
    - name: a
      image: "openim/server:{{ .Values.tag }}"
    - image: {{ .Values.image }}
    - host: {{ .Values.host }}
    - host: a.cn
{{- end }}
"""
    sightings = list(read(Artifact("charts/a/templates/a.yaml", text.encode())))
    assert [written(each)[:2] for each in sightings] == [
        ("part", "charts/a/templates/a.yaml"),
        ("image", "openim/server"),
        ("domain", "a.cn"),
    ]
    assert isinstance(sightings[0], PartPassedOver)
    assert sightings[0].passed_over.en.startswith("a template")
    assert sightings[1].at == (5, 14)


def test_a_template_that_is_yaml_all_the_same_is_read_as_such() -> None:
    text = thing(
        "Pod", 'spec: {containers: [{image: "{{ .Values.registry }}/openim/server:{{ .Values.tag }}"}]}'
    )
    assert names(text) == [("image", "openim/server")]


def test_broken_yaml_and_bombs_are_told_not_taken_for_templates() -> None:
    with pytest.raises(Unjudged, match="no YAML"):
        names(thing("Pod", "spec: [image"))
    with pytest.raises(Unjudged, match="nested"):
        names(thing("Pod", "# {{ }}\nimage: " + "[" * 500))


SHAPES = st.recursive(
    st.none() | st.integers() | st.text('ab$`(){}=,.:/*" ', max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "apiVersion kind items spec image images host hosts tls chart repository match newName name".split()
            ),
            inner | st.sampled_from(["List", "Ingress", "IngressRoute", "Kustomization", "HelmRelease"]),
            max_size=5,
        )
    ),
    max_leaves=20,
)


@pytest.mark.slow
@given(SHAPES, st.sampled_from(["k8s/a.yaml", "kustomization.yaml"]))
def test_any_manifest_shape_is_read(tree: object, path: str) -> None:
    import yaml

    list(read(Artifact(path, f"# apiVersion kind image\n{yaml.safe_dump(tree)}".encode())))
