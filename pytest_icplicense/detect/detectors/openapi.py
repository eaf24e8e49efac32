"""OpenAPI, Swagger and AsyncAPI: the paths of an interface, and the servers that answer on them.

Webhooks and callbacks are left out: they are calls that the service makes to others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle, Where
from pytest_icplicense.detect.detector import Detector, DomainSighting, Sighting
from pytest_icplicense.detect.loose_trees import mapping, mappings
from pytest_icplicense.detect.yaml_nodes import Mapping as Nodes
from pytest_icplicense.detect.yaml_nodes import Word
from pytest_icplicense.model.domains import host
from pytest_icplicense.text import Text

_PUBLIC = ("http", "https", "ws", "wss", "")
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def read(artifact: Artifact) -> Iterator[Sighting | DomainSighting]:
    """Endpoints and domains of a file that says it describes an interface."""
    if artifact.name.endswith(".json"):
        roots: Any = [artifact.json()]
    elif any(word in artifact.text for word in ("openapi", "swagger", "asyncapi")):
        roots = artifact.yaml()
    else:
        return
    for root in roots:
        if not isinstance(root, Mapping):
            continue
        if "openapi" in root or "swagger" in root:
            yield from _interface(root)
        elif "asyncapi" in root:
            yield from _channels(root)


def _interface(root: Mapping[str, Any]) -> Iterator[Sighting | DomainSighting]:
    if isinstance(name := root.get("host"), str) and "swagger" in root:
        yield DomainSighting(name, _at(name, f'"{name}"'))
    yield from _servers(root)
    paths = mapping(root, "paths")
    for path in paths:
        if isinstance(path, str) and path.startswith("/"):
            item = mapping(paths, path)
            yield Sighting("endpoint", path, _key(paths, path), words=_summaries(item))
            for part in (item, *(mapping(item, method) for method in _METHODS if method in item)):
                if "servers" in part:
                    yield from _servers(part)


def _summaries(item: Mapping[str, Any]) -> str:
    """What is said of the calls of a path."""
    calls = [mapping(item, method) for method in _METHODS if method in item]
    said = [each.get(field) for each in (item, *calls) for field in ("summary", "description")]
    tags = [each.get("tags") for each in calls]
    words = [each for each in said if isinstance(each, str)]
    words += [each for listed in tags if isinstance(listed, list) for each in listed if isinstance(each, str)]
    return " ".join(each[:200] for each in words[:50])


def _servers(root: Mapping[str, Any]) -> Iterator[Sighting | DomainSighting]:
    for server in mappings(root.get("servers")):
        url = server.get("url")
        if isinstance(url, str) and (name := host(_filled(url, server))):
            yield DomainSighting(name, _at(url, f'"{url}"'))


def _filled(url: str, server: Mapping[str, Any]) -> str:
    """The address with the defaults of its variables."""
    if "{" in url:
        for name, variable in mapping(server, "variables").items():
            if isinstance(variable, Mapping) and isinstance(default := variable.get("default"), str):
                url = url[:4096].replace(f"{{{name}}}", default[:4096])
    return url


def _channels(root: Mapping[str, Any]) -> Iterator[Sighting | DomainSighting]:
    """AsyncAPI: channels that a browser can open are endpoints; those of a broker behind the service are not."""
    servers = [each for each in mapping(root, "servers").values() if isinstance(each, Mapping)]
    public = [each for each in servers if str(each.get("protocol", "")).lower() in _PUBLIC]
    for server in public:
        address = server.get("host", server.get("url"))
        if isinstance(address, str) and (name := host(_filled(address, server))):
            yield DomainSighting(name, _at(address, f'"{address}"'))
    channels = mapping(root, "channels")
    for key in channels if public or not servers else ():
        address = mapping(channels, key).get("address", key)
        if isinstance(address, str):
            yield Sighting("endpoint", f"/{address.lstrip('/')}", _key(channels, key))


def _key(parent: Mapping[str, Any], key: str) -> Where:
    if isinstance(parent, Nodes):
        return parent.where.get(key, (1, 1))
    return Needle(f'"{key}"')


def _at(value: str, words: str) -> Where:
    return (value.line, value.column) if isinstance(value, Word) else Needle(words)


DETECTOR = Detector(
    name="openapi",
    files=(
        *(
            f"{name}.{ending}"
            for ending in ("json", "yaml", "yml")
            for name in ("*openapi*", "*swagger*", "*asyncapi*", "api-docs", "apidocs", "api")
        ),
        *("**/openapi/*.yaml", "**/openapi/*.yml", "**/openapi/*.json"),
        *("**/swagger/*.yaml", "**/swagger/*.yml", "**/swagger/*.json"),
    ),
    read=read,
    summary=Text(
        "paths and servers of OpenAPI, Swagger and AsyncAPI", "OpenAPI、Swagger、AsyncAPI 的路径和服务器"
    ),
)
