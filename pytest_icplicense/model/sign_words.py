"""What a repository shows, in the words of both languages: `route /topics`, `server name: www.example.cn`."""

from __future__ import annotations

from functools import cache

from pytest_icplicense.files.shipped import shipped_data
from pytest_icplicense.text import Text, enumeration


def sign_in_words(evidence: str) -> Text:
    """The sign; what it begins with in each language, where that is a word and no name of others."""
    for sign, said in ((": ", Text(": ", "：")), (" ", Text.same(" "))):
        name, found, value = evidence.partition(sign)
        if (word := _words().get(name)) and "{}" in word.en:
            names = enumeration(value.split())
            return Text(word.en.replace("{}", names.en), word.zh.replace("{}", names.zh))
        if word:
            return Text(word.en + said.en + value, word.zh + said.zh + value) if found else word
    return Text.same(evidence)


def sign_without_words(evidence: str) -> str:
    """What stands in the file, without a word of ours before it: an excerpt is not of one language."""
    for sign in (": ", " "):
        name, found, value = evidence.partition(sign)
        if found and name in _words():
            return value
    return evidence


@cache
def _words() -> dict[str, Text]:
    return {name: Text.of(pair) for name, pair in shipped_data("wordings", "signs.yaml").items()}
