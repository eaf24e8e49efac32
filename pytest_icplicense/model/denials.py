"""What a text denies: that a thing is protected or done, and not that it may be left unprotected or undone.

不加密, 未做任何加密, 未对数据进行加密 speak against the clause; 未加密的不得外发, 未经同意，不采集 do not. The words
are data: documents of kind StatementCatalogue (`policies/catalogue/statements.yaml`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache

from pytest_icplicense.model.words import longest_first, one_of

Words = tuple[str, ...]
_NEAR = 8
"""Within so many letters a ban follows what it is a ban without."""

_BEHIND = 12
"""Within so many letters it is said of something that it is no more, or refused."""
_BEFORE = 6
"""Within so many letters something follows that ceases."""
_AS_FAR = 100
"""A denial with all that may stand between is no longer."""
_NO_VERSION = "(?! ?v?[0-9])"
"""TLS 1.0 has ceased where later ones are in use."""


@dataclass(frozen=True, eq=False)
class Denials:
    """How a text denies something, and what makes no statement of it."""

    denials: Words
    between: Words
    """What may stand between a denial and the denied word."""
    conditions: Words
    """What makes a condition of a denied word before it: 未加密的."""
    things: Words
    """What is denied something, and no condition: 不加密用户数据, but 未加密用户."""
    whose: Words
    objects: Words
    """Of what something is denied, with `things`: 未对业务报文进行加密."""
    bans: Words
    acts: Words
    """What is banned by a denial before it: 未加密不上传, but 不加密不签名."""
    unmet: Words
    """How the condition of a ban begins, whose own part of the sentence follows: 未经用户同意，不得采集."""
    also: Words
    """What begins one more denial: 不加密也不校验."""
    ceased: Words
    """What is said behind a denied word of what is no more, or was never switched on: WAF 没开."""
    ceasing: Words
    """The same before one: 暂停审核."""
    negations: Words
    """How English denies, perhaps with words between: never inspected."""
    apart: Words
    """What may not stand between a denied word and what ceases: 取消订单后删除."""
    refused: Words
    """What is said behind words against the clause of what is refused: 明文请求被拒绝."""

    def contrary(self, words: Words, denied: Words, text: str) -> re.Pattern[str]:
        """What may speak against a clause in this text: one of the words, or a denial of one that is `denied`.

        A pattern of all words takes longer to make than any text takes to be looked through.
        """
        return _contrary_in(self, words, denied, text)

    def _contrary(self, words: Words, denied: Words) -> re.Pattern[str]:
        denial, between, things = map(one_of, (self.denials, self.between, self.things))
        of = f"[对向将把]{one_of(self.whose)}{{0,2}}{one_of((*self.things, *self.objects))}"
        denied_word = f"(?>{one_of(denied)})"
        return re.compile(
            f"{one_of(words)}|{denied_word}{_NO_VERSION}{self._no_more}|{self._ceasing}{denied_word}{_NO_VERSION}"
            f"|{self._negation}{denied_word}|{denial}{between}{{0,3}}(?:{of}{between}{{0,3}})? ?"
            f"{denied_word}(?!{one_of(self.conditions)}(?!{things}))"
        )

    def turned(self, match: re.Match[str], following: str) -> bool:
        """Whether what speaks against a clause is denied in its turn, or is what something is not done without.

        不随意使用; 没有权限不得访问; 未经同意，不采集. `following` is the next part of the sentence.
        """
        if self.denies(match) or self._refused.match(match.string, match.end()):
            return True
        if not self._denial.match(match[0]):
            return False
        rest = match.string[match.end() :].strip()
        if not rest and self._unmet.match(match[0]):
            rest = following.strip()
        banned = self._banned.search(rest)
        return banned is not None and banned.start() < _NEAR and not self._also.match(rest)

    def denies(self, match: re.Match[str]) -> bool:
        """Whether a denial stands right before what was found."""
        return self._before.search(match.string[max(match.start() - _AS_FAR, 0) : match.start()]) is not None

    def ends(self, match: re.Match[str]) -> bool:
        """Whether it is said of what was found that it is no more."""
        return self._ended.match(match.string, match.end()) is not None

    @cached_property
    def _ended(self) -> re.Pattern[str]:
        return re.compile(self._no_more)

    @cached_property
    def _no_more(self) -> str:
        return f"{self._up_to(_BEHIND)}{one_of(self.ceased)}"

    @cached_property
    def _ceasing(self) -> str:
        return f"{one_of(self.ceasing)}{self._up_to(_BEFORE)}"

    def _up_to(self, letters: int) -> str:
        return f"(?:(?!{one_of(self.apart)}).){{0,{letters}}}?"

    @cached_property
    def _negation(self) -> str:
        said = rf"(?:{one_of(self.negations)}|(?<![a-z])[a-z]+n['’]t(?![a-z]))"
        return rf"{said} (?:(?!(?:{one_of(self.negations)}|unless|until|before) )[a-z]+ ){{0,3}}"

    @cached_property
    def _refused(self) -> re.Pattern[str]:
        return re.compile(f".{{0,{_BEHIND}}}?{one_of(self.refused)}")

    @cached_property
    def _denial(self) -> re.Pattern[str]:
        return re.compile(one_of(self.denials))

    @cached_property
    def _before(self) -> re.Pattern[str]:
        before = f"{one_of(self.denials)}{one_of(self.between)}{{0,3}} ?|{self._ceasing}|{self._negation}"
        return re.compile(f"(?:{before})$")

    @cached_property
    def _unmet(self) -> re.Pattern[str]:
        return re.compile(one_of(self.unmet))

    @cached_property
    def _also(self) -> re.Pattern[str]:
        return re.compile(rf"\s*{one_of(self.also)}")

    @cached_property
    def _banned(self) -> re.Pattern[str]:
        signs = "".join(sorted({word[0] for word in self.denials})) or "\0"
        return re.compile(f"{one_of(self.bans)}|[{signs}][^{signs}]{{0,4}}{one_of(self.acts)}")


@lru_cache(maxsize=64)
def _contrary_in(denials: Denials, words: Words, denied: Words, text: str) -> re.Pattern[str]:
    """Kept for a text that is asked for what it says against its clause, and then for what it says of how it is done."""
    here = {each.name: _within(getattr(denials, each.name), text) for each in fields(denials)}
    return Denials(**here)._contrary(_within(words, text), _within(denied, text))


def _within(words: Words, text: str) -> Words:
    return tuple(word for word in longest_first(words) if word in text)
