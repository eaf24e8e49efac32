"""Which capability a name means: the signatures of `policies/capabilities/`, ready to be asked many times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pytest_icplicense.detect.vocabulary import SPOKEN, Meaning, Vocabulary
from pytest_icplicense.expressions import expression
from pytest_icplicense.model.capability import Capability


class Signatures:
    """All signatures, by what they are names of."""

    def __init__(self, capabilities: Iterable[Capability]) -> None:
        capabilities = tuple(capabilities)
        self._vocabulary = Vocabulary(capabilities)
        self._said: dict[tuple[str, str, str], tuple[Meaning, ...]] = {}
        self._exact: dict[tuple[str, str], list[Capability]] = {}
        self._beginnings: dict[str, list[tuple[str, Capability]]] = {}
        self._patterns: dict[str, list[tuple[str, re.Pattern[str], Capability]]] = {}
        self._asked: dict[str, dict[str, tuple[Capability, ...]]] = {}
        for capability in capabilities:
            for what, names in capability.seen.items():
                for name in names:
                    name = normal(what, name)
                    if name.endswith("*") and "*" not in name[:-1] and what != "endpoint":
                        self._beginnings.setdefault(what, []).append((name[:-1], capability))
                    elif "*" in name:
                        longest = max(name.split("*"), key=len)  # without which no name need be matched
                        pattern = expression(_expression(what, name), re.DOTALL)
                        self._patterns.setdefault(what, []).append((longest, pattern, capability))
                    else:
                        self._exact.setdefault((what, name), []).append(capability)

    @property
    def known(self) -> int:
        """How many answers are remembered."""
        return len(self._said) + sum(map(len, self._asked.values()))

    def may_say(self, data: bytes) -> bool:
        """Whether a word of the vocabulary may be in a file."""
        return self._vocabulary.may_say(data)

    def asked(self, what: str) -> dict[str, tuple[Capability, ...]]:
        """What `meant` said of names of a kind so far, to be looked up."""
        return self._asked.setdefault(what, {})

    def meant(self, what: str, name: str) -> tuple[Capability, ...]:
        """The capabilities that a name is a sign of; most names are asked for many times, and are none."""
        asked = self.asked(what)
        found = asked.get(name)
        if found is None:
            found = asked[name] = self._meant(what, normal(what, name))
        return found

    def said(self, what: str, name: str, words: str) -> tuple[Meaning, ...]:
        """What a name that a team gave itself says, with the words beside it."""
        if what not in SPOKEN:
            return ()
        key = what, name, words
        found = self._said.get(key)
        if found is None:
            found = self._said[key] = self._vocabulary.meanings(what, name, words)
        return found

    def _meant(self, what: str, name: str) -> tuple[Capability, ...]:
        found: list[Capability] = []
        if what == "repository":  # modules of Go are named by their repositories
            found += self._known("go", normal("go", name))
        if what == "maven" and (built := _BUILT.match(name)):  # JitPack builds repositories
            found += self._meant("repository", f"{built[1]}.com/{built[2]}/{built[3]}")
        for each in (*_names_behind_mirror(what, name), *self._mirrored(what, name)):
            found += [capability for capability in self._known(what, each) if capability not in found]
        return tuple(found)

    def _mirrored(self, what: str, name: str) -> list[str]:
        """The repositories that one stands for which is named as a mirror of them: gitee.com/mirrors/NAME."""
        if what != "repository" or ("/mirrors/" not in name and "/gh_mirrors/" not in name):
            return []
        last = name.rpartition("/")[2]
        return [known for kind, known in self._exact if kind == what and known.rpartition("/")[2] == last]

    def _known(self, what: str, name: str) -> list[Capability]:
        found = list(self._exact.get((what, name), ()))
        for beginning, capability in self._beginnings.get(what, ()):
            if name.startswith(beginning) and capability not in found:
                found.append(capability)
        for longest, pattern, capability in self._patterns.get(what, ()):
            if longest in name and pattern.fullmatch(name) and capability not in found:
                found.append(capability)
        return found


_MOST_KNOWN = 50_000
"""Answers that are kept for the next survey."""
_last: tuple[Mapping[str, Capability], Signatures] | None = None


def signatures(capabilities: Mapping[str, Capability]) -> Signatures:
    """Those of a catalogue, and the same when they are asked for again: many surveys may follow one another."""
    global _last
    last = _last
    if last is None or last[0] is not capabilities or last[1].known > _MOST_KNOWN:
        last = _last = capabilities, Signatures(capabilities.values())
    return last[1]


_REGISTRY = expression(r"^(?:[^/]*[.:][^/]*/|localhost/)*(?:library/)?")
_BUILT = expression(r"com\.(github|gitee|gitlab)\.([\w-]+)(?::|\.(?=[^:]*:))([\w.-]+)")
"""A package that JitPack builds of a repository, or a part of one: `com.github.owner:name`, `com.github.owner.name:part`."""
_PARAMETER = expression(r"\{[^/{}]*\}|:[A-Za-z_][^/]*|<[^/<>]*>")


def _expression(what: str, name: str) -> str:
    """A name with `*` as an expression; in a path `*` stands for one part, at its beginning for any."""
    if what != "endpoint":
        return ".*".join(map(re.escape, name.split("*")))
    first = ".*" if name.startswith("*") else ""
    return first + "[^/]*".join(map(re.escape, name.removeprefix("*").split("*")))


def _names_behind_mirror(what: str, name: str) -> list[str]:
    """The names that one may stand for: of an image in a mirror, or a repository on another host, the one that it copies."""
    parts = name.split("/")
    if what == "repository" and len(parts) == 3 and parts[0] != "github.com":
        return [name, f"github.com/{parts[1]}/{parts[2]}"]
    if what != "image" or len(parts) < 3:
        return [name]
    return ["/".join(parts[start:]) for start in range(len(parts) - 1)]


def normal(what: str, name: str) -> str:
    """A name as it is compared: as its registry does, which mostly means without regard to case."""
    if what == "pypi":
        return re.sub(r"[-_.]+", "-", name).lower()
    if what == "go":  # the major version is part of a module's path, and of no name
        return re.sub(r"(?:/v\d+|\.v\d+)$", "", name.lower())
    if what == "endpoint":  # /v1/rooms/{id} and /v1/rooms/:room are one
        return _PARAMETER.sub("{}", name.lower()).rstrip("/")
    if what == "image":
        return _REGISTRY.sub("", name.lower())  # one image has many mirrors
    return name.lower()
