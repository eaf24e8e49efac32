"""How files of logs are told whose program says for how long it keeps them."""

from __future__ import annotations

from pytest_icplicense.detect.yaml_nodes import Mapping, Word


def kept_log(name: str, days: float, at: Word, capped: bool = False) -> Mapping:
    """A log with its `name` and for how many `days` it is kept, as the word `at` says; `capped`: what it may take up deletes
    it earlier.
    """
    row = Mapping()
    word = Word(f"{days:.6g}")
    word.line, word.column = at.line, at.column
    row["name"], row["days"], row.where["days"] = Word(name), word, (at.line, at.column)
    if capped:
        row["at_most"] = Word("true")
    return row
