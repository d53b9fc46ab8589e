"""The two forums that come with the project are what the programme, and today's description, say."""

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from storage.forum_file import ForumFile, absolute, counts, read

FORUMS = Path(__file__).parent.parent / "storage" / "forums"

SEATS_BY_COUNTY = {  # political level, officials' level
    "ab": (5, 3), "c": (2, 2), "d": (2, 2), "e": (2, 1), "f": (2, 1), "g": (2, 1), "h": (2, 1),
    "i": (2, 1), "k": (2, 2), "m": (2, 1), "n": (2, 1), "o": (2, 1), "s": (2, 2), "t": (2, 1),
    "u": (5, 3), "w": (2, 2), "x": (2, 1), "y": (5, 3), "z": (2, 1), "ac": (2, 2), "bd": (5, 3),
    None: (2, 0),
}  # fmt: skip
OFFICIALS_DAYS = ["2015-05-12", "2015-09-22", "2015-11-20", "2016-02-12", "2016-05-13", "2016-09-09", "2016-11-18"]
POLITICAL_DAYS = ["2015-05-27", "2015-10-02", "2015-12-04", "2016-02-26", "2016-05-27", "2016-09-23", "2016-12-02"]
MONTHS_OF_HISTORY = [
    "februari 2010", "maj 2010", "september 2010", "mars 2011", "maj 2011", "september 2011",
    "april 2012", "maj 2012", "september 2012", "november 2012", "februari 2013", "april 2013", "oktober 2013",
    "november 2013", "februari 2014", "maj 2014",
]  # fmt: skip
ANY_DAY = date(2027, 2, 8)


@pytest.fixture(scope="module")
def programme() -> ForumFile:
    return read(FORUMS / "2015-2016.yaml")


@pytest.fixture(scope="module")
def today() -> ForumFile:
    return read(FORUMS / "today.yaml")


@pytest.fixture(params=["2015-2016.yaml", "today.yaml"])
def forum(request: pytest.FixtureRequest) -> ForumFile:
    return read(FORUMS / request.param)


def days(forum: ForumFile, body: str) -> list[str]:
    return [str(meeting.date) for meeting in forum.meetings if meeting.body == body]


def test_the_programme_offers_56_political_and_35_officials_seats(programme: ForumFile) -> None:
    assert counts(programme) == {"politikerforum": 56, "tjanstemannaforum": 35, "nationellt-forum": 0}


def test_each_county_has_the_seats_of_the_programme(programme: ForumFile) -> None:
    county = {organisation.key: organisation.county for organisation in programme.organisations}
    seats = Counter((county[seat.organisation], seat.body) for seat in programme.seats)
    levels = ("politikerforum", "tjanstemannaforum")
    assert {key: tuple(seats[key, level] for level in levels) for key in SEATS_BY_COUNTY} == SEATS_BY_COUNTY


def test_36_organisations_have_a_seat_in_the_programme(programme: ForumFile) -> None:
    kind = {organisation.key: organisation.kind for organisation in programme.organisations}
    kinds = Counter(kind[organisation] for organisation in {seat.organisation for seat in programme.seats})
    assert kinds == {
        "landsting": 9 + 4, "samverkansorgan": 7, "kommun": 1, "kommunforbund": 4, "lansstyrelse": 10, "association": 1
    }  # fmt: skip


def test_every_seat_of_the_programme_is_held_by_a_role_of_its_own(programme: ForumFile) -> None:
    assert len({seat.person for seat in programme.seats} - {None}) == 91
    assert not any(seat.side for seat in programme.seats)


def test_the_programme_has_14_meetings_on_its_days(programme: ForumFile) -> None:
    assert days(programme, "tjanstemannaforum") == OFFICIALS_DAYS
    assert days(programme, "politikerforum") == POLITICAL_DAYS


def test_the_officials_meet_10_to_15_days_before_the_politicians(programme: ForumFile) -> None:
    pairs = zip(map(date.fromisoformat, OFFICIALS_DAYS), map(date.fromisoformat, POLITICAL_DAYS), strict=True)
    assert all(10 <= (political - officials).days <= 15 for officials, political in pairs)
    assert next(body for body in programme.bodies if body.key == "tjanstemannaforum").prepares == "politikerforum"


