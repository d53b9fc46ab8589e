"""Registering for a meeting: by button, in words that are read back, changed and undone; by whom it waits; how many
come."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.meetings import Meeting
from storage.people import Person
from tests.conftest import both
from tests.meeting_scenes import comes, counted
from tests.scenes import (
    ASTRID,
    CECILIA,
    IVAR,
    KARIN,
    KERSTIN,
    MATS,
    NILS,
    OFFICIALS,
    SAMIR,
    SECRETARY,
    answer,
    ask,
    buttons,
    form_in,
    to,
    typed,
    wrong,
)
from tests.world import World


@pytest.fixture
def meeting(world: World) -> int:
    """The officials' next meeting, on Tuesday 9 February 9:30, to which they are called."""
    number = world.meeting("tjanstepersonsforum-next").id
    reply = world.does(SECRETARY, "meeting.call", meeting=number, sure=True)
    assert reply.outcome == "done", reply.text()
    return number


@both
def test_a_button_saves_at_once_and_the_room_sees_the_number(world: World, meeting: int):
    assert comes(world, KARIN).splitlines() == ["Du är anmäld.", "[Underlag] [Ångra]", "[Lägg i kalendern]"]
    assert counted(world) == "1 av 21 regioner anmälda."
    assert comes(world, KARIN, "no").startswith(
        "Noterat att du inte kommer till Tjänstepersonsforum tisdag 9 februari."
    )
    assert counted(world) == "0 av 21 regioner anmälda."


def test_words_are_read_back_before_anything_is_saved(world: World, meeting: int):
    reply = world.says(KARIN, "kommer 9 februari men via länk")
    assert reply.text() == "Tjänstepersonsforum tisdag 9 februari, via länk. Stämmer det?\n[Ja] [Nej]"
    assert counted(world) == "0 av 21 regioner anmälda."
    assert world.presses(KARIN, reply, "Ja").text().splitlines()[0] == (
        "Du är anmäld. Länken kommer hit samma dag kl. 9.15."
    )
    assert counted(world) == "1 av 21 regioner anmälda."


def test_no_to_what_was_read_back_asks_how(world: World, meeting: int):
    reply = world.presses(KARIN, world.says(KARIN, "kommer 9 februari men via länk"), "Nej")
    assert reply.text().endswith("[I salen] [Via länk] [Ersättare] [Nej]")
    assert counted(world) == "0 av 21 regioner anmälda."


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("kommer i salen", "i salen"),
        ("/forum kommer 9 februari på plats", "i salen"),
        ("kommer digitalt den 9 februari", "via länk"),
        ("kommer tjänstepersonsforum via teams", "via länk"),
        ("kommer inte 9 februari", "du kommer inte"),
        ("jag kommer inte den 9 februari", "du kommer inte"),
        ("kommer 9 februari, ersättare Nils Berg", "med Nils Berg som ersättare"),
        ("kommer med ersättare 9 februari", "genom ersättare"),
        ("attend 9 February by link", "via länk"),
        ("attend 9 February in person", "i salen"),
    ],
)
def test_the_ways_to_say_it(world: World, meeting: int, line: str, read: str):
    assert world.says(KARIN, line).text().startswith(f"Tjänstepersonsforum tisdag 9 februari, {read}. Stämmer det?")


def test_a_word_alone_asks_about_the_next_meeting(world: World, meeting: int):
    assert world.says(KARIN, "kommer").text().splitlines() == [
        "Tjänstepersonsforum tisdag 9 februari",
        "När: tisdag 9 februari kl. 9.30–15.00",
        "Var: Mälarsalen",
        "Teman: Bredband, Matchning på arbetsmarknaden",
        "[I salen] [Via länk] [Ersättare] [Nej]",
    ]
    assert "Jag hittar inget sådant möte." in world.says(KARIN, "kommer 8 mars").text()


def test_the_seats_deputy_is_registered_and_told(world: World, meeting: int):
    assert comes(world, KARIN, "deputy").startswith("Nils Berg är anmäld som din ersättare och får veta det.")
    [told] = to(world, NILS)
    assert told.splitlines()[:2] == [
        "Tjänstepersonsforum tisdag 9 februari",
        "Karin Lind har anmält dig som ersättare.",
    ]
    comes(world, KARIN)
    assert to(world, NILS)[0].splitlines()[1] == "Du är inte längre ersättare för Karin Lind tisdag 9 februari."


def test_without_a_deputy_a_name_is_asked_for(world: World, meeting: int):
    given = {"meeting": meeting, "day": "2027-02-09", "how": "deputy"}
    form = form_in(world.does(CECILIA, "registration.save", **given))
    assert form.title == "Ersättare på Tjänstepersonsforum tisdag 9 februari"
    assert counted(world) == "0 av 21 regioner anmälda."
    told = world.does(CECILIA, form.action, **form.values, deputy="Bo Ek").text()
    assert told.startswith("Bo Ek är anmäld som din ersättare. Forumet känner inte Bo Ek, så säg till själv.")
    assert counted(world) == "1 av 21 regioner anmälda."
    assert comes(world, SAMIR, "deputy", deputy="karin lind").startswith("Karin Lind är anmäld som din ersättare och")
    refused = world.does(MATS, "registration.save", **given, deputy="Mats Ohlin")
    assert wrong(refused) == {"deputy": "Du kan inte vara din egen ersättare. Skriv ett annat namn."}
    assert typed(refused) == {"deputy": "Mats Ohlin"}


