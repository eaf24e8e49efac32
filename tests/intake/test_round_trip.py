"""A license printed in any layout and scanned in any way reads back as it was; what cannot be read is never a value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from effort import TIMES
from generator import Draw, Printed, licenses, printed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layout import in_layout
from scan import KINDS, Noise

from pytest_icplicense import library as libraries
from pytest_icplicense.documents import read
from pytest_icplicense.intake.face.fields import LABELS, official
from pytest_icplicense.intake.import_file import Imported, import_lines
from pytest_icplicense.library import Library
from pytest_icplicense.model.number import parse_number
from pytest_icplicense.model.provision import natural
from pytest_icplicense.readers.lines import Line

DATA = Path(__file__).parent.parent / "data"
CALM = (HealthCheck.too_slow, HealthCheck.data_too_large)
"""Drawing a whole license is what these tests are about."""


def imported(text: str) -> Imported:
    """The import of a text."""
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]
    return import_lines(lines, shipped(), "scan.txt", "0" * 64)


def one_width(text: str) -> str:
    """Without the width of its characters and the spaces beside Chinese ones, which scans change and nobody reads."""
    words = unicodedata.normalize("NFKC", text).split()
    out = words[:1]
    for before, word in pairwise(words):
        out.append(" " if before[-1].isascii() and word[0].isascii() else "")
        out.append(word)
    return "".join(out)


def comparable(tree: dict[str, Any]) -> dict[str, Any]:
    """Key by key what must be equal: numbers, dates, ids and domains exactly, names in one width, regions by code."""
    catalogue = shipped().catalogue
    flat: dict[str, Any] = {}
    for key, value in tree.items():
        if key in ("quotes", "source"):
            continue
        if key == "scope":
            for at, row in enumerate(value):
                flat |= {
                    f"/scope/{at}/{name}": row.get(name, [])
                    for name in ("category", "limitation", "excludes", "only")
                }
                regions = row["coverage"]
                codes = regions and [getattr(catalogue.region(each), "code", each) for each in regions]
                flat[f"/scope/{at}/coverage"] = codes
        elif key == "sites":
            for at, site in enumerate(value):
                flat |= {
                    f"/sites/{at}/{name}": text if name == "domain" else one_width(text)
                    for name, text in site.items()
                }
        elif isinstance(value, list):
            flat[f"/{key}"] = [one_width(each) if isinstance(each, str) else each for each in value]
        else:
            flat[f"/{key}"] = one_width(value)
    return flat


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What differs, a line each."""
    one, other = comparable(expected), comparable(found)
    nothing = "(nothing)"
    out = [
        f"{key}: {one.get(key, nothing)!r} was read as {other.get(key, nothing)!r}"
        for key in dict.fromkeys([*one, *other])
        if one.get(key, nothing) != other.get(key, nothing)
    ]
    for at, (row, again) in enumerate(zip(expected.get("scope", []), found.get("scope", []), strict=False)):
        if not one_width(again["text"]).startswith(one_width(row["text"])):
            out.append(f"/scope/{at}/text: {row['text']!r} was read as {again['text']!r}")
    return out


def unexpected(made: Printed, doubts: Iterable[Any]) -> list[str]:
    """The doubts, but for those that say that a provision has another number than it has in the policies, or that all known
    ones up to the last are there and none behind it.
    """
    return [
        f"line {doubt.line}: {doubt.message.en}"
        for doubt in doubts
        if doubt.missing
        or not (
            told_in(doubt.message.en) & set(made.renumbered)
            or (doubt.message.en.endswith("is a page missing?") and ends_early(made.tree["provisions"]))
        )
    ]


def ends_early(provisions: Sequence[str]) -> bool:
    """Whether these are the known provisions up to one of them."""
    known = sorted((each.id for each in shipped().provisions if each.text), key=natural)
    return sorted(provisions, key=natural) == known[: len(provisions)]


def told_in(message: str) -> set[str]:
    """The provisions that a doubt says to stand under other numbers: one, or the first and last of several."""
    one = re.search(r"this is (\S+) by its words", message)
    several = re.search(r"numbered in another way: (\S+) to (\S+) by their words", message)
    return {*(one or several).groups()} if one or several else set()


def are_all_told(renumbered: Sequence[str], told: Iterable[set[str]]) -> bool:
    """Whether each is: by itself, between two, or, where its number within it is the same, by the provision above."""
    groups = [sorted(names, key=natural) for names in told if names]
    return all(
        any(
            natural(names[0]) <= natural(name) <= natural(names[-1]) or name.rpartition(".")[0] in names
            for names in groups
        )
        for name in renumbered
    )


