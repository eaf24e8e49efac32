"""Terms of a license: which may follow each other, and which term a day is of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.model.term import (
    LONGEST_GAP,
    LONGEST_OVERLAP,
    Term,
    TermFault,
    covered_until,
    joined,
    terms_of,
)

FIRST = Term(date(2016, 10, 2), date(2021, 10, 1))
SECOND = Term(date(2021, 10, 2), date(2026, 10, 1))
DAY = timedelta(days=1)
days = st.dates(date(2000, 1, 1), date(2060, 1, 1))


def document(*terms: Term) -> dict[str, object]:
    """What a License document says of its terms, the last one being the current."""
    *former, current = ({"issued": str(term.issued), "expires": str(term.expires)} for term in terms)
    return {**current, **({"terms": former} if former else {})}


def fault(*terms: Term) -> tuple[str, str]:
    """The place and the sentence of what is wrong with them."""
    with pytest.raises(TermFault) as caught:
        terms_of(document(*terms))
    return caught.value.pointer, caught.value.text.en


def test_a_license_that_was_never_renewed_has_one_term():
    assert terms_of(document(SECOND)) == (SECOND,)


def test_terms_are_in_their_order_and_each_once():
    assert terms_of({**document(SECOND), "terms": [*document(FIRST, SECOND, SECOND)["terms"]]}) == (
        FIRST,
        SECOND,
    )


def test_a_license_issued_again_within_its_term_has_one_first_day():
    again = Term(date(2023, 3, 1), SECOND.expires)
    assert terms_of(document(SECOND, again)) == (SECOND,)


@pytest.mark.parametrize("days_between", [-LONGEST_OVERLAP, -1, 0, 1, LONGEST_GAP])
def test_a_renewal_may_be_early_or_late(days_between):
    later = Term(FIRST.expires + (days_between + 1) * DAY, date(2026, 10, 1))
    assert terms_of(document(FIRST, later)) == (FIRST, later)


def test_but_not_by_more():
    early = Term(FIRST.expires - LONGEST_OVERLAP * DAY, date(2026, 10, 1))
    late = Term(FIRST.expires + (LONGEST_GAP + 2) * DAY, date(2026, 10, 1))
    assert "overlap by 367 days" in fault(FIRST, early)[1]
    assert "lie 91 days" in fault(FIRST, late)[1]


def test_what_is_wrong_is_told_where_it_stands():
    within = Term(date(2022, 1, 1), date(2023, 1, 1))
    assert fault(Term(FIRST.issued, date(2016, 1, 1)), SECOND) == (
        "/terms/0/expires",
        "the license expires on 2016-01-01, before it is issued on 2016-10-02",
    )
    assert fault(Term(date(2027, 1, 1), date(2030, 1, 1)), SECOND)[0] == "/terms/0/issued"
    assert fault(SECOND, within)[1].startswith(
        "the term 2022-01-01 to 2023-01-01 lies within the term 2021-10-02"
    )


@st.composite
def rows_of_terms(draw: st.DrawFn) -> tuple[Term, ...]:
    """Terms as renewals make them: early, late, or on the day after."""
    issued = draw(st.dates(date(2001, 1, 1), date(2010, 1, 1)))
    terms = []
    for _ in range(draw(st.integers(1, 4))):
        expires = issued + timedelta(days=draw(st.integers(1000, 2000)))
        terms.append(Term(issued, expires))
        issued = expires + timedelta(days=draw(st.integers(-300, LONGEST_GAP)))
    return tuple(terms)


@pytest.mark.slow
@given(rows_of_terms(), st.randoms(use_true_random=False))
def test_the_order_in_which_former_terms_are_listed_does_not_matter(terms, random):
    *former, current = terms
    random.shuffle(former)
    assert terms_of(document(*former, current)) == terms == joined(terms)


@pytest.mark.slow
@given(rows_of_terms(), days)
def test_a_day_is_in_force_by_some_term_or_by_none(terms, day):
    until = covered_until(terms, day)
    assert (until is not None) is any(term.holds(day) for term in terms)
    if until is not None:
        assert any(term.expires == until for term in terms)
        assert not any(term.holds(until + DAY) for term in terms)


@pytest.mark.slow
@given(rows_of_terms(), st.data())
def test_two_adjoining_terms_are_in_force_as_one_is(terms, data):
    index = data.draw(st.integers(0, len(terms) - 1))
    whole = terms[index]
    cut = data.draw(st.dates(whole.issued, whole.expires - DAY))
    split = (*terms[:index], Term(whole.issued, cut), Term(cut + DAY, whole.expires), *terms[index + 1 :])
    day = data.draw(days)
    assert covered_until(joined(split), day) == covered_until(terms, day)
