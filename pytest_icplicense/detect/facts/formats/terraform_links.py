"""Which blocks of a module of Terraform belong together: a listener and its load balancer, a resource and its provider."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pytest_icplicense.detect.facts.formats.hcl import Attribute, Block
from pytest_icplicense.detect.facts.formats.private_networks import PRIVATE
from pytest_icplicense.detect.listing import before_production
from pytest_icplicense.detect.yaml_nodes import Mapping, Word
from pytest_icplicense.expressions import expression

_REFERENCE = expression(r"(?<![\w.-])(?:data\.)?([a-z][\w-]{0,80})\.([A-Za-z_][\w-]{0,80})")
_PASSED = expression(r"([a-z][\w.-]{0,80})[\"']?\s*[=:]\s*[\"']?([a-z][\w.-]{0,80})")
_OF_BALANCER = ("load_balancer_arn", "load_balancer_id", "loadbalancer_id", "clb_id")
_RECORDS = ("_record", "_recordset", "_record_set")
_OF_LISTENER = ("listener_arn", "listener_id", "source_listener_id")
_WORLDWIDE = expression(
    r"aws_(?:acm|cloudfront|wafv2|route53|iam|shield|ses|sesv2|globalaccelerator|organizations)_"
    r"|alicloud_(?:ssl|cas|alidns|dns|cdn|dcdn|ram|ga|cen|waf|wafv3|ddoscoo|ddosbgp|sms|direct|resource_manager|esa)_"
    r"|tencentcloud_(?:ssl|dnspod|cdn|teo|cam|ccn|waf|antiddos|ses|sms|organization)_"
    r"|huaweicloud_(?:dns|cdn|scm|ccm|identity|cc|smn|waf|aad|organizations)_"
    r"|volcengine_(?:dns|cdn|dcdn|iam|certificate)_|baiducloud_(?:dns|cdn|cert|iam)_"
    r"|azurerm_(?:dns|cdn|frontdoor)_|google_(?:dns|project)_"
)
"""What stands in no region, though one must be named to ask for it: names, certificates, networks of caches, rights, and
what sends mail and messages."""
_KEPT = expression(
    r"aws_(?:s3_(?!\w*website)|kms_|backup_|ecr_|cloudwatch_|budgets_|cloudtrail|config_|glacier_|sns_|ebs_snapshot|ami_copy)"
    r"|alicloud_(?:oss_bucket|log_|kms_|hbr_|cr_|ecs_snapshot|snapshot|ecs_disk_replica|image_copy|cms_|actiontrail_|config_)"
    r"|tencentcloud_(?:cos_|cls_|kms_|tcr_|monitor_|audit)"
    r"|huaweicloud_(?:obs_|cbr_|lts_|kms_|swr_|ces_|cts_)|volcengine_(?:tos_|tls_|kms_|cr_)|baiducloud_(?:bos_|bls_)"
    r"|azurerm_(?:storage_|recovery_services_|backup_|log_analytics_|key_vault|container_registry)"
    r"|google_(?:storage_|artifact_|kms_|logging_)"
)
"""Where something is only kept: copies of files, of logs and of images, and the keys for them."""
_PLACELESS_MODULE = expression(
    r"[\"/-](?:acm|certificates?|cloudfront|cdn|route53|dns|(?:s3|oss|cos|obs)-bucket|kms|ecr)[\"/-]"
)
_MOST_LEVELS = 8
"""Modules that call one another."""


def stands_nowhere(kind: str) -> bool:
    """Whether no server of a site stands where a resource of this kind is."""
    return bool(_WORLDWIDE.match(kind) or _KEPT.match(kind))


class Links:
    """What the blocks of a module refer to."""

    def __init__(self, blocks: Iterable[Block], called: Callable[[str], Iterable[Block]]) -> None:
        """`called` gives the blocks of a module of the repository by its source."""
        self._called = called
        self._placed: dict[tuple[str, str, int], bool] = {}
        """By a module's source, a provider's name in it (or none) and the level, whether anything may stand there."""
        self._named: dict[tuple[str, str], Block] = {}
        self._rules: dict[tuple[str, str], list[Block]] = {}
        self._asked: dict[tuple[str, str], bool] = {}
        """Providers that others ask for, and whether any of these stands somewhere."""
        self._left: dict[str, bool] = {}
        """By the names of providers, whether anything but names and their kind is in what asks for none."""
        self._elsewhere: set[str] = set()
        """Names of providers of which modules are given one with an alias, for what stands there."""
        self._calls = False
        """Whether anything may stand where modules do that are called without a provider."""
        for each in blocks:
            if each.kind in ("resource", "data") and len(each.labels) == 2:
                self._named.setdefault((each.labels[0], each.labels[1]), each)
            if each.kind == "resource" and len(each.labels) == 2:
                for listener in _named(each, _OF_LISTENER):
                    self._rules.setdefault(listener, []).append(each)
                for name in _named(each, ("provider",)):
                    self._asked[name] = self._stands(each) or self._asked.get(name, False)
                if "provider" not in each.attributes:
                    own = each.labels[0].partition("_")[0]
                    self._left[own] = self._left.get(own, False) or not _WORLDWIDE.match(each.labels[0])
            elif each.kind == "module":
                self._calls = self._calls or ("providers" not in each.attributes and self._stands(each))
                for inner, given in _passed(each):
                    stands = self._stands_by(each, inner)
                    own, _, alias = given.partition(".")
                    if alias:
                        self._elsewhere |= {own} if stands else set()
                        self._asked[own, alias] = stands or self._asked.get((own, alias), False)
                    else:
                        self._left[own] = stands or self._left.get(own, False)

    def _stands(self, block: Block, level: int = 0) -> bool:
        """Whether something may stand where a resource is, or the resources of a module are."""
        if block.kind == "resource":
            return not stands_nowhere(block.labels[0])
        known = written(block.attributes.get("source")), "", level
        if known not in self._placed:
            within = self._called(known[0].strip('"')) if level < _MOST_LEVELS else ()
            inner = [each for each in within if each.kind in ("resource", "module") and each.labels]
            self._placed[known] = (
                any(self._stands(each, level + 1) for each in inner)
                if inner
                else not _PLACELESS_MODULE.search(known[0])
            )
        return self._placed[known]

    def _stands_by(self, module: Block, provider: str, level: int = 0) -> bool:
        """Whether something may stand in a module where a provider does, by the name that it has there."""
        source = written(module.attributes.get("source")).strip('"')
        known = source, provider, level
        if known not in self._placed:
            self._placed[known] = self._stands_within(source, provider, level)
        return self._placed[known]

    def _stands_within(self, source: str, provider: str, level: int) -> bool:
        within = [each for each in self._called(source) if each.labels] if level < _MOST_LEVELS else []
        for each in within:
            if each.kind == "resource":
                asked = written(each.attributes.get("provider")) or each.labels[0].partition("_")[0]
                if asked == provider and self._stands(each):
                    return True
            elif each.kind == "module":
                names = [inner for inner, given in _passed(each) if given == provider]
                if "providers" not in each.attributes and "." not in provider:
                    names = [provider]
                if any(self._stands_by(each, name, level + 1) for name in names):
                    return True
        return not within and not _PLACELESS_MODULE.search(f'"{source}"')

    def places_something(self, provider: Block) -> bool:
        """Whether anything may stand where a provider does; one with an alias only serves what asks for it, another one what
        asks for none.
        """
        alias = provider.attributes.get("alias")
        own = provider.labels[0]
        if alias is None:
            return self._calls or self._left.get(own, own not in self._elsewhere)
        name = written(alias).strip('"')
        used = own in self._left or any(each == own for each, _ in self._asked)
        return not before_production(name) and self._asked.get((own, name), not used)

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
        for found in _REFERENCE.finditer(written(block.attributes.get(name))):
            yield found[1], found[2]


def _passed(module: Block) -> list[tuple[str, str]]:
    """The providers that a module is given: the name that each has there, and here."""
    return _PASSED.findall(written(module.attributes.get("providers")))


def written(attribute: Attribute | None) -> str:
    """An expression as it is written."""
    if attribute is None:
        return ""
    value = attribute.value
    return str(value.text() if hasattr(value, "text") else value)[:2_000]
