"""Traefik: the hosts of the routers in files that it is given."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, DomainSighting
from pytest_icplicense.detect.traefik import hosts
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_RULE = expression(r"(?:[^#\n\"'`]{0,200}[{,])?\s*(?:[\w.-]{1,200}\.)?[\"']?rule[\"']?\s*[:=]\s*(?=\S)")
_FOLDED = expression(r"[>|][+-]?\s*\Z")
_MOST_LINES = 20
"""Lines that a rule may be written over."""


def read(artifact: Artifact) -> Iterator[DomainSighting]:
    """The hosts of each `rule`, in YAML and in TOML."""
    if "routers" not in artifact.text:
        return
    lines = artifact.lines
    for number, line in enumerate(lines, 1):
        found = _RULE.match(line[:4096])
        if found is None:
            continue
        rule = line[found.end() :]
        if _FOLDED.match(rule):
            indent = len(line) - len(line.lstrip())
            below = lines[number : number + _MOST_LINES]
            end = next(
                (
                    at
                    for at, each in enumerate(below)
                    if each.strip() and len(each) - len(each.lstrip()) <= indent
                ),
                len(below),
            )
            rule = " ".join(below[:end])
        for host in hosts(rule.replace('\\"', '"')):
            yield DomainSighting(host, (number, found.end() + 1))


DETECTOR = Detector(
    name="traefik",
    files=(
        *("*traefik*.yml", "*traefik*.yaml", "*traefik*.toml"),
        *("dynamic*.yml", "dynamic*.yaml", "dynamic*.toml"),
        *("**/traefik/*.yml", "**/traefik/*.yaml", "**/traefik/*.toml"),
        *("**/traefik/*/*.yml", "**/traefik/*/*.yaml", "**/traefik/*/*.toml"),
    ),
    read=read,
    summary=Text("hosts of Traefik's routers in files", "Traefik 文件中各路由的主机名"),
)
