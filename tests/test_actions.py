"""Action points: logged in words for whoever shall do it, done, reopened, changed, carried to the next agenda."""

import pytest

from storage import actions
from storage.actions import Action
from tests.conftest import both
from tests.scenes import (
    ASTRID,
    COLLEAGUE,
    IVAR,
    KARIN,
    KERSTIN,
    MATS,
    NILS,
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


def log(world: World, line: str, who: str = SECRETARY, room: str | None = OFFICIALS) -> int:
    """Somebody logs an action point in a room; its number."""
    reply = world.says(who, f"att göra {line}", room=room)
    assert reply.text().startswith("Sparat: "), reply
    return stored(world)[-1].id


def stored(world: World) -> list[Action]:
    return sorted(world.read(lambda db: list(actions.open_actions(db))), key=lambda action: action.id)


@pytest.mark.parametrize(
    ("line", "saved"),
    [
        ("”Skicka underlag” @Karin Lind fredag", "Skicka underlag (Karin Lind, senast fredag 5 februari)"),
        ("«Skicka underlag» @Dalarna senast fredag", "Skicka underlag (Region Dalarna, senast fredag 5 februari)"),
        (
            '"Skicka underlag" @Region Kalmar, 12 februari',
            "Skicka underlag (Region Kalmar län, senast fredag 12 februari)",
        ),
        ("Skicka underlag @sormland imorgon", "Skicka underlag (Region Sörmland, senast tisdag 2 februari)"),
        ("Skicka underlag @VGR", "Skicka underlag (Västra Götalandsregionen, utan datum)"),
        ("Skicka underlag @SKL 1 mars", "Skicka underlag (Sveriges Kommuner och Regioner, senast måndag 1 mars)"),
        ("Skicka underlag @kansliet nästa möte", "Skicka underlag (kansliet, till nästa möte, tisdag 9 februari)"),
        ("Skicka underlag", "Skicka underlag (Sara Holmqvist, utan datum)"),
        ("Skicka underlag @jag i dag", "Skicka underlag (Sara Holmqvist, senast måndag 1 februari)"),
    ],
)
def test_who_and_when_are_read_from_what_is_typed(world: World, line: str, saved: str):
    told = world.says(SECRETARY, f"att göra {line}", room=OFFICIALS).text()
    assert told == f"Sparat: {saved}.\n[Klart] [Ändra]\n[Ångra]"


@both
def test_all_is_a_row_for_each_organisation_and_one_card_in_the_room(world: World):
    reply = world.says(SECRETARY, "att göra Svara på remissen @alla senast 1 mars", room=OFFICIALS)
    assert reply.text() == (
        "21 saker att göra är sparade, en för varje organisation i Tjänstepersonsforum: Svara på remissen\n[Ångra]"
    )
    assert len({action.organisation_id for action in stored(world)}) == len(stored(world)) == 21
    [card] = in_room(world, OFFICIALS)
    assert card.splitlines()[:4] == [
        "Svara på remissen", "Att göra. 21 organisationer", "När: senast måndag 1 mars", "0 av 21 är klara.",
    ]  # fmt: skip
    mine = next(action for action in stored(world) if action.organisation_id == world.organisation("region-dalarna").id)
    world.does(KARIN, "action.done", action=mine.id)
    assert "1 av 21 är klara." in in_room(world, OFFICIALS)[0]
    assert "– Svara på remissen · 20 organisationer, senast måndag 1 mars" in world.says(MATS, "att göra öppna").text()
    assert "– Svara på remissen · Region Kalmar län, senast måndag 1 mars" in world.says(MATS, "att göra mina").text()


def test_all_needs_a_group(world: World):
    reply = world.says(SECRETARY, "att göra Svara på remissen @alla")
    assert wrong(reply) == {"body": "Alla i vilken grupp? Välj en."}
    assert typed(reply) == {"text": "Svara på remissen", "who": "alla"}


def test_the_next_meeting_needs_a_group_too_and_is_not_forgotten_meanwhile(world: World):
    reply = world.says(KARIN, "att göra Ring Bo nästa möte")
    assert wrong(reply) == {"body": "Till vems nästa möte? Välj en grupp."}
    assert reply.form is not None
    sent = world.does(KARIN, "action.log", **reply.form.values, text="Ring Bo", body=OFFICIALS)
    assert "till nästa möte, tisdag 9 februari" in sent.text()


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        (
            {"who": "Bertil"},
            "who",
            "Jag vet inte vem «Bertil» är. Skriv hela namnet, en region, «kansliet» eller «alla».",
        ),
        ({"who": "Sara"}, "who", "Jag vet inte vem «Sara» är. Menar du Sara Holmqvist eller Sara Vinka?"),
        ({"due": "1 januari 2020"}, "due", "onsdag 1 januari 2020 har redan varit. Skriv en dag som kommer."),
        ({"text": ""}, "text", "Fyll i det här."),
        ({"body": "båtforum"}, "body", "Du är inte med i någon grupp som heter «båtforum»."),
    ],
    ids=["nobody", "two persons", "a day that is past", "no text", "no such group"],
)
def test_what_does_not_fit_is_told_beside_its_field_and_kept(world: World, given: dict, field: str, told: str):
    reply = world.does(SECRETARY, "action.log", **({"text": "Ring Bo"} | given))
    assert wrong(reply) == {field: told}
    assert reply.form is not None
    assert reply.form.error == "Inget är sparat än. Allt du skrev finns kvar."
    assert stored(world) == []


