"""Handling inputs: handed on, asked for again, answered, placed at a meeting and reported back there."""

import pytest

from storage.people import Person
from storage.posts import Post
from tests.conftest import both
from tests.scenes import (
    COLLEAGUE,
    KARIN,
    KERSTIN,
    MATS,
    SAMIR,
    SECRETARY,
    buttons,
    to,
    wrong,
)
from tests.sending_in import AMINA, LATER, POSTS, handed_on, sent, shown, steps, stored
from tests.world import World

# Handing on and answering


def test_the_owner_gets_it_at_once_and_answers(world: World):
    number = handed_on(world)
    [asked] = to(world, MATS)
    assert asked.splitlines() == [
        POSTS,
        "Lämnat vidare. Mats Ohlin",
        "Kansliet ber dig svara senast fredag 12 februari.",
        "Skickat 1 februari av Amina Warsame för Region Värmland.",
        "Det saknas stolpar på båda sidor.",
        "[Svara] [Fel person]",
    ]
    reply = world.does(MATS, "input.answer", input=number, text="Vi bygger i vår.")
    assert reply.text() == f"Svaret går till Amina Warsame: {POSTS}\n[Ångra]"
    assert to(world, MATS) == [f"{POSTS}\nBesvarat\nAvsändaren har fått ditt svar."]
    [answer] = to(world, AMINA)
    assert answer.splitlines()[:3] == [f"Om ditt inspel: {POSTS}", "Besvarat", "Vi bygger i vår."]


@both
def test_the_wrong_person_sends_it_back_and_the_secretariat_finds_another(world: World):
    number = handed_on(world)
    assert world.does(MATS, "input.return", input=number).text() == "Tack. Kansliet hittar någon annan.\n[Ångra]"
    assert f"Mottaget · {POSTS}" in world.looks(SECRETARY, "home.waiting").text()
    assert "1 feb: tillbaka hos kansliet från Mats Ohlin. Svar saknas." in shown(world, AMINA, number)[3]
    assert world.does(MATS, "input.show", input=number).outcome == "refused"
    world.does(SECRETARY, "input.forward", input=number, to="Samir Haddad", due="19 februari")
    assert [text.splitlines()[1] for text in to(world, "samir-haddad")] == ["Lämnat vidare. Samir Haddad"]
    assert world.does(MATS, "input.answer", input=number, text="Nej").outcome == "refused"


def test_somebody_beyond_the_forum_is_only_a_name(world: World):
    number = sent(world)
    reply = world.does(SECRETARY, "input.forward", input=number, to="Per Norén, departementet", due="12 februari")
    assert reply.text().splitlines() == [
        "Lämnat till Per Norén, departementet, svar senast fredag 12 februari.",
        "Per Norén, departementet är inte med i forumet. Skicka inspelet själv, och skriv in svaret när det kommer.",
        "[Ångra]",
    ]
    world.does(SECRETARY, "input.answer", input=number, text="Vi ser över det.")
    assert "1 feb: besvarat av Per Norén, departementet." in shown(world, AMINA, number)[3]
    assert shown(world, AMINA, number)[5] == "Vi ser över det."


def test_of_two_with_the_same_name_the_one_who_is_pressed_gets_it(world: World):
    number, samir = sent(world), world.person(SAMIR).id
    world.write(lambda db: setattr(db.get_one(Person, samir), "name", "Mats Ohlin"))
    asked = world.does(SECRETARY, "input.forward", input=number, to="Mats Ohlin", due="12 februari")
    assert asked.text().splitlines() == [
        "Flera i forumet heter «Mats Ohlin». Vem är det?",
        "[Mats Ohlin, Region Kalmar län] [Mats Ohlin, Region Skåne] [Någon utanför forumet] [Ändra]",
    ]
    world.presses(SECRETARY, asked, "Mats Ohlin, Region Skåne")
    assert len(to(world, SAMIR)) == 1
    assert to(world, MATS) == []


