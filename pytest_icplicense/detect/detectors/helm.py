"""Helm: the charts that a chart is made of, and the images and hosts in its values.

A dependency counts whatever its `condition`: the values of an installation may switch it on.
"""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, DomainSighting, Seen, Sighting
from pytest_icplicense.detect.image_references import filled, image
from pytest_icplicense.detect.unfilled_yaml import Templated, trees, written_out
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word, words
from pytest_icplicense.text import Text

OFF = Text("switched off (enabled: false)", "未启用（enabled: false）")
_CHARTS = frozenset(("Chart.yaml", "Chart.yml", "Chart.lock", "requirements.yaml", "requirements.lock"))
_DOORS = frozenset(("ingress", "ingresses", "httproute", "gateway", "route", "ingressroute"))
_HOSTS = frozenset(
    ("host", "hosts", "hostname", "hostnames", "domain", "domains", "extrahosts", "extratls", "tls")
)


def read(artifact: Artifact) -> Iterator[Seen]:
    """Charts of a chart or a helmfile; images and hosts of values."""
    if artifact.name.startswith("helmfile"):
        try:
            for root in trees(artifact):
                yield from _charts(root, "releases", "chart")
        except Templated:
            yield from written_out(artifact)
        return
    for root in artifact.yaml():
        yield from _charts(root, "dependencies", "name") if artifact.name in _CHARTS else _values(root)


def _charts(root: Node, field: str, key: str) -> Iterator[Seen]:
    entries = root.get(field) if isinstance(root, Mapping) else None
    for entry in entries if isinstance(entries, list) else ():
        name = entry.get(key) if isinstance(entry, Mapping) else None
        if isinstance(name, Word) and not name.startswith("."):
            where = (name.line, name.column)
            off = OFF if entry.get("installed") == "false" else None
            yield Sighting("chart", name.rstrip("/").rpartition("/")[2], where, off)


def _values(root: Node) -> Iterator[Seen]:
    # Its key, it, if switched off, if a door.
    waiting: list[tuple[str, Node, bool, bool]] = [("", root, False, False)]
    while waiting:
        key, here, off, door = waiting.pop()
        if isinstance(here, list):
            waiting.extend((key, each, off, door) for each in reversed(here) if not isinstance(each, Word))
            continue
        if not isinstance(here, Mapping):
            continue
        off = off or str(here.get("enabled", "")).lower() in ("false", "no", "off")
        reason = OFF if off else None
        if found := _image(key, here, reason):
            yield found
        for name, value in here.items():
            if name.lower().endswith("image") and isinstance(value, Word) and (named := image(filled(value))):
                yield Sighting("image", named, (value.line, value.column), reason)
            elif door and name.lower() in _HOSTS:
                for host in words(value):
                    if host not in ("", "*"):
                        yield DomainSighting(str(host), (host.line, host.column), reason)
        waiting.extend(
            (name, each, off, door or name.lower() in _DOORS) for name, each in reversed(here.items())
        )


def _image(key: str, here: Mapping, reason: Text | None) -> Sighting | None:
    """The image of a mapping that has it in parts: `repository`, perhaps with `registry`."""
    part = here.get("repository")
    if not isinstance(part, Word) and key.lower().endswith("image"):
        part = here.get("name")
    if not isinstance(part, Word) or "://" in part:
        return None
    name = image(filled(part))
    return Sighting("image", name, (part.line, part.column), reason) if name else None


DETECTOR = Detector(
    name="helm",
    files=(
        *sorted(_CHARTS),
        *(
            f"{name}.{ending}"
            for ending in ("yaml", "yml")
            for name in ("values", "values[.-]*", "*[.-]values", "helmfile")
        ),
    ),
    read=read,
    summary=Text("charts, images and hosts of Helm", "Helm 的 chart、镜像和主机名"),
)
