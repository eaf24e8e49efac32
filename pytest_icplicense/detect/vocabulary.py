"""What a name says that a team gave its own code: phrases of the vocabulary, found in paths, methods and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from pytest_icplicense.expressions import expression
from pytest_icplicense.model.capability import Capability, Sign, Words

SPOKEN = (
    "endpoint",
    "route",
    "page",
    "method",
    "event",
    "table",
    "module",
    "client",
    "relay",
    "screen",
    "record",
)
"""What the vocabulary reads: names that a team chooses, where signatures know those of others."""
_READ_AS = {"endpoint": "route", "page": "route", "record": "table"}
_MAX_NAME = 300
_MAX_WORDS = 4000
_PARAMETER = expression(r"^(?:\{.*\}|:.*|<.*>|\[.*\]|\$.*|\*.*|%.*)$")
_AND = expression("[/与和及或]")
_CHINESE = "\u3400-\u9fff"
_TOKEN = expression(rf"[Ww]e[Cc]hat|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[{_CHINESE}]+")
_METHOD = expression(r"^[A-Z]+ (?=/)")
_VERSION = expression(r"v\d+(?:\.\d+)*")
_PIECE = expression(r"<([^<>]*)>|\*|[^<>*]+")

_ESCAPED = expression(r"(?>(?:%[eE][3-9](?>(?:%[89abAB][0-9a-fA-F]){2}))+)|(?>(?:\\u[3-9][0-9a-fA-F]{3})+)")
_ESCAPED_BYTES = expression(_ESCAPED.pattern.encode())
"""Chinese as addresses and JSON may write it."""


class Meaning(NamedTuple):
    """What a name says of a capability."""

    capability: str
    kind: str
    """Of what it is the name."""
    aspect: str
    sure: bool
    denies: bool = False
    """Whether it says that the aspect is something else here."""


class Vocabulary:
    """The words of all capabilities that have any, made ready when they are first asked for."""

    def __init__(self, capabilities: Iterable[Capability]) -> None:
        self._capabilities = [(each.id, _phrases(each.words)) for each in capabilities if each.words]

    @cached_property
    def _stems(self) -> list[bytes]:
        """Without those that begin with, or hold, another."""
        found: list[bytes] = []
        stems = {stem for _, phrases in self._capabilities for stem in phrases.stems}
        for stem in sorted(stems, key=len):
            if not any(shorter in stem for shorter in found):
                found.append(stem)
        return found

    def may_say(self, data: bytes) -> bool:
        """Whether a sign's words may be in a content: a quick look, before anything is parsed."""
        lower = data.lower()
        if b"%e" in lower or b"\\u" in lower:
            lower = _ESCAPED_BYTES.sub(lambda found: _unescaped(found[0].decode()).encode(), lower)
        return any(stem in lower for stem in self._stems)

    def meanings(self, what: str, name: str, words: str = "") -> tuple[Meaning, ...]:
        """What a name of that kind says; `words` are others that stand with it: columns, comments, methods; of a table on
        the first line what is said of it, and then what is said of its columns, where the two can be told apart.
        """
        kind = _READ_AS.get(what, what)
        name, words = (_ESCAPED.sub(lambda found: _unescaped(found[0]), each) for each in (name, words))
        said = canonical(_METHOD.sub("", name[:_MAX_NAME]))
        words = words[:_MAX_WORDS]
        beside = " ".join(_tokens(words))
        own = " ".join(_tokens(words.partition("\n")[0])) if kind == "table" else beside
        found: list[Meaning] = []
        for capability, phrases in self._capabilities:
            found += (Meaning(capability, kind, *each) for each in phrases.said(kind, said, beside, own))
        if what == "record":
            # What an app holds, another may keep: that alone is never enough, and denies but itself.
            denied = {each.capability for each in found if each.denies}
            return tuple(each._replace(sure=False) for each in found if each.capability not in denied)
        return tuple(found)