def assert_read_back(made: Printed) -> None:
    """The text reads as the tree, with no doubt."""
    found = imported(made.text)
    wrong = differences(made.tree, found.tree) + unexpected(made, found.doubts)
    numbered = "\n".join(f"{number:4} {line}" for number, line in enumerate(made.text.split("\n"), start=1))
    assert not wrong, "\n".join([*wrong, "--- read from", numbered[:6000]])
    told = [told_in(doubt.message.en) for doubt in found.doubts]
    assert set().union(*told) <= set(made.renumbered)
    assert are_all_told(made.renumbered, told), (made.renumbered, told)
    quoted = found.tree["quotes"]
    assert one_width(quoted["LIC.2"]).endswith(one_width(made.tree["holder"]))


@st.composite
def drawn(draw: Draw, confuse: str = "", drop: str = "") -> Printed:
    """A license with its text, where a field's value has a mistaken character or a field is left out."""
    return printed(draw(licenses(shipped())), shipped(), draw, confuse=confuse, drop=drop)


@cache
def shipped() -> Library:
    """The shipped policies: no fixture, whose every line a failure would show."""
    return libraries.load()


def examples(count: int) -> settings:
    """So many licenses."""
    return settings(max_examples=count * TIMES, deadline=None, suppress_health_check=CALM)


@pytest.mark.slow
@examples(100)
@given(drawn())
def test_licenses_read_back(made):
    assert_read_back(made)


def assert_reported(name: str, made: Printed) -> None:
    """The mistaken character is named in its line; the field has no value and is missing, and the others are read."""
    found = imported(made.text)
    assert name not in found.tree, f"{made.mistaken!r} was put into it, and it was read as {found.tree[name]}"
    reported = [
        doubt for doubt in found.doubts if doubt.line is not None and made.mistaken in doubt.message.en
    ]
    assert reported, [doubt.message.en for doubt in found.doubts]
    assert any(LABELS[name][0] in doubt.message.zh for doubt in found.doubts if doubt.missing)
    others = {key: value for key, value in made.tree.items() if key != name}
    assert differences(others, found.tree) == []


CONFUSED = ["number", "issued", "expires"]


@pytest.mark.slow
@examples(60)
@given(st.sampled_from(CONFUSED), st.data())
def test_a_character_mistaken_for_another_is_reported_and_gives_no_value(name, data):
    assert_reported(name, data.draw(drawn(confuse=name)))


@pytest.mark.slow
@examples(30)
@given(st.sampled_from(["number", "holder", "issued", "expires", "scope", "provisions"]), st.data())
def test_a_field_that_is_not_there_is_reported_as_missing(name, data):
    made = data.draw(drawn(drop=name))
    found = imported(made.text)
    assert not found.tree.get(name), f"it is not in the text, and was read as {found.tree[name]}"
    label = "特别规定事项" if name == "provisions" else official(name)
    assert [doubt for doubt in found.doubts if doubt.missing and label in doubt.message.zh]


@pytest.mark.slow
@examples(15)
@given(st.sampled_from(["name", "domain", "server_location", "access_provider"]), st.data())
def test_so_is_a_field_of_a_site(name, data):
    made = data.draw(drawn(drop=f"site.{name}").filter(lambda each: each.tree["sites"]))
    found = imported(made.text)
    assert [site for site in found.tree["sites"] if name in site] == []
    label = official(f"site.{name}")
    told = [doubt for doubt in found.doubts if doubt.missing and label in doubt.message.zh]
    assert len(told) == len(made.tree["sites"])


@pytest.mark.slow
@examples(30)
@given(drawn())
def test_what_is_generated_is_a_license(made):
    assert shipped().schema("license").breaches(made.tree) == []
    assert str(parse_number(made.tree["number"])) == made.tree["number"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_noise_is_in_the_texts(kind):
    """A generator that has fallen silent would let every importer pass."""
    tree = read(DATA / "licenses/05-chuan-b25-both.yaml").documents[0].tree["license"]
    texts = [
        in_layout(tree, shipped(), Noise(Random(seed), **{kind: on})).text
        for seed in range(10)
        for on in (False, True)
    ]
    assert len({*texts[::2]} & {*texts[1::2]}) < 5
