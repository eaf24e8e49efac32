"""Which names of hosts are domains that the public may reach, and which are not and why."""

from __future__ import annotations

import ipaddress
import re

from pytest_icplicense.text import Text

_NONE = Text("", "")
_NOT_PUBLIC = Text("not a public domain", "不是公网域名")
_EXAMPLE = Text("a name reserved for examples", "保留作示例的域名")
_OPEN = Text(
    "set where it is deployed: declare its domains under 'sites'", "部署时才确定；请在 sites 中申报其域名"
)
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?\Z")
_VARIABLE = re.compile(r"[$%{}<>]|\bTODO\b|CHANGE_?ME")
_INTERNAL = frozenset(
    "localhost local internal intranet lan corp home private test invalid localdomain cluster svc onion arpa".split()
)
"""Last labels that no registry gives out (RFC 2606, 6761, 6762, 8375 and ICANN's reserved .internal)."""
_EXAMPLES = ("example.com", "example.org", "example.net", "example.cn", "example.com.cn")


def judged(name: str) -> tuple[str | None, Text]:
    """The domain in lower case, and nothing; or None, and why the name of a host is no domain to judge."""
    host = name.strip().strip("\"'").lower().rstrip(".")
    if _VARIABLE.search(name) or host.startswith("~"):
        return None, _OPEN
    host = host.removeprefix("*.").removeprefix(".")
    if ":" in host and host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        ipaddress.ip_address(host.strip("[]"))
        return None, _NOT_PUBLIC
    except ValueError:
        pass
    labels = host.split(".")
    if len(labels) < 2 or labels[-1] in _INTERNAL or labels[-1].isdigit():
        return None, _NOT_PUBLIC
    if labels[-1] == "example" or any(host == each or host.endswith(f".{each}") for each in _EXAMPLES):
        return None, _EXAMPLE
    if not all(_LABEL.match(label) for label in labels):
        return None, _NOT_PUBLIC
    return host, _NONE
