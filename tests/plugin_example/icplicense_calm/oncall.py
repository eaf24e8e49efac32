"""`oncall.ini`: how soon an alert reaches somebody, as a fact that checks may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from configparser import ConfigParser, Error

from pytest_icplicense.api import FactSource, Observation, Text, Tree

FACT = "alert-minutes"


def observe(tree: Tree) -> Iterator[Observation]:
    """One for each line `alert-minutes = 15` below a section's name."""
    for artifact in tree.artifacts("oncall.ini"):
        parser = ConfigParser(interpolation=None)
        try:
            parser.read_string(artifact.text)
        except Error:
            continue  # not of this format, so it shows nothing
        for section in parser.sections():
            minutes = parser.get(section, FACT, fallback="")
            if minutes.isdecimal():
                line = next(n for n, each in enumerate(artifact.lines, 1) if each.startswith(FACT))
                yield Observation(
                    fact=FACT,
                    value=int(minutes),
                    unit="minutes",
                    place=tree.place(artifact.path, line),
                    evidence=artifact.lines[line - 1],
                    source="oncall",
                )


SOURCE = FactSource(
    name="oncall",
    facts=(FACT,),
    observe=observe,
    summary=Text("how soon an alert reaches somebody", "告警多久有人响应"),
)
