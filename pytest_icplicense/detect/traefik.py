"""Hosts in the rules of Traefik's routers, which labels of containers and objects of Kubernetes have."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.expressions import expression

_MATCHER = expression(r"\b(Host|HostHeader|HostSNI|HostRegexp|HostSNIRegexp)\s*\(([^()]*)\)")
_QUOTED = expression(r"`([^`]*)`|\"([^\"]*)\"|'([^']*)'")
_OLD = expression(r"\bHost:\s*([^;\s]+(?:,\s*[^;\s]+)*)")
_LABEL = expression(r"traefik\.(?:[\w.-]*\.)?(?:rule|frontend\.rule)\Z")
_CERTIFICATE = expression(r"traefik\.[\w.-]*\.tls\.domains\[\d+\]\.(?:main|sans)\Z")


def hosts(rule: str) -> Iterator[str]:
    """The hosts that a rule lets in; one given as a regular expression is handed out as `~…`."""
    rule = rule[:4096]
    for name, arguments in _MATCHER.findall(rule):
        for quoted in _QUOTED.findall(arguments):
            host = "".join(quoted).strip()
            if host not in ("", "*"):
                yield f"~{host}" if name.endswith("Regexp") else host
    for listed in _OLD.findall(rule):
        yield from filter(None, (host.strip() for host in listed.split(",")))


def labelled(key: str, value: str) -> Iterator[str]:
    """The hosts that a label of a container names."""
    key = key.lower()
    if _LABEL.match(key):
        yield from hosts(value)
    elif _CERTIFICATE.match(key):
        yield from filter(None, (host.strip() for host in value.split(",")))
