"""Telling of a move: those who had registered are asked again, at each move; the room is told at once or later."""

import pytest

from tests.conftest import both
from tests.meeting_scenes import asked_about, confirmed, moves, politician
from tests.scenes import (
    COLLEAGUE,
    KERSTIN,
    POLITICIANS,
    SECRETARY,
    in_room,
    to,
)
from tests.world import World


@pytest.fixture
def politicians(world: World) -> int:
    """The politicians' next meeting, preliminarily on Tuesday 23 February."""
    return world.meeting("politikerforum-next").id


@both
def test_a_meeting_is_moved_and_those_who_had_registered_are_asked_again(world: World, politicians: int):
    confirmed(world, politicians)
    reply = world.says(SECRETARY, "flytta politikerforum till 3 mars")
    assert reply.text().splitlines() == [
        "Flytta Politikerforum tisdag 23 februari",
        "Från tisdag 23 februari till onsdag 3 mars, samma tid och plats.",
        "Följer med: påminnelserna, sista anmälan (24 februari), öppet forum (26 februari) och dagordningen",
        "Behåller: kl. 10.00–14.30, Norra salen",
        "2 anmälda får frågan på nytt.",
        "[Flytta och meddela] [Flytta, meddela senare] [Avbryt]",
        "Inget är flyttat än.",
    ]
    world.presses(SECRETARY, reply, "Flytta och meddela")
    notice = in_room(world, POLITICIANS)[-1].splitlines()
    assert notice[0] == "Nytt datum: onsdag 3 mars kl. 10.00"
    assert notice[2] == "Politikerforum är flyttat till onsdag 3 mars kl. 10.00, tidigare tisdag 23 februari kl. 10.00."
    assert asked_about(world, KERSTIN)[0].splitlines() == [
        "Passar onsdag 3 mars?",
        "Politikerforum är flyttat till onsdag 3 mars kl. 10.00, tidigare tisdag 23 februari.",
        "[Ja] [Via länk] [Ersättare] [Nej]",
    ]
    assert len(asked_about(world, politician(world, 0))) == 1
    assert asked_about(world, politician(world, 1)) == asked_about(world, politician(world, 2)) == []
    assert "0 av 21 regioner anmälda." in world.says(SECRETARY, "deltagare politikerforum").text()


def test_moving_back_revives_the_registrations_and_asks_nobody_twice(world: World, politicians: int):
    confirmed(world, politicians)
    moves(world, SECRETARY, "flytta politikerforum till 3 mars")
    moves(world, SECRETARY, "flytta politikerforum till 23 februari")
    assert "2 av 21 regioner anmälda." in world.says(SECRETARY, "deltagare politikerforum").text()
    [asked] = asked_about(world, KERSTIN) or to(world, KERSTIN)[-1:]
    assert asked.splitlines() == [
        "Politikerforum tisdag 23 februari",
        "Flyttat",
        "Mötet är nu tisdag 23 februari.",
        "Din anmälan till den dagen gäller.",
    ]
    moves(world, SECRETARY, "flytta politikerforum till 3 mars")
    assert len(asked_about(world, KERSTIN)) == 1


@both
def test_who_must_be_asked_again_after_the_last_of_several_moves_is_asked(world: World, politicians: int):
    confirmed(world, politicians)
    moves(world, SECRETARY, "flytta politikerforum till 3 mars")
    world.passes(minutes=5)
    moves(world, SECRETARY, "flytta politikerforum till 4 mars")
    given = {"meeting": politicians, "day": "2027-03-04"}
    world.does(KERSTIN, "registration.save", **given, how="room")
    before = len(to(world, KERSTIN))
    world.passes(minutes=5)
    moves(world, SECRETARY, "flytta politikerforum till 3 mars")
    assert len(to(world, KERSTIN)) == before + 1
    assert to(world, KERSTIN)[-1].splitlines()[:2] == [
        "Passar onsdag 3 mars?",
        "Politikerforum är flyttat till onsdag 3 mars kl. 10.00, tidigare torsdag 4 mars.",
    ]
    assert asked_about(world, KERSTIN) == to(world, KERSTIN)[-1:]
    assert [text for text in to(world, KERSTIN) if "Ersatt. Mötet har flyttats igen sedan dess." in text]
    world.does(KERSTIN, "registration.save", meeting=politicians, day="2027-03-03", how="room")
    moves(world, SECRETARY, "flytta politikerforum till 4 mars")
    assert asked_about(world, KERSTIN) == []
    assert "1 av 21 regioner anmälda." in world.says(SECRETARY, "deltagare politikerforum").text()


