"""A meeting is moved: what follows and what speaks against the day is shown first, its reminders go along."""

import pytest

from tests.conftest import both
from tests.meeting_scenes import moves
from tests.scenes import (
    OFFICIALS,
    POLITICIANS,
    SECRETARY,
    in_room,
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


def test_what_moves_is_shown_before_anything_is_moved(world: World):
    world.says(SECRETARY, "att göra Skicka exempel @alla nästa möte", room=POLITICIANS)
    reply = world.says(SECRETARY, "flytta politikerforum till 3 mars")
    assert reply.text().splitlines() == [
        "Flytta Politikerforum tisdag 23 februari",
        "Från tisdag 23 februari till onsdag 3 mars.",
        "Följer med: påminnelserna, öppet forum (26 februari), dagordningen och 21 saker att göra",
        "[Flytta och meddela] [Flytta, meddela senare] [Avbryt]",
        "Inget är flyttat än.",
    ]
    assert world.presses(SECRETARY, reply, "Avbryt").text() == "Inget är ändrat: Politikerforum tisdag 23 februari."
    assert "23 februari" in world.says(SECRETARY, "möten politikerforum").text()


@both
def test_a_meeting_is_moved_and_its_reminders_follow(world: World):
    told = moves(world, SECRETARY, "flytta tjänstepersonsforum till fredag 12 februari kl. 13")
    assert told == (
        "Tjänstepersonsforum är flyttat till fredag 12 februari kl. 13.00, tidigare tisdag 9 februari kl. 9.30. "
        "Rummet får veta det.\n[Ångra]"
    )
    [notice] = in_room(world, OFFICIALS)
    assert notice.splitlines()[:4] == [
        "Nytt datum: fredag 12 februari kl. 13.00",
        "Flyttat",
        "Tjänstepersonsforum är flyttat till fredag 12 februari kl. 13.00, tidigare tisdag 9 februari kl. 9.30.",
        "När: fredag 12 februari kl. 13.00–18.30",
    ]
    world.goes_to("2027-02-09 13:00")
    assert world.seen_in(OFFICIALS) == [
        "Nytt datum: fredag 12 februari kl. 13.00",
        "Tjänstepersonsforum fredag 12 februari",
    ]
    world.goes_to("2027-02-12 13:00")
    assert not any("9 februari" in title for title in world.seen_in(OFFICIALS))


def test_moving_back_revives_the_reminders(world: World):
    moves(world, SECRETARY, "flytta tjänstepersonsforum till fredag 12 februari")
    moves(world, SECRETARY, "flytta tjänstepersonsforum till tisdag 9 februari")
    world.goes_to("2027-02-12 13:00")
    titles = world.seen_in(OFFICIALS)
    assert titles[:2] == ["Nytt datum: fredag 12 februari kl. 9.30", "Nytt datum: tisdag 9 februari kl. 9.30"]
    assert set(titles[2:]) == {"Tjänstepersonsforum tisdag 9 februari"}


def test_a_reminder_that_was_already_seen_is_put_right(world: World):
    world.goes_to("2027-02-05 17:00")
    moves(world, SECRETARY, "flytta tjänstepersonsforum till fredag 12 februari")
    reminder, _ = in_room(world, OFFICIALS)
    assert "Påminnelsen gällde tisdag 9 februari. Mötet är nu fredag 12 februari." in reminder


def test_another_hour_on_the_same_day_is_a_new_time(world: World, officials: int):
    moves(world, SECRETARY, "flytta tjänstepersonsforum till tisdag 9 februari kl. 13")
    [notice] = in_room(world, OFFICIALS)
    assert notice.startswith("Ny tid: tisdag 9 februari kl. 13.00")
    assert "tidigare tisdag 9 februari kl. 9.30." in notice


def test_a_promise_for_the_next_meeting_follows_it(world: World):
    world.says(SECRETARY, "att göra Skicka exempel @kansliet nästa möte", room=OFFICIALS)
    moves(world, SECRETARY, "flytta tjänstepersonsforum till fredag 12 februari")
    assert "När: till nästa möte, fredag 12 februari" in in_room(world, OFFICIALS)[0]


@pytest.mark.parametrize(
    ("to_day", "told"),
    [
        ("1 januari 2020", "onsdag 1 januari 2020 har redan varit. Skriv en dag som kommer."),
        ("9 februari", "Mötet är redan tisdag 9 februari."),
        ("11 maj", "Tjänstepersonsforum har redan möte tisdag 11 maj."),
        ("blåbär", "«blåbär» är inget datum som jag förstår. Skriv till exempel «fredag 12:00» eller «3 mars»."),
        (
            "fredag 11 februari",
            "I «fredag 11 februari» är det en annan veckodag än den dagen har. Menade du torsdag 11 februari?",
        ),
    ],
)
def test_a_day_that_does_not_do_is_refused_and_kept(world: World, officials: int, to_day: str, told: str):
    reply = world.does(SECRETARY, "meeting.move", meeting=officials, to=to_day)
    assert wrong(reply) == {"to": told}
    assert typed(reply) == {"to": to_day}


def test_a_day_that_nobody_works_is_noted(world: World):
    assert (
        "Observera: lördag 6 mars är ingen arbetsdag."
        in world.says(SECRETARY, "flytta politikerforum till 6 mars").text()
    )


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("tjänstepersonsforum till 17 februari", "Politikerforum tisdag 23 februari"),
        ("politikerforum till 15 februari", "Tjänstepersonsforum tisdag 9 februari"),
        ("politikerforum till 17 maj", "Tjänstepersonsforum tisdag 11 maj"),
    ],
)
def test_another_meeting_within_a_week_is_noted(world: World, line: str, near: str):
    assert f"Inom en vecka från den dagen: {near}" in world.says(SECRETARY, f"flytta {line}").text()


def test_what_is_kept_is_said_as_far_as_it_is_known(world: World, politicians: int):
    moved = "flytta politikerforum till 3 mars"
    assert "Behåller" not in world.says(SECRETARY, moved).text()
    world.does(SECRETARY, "meeting.confirm", meeting=politicians, start="10")
    read = world.says(SECRETARY, moved).text()
    assert "till onsdag 3 mars, samma tid.\n" in read
    assert "Behåller: kl. 10.00\n" in read
    world.does(SECRETARY, "meeting.confirm", meeting=politicians, start="10", end="14.30", place="Norra salen")
    assert "Behåller: Norra salen\n" in world.says(SECRETARY, f"{moved} kl. 13").text()


def test_a_preparing_meeting_is_not_moved_past_the_one_it_prepares_without_a_word(world: World):
    assert "Observera: Tjänstepersonsforum förbereder Politikerforum tisdag 23 februari" in (
        world.says(SECRETARY, "flytta tjänstepersonsforum till 24 februari").text()
    )
    assert "Observera: Tjänstepersonsforum tisdag 9 februari förbereder Politikerforum" in (
        world.says(SECRETARY, "flytta politikerforum till 8 februari").text()
    )
