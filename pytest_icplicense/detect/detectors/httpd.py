"""Apache httpd: the names that its virtual hosts answer to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, DomainSighting
from pytest_icplicense.expressions import expression
from pytest_icplicense.model.domains import host
from pytest_icplicense.text import Text

_NAMING = expression(r"\s*(?:ServerName|ServerAlias)[ \t]", re.IGNORECASE)


def read(artifact: Artifact) -> Iterator[DomainSighting]:
    """The arguments of `ServerName` and `ServerAlias`, over as many lines as they have."""
    if "server" not in artifact.text.lower():
        return
    naming = False
    for number, line in enumerate(artifact.lines, 1):
        start = 0
        if not naming:
            found = _NAMING.match(line[:1024])
            if not found:
                continue
            start = found.end()
        body = line.rstrip()
        naming = body.endswith("\\")
        for word in re.finditer(r"[^\s\"']+", body.removesuffix("\\")[start:]):
            if name := host(word[0]):
                yield DomainSighting(name, (number, start + word.start() + 1))


DETECTOR = Detector(
    name="httpd",
    files=(
        *("httpd*.conf", "*apache*.conf", "*vhost*.conf", "000-default*.conf", "*.vhost"),
        *(
            "**/apache/*.conf",
            "**/apache2/*.conf",
            "**/httpd/*.conf",
            "**/sites-available/*",
            "**/sites-enabled/*",
        ),
        *("**/vhosts/*.conf", "**/vhost/*.conf"),
    ),
    read=read,
    summary=Text("server names of Apache httpd", "Apache httpd 的 ServerName"),
)
