"""Taking back what was done with a meeting: who had heard of it hears once more."""

import pytest

from tests.conftest import both
from tests.meeting_scenes import confirmed, moves, politician
from tests.scenes import (
    KERSTIN,
    POLITICIANS,
    SECRETARY,
    in_room,
    to,
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


@both
def test_a_move_is_undone_and_the_room_hears_of_it_if_it_had_heard(world: World, politicians: int):
    confirmed(world, politicians)
    reply = world.presses(SECRETARY, world.says(SECRETARY, "flytta politikerforum till 3 mars"), "Flytta och meddela")
    undone = world.presses(SECRETARY, reply, "Ångra")
    assert undone.text() == "Ångrat: Politikerforum tisdag 23 februari. Rummet får veta det."
    assert in_room(world, POLITICIANS)[-1].startswith("Nytt datum: tisdag 23 februari kl. 10.00")
    assert "2 av 21 regioner anmälda." in world.says(SECRETARY, "deltagare politikerforum").text()
    quiet = world.presses(
        SECRETARY, world.says(SECRETARY, "flytta politikerforum till 3 mars"), "Flytta, meddela senare"
    )
    before = world.seen_in(POLITICIANS)
    assert world.presses(SECRETARY, quiet, "Ångra").text() == "Ångrat: Politikerforum tisdag 23 februari."
    assert len(world.seen_in(POLITICIANS)) == len(before)


def test_a_cancelled_meeting_is_restored(world: World, politicians: int):
    confirmed(world, politicians)
    reply = world.presses(SECRETARY, world.says(SECRETARY, "ställ in politikerforum"), "Ställ in mötet")
    assert to(world, KERSTIN)[-1].startswith("Inställt: Politikerforum tisdag 23 februari")
    assert world.presses(SECRETARY, reply, "Ångra").text().startswith("Ångrat: Politikerforum tisdag 23 februari.")
    assert in_room(world, POLITICIANS)[-1].startswith("Mötet blir av: Politikerforum tisdag 23 februari")
    assert to(world, KERSTIN)[-1].startswith("Mötet blir av")
    world.goes_to("2027-02-22 08:00")
    assert any(
        "I morgon kl. 10.00 är det Politikerforum, Norra salen." in text for text in to(world, politician(world, 2))
    )


def test_a_confirmation_is_undone(world: World, politicians: int):
    reply = world.does(SECRETARY, "meeting.confirm", meeting=politicians, start="10", place="Norra salen")
    world.presses(SECRETARY, reply, "Ångra")
    assert "tisdag 23 februari, preliminärt" in world.says(KERSTIN, "nästa").text()
    assert in_room(world, POLITICIANS)[-1].startswith("Ändrat tillbaka: Politikerforum tisdag 23 februari")


def test_what_was_changed_since_or_too_long_ago_is_not_undone(world: World, politicians: int):
    first = world.presses(SECRETARY, world.says(SECRETARY, "flytta politikerforum till 3 mars"), "Flytta och meddela")
    second = world.presses(SECRETARY, world.says(SECRETARY, "flytta politikerforum till 4 mars"), "Flytta och meddela")
    assert world.presses(SECRETARY, first, "Ångra").text() == "Mötet är ändrat sedan dess. Inget är ångrat."
    world.passes(minutes=11)
    assert world.presses(SECRETARY, second, "Ångra").outcome == "refused"
    assert world.meeting("politikerforum-next").day.isoformat() == "2027-03-04"


def test_each_change_of_day_hours_place_link_or_status_raises_the_sequence(world: World, politicians: int):
    def sequence() -> int:
        return world.meeting("politikerforum-next").sequence

    start = sequence()
    given = {"meeting": politicians, "start": "10", "place": "Norra salen"}
    world.does(SECRETARY, "meeting.confirm", **given)
    assert sequence() == start + 1
    world.does(SECRETARY, "meeting.confirm", **given, link="https://exempel.se/ny")
    assert sequence() == start + 2
    world.does(SECRETARY, "meeting.call", meeting=politicians, sure=True)
    world.says(SECRETARY, "punkt Bredband", room=POLITICIANS)
    assert sequence() == start + 2
    moves(world, SECRETARY, "flytta politikerforum till 3 mars")
    assert sequence() == start + 3
    world.presses(SECRETARY, world.does(SECRETARY, "meeting.cancel", meeting=politicians, sure=True), "Ångra")
    assert sequence() == start + 5
