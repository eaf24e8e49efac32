"""Caddy: its sites, and which of them it serves without TLS."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression
from pytest_icplicense.model.domains import host, judged
from pytest_icplicense.text import Text

_MAX_DEPTH = 30
_TOKEN = expression(r"\"(?>(?:[^\"\\]|\\.)*)\"|`[^`]*+`|[^\s\"`]\S*")
_DEFAULT = expression(r"\{\$\w{1,100}:([^{}]*)\}")


@dataclass(slots=True)
class _Block:
    words: list[Word]
    """The addresses of a site; a directive with its arguments."""
    inner: list[_Block] = field(default_factory=list)

    def all(self) -> Iterator[_Block]:
        """The directives in it, and those within them."""
        for each in self.inner:
            yield each
            yield from each.all()


def nodes(artifact: Artifact) -> Iterator[Node]:
    """One mapping: `server` lists the addresses of the sites. Each has its `name`, `@public` where the public may reach it,
    and `plain` where it is served in the clear: by its scheme, by port 80, or since TLS is off. One that sends on to https,
    or imports what may, has no `plain`.

    Raises:
        Unjudged: it is nested too deep.
    """
    blocks = _blocks(artifact)
    snippets = {
        each.words[0].strip("()"): each for each in blocks if each.words and each.words[0].startswith("(")
    }
    behind = any(
        directive.words[0] == "trusted_proxies"
        for each in blocks
        if not each.words
        for directive in each.all()
        if directive.words
    )
    open_snippets = {name for name, each in snippets.items() if not any(map(_sends_on, each.all()))}
    root = Mapping()
    root["server"] = [
        server
        for site in blocks
        if site.words and not site.words[0].startswith(("(", "&(")) and not behind
        for server in _servers(site, open_snippets)
    ]
    yield root


def _blocks(artifact: Artifact) -> list[_Block]:
    """The blocks of the file; one without braces is a single site."""
    top = _Block([])
    stack = [top]
    waiting: list[Word] = []
    for number, line in enumerate(artifact.lines, 1):
        words = []
        for found in _TOKEN.finditer(line[:4000]):
            if found[0].startswith("#"):
                break
            word = Word(_DEFAULT.sub(r"\1", found[0].strip('"`')))
            word.line, word.column = number, found.start() + 1
            words.append(word)
        if not words:
            continue
        if words[0] == "}":
            if len(stack) > 1:
                stack.pop()
            words = words[1:]
            if not words:
                continue
        opens = words[-1] == "{"
        waiting += words[:-1] if opens else words
        if len(stack) == 1 and not opens and waiting[-1].endswith(","):
            continue
        words, waiting = waiting, []
        block = _Block([_bare(each) for each in words] if len(stack) == 1 else words)
        stack[-1].inner.append(block)
        if opens:
            stack.append(block)
            if len(stack) > _MAX_DEPTH:
                why = Text(f"nested more than {_MAX_DEPTH} levels deep", f"嵌套超过 {_MAX_DEPTH} 层")
                raise Unjudged(why, number)
    blocks = top.inner
    if blocks and not any(each.inner for each in blocks):
        return [_Block(blocks[0].words, blocks[1:])]
    return [each for each in blocks if each.words[:1] != ["import"]]


def _bare(word: Word) -> Word:
    bare = Word(word.rstrip(","))
    bare.line, bare.column = word.line, word.column
    return bare


def _servers(site: _Block, open_snippets: Container[str]) -> Iterator[Mapping]:
    off = any(each.words[:2] == ["tls", "off"] for each in site.inner)
    protected = any(_protects(each, open_snippets) for each in site.all())
    for address in site.words:
        found = Mapping()
        name = host(address) or ""
        found["name"] = [Word(name)]
        if judged(name)[0]:
            found["@public"] = Word("true")
        scheme, colon, rest = address.partition("://")
        port = (rest if colon else scheme).partition("/")[0].rpartition(":")
        plain = scheme.lower() == "http" if colon else port[2] == "80" and bool(port[1])
        if (plain or off) and not protected:
            found["plain"], found.where["plain"] = address, (address.line, address.column)
        yield found


def _protects(directive: _Block, open_snippets: Container[str]) -> bool:
    """Whether it sends everything on to https or refuses it, or imports what may."""
    if directive.words[:1] == ["import"]:
        return len(directive.words) < 2 or str(directive.words[1]) not in open_snippets
    return _sends_on(directive)


def _sends_on(directive: _Block) -> bool:
    """Whether it redirects to https; a matcher that is a path makes it one of a few pages only."""
    name, *words = directive.words or [Word("")]
    if name == "abort":
        return not words
    if name != "redir":
        return any(
            "forwarded_proto" in each.lower() or "forwarded-proto" in each.lower() for each in directive.words
        )
    everything = not words or not words[0].startswith("/") or words[0] in ("/", "/*")
    return everything and any(each.lower().startswith("https://") for each in words[:2])
