"""The policies against the license: every quotation is verbatim, every clause is there, nothing is left over unseen."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest
import yaml

DATA = Path(__file__).parent.parent / "data"
LICENSE = (DATA / "license-jing-b2-20181623.txt").read_text(encoding="utf-8")
with (DATA / "clauses.tsv").open(encoding="utf-8", newline="") as _file:
    CLAUSES = {row["id"]: row for row in csv.DictReader(_file, delimiter="\t")}
NUMBER = "京B2-20181623"


def fold(text: str) -> str:
    """What scanning varies, made alike: widths, spaces, line breaks, page feet with their repeated heading."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    text = re.sub(rf"经营许可证编号:{NUMBER}##特别规定事项", "", text)
    return re.sub(r"#+|\(附页\)##", "", text)


FOLDED = fold(LICENSE)


def quotes(library, clause):
    """The verbatim pieces of a clause's quote, in order."""
    quote = clause.quoted([library.licenses[NUMBER]])
    return [fold(piece) for piece in quote.split("…")]


def test_every_clause_of_the_license_is_there_in_its_order(library):
    ids = [clause.id for provision in library.provisions for clause in provision.clauses]
    assert ids == list(CLAUSES)


def test_every_quotation_stands_in_the_license_word_for_word(library):
    for provision in library.provisions:
        for clause in provision.clauses:
            assert clause.quoted([library.licenses[NUMBER]]) == CLAUSES[clause.id]["quote"]
            place = 0
            for piece in quotes(library, clause):
                assert piece in FOLDED[place:], clause.id
                place = FOLDED.index(piece, place) + len(piece)


def test_every_quotation_stands_in_its_provision(library):
    """What is shipped is trusted when it is read."""
    for provision in library.provisions:
        for clause in provision.clauses:
            if provision.text and clause.quote:
                assert provision.words_not_in_text(clause.quote) is None, clause.id
                assert (
                    provision.words_not_in_text(clause.quote + "不在其中")
                    == (clause.quote.rpartition("…")[2] + "不在其中").strip()
                )


def test_how_a_clause_is_judged_is_what_was_planned(library):
    for provision in library.provisions:
        for clause in provision.clauses:
            planned = [how for how in CLAUSES[clause.id]["how"].split(", ") if how != "conditional"]
            assert list(clause.how) == planned, clause.id


def test_every_provision_is_the_license_s_own_text(library):
    for provision in library.provisions:
        if provision.text is None:
            assert provision.id in ("LIC", "SITE")
            text = library.licenses[NUMBER].quotes[provision.id]
            assert all(fold(line) in FOLDED for line in text.splitlines())
        else:
            assert fold(provision.text) in FOLDED, provision.id
            for clause in provision.clauses:
                assert all(piece in fold(provision.text) for piece in quotes(library, clause))


def left_over(library, provision):
    """The pieces of a provision's text that no quotation covers; quotations may overlap."""
    text = fold(provision.text)
    covered = [False] * len(text)
    for clause in provision.clauses:
        place = 0
        for piece in quotes(library, clause):
            place = text.index(piece, place)
            covered[place : place + len(piece)] = [True] * len(piece)
    rest = "".join("|" if done else char for char, done in zip(text, covered, strict=True))
    return [piece for piece in rest.split("|") if piece.strip(",;。")]


def test_nothing_of_a_provision_is_left_over_but_what_is_listed(library):
    """The list names words that connect, aims without an act of their own, and conditions that a `when` carries."""
    listed = yaml.safe_load((DATA / "left-over.yaml").read_text(encoding="utf-8"))
    found = {
        provision.id: left_over(library, provision)
        for provision in library.provisions
        if provision.text is not None
    }
    assert found == listed


@pytest.mark.parametrize("provision", ["LIC", "SITE"])
def test_the_face_and_the_annexe_are_quoted_whole(library, provision):
    quotes_of = library.licenses[NUMBER].quotes
    whole = fold(quotes_of[provision])
    for clause in (each for each in quotes_of if each.startswith(f"{provision}.")):
        for piece in quotes_of[clause].split("…"):
            assert fold(piece) in whole