def test_an_answer_is_corrected_in_place_and_the_earlier_one_comes_back(world: World):
    number = handed_on(world)
    reply = world.does(MATS, "input.answer", input=number, text="Ja.")
    again = world.does(MATS, "input.answer", input=number, text="Ja, i vår.")
    assert [text.splitlines()[2] for text in to(world, AMINA)] == ["Ja, i vår."]
    told = world.presses(MATS, reply, "Ångra").text()
    assert told == "Något har hänt med det sedan dess. Inget är ångrat."
    assert world.presses(MATS, again, "Ångra").text() == f"Ångrat: {POSTS}"
    assert [text.splitlines()[2] for text in to(world, AMINA)] == ["Ja."]


def test_an_answer_that_is_taken_back_is_said_to_be(world: World):
    number = handed_on(world)
    reply = world.does(MATS, "input.answer", input=number, text="Ja, i vår.")
    told = world.presses(MATS, reply, "Ångra").text()
    assert told == f"Ångrat: {POSTS}\nSvaret väntas senast 12 februari."
    [gone] = to(world, AMINA)
    assert "Det tidigare svaret gäller inte längre. Du får veta när det finns ett nytt." in gone
    assert "Ja, i vår." not in "\n".join(shown(world, AMINA, number))
    world.does(MATS, "input.answer", input=number, text="Nej.")
    assert to(world, AMINA)[-1].splitlines()[2] == "Nej."


def test_what_is_added_reaches_those_who_handle_it(world: World):
    number = handed_on(world)
    assert world.does(AMINA, "input.add", input=number, text="Även vid E18.").text() == f"Tillagt: {POSTS}\n[Ångra]"
    for who in (MATS, SECRETARY, COLLEAGUE):
        assert to(world, who)[-1].splitlines()[:2] == [f"Tillagt: {POSTS}", "Även vid E18."]
    assert "Även vid E18." in to(world, MATS)[0]
    told = world.does(SECRETARY, "input.add", input=number, text="Nej").text()
    assert told.startswith("Bara Amina Warsame kan göra det här med sitt inspel. Inget är ändrat.")


def test_what_the_owner_is_asked_goes_to_who_stands_in_while_they_are_away(world: World):
    world.does(MATS, "absence.set", since="2027-02-01", until="2027-02-20", who="Samir Haddad")
    number = handed_on(world)
    assert to(world, MATS) == []
    assert any("Kansliet ber dig svara" in text for text in to(world, SAMIR))
    assert POSTS in world.looks(SAMIR, "home.waiting").text()
    world.goes_to("2027-02-12 09:00")
    assert to(world, MATS) == []
    told = world.does(SAMIR, "input.answer", input=number, text="Ja.").text()
    assert told.startswith("Svaret går till Amina Warsame")


def test_an_owner_for_whom_nobody_stands_in_gets_it_when_they_are_back(world: World):
    world.does(MATS, "absence.set", since="2027-02-01", until="2027-02-03", nobody=True)
    handed_on(world)
    world.goes_to("2027-02-03 23:00")
    assert to(world, MATS) == []
    world.goes_to("2027-02-04 08:00")
    assert any("Kansliet ber dig svara" in text for text in to(world, MATS))


def test_a_sender_who_is_away_gets_the_answer_when_they_are_back(world: World):
    number = handed_on(world)
    world.does(AMINA, "absence.set", since="2027-02-01", until="2027-02-03", nobody=True)
    world.does(MATS, "input.answer", input=number, text="Ja.")
    world.goes_to("2027-02-03 12:00")
    assert to(world, AMINA) == []
    world.goes_to("2027-02-04 08:00")
    assert any("Ja." in text for text in to(world, AMINA))


def test_what_is_answered_in_time_wakes_nobody_afterwards(world: World):
    number = handed_on(world)
    world.does(MATS, "input.answer", input=number, text="Ja.")
    late = world.read(lambda db: [p.state for p in db.query(Post).where(Post.subject == f"input:{number}:due")])
    assert set(late) == {"superseded"}


# The secretariat


