"""Changing the programme: a meeting is confirmed, moved, moved back, cancelled; what follows is shown first."""

from typing import Any

import pytest

from storage import meetings
from tests.conftest import both
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


def moves(world: World, who: str, line: str) -> str:
    """Somebody moves a meeting, and is sure; what they are told."""
    return world.presses(who, world.says(who, line), "Flytta och meddela").text()


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


def test_a_preliminary_meeting_prompts_the_secretariat_to_confirm(world: World):
    world.goes_to("2027-02-09 10:00")
    for one in (SECRETARY, COLLEAGUE):
        prompt = next(text for text in to(world, one) if "Stämmer dagen?" in text)
        assert prompt.startswith("Politikerforum tisdag 23 februari\nPreliminärt")
        assert prompt.endswith("[Bekräfta] [Flytta] [Ställ in mötet]")
    assert not any("Stämmer dagen?" in text for who in (HENNING, KERSTIN) for text in to(world, who))


def test_the_prompt_to_confirm_waits_for_the_morning_when_the_bot_was_down(world: World):
    world.sleeps_through(days=8, hours=17)
    assert not any("Stämmer dagen?" in text for who in (SECRETARY, COLLEAGUE) for text in to(world, who))
    world.goes_to("2027-02-10 08:00")
    for one in (SECRETARY, COLLEAGUE):
        assert ["Stämmer dagen?" in text for text in to(world, one)].count(True) == 1


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
    assert not any("Stämmer dagen?" in text for text in to(world, SECRETARY))


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
        ("fredag 11 februari", "«fredag 11 februari» går inte ihop. Menade du torsdag 11 februari?"),
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


# Those who had registered


def confirmed(world: World, meeting: int) -> None:
    """The politicians are called to Tuesday 23 February 10:00; Kerstin comes, and two more."""
    world.does(SECRETARY, "meeting.confirm", meeting=meeting, start="10", end="14.30", place="Norra salen")
    world.does(SECRETARY, "meeting.call", meeting=meeting, sure=True)
    for who, how in ((KERSTIN, "room"), (politician(world, 0), "link"), (politician(world, 1), "no")):
        world.does(who, "registration.save", meeting=meeting, how=how)


def politician(world: World, index: int) -> str:
    return [seat.person.key for seat in world.seats(POLITICIANS) if seat.person and seat.person.key != KERSTIN][index]


def asked_about(world: World, who: str) -> list[str]:
    return [text for text in to(world, who) if text.startswith("Passar")]


@both
def test_a_meeting_is_moved_and_those_who_had_registered_are_asked_again(world: World, politicians: int):
    confirmed(world, politicians)
    reply = world.says(SECRETARY, "flytta politikerforum till 3 mars")
    assert reply.text().splitlines() == [
        "Flytta Politikerforum tisdag 23 februari",
        "Från tisdag 23 februari till onsdag 3 mars, samma tid och plats.",
        "Följer med: påminnelserna, sista anmälan (24 februari), öppet forum (26 februari) och dagordningen",
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
    assert world.does(COLLEAGUE, "meeting.tell", meeting=politicians).text() == (
        "Politikerforum torsdag 4 mars: rummet får veta det."
    )
    assert "tidigare tisdag 23 februari kl. 10.00." in in_room(world, POLITICIANS)[-1]
    assert asked_about(world, KERSTIN)[-1].startswith("Passar torsdag 4 mars?")
    assert world.does(SECRETARY, "meeting.tell", meeting=politicians).text() == "Det finns inget kvar att meddela."


def test_a_move_that_nobody_heard_of_and_is_moved_back_needs_no_telling(world: World, politicians: int):
    confirmed(world, politicians)
    before = in_room(world, POLITICIANS)
    world.presses(SECRETARY, world.says(SECRETARY, "flytta politikerforum till 3 mars"), "Flytta, meddela senare")
    moves(world, SECRETARY, "flytta politikerforum till 23 februari")
    assert in_room(world, POLITICIANS) == before
    assert asked_about(world, KERSTIN) == []
    assert world.does(SECRETARY, "meeting.tell", meeting=politicians).outcome == "refused"


def test_a_preparing_meeting_is_not_moved_past_the_one_it_prepares_without_a_word(world: World):
    assert "Observera: Tjänstepersonsforum förbereder Politikerforum tisdag 23 februari" in (
        world.says(SECRETARY, "flytta tjänstepersonsforum till 24 februari").text()
    )
    assert "Observera: Tjänstepersonsforum tisdag 9 februari förbereder Politikerforum" in (
        world.says(SECRETARY, "flytta politikerforum till 8 februari").text()
    )


# Taking back


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