def test_a_name_that_is_almost_somebodys_is_asked_about_before_it_is_a_deputys(world: World, meeting: int):
    given = {"meeting": meeting, "day": "2027-02-09", "how": "deputy"}
    form = form_in(world.does(CECILIA, "registration.save", **given))
    asked = world.does(CECILIA, form.action, **form.values, deputy="Nisl Berg")
    assert asked.text().splitlines() == [
        "Tjänstepersonsforum tisdag 9 februari",
        "Ingen i forumet heter «Nisl Berg». Menar du Nils Berg?",
        "[Nils Berg] [Nej, «Nisl Berg» utanför forumet] [Ändra]",
    ]
    assert counted(world) == "0 av 21 regioner anmälda."
    assert to(world, NILS) == []
    assert typed(world.presses(CECILIA, asked, "Ändra")) == {"deputy": "Nisl Berg"}
    beyond = world.presses(CECILIA, asked, "Nej, «Nisl Berg» utanför forumet").text()
    assert beyond.startswith("Nisl Berg är anmäld som din ersättare. Forumet känner inte Nisl Berg")
    meant = world.presses(CECILIA, asked, "Nils Berg").text()
    assert meant.startswith("Nils Berg är anmäld som din ersättare och får veta det.")
    assert len(to(world, NILS)) == 1


def test_a_misspelt_deputy_in_words_is_asked_about_at_once(world: World, meeting: int):
    for line in ("kommer 9 februari, ersättare Nisl Berg", "kommer 9 februari, ersättare Nils"):
        asked = world.says(KARIN, line)
        assert "Menar du Nils Berg?" in asked.text()
        assert counted(world) == "0 av 21 regioner anmälda."
    assert world.presses(KARIN, asked, "Nils Berg").text().startswith("Nils Berg är anmäld som din ersättare och")
    own = world.says(KARIN, "kommer 9 februari, ersättare Karin Lindh").text()
    assert own.endswith("med Karin Lindh som ersättare. Stämmer det?\n[Ja] [Nej]")  # nobody deputises for oneself


@pytest.fixture
def namesake(world: World) -> str:
    """Gävleborg's deputy is called as Dalarna's is."""

    def rename(db: Session) -> None:
        db.scalars(select(Person).where(Person.key == "disa-wermelin")).one().name = "Nils Berg"

    world.write(rename)
    return "disa-wermelin"


@both
def test_of_two_with_the_same_name_the_one_who_is_pressed_comes(world: World, meeting: int, namesake: str):
    for name, told in (
        ("Nils Berg", "Flera i forumet heter «Nils Berg». Vem är det?"),
        ("Nisl Berg", "Ingen i forumet heter «Nisl Berg». Menar du Nils Berg, Region Dalarna eller Nils Berg, Region "),
    ):
        asked = world.says(KARIN, f"kommer 9 februari, ersättare {name}")
        assert asked.text().splitlines()[1].startswith(told)
        assert buttons(asked)[:2] == ["Nils Berg, Region Dalarna", "Nils Berg, Region Gävleborg"]
    assert counted(world) == "0 av 21 regioner anmälda."
    meant = world.presses(KARIN, asked, "Nils Berg, Region Gävleborg").text()
    assert meant.startswith("Nils Berg är anmäld som din ersättare och får veta det.")
    assert len(to(world, namesake)) == 1
    assert to(world, NILS) == []


def test_a_namesake_in_the_forum_may_be_named_with_the_region_or_be_another(world: World, meeting: int, namesake: str):
    asked = world.says(CECILIA, "kommer 9 februari, ersättare Nils Berg")
    beyond = world.presses(CECILIA, asked, "Någon utanför forumet").text()
    assert beyond.startswith("Nils Berg är anmäld som din ersättare. Forumet känner inte Nils Berg")
    assert comes(world, CECILIA, "deputy", deputy="nils berg, region dalarna").endswith("[Ångra]")
    assert to(world, namesake) == []
    assert len(to(world, NILS)) == 1


def test_a_deputy_who_declines_does_not_come(world: World, meeting: int):
    comes(world, KARIN, "deputy")
    assert counted(world) == "1 av 21 regioner anmälda."
    comes(world, NILS, "no")
    assert counted(world) == "0 av 21 regioner anmälda."


