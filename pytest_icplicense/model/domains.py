"""Which names of hosts are domains that the public may reach, and which are not and why."""

from __future__ import annotations

import re

from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_NONE = Text("", "")
_NOT_PUBLIC = Text("not a public domain", "不是公网域名")
_EXAMPLE = Text("a name for examples", "用作示例的域名")
_PLACEHOLDER = Text("stands in for a domain", "占位用的域名")
_PLACEHOLDER_ADVICE = Text(
    "set where it is deployed: declare its domains under 'sites'", "部署时才确定；请在 sites 中申报其域名"
)
_LABEL = expression(r"[^\W_](?:[\w-]{0,61}[^\W_])?\Z")
_VARIABLE = expression(r"[$%{}<>@*]|\[\[|__|\btodo\b|change[-_]?(?:me|this)|replace[-_]?me")
_ENDING = r"(?:\.(?:com|net|org|gov|edu|ac|co))?\.[^.]+\Z"
_STAND_IN = expression(
    r"(?:^|\.)(?:"
    r"your[-_]?(?:[\w-]{1,40}[-_])??(?:domain|site|website|host|company|server|app|org|name|project|brand)"
    r"(?:[-_]?(?:name|here))?"
    r"|my[-_]?(?:own[-_]?)?(?:domain|site|website|company)(?:[-_]?name)?"
    r"|(?:some|any|the|some-?other)[-_]?domain(?:[-_]?name)?"
    r"|example(?:[-_]?(?:domain|site|company|\d{1,3}))?|domain(?:[-_]?name)?|placeholder|sample-?domain"
    r"|x{2,60}(?:[-_]x{1,60}){0,5}|a{3,10}|b{3,10}|abcd?(?:efg?)?|foo|bar|baz|foobar|test|demo"
    r"|[你您我]的?(?:的|公司|网站|站点|自己的|自定义)?域名|(?:域名|某某|某公司|网站域名|公司域名|测试域名|示例|示例域名|主域名)"
    rf"){_ENDING}"
)
"""`yourdomain.com`: the registered name itself, and not a host below somebody's."""
_INTERNAL = frozenset(
    "localhost local internal intranet intra lan corp home private test invalid localdomain cluster svc onion arpa alt "
    "docker consul kube k8s tld".split()
)
"""Last labels that no registry gives out (RFC 2606, 6761, 6762, 8375, 9476 and ICANN's reserved .internal)."""
_EXAMPLES = (
    *("example.com", "example.org", "example.net", "example.cn", "example.com.cn", "domain.com"),
    *("httpbin.org", "petstore.swagger.io", "petstore3.swagger.io", "jsonplaceholder.typicode.com"),
)
"""Reserved for examples, or of services that answer whatever an example asks."""
_LOOPS = ("nip.io", "sslip.io", "xip.io", "lvh.me", "localtest.me", "traefik.me", "vcap.me", "lacolhost.com")
"""Names for developers, every one of which leads to the address written in it or to the machine itself."""
_OF_PROGRAMS = expression(
    r"(?:e?mail|mx|smtps?|imaps?|pop3?s?|mta(?:-sts)?|ns|dns)(?:-?\d{1,2})?|autodiscover|autoconfig|lyncdiscover|msoid|sip"
    r"|enterprise(?:registration|enrollment)|bounces?"
)
"""First labels of hosts that programs of mail, of DNS and of Microsoft's directory ask for, and no reader of a site."""
_DOTS = str.maketrans("。．｡", "...")
_MAX_LENGTH = 253


def host(url: str) -> str:
    """The host, perhaps with a port, of a URL or of what stands for one: `https://a.cn/v1`, `//a.cn`, `a.cn:8443`."""
    url = url.strip()
    after = url.partition("://")[2] if "://" in url else url.removeprefix("//")
    return re.split(r"[/?#\\]", after, maxsplit=1)[0].rpartition("@")[2]


def judged(name: str) -> tuple[str | None, Text]:
    """The domain in lower case and its ASCII form, and nothing; or None, and why the name of a host is none to judge."""
    name = name[: 4 * _MAX_LENGTH].strip().strip("\"'").lower().translate(_DOTS).rstrip(".")
    name = name.removeprefix("*").removeprefix(".") if name.startswith(("*.", ".")) else name
    if name.startswith("~") or _VARIABLE.search(name):
        return None, _PLACEHOLDER_ADVICE
    if name.count(":") == 1:
        name = name.partition(":")[0].rstrip(".")
    import ipaddress

    try:
        ipaddress.ip_address(name.partition("]")[0].strip("["))
        return None, _NOT_PUBLIC
    except ValueError:
        pass
    name = _ascii(name)
    labels = name.split(".")
    last = labels[-1]
    if len(labels) < 2 or len(last) < 2 or last in _INTERNAL or last.isdigit() or _below(name, _LOOPS):
        return None, _NOT_PUBLIC
    if labels[-1] == "example" or _below(name, _EXAMPLES):
        return None, _EXAMPLE
    if _STAND_IN.search(_unicode(name)):
        return None, _PLACEHOLDER
    if len(name) > _MAX_LENGTH or not all(map(_LABEL.match, labels)):
        return None, _NOT_PUBLIC
    return name, _NONE


def of_programs(name: str) -> bool:
    """Whether a record of DNS names a host for mail or for names, and none of a site."""
    first, _, zone = name.partition(".")
    return "." in zone and _OF_PROGRAMS.fullmatch(first.lower()) is not None


def _unicode(name: str) -> str:
    """The name as people write it: 你的域名.com for xn--6qqv7i2xdt95b.com."""
    if "xn--" not in name:
        return name
    try:
        return name.encode("ascii").decode("idna")
    except UnicodeError:
        return name


def _ascii(name: str) -> str:
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _below(name: str, domains: tuple[str, ...]) -> bool:
    return any(name == each or name.endswith(f".{each}") for each in domains)