def test_the_list_of_the_secretariat_has_what_is_late_first(world: World):
    late = handed_on(world)
    world.says(KARIN, "inspel Bredband: Var ska vi börja?")
    world.does(SECRETARY, "input.forward", input=stored(world)[-1].id, to="Samir Haddad", due="26 februari")
    world.says(KERSTIN, "inspel Service: Vi behöver butiker.")
    world.goes_to(LATER)
    assert world.says(SECRETARY, "alla inspel").text().splitlines() == [
        "Inspel",
        "Försenade, eller utan möte (1)",
        f"– Försenat · {POSTS} (Region Värmland) · Ska besvaras senast fredag 12 februari.",
        "[Fråga igen] [Skriv in svaret] [Visa]",
        "Mottagna, inte lämnade till någon (1)",
        "– Mottaget · Service (Region Dalarna) · 1 feb: mottaget",
        "[Lämna vidare] [Skriv in svaret] [Visa]",
        "Väntar på svar (1)",
        "– Lämnat vidare · Bredband (Region Dalarna) · Ska besvaras senast fredag 26 februari.",
        "[Fråga igen] [Skriv in svaret] [Visa]",
        "[Skriv in ett inspel]",
    ]
    assert {"Fråga igen", "Skriv in svaret", "Lämna vidare", "Ta upp på möte"} == set(
        buttons(world.does(SECRETARY, "input.show", input=late))
    )
    for action in ("list", "enter"):
        assert "Bara kansliet" in world.does(MATS, f"input.{action}", edit=True).text()


def test_what_is_late_comes_back_by_itself_the_working_morning_after(world: World):
    handed_on(world)
    world.goes_to("2027-02-12 18:00")
    assert "Försenat" not in "".join(to(world, SECRETARY))
    assert "i dag · Laddstolpar" in to(world, MATS)[-1]
    world.goes_to("2027-02-15 08:00")
    assert f"Försenat · {POSTS} (Region Värmland)" in to(world, SECRETARY)[-1]


def test_asking_again_gives_a_new_day_and_the_owner_a_new_message(world: World):
    number = handed_on(world)
    world.goes_to(LATER)
    world.does(SECRETARY, "input.ask_again", input=number, due="26 februari", text="Räcker det med några rader?")
    asked = to(world, MATS)[-1]
    assert "Kansliet ber dig svara senast fredag 26 februari." in asked
    assert "Räcker det med några rader?" in asked
    assert POSTS not in world.looks(SECRETARY, "home.waiting").text()
    world.goes_to("2027-03-01 08:00")
    assert f"Försenat · {POSTS}" in to(world, SECRETARY)[-1]


@both
def test_it_is_reported_back_at_a_meeting_and_then_finished(world: World):
    number = sent(world)
    meeting = world.meeting("tjanstepersonsforum-next").id
    world.does(SECRETARY, "input.place", input=number, at=f"meeting:{meeting}")
    world.goes_to("2027-02-10 09:00")
    assert "Frågan skulle tas upp på Tjänstepersonsforum 9 februari. Den är inte återrapporterad än." in shown(
        world, AMINA, number
    )
    assert "[Återrapporterat]" in world.looks(SECRETARY, "home.waiting").text()
    reply = world.does(SECRETARY, "input.report", input=number, meeting=meeting)
    assert wrong(reply) == {"text": "Det finns inget svar än. Skriv vad som sades på mötet."}
    world.does(SECRETARY, "input.report", input=number, meeting=meeting, text="Departementet tar med sig frågan.")
    assert shown(world, AMINA, number)[1:] == [
        "Återrapporterat",
        "Skickat 1 februari av Amina Warsame för Region Värmland.",
        "1 feb: mottaget. 1 feb: ska tas upp på Tjänstepersonsforum. "
        "10 feb: återrapporterat på Tjänstepersonsforum 9 februari.",
        "Det saknas stolpar på båda sidor.",
        "Departementet tar med sig frågan.",
        "[Skriv till kansliet] [Alla mina inspel]",
    ]
    assert stored(world) == []
    told = world.does(SECRETARY, "input.answer", input=number, text="Ja").text()
    assert told.startswith("Inspelet är redan återrapporterat, så det går inte. Inget är ändrat.")


