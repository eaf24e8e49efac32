"""How far the recognizer is trusted, and which characters look alike: the data of `policies/scan/`."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

from pytest_icplicense.files.shipped import shipped_data

_MOST_TRIED = 200
"""Readings of a short text that are tried."""


class Recognition(NamedTuple):
    """The bounds of confidence, and what looks alike."""

    left_out_below: float
    doubted_below: float
    alike: dict[str, frozenset[str]]
    """By character those that look like it."""
    mistaken_when_sure: dict[str, str]
    """By character the others that the recognizer takes for it without being unsure."""

    def look_alike(self, one: str, other: str) -> bool:
        """Whether two characters may be taken for each other."""
        return one == other or other in self.alike.get(one, ())

    def readings(self, text: str) -> list[str]:
        """What a short text may be, itself first, by one or two of its characters taken for others."""
        choices = [(char, *sorted(self.alike.get(char, ()))) for char in text]
        found = [text]
        many = [at for at, each in enumerate(choices) if len(each) > 1]
        for at in many:
            found += [text[:at] + char + text[at + 1 :] for char in choices[at][1:]]
        for one, other in product(many, many):
            if one < other:
                found += [
                    text[:one] + first + text[one + 1 : other] + second + text[other + 1 :]
                    for first, second in product(choices[one][1:], choices[other][1:])
                ]
            if len(found) > _MOST_TRIED:
                break
        return found[:_MOST_TRIED]


@cache
def recognition() -> Recognition:
    """What the package ships."""
    bounds = shipped_data("scan", "confidence.yaml")["confidence"]
    data = shipped_data("scan", "lookalikes.yaml")
    alike: dict[str, set[str]] = {}
    for group in data["lookalikes"]:
        for char in group:
            alike.setdefault(char, set()).update(set(group) - {char})
    return Recognition(
        float(bounds["left_out_below"]),
        float(bounds["doubted_below"]),
        {char: frozenset(others) for char, others in alike.items()},
        {char: group.replace(char, "") for group in data["mistaken_when_sure"] for char in group},
    )