def test_asked_twice_about_one_day_in_the_night_one_is_asked_once_in_the_morning(world: World, politicians: int):
    confirmed(world, politicians)
    world.goes_to("2027-02-01 20:00")
    for day in ("3 mars", "4 mars", "3 mars"):
        world.passes(minutes=5)
        moves(world, SECRETARY, f"flytta politikerforum till {day}")
    assert asked_about(world, KERSTIN) == []
    world.goes_to("2027-02-02 08:00")
    assert len(asked_about(world, KERSTIN)) == 1


def test_an_old_button_registers_for_no_day_that_was_not_asked_about(world: World, politicians: int):
    confirmed(world, politicians)
    moves(world, SECRETARY, "flytta politikerforum till 3 mars")
    given = {"meeting": politicians, "day": "2027-02-23", "how": "room"}
    reply = world.does(KERSTIN, "registration.save", **given)
    assert reply.text().splitlines() == [
        "Mötet är nu onsdag 3 mars, så inget är sparat. Kommer du då?",
        "[I salen] [Via länk] [Ersättare] [Nej]",
    ]
    assert world.presses(KERSTIN, reply, "I salen").text().startswith("Du är anmäld.")


def test_a_move_is_told_later_when_the_secretariat_says_so(world: World, politicians: int):
    confirmed(world, politicians)
    before = len(in_room(world, POLITICIANS))
    reply = world.presses(
        SECRETARY, world.says(SECRETARY, "flytta politikerforum till 3 mars"), "Flytta, meddela senare"
    )
    assert reply.text().splitlines() == [
        "Politikerforum är flyttat till onsdag 3 mars kl. 10.00, tidigare tisdag 23 februari kl. 10.00. "
        "Ingen har fått veta det än.",
        "[Meddela nu] [Ångra]",
    ]
    assert len(in_room(world, POLITICIANS)) == before
    assert asked_about(world, KERSTIN) == []
    assert "Ingen har fått veta det · Flyttat: Politikerforum onsdag 3 mars" in (
        world.looks(COLLEAGUE, "home.waiting").text()
    )
    moved_on = world.says(SECRETARY, "flytta politikerforum till 4 mars")
    world.presses(SECRETARY, moved_on, "Flytta, meddela senare")
    left = [text for text in to(world, COLLEAGUE) if text.startswith("Flyttat")][-1]
    assert left.splitlines() == [
        "Flyttat: Politikerforum torsdag 4 mars",
        "Tidigare tisdag 23 februari. Ingen har fått veta det än.",
        "[Meddela nu]",
    ]
    told = world.does(COLLEAGUE, "meeting.tell", meeting=politicians)
    assert told.text() == "Politikerforum torsdag 4 mars: rummet får veta det."
    assert "tidigare tisdag 23 februari kl. 10.00." in in_room(world, POLITICIANS)[-1]
    assert asked_about(world, KERSTIN)[-1].startswith("Passar torsdag 4 mars?")
    assert world.does(SECRETARY, "meeting.tell", meeting=politicians).text() == "Det finns inget kvar att meddela."


@both
def test_telling_of_a_move_is_not_taken_back_but_the_move_is_and_the_room_hears_that(world: World, politicians: int):
    confirmed(world, politicians)
    moved = world.presses(
        SECRETARY, world.says(SECRETARY, "flytta politikerforum till 3 mars"), "Flytta, meddela senare"
    )
    told = world.does(COLLEAGUE, "meeting.tell", meeting=politicians)
    assert "[Ångra]" not in told.text()
    assert world.says(COLLEAGUE, "ångra").outcome == "refused"
    assert "Ingen har fått veta det" not in world.looks(SECRETARY, "home.waiting").text()
    assert world.presses(SECRETARY, moved, "Ångra").text() == (
        "Ångrat: Politikerforum tisdag 23 februari. Rummet får veta det."
    )
    assert in_room(world, POLITICIANS)[-1].startswith("Nytt datum: tisdag 23 februari kl. 10.00")


def test_a_move_that_nobody_heard_of_and_is_moved_back_needs_no_telling(world: World, politicians: int):
    confirmed(world, politicians)
    before = in_room(world, POLITICIANS)
    world.presses(SECRETARY, world.says(SECRETARY, "flytta politikerforum till 3 mars"), "Flytta, meddela senare")
    moves(world, SECRETARY, "flytta politikerforum till 23 februari")
    assert in_room(world, POLITICIANS) == before
    assert asked_about(world, KERSTIN) == []
    assert world.does(SECRETARY, "meeting.tell", meeting=politicians).outcome == "refused"