def test_the_card_in_the_room_says_who_when_and_from_where(world: World):
    log(world, "Skicka underlag @Dalarna fredag")
    assert in_room(world, OFFICIALS)[0].splitlines() == [
        "Skicka underlag",
        "Att göra. Region Dalarna",
        "Vem: Region Dalarna",
        "När: senast fredag 5 februari",
        "[Klart] [Ändra]",
        "Antecknat 1 februari av Sara Holmqvist.",
    ]


@both
def test_done_and_opened_again(world: World):
    action = log(world, "Skicka underlag @Dalarna fredag")
    reply = world.does(KARIN, "action.done", action=action)
    assert reply.text() == "Klart: Skicka underlag\n[Ångra]"
    assert "Klart. Karin Lind, måndag 1 februari kl. 9.00" in in_room(world, OFFICIALS)[0]
    assert world.does(SECRETARY, "action.done", action=action).text() == "Det var redan klart, av Karin Lind."
    told = world.presses(KARIN, reply, "Ångra").text()
    assert told == "Som förut: Skicka underlag (Region Dalarna, senast fredag 5 februari)."
    assert world.does(KARIN, "action.reopen", action=action).text() == "Det är inte klart än. Inget är ändrat."
    kept = world.read(lambda db: [change.what for change in actions.changes(db, action)])
    assert kept == ["done", "undone"]


def test_done_in_words_by_the_number_in_the_list(world: World):
    log(world, "Skicka underlag @Dalarna fredag")
    assert "Skicka underlag · Region Dalarna, senast fredag 5 februari, nr 1" in world.says(KARIN, "klar").text()
    assert world.says(KARIN, "klar 1").text().startswith("Klart: Skicka underlag")
    assert world.says(KARIN, "öppna igen 1").text() == "Öppet igen: Skicka underlag\n[Ångra]"
    told = "Det finns inget att göra med det numret. Skriv «att göra mina» för att se dina."
    assert world.says(KARIN, "klar 17").text() == told


def test_what_is_changed_keeps_what_it_was(world: World):
    action = log(world, "Skicka underlag @Dalarna fredag")
    form = world.does(KARIN, "action.change", action=action)
    assert typed(form) == {"text": "Skicka underlag", "due": "2027-02-05"}
    reply = world.does(KARIN, "action.change", action=action, text="Skicka två underlag", due="nästa fredag")
    assert "Skicka två underlag (Region Dalarna, senast fredag 12 februari)" in reply.text()
    assert "När: senast fredag 12 februari" in in_room(world, OFFICIALS)[0]
    [before] = world.read(lambda db: [change.before for change in actions.changes(db, action)])
    assert before == {"text": "Skicka underlag", "due": "2027-02-05", "next_meeting": False}


@pytest.mark.parametrize("who", [KARIN, NILS, SECRETARY, COLLEAGUE])
def test_the_responsible_their_deputy_and_the_secretariat_may_change_it(world: World, who: str):
    action = log(world, "Skicka underlag @Dalarna fredag")
    assert world.does(who, "action.done", action=action).outcome == "done"


@pytest.mark.parametrize("who", [MATS, ASTRID, KERSTIN])
def test_others_are_told_who_may(world: World, who: str):
    action = log(world, "Skicka underlag @Dalarna fredag")
    for change in ("done", "reopen", "change"):
        told = world.does(who, f"action.{change}", action=action, text="Ändrat").text()
        assert told.startswith("Bara Region Dalarna och kansliet kan ändra det här. Inget är ändrat.")
    assert "Klart" not in buttons(world.looks(who, "action.card", action=action))


def test_who_logged_it_may_change_it_though_it_is_for_the_secretariat(world: World):
    action = log(world, "Boka salen @kansliet", who=MATS)
    told = world.does(KARIN, "action.done", action=action).text()
    assert told == "Bara kansliet kan göra det här. Skriv till kansliet om du vill få det gjort."
    assert world.does(MATS, "action.done", action=action).outcome == "done"


def test_only_the_responsible_are_reminded(world: World):
    log(world, "Skicka underlag @Dalarna 10 februari")
    log(world, "Skicka exempel @Halland 10 februari")
    log(world, "Boka salen @Melker Strid 10 februari")
    world.goes_to("2027-02-03 08:00")
    assert "onsdag 10 februari · Skicka underlag" in to(world, KARIN)[0]
    assert "Skicka exempel" in to(world, IVAR)[0]
    assert "Boka salen" in to(world, COLLEAGUE)[0]
    for who in (NILS, KERSTIN, MATS, ASTRID, SECRETARY):
        assert not any("Skicka" in text or "Boka" in text for text in to(world, who))