@both
def test_it_is_undone_within_ten_minutes(world: World, meeting: int):
    comes(world, KARIN, "link")
    reply = world.does(KARIN, "registration.save", meeting=meeting, how="no", day="2027-02-09")
    assert world.presses(KARIN, reply, "Ångra").text().startswith("Du är anmäld. Länken kommer hit samma dag kl. 9.15.")
    assert counted(world) == "1 av 21 regioner anmälda."
    first = world.does(MATS, "registration.save", meeting=meeting, how="room", day="2027-02-09")
    comes(world, MATS, "link")
    assert world.presses(MATS, first, "Ångra").text() == "Du har ändrat det sedan dess. Inget är ångrat."
    new = world.does(SAMIR, "registration.save", meeting=meeting, how="room", day="2027-02-09")
    assert world.presses(SAMIR, new, "Ångra").text().startswith("Ångrat. Du är inte anmäld.")
    assert counted(world) == "2 av 21 regioner anmälda."


def test_it_waits_until_one_has_said_and_the_receipt_tells_what_is_left(world: World, meeting: int):
    question = ask(world)
    assert world.looks(KARIN, "home.waiting").text().splitlines()[:3] == [
        "2 saker väntar på dig",
        "1. Anmäl dig senast i morgon · Kommer du till Tjänstepersonsforum tisdag 9 februari?",
        "[I salen] [Via länk] [Ersättare] [Nej]",
    ]
    assert comes(world, KARIN).splitlines()[0] == "Du är anmäld. En sak kvar."
    answer(world, KARIN, question, 1)
    assert world.looks(KARIN, "home.waiting").title == "Inget väntar på dig"
    assert "Kommer du" in world.looks(IVAR, "home.waiting").text()
    for other in (NILS, KERSTIN, ASTRID):
        assert "Kommer du" not in world.looks(other, "home.waiting").text()


def test_monday_morning_before_the_meeting(world: World, meeting: int):
    ask(world, "Bredband", closes="måndag 8 februari 16:00")
    world.says(SECRETARY, "att göra Exempel på matchning @Karin Lind måndag 8 februari", room=OFFICIALS)
    world.goes_to("2027-02-08 08:00")
    assert to(world, KARIN)[-1].splitlines() == [
        "3 saker väntar på dig",
        "I morgon kl. 9.30 är det Tjänstepersonsforum, Mälarsalen.",
        "1. Sista dagen har passerat · Kommer du till Tjänstepersonsforum tisdag 9 februari?",
        "[I salen] [Via länk] [Ersättare] [Nej]",
        "2. Stänger i dag kl. 16.00 · Bredband · Du svarar för Region Dalarna.",
        "[Ja] [Delvis] [Nej] [Vi avstår]",
        "3. i dag · Exempel på matchning · Karin Lind, senast måndag 8 februari",
        "[Klart] [Ändra]",
        "Det här är morgonens enda meddelande. Det uppdateras när du har gjort något.",
    ]
    assert comes(world, KARIN).splitlines()[:2] == [
        "Du är anmäld. 2 saker kvar.",
        "Sista anmälningsdag var tisdag 2 februari, så kansliet ser att anmälan kom sent.",
    ]
    assert to(world, KARIN)[-1].startswith("2 saker väntar på dig")


def test_those_who_have_not_registered_hear_of_it_the_morning_before_the_last_day(world: World, meeting: int):
    world.write(lambda db: setattr(db.get_one(Meeting, meeting), "register_by", "4d"))
    world.does(SECRETARY, "meeting.confirm", meeting=meeting, start="9.30", end="15", place="Mälarsalen")
    comes(world, KARIN)
    world.goes_to("2027-02-04 08:00")
    morning = to(world, MATS)[-1]
    assert "Anmäl dig senast i morgon · Kommer du till" in morning
    assert "morgonens enda meddelande" in morning
    assert not any("morgonens enda meddelande" in text for text in to(world, KARIN))


def test_it_can_be_changed_until_the_meeting_begins(world: World, meeting: int):
    world.goes_to("2027-02-09 09:29")
    assert comes(world, KARIN, "link").startswith("Du är anmäld. Länken: https://exempel.se/tjanstepersonsforum")
    world.goes_to("2027-02-09 09:30")
    assert comes(world, KARIN, "no") == "Mötet har börjat, så anmälan kan inte ändras längre. Skriv till kansliet."


def test_only_those_who_have_a_part_in_the_body_register(world: World, meeting: int):
    told = world.does(KERSTIN, "registration.save", meeting=meeting, how="room")
    assert told.outcome == "refused"
    assert world.does(ASTRID, "registration.save", meeting=meeting, how="room").outcome == "done"
    assert counted(world) == "0 av 21 regioner anmälda."


@pytest.mark.parametrize("given", [{"how": "maybe"}, {"how": ""}, {"how": "room", "day": "9 feb"}, {"how": ["room"]}])
def test_what_no_button_sends_saves_nothing(world: World, meeting: int, given: dict[str, Any]):
    world.does(KARIN, "registration.save", meeting=meeting, **given)
    assert counted(world) == "0 av 21 regioner anmälda."


def test_the_agenda_asks_as_well_once_the_call_is_out(world: World, meeting: int):
    assert "[I salen] [Via länk] [Ersättare] [Nej]" in world.says(KARIN, "dagordning").text()
    assert "[I salen]" not in world.says(KERSTIN, "dagordning politikerforum").text()
