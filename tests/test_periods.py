"""Periods in words, as when somebody is away."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from handlers.dates import Reason, UnclearDate
from handlers.periods import read_period

TODAY = date(2027, 2, 8)

PERIODS = [
    ("1 mars–30 april", "2027-03-01", "2027-04-30"),
    ("1–30 april", "2027-04-01", "2027-04-30"),
    ("1-30 april 2028", "2028-04-01", "2028-04-30"),
    ("den 1 till den 30 april", "2027-04-01", "2027-04-30"),
    ("1 mars till 5 mars", "2027-03-01", "2027-03-05"),
    ("från 1 mars till och med 5 mars", "2027-03-01", "2027-03-05"),
    ("1 March to 30 April", "2027-03-01", "2027-04-30"),
    ("from March 1 through March 5", "2027-03-01", "2027-03-05"),
    ("1/3-5/3", "2027-03-01", "2027-03-05"),
    ("2027-03-01 - 2027-03-05", "2027-03-01", "2027-03-05"),
    ("2027-03-01–2027-03-05", "2027-03-01", "2027-03-05"),
    ("20 december–6 januari", "2027-12-20", "2028-01-06"),
    ("20 december–6 januari 2028", "2027-12-20", "2028-01-06"),
    ("1 februari–30 april", "2027-02-01", "2027-04-30"),
    ("1 mars 2028–30 april", "2028-03-01", "2028-04-30"),
    ("i dag–fredag", "2027-02-08", "2027-02-12"),
    ("till fredag", "2027-02-08", "2027-02-12"),
    ("until 3 March", "2027-02-08", "2027-03-03"),
    ("i morgon till i övermorgon", "2027-02-09", "2027-02-10"),
    ("måndag till fredag", "2027-02-15", "2027-02-19"),
    ("onsdag till fredag nästa vecka", "2027-02-17", "2027-02-19"),
    ("v. 10", "2027-03-08", "2027-03-14"),
    ("v. 10–12", "2027-03-08", "2027-03-28"),
    ("v. 50–2", "2027-12-13", "2028-01-16"),
    ("v. 6", "2027-02-08", "2027-02-14"),
    ("nästa vecka", "2027-02-15", "2027-02-21"),
    ("3 mars", "2027-03-03", "2027-03-03"),
    ("2027-03-03", "2027-03-03", "2027-03-03"),
]

UNCLEAR_PERIODS = [
    ("", "not a date"),
    ("ett tag", "not a date"),
    ("10–12", "not a date"),
    ("1–fredag", "not a date"),
    ("från 1 mars", "not a date"),
    ("fredag kl. 10–fredag kl. 12", "not a date"),
    ("1 mars kl. 10", "not a date"),
    ("1–31 april", "no such day"),
    ("5–1 mars 2027", "ambiguous"),
    ("3 mars–1 mars", "ambiguous"),
    ("30 april–1 mars", "ambiguous"),
    ("v. 10–2", "ambiguous"),
    ("måndag till fredag 3 mars", "weekday does not fit"),
]


@pytest.mark.parametrize(("phrase", "first", "last"), PERIODS)
def test_a_period_is_read(phrase: str, first: str, last: str) -> None:
    assert read_period(phrase, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(("phrase", "reason"), UNCLEAR_PERIODS)
def test_an_unclear_period_is_refused_with_its_reason(phrase: str, reason: Reason) -> None:
    with pytest.raises(UnclearDate) as refused:
        read_period(phrase, TODAY)
    assert refused.value.reason == reason


@given(
    today=st.dates(date(2015, 1, 1), date(2035, 1, 1)),
    ahead=st.integers(0, 300),
    length=st.integers(0, 180),
    language=st.sampled_from(["sv", "en"]),
)
def test_a_written_period_is_read_back(today: date, ahead: int, length: int, language: str) -> None:
    first = today + timedelta(days=ahead)
    last = first + timedelta(days=length)
    phrase = f"{format_date(first, 'd MMMM', language)}–{format_date(last, 'd MMMM', language)}"
    if ahead + length < 364:
        assert read_period(phrase, today) == (first, last)
    assert read_period(f"{first} - {last}", today) == (first, last)
