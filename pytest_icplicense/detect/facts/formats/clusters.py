"""What follows from several parts of one object: hosts without a certificate, the age at which an index is deleted, how long
streams of logs are kept."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from pytest_icplicense.detect.listing import before_production
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression

PLAIN = "@plain"
"""Of an ingress: its hosts that none of its certificates is for."""
DELETED = "@deleted"
"""Of a policy of OpenSearch: the ages at which an index comes into a state that deletes it."""

STREAMS = "@streams"
"""Of limits of Loki: how long the streams are kept that have a period of their own, and are of no rehearsal."""
_QUOTED = expression(r"[\"`]([^\"`]{0,200})[\"`]")


def completed(root: Node) -> Node:
    """The object with what follows from it."""
    if isinstance(root, Mapping):
        if root.get("kind") == "Ingress" and isinstance(root.get("spec"), Mapping):
            root[PLAIN] = list(_plain(root["spec"]))
        for each in (root, *root.values()):
            if isinstance(each, Mapping) and isinstance(policy := each.get("policy"), Mapping):
                policy[DELETED] = list(_deleted(policy))
            for limits in _limits(each):
                limits[STREAMS] = list(_streams(limits))
    return root


def _plain(spec: Mapping) -> Iterator[Word]:
    certificates = [each.get("hosts") if isinstance(each, Mapping) else None for each in _listed(spec, "tls")]
    if any(not hosts for hosts in certificates):
        return  # one without hosts is for all of them, and what is filled in later may be
    named = [host for hosts in certificates for host in (hosts if isinstance(hosts, list) else [hosts])]
    if None in named:
        return
    for rule in _listed(spec, "rules"):
        host = rule.get("host") if isinstance(rule, Mapping) else None
        if isinstance(host, Word) and not any(_covers(each, host) for each in named):
            yield host


def encrypted(root: Node) -> Iterator[str]:
    """The hosts of an ingress that it has a certificate for."""
    spec = root.get("spec") if isinstance(root, Mapping) and root.get("kind") == "Ingress" else None
    if isinstance(root, Mapping) and isinstance(spec, Mapping) and _listed(spec, "tls"):
        for rule in _listed(spec, "rules"):
            host = rule.get("host") if isinstance(rule, Mapping) else None
            if isinstance(host, Word) and host not in root.get(PLAIN, ()):
                yield str(host)


def _covers(named: Node, host: str) -> bool:
    if not isinstance(named, Word):
        return False
    return fnmatchcase(host, named) and host.count(".") == named.count(".")


def _deleted(policy: Mapping) -> Iterator[Word]:
    states = [each for each in _listed(policy, "states") if isinstance(each, Mapping)]
    ending = {
        str(each.get("name"))
        for each in states
        if any(isinstance(action, Mapping) and "delete" in action for action in _listed(each, "actions"))
    }
    for state in states:
        for move in _listed(state, "transitions"):
            if not isinstance(move, Mapping) or str(move.get("state_name")) not in ending:
                continue
            conditions = move.get("conditions")
            for name in ("min_index_age", "min_rollover_age"):
                age = conditions.get(name) if isinstance(conditions, Mapping) else None
                if isinstance(age, Word):
                    yield age


def _limits(node: Node) -> Iterator[Mapping]:
    """The limits of Loki in a mapping, or in one directly below it."""
    for each in (node, *node.values()) if isinstance(node, Mapping) else ():
        if isinstance(each, Mapping) and isinstance(limits := each.get("limits_config"), Mapping):
            yield limits


def _streams(limits: Mapping) -> Iterator[Word]:
    for stream in _listed(limits, "retention_stream"):
        period = stream.get("period") if isinstance(stream, Mapping) else None
        selector = str(stream.get("selector")) if isinstance(stream, Mapping) else ""
        if isinstance(period, Word) and not any(map(before_production, _QUOTED.findall(selector))):
            yield period


def _listed(node: Mapping, name: str) -> list[Node]:
    found = node.get(name)
    return found if isinstance(found, list) else []
