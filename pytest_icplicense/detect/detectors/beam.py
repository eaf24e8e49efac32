"""`mix.exs` and `mix.lock` of Elixir, `rebar.config` and `*.app.src` of Erlang: programs or terms, which are not run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.git_address import of_git
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_COMMENT = expression(r"""("(?>(?:[^"\\]|\\.)*)"?)|[#%].*""")
_NEEDED = expression(r"\{\s*:?([a-z]\w*)\s*,\s*(?:\"|~|\[|:?\bgit|\{|:?\bpath)")
_GIT = expression(r"\b(?:git|github)(?::|,)\s*\"([\w@:/.+-]{3,300})\"")
_LOCKED = expression(r"\s*\"([a-z]\w*)\"\s*:\s*\{:(?:hex|git)")
_OWN = expression(r"(?:^|[\s\[])app:\s*:([a-z]\w*)|^\s*\{\s*application\s*,\s*'?([a-z]\w*)")
_ONLY = expression(r"only:\s*\[?\s*:(?:dev|test)(?:\s*,\s*:(?:dev|test))*\s*\]?(?=[\s,}]|$)|runtime:\s*false")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages, and the project itself, which may be a copy of a known one; those for development only do not count."""
    profiles = named = False
    for number, line in enumerate(artifact.lines, 1):
        words = _COMMENT.sub(lambda match: match[1] or "", line[:4096])
        if artifact.name == "mix.lock":
            if found := _LOCKED.match(words):
                yield Sighting("hex", found[1], number)
            continue
        if not named and artifact.name != "rebar.config" and (own := _OWN.search(words)):
            named = True
            yield Sighting("hex", own[1] or own[2], number)
        profiles = profiles or (
            artifact.name == "rebar.config"
            and bool(re.match(r"\s*\{\s*(?:profiles|plugins|project_plugins)\b", words))
        )
        for name in _NEEDED.findall(words):
            if name not in ("deps", "git", "profiles", "test"):
                aside = profiles or bool(_ONLY.search(words))
                yield Sighting("hex", name, number, DEVELOPMENT if aside else None)
                for address in _GIT.findall(words):
                    where = address if "://" in address or "@" in address else f"https://github.com/{address}"
                    yield from of_git("hex", where, number, DEVELOPMENT if aside else None)


DETECTOR = Detector(
    name="hex",
    files=("mix.exs", "mix.lock", "rebar.config", "*.app.src"),
    read=read,
    summary=Text("packages of Elixir and Erlang", "Elixir 与 Erlang 软件包"),
)
