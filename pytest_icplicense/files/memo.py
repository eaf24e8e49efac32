"""Answers that are asked for again soon, by the manifests beside or by other checks of the same: a few are remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

MOST = 512


class Memo(Generic[K, V]):
    """A function that remembers its last few answers, so that memory does not grow with a run; what it raises it forgets."""

    __slots__ = ("_answers", "_ask")

    def __init__(self, ask: Callable[[K], V]) -> None:
        self._ask = ask
        self._answers: dict[K, V] = {}

    def __call__(self, question: K) -> V:
        """The answer."""
        try:
            return self._answers[question]
        except KeyError:
            pass
        if len(self._answers) >= MOST:
            self._answers.clear()
        answer = self._answers[question] = self._ask(question)
        return answer

    def carried(self, ask: Callable[[K], V]) -> Memo[K, V]:
        """What is remembered, for a function whose answers are the same."""
        other = Memo(ask)
        other._answers = self._answers.copy()
        return other