def test_what_was_handed_on_or_reported_by_mistake_is_undone(world: World):
    number = sent(world)
    reply = world.does(SECRETARY, "input.forward", input=number, to="Mats Ohlin", due="12 februari")
    assert world.presses(SECRETARY, reply, "Ångra").text() == f"Ångrat: {POSTS}\nDet ligger hos kansliet."
    assert world.does(MATS, "input.answer", input=number, text="Ja").outcome == "refused"
    meeting = world.meeting("tjanstepersonsforum-last").id
    world.does(SECRETARY, "input.place", input=number, at=f"meeting:{world.meeting('tjanstepersonsforum-next').id}")
    reply = world.does(SECRETARY, "input.report", input=number, meeting=meeting, text="Sagt.")
    assert stored(world) == []
    assert world.presses(SECRETARY, reply, "Ångra").text().startswith(f"Ångrat: {POSTS}\nDet ligger hos kansliet.")
    assert [one.state for one in stored(world)] == ["received"]
    again = shown(world, AMINA, number)
    assert "Frågan tas upp på Tjänstepersonsforum 9 februari." in again
    assert "Sagt." not in again
    assert [step.what for step in steps(world, number)] == [
        "received", "forwarded", "undone", "placed", "reported", "reopened",
    ]  # fmt: skip


def test_a_sender_hears_of_small_steps_in_one_message_the_next_morning(world: World):
    first, second = handed_on(world), handed_on(world, "Samir Haddad")
    assert to(world, AMINA) == []
    world.goes_to("2027-02-02 08:00")
    [news] = to(world, AMINA)
    assert news.splitlines() == [
        "Nytt om ditt inspel",
        f"– Lämnat vidare · {POSTS} · 1 feb: lämnat till Mats Ohlin",
        "[Visa]",
        f"– Lämnat vidare · {POSTS} · 1 feb: lämnat till Samir Haddad",
        "[Visa]",
        "Det här är morgonens enda meddelande. Det uppdateras när du har gjort något.",
    ]
    world.does(SECRETARY, "input.place", input=first, at=f"meeting:{world.meeting('politikerforum-next').id}")
    world.does(MATS, "input.answer", input=first, text="Ja.")
    world.goes_to("2027-02-03 08:00")
    assert [text.splitlines()[0] for text in to(world, AMINA)] == ["Nytt om ditt inspel", f"Om ditt inspel: {POSTS}"]
    assert shown(world, AMINA, second)[1] == "Lämnat vidare. Samir Haddad"


def test_news_that_the_bot_slept_through_come_with_the_next_morning(world: World):
    handed_on(world)
    world.sleeps_through(days=3, hours=-1)
    [news] = to(world, AMINA)
    assert "1 feb: lämnat till Mats Ohlin" in news


@pytest.mark.parametrize(
    ("action", "values", "told"),
    [
        ("forward", {"to": "Mats Ohlin", "due": "1 januari 2020"}, {"due": "onsdag 1 januari 2020 har redan varit. "
                                                                     "Skriv en dag som kommer."}),
        ("place", {"at": "meeting:1"}, {"at": "Det mötet ligger inte framåt längre. Välj ett annat."}),
        ("place", {"at": "punkt"}, {"at": "Det mötet ligger inte framåt längre. Välj ett annat."}),
        ("report", {"meeting": 0}, {"meeting": "Det mötet har inte hållits nyligen. Välj ett annat."}),
        ("forward", {"to": "", "due": "12 februari"}, {"to": "Fyll i det här."}),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_beside_its_field(world: World, action: str, values: dict, told: dict):
    number = sent(world)
    assert wrong(world.does(SECRETARY, f"input.{action}", input=number, **values)) == told
    assert len(steps(world, number)) == 1
