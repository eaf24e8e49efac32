"""Which blocks of a module of Terraform belong together: a listener and its load balancer, a resource and its provider."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_icplicense.detect.facts.formats.hcl import Attribute, Block
from pytest_icplicense.detect.facts.formats.private_networks import PRIVATE
from pytest_icplicense.detect.listing import before_production
from pytest_icplicense.detect.yaml_nodes import Mapping, Word
from pytest_icplicense.expressions import expression

_REFERENCE = expression(r"(?<![\w.-])(?:data\.)?([a-z][\w-]{0,80})\.([A-Za-z_][\w-]{0,80})")
_OF_BALANCER = ("load_balancer_arn", "load_balancer_id", "loadbalancer_id", "clb_id")
_RECORDS = ("_record", "_recordset", "_record_set")
_OF_LISTENER = ("listener_arn", "listener_id", "source_listener_id")
_PLACELESS = expression(r"(?:aws_(?:acm|cloudfront|wafv2|route53)|alicloud_(?:ssl|cas|alidns|dns|cdn))_")
_PLACELESS_MODULE = expression(r"[\"/-](?:acm|certificates?|cloudfront|cdn|route53|dns)[\"/-]")
"""Of what these make, no server stands anywhere: certificates that a network of caches asks for, and the like."""


class Links:
    """What the blocks of a module refer to."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._named: dict[tuple[str, str], Block] = {}
        self._rules: dict[tuple[str, str], list[Block]] = {}
        self._asked: dict[tuple[str, str], bool] = {}
        """Providers that others ask for, and whether any of these stands somewhere."""
        for each in blocks:
            if each.kind in ("resource", "data") and len(each.labels) == 2:
                self._named.setdefault((each.labels[0], each.labels[1]), each)
            if each.kind == "resource" and len(each.labels) == 2:
                for listener in _named(each, _OF_LISTENER):
                    self._rules.setdefault(listener, []).append(each)
                self._ask(each, "provider", not _PLACELESS.match(each.labels[0]))
            elif each.kind == "module":
                source = _text(each.attributes.get("source"))
                self._ask(each, "providers", not _PLACELESS_MODULE.search(source))

    def _ask(self, block: Block, attribute: str, stands: bool) -> None:
        for name in _named(block, (attribute,)):
            self._asked[name] = stands or self._asked.get(name, False)

    def places_something(self, provider: Block) -> bool:
        """Whether anything may stand where a provider does; one with an alias only serves what asks for it."""
        alias = provider.attributes.get("alias")
        if alias is None:
            return True
        name = _text(alias).strip('"')
        return not before_production(name) and self._asked.get((provider.labels[0], name), True)

    def around(self, block: Block) -> dict[str, list[Block]]:
        """The load balancer of a listener and the rules that others add to it; the zone of a record."""
        if block.kind != "resource":
            return {}
        if block.labels[0].endswith(_RECORDS):
            return {"@zone": self._others(block, ("zone_id", "managed_zone"))}
        if "listener" not in block.labels[0]:
            return {}
        rules = self._rules.get((block.labels[0], block.labels[-1]), [])
        return {"@balancer": self._others(block, _OF_BALANCER), "@rules": rules[:_MOST]}

    def _others(self, block: Block, attributes: tuple[str, ...]) -> list[Block]:
        found = (self._named.get(each) for each in _named(block, attributes))
        return [each for each in found if each is not None]


def is_inside(record: Mapping) -> bool:
    """Whether all addresses of a record are of a private network."""
    said = [
        record[name] for name in ("value", "content", "records", "record_list", "rrdatas") if name in record
    ]
    found = [one for each in said for one in (each if isinstance(each, list) else [each])]
    return bool(found) and all(isinstance(each, Word) and _PRIVATE.match(each) for each in found)


_PRIVATE = expression(rf"(?:127\.|{PRIVATE})\d{{1,3}}(?:\.\d{{1,3}}){{1,2}}\Z")
_MOST = 20
"""Rules of one listener that are looked at."""


def _named(block: Block, attributes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What some attributes of a block refer to."""
    for name in attributes:
        for found in _REFERENCE.finditer(_text(block.attributes.get(name))):
            yield found[1], found[2]


def _text(attribute: Attribute | None) -> str:
    """An expression as it is written."""
    if attribute is None:
        return ""
    value = attribute.value
    return str(value.text() if hasattr(value, "text") else value)[:2_000]