def test_what_is_done_is_not_reminded_of(world: World):
    action = log(world, "Skicka underlag @Dalarna 10 februari")
    world.does(KARIN, "action.done", action=action)
    world.goes_to("2027-02-10 12:00")
    assert to(world, KARIN) == []


def test_the_morning_of_the_responsible_follows_what_others_do(world: World):
    action = log(world, "Skicka underlag @Dalarna 8 februari")
    world.goes_to("2027-02-08 08:00")
    assert "Skicka underlag" in to(world, KARIN)[-1]
    world.does(SECRETARY, "action.done", action=action)
    assert to(world, KARIN)[-1].startswith("Inget väntar på dig")
    world.does(SECRETARY, "action.reopen", action=action)
    world.does(NILS, "action.change", action=action, text="Skicka allt underlag", due="i dag")
    assert "Skicka allt underlag" in to(world, KARIN)[-1]


def test_the_deputy_of_an_empty_seat_hears_before_the_meeting_too(world: World):
    log(world, "Skicka underlag @Halland nästa möte")
    world.goes_to("2027-02-08 08:00")
    assert "Skicka underlag" in to(world, IVAR)[-1]


def test_a_changed_day_changes_the_reminders(world: World):
    action = log(world, "Skicka underlag @Kalmar 10 februari")
    world.does(MATS, "action.change", action=action, text="Skicka underlag", due="1 mars")
    world.goes_to("2027-02-10 12:00")
    assert to(world, MATS) == []
    world.goes_to("2027-02-22 08:00")
    assert "måndag 1 mars · Skicka underlag" in to(world, MATS)[0]


def test_open_ones_come_up_at_the_next_meeting_by_themselves(world: World):
    log(world, "Skicka underlag @Dalarna 20 februari")
    log(world, "Boka salen @kansliet nästa möte")
    done = log(world, "Ring Bo @Kalmar")
    world.does(MATS, "action.done", action=done)
    followed = "Uppföljning: öppet att göra"
    agenda = world.says(KARIN, "dagordning tjänstepersonsforum").text()
    assert agenda.partition(followed)[2].splitlines()[1:] == [
        "– Skicka underlag · Region Dalarna, senast lördag 20 februari, nr 1",
        "[Klart] [Ändra]",
        "– Boka salen · kansliet, till nästa möte, tisdag 9 februari, nr 2",
    ]
    world.goes_to("2027-02-10 09:00")
    later = world.says(KARIN, "dagordning tjänstepersonsforum").text()
    assert later.startswith("Dagordning, Tjänstepersonsforum tisdag 11 maj")
    assert "– Boka salen · kansliet, till nästa möte, tisdag 11 maj" in later.partition(followed)[2]
    assert followed not in world.says(KERSTIN, "dagordning politikerforum").text()


def test_lists_of_mine_of_all_that_is_open_and_of_what_is_late(world: World):
    log(world, "Boka salen @kansliet fredag")
    log(world, "Skicka underlag @Dalarna torsdag")
    log(world, "Skicka exempel @Kalmar onsdag")
    world.goes_to("2027-02-05 09:00")

    def listed(who: str, which: str) -> list[str]:
        rows = world.says(who, f"att göra {which}").text().splitlines()
        return [row.removeprefix("– ").partition(" · ")[0] for row in rows if row.startswith("–")]

    assert listed(KARIN, "mina") == ["Skicka underlag"]
    assert listed(KARIN, "öppna") == ["Skicka exempel", "Skicka underlag", "Boka salen"]
    assert listed(KARIN, "sena") == ["Skicka exempel", "Skicka underlag"]
    assert listed(SECRETARY, "mina") == ["Boka salen"]
    assert listed(KERSTIN, "öppna") == listed(KERSTIN, "mina") == []


def test_what_is_logged_on_the_day_of_a_meeting_was_agreed_there(world: World):
    world.goes_to("2027-02-09 14:00")
    log(world, "Skicka underlag @Dalarna nästa möte")
    log(world, "Ring Bo @Kalmar", room=POLITICIANS)
    world.goes_to("2027-02-12 09:00")
    agreed = world.says(KARIN, "att göra mötet", room=OFFICIALS).text()
    assert agreed.splitlines()[:2] == [
        "Från mötet",
        "– Skicka underlag · Region Dalarna, till nästa möte, tisdag 11 maj, nr 1",
    ]
    assert "Från Tjänstepersonsforum 9 februari. Antecknat av Sara Holmqvist." in in_room(world, OFFICIALS)[-1]
    assert "Ring Bo" not in agreed


def test_an_action_point_of_another_group_is_not_logged_there(world: World):
    meeting = world.meeting("politikerforum-next").id
    reply = world.does(KARIN, "action.log", text="Ring Bo", meeting=meeting)
    assert wrong(reply) == {"body": "Du är inte med i någon grupp som heter «Politikerforum»."}


def test_the_secretariat_sees_who_is_missing_of_all(world: World):
    world.says(SECRETARY, "att göra Svara på remissen @alla senast 1 mars", room=OFFICIALS)
    assert "Saknas: " in world.says(SECRETARY, "lista öppna").text()
    assert "Saknas: " not in world.says(KARIN, "lista öppna").text()
