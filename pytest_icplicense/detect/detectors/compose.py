"""Compose files: the images of services, and the domains that a proxy reads from their labels and variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.compose_variables import interpolated, variables
from pytest_icplicense.detect.detector import (
    DEVELOPMENT,
    Detector,
    DomainSighting,
    FileNeeded,
    Seen,
    Sighting,
    passing_over,
)
from pytest_icplicense.detect.detectors import dockerfile
from pytest_icplicense.detect.image_references import filled, image
from pytest_icplicense.detect.listing import named_for_development
from pytest_icplicense.detect.traefik import labelled
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word, pairs, words
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_HOST_VARIABLES = frozenset(("VIRTUAL_HOST", "LETSENCRYPT_HOST"))
_CADDY = expression(r"caddy(?:_\d+)?\Z")


def read(artifact: Artifact) -> Iterator[Seen]:
    """What each service shows; for development only where it is in profiles named for that, and in no other."""
    known = variables(artifact)
    for each in artifact.yaml():
        root = interpolated(each, known)
        if not isinstance(root, Mapping):
            continue
        for path in _included(root.get("include")):
            yield FileNeeded(str(path), "compose", (path.line, path.column))
        # The first version of the format has the services at the top.
        services = root.get("services", root)
        for service in services.values() if isinstance(services, Mapping) else ():
            if not isinstance(service, Mapping):
                continue
            profiles = list(words(service.get("profiles")))
            development = bool(profiles) and all(map(named_for_development, profiles))
            for sighting in _service(service):
                yield passing_over(sighting, DEVELOPMENT) if development else sighting


def _service(service: Mapping) -> Iterator[Seen]:
    reference = service.get("image")
    if isinstance(reference, Word) and (name := image(filled(reference))):
        yield Sighting("image", name, (reference.line, reference.column))
    deploy, build = service.get("deploy"), service.get("build")
    yield from _needed(service.get("extends"), build)
    labels = [service.get("labels"), deploy.get("labels") if isinstance(deploy, Mapping) else None]
    labelled_with = [pair for each in labels for pair in pairs(each)]
    ignored = any(key.lower() == "traefik.enable" and value == "false" for key, value in labelled_with)
    for key, value in labelled_with:
        if ignored and key.lower().startswith("traefik."):
            continue
        if _CADDY.match(key):
            yield from _domains(value, re.split(r"[\s,]+", filled(value)))
        else:
            yield from _domains(value, labelled(key, filled(value)))
    for key, value in pairs(service.get("environment")):
        if key in _HOST_VARIABLES:
            yield from _domains(value, filled(value).split(","))
    inline = build.get("dockerfile_inline") if isinstance(build, Mapping) else None
    if isinstance(inline, Word):
        for sighting in dockerfile.read_lines(inline.split("\n")):
            yield replace(sighting, at=(inline.line, inline.column))


def _included(value: Node) -> Iterator[Word]:
    for each in value if isinstance(value, list) else [value]:
        yield from words(each.get("path") if isinstance(each, Mapping) else each)


def _needed(extends: Node, build: Node) -> Iterator[Seen]:
    """The files that a service is made from, whatever they are called."""
    if isinstance(extends, Mapping) and isinstance(file := extends.get("file"), Word):
        yield FileNeeded(str(file), "compose", (file.line, file.column))
    if isinstance(build, Mapping) and "dockerfile_inline" in build:
        return
    context = build.get("context", Word(".")) if isinstance(build, Mapping) else build
    if not isinstance(context, Word) or "://" in context or "$" in context:
        return
    named = build.get("dockerfile") if isinstance(build, Mapping) else None
    at = named if isinstance(named, Word) else context
    line, column = getattr(at, "line", 1), getattr(at, "column", 1)
    file = str(named) if isinstance(named, Word) else "Dockerfile"
    yield FileNeeded(f"{context}/{file}", "dockerfile", (line, column))


def _domains(value: Word, names: Iterable[str]) -> Iterator[Seen]:
    for name in names:
        if name.strip():
            yield DomainSighting(name.strip(), (value.line, value.column))


DETECTOR = Detector(
    name="compose",
    files=tuple(
        f"{name}.{ending}"
        for ending in ("yml", "yaml")
        for name in ("*compose*", "docker-stack*", "*[-.]stack", "stack")
    ),
    read=read,
    summary=Text("images and domains of Compose files", "Compose 文件中的镜像和域名"),
)