def _unescaped(text: str) -> str:
    return (
        unquote(text)
        if text.startswith("%")
        else "".join(chr(int(each, 16)) for each in text.split("\\u")[1:])
    )


_KNOWN: dict[int, _Phrases] = {}
_MAX_KNOWN = 200


def _phrases(words: Words) -> _Phrases:
    """The same for the same words: many surveys may ask."""
    known = _KNOWN.get(id(words))
    if known is None or known.words is not words:
        if len(_KNOWN) >= _MAX_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[id(words)] = _Phrases(words)
    return known


class _Phrases:
    """The phrases of one capability, compiled when a name is held to them."""

    def __init__(self, words: Words) -> None:
        self.words = words

    @cached_property
    def stems(self) -> frozenset[bytes]:
        """Beginnings of words, one of which is there wherever somebody says one of the phrases."""
        return frozenset(_stems(self.words))

    def _signs(self, kind: str) -> list[tuple[Sign, re.Pattern[str], list[re.Pattern[str]]]]:
        """The signs of names of a kind."""
        if kind not in self._by_kind:
            self._by_kind[kind] = [
                (
                    sign,
                    re.compile("|".join(_pattern(each, self.words) for each in sign.says)),
                    [re.compile("|".join(_column(name) for name in each)) for each in sign.columns],
                )
                for sign in self.words.signs
                if kind in sign.kinds
            ]
        return self._by_kind[kind]

    @cached_property
    def _by_kind(self) -> dict[str, list[tuple[Sign, re.Pattern[str], list[re.Pattern[str]]]]]:
        return {}

    def _any_of(self, phrases: tuple[str, ...]) -> re.Pattern[str]:
        if phrases not in self._compiled:
            self._compiled[phrases] = re.compile("|".join(_words(each, self.words) for each in phrases))
        return self._compiled[phrases]

    def _none_beside(self, phrases: tuple[str, ...], said: str) -> bool:
        return bool(phrases and self._any_of(phrases).search(said))

    @cached_property
    def _compiled(self) -> dict[tuple[str, ...], re.Pattern[str]]:
        return {}

    def said(self, kind: str, name: str, beside: str, own: str) -> Iterator[tuple[str, bool, bool]]:
        """Of each sign in a name its aspect, whether it is sure, and whether it denies."""
        whole = f"{name}/{_chinese(beside)}"
        found = [
            (sign, says)
            for sign, says, columns in self._signs(kind)
            if says.search(whole)
            and all(each.search(beside) for each in columns)
            and not (sign.unless and self._any_of(sign.unless).search(whole))
        ]
        said_of_it = _chinese(own)
        if kind != "table":  # 私信与通知 are two things, 客服私信 is one
            listed = [each for each in _AND.split(said_of_it) if each]
            clear = [each for each in listed if not self._none_beside(self.words.unless, each)]
            if any(says.search(each) for _, says in found for each in clear):
                said_of_it = "/".join(clear)
        by_name = f"{name}/{said_of_it}"
        if found and self._none_beside(self.words.unless, by_name):
            found = [each for each in found if each[0].denies or each[0].regardless]
        if found and beside != own:  # what is said of the columns of a table
            told = self._none_beside(self.words.columns_unless, f"{whole}/{beside}")
            if told or (not said_of_it and self._none_beside(self.words.unless, whole)):
                named = bool(said_of_it) or not told
                found = [
                    (sign, says)
                    for sign, says in found
                    if sign.denies or sign.regardless or (named and not sign.columns and says.search(by_name))
                ]
        told_of = {
            sign: bool(sign.columns or kind != "table" or says.search(by_name)) for sign, says in found
        }
        yield from dict.fromkeys(
            (sign.aspect, sign.sure and (told_of[sign] or not said_of_it), sign.denies) for sign, _ in found
        )


def _chinese(text: str) -> str:
    return "/".join(re.findall(f"[{_CHINESE}]+", text))


