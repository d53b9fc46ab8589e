"""Changing the programme: a meeting is confirmed, or cancelled; and who may do what with it."""

from typing import Any

import pytest

from storage import meetings
from tests.conftest import both
from tests.meeting_scenes import moves
from tests.scenes import (
    ASTRID,
    COLLEAGUE,
    HENNING,
    KARIN,
    KERSTIN,
    OFFICIALS,
    POLITICIANS,
    SECRETARY,
    buttons,
    in_room,
    to,
    typed,
    wrong,
)
from tests.world import World


@pytest.fixture
def officials(world: World) -> int:
    """The officials' next meeting, confirmed for Tuesday 9 February 9:30–15:00."""
    return world.meeting("tjanstepersonsforum-next").id


@pytest.fixture
def politicians(world: World) -> int:
    """The politicians' next meeting, preliminarily on Tuesday 23 February."""
    return world.meeting("politikerforum-next").id


def test_a_preliminary_meeting_is_said_to_be_so_to_all(world: World):
    assert "tisdag 23 februari, preliminärt" in world.says(KERSTIN, "nästa").text()
    assert "tisdag 23 februari, preliminärt" in world.says(KERSTIN, "dagordning politikerforum").text()
    world.goes_to("2027-02-09 10:00")
    [reminder] = in_room(world, POLITICIANS)
    assert reminder.splitlines() == [
        "Politikerforum tisdag 23 februari",
        "Preliminärt",
        "När: tisdag 23 februari, preliminärt",
        "Teman: Bredband",
        "Kansliet bekräftar tid och plats senare.",
        "[Dagordning]",
    ]


UNCONFIRMED = "Preliminärt · Politikerforum tisdag 23 februari · Bekräfta tid och plats, eller flytta"


def test_a_preliminary_meeting_is_told_to_the_secretariat_in_its_morning_message(world: World):
    world.goes_to("2027-02-09 08:00")
    for one in (SECRETARY, COLLEAGUE):
        morning = to(world, one)[-1]
        assert UNCONFIRMED in morning
        assert "[Bekräfta] [Flytta] [Ställ in mötet]" in morning
        assert "Det här är morgonens enda meddelande." in morning
    assert not any(UNCONFIRMED in text for who in (HENNING, KERSTIN) for text in to(world, who))


def test_where_the_day_to_confirm_is_a_free_one_the_secretariat_hears_before_it(world: World, politicians: int):
    world.says(SECRETARY, "flytta politikerforum till 7 mars")
    world.does(SECRETARY, "meeting.move", meeting=politicians, to="7 mars", sure=True)
    world.goes_to("2027-02-05 08:00")
    assert "Politikerforum söndag 7 mars" in to(world, SECRETARY)[-1]


def test_to_confirm_a_meeting_waits_for_the_morning_when_the_bot_was_down(world: World):
    world.sleeps_through(days=8, hours=17)
    assert not any(UNCONFIRMED in text for who in (SECRETARY, COLLEAGUE) for text in to(world, who))
    world.goes_to("2027-02-10 08:00")
    for one in (SECRETARY, COLLEAGUE):
        assert [UNCONFIRMED in text for text in to(world, one)].count(True) == 1


def test_a_meeting_is_confirmed_with_time_and_place_and_the_room_is_told(world: World, politicians: int):
    given = {"meeting": politicians, "start": "kl. 10", "end": "14.30", "place": "Norra salen"}
    reply = world.does(SECRETARY, "meeting.confirm", **given)
    assert reply.text().splitlines() == [
        "Politikerforum tisdag 23 februari är bekräftat. Rummet får veta det.",
        "[Skicka kallelse] [Ångra]",
    ]
    assert in_room(world, POLITICIANS)[0].splitlines() == [
        "Tid och plats är klara: Politikerforum tisdag 23 februari",
        "Bekräftat",
        "När: tisdag 23 februari kl. 10.00–14.30",
        "Var: Norra salen",
        "Teman: Bredband",
    ]
    world.goes_to("2027-02-23 11:00")
    assert "preliminärt" not in "".join(in_room(world, POLITICIANS))
    assert not any(UNCONFIRMED in text for text in to(world, SECRETARY))


