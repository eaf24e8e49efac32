"""nginx: its servers, with what each answers on and whether it does so without TLS."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detectors.nginx import MAX_BYTES, MOVED, REFUSALS, TOKEN
from pytest_icplicense.detect.domain_patterns import named_by
from pytest_icplicense.detect.facts.formats.private_networks import PRIVATE
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression
from pytest_icplicense.model.domains import judged
from pytest_icplicense.text import Text

_MAX_DEPTH = 30
_OWN = re.compile(rf"127\.|\[::1\]|localhost|unix:|{PRIVATE}")
"""Addresses that only the machine itself or its own network reaches."""


_TRUSTING = ("set_real_ip_from", "real_ip_header")
"""What says that requests come from another one in front, which may be the one that encrypts."""
_PASSED = re.compile(r"http://(?:127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})\b")
"""A port that another server of the file hands requests on to."""


@dataclass(slots=True)
class _Directive:
    words: list[Word]
    inner: list[_Directive] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.words[0]) if self.words else ""


def nodes(artifact: Artifact) -> Iterator[Node]:
    """One mapping: `server` lists the servers. Each has its `name`s, `@public` where the public may reach one of them, and
    `plain`, the port on which it answers in the clear; one that only sends on to https, or that only the machine itself
    reaches, or what stands in front of it, has no `plain`.

    Raises:
        Unjudged: the file is too large or nested too deep.
    """
    if len(artifact.data) > MAX_BYTES:
        raise Unjudged(Text(f"more than {MAX_BYTES:,} bytes (1 MiB)", f"超过 {MAX_BYTES:,} 字节（1 MiB）"))
    root = Mapping()
    top = _directives(artifact)
    blocks = [each for each in _named(top, "server") if each.inner]
    trusting = any(True for name in _TRUSTING for _ in _outside(top, name))
    passed = {
        port[1]
        for block in blocks
        for each in _named(block.inner, "proxy_pass")
        for word in each.words[1:]
        if (port := _PASSED.match(word))
    }
    told = {
        str(each.words[2]).lower()
        for each in _named(top, "map")
        if len(each.words) > 2 and any(word in each.words[1].lower() for word in _SECURE)
    }
    servers = [_server(each, behind=trusting, passed=passed, told=told) for each in blocks]
    root["server"] = servers
    yield root


def _directives(artifact: Artifact) -> list[_Directive]:
    text = artifact.text
    ends = [-1, *(found.start() for found in re.finditer("\n", text))]
    top: list[_Directive] = []
    stack = [top]
    words: list[Word] = []
    for token in TOKEN.finditer(text):
        sign = token[0]
        if sign.startswith("#"):
            continue
        if sign in (";", "{"):
            directive = _Directive(words)
            stack[-1].append(directive)
            words = []
            if sign == "{":
                stack.append(directive.inner)
                if len(stack) > _MAX_DEPTH:
                    line = bisect_left(ends, token.start())
                    raise Unjudged(
                        Text(f"nested more than {_MAX_DEPTH} levels deep", f"嵌套超过 {_MAX_DEPTH} 层"), line
                    )
        elif sign == "}":
            if words:  # a script in Lua, whose statements no semicolon ends
                stack[-1].append(_Directive(words))
            words = []
            if len(stack) > 1:
                stack.pop()
        else:
            word = Word(sign.strip("\"'"))
            word.line = bisect_left(ends, token.start())
            word.column = token.start() - ends[word.line - 1]
            words.append(word)
    return top


def _all_words(directive: _Directive) -> Iterator[str]:
    yield from directive.words
    for each in directive.inner:
        yield from _all_words(each)


def _named(directives: list[_Directive], name: str) -> Iterator[_Directive]:
    for each in directives:
        if each.name == name:
            yield each
        else:
            yield from _named(each.inner, name)


def _outside(directives: list[_Directive], name: str) -> Iterator[_Directive]:
    """Directives of this name that are of all servers."""
    for each in directives:
        if each.name == name:
            yield each
        elif each.name != "server":
            yield from _outside(each.inner, name)


def _server(server: _Directive, *, behind: bool, passed: set[str], told: Set[str]) -> Mapping:
    found = Mapping()
    found.where["name"] = server.words[0].line, server.words[0].column
    written = [word for each in _named(server.inner, "server_name") for word in each.words[1:]]
    refused = any(each.name == "return" and each.words[-1] in REFUSALS for each in server.inner) and not any(
        inner.name == "return" and inner.words[1:2] in _MOVED
        for each in server.inner
        for inner in (each.inner if each.name == "if" else ())
    )
    found["name"] = [] if refused else [name for word in written for name in _names(word)]
    if not _is_inside(server) and any(judged(name)[0] for name in found["name"]):
        found["@public"] = Word("true")
    listens = [each.words[1:] for each in server.inner if each.name == "listen" and len(each.words) > 1]
    secure = any(each.name == "ssl" and each.words[1:2] == ["on"] for each in server.inner)
    plain = [
        words[0]
        for words in listens
        if not secure
        and not {"ssl", "quic", "proxy_protocol"} & set(words)
        and not _OWN.match(words[0])
        and words[0].rpartition(":")[2] not in passed
    ]
    behind = behind or any(True for name in _TRUSTING for _ in _named(server.inner, name))
    included = any(each.name == "include" for each in server.inner)
    if not listens and not secure and not included:  # what is included may say where it listens
        plain = server.words[:1]
    if plain and not behind and not _redirects(server.inner, told):
        found["plain"], found.where["plain"] = plain[0], (plain[0].line, plain[0].column)
    return found


def _is_inside(server: _Directive) -> bool:
    """Whether only machines of private networks are let in."""
    let_in = [each.words[1] for each in server.inner if each.name == "allow" and len(each.words) > 1]
    return any(each.words == ["deny", "all"] for each in server.inner) and all(map(_OWN.match, let_in))


def _names(word: Word) -> list[Word]:
    names = []
    for each in (named_by(word) if word.startswith("~") else ()) or (word,):
        name = Word(each)
        name.line, name.column = word.line, word.column
        names.append(name)
    return names


def _redirects(directives: list[_Directive], told: Set[str]) -> bool:
    """Whether a server sends everything on to https, or refuses it, but for what certificates are issued by. Variables
    that maps make of how a request came are `told`.
    """
    locations = [each for each in directives if each.name == "location"]
    if any(_sends_on(each, told) for each in directives):
        return True
    others = [
        each
        for each in locations
        if not any(".well-known" in word for word in each.words) and not _says_only_that_it_runs(each)
    ]
    return (
        bool(locations)
        and not any(each.name == "root" for each in directives)
        and (all(any(_sends_on(inner, told) for inner in each.inner) for each in others))
    )


_SECURE = ("$scheme", "$https", "$http_x_forwarded_proto", "$server_port", "$ssl_protocol")
"""Variables that say whether a request came encrypted, be it to what stands before this server."""


_MOVED = tuple([each] for each in MOVED)
_VARIABLE = expression(r"\$\w+")
_SAID_ELSEWHERE = expression(r"\$(?!scheme\b|\{)\w")
"""Where requests are sent on to is known only where a variable is."""
_PROTECTING = expression(r"https|redirect|force[-_]?(?:ssl|tls)", re.IGNORECASE)
"""In the name of a file that is included: it may send on."""


def _says_only_that_it_runs(location: _Directive) -> bool:
    """Whether one path is answered with a status alone, for whoever watches over the machine."""
    exact = location.words[1:2] == ["="]
    return exact and any(
        each.name == "stub_status" or (each.name == "return" and each.words[1:2] in (["200"], ["204"]))
        for each in location.inner
    )


def _sends_on(directive: _Directive, told: Set[str] = frozenset()) -> bool:
    words = directive.words
    if directive.name == "include":
        return any(map(_PROTECTING.search, words[1:]))
    if directive.name == "return" and words[1:2] in _MOVED and words[2:] and _SAID_ELSEWHERE.match(words[2]):
        return True
    if directive.name == "return":
        return any(word.startswith("https://") or word in REFUSALS for word in words[1:])
    if directive.name == "rewrite":
        return any(word.startswith("https://") for word in words[2:3])
    if directive.name == "if":
        asked = " ".join(words).lower()
        by_how_it_came = any(each in asked for each in _SECURE) or not told.isdisjoint(
            _VARIABLE.findall(asked)
        )
        return by_how_it_came and any(map(_sends_on, directive.inner))
    if directive.name.endswith("_by_lua_file"):
        return any(map(_PROTECTING.search, words[1:]))
    if "_by_lua" in directive.name:
        script = " ".join(_all_words(directive))
        return "ngx.redirect" in script and "https://" in script
    return False
