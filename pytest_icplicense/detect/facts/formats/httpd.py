"""Apache httpd: its virtual hosts, with what each answers on and whether it does so without TLS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.formats.private_networks import PRIVATE
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression
from pytest_icplicense.model.domains import host, judged
from pytest_icplicense.text import Text

_MAX_DEPTH = 30
_OPENING = expression(r"<([A-Za-z]{1,40})\b([^>]{0,1000})>?")
_ARGUMENT = expression(r"\"((?>(?:[^\"\\]|\\.)*))\"|'([^']*)'|([^\s\"']\S*)")
_OWN = re.compile(rf"127\.|\[::1\]|localhost|{PRIVATE}", re.IGNORECASE)
"""Addresses that only the machine itself or its own network reaches."""
_PORT = expression(r":(\d{1,5})\Z")
_EVERYTHING = frozenset(
    ("/", "^", "^/", ".*", "^.*", "(.*)", "^(.*)", "^(.*)$", "^.*$", "^/?(.*)", "^/?(.*)$", "^/(.*)")
)
_EVERYTHING |= {"^/(.*)$", "/(.*)", "/(.*)$", "^/?$1"}
"""Patterns that every path fits."""
_STATUS = frozenset("permanent temp seeother gone".split())
_ELSEWHERE = frozenset("include includeoptional use".split())
"""Directives that bring in what is not in the file."""


@dataclass(slots=True)
class _Section:
    name: str
    words: list[Word]
    directives: list[tuple[str, list[Word]]] = field(default_factory=list)
    inner: list[_Section] = field(default_factory=list)

    def all(self) -> Iterator[tuple[str, list[Word]]]:
        """The directives in it and in the sections within."""
        yield from self.directives
        for each in self.inner:
            yield from each.all()


def nodes(artifact: Artifact) -> Iterator[Node]:
    """One mapping: `server` lists the virtual hosts, and the main server where there are none. Each has its `name`s,
    `@public` where the public may reach one of them, and `plain`, the port on which it answers in the clear; one that
    sends on to https, that only its own machine reaches, or of which that is not certain, has no `plain`.

    Raises:
        Unjudged: it is nested too deep.
    """
    root = Mapping()
    top = _sections(artifact)
    ports = [words[0] for name, words in top.all() if name == "listen" and words]
    hosts = [each for each in _hosts(top) if each.words]
    servers: list[Node] = [_server(each, each.words, ports) for each in hosts]
    if not hosts and not any(name in _ELSEWHERE for name, _ in top.all()):
        servers.append(_server(top, ports, ports))
    root["server"] = servers
    yield root


def _sections(artifact: Artifact) -> _Section:
    top = _Section("", [])
    stack = [top]
    lines = iter(enumerate(artifact.lines, 1))
    for number, line in lines:
        text = line.strip()
        start = len(line) - len(line.lstrip()) + 1
        pieces = [text]
        while pieces[-1].endswith("\\"):
            pieces[-1] = pieces[-1][:-1]
            pieces.append(next(lines, (0, ""))[1].strip())
        text = " ".join(pieces)
        if not text or text.startswith("#"):
            continue
        if text.startswith("</"):
            if len(stack) > 1:
                stack.pop()
        elif found := _OPENING.match(text[:2000]):
            section = _Section(found[1].lower(), _words(found[2], number, start + found.start(2)))
            stack[-1].inner.append(section)
            stack.append(section)
            if len(stack) > _MAX_DEPTH:
                why = Text(f"nested more than {_MAX_DEPTH} levels deep", f"嵌套超过 {_MAX_DEPTH} 层")
                raise Unjudged(why, number)
        else:
            name, _, rest = text[:2000].partition(" ")
            words = _words(rest, number, start + len(name) + 1)
            stack[-1].directives.append((name.lower(), words))
    return top


def _words(text: str, line: int, column: int) -> list[Word]:
    found = []
    for each in _ARGUMENT.finditer(text):
        word = Word(next((group for group in each.groups() if group is not None), ""))
        word.line, word.column = line, column + each.start()
        found.append(word)
    return found


def _hosts(section: _Section) -> Iterator[_Section]:
    for each in section.inner:
        if each.name == "virtualhost":
            yield each
        elif each.name not in ("ifdefine", "macro"):  # which is known only where it is started
            yield from _hosts(each)


def _server(section: _Section, addresses: list[Word], ports: list[Word]) -> Mapping:
    found = Mapping()
    said = list(section.all())
    named = [word for name, words in said if name in ("servername", "serveralias") for word in words]
    found["name"] = [_named(word) for word in named]
    if any(judged(str(name))[0] for name in found["name"] if isinstance(name, Word)):
        found["@public"] = Word("true")
    plain = next(iter(_plain(addresses, ports)), None)
    if plain is not None and not any(map(_protects, said)) and not any(w.startswith("https:") for w in named):
        found["plain"], found.where["plain"] = plain, (plain.line, plain.column)
    return found


def _named(word: Word) -> Word:
    name = Word(host(word) or "")
    name.line, name.column = word.line, word.column
    return name


def _plain(addresses: list[Word], ports: list[Word]) -> Iterator[Word]:
    """The ports of addresses that others reach and that are not the one of https."""
    for address in addresses:
        port = _PORT.search(address) or re.fullmatch(r"(\d{1,5})", address)
        number = port[1] if port else "80" if "80" in ports and not address.startswith("$") else None
        if number is not None and number not in ("443", "8443") and not _OWN.match(address):
            word = Word(number)
            word.line, word.column = address.line, address.column
            yield word


def _protects(directive: tuple[str, list[Word]]) -> bool:
    """Whether a directive makes a server encrypted, sends everything on to https or refuses it; or brings in something
    that may, from other files or by what stands before the server.
    """
    name, words = directive
    match name:
        case "sslengine":
            return [word.lower() for word in words[:1]] != ["off"]
        case "redirect" | "redirectmatch" | "redirectpermanent" | "redirecttemp":
            status = words[0].lower() if words else ""
            rest = words[1:] if status in _STATUS or status.isdigit() else words
            refused = status == "gone" or (status[:1] == "4" and status.isdigit())
            everything = bool(rest) and (rest[0] in _EVERYTHING or len(rest) == 1)
            return everything and (refused or any(word.lower().startswith("https://") for word in rest))
        case "rewriterule":
            away = len(words) > 1 and words[1].lower().startswith(("https://", "%{req:scheme}"))
            refused = len(words) > 2 and re.search(r"\[(?:.*,)?(?:F|G|R=4\d\d)\b", words[2]) is not None
            return bool(words) and words[0] in _EVERYTHING and (away or refused)
        case _:
            return name in _ELSEWHERE or any("forwarded-proto" in word.lower() for word in words)
