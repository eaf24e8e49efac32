"""nginx: the names that its servers answer to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, DomainSighting
from pytest_icplicense.detect.domain_patterns import named_by
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_PART = r"(?:\$\{[^{}\s]*\}|\\.|[^\s;{}\\])"
TOKEN = expression(
    rf"""\#[^\n]*|"(?>(?:[^"\\\n]|\\.){{0,200}})"|'(?>(?:[^'\\\n]|\\.){{0,200}})'|[;{{}}]|(?>{_PART}+)"""
)
"""A comment begins a word: `/#/login` has none in it. Where a quotation is not closed, it is looked for from each of its
signs, so it must not be looked for to the end of the line, which may be the whole file."""
MAX_BYTES = 1 << 20
MOVED = ("301", "302", "307", "308")
REFUSALS = frozenset(("444", "403", "404", "410"))
"""What a server returns that serves nobody."""
_NAMELESS = frozenset(("", "_", "__", "-", "--", "localhost", "$hostname", "default_server", "!@#"))


def read(artifact: Artifact) -> Iterator[DomainSighting]:
    """The arguments of each `server_name`, comments left out; those of included files are read there. A server that refuses
    all requests (`return 444;`) answers to none.
    """
    text = artifact.text
    if "server_name" not in text:
        return
    if len(artifact.data) > MAX_BYTES:
        raise Unjudged(Text(f"more than {MAX_BYTES:,} bytes (1 MiB)", f"超过 {MAX_BYTES:,} 字节（1 MiB）"))
    ends = [-1, *(found.start() for found in re.finditer("\n", text))]
    statement: list[str] = []
    named: list[DomainSighting] = []
    level, server, refusing, sending, asked = 0, 0, False, False, 0
    for token in TOKEN.finditer(text):
        word = token[0]
        if word.startswith("#"):
            continue
        if word in (";", "{", "}"):
            if word == "{":
                level += 1
                if statement == ["server"]:
                    server, refusing, sending = level, False, False
                elif statement[:1] == ["if"]:
                    asked = level
            elif word == ";":
                # What is sent on by its name, as Certbot writes it, is answered, whatever is refused below.
                sending |= (
                    level == asked > server > 0 and statement[:1] == ["return"] and statement[-1] in MOVED
                )
                refusing |= level == server > 0 and statement[:1] == ["return"] and statement[-1] in REFUSALS
            else:
                if level == server:
                    yield from () if refusing and not sending else named
                    named, server, refusing = [], 0, False
                level, asked = max(level - 1, 0), 0
            statement = []
            continue
        if len(statement) < 2:
            statement.append(word)
            if len(statement) == 1:
                continue
        if statement[0] == "server_name":
            name = word.strip("\"'")
            if name not in _NAMELESS:
                line = bisect_left(ends, token.start())
                at = line, token.start() - ends[line - 1]
                for each in (named_by(name) if name.startswith("~") else ()) or (name,):
                    named.append(DomainSighting(each, at))
            if not server:
                yield from named
                named = []
    yield from named


DETECTOR = Detector(
    name="nginx",
    files=(
        *(
            "nginx*.conf",
            "default.conf",
            "**/deploy/*.conf",
            "**/conf.d/*.conf",
            "*.nginx",
            "*.nginx.conf",
            "*nginx*.conf.template",
            "default.conf.template",
            "*.ngx",
        ),
        *(
            "**/nginx/*.conf",
            "**/nginx/*.template",
            "**/nginx/*.vhost",
            "**/conf.d/*.conf",
            "**/conf.d/*.template",
        ),
        *(
            "**/sites-available/*",
            "**/sites-enabled/*",
            "**/vhosts/*.conf",
            "**/vhost/*.conf",
            "**/openresty/*.conf",
        ),
    ),
    read=read,
    summary=Text("server names of nginx", "nginx 的 server_name"),
)
