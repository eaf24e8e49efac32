"""Routes of the Gateway API with the listeners that they are attached to, which may stand in another file."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word, words
from pytest_icplicense.expressions import expression

MARK = b"gateway.networking.k8s.io"
PLAIN = "@plain"
"""Of a route: its hosts that only listeners without a certificate answer to."""
_MOST_HOSTS, _MOST_PARENTS, _MOST_LISTENERS = 16, 32, 64
"""What the API allows a route and a gateway to have."""
_INSIDE = expression(r"internal|private|waypoint|mesh|intranet")


class Gateways:
    """Listeners by the gateway's name, with its namespace; of names that several gateways have, nothing is known."""

    def __init__(self, roots: Iterable[Node]) -> None:
        self._known: dict[str, list[tuple[Word | None, Mapping]]] = {}
        for root in roots:
            if isinstance(root, Mapping) and root.get("kind") == "Gateway":
                spec, name, namespace = root.get("spec"), *_named(root)
                if isinstance(spec, Mapping) and name is not None:
                    self._known.setdefault(name, []).append((namespace, spec))

    def complete(self, root: Node) -> None:
        """Tell a route which of its hosts are answered to in the clear."""
        spec = root.get("spec") if isinstance(root, Mapping) and root.get("kind") == "HTTPRoute" else None
        if not isinstance(root, Mapping) or not isinstance(spec, Mapping):
            return
        rules = _listed(spec.get("rules"))
        if rules and all(map(_sends_on, rules)):
            return
        hosts = list(words(spec.get("hostnames")))
        parents = _listed(spec.get("parentRefs"))
        if len(hosts) > _MOST_HOSTS or len(parents) > _MOST_PARENTS:
            return
        attached = [self._attached(each, _named(root)[1], hosts) for each in parents]
        if attached and all(each and all(map(_is_plain, each)) for each in attached):
            root[PLAIN] = list(hosts)

    def _attached(self, parent: Mapping, namespace: Word | None, hosts: list[Word]) -> list[Mapping]:
        if parent.get("kind", "Gateway") != "Gateway":
            return []  # a service of a mesh
        asked = parent.get("namespace") or namespace
        fitting = [
            spec
            for own, spec in self._known.get(str(parent.get("name")), ())
            if own is None or asked is None or own == asked
        ]
        listeners = _listed(fitting[0].get("listeners")) if len(fitting) == 1 else []
        if not 0 < len(listeners) <= _MOST_LISTENERS or _INSIDE.search(
            str(fitting[0].get("gatewayClassName"))
        ):
            return []
        attached = [
            each
            for each in listeners
            if all(parent.get(key) in (None, each.get(own)) for key, own in _CHOSEN)
            and (not each.get("hostname") or any(fnmatchcase(host, str(each["hostname"])) for host in hosts))
        ]
        told = all("hostname" in each for each in attached) and all(map(_is_plain, listeners))
        return [] if told else attached  # a gateway that is plain as a whole tells its hosts itself


_CHOSEN = (("sectionName", "name"), ("port", "port"))
"""What a route chooses listeners by."""


def _is_plain(listener: Mapping) -> bool:
    return listener.get("protocol") == "HTTP"


def _sends_on(rule: Mapping) -> bool:
    """Whether all that a rule matches is sent on to https."""
    redirects = (each.get("requestRedirect") for each in _listed(rule.get("filters")))
    return any(isinstance(each, Mapping) and each.get("scheme") == "https" for each in redirects)


def _named(root: Mapping) -> tuple[Word | None, Word | None]:
    metadata = root.get("metadata")
    found = (metadata.get(key) if isinstance(metadata, Mapping) else None for key in ("name", "namespace"))
    name, namespace = (each if isinstance(each, Word) else None for each in found)
    return name, namespace


def _listed(node: Node) -> list[Mapping]:
    return [each for each in node if isinstance(each, Mapping)] if isinstance(node, list) else []