def test_only_the_days_of_2016_are_preliminary(programme: ForumFile) -> None:
    status = defaultdict(set)
    for meeting in programme.meetings:
        if meeting.body != "nationellt-forum":
            status[str(meeting.date)[:4]].add(meeting.status)
    assert status == {"2015": {"confirmed"}, "2016": {"preliminary"}}


def test_the_programme_names_neither_hours_nor_places(programme: ForumFile) -> None:
    assert not any(meeting.start or meeting.place for meeting in programme.meetings)


def test_a_pair_of_meetings_shares_the_themes_that_are_set_for_both(programme: ForumFile) -> None:
    themes = {str(meeting.date): [theme.text for theme in meeting.themes] for meeting in programme.meetings}
    assert themes["2016-02-12"] == themes["2016-02-26"] == ["Miljödriven näringslivsutveckling och energifrågor"]
    assert themes["2016-05-13"] == themes["2016-05-27"]
    assert [len(themes[day]) for day in OFFICIALS_DAYS] == [3, 2, 2, 1, 2, 0, 0]
    assert [len(themes[day]) for day in POLITICAL_DAYS] == [2, 2, 1, 1, 2, 0, 0]


def test_broadband_was_last_taken_up_on_12_may_2015(programme: ForumFile) -> None:
    told = [meeting.date for meeting in programme.meetings for theme in meeting.themes if theme.text == "Bredband"]
    assert told == [date(2015, 5, 12)]


def test_the_predecessor_met_16_times_known_by_month(programme: ForumFile) -> None:
    history = [meeting for meeting in programme.meetings if meeting.body == "nationellt-forum"]
    assert [meeting.date_text for meeting in history] == MONTHS_OF_HISTORY
    assert {meeting.status for meeting in history} == {"held"}
    assert [len(meeting.themes) for meeting in history] == [2, 2, 2, 1, 2, 2, 4, 1, 1, 3, 2, 3, 2, 4, 2, 4]


def test_the_programme_has_four_priorities_and_eleven_further_themes(programme: ForumFile) -> None:
    assert len(programme.priorities) == 4
    assert len(programme.themes) == 11


def test_today_each_of_21_regions_has_two_politicians_and_a_director(today: ForumFile) -> None:
    regions = {organisation.key for organisation in today.organisations if organisation.kind == "region"}
    seats = Counter((seat.organisation, seat.body, seat.side) for seat in today.seats)
    assert len(regions) == 21
    for region in regions:
        assert seats[region, "politikerforum", "majority"] == seats[region, "politikerforum", "opposition"] == 1
        assert seats[region, "tjanstepersonsforum", None] == 1


def test_today_has_two_levels_a_working_group_and_a_network(today: ForumFile) -> None:
    assert counts(today) == {
        "politikerforum": 42, "tjanstepersonsforum": 21, "arbetsgrupp-digitalt": 6, "natverk-kompetens": 8
    }  # fmt: skip


def test_only_hallands_director_is_missing_today(today: ForumFile) -> None:
    (empty,) = [seat for seat in today.seats if seat.person is None]
    assert (empty.body, empty.organisation, empty.deputy) == ("tjanstepersonsforum", "region-halland", "ivar-brandt")


def test_a_meeting_is_always_near(today: ForumFile) -> None:
    agenda = next(meeting for meeting in absolute(today, ANY_DAY).meetings if meeting.key == "tjanstepersonsforum-next")
    assert agenda.date == date(2027, 2, 16)
    assert {item.kind for item in agenda.items} == {"information", "dialogue", "both", "none"}


def test_every_county_has_exactly_one_responsible_organisation(forum: ForumFile) -> None:
    responsible = [organisation.county for organisation in forum.organisations if organisation.responsible]
    assert sorted(responsible, key=str) == sorted(county.key for county in forum.counties)
    assert len(responsible) == 21


def test_every_seat_has_a_rule_that_names_its_organisation(forum: ForumFile) -> None:
    offered = {(rule.key, rule.body, organisation) for rule in forum.seat_rules for organisation in rule.organisations}
    assert {(seat.rule, seat.body, seat.organisation) for seat in forum.seats} <= offered


def test_every_seat_that_a_rule_offers_is_there(forum: ForumFile) -> None:
    offered = {(rule.key, name): rule.seats_each for rule in forum.seat_rules for name in rule.organisations}
    assert Counter((seat.rule, seat.organisation) for seat in forum.seats) == offered
