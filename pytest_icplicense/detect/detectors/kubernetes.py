"""Manifests of Kubernetes: the images that run, the hosts that are let in, and the charts that are installed."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, DomainSighting, Seen, Sighting
from pytest_icplicense.detect.detectors import traefik_routers
from pytest_icplicense.detect.image_references import filled, image
from pytest_icplicense.detect.traefik import hosts
from pytest_icplicense.detect.unfilled_yaml import Templated, trees, written_out
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word, walk, words
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_SILENT = frozenset(("CustomResourceDefinition", "ConfigMap", "Secret"))
_HOSTS = {
    "Ingress": ("host", "hosts"),
    "Route": ("host",),
    "Gateway": ("hostname", "hosts"),
    "HTTPRoute": ("hostnames",),
    "GRPCRoute": ("hostnames",),
    "TLSRoute": ("hostnames",),
    "VirtualService": ("hosts",),
    "VirtualHost": ("fqdn",),
    "HTTPProxy": ("fqdn",),
    "Certificate": ("dnsNames", "commonName"),
    "ManagedCertificate": ("domains",),
    "ApisixRoute": ("hosts",),
}
_RULES = ("IngressRoute", "IngressRouteTCP")
_ANNOTATION = "external-dns.alpha.kubernetes.io/hostname"
_WORTH = (
    "image",
    "host",
    "routers",
    "fqdn",
    "dnsNames",
    "domains",
    "chart",
    "match",
    "newName",
    "helmCharts",
)

_OPERATED = expression(r"(?m)^apiVersion:[ \t]*[\"']?(?![\w.-]*k8s\.io/)[\w-]+\.[\w.-]+/")
"""An object that an operator makes software of."""


def read(artifact: Artifact) -> Iterator[Seen]:
    """What each object shows, whatever its kind; those of a `List` count for themselves."""
    custom = artifact.name.startswith("kustomization.")
    text = artifact.text
    if "apiVersion: icplicense/" in text:
        return  # our own documents, policies and templates of manifests among them
    if not (custom or ("apiVersion" in text and "kind" in text)):
        return
    if not (any(word in text for word in _WORTH) or _OPERATED.search(text)):
        return
    try:
        for root in trees(artifact):
            if custom and isinstance(root, Mapping):
                yield from _kustomization(root)
            else:
                yield from _objects(root)
    except Templated:
        yield from written_out(artifact)


def _objects(root: Node) -> Iterator[Seen]:
    waiting: list[Node] = [root]
    while waiting:
        here = waiting.pop()
        if not isinstance(here, Mapping) or not isinstance(here.get("kind"), Word):
            continue
        items = here.get("items")
        if here["kind"].endswith("List") and isinstance(items, list):
            waiting.extend(reversed(items))
        elif here["kind"] == "Kustomization":
            yield from _kustomization(here)
        elif here["kind"] == "ConfigMap":
            yield from _mounted(here.get("data"))
        elif here["kind"] not in _SILENT:
            yield from _object(here, str(here["kind"]))


def _mounted(data: Node) -> Iterator[Seen]:
    """Hosts in the routers of Traefik that a ConfigMap holds."""
    if not isinstance(data, Mapping):
        return
    for name, text in data.items():
        if isinstance(text, Word) and "routers" in text:
            first = data.where.get(name, (1, 1))[0]
            for each in traefik_routers.read(Artifact(name, text.encode())):
                line, column = each.at if isinstance(each.at, tuple) else (1, 1)
                yield DomainSighting(each.name, (first + int(line), int(column)))


def _object(thing: Mapping, kind: str) -> Iterator[Seen]:
    group, _, version = str(thing.get("apiVersion")).rpartition("/")
    if version and "." in group:
        yield Sighting("object", f"{group}/{kind}", (thing["kind"].line, thing["kind"].column))
    naming = () if kind == "VirtualService" and _only_within(thing.get("spec")) else _HOSTS.get(kind, ())
    helm = kind in ("HelmRelease", "HelmChart", "Application", "ApplicationSet", "HelmChartConfig")
    for key, value, parent in walk(thing):
        if (key == "image" and isinstance(value, Word)) or (
            key == "repository" and isinstance(value, Word) and helm and "chart" not in parent
        ):
            yield from _image(value)
        elif key == "chart" and isinstance(value, Word) and helm:
            yield Sighting("chart", value.rstrip("/").rpartition("/")[2], (value.line, value.column))
        elif key in naming:
            for name in words(value):
                yield from _domain(name, name.rpartition("/")[2])
        elif key == "match" and kind in _RULES and isinstance(value, Word):
            for host in hosts(value):
                yield from _domain(value, host)
        elif key == _ANNOTATION and isinstance(value, Word):
            for host in value.split(","):
                yield from _domain(value, host.strip())


def _only_within(service: Node) -> bool:
    """Whether a service of Istio routes what programs of the cluster ask others for, and nothing of the public."""
    gateways = list(words(service.get("gateways"))) if isinstance(service, Mapping) else []
    return all(each == "mesh" or "egress" in each for each in gateways)


def _kustomization(root: Mapping) -> Iterator[Seen]:
    for field, names in (("images", ("newName", "name")), ("helmCharts", ("name",))):
        entries = root.get(field)
        for entry in entries if isinstance(entries, list) else ():
            name = (
                next((entry[key] for key in names if key in entry), None)
                if isinstance(entry, Mapping)
                else None
            )
            if isinstance(name, Word) and field == "images":
                yield from _image(name)
            elif isinstance(name, Word):
                yield Sighting("chart", str(name), (name.line, name.column))


def _image(value: Word) -> Iterator[Seen]:
    if name := image(filled(value)):
        yield Sighting("image", name, (value.line, value.column))


def _domain(value: Word, name: str) -> Iterator[Seen]:
    if name not in ("", "*"):
        yield DomainSighting(name, (value.line, value.column))


_FOLDERS = (
    *(
        "k8s",
        "kubernetes",
        "kube",
        "k3s",
        "manifests",
        "deploy",
        "deployment",
        "deployments",
        "kustomize",
        "overlays",
        "ops",
        "apps",
        "clusters",
        "releases",
    ),
    *(
        "base",
        "helm",
        "charts",
        "templates",
        "argocd",
        "argo",
        "flux",
        "gitops",
        "clusters",
        "infra",
        "infrastructure",
    ),
    *("openshift", "ops", "ingress", "knative"),
)
_NAMES = (
    *(
        "*deployment*",
        "*statefulset*",
        "*daemonset*",
        "*ingress*",
        "*cronjob*",
        "*k8s*",
        "*kubernetes*",
        "pod",
        "job",
    ),
    *("gateway", "httproute", "virtualservice", "kustomization", "*helmrelease*", "helm-release"),
)
DETECTOR = Detector(
    name="kubernetes",
    files=tuple(
        pattern.format(ending)
        for ending in ("yaml", "yml")
        for pattern in (*(f"**/{each}/*.{{}}" for each in _FOLDERS), *(f"{each}.{{}}" for each in _NAMES))
    ),
    read=read,
    summary=Text(
        "images, hosts and charts in manifests of Kubernetes", "Kubernetes 清单中的镜像、主机名和 chart"
    ),
)