def test_bekräfta_opens_the_form_with_what_is_known(world: World):
    reply = world.says(SECRETARY, "bekräfta tjänstepersonsforum")
    assert reply.outcome == "done"
    assert typed(reply) == {
        "start": "09:30",
        "end": "15:00",
        "place": "Mälarsalen",
        "link": "https://exempel.se/tjanstepersonsforum",
    }


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({"start": "halv tio"}, "start", "«halv tio» är inget klockslag. Skriv till exempel 9.30."),
        ({"start": "25.00"}, "start", "«25.00» är inget klockslag. Skriv till exempel 9.30."),
        ({"start": "10", "end": "9.30"}, "end", "Då slutar det innan det börjar. Skriv en senare tid."),
        ({"start": "", "place": "Norra salen"}, "start", "Fyll i det här."),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(world: World, politicians: int, given: dict, field: str, told: str):
    reply = world.does(SECRETARY, "meeting.confirm", meeting=politicians, **given)
    assert wrong(reply) == {field: told}
    assert typed(reply).items() >= {name: value for name, value in given.items() if value}.items()


@both
def test_a_meeting_is_cancelled_after_asking_once_more(world: World):
    sure = world.says(SECRETARY, "ställ in tjänstepersonsforum")
    assert sure.text().startswith("Ställa in Tjänstepersonsforum tisdag 9 februari?")
    assert in_room(world, OFFICIALS) == []
    world.presses(SECRETARY, sure, "Ställ in mötet")
    [notice] = in_room(world, OFFICIALS)
    assert notice.splitlines()[-1] == "Tjänstepersonsforum träffas inte tisdag 9 februari. Nästa möte är tisdag 11 maj."
    world.goes_to("2027-02-10 09:00")
    assert len(in_room(world, OFFICIALS)) == 1


def test_a_cancelled_meeting_is_not_changed_any_more(world: World, officials: int):
    world.does(SECRETARY, "meeting.cancel", meeting=officials, sure=True)
    asks: dict[str, dict[str, Any]] = {"move": {"to": "3 mars"}, "confirm": {"start": "9"}, "cancel": {"sure": True}}
    for action, given in asks.items():
        told = world.does(SECRETARY, f"meeting.{action}", meeting=officials, **given).text()
        assert told == "Mötet är inställt. Inget är ändrat."
    shown = world.does(SECRETARY, "meeting.agenda", meeting=officials)
    assert "När: tisdag 9 februari kl. 9.30–15.00, inställt" in shown.text()
    assert buttons(shown) == []


def test_a_meeting_that_has_been_held_is_not_changed_any_more(world: World, officials: int):
    world.goes_to("2027-02-09 16:00")
    told = world.does(SECRETARY, "meeting.move", meeting=officials, to="3 mars").text()
    assert told == "Mötet har redan varit. Inget är ändrat."


def test_the_chair_changes_the_meetings_of_the_own_body_and_of_no_other(world: World, officials: int, politicians: int):
    assert "är bekräftat" in world.does(ASTRID, "meeting.confirm", meeting=officials, start="9").text()
    assert "är flyttat" in moves(world, ASTRID, "flytta tjänstepersonsforum till 12 februari")
    told = world.does(ASTRID, "meeting.move", meeting=politicians, to="3 mars").text()
    assert told == "Bara kansliet och ordföranden kan ändra ett möte. Inget är ändrat. Fråga kansliet."


@pytest.mark.parametrize(
    "line", ["flytta", "flytta till 12 februari", "bekräfta", "ställ in", "punkt", "punkt Bredband"]
)
def test_a_member_changes_no_meeting_and_is_told_at_once(world: World, line: str):
    told = world.says(KARIN, line).text()
    assert told == "Bara kansliet och ordföranden kan ändra ett möte. Inget är ändrat. Fråga kansliet."
    day = world.read(lambda db: meetings.ahead(db, world.time.date())[0].day.isoformat())
    assert day == "2027-02-09"