def _stems(words: Words) -> Iterator[bytes]:
    """For each phrase of signs the beginnings of words, one of which is there wherever somebody says it: those of its
    piece whose shortest is the longest. What denies is asked only where something else is said, relays are looked for
    wherever connections are held open, and what a screen is called says nothing of what is in its file.
    """
    for sign in words.signs:
        for phrase in sign.says if not sign.denies and not _ASKED_ELSEWHERE.issuperset(sign.kinds) else ():
            pieces: list[tuple[str, ...]] = [
                words.terms.get(one[1], ()) if one[1] else (one[0],)
                for one in _PIECE.finditer(phrase)
                if one[0] != "*"
            ]
            rare = [each for each in sign.columns if min(map(len, map(_stem, each))) >= _RARE]
            longest = [[stem for each in piece if (stem := _stem(each))] for piece in rare or pieces]
            best = max((each for each in longest if each), key=lambda each: min(map(len, each)), default=[])
            yield from best


_ASKED_ELSEWHERE = frozenset({"relay", "screen"})
_RARE = 5
"""Bytes of the shortest of a table's columns that are asked for instead of its name, which may be as common as `order`."""


@lru_cache(maxsize=20_000)
def _stem(alias: str) -> bytes:
    if re.search(f"[{_CHINESE}]", alias):
        return alias.strip().encode()
    longest = max(_tokens(alias), key=len, default="")
    return (longest[:-1] if longest.endswith("y") else longest).encode()


@lru_cache(maxsize=20_000)
def canonical(name: str) -> str:
    """A name with its words in lower case and in the singular: `/private message/{}/history`."""
    parts = []
    for part in re.split(r"[/\\]", name.partition("?")[0].partition("#")[0]):
        if not part or _VERSION.fullmatch(part):
            continue
        if _PARAMETER.match(part):
            parts.append("{}")
        elif words := _tokens(part):
            parts.append(" ".join(words))
    return "".join(f"/{part}" for part in parts)


def _tokens(text: str) -> list[str]:
    return [_singular(each.lower()) for each in _TOKEN.findall(text)]


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word == "news":
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("xes", "ches", "shes", "sses", "tuses")) else word[:-1]


def _pattern(phrase: str, words: Words) -> str:
    """A phrase as an expression over canonical names.

    Parts between slashes are whole parts of a path, parameters between them left out; a phrase without a slash may stand
    anywhere within a part. `..` are any parts, `*` any words.
    """
    if "/" not in phrase:
        return _words(phrase, words)
    found = ""
    for part in phrase.strip("/").split("/"):
        if part == "..":
            found += r"(?:/[^/]*)*"
        elif part == "{}":
            found += r"/\{\}"
        else:
            found += rf"(?:/\{{\}})*/(?:{_words(part, words, bounded=False)})(?![^/])"
    return f"(?:{found})"


def _words(phrase: str, words: Words, *, bounded: bool = True) -> str:
    found = ""
    for match in _PIECE.finditer(phrase.strip()):
        if match[0] == "*":
            found += "[^/]*"
        elif match[1] is not None:
            aliases = words.terms.get(match[1], ("",))
            found += f"(?:{'|'.join(map(_alias, aliases))})"
        else:
            found += _alias(match[0])
    plain_ends = f"(?<![a-z]){found}(?![a-z])" if bounded else found
    return f"(?:{plain_ends})" if not re.search(f"[{_CHINESE}]", phrase) else f"(?:{found})"


def _alias(alias: str) -> str:
    """Words that may be written apart or together; those in Chinese stand within others without a space."""
    if alias.isspace():  # between two terms
        return "[ ]"
    before, after = alias[: len(alias) - len(alias.lstrip())], alias[len(alias.rstrip()) :]
    if re.search(f"[{_CHINESE}]", alias):
        return re.escape(alias.strip())
    joined = " ?".join(map(re.escape, _tokens(alias)))
    return ("[ ]" if before else "") + joined + ("[ ]" if after else "")


def _column(name: str) -> str:
    return rf"(?<![a-z]){' '.join(_tokens(name))}(?![a-z])" if name.isascii() else re.escape(name)
