"""How dates are read. Today is Monday 8 February 2027, week 6, and the clock shows 08:04."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from handlers.dates import Moment, Reason, UnclearDate, read_moment, split_date

TODAY = date(2027, 2, 8)
NOW = time(8, 4)
STOCKHOLM = ZoneInfo("Europe/Stockholm")

READ = [
    # Weekdays
    ("fredag", "2027-02-12"),
    ("FREDAG", "2027-02-12"),
    ("fredagen", "2027-02-12"),
    ("fre", "2027-02-12"),
    ("Friday", "2027-02-12"),
    ("lordag", "2027-02-13"),
    ("på söndag", "2027-02-14"),
    ("nu på onsdag", "2027-02-10"),
    ("this Wednesday", "2027-02-10"),
    ("fredag 12:00", "2027-02-12 12:00"),
    ("fre. 12:00", "2027-02-12 12:00"),
    ("Fri 12:00", "2027-02-12 12:00"),
    ("torsdag kl. 12", "2027-02-11 12:00"),
    ("på torsdag kl. 12.00", "2027-02-11 12:00"),
    ("kl. 12 på torsdag", "2027-02-11 12:00"),
    ("senast fredag", "2027-02-12"),
    ("senast på fredag", "2027-02-12"),
    ("fredag senast kl. 12", "2027-02-12 12:00"),
    ("till fredag", "2027-02-12"),
    ("by Friday", "2027-02-12"),
    ("on Friday at noon", "2027-02-12 12:00"),
    ("Friday 12 noon", "2027-02-12 12:00"),
    ("Thursday 5 pm", "2027-02-11 17:00"),
    ("Thursday at 5:30 p.m.", "2027-02-11 17:30"),
    ("måndag", "2027-02-15"),
    ("måndag kl. 12", "2027-02-08 12:00"),
    ("måndag kl. 8", "2027-02-15 08:00"),
    # Next week
    ("nästa fredag kl. 12", "2027-02-19 12:00"),
    ("nasta fredag", "2027-02-19"),
    ("next Friday noon", "2027-02-19 12:00"),
    ("nästa vecka", "2027-02-15"),
    ("senast nästa vecka", "2027-02-19"),
    ("fredag nästa vecka", "2027-02-19"),
    ("Friday next week", "2027-02-19"),
    # From today
    ("i dag", "2027-02-08"),
    ("i dag 16", "2027-02-08 16:00"),
    ("today 4pm", "2027-02-08 16:00"),
    ("today 12 am", "2027-02-08 00:00"),
    ("senast kl. 16", "2027-02-08 16:00"),
    ("by noon", "2027-02-08 12:00"),
    ("i morgon kl. 9.30", "2027-02-09 09:30"),
    ("imorgon", "2027-02-09"),
    ("tomorrow 9am", "2027-02-09 09:00"),
    ("i övermorgon", "2027-02-10"),
    ("i overmorgon", "2027-02-10"),
    ("the day after tomorrow", "2027-02-10"),
    ("om 3 dagar", "2027-02-11"),
    ("om två veckor", "2027-02-22"),
    ("in two weeks", "2027-02-22"),
    ("in a week at 10:15", "2027-02-15 10:15"),
    ("i morgon om en vecka", "2027-02-16"),
    ("i morgon tisdag", "2027-02-09"),
    # A day of a month
    ("18 februari", "2027-02-18"),
    ("18 feb.", "2027-02-18"),
    ("8 februari", "2027-02-08"),
    ("7 februari", "2028-02-07"),
    ("den 3 mars", "2027-03-03"),
    ("3:e mars", "2027-03-03"),
    ("the 3rd of March", "2027-03-03"),
    ("March 3, 2027", "2027-03-03"),
    ("3 mars kl. 10", "2027-03-03 10:00"),
    ("3 mars 2027 kl. 10", "2027-03-03 10:00"),
    ("torsdag 18 februari kl. 12.00", "2027-02-18 12:00"),
    ("torsdagen den 18 februari", "2027-02-18"),
    ("Thursday 18 February 12:00", "2027-02-18 12:00"),
    ("Thursday, 18 February, 12:00", "2027-02-18 12:00"),
    ("torsdag 18 kl. 12", "2027-02-18 12:00"),
    ("torsdag den 18", "2027-02-18"),
    ("torsdag 11", "2027-02-11"),
    ("senast fredag 12", "2027-02-12"),
    ("nästa fredag 19", "2027-02-19"),
    ("fredag 26", "2027-02-26"),
    ("den 7", "2027-03-07"),
    ("on the 18th", "2027-02-18"),
    # Figures: the day stands before the month
    ("3/3", "2027-03-03"),
    ("3/4", "2027-04-03"),
    ("3/4 2028", "2028-04-03"),
    ("3/4-2028 kl 9", "2028-04-03 09:00"),
    ("2027-03-03", "2027-03-03"),
    ("2027-03-03 10:00", "2027-03-03 10:00"),
    ("2027-03-03T10:00", "2027-03-03 10:00"),
    ("20270303", "2027-03-03"),
    ("2015-06-01", "2015-06-01"),
    # Weeks
    ("v. 10", "2027-03-08"),
    ("v10", "2027-03-08"),
    ("vecka 10", "2027-03-08"),
    ("week 10", "2027-03-08"),
    ("v. 5", "2028-01-31"),
    ("v. 6", "2027-02-08"),
    ("v. 10 2028", "2028-03-06"),
    ("senast v. 10", "2027-03-12"),
    ("v 10 fredag", "2027-03-12"),
    ("fredag v. 10 kl. 9", "2027-03-12 09:00"),
    ("onsdag 10 mars v. 10", "2027-03-10"),
]

UNCLEAR = [
    ("", "not a date", None),
    ("lunch", "not a date", None),
    ("punkt 3", "not a date", None),
    ("3", "not a date", None),
    ("mars", "not a date", None),
    ("i slutet av mars", "not a date", None),
    ("kl. 12", "not a date", None),
    ("midnatt", "not a date", None),
    ("nästa", "not a date", None),
    ("senast", "not a date", None),
    ("man", "not a date", None),
    ("sun", "not a date", None),
    ("3 mars 1676", "not a date", None),
    ("2150-01-01", "not a date", None),
    ("20271345", "not a date", None),
    ("15/16", "not a date", None),
    ("fredag\u202e", "not a date", None),
    ("fredag\x00", "not a date", None),
    ("fredag " * 40, "not a date", None),
    ("30 februari", "no such day", None),
    ("29 februari", "no such day", None),
    ("2027-13-01", "no such day", None),
    ("31/4", "no such day", None),
    ("v. 54", "no such day", None),
    ("fredag kl. 25", "no such day", None),
    ("fredag 12:75", "no such day", None),
    ("Friday 13 pm", "no such day", None),
    ("fredag 18 februari kl. 12", "weekday does not fit", "2027-02-18 12:00"),
    ("i morgon fredag", "weekday does not fit", "2027-02-09"),
    ("3 mars 4 mars", "ambiguous", None),
    ("3 mars eller 4 mars", "ambiguous", None),
    ("fredag eller 12 februari", "ambiguous", None),
    ("fredag lördag", "ambiguous", None),
    ("i morgon 3 mars", "ambiguous", None),
    ("fredag kl. 9 kl. 10", "ambiguous", None),
    ("i dag 16 kl. 12", "ambiguous", None),
    ("torsdag 18", "day or hour", "2027-02-11 18:00"),
    ("senast fredag 13", "day or hour", "2027-02-12 13:00"),
    ("onsdag 9", "day or hour", "2027-02-10 09:00"),
    ("fredag 24", "day or hour", "2027-02-12 23:59"),
    ("fredag 27", "weekday does not fit", "2027-02-27"),
    ("fredag kl. 24", "either end", "2027-02-12 23:59"),
    ("i dag midnatt", "either end", "2027-02-08 23:59"),
    ("senast kl. 7", "hour is past", "2027-02-09 07:00"),
]

COMMANDS = [
    ("Skicka listan senast torsdag kl. 12", "Skicka listan", "2027-02-11 12:00", "senast torsdag kl. 12"),
    ("Skicka den fredag", "Skicka den", "2027-02-12", "fredag"),
    ("Ring, @region-dalarna 2015-06-01", "Ring, @region-dalarna", "2015-06-01", "2015-06-01"),
    ("politikerforum till 3 mars", "politikerforum", "2027-03-03", "till 3 mars"),
    ("forum 9 februari till 3 mars", "forum 9 februari", "2027-03-03", "till 3 mars"),
    ("Bjud in nästa fredag kl 12", "Bjud in", "2027-02-19 12:00", "nästa fredag kl 12"),
    ("Samordna? ja/delvis/nej, senast torsdag kl. 12", "Samordna? ja/delvis/nej", "2027-02-11 12:00",
     "senast torsdag kl. 12"),
    ("Boka sal 10 i morgon", "Boka sal 10", "2027-02-09", "i morgon"),
    ("Gå igenom punkt 3 fredag", "Gå igenom punkt 3", "2027-02-12", "fredag"),
    ("Send the list by Friday.", "Send the list", "2027-02-12", "by Friday."),
    ("Läs\nbilagan\nv. 10", "Läs\nbilagan", "2027-03-08", "v. 10"),
    ("torsdag 18 februari kl. 12.00", "", "2027-02-18 12:00", "torsdag 18 februari kl. 12.00"),
    ("ord " * 3000 + "fredag", ("ord " * 3000).strip(), "2027-02-12", "fredag"),
]  # fmt: skip

NO_DATE_LAST = [
    "",
    "Läs punkt 3",
    "Ska vi börja kl. 12",
    "Kan vi ses på fredag?",
    '"Ring på fredag"',
    "Hur gör man",
    "Är lokalen fri",
    "Vem är nästa",
    "Budget 15/16",
    "Fredag passar bra",
    "Slaget vid Lund 4 december 1676",
]


def moment(written: str) -> Moment:
    day, _, clock = written.partition(" ")
    return Moment(date.fromisoformat(day), time.fromisoformat(clock) if clock else None)


def reason_against(text: str) -> tuple[Reason, Moment | None]:
    with pytest.raises(UnclearDate) as refused:
        read_moment(text, TODAY, NOW)
    return refused.value.reason, next(iter(refused.value.suggestions), None)


@pytest.mark.parametrize(("phrase", "meant"), READ)
def test_a_phrase_is_read(phrase: str, meant: str) -> None:
    assert read_moment(phrase, TODAY, NOW) == moment(meant)


@pytest.mark.parametrize(("phrase", "reason", "suggestion"), UNCLEAR)
def test_what_is_unclear_is_refused_with_its_reason(phrase: str, reason: Reason, suggestion: str | None) -> None:
    assert reason_against(phrase) == (reason, moment(suggestion) if suggestion else None)


def test_a_figure_that_may_be_an_hour_or_a_day_is_read_neither_way_unasked() -> None:
    with pytest.raises(UnclearDate) as refused:
        split_date("Ring Bo torsdag 18", TODAY, NOW)
    assert refused.value.suggestions == (moment("2027-02-11 18:00"), moment("2027-02-18"))
    assert refused.value.written == "torsdag 18"


def test_what_is_said_of_a_later_day_is_counted_from_there() -> None:
    assert split_date("fredag 12:00", TODAY, NOW, since=date(2027, 2, 17))[1] == moment("2027-02-19 12:00")
    assert split_date("i morgon", TODAY, NOW, since=date(2027, 2, 17))[1] == moment("2027-02-09")


@pytest.mark.parametrize(
    ("today", "next_friday"),
    [("2027-02-11", "2027-02-19"), ("2027-02-12", "2027-02-19"), ("2027-02-13", "2027-02-19")],
)
def test_next_friday_is_next_weeks_whatever_day_it_is_said(today: str, next_friday: str) -> None:
    assert read_moment("nästa fredag", date.fromisoformat(today), NOW) == moment(next_friday)


def test_the_week_that_has_begun_means_today() -> None:
    assert read_moment("v. 6", date(2027, 2, 10), NOW).day == date(2027, 2, 10)
    assert read_moment("senast v. 6", date(2027, 2, 10), NOW).day == date(2027, 2, 12)
    assert read_moment("senast v. 6", date(2027, 2, 13), NOW).day == date(2027, 2, 13)


@pytest.mark.parametrize(("command", "words", "meant", "phrase"), COMMANDS)
def test_a_date_last_in_a_command_is_parted_from_it(command: str, words: str, meant: str, phrase: str) -> None:
    assert split_date(command, TODAY, NOW) == (words, moment(meant), phrase)


@pytest.mark.parametrize("command", NO_DATE_LAST)
def test_a_command_that_ends_in_no_date_is_left_whole(command: str) -> None:
    assert split_date(command, TODAY, NOW) == (command, None, "")


@pytest.mark.parametrize("command", ["Skicka 30 februari", "Möte fredag 18 februari", "Möte fredag kl. 25"])
def test_an_impossible_date_last_in_a_command_is_not_passed_over(command: str) -> None:
    with pytest.raises(UnclearDate):
        split_date(command, TODAY, NOW)


def test_a_moment_without_a_time_gets_the_default() -> None:
    assert moment("2027-02-08").at(STOCKHOLM, time(9)) == datetime(2027, 2, 8, 8, tzinfo=UTC)
    assert moment("2027-02-08 00:00").at(STOCKHOLM, time(9)) == datetime(2027, 2, 7, 23, tzinfo=UTC)


def test_a_time_that_summer_time_skips_comes_an_hour_later_by_the_clock() -> None:
    assert moment("2027-03-28 02:30").at(STOCKHOLM, NOW) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    assert moment("2027-10-31 02:30").at(STOCKHOLM, NOW) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@given(
    today=st.dates(date(2015, 1, 1), date(2035, 1, 1)),
    ahead=st.integers(0, 300),
    clock=st.times().map(lambda said: said.replace(second=0, microsecond=0)),
    written=st.sampled_from(
        [
            ("EEEE d MMMM", "sv"),
            ("d MMMM", "sv"),
            ("d MMM", "sv"),
            ("EEEE d MMMM", "en"),
            ("d/M", "sv"),
            ("y-MM-dd", "sv"),
        ]
    ),
)
def test_a_written_date_is_read_back(today: date, ahead: int, clock: time, written: tuple[str, str]) -> None:
    day = today + timedelta(days=ahead)
    phrase = format_date(day, *written)
    assert read_moment(phrase, today, NOW) == Moment(day, None)
    assert read_moment(f"senast {phrase} kl. {clock:%H.%M}", today, NOW) == Moment(day, clock)
    assert read_moment(f"{clock:%I:%M %p} {phrase}", today, NOW) == Moment(day, clock)
    assert split_date(f"Skicka listan {phrase}", today, NOW) == ("Skicka listan", Moment(day, None), phrase)


WORDS = [word for phrase, *_ in READ + UNCLEAR for word in phrase.split(maxsplit=6)]
HOSTILE = st.text() | st.text("0123456789/-–:. vkl") | st.lists(st.sampled_from(WORDS)).map(" ".join)


@given(text=HOSTILE)
def test_any_text_is_a_date_or_unclear(text: str) -> None:
    with suppress(UnclearDate):
        assert 1900 <= read_moment(text, TODAY, NOW).day.year <= 2100


@given(text=HOSTILE)
def test_nothing_of_a_command_is_lost(text: str) -> None:
    with suppress(UnclearDate):
        words, meant, phrase = split_date(text, TODAY, NOW)
        assert text.strip().startswith(words)
        assert text.strip().endswith(phrase)
        assert bool(phrase) == (meant is not None)
