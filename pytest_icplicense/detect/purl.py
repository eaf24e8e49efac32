"""Package URLs (`pkg:npm/%40scope/name@1.0`) to the names that signatures are written in."""

from __future__ import annotations

import re

from pytest_icplicense.expressions import expression

_REPOSITORY = expression(
    r"(?:https?://|git@|ssh://git@|git://|git\+https://)(?:[^@/\s]*@)?((?:www\.)?(?:github\.com|gitee\.com|gitlab\.com|gitcode\.com|bitbucket\.org|codeberg\.org))"
    r"[/:]([\w.-]{1,100}/[\w.-]{1,100}?)(?:\.git)?(?=[/#?@\s\"']|$)"
)
_RELEASE = expression(
    r"(?:https?|ftp)://(?:[^@/\s]*@)?(?:www\.)?([a-z\d][a-z\d.-]{2,100}\.[a-z]{2,20})(?::\d+)?(/[^\s\"'#]{0,300}|(?=[\s\"'|#]|$))",
    re.IGNORECASE,
)
_KINDS = {
    **{kind: kind for kind in ("npm", "pypi", "maven", "cargo", "composer", "gem", "nuget")},
    "golang": "go",
    "deb": "debian",
    "apk": "debian",
    "rpm": "debian",
    "docker": "image",
    "oci": "image",
    "helm": "chart",
    "pub": "pub",
    "cocoapods": "pod",
    "hex": "hex",
    "cpan": "cpan",
    "hackage": "hackage",
    "conda": "pypi",
}
_HOSTS = {"swift": "", "github": "github.com/", "bitbucket": "bitbucket.org/"}
"""Kinds of package URLs that name a repository, with what stands before its owner."""


def package(text: str) -> tuple[str, str] | None:
    """What kind of name a package URL has, and the name; None where it is none, or of a kind that nothing knows.

    The library `packageurl-python` also normalizes and writes them, which nobody needs here.
    """
    from urllib.parse import parse_qs, unquote

    scheme, _, rest = text[:2048].partition(":")
    if scheme.strip().lower() != "pkg":
        return None
    rest, _, qualifiers = rest.partition("#")[0].partition("?")
    kind, _, path = rest.strip("/").partition("/")
    kind = kind.lower()
    what = _KINDS.get(kind) or ("repository" if kind in _HOSTS else None)
    head, _, last = path.rpartition("/")
    last = last.partition("@")[0] if "@" in last[1:] else last
    if what is None or not last:
        return None
    name = unquote(last)
    spaces = "/".join(map(unquote, head.split("/"))) if head else ""
    if what == "repository":
        return what, f"{_HOSTS[kind]}{spaces}/{name}".lower()
    if kind == "oci":
        stated = parse_qs(qualifiers).get("repository_url", [name])[0]
        return what, stated.rpartition("://")[2]
    if what in ("debian", "chart", "pypi"):
        return what, name  # a distribution or a repository stands before it
    joined = ":" if what == "maven" else "/"
    return what, f"{spaces}{joined}{name}" if spaces else name


def repository(address: str) -> str | None:
    """The repository at an address of git, as `github.com/owner/name`; None where it is none."""
    found = _REPOSITORY.search(address[:2048].strip())
    return f"{found[1]}/{found[2]}".lower() if found else None


def download(address: str) -> str | None:
    """What is fetched from a vendor's host, as `releases.example.com/1.0/server.tar.gz`; None where that is no address."""
    found = _RELEASE.search(address[:2048].strip())
    return f"{found[1]}{found[2]}".lower() if found else None
